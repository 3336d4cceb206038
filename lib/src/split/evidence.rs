//! What the image calls once it runs: by its commands, its scripts and the strings of its sources.

use super::python::{Required, imports};
use crate::context::{FileKind, Known};
use crate::facts::{Parent, Stage};
use crate::knowledge::{self, Distribution, ImageName, Variant};
use crate::rules::View;
use crate::syntax::Keyword;
use std::collections::BTreeSet;

/// Programs whose names are ordinary words too: only a list of arguments that begins with them counts in a source.
const WORDS: [&str; 14] =
    ["cc", "convert", "file", "host", "make", "patch", "top", "time", "which", "install", "test", "less", "script", "split"];

/// A string literal.
#[derive(Debug)]
struct Literal {
    text: String,
    /// Whether it is the first argument of something that starts programs.
    started: bool,
}

/// Functions that start programs, by the last part of their names.
const STARTERS: [&str; 19] = [
    "run",
    "call",
    "check_call",
    "check_output",
    "Popen",
    "popen",
    "system",
    "which",
    "getoutput",
    "getstatusoutput",
    "execv",
    "execvp",
    "execve",
    "execl",
    "execlp",
    "spawnv",
    "spawnvp",
    "create_subprocess_exec",
    "create_subprocess_shell",
];

/// What names programs.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    complete: bool,
    /// The commands that the image runs, and shell scripts.
    commands: String,
    /// String literals of sources.
    literals: Vec<Literal>,
    /// The modules that sources import, by their whole names; tests are none of the app's sources.
    modules: BTreeSet<String>,
    /// Programs that libraries are known to run.
    called: BTreeSet<&'static str>,
    /// Whether text is drawn with the system's fonts: ImageMagick, in the full images, brings DejaVu, the default font.
    draws: bool,
    /// Packages of programs that the full base has, the slim one lacks and something names.
    missing: Vec<&'static str>,
}

impl Evidence {
    /// Collects it for the image that a stage is.
    pub(super) fn new(view: &View<'_>, stage: &Stage<'_>, required: &Required) -> Self {
        let mut evidence = Self { complete: true, ..Self::default() };
        for instruction in view.facts.body(view.file, stage.index) {
            if matches!(instruction.keyword, Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck) {
                evidence.runs(view.slice(instruction.span));
            }
        }
        for pattern in [
            "**/*.sh",
            "**/*.bash",
            "**/*entrypoint*",
            "**/Procfile",
            "**/*compose*.yml",
            "**/*compose*.yaml",
            "**/supervisord*.conf",
            "**/*.cron",
            "**/crontab*",
        ] {
            evidence.take(view, pattern, |evidence, _, text| evidence.runs(text));
        }
        evidence.take(view, "**/*.py", Self::source);
        evidence.called = required.calls().collect();
        let library = |name: &&str| ["libpango", "libcairo", "libfontconfig"].iter().any(|start| name.starts_with(start));
        evidence.draws =
            required.opens().iter().any(library) || evidence.literals.iter().any(|literal| literal.text.contains("DejaVu"));
        evidence.missing = evidence.missing_from_slim(view, stage);
        evidence
    }

    fn take(&mut self, view: &View<'_>, pattern: &str, mut read: impl FnMut(&mut Self, &str, &str)) {
        match view.context.files(pattern, true) {
            Known::Yes(files) => {
                for file in files.iter().filter(|file| file.kind == FileKind::File && !is_of_others(&file.path)) {
                    match file.content.as_deref().map(std::str::from_utf8) {
                        Some(Ok(text)) => read(self, &file.path, text),
                        Some(Err(_)) => {}
                        None => self.complete = false,
                    }
                }
            }
            Known::No => {}
            Known::Unknown => self.complete = false,
        }
    }

    /// A command that is run in the runtime stage.
    pub(super) fn runs(&mut self, command: &str) {
        self.commands.push_str(command);
        self.commands.push('\n');
    }

    /// What a source of Python's imports and says.
    pub(super) fn source(&mut self, path: &str, text: &str) {
        let source = imports::scan(text);
        if !is_test(path) {
            self.modules.extend(source.modules.iter().map(|module| module.to_string()));
        }
        let literals = source.text().filter(|literal| !literal.text.is_empty() && literal.text.len() < 400);
        self.literals.extend(literals.map(|literal| Literal {
            text: literal.text.to_string(),
            started: literal.first
                && literal.callee.is_some_and(|callee| STARTERS.contains(&callee.rsplit('.').next().unwrap_or_default())),
        }));
    }

