//! What analysis says about bodies, behaviour by behaviour.

use super::*;
use crate::span::Span;
use proptest::prelude::*;

fn script(text: &str) -> Script {
    analyse(&Joined::verbatim(text, 0), Dialect::POSIX).unwrap_or_else(|refusal| panic!("{refusal:?}: {text}"))
}

/// Commands as `word|word`, fields of known words joined, unknown ones as written in brackets.
fn commands(text: &str) -> Vec<String> {
    let word = |word: &Word| word.fields().map_or_else(|| format!("[{}]", word.raw), |fields| fields.join(" "));
    let command = |command: &Command| command.words.iter().map(word).collect::<Vec<_>>().join("|");
    script(text).commands.iter().map(command).collect()
}

/// The first words of the commands for which a condition holds.
fn which(text: &str, is: impl Fn(&Place) -> bool) -> String {
    let script = script(text);
    let names = script.commands.iter().filter(|command| is(&command.place)).filter_map(|c| c.words.first());
    names.map(|word| &*word.raw).collect::<Vec<_>>().join(" ")
}

#[test]
fn words_are_exact_and_plain_words_are_themselves() {
    let text = "apt-get install -y  'a b' é $x \"c\" && rm -rf /x/*";
    let script = script(text);
    for word in script.commands.iter().flat_map(|command| &command.words) {
        assert!(word.exact, "{word:?}");
        assert_eq!(word.span.of(text), &*word.raw);
    }
    let plain: Vec<_> = script.commands[0].words.iter().filter(|word| word.plain).map(|word| &*word.raw).collect();
    assert_eq!(plain, ["apt-get", "install", "-y", "é"]);
    assert_eq!(script.commands[1].words[2].pattern(), Some("/x/*"));
}

#[test]
fn variables_of_the_body_are_filled_in_where_they_are_certain() {
    let cases: &[(&str, &str)] = &[
        ("x='a b c' && echo $x", "echo|a b c"),
        ("x=\"a b\"; echo \"$x\"", "echo|a b"),
        ("export x=a; echo ${x}", "echo|a"),
        ("x=a y=b && echo $x$y", "echo|ab"),
        ("x=a; x+=b; echo $x", "echo|ab"),
        ("x=a; y=\"$x b\"; echo $y", "echo|a b"),
        ("echo $x; x=a", "echo|[$x]"),
        ("a || x=1; echo $x", "echo|[$x]"),
        ("a && x=1; echo $x", "echo|[$x]"),
        ("a && x=1 && echo $x", "echo|1"),
        ("x=1; if a; then x=2; fi; echo $x", "echo|[$x]"),
        ("if a; then x=2; echo $x; fi", "echo|2"),
        ("x=1; (x=2); echo $x", "echo|1"),
        ("x=1; x=2 | a; echo $x", "echo|1"),
        ("x=1; x=2 & echo $x", "echo|1"),
        ("for p in a b; do echo $p; done", "echo|[$p]"),
        ("x=1; for p in a b; do echo $x; x=2; done", "echo|[$x]"),
        ("x=1; while read x; do :; done; echo $x", "echo|[$x]"),
        ("x=1; read x; echo $x", "echo|[$x]"),
        ("x=1; unset x; echo $x", "echo|[$x]"),
        ("x=1; . ./env; echo $x", "echo|[$x]"),
        ("x=1; eval \"$y\"; echo $x", "echo|[$x]"),
        ("x=1; f() { x=2; }; f; echo $x", "echo|[$x]"),
        ("f() { x=2; }; x=1; f; echo $x", "echo|[$x]"),
        ("x=1; : $((x = 2)); echo $x", "echo|[$x]"),
        ("x=1; : ${x:=2}; echo $x", "echo|[$x]"),
        ("x=1 echo $x", "echo|[$x]"),
        ("x=$(id); echo $x", "echo|[$x]"),
        ("x=*.c; echo $x", "echo|[$x]"),
        ("IFS=,; x=a,b; echo $x", "echo|[$x]"),
        ("x=(a b); echo $x", "echo|[$x]"),
        ("x=~/a; echo $x", "echo|[$x]"),
        ("declare -i x=1+1; echo $x", "echo|[$x]"),
        ("sh -c 'x=1'; echo $x", "echo|[$x]"),
        ("x=1; sh -c 'echo $x'", "echo|[$x]"),
    ];
    for (text, expected) in cases {
        let echo = commands(text).into_iter().find(|command| command.starts_with("echo"));
        assert_eq!(echo.as_deref(), Some(*expected), "{text}");
    }
}

