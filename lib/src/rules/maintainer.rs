//! `MAINTAINER name` becomes `LABEL org.opencontainers.image.authors="name"`.
//!
//! ## Why
//!
//! MAINTAINER is deprecated (MaintainerDeprecated, DL4000). The image's `author` field, which nothing reads, gets empty; the
//! label, which `docker inspect` and registries show, takes its place.
//!
//! ## When it stays away
//!
//! When the stage sets that label, or names a second maintainer.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM alpine:3.20
//! MAINTAINER Jane Doe <jane@example.org>
//! ```
//!
//! ```dockerfile after
//! FROM alpine:3.20
//! LABEL org.opencontainers.image.authors="Jane Doe <jane@example.org>"
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::report::Reason;
use crate::syntax::Arguments;

/// The label that took the instruction's place, by the OCI image specification's annotations.
const LABEL: &str = "org.opencontainers.image.authors";

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "maintainer",
        summary: "MAINTAINER becomes the label that replaced it",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &["MaintainerDeprecated", "DL4000"],
        page: page!("maintainer"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let Arguments::Maintainer(name) = &instruction.arguments else { continue };
        if sets_label(view, instruction.id) {
            out.skip(instruction.text, Reason::Ambiguous(LABEL.to_owned()));
            continue;
        }
        let keyword = if view.slice(instruction.keyword_span).starts_with('m') { "label" } else { "LABEL" };
        let text = format!("{keyword} {LABEL}=\"{}\"", quoted(unquoted(name.text.trim()), view.file.escape()));
        out.change(instruction.text, "MAINTAINER is deprecated; the label took its place").replace(instruction.text, text);
    }
}

/// Whether the stage has the label, or a second MAINTAINER, already.
fn sets_label(view: &View<'_>, id: crate::syntax::InstructionId) -> bool {
    let Some(stage) = view.facts.stage_of(id) else { return false };
    view.facts.body(view.file, stage.index).iter().filter(|other| other.id != id).any(|other| match &other.arguments {
        Arguments::Label(pairs) => pairs.pairs.iter().any(|pair| pair.key.text.trim_matches(['"', '\'']) == LABEL),
        Arguments::Maintainer(_) => true,
        _ => false,
    })
}

fn unquoted(name: &str) -> &str {
    let inner = ['"', '\''].iter().find_map(|quote| name.strip_prefix(*quote)?.strip_suffix(*quote));
    inner.filter(|inner| !inner.contains(['"', '\''])).unwrap_or(name)
}

/// MAINTAINER takes its text as it is; a label's value is expanded.
fn quoted(name: &str, escape: u8) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        if matches!(c, '"' | '$') || c == char::from(escape) {
            text.push(char::from(escape));
        }
        text.push(c);
    }
    text
}
