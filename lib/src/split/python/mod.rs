//! How Python programs are installed, and what of that crosses over.
//!
//! The user's own text installs, in the build stage, and what it installed is copied to the same absolute paths: never
//! `pip install --prefix`, which does not see what an earlier one installed and leaves two versions side by side
//! (measured). Of an official image that is `site-packages` and the commands in `/usr/local/bin`; of a distribution's
//! Python, all of `/usr/local`, where nothing else is; of a virtual environment, its directory.
//!
//! * [`imports`]: the modules that a source names, and its strings.
//! * `required`: the distributions that a stage asks for, and what follows from their names.
//! * [`requirements`]: pip's requirements files and what they include.
//! * [`manifest`]: the packages that `pyproject.toml` and `Pipfile` name.
//! * `tool`: where Poetry, uv and Pipenv put what they install.

pub mod imports;
pub mod manifest;
mod required;
pub mod requirements;
mod tool;

pub(super) use required::{Required, Superfluous};
pub(super) use tool::Settings;

use super::effect::{self, Written};
use super::reads::Reads;
use super::role::{Place, Product, Role, Surroundings};
use crate::facts::{Manager, PackageCommand, Verb, join};
use crate::knowledge::{Base, Language, Version, python};
use crate::report::Reason;
use crate::shell::{Command, Word};
use tool::{Target, Tool};

/// Whose Python a base has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// An official image of that minor version, below /usr/local.
    Official(u16, u16),
    /// An official image of that major version, whose tag leaves the minor version open.
    Open(u16),
    /// The distribution's, once it is installed: what pip installs is all that /usr/local holds.
    Distribution,
}

impl Home {
    /// Of a base image; `fixed` when its tag is written out in FROM.
    pub(super) fn of(base: &Base, fixed: bool) -> Self {
        match base.language {
            Some((Language::Python, Some(Version { major, minor: Some(minor), .. }))) if fixed => Self::Official(major, minor),
            Some((Language::Python, version)) => Self::Open(version.map_or(3, |version| version.major)),
            _ => Self::Distribution,
        }
    }

    /// The directory of the standard library, as a shell reads it; none where it is the distribution's.
    pub(super) fn library(self) -> Option<String> {
        match self {
            Self::Official(major, minor) => Some(format!("/usr/local/lib/python{major}.{minor}")),
            Self::Open(major) => Some(format!("/usr/local/lib/python{major}*")),
            Self::Distribution => None,
        }
    }

    /// Where what is installed lies, as a shell reads it.
    pub(super) fn paths(self) -> Vec<String> {
        match self.library() {
            Some(library) => vec![format!("{library}/site-packages"), "/usr/local/bin".to_owned()],
            None => vec!["/usr/local".to_owned()],
        }
    }
}

/// The role of pip's commands; none when it is another manager's.
pub(super) fn package_role(package: &PackageCommand, command: &Command, place: &Place, said: &str) -> Option<Role> {
    if package.manager != Manager::Pip {
        return None;
    }
    let program = command.words.get(command.program).and_then(Word::literal).unwrap_or_default();
    Some(match package.verb {
        Verb::Install => install(package, program, place, said),
        Verb::Remove => Role::Build(vec![environment_of(program, place).map_or(Product::Python, Product::Path)]),
        _ => match package.arguments.operands.first().map(|word| word.text.as_str()) {
            Some("wheel" | "download") => {
                let to = package.arguments.value(&["-w", "--wheel-dir", "-d", "--dest"]).unwrap_or(".");
                Role::makes(Written::path(join(place.directory.as_deref(), to)), said)
            }
            _ => Role::Nothing,
        },
    })
}

fn install(package: &PackageCommand, program: &str, place: &Place, said: &str) -> Role {
    let arguments = &package.arguments;
    let directory = place.directory.as_deref();
    if let Some(to) = arguments.value(&["-t", "--target", "--prefix", "--root"]) {
        return Role::makes(Written::path(join(directory, to)), said);
    }
    let in_home = arguments.has(&["--user"]);
    if !place.settings.leave_pip_alone() || in_home && !place.settings.leave_home_alone() {
        return Role::Opaque(Reason::OpaqueCommand(said.to_owned()));
    }
    let tools = &arguments.operands;
    if !tools.is_empty()
        && arguments.unknown.is_empty()
        && tools.iter().all(|word| is_tool(&word.text))
        && !arguments.has(&["-r", "--requirement", "-e", "--editable"])
    {
        return Role::Build(vec![Product::Tools(tools.iter().map(|word| word.text.clone()).collect())]);
    }
    let mut products = vec![match environment_of(program, place) {
        Some(environment) => Product::Path(environment),
        None if in_home => Product::Path("/root/.local".to_owned()),
        None => Product::Python,
    }];
    // what is installed to be edited stays where its sources are, and leaves its description beside them
    if arguments.has(&["-e", "--editable"]) {
        match directory {
            Some(directory) if !effect::is_system(directory) => products.push(Product::Path(directory.to_owned())),
            _ => return Role::Opaque(Reason::SpreadOut(said.to_owned())),
        }
    }
    Role::Build(products)
}

