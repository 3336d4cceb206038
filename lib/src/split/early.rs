//! What of an installation can be done before the sources are there, so that a change of theirs does not do it again: what a
//! project's manifest asks for, or the requirements that a RUN installs in front of what needs the sources.
//!
//! It says what stands behind RUN and which files that needs; `layout` decides whether these can be copied first. What was
//! asked of the installer is done again, whole, in its place: it finds everything there.

use super::python;
use super::reads::{self, Reads};
use super::role::{Purpose, Role};
use crate::context::Known;
use crate::facts::{Manager, Run, Verb, join};
use crate::rules::View;
use crate::shell::{Command, Script, SeparatorKind};
use crate::syntax::Instruction;

/// The part of an installation that needs the project's manifest and not yet its sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Early {
    /// What stands behind RUN.
    pub(super) body: String,
    /// The files that it needs, by their paths in the build context.
    pub(super) files: Vec<String>,
    /// Whether the rest adds nothing that needs shared libraries.
    pub(super) complete: bool,
}

/// A RUN that builds, as far as it was read.
pub(super) struct Reader<'r, 'a> {
    pub(super) view: &'r View<'a>,
    pub(super) instruction: &'r Instruction<'a>,
    pub(super) run: &'r Run,
    pub(super) script: &'r Script,
    pub(super) purposes: &'r [Purpose],
}

impl Reader<'_, '_> {
    /// What of it can be done early; none where nothing can, or where nothing of it waits for the sources.
    pub(super) fn early(&self) -> Option<Early> {
        if !self.instruction.heredocs.is_empty() || self.run.mounts.iter().any(|mount| mount.kind == "bind") {
            return None;
        }
        self.by_manifest().or_else(|| self.by_requirements())
    }

    fn commands(&self) -> impl Iterator<Item = (&Command, &Purpose)> {
        self.script.commands.iter().zip(self.purposes)
    }

    /// Whether a command runs where the body begins, whatever else happens.
    fn is_plain(&self, command: &Command, purpose: &Purpose) -> bool {
        let directory = self.view.facts.state(self.instruction.id).workdir.as_deref();
        command.place.depth == 0 && purpose.directory.as_deref() == directory
    }

    /// The project without itself, where that is all that the RUN installs.
    fn by_manifest(&self) -> Option<Early> {
        let mut commands = self.commands().filter(|(_, purpose)| purpose.role != Role::Nothing);
        let ((command, purpose), None) = (commands.next()?, commands.next()) else { return None };
        let manifest = python::manifest_of(command)?;
        if !self.is_plain(command, purpose) || command.before.is_some() {
            return None;
        }
        let mut files = Vec::new();
        for name in manifest.files {
            let source = self.view.source_of(self.instruction.id, &join(purpose.directory.as_deref(), name)?)?;
            if let Known::Yes(_) = self.view.context.file(&source) {
                files.push(source);
            }
        }
        let project = python::manifest::read(self.view.context, files.first()?)
            .filter(|project| files[0].ends_with(manifest.files[0]) && !project.needs_sources())?;
        let body = format!("{}{} {}", self.view.flags(self.instruction), self.view.slice(command.span), manifest.without_project);
        Some(Early { body, files, complete: project.is_pure() })
    }

    /// The installations in front of the first command that may read any file of the context.
    fn by_requirements(&self) -> Option<Early> {
        let waits = |purpose: &Purpose| purpose.reads == Reads::Everything;
        if !self.purposes.iter().any(waits) {
            return None;
        }
        let mut pieces = Vec::new();
        let mut reads = Vec::new();
        for (index, (command, purpose)) in self.commands().enumerate() {
            if waits(purpose) || !self.is_plain(command, purpose) || !follows_in_order(command) {
                break;
            }
            match self.installs(index, command) {
                Some(true) => {
                    pieces.push(self.view.slice(command.span));
                    reads.push(&purpose.reads);
                }
                Some(false) if purpose.role == Role::Nothing || command.name() == Some("mkdir") => {}
                _ => break,
            }
        }
        if !reads.iter().any(|reads| matches!(reads, Reads::Requirements(_))) {
            return None;
        }
        let files = reads::in_context(self.view, self.instruction.id, reads.into_iter())?;
        let body = format!("{}{}", self.view.flags(self.instruction), pieces.join(" \\\n && "));
        (!files.is_empty() && self.view.file.escape() == b'\\').then_some(Early { body, files, complete: false })
    }

    /// Whether a command installs packages, so that it does nothing when it is done again; none where it does anything that
    /// the commands behind it may need.
    fn installs(&self, index: usize, command: &Command) -> Option<bool> {
        const SETTING: [&str; 9] = [".", "alias", "cd", "eval", "export", "source", "trap", "umask", "unset"];
        let sets = command.name().is_none_or(|name| SETTING.contains(&name));
        if sets || command.after.is_some_and(|after| !matches!(after.kind, SeparatorKind::And | SeparatorKind::Semicolon)) {
            return None;
        }
        let Some(package) = self.run.package(index) else { return Some(false) };
        let again = ["--force-reinstall", "-I", "--ignore-installed", "-t", "--target", "--root", "--prefix"];
        match (package.manager, package.verb) {
            (Manager::Pip, Verb::Install) => (!package.arguments.has(&again) && command.redirections.is_empty()).then_some(true),
            _ if package.is_debian() => Some(matches!(package.verb, Verb::Update | Verb::Install | Verb::Upgrade)),
            _ => None,
        }
    }
}

/// Whether nothing but the success of what stands before it decides whether a command runs.
fn follows_in_order(command: &Command) -> bool {
    !command.place.conditional
        && command.before.is_none_or(|before| matches!(before.kind, SeparatorKind::And | SeparatorKind::Semicolon))
}