#[test]
fn lists_are_found_where_they_are_written() {
    let text = "deps='gcc\tmake' && apt-get install $deps \"$deps\" x$deps";
    let script = script(text);
    let words = &script.commands[1].words;
    assert_eq!(words[2].through().map(|span| span.of(text)), Some("gcc\tmake"));
    let places: Vec<&str> = words[2].places().iter().map(|place| place.of(text)).collect();
    assert_eq!(places, ["gcc", "make"]);
    assert!(words[3].through().is_some());
    assert_eq!(words[4].through(), None);
    assert!(words[4].places().is_empty());
}

#[test]
fn lists_over_continued_lines_are_found_in_the_file() {
    let text = "RUN deps=' \\\n  gcc \\\n  make \\\n ' \\\n && apk add $deps\n";
    let file = crate::syntax::parse(text);
    let crate::syntax::Arguments::Run(crate::syntax::Command::Shell(body)) = &file.instructions()[0].arguments else {
        panic!("a RUN")
    };
    let script = analyse(body, Dialect::POSIX).expect("valid");
    let word = &script.commands[1].words[2];
    let places: Vec<&str> = word.places().iter().map(|place| place.of(text)).collect();
    assert_eq!(places, ["gcc", "make"]);
    assert_eq!(script.commands[1].before.map(|separator| separator.span.of(text)), Some("&&"));
}

#[test]
fn what_errexit_catches_is_not_tolerated() {
    let tolerated = |text: &str| which(text, |place| place.tolerated);
    assert_eq!(tolerated("a && b && c"), "");
    assert_eq!(tolerated("a; b; c"), "a b");
    assert_eq!(tolerated("set -e; a; b; c"), "");
    assert_eq!(tolerated("set -e; a && b; c"), "a");
    assert_eq!(tolerated("set -e; a; b && c"), "");
    assert_eq!(tolerated("a || b"), "a");
    assert_eq!(tolerated("a | b"), "a");
    assert_eq!(tolerated("set -o pipefail; a | b"), "set");
    assert_eq!(tolerated("set -euxo pipefail; a | b; c"), "");
    assert_eq!(tolerated("! a"), "a");
    assert_eq!(tolerated("if a; then b; fi"), "a");
    assert_eq!(tolerated("set -e; for x in y; do a; b; done"), "");
    assert_eq!(tolerated("for x in y; do a; b; done"), "a b");
    assert_eq!(tolerated("a & b"), "a");
    assert_eq!(tolerated("set -e; { a; b; } || c"), "a b");
    assert_eq!(tolerated("x=$(a)"), "");
    assert_eq!(tolerated("echo $(a)"), "a");
    assert_eq!(tolerated("sh -c 'a; b'"), "a");
    assert_eq!(tolerated("sh -ec 'a; b'"), "");
    assert_eq!(tolerated("set -e; set +e; a; b"), "set set a");
}

