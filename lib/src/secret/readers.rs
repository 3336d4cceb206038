//! Which RUNs may read a variable of the environment, or a file of credentials, whether or not their text says so.

use crate::facts::{Manager, Run};
use crate::knowledge::{self, Effect};
use crate::rules::View;
use crate::shell::Command;

/// Programs that talk to servers, and look for credentials in files before they do.
const CALLERS: [&str; 5] = ["curl", "git", "hg", "svn", "wget"];

/// How a text names a variable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mentions {
    /// It does.
    pub(super) any: bool,
    /// It asks whether the variable has a value, so that it works without one.
    pub(super) tests: bool,
    /// It tells a variable that is empty from one that is not set.
    pub(super) tells_unset: bool,
}

/// How a text names a variable.
pub(super) fn mentions(text: &str, name: &str) -> Mentions {
    let mut found = Mentions::default();
    let is_part = |c: char| c == '_' || c.is_ascii_alphanumeric();
    for (at, _) in text.match_indices(name) {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        if before.ends_with(is_part) || after.starts_with(is_part) {
            continue;
        }
        found.any = true;
        if before.ends_with("${") {
            found.tells_unset |= after.starts_with(['-', '+', '=', '?']);
            found.tests |= after.starts_with(":-") || after.starts_with(":+") || after.starts_with(":=");
        }
        let asked = before.trim_end_matches(['{', '$', '"']).trim_end_matches([' ', '\t']);
        found.tests |= ["-n", "-z", "[", "test"].iter().any(|question| asked.ends_with(question)) && before.ends_with(['$', '{']);
    }
    found
}

/// Whether a RUN may read variables that its text does not name: anything but the system's own tools may.
pub(super) fn may_read_variables(run: &Run) -> bool {
    any_command(run, |command, is_deaf| !is_deaf || matches!(command.name(), Some("env" | "printenv")))
}

/// Whether a RUN may read files of credentials that its text does not name.
pub(super) fn may_read_files(run: &Run) -> bool {
    any_command(run, |command, is_deaf| !is_deaf || command.name().is_some_and(|name| CALLERS.contains(&name)))
}

/// Whether something holds for a command of a body; the second argument: whether the command is a tool of the system.
fn any_command(run: &Run, reads: impl Fn(&Command, bool) -> bool) -> bool {
    let Ok(script) = &run.script else { return true };
    script.hidden || script.commands.iter().enumerate().any(|(index, command)| reads(command, is_tool(run, index, command)))
}

fn is_tool(run: &Run, index: usize, command: &Command) -> bool {
    if let Some(package) = run.package(index) {
        return !matches!(package.manager, Manager::Pip | Manager::Npm | Manager::Yarn | Manager::Gem);
    }
    let effect = |name| matches!(knowledge::effect(name), Some(effect) if effect != Effect::Builds);
    command.words.is_empty() || command.name().is_some_and(effect)
}

/// The RUNs of a stage behind an instruction, and those of the stages that are built on it: they see the same variables
/// and files.
pub(super) fn runs_behind<'v>(view: &'v View<'_>, stage: usize, after: u32) -> impl Iterator<Item = &'v Run> {
    let bodies = view.facts.descendants(stage).iter().flat_map(|stage| view.facts.body(view.file, *stage));
    bodies.filter(move |instruction| instruction.id.0 > after).filter_map(|instruction| view.facts.run(instruction.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_a_variable_or_asks_for_it() {
        let of = |text: &str| mentions(text, "TOKEN");
        assert!(of("curl -H \"a: $TOKEN\"").any && !of("curl -H \"a: $TOKEN\"").tests);
        assert!(!of("echo $TOKENS $MY_TOKEN").any);
        for text in ["[ -n \"$TOKEN\" ]", "test -z ${TOKEN}", "echo ${TOKEN:-none}", "if [ \"$TOKEN\" ]; then a; fi"] {
            assert!(of(text).tests, "{text}");
        }
        assert!(of("echo ${TOKEN+set}").tells_unset && !of("echo ${TOKEN:+set}").tells_unset);
        assert!(of("python -c \"os.environ['TOKEN']\"").any);
    }
}