/// Programs that install others, and what builds need of pip's.
const TOOLS: [&str; 14] = [
    "build",
    "cython",
    "hatch",
    "pdm",
    "pip",
    "pip-tools",
    "pipenv",
    "poetry",
    "poetry-plugin-export",
    "setuptools",
    "uv",
    "virtualenv",
    "wheel",
    "pipx",
];

/// Whether a requirement is of a tool that installs.
pub(super) fn is_tool(requirement: &str) -> bool {
    TOOLS.contains(&requirements::normalised(tool_name(requirement)).as_str())
}

/// The program of a requirement, without a version.
pub(super) fn tool_name(requirement: &str) -> &str {
    requirement.split(['=', '<', '>', '~', '!', '[', ';', ' ']).next().unwrap_or_default()
}

/// The virtual environment that a command belongs to: by its path, else by what is active.
fn environment_of(program: &str, place: &Place) -> Option<String> {
    if let Some((directory, _)) = program.rsplit_once("/bin/") {
        let path = join(place.directory.as_deref(), directory)?;
        return place.environments.contains(&path).then_some(path);
    }
    place.active.clone()
}

/// The role of a command that belongs to Python; none when it does not.
pub(super) fn role(name: &str, command: &Command, place: &Place, around: &dyn Surroundings, said: &str) -> Option<Role> {
    let words = tool::words(command);
    let tool = Tool { words: &words, place, around };
    let program = command.words.get(command.program).and_then(Word::literal).unwrap_or_default();
    let installed = || environment_of(program, place).map_or(Product::Python, Product::Path);
    let here = || place.directory.as_deref().filter(|directory| !effect::is_system(directory));
    let in_place = |also: Vec<Product>| match here() {
        Some(directory) => Role::Build(also.into_iter().chain([Product::Path(directory.to_owned())]).collect()),
        None => Role::Opaque(Reason::SpreadOut(said.to_owned())),
    };
    let opaque = || Role::Opaque(Reason::OpaqueCommand(said.to_owned()));
    let at = |target: Option<Target>| match target {
        Some(Target::Interpreter) => Role::Build(vec![installed()]),
        Some(Target::Environment(path)) => Role::makes(Written::path(Some(path)), said),
        None => opaque(),
    };
    let words = words.as_slice();
    let role = match name {
        _ if is_interpreter(name) => match words {
            // what is filled in somewhere only prints
            ["-c", code, ..]
                if command.place.substitution
                    && !["open(", "write", "save", "download", "system"].iter().any(|word| code.contains(word)) =>
            {
                Role::Nothing
            }
            ["-V" | "--version", ..] | ["-m", "compileall" | "site" | "sysconfig", ..] => Role::Nothing,
            ["-m", "venv" | "virtualenv", rest @ ..] => environment(rest, place, said),
            ["-m", "ensurepip" | "spacy", ..] => Role::Build(vec![installed()]),
            ["setup.py", "install", ..] => Role::Build(vec![installed()]),
            ["setup.py", "develop" | "build_ext", ..] => in_place(vec![installed()]),
            ["manage.py" | "./manage.py", verb, ..] if DJANGO.contains(verb) => in_place(Vec::new()),
            _ => opaque(),
        },
        "manage.py" | "django-admin" => match words {
            [verb, ..] if DJANGO.contains(verb) => in_place(Vec::new()),
            _ => opaque(),
        },
        "flask" => match words {
            ["db" | "translate" | "assets" | "digest", ..] => in_place(Vec::new()),
            _ => opaque(),
        },
        "virtualenv" => environment(words, place, said),
        "poetry" => match words {
            ["config" | "lock" | "check" | "export" | "--version" | "self" | "cache", ..] => Role::Build(Vec::new()),
            ["install" | "add" | "sync", ..] if place.active.is_some() => Role::Build(vec![installed()]),
            ["install" | "add" | "sync", ..] => at(tool.poetry()),
            _ => opaque(),
        },
        "pipenv" => match words {
            ["install" | "sync", ..] => at(tool.pipenv()),
            ["lock" | "requirements" | "--version", ..] => Role::Build(Vec::new()),
            _ => opaque(),
        },
        "pip-sync" => Role::Build(vec![installed()]),
        "pip-compile" => Role::Build(Vec::new()),
        "uv" => match words {
            // told where to install, or for which interpreter
            ["pip", "install" | "sync", ..]
                if tool.has(&["-t", "--target", "--prefix", "-p", "--python"]) || tool.leaves_links() =>
            {
                opaque()
            }
            ["pip", "install" | "sync", ..] if words.contains(&"--system") || place.settings.uv_in_system() => {
                Role::Build(vec![Product::Python])
            }
            ["pip", "install" | "sync", ..] => match &place.active {
                Some(environment) => Role::Build(vec![Product::Path(environment.clone())]),
                None => opaque(),
            },
            ["venv", ..] => at(tool.uv_venv().map(Target::Environment)),
            ["sync", ..] => at(tool.uv_sync()),
            ["lock" | "--version" | "export" | "cache", ..] => Role::Build(Vec::new()),
            _ => opaque(),
        },
        _ => return None,
    };
    Some(role)
}

