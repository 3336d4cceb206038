//! Names of stages are written in lower case, where they are given and where they are used.
//!
//! ## Why
//!
//! BuildKit reads them in lower case and warns of others (StageNameCasing). `--target` and `target:` in compose and bake
//! files find the stage in any casing.
//!
//! ## When it stays away
//!
//! When two stages have the same name but for the casing: a reference may mean either.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM golang:1.23 AS Builder
//! RUN go build -o /app
//!
//! FROM alpine:3.20
//! COPY --from=Builder /app /app
//! ```
//!
//! ```dockerfile after
//! FROM golang:1.23 AS builder
//! RUN go build -o /app
//!
//! FROM alpine:3.20
//! COPY --from=builder /app /app
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::report::Reason;
use crate::span::Span;
use crate::syntax::{Arguments, Instruction};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "stage-name-casing",
        summary: "stage names are written in lower case",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["StageNameCasing"],
        page: page!("stage_name_casing"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for stage in view.facts.stages() {
        let Some(name) = stage.name.filter(|name| name.bytes().any(|byte| byte.is_ascii_uppercase())) else { continue };
        let from = view.file.instruction(stage.from);
        let lower = name.to_ascii_lowercase();
        if view
            .facts
            .stages()
            .iter()
            .any(|other| other.index != stage.index && other.name.is_some_and(|other| other.eq_ignore_ascii_case(name)))
        {
            out.skip(from.text, Reason::Ambiguous(name.to_owned()));
            continue;
        }
        let change = out
            .change(from.text, format!("stage `{name}` is written in lower case, as BuildKit reads it; so are its references"));
        for instruction in view.instructions() {
            for span in names(instruction).into_iter().flatten() {
                if view.slice(span) == name {
                    change.replace(span, lower.clone());
                }
            }
        }
    }
}

/// Where an instruction names or may name a stage.
fn names(instruction: &Instruction<'_>) -> [Option<Span>; 3] {
    match &instruction.arguments {
        Arguments::From(from) => [Some(from.image.span), from.name.as_ref().map(|name| name.span), None],
        Arguments::Copy(_) => {
            let from = instruction.flag("from").and_then(|flag| flag.value.as_ref());
            [from.map(|value| value.span), None, None]
        }
        Arguments::Run(_) => [mount_from(instruction), None, None],
        _ => [None; 3],
    }
}

/// The stage in `--mount=…,from=STAGE`.
fn mount_from(instruction: &Instruction<'_>) -> Option<Span> {
    let mounts = instruction.flags.iter().filter(|flag| flag.name == "mount");
    mounts.filter_map(|flag| flag.value.as_ref()).find_map(|value| {
        let at = value.text.match_indices("from=").find(|(at, _)| *at == 0 || value.text.as_bytes()[at - 1] == b',')?.0;
        let start = at + "from=".len();
        let end = value.text[start..].find(',').map_or(value.text.len(), |comma| start + comma);
        // only where the flag is written in one piece
        (value.span.len() as usize == value.text.len()).then(|| {
            let shift = value.span.start;
            let span = Span::from_usize(start, end);
            Span::new(shift + span.start, shift + span.end)
        })
    })
}
