//! The laws of shell analysis over any directory of Dockerfiles, named by `K8OR_CORPUS`; with `K8OR_BASH=20` every body
//! that is refused and every twentieth other is also given to `bash -n`. Run with `cargo test --release --test shell_corpus -- --ignored --nocapture`.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test that reports")]

use k8or_core::shell::edit::{append_at_end, append_command, apply, insert_words, remove_command, remove_word};
use k8or_core::shell::{Dialect, EditStyle, Patch, Refusal, Script, Word, analyse};
use k8or_core::span::Span;
use k8or_core::syntax::{Arguments, Command, Instruction, Joined, parse};
use std::collections::HashSet;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::time::{Duration, Instant};

#[derive(Default, Debug)]
struct Count {
    files: usize,
    bodies: usize,
    parsed: usize,
    too_deep: usize,
    hidden: usize,
    words: usize,
    exact: usize,
    plain: usize,
    known: usize,
    commands: usize,
    given_to_bash: usize,
    rejected_by_us_alone: usize,
    rejected_by_bash_alone: usize,
    rejected_by_both: usize,
    time: Duration,
    slowest: Duration,
}

#[test]
#[ignore = "needs a directory of Dockerfiles"]
fn every_body_of_a_corpus_keeps_the_laws() {
    let root = std::env::var("K8OR_CORPUS").expect("K8OR_CORPUS names a directory");
    let bash = std::env::var("K8OR_BASH").ok().and_then(|every| every.parse().ok());
    let limit = std::env::var("K8OR_LIMIT").ok().and_then(|limit| limit.parse().ok()).unwrap_or(usize::MAX);
    let mut count = Count::default();
    let mut seen = HashSet::new();
    visit(Path::new(&root), &mut |text| {
        if count.bodies < limit {
            count.files += 1;
            file(text, bash, &mut seen, &mut count);
        }
    });
    println!("{count:#?}");
    println!("mean time {:?}", count.time / u32::try_from(count.bodies.max(1)).expect("few"));
}

fn file(text: &str, bash: Option<usize>, seen: &mut HashSet<String>, count: &mut Count) {
    let mut dialect = Some(Dialect::POSIX);
    for instruction in parse(text).instructions() {
        match &instruction.arguments {
            Arguments::From(_) => dialect = Some(Dialect::POSIX),
            Arguments::Shell(words) => {
                let words: Vec<&str> = words.iter().map(|word| word.text.as_ref()).collect();
                dialect = Dialect::from_shell(&words);
            }
            _ => {}
        }
        if let (Some(dialect), Some(body)) = (dialect, body(text, instruction))
            && seen.insert(body.text.to_string())
        {
            check(text, &body, dialect, bash, count);
        }
    }
}

fn body<'s>(text: &'s str, instruction: &Instruction<'s>) -> Option<Joined<'s>> {
    let Arguments::Run(Command::Shell(joined)) = &instruction.arguments else { return None };
    match instruction.heredocs.as_slice() {
        [] => Some(joined.clone()),
        [only] if joined.text.starts_with("<<") => {
            let body = only.body.of(text);
            (!body.starts_with("#!")).then(|| Joined::verbatim(body, only.body.start))
        }
        _ => None,
    }
}

fn check(text: &str, body: &Joined<'_>, dialect: Dialect, bash: Option<usize>, count: &mut Count) {
    count.bodies += 1;
    let start = Instant::now();
    let result = analyse(body, dialect);
    let time = start.elapsed();
    count.time += time;
    count.slowest = count.slowest.max(time);
    match &result {
        Ok(script) => {
            count.parsed += 1;
            count.hidden += usize::from(script.hidden);
            laws(text, script, count);
        }
        Err(Refusal::TooDeep) => {
            count.too_deep += 1;
            println!("--- too deep ({} bytes)\n{}", body.text.len(), head(body));
        }
        Err(_) => {}
    }
    if bash.is_some_and(|every| result.is_err() || count.bodies.is_multiple_of(every)) {
        count.given_to_bash += 1;
        match (result.is_ok(), accepted_by_bash(&body.text)) {
            (false, true) => {
                count.rejected_by_us_alone += 1;
                println!("--- rejected by us alone\n{}", head(body));
            }
            (true, false) => {
                count.rejected_by_bash_alone += 1;
                println!("--- rejected by bash alone\n{}", head(body));
            }
            (false, false) => count.rejected_by_both += 1,
            (true, true) => {}
        }
    }
}

