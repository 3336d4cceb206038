//! Variable expansion as BuildKit's shell lexer does it.

use super::Word;
use super::lexer::{Lexer, Mode};
use crate::span::Span;
use std::borrow::Cow;
use std::fmt;

/// Where names get their values. `None`: not set; `Some(None)`: set, but to a value nobody knows.
pub trait Scope {
    /// The value of a name.
    fn get(&self, name: &str) -> Option<Option<Cow<'_, str>>>;
}

/// The outcome of an expansion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expansion<'a> {
    /// The value with quotes removed and variables filled in.
    Value(Cow<'a, str>),
    /// It depends on a variable whose value is not known.
    Unknown,
}

/// A word that BuildKit cannot expand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpandError(pub &'static str);

impl fmt::Display for ExpandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for ExpandError {}

/// A scope in which nothing is set.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unset;

impl Scope for Unset {
    fn get(&self, _: &str) -> Option<Option<Cow<'_, str>>> {
        None
    }
}

/// A scope in which everything is set to a value nobody knows.
#[derive(Clone, Copy, Debug, Default)]
struct Opaque;

impl Scope for Opaque {
    fn get(&self, _: &str) -> Option<Option<Cow<'_, str>>> {
        Some(None)
    }
}

/// Expands a word as it is written (quotes, escapes, `$x`, `${x:-d}`, `${x:+a}`, `${x:?e}`, `${x#p}`, `${x%p}`, `${x/a/b}`).
///
/// # Errors
/// When BuildKit would refuse the word (an unfinished `${`, an unsupported modifier).
pub fn expand<'a>(word: &'a str, escape: u8, scope: &dyn Scope) -> Result<Expansion<'a>, ExpandError> {
    if is_plain(word, escape) {
        return Ok(Expansion::Value(Cow::Borrowed(word)));
    }
    let lexed = Lexer::new(word, escape, Mode::default(), scope).run()?;
    Ok(lexed.text.map_or(Expansion::Unknown, |text| Expansion::Value(Cow::Owned(text))))
}

/// Expands a word and splits the outcome at the blanks that no quote protects, as EXPOSE has it.
/// None where it depends on a variable whose value is not known.
///
/// # Errors
/// As [`expand`].
pub fn expand_words(word: &str, escape: u8, scope: &dyn Scope) -> Result<Option<Vec<String>>, ExpandError> {
    let lexed = Lexer::new(word, escape, Mode::default(), scope).run()?;
    Ok(lexed.text.map(|_| lexed.words.into_iter().map(|word| word.text).collect()))
}

/// Expands a heredoc body of COPY or ADD: quotes are text there.
///
/// # Errors
/// As [`expand`].
pub fn expand_body<'a>(body: &'a str, escape: u8, scope: &dyn Scope) -> Result<Expansion<'a>, ExpandError> {
    if is_plain(body, escape) {
        return Ok(Expansion::Value(Cow::Borrowed(body)));
    }
    let mode = Mode { plain_quotes: true, ..Mode::default() };
    let lexed = Lexer::new(body, escape, mode, scope).run()?;
    Ok(lexed.text.map_or(Expansion::Unknown, |text| Expansion::Value(Cow::Owned(text))))
}

/// The word without its quotes and escapes; none where it uses a variable or is malformed.
#[must_use]
pub fn unquote(word: &str, escape: u8) -> Option<Cow<'_, str>> {
    match expand(word, escape, &Opaque) {
        Ok(Expansion::Value(value)) if !uses_variable(word, escape) => Some(value),
        _ => None,
    }
}

/// The variables that a word uses, in the order of the text, with the place of each name within `word`.
/// Of a malformed word those before the fault.
#[must_use]
pub fn variables(word: &str, escape: u8) -> Vec<(&str, Span)> {
    if memchr::memchr(b'$', word.as_bytes()).is_none() {
        return vec![];
    }
    let uses = Lexer::new(word, escape, Mode::default(), &Opaque).names();
    uses.into_iter().map(|name| (&word[name.clone()], Span::from_usize(name.start, name.end))).collect()
}

fn uses_variable(word: &str, escape: u8) -> bool {
    !variables(word, escape).is_empty()
}

fn is_plain(word: &str, escape: u8) -> bool {
    !word.bytes().any(|byte| matches!(byte, b'\'' | b'"' | b'$') || byte == escape) && !word.starts_with('\u{feff}')
}

impl<'s> Word<'s> {
    /// The variables that it uses, with the place of each name in the file (that of the whole word where a
    /// continuation lies inside it).
    #[must_use]
    pub fn variables(&self, escape: u8) -> Vec<(&str, Span)> {
        let inside = |span: Span| match self.text {
            Cow::Borrowed(_) => Span::new(self.span.start + span.start, self.span.start + span.end),
            Cow::Owned(_) => self.span,
        };
        variables(&self.text, escape).into_iter().map(|(name, span)| (name, inside(span))).collect()
    }

    /// Its text without quotes and escapes; none where it uses a variable or is malformed.
    #[must_use]
    pub fn unquoted(&self, escape: u8) -> Option<Cow<'_, str>> {
        unquote(&self.text, escape)
    }
}
