//! A word's value: quote removal, known variables, and the ranges of the commands inside it.

use super::variables::{Value, Variables, is_name};
use std::ops::Range;

/// How the shell treats a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// A command's word: unquoted values are split, globs are expanded.
    Argument,
    /// An assigned value: neither.
    Value,
}

/// What a look at a word's text gives.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) fields: Option<Vec<String>>,
    pub(super) pattern: Option<String>,
    /// Nothing in it is special.
    pub(super) plain: bool,
    /// The word is one variable of this body and nothing else: where its value is written.
    pub(super) origin: Option<Range<u32>>,
    /// Ranges of the word's text that are commands.
    pub(super) substitutions: Vec<Range<usize>>,
    /// There are commands in it that cannot be read in place.
    pub(super) hidden: bool,
    /// Variables that the word itself assigns: `${x:=1}`, `$((x = 1))`.
    pub(super) assigns: Vec<String>,
}

/// Reads a word.
pub(super) fn read(text: &str, setting: Setting, variables: &Variables) -> Reading {
    if is_plain(text, setting) {
        return Reading { fields: Some(vec![text.to_owned()]), plain: true, ..Reading::default() };
    }
    let mut reader = Reader::new(text, setting, variables);
    reader.run();
    reader.finish()
}

fn is_plain(text: &str, setting: Setting) -> bool {
    let special = |byte: u8| match byte {
        b'\\' | b'\'' | b'"' | b'$' | b'`' | b'*' | b'?' | b'(' | b')' | b'<' | b'>' | b'\n' | b' ' | b'\t' => true,
        b'[' | b'{' => text.len() > 1,
        _ => false,
    };
    if text.bytes().any(special) {
        return text == "{}";
    }
    !(text.is_empty() || text.starts_with('~') || (setting == Setting::Value && text.contains(":~")))
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    setting: Setting,
    variables: &'t Variables,
    fields: Vec<String>,
    /// The field that is being made; there may be an empty one (`""`).
    field: Option<String>,
    unknown: bool,
    glob: bool,
    reading: Reading,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, setting: Setting, variables: &'t Variables) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            setting,
            variables,
            fields: Vec::new(),
            field: None,
            unknown: false,
            glob: false,
            reading: Reading::default(),
        }
    }

    fn run(&mut self) {
        if self.bytes.first() == Some(&b'~') || (self.setting == Setting::Value && self.text.contains(":~")) {
            self.unknown = true;
        }
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'\'' => self.single_quoted(),
                b'"' => self.double_quoted(),
                b'\\' => self.escaped(),
                b'$' => self.dollar(false),
                b'`' => self.backticks(),
                _ => self.bare(),
            }
        }
    }

    fn finish(mut self) -> Reading {
        if let Some(field) = self.field.take() {
            self.fields.push(field);
        }
        if self.setting == Setting::Value && self.fields.is_empty() {
            self.fields.push(String::new());
        }
        if !self.unknown {
            if self.glob {
                self.reading.pattern = Some(self.fields.join(" ")).filter(|_| self.fields.len() == 1);
            } else {
                self.reading.fields = Some(self.fields);
            }
        }
        if self.reading.fields.is_none() {
            self.reading.origin = None;
        }
        self.reading
    }

    fn push(&mut self, text: &str) {
        self.field.get_or_insert_default().push_str(text);
    }

    /// A run of bytes without quotes, or one special byte.
    fn bare(&mut self) {
        let rest = &self.text[self.at..];
        let end = rest.find(['\'', '"', '\\', '$', '`']).unwrap_or(rest.len());
        let run = &rest[..end];
        self.at += end;
        if self.setting == Setting::Argument {
            self.glob |= is_glob(run);
            self.unknown |= self.is_brace_expansion(run) || run.contains(['(', ')', '<', '>']);
        } else {
            self.unknown |= run.contains(['(', ')', '<', '>']);
        }
        self.push(run);
    }

    /// `{a,b}` and `{1..3}` are several words for bash and one for others.
    fn is_brace_expansion(&self, run: &str) -> bool {
        run.contains('{') && (self.text.contains(',') || self.text.contains(".."))
    }

    fn single_quoted(&mut self) {
        let body = &self.text[self.at + 1..];
        let end = body.find('\'').unwrap_or(body.len());
        self.push(&body[..end]);
        self.at += end + 2;
    }

    fn escaped(&mut self) {
        let next = self.text[self.at + 1..].chars().next();
        match next {
            Some('\n') | None => {}
            Some(next) => self.push(next.encode_utf8(&mut [0; 4])),
        }
        self.at += 1 + next.map_or(0, char::len_utf8);
    }

    fn double_quoted(&mut self) {
        self.at += 1;
        self.push("");
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => break,
                b'\\' => match self.bytes.get(self.at + 1) {
                    Some(b'$' | b'`' | b'"' | b'\\' | b'\n') => self.escaped(),
                    _ => {
                        self.push("\\");
                        self.at += 1;
                    }
                },
                b'$' => self.dollar(true),
                b'`' => self.backticks(),
                _ => {
                    let rest = &self.text[self.at..];
                    let end = rest.find(['"', '\\', '$', '`']).unwrap_or(rest.len());
                    self.push(&rest[..end]);
                    self.at += end;
                }
            }
        }
        self.at += 1;
    }

    fn dollar(&mut self, quoted: bool) {
        match self.bytes.get(self.at + 1) {
            Some(b'(') => self.parenthesis(),
            Some(b'[') => {
                let end = closing(self.bytes, self.at + 2, b'[', b']');
                self.arithmetic(self.at + 2, end);
                self.at = end;
            }
            Some(b'{') => self.braced(quoted),
            Some(b'\'') if !quoted => self.ansi_quoted(),
            Some(b'"') if !quoted => self.at += 1,
            Some(first) if *first == b'_' || first.is_ascii_alphabetic() => {
                let name = self.bytes[self.at + 1..].iter().take_while(|b| **b == b'_' || b.is_ascii_alphanumeric()).count();
                let range = self.at + 1..self.at + 1 + name;
                self.variable(range.clone(), self.at..range.end, quoted);
                self.at = range.end;
            }
            Some(b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!') => {
                self.unknown = true;
                self.at += 2;
            }
            _ => {
                self.push("$");
                self.at += 1;
            }
        }
    }

    /// `$'…'`: known unless there is an escape in it.
    fn ansi_quoted(&mut self) {
        let start = self.at + 2;
        let mut end = start;
        while let Some(byte) = self.bytes.get(end).filter(|byte| **byte != b'\'') {
            end += if *byte == b'\\' { 2 } else { 1 };
        }
        let body = self.text.get(start..end.min(self.text.len())).unwrap_or_default();
        self.unknown |= body.contains('\\');
        self.push(body);
        self.at = (end + 1).min(self.text.len());
    }

    /// `$(…)` or `$((…))`.
    fn parenthesis(&mut self) {
        self.unknown = true;
        let start = self.at + 2;
        let end = closing_parenthesis(self.bytes, start);
        let arithmetic = self.bytes.get(start) == Some(&b'(') && self.bytes.get(end.saturating_sub(2)) == Some(&b')');
        if arithmetic && closing(self.bytes, start + 1, b'(', b')') == end.saturating_sub(1) {
            self.arithmetic(start + 1, end.saturating_sub(2));
        } else if end > start && self.bytes.get(end - 1) == Some(&b')') {
            self.reading.substitutions.push(start..end - 1);
        } else {
            self.reading.hidden = true;
        }
        self.at = end;
    }

    fn arithmetic(&mut self, start: usize, end: usize) {
        self.unknown = true;
        let body = self.text.get(start..end).unwrap_or_default();
        self.reading.hidden |= body.contains("$(") || body.contains('`');
        self.reading.assigns.extend(names(body));
    }

    fn backticks(&mut self) {
        self.unknown = true;
        let start = self.at + 1;
        let mut end = start;
        let mut escapes = false;
        while let Some(byte) = self.bytes.get(end).filter(|byte| **byte != b'`') {
            escapes |= *byte == b'\\';
            end += if *byte == b'\\' { 2 } else { 1 };
        }
        if escapes || end >= self.bytes.len() {
            self.reading.hidden = true;
        } else {
            self.reading.substitutions.push(start..end);
        }
        self.at = (end + 1).min(self.text.len());
    }

    /// `${…}`.
    fn braced(&mut self, quoted: bool) {
        let start = self.at + 2;
        let end = closing_brace(self.bytes, start);
        let body = self.text.get(start..end.saturating_sub(1)).unwrap_or_default();
        if is_name(body) {
            self.variable(start..end - 1, self.at..end, quoted);
        } else {
            self.unknown = true;
            self.reading.hidden |= body.contains("$(") || body.contains('`');
            if body.contains('=') {
                self.reading.assigns.extend(names(body));
            }
        }
        self.at = end;
    }

    fn variable(&mut self, name: Range<usize>, whole: Range<usize>, quoted: bool) {
        let variables = self.variables;
        let Some(value) = variables.get(&self.text[name]) else {
            self.unknown = true;
            return;
        };
        let alone = whole == (0..self.text.len()) || (quoted && whole == (1..self.text.len() - 1));
        if alone {
            self.reading.origin.clone_from(&value.origin);
        }
        if quoted || self.setting == Setting::Value {
            self.push(&value.text);
        } else if variables.get("IFS").is_some() {
            self.unknown = true;
        } else {
            self.split(value);
        }
    }

    /// An unquoted value is split at blanks, and globs in it are expanded.
    fn split(&mut self, value: &Value) {
        self.glob |= is_glob(&value.text);
        let blank = |c: char| matches!(c, ' ' | '\t' | '\n');
        for (index, part) in value.text.split(blank).enumerate() {
            if index > 0
                && let Some(field) = self.field.take()
            {
                self.fields.push(field);
            }
            if !part.is_empty() {
                self.push(part);
            }
        }
    }
}

