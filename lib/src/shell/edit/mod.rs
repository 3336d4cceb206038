//! Edits of shell text in the text's own style: words of a list come and go with their lines, commands join the chain the
//! way its author joins them. Continuations, comments between them, CRLF and the file's escape character are minded.
//!
//! Pure: source text and spans in, patches out. All spans are of the file.

mod command;
mod head;
mod list;
mod page;

pub use command::{append_at_end, append_command, remove_command};
pub use head::prepend_command;
pub use list::{insert_behind, insert_words, remove_word, remove_words};

use crate::span::Span;

/// Replaces a range of the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Patch {
    /// What goes; empty for an insertion.
    pub span: Span,
    /// What comes.
    pub text: String,
}

/// What the text around an edit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EditStyle {
    /// The file's escape character, which continues lines.
    pub escape: char,
    /// The body of a heredoc: lines end commands, and `\` continues them whatever the file's escape is.
    pub heredoc: bool,
}

impl Default for EditStyle {
    fn default() -> Self {
        Self { escape: '\\', heredoc: false }
    }
}

/// Lines longer than this are broken, where it is for us to choose.
const WIDTH: usize = 100;

/// Applies patches that do not overlap, in any order. Those that begin at one place go in the order given.
#[must_use]
pub fn apply(text: &str, patches: &[Patch]) -> String {
    let mut sorted: Vec<&Patch> = patches.iter().collect();
    sorted.sort_by_key(|patch| patch.span.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for patch in sorted {
        let range = patch.span.range();
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(&patch.text);
        at = range.end.max(at);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