fn head(body: &Joined<'_>) -> String {
    body.text.chars().take(1500).collect()
}

fn laws(text: &str, script: &Script, count: &mut Count) {
    count.commands += script.commands.len();
    for command in &script.commands {
        assert!(text.get(command.span.range()).is_some(), "{command:?}");
        assert!(command.program <= command.words.len(), "{command:?}");
        let targets = command.redirections.iter().filter_map(|redirection| redirection.target.as_ref());
        let values = command.environment.iter().map(|assignment| &assignment.value);
        for word in command.words.iter().chain(targets).chain(values) {
            law(text, word, count);
        }
        for separator in command.before.iter().chain(&command.after) {
            let operator = separator.span.of(text);
            assert!(
                ["&&", "||", ";", "|", "|&", "&"].contains(&operator) || operator.ends_with('\n'),
                "{operator:?} {command:?}"
            );
        }
    }
    for item in &script.items {
        assert!(text.get(item.span.range()).is_some(), "{item:?}");
    }
}

fn law(text: &str, word: &Word, count: &mut Count) {
    count.words += 1;
    count.known += usize::from(word.fields().is_some());
    assert!(text.get(word.span.range()).is_some(), "{word:?}");
    if word.exact {
        count.exact += 1;
        assert_eq!(word.span.of(text), &*word.raw);
    }
    if word.plain {
        count.plain += 1;
        assert!(word.exact);
        assert_eq!(word.literal(), Some(word.span.of(text)));
    }
    if let Some(through) = word.through() {
        let places: Vec<&str> = word.places().iter().map(|place| place.of(text)).collect();
        let fields = word.fields().expect("through has fields");
        assert!(word.places().iter().all(|place| through.contains(*place)), "{word:?}");
        let joined = places.iter().any(|place| place.contains('\n'));
        assert!(
            joined || places.iter().eq(fields.iter().map(|field| &**field).collect::<Vec<_>>().iter()),
            "{word:?} {places:?}"
        );
    }
}

/// How many edits of each kind were tried, and how many were refused.
#[derive(Default, Debug)]
struct Edits {
    appended: usize,
    appended_at_end: usize,
    removed: usize,
    inserted_words: usize,
    removed_words: usize,
    refused: usize,
    failures: usize,
}

#[test]
#[ignore = "needs a directory of Dockerfiles"]
fn edits_of_a_corpus_change_what_they_should_and_nothing_else() {
    let root = std::env::var("K8OR_CORPUS").expect("K8OR_CORPUS names a directory");
    let limit = std::env::var("K8OR_LIMIT").ok().and_then(|limit| limit.parse().ok()).unwrap_or(usize::MAX);
    let mut edits = Edits::default();
    let mut seen = HashSet::new();
    visit(Path::new(&root), &mut |text| {
        let file = parse(text);
        let escape = char::from(file.escape());
        if escape != '\\' {
            return;
        }
        for (index, instruction) in file.instructions().iter().enumerate() {
            if let Some(body) = body(text, instruction)
                && seen.len() < limit
                && seen.insert(body.text.to_string())
                && let Ok(script) = analyse(&body, Dialect::POSIX)
            {
                let style = EditStyle { escape, heredoc: !instruction.heredocs.is_empty() };
                Edited { text, index, count: file.instructions().len(), style, script: &script }.all(&mut edits);
            }
        }
    });
    println!("{edits:#?}");
    assert_eq!(edits.failures, 0);
}

/// A RUN that is edited.
struct Edited<'t> {
    text: &'t str,
    /// The instruction's.
    index: usize,
    /// Of the file's instructions.
    count: usize,
    style: EditStyle,
    script: &'t Script,
}

