//! Where the tools that install whole projects (Poetry, uv, Pipenv) and pip put what they install: by the environment, their
//! options, and the files that set them up. Nobody can tell of settings that depend on what is not known; then the command is
//! opaque, as what does not lie where it is looked for breaks the build, or the app.

use super::super::role::{Place, Surroundings};
use super::Home;
use crate::facts::join;
use crate::shell::{Command, Word};
use std::collections::BTreeMap;
use toml::Table;

/// Where something is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Among the modules of the interpreter that PATH leads to.
    Interpreter,
    /// In a virtual environment at this path.
    Environment(String),
}

/// The variables that are looked for.
const VARIABLES: [&str; 22] = [
    "HOME",
    "PIPENV_SYSTEM",
    "PIPENV_VENV_IN_PROJECT",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_TARGET",
    "PIP_USER",
    "POETRY_CACHE_DIR",
    "POETRY_VIRTUALENVS_CREATE",
    "POETRY_VIRTUALENVS_IN_PROJECT",
    "POETRY_VIRTUALENVS_PATH",
    "PYTHONUSERBASE",
    "UV_LINK_MODE",
    "UV_MANAGED_PYTHON",
    "UV_NO_MANAGED_PYTHON",
    "UV_PROJECT_ENVIRONMENT",
    "UV_PYTHON",
    "UV_PYTHON_PREFERENCE",
    "UV_SYSTEM_PYTHON",
    "WORKON_HOME",
    "XDG_CACHE_HOME",
    "XDG_DATA_HOME",
];

/// What `poetry config` is told, by the names of its settings.
const OF_POETRY: [&str; 4] = ["virtualenvs.create", "virtualenvs.in-project", "virtualenvs.path", "config cache-dir"];

/// What a file says of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Setting {
    /// This, wherever it says something.
    Is(String),
    /// One thing here and another there, or nothing in particular.
    Unclear,
}

/// The settings that a Dockerfile makes, wherever in it: by ENV, ARG, `export`, in front of a command, or with `poetry config`.
#[derive(Clone, Debug, Default)]
pub(in crate::split) struct Settings {
    said: BTreeMap<&'static str, Setting>,
}

impl Settings {
    pub(in crate::split) fn of(text: &str) -> Self {
        let mut said = BTreeMap::new();
        let variables = VARIABLES.into_iter().map(|name| (name, variable(text, name)));
        let of_poetry = OF_POETRY.into_iter().map(|name| (name, configured(text, name)));
        for (name, values) in variables.chain(of_poetry) {
            let mut values = values.into_iter();
            let Some(first) = values.next() else { continue };
            let same = values.all(|value| value == first);
            said.insert(name, first.filter(|_| same).map_or(Setting::Unclear, |value| Setting::Is(value.to_owned())));
        }
        Self { said }
    }

    fn is_set(&self, name: &str) -> bool {
        self.said.contains_key(name)
    }

    /// Whether a switch is on; the inner none where nobody can tell, the outer one where it is not set.
    fn switch(&self, name: &str) -> Option<Option<bool>> {
        Some(match self.said.get(name)? {
            Setting::Is(value) => truth(value),
            Setting::Unclear => None,
        })
    }

    /// The same for Pipenv, to which every word that is not a no is a yes.
    fn switch_of_pipenv(&self, name: &str) -> Option<Option<bool>> {
        Some(match self.said.get(name)? {
            Setting::Is(value) => Some(truth(value) != Some(false)),
            Setting::Unclear => None,
        })
    }

    /// Whether pip installs among the modules of the interpreter, unless it is told otherwise.
    pub(super) fn leave_pip_alone(&self) -> bool {
        ["PIP_PREFIX", "PIP_ROOT", "PIP_TARGET"].iter().all(|name| !self.is_set(name))
            && self.switch("PIP_USER").is_none_or(|user| user == Some(false))
    }

