//! Installations in RUNs that follow each other become one, with one list of packages.
//!
//! ## Why
//!
//! Each of them fetches the package lists anew and cleans up again. Together they are resolved once, and the file shows one
//! list of what the image is made of (DL3059).
//!
//! ## When it stays away
//!
//! When anything stands between the two RUNs, an empty line included; when one does more than fetch lists, install and
//! clean up, or installs with other options; when the first may add a package source or what it takes to read one
//! (`epel-release`, a file or URL; `ca-certificates` in a file that deals with `/etc/apt`); when a comment stands inside the second. In build stages whose files
//! do not ship: there the cache of each layer is worth more.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM alpine:3.20
//! RUN apk add --no-cache bash
//! RUN apk add --no-cache curl jq
//! ```
//!
//! ```dockerfile after
//! FROM alpine:3.20
//! RUN apk add --no-cache bash curl jq
//! ```

use super::body::{Body, program};
use super::removal::whole;
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::{Manager, PackageCommand, Verb};
use crate::report::Class;
use crate::shell::{Command, Word};
use crate::span::Span;
use crate::syntax::Instruction;

/// Parts of names of packages that change where packages come from; paths and URLs may be of such packages, too.
const SOURCES: [&str; 5] = ["release", "repo", "keyring", "plugin", "/"];

/// What it takes to fetch from sources that the file itself adds.
const TRANSPORTS: [&str; 3] = ["apt-transport-https", "ca-certificates", "gnupg"];

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "merge-installs",
        summary: "installations that follow each other are one",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &[],
        page: page!("merge_installs"),
    },
    run,
};

/// A RUN that fetches lists, installs and cleans up, and nothing else.
struct Installation<'a> {
    body: Body<'a>,
    install: &'a PackageCommand,
    /// The words that name packages.
    packages: Vec<&'a Word>,
}

fn run(view: &View<'_>, out: &mut Proposals) {
    let mut merged = None;
    for pair in view.instructions().windows(2) {
        let [first, second] = pair else { continue };
        // of three the first two are merged now, the third in the next round
        if merged == Some(first.id) || !follows_directly(view, first, second) {
            continue;
        }
        let (Some(one), Some(two)) = (installation(view, first), installation(view, second)) else { continue };
        if !belong_together(view, &one, &two) {
            continue;
        }
        let known = |word: &&Word| !one.packages.iter().any(|own| own.raw == word.raw);
        let mut new: Vec<&str> = two.packages.iter().copied().filter(known).map(|word| &*word.raw).collect();
        new.dedup();
        let list: Vec<Span> = one.packages.iter().map(|word| word.span).collect();
        let line = view.line(first.text);
        out.change(second.text, format!("what is installed here is installed together with the packages of line {line}"))
            .patch(one.body.with_words(&list, &new))
            .remove(whole(view, second, false));
        merged = Some(second.id);
    }
}

fn follows_directly(view: &View<'_>, first: &Instruction<'_>, second: &Instruction<'_>) -> bool {
    let flags =
        |instruction: &Instruction<'_>| instruction.flags.iter().map(|flag| view.slice(flag.span).to_owned()).collect::<Vec<_>>();
    let comment = || view.slice(second.text).lines().any(|line| line.trim_start().starts_with('#'));
    first.span.end == second.span.start && second.leading.is_empty() && flags(first) == flags(second) && !comment()
}

/// What a RUN installs, if that is all it does.
fn installation<'a>(view: &'a View<'a>, instruction: &'a Instruction<'a>) -> Option<Installation<'a>> {
    let body = view.body(instruction).filter(|body| body.ships() && body.script.is_chain() && !body.run.heredoc)?;
    let mut installs = body.run.packages.iter().filter(|package| package.verb == Verb::Install);
    let (Some(install), None) = (installs.next(), installs.next()) else { return None };
    let system = install.is_debian() || install.is_redhat() || matches!(install.manager, Manager::Apk | Manager::Zypper);
    let manages = |index: usize| body.run.package(index).filter(|package| package.manager == install.manager);
    let harmless = (0..body.script.commands.len()).all(|index| {
        let command = &body.script.commands[index];
        let plain = command.environment.is_empty() && command.redirections.is_empty() && command.place.pipe.1 <= 1;
        plain
            && match manages(index) {
                Some(package) => matches!(package.verb, Verb::Install | Verb::Update | Verb::Clean),
                None => matches!(program(command), Some("rm" | "find")) && index > install.command,
            }
    });
    let packages = packages(body.command(install), install)?;
    (system && harmless && !packages.is_empty()).then_some(Installation { body, install, packages })
}

/// The words that name packages; none where one cannot be moved.
fn packages<'a>(command: &'a Command, install: &PackageCommand) -> Option<Vec<&'a Word>> {
    let mut indices: Vec<usize> =
        install.packages().iter().map(|word| word.index).chain(install.arguments.unknown.iter().copied()).collect();
    indices.sort_unstable();
    indices.dedup();
    let words: Vec<&Word> = indices.into_iter().map(|index| &command.words[index]).collect();
    words.iter().all(|word| word.exact && word.through().is_none()).then_some(words)
}

/// Whether both install in the same way, and the second needs nothing that the first one brings.
fn belong_together(view: &View<'_>, one: &Installation<'_>, two: &Installation<'_>) -> bool {
    let texts = |it: &Installation<'_>| -> Vec<String> {
        let others = it.body.script.commands.iter().enumerate().filter(|(index, _)| *index != it.install.command);
        others.map(|(_, command)| view.slice(command.span).to_owned()).collect()
    };
    let transports = view.text.contains("/etc/apt") && one.packages.iter().any(|word| TRANSPORTS.contains(&name(word)));
    let source = |word: &&Word| {
        (name(word) != "lsb-release" && SOURCES.iter().any(|part| name(word).contains(part))) || word.fields().is_none()
    };
    let twice = |word: &&Word| one.packages.iter().any(|own| own.raw != word.raw && name(own) == name(word));
    one.install.manager == two.install.manager
        && written(one) == written(two)
        && texts(two).iter().all(|text| texts(one).contains(text))
        && !transports
        && !one.packages.iter().any(source)
        && !two.packages.iter().any(twice)
}

/// The words of the command that name no package, in order: program, verb, options.
fn written<'i>(it: &'i Installation<'_>) -> Vec<&'i str> {
    let words = it.body.command(it.install).words.iter();
    words.filter(|word| !it.packages.iter().any(|package| package.span == word.span)).map(|word| &*word.raw).collect()
}

fn name(word: &Word) -> &str {
    word.raw.split(['=', '<', '>', '~']).next().unwrap_or_default()
}
