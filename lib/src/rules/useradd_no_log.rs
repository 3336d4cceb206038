//! `useradd` with a number of 4000 and more gets `-l`.
//!
//! ## Why
//!
//! useradd enters the new user into `/var/log/lastlog` and `/var/log/faillog`, which have a slot for every number below:
//! a sparse file on disk, but gigabytes of zeros in a layer for a large number (DL3046).
//!
//! ## When it stays away
//!
//! When the number is small or not known.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm-slim
//! RUN useradd -u 1000100 app
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm-slim
//! RUN useradd -l -u 1000100 app
//! ```

use super::body::program;
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::{OptionTable, Parsed};
use crate::report::Class;

/// useradd's options that take a value.
const OPTIONS: OptionTable = OptionTable {
    short: "bcdefgGkKpRPsuZ",
    long: &[
        "base-dir",
        "comment",
        "home-dir",
        "home",
        "expiredate",
        "inactive",
        "gid",
        "groups",
        "skel",
        "key",
        "password",
        "root",
        "prefix",
        "shell",
        "uid",
        "selinux-user",
    ],
};

/// From this number on lastlog and faillog get larger than a megabyte: 292 and 32 bytes a user.
const LARGE: u64 = 4_000;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "useradd-no-log",
        summary: "useradd with a large number does not write a huge file",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["DL3046"],
        page: page!("useradd_no_log"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let Some(body) = view.body(instruction) else { continue };
        for command in body.script.commands.iter().filter(|command| program(command) == Some("useradd")) {
            let arguments = Parsed::new(command, command.program + 1, OPTIONS);
            let number = arguments.values("-u").chain(arguments.values("--uid")).last().and_then(|uid| uid.parse::<u64>().ok());
            if number.is_none_or(|number| number < LARGE) || arguments.has(&["-l", "--no-log-init"]) {
                continue;
            }
            if let Some(patch) = body.word_behind(&command.words[command.program], "-l") {
                out.change(command.span, "for a large user number useradd writes a log file as long as the number demands")
                    .patch(vec![patch]);
            }
        }
    }
}
