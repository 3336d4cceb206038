//! `apk add` gets `--no-cache`; `--update`, `apk update` in front of it and `rm -rf /var/cache/apk/*` behind it go.
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

use super::body::Body;
use super::lists::{Family, needs_something_to_delete, relied_on_later};
use super::removal::{fetching, installs_later, only_fetches};
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::PackageCommand;
use crate::facts::{Manager, Verb};
use crate::report::Class;
use crate::report::Reason;
use crate::shell::edit::Patch;

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
        page: page!("apk_no_cache"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for body in view.bodies() {
        if body.run.keeps_out(CACHE) || body.run.keeps_out("/etc/apk/cache") || view.mentions("/etc/apk/cache") {
            continue;
        }
        let reads = |package: &&PackageCommand| is_apk(package) && matches!(package.verb, Verb::Install | Verb::Upgrade);
        let reading: Vec<_> = body.run.packages.iter().filter(reads).collect();
        let pending = reading.iter().any(|package| !package.arguments.has(&["--no-cache"]));
        if pending && force_deletions(view, &body, out) {
            continue;
        }
        for package in &reading {
            option(view, &body, package, out);
        }
        if !pending && !reading.is_empty() {
            superfluous(view, &body, out);
        }
        drop_lone_update(view, &body, out);
    }
}

const fn is_apk(package: &PackageCommand) -> bool {
    matches!(package.manager, Manager::Apk)
}

/// `rm /var/cache/apk/*` fails once there is nothing to delete: it gets its `-f` first. Whether there was such a command.
fn force_deletions(view: &View<'_>, body: &Body<'_>, out: &mut Proposals) -> bool {
    let stages = body.stage().map(|stage| view.facts.descendants(stage.index)).unwrap_or_default();
    let later = stages
        .iter()
        .flat_map(|stage| view.facts.body(view.file, *stage))
        .filter(|instruction| instruction.id >= body.instruction.id);
    let mut found = false;
    for other in later.filter_map(|instruction| view.body(instruction)) {
        for command in
            other.script.commands.iter().filter(|command| needs_something_to_delete(view.slice(command.span), command, CACHE))
        {
            found = true;
            match other.word_behind(&command.words[command.program], "-f") {
                Some(patch) => {
                    out.change(command.span, "apk keeps no index any more, so there may be nothing to delete").patch(vec![patch]);
                }
                None => out.skip(command.span, Reason::UnknownWord(command.words[command.program].raw.to_string())),
            }
        }
    }
    found
}

/// `--no-cache` comes, and `--update`, which it includes, goes.
fn option(view: &View<'_>, body: &Body<'_>, package: &PackageCommand, out: &mut Proposals) {
    let command = body.command(package);
    let update = command.words.iter().position(|word| matches!(&*word.raw, "--update" | "-U" | "--update-cache"));
    let present = package.arguments.has(&["--no-cache"]);
    if present && update.is_none() {
        return;
    }
    // a later `apk add` of this file gets the option, too; then it relies on nothing
    if let Some(reason @ Reason::OpaqueLater(_)) = relied_on_later(Family::Alpine, view, body.instruction.id) {
        out.skip(command.span, reason);
        return;
    }
    let patches = match update.filter(|index| command.words[*index].exact) {
        Some(update) if present => body.without_word(command, update),
        Some(update) => Some(vec![Patch { span: command.words[update].span, text: "--no-cache".to_owned() }]),
        None if update.is_some() => None,
        None => body.word_behind(body.word(package, package.verb_word), "--no-cache").map(|patch| vec![patch]),
    };
    match patches {
        Some(patches) => {
            let why = if present {
                "`--no-cache` fetches the index anyway"
            } else {
                "the index of packages is fetched for this command and not kept"
            };
            out.change(command.span, why).patch(patches);
        }
        None => out.skip(command.span, Reason::UnknownWord(command.words[package.verb_word].raw.to_string())),
    }
}

/// A RUN with nothing but `apk update`, once every installation fetches the index itself.
fn drop_lone_update(view: &View<'_>, body: &Body<'_>, out: &mut Proposals) {
    let id = body.instruction.id;
    if only_fetches(body, is_apk) && installs_later(view, id, is_apk) && relied_on_later(Family::Alpine, view, id).is_none() {
        out.change(body.at(), "every installation fetches the index itself; this layer only held it")
            .remove(fetching(view, body.instruction));
    }
}

/// `apk update` in front and `rm` behind, which have nothing to do any more.
fn superfluous(view: &View<'_>, body: &Body<'_>, out: &mut Proposals) {
    let reads_index = body.run.packages.iter().any(|package| {
        is_apk(package)
            && package.verb == Verb::Other
            && package
                .arguments
                .operands
                .first()
                .is_some_and(|verb| matches!(verb.text.as_str(), "search" | "info" | "fetch" | "policy" | "list" | "fix"))
    });
    if reads_index || relied_on_later(Family::Alpine, view, body.instruction.id).is_some() {
        return;
    }
    for (index, command) in body.script.commands.iter().enumerate() {
        let update = body.run.package(index).is_some_and(|package| is_apk(package) && package.verb == Verb::Update);
        let words: Vec<&str> = command.words.iter().map(|word| &*word.raw).collect();
        let clean = matches!(words.as_slice(), ["rm", options @ .., "/var/cache/apk/*" | "/var/cache/apk" | "/var/cache/apk/"]
            if options.iter().all(|option| option.starts_with('-')));
        if !(update || clean) || !command.redirections.is_empty() {
            continue;
        }
        if let Some(patches) = body.without_command(index) {
            let why = if update {
                "with `--no-cache` the index is fetched anyway"
            } else {
                "with `--no-cache` there is nothing left to delete"
            };
            out.change(command.span, why).patch(patches);
        }
    }
}
