//! `apk add` gets `--no-cache`; `apk update` in front of it and `rm -rf /var/cache/apk/*` behind it go.
//!
//! ## Why
//!
//! Without the option apk keeps its index of packages in the image, or needs an `apk update` that does (DL3019).
//!
//! ## When it stays away
//!
//! In build stages whose files do not ship, with a cache mount or a cache directory of its own, when a script that cannot be
//! read may rely on the index.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM alpine:3.20
//! RUN apk update && apk add curl jq && rm -rf /var/cache/apk/*
//! ```
//!
//! ```dockerfile after
//! FROM alpine:3.20
//! RUN apk add --no-cache curl jq
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::facts::{Manager, Verb};
use super::body::Body;
use super::lists::{Family, relied_on_later};
use crate::facts::PackageCommand;
use crate::report::Reason;

const CACHE: &str = "/var/cache/apk";

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "apk-no-cache",
        summary: "apk keeps no index",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &["DL3019"],
        source: include_str!("apk_no_cache.rs"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for body in view.bodies() {
        if body.run.keeps_out(CACHE) || body.run.keeps_out("/etc/apk/cache") || view.mentions("/etc/apk/cache") {
            continue;
        }
        let reads = |package: &&PackageCommand| package.manager == Manager::Apk && matches!(package.verb, Verb::Install | Verb::Upgrade);
        let reading: Vec<_> = body.run.packages.iter().filter(reads).collect();
        let pending: Vec<_> = reading.iter().filter(|package| !package.arguments.has(&["--no-cache"])).collect();
        for package in &pending {
            option(view, &body, package, out);
        }
        if pending.is_empty() && !reading.is_empty() {
            superfluous(view, &body, out);
        }
    }
}

fn option(view: &View<'_>, body: &Body<'_>, package: &PackageCommand, out: &mut Proposals) {
    let command = body.command(package);
    if let Some(reason) = relied_on_later(Family::Alpine, view, body.instruction.id) {
        // a later `apk add` of this file gets the option, too; then it relies on nothing
        if matches!(reason, Reason::OpaqueLater(_)) {
            out.skip(command.span, reason);
            return;
        }
    }
    let update = command.words.iter().position(|word| matches!(word.raw.as_str(), "--update" | "-U" | "--update-cache"));
    let patches = match update {
        Some(update) if command.words[update].exact => Some(vec![crate::shell::Patch { span: command.words[update].span, text: "--no-cache".to_owned() }]),
        Some(_) => None,
        None => body.word_behind(body.word(package, package.verb_word), "--no-cache").map(|patch| vec![patch]),
    };
    match patches {
        Some(patches) => {
            out.change(command.span, "the index of packages is fetched for this command and not kept").patch(patches);
        }
        None => out.skip(command.span, Reason::UnknownWord(command.words[package.verb_word].raw.clone())),
    }
}

/// `apk update` in front and `rm` behind, which have nothing to do any more.
fn superfluous(view: &View<'_>, body: &Body<'_>, out: &mut Proposals) {
    let reads_index = body.run.packages.iter().any(|package| package.manager == Manager::Apk && package.verb == Verb::Other
        && package.arguments.operands.first().is_some_and(|verb| matches!(verb.text.as_str(), "search" | "info" | "fetch" | "policy" | "list" | "fix")));
    if reads_index || relied_on_later(Family::Alpine, view, body.instruction.id).is_some() {
        return;
    }
    for (index, command) in body.script.commands.iter().enumerate() {
        let update = body.run.packages.iter().any(|package| package.command == index && package.manager == Manager::Apk && package.verb == Verb::Update);
        let words: Vec<&str> = command.words.iter().map(|word| word.raw.as_str()).collect();
        let clean = matches!(words.as_slice(), ["rm", "-rf" | "-fr" | "-r" | "-f", "/var/cache/apk/*" | "/var/cache/apk" | "/var/cache/apk/"]);
        if !(update || clean) || !command.redirections.is_empty() || command.place.tolerated && update {
            continue;
        }
        if let Some(patches) = body.without_command(index) {
            let why = if update { "with `--no-cache` the index is fetched anyway" } else { "with `--no-cache` there is nothing left to delete" };
            out.change(command.span, why).patch(patches);
        }
    }
}
