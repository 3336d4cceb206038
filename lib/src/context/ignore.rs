//! `.dockerignore` as BuildKit reads it, which is not as git reads `.gitignore`: patterns are anchored at the context's
//! root, the last word wins line by line, and a directory's verdict is handed down to what it holds.
//!
//! It knows lines and paths. Which of the possible ignore files is in force, and what is on the disk, others know.

use super::pattern::{Pattern, Token};
use super::{INSIDE, Scope};
use std::fmt;

/// BuildKit refuses longer lines.
const MAX_LINE: usize = 64 * 1024;

/// The patterns of a `.dockerignore` file.
#[derive(Clone, Debug, Default)]
pub struct IgnoreFile {
    lines: Vec<Line>,
    error: Option<IgnoreError>,
}

/// Why BuildKit would not build with this file, or why nobody can tell what it would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreError {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong with it.
    pub kind: IgnoreErrorKind,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IgnoreErrorKind {
    /// A `!` with nothing behind it.
    EmptyException,
    /// Brackets that do not close, are empty or run backwards, or a `\` at the end.
    Malformed,
    /// BuildKit turns it into something that its author cannot have meant (`[*]`, `\d`).
    Unclear,
    /// Longer than 64 KiB.
    TooLong,
}

/// What the lines say of one path; handed down to the paths below it.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Line by line: whether it matches the path or a directory above it.
    matched: Vec<bool>,
    excluded: bool,
}

#[derive(Clone, Debug)]
struct Line {
    /// `!`: brings back what earlier lines excluded.
    exception: bool,
    text: String,
    matcher: Matcher,
}

/// The forms that BuildKit tells apart. They differ in more than speed: `**x` is any path that ends in `x`, while
/// `**x*` wants a whole component.
#[derive(Clone, Debug)]
enum Matcher {
    Exact,
    Prefix(String),
    Suffix(String),
    Pattern(Pattern),
}

impl IgnoreFile {
    /// Reads the file's text.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut file = Self::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (number, raw) in (1..).zip(text.split('\n')) {
            match Line::parse(raw.strip_suffix('\r').unwrap_or(raw)) {
                Ok(line) => file.lines.extend(line),
                Err(kind) => file.error = file.error.or(Some(IgnoreError { line: number, kind })),
            }
        }
        file
    }

    /// Why the file says nothing that can be relied on. BuildKit fails on most such files.
    #[must_use]
    pub const fn error(&self) -> Option<&IgnoreError> {
        self.error.as_ref()
    }

    /// The patterns as BuildKit hands them to whoever sends the context.
    pub fn patterns(&self) -> impl Iterator<Item = String> {
        self.lines.iter().map(|line| format!("{}{}", if line.exception { "!" } else { "" }, line.text))
    }

    /// What lines bring back that lines before them keep out.
    pub fn exceptions(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().filter(|line| line.exception).map(|line| line.text.as_str())
    }

    /// Whether a path (relative, with `/`) is kept out of the context.
    #[must_use]
    pub fn excludes(&self, path: &str) -> bool {
        if self.lines.is_empty() {
            return false;
        }
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        ends.fold(Verdict::default(), |above, end| self.judge(&above, &path[..end])).excluded
    }

    /// The verdict on a path, from the verdict on the directory that holds it ([`Verdict::default`] for the root).
    #[must_use]
    pub fn judge(&self, above: &Verdict, path: &str) -> Verdict {
        let mut verdict = Verdict { matched: vec![false; self.lines.len()], excluded: false };
        for (at, line) in self.lines.iter().enumerate() {
            let inherited = above.matched.get(at).copied().unwrap_or(false);
            // A line that could change nothing is not tried, and then counts as no match for what lies below, too.
            let matches = inherited || (line.exception == verdict.excluded && line.matches(path));
            verdict.matched[at] = matches;
            if matches {
                verdict.excluded = !line.exception;
            }
        }
        verdict
    }

    /// Whether nothing below an excluded directory can come back, so that nobody needs to look.
    #[must_use]
    pub fn closes(&self, verdict: &Verdict, directory: &str) -> bool {
        verdict.excluded && self.lines.iter().filter(|line| line.exception).all(|line| !line.reaches_below(directory))
    }
}

impl Scope {
    /// What keeps files out of those that it says, by the text of the ignore file that is in force; none where that is not
    /// known, where BuildKit would refuse it, or where nobody can tell what it would do.
    #[must_use]
    pub fn rules(&self, own: Option<&str>) -> Option<IgnoreFile> {
        let file = match self {
            Self::Sent => IgnoreFile::parse(own?),
            Self::Without(lines) => IgnoreFile::parse(&format!("{}\n{lines}", own?)),
            Self::All => IgnoreFile::parse(INSIDE),
        };
        Some(file).filter(|file| file.error().is_none())
    }
}

impl Verdict {
    /// Whether the path is kept out of the context.
    #[must_use]
    pub const fn excluded(&self) -> bool {
        self.excluded
    }
}

impl Line {
    fn parse(raw: &str) -> Result<Option<Self>, IgnoreErrorKind> {
        if raw.len() >= MAX_LINE {
            return Err(IgnoreErrorKind::TooLong);
        }
        if raw.starts_with('#') || raw.trim().is_empty() {
            return Ok(None);
        }
        let text = normalise(raw.trim());
        // The whole line goes through cleaning a second time, `!` included; `!/` becomes `!` there.
        let text = clean(text.trim());
        let (exception, text) = match text.strip_prefix('!') {
            Some("") => return Err(IgnoreErrorKind::EmptyException),
            Some(rest) => (true, rest.to_owned()),
            None => (false, text),
        };
        let matcher = Matcher::compile(&text)?;
        Ok(Some(Self { exception, text, matcher }))
    }

