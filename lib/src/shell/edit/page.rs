//! A text as lines: what stands before and behind a place on its line.

use super::{EditStyle, Patch};
use crate::span::Span;

/// A text and how its lines are continued.
#[derive(Clone, Copy)]
pub(super) struct Page<'t> {
    pub(super) text: &'t str,
    pub(super) escape: char,
    pub(super) newline: &'static str,
}

/// A physical line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) start: usize,
    /// Where its text ends, in front of the line end.
    pub(super) end: usize,
    /// Where the next line starts.
    pub(super) next: usize,
}

impl<'t> Page<'t> {
    pub(super) fn new(text: &'t str, style: EditStyle) -> Self {
        let escape = if style.heredoc { '\\' } else { style.escape };
        let crlf = text.find('\n').is_some_and(|at| text[..at].ends_with('\r'));
        Self { text, escape, newline: if crlf { "\r\n" } else { "\n" } }
    }

    /// The line that holds a place.
    pub(super) fn line(&self, at: usize) -> Line {
        let start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let next = self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline + 1);
        let text = &self.text[start..next];
        let end = start + text.trim_end_matches('\n').trim_end_matches('\r').len();
        Line { start, end: end.max(start), next }
    }

    pub(super) fn of(&self, line: Line) -> &'t str {
        &self.text[line.start..line.end]
    }

    /// The blanks that a line begins with.
    pub(super) fn indent(&self, line: Line) -> &'t str {
        let text = self.of(line);
        &text[..text.len() - text.trim_start_matches([' ', '\t']).len()]
    }

    /// Whether only blanks stand in front of a place on its line.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        self.text[self.line(at).start..at].trim_matches([' ', '\t']).is_empty()
    }

    /// Where the continuation at a line's end stands: its escape character.
    pub(super) fn continuation(&self, line: Line) -> Option<usize> {
        let text = self.of(line).trim_end_matches([' ', '\t']);
        let before = text.strip_suffix(self.escape)?;
        (!before.ends_with(self.escape)).then_some(line.start + before.len())
    }

    /// The column of the escape character that continues a line, when blanks in front of it keep it in a column.
    fn column(&self, line: Line) -> Option<usize> {
        let escape = self.continuation(line)?;
        let text = &self.text[line.start..escape];
        text.ends_with("  ").then(|| text.chars().count())
    }

    /// The column that escape characters are in around a place: that of its line, or of the line above it.
    pub(super) fn column_at(&self, at: usize) -> Option<usize> {
        let line = self.line(at);
        if self.continuation(line).is_some() { self.column(line) } else { self.before(line).and_then(|above| self.column(above)) }
    }

    /// The blanks between text of some width and the escape character behind it.
    pub(super) fn gap(column: Option<usize>, width: usize) -> String {
        " ".repeat(column.map_or(1, |column| column.saturating_sub(width).max(1)))
    }

    /// Puts text behind a place; the escape character at the line's end stays in its column.
    pub(super) fn insert_in_column(&self, at: usize, text: &str) -> Patch {
        let line = self.line(at);
        let Some((column, escape)) = self.column(line).zip(self.continuation(line)).filter(|_| self.continues_at(at)) else {
            return Self::insert(at, text.to_owned());
        };
        let width = self.text[line.start..at].chars().count() + text.chars().count();
        Patch { span: Span::from_usize(at, escape), text: format!("{text}{}", Self::gap(Some(column), width)) }
    }

    /// Whether nothing but a continuation follows a place on its line.
    pub(super) fn continues_at(&self, at: usize) -> bool {
        self.continuation(self.line(at)).is_some_and(|escape| self.text.get(at..escape).is_some_and(is_blank))
    }

    pub(super) fn is_comment(&self, line: Line) -> bool {
        self.of(line).trim_start().starts_with('#')
    }

    /// The line in front of one.
    pub(super) fn before(&self, line: Line) -> Option<Line> {
        line.start.checked_sub(1).map(|at| self.line(at))
    }

    /// Its length in characters.
    pub(super) fn width(&self, line: Line) -> usize {
        self.of(line).chars().count()
    }

    pub(super) fn insert(at: usize, text: String) -> Patch {
        Patch { span: Span::from_usize(at, at), text }
    }

    pub(super) fn delete(start: usize, end: usize) -> Patch {
        Patch { span: Span::from_usize(start, end), text: String::new() }
    }

    /// Whether spans lie in the text and on character borders.
    pub(super) fn holds(&self, spans: &[Span]) -> bool {
        spans.iter().all(|span| self.text.get(span.range()).is_some())
    }
}

pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ' || byte == b'\t')
}
