//! What a RUN does: its commands, its mounts, its package managers.

use super::memo::Memo;
use super::packages::{PackageCommand, Verb};
use super::state::{Shell, State};
use crate::shell::{self, Command, Refusal, Script};
use crate::span::Span;
use crate::syntax::{Arguments, Dockerfile, Instruction, InstructionId};
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
    let exec = matches!(&instruction.arguments, Arguments::Run(crate::syntax::Command::Exec(_)));
    let script = match state.shell {
        _ if exec => Err(Refusal::ForeignShell),
        Shell::Foreign => Err(Refusal::ForeignShell),
        Shell::Posix(dialect) => {
            memo.script(instruction.span.of(file.source()), dialect, instruction.span.start, || body(file, instruction, dialect))
        }
    };
    let packages = script.as_ref().map_or_else(|_| Vec::new(), |script| package_commands(script));
    Run { id: instruction.id, script, heredoc: is_heredoc(instruction), exec, mounts: mounts(instruction), packages }
}

fn is_heredoc(instruction: &Instruction<'_>) -> bool {
    let Arguments::Run(crate::syntax::Command::Shell(joined)) = &instruction.arguments else { return false };
    matches!(instruction.heredocs.as_slice(), [only] if joined.text.trim() == only.word.text)
}

fn body(file: &Dockerfile<'_>, instruction: &Instruction<'_>, dialect: shell::Dialect) -> Result<Script, Refusal> {
    let _ = file;
    let Arguments::Run(crate::syntax::Command::Shell(joined)) = &instruction.arguments else { return Err(Refusal::Unparsed) };
    shell::analyse(joined, dialect)
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
    /// The command that a package manager's command is.
    #[must_use]
    pub fn command(&self, package: &PackageCommand) -> Option<&Command> {
        self.script.as_ref().ok()?.commands.get(package.command)
    }

    /// Whether a cache mount keeps a directory (or one around it) out of the image.
    #[must_use]
    pub fn keeps_out(&self, directory: &str) -> bool {
        let covers = |target: &str| {
            let target = target.trim_end_matches('/');
            directory == target || directory.strip_prefix(target).is_some_and(|rest| rest.starts_with('/'))
        };
        self.mounts.iter().any(|mount| mount.kind != "bind" && mount.target.as_deref().is_some_and(covers))
    }

    /// Installations by a kind of manager.
    pub fn installs(&self, is: impl Fn(&PackageCommand) -> bool) -> impl Iterator<Item = &PackageCommand> {
        self.packages.iter().filter(move |command| command.verb == Verb::Install && is(command))
    }
}