    /// Whether root's home is where it always is.
    pub(super) fn leave_home_alone(&self) -> bool {
        !self.is_set("HOME") && !self.is_set("PYTHONUSERBASE")
    }

    /// Whether uv installs among the modules of the interpreter, whatever it is told.
    pub(super) fn uv_in_system(&self) -> bool {
        self.switch("UV_SYSTEM_PYTHON") == Some(Some(true))
    }
}

fn truth(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" | "y" | "t" => Some(true),
        "" | "0" | "false" | "no" | "off" | "n" | "f" => Some(false),
        _ => None,
    }
}

/// The values that a text gives to a variable; none for one that cannot be read.
fn variable<'t>(text: &'t str, name: &str) -> Vec<Option<&'t str>> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'{' | b'-');
    let places = memchr::memmem::find_iter(text.as_bytes(), name).filter(|at| {
        let line = text[..*at].rfind('\n').map_or(0, |end| end + 1);
        !text[line..*at].trim_start().starts_with('#') && text.as_bytes()[..*at].last().is_none_or(|byte| !is_part(byte))
    });
    let value = |at: usize| {
        let (before, rest) = (&text[..at], &text[at + name.len()..]);
        let declared = |keyword: &str| {
            let line = before[before.rfind('\n').map_or(0, |end| end + 1)..].trim();
            line.eq_ignore_ascii_case(keyword)
        };
        match rest.as_bytes().first() {
            Some(b'=') => Some(word(&rest[1..])),
            Some(b' ' | b'\t') if declared("ENV") => Some(word(rest.trim_start_matches([' ', '\t']))),
            _ if declared("ARG") && rest.starts_with(|next: char| next.is_whitespace()) => Some(None),
            _ => None,
        }
    };
    places.filter_map(value).collect()
}

/// The values that `poetry config` gives to a setting.
fn configured<'t>(text: &'t str, name: &str) -> Vec<Option<&'t str>> {
    let places = memchr::memmem::find_iter(text.as_bytes(), name).map(|at| &text[at + name.len()..]);
    places.map(|rest| word(rest.trim_start_matches([' ', '\t', '"', '\'']))).collect()
}

/// The word that a text begins with, without its quotes; none where it depends on what is not known.
fn word(text: &str) -> Option<&str> {
    let (inside, end): (&str, &[char]) = match text.as_bytes().first() {
        Some(b'"') => (&text[1..], &['"']),
        Some(b'\'') => (&text[1..], &['\'']),
        _ => (text, &[' ', '\t', '\r', '\n', ';', '&', '|', '"', '\'']),
    };
    let word = inside.split(end).next().unwrap_or_default();
    (!word.contains(['$', '`', '\n', '\\'])).then_some(word)
}

/// A command of such a tool: what it is told, and where.
pub(super) struct Tool<'p> {
    pub(super) words: &'p [&'p str],
    pub(super) place: &'p Place,
    pub(super) around: &'p dyn Surroundings,
}

