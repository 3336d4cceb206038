//! What commands do to the shell's variables.

use super::script::{Assignment, Command};
use super::variables::{DIRECTORY, Value, assigned_name, is_name};
use super::walk::{Context, Walker};
use super::word::verbatim;
use std::ops::Range;

impl Walker<'_, '_> {
    /// What a command does to the shell's variables.
    pub(super) fn take_effect(&mut self, command: &Command, tokens: &[usize], context: Context) {
        let certain = context.place.certain && !context.place.subshell && context.place.depth == 0;
        if command.words.is_empty() {
            for (assignment, token) in command.environment.iter().zip(tokens) {
                let assignment = Assignment { exported: false, certain, ..assignment.clone() };
                self.assign(&assignment, *token);
                self.shared.script.assignments.push(assignment);
            }
            return;
        }
        match command.name() {
            Some("export" | "readonly" | "declare" | "typeset" | "local") => self.declare(command, tokens, certain),
            Some("read" | "getopts" | "mapfile" | "readarray" | "let" | "unset" | "printf") => self.forget_named(command),
            Some("cd") => self.shared.variables.change_directory(destination(command)),
            Some("pushd" | "popd") => self.shared.variables.change_directory(None),
            Some("." | "source" | "eval" | "trap" | "alias") => {
                let here = self.shared.variables.directory().filter(|_| command.activated().is_some()).map(str::to_owned);
                self.shared.variables.forget_all();
                self.shared.variables.set(DIRECTORY, here.map(|text| Value { text, origin: None }));
                self.shared.script.hidden = true;
            }
            _ => {}
        }
    }

    fn assign(&mut self, assignment: &Assignment, token: usize) {
        let before = self.shared.variables.get(&assignment.name).map(|value| value.text.clone());
        let value = assignment.value.literal().and_then(|text| {
            let text = if assignment.append { before? + text } else { text.to_owned() };
            let origin = self.origin(token, &assignment.value.raw, &text);
            Some(Value { text, origin })
        });
        self.shared.variables.set(&assignment.name, value);
    }

    /// Where in the body a value is written word for word.
    fn origin(&self, token: usize, raw: &str, text: &str) -> Option<Range<u32>> {
        let range = verbatim(raw)?;
        let end = self.spot(token).end as usize + self.source.base as usize;
        let start = end.checked_sub(raw.len())?;
        let (start, end) = (start + range.start, start + range.end);
        let written = self.source.joined.text.get(start..end) == Some(text);
        written.then_some(u32::try_from(start).ok()?..u32::try_from(end).ok()?)
    }

    fn declare(&mut self, command: &Command, tokens: &[usize], certain: bool) {
        let flags =
            |letters: &[char]| command.arguments().iter().any(|word| word.raw.starts_with('-') && word.raw.contains(letters));
        let computed = flags(&['a', 'A', 'i', 'n', 'l', 'u']);
        let exported = command.name() == Some("export") || flags(&['x']);
        for at in command.program + 1..command.words.len() {
            let Some(mut assignment) = self.assignment_of_word(&command.words, tokens, at) else { continue };
            if computed || assignment.value.raw.starts_with('(') {
                assignment.value.set_fields(None);
            }
            let assignment = Assignment { exported, certain, ..assignment };
            self.assign(&assignment, tokens[at]);
            self.shared.script.assignments.push(assignment);
        }
    }

    fn forget_named(&mut self, command: &Command) {
        if command.name() == Some("printf") && command.arguments().first().is_none_or(|word| !word.raw.starts_with("-v")) {
            return;
        }
        for word in command.arguments() {
            match word.literal() {
                Some(text) => {
                    let name = assigned_name(text).map_or(text, |(name, ..)| name);
                    let name = name.split(|c: char| c != '_' && !c.is_ascii_alphanumeric()).find(|part| is_name(part));
                    name.into_iter().for_each(|name| self.shared.variables.forget(name));
                }
                None => self.shared.variables.forget_all(),
            }
        }
        self.shared.variables.forget("REPLY");
    }
}

/// Where `cd` goes; none where that depends on what came before or on the environment.
fn destination(command: &Command) -> Option<&str> {
    match command.arguments() {
        [to] => to.literal().filter(|to| !to.starts_with(['-', '~']) && !to.is_empty()),
        _ => None,
    }
}
