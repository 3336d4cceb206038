//! Typed views of an instruction's arguments: words that know where they stand.

use super::Instruction;
use crate::span::Span;
use std::borrow::Cow;

/// A word as it is written, with quotes and variables, without the continuations inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'s> {
    /// Where it stands in the file; a span over a continuation includes it.
    pub span: Span,
    /// Its text; equal to the span's bytes unless a continuation lies inside. For a JSON string the decoded value;
    /// the span has the quotes in it then.
    pub text: Cow<'s, str>,
}

/// A flag such as `--from=build` or `--link`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag<'s> {
    /// From the first dash to the end of the value.
    pub span: Span,
    /// Its name without dashes: as BuildKit knows it, or as it is written where BuildKit does not.
    pub name: &'s str,
    /// Where the name stands.
    pub name_span: Span,
    /// What follows `=`, as written; none for a bare flag. See [`Flag::value_text`] for what BuildKit makes of it.
    pub value: Option<Word<'s>>,
}

/// The text of a logical line after joining its continuations (comments and empty lines inside dropped), with the
/// way back into the file. Offsets are bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined<'s> {
    /// The joined text.
    pub text: Cow<'s, str>,
    /// Runs of bytes that are the same in both: (offset in `text`, offset in the file), ascending. The first is at 0
    /// unless the text is empty.
    pub(crate) runs: Vec<(u32, u32)>,
}

/// A command line: text for a shell, or words that are executed as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command<'s> {
    /// Shell form. Heredoc bodies are not in the text.
    Shell(Joined<'s>),
    /// Exec (JSON) form; may be empty.
    Exec(Vec<Word<'s>>),
}

/// `key=value` of ENV and LABEL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair<'s> {
    /// The key as written.
    pub key: Word<'s>,
    /// The value as written, with its quotes.
    pub value: Word<'s>,
}

/// What ENV and LABEL hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairs<'s> {
    /// In the order of the text.
    pub pairs: Vec<Pair<'s>>,
    /// The old form `ENV key the rest of the line`; one pair then.
    pub legacy: bool,
}

/// One `name` or `name=default` of ARG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration<'s> {
    /// The name.
    pub name: Word<'s>,
    /// The default as written.
    pub value: Option<Word<'s>>,
}

/// What FROM holds; its `--platform` is among the flags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct From<'s> {
    /// The image, stage name or `scratch`, as written.
    pub image: Word<'s>,
    /// The word `AS` as written.
    pub as_span: Option<Span>,
    /// The stage's name.
    pub name: Option<Word<'s>>,
}

/// What COPY and ADD hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer<'s> {
    /// Sources that are no heredocs, in order; heredocs are in [`Instruction::heredocs`]. Empty if all are.
    pub sources: Vec<Word<'s>>,
    /// The destination.
    pub destination: Word<'s>,
    /// Whether the words stand in a JSON array.
    pub json: bool,
}

/// What HEALTHCHECK holds; its flags are the instruction's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health<'s> {
    /// `HEALTHCHECK NONE`.
    None,
    /// `HEALTHCHECK CMD …`, with the word `CMD`'s span.
    Cmd(Span, Command<'s>),
}

/// The arguments of an instruction, by its keyword.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the instructions")]
pub enum Arguments<'s> {
    From(From<'s>),
    Run(Command<'s>),
    Cmd(Command<'s>),
    Entrypoint(Command<'s>),
    Shell(Vec<Word<'s>>),
    Env(Pairs<'s>),
    Label(Pairs<'s>),
    Arg(Vec<Declaration<'s>>),
    Expose(Vec<Word<'s>>),
    /// The flag tells whether the words stand in a JSON array.
    Volume(Vec<Word<'s>>, bool),
    User(Word<'s>),
    Workdir(Word<'s>),
    Stopsignal(Word<'s>),
    Maintainer(Word<'s>),
    Copy(Transfer<'s>),
    Add(Transfer<'s>),
    Healthcheck(Health<'s>),
    /// The instruction that ONBUILD holds; its spans are of the file too. It has the number of its ONBUILD, and both
    /// have the heredocs.
    Onbuild(Box<Instruction<'s>>),
    /// An unknown keyword, or arguments that BuildKit refuses. There is a [`super::SyntaxError`] then, except for what
    /// ONBUILD holds: BuildKit judges most of that in the build that it triggers.
    Invalid,
}

impl<'s> Joined<'s> {
    /// A joined text that stands in the file as it is, from `start`.
    #[must_use]
    pub fn verbatim(text: &'s str, start: u32) -> Self {
        Self { text: Cow::Borrowed(text), runs: vec![(0, start)] }
    }

    /// The file's offset of the byte at `offset` of the text. An offset at the seam of two lines belongs to the later.
    #[must_use]
    pub fn to_file(&self, offset: u32) -> u32 {
        let at = self.runs.partition_point(|(text, _)| *text <= offset);
        self.runs.get(at.saturating_sub(1)).map_or(offset, |(text, file)| file + (offset - text))
    }

    /// The file's span of a range of the text; an end at a seam belongs to the earlier line.
    #[must_use]
    pub fn span(&self, start: u32, end: u32) -> Span {
        if end <= start {
            return Span::at(self.to_file(start));
        }
        Span::new(self.to_file(start), self.to_file(end - 1) + 1)
    }
}
