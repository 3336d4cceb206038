//! `apt-get install`, `yum install`, `dnf install` and their siblings get `-y`, zypper gets `-n`.
//!
//! ## Why
//!
//! Nobody answers a question during a build: without the option the command gives up as soon as it has one (DL3014, DL3030,
//! DL3034, DL3038).
//!
//! ## When it stays away
//!
//! When the question is answered otherwise: `yes |`, `-qq`, `Assume-Yes` or `assumeyes` in a configuration that the file
//! writes; when the options come from a variable.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install --no-install-recommends jq && rm -rf /var/lib/apt/lists/*
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends jq && rm -rf /var/lib/apt/lists/*
//! ```

use super::body::Body;
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::PackageCommand;
use crate::facts::{Manager, Verb};
use crate::report::Class;
use crate::report::Reason;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "assume-yes",
        summary: "package managers are not left waiting for an answer",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["DL3014", "DL3030", "DL3034", "DL3038"],
        page: page!("assume_yes"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let Some(body) = view.body(instruction) else { continue };
        for package in &body.run.packages {
            check(view, &body, package, out);
        }
    }
}

fn check(view: &View<'_>, body: &Body<'_>, package: &PackageCommand, out: &mut Proposals) {
    let asks = matches!(package.verb, Verb::Install | Verb::Upgrade | Verb::Remove);
    let Some((option, known)) = option(package.manager).filter(|_| asks) else { return };
    let command = body.command(package);
    let quiet = package.arguments.options.iter().filter(|(name, _)| matches!(name.text.as_str(), "-q" | "--quiet")).count();
    let answered = package.arguments.has(known)
        || (package.is_debian() && (quiet > 1 || package.arguments.values("-q").any(|level| level == "2")));
    // somebody else answers: `yes |`, or the configuration
    if answered
        || command.place.pipe.0 > 0
        || ["Assume-Yes\"", "assume-yes\"", "Assume-yes\""].iter().any(|words| view.mentions(words))
        || view.mentions("assumeyes=1")
    {
        return;
    }
    if let Some(unknown) = package.arguments.unknown.first().filter(|_| package.arguments.operands.is_empty()) {
        out.skip(command.span, Reason::UnknownWord(command.words[*unknown].raw.to_string()));
        return;
    }
    // zypper's is an option of the program, the others take it behind the verb
    let anchor = if package.manager == Manager::Zypper { command.program } else { package.verb_word };
    match body.word_behind(&command.words[anchor], option) {
        Some(patch) => {
            out.change(command.span, "nobody answers a question during a build").patch(vec![patch]);
        }
        None => out.skip(command.span, Reason::UnknownWord(command.words[anchor].raw.to_string())),
    }
}

/// The option, and everything that does the same.
const fn option(manager: Manager) -> Option<(&'static str, &'static [&'static str])> {
    match manager {
        Manager::Apt | Manager::AptGet | Manager::Aptitude => {
            Some(("-y", &["-y", "--yes", "--assume-yes", "-s", "--simulate", "--just-print", "--dry-run"]))
        }
        Manager::Yum | Manager::Dnf | Manager::Microdnf => Some(("-y", &["-y", "--assumeyes", "--assumeno", "--yes"])),
        Manager::Zypper => Some(("-n", &["-n", "--non-interactive", "-y", "--no-confirm"])),
        _ => None,
    }
}
