//! `sudo` is removed from commands that run as root anyway.
//!
//! ## Why
//!
//! A build runs as root until USER says otherwise; sudo adds a set-uid program and an environment of its own (DL3004).
//!
//! ## When it stays away
//!
//! When another user is in effect, or the base image's user is not known; when sudo has options or sets variables.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm-slim
//! RUN sudo mkdir -p /srv/data
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm-slim
//! RUN mkdir -p /srv/data
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::User;
use crate::report::Class;
use crate::report::Reason;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "sudo",
        summary: "root needs no sudo",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &["DL3004"],
        page: page!("sudo"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let Some(body) = view.body(instruction) else { continue };
        for command in &body.script.commands {
            let Some(sudo) = command.words.iter().position(|word| &*word.raw == "sudo").filter(|at| *at < command.program) else {
                continue;
            };
            match view.facts.state(instruction.id).user {
                User::Root => {}
                User::Unknown => {
                    out.skip(command.span, Reason::UnknownValue("the user".to_owned()));
                    continue;
                }
                User::Other(_) => continue,
            }
            // its options and variables have a meaning that would be lost
            let next = command.words.get(sudo + 1);
            let plain =
                next.is_some_and(|word| !word.raw.starts_with('-') && !word.raw.contains('=')) && command.words[sudo].exact;
            if !plain || sudo > 0 {
                out.skip(command.span, Reason::NeedsShell("sudo's options".to_owned()));
                continue;
            }
            let (word, next) = (&command.words[sudo], &command.words[sudo + 1]);
            let between = view.slice(crate::span::Span::new(word.span.end, next.span.start));
            if between.bytes().all(|byte| byte == b' ' || byte == b'\t') {
                out.change(command.span, "the command runs as root already")
                    .remove(crate::span::Span::new(word.span.start, next.span.start));
            }
        }
    }
}
