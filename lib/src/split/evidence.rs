//! What the image calls once it runs: by its commands, its scripts and the strings of its sources.

use crate::context::{FileKind, Known};
use crate::facts::{Parent, Stage};
use crate::knowledge::{self, Distribution, ImageName, Variant};
use crate::rules::View;
use crate::syntax::Keyword;

/// Programs whose names are ordinary words too: only a list of arguments that begins with them counts in a source.
const WORDS: [&str; 14] =
    ["cc", "convert", "file", "host", "make", "patch", "top", "time", "which", "install", "test", "less", "script", "split"];

/// A string literal.
#[derive(Debug)]
struct Literal {
    text: String,
    /// Whether a list begins with it that goes on, in a source that starts programs.
    starts_list: bool,
}

/// What names programs.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    complete: bool,
    /// The commands that the image runs, and shell scripts.
    commands: String,
    /// String literals of sources.
    literals: Vec<Literal>,
    /// Packages of programs that the full base has, the slim one lacks and something names.
    missing: Vec<&'static str>,
}

impl Evidence {
    /// Collects it for the image that a stage is.
    pub(super) fn new(view: &View<'_>, stage: &Stage<'_>) -> Self {
        let mut evidence = Self { complete: true, ..Self::default() };
        for instruction in view.facts.body(view.file, stage.index) {
            if matches!(instruction.keyword, Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck) {
                evidence.commands.push_str(view.slice(instruction.span));
                evidence.commands.push('\n');
            }
        }
        for pattern in
            ["**/*.sh", "**/*.bash", "**/*entrypoint*", "**/Procfile", "**/supervisord*.conf", "**/*.cron", "**/crontab*"]
        {
            evidence.take(view, pattern, |evidence, text| {
                evidence.commands.push_str(text);
                evidence.commands.push('\n');
            });
        }
        evidence.take(view, "**/*.py", |evidence, text| literals(text, &mut evidence.literals));
        evidence.missing = evidence.missing_from_slim(view, stage);
        evidence
    }

    fn take(&mut self, view: &View<'_>, pattern: &str, mut read: impl FnMut(&mut Self, &str)) {
        match view.context.files(pattern, true) {
            Known::Yes(files) => {
                for file in files.iter().filter(|file| file.kind == FileKind::File) {
                    match file.content.as_deref().map(std::str::from_utf8) {
                        Some(Ok(text)) => read(self, text),
                        Some(Err(_)) => {}
                        None => self.complete = false,
                    }
                }
            }
            Known::No => {}
            Known::Unknown => self.complete = false,
        }
    }

    /// Whether everything that the image's own files call was seen.
    pub(super) const fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether a command of the image, or a script, says these words.
    pub(super) fn mentions(&self, words: &str) -> bool {
        self.commands.contains(words)
    }

    /// Whether something names a program that a Debian package gives.
    pub(super) fn names_package(&self, package: &str) -> bool {
        let own = [package, package.trim_end_matches(|c: char| c.is_ascii_digit())];
        own.into_iter().any(|name| self.names(name)) || knowledge::programs_of(package).any(|program| self.names(program))
    }

    /// Whether something names a program.
    pub(super) fn names(&self, program: &str) -> bool {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+');
        let command = self.commands.match_indices(program).any(|(at, _)| {
            let before = self.commands[..at].chars().next_back();
            let after = self.commands[at + program.len()..].chars().next();
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        });
        let word = WORDS.contains(&program);
        command
            || self.literals.iter().any(|literal| {
                let first = literal.text.split_whitespace().next().unwrap_or_default();
                let called = first == program || first.rsplit('/').next() == Some(program) && first.contains("bin/");
                called && (!word || literal.text == program && literal.starts_list)
            })
    }

    fn missing_from_slim(&self, view: &View<'_>, stage: &Stage<'_>) -> Vec<&'static str> {
        let Parent::Image(reference, Some(base)) = &stage.parent else { return Vec::new() };
        let known = view.options.known_as(reference);
        let Some(name) = ImageName::parse(&known) else { return Vec::new() };
        let Some(tag) = knowledge::slim_tag(&name).filter(|_| base.variant == Variant::Full) else { return Vec::new() };
        let Some(slim) = knowledge::base(&ImageName { tag: Some(&tag), ..name }) else { return Vec::new() };
        let lacking = base.programs.iter().filter(|program| !slim.has(program) && self.names(program));
        lacking.filter_map(|program| knowledge::package_for(program, Distribution::Debian)).collect()
    }

    /// Debian packages of programs that the smaller base lacks.
    pub(super) fn missing_packages(&self) -> impl Iterator<Item = String> {
        self.missing.iter().map(|package| (*package).to_owned())
    }
}

/// The string literals of a Python source that may name a program.
fn literals(text: &str, out: &mut Vec<Literal>) {
    let bytes = text.as_bytes();
    let starts = ["subprocess", "Popen", "os.exec", "os.spawn", "check_output"].iter().any(|word| text.contains(word));
    let (mut at, mut before) = (0, ' ');
    while at < bytes.len() {
        match bytes[at] {
            b'#' => at = text[at..].find('\n').map_or(bytes.len(), |end| at + end),
            quote @ (b'"' | b'\'') => {
                let triple = bytes[at..].starts_with(&[quote; 3]);
                let start = at + if triple { 3 } else { 1 };
                let end = end_of_literal(bytes, start, quote, triple);
                let behind = end + if triple { 3 } else { 1 };
                let goes_on = text.get(behind..).is_some_and(|rest| rest.trim_start().starts_with(','));
                // a literal of many lines is text for people
                if let Some(literal) = text.get(start..end).filter(|literal| !literal.is_empty() && literal.len() < 400) {
                    out.push(Literal { text: literal.to_owned(), starts_list: starts && before == '[' && goes_on });
                }
                at = behind;
                before = '"';
            }
            byte => {
                if !byte.is_ascii_whitespace() {
                    before = char::from(byte);
                }
                at += 1;
            }
        }
    }
}

fn end_of_literal(bytes: &[u8], start: usize, quote: u8, triple: bool) -> usize {
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' if !triple => return at,
            byte if byte == quote && (!triple || bytes[at..].starts_with(&[quote; 3])) => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_name_programs_in_their_strings() {
        let mut evidence = Evidence::default();
        literals(
            "import os, subprocess # 'wget'\nos.system(\"git status\")\nx = ['file', '-b']\ny = 'make it so'\nz = '/usr/bin/curl'\n",
            &mut evidence.literals,
        );
        evidence.commands = "CMD [\"gunicorn\", \"app\"]\n./wait.sh && ssh-keygen".to_owned();
        for named in ["git", "file", "curl", "gunicorn"] {
            assert!(evidence.names(named), "{named}");
        }
        for other in ["wget", "make", "ssh", "wait"] {
            assert!(!evidence.names(other), "{other}");
        }
    }
}
