//! Lines of a requirements file: continued ones joined, comments gone, arguments and options told apart.

use crate::span::Span;

/// A line after continuations were joined and comments cut off. Never empty.
#[derive(Debug)]
pub(super) struct Logical {
    pub(super) text: String,
    /// Its first line, from 1.
    pub(super) number: u32,
    pub(super) span: Span,
}

/// Options that take a value: letter, name. What pip itself does not allow in a file is not here.
const WITH_VALUE: &[(Option<char>, &str)] = &[
    (Some('r'), "requirement"),
    (Some('c'), "constraint"),
    (Some('e'), "editable"),
    (Some('i'), "index-url"),
    (None, "pypi-url"),
    (None, "extra-index-url"),
    (Some('f'), "find-links"),
    (None, "no-binary"),
    (None, "only-binary"),
    (None, "trusted-host"),
    (None, "use-feature"),
    (None, "hash"),
    (None, "global-option"),
    (None, "install-option"),
    (None, "config-settings"),
    (None, "config-setting"),
    (None, "allow-external"),
    (None, "allow-unverified"),
];

const WITHOUT_VALUE: &[&str] = &[
    "no-index",
    "pre",
    "prefer-binary",
    "require-hashes",
    "use-wheel",
    "no-use-wheel",
    "allow-all-external",
    "process-dependency-links",
];

/// Options of pips of old that are read and change nothing about which files are needed.
pub(super) const LEGACY: &[&str] =
    &["use-wheel", "no-use-wheel", "allow-external", "allow-all-external", "allow-unverified", "process-dependency-links"];

/// The lines that say something.
pub(super) fn logical(text: &str) -> impl Iterator<Item = Logical> {
    let mut out: Vec<Logical> = Vec::new();
    let mut continued = false;
    for (number, (start, line)) in (1..).zip(physical(text)) {
        let end = start + line.len();
        let comment = line.trim_start().starts_with('#');
        let more = line.ends_with('\\') && !comment;
        // a comment ends what was continued, as any other line does
        let piece = if more { line.trim_matches('\\') } else { line };
        match out.last_mut().filter(|_| continued) {
            Some(open) => {
                if comment {
                    open.text.push(' ');
                }
                open.text.push_str(piece);
                open.span = open.span.to(Span::from_usize(start, end));
            }
            None => out.push(Logical { text: piece.to_owned(), number, span: Span::from_usize(start, end) }),
        }
        continued = more;
    }
    out.into_iter().filter_map(|mut line| {
        let kept = without_comment(&line.text).trim();
        (!kept.is_empty()).then(|| kept.to_owned()).map(|text| {
            line.text = text;
            line
        })
    })
}

/// Lines as Python splits them, with their places.
fn physical(text: &str) -> impl Iterator<Item = (usize, &str)> {
    const ENDS: [char; 9] = ['\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}'];
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let end = rest.find(ENDS).unwrap_or(rest.len());
        let line = (at, &rest[..end]);
        let ending = if rest[end..].starts_with("\r\n") { 2 } else { rest[end..].chars().next().map_or(0, char::len_utf8) };
        at += end + ending;
        Some(line)
    })
}

fn without_comment(line: &str) -> &str {
    let comment = line.match_indices('#').find(|(at, _)| line[..*at].chars().next_back().is_none_or(char::is_whitespace));
    comment.map_or(line, |(at, _)| &line[..at])
}

/// What stands before the first word with a dash, and the rest.
pub(super) fn halves(line: &str) -> (&str, &str) {
    if line.starts_with('-') {
        return ("", line);
    }
    line.find(" -").map_or((line, ""), |at| (line[..at].trim(), &line[at + 1..]))
}

/// Words as a shell splits them; none where a quote is left open.
pub(super) fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\'' => word.get_or_insert_default().push_str(&single_quoted(&mut chars)?),
            '"' => quoted(&mut chars, word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().push(chars.next()?),
            c if c.is_whitespace() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

fn single_quoted(chars: &mut std::str::Chars<'_>) -> Option<String> {
    let (inner, rest) = chars.as_str().split_once('\'')?;
    let inner = inner.to_owned();
    *chars = rest.chars();
    Some(inner)
}

fn quoted(chars: &mut std::str::Chars<'_>, word: &mut String) -> Option<()> {
    loop {
        match chars.next()? {
            '"' => return Some(()),
            '\\' => match chars.next()? {
                c @ ('"' | '\\') => word.push(c),
                c => word.extend(['\\', c]),
            },
            c => word.push(c),
        }
    }
}

/// Options by their long names, with their values; what is none is named `""`.
pub(super) fn options(words: &[String]) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let known = match word.strip_prefix("--") {
            Some(long) => {
                let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
                find(name).map(|(name, takes)| (name, takes, value.map(str::to_owned)))
            }
            None => short(word),
        };
        match known {
            Some((name, true, Some(value))) => out.push((name, value)),
            Some((name, true, None)) => match words.next() {
                Some(value) => out.push((name, value.clone())),
                None => out.push(("", word.clone())),
            },
            Some((name, false, None)) => out.push((name, String::new())),
            _ => out.push(("", word.clone())),
        }
    }
    out
}

/// `-rFILE` and `-r`.
fn short(word: &str) -> Option<(&'static str, bool, Option<String>)> {
    let mut letters = word.strip_prefix('-')?.chars();
    let letter = letters.next()?;
    let (_, name) = WITH_VALUE.iter().find(|(short, _)| *short == Some(letter))?;
    let value = letters.as_str();
    Some((name, true, (!value.is_empty()).then(|| value.to_owned())))
}

/// An option by its name or the beginning of it, as long as it can be no other, and whether it takes a value.
fn find(name: &str) -> Option<(&'static str, bool)> {
    let all = || WITH_VALUE.iter().map(|(_, name)| (*name, true)).chain(WITHOUT_VALUE.iter().map(|name| (*name, false)));
    all().find(|(known, _)| *known == name).or_else(|| {
        let mut close = all().filter(|(known, _)| !name.is_empty() && known.starts_with(name));
        let first = close.next();
        first.filter(|_| close.next().is_none())
    })
}

/// The scheme of an address that pip takes for one.
pub(super) fn scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let sound = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-'));
    let known =
        scheme == "file" || rest.starts_with("//") || matches!(scheme.split_once('+'), Some(("git" | "hg" | "svn" | "bzr", _)));
    if sound && known {
        return Some(scheme);
    }
    // git+git@host:path, which pip takes with -e
    text.starts_with("git+git@").then_some("git+ssh")
}

/// How many bytes of a distribution's name `text` begins with.
pub(super) fn name_length(text: &str) -> usize {
    let inside = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return 0;
    }
    let length = text.bytes().take_while(inside).count();
    text[..length].trim_end_matches(['-', '_', '.']).len()
}

/// `[a, b]` at the beginning of a text, and what follows.
pub(super) fn extras(text: &str) -> (impl Iterator<Item = &str>, &str) {
    let inner = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (inner, rest) = inner.unwrap_or(("", text));
    (inner.split(','), rest.trim_start())
}

/// Whether pip takes a text that is no address for a directory or an archive.
pub(super) fn is_path(text: &str) -> bool {
    const ARCHIVES: [&str; 11] =
        [".whl", ".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tlz", ".tar.lzma"];
    text.starts_with('.') || text.contains(['/', '\\']) || ARCHIVES.iter().any(|end| text.to_ascii_lowercase().ends_with(end))
}