/// What build tools are imported or called by: they want what only the build stage has.
const BUILDERS: [&str; 17] = [
    "Cython",
    "PyInstaller",
    "build",
    "cffi",
    "cx_Freeze",
    "cython",
    "distutils",
    "maturin",
    "mypyc",
    "numpy.f2py",
    "nuitka",
    "pyinstaller",
    "pybind11",
    "pyximport",
    "setuptools",
    "torch.utils.cpp_extension",
    "uwsgi",
];

/// The source of Python that a command runs: the app's own, or a program of a library that the app asks for. None when it
/// runs something else, builds, or nobody can tell.
pub(super) fn of_the_app(command: &Command, place: &Place, around: &dyn Surroundings) -> Option<String> {
    let name = command.name()?;
    let own = |path: &str| around.source(&join(place.directory.as_deref(), path)?);
    let asked = |name: &str| around.requires(&requirements::normalised(name));
    let text = if is_interpreter(name) {
        let words: Vec<&str> = command.arguments().iter().map(Word::literal).collect::<Option<_>>()?;
        let at = words.iter().position(|word| !matches!(*word, "-u" | "-B" | "-E" | "-I" | "-O" | "-OO" | "-s" | "-S"))?;
        match &words[at..] {
            ["-c", code, ..] => (*code).to_owned(),
            ["-m", module, ..] => {
                let (path, first) = (module.replace('.', "/"), module.split('.').next().unwrap_or_default());
                let known = || asked(first) || python::owners_of(first).iter().any(|owner| around.requires(owner));
                let own = own(&format!("{path}.py")).or_else(|| own(&format!("{path}/__main__.py")));
                own.or_else(|| known().then(String::new))? + &format!("\nimport {module}\n")
            }
            [script, ..] if script.ends_with(".py") && *script != "setup.py" => own(script)?,
            _ => return None,
        }
    } else {
        let program = command.words.get(command.program).and_then(Word::literal)?;
        let among_modules = environment_of(program, place).is_some() || !program.contains('/');
        if name.ends_with(".py") { own(program)? } else { (among_modules && asked(name)).then(|| format!("import {name}\n"))? }
    };
    let source = imports::scan(&text);
    (!BUILDERS.iter().any(|module| source.imports(module))).then_some(text)
}

/// Commands of Django's that write beside the sources: collected files, translations, a database that is a file.
const DJANGO: [&str; 9] = [
    "check",
    "collectstatic",
    "compilejsi18n",
    "compilemessages",
    "compilescss",
    "compress",
    "loaddata",
    "makemigrations",
    "migrate",
];

/// Whether a command is one of Django's, which compile nothing.
pub(super) fn is_of_django(command: &Command) -> bool {
    let named = |word: &str| matches!(word.trim_start_matches("./"), "manage.py");
    command.name() == Some("manage.py") || command.arguments().iter().filter_map(Word::literal).any(named)
}

/// `python`, `python3`, `python3.11`.
pub(crate) fn is_interpreter(name: &str) -> bool {
    name.strip_prefix("python").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
}

/// A new virtual environment.
fn environment(words: &[&str], place: &Place, said: &str) -> Role {
    let mut operands = words.iter().filter(|word| !word.starts_with('-'));
    match (operands.next(), operands.next()) {
        (Some(directory), None) if *directory != "$" => {
            Role::makes(Written::path(join(place.directory.as_deref(), directory)), said)
        }
        _ => Role::Opaque(Reason::OpaqueCommand(said.to_owned())),
    }
}

