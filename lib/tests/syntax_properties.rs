//! What holds for the tree of any text at all; the fuzz target asks the same of other texts.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail, and says what it measured")]

#[path = "support/invariants.rs"]
mod invariants;

use invariants::check;
use proptest::prelude::*;

/// Pieces that the language gives a meaning, so that random texts come near its corners.
const PIECES: &[&str] = &[
    "FROM",
    "RUN",
    "COPY",
    "ENV",
    "ARG",
    "ONBUILD",
    "HEALTHCHECK",
    "CMD",
    "SHELL",
    "VOLUME",
    "LABEL",
    "run",
    "XYZ",
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\\\n",
    "` \n",
    "\\",
    "\\\\",
    "#",
    "# escape=`",
    "# syntax=a",
    "\u{feff}",
    "--from=",
    "--",
    "=",
    "\"",
    "'",
    "[",
    "]",
    "[\"a\", \"b\"]",
    ",",
    "{",
    "}",
    "<<E",
    "<<-'E'",
    "<<",
    "E",
    "\nE\n",
    "$a",
    "${a:-b}",
    "${",
    "a",
    "é",
    "\u{a0}",
    "\u{85}",
    "\0",
    "😀",
    "NONE",
    "AS",
    "\u{b}",
];

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn trees_of_pieces_hold_together(text in pieces()) {
        check(&text);
    }

    #[test]
    fn trees_of_lines_hold_together(lines in prop::collection::vec((prop::sample::select(PIECES), pieces()), 0..8)) {
        check(&lines.into_iter().map(|(first, rest)| format!("{first} {rest}\n")).collect::<String>());
    }

    #[test]
    fn trees_of_any_text_hold_together(text in any::<String>()) {
        check(&text);
    }
}

#[test]
fn hostile_texts_hold_together() {
    let long = |piece: &str, bytes: usize| piece.repeat(bytes / piece.len());
    for text in [
        "FROM a\nRUN ".to_owned() + &long("x", 5_000_000),
        "FROM a\nRUN ".to_owned() + &long("\\\n", 500_000),
        "FROM a\nRUN ".to_owned() + &long("ONBUILD ", 500_000),
        long("ONBUILD ", 500_000),
        "FROM a\nRUN <<E ".to_owned() + &long("${a:-", 500_000),
        "FROM a\nRUN ".to_owned() + &long("<<E ", 40_000),
        "FROM a\nENV ".to_owned() + &long("a=b\\\n ", 200_000),
        "FROM a\nCMD ".to_owned() + &long("[", 500_000),
        "FROM a\nCMD ".to_owned() + &long("[{\"a\":", 500_000),
        "FROM a\nCOPY ".to_owned() + &long("--a=\"", 500_000),
        long(" ", 500_000),
        long("\n", 500_000),
        long("#\n", 500_000),
        long("# escape=`\n", 50_000),
        long("X\n", 50_000),
    ] {
        check(&text);
    }
}

#[test]
fn words_stay_in_their_instructions_where_blanks_are_strange() {
    for text in ["FROM --from=\\\n\n  \u{feff}\n", "FROM --from=\\\n\u{b}FROM\n", "FROM ` \nRUN\u{b}<<E\\\u{a0} \n"] {
        check(text);
    }
}