impl Tool<'_> {
    fn settings(&self) -> &Settings {
        &self.place.settings
    }

    fn beside(&self, name: &str) -> Option<String> {
        join(self.place.directory.as_deref(), name)
    }

    /// Whether it is given one of these options.
    pub(super) fn has(&self, options: &[&str]) -> bool {
        self.words.iter().any(|word| options.iter().any(|it| word == it || word.starts_with(&format!("{it}="))))
    }

    /// Where Poetry installs.
    pub(super) fn poetry(&self) -> Option<Target> {
        let file = self.beside("poetry.toml").and_then(|path| self.around.source(&path));
        let file: Table = file.map_or(Some(Table::new()), |text| text.parse().ok())?;
        let environments = file.get("virtualenvs").and_then(|table| table.as_table());
        // the environment counts before the file, and the file before what the tool was told for good
        let switch = |variable: &str, key: &str, name: &str| {
            let written = environments.and_then(|table| table.get(key)).map(toml::Value::as_bool);
            self.settings().switch(variable).or(written).or_else(|| self.settings().switch(name))
        };
        if !switch("POETRY_VIRTUALENVS_CREATE", "create", "virtualenvs.create").unwrap_or(Some(true))? {
            return Some(Target::Interpreter);
        }
        let in_project = switch("POETRY_VIRTUALENVS_IN_PROJECT", "in-project", "virtualenvs.in-project");
        let elsewhere =
            ["POETRY_CACHE_DIR", "POETRY_VIRTUALENVS_PATH", "HOME", "XDG_CACHE_HOME", "virtualenvs.path", "config cache-dir"];
        let moved = elsewhere.iter().any(|name| self.settings().is_set(name))
            || file.contains_key("cache-dir")
            || environments.is_some_and(|table| table.contains_key("path"));
        self.environment(in_project, moved, "/root/.cache/pypoetry/virtualenvs")
    }

    /// Where Pipenv installs, where no environment is active.
    pub(super) fn pipenv(&self) -> Option<Target> {
        if self.has(&["--system"]) || self.settings().switch_of_pipenv("PIPENV_SYSTEM").unwrap_or(Some(false))? {
            return Some(Target::Interpreter);
        }
        if self.place.active.is_some() {
            return None;
        }
        let in_project = self.settings().switch_of_pipenv("PIPENV_VENV_IN_PROJECT");
        let moved = ["WORKON_HOME", "HOME", "XDG_DATA_HOME"].iter().any(|name| self.settings().is_set(name));
        self.environment(in_project, moved, "/root/.local/share/virtualenvs")
    }

    /// The environment beside the sources, where the tool is told so or finds one there; otherwise its own, unless that was moved.
    fn environment(&self, in_project: Option<Option<bool>>, moved: bool, own: &str) -> Option<Target> {
        let beside = self.beside(".venv")?;
        let in_project = in_project.unwrap_or_else(|| Some(self.place.environments.contains(&beside)))?;
        match (in_project, moved) {
            (true, _) => Some(Target::Environment(beside)),
            (false, false) => Some(Target::Environment(own.to_owned())),
            (false, true) => None,
        }
    }

    /// Where `uv sync` installs.
    pub(super) fn uv_sync(&self) -> Option<Target> {
        if !self.finds_the_interpreter() || self.leaves_links() || self.has(&["--directory", "--project"]) {
            return None;
        }
        if self.has(&["--active"]) {
            return self.place.active.clone().map(Target::Environment);
        }
        let path = match self.settings().said.get("UV_PROJECT_ENVIRONMENT") {
            None => return self.beside(".venv").map(Target::Environment),
            Some(Setting::Is(path)) => self.beside(path)?,
            Some(Setting::Unclear) => {
                self.beside(&self.around.expand("$UV_PROJECT_ENVIRONMENT").filter(|path| !path.is_empty())?)?
            }
        };
        match path.as_str() {
            "/usr/local" if self.place.python != Home::Distribution => Some(Target::Interpreter),
            "/usr" | "/usr/local" => None,
            _ => Some(Target::Environment(path)),
        }
    }

    /// Whether what uv installs are links into its cache, or nobody can tell.
    pub(super) fn leaves_links(&self) -> bool {
        let by_option =
            self.words.contains(&"--link-mode=symlink") || self.words.windows(2).any(|pair| pair == ["--link-mode", "symlink"]);
        let mode = self.settings().said.get("UV_LINK_MODE");
        by_option || mode.is_some_and(|mode| !matches!(mode, Setting::Is(mode) if mode != "symlink"))
    }

    /// Where `uv venv` makes an environment.
    pub(super) fn uv_venv(&self) -> Option<String> {
        let mut operands = Vec::new();
        let mut rest = self.words.iter().skip(1);
        while let Some(word) = rest.next() {
            match *word {
                "-p" | "--python" | "--prompt" => drop(rest.next()),
                option if option.starts_with('-') => {}
                operand => operands.push(operand),
            }
        }
        let directory = match operands[..] {
            [] => ".venv",
            ["$"] => return None,
            [directory] => directory,
            _ => return None,
        };
        self.finds_the_interpreter().then(|| self.beside(directory))?
    }

    /// Whether uv takes the interpreter that the base has, and does not fetch one, which would lie elsewhere.
    fn finds_the_interpreter(&self) -> bool {
        let settings = self.settings();
        let managed = settings.switch("UV_MANAGED_PYTHON").is_some_and(|managed| managed != Some(false))
            || self.has(&["--managed-python"])
            || settings
                .said
                .get("UV_PYTHON_PREFERENCE")
                .is_some_and(|it| !matches!(it, Setting::Is(value) if value != "only-managed"));
        // a distribution may have none, or an older one, and nobody says which
        if managed || self.place.python == Home::Distribution {
            return false;
        }
        let asked = ["-p", "--python"].iter().find_map(|option| {
            let at = self.words.iter().position(|word| word == option)?;
            self.words.get(at + 1).copied()
        });
        let joined = self.words.iter().find_map(|word| word.strip_prefix("--python="));
        let by_variable = match settings.said.get("UV_PYTHON") {
            None => None,
            Some(Setting::Is(value)) => Some(value.clone()),
            Some(Setting::Unclear) => return false,
        };
        let source = |name: &str| self.beside(name).and_then(|path| self.around.source(&path));
        let pinned = || source(".python-version").and_then(|text| text.split_whitespace().next().map(str::to_owned));
        let request = asked.or(joined).map(str::to_owned).or(by_variable).or_else(pinned);
        let required = source("pyproject.toml")
            .and_then(|text| text.parse::<Table>().ok())
            .and_then(|table| Some(table.get("project")?.get("requires-python")?.as_str()?.to_owned()));
        request.into_iter().chain(required).all(|wanted| self.place.python.satisfies(&wanted))
    }
}