    /// The modules that the app's sources import, by their whole names.
    pub(super) fn modules(&self) -> impl Iterator<Item = &str> {
        self.modules.iter().map(String::as_str)
    }

    /// Whether a source of the app imports a module, something in it, or names it in a string.
    pub(super) fn imports(&self, module: &str) -> bool {
        let inside = format!("{module}.");
        self.modules.contains(module)
            || self.modules.range(inside.clone()..).next().is_some_and(|next| next.starts_with(&inside))
            || self.literals.iter().any(|literal| literal.text == module || literal.text.starts_with(&inside))
    }

    /// Whether everything that the image's own files call was seen.
    pub(super) const fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether a command of the image, or a script, says these words.
    pub(super) fn mentions(&self, words: &str) -> bool {
        self.commands.contains(words)
    }

    /// Whether something names a program that a Debian package gives.
    pub(super) fn names_package(&self, package: &str) -> bool {
        let own = [package, package.trim_end_matches(|c: char| c.is_ascii_digit())];
        own.into_iter().any(|name| self.names(name)) || knowledge::programs_of(package).any(|program| self.names(program))
    }

    /// Whether something names a program.
    pub(super) fn names(&self, program: &str) -> bool {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+');
        let command = self.commands.match_indices(program).any(|(at, _)| {
            let before = self.commands[..at].chars().next_back();
            let after = self.commands[at + program.len()..].chars().next();
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        });
        let word = WORDS.contains(&program);
        if self.called.contains(program) {
            return true;
        }
        command
            || self.literals.iter().any(|literal| {
                let first = literal.text.split_whitespace().next().unwrap_or_default();
                let called = first == program || first.rsplit('/').next() == Some(program) && first.contains("bin/");
                called && (!word || literal.started)
            })
    }

    fn missing_from_slim(&self, view: &View<'_>, stage: &Stage<'_>) -> Vec<&'static str> {
        let Parent::Image(reference, Some(base)) = &stage.parent else { return Vec::new() };
        let known = view.options.known_as(reference);
        let Some(name) = ImageName::parse(&known) else { return Vec::new() };
        let Some(tag) = knowledge::slim_tag(&name).filter(|_| base.variant == Variant::Full) else { return Vec::new() };
        let Some(slim) = knowledge::base(&ImageName { tag: Some(&tag), ..name }) else { return Vec::new() };
        let mut missing = Vec::new();
        if self.draws && base.has("convert") && !slim.has("convert") {
            missing.push("fonts-dejavu-core");
        }
        let lacking = base.programs.iter().filter(|program| !slim.has(program) && self.names(program));
        missing.extend(lacking.filter_map(|program| knowledge::package_for(program, Distribution::Debian)));
        missing
    }

    /// Debian packages of programs that the smaller base lacks.
    pub(super) fn missing_packages(&self) -> impl Iterator<Item = String> {
        self.missing.iter().map(|package| (*package).to_owned())
    }
}

/// Whether a file is of a package that was installed among the sources, as in a checked-in virtual environment.
fn is_of_others(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "site-packages" | "dist-packages" | "node_modules"))
}

/// Whether a source is a test's.
fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    path.split('/').any(|part| matches!(part, "tests" | "test"))
        || name.starts_with("test_")
        || name.ends_with("_test.py")
        || name == "conftest.py"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_name_programs_in_their_strings() {
        let mut evidence = Evidence::default();
        let text = "import os, subprocess # 'wget'
os.system(\"git status\")
subprocess.run(['file', '-b'])
y = 'make it so'
z = '/usr/bin/curl'
";
        evidence.source("a.py", text);
        evidence.commands = "CMD [\"gunicorn\", \"app\"]\n./wait.sh && ssh-keygen".to_owned();
        for named in ["git", "file", "curl", "gunicorn"] {
            assert!(evidence.names(named), "{named}");
        }
        for other in ["wget", "make", "ssh", "wait"] {
            assert!(!evidence.names(other), "{other}");
        }
    }
}
