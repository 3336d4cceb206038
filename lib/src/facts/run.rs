//! What a RUN does: its commands, its mounts, its package managers.

use super::memo::Memo;
use super::packages::{PackageCommand, Verb};
use super::state::{Shell, State, is_below};
use crate::shell::{self, Command, Refusal, Script};
use crate::span::Span;
use crate::syntax::{Dockerfile, Instruction, InstructionId, Script as Body};
use std::sync::Arc;

/// A `--mount` of a RUN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// `bind`, `cache`, `tmpfs`, `secret`, `ssh`.
    pub kind: String,
    /// Where it is mounted.
    pub target: Option<String>,
    /// The flag's bytes.
    pub span: Span,
}

/// What a RUN does.
#[derive(Clone, Debug)]
pub struct Run {
    /// The instruction.
    pub id: InstructionId,
    /// Its body.
    pub script: Result<Arc<Script>, Refusal>,
    /// Whether the body is a heredoc, so that its lines need no continuation.
    pub heredoc: bool,
    /// Whether it is in exec form.
    pub exec: bool,
    /// Its mounts.
    pub mounts: Vec<Mount>,
    /// What package managers are told, in order.
    pub packages: Vec<PackageCommand>,
}

pub(super) fn analyse(file: &Dockerfile<'_>, instruction: &Instruction<'_>, state: &State, memo: &mut Memo) -> Run {
    let exec = instruction.exec_words().is_some();
    let script = match state.shell {
        _ if exec => Err(Refusal::ForeignShell),
        Shell::Foreign => Err(Refusal::ForeignShell),
        Shell::Posix(dialect) => {
            memo.script(instruction.span.of(file.source()), dialect, instruction.span.start, || body(file, instruction, dialect))
        }
    };
    let packages = script.as_ref().map_or_else(|_| Vec::new(), |script| package_commands(script));
    Run {
        id: instruction.id,
        script,
        heredoc: matches!(instruction.script(file), Some(Body::Heredoc { .. })),
        exec,
        mounts: mounts(instruction),
        packages,
    }
}

/// Parses what the shell will read; a heredoc's first line may hand it to another interpreter.
fn body(file: &Dockerfile<'_>, instruction: &Instruction<'_>, dialect: shell::Dialect) -> Result<Script, Refusal> {
    match instruction.script(file).ok_or(Refusal::Unparsed)? {
        Body::Inline(text) | Body::Heredoc { text, interpreter: None } => shell::analyse(&text, dialect),
        Body::Heredoc { text, interpreter: Some(interpreter) } => {
            let dialect = shell::Dialect::from_shebang(&format!("#!{}", interpreter.text)).ok_or(Refusal::ForeignShell)?;
            shell::analyse(&text, dialect)
        }
    }
}

fn package_commands(script: &Script) -> Vec<PackageCommand> {
    script.commands.iter().enumerate().filter_map(|(index, command)| PackageCommand::read(index, command)).collect()
}

fn mounts(instruction: &Instruction<'_>) -> Vec<Mount> {
    let flags = instruction.flags.iter().filter(|flag| flag.name == "mount");
    flags
        .map(|flag| {
            let mut mount = Mount { kind: "bind".to_owned(), target: None, span: flag.span };
            let value = flag.value.as_ref().map_or("", |value| value.text.trim_matches('"'));
            for part in value.split(',') {
                match part.split_once('=') {
                    Some(("type", kind)) => kind.clone_into(&mut mount.kind),
                    Some(("target" | "dst" | "destination", target)) => mount.target = Some(target.to_owned()),
                    _ => {}
                }
            }
            mount
        })
        .collect()
}

impl Run {
    /// What a package manager is told by the command of that index.
    #[must_use]
    pub fn package(&self, command: usize) -> Option<&PackageCommand> {
        let at = self.packages.binary_search_by_key(&command, |package| package.command).ok()?;
        self.packages.get(at)
    }

    /// The command that a package manager's command is.
    #[must_use]
    pub fn command(&self, package: &PackageCommand) -> Option<&Command> {
        self.script.as_ref().ok()?.commands.get(package.command)
    }

    /// Whether a cache mount keeps a directory (or one around it) out of the image.
    #[must_use]
    pub fn keeps_out(&self, directory: &str) -> bool {
        let covers = |target: &str| is_below(directory, target);
        self.mounts.iter().any(|mount| mount.kind != "bind" && mount.target.as_deref().is_some_and(covers))
    }

    /// Installations by a kind of manager.
    pub fn installs(&self, is: impl Fn(&PackageCommand) -> bool) -> impl Iterator<Item = &PackageCommand> {
        self.packages.iter().filter(move |command| command.verb == Verb::Install && is(command))
    }
}
