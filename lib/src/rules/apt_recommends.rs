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

use super::body::Body;
use super::interactive_packages;
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::PackageCommand;
use crate::facts::{Manager, Verb};
use crate::knowledge::{Distribution, Recommends, Release, recommends};
use crate::report::Class;
use crate::report::Reason;
use crate::shell::{Command, Word};
use crate::span::Span;
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
        page: page!("apt_recommends"),
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
            // what goes has no say in what else is needed
            let going = view.options.enables(&interactive_packages::RULE.meta);
            if going && interactive_packages::dispensable(view, &body, package).next().is_some() {
                continue;
            }
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
    if let Some(unknown) =
        package.arguments.unknown.iter().map(|index| &command.words[*index]).find(|word| pinned(word).is_none())
    {
        return Err(Reason::UnknownWord(unknown.raw.to_string()));
    }
    let base = body.stage().and_then(|stage| stage.base(body.view.facts.stages()));
    let release = base.and_then(|base| base.release).unwrap_or(Release::new(Distribution::Debian, 0, 0));
    let mut add = BTreeSet::new();
    let names: Vec<&str> = names(package, command).collect();
    for name in &names {
        match recommends(name, release) {
            Recommends::Unknown => return Err(Reason::UnknownPackage((*name).to_owned())),
            Recommends::KeepThem => return Err(Reason::NeedsRecommends((*name).to_owned())),
            Recommends::Add(names) => add.extend(names),
        }
    }
    let named = |name: &str| names.iter().any(|known| known.split(['=', '/', ':']).next() == Some(name));
    add.retain(|name| !named(name));
    Ok(add)
}

/// The packages, those too of which only the version is not known.
fn names<'p>(package: &'p PackageCommand, command: &'p Command) -> impl Iterator<Item = &'p str> {
    let pins = package.arguments.unknown.iter().filter_map(|index| pinned(&command.words[*index]));
    package.packages().iter().map(|word| word.text.as_str()).chain(pins)
}

/// The package in a word whose version is not known: `nginx=1.22.*`, `"nginx=${VERSION}"`.
fn pinned(word: &Word) -> Option<&str> {
    let (name, _) = word.raw.trim_matches('"').split_once('=')?;
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.:".contains(&byte);
    (name.len() > 1 && !name.starts_with('-') && name.bytes().all(letter)).then_some(name)
}

fn edit(
    body: &Body<'_>,
    package: &PackageCommand,
    command: &Command,
    add: &BTreeSet<&str>,
) -> Result<Vec<crate::shell::Patch>, Reason> {
    let unknown = |index: usize| Reason::UnknownWord(command.words[index].raw.to_string());
    // behind the options that directly follow the verb: `install -y --no-install-recommends …`
    let mut anchor = package.verb_word;
    while command.words.get(anchor + 1).is_some_and(|word| {
        matches!(&*word.raw, "-y" | "--yes" | "--assume-yes" | "-q" | "-qq" | "-yq" | "-qy" | "-yqq" | "-qqy")
    }) {
        anchor += 1;
    }
    let mut patches = vec![body.word_behind(&command.words[anchor], OPTION).ok_or_else(|| unknown(anchor))?];
    if add.is_empty() {
        return Ok(patches);
    }
    let written = written(package, command).ok_or_else(|| unknown(package.verb_word))?;
    if written.variable.is_none() && is_removed_again(body, package) {
        // what is added must go again together with what needed it
        return Err(Reason::UsedLater("apt-get purge".to_owned()));
    }
    let new: Vec<&str> = add.iter().copied().collect();
    patches.extend(body.with_words(&written.list, &new));
    Ok(patches)
}

/// Where the list of packages is written.
struct Written {
    list: Vec<Span>,
    /// The index of the word that brings it, when it is the value of a variable.
    variable: Option<usize>,
}

/// In the command itself, or in the variable that all of it comes from.
fn written(package: &PackageCommand, command: &Command) -> Option<Written> {
    let mut indices: Vec<usize> =
        package.packages().iter().map(|word| word.index).chain(package.arguments.unknown.iter().copied()).collect();
    indices.sort_unstable();
    indices.dedup();
    let words = || indices.iter().map(|index| &command.words[*index]);
    if let [only] = indices.as_slice() {
        let word = &command.words[*only];
        if word.through().is_some() && !word.places().is_empty() {
            return Some(Written { list: word.places().to_vec(), variable: Some(*only) });
        }
    }
    words().all(|word| word.exact).then(|| Written { list: words().map(|word| word.span).collect(), variable: None })
}

/// Whether the body removes some of the packages again.
fn is_removed_again(body: &Body<'_>, package: &PackageCommand) -> bool {
    let removes = |other: &&PackageCommand| other.is_debian() && other.verb == Verb::Remove;
    let mine = |name: &str| package.packages().iter().any(|word| word.text == name);
    body.run.packages.iter().filter(removes).any(|other| other.packages().iter().any(|word| mine(&word.text)))
}
