//! A script of the same text that stands elsewhere in the file.

use super::script::{Assignment, Command, Redirection, Script, Separator, Word};
use crate::span::Span;

impl Script {
    /// Makes it the script that stands `distance` bytes further on in the file (or back, when it is negative).
    pub fn move_by(&mut self, distance: i64) {
        let by = Mover(distance);
        self.commands.iter_mut().for_each(|command| by.command(command));
        self.items.iter_mut().for_each(|item| by.span(&mut item.span));
        self.assignments.iter_mut().for_each(|assignment| by.assignment(assignment));
        self.redirections.iter_mut().for_each(|redirection| by.redirection(redirection));
    }
}

struct Mover(i64);

impl Mover {
    fn span(&self, span: &mut Span) {
        let offset = |at: u32| u32::try_from((i64::from(at) + self.0).max(0)).unwrap_or(u32::MAX);
        *span = Span::new(offset(span.start), offset(span.end));
    }

    fn command(&self, command: &mut Command) {
        self.span(&mut command.span);
        command.environment.iter_mut().for_each(|assignment| self.assignment(assignment));
        command.words.iter_mut().for_each(|word| self.word(word));
        command.redirections.iter_mut().for_each(|redirection| self.redirection(redirection));
        for Separator { span, .. } in command.before.iter_mut().chain(&mut command.after) {
            self.span(span);
        }
    }

    fn assignment(&self, assignment: &mut Assignment) {
        self.span(&mut assignment.span);
        self.word(&mut assignment.value);
    }

    fn redirection(&self, redirection: &mut Redirection) {
        self.span(&mut redirection.span);
        redirection.target.iter_mut().for_each(|word| self.word(word));
    }

    fn word(&self, word: &mut Word) {
        word.spans().for_each(|span| self.span(span));
    }
}
