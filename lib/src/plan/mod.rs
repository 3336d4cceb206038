//! The document of origins: the one mutable thing. A row of pieces, each a slice of the user's file or a new text that
//! knows which instruction it serves. What nobody edited is printed from the user's own bytes, so that "nothing else
//! moved" holds by construction, and every line of the result can be traced to a line of the user's.
//!
//! It knows texts and spans, and nothing of Dockerfiles or rules.

use crate::report::LineMap;
use crate::span::{LineIndex, Span};

/// Replaces a span of the present text. Edits of one batch do not overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is taken out, in the present text; empty for an insertion.
    pub span: Span,
    /// What comes in its place.
    pub with: Vec<Part>,
}

/// What an edit puts in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// New text.
    New(String),
    /// A span of the present text that another edit of the same group takes out: it moves.
    Move(Span),
    /// A span of the present text that stays where it is, too.
    Copy(Span),
    /// A span of the user's text that an earlier batch took out: it comes back.
    Back(Span),
}

impl Edit {
    /// How many bytes it puts in.
    pub(crate) fn added(&self) -> usize {
        let bytes = |part: &Part| match part {
            Part::New(text) => text.len(),
            Part::Move(span) | Part::Copy(span) | Part::Back(span) => span.len() as usize,
        };
        self.with.iter().map(bytes).sum()
    }
}

/// Where a piece's bytes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// The user's file, from this byte on; the only place where these bytes stand.
    Kept(u32),
    /// The user's file, from this byte on; the bytes stand elsewhere too.
    Copied(u32),
    /// Written by k8or, in the service of the user's text at this byte.
    New(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// Where it begins in the present text.
    start: u32,
    origin: Origin,
}

/// The user's text on its way to the result.
#[derive(Clone, Debug)]
pub struct Plan<'s> {
    source: &'s str,
    text: String,
    /// Ascending; the first starts at 0 unless the text is empty.
    pieces: Vec<Piece>,
}

impl<'s> Plan<'s> {
    /// A plan that keeps everything.
    #[must_use]
    pub fn new(source: &'s str) -> Self {
        Self { source, text: source.to_owned(), pieces: vec![Piece { start: 0, origin: Origin::Kept(0) }] }
    }