fn is_glob(text: &str) -> bool {
    text.contains(['*', '?']) || text.find('[').is_some_and(|at| text[at..].contains(']'))
}

/// The range between the quotes, when the text is one quoted string, or all of it when nothing in it is special; without
/// escapes and variables, so that the value is written word for word.
pub(super) fn verbatim(text: &str) -> Option<Range<usize>> {
    if is_plain(text, Setting::Value) {
        return Some(0..text.len());
    }
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    let range = 1..text.len().saturating_sub(1);
    if let Some(inner) = inner('\'') {
        return (!inner.contains('\'')).then_some(range);
    }
    let inner = inner('"')?;
    (!inner.contains(['"', '\\', '$', '`'])).then_some(range)
}

/// The variables' names in an arithmetic expression or a default.
fn names(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| c != '_' && !c.is_ascii_alphanumeric()).filter(|name| is_name(name)).map(str::to_owned)
}

/// Behind the closer that matches an opener before `at`; the end of the text when there is none.
fn closing(bytes: &[u8], mut at: usize, open: u8, close: u8) -> usize {
    let mut depth = 1;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        if *byte == open {
            depth += 1;
        } else if *byte == close {
            depth -= 1;
            if depth == 0 {
                break;
            }
        }
    }
    at
}

/// Behind the `}` that closes `${`, over quotes and nested expansions.
fn closing_brace(bytes: &[u8], at: usize) -> usize {
    skip_to(bytes, at, b'}')
}

