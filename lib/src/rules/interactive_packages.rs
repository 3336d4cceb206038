//! Packages that only a person at a terminal uses are not installed: editors, pagers, monitors.
//!
//! ## Why
//!
//! Nobody edits files in a container that the next start throws away. `vim` alone is 40 MB, and scanners find something in
//! it every month. Who needs one while searching for a fault attaches it: `kubectl debug`, `docker debug`.
//!
//! ## When it stays away
//!
//! When anything else in the file names the package or its program (`ENV EDITOR=vim`, `git config core.pager less`); when the
//! command installs nothing else; in images that run a shell, which are for people; when the list of packages depends on an
//! unknown variable; in stages that do not ship. That nobody works in the container is a convention: class Assumed.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends nginx vim htop && rm -rf /var/lib/apt/lists/*
//! CMD ["nginx", "-g", "daemon off;"]
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends nginx && rm -rf /var/lib/apt/lists/*
//! CMD ["nginx", "-g", "daemon off;"]
//! ```

use super::body::Body;
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::PackageCommand;
use crate::knowledge::is_for_people;
use crate::report::Class;
use crate::split;
use crate::split::python::imports::has_word;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "interactive-packages",
        summary: "editors, pagers and monitors are not installed",
        level: 2,
        phase: Phase::Normalise,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &[],
        page: page!("interactive_packages"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for body in view.bodies() {
        for package in body.run.installs(PackageCommand::is_debian) {
            // one at a time: the words around it are others then
            let Some((index, name)) = dispensable(view, &body, package).next() else { continue };
            let command = body.command(package);
            if let Some(patches) = body.without_word(command, index) {
                out.change(command.words[index].span, format!("`{name}` is for people at a terminal")).patch(patches);
            }
        }
    }
}

/// The words of an installation that name such packages.
pub(super) fn dispensable<'p>(
    view: &'p View<'_>,
    body: &'p Body<'_>,
    package: &'p PackageCommand,
) -> impl Iterator<Item = (usize, &'p str)> {
    let command = body.command(package);
    let named = |name: &str| {
        let (before, after) = (&view.text[..command.span.start as usize], &view.text[command.span.end as usize..]);
        has_word(before, name) || has_word(after, name)
    };
    let words = package.packages();
    let some = words.iter().any(|word| is_for_people(&word.text)) && !words.iter().all(|word| is_for_people(&word.text));
    let serves = || body.stage().is_some_and(|stage| split::serves(view, stage));
    let may = some && package.arguments.unknown.is_empty() && serves();
    words.iter().filter(move |_| may).filter_map(move |word| {
        let exact = command.words[word.index].exact && command.words[word.index].through().is_none();
        (exact && is_for_people(&word.text) && !named(&word.text)).then_some((word.index, word.text.as_str()))
    })
}