#[test]
fn what_may_not_run_is_conditional() {
    let conditional = |text: &str| which(text, |place| place.conditional);
    let uncertain = |text: &str| which(text, |place| !place.certain);
    assert_eq!(conditional("a && b || c"), "c");
    assert_eq!(uncertain("a && b || c"), "b c");
    assert_eq!(conditional("a && b; c"), "");
    assert_eq!(uncertain("a && b; c"), "b");
    assert_eq!(conditional("[ -f x ] && b; c"), "b");
    assert_eq!(conditional("[ -f x ] && b"), "");
    assert_eq!(conditional("! a && b; c"), "b");
    assert_eq!(conditional("if a; then b; elif c; then d; else e; fi"), "b c d e");
    assert_eq!(conditional("while a; do b; done"), "b");
    assert_eq!(conditional("case $x in a) b;; c) d;; esac"), "b d");
    assert_eq!(conditional("f() { a; }; b"), "a");
    assert_eq!(conditional("{ a; (b); }"), "");
    assert_eq!(conditional("find . -exec sh -c 'a' \\;"), "a");
}

#[test]
fn places_tell_pipes_subshells_and_nesting() {
    let script = script("a | (b; c) | d; sh -c 'e && f' & g $(h)");
    let place = |name: &str| script.commands.iter().find(|c| &*c.words[0].raw == name).map(|c| c.place).expect(name);
    assert_eq!((place("a").pipe, place("d").pipe), ((0, 3), (2, 3)));
    assert!(place("c").subshell && place("c").depth == 1 && place("c").item == 0);
    assert!(place("f").nested_shell && place("f").background && place("f").item == 1);
    assert!(place("h").substitution && place("h").subshell && place("h").depth == 1);
    assert!(!place("g").subshell && place("g").item == 2);
}

