//! What must hold for the tree of every text. Shared by the properties and the fuzz target.

use k8or_core::Span;
use k8or_core::syntax::{
    Arguments, Command, Dockerfile, Health, Instruction, Item, Joined, Pairs, Transfer, Unset, Word, expand, parse, variables,
};
use std::borrow::Cow;

/// Panics where the tree of `text` breaks a law.
pub(crate) fn check(text: &str) {
    let file = parse(text);
    assert_eq!(file.print(), text, "printing is the identity");
    let mut end = 0;
    for item in file.items() {
        let span = file.span(*item);
        assert_eq!(span.start, end, "items follow each other");
        assert!(!span.is_empty(), "no item is empty");
        end = span.end;
        if let Item::Instruction(id) = item {
            check_instruction(&file, file.instruction(*id), span);
        }
    }
    assert_eq!(end as usize, text.len(), "items reach the end");
    for error in file.errors() {
        assert!(text.get(error.span.range()).is_some(), "errors stand in the text");
        assert!(!error.to_string().is_empty());
    }
    assert!(file.errors().is_sorted_by_key(|error| error.span.start));
    assert_same(&file, &parse(&file.print()));
}

fn assert_same(one: &Dockerfile<'_>, other: &Dockerfile<'_>) {
    assert_eq!(one.items(), other.items());
    assert_eq!(one.instructions(), other.instructions());
    assert_eq!(one.errors(), other.errors());
}

fn check_instruction(file: &Dockerfile<'_>, each: &Instruction<'_>, whole: Span) {
    let source = file.source();
    assert!(whole.contains(each.span) && each.span.contains(each.text) && each.text.contains(each.keyword_span));
    assert!(each.leading.is_empty() || each.leading.end == each.span.start, "comments stand directly above");
    for flag in &each.flags {
        assert!(each.text.contains(flag.span) && flag.span.contains(flag.name_span));
        flag.value.iter().for_each(|value| check_word(value, flag.span, file));
    }
    for heredoc in &each.heredocs {
        check_word(&heredoc.word, each.text, file);
        assert!(each.span.contains(heredoc.body) && each.span.contains(heredoc.end));
        assert_eq!(heredoc.body.end, heredoc.end.start);
    }
    check_arguments(file, each, whole);
    if let Some(script) = each.script(file) {
        check_joined(script.text(), source);
    }
}

fn check_arguments(file: &Dockerfile<'_>, each: &Instruction<'_>, whole: Span) {
    let words = |words: &[Word<'_>]| words.iter().for_each(|word| check_text(word, each.text, file.source()));
    let word = |word: &Word<'_>| check_word(word, each.text, file);
    let command = |command: &Command<'_>| match command {
        Command::Shell(joined) => check_joined(joined, file.source()),
        Command::Exec(list) => words(list),
    };
    let pairs = |pairs: &Pairs<'_>| pairs.pairs.iter().for_each(|pair| [&pair.key, &pair.value].into_iter().for_each(word));
    let transfer = |transfer: &Transfer<'_>| {
        words(&transfer.sources);
        words(std::slice::from_ref(&transfer.destination));
    };
    match &each.arguments {
        Arguments::From(from) => [Some(&from.image), from.name.as_ref()].into_iter().flatten().for_each(word),
        Arguments::Run(it) | Arguments::Cmd(it) | Arguments::Entrypoint(it) => command(it),
        Arguments::Healthcheck(Health::Cmd(_, it)) => command(it),
        Arguments::Healthcheck(Health::None) | Arguments::Invalid => {}
        Arguments::Shell(list) | Arguments::Expose(list) | Arguments::Volume(list, _) => words(list),
        Arguments::Env(it) | Arguments::Label(it) => pairs(it),
        Arguments::Arg(list) => {
            list.iter().for_each(|it| [Some(&it.name), it.value.as_ref()].into_iter().flatten().for_each(word));
        }
        Arguments::User(it) | Arguments::Workdir(it) | Arguments::Stopsignal(it) | Arguments::Maintainer(it) => word(it),
        Arguments::Copy(it) | Arguments::Add(it) => transfer(it),
        Arguments::Onbuild(inner) => check_instruction(file, inner, whole),
    }
}

/// A word as written: its text is the span's bytes unless a continuation lies inside.
fn check_word(word: &Word<'_>, outer: Span, file: &Dockerfile<'_>) {
    check_text(word, outer, file.source());
    if let Cow::Borrowed(text) = word.text {
        assert_eq!(word.span.of(file.source()), text);
    }
    let _ = expand(&word.text, file.escape(), &Unset);
    let _ = word.unquoted(file.escape());
    for (name, span) in variables(&word.text, file.escape()) {
        assert_eq!(span.of(&word.text), name);
    }
}

/// Any word, those of JSON too: it stands in its instruction.
fn check_text(word: &Word<'_>, outer: Span, source: &str) {
    assert!(outer.contains(word.span), "{word:?} outside {outer:?}");
    assert!(source.get(word.span.range()).is_some());
}

fn check_joined(joined: &Joined<'_>, source: &str) {
    for (at, byte) in joined.text.bytes().enumerate() {
        let file = joined.to_file(Span::from_usize(at, at).start) as usize;
        assert_eq!(source.as_bytes()[file], byte, "offset {at} of {:?}", joined.text);
    }
}
