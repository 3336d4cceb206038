//! What went wrong: what, where, and what to do about it.

use k8or_core::syntax::SyntaxError;
use k8or_core::{LineIndex, Span};
use std::path::Path;

/// The most characters of a line that are shown.
const WINDOW: usize = 160;

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Problem {
    /// What, in one sentence without a full stop.
    pub what: String,
    /// Where.
    pub place: Option<Box<Place>>,
    /// What to do.
    pub help: Option<String>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file as the user knows it.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// The bytes at fault.
    pub span: Span,
    /// The line, or the part of a long one around the fault.
    pub excerpt: String,
    /// How many characters of the excerpt stand before the fault.
    pub before: usize,
    /// How many characters of the excerpt are at fault; at least 1.
    pub length: usize,
}

impl Problem {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), place: None, help: None }
    }

    /// About a file as a whole.
    pub(crate) fn file(path: &Path, what: impl std::fmt::Display) -> Self {
        Self::new(format!("{}: {what}", path.display()))
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// At a span of a file's text.
    pub(crate) fn at(mut self, file: &str, text: &str, index: &LineIndex, span: Span) -> Self {
        self.place = Some(Box::new(Place::new(file, text, index, span)));
        self
    }

    /// What BuildKit would refuse a file for.
    pub(crate) fn syntax(file: &str, text: &str, errors: &[SyntaxError]) -> Vec<Self> {
        let index = LineIndex::new(text);
        let mut problems: Vec<Self> =
            errors.iter().map(|error| Self::new(error.to_string()).at(file, text, &index, error.span)).collect();
        let template = text.contains("{{") || text.contains("{%");
        if let Some(last) = problems.last_mut().filter(|_| template) {
            last.help = Some("this looks like a template; give k8or the Dockerfile that is made from it".to_owned());
        }
        problems
    }
}

/// On one line: the place, what, and what to do.
impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{}:{}:{}: ", place.file, place.line, place.column)?;
        }
        f.write_str(&self.what)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "; {help}"))
    }
}

impl Place {
    fn new(file: &str, text: &str, index: &LineIndex, span: Span) -> Self {
        let span = span.clamped(text.len());
        let start = index.position(text, span.start);
        let line = index.span(start.line, text).of(text).trim_end_matches(['\n', '\r']);
        let before = start.column as usize - 1;
        let skipped = before.saturating_sub(WINDOW / 2);
        let excerpt: String = line.chars().skip(skipped).take(WINDOW).collect();
        let room = excerpt.chars().count().saturating_sub(before - skipped);
        let length = span.of(text).chars().take(room).take_while(|character| *character != '\n').count().max(1);
        Self { file: file.to_owned(), line: start.line, column: start.column, span, excerpt, before: before - skipped, length }
    }
}
