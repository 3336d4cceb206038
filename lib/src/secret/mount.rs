//! Secret mounts as text: the flag of a RUN, and the command at its head that reads a value.

use super::Obstacle;
use crate::facts::{Run, User};
use crate::report::Reason;
use crate::rules::View;
use crate::shell::{EditStyle, Patch, edit};
use crate::span::Span;
use crate::syntax::Instruction;

/// A secret as RUNs get it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Secret<'s> {
    /// What the build calls it.
    pub(super) id: &'s str,
    /// Where it is mounted; below `/run/secrets` otherwise.
    pub(super) target: Option<&'s str>,
    /// Whether the build fails without it.
    pub(super) required: bool,
}

impl Secret<'_> {
    /// The patch that gives it to a RUN.
    pub(super) fn flag(&self, view: &View<'_>, instruction: &Instruction<'_>) -> Patch {
        let target = self.target.map_or_else(String::new, |target| format!(",target={target}"));
        let required = if self.required { ",required=true" } else { "" };
        // root's alone otherwise
        let mode = if view.facts.state(instruction.id).user == User::Root { "" } else { ",mode=0444" };
        let text = format!(" --mount=type=secret,id={}{target}{required}{mode}", self.id);
        Patch { span: Span::at(instruction.keyword_span.end), text }
    }

    /// The patches that read it into a variable of its name before anything else is done.
    ///
    /// `export` answers for itself and not for `cat`, so that nothing that asks whether a command failed is misled.
    pub(super) fn variable(&self, view: &View<'_>, run: &Run) -> Result<Vec<Patch>, Obstacle> {
        let at = view.file.instruction(run.id).text;
        let script = run.script.as_ref().map_err(|refusal| (at, crate::rules::refusal(*refusal)))?;
        let style = EditStyle { escape: char::from(view.file.escape()), heredoc: run.heredoc };
        let absent = if self.required { "" } else { " 2>/dev/null || true" };
        let command = format!("export {id}=\"$(cat /run/secrets/{id}{absent})\"", id = self.id);
        edit::prepend_command(view.text, style, script, &command).ok_or((at, Reason::NoPlaceForCommand))
    }
}

/// Whether a RUN has a secret of that name already.
pub(super) fn has(view: &View<'_>, run: &Run, id: &str) -> bool {
    let mut secrets = run.mounts.iter().filter(|mount| mount.kind == "secret").map(|mount| view.slice(mount.span));
    secrets.any(|flag| flag.contains(&format!("id={id}")))
}
