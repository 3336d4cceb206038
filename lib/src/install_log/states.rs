//! The installations of a build, and the states of its files before and after each of them.

use crate::facts::{Manager, PackageCommand, Parent as Base, Run, Shell, Stage, Verb};
use crate::knowledge;
use crate::rules::View;
use crate::shell::{Command, Word};
use crate::split::python;
use crate::syntax::{Instruction, Keyword};

/// What is to be logged.
#[derive(Debug, Default)]
pub(super) struct Log<'a> {
    pub(super) states: Vec<State<'a>>,
    pub(super) installations: Vec<Installation>,
}

/// The files of a stage at some point.
#[derive(Debug)]
pub(super) struct State<'a> {
    pub(super) parent: Parent<'a>,
    /// What leads there from its parent.
    pub(super) instructions: Vec<&'a Instruction<'a>>,
}

/// What a state is built on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parent<'a> {
    /// What this FROM names.
    Base(&'a Instruction<'a>),
    /// A state, by its number.
    State(usize),
}

/// A RUN that installs, or that nobody can tell does not.
#[derive(Debug)]
pub(super) struct Installation {
    /// The state before it, by its number.
    pub(super) before: usize,
    /// The state behind it.
    pub(super) after: usize,
    /// The stage, where it has a name, and the programs that install.
    pub(super) label: String,
    /// The commands that install.
    pub(super) commands: String,
}

/// The installations of all stages that the image is made of.
pub(super) fn read<'a>(view: &View<'a>) -> Log<'a> {
    let mut log = Log::default();
    let needed = |stage: &&Stage<'_>| !stage.logs && (stage.ships || stage.used) && !matches!(stage.parent, Base::Scratch);
    view.facts.stages().iter().filter(needed).for_each(|stage| stage_states(view, stage, &mut log));
    log
}

fn stage_states<'a>(view: &View<'a>, stage: &Stage<'_>, log: &mut Log<'a>) {
    let prefix = stage.name.map_or_else(String::new, |name| format!("{}-", name.to_ascii_lowercase()));
    let body = view.facts.body(view.file, stage.index);
    let base = log.states.len();
    let (mut before, mut since) = (base, 0);
    for (at, instruction) in body.iter().enumerate() {
        let Some((programs, commands)) = installation(view, instruction) else { continue };
        if before == base {
            log.states.push(State { parent: Parent::Base(view.file.instruction(stage.from)), instructions: Vec::new() });
        }
        // a stage inherits build arguments in another order than they were declared in, and its steps would be others
        let declares = body[..since].iter().any(|instruction| instruction.keyword == Keyword::Arg);
        let (parent, first) = if declares { (base, 0) } else { (before, since) };
        let instructions = body[first..=at].iter().filter(|instruction| makes_files(instruction)).collect();
        let after = log.states.len();
        log.states.push(State { parent: Parent::State(parent), instructions });
        log.installations.push(Installation { before, after, label: format!("{prefix}{programs}"), commands });
        (before, since) = (after, at + 1);
    }
}

/// Whether an instruction counts for the files of a stage.
const fn makes_files(instruction: &Instruction<'_>) -> bool {
    matches!(
        instruction.keyword,
        Keyword::Add
            | Keyword::Arg
            | Keyword::Copy
            | Keyword::Env
            | Keyword::Run
            | Keyword::Shell
            | Keyword::User
            | Keyword::Workdir
    )
}

/// The programs of a RUN that install, and their commands; none where it certainly installs nothing.
fn installation(view: &View<'_>, instruction: &Instruction<'_>) -> Option<(String, String)> {
    let run = view.facts.run(instruction.id)?;
    if view.facts.state(instruction.id).shell == Shell::Foreign {
        return None;
    }
    let Ok(script) = &run.script else {
        return Some(("run".to_owned(), in_one_line(view.slice(instruction.text))));
    };
    let commands = script.commands.iter().enumerate();
    let installing: Vec<&Command> = commands.filter(|(at, one)| installs(run, *at, one)).map(|(_, one)| one).collect();
    let mut programs: Vec<String> = installing.iter().map(|command| called(command)).collect();
    programs.dedup();
    let said: Vec<String> = installing.iter().map(|command| said(command)).collect();
    (!installing.is_empty()).then(|| (programs.join("-"), in_one_line(&said.join(" && "))))
}

/// What the programs that install for Python, and Python itself, are told to install with.
const VERBS: [&str; 8] = ["install", "sync", "add", "upgrade", "develop", "venv", "virtualenv", "ensurepip"];

/// Programs that install, if told to.
const INSTALLERS: [&str; 7] = ["poetry", "pipenv", "uv", "manage.py", "django-admin", "flask", "xargs"];

/// Programs of other ecosystems: whatever they install, Debian's and Python's records say nothing of it.
const OTHERS: [&str; 18] = [
    "apt-key", "bun", "bundle", "cargo", "composer", "corepack", "dotnet", "find", "go", "gradle", "gradlew", "mvn", "mvnw",
    "node", "npx", "php", "pnpm", "ruby",
];

/// Whether a command installs something of which Debian or Python keep a record, or might.
fn installs(run: &Run, at: usize, command: &Command) -> bool {
    if let Some(package) = run.package(at) {
        return is_recorded(package) && matches!(package.verb, Verb::Install | Verb::Upgrade);
    }
    if command.words.is_empty() {
        return false;
    }
    let Some(name) = command.name() else { return true };
    if python::is_interpreter(name) || INSTALLERS.contains(&name) {
        return words(command).any(|word| VERBS.contains(&word));
    }
    !matches!(name, "." | "source") && !OTHERS.contains(&name) && knowledge::effect(name).is_none()
}

fn words(command: &Command) -> impl Iterator<Item = &str> {
    command.arguments().iter().filter_map(Word::literal)
}

/// Whether a package manager's records are among those that are read.
const fn is_recorded(package: &PackageCommand) -> bool {
    package.is_debian() || matches!(package.manager, Manager::Pip)
}

/// What a command installs with, as a part of a file's name.
fn called(command: &Command) -> String {
    let name = command.name().unwrap_or("run");
    let inner = match name {
        "xargs" => words(command).find(|word| !word.starts_with(['-', '/'])),
        _ if python::is_interpreter(name) => words(command).skip_while(|word| *word != "-m").nth(1),
        _ => None,
    };
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' };
    inner.unwrap_or(name).chars().map(plain).collect()
}

fn said(command: &Command) -> String {
    command.words.iter().map(|word| &*word.raw).collect::<Vec<_>>().join(" ")
}

/// A text in one line that is not too long.
fn in_one_line(text: &str) -> String {
    const LONGEST: usize = 400;
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "\\").collect();
    let line = words.join(" ");
    line.char_indices().nth(LONGEST).map_or_else(|| line.clone(), |(end, _)| format!("{}…", &line[..end]))
}
