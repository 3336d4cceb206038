//! The scanner: tokens, and what of a statement's grammar imports need.

use super::{Literal, Source};
use std::borrow::Cow;

/// A token, as far as anybody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'s> {
    Name(&'s str),
    /// A string; its index among the literals.
    Text(usize),
    /// One byte of an operator; numbers are `0`.
    Sign(u8),
    /// The end of a line, also inside brackets and of an empty line.
    Line,
}

/// An open bracket.
#[derive(Clone, Copy, Debug)]
struct Bracket<'s> {
    /// What is called with what stands in it.
    callee: Option<&'s str>,
    /// Whether nothing stood in it so far.
    empty: bool,
}

/// What an import statement has brought so far.
#[derive(Debug)]
enum Import {
    /// `import a.b as c, d`: the name that is being read; none behind `as`.
    Plain(Option<String>),
    /// `from a.b`: dots in front of it, and the name.
    From(bool, String),
    /// `from a.b import`: the module, and whether the next word is a name.
    Names(String, bool),
}

struct Scanner<'s> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    line: u32,
    out: Source<'s>,
    brackets: Vec<Bracket<'s>>,
    /// Where a name with dots begins that ends at the last token: `subprocess.run`.
    chain: Option<(usize, usize)>,
    import: Option<Import>,
    /// Whether a statement may begin here.
    begins: bool,
    /// The string that is all of its statement so far.
    alone: Option<usize>,
}

pub(super) fn scan(text: &str) -> Source<'_> {
    let mut scanner = Scanner::new(text);
    while let Some(token) = scanner.next() {
        scanner.take(token);
    }
    scanner.take(Token::Line);
    scanner.out
}

/// The tokens alone.
pub(super) fn tokens(text: &str) -> Vec<super::Token<'_>> {
    let mut scanner = Scanner::new(text);
    let mut tokens = Vec::new();
    while let Some(token) = scanner.next() {
        tokens.push(match token {
            Token::Name(name) => super::Token::Name(name),
            Token::Text(index) => super::Token::Text(std::mem::take(&mut scanner.out.literals[index].text)),
            Token::Sign(sign) => super::Token::Sign(sign),
            Token::Line => super::Token::Line,
        });
    }
    tokens
}

