//! Physical lines, and the logical lines that continuations make of them, with the way back into the file.

use super::{Joined, Word};
use crate::span::Span;
use memchr::memchr;
use std::borrow::Cow;
use std::ops::Range;

/// A physical line: `start..end` without its line end (all `\r` and `\n` at its end), `next` behind the line end;
/// `length` counts all but the `\n`, as BuildKit does for its longest line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) next: usize,
    pub(super) length: usize,
}

impl Line {
    /// The line that starts at `start`; none at the end of the text.
    pub(super) fn at(source: &str, start: usize) -> Option<Self> {
        let rest = source.as_bytes().get(start..).filter(|rest| !rest.is_empty())?;
        let newline = memchr(b'\n', rest);
        let length = newline.map_or(rest.len(), |newline| newline + 1);
        let content = rest[..length].iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
        Some(Self { start, end: start + content, next: start + length, length: newline.unwrap_or(rest.len()) })
    }

    pub(super) fn text(self, source: &str) -> &str {
        &source[self.start..self.end]
    }
}

/// Where the content of a line ends if the line is continued on the next: an escape character that none precedes,
/// with nothing but spaces and tabs behind it.
pub(super) fn continued(line: &str, escape: u8) -> Option<usize> {
    let bytes = line.as_bytes();
    let last = bytes.iter().rposition(|byte| !matches!(byte, b' ' | b'\t'))?;
    let doubled = last > 0 && bytes[last - 1] == escape;
    (bytes[last] == escape && !doubled).then_some(last)
}

/// The number of bytes of the white space (as Unicode has it) at the beginning of `text`.
pub(super) fn leading_space(text: &str) -> usize {
    match text.as_bytes().first() {
        Some(first) if first.is_ascii() && !is_space(*first) => 0,
        _ => text.len() - text.trim_start().len(),
    }
}

/// ASCII white space as Go's `unicode.IsSpace` has it.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0b | 0x0c | b'\r' | b' ')
}

/// A logical line under construction and in use.
#[derive(Debug)]
pub(super) struct Logical<'s> {
    source: &'s str,
    pub(super) text: Cow<'s, str>,
    /// Where the text stands in the file if it is one piece.
    start: u32,
    /// As those of [`Joined`] if it is several; most lines are not, and need no allocation.
    runs: Vec<(u32, u32)>,
}

impl<'s> Logical<'s> {
    /// The logical line whose first physical line holds `first`, and the offset behind its last physical line.
    pub(super) fn read(source: &'s str, first: Line, escape: u8, mut seen: impl FnMut(Line)) -> (Self, usize) {
        let Some(cut) = continued(first.text(source), escape) else {
            return (Self::verbatim(source, first.start..first.end), first.next);
        };
        let mut pieces = Vec::with_capacity(8);
        pieces.push(first.start..first.start + cut);
        let mut at = first.next;
        while let Some(line) = Line::at(source, at) {
            seen(line);
            at = line.next;
            let text = line.text(source);
            let blank = leading_space(text);
            if blank == text.len() || text.as_bytes()[blank] == b'#' {
                continue;
            }
            let cut = continued(text, escape);
            pieces.push(line.start..line.start + cut.unwrap_or(text.len()));
            if cut.is_none() {
                break;
            }
        }
        (Self::join(source, &pieces), at)
    }

    fn verbatim(source: &'s str, range: Range<usize>) -> Self {
        let start = Span::from_usize(range.start, range.end).start;
        Self { source, text: Cow::Borrowed(&source[range]), start, runs: vec![] }
    }

    fn join(source: &'s str, pieces: &[Range<usize>]) -> Self {
        let mut filled = pieces.iter().filter(|piece| !piece.is_empty());
        match (filled.next(), filled.next()) {
            (None, _) => Self::verbatim(source, pieces.first().map_or(0..0, Range::clone)),
            (Some(only), None) => Self::verbatim(source, only.clone()),
            _ => {
                let mut joined = Joined::default();
                pieces.iter().for_each(|piece| joined.push(source, piece.clone()));
                Self { source, text: joined.text, start: 0, runs: joined.runs }
            }
        }
    }

