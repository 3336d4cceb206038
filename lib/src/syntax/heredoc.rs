//! Heredocs: `<<EOF` words and the bodies that follow the instruction.

use super::expand::Unset;
use super::lexer::{Lexer, Mode};
use super::line::{Line, Logical};
use super::{ExpandError, SyntaxError, SyntaxErrorKind, Word};
use crate::span::Span;
use std::ops::Range;

/// A heredoc of RUN, COPY or ADD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc<'s> {
    /// The word that starts it (`<<-"EOF"`, `3<<EOF`), as written.
    pub word: Word<'s>,
    /// The delimiter, unquoted.
    pub delimiter: String,
    /// Whether variables in the body are expanded (the delimiter bears no quote).
    pub expand: bool,
    /// `<<-`: leading tabs of body lines are dropped.
    pub chomp: bool,
    /// The file descriptor before `<<`, 0 by default.
    pub descriptor: u32,
    /// The body's lines, with their line ends, without the delimiter's line.
    pub body: Span,
    /// The delimiter's line, with its line end; empty where it is missing (an error then).
    pub end: Span,
}

/// What a word that starts a heredoc says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Start {
    delimiter: String,
    expand: bool,
    chomp: bool,
    descriptor: u32,
}

/// Whether a text is one heredoc word and nothing else.
pub(super) fn is_start(text: &str) -> bool {
    matches!(start(text), Ok(Some(_)))
}

/// Reads a word; none where it starts no heredoc. BuildKit's lexer is asked with `\` whatever the file's escape is.
fn start(word: &str) -> Result<Option<Start>, ExpandError> {
    let rest = word.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let digits = &word[..word.len() - rest.len()];
    let Some(rest) = rest.strip_prefix("<<") else { return Ok(None) };
    let (chomp, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    let rest = rest.trim_start_matches(['\t', '\n', '\u{c}', '\r', ' ']);
    if rest.is_empty() || rest.contains('<') {
        return Ok(None);
    }
    let lex = |raw_quotes| {
        let mode = Mode { raw_quotes, keep_unset: true, ..Mode::default() };
        Lexer::new(rest, b'\\', mode, &Unset).run().map(|lexed| lexed.words)
    };
    let (mut plain, raw) = (lex(false)?, lex(true)?);
    if plain.len() != 1 {
        return Ok(None);
    }
    let quotes = |text: &str| text.bytes().filter(|byte| matches!(byte, b'\'' | b'"')).count();
    let delimiter = plain.swap_remove(0).text;
    let [raw] = raw.as_slice() else { return Err(ExpandError("the heredoc's delimiter is not one word")) };
    let expand = quotes(&delimiter) == quotes(&raw.text);
    Ok(Some(Start { expand, chomp, descriptor: digits.parse().unwrap_or(0), delimiter }))
}

/// The heredocs that a logical line announces, with the range of each word in it.
pub(super) fn starts(line: &str) -> Result<Vec<(Range<usize>, Start)>, ExpandError> {
    if memchr::memmem::find(line.as_bytes(), b"<<").is_none() {
        return Ok(vec![]);
    }
    let mode = Mode { raw_quotes: true, raw_escapes: true, keep_unset: true, plain_quotes: false };
    // A line that the lexer cannot read has no heredocs; that is no error.
    let words = Lexer::new(line, b'\\', mode, &Unset).run().map(|lexed| lexed.words).unwrap_or_default();
    let mut found = vec![];
    for word in words {
        if let Some(start) = start(&word.text)? {
            found.push((word.range, start));
        }
    }
    Ok(found)
}

/// Reads the bodies that follow at `at`; gives the offset behind the last.
pub(super) fn bodies<'s>(
    source: &'s str,
    mut at: usize,
    logical: &Logical<'s>,
    starts: Vec<(Range<usize>, Start)>,
    errors: &mut Vec<SyntaxError>,
    mut seen: impl FnMut(Line),
) -> (Vec<Heredoc<'s>>, usize) {
    let mut heredocs = vec![];
    for (range, start) in starts {
        let from = at;
        let mut end = None;
        while let Some(line) = Line::at(source, at) {
            seen(line);
            at = line.next;
            if is_end(line.text(source), &start) {
                end = Some(line);
                break;
            }
        }
        let word = logical.word(range);
        if end.is_none() {
            let kind = SyntaxErrorKind::UnterminatedHeredoc(start.delimiter.clone());
            errors.push(SyntaxError { span: word.span, kind });
        }
        let body = Span::from_usize(from, end.map_or(at, |line| line.start));
        let end = end.map_or(Span::from_usize(at, at), |line| Span::from_usize(line.start, line.next));
        let Start { delimiter, expand, chomp, descriptor } = start;
        heredocs.push(Heredoc { word, delimiter, expand, chomp, descriptor, body, end });
    }
    (heredocs, at)
}

fn is_end(line: &str, start: &Start) -> bool {
    let line = if start.chomp { line.trim_start_matches('\t') } else { line };
    line == start.delimiter
}
