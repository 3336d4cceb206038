//! Whether a text names a file or a directory: as a path, in quotes, as a module; not in prose and not in an address.

use memchr::memmem::Finder;

/// What kind of text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// A source: paths stand in quotes.
    Code,
    /// Commands, settings and manifests: a word of its own may be a path.
    Plain,
}

/// The name of a directory that is as often a command, a mode or a key.
const TEST: &str = "test";

/// Whether a text names it by the last part of its path.
pub(super) fn names(text: &str, name: &str, style: Style) -> bool {
    named(name)(text, style)
}

/// The same, to be asked of many texts.
pub(super) fn named(name: &str) -> impl Fn(&str, Style) -> bool {
    let finder = Finder::new(name);
    move |text, style| {
        let bytes = text.as_bytes();
        finder.find_iter(bytes).any(|start| {
            let end = start + name.len();
            is_whole(bytes, start, end)
                && !is_address(text, start)
                && !is_left_out(text, start)
                && is_path(bytes, start, end, name, style)
        })
    }
}

/// Whether nothing beside it continues the name.
fn is_whole(bytes: &[u8], start: usize, end: usize) -> bool {
    let continues = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || byte >= 0x80;
    let before = start.checked_sub(1).map(|at| bytes[at]);
    let member = before == Some(b'.') && start >= 2 && (continues(bytes[start - 2]) || matches!(bytes[start - 2], b')' | b']'));
    !before.is_some_and(continues) && !member && !bytes.get(end).copied().is_some_and(continues)
}

/// Whether it stands where a path would.
fn is_path(bytes: &[u8], start: usize, end: usize, name: &str, style: Style) -> bool {
    let before = start.checked_sub(1).map(|at| bytes[at]);
    let after = bytes.get(end).copied();
    let slash = |byte: Option<u8>| matches!(byte, Some(b'/' | b'\\'));
    let quote = |byte: Option<u8>| matches!(byte, Some(b'"' | b'\'' | b'`'));
    if slash(after) || (slash(before) && after != Some(b'.')) || name.contains('.') {
        return true;
    }
    if name == TEST && is_no_directory(&bytes[..start], &bytes[end..]) {
        return false;
    }
    let module = || {
        let line = bytes[..start].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line = bytes[line..start].trim_ascii_start();
        line.starts_with(b"import ") || line.starts_with(b"from ") && line.len() == 5
    };
    let blank = |byte: Option<u8>| byte.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b';' | b',' | b':'));
    let opened = matches!(before, Some(b'(' | b'>' | b'=' | b'['));
    let stands_alone = after != Some(b'.') && (quote(before) || quote(after) || opened);
    let word = || blank(before) && blank(after) && (style == Style::Plain || is_command(bytes, start));
    stands_alone || (quote(before) && after == Some(b'.')) || module() || word()
}

/// Whether the line of a source runs a command, or embeds files, so that a word of its own may be a path.
fn is_command(bytes: &[u8], start: usize) -> bool {
    const WORDS: [&[u8]; 7] = [b"go:embed", b"system(", b"open(", b"exec", b"spawn", b"subprocess", b"check_"];
    let from = bytes[..start].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    WORDS.iter().any(|word| memchr::memmem::find(&bytes[from..start], word).is_some())
}

/// Whether what stands around the word `test` says that it is something else: a command of the shell, a key, or the value of a
/// mode that is compared.
fn is_no_directory(before: &[u8], after: &[u8]) -> bool {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'');
    let blanks = after.iter().take_while(|byte| is_blank(byte)).count();
    let quoted = before.last().is_some_and(is_quote);
    let command = !quoted && blanks > 0 && after.get(blanks).is_some_and(|byte| b"-$!\"'".contains(byte));
    let key = after.iter().find(|byte| !is_blank(byte) && !is_quote(byte)) == Some(&b':');
    let sign = before.iter().rev().find(|byte| !is_blank(byte) && !is_quote(byte));
    let compared = sign == Some(&b'=') && before.windows(2).rev().take(5).any(|two| two == b"==");
    command || key || compared
}

/// Whether it is part of an address.
fn is_address(text: &str, start: usize) -> bool {
    let word = text[..start]
        .rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '(' | '<' | ','))
        .map_or(0, |at| at + 1);
    text.get(word..start).is_some_and(|word| word.contains("://"))
}

