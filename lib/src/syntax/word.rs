//! Words: splitting a logical line the ways BuildKit does it.

use super::line::{is_space, leading_space};
use std::ops::Range;

/// Splits at runs of ASCII blanks (`\n` is none), as FROM, EXPOSE, COPY, ADD and VOLUME have it: quotes mean nothing.
/// `range` bears no blank at its ends.
pub(super) fn split_blanks(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = range.start;
    std::iter::from_fn(move || {
        if at >= range.end {
            return None;
        }
        let start = at;
        let end = (start..range.end).find(|at| is_blank(bytes[*at])).unwrap_or(range.end);
        at = (end..range.end).find(|at| !is_blank(bytes[*at])).unwrap_or(range.end);
        Some(start..end)
    })
}

/// A blank between a keyword and its arguments, and between words of the simple lists.
pub(super) const fn is_blank(byte: u8) -> bool {
    is_space(byte) && byte != b'\n'
}

/// `range` without the white space at its ends.
pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + leading_space(slice);
    let trimmed = slice.trim();
    start..start + trimmed.len()
}

/// Splits into words that may hold quoted parts and escaped characters, as ENV, LABEL and ARG have it. Quotes stay;
/// an escape character at the very end is in no word.
pub(super) fn split_quoted(text: &str, range: Range<usize>, escape: u8) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = range.start;
    loop {
        at += leading_space(&text[at..range.end]);
        if at >= range.end {
            return words;
        }
        let word = quoted_word(&text[..range.end], at, escape);
        at = word.behind;
        if word.end > word.start {
            words.push(word.start..word.end);
        }
    }
}

struct Scanned {
    start: usize,
    end: usize,
    behind: usize,
}

fn quoted_word(text: &str, start: usize, escape: u8) -> Scanned {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut quote = None;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == escape && quote != Some(b'\'') {
            if at + 1 == bytes.len() {
                return Scanned { start, end: at, behind: at + 1 };
            }
            at += 1 + width(bytes[at + 1]);
            continue;
        }
        match quote {
            Some(open) if open == byte => quote = None,
            Some(_) => {}
            None if matches!(byte, b'\'' | b'"') => quote = Some(byte),
            None if starts_space(text, at) => break,
            None => {}
        }
        at += width(byte);
    }
    Scanned { start, end: at, behind: at }
}

/// Whether white space begins at a character's first byte.
pub(super) fn starts_space(text: &str, at: usize) -> bool {
    let byte = text.as_bytes()[at];
    if byte.is_ascii() { is_space(byte) } else { text[at..].chars().next().is_some_and(char::is_whitespace) }
}

/// The bytes of the character that begins with `first`.
pub(super) const fn width(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}
