//! `apt-get update` moves into the RUN that installs: `RUN apt-get update` and `RUN apt-get install …` become one.
//!
//! ## Why
//!
//! A layer with package lists is cached: when the line with the packages changes months later, they are looked up in the old
//! lists, and the build fails or installs old versions. And lists in a layer of their own can't be removed from the image.
//!
//! ## When it stays away
//!
//! When a command in between adds package sources, when the installation stands in a pipe, a function or in the background;
//! a RUN that only fetches lists stays when a later script that cannot be read may rely on them.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm-slim
//! RUN apt-get update
//! RUN apt-get install -y --no-install-recommends jq
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends jq && rm -rf /var/lib/apt/lists/*
//! ```

use super::body::Body;
use super::lists::{Family, first_line, reads_foreign_lists, reads_lists, relied_on_later};
use super::removal::{fetching, installs_later, only_fetches};
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::Verb;
use crate::facts::{PackageCommand, Parent};
use crate::report::Class;
use crate::report::Reason;
use crate::syntax::InstructionId;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "apt-update",
        summary: "every RUN that installs fetches its own package lists",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &[],
        page: page!("apt_update"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for body in view.bodies() {
        join_update(view, &body, out);
        drop_lone_update(view, &body, out);
    }
}

/// Gives an installation that relies on an earlier RUN's lists its own `apt-get update`.
fn join_update(view: &View<'_>, body: &Body<'_>, out: &mut Proposals) {
    let Some(index) = reads_foreign_lists(Family::Debian, body) else { return };
    let Some(provider) = provider(view, body.instruction.id) else { return };
    let command = &body.script.commands[index];
    let place = &command.place;
    if place.pipe.1 > 1 || place.background || place.function || place.substitution || place.nested_shell {
        out.skip(command.span, Reason::NoPlaceForCommand);
        return;
    }
    if let Some(between) = changes_sources(view, provider, body.instruction.id) {
        out.skip(command.span, Reason::UsedLater(between));
        return;
    }
    let sudo = if command.user.is_some() { "sudo " } else { "" };
    let line = view.line(view.file.instruction(provider).text);
    out.change(command.span, format!("the package lists come from another layer (line {line}), which the build cache may keep for months; installing fetches its own"))
        .insert(command.span.start, format!("{sudo}apt-get update && "));
}

/// The RUN whose lists an installation uses.
fn provider(view: &View<'_>, id: InstructionId) -> Option<InstructionId> {
    let mut stage = view.facts.stage_of(id)?;
    loop {
        let body = view.facts.body(view.file, stage.index);
        let updates = |candidate: InstructionId| {
            view.facts
                .run(candidate)
                .is_some_and(|run| run.packages.iter().any(|package| package.is_debian() && package.verb == Verb::Update))
        };
        if let Some(found) =
            body.iter().rev().filter(|instruction| instruction.id < id).find(|instruction| updates(instruction.id))
        {
            return Some(found.id);
        }
        let Parent::Stage(parent) = stage.parent else { return None };
        stage = &view.facts.stages()[parent];
    }
}

/// A RUN in between that adds package sources, which the old lists do not know.
fn changes_sources(view: &View<'_>, from: InstructionId, to: InstructionId) -> Option<String> {
    const SIGNS: [&str; 5] = ["sources.list", "add-apt-repository", "apt-key", "/etc/apt", "dpkg --add-architecture"];
    let changing = view.notebook.sources.get_or_init(|| {
        let changes = |text: &str| SIGNS.iter().any(|word| text.contains(word));
        let all = view.instructions().iter().filter(|instruction| changes(view.slice(instruction.text)));
        all.map(|instruction| instruction.id).collect()
    });
    let next = *changing.get(changing.partition_point(|id| *id <= from))?;
    (next < to).then(|| first_line(view.slice(view.file.instruction(next).text)))
}

/// Takes out a RUN that only fetches lists, once nobody relies on them any more.
fn drop_lone_update(view: &View<'_>, body: &Body<'_>, out: &mut Proposals) {
    let id = body.instruction.id;
    if !only_fetches(body, PackageCommand::is_debian)
        || !(installs_later(view, id, PackageCommand::is_debian) || is_read_later(view, id))
    {
        return;
    }
    match relied_on_later(Family::Debian, view, id) {
        Some(reason) => out.skip(body.at(), reason),
        None => {
            out.change(body.at(), "every installation fetches its own package lists; this layer only held them")
                .remove(fetching(view, body.instruction));
        }
    }
}

/// Whether a later RUN reads lists in another way: `xargs apt-get install`.
fn is_read_later(view: &View<'_>, id: InstructionId) -> bool {
    let reads = |body: &Body<'_>| (0..body.script.commands.len()).any(|index| reads_lists(Family::Debian, body, index));
    let last = view.notebook.last_reader.get_or_init(|| {
        let mut bodies = view.instructions().iter().rev().filter_map(|instruction| view.body(instruction));
        bodies.find(reads).map(|body| body.instruction.id)
    });
    last.is_some_and(|last| last > id)
}