    /// The user's text.
    #[must_use]
    pub const fn source(&self) -> &'s str {
        self.source
    }

    /// The present text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The result.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// Whether nothing was edited.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.text == self.source
    }

    /// The byte of the user's text that a byte of the present text is, or serves.
    #[must_use]
    pub fn to_source(&self, offset: u32) -> u32 {
        let at = self.pieces.partition_point(|piece| piece.start <= offset);
        match self.pieces.get(at.saturating_sub(1)) {
            Some(Piece { start, origin: Origin::Kept(from) | Origin::Copied(from) }) => from + (offset - start),
            Some(Piece { origin: Origin::New(serves), .. }) => *serves,
            None => 0,
        }
    }

    /// Whether k8or wrote the byte at an offset of the present text.
    #[must_use]
    pub fn is_new(&self, offset: u32) -> bool {
        let at = self.pieces.partition_point(|piece| piece.start <= offset);
        matches!(self.pieces.get(at.saturating_sub(1)), Some(Piece { origin: Origin::New(_), .. }))
    }

    /// The span of the user's text that a span of the present text comes from.
    #[must_use]
    pub fn span_to_source(&self, span: Span) -> Span {
        let start = self.to_source(span.start);
        let end = if span.is_empty() { start } else { self.to_source(span.end - 1) + 1 };
        Span::new(start.min(end), end.max(start)).clamped(self.source.len())
    }

    /// The plan after a batch of edits. `edits` must be sorted by their start and must not overlap.
    #[must_use]
    pub fn edited(&self, edits: &[&Edit]) -> Self {
        let added: usize = edits.iter().map(|edit| edit.added()).sum();
        let mut next = Self { source: self.source, text: String::with_capacity(self.text.len() + added), pieces: Vec::new() };
        let mut at = 0;
        for edit in edits {
            next.append(self, Span::new(at, edit.span.start), false);
            for part in &edit.with {
                match part {
                    Part::New(text) => next.push(text, Origin::New(self.serves(edit.span))),
                    Part::Move(span) => next.append(self, *span, false),
                    Part::Copy(span) => next.append(self, *span, true),
                    Part::Back(span) => next.push(span.of(self.source), Origin::Kept(span.start)),
                }
            }
            at = edit.span.end;
        }
        next.append(self, Span::new(at, Span::from_usize(0, self.text.len()).end), false);
        next
    }

    /// What new text at a span serves: what stood there, or what stands before an insertion.
    fn serves(&self, span: Span) -> u32 {
        if span.is_empty() { self.to_source(span.start.saturating_sub(1)) } else { self.to_source(span.start) }
    }

    fn append(&mut self, from: &Plan<'_>, span: Span, copied: bool) {
        let first = from.pieces.partition_point(|piece| piece.start <= span.start).saturating_sub(1);
        let mut at = span.start;
        for (index, piece) in from.pieces.iter().enumerate().skip(first) {
            if at >= span.end {
                break;
            }
            let end = from.pieces.get(index + 1).map_or(span.end, |next| next.start.min(span.end));
            let origin = match piece.origin {
                Origin::Kept(start) if copied => Origin::Copied(start + (at - piece.start)),
                Origin::Kept(start) => Origin::Kept(start + (at - piece.start)),
                Origin::Copied(start) => Origin::Copied(start + (at - piece.start)),
                new @ Origin::New(_) => new,
            };
            self.push(Span::new(at, end).of(&from.text), origin);
            at = end;
        }
    }

    fn push(&mut self, text: &str, origin: Origin) {
        if text.is_empty() {
            return;
        }
        let start = Span::from_usize(0, self.text.len()).end;
        let continues = self.pieces.last().is_some_and(|last| match (last.origin, origin) {
            (Origin::Kept(a), Origin::Kept(b)) | (Origin::Copied(a), Origin::Copied(b)) => a + (start - last.start) == b,
            (Origin::New(a), Origin::New(b)) => a == b,
            _ => false,
        });
        if !continues {
            self.pieces.push(Piece { start, origin });
        }
        self.text.push_str(text);
    }

    /// For every line of the present text, the user's line. A line that holds bytes of the user's stands for the first
    /// of them; a new one for what it serves.
    #[must_use]
    pub fn line_map(&self) -> LineMap {
        let index = LineIndex::new(self.source);
        let mut map = LineMap::default();
        let mut start = 0_u32;
        let mut pieces = self.pieces.iter().peekable();
        let mut current = pieces.next();
        for line in self.text.split_inclusive('\n') {
            let end = start + Span::from_usize(0, line.len()).end;
            let (mut kept, mut serves, mut touched) = (None, None, false);
            while let Some(piece) = current {
                match piece.origin {
                    Origin::Kept(from) | Origin::Copied(from) => {
                        kept = kept.or(Some(from + start.saturating_sub(piece.start)));
                        touched |= matches!(piece.origin, Origin::Copied(_));
                    }
                    Origin::New(from) => (serves, touched) = (serves.or(Some(from)), true),
                }
                match pieces.peek() {
                    Some(next) if next.start < end => current = pieces.next(),
                    Some(next) if next.start == end => {
                        current = pieces.next();
                        break;
                    }
                    _ => break,
                }
            }
            let from = index.line(kept.or(serves).unwrap_or(0));
            // a line that lost something in its middle has no new byte and is not the user's all the same
            let same = index.span(from, self.source).of(self.source).trim_end() == line.trim_end();
            map.lines.push(from);
            map.touched.push(touched || !same);
            start = end;
        }
        map
    }

    /// Spans of the user's text that the present text holds nowhere, ascending.
    #[must_use]
    pub fn removed(&self) -> Vec<Span> {
        let mut kept: Vec<Span> = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            if let Origin::Kept(from) | Origin::Copied(from) = piece.origin {
                let end = self.pieces.get(index + 1).map_or(Span::from_usize(0, self.text.len()).end, |next| next.start);
                kept.push(Span::new(from, from + (end - piece.start)));
            }
        }
        kept.sort_unstable();
        let mut removed = Vec::new();
        let mut at = 0;
        for span in kept {
            if span.start > at {
                removed.push(Span::new(at, span.start));
            }
            at = at.max(span.end);
        }
        let end = Span::from_usize(0, self.source.len()).end;
        if at < end {
            removed.push(Span::new(at, end));
        }
        removed
    }
}

#[cfg(test)]
mod tests;
