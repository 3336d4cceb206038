//! brush-parser's tokens with byte spans that are checked against the text.

use super::{Refusal, mask};
use brush_parser::{SourcePosition, SourceSpan, Token, TokenizerError, uncached_tokenize_str};
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
        let masked = mask::cases(text);
        let list = match tokenize(masked.as_deref().unwrap_or(text)) {
            Ok(list) => list,
            Err(TokenizerError::UnterminatedHereDocuments(tags, _)) => close_documents(text, &tags)?,
            Err(_) => return Err(Refusal::Unparsed),
        };
        let spots = locate(masked.as_deref().unwrap_or(text), &list);
        let mut tokens = Self { list, spots };
        if masked.is_some() {
            tokens.unmask(text);
        }
        tokens.separate_subshells();
        Ok(tokens)
    }

    /// Gives words their true text back.
    fn unmask(&mut self, text: &str) {
        for (token, spot) in self.list.iter_mut().zip(&self.spots).filter(|(_, spot)| spot.exact) {
            let range = spot.start as usize..spot.end as usize;
            if let (Token::Word(word, _), Some(written)) = (token, text.get(range)) {
                written.clone_into(word);
            }
        }
    }

    /// brush-parser takes any `( (` for arithmetic that it can close with `) )`; bash only `((` whose parentheses close
    /// side by side. A newline between the others makes subshells of them.
    fn separate_subshells(&mut self) {
        let pairs: Vec<usize> = (0..self.list.len()).filter(|at| self.is_nested_subshell(*at)).collect();
        if pairs.is_empty() {
            return;
        }
        let old = std::mem::take(&mut self.list).into_iter().zip(std::mem::take(&mut self.spots));
        let mut pairs = pairs.into_iter().peekable();
        for (at, (token, spot)) in old.enumerate() {
            let newline = pairs.next_if_eq(&at).map(|_| {
                let position = Arc::new((*token.location().end).clone());
                let location = SourceSpan { start: position.clone(), end: position };
                let place = Spot { start: spot.end, end: spot.end, exact: false };
                (Token::Operator("\n".to_owned(), location), place)
            });
            for (token, spot) in std::iter::once((token, spot)).chain(newline) {
                self.list.push(token);
                self.spots.push(spot);
            }
        }
    }

    /// Whether two parentheses begin at `at` that are no arithmetic. Looks only as far as the next that closes.
    fn is_nested_subshell(&self, at: usize) -> bool {
        if self.operator(at) != Some("(") || self.operator(at + 1) != Some("(") {
            return false;
        }
        if self.spots[at].end != self.spots[at + 1].start {
            return !(0..at).rev().map_while(|before| self.word(before)).any(|word| word == "[[");
        }
        let mut depth = 0_usize;
        for inner in at + 1..self.list.len().min(at + MAX_ARITHMETIC) {
            match self.operator(inner) {
                Some("(") => depth += 1,
                Some(")") => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return self.operator(inner + 1) != Some(")") || self.spots[inner].end != self.spots[inner + 1].start;
            }
        }
        true
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

/// Most tokens that `((…))` may have.
const MAX_ARITHMETIC: usize = 500;

fn tokenize(text: &str) -> Result<Vec<Token>, TokenizerError> {
    uncached_tokenize_str(text, &brush_parser::TokenizerOptions::default())
}

fn close_documents(text: &str, tags: &str) -> Result<Vec<Token>, Refusal> {
    let mut closed = text.to_owned();
    for tag in tags.split(", ") {
        closed.push('\n');
        closed.push_str(&brush_parser::unquote_str(tag));
    }
    closed.push('\n');
    tokenize(&closed).map_err(|_| Refusal::Unparsed)
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
