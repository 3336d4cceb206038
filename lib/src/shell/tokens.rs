//! brush-parser's tokens with byte spans that are checked against the text.

use super::Refusal;
use brush_parser::{SourcePosition, Token, TokenizerError, uncached_tokenize_str};
use std::sync::Arc;

/// The tokens of a text, and where each stands.
pub(super) struct Tokens {
    pub(super) list: Vec<Token>,
    pub(super) spots: Vec<Spot>,
}

/// Where a token stands, in bytes of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The bytes there are the token's text.
    pub(super) exact: bool,
}

impl Tokens {
    /// Splits a text. A here-document without its body (the Dockerfile holds it elsewhere) is closed at the end.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let list = match uncached_tokenize_str(text, &brush_parser::TokenizerOptions::default()) {
            Ok(list) => list,
            Err(TokenizerError::UnterminatedHereDocuments(tags, _)) => close_documents(text, &tags)?,
            Err(_) => return Err(Refusal::Unparsed),
        };
        let spots = locate(text, &list);
        Ok(Self { list, spots })
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The operator at `at`, if there is one.
    pub(super) fn operator(&self, at: usize) -> Option<&str> {
        match self.list.get(at) {
            Some(Token::Operator(text, _)) => Some(text),
            _ => None,
        }
    }

    /// The word at `at`, if there is one.
    pub(super) fn word(&self, at: usize) -> Option<&str> {
        match self.list.get(at) {
            Some(Token::Word(text, _)) => Some(text),
            _ => None,
        }
    }

    /// The first token from `from` on that starts at this very position; brush-parser's tree shares the tokens' positions.
    pub(super) fn starting(&self, from: usize, position: &Arc<SourcePosition>) -> Option<usize> {
        (from..self.list.len()).find(|at| Arc::ptr_eq(&self.list[*at].location().start, position))
    }

    /// The first token from `from` on that ends at this very position.
    pub(super) fn ending(&self, from: usize, position: &Arc<SourcePosition>) -> Option<usize> {
        (from..self.list.len()).find(|at| Arc::ptr_eq(&self.list[*at].location().end, position))
    }
}

fn close_documents(text: &str, tags: &str) -> Result<Vec<Token>, Refusal> {
    let mut closed = text.to_owned();
    for tag in tags.split(", ") {
        closed.push('\n');
        closed.push_str(&brush_parser::unquote_str(tag));
    }
    closed.push('\n');
    uncached_tokenize_str(&closed, &brush_parser::TokenizerOptions::default()).map_err(|_| Refusal::Unparsed)
}

/// brush-parser counts characters, and starts some tokens too early (a comment or a continuation before them): the end
/// is what can be relied on.
fn locate(text: &str, list: &[Token]) -> Vec<Spot> {
    let offsets = Offsets::new(text);
    let spot = |token: &Token| {
        let end = offsets.byte(token.location().end.index);
        let from = offsets.byte(token.location().start.index).min(end);
        spot(text, token.to_str(), from, end)
    };
    list.iter().map(spot).collect()
}

fn spot(text: &str, value: &str, from: usize, end: usize) -> Spot {
    let at = |start: usize, end: usize, exact| Spot { start: clamp(start), end: clamp(end), exact };
    if let Some(start) = end.checked_sub(value.len())
        && start >= from
        && text.get(start..end) == Some(value)
    {
        return at(start, end, !value.is_empty());
    }
    if text.get(from..from + value.len()) == Some(value) {
        return at(from, from + value.len(), !value.is_empty());
    }
    at(skip_gap(text, from, end), end, false)
}

/// Skips blanks, comments and continuations from `from` on.
fn skip_gap(text: &str, mut from: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    while from < end {
        match bytes[from] {
            b' ' | b'\t' => from += 1,
            b'\\' if bytes.get(from + 1) == Some(&b'\n') => from += 2,
            b'#' => from += text[from..end].find('\n').unwrap_or(end - from),
            _ => break,
        }
    }
    from.min(end)
}

fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// From characters to bytes: the same in ASCII.
struct Offsets {
    table: Option<Vec<u32>>,
    len: usize,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let table = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| clamp(at)).collect());
        Self { table, len: text.len() }
    }

    fn byte(&self, character: usize) -> usize {
        match &self.table {
            None => character.min(self.len),
            Some(table) => table.get(character).map_or(self.len, |at| *at as usize),
        }
    }
}
