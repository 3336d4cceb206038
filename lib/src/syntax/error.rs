//! What BuildKit would refuse a file for.
use crate::span::Span;
use std::fmt;

/// A reason why BuildKit would refuse the file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The bytes at fault.
    pub span: Span,
    /// What is wrong.
    pub kind: SyntaxErrorKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// The file has no instruction.
    Empty,
    /// No such instruction; the nearest that exists, if one is near.
    UnknownInstruction(Option<&'static str>),
    // … the syntax module's author completes this list
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.kind)
    }
}