#[test]
fn each_command_knows_the_directory_that_it_runs_in() {
    let directory = |text: &str| {
        let script = script(text);
        let asked = script.commands.iter().find(|command| &*command.words[0].raw == "x").expect(text);
        asked.directory.clone()
    };
    for (text, expected) in [
        ("x; cd a", Some("")),
        ("cd a && cd b && x", Some("a/b")),
        ("cd a; cd /b; x", Some("/b")),
        ("(cd a && x)", Some("a")),
        ("(cd a && y); x", Some("")),
        ("y | (cd a; y) && x", Some("")),
        ("cd a & x", Some("")),
        ("sh -c 'cd a && y' && x", Some("")),
        ("cd a && sh -c 'cd b && x'", Some("a/b")),
        (". b/bin/activate && cd a && . c/bin/activate && x", Some("a")),
        ("cd $a && x", None),
        ("cd && x", None),
        ("cd a && cd - && x", None),
        ("if y; then cd a; fi; x", None),
        ("y || cd a; x", None),
        ("for i in a b; do x; cd $i; done", None),
        ("f() { cd a; }; f; x", None),
        ("f() { x; }; cd a; f", None),
        ("cd a && . ./environment && x", None),
        ("cd a && pushd b && x", None),
    ] {
        assert_eq!(directory(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn separators_stand_where_they_are() {
    let text = "a && b || c; ! d | e &\n\nf\n{ g; h; }";
    let script = script(text);
    let around = |name: &str| {
        let command = script.commands.iter().find(|c| &*c.words[0].raw == name).expect(name);
        let of = |separator: Option<Separator>| separator.map_or("", |separator| separator.span.of(text));
        (of(command.before), of(command.after))
    };
    assert_eq!(around("a"), ("", "&&"));
    assert_eq!(around("b"), ("&&", "||"));
    assert_eq!(around("c"), ("||", ";"));
    assert_eq!(around("d"), (";", "|"));
    assert_eq!(around("e"), ("|", "&"));
    assert_eq!(around("f"), ("&", "\n"));
    assert_eq!(around("g"), ("", ";"));
    assert_eq!(around("h"), (";", ";"));
}

#[test]
fn chains_are_told_from_other_bodies() {
    for text in ["a", "a && b", "x=1 && a | b && c $(d)", "a && sh -c 'b; c'"] {
        assert!(script(text).is_chain(), "{text}");
    }
    for text in ["a; b", "a || b", "a && (b)", "a &", "a && ! b", "if a; then b; fi", "a\nb"] {
        assert!(!script(text).is_chain(), "{text}");
    }
    assert_eq!(script("(a); b && c").last_plain_command().and_then(Command::name), Some("c"));
    for text in ["a; (b)", "a &", "a <<X\nb\nX\n", "a; if b; then c; fi"] {
        assert!(!script(text).ends_with_plain_command(), "{text}");
    }
}

#[test]
fn redirections_have_kinds_and_targets() {
    let text = "a < b > c 2>> d 2>&1 <> e <<< f &> g >| h";
    let script = script(text);
    let found: Vec<_> = script.commands[0].redirections.iter().map(|r| (r.kind, r.descriptor, r.span.of(text))).collect();
    assert_eq!(
        found,
        [
            (RedirectionKind::Read, None, "< b"),
            (RedirectionKind::Write, None, "> c"),
            (RedirectionKind::Append, Some(2), "2>> d"),
            (RedirectionKind::Duplicate, Some(2), "2>&1"),
            (RedirectionKind::ReadWrite, None, "<> e"),
            (RedirectionKind::HereString, None, "<<< f"),
            (RedirectionKind::Write, None, "&> g"),
            (RedirectionKind::Write, None, ">| h"),
        ]
    );
    assert_eq!(script.commands[0].span.of(text), text);
}

#[test]
fn here_documents_are_read_with_and_without_their_body() {
    let text = "cat <<'EOF' > /x && b\nc $d\nEOF\n";
    let whole = script(text);
    let document = &whole.commands[0].redirections[0];
    assert_eq!(document.kind, RedirectionKind::HereDocument);
    assert_eq!(document.target.as_ref().and_then(Word::literal), Some("c $d\n"));
    assert_eq!(whole.commands[1].words[0].span.of(text), "b");
    let without = script("cat <<'EOF' > /x && b");
    assert_eq!(without.commands.len(), 2);
    assert!(without.commands[0].redirections[0].target.is_none());
    assert_eq!(without.commands[0].redirections[1].target.as_ref().and_then(Word::literal), Some("/x"));
}

#[test]
fn texts_of_shells_are_analysed_in_place() {
    let text = "sudo bash -lc \"a $x && b\" && su app -c 'c' && sh -c d";
    let script = script(text);
    let nested: Vec<_> = script.commands.iter().filter(|c| c.place.nested_shell).map(|c| c.span.of(text)).collect();
    assert_eq!(nested, ["a $x", "b", "c", "d"]);
    assert!(!script.hidden);
    for text in ["sh -c \"a \\\"b\\\"\"", "sh -c \"$x\"z", "bash -c \"$(curl x)\"", "eval x", ". ./x", "sh -c 'if'"] {
        assert!(self::script(text).hidden, "{text}");
    }
}

#[test]
fn substitutions_are_analysed_in_place() {
    let text = "x=\"$(a $(b))\" c `d` <(e) ${f:-$(g)} $(case h in i) j;; esac)";
    let script = script(text);
    let inner: Vec<_> = script.commands.iter().filter(|c| c.place.substitution).map(|c| c.span.of(text)).collect();
    assert_eq!(inner, ["e", "a $(b)", "b", "d", "j"]);
    assert!(script.hidden, "g is not read");
}

#[test]
fn nested_subshells_are_no_arithmetic() {
    let names = |text: &str| which(text, |_| true);
    assert_eq!(names("((a | b || true ) )"), "a b true");
    assert_eq!(names("( (a) )"), "a");
    assert_eq!(names("((a) && (b))"), "a b");
    assert_eq!(names("((1 + (2)))"), "");
    assert_eq!(names("for ((i = 0; i < 3; i++)); do a; done"), "a");
}

#[test]
fn environments_and_assignments_are_told_apart() {
    let script = script("A=1 B=$c make && env D=2 E=3 sudo F=4 x && G=5 && export H=6 I && a || J=7");
    let names = |assignments: &[Assignment]| assignments.iter().map(|a| a.name.clone()).collect::<Vec<_>>().join(" ");
    assert_eq!(names(&script.commands[0].environment), "A B");
    assert_eq!(names(&script.commands[1].environment), "D E F");
    assert_eq!(script.commands[1].name(), Some("x"));
    assert_eq!(script.commands[1].user.as_deref(), Some("root"));
    let found: Vec<_> = script.assignments.iter().map(|a| (a.name.as_str(), a.exported, a.certain)).collect();
    assert_eq!(found, [("G", false, false), ("H", true, false), ("J", false, false)]);
    let found: Vec<_> = self::script("G=5 && export H=6 && a").assignments.iter().map(|a| a.certain).collect();
    assert_eq!(found, [true, true]);
}

#[test]
fn broken_and_deep_bodies_are_refused() {
    let refusal = |text: &str| analyse(&Joined::verbatim(text, 0), Dialect::POSIX).map(drop);
    for text in ["if", "a &&", "(", "a )", "'", "\"", "fi", "a; ;", "&& a"] {
        assert_eq!(refusal(text), Err(Refusal::Unparsed), "{text}");
    }
    assert_eq!(refusal(&"{ ".repeat(1000)), Err(Refusal::TooDeep));
    assert_eq!(refusal(""), Ok(()));
}

#[test]
fn a_moved_script_has_moved_spans() {
    let text = "x='a b' && echo $x > y";
    let mut moved = script(text);
    moved.move_by(10);
    let shifted = format!("{}{text}", " ".repeat(10));
    let word = &moved.commands[1].words[1];
    assert_eq!(word.span.of(&shifted), "$x");
    assert_eq!(word.through().map(|span| span.of(&shifted)), Some("a b"));
    assert_eq!(moved.commands[1].redirections[0].span.of(&shifted), "> y");
    moved.move_by(-10);
    assert_eq!(moved.items[0].span, Span::from_usize(0, text.len()));
}

/// Texts out of what shells are made of, so that many of them parse.
fn shellish() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b",
        "x=1",
        "$x",
        "\"$x y\"",
        "'c d'",
        " ",
        " ",
        " ",
        " && ",
        " || ",
        "; ",
        " | ",
        " & ",
        "\n",
        "(",
        ")",
        "{ ",
        "; }",
        "if ",
        "; then ",
        "; fi",
        "for i in ",
        "; do ",
        "; done",
        "$(",
        "`",
        "é",
        "\\",
        "\"",
        "'",
        "#",
        "<<E\n",
        "\nE\n",
        " > ",
        "2>&1",
        "sh -c '",
        "export ",
        "set -e; ",
        "case a in b) ",
        ";; esac",
        "${x:-",
        "}",
        "$((",
        "))",
        "[[ ",
        " ]]",
        "! ",
        "\t",
        "\r\n",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn spans_lie_in(text: &str, base: u32) -> Result<(), TestCaseError> {
    let padded = format!("{}{text}", "-".repeat(base as usize));
    let Ok(script) = analyse(&Joined::verbatim(text, base), Dialect::POSIX) else { return Ok(()) };
    for command in &script.commands {
        prop_assert!(command.span.start >= base && padded.get(command.span.range()).is_some(), "{:?}", command);
        for word in &command.words {
            prop_assert!(command.span.contains(word.span), "{:?} {:?}", command.span, word);
            prop_assert!(!word.exact || word.span.of(&padded) == &*word.raw, "{:?}", word);
            prop_assert!(!word.plain || word.literal() == Some(word.span.of(&padded)), "{:?}", word);
        }
    }
    for item in &script.items {
        prop_assert!(padded.get(item.span.range()).is_some(), "{:?}", item);
        prop_assert!(item.commands.end <= script.commands.len());
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_answered(text in "\\PC*") {
        spans_lie_in(&text, 0)?;
    }

    #[test]
    fn shellish_texts_keep_the_laws(text in shellish(), base in 0_u32..9) {
        spans_lie_in(&text, base)?;
    }
}