    pub(super) const fn source(&self) -> &'s str {
        self.source
    }

    /// The file's span of a range of the text.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        if range.is_empty() {
            return Span::at(self.place(range.start));
        }
        Span::new(self.place(range.start), self.place(range.end - 1) + 1)
    }

    /// The file's offset of a byte of the text.
    fn place(&self, offset: usize) -> u32 {
        let offset = Span::from_usize(offset, offset).start;
        let run = self.runs.partition_point(|(text, _)| *text <= offset).saturating_sub(1);
        let (text, file) = self.runs.get(run).copied().unwrap_or((0, self.start));
        file + (offset - text)
    }

    /// The text of a range: a slice of the file unless a continuation lies inside.
    pub(super) fn slice(&self, range: Range<usize>) -> Cow<'s, str> {
        let span = self.span(range.clone());
        if span.len() as usize == range.len() {
            return Cow::Borrowed(span.of(self.source));
        }
        Cow::Owned(self.text[range].to_owned())
    }

    /// The file's bytes of a range, a continuation inside included.
    pub(super) fn raw(&self, range: Range<usize>) -> &'s str {
        self.span(range).of(self.source)
    }

    /// The word at a range.
    pub(super) fn word(&self, range: Range<usize>) -> Word<'s> {
        Word { span: self.span(range.clone()), text: self.slice(range) }
    }

    /// A range as a joined text of its own.
    pub(super) fn joined(&self, range: Range<usize>) -> Joined<'s> {
        let span = self.span(range.clone());
        if span.len() as usize == range.len() {
            return Joined { text: Cow::Borrowed(span.of(self.source)), runs: vec![(0, span.start)] };
        }
        let offset = Span::from_usize(range.start, range.end);
        let inner = self.runs.iter().filter(|(text, _)| *text > offset.start && *text < offset.end);
        let mut runs = vec![(0, span.start)];
        runs.extend(inner.map(|(text, file)| (text - offset.start, *file)));
        Joined { text: Cow::Owned(self.text[range].to_owned()), runs }
    }
}

impl Joined<'_> {
    /// Adds a piece of the file.
    pub(super) fn push(&mut self, source: &str, piece: Range<usize>) {
        if piece.is_empty() {
            return;
        }
        let at = Span::from_usize(self.text.len(), piece.start);
        let goes_on = self.runs.last().is_some_and(|(text, file)| file + (at.start - text) == at.end);
        if !goes_on {
            self.runs.push((at.start, at.end));
        }
        self.text.to_mut().push_str(&source[piece]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_behind_their_newline() {
        let line = Line::at("a\r\r\nb", 0).unwrap();
        assert_eq!((line.start, line.end, line.next), (0, 1, 4));
        let line = Line::at("a\rb", 0).unwrap();
        assert_eq!((line.start, line.end, line.next), (0, 3, 3));
        assert!(Line::at("a\n", 2).is_none());
    }

    #[test]
    fn a_line_is_continued_by_a_single_escape() {
        for (line, cut) in [("a\\", Some(1)), ("\\ \t", Some(0)), ("a\\\\", None), ("a\\\\\\", None), ("", None), ("a` ", None)] {
            assert_eq!(continued(line, b'\\'), cut, "{line}");
        }
        assert_eq!(continued("a` ", b'`'), Some(1));
    }

    #[test]
    fn joined_text_leads_back_into_the_file() {
        let source = "RUN a \\\n# c\n\n  b\\\n\\\nc";
        let (line, end) = Logical::read(source, Line::at(source, 0).unwrap(), b'\\', |_| ());
        assert_eq!((&*line.text, end), ("RUN a   bc", source.len()));
        let joined = line.joined(4..10);
        assert_eq!(joined.text, "a   bc");
        assert_eq!(joined.span(4, 6).of(source), "b\\\n\\\nc");
        assert_eq!(joined.span(0, 2).of(source), "a ");
        assert_eq!(line.word(8..9).text, Cow::Borrowed("b"));
    }
}
