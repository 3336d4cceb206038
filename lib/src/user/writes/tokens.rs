//! Tokens of sources in languages with braces, and of Ruby and PHP: names, strings, signs, without comments.
//!
//! One scanner for all of them: what differs is which signs begin a comment, and whether `'` is for characters only. It
//! takes linear time and never fails.

use crate::split::python::imports::{self, Token};
use std::borrow::Cow;

/// What a scanner must know of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Language {
    /// `#` begins a comment.
    hash: bool,
    /// `//` and `/* */` are comments.
    slashes: bool,
    /// `'` stands around one character.
    characters: bool,
}

/// The ends of names of sources that are read.
pub(super) const EXTENSIONS: [&str; 17] =
    ["py", "js", "mjs", "cjs", "ts", "go", "rs", "java", "kt", "cs", "rb", "php", "c", "cc", "cpp", "h", "scala"];

/// The tokens of a source; none where its language is not known.
pub(super) fn tokens<'s>(path: &str, text: &'s str) -> Option<Vec<Token<'s>>> {
    let braces = Language { hash: false, slashes: true, characters: false };
    Some(match path.rsplit_once('.')?.1 {
        "py" => imports::tokens(text),
        "js" | "mjs" | "cjs" | "ts" => scan(text, braces),
        "php" => scan(text, Language { hash: true, ..braces }),
        "rb" => scan(text, Language { hash: true, slashes: false, characters: false }),
        "go" | "rs" | "java" | "kt" | "cs" | "c" | "cc" | "cpp" | "h" | "scala" => {
            scan(text, Language { characters: true, ..braces })
        }
        _ => return None,
    })
}

fn scan(text: &str, language: Language) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let next = bytes.get(at + 1).copied();
        match byte {
            b' ' | b'\t' | b'\r' => at += 1,
            b'\n' => {
                tokens.push(Token::Line);
                at += 1;
            }
            b'#' if language.hash => at = end_of_line(bytes, at),
            b'/' if language.slashes && next == Some(b'/') => at = end_of_line(bytes, at),
            b'/' if language.slashes && next == Some(b'*') => {
                at = memchr::memmem::find(&bytes[at + 2..], b"*/").map_or(bytes.len(), |end| at + 2 + end + 2);
            }
            b'\'' if language.characters => at += if bytes.get(at + 2) == Some(&b'\'') { 3 } else { 1 },
            b'"' | b'\'' | b'`' => {
                let end = string_end(bytes, at + 1, byte);
                tokens.push(Token::Text(Cow::Borrowed(text.get(at + 1..end).unwrap_or_default())));
                at = (end + 1).min(bytes.len());
            }
            b'0'..=b'9' => {
                at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
                tokens.push(Token::Sign(b'0'));
            }
            b'_' | b'$' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => {
                let inside = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'$') || **byte >= 0x80;
                let length = bytes[at..].iter().take_while(inside).count();
                tokens.push(Token::Name(text.get(at..at + length).unwrap_or_default()));
                at += length;
            }
            // members, however they are written
            b':' if next == Some(b':') => {
                tokens.push(Token::Sign(b'.'));
                at += 2;
            }
            b'-' | b'?' if matches!((byte, next), (b'-', Some(b'>')) | (b'?', Some(b'.'))) => {
                tokens.push(Token::Sign(b'.'));
                at += 2;
            }
            byte => {
                tokens.push(Token::Sign(byte));
                at += 1;
            }
        }
    }
    tokens
}

fn end_of_line(bytes: &[u8], at: usize) -> usize {
    at + memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at)
}

/// Where the closing quote stands; only backticks go on over lines.
fn string_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match *byte {
            b'\\' => at += 2,
            b'\n' if quote != b'`' => return at,
            byte if byte == quote => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_told_from_comments_and_characters() {
        let texts = |path: &str, text: &'static str| -> Vec<String> {
            let tokens = tokens(path, text).unwrap().into_iter();
            tokens.filter_map(|token| if let Token::Text(text) = token { Some(text.into_owned()) } else { None }).collect()
        };
        assert_eq!(texts("a.js", "f('a' /* 'b' */, `c\n`) // 'd'\n\"e\""), ["a", "c\n", "e"]);
        assert_eq!(texts("a.rs", "fn f<'a>(x: &'a str) -> char { '\"' } g(\"b\")"), ["b"]);
        assert_eq!(texts("a.rb", "f 'a' # 'b'\n'c'"), ["a", "c"]);
        assert_eq!(texts("a.go", "x := `a` + \"b\\\"c\""), ["a", "b\\\"c"]);
    }
}
