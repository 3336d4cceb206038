//! The tree: a file is a row of items without gaps.

use super::{Arguments, Directive, Flag, Heredoc, SyntaxError};
use crate::span::Span;

/// The number of an instruction in its file, from 0 in the order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstructionId(pub u32);

/// A parsed Dockerfile. Made by [`super::parse`].
#[derive(Clone, Debug)]
pub struct Dockerfile<'s> {
    pub(super) source: &'s str,
    pub(super) escape: u8,
    pub(super) directives: Vec<Directive<'s>>,
    pub(super) items: Vec<Item>,
    pub(super) instructions: Vec<Instruction<'s>>,
    pub(super) errors: Vec<SyntaxError>,
}

/// A piece of the file. Items follow each other without a gap from the first byte to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A byte order mark at byte 0.
    Bom(Span),
    /// Lines of blanks only, outside an instruction.
    Blank(Span),
    /// One comment line, outside an instruction (also a `#!` first line).
    Comment(Span),
    /// A parser directive's line.
    Directive(Span),
    /// An instruction with its continuation lines, heredocs and its last line end.
    Instruction(InstructionId),
}

/// An instruction's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names of the language itself")]
pub enum Keyword {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
    /// None that BuildKit knows.
    Unknown,
}

/// An instruction. All spans are of the file's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction<'s> {
    /// Its number in the file.
    pub id: InstructionId,
    /// The comment lines directly above (no blank line between), empty where there are none.
    pub leading: Span,
    /// From the first byte of its first line (indentation included) to behind its last line end,
    /// with continuation lines, comments inside, and heredoc bodies.
    pub span: Span,
    /// From its keyword to the last byte that is not a blank or a line end; heredoc bodies are not in it.
    pub text: Span,
    /// Which instruction it is.
    pub keyword: Keyword,
    /// The keyword as it is written.
    pub keyword_span: Span,
    /// Flags (`--name=value`) in the order of the text.
    pub flags: Vec<Flag<'s>>,
    /// What follows the flags, understood.
    pub arguments: Arguments<'s>,
    /// Heredocs in the order of the text.
    pub heredocs: Vec<Heredoc<'s>>,
}

impl<'s> Dockerfile<'s> {
    /// The text that was parsed.
    #[must_use]
    pub const fn source(&self) -> &'s str {
        self.source
    }

    /// The file's escape character, `\` or `` ` ``.
    #[must_use]
    pub const fn escape(&self) -> u8 {
        self.escape
    }

    /// Parser directives in effect (`syntax`, `escape`, `check`).
    #[must_use]
    pub fn directives(&self) -> &[Directive<'s>] {
        &self.directives
    }

    /// All pieces of the file in order.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// All instructions in order.
    #[must_use]
    pub fn instructions(&self) -> &[Instruction<'s>] {
        &self.instructions
    }

    /// The instruction with that number. Numbers come from this file's items and instructions.
    #[must_use]
    pub fn instruction(&self, id: InstructionId) -> &Instruction<'s> {
        &self.instructions[id.0 as usize]
    }

    /// What BuildKit would refuse the file for, in the order of the text.
    #[must_use]
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// The bytes of an item.
    #[must_use]
    pub fn span(&self, item: Item) -> Span {
        match item {
            Item::Bom(span) | Item::Blank(span) | Item::Comment(span) | Item::Directive(span) => span,
            Item::Instruction(id) => self.instruction(id).span,
        }
    }

    /// Prints the items one after the other: the text that was parsed.
    #[must_use]
    pub fn print(&self) -> String {
        self.items.iter().map(|item| self.span(*item).of(self.source)).collect()
    }
}

impl Keyword {
    /// The keyword as BuildKit's documentation writes it; empty for an unknown one.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Add => "ADD",
            Self::Arg => "ARG",
            Self::Cmd => "CMD",
            Self::Copy => "COPY",
            Self::Entrypoint => "ENTRYPOINT",
            Self::Env => "ENV",
            Self::Expose => "EXPOSE",
            Self::From => "FROM",
            Self::Healthcheck => "HEALTHCHECK",
            Self::Label => "LABEL",
            Self::Maintainer => "MAINTAINER",
            Self::Onbuild => "ONBUILD",
            Self::Run => "RUN",
            Self::Shell => "SHELL",
            Self::Stopsignal => "STOPSIGNAL",
            Self::User => "USER",
            Self::Volume => "VOLUME",
            Self::Workdir => "WORKDIR",
            Self::Unknown => "",
        }
    }
}

impl<'s> Instruction<'s> {
    /// The first flag of that name (without dashes); BuildKit knows flags in lower case only.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<&Flag<'s>> {
        self.flags.iter().find(|flag| flag.name == name)
    }

    /// All flags of that name in the order of the text, for those that may be given several times.
    pub fn flags_named(&self, name: &str) -> impl Iterator<Item = &Flag<'s>> {
        self.flags.iter().filter(move |flag| flag.name == name)
    }
}
