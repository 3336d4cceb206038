//! Parser directives: `# escape=`, `# syntax=`, `# check=`.
use crate::span::Span;

/// Which directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names of the language itself")]
pub enum DirectiveKind {
    Syntax,
    Escape,
    Check,
}

/// A directive that is in effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive<'s> {
    /// Which one.
    pub kind: DirectiveKind,
    /// Its whole line, without the line end.
    pub span: Span,
    /// Its value, blanks around it removed.
    pub value: &'s str,
    /// Where the value stands.
    pub value_span: Span,
}
