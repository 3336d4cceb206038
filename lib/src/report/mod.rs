//! What a rewrite changed, what it left alone, and why. Data for every front: terminal, JSON, SARIF, build warnings.
//! It knows rules by their names only.

mod reason;

pub use reason::Reason;

use crate::span::Span;

/// How sure a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Shown from the text, the context or a guard inside the RUN.
    Safe,
    /// Rests on a convention that the change names.
    Assumed,
    /// Changes how the image is built or called; applied on request only.
    Unsafe,
}

impl Class {
    /// Its name in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Assumed => "assumed",
            Self::Unsafe => "unsafe",
        }
    }
}

/// A change that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The rule's name.
    pub rule: &'static str,
    /// How sure it is.
    pub class: Class,
    /// What it edits, copies or removes in the user's file, or the instruction that it serves.
    pub at: Span,
    /// The first line of `at` in the user's file, from 1.
    pub line: u32,
    /// One sentence why.
    pub why: String,
    /// How many bytes of the image it saves, where that was measured.
    pub bytes: Option<u64>,
}

/// Something that a rule looked at and left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// The rule's name.
    pub rule: &'static str,
    /// Where in the user's file.
    pub at: Span,
    /// The first line of `at`, from 1.
    pub line: u32,
    /// Why; countable.
    pub reason: Reason,
}

/// Something that the user should know and no change answers: an ignore that no longer matches, a guess that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The rule that noticed it; empty when it was the engine.
    pub rule: &'static str,
    /// Where in the user's file.
    pub at: Span,
    /// The first line of `at`, from 1.
    pub line: u32,
    /// What to know and what to do.
    pub text: String,
}

/// A file beside the Dockerfile that the rewrite proposes (a `.dockerignore`, say).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileProposal {
    /// Its path, relative to the build context.
    pub path: String,
    /// Its whole new content.
    pub content: String,
    /// The rule that wants it.
    pub rule: &'static str,
    /// How sure it is.
    pub class: Class,
    /// One sentence why.
    pub why: String,
}

/// For every line of the result, the line of the user's file that it stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineMap {
    /// Index: the result's line minus 1. Value: the user's line, from 1.
    pub lines: Vec<u32>,
    /// Whether k8or wrote or edited anything on that line.
    pub touched: Vec<bool>,
}

impl LineMap {
    /// The user's line for a line of the result (both from 1); the last line where it lies beyond the end.
    #[must_use]
    pub fn original(&self, line: u32) -> u32 {
        let at = (line.max(1) as usize - 1).min(self.lines.len().saturating_sub(1));
        self.lines.get(at).copied().unwrap_or(1)
    }
}
