//! Parser directives: `# escape=`, `# syntax=`, `# check=`.
//!
//! BuildKit reads them twice: its parser, line by line, for `escape` and to refuse doubles; and a scan of its own for
//! `syntax` and `check`, which steps over a `#!` line, wants the `#` in the first column, and knows `//` and JSON too.

use super::line::Line;
use super::{SyntaxError, SyntaxErrorKind};
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

impl DirectiveKind {
    /// Its name in the file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Escape => "escape",
            Self::Check => "check",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Syntax, Self::Escape, Self::Check].into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }
}

/// Both of BuildKit's readings of the lines at the top.
#[derive(Debug, Default)]
pub(super) struct Directives<'s> {
    pub(super) found: Vec<Directive<'s>>,
    pub(super) errors: Vec<SyntaxError>,
    /// Spans of the lines that BuildKit's parser takes for directives.
    pub(super) lines: Vec<Line>,
    pub(super) escape: Option<u8>,
}

impl<'s> Directives<'s> {
    /// Reads the directives of a text whose first line starts at `start` (behind a byte order mark).
    pub(super) fn read(source: &'s str, start: usize) -> Self {
        let mut directives = Self::default();
        directives.parsed(source, start);
        let after_shebang = if source[start..].starts_with("#!") { Line::at(source, start).map(|line| line.next) } else { None };
        directives.detected(source, after_shebang.unwrap_or(start));
        directives
    }

    /// The parser's reading: blanks before `#` are fine, a double is an error, only `escape` has an effect.
    fn parsed(&mut self, source: &'s str, start: usize) {
        let mut at = start;
        let mut seen: Vec<DirectiveKind> = vec![];
        while let Some(line) = Line::at(source, at) {
            let Some(directive) = directive(source, line, "#", true) else { return };
            if seen.contains(&directive.kind) {
                let kind = SyntaxErrorKind::DuplicateDirective(directive.kind);
                self.errors.push(SyntaxError { span: directive.span, kind });
            } else {
                seen.push(directive.kind);
                self.escape(directive);
            }
            self.lines.push(line);
            at = line.next;
        }
    }

    fn escape(&mut self, directive: Directive<'s>) {
        if directive.kind != DirectiveKind::Escape {
            return;
        }
        match directive.value {
            "\\" | "`" => {
                self.escape = directive.value.bytes().next();
                self.found.push(directive);
            }
            _ => self.errors.push(SyntaxError { span: directive.value_span, kind: SyntaxErrorKind::InvalidEscape }),
        }
    }

    /// The scan for `syntax` and `check`.
    fn detected(&mut self, source: &'s str, start: usize) {
        let hash = rows(source, start, "#");
        let slashes = rows(source, start, "//");
        for kind in [DirectiveKind::Syntax, DirectiveKind::Check] {
            let of = |rows: &[Directive<'s>]| rows.iter().find(|row| row.kind == kind).cloned();
            let other = || if kind == DirectiveKind::Syntax { of(&slashes).or_else(|| json(source, start)) } else { None };
            self.found.extend(of(&hash).or_else(other));
        }
        self.found.sort_by_key(|directive| directive.span.start);
    }
}

/// The row of directives at the top, up to the first line that is none or a double.
fn rows<'s>(source: &'s str, start: usize, comment: &str) -> Vec<Directive<'s>> {
    let mut rows: Vec<Directive<'s>> = vec![];
    let mut at = start;
    while let Some(line) = Line::at(source, at) {
        let Some(row) = directive(source, line, comment, false) else { break };
        if rows.iter().any(|earlier| earlier.kind == row.kind) {
            break;
        }
        rows.push(row);
        at = line.next;
    }
    rows
}

/// Reads `# name = value`.
fn directive<'s>(source: &'s str, line: Line, comment: &str, indented: bool) -> Option<Directive<'s>> {
    let text = line.text(source);
    let text = if indented { text.trim_start() } else { text };
    let text = text.strip_prefix(comment)?.trim_start();
    let (name, value) = text.split_once('=')?;
    let kind = DirectiveKind::named(name.trim_end_matches(REGEX_SPACE))?;
    let value = value.trim_matches(REGEX_SPACE);
    if value.is_empty() && text.ends_with('=') {
        return None;
    }
    let end = line.start + line.text(source).trim_end_matches(REGEX_SPACE).len();
    let value_span = Span::from_usize(end.saturating_sub(value.len()), end);
    Some(Directive { kind, span: Span::from_usize(line.start, line.end), value, value_span })
}

/// What `\s` is in BuildKit's expression.
const REGEX_SPACE: [char; 5] = ['\t', '\n', '\u{c}', '\r', ' '];

/// The whole text as one JSON object with a string `syntax`. Only a flat object is looked at; the last `syntax` counts.
fn json(source: &str, start: usize) -> Option<Directive<'_>> {
    let text = &source[start..];
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let (range, value) = super::json::member(text, "syntax")?;
    let span = Span::from_usize(start + range.start, start + range.end);
    Some(Directive { kind: DirectiveKind::Syntax, span: Span::from_usize(start, source.len()), value, value_span: span })
}