/// The directory of the virtual environment that a command makes.
pub(super) fn environment_made(command: &Command, place: &Place, around: &dyn Surroundings) -> Option<String> {
    let words = tool::words(command);
    let rest = match (command.name()?, words.as_slice()) {
        (name, ["-m", "venv" | "virtualenv", rest @ ..]) if is_interpreter(name) => rest,
        ("virtualenv", rest) => rest,
        ("uv", ["venv", ..]) => return Tool { words: &words, place, around }.uv_venv(),
        ("uv", ["sync", ..]) => {
            return match (Tool { words: &words, place, around }).uv_sync()? {
                Target::Environment(path) => Some(path),
                Target::Interpreter => None,
            };
        }
        _ => return None,
    };
    let operand = rest.iter().find(|word| !word.starts_with('-')).copied().unwrap_or(".venv");
    if operand == "$" {
        return None;
    }
    join(place.directory.as_deref(), operand)
}

/// What pip reads of the build context: the requirements and constraints files that it names, by their paths in the image.
pub(super) fn pip_reads(package: &PackageCommand, directory: Option<&str>) -> Reads {
    if package.verb != Verb::Install {
        return Reads::Nothing;
    }
    let arguments = &package.arguments;
    let is_local = |word: &str| {
        word.starts_with(['.', '/'])
            || word.contains("file:")
            || word.ends_with(".whl")
            || word.contains('/') && !word.contains("://")
    };
    let local = arguments.operands.iter().any(|word| is_local(&word.text));
    if local || !arguments.unknown.is_empty() || arguments.has(&["-e", "--editable", "-f", "--find-links", "--no-index"]) {
        return Reads::Everything;
    }
    let names = ["-r", "--requirement", "--requirements", "-c", "--constraint"];
    let given = arguments.options.iter().filter(|(option, _)| names.contains(&option.text.as_str()));
    let files: Option<Vec<String>> = given.map(|(_, value)| join(directory, value.as_deref()?)).collect();
    files.map_or(Reads::Everything, |files| if files.is_empty() { Reads::Nothing } else { Reads::Requirements(files) })
}

/// An installation of a project by its manifest.
pub(super) struct ByManifest {
    /// The manifest, and what else is read with it.
    pub(super) files: &'static [&'static str],
    /// The option that leaves the project itself out.
    pub(super) without_project: &'static str,
}

/// How a command installs a project with all that it depends on; none where it does something else, or leaves the project
/// out anyway.
pub(super) fn manifest_of(command: &Command) -> Option<ByManifest> {
    let words: Vec<&str> = command.arguments().iter().map(Word::literal).collect::<Option<_>>()?;
    let says = |options: &[&str]| words.iter().any(|word| options.contains(word));
    match (command.name()?, words.first()?) {
        ("poetry", &"install") if !says(&["--no-root", "--only-root", "-C", "--directory", "-P", "--project"]) => {
            Some(ByManifest { files: &["pyproject.toml", "poetry.lock", "poetry.toml"], without_project: "--no-root" })
        }
        ("uv", &"sync")
            if !words.iter().any(|word| {
                word.starts_with("--no-install") || word.starts_with("--package") || word.starts_with("--all-packages")
            }) && !says(&["--directory", "--project"]) =>
        {
            Some(ByManifest {
                files: &["pyproject.toml", "uv.lock", "uv.toml", ".python-version"],
                without_project: "--no-install-project",
            })
        }
        _ => None,
    }
}

/// Whether a program installs or prepares an installation, and writes nowhere else.
pub(super) fn installs(name: &str) -> bool {
    matches!(name, "poetry" | "uv" | "pipenv" | "virtualenv" | "corepack" | "pnpm" | "bun") || is_interpreter(name)
}

/// What other commands of Python's read of the build context.
pub(super) fn reads(name: &str, command: &Command, directory: Option<&str>) -> Option<Reads> {
    let words = tool::words(command);
    let files = |names: &[&str]| {
        let files: Option<Vec<String>> = names.iter().map(|name| join(directory, name)).collect();
        files.map_or(Reads::Everything, Reads::Files)
    };
    Some(match (name, words.as_slice()) {
        (name, ["-m", "venv" | "virtualenv" | "ensurepip" | "spacy", ..] | ["-V" | "--version", ..]) if is_interpreter(name) => {
            Reads::Nothing
        }
        ("virtualenv", _) | ("poetry", ["config" | "self" | "--version" | "cache", ..]) | ("uv", ["venv" | "--version", ..]) => {
            Reads::Nothing
        }
        ("poetry", ["install" | "sync", rest @ ..]) if rest.contains(&"--no-root") => files(&["pyproject.toml", "poetry.lock"]),
        ("pipenv", ["install" | "sync", rest @ ..]) if !rest.iter().any(|word| word.starts_with(['.', '/']) || *word == "-e") => {
            files(&["Pipfile", "Pipfile.lock"])
        }
        ("uv", ["sync", rest @ ..]) if rest.contains(&"--no-install-project") => files(&["pyproject.toml", "uv.lock"]),
        _ => return None,
    })
}