impl Edited<'_> {
    fn all(&self, edits: &mut Edits) {
        let commands = self.words();
        let (text, style, script) = (self.text, self.style, self.script);
        for (at, command) in script.commands.iter().enumerate() {
            if command.place.depth > 0 {
                continue;
            }
            let mut with = commands.clone();
            with.insert(at + 1 + self.inner(at), vec!["k8or-new".to_owned()]);
            edits.appended += 1;
            self.expect(append_command(text, style, script, at, "k8or-new"), &with, edits);
            let mut without = commands.clone();
            without.drain(at..=at + self.inner(at));
            edits.removed += 1;
            self.expect(remove_command(text, style, script, at), &without, edits);
            self.lists(at, &commands, edits);
        }
        let mut with = commands;
        with.push(vec!["k8or-new".to_owned()]);
        edits.appended_at_end += 1;
        self.expect(append_at_end(text, style, script, "k8or-new"), &with, edits);
    }

    /// How many commands inside its words follow a command.
    fn inner(&self, at: usize) -> usize {
        let outer = self.script.commands[at].span;
        self.script.commands[at + 1..].iter().take_while(|command| outer.contains(command.span)).count()
    }

    fn lists(&self, at: usize, commands: &[Vec<String>], edits: &mut Edits) {
        let command = &self.script.commands[at];
        let list: Vec<Span> = command.words.iter().map(|word| word.span).collect();
        if list.len() < 3
            || self.inner(at) > 0
            || !command.words.iter().all(|word| word.plain)
            || !command.redirections.is_empty()
        {
            return;
        }
        let mut with = commands.to_vec();
        with[at].push("zzzz".to_owned());
        edits.inserted_words += 1;
        self.expect(Some(insert_words(self.text, self.style, &list[1..], &["zzzz"])), &with, edits);
        for word in 1..list.len() {
            let mut without = commands.to_vec();
            without[at].remove(word);
            edits.removed_words += 1;
            self.expect(Some(remove_word(self.text, self.style, &list, word)), &without, edits);
        }
    }

    fn words(&self) -> Vec<Vec<String>> {
        let commands = self.script.commands.iter();
        commands.map(|command| command.words.iter().map(|word| word.raw.to_string()).collect()).collect()
    }

    fn expect(&self, patches: Option<Vec<Patch>>, commands: &[Vec<String>], edits: &mut Edits) {
        let Some(patches) = patches.filter(|patches| !patches.is_empty()) else {
            edits.refused += 1;
            return;
        };
        let result = apply(self.text, &patches);
        let file = parse(&result);
        let instruction = file.instructions().get(self.index).filter(|_| file.instructions().len() == self.count);
        let body = instruction.and_then(|instruction| body(&result, instruction));
        let script = body.and_then(|body| analyse(&body, Dialect::POSIX).ok());
        let found = script.as_ref().map(|script| Edited { text: &result, script, ..*self }.words());
        let sorted = |commands: &[Vec<String>]| {
            let words = |words: &Vec<String>| {
                let mut words = words.clone();
                words.sort();
                words
            };
            let mut commands: Vec<_> = commands.iter().map(words).collect();
            commands.sort();
            commands
        };
        if found.as_deref().map(sorted) != Some(sorted(commands)) {
            edits.failures += 1;
            if edits.failures < 40 {
                println!(
                    "--- {patches:?}\n{}",
                    result.chars().skip(patches[0].span.start.saturating_sub(300) as usize).take(700).collect::<String>()
                );
            }
        }
    }
}

fn accepted_by_bash(body: &str) -> bool {
    let mut bash = Process::new("bash");
    let process = bash.args(["-O", "extglob", "-n", "-c", body]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    process.expect("bash").success()
}

fn visit(path: &Path, each: &mut impl FnMut(&str)) {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).expect("readable").filter_map(Result::ok);
        let mut entries: Vec<_> = entries.map(|entry| entry.path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| visit(entry, each));
    } else if let Ok(text) = std::fs::read_to_string(path) {
        each(&text);
    }
}
