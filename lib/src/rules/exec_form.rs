//! `CMD python app.py` becomes `CMD ["python", "app.py"]`; the same for ENTRYPOINT.
//!
//! ## Why
//!
//! In shell form the program is a child of `/bin/sh -c`, which gets the signals of `docker stop` and of Kubernetes in its
//! place and does not hand them on: the app is killed after the grace period without a chance to finish (JSONArgsRecommended,
//! DL3025).
//!
//! ## When it stays away
//!
//! When it runs a shell script of which nobody knows that it begins with `#!`; when the line uses anything that a shell gives (variables, quotes, `&&`, redirections, globs, built-in commands); when a
//! SHELL instruction chose the shell; when the stage or one built on it has both ENTRYPOINT and CMD, or the base image is
//! not known to be without an entry point that treats its arguments in a way of its own: in shell form the two interact.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM python:3.12-slim
//! CMD gunicorn --bind 0.0.0.0:8000 app:app
//! ```
//!
//! ```dockerfile after
//! FROM python:3.12-slim
//! CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::context::Known;
use crate::facts::{Parent, Shell};
use crate::report::Class;
use crate::report::Reason;
use crate::syntax::{Arguments, Command, Instruction, Keyword};

/// Words that only a shell understands.
const BUILTINS: [&str; 42] = [
    ".", ":", "[[", "alias", "bg", "break", "case", "cd", "command", "continue", "declare", "do", "eval", "exit", "export", "fg",
    "for", "function", "getopts", "hash", "if", "jobs", "let", "local", "pushd", "popd", "read", "readonly", "return", "select",
    "set", "shift", "source", "time", "times", "trap", "type", "ulimit", "umask", "unset", "wait", "while",
];

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "exec-form",
        summary: "CMD and ENTRYPOINT without a shell in between",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &["JSONArgsRecommended", "DL3025"],
        page: page!("exec_form"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let (Arguments::Cmd(Command::Shell(text)) | Arguments::Entrypoint(Command::Shell(text))) = &instruction.arguments else {
            continue;
        };
        let state = view.facts.state(instruction.id);
        if state.shell == Shell::Foreign || state.shell_set {
            out.skip(instruction.text, Reason::NeedsShell("SHELL".to_owned()));
            continue;
        }
        let judged = words(&text.text)
            .and_then(|words| allowed(view, instruction).and_then(|()| starts(view, instruction, words[0])).map(|()| words));
        match judged {
            Ok(words) => {
                let json: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                let span = text.span(0, u32::try_from(text.text.len()).unwrap_or(u32::MAX));
                out.change(instruction.text, "the program itself gets the signals, not a shell around it")
                    .replace(span, format!("[{}]", json.join(", ")));
            }
            Err(reason) => out.skip(instruction.text, reason),
        }
    }
}

/// The words of a command line that needs no shell.
fn words(text: &str) -> Result<Vec<&str>, Reason> {
    let needs = |what: &str| Reason::NeedsShell(what.to_owned());
    if let Some(special) = text.chars().find(|c| "$`\"'\\|&;<>()*?[]{}#~!\n".contains(*c)) {
        return Err(needs(&special.to_string()));
    }
    let mut words: Vec<&str> = text.split_ascii_whitespace().collect();
    if words.len() > 1 && words[0] == "exec" && !words[1].starts_with('-') {
        words.remove(0);
    }
    let Some(first) = words.first() else { return Err(needs("nothing")) };
    if BUILTINS.contains(first) || first.contains('=') {
        return Err(needs(first));
    }
    Ok(words)
}

/// A script without `#!` runs in a shell only: the kernel does not start it.
fn starts(view: &View<'_>, instruction: &Instruction<'_>, program: &str) -> Result<(), Reason> {
    if !program.contains('/') && !is_script(program) {
        return Ok(());
    }
    match view.script_in_context(instruction.id, program) {
        Known::Yes(text) if text.starts_with("#!") || text.starts_with("\x7fELF") => Ok(()),
        Known::Yes(_) => Err(Reason::NeedsShell(format!("{program}, which has no `#!` line,"))),
        Known::No | Known::Unknown if is_script(program) => Err(Reason::UnknownContext),
        Known::No | Known::Unknown => Ok(()),
    }
}

fn is_script(program: &str) -> bool {
    program.ends_with(".sh") || program.ends_with(".bash")
}

/// ENTRYPOINT and CMD change what the other one means, so only one of them may be in play.
fn allowed(view: &View<'_>, instruction: &Instruction<'_>) -> Result<(), Reason> {
    let Some(stage) = view.facts.stage_of(instruction.id) else { return Err(Reason::UnknownBase) };
    let body = view.facts.body(view.file, stage.index);
    let other = if instruction.keyword == Keyword::Cmd { Keyword::Entrypoint } else { Keyword::Cmd };
    if body.iter().any(|candidate| candidate.keyword == other) {
        return Err(Reason::UsedLater(other.name().to_owned()));
    }
    let derived = view.facts.descendants(stage.index);
    let elsewhere = derived.iter().skip(1).any(|stage| view.facts.body(view.file, *stage).iter().any(|i| i.keyword == other));
    if elsewhere {
        return Err(Reason::UsedLater(other.name().to_owned()));
    }
    // an ENTRYPOINT of this stage discards the base image's CMD; a CMD is handed to the base image's ENTRYPOINT
    if instruction.keyword == Keyword::Entrypoint {
        return Ok(());
    }
    match &stage.parent {
        Parent::Scratch => Ok(()),
        Parent::Image(_, Some(base)) if base.has_plain_entry_point() => Ok(()),
        _ => Err(Reason::UnknownBase),
    }
}
