//! The same body at another place of the file.

use super::{Assignment, Command, Item, Redirection, Script, Separator, Word};
use crate::span::Span;

impl Script {
    /// This script with every span moved by so many bytes.
    #[must_use]
    pub fn moved(&self, by: i64) -> Self {
        let mut script = self.clone();
        script.commands.iter_mut().for_each(|command| command.shift(by));
        script.items.iter_mut().for_each(|Item { span, .. }| shift(span, by));
        script.assignments.iter_mut().for_each(|assignment| assignment.shift(by));
        script.redirections.iter_mut().for_each(|redirection| redirection.shift(by));
        script
    }
}

fn shift(span: &mut Span, by: i64) {
    let moved = |offset: u32| u32::try_from(i64::from(offset) + by).unwrap_or_default();
    *span = Span::new(moved(span.start), moved(span.end));
}

impl Command {
    fn shift(&mut self, by: i64) {
        shift(&mut self.span, by);
        self.environment.iter_mut().for_each(|assignment| assignment.shift(by));
        self.words.iter_mut().for_each(|word| word.shift(by));
        self.redirections.iter_mut().for_each(|redirection| redirection.shift(by));
        for Separator { span, .. } in [&mut self.before, &mut self.after].into_iter().flatten() {
            shift(span, by);
        }
    }
}

impl Assignment {
    fn shift(&mut self, by: i64) {
        shift(&mut self.span, by);
        self.value.shift(by);
    }
}

impl Redirection {
    fn shift(&mut self, by: i64) {
        shift(&mut self.span, by);
        self.target.iter_mut().for_each(|word| word.shift(by));
    }
}

impl Word {
    fn shift(&mut self, by: i64) {
        shift(&mut self.span, by);
        self.through.iter_mut().for_each(|span| shift(span, by));
        self.through_fields.iter_mut().for_each(|span| shift(span, by));
    }
}
