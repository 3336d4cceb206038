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
/// Those in the default of another are used whether that other is set or not, as BuildKit has it. Of a malformed word those before the fault.
#[must_use]
pub fn variables(word: &str, escape: u8) -> Vec<(&str, Span)> {
    if memchr::memchr(b'$', word.as_bytes()).is_none() {
        return vec![];
    }
    let mut uses = Lexer::new(word, escape, Mode::default(), &Opaque).names();
    uses.sort_by_key(|name| name.start);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// `set` is `s`, `empty` is set to nothing, `secret` is set to what nobody knows.
    struct Some3;

    impl Scope for Some3 {
        fn get(&self, name: &str) -> Option<Option<Cow<'_, str>>> {
            match name {
                "set" => Some(Some("s".into())),
                "empty" => Some(Some("".into())),
                "path" => Some(Some("/a/b.c/d.c".into())),
                "list" => Some(Some("1 2  3".into())),
                "secret" => Some(None),
                _ => None,
            }
        }
    }

    fn value(word: &str) -> String {
        match expand(word, b'\\', &Some3) {
            Ok(Expansion::Value(value)) => value.into_owned(),
            Ok(Expansion::Unknown) => "UNKNOWN".to_owned(),
            Err(_) => "ERROR".to_owned(),
        }
    }

    #[test]
    fn words_are_expanded() {
        let cases = [
            // quotes and escapes
            ("a 'b' \"c\"", "a b c"),
            ("'$set \\'", "$set \\"),
            ("\"$set 'x' \\a \\\" \\$ \\\\\"", "s 'x' \\a \" $ \\"),
            ("\\$set\\a\\ b\\", "$seta b"),
            ("'a", "ERROR"),
            ("\"a", "ERROR"),
            // names
            ("$set-$set.x $setx", "s-s.x "),
            ("${set}x", "sx"),
            ("$", "$"),
            ("a$.", "a$."),
            ("$1a $@", "a "),
            ("${}", "ERROR"),
            ("${set", "ERROR"),
            ("${", "ERROR"),
            ("${{set}}", "ERROR"),
            ("${set!}", "ERROR"),
            ("<<  a", "<<  a"),
            // defaults
            ("${no-d}|${empty-d}|${set-d}", "d||s"),
            ("${no:-d}|${empty:-d}|${set:-d}", "d|d|s"),
            ("${no+a}|${empty+a}|${set+a}", "|a|a"),
            ("${no:+a}|${empty:+a}|${set:+a}", "||a"),
            ("${set?m}${empty?m}${set:?m}", "ss"),
            ("${no?m}", "ERROR"),
            ("${empty:?}", "ERROR"),
            ("${no:-${empty:-x$set}}", "xs"),
            ("${no:-\"a }\"}", "a }"),
            ("${set:x}", "ERROR"),
            // patterns
            ("${path#*/}|${path##*/}", "a/b.c/d.c|d.c"),
            ("${path%.*}|${path%%.*}", "/a/b.c/d|/a/b"),
            ("${path#x}|${path%?}", "/a/b.c/d.c|/a/b.c/d."),
            ("${path/\\//-}|${path//\\//-}", "-a/b.c/d.c|-a-b.c-d.c"),
            ("${path/.c*/}", "/a/b"),
            ("${path/}", "ERROR"),
            ("${path:#x}", "ERROR"),
            ("${path#\\x}", "ERROR"),
            // unknown values
            ("$secret", "UNKNOWN"),
            ("a${secret:-b}", "UNKNOWN"),
            ("${secret:?}", "UNKNOWN"),
            ("'$secret'", "$secret"),
            ("$secret${no?}", "ERROR"),
        ];
        for (word, expected) in cases {
            assert_eq!(value(word), expected, "{word}");
        }
    }

    #[test]
    fn a_backtick_escapes_where_the_file_says_so() {
        let value = expand("c:\\a`$set", b'`', &Some3);
        assert_eq!(value, Ok(Expansion::Value("c:\\a$set".into())));
    }

    #[test]
    fn a_plain_word_is_borrowed() {
        assert!(matches!(expand("a/b:c", b'\\', &Some3), Ok(Expansion::Value(Cow::Borrowed("a/b:c")))));
    }

    #[test]
    fn nesting_has_a_limit() {
        let deep = "${a:-".repeat(100_000);
        assert!(expand(&deep, b'\\', &Unset).is_err());
    }

    #[test]
    fn hostile_patterns_end() {
        struct Long(String);
        impl Scope for Long {
            fn get(&self, _: &str) -> Option<Option<Cow<'_, str>>> {
                Some(Some(Cow::Borrowed(&self.0)))
            }
        }
        let word = format!("${{x/{}b/}}", "*a".repeat(200));
        assert_eq!(expand(&word, b'\\', &Long("a".repeat(20_000))), Ok(Expansion::Unknown));
    }

    #[test]
    fn words_are_split_behind_the_expansion() {
        let words = |text| expand_words(text, b'\\', &Some3).unwrap().unwrap();
        assert_eq!(words("a$list \"$list\""), ["a1", "2", "3", "1 2  3"]);
        assert_eq!(words("$no"), Vec::<String>::new());
        assert_eq!(expand_words("$secret", b'\\', &Some3), Ok(None));
    }

    #[test]
    fn quotes_are_text_in_a_body() {
        assert_eq!(expand_body("it's \"$set\"", b'\\', &Some3), Ok(Expansion::Value("it's \"s\"".into())));
    }

    #[test]
    fn a_word_without_variables_is_unquoted() {
        assert_eq!(unquote("\"a b\"'c'\\ d", b'\\').as_deref(), Some("a bc d"));
        assert_eq!(unquote("'$a'", b'\\').as_deref(), Some("$a"));
        assert_eq!(unquote("$a", b'\\'), None);
        assert_eq!(unquote("${a+}", b'\\'), None);
        assert_eq!(unquote("'a", b'\\'), None);
    }

    #[test]
    fn variables_know_where_they_stand() {
        let word = "$a-\"${b:-$c}\"'$d'\\$e${f/$g/h}";
        let names: Vec<&str> = variables(word, b'\\')
            .into_iter()
            .map(|(name, span)| {
                assert_eq!(span.of(word), name);
                name
            })
            .collect();
        assert_eq!(names, ["a", "b", "c", "f", "g"]);
    }
}
