//! Flags between a keyword and its arguments: `--name` and `--name=value`.

use super::keyword::nearest;
use super::line::{Logical, is_space};
use super::word::width;
use super::{Flag, Keyword, SyntaxError, SyntaxErrorKind};
use crate::span::Span;
use std::borrow::Cow;
use std::ops::Range;

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    Nothing,
    Value,
    Values,
}

use Takes::{Nothing, Value, Values};

/// The flags that an instruction knows; none where BuildKit does not look at flags at all.
const fn known(keyword: Keyword) -> Option<&'static [(&'static str, Takes)]> {
    Some(match keyword {
        Keyword::From => &[("platform", Value)],
        Keyword::Run => &[("mount", Values), ("network", Value), ("security", Value), ("device", Values)],
        Keyword::Copy => {
            &[("from", Value), ("chown", Value), ("chmod", Value), ("link", Nothing), ("parents", Nothing), ("exclude", Values)]
        }
        Keyword::Add => &[
            ("keep-git-dir", Nothing),
            ("checksum", Value),
            ("chown", Value),
            ("chmod", Value),
            ("link", Nothing),
            ("unpack", Nothing),
            ("exclude", Values),
        ],
        Keyword::Healthcheck => {
            &[("interval", Value), ("timeout", Value), ("start-period", Value), ("start-interval", Value), ("retries", Value)]
        }
        Keyword::Arg | Keyword::Stopsignal | Keyword::Unknown => return None,
        _ => &[],
    })
}

/// A flag's place in the logical line; `equals` is the first `=`.
struct Place {
    range: Range<usize>,
    equals: Option<usize>,
}

/// Reads the flags at the beginning of `range`; gives them and where the arguments begin.
pub(super) fn read<'s>(line: &Logical<'s>, range: Range<usize>, escape: u8, keyword: Keyword) -> (Vec<Flag<'s>>, usize) {
    let text = &line.text[..range.end];
    let mut flags = vec![];
    let mut at = range.start;
    loop {
        at += text.as_bytes()[at..].iter().take_while(|byte| is_space(**byte)).count();
        if !text[at..].starts_with("--") {
            return (flags, at);
        }
        let place = place(text, at, escape);
        at = place.range.end;
        if cooked(&text[place.range.clone()], escape) == "--" {
            return (flags, at);
        }
        flags.push(flag(line, &place, escape, keyword));
    }
}

fn place(text: &str, start: usize, escape: u8) -> Place {
    let bytes = text.as_bytes();
    let mut at = start;
    let (mut quote, mut equals) = (None, None);
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == b'=' {
            equals = equals.or(Some(at));
        }
        match quote {
            Some(open) if open == byte => quote = None,
            None if is_space(byte) => break,
            None if matches!(byte, b'\'' | b'"') => quote = Some(byte),
            _ if byte == escape && at + 1 < bytes.len() => at += width(bytes[at + 1]),
            _ => {}
        }
        at += width(byte);
    }
    Place { range: start..at, equals }
}

fn flag<'s>(line: &Logical<'s>, place: &Place, escape: u8, keyword: Keyword) -> Flag<'s> {
    let names = place.range.start + "--".len()..place.equals.unwrap_or(place.range.end);
    let name = cooked(&line.text[names.clone()], escape);
    let mut known = known(keyword).unwrap_or_default().iter().map(|(known, _)| *known);
    let name_span = line.span(names.clone());
    let name = known.find(|known| *known == name).unwrap_or_else(|| line.raw(names));
    let span = line.span(place.range.clone());
    let mut value = place.equals.map(|equals| line.word(equals + 1..place.range.end));
    // a value that is not there stands at the flag's end, not behind a continuation that follows
    if let Some(value) = value.as_mut().filter(|value| value.text.is_empty()) {
        value.span = Span::at(span.end);
    }
    Flag { span, name, name_span, value }
}

/// A flag's text as BuildKit takes it: quotes and escape characters removed, within quotes of either kind too.
pub(super) fn cooked(text: &str, escape: u8) -> Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'\'' | b'"') || byte == escape) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(next) = chars.next() {
        match quote {
            Some(open) if open == next => quote = None,
            None if matches!(next, '\'' | '"') => quote = Some(next),
            _ if next == char::from(escape) => out.extend(chars.next()),
            _ => out.push(next),
        }
    }
    Cow::Owned(out)
}

/// Finds what BuildKit refuses among the flags.
pub(super) fn check(flags: &[Flag<'_>], keyword: Keyword, escape: u8, errors: &mut Vec<SyntaxError>) {
    let Some(known) = known(keyword) else { return };
    for (at, flag) in flags.iter().enumerate() {
        let fault = match known.iter().find(|(name, _)| *name == flag.name) {
            None => Some(SyntaxErrorKind::UnknownFlag {
                keyword,
                flag: flag.name.to_owned(),
                nearest: nearest(flag.name, known.iter().map(|(name, _)| *name)),
            }),
            Some((name, takes)) if *takes != Values && flags[..at].iter().any(|earlier| earlier.name == *name) => {
                Some(SyntaxErrorKind::DuplicateFlag(name))
            }
            Some((name, takes)) => value_fault(flag, name, *takes, escape),
        };
        errors.extend(fault.map(|kind| SyntaxError { span: flag.span, kind }));
    }
}

fn value_fault(flag: &Flag<'_>, name: &'static str, takes: Takes, escape: u8) -> Option<SyntaxErrorKind> {
    let value = flag.value.as_ref().map(|value| cooked(&value.text, escape));
    match (takes, value) {
        (Nothing, None) => None,
        (Nothing, Some(value)) if value.is_empty() => Some(SyntaxErrorKind::FlagWithoutValue(name)),
        (Nothing, Some(value)) => {
            let boolean = value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false");
            (!boolean).then_some(SyntaxErrorKind::FlagNotBoolean(name))
        }
        (Value | Values, None) => Some(SyntaxErrorKind::FlagWithoutValue(name)),
        (Value | Values, Some(value)) => choice_fault(name, &value),
    }
}

/// Values that BuildKit judges while it reads the instruction.
fn choice_fault(name: &'static str, value: &str) -> Option<SyntaxErrorKind> {
    let choice = |choices: &'static [&'static str]| {
        (!choices.contains(&value)).then_some(SyntaxErrorKind::FlagChoice { flag: name, choices })
    };
    match name {
        "network" => choice(&["default", "none", "host"]),
        "security" => choice(&["sandbox", "insecure"]),
        "mount" => value.split(',').any(is_variable_from).then_some(SyntaxErrorKind::MountFromVariable),
        _ => None,
    }
}

/// `from=` of a mount takes no variables; BuildKit lets a `$` at the very end pass.
fn is_variable_from(field: &str) -> bool {
    field
        .split_once('=')
        .is_some_and(|(key, value)| key.eq_ignore_ascii_case("from") && value.find('$').is_some_and(|at| at + 1 != value.len()))
}

impl<'s> Flag<'s> {
    /// The value as BuildKit takes it before it fills in variables: quotes and escape characters removed.
    /// Empty for a bare flag.
    #[must_use]
    pub fn value_text(&self, escape: u8) -> Cow<'_, str> {
        self.value.as_ref().map_or(Cow::Borrowed(""), |value| cooked(&value.text, escape))
    }

    /// Whether a flag that takes no value (`--link`, `--link=true`) is on.
    #[must_use]
    pub fn is_on(&self, escape: u8) -> bool {
        self.value.is_none() || self.value_text(escape).eq_ignore_ascii_case("true")
    }
}