impl Home {
    /// Whether an interpreter of the base is one that is asked for: a version (`3.12`), a specifier (`>=3.10,<4`), a program.
    /// Where the base's own version is open, it is a recent one.
    fn satisfies(self, wanted: &str) -> bool {
        let wanted = wanted.trim();
        let (major, minor) = match self {
            Self::Official(major, minor) => (major, Some(minor)),
            Self::Open(major) => (major, None),
            Self::Distribution => return false,
        };
        let request = wanted.trim_start_matches("cpython@").trim_start_matches("cpython").trim_start_matches("python");
        if ["", "/usr/local/bin/"].contains(&request) || wanted == "/usr/local/bin/python" || wanted == "/usr/local/bin/python3" {
            return true;
        }
        if request.starts_with(|first: char| first.is_ascii_digit()) {
            let Some(parts) = parts(request) else { return false };
            return match parts[..] {
                [one] => one == major,
                [one, two] => one == major && minor == Some(two),
                _ => false,
            };
        }
        wanted.split(',').map(str::trim).filter(|clause| !clause.is_empty()).all(|clause| holds(clause, major, minor))
    }
}

/// Whether a clause of a specifier holds for every release of a minor version, or of the recent ones.
fn holds(clause: &str, major: u16, minor: Option<u16>) -> bool {
    /// What an image whose tag leaves the minor version open has at least.
    const RECENT: u16 = 12;
    let version = clause.trim_start_matches(['<', '>', '=', '~', '!']);
    let operator = &clause[..clause.len() - version.len()];
    let every = version.trim().ends_with(".*");
    let Some(parts) = parts(version.trim().trim_end_matches(".*")) else { return false };
    let (first, second) = (parts[0], parts.get(1).copied());
    let at_least = first < major || first == major && second.unwrap_or(0) <= minor.unwrap_or(RECENT);
    match operator {
        ">=" => at_least,
        ">" => first < major || first == major && minor.is_some_and(|minor| second.unwrap_or(0) < minor),
        "<" => first > major || first == major && minor.is_some_and(|minor| second.is_some_and(|second| minor < second)),
        "<=" => first > major || first == major && minor.is_some_and(|minor| second.is_some_and(|second| minor < second)),
        "==" => every && first == major && second.is_none_or(|second| minor == Some(second)),
        "!=" => first != major || second.is_some() && minor.is_some() && second != minor,
        "~=" if parts.len() == 2 => first == major && at_least,
        "~=" => first == major && second == minor,
        _ => false,
    }
}

