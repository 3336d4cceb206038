//! `COPY a b /app` becomes `COPY a b /app/`.
//!
//! ## Why
//!
//! With several sources the destination must be a directory and end with a slash (DL3021): builders refuse it otherwise.
//!
//! ## When it stays away
//!
//! When the destination has quotes or variables in it, or is written as JSON.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM node:20-slim
//! COPY package.json package-lock.json /app
//! ```
//!
//! ```dockerfile after
//! FROM node:20-slim
//! COPY package.json package-lock.json /app/
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::syntax::Arguments;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "copy-destination",
        summary: "several sources are copied into a directory",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["DL3021"],
        page: page!("copy_destination"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let (Arguments::Copy(transfer) | Arguments::Add(transfer)) = &instruction.arguments else { continue };
        let word = &transfer.destination;
        let plain = word.span.len() as usize == word.text.len()
            && word.text.bytes().all(|b| !matches!(b, b'"' | b'\'' | b'$' | b'\\' | b'`'));
        let directory = word.text.ends_with('/') || matches!(word.text.as_ref(), "." | "..") || word.text.ends_with("/.");
        if transfer.sources.len() > 1 && !directory && plain && !transfer.json {
            out.change(
                instruction.text,
                "several sources need a directory to go to; the builder refuses the path without its slash",
            )
            .insert(word.span.end, "/");
        }
    }
}
