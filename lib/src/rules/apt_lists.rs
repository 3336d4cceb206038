//! `rm -rf /var/lib/apt/lists/*` is added to the RUN that fetched the lists.
//!
//! ## Why
//!
//! `apt-get update` leaves some 20 MB of package lists behind that nothing in the image needs (DL3009). They must go in the
//! same RUN: deleting them in a later layer frees nothing.
//!
//! ## When it stays away
//!
//! In build stages whose files do not ship, with a cache mount on the lists, when the RUN deletes them already; when a later
//! command or a script of the build context relies on them, or a script that cannot be read might; where no command can be
//! added without changing what the RUN does. That nobody installs packages on top of the image without `apt-get update` is a
//! convention that all official images follow too: class Assumed.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm-slim
//! RUN apt-get update && \
//!     apt-get install -y --no-install-recommends jq
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm-slim
//! RUN apt-get update && \
//!     apt-get install -y --no-install-recommends jq && \
//!     rm -rf /var/lib/apt/lists/*
//! ```

use super::body::{Body, program};
use super::cleanup_run::is_about_to_grow;
use super::lists::{Family, reads_lists, relied_on_later};
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::Verb;
use crate::report::Class;
use crate::report::Reason;

const LISTS: &str = "/var/lib/apt/lists";

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "apt-lists",
        summary: "package lists do not stay in the image",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &["DL3009"],
        page: page!("apt_lists"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for body in view.bodies() {
        let Some(update) = body.run.packages.iter().rfind(|package| package.is_debian() && package.verb == Verb::Update) else {
            continue;
        };
        if body.run.keeps_out(LISTS) || is_about_to_grow(&body) {
            continue;
        }
        if removes_lists(&body, update.command) {
            continue;
        }
        if let Some(reason) = relied_on_later(Family::Debian, view, body.instruction.id) {
            out.skip(body.at(), reason);
            continue;
        }
        match edit(&body) {
            Ok(patches) => {
                out.change(body.at(), "package lists (about 20 MB) are of no use in the image").patch(patches);
            }
            Err(reason) => out.skip(body.at(), reason),
        }
    }
}

/// Whether the body deletes lists behind the command that fetched them.
fn removes_lists(body: &Body<'_>, update: usize) -> bool {
    body.script.commands.iter().skip(update + 1).any(|command| {
        let text = body.view.slice(command.span);
        let deletes =
            matches!(program(command), Some("rm" | "find" | "unlink")) && text.contains("/var/lib") && text.contains("apt");
        deletes
            || matches!(program(command), Some("rm")) && (text.contains("/var/lib/*") || text.contains("{apt"))
            || text.contains("distclean")
    })
}

fn edit(body: &Body<'_>) -> Result<Vec<crate::shell::Patch>, Reason> {
    let own = body.run.packages.iter().filter(|package| package.is_debian());
    let last = (0..body.script.commands.len()).rfind(|index| reads_lists(Family::Debian, body, *index));
    let last = last.max(own.clone().map(|package| package.command).max()).ok_or(Reason::NoPlaceForCommand)?;
    let command = &body.script.commands[last];
    if { own }.any(|package| body.command(package).place.background) {
        return Err(Reason::NoPlaceForCommand);
    }
    let sudo = if command.user.is_some() { "sudo " } else { "" };
    let clean = format!("{sudo}rm -rf {LISTS}/*");
    // what a function, or nobody that is known, installs is installed anywhere behind
    let hidden = own_verb(body, last) == Some(Verb::Update) || body.script.commands.iter().any(|command| command.place.function);
    let opaque = hidden
        || body.script.commands.iter().skip(last + 1).any(|later| {
            later.words.get(later.program).is_some_and(|word| word.fields().is_none() || word.raw.contains('/'))
                || matches!(program(later), Some("sh" | "bash" | "source" | "."))
        });
    if opaque { body.with_last_command(&clean) } else { body.with_cleanup(last, &clean) }
}

/// What the command at `index` tells apt.
fn own_verb(body: &Body<'_>, index: usize) -> Option<Verb> {
    body.run.package(index).filter(|package| package.is_debian()).map(|package| package.verb)
}
