//! A RUN that only cleans up is joined to the RUN right before it.
//!
//! ## Why
//!
//! A file that an earlier layer holds stays in the image when a later one deletes it (DL3059). Deleted in the RUN that made
//! it, it never gets there. `merge-installs` joins consecutive installations; other consecutive RUNs are left as they are: each
//! is a layer that the build cache can keep.
//!
//! ## When it stays away
//!
//! When what it deletes is neither a cache nor named by the first RUN; when anything stands between the two, a comment
//! included that says more than that here is cleaned up; when their flags differ; when no command can be added to the first
//! one.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends jq
//! RUN apt-get clean && rm -rf /var/lib/apt/lists/*
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends jq \
//!     && apt-get clean && rm -rf /var/lib/apt/lists/*
//! ```

use super::body::{Body, program};
use super::removal::{CLEANING, says_only, whole};
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::Verb;
use crate::report::Class;
use crate::report::Reason;
use crate::shell::Command;
use crate::span::Span;
use crate::syntax::{Arguments, Command as Form, Instruction, Keyword};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "cleanup-run",
        summary: "cleaning up happens in the layer that made the mess",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["DL3059"],
        page: page!("cleanup_run"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for pair in view.instructions().windows(2) {
        let [first, second] = pair else { continue };
        if second.keyword != Keyword::Run {
            continue;
        }
        let Some(body) = view.body(second).filter(|body| body.ships() && only_cleans(body)) else { continue };
        match joined(view, first, &body) {
            Ok((patches, whole)) => {
                let line = view.line(first.text);
                out.change(
                    second.text,
                    format!(
                        "deleting in a later layer frees nothing; it moves into the RUN of line {line}, whose files it deletes"
                    ),
                )
                .patch(patches)
                .remove(whole);
            }
            Err(Some(reason)) => out.skip(second.text, reason),
            Err(None) => {}
        }
    }
}

/// Nothing but deletions, in one and-list.
fn only_cleans(body: &Body<'_>) -> bool {
    let [item] = body.script.items.as_slice() else { return false };
    let cleans = |index: usize| {
        let command = &body.script.commands[index];
        let package = body.run.package(index);
        let manager = package.is_some_and(|package| {
            package.verb == Verb::Clean || (package.verb == Verb::Remove && package.is_debian() && package.packages().is_empty())
        });
        command.redirections.is_empty() && (manager || program(command) == Some("rm"))
    };
    item.ors == 0 && item.plain && !item.background && (0..body.script.commands.len()).all(cleans)
}

/// Directories that every installation fills.
const CACHES: [&str; 10] = [
    "/var/lib/apt",
    "/var/cache",
    "/tmp",
    "/var/tmp",
    "/var/log",
    ".cache",
    ".npm",
    "/usr/share/doc",
    "/usr/share/man",
    "node_modules/.cache",
];

/// Whether the second body deletes what the first may have made: caches, or what the first one's text names.
fn made_there(view: &View<'_>, first: &Instruction<'_>, second: &Body<'_>) -> bool {
    let text = view.slice(first.text);
    let operands = |command: &Command| -> Vec<String> {
        let words = command.arguments().iter().filter(|word| !word.raw.starts_with('-'));
        words.map(|word| word.raw.trim_matches(['"', '\'']).trim_end_matches(['*', '/']).to_owned()).collect()
    };
    let named = |path: &String| {
        CACHES.iter().any(|cache| path.contains(cache))
            || (path.len() > 1 && text.contains(path.as_str()) && !is_copied(view, first, path))
    };
    let mut deletions = second.script.commands.iter().filter(|command| program(command) == Some("rm"));
    deletions.all(|command| operands(command).iter().any(named))
}

/// Whether a COPY or ADD in front of an instruction names a path: what lies in its layer stays there.
fn is_copied(view: &View<'_>, instruction: &Instruction<'_>, path: &str) -> bool {
    let before = view.instructions().iter().take_while(|other| other.id < instruction.id);
    let mut copies = before.filter(|other| matches!(other.keyword, Keyword::Copy | Keyword::Add));
    copies.any(|copy| view.slice(copy.text).contains(path))
}

/// Whether the RUN behind this one is about to be joined to it.
pub(super) fn is_about_to_grow(body: &Body<'_>) -> bool {
    let view = body.view;
    let Some(next) = view.instructions().get(body.instruction.id.0 as usize + 1) else { return false };
    let Some(next) = view.body(next).filter(|next| next.ships() && only_cleans(next)) else { return false };
    view.options.enables(&RULE.meta) && joined(view, body.instruction, &next).is_ok()
}

/// The edits that put the second body behind the first one's end; none where there is nothing to say.
fn joined(
    view: &View<'_>,
    first: &Instruction<'_>,
    second: &Body<'_>,
) -> Result<(Vec<crate::shell::Patch>, Span), Option<Reason>> {
    if first.keyword != Keyword::Run {
        return Err(None);
    }
    if !made_there(view, first, second) {
        return Err(None);
    }
    let between = Span::new(first.span.end, second.instruction.leading.start.min(second.instruction.span.start));
    if view.slice(between).contains('#') {
        return Err(Some(Reason::Order));
    }
    let Some(body) = view.body(first) else {
        return Err(view.facts.run(first.id).and_then(|run| run.script.as_ref().err()).map(|r| super::body::refusal(*r)));
    };
    let flags =
        |instruction: &Instruction<'_>| instruction.flags.iter().map(|flag| view.slice(flag.span).to_owned()).collect::<Vec<_>>();
    if flags(first) != flags(second.instruction)
        || body.run.heredoc
        || second.run.heredoc
        || keeps_comment(view, second.instruction)
    {
        return Err(Some(Reason::Order));
    }
    let Arguments::Run(Form::Shell(text)) = &second.instruction.arguments else { return Err(None) };
    // the lists that are deleted must not be needed in between, and nothing stands in between
    if moves(&body) && second.script.commands.iter().any(has_relative_path) {
        return Err(Some(Reason::Order));
    }
    let text = text.text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    let whole = whole(view, second.instruction, true);
    if is_done_already(view, &body, second) {
        return Ok((Vec::new(), whole));
    }
    body.with_last_command(&text).map(|patches| (patches, whole)).map_err(Some)
}

/// Whether a body changes the directory or sets variables, which what is joined to it would see.
fn moves(body: &Body<'_>) -> bool {
    let changes = |command: &Command| matches!(program(command), Some("cd" | "pushd" | "popd" | "export" | "source" | "."));
    !body.script.assignments.is_empty() || body.script.commands.iter().any(changes)
}

fn has_relative_path(command: &Command) -> bool {
    program(command) == Some("rm") && command.arguments().iter().any(|word| !word.raw.starts_with(['-', '/', '~']))
}

/// Whether a comment stands above that says more than that here is cleaned up.
fn keeps_comment(view: &View<'_>, instruction: &Instruction<'_>) -> bool {
    !instruction.leading.is_empty() && !says_only(view, instruction, CLEANING)
}

/// Whether the first body ends with everything that the second one does.
fn is_done_already(view: &View<'_>, first: &Body<'_>, second: &Body<'_>) -> bool {
    let texts =
        |body: &Body<'_>| body.script.commands.iter().map(|command| view.slice(command.span).to_owned()).collect::<Vec<_>>();
    first.script.is_chain() && texts(first).ends_with(&texts(second))
}
