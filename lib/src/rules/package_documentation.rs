//! The files below `/usr/share/doc` (but for the licences) and `/usr/share/man` are deleted in the RUN that installed them.
//!
//! ## Why
//!
//! Every Debian package brings its documentation. `-slim` images and Ubuntu's are configured to leave it out; in the full
//! Debian images each installation adds some.
//!
//! ## When it stays away
//!
//! On slim images, on Ubuntu and on other distributions, where there is nothing to delete; when the file deals with
//! `/usr/share` itself or installs something that shows manuals; where no command can be added without changing what the RUN
//! does. That no program reads its own documentation is a convention: class Assumed. Directories stay, because installing
//! some packages (Java) fails without them.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm
//! RUN apt-get update && apt-get install -y --no-install-recommends jq && rm -rf /var/lib/apt/lists/*
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm
//! RUN apt-get update && apt-get install -y --no-install-recommends jq && rm -rf /var/lib/apt/lists/* \
//!     && find /usr/share/doc /usr/share/man -type f ! -name copyright -delete
//! ```

use super::body::program;
use super::slim_base;
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::knowledge::{Distribution, Variant};
use crate::report::Class;
use crate::report::Reason;
use crate::shell::Command;

const CLEAN: &str = "find /usr/share/doc /usr/share/man -type f ! -name copyright -delete";

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "package-documentation",
        summary: "manuals and documentation of packages do not stay in the image",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &[],
        page: page!("package_documentation"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for body in view.bodies() {
        let Some(base) = body.stage().and_then(|stage| stage.base(view.facts.stages())) else { continue };
        // slim variants and Ubuntu keep documentation from being installed at all
        if base.distribution != Some(Distribution::Debian) || base.variant != Variant::Full || base.without_documentation {
            continue;
        }
        let Some(last) = body.run.installs(|package| package.is_debian()).last() else { continue };
        // the slim image of the same release leaves it out
        let root = view
            .facts
            .stages()
            .iter()
            .find(|stage| body.stage().is_some_and(|own| view.facts.descendants(stage.index).contains(&own.index)));
        if view.options.enables(&slim_base::RULE.meta)
            && root.is_some_and(|stage| matches!(slim_base::twin(view, stage), Some(Ok(_))))
        {
            continue;
        }
        if body.script.commands.iter().any(|command| view.slice(command.span).contains("/usr/share/"))
            || view.mentions("path-exclude")
        {
            continue;
        }
        let command = body.command(last);
        if *view.notebook.manuals.get_or_init(|| reads_manuals(view)) {
            out.skip(command.span, Reason::UsedLater("man".to_owned()));
            continue;
        }
        let sudo = if command.user.is_some() { "sudo " } else { "" };
        let clean = format!("{sudo}{CLEAN}");
        let last =
            body.last_command(|command| program(command).is_some_and(|name| name.starts_with("apt"))).unwrap_or(last.command);
        match body.with_cleanup(last, &clean) {
            Ok(patches) => {
                out.change(command.span, "nobody reads manuals in a container; licences stay").patch(patches);
            }
            Err(reason) => out.skip(command.span, reason),
        }
    }
}

/// Whether the file installs what shows documentation, or points into it.
fn reads_manuals(view: &View<'_>) -> bool {
    const READERS: [&str; 8] = ["man", "man-db", "manpages", "manpages-dev", "info", "unminimize", "doc-base", "devhelp"];
    let reads = |command: &Command| command.words.iter().any(|word| READERS.contains(&&*word.raw));
    view.mentions("/usr/share/doc")
        || view.facts.runs().filter_map(|run| run.script.as_ref().ok()).any(|script| script.commands.iter().any(reads))
}
