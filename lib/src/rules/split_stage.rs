//! A stage that holds what only the build needs becomes two: the build, and what ships.
//!
//! ## Why
//!
//! Compilers, headers and package managers stay in every image whose only stage installed them: 70 to 95 % of its bytes,
//! and most of what scanners find. In a build stage they do their work and stay behind; what ships stands on the slim image
//! of the same family and version and gets what was built, at the same paths, with the packages that hold the shared
//! libraries it needs (found in the build, by `ldd` and `dpkg -S`).
//!
//! ## When it stays away
//!
//! When a command in the stage could leave behind anything anywhere; when what is made lies among the system's own files;
//! when package sources are added; when a command that builds runs as another user; when the base is not Debian's or
//! Ubuntu's, or not known; when other stages are built on this one; when it would save nothing. A full language image gives
//! way to the slim one only when the build context is known, so that programs which the sources call can be installed.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM python:3.11-slim
//! WORKDIR /app
//! RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev && rm -rf /var/lib/apt/lists/*
//! COPY requirements.txt .
//! RUN pip install --no-cache-dir -r requirements.txt
//! COPY . .
//! CMD ["python", "app.py"]
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::plan::Edit;
use crate::report::Class;
use crate::split::{self, Outcome};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "split-stage",
        summary: "what only the build needs stays in a build stage",
        level: 2,
        phase: Phase::Split,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &[],
        source: include_str!("split_stage.rs"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for stage in view.facts.stages().iter().filter(|stage| stage.ships) {
        match split::split(view, stage) {
            Outcome::Nothing => {}
            Outcome::Whole(at, reason) => out.skip(at, reason),
            Outcome::Split(split) => {
                let from = view.file.instruction(stage.from);
                out.change(from.text, split.why).edits.push(Edit { span: split.span, with: split.parts });
            }
        }
    }
}
