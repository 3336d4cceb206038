//! A relative WORKDIR becomes the absolute path that it is.
//!
//! ## Why
//!
//! A relative one moves when anything above it changes, the base image's own WORKDIR included (WorkdirRelativePath, DL3000).
//!
//! ## When it stays away
//!
//! When the work directory before it is not known (an unknown base image, a variable without a value), when the path has a
//! variable in it, and in Windows images.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM python:3.12-slim
//! WORKDIR app
//! COPY main.py .
//! ```
//!
//! ```dockerfile after
//! FROM python:3.12-slim
//! WORKDIR /app
//! COPY main.py .
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::join;
use crate::report::Class;
use crate::report::Reason;
use crate::syntax::Arguments;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "workdir-absolute",
        summary: "WORKDIR is an absolute path",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["WorkdirRelativePath", "DL3000"],
        page: page!("workdir_absolute"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let Arguments::Workdir(word) = &instruction.arguments else { continue };
        let path = word.text.as_ref();
        if path.starts_with(['/', '$', '"', '\'', '%', '\\'])
            || path.contains(':')
            || path.contains(char::from(view.file.escape()))
        {
            continue;
        }
        match join(view.facts.state(instruction.id).workdir.as_deref(), path) {
            Some(absolute) => {
                out.change(instruction.text, format!("a relative WORKDIR depends on the one before: here it is {absolute}"))
                    .replace(word.span, absolute);
            }
            None => out.skip(instruction.text, Reason::UnknownValue("the work directory".to_owned())),
        }
    }
}
