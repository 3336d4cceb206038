//! What a rule sees: the plan's present text, its tree, and what it means.

use crate::context::Context;
use crate::facts::Facts;
use crate::session::Options;
use crate::span::Span;
use crate::syntax::{Dockerfile, Instruction};

/// What a rule sees. All spans in it are of [`View::text`].
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The text as it stands now.
    pub text: &'a str,
    /// Its tree.
    pub file: &'a Dockerfile<'a>,
    /// What it means.
    pub facts: &'a Facts<'a>,
    /// What the user asked for.
    pub options: &'a Options,
    /// What is known of the world outside.
    pub context: &'a Context,
}

impl<'a> View<'a> {
    /// All instructions in order.
    #[must_use]
    pub fn instructions(&self) -> &'a [Instruction<'a>] {
        self.file.instructions()
    }

    /// The bytes of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &'a str {
        span.of(self.text)
    }

    /// How this file ends its lines.
    #[must_use]
    pub fn newline(&self) -> &'static str {
        let end = self.text.find('\n').unwrap_or(0);
        if end > 0 && self.text.as_bytes()[end - 1] == b'\r' { "\r\n" } else { "\n" }
    }
}
