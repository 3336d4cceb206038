//! What a command of a RUN is for.

use super::effect::{self, Written, is_scratch};
use super::python;
use super::reads::{self, Reads};
use crate::facts::PackageCommand;
use crate::facts::{Run, Verb, join};
use crate::knowledge::{self, Effect};
use crate::report::Reason;
use crate::shell::{Command, Script, Word};
use std::borrow::Cow;

/// What crosses over from the build stage.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Product {
    /// What the base's own Python has installed: modules and commands.
    Python,
    /// A file or a directory with all that is in it.
    Path(String),
    /// A directory that something was built in: of no use once what was built is installed elsewhere.
    Tree(String),
    /// A prefix that something was installed to.
    Prefix(String),
    /// Programs among Python's modules that install others: of no use afterwards, unless something names them.
    Tools(Vec<String>),
}

/// What a command is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Leaves nothing behind that anybody needs.
    Nothing,
    /// The build; what it makes crosses over.
    Build(Vec<Product>),
    /// Sets up the system: to be done in the runtime stage as well.
    Replay(Vec<String>),
    /// Tells Debian's package manager something.
    Packages,
    /// Tells Debian's package manager where packages come from: lists, keys, preferences.
    Sources,
    /// Runs code of the app, or of a library that it asks for: what that needs is what the app needs once it runs, so that
    /// its place is the runtime stage. With what it imports, as Python's source.
    App(String),
    /// Nobody can tell.
    Opaque(Reason),
}

impl Role {
    /// Builds, and leaves something at these paths; paths where nothing stays are dropped.
    pub(super) fn makes(written: Written, command: &str) -> Self {
        match written {
            Written::Nothing => Self::Build(Vec::new()),
            Written::Paths(paths) => Self::Build(paths.into_iter().map(Product::Path).collect()),
            Written::Unknown => Self::Opaque(Reason::SpreadOut(command.to_owned())),
        }
    }
}

/// A command of a RUN: what it is for, and what follows from where it stands.
#[derive(Clone, Debug)]
pub(super) struct Purpose {
    pub(super) role: Role,
    /// What it reads of the build context.
    pub(super) reads: Reads,
    /// The directory that it runs in; none where that is not known.
    pub(super) directory: Option<String>,
}

/// What is known where a command stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The directory that it runs in; none where that is not known.
    pub(super) directory: Option<String>,
    /// Virtual environments that were made before.
    pub(super) environments: Vec<String>,
    /// The virtual environment that PATH begins with.
    pub(super) active: Option<String>,
    /// Whose Python there is.
    pub(super) python: python::Home,
    /// What the file tells the installers of Python's packages.
    pub(super) settings: python::Settings,
    /// Where `make install` and the likes install to, when an earlier body said so.
    pub(super) prefix: Option<String>,
}

/// What is known of the world around a body.
pub(super) trait Surroundings {
    /// A word with the environment's variables filled in; none where a value is not known.
    fn expand(&self, word: &str) -> Option<String>;

    /// The beginning of a command's text, to name it by.
    fn said(&self, command: &Command) -> String;

    /// The text of a file of the build context, by its path in the image.
    fn source(&self, path: &str) -> Option<String>;

    /// Whether the stage asks for a distribution of Python's, by its normalised name.
    fn requires(&self, distribution: &str) -> bool;
}

/// A command whose words have the environment's variables filled in.
pub(super) fn filled<'c>(command: &'c Command, script: &Script, around: &dyn Surroundings) -> Cow<'c, Command> {
    let own = |raw: &str| script.assignments.iter().any(|assignment| raw.contains(assignment.name.as_str()));
    let fillable = |word: &Word| {
        word.fields().is_none()
            && word.pattern().is_none()
            && word.raw.contains('$')
            && !word.raw.contains(['`', '(', '*', '?'])
            && !own(&word.raw)
    };
    if !command.words.iter().any(fillable) {
        return Cow::Borrowed(command);
    }
    let mut command = command.clone();
    for word in command.words.iter_mut().filter(|word| fillable(word)) {
        let filled = around.expand(&word.raw).filter(|text| !text.contains(char::is_whitespace));
        word.set_fields(filled.map(|text| vec![text]));
    }
    Cow::Owned(command)
}

/// What each command of a body is for, in order. `place` is the one of the first and becomes the one behind the last.
pub(super) fn purposes(run: &Run, script: &Script, place: &mut Place, around: &dyn Surroundings) -> Vec<Purpose> {
    let workdir = place.directory.clone();
    let active = place.active.clone();
    place.prefix = prefix(script).or_else(|| place.prefix.take());
    let purpose = |(index, command): (usize, &Command)| {
        let said = around.said(command);
        let command = &*filled(command, script, around);
        place.directory = command.directory.as_deref().and_then(|to| join(workdir.as_deref(), to));
        let package = run.package(index).and_then(|_| PackageCommand::read(index, command));
        let role = match role(package.as_ref(), command, place, around, &said) {
            Role::Opaque(reason) => python::of_the_app(command, place, around).map_or(Role::Opaque(reason), Role::App),
            role => of_sources(sent_to_files(role, command, place, &said)),
        };
        // a value that is worked out for another command
        let prints = role == Role::Nothing && command.place.substitution && command.name().is_some_and(python::is_interpreter);
        let reads =
            if prints { Reads::Nothing } else { reads::of_command(package.as_ref(), command, place.directory.as_deref()) };
        if let Some(environment) = command.activated() {
            place.active = join(place.directory.as_deref(), environment);
        }
        let made = python::environment_made(command, place, around);
        place.environments.extend(made);
        Purpose { role, reads, directory: place.directory.clone() }
    };
    let purposes = script.commands.iter().enumerate().map(purpose).collect();
    place.directory = workdir;
    place.active = active;
    purposes
}

