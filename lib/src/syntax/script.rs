//! What the shell will read: the joined line of a command, with heredoc bodies where the shell finds them.

use super::{Arguments, Command, Dockerfile, Health, Heredoc, Instruction, Joined, Word, heredoc};
use crate::span::Span;
use std::ops::Range;

/// The text that a shell or an interpreter reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Script<'s> {
    /// The command line of a shell form; heredocs that it passes to its commands follow it, as a shell wants them.
    Inline(Joined<'s>),
    /// `RUN <<EOF`: the body is the script.
    Heredoc {
        /// The body, its leading tabs dropped for `<<-`.
        text: Joined<'s>,
        /// What follows `#!` in the body's first line; the instruction's shell otherwise.
        interpreter: Option<Word<'s>>,
    },
}

impl<'s> Script<'s> {
    /// The text, whichever it is.
    #[must_use]
    pub const fn text(&self) -> &Joined<'s> {
        match self {
            Self::Inline(text) | Self::Heredoc { text, .. } => text,
        }
    }
}

impl<'s> Instruction<'s> {
    /// The command of RUN, CMD, ENTRYPOINT and HEALTHCHECK CMD (or of ONBUILD of these).
    #[must_use]
    pub fn command(&self) -> Option<&Command<'s>> {
        match &self.arguments {
            Arguments::Run(command) | Arguments::Cmd(command) | Arguments::Entrypoint(command) => Some(command),
            Arguments::Healthcheck(Health::Cmd(_, command)) => Some(command),
            Arguments::Onbuild(inner) => inner.command(),
            _ => None,
        }
    }

    /// The command line if it is in shell form. Heredoc bodies are not in it; see [`Self::script`].
    #[must_use]
    pub fn shell_command(&self) -> Option<&Joined<'s>> {
        match self.command()? {
            Command::Shell(text) => Some(text),
            Command::Exec(_) => None,
        }
    }

    /// The words of the command if it is in exec (JSON) form.
    #[must_use]
    pub fn exec_words(&self) -> Option<&[Word<'s>]> {
        match self.command()? {
            Command::Exec(words) => Some(words),
            Command::Shell(_) => None,
        }
    }

    /// What the shell reads for a command in shell form.
    #[must_use]
    pub fn script(&self, file: &Dockerfile<'s>) -> Option<Script<'s>> {
        let line = self.shell_command()?;
        let Some(first) = self.heredocs.first() else { return Some(Script::Inline(line.clone())) };
        if heredoc::is_start(&line.text) {
            return Some(body(first, file.source()));
        }
        let mut text = line.clone();
        for heredoc in &self.heredocs {
            text.push(file.source(), with_newline_before(heredoc.body, file.source()));
            text.push(file.source(), end_word(heredoc, file.source()).range());
        }
        Some(Script::Inline(text))
    }
}

fn body<'s>(heredoc: &Heredoc<'s>, source: &'s str) -> Script<'s> {
    let text = if heredoc.chomp && heredoc.body.of(source).contains('\t') {
        without_tabs(heredoc.body, source)
    } else {
        Joined::verbatim(heredoc.body.of(source), heredoc.body.start)
    };
    let interpreter = text.text.strip_prefix("#!").map(|rest| {
        let line = rest.split(['\r', '\n']).next().unwrap_or_default();
        let start = 2 + line.len() - line.trim_start().len();
        let span = text.span(Span::from_usize(start, 0).start, Span::from_usize(start + line.trim().len(), 0).start);
        Word { span, text: span.of(source).into() }
    });
    Script::Heredoc { text, interpreter }
}

fn without_tabs<'s>(body: Span, source: &str) -> Joined<'s> {
    let mut joined = Joined::default();
    let mut at = body.start as usize;
    for line in body.of(source).split_inclusive('\n') {
        let tabs = line.len() - line.trim_start_matches('\t').len();
        joined.push(source, at + tabs..at + line.len());
        at += line.len();
    }
    joined
}

/// The body and the end of the line before it, which no joined line has.
fn with_newline_before(body: Span, source: &str) -> Range<usize> {
    let range = body.range();
    let newline = source[..range.start].ends_with('\n');
    range.start - usize::from(newline)..range.end
}

/// The delimiter in its line, without tabs before it and the line end.
fn end_word(heredoc: &Heredoc<'_>, source: &str) -> Span {
    let line = heredoc.end.of(source);
    let tabs = if heredoc.chomp { line.len() - line.trim_start_matches('\t').len() } else { 0 };
    let length = line.trim_end_matches(['\r', '\n']).len();
    let start = heredoc.end.start as usize;
    Span::from_usize(start + tabs, start + length.max(tabs))
}
