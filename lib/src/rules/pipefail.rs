//! `set -o pipefail &&` is put in front of a body with a pipe that bash reads.
//!
//! ## Why
//!
//! `curl … | tar x` succeeds when curl fails: only the last command of a pipe counts (DL4006).
//!
//! ## When it stays away
//!
//! Without `--unsafe`: a build in which the first command of a pipe has always failed unnoticed (`yes | …` does) would fail
//! from now on. When the shell is not bash; when the body is more than one list of commands.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm
//! SHELL ["/bin/bash", "-c"]
//! RUN curl -fsSL https://example.org/data.tar.gz | tar xz
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm
//! SHELL ["/bin/bash", "-c"]
//! RUN set -o pipefail && curl -fsSL https://example.org/data.tar.gz | tar xz
//! ```

use super::body::Body;
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::Shell;
use crate::report::Class;
use crate::report::Reason;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "pipefail",
        summary: "a failure inside a pipe fails the build",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Unsafe,
        edition: Edition::E2026,
        aliases: &["DL4006"],
        page: page!("pipefail"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let Some(body) = view.body(instruction) else { continue };
        let Shell::Posix(dialect) = view.facts.state(instruction.id).shell else { continue };
        let pipe = body.script.commands.iter().find(|command| command.place.pipe.1 > 1 && command.place.pipe.0 == 0);
        let Some(pipe) = pipe.filter(|_| !body.script.pipefail && !dialect.pipefail) else { continue };
        if !dialect.bash {
            out.skip(pipe.span, Reason::NeedsShell("pipefail".to_owned()));
            continue;
        }
        if let Some(first) = first_byte(&body) {
            out.change(pipe.span, "without pipefail only the last command of a pipe counts").insert(first, "set -o pipefail && ");
        }
    }
}

fn first_byte(body: &Body<'_>) -> Option<u32> {
    let item = body.script.items.first()?;
    (body.script.items.len() == 1 && item.ors == 0 && item.plain && !body.run.heredoc).then_some(item.span.start)
}
