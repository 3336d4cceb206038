//! JSON arrays of strings, the exec form. The scanner keeps its own stack: depth of the input is no depth of calls.

use std::borrow::Cow;
use std::ops::Range;

/// What a text that starts with `[` is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Array<'a> {
    /// An array of strings: where each stands (quotes included) and its value.
    Strings(Vec<(Range<usize>, Cow<'a, str>)>),
    /// Valid JSON with an element that is no string.
    NotStrings,
    /// No array, or no valid JSON.
    Invalid,
}

/// Go's decoder gives up beyond this depth.
const MAX_DEPTH: usize = 10_000;

/// Reads a whole text as a JSON array.
pub(super) fn array(text: &str) -> Array<'_> {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    scan.blanks();
    if scan.peek() != Some(b'[') {
        return Array::Invalid;
    }
    scan.array(text).unwrap_or(Array::Invalid)
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn array<'a>(&mut self, text: &'a str) -> Option<Array<'a>> {
        let mut strings = Some(Vec::new());
        self.take(b'[')?;
        self.blanks();
        if self.peek() == Some(b']') {
            self.at += 1;
        } else {
            loop {
                self.blanks();
                let start = self.at;
                if self.peek()? == b'"' {
                    let escaped = self.string()?;
                    let value = decode(&text[start + 1..self.at - 1], escaped);
                    if let Some(strings) = &mut strings {
                        strings.push((start..self.at, value));
                    }
                } else {
                    self.value()?;
                    strings = None;
                }
                self.blanks();
                if self.take(b',').is_none() {
                    self.take(b']')?;
                    break;
                }
            }
        }
        self.blanks();
        (self.at == self.bytes.len()).then(|| strings.map_or(Array::NotStrings, Array::Strings))
    }

    /// Skips a string, and tells whether it holds an escape.
    fn string(&mut self) -> Option<bool> {
        self.take(b'"')?;
        let mut escaped = false;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(escaped);
                }
                b'\\' => {
                    escaped = true;
                    self.at += 1;
                    self.escape()?;
                }
                0..0x20 => return None,
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
            b'u' => {
                let digits = self.bytes.get(self.at + 1..self.at + 5)?;
                digits.iter().all(u8::is_ascii_hexdigit).then_some(())?;
                self.at += 5;
            }
            _ => return None,
        }
        Some(())
    }

    /// Skips any value but a string.
    fn value(&mut self) -> Option<()> {
        let mut open = vec![];
        loop {
            self.blanks();
            let opened = match self.peek()? {
                open @ (b'[' | b'{') => Some(open),
                _ => None,
            };
            if let Some(kind) = opened {
                self.at += 1;
                open.push(kind);
                self.blanks();
                (open.len() < MAX_DEPTH).then_some(())?;
                if self.peek()? != closing(kind) {
                    self.key(kind)?;
                    continue;
                }
            } else {
                self.scalar()?;
            }
            if self.close(&mut open)? {
                return Some(());
            }
        }
    }

    /// Behind a value or an opening bracket: closes what ends here; true when nothing is open any more.
    fn close(&mut self, open: &mut Vec<u8>) -> Option<bool> {
        while let Some(kind) = open.last().copied() {
            self.blanks();
            if self.take(b',').is_some() {
                self.blanks();
                self.key(kind)?;
                return Some(false);
            }
            self.take(closing(kind))?;
            open.pop();
        }
        Some(true)
    }

    fn key(&mut self, kind: u8) -> Option<()> {
        if kind == b'{' {
            self.string()?;
            self.blanks();
            self.take(b':')?;
        }
        Some(())
    }

    fn scalar(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(|_| ()),
            b't' => self.literal(b"true"),
            b'f' => self.literal(b"false"),
            b'n' => self.literal(b"null"),
            _ => self.number(),
        }
    }

    fn literal(&mut self, word: &[u8]) -> Option<()> {
        self.bytes[self.at..].starts_with(word).then(|| self.at += word.len())
    }

    /// A number; one that no float holds is refused, as Go does.
    fn number(&mut self) -> Option<()> {
        let start = self.at;
        let _ = self.take(b'-');
        if self.take(b'0').is_none() {
            self.digits()?;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        let number: f64 = std::str::from_utf8(&self.bytes[start..self.at]).ok()?.parse().ok()?;
        number.is_finite().then_some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

const fn closing(open: u8) -> u8 {
    if open == b'[' { b']' } else { b'}' }
}

/// The value of a string's inside, which is known to be valid. Half of a surrogate pair becomes U+FFFD.
fn decode(inside: &str, escaped: bool) -> Cow<'_, str> {
    if !escaped {
        return Cow::Borrowed(inside);
    }
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let kind = rest.as_bytes()[at + 1];
        rest = &rest[at + 2..];
        match kind {
            b'b' => out.push('\u{8}'),
            b'f' => out.push('\u{c}'),
            b'n' => out.push('\n'),
            b'r' => out.push('\r'),
            b't' => out.push('\t'),
            b'u' => rest = unicode(rest, &mut out),
            other => out.push(char::from(other)),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Reads the four digits behind `\u`, and the second half of a pair; gives what follows.
fn unicode<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let hex = |digits: &str| u32::from_str_radix(digits, 16).unwrap_or(0xfffd);
    let first = hex(&rest[..4]);
    let rest = &rest[4..];
    if (0xd800..0xdc00).contains(&first)
        && let Some(second) = rest.strip_prefix("\\u").map(|next| hex(&next[..4]))
        && (0xdc00..0xe000).contains(&second)
    {
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        return &rest[6..];
    }
    out.push(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
    rest
}

/// The last member of that name in a text that is one JSON object: its value if that is a string without escapes.
pub(crate) fn member<'a>(text: &'a str, name: &str) -> Option<(Range<usize>, &'a str)> {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    let mut found = None;
    scan.blanks();
    scan.take(b'{')?;
    scan.blanks();
    while scan.take(b'}').is_none() {
        let key = scan.at;
        scan.key(b'{')?;
        let named =
            text[key..scan.at].strip_prefix('"').is_some_and(|key| key.starts_with(name) && key[name.len()..].starts_with('"'));
        scan.blanks();
        let start = scan.at;
        scan.value()?;
        if named {
            found = text[start..scan.at].strip_prefix('"').map(|_| start + 1..scan.at - 1);
        }
        scan.blanks();
        if scan.take(b',').is_some() {
            scan.blanks();
            (scan.peek() == Some(b'"')).then_some(())?;
        } else {
            (scan.peek() == Some(b'}')).then_some(())?;
        }
    }
    scan.blanks();
    let range = found.filter(|_| scan.at == text.len())?;
    let value = &text[range.clone()];
    (!value.contains('\\')).then_some((range, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_told_apart() {
        for text in ["[1]", "[null]", "[[]]", "[{}]", "[\"a\",true]", "[{\"a\":[1,{\"b\":-0.5e+3}],\"c\":\"\"}]", " [ [ ] , 2 ] "]
        {
            assert_eq!(array(text), Array::NotStrings, "{text}");
        }
        for text in [
            "",
            "a",
            "[",
            "[]]",
            "[\"a\"",
            "[,]",
            "[\"a\",]",
            "[01]",
            "[1.]",
            "[.5]",
            "[+1]",
            "[nul]",
            "[{]",
            "[{\"a\"}]",
            "[{\"a\":1,}]",
            "[[,]]",
        ] {
            assert_eq!(array(text), Array::Invalid, "{text}");
        }
        assert!(matches!(array("[]"), Array::Strings(words) if words.is_empty()));
    }

    #[test]
    fn depth_is_no_danger() {
        assert_eq!(array(&"[".repeat(1_000_000)), Array::Invalid);
        let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(array(&deep(9_999)), Array::NotStrings);
        assert_eq!(array(&deep(20_000)), Array::Invalid);
    }

    #[test]
    fn members_are_found() {
        assert_eq!(member("{\"b\": {}, \"a\": \"x\"}", "a"), Some((16..17, "x")));
        assert_eq!(member("{\"a\": \"x\", \"a\": 1}", "a"), None);
        for text in ["", "{", "{}", "{\"a\": \"x\"", "{\"a\": \"x\",}", "{\"a\" \"x\"}", "{\"a\": \"x\"}}"] {
            assert_eq!(member(text, "a"), None, "{text}");
        }
    }
}