fn role(package: Option<&PackageCommand>, command: &Command, place: &Place, around: &dyn Surroundings, said: &str) -> Role {
    let directory = place.directory.as_deref();
    if let Some(package) = package {
        if let Some(role) = python::package_role(package, command, place, said) {
            return role;
        }
        return match package.verb {
            _ if !package.is_debian() => Role::Opaque(Reason::OpaqueCommand(said.to_owned())),
            Verb::Other => Role::Opaque(Reason::OpaqueCommand(said.to_owned())),
            _ => Role::Packages,
        };
    }
    // an assignment
    if command.words.is_empty() {
        return Role::Nothing;
    }
    let Some(name) = command.name() else { return Role::Opaque(Reason::OpaqueCommand(said.to_owned())) };
    if let Some(role) = python::role(name, command, place, around, said) {
        return role;
    }
    let opaque = || Role::Opaque(Reason::OpaqueCommand(said.to_owned()));
    match name {
        "apt-key" | "add-apt-repository" | "apt-add-repository" => return Role::Sources,
        "gpg" | "gpg2" => return effect::decoded(command, directory).map_or_else(opaque, |written| Role::makes(written, said)),
        // what the text says is read command by command
        "sh" | "bash" | "dash" if is_given_text(command) => return Role::Nothing,
        "rm" | "rmdir" | "unlink" => {
            let paths = effect::removed(command, directory);
            return match name {
                _ if paths.is_empty() => Role::Nothing,
                "rm" => Role::Replay(paths),
                _ => opaque(),
            };
        }
        "xargs" if removes(command) => return Role::Nothing,
        "dpkg" => return if asks(command) { Role::Nothing } else { opaque() },
        "." | "source" => return if command.activated().is_some() || describes(command) { Role::Nothing } else { opaque() },
        _ => {}
    }
    if name == "find" {
        let runs = |word: &Word| word.raw.starts_with("-exec") || word.raw.starts_with("-ok") || word.raw.starts_with("-fprint");
        let deletes = command.arguments().windows(2).all(|pair| !runs(&pair[0]) || pair[1].literal() == Some("rm"));
        return if deletes { Role::Nothing } else { opaque() };
    }
    match knowledge::effect(name) {
        Some(Effect::Nothing | Effect::Cleans) => Role::Nothing,
        Some(Effect::Fetches) => Role::makes(effect::fetched(name, command, directory), said),
        Some(Effect::Builds) => build(name, command, directory, place.prefix.as_deref(), said),
        Some(Effect::Replay) => replay(name, command, directory, said),
        None => opaque(),
    }
}

/// Whether a shell is given its commands as a text: `sh -ec '…'`.
fn is_given_text(command: &Command) -> bool {
    let mut options = command.arguments().iter().filter_map(Word::literal).take_while(|word| word.starts_with('-'));
    options.any(|option| !option.starts_with("--") && option.ends_with('c'))
}

/// Whether xargs removes what it reads.
fn removes(command: &Command) -> bool {
    let mut words = command.arguments().iter().filter_map(Word::literal);
    words
        .find(|word| !word.starts_with('-') && word.parse::<u32>().is_err())
        .is_some_and(|program| matches!(program, "rm" | "rmdir"))
}

/// Whether a command only asks dpkg.
fn asks(command: &Command) -> bool {
    const QUESTIONS: [&str; 8] =
        ["--print-architecture", "--print-foreign-architectures", "--compare-versions", "--version", "-l", "-L", "-s", "-S"];
    command.arguments().first().and_then(Word::literal).is_some_and(|option| QUESTIONS.contains(&option))
}

/// Whether a command reads the description of the system: variables, and nothing else.
pub(super) fn describes(command: &Command) -> bool {
    let path = command.arguments().first().and_then(Word::literal);
    matches!(path, Some("/etc/os-release" | "/etc/lsb-release" | "/usr/lib/os-release"))
}

/// What writes nothing but sources of packages, and keys for them.
fn of_sources(role: Role) -> Role {
    let source = |path: &String| effect::is_of_sources(path);
    let all = match &role {
        Role::Replay(paths) => !paths.is_empty() && paths.iter().all(source),
        Role::Build(products) => {
            !products.is_empty() && products.iter().all(|product| matches!(product, Product::Path(path) if source(path)))
        }
        _ => false,
    };
    if all { Role::Sources } else { role }
}

