//! Which files a question means: [`Glob`]'s pattern language, for everyone who answers one.

use super::pattern::{Pattern, Token};
use super::{Glob, Scope};

/// A [`Glob`]'s pattern, ready to be matched against many paths.
#[derive(Clone, Debug)]
pub struct GlobMatcher(Matcher);

#[derive(Clone, Debug)]
enum Matcher {
    Literal(String),
    Pattern(Pattern),
}

impl Glob {
    /// A question about files that reach the builder.
    #[must_use]
    pub fn new(pattern: &str, contents: bool) -> Self {
        Self { pattern: pattern.to_owned(), contents, scope: Scope::Sent }
    }

    /// Compiles the pattern.
    ///
    /// `*` and `?` stay within a path component; `**/` stands for any directories, none included; `**` elsewhere for
    /// anything. All other characters mean themselves.
    #[must_use]
    pub fn matcher(&self) -> GlobMatcher {
        let literal = self.is_literal();
        GlobMatcher(if literal { Matcher::Literal(self.pattern.clone()) } else { Matcher::Pattern(compile(&self.pattern)) })
    }

    /// Whether it names one path only.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        !self.pattern.contains(['*', '?'])
    }

    /// The directory below which all matches lie; empty for the context's root.
    #[must_use]
    pub fn directory(&self) -> &str {
        let fixed = self.pattern.find(['*', '?']).unwrap_or(self.pattern.len());
        self.pattern[..fixed].rfind('/').map_or("", |end| &self.pattern[..end])
    }

    /// How many components below that directory a match has at most; none where any number.
    #[must_use]
    pub fn depth(&self) -> Option<usize> {
        let below = self.pattern[self.directory().len()..].trim_start_matches('/');
        (!self.pattern.contains("**")).then(|| below.matches('/').count() + 1)
    }

    /// Whether no path can match, as paths have no empty components and none that lead elsewhere.
    #[must_use]
    pub fn leads_nowhere(&self) -> bool {
        self.pattern.split('/').any(|part| matches!(part, "" | "." | ".."))
    }
}

impl GlobMatcher {
    /// Whether a path (relative, with `/`, without `./`) is meant.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        match &self.0 {
            Matcher::Literal(literal) => literal == path,
            Matcher::Pattern(pattern) => pattern.matches(path),
        }
    }
}

fn compile(text: &str) -> Pattern {
    let mut pattern = Pattern::default();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let directory_begins = rest.len() == text.len() || text[..text.len() - rest.len()].ends_with('/');
        if let (true, Some(behind)) = (directory_begins, rest.strip_prefix("**/")) {
            pattern.push_directories();
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix("**") {
            pattern.push(Token::Anything);
            rest = behind;
        } else {
            pattern.push(match character {
                '*' => Token::Component,
                '?' => Token::One,
                other => Token::Char(other),
            });
            rest = &rest[character.len_utf8()..];
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Glob::new(pattern, false).matcher().matches(path)
    }

    #[test]
    fn stars_stay_within_a_component_and_double_stars_do_not() {
        let table = [
            ("app.py", "app.py", true),
            ("app.py", "src/app.py", false),
            ("*.py", "app.py", true),
            ("*.py", ".py", true),
            ("*.py", "src/app.py", false),
            ("src/*", "src/a", true),
            ("src/*", "src", false),
            ("src/*", "src/a/b", false),
            ("src/**", "src/a/b", true),
            ("src/**", "src", false),
            ("**/*.py", "app.py", true),
            ("**/*.py", "a/b/app.py", true),
            ("a/**/b", "a/b", true),
            ("a/**/b", "a/x/y/b", true),
            ("a/**/b", "ab", false),
            ("a**b", "a/x/b", true),
            ("?.txt", "a.txt", true),
            ("?.txt", "/.txt", false),
            ("?.txt", "é.txt", true),
            ("**", "a/b/c", true),
            ("a[b]", "a[b]", true),
            ("a[b]", "ab", false),
            ("", "", true),
            ("", "a", false),
        ];
        for (pattern, path, expected) in table {
            assert_eq!(matches(pattern, path), expected, "{pattern} against {path}");
        }
    }

    #[test]
    fn the_directory_is_where_a_walk_may_begin() {
        let directory = |pattern: &str| Glob::new(pattern, false).directory().to_owned();
        assert_eq!(directory("a/b/*.py"), "a/b");
        assert_eq!(directory("a/b*/c"), "a");
        assert_eq!(directory("*"), "");
        assert_eq!(directory("a/b"), "a");
    }

    #[test]
    fn many_stars_take_no_longer_than_their_number_times_the_path() {
        let pattern = "*a".repeat(200) + "b";
        let path = "a".repeat(5_000);
        assert!(!matches(&pattern, &path));
    }
}