    fn matches(&self, path: &str) -> bool {
        match &self.matcher {
            Matcher::Exact => path == self.text,
            Matcher::Prefix(prefix) => path.starts_with(prefix.as_str()),
            Matcher::Suffix(suffix) => path.ends_with(suffix.as_str()) || suffix.strip_prefix('/') == Some(path),
            Matcher::Pattern(pattern) => pattern.matches(path),
        }
    }

    fn reaches_below(&self, directory: &str) -> bool {
        let fixed = self.text.strip_suffix("/**").unwrap_or(&self.text);
        let fixed = fixed.strip_suffix("/*").unwrap_or(fixed);
        fixed.contains(['*', '[', ']', '?', '^', '\\'])
            || fixed.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// A pattern without `./`, `//`, `x/..`, a trailing and one leading `/`.
fn normalise(line: &str) -> String {
    let (mark, path) = line.strip_prefix('!').map_or(("", line), |rest| ("!", rest.trim()));
    if path.is_empty() {
        return mark.to_owned();
    }
    let path = clean(path);
    let path = if path.len() > 1 { path.strip_prefix('/').unwrap_or(&path) } else { &path };
    format!("{mark}{path}")
}

/// The shortest path of the same meaning, as Go's `path.Clean` has it.
fn clean(path: &str) -> String {
    if path.split('/').all(|part| !matches!(part, "" | "." | "..")) {
        return path.to_owned();
    }
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            other => parts.push(other),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

impl Matcher {
    fn compile(text: &str) -> Result<Self, IgnoreErrorKind> {
        let mut compiler = Compiler { rest: text, pattern: Pattern::default(), regular: false };
        let open_start = text.starts_with("**");
        let mut open_end = false;
        while let Some(character) = compiler.next() {
            let first = compiler.rest.len() + character.len_utf8() == text.len();
            if character == '*' && compiler.take('*') {
                compiler.take('/');
                open_end = compiler.rest.is_empty();
                compiler.double_star();
                // At one end, on its own, it is compared as text; anywhere else it makes a pattern.
                compiler.regular |= !first && (open_start || !open_end);
            } else {
                compiler.single(character)?;
            }
        }
        let (regular, pattern) = (compiler.regular, compiler.pattern);
        Ok(match (regular, open_start, open_end) {
            (true, _, _) => Self::Pattern(pattern),
            (false, true, _) => Self::Suffix(text["**".len()..].to_owned()),
            (false, false, true) => Self::Prefix(text[..text.len() - "**".len()].to_owned()),
            (false, false, false) => Self::Exact,
        })
    }
}

/// Reads a pattern from left to right.
struct Compiler<'t> {
    rest: &'t str,
    pattern: Pattern,
    /// Whether it holds more than characters and one `**` at an end.
    regular: bool,
}

impl Compiler<'_> {
    fn next(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.rest = &self.rest[character.len_utf8()..];
        Some(character)
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.rest.starts_with(wanted);
        if found {
            self.next();
        }
        found
    }

    /// `**`, its `/` read with it: at the end everything, elsewhere directories or nothing.
    fn double_star(&mut self) {
        if self.rest.is_empty() {
            self.pattern.push(Token::Anything);
        } else {
            self.pattern.push_directories();
        }
    }

    fn single(&mut self, character: char) -> Result<(), IgnoreErrorKind> {
        self.regular |= matches!(character, '*' | '?' | '[' | ']' | '\\');
        let token = match character {
            '*' => Token::Component,
            '?' => Token::One,
            '[' => self.class()?,
            '^' => Token::Start,
            '\\' => Token::Char(self.escaped()?),
            other => Token::Char(other),
        };
        self.pattern.push(token);
        Ok(())
    }

    /// The character behind a `\`. BuildKit hands letters and digits to a regular expression, where they mean classes.
    fn escaped(&mut self) -> Result<char, IgnoreErrorKind> {
        match self.next() {
            None => Err(IgnoreErrorKind::Malformed),
            Some(character) if character.is_ascii_alphanumeric() => Err(IgnoreErrorKind::Unclear),
            Some(character) => Ok(character),
        }
    }

    fn class(&mut self) -> Result<Token, IgnoreErrorKind> {
        let negated = self.take('^');
        let mut ranges = Vec::new();
        loop {
            if !ranges.is_empty() && self.take(']') {
                return Ok(Token::Class { negated, ranges });
            }
            let first = self.bound()?;
            let last = if self.take('-') { self.bound()? } else { first };
            if first > last {
                return Err(IgnoreErrorKind::Malformed);
            }
            ranges.push((first, last));
        }
    }

    fn bound(&mut self) -> Result<char, IgnoreErrorKind> {
        match self.next() {
            None | Some('-' | ']') => Err(IgnoreErrorKind::Malformed),
            Some('*' | '?') => Err(IgnoreErrorKind::Unclear),
            Some('[') if self.rest.starts_with(':') => Err(IgnoreErrorKind::Unclear),
            Some('\\') => self.escaped(),
            Some(character) => Ok(character),
        }
    }
}

impl fmt::Display for IgnoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            IgnoreErrorKind::EmptyException => "`!` needs a pattern behind it",
            IgnoreErrorKind::Malformed => "the pattern is malformed: check its brackets and backslashes",
            IgnoreErrorKind::Unclear => "BuildKit reads this pattern as a regular expression that means something else",
            IgnoreErrorKind::TooLong => "the line is longer than 64 KiB",
        };
        write!(f, "line {}: {what}", self.line)
    }
}

#[cfg(test)]
mod tests;