/// Where `make install` and the likes install to: by an option, or by the default of what configured the build. None where
/// no command of the body says so, as a plain Makefile may install anywhere.
fn prefix(script: &Script) -> Option<String> {
    let mut prefix = None;
    for command in &script.commands {
        if matches!(command.name(), Some("configure" | "cmake" | "meson" | "autogen.sh")) {
            prefix.get_or_insert_with(|| "/usr/local".to_owned());
        }
        let given = command.words.iter().filter(|word| !word.raw.starts_with("DESTDIR")).find_map(|word| {
            ["--prefix=", "-DCMAKE_INSTALL_PREFIX=", "-DCMAKE_INSTALL_PREFIX:PATH=", "PREFIX=", "prefix="].iter().find_map(
                |option| {
                    let written = word.raw.trim_matches(['"', '\'']);
                    written
                        .strip_prefix(option)
                        .map(|_| word.literal().and_then(|text| text.strip_prefix(option)).unwrap_or("?").to_owned())
                },
            )
        });
        prefix = given.or(prefix);
    }
    prefix
}

fn build(name: &str, command: &Command, directory: Option<&str>, prefix: Option<&str>, said: &str) -> Role {
    if let Some(output) = effect::compiled(name, command, directory) {
        return Role::makes(output, said);
    }
    let installs = command
        .arguments()
        .iter()
        .filter_map(Word::literal)
        .any(|word| word.starts_with("install") || word == "--install" || word.ends_with("install"));
    let mut products = match directory {
        Some(directory) if is_scratch(directory) => Vec::new(),
        Some(directory) if effect::is_system(directory) => return Role::Opaque(Reason::SpreadOut(said.to_owned())),
        Some(directory) => vec![Product::Tree(directory.to_owned())],
        None => return Role::Opaque(Reason::OpaqueCommand(said.to_owned())),
    };
    let staged = command.arguments().iter().any(|word| word.raw.starts_with("DESTDIR="));
    if installs && matches!(name, "make" | "gmake" | "cmake" | "ninja" | "meson" | "scons") {
        let Some(prefix) = prefix else { return Role::Opaque(Reason::SpreadOut(said.to_owned())) };
        if staged || (effect::is_system(prefix) && prefix != "/usr/local") || !prefix.starts_with('/') {
            return Role::Opaque(Reason::SpreadOut(said.to_owned()));
        }
        products.push(Product::Prefix(prefix.trim_end_matches('/').to_owned()));
    }
    Role::Build(products)
}

/// Commands that set up the system, with the paths that they set up.
fn replay(name: &str, command: &Command, directory: Option<&str>, said: &str) -> Role {
    let words: Vec<&str> = command.arguments().iter().filter_map(Word::literal).collect();
    let paths =
        || words.iter().filter(|word| word.starts_with('/') || word.starts_with("./")).filter_map(|word| join(directory, word));
    match name {
        "install" if !words.iter().any(|word| word.starts_with('-') && word.contains('d') && !word.starts_with("--")) => {
            Role::makes(Written::Paths(words.last().and_then(|last| join(directory, last)).into_iter().collect()), said)
        }
        // the link alone is written, not what it points to
        "ln" => Role::Replay(words.last().and_then(|last| join(directory, last)).into_iter().collect()),
        "mkdir" | "touch" | "mkfifo" => {
            let made = words.iter().filter(|word| !word.starts_with('-')).filter_map(|word| join(directory, word));
            Role::Replay(made.collect())
        }
        "sed" => {
            let edits = words.iter().any(|word| word.starts_with("--in-place") || (word.starts_with("-") && word.contains('i')));
            if edits {
                Role::Replay(words.iter().skip(1).filter(|word| word.starts_with('/')).map(|word| (*word).to_owned()).collect())
            } else {
                Role::Nothing
            }
        }
        "chmod" | "chown" | "chgrp" => {
            let operands = words.iter().filter(|word| !word.starts_with('-')).skip(1);
            Role::Replay(operands.filter_map(|word| join(directory, word)).collect())
        }
        _ => Role::Replay(paths().collect()),
    }
}

/// Output sent to a file makes that file.
fn sent_to_files(role: Role, command: &Command, place: &Place, said: &str) -> Role {
    let Some(files) = effect::redirected(command, place.directory.as_deref()) else {
        return Role::Opaque(Reason::OpaqueCommand(said.to_owned()));
    };
    let files: Vec<String> = files.into_iter().filter(|file| !is_scratch(file)).collect();
    if files.is_empty() {
        return role;
    }
    let sources = files.iter().filter(|file| effect::is_of_sources(file)).count();
    if sources > 0 && sources < files.len() {
        return Role::Opaque(Reason::PackageSources(said.to_owned()));
    }
    match (role, command.name()) {
        (Role::Nothing, Some("echo" | "printf" | "cat")) => Role::Replay(files),
        (Role::Replay(mut paths), _) => {
            paths.extend(files);
            Role::Replay(paths)
        }
        (Role::Nothing, _) => Role::makes(Written::Paths(files), said),
        (Role::Build(mut products), _) => {
            products.extend(files.into_iter().map(Product::Path));
            Role::Build(products)
        }
        (role, _) => role,
    }
}