/// The numbers of a version.
fn parts(version: &str) -> Option<Vec<u16>> {
    let parts: Vec<u16> = version.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    (!parts.is_empty()).then_some(parts)
}

/// The words of a command, `$` for one that is not known.
pub(super) fn words(command: &Command) -> Vec<&str> {
    command.arguments().iter().map(|word| Word::literal(word).unwrap_or("$")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(text: &str, name: &'static str) -> Option<Setting> {
        Settings::of(text).said.remove(name)
    }

    #[test]
    fn a_variable_is_set_in_many_ways() {
        let said = |value: &str| Some(Setting::Is(value.to_owned()));
        for text in [
            "ENV PIPENV_SYSTEM=1\n",
            "env PIPENV_SYSTEM 1\n",
            "ENV A=b \\\n    PIPENV_SYSTEM=\"1\"\n",
            "RUN PIPENV_SYSTEM=1 pipenv install\n",
            "RUN export PIPENV_SYSTEM=1; pipenv install\n",
            "ARG PIPENV_SYSTEM='1'\n# PIPENV_SYSTEM=0\n",
        ] {
            assert_eq!(is(text, "PIPENV_SYSTEM"), said("1"), "{text}");
        }
        assert_eq!(is("ENV PIPENV_SYSTEM=1\nENV PIPENV_SYSTEM=0\n", "PIPENV_SYSTEM"), Some(Setting::Unclear));
        assert_eq!(is("ENV PIPENV_SYSTEM=$A\n", "PIPENV_SYSTEM"), Some(Setting::Unclear));
        assert_eq!(is("ARG PIPENV_SYSTEM\n", "PIPENV_SYSTEM"), Some(Setting::Unclear));
        for text in ["ENV POETRY_HOME=/opt JAVA_HOME=/j\nRUN echo $HOME ${HOME}/x\n", "# HOME=/x\n", "RUN cd HOME\n"] {
            assert_eq!(is(text, "HOME"), None, "{text}");
        }
        assert_eq!(is("RUN poetry config virtualenvs.create false\n", "virtualenvs.create"), said("false"));
        assert_eq!(is("RUN poetry config \"virtualenvs.create\" \"false\" && x\n", "virtualenvs.create"), said("false"));
    }

    #[test]
    fn an_interpreter_is_what_is_asked_for_or_another_is_fetched() {
        let home = Home::Official(3, 11);
        for wanted in [
            "3",
            "3.11",
            ">=3.9",
            ">=3.9,<4",
            ">=3.11.2",
            "~=3.10",
            "~=3.11.0",
            "==3.11.*",
            "!=3.9.*,>=3.8",
            "python3.11",
            "<3.12",
        ] {
            assert!(home.satisfies(wanted), "{wanted}");
        }
        for wanted in ["3.12", "3.11.4", ">=3.12", "<3.11", "==3.11", "pypy", "~=3.12", "<=3.11", "/opt/python", "2.7"] {
            assert!(!home.satisfies(wanted), "{wanted}");
        }
        assert!(
            Home::Open(3).satisfies(">=3.10") && !Home::Open(3).satisfies(">=3.10,<3.13") && !Home::Open(3).satisfies("3.12")
        );
        assert!(!Home::Distribution.satisfies(">=3"));
    }
}
