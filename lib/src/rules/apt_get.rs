//! `apt install`, `apt update`, `apt remove` and the like become `apt-get …`.
//!
//! ## Why
//!
//! apt is made for people at a terminal: it says so itself ("does not have a stable CLI interface"), and linters say so too
//! (DL3027). `apt full-upgrade` becomes `apt-get dist-upgrade`, `apt upgrade` becomes `apt-get upgrade --with-new-pkgs`:
//! they do the same.
//!
//! ## When it stays away
//!
//! Commands that apt-get does not have (`apt list`, `apt search`, `apt show`).
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm-slim
//! RUN apt update && apt install -y --no-install-recommends jq && rm -rf /var/lib/apt/lists/*
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends jq && rm -rf /var/lib/apt/lists/*
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::Manager;
use crate::report::Class;
use crate::report::Reason;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "apt-get",
        summary: "scripts use apt-get, not apt",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["DL3027"],
        page: page!("apt_get"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let Some(body) = view.body(instruction) else { continue };
        for package in body.run.packages.iter().filter(|package| package.manager == Manager::Apt) {
            let command = body.command(package);
            let (program, verb) = (&command.words[command.program], body.word(package, package.verb_word));
            let wanted = match &*verb.raw {
                "install" | "update" | "remove" | "purge" | "autoremove" | "clean" | "autoclean" | "dist-upgrade" => None,
                "full-upgrade" => Some("dist-upgrade".to_owned()),
                "upgrade" => Some("upgrade --with-new-pkgs".to_owned()),
                _ => continue,
            };
            if !(program.plain && program.exact && verb.plain && verb.exact) {
                out.skip(command.span, Reason::UnknownWord(program.raw.to_string()));
                continue;
            }
            let change = out.change(command.span, "apt is for people: its options and output may change; scripts use apt-get");
            change.replace(program.span, program.raw.replacen("apt", "apt-get", 1));
            if let Some(wanted) = wanted {
                change.replace(verb.span, wanted);
            }
        }
    }
}