/// Whether the line is about what is left out, as in `find_packages(exclude=["tests"])`.
fn is_left_out(text: &str, start: usize) -> bool {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[line..start];
    line.len() < 300 && ["exclude", "ignore", "omit"].iter().any(|word| line.contains(word))
}

/// Subcommands of git that read nothing of a history that was copied.
const BLIND: [&str; 7] = ["clone", "init", "ls-remote", "lfs", "--version", "credential", "remote"];

/// Whether a text asks git for something of the repository: `git describe`, `["git", "rev-parse"]`, not `git clone`.
pub(super) fn asks_git(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, b"git").any(|start| {
        let before = start.checked_sub(1).map(|at| bytes[at]);
        let rest = &text[start + 3..];
        let gap = rest.len() - rest.trim_start_matches([' ', '\t', '"', '\'', ',', '`']).len();
        let starts =
            before.is_none_or(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'@' | b'/')));
        if gap == 0 || gap > 6 || !starts || is_comment(text, start) {
            return false;
        }
        let word: String = rest[gap..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
        let global = word == "config"
            && rest[gap..].lines().next().is_some_and(|line| line.contains("--global") || line.contains("--system"));
        COMMANDS.contains(&word.as_str()) && !BLIND.contains(&word.as_str()) && !global
    })
}

/// Subcommands of git; other words behind its name are prose or operands of package managers.
const COMMANDS: [&str; 30] = [
    "-c",
    "archive",
    "blame",
    "branch",
    "cat-file",
    "checkout",
    "config",
    "describe",
    "diff",
    "diff-index",
    "fetch",
    "for-each-ref",
    "grep",
    "log",
    "ls-files",
    "ls-tree",
    "merge",
    "name-rev",
    "pull",
    "reset",
    "rev-list",
    "rev-parse",
    "shortlog",
    "show",
    "show-ref",
    "status",
    "submodule",
    "symbolic-ref",
    "tag",
    "update-index",
];

/// Whether a place stands in a comment of a shell, of Python or of C's kin.
fn is_comment(text: &str, start: usize) -> bool {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[line..start].trim_start();
    line.starts_with('#') || line.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_named_and_prose_is_not() {
        for (text, name) in [
            ("open('docs/a.md')", "docs"),
            ("Path(BASE, \"docs\")", "docs"),
            ("add_subdirectory(tests)", "tests"),
            ("from tests.factories import user", "tests"),
            ("require('./test/server')", "test"),
            ("'tests.settings'", "tests"),
            ("readme = \"README.md\"", "README.md"),
            ("HERE / \"doc\" / \"terms.txt\"", "doc"),
            ("path.join(__dirname, 'test', name)", "test"),
            ("//go:embed docs\nvar pages embed.FS", "docs"),
            ("os.system('cp -r docs /srv')", "docs"),
            ("<module>tests</module>", "tests"),
        ] {
            assert!(names(text, name, Style::Code), "{text}");
        }
        for (text, name) in [
            ("# see the docs for more", "docs"),
            ("https://example.com/docs/a", "docs"),
            ("app.docs.a", "docs"),
            ("process.env", ".env"),
            ("if mode == 'test'", "test"),
            ("find_packages(exclude=['tests'])", "tests"),
            ("'docs.html'", "doc"),
            ("\"test\": \"jest\"", "test"),
            ("test:\n  stage: a", "test"),
        ] {
            assert!(!names(text, name, Style::Code), "{text}");
        }
        assert!(names("cp -r docs /srv", "docs", Style::Plain));
        assert!(names("path: docs\n", "docs", Style::Plain));
        assert!(names("cp -r test /srv", "test", Style::Plain));
        assert!(!names("test -f a && test \"$b\"", "test", Style::Plain));
        assert!(names(". .env", ".env", Style::Plain));
    }

    #[test]
    fn git_is_asked_where_its_history_is_read() {
        for text in
            ["git describe --tags", "['git', 'rev-parse', 'HEAD']", "`git ls-files`", "$(shell git log -1)", "RUN git pull"]
        {
            assert!(asks_git(text), "{text}");
        }
        for text in [
            "git clone https://e.org/a.git",
            "apt-get install git curl",
            "git config --global user.name x",
            "# git log",
            "digit show",
            "pip install git+https://e.org/a",
        ] {
            assert!(!asks_git(text), "{text}");
        }
    }
}
