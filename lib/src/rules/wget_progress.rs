//! `wget` gets `--progress=dot:giga`.
//!
//! ## Why
//!
//! Without a terminal wget prints a line for every 50 kB (DL3047).
//!
//! ## When it stays away
//!
//! When output is turned off or goes elsewhere; when the image may be BusyBox's, whose wget does not know the option.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm
//! RUN wget https://example.org/data.tar.gz
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm
//! RUN wget --progress=dot:giga https://example.org/data.tar.gz
//! ```

use super::body::{Body, program};
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::{OptionTable, Parsed};
use crate::report::Class;
use crate::report::Reason;

const OPTIONS: OptionTable = OptionTable {
    short: "oaeiOPQtTwUBlARDIX",
    long: &[
        "output-file",
        "append-output",
        "execute",
        "input-file",
        "output-document",
        "directory-prefix",
        "tries",
        "timeout",
        "wait",
        "user-agent",
        "header",
        "user",
        "password",
        "ca-certificate",
        "base",
        "post-data",
        "load-cookies",
    ],
};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "wget-progress",
        summary: "wget does not fill the log with progress bars",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["DL3047"],
        page: page!("wget_progress"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let Some(body) = view.body(instruction) else { continue };
        for command in body.script.commands.iter().filter(|command| program(command) == Some("wget")) {
            let arguments = Parsed::new(command, command.program + 1, OPTIONS);
            let quiet = [
                "-q",
                "--quiet",
                "-n",
                "--no-verbose",
                "--progress",
                "-o",
                "--output-file",
                "-a",
                "--append-output",
                "-b",
                "--background",
                "--help",
                "--version",
                "-V",
                "--show-progress",
                "-v",
            ];
            if arguments.has(&quiet) || view.mentions("wgetrc") {
                continue;
            }
            if !is_gnu(view, &body) {
                out.skip(command.span, Reason::UnknownValue("wget, which may be BusyBox's".to_owned()));
                continue;
            }
            if let Some(patch) = body.word_behind(&command.words[command.program], "--progress=dot:giga") {
                out.change(command.span, "a progress bar makes thousands of lines in a build log").patch(vec![patch]);
            }
        }
    }
}

/// BusyBox has a wget of its own that does not know the option.
fn is_gnu(view: &View<'_>, body: &Body<'_>) -> bool {
    let Some(base) = body.stage().and_then(|stage| stage.base(view.facts.stages())) else { return false };
    base.distribution.is_some_and(|distribution| distribution.has_apt() || distribution.has_dnf())
}
