//! BuildKit's shell lexer: quotes, escapes, `$` and word splitting in one pass. Two things are made with it: the
//! expansion of words, and the search for heredoc words, which runs with an empty scope and keeps what it reads.

use super::expand::{ExpandError, Scope};
use super::pattern::Pattern;
use std::ops::Range;

/// How much of the written form stays.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mode {
    /// Quotes stay in the result.
    pub(super) raw_quotes: bool,
    /// Escape characters stay in the result.
    pub(super) raw_escapes: bool,
    /// `$x` stays in the result when x is not set.
    pub(super) keep_unset: bool,
    /// Quotes are characters like others.
    pub(super) plain_quotes: bool,
}

/// A word of the result and the bytes of the input that it was made of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct LexedWord {
    pub(super) text: String,
    pub(super) range: Range<usize>,
}

/// What came out; no text where it depends on an unknown value.
#[derive(Debug)]
pub(super) struct Lexed {
    pub(super) text: Option<String>,
    pub(super) words: Vec<LexedWord>,
}

/// `${a:-${b:-…}}` nested deeper than this is refused: each level is a call.
const MAX_DEPTH: u32 = 100;

const MISSING_BRACE: ExpandError = ExpandError("missing `}`: close the `${`");
const BAD_SUBSTITUTION: ExpandError = ExpandError("bad substitution: a name must follow `${`");
const UNSUPPORTED: ExpandError = ExpandError("unsupported modifier in `${}`");
const SINGLE_QUOTE: ExpandError = ExpandError("a single quote is not closed");
const DOUBLE_QUOTE: ExpandError = ExpandError("a double quote is not closed");
const TOO_DEEP: ExpandError = ExpandError("`${}` is nested too deeply");
const UNSET: ExpandError = ExpandError("a variable that `${x:?}` asks for is not set");

pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    escape: char,
    mode: Mode,
    scope: &'a dyn Scope,
    unknown: bool,
    depth: u32,
    words: Words,
    names: Vec<Range<usize>>,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str, escape: u8, mode: Mode, scope: &'a dyn Scope) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let escape = char::from(escape);
        Self { text, at, escape, mode, scope, unknown: false, depth: 0, words: Words::default(), names: vec![] }
    }

    pub(super) fn run(mut self) -> Result<Lexed, ExpandError> {
        let raw = self.mode.raw_escapes;
        let text = self.until(None, raw)?;
        self.words.finish();
        Ok(Lexed { text: (!self.unknown).then_some(text), words: self.words.done })
    }

    /// Where the names of the variables stand, up to the first fault.
    pub(super) fn names(mut self) -> Vec<Range<usize>> {
        let raw = self.mode.raw_escapes;
        let _ = self.until(None, raw);
        self.names
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Reads up to `stop` or the end. BuildKit shares one buffer between the levels, so that a level begun inside
    /// a word forgets that word's beginning; which words start a heredoc depends on it.
    fn until(&mut self, stop: Option<char>, raw_escapes: bool) -> Result<String, ExpandError> {
        if self.depth > MAX_DEPTH {
            return Err(TOO_DEEP);
        }
        self.words.forget();
        self.depth += 1;
        let before = std::mem::replace(&mut self.mode.raw_escapes, raw_escapes);
        let result = self.read(stop);
        self.mode.raw_escapes = before;
        self.depth -= 1;
        result
    }

    fn read(&mut self, stop: Option<char>) -> Result<String, ExpandError> {
        let mut out = String::new();
        while let Some(next) = self.peek() {
            if stop == Some(next) {
                self.next();
                return Ok(out);
            }
            let start = self.at;
            match next {
                '$' => {
                    let value = self.dollar()?;
                    self.word(|words, end| words.split(&value, start..end));
                    out.push_str(&value);
                }
                '<' => self.plain_or_heredoc(start, &mut out),
                '\'' if !self.mode.plain_quotes => self.protected(start, &mut out, Self::single_quoted)?,
                '"' if !self.mode.plain_quotes => self.protected(start, &mut out, Self::double_quoted)?,
                _ => self.character(start, &mut out),
            }
        }
        if stop.is_some() { Err(MISSING_BRACE) } else { Ok(out) }
    }

    /// Does something with the words, at the outermost level only.
    fn word(&mut self, change: impl FnOnce(&mut Words, usize)) {
        if self.depth == 1 {
            change(&mut self.words, self.at);
        }
    }

    fn protected(
        &mut self,
        start: usize,
        out: &mut String,
        quoted: fn(&mut Self) -> Result<String, ExpandError>,
    ) -> Result<(), ExpandError> {
        let value = quoted(self)?;
        self.word(|words, end| words.push(&value, start..end));
        out.push_str(&value);
        Ok(())
    }

    fn character(&mut self, start: usize, out: &mut String) {
        let Some(mut next) = self.next() else { return };
        let escaped = next == self.escape;
        if escaped {
            if self.mode.raw_escapes {
                self.word(|words, end| words.push(next.encode_utf8(&mut [0; 4]), start..end));
                out.push(next);
            }
            let Some(behind) = self.next() else { return };
            next = behind;
        }
        let mut buffer = [0; 4];
        let text = next.encode_utf8(&mut buffer);
        self.word(|words, end| if escaped { words.push(text, start..end) } else { words.split(text, start..end) });
        out.push(next);
    }

    fn plain_or_heredoc(&mut self, start: usize, out: &mut String) {
        self.next();
        if self.peek() == Some('<') {
            self.next();
            while matches!(self.peek(), Some('\t' | '\r' | ' ')) {
                self.next();
            }
        }
        let text = &self.text[start..self.at];
        self.word(|words, end| words.push(text, start..end));
        out.push_str(text);
    }

    fn single_quoted(&mut self) -> Result<String, ExpandError> {
        let start = self.at;
        let inside = start + 1;
        let length = self.text[inside..].find('\'').ok_or(SINGLE_QUOTE)?;
        self.at = inside + length + 1;
        let range = if self.mode.raw_quotes { start..self.at } else { inside..inside + length };
        Ok(self.text[range].to_owned())
    }

    fn double_quoted(&mut self) -> Result<String, ExpandError> {
        let mut out = String::new();
        if self.mode.raw_quotes {
            out.push('"');
        }
        self.next();
        loop {
            match self.peek().ok_or(DOUBLE_QUOTE)? {
                '"' => {
                    self.next();
                    if self.mode.raw_quotes {
                        out.push('"');
                    }
                    return Ok(out);
                }
                '$' => out.push_str(&self.dollar()?),
                _ => self.quoted_character(&mut out),
            }
        }
    }

    fn quoted_character(&mut self, out: &mut String) {
        let Some(mut next) = self.next() else { return };
        if next == self.escape {
            if self.mode.raw_escapes {
                out.push(next);
            }
            match self.peek() {
                None => return,
                Some(behind) if matches!(behind, '"' | '$') || behind == self.escape => {
                    self.next();
                    next = behind;
                }
                Some(_) => {}
            }
        }
        out.push(next);
    }

    fn dollar(&mut self) -> Result<String, ExpandError> {
        let start = self.at;
        self.next();
        if self.peek() != Some('{') {
            let name = self.name();
            if name.is_empty() {
                return Ok("$".to_owned());
            }
            return Ok(self.value(name).unwrap_or_else(|| self.unset(start)));
        }
        self.next();
        match self.peek() {
            None => return Err(MISSING_BRACE),
            Some('{' | '}' | ':') => return Err(BAD_SUBSTITUTION),
            Some(_) => {}
        }
        let name = self.name();
        match self.next() {
            Some('}') => Ok(self.value(name).unwrap_or_else(|| self.unset(start))),
            Some('/') => self.replaced(name),
            Some(':') => {
                let operator = self.next().ok_or(MISSING_BRACE)?;
                self.modified(name, operator, true)
            }
            Some(operator @ ('+' | '-' | '?' | '#' | '%')) => self.modified(name, operator, false),
            _ => Err(UNSUPPORTED),
        }
    }

    /// What an unset variable's use, which began at `start`, leaves behind.
    fn unset(&self, start: usize) -> String {
        if self.mode.keep_unset { self.text[start..self.at].to_owned() } else { String::new() }
    }

    /// The value of the variable named at `name`; none if it is not set. An unknown value is noted.
    fn value(&mut self, name: Range<usize>) -> Option<String> {
        let value = self.scope.get(&self.text[name.clone()]);
        self.names.push(name);
        self.unknown |= matches!(value, Some(None));
        value.map(|value| value.map_or_else(String::new, std::borrow::Cow::into_owned))
    }

    fn modified(&mut self, name: Range<usize>, operator: char, null_is_unset: bool) -> Result<String, ExpandError> {
        let raw = matches!(operator, '#' | '%');
        if null_is_unset && raw {
            return Err(UNSUPPORTED);
        }
        let word = self.until(Some('}'), raw)?;
        let text = &self.text[name.clone()];
        let unknown = matches!(self.scope.get(text), Some(None));
        let value = self.value(name);
        if self.mode.keep_unset && value.is_none() {
            let colon = if null_is_unset { ":" } else { "" };
            return Ok(format!("${{{text}{colon}{operator}{word}}}"));
        }
        let filled = value.filter(|value| unknown || !null_is_unset || !value.is_empty());
        match operator {
            '-' => Ok(filled.unwrap_or(word)),
            '+' => Ok(filled.map_or_else(String::new, |_| word)),
            '?' => filled.ok_or(UNSET),
            '#' | '%' => self.trimmed(&filled.unwrap_or_default(), &word, operator),
            _ => Err(UNSUPPORTED),
        }
    }

    fn trimmed(&mut self, value: &str, word: &str, operator: char) -> Result<String, ExpandError> {
        let (word, longest) = word.strip_prefix(operator).map_or((word, false), |word| (word, true));
        let mut pattern = Pattern::new(word)?;
        let end = if operator == '#' { pattern.prefix(value, longest) } else { pattern.suffix(value, longest) };
        self.unknown |= pattern.exhausted();
        Ok(match end {
            Some(at) if operator == '#' => value[at..].to_owned(),
            Some(at) => value[..at].to_owned(),
            None => value.to_owned(),
        })
    }

    fn replaced(&mut self, name: Range<usize>) -> Result<String, ExpandError> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let pattern = self.until(Some('/'), true)?;
        let replacement = self.until(Some('}'), true)?;
        let text = &self.text[name.clone()];
        let value = self.value(name);
        if self.mode.keep_unset && value.is_none() {
            return Ok(format!("${{{text}/{pattern}/{replacement}}}"));
        }
        let mut pattern = Pattern::new(&pattern)?;
        let result = pattern.replace(&value.unwrap_or_default(), &replacement, all);
        // In a replacement of all, BuildKit reads `$` as Go's template language does.
        self.unknown |= pattern.exhausted() || (all && replacement.contains('$'));
        Ok(result)
    }

    /// A name: letters, digits and `_`; or digits only; or one special parameter.
    fn name(&mut self) -> Range<usize> {
        let start = self.at;
        let digits = self.peek().is_some_and(char::is_numeric);
        if !digits && matches!(self.peek(), Some('@' | '*' | '#' | '?' | '-' | '$' | '!')) {
            self.next();
            return start..self.at;
        }
        while self.peek().is_some_and(|next| if digits { next.is_numeric() } else { next == '_' || next.is_alphanumeric() }) {
            self.next();
        }
        start..self.at
    }
}

/// Words under construction.
#[derive(Debug, Default)]
struct Words {
    done: Vec<LexedWord>,
    open: LexedWord,
    inside: bool,
}

impl Words {
    /// Adds text whose blanks are part of the word.
    fn push(&mut self, text: &str, range: Range<usize>) {
        if self.open.text.is_empty() {
            self.open.range = range;
        } else {
            self.open.range.end = range.end;
        }
        self.open.text.push_str(text);
        self.inside = true;
    }

    /// Adds text whose blanks end the word. Parts of a text that is not as it was written get its whole range.
    fn split(&mut self, text: &str, range: Range<usize>) {
        let exact = text.len() == range.len();
        for (at, next) in text.char_indices() {
            if next.is_whitespace() {
                if self.inside {
                    self.finish();
                }
                continue;
            }
            let start = range.start + at;
            let place = if exact { start..start + next.len_utf8() } else { range.clone() };
            self.push(next.encode_utf8(&mut [0; 4]), place);
        }
    }

    fn finish(&mut self) {
        if !self.open.text.is_empty() {
            self.done.push(std::mem::take(&mut self.open));
            self.inside = false;
        }
    }

    fn forget(&mut self) {
        self.open.text.clear();
    }
}
