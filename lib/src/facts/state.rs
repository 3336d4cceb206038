//! Shell, user and work directory at every instruction.

use super::scope::Environment;
use super::stage::{Parent, Stage};
use crate::knowledge::Variant;
use crate::shell::Dialect;
use crate::syntax::{Arguments, Dockerfile, Instruction};
use std::sync::Arc;

/// Which shell reads shell-form commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// A POSIX-like one.
    Posix(Dialect),
    /// PowerShell, cmd or another interpreter.
    Foreign,
}

/// Who runs commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum User {
    /// root, by name or number.
    Root,
    /// Somebody else, as written and expanded.
    Other(Arc<str>),
    /// The base image decides, and it is not known.
    Unknown,
}

/// What holds right before an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The shell.
    pub shell: Shell,
    /// Whether a SHELL instruction of this file set it.
    pub shell_set: bool,
    /// The user.
    pub user: User,
    /// The work directory, absolute and clean; none where it is not known.
    pub workdir: Option<Arc<str>>,
}

impl State {
    fn unknown() -> Self {
        Self { shell: Shell::Posix(Dialect::default()), shell_set: false, user: User::Unknown, workdir: None }
    }
}

pub(super) fn collect(file: &Dockerfile<'_>, stages: &[Stage<'_>], environment: &mut Environment<'_>) -> Vec<State> {
    let mut states: Vec<State> = Vec::with_capacity(file.instructions().len());
    let mut finals: Vec<State> = Vec::with_capacity(stages.len());
    let mut current = State::unknown();
    let mut next = stages.iter().peekable();
    for instruction in file.instructions() {
        if let Some(stage) = next.next_if(|stage| stage.from == instruction.id) {
            if stage.index > 0 {
                finals.push(current.clone());
            }
            states.push(current);
            current = initial(stage, &finals, file);
            continue;
        }
        states.push(current.clone());
        advance(&mut current, instruction, file, environment);
    }
    states
}

fn initial(stage: &Stage<'_>, finals: &[State], file: &Dockerfile<'_>) -> State {
    let root =
        State { shell: Shell::Posix(Dialect::default()), shell_set: false, user: User::Root, workdir: Some(Arc::from("/")) };
    match &stage.parent {
        Parent::Scratch => root,
        Parent::Stage(parent) => finals.get(*parent).cloned().unwrap_or_else(State::unknown),
        Parent::Image(_, Some(base)) => State {
            shell: if base.variant == Variant::Windows { Shell::Foreign } else { root.shell },
            shell_set: false,
            user: match base.user {
                Some("root") => User::Root,
                Some(name) => User::Other(Arc::from(name)),
                None => User::Unknown,
            },
            workdir: base.workdir.map(Arc::from),
        },
        // a file that chose the backtick is written for Windows
        Parent::Image(_, None) | Parent::Unknown if file.escape() == b'`' => State { shell: Shell::Foreign, ..State::unknown() },
        Parent::Image(_, None) | Parent::Unknown => State::unknown(),
    }
}

fn advance(state: &mut State, instruction: &Instruction<'_>, file: &Dockerfile<'_>, environment: &Environment<'_>) {
    let expand = |word: &str| environment.expand(instruction.id, word, file.escape());
    match &instruction.arguments {
        Arguments::Shell(words) => {
            let words: Vec<&str> = words.iter().map(|word| word.text.as_ref()).collect();
            state.shell = Dialect::from_shell(&words).map_or(Shell::Foreign, Shell::Posix);
            state.shell_set = true;
        }
        Arguments::User(word) => {
            state.user = match expand(&word.text) {
                Some(user) if matches!(user.split(':').next(), Some("root" | "0")) => User::Root,
                Some(user) => User::Other(Arc::from(user)),
                None => User::Unknown,
            };
        }
        Arguments::Workdir(word) => {
            state.workdir = expand(&word.text).and_then(|path| join(state.workdir.as_deref(), &path)).map(Arc::from);
        }
        _ => {}
    }
}

/// Linux knows no longer paths. Work directories on top of work directories would grow without end.
const LONGEST_PATH: usize = 4096;

/// A path on top of a directory, cleaned; none where the directory is needed and not known, or nothing can be there.
pub(crate) fn join(directory: Option<&str>, path: &str) -> Option<String> {
    let directory = if path.starts_with('/') { "" } else { directory? };
    if directory.len() + path.len() > LONGEST_PATH {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in directory.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(format!("/{}", parts.join("/")))
}

/// Whether a path is a directory or in it.
pub(crate) fn is_below(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_dots_take_back_a_name_over_doubled_slashes_and_dots() {
        for path in ["/a//..", "/a/./..", "/a//.././", "/../a/.."] {
            assert_eq!(join(None, path).as_deref(), Some("/"), "{path}");
        }
        assert_eq!(join(Some("/a/b"), "../c/").as_deref(), Some("/a/c"));
    }

    #[test]
    fn paths_that_no_system_takes_are_unknown() {
        assert_eq!(join(Some(&"/a".repeat(2_048)), "b"), None);
        assert_eq!(join(None, &"/a".repeat(2_048)).map(|path| path.len()), Some(4_096));
    }
}