impl<'s> Scanner<'s> {
    fn new(text: &'s str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            line: 1,
            out: Source::default(),
            brackets: Vec::new(),
            chain: None,
            import: None,
            begins: true,
            alone: None,
        }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// The next token, over blanks, comments and continued ends of lines.
    fn next(&mut self) -> Option<Token<'s>> {
        loop {
            let byte = self.byte(0)?;
            match byte {
                b' ' | b'\t' | b'\x0c' | b'\r' => self.at += 1,
                b'#' => self.at += memchr::memchr(b'\n', &self.bytes[self.at..]).unwrap_or(self.bytes.len() - self.at),
                b'\\' => self.continued(),
                b'\n' => {
                    self.at += 1;
                    self.line += 1;
                    return Some(Token::Line);
                }
                b'"' | b'\'' => return Some(self.string("")),
                b'0'..=b'9' => return Some(self.number()),
                b'_' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => return Some(self.word()),
                byte => {
                    self.at += 1;
                    return Some(Token::Sign(byte));
                }
            }
        }
    }

    /// A backslash; the end of the line behind it is none.
    fn continued(&mut self) {
        let end = if self.byte(1) == Some(b'\r') { 2 } else { 1 };
        let joins = self.byte(end) == Some(b'\n');
        self.line += u32::from(joins);
        self.at += if joins { end + 1 } else { 1 };
    }

    fn number(&mut self) -> Token<'s> {
        self.at += self.bytes[self.at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        Token::Sign(b'0')
    }

    fn word(&mut self) -> Token<'s> {
        let start = self.at;
        let inside = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_' || **byte >= 0x80;
        self.at += self.bytes[start..].iter().take_while(inside).count();
        let word = &self.text[start..self.at];
        let prefix = word.len() <= 2 && word.bytes().all(|b| matches!(b.to_ascii_lowercase(), b'r' | b'b' | b'u' | b'f' | b't'));
        if prefix && matches!(self.byte(0), Some(b'"' | b'\'')) {
            return self.string(word);
        }
        self.chain = match self.chain {
            Some((first, end)) if end + 1 == start && self.bytes.get(end) == Some(&b'.') => Some((first, self.at)),
            _ => Some((start, self.at)),
        };
        Token::Name(word)
    }

    /// A string, `at` being its quote.
    fn string(&mut self, prefix: &str) -> Token<'s> {
        let line = self.line;
        let quote = self.bytes[self.at];
        let triple = self.byte(1) == Some(quote) && self.byte(2) == Some(quote);
        let start = self.at + if triple { 3 } else { 1 };
        let end = self.string_end(start, quote, triple);
        self.line += u32::try_from(memchr::memchr_iter(b'\n', &self.bytes[start..end]).count()).unwrap_or(u32::MAX);
        let closed = self.bytes.get(end) == Some(&quote);
        self.at = if closed { end + if triple { 3 } else { 1 } } else { end };
        let raw = prefix.contains(['r', 'R']);
        let written = &self.text[start..end];
        let text = if raw { Cow::Borrowed(written) } else { unescaped(written) };
        let bracket = self.brackets.last();
        let literal = Literal {
            text,
            callee: bracket.and_then(|bracket| bracket.callee),
            first: bracket.is_some_and(|bracket| bracket.empty),
            documentation: false,
            line,
        };
        self.out.literals.push(literal);
        Token::Text(self.out.literals.len() - 1)
    }

    /// Where the closing quote stands, or the end of the line or text that a string without one has.
    fn string_end(&self, start: usize, quote: u8, triple: bool) -> usize {
        let mut at = start;
        loop {
            let rest = &self.bytes[at..];
            let found = if triple { memchr::memchr2(quote, b'\\', rest) } else { memchr::memchr3(quote, b'\\', b'\n', rest) };
            at += match found {
                Some(found) => found,
                None => return self.bytes.len(),
            };
            match self.bytes[at] {
                b'\\' => at = self.behind(at + 1),
                b'\n' => return at,
                _ if triple && !self.bytes[at..].starts_with(&[quote; 3]) => at += 1,
                _ => return at,
            }
        }
    }

    /// Behind the character at `at`, and behind both of `\r\n`.
    fn behind(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let length = if rest.starts_with("\r\n") { 2 } else { rest.chars().next().map_or(0, char::len_utf8) };
        (at + length).min(self.bytes.len())
    }

    fn take(&mut self, token: Token<'s>) {
        self.document(token);
        if token == Token::Line {
            // an import goes on over lines only in its parentheses
            if self.brackets.is_empty() || !matches!(self.import, Some(Import::Names(..))) {
                self.end_import();
            }
            self.begins = true;
            return;
        }
        let begins = std::mem::replace(&mut self.begins, false);
        if !self.import_goes_on(token) {
            self.end_import();
            self.import_begins(token, begins);
        }
        self.brackets(token);
        self.begins |= matches!(token, Token::Sign(b';' | b':'));
        if !matches!(token, Token::Name(_) | Token::Sign(b'.')) {
            self.chain = None;
        }
    }

    /// A string is documentation when it is all that a statement has.
    fn document(&mut self, token: Token<'s>) {
        match token {
            Token::Text(index) if self.begins && self.brackets.is_empty() => self.alone = Some(index),
            Token::Text(_) if self.alone.is_some() => {}
            Token::Line | Token::Sign(b';') => {
                if let Some(first) = self.alone.take() {
                    self.out.literals[first..].iter_mut().for_each(|literal| literal.documentation = true);
                }
            }
            _ => self.alone = None,
        }
    }

    fn brackets(&mut self, token: Token<'s>) {
        match token {
            Token::Sign(open @ (b'(' | b'[' | b'{')) => {
                let around = self.brackets.last().and_then(|bracket| bracket.callee);
                let called = self.chain.filter(|(_, end)| open == b'(' && self.text[*end..self.at - 1].trim().is_empty());
                let callee = called.and_then(|(start, end)| self.text.get(start..end)).or(around);
                if let Some(bracket) = self.brackets.last_mut() {
                    // the first thing in `run(["git"])` is the first thing of the list, too
                    bracket.empty = false;
                }
                self.brackets.push(Bracket { callee, empty: true });
            }
            Token::Sign(b')' | b']' | b'}') => drop(self.brackets.pop()),
            _ => {
                if let Some(bracket) = self.brackets.last_mut() {
                    bracket.empty = false;
                }
            }
        }
    }

    fn import_begins(&mut self, token: Token<'s>, begins: bool) {
        self.import = match token {
            Token::Name("import") if begins => Some(Import::Plain(Some(String::new()))),
            Token::Name("from") if begins => Some(Import::From(false, String::new())),
            // Cython's
            Token::Name("cimport") if begins => Some(Import::Plain(Some(String::new()))),
            _ => None,
        };
    }

    /// Whether a token belongs to the import that is being read.
    fn import_goes_on(&mut self, token: Token<'s>) -> bool {
        let Some(import) = &mut self.import else { return false };
        match (import, token) {
            (Import::Plain(name), Token::Name("as")) => {
                let module = name.take();
                self.found(module.as_deref());
            }
            (Import::Plain(Some(name)), Token::Name(part)) => name.push_str(part),
            (Import::Plain(Some(name)), Token::Sign(b'.')) => name.push('.'),
            (Import::Plain(None), Token::Name(_)) => {}
            (Import::Plain(name), Token::Sign(b',')) => {
                let module = name.replace(String::new());
                self.found(module.as_deref());
            }
            (Import::From(relative, name), Token::Sign(b'.')) if name.is_empty() => *relative = true,
            (Import::From(relative, name), Token::Name("import" | "cimport")) => {
                let module = if *relative { String::new() } else { std::mem::take(name) };
                self.found(Some(&module));
                self.import = Some(Import::Names(module, true));
            }
            (Import::From(_, name), Token::Name(part)) => name.push_str(part),
            (Import::From(_, name), Token::Sign(b'.')) => name.push('.'),
            (Import::Names(_, expected), Token::Name("as")) => *expected = false,
            (Import::Names(module, expected), Token::Name(name)) => {
                let inside = (*expected && !module.is_empty()).then(|| format!("{module}.{name}"));
                *expected = false;
                self.found(inside.as_deref());
            }
            (Import::Names(_, expected), Token::Sign(b',')) => *expected = true,
            (Import::Names(..), Token::Sign(b'(' | b'*')) => {}
            _ => return false,
        }
        true
    }

    fn end_import(&mut self) {
        if let Some(Import::Plain(Some(name))) = self.import.take() {
            self.found(Some(&name));
        }
    }

    fn found(&mut self, module: Option<&str>) {
        let Some(module) = module.map(|module| module.trim_matches('.')).filter(|module| !module.is_empty()) else { return };
        if !self.out.modules.contains(module) {
            self.out.modules.insert(Cow::Owned(module.to_owned()));
        }
    }
}

/// The value of a string in which only simple escapes are resolved; others stay as they are written.
fn unescaped(written: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', written.as_bytes()).is_none() {
        return Cow::Borrowed(written);
    }
    let mut out = String::with_capacity(written.len());
    let mut chars = written.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some(next)) => {
                chars.next();
                match next {
                    '\n' => {}
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    'r' => out.push('\r'),
                    '\\' | '\'' | '"' => out.push(next),
                    other => out.extend(['\\', other]),
                }
            }
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}
