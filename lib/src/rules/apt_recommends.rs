//! `apt-get install` gets `--no-install-recommends`; recommended packages that may really be needed are named instead.
//!
//! ## Why
//!
//! By default apt installs what a package merely recommends: `python3-pip` brings compilers, `git` brings `less`, `nginx`
//! on Ubuntu brings a GeoIP database (DL3015). 20 to 400 MB of an ordinary image come from there.
//!
//! Some recommended packages are needed all the same: `ca-certificates` for whatever speaks TLS, `build-essential` for
//! `python3-pip`, `openssh-client` for `git`. A table generated from Debian's package indexes says which; they are added to
//! the list. What the table drops are documentation, desktop integration and the like, each with its reason.
//!
//! ## When it stays away
//!
//! In build stages whose files do not ship. When a package is in no index (a third party's repository), when its
//! recommendations are what it is for (desktops, `r-base`), when the list of packages depends on an unknown variable, when
//! the packages are removed again in the same RUN, when the file configures `APT::Install-Recommends`.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y curl jq && rm -rf /var/lib/apt/lists/*
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl jq && rm -rf /var/lib/apt/lists/*
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::facts::{Manager, Verb};
use super::body::Body;
use super::lists::spans;
use crate::facts::PackageCommand;
use crate::knowledge::{Distribution, Recommends, Release, recommends};
use crate::report::Reason;
use crate::shell::Command;
use std::collections::BTreeSet;

const OPTION: &str = "--no-install-recommends";

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "apt-recommends",
        summary: "apt-get installs what is asked for and needed, not all that is recommended",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &["DL3015"],
        source: include_str!("apt_recommends.rs"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    if view.mentions("Install-Recommends") {
        return;
    }
    for body in view.bodies() {
        for package in body.run.installs(|package| matches!(package.manager, Manager::AptGet | Manager::Apt)) {
            if package.arguments.has(&[OPTION, "--install-recommends"]) {
                continue;
            }
            let command = body.command(package);
            match needed(&body, package).and_then(|add| edit(&body, package, command, &add).map(|edits| (add, edits))) {
                Ok((add, patches)) => {
                    out.change(command.span, why(&add)).patch(patches);
                }
                Err(reason) => out.skip(command.span, reason),
            }
        }
    }
}

fn why(add: &BTreeSet<&str>) -> String {
    let add: Vec<&str> = add.iter().copied().collect();
    if add.is_empty() {
        "none of what these packages merely recommend is needed".to_owned()
    } else {
        format!("of what these packages merely recommend, {} may be needed and is named; the rest stays out", add.join(", "))
    }
}

/// The recommended packages that must be named.
fn needed(body: &Body<'_>, package: &PackageCommand) -> Result<BTreeSet<&'static str>, Reason> {
    let command = body.command(package);
    if let Some(unknown) = package.arguments.unknown.first() {
        return Err(Reason::UnknownWord(command.words[*unknown].raw.clone()));
    }
    let base = body.stage().and_then(|stage| stage.base(body.view.facts.stages()));
    let release = base.and_then(|base| base.release).unwrap_or(Release::new(Distribution::Debian, 0, 0));
    let mut add = BTreeSet::new();
    for word in package.packages() {
        match recommends(&word.text, release) {
            Recommends::Unknown => return Err(Reason::UnknownPackage(word.text.clone())),
            Recommends::KeepThem => return Err(Reason::NeedsRecommends(word.text.clone())),
            Recommends::Add(names) => add.extend(names),
        }
    }
    let named = |name: &str| package.packages().iter().any(|word| word.text.split(['=', '/', ':']).next() == Some(name));
    add.retain(|name| !named(name));
    Ok(add)
}

fn edit(body: &Body<'_>, package: &PackageCommand, command: &Command, add: &BTreeSet<&str>) -> Result<Vec<crate::shell::Patch>, Reason> {
    let unknown = |index: usize| Reason::UnknownWord(command.words[index].raw.clone());
    // behind the options that directly follow the verb: `install -y --no-install-recommends …`
    let mut anchor = package.verb_word;
    while command.words.get(anchor + 1).is_some_and(|word| matches!(word.raw.as_str(), "-y" | "--yes" | "--assume-yes" | "-q" | "-qq" | "-yq" | "-qy" | "-yqq" | "-qqy")) {
        anchor += 1;
    }
    let mut patches = vec![body.word_behind(&command.words[anchor], OPTION).ok_or_else(|| unknown(anchor))?];
    if add.is_empty() {
        return Ok(patches);
    }
    let removed_again = body.run.packages.iter().any(|other| {
        other.is_debian() && other.verb == Verb::Remove && other.packages().iter().any(|word| package.packages().contains(word) || package.packages().iter().any(|mine| mine.text == word.text))
    });
    if removed_again {
        // what is added must go again together with what needed it
        return Err(Reason::UsedLater("apt-get purge".to_owned()));
    }
    let list = spans(command, package.packages().iter().map(|word| word.index));
    if command.words.iter().zip(0..).any(|(word, index)| package.packages().iter().any(|p| p.index == index) && !word.exact) {
        return Err(unknown(package.verb_word));
    }
    let new: Vec<&str> = add.iter().copied().collect();
    patches.extend(body.with_words(&list, &new));
    Ok(patches)
}
