use super::*;
use proptest::prelude::*;

/// Ignore file, path, whether the path is kept out. Those marked E were checked against BuildKit 0.25 (see
/// `cli/tests/engine_dockerignore.rs`, which checks them again wherever an engine is at hand).
const TABLE: &[(&str, &str, bool)] = &[
    // Anchored at the root; a directory takes its content along.
    ("a", "a", true),
    ("a", "a/b", true),
    ("a", "b/a", false),
    ("a/", "a/b", true),
    ("/a", "a", true),
    ("./a", "a", true),
    ("a//b", "a/b", true),
    ("a/./b", "a/b", true),
    ("x/../a", "a", true),
    ("  a  ", "a", true),
    ("a\r\nb\r\n", "b", true),
    // Comments stand at the line's start only; a byte order mark is no part of the first pattern.
    ("#a", "#a", false),
    (" #a", "#a", true),
    ("a#b", "a#b", true),
    ("\u{feff}a", "a", true),
    ("\u{feff}#a\nb", "b", true),
    // Stars.
    ("*.py", "a.py", true),
    ("*.py", "d/a.py", false),
    ("*", "d/a.py", true),
    ("*/*.py", "d/a.py", true),
    ("*/*.py", "a.py", false),
    ("**/*.py", "a.py", true),
    ("**/*.py", "d/e/a.py", true),
    ("**.py", "d/e/a.py", true),
    ("**py", "d/happy", true),
    ("**py*", "d/happy", false),
    ("**/a", "a", true),
    ("**/a", "d/a", true),
    ("**/a", "d/ba", false),
    ("**/a/**", "d/a/x", true),
    ("**/a/**", "a", false),
    ("a/**", "a", false),
    ("a/**", "a/b/c", true),
    ("a**", "ab/c", true),
    ("a**", "b", false),
    ("d/**/x", "d/x", true),
    ("d/**/x", "d/e/f/x", true),
    ("d/**/x", "dx", false),
    ("**", "a/b", true),
    ("?.py", "a.py", true),
    ("?.py", "ab.py", false),
    ("?", "é", true),
    // Brackets and escapes.
    ("[ab]", "a", true),
    ("[^ab]", "a", false),
    ("[^ab]", "c", true),
    ("[!ab]", "c", false),
    ("[a-c]x", "bx", true),
    ("a]", "a]", true),
    ("\\*", "*", true),
    ("\\*", "a", false),
    ("\\#a", "#a", true),
    ("\\!a", "!a", true),
    ("a.b", "axb", false),
    ("a+(b)", "a+(b)", true),
    // `^` is a character, unless the pattern becomes a regular expression.
    ("a^b", "a^b", true),
    ("a^*", "a^b", false),
    // Exceptions: the last word wins.
    ("*\n!a", "a", false),
    ("*\n!a", "b", true),
    ("!a\n*", "a", true),
    ("*\n!a\na", "a", true),
    ("*\n! a", "a", false),
    ("*\n!/a", "a", false),
    ("*\n!./a/", "a/b", false),
    ("d\n!d/a", "d/a", false),
    ("d\n!d/a", "d/b", true),
    ("*\n!d/a", "d/a", false),
    ("**\n!*.md", "d/a.md", true),
    ("**\n!**/*.md", "d/a.md", false),
    ("/!a\nb", "a", false),
    ("*\n/!a", "a", false),
    // An exception that came too early for the directory says nothing about its content either.
    ("d/a\n!d", "d/a", true),
    ("d/*\n!d", "d/a", true),
    // These name nothing.
    (".", "a", false),
    ("/", "a", false),
    ("../a", "a", false),
    ("\n\n  \n", "a", false),
];

#[test]
fn lines_mean_what_they_mean_to_buildkit() {
    for (text, path, expected) in TABLE {
        let file = IgnoreFile::parse(text);
        assert_eq!(file.error(), None, "{text:?}");
        assert_eq!(file.excludes(path), *expected, "{text:?} and {path}");
    }
}

#[test]
fn lines_that_mean_nothing_reliable_are_errors() {
    use IgnoreErrorKind::{EmptyException, Malformed, TooLong, Unclear};
    let long = "x".repeat(MAX_LINE);
    let table = [
        ("!", EmptyException),
        ("!/", EmptyException),
        ("[", Malformed),
        ("[]", Malformed),
        ("[a", Malformed),
        ("[a-]", Malformed),
        ("[z-a]", Malformed),
        ("a\\", Malformed),
        ("\\d", Unclear),
        ("[*]", Unclear),
        ("[[:alpha:]]", Unclear),
        (long.as_str(), TooLong),
    ];
    for (text, kind) in table {
        let file = IgnoreFile::parse(&format!("ok\n{text}\n"));
        assert_eq!(file.error(), Some(&IgnoreError { line: 2, kind }), "{text:.20?}");
    }
}

#[test]
fn a_walk_may_stop_only_where_nothing_comes_back() {
    let closes = |text: &str, directory: &str| {
        let file = IgnoreFile::parse(text);
        let verdict = file.judge(&Verdict::default(), directory);
        file.closes(&verdict, directory)
    };
    assert!(closes("node_modules", "node_modules"));
    assert!(closes("*\n!src", "node_modules"));
    assert!(!closes("*\n!src/app", "src"));
    assert!(!closes("*\n!**/keep", "node_modules"));
    assert!(!closes("other", "node_modules"));
}

proptest! {
    #[test]
    fn any_text_and_any_path_get_an_answer(text in "[a!*?/\\[\\]^.\\\\#\n -]{0,40}", path in "[ab/.*]{0,20}") {
        let file = IgnoreFile::parse(&text);
        let _ = file.excludes(&path);
    }

    // BuildKit's walk stops where no line that takes back begins with the directory, letter by letter: what a wildcard
    // would take back below it stays out, so lines that take back have none here.
    #[test]
    fn judging_step_by_step_is_judging_at_once(text in "((![ab]{1,3}(/[ab]{1,3}){0,2}|[ab*]{1,3}(/[ab*]{1,3}){0,2})\n){0,5}", path in "[ab]{1,2}(/[ab]{1,2}){0,3}") {
        let file = IgnoreFile::parse(&text);
        let mut verdict = Verdict::default();
        let mut closed = false;
        for (at, _) in path.match_indices('/').chain([(path.len(), "")]) {
            verdict = file.judge(&verdict, &path[..at]);
            // Behind a closed directory everything is out.
            prop_assert!(!closed || verdict.excluded(), "{:?} {}", text, path);
            closed |= file.closes(&verdict, &path[..at]);
        }
        prop_assert_eq!(file.excludes(&path), verdict.excluded());
    }

    #[test]
    fn a_literal_line_takes_out_its_path_and_what_is_below(path in "[ab]{1,3}(/[ab]{1,3}){0,2}", other in "[ab]{1,3}(/[ab]{1,3}){0,3}") {
        let file = IgnoreFile::parse(&path);
        prop_assert_eq!(file.excludes(&other), other == path || other.starts_with(&format!("{path}/")));
    }
}
