//! What rules share that edit the commands of a RUN: which RUNs are theirs to edit, and the edits in the style of the text.

use super::View;
use crate::facts::{PackageCommand, Run, Stage, Verb};
use crate::report::Reason;
use crate::shell::{Command, EditStyle, Patch, Refusal, Script, Word, edit};
use crate::span::Span;
use crate::syntax::Instruction;

/// A RUN whose body could be read.
#[derive(Clone, Copy)]
pub(super) struct Body<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) instruction: &'a Instruction<'a>,
    pub(super) run: &'a Run,
    pub(super) script: &'a Script,
}

impl<'a> View<'a> {
    /// All RUNs of stages that ship whose bodies could be read, in order.
    pub(super) fn bodies(&'a self) -> impl Iterator<Item = Body<'a>> {
        self.instructions().iter().filter_map(|instruction| self.body(instruction)).filter(|body| body.ships())
    }

    /// A RUN whose body could be read.
    pub(super) fn body(&'a self, instruction: &'a Instruction<'a>) -> Option<Body<'a>> {
        let run = self.facts.run(instruction.id)?;
        let script = run.script.as_ref().ok()?;
        Some(Body { view: self, instruction, run, script })
    }

    fn style(&self, run: &Run) -> EditStyle {
        EditStyle { escape: char::from(self.file.escape()), heredoc: run.heredoc }
    }
}

impl<'a> Body<'a> {
    /// What a change to it is about: the instruction with its heredocs, without comments and line ends around it.
    pub(super) fn at(&self) -> Span {
        let written = self.view.slice(self.instruction.span).trim_end().len();
        Span::new(self.instruction.text.start, self.instruction.span.start + Span::from_usize(0, written).end)
    }

    /// The stage it is in.
    pub(super) fn stage(&self) -> Option<&'a Stage<'a>> {
        self.view.facts.stage_of(self.instruction.id)
    }

    /// Whether what it leaves behind reaches an image that ships.
    pub(super) fn ships(&self) -> bool {
        self.stage().is_some_and(|stage| self.view.facts.ships(stage.index))
    }

    /// A command of its script.
    pub(super) fn command(&self, package: &PackageCommand) -> &'a Command {
        &self.script.commands[package.command]
    }

    /// A word of a command.
    pub(super) fn word(&self, package: &PackageCommand, index: usize) -> &'a Word {
        &self.command(package).words[index]
    }

    /// Puts a word behind another one of the same command.
    pub(super) fn word_behind(&self, word: &Word, new: &str) -> Option<Patch> {
        let style = self.view.style(self.run);
        word.exact.then(|| edit::insert_behind(self.view.text, style, word.span, new)).flatten()
    }

    /// Takes a word out, with the blanks or the line that it leaves behind.
    pub(super) fn without_word(&self, command: &Command, index: usize) -> Option<Vec<Patch>> {
        let words: Vec<Span> = command.words.iter().map(|word| word.span).collect();
        command.words[index].exact.then(|| edit::remove_word(self.view.text, self.view.style(self.run), &words, index))
    }

    /// Adds words to a list of words of a command, in the style of the list.
    pub(super) fn with_words(&self, list: &[Span], new: &[&str]) -> Vec<Patch> {
        edit::insert_words(self.view.text, self.view.style(self.run), list, new)
    }

    /// Adds a command that runs when the one at `index` succeeded, in the style of the body.
    ///
    /// The place must be one where the body stops at a failure: the top level, no pipe, not in the background.
    pub(super) fn with_command(&self, index: usize, new: &str) -> Result<Vec<Patch>, Reason> {
        let command = &self.script.commands[index];
        let place = &command.place;
        if place.depth > 0 || place.pipe.1 > 1 || place.background || place.nested_shell || place.substitution {
            return Err(Reason::NoPlaceForCommand);
        }
        edit::append_command(self.view.text, self.view.style(self.run), self.script, index, new).ok_or(Reason::NoPlaceForCommand)
    }

    /// Adds a command at the end of the body, to be run when all of it succeeded.
    pub(super) fn with_last_command(&self, new: &str) -> Result<Vec<Patch>, Reason> {
        let Some(item) = self.script.items.last() else { return Err(Reason::NoPlaceForCommand) };
        if item.background {
            return Err(Reason::NoPlaceForCommand);
        }
        edit::append_at_end(self.view.text, self.view.style(self.run), self.script, new).ok_or(Reason::NoPlaceForCommand)
    }

    /// Adds a command that cleans up behind the command at `index`: at the end of the body when what follows only cleans up
    /// as well, or right behind it.
    pub(super) fn with_cleanup(&self, index: usize, new: &str) -> Result<Vec<Patch>, Reason> {
        let cleans = |command: &Command| matches!(program(command), Some("rm" | "find")) || self.is_clean(command);
        let later = &self.script.commands[index + 1..];
        if later.iter().all(cleans) {
            return self.with_last_command(new).or_else(|_| self.with_command(index, new));
        }
        self.with_command(index, new).or_else(|_| self.with_last_command(new))
    }

    fn is_clean(&self, command: &Command) -> bool {
        let clean = |package: &&PackageCommand| matches!(package.verb, Verb::Clean | Verb::Remove);
        self.run.packages.iter().filter(clean).any(|package| self.script.commands[package.command].span == command.span)
    }

    /// Takes a command out of an and-list, with its separator.
    pub(super) fn without_command(&self, index: usize) -> Option<Vec<Patch>> {
        edit::remove_command(self.view.text, self.view.style(self.run), self.script, index)
    }

    /// Takes a command out, with its RUN where it is alone.
    pub(super) fn taken_out(&self, index: usize) -> Option<Vec<Patch>> {
        if self.script.commands.len() == 1 {
            return Some(vec![Patch { span: super::gone(self.view, self.instruction), text: String::new() }]);
        }
        self.without_command(index)
    }

    /// The last command whose program fulfils a condition, if it stands at the top level and nothing else does elsewhere.
    pub(super) fn last_command(&self, is: impl Fn(&Command) -> bool) -> Option<usize> {
        self.script.commands.iter().rposition(is)
    }
}

/// The program that a command runs, without its directory.
pub(super) fn program(command: &Command) -> Option<&str> {
    let text = command.words.get(command.program)?.first()?;
    text.rsplit('/').next()
}

/// Why a body could not be read, as a reason to report.
pub(crate) const fn refusal(refusal: Refusal) -> Reason {
    match refusal {
        Refusal::Unparsed => Reason::ShellUnparsed,
        Refusal::TooDeep => Reason::ShellTooDeep,
        Refusal::ForeignShell => Reason::ForeignShell,
    }
}
