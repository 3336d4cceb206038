//! Heredocs: `<<EOF` words and the bodies that follow the instruction.
use super::Word;
use crate::span::Span;

/// A heredoc of RUN, COPY or ADD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc<'s> {
    /// The word that starts it (`<<-"EOF"`, `3<<EOF`), as written.
    pub word: Word<'s>,
    /// The delimiter, unquoted.
    pub delimiter: String,
    /// Whether variables in the body are expanded (the delimiter bears no quote).
    pub expand: bool,
    /// `<<-`: leading tabs of body lines are dropped.
    pub chomp: bool,
    /// The file descriptor before `<<`, 0 by default.
    pub descriptor: u32,
    /// The body's lines, with their line ends, without the delimiter's line.
    pub body: Span,
    /// The delimiter's line, with its line end; empty where it is missing (an error then).
    pub end: Span,
}