/// Behind the `)` that closes `$(`, over quotes, comments and nested parentheses.
pub(super) fn closing_parenthesis(bytes: &[u8], at: usize) -> usize {
    skip_to(bytes, at, b')')
}

/// Stands for a `case` among the closers that are waited for: what closes it is `esac`, and `a)` closes nothing.
const CASE: u8 = 0;

/// Whether a keyword stands at `at` as a word.
fn is_word(bytes: &[u8], at: usize, keyword: &[u8]) -> bool {
    let border =
        |byte: Option<&u8>| byte.is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b';' | b'(' | b')' | b'|' | b'&'));
    bytes[at..].starts_with(keyword)
        && border(at.checked_sub(1).and_then(|at| bytes.get(at)))
        && border(bytes.get(at + keyword.len()))
}

/// Whether a command may begin at `at`: behind an operator, or behind a keyword that one follows.
fn begins_command(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].trim_ascii_end();
    let newline = bytes[before.len()..at].contains(&b'\n');
    newline
        || before.last().is_none_or(|byte| matches!(byte, b'(' | b')' | b';' | b'|' | b'&' | b'{' | b'`'))
        || [b"then".as_slice(), b"do", b"else", b"!"].iter().any(|keyword| before.ends_with(keyword))
}

/// Behind the closer of the construct that `at` is in. Keeps its own stack, so that depth costs no stack frames.
fn skip_to(bytes: &[u8], mut at: usize, close: u8) -> usize {
    let mut stack = vec![close];
    while let (Some(byte), Some(top)) = (bytes.get(at).copied(), stack.last().copied()) {
        let next = bytes.get(at + 1).copied();
        at += 1;
        match byte {
            b'\\' => at += 1,
            _ if byte == top => {
                stack.pop();
            }
            b'c' if top != b'"' && top != b'`' && is_word(bytes, at - 1, b"case") && begins_command(bytes, at - 1) => {
                stack.push(CASE);
                at += 3;
            }
            b'e' if top == CASE && is_word(bytes, at - 1, b"esac") => {
                stack.pop();
                at += 3;
            }
            b'"' => stack.push(b'"'),
            b'`' => stack.push(b'`'),
            b'$' if matches!(next, Some(b'(' | b'{')) => {
                stack.push(if next == Some(b'(') { b')' } else { b'}' });
                at += 1;
            }
            b'\'' if top != b'"' => at += bytes[at..].iter().position(|b| *b == b'\'').map_or(bytes.len(), |end| end + 1),
            b'(' if top == b')' || top == CASE => stack.push(b')'),
            b'#' if (top == b')' || top == CASE) && at >= 2 && matches!(bytes[at - 2], b' ' | b'\t' | b'\n' | b';' | b'(') => {
                at += bytes[at..].iter().position(|b| *b == b'\n').unwrap_or(bytes.len() - at);
            }
            _ => {}
        }
    }
    at.min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Option<Vec<String>> {
        let mut variables = Variables::default();
        variables.set("deps", Some(Value { text: " a b\tc ".to_owned(), origin: Some(3..9) }));
        variables.set("v", Some(Value { text: "1.2".to_owned(), origin: None }));
        variables.set("g", Some(Value { text: "*.c".to_owned(), origin: None }));
        read(text, Setting::Argument, &variables).fields
    }

    #[test]
    fn quotes_are_removed_and_known_variables_filled_in() {
        let cases: &[(&str, &[&str])] = &[
            ("curl", &["curl"]),
            ("'a b'", &["a b"]),
            ("\"a b\"c", &["a bc"]),
            ("a\\ b", &["a b"]),
            ("''", &[""]),
            ("\"a\\\"b\\c\"", &["a\"b\\c"]),
            ("$deps", &["a", "b", "c"]),
            ("${deps}", &["a", "b", "c"]),
            ("\"$deps\"", &[" a b\tc "]),
            ("x${deps}y", &["x", "a", "b", "c", "y"]),
            ("python=${v}*", &[]),
            ("foo-$v.tar.gz", &["foo-1.2.tar.gz"]),
            ("$'a b'", &["a b"]),
            ("$", &["$"]),
            ("[", &["["]),
            ("{}", &["{}"]),
            ("é'ü'", &["éü"]),
        ];
        for (text, expected) in cases {
            let expected = (!expected.is_empty()).then(|| expected.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>());
            assert_eq!(fields(text), expected, "{text}");
        }
    }

    #[test]
    fn what_depends_on_something_else_is_unknown() {
        for text in
            ["$HOME", "~/x", "*.deb", "$(id)", "`id`", "$((1+1))", "${v:-1}", "{a,b}", "a[bc]", "$1", "$@", "$g", "$'\\n'"]
        {
            assert_eq!(fields(text), None, "{text}");
        }
    }

    #[test]
    fn a_glob_keeps_its_text() {
        let reading = read("/var/lib/apt/lists/*", Setting::Argument, &Variables::default());
        assert_eq!(reading.pattern.as_deref(), Some("/var/lib/apt/lists/*"));
        let reading = read("\"$X\"/*", Setting::Argument, &Variables::default());
        assert_eq!(reading.pattern, None);
    }

    #[test]
    fn substitutions_are_found_where_they_stand() {
        let cases: &[(&str, &[&str])] = &[
            ("$(id -u)", &["id -u"]),
            ("\"a$(b \"$(c)\")d\"`e`", &["b \"$(c)\"", "e"]),
            ("$(echo ')')x", &["echo ')'"]),
            ("$(a; (b))", &["a; (b)"]),
            ("$((1 + (2)))", &[]),
            ("$( (a) )", &[" (a) "]),
            ("$(grep case x)y", &["grep case x"]),
            ("$(case $a in (b) c;; d) e;; esac)f", &["case $a in (b) c;; d) e;; esac"]),
            ("\"$(case \"$a\" in b) echo \"c d\";; esac)\"", &["case \"$a\" in b) echo \"c d\";; esac"]),
            ("'$(a)'", &[]),
        ];
        for (text, expected) in cases {
            let reading = read(text, Setting::Argument, &Variables::default());
            let found: Vec<&str> = reading.substitutions.iter().map(|range| &text[range.clone()]).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn unfinished_words_are_read_to_their_end() {
        for text in ["'", "\"", "\\", "$(", "${", "$((", "`", "`\\", "$'", "$'\\", "${a", "$[", "\"\\", "$(\\", "$(#"] {
            let _ = read(text, Setting::Argument, &Variables::default());
            let _ = read(text, Setting::Value, &Variables::default());
        }
    }
}
