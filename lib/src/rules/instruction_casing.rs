//! All instructions of a file are written in one casing: the one that most of them have, upper case when in doubt.
//!
//! ## Why
//!
//! BuildKit warns of a mixture (ConsistentInstructionCasing).
//!
//! ## When it stays away
//!
//! A file that is written in lower case throughout keeps it.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM alpine:3.20
//! Run apk --version
//! CMD ["sh"]
//! ```
//!
//! ```dockerfile after
//! FROM alpine:3.20
//! RUN apk --version
//! CMD ["sh"]
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "instruction-casing",
        summary: "all instructions are written in one casing",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["ConsistentInstructionCasing"],
        page: page!("instruction_casing"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    let casings = || view.instructions().iter().map(|instruction| casing(view.slice(instruction.keyword_span)));
    let lower = casings().filter(|casing| *casing == Casing::Lower).count();
    let upper = casings().filter(|casing| *casing == Casing::Upper).count();
    let wanted = if lower > upper { Casing::Lower } else { Casing::Upper };
    for instruction in view.instructions() {
        let written = view.slice(instruction.keyword_span);
        if casing(written) != wanted {
            let text = if wanted == Casing::Lower { written.to_ascii_lowercase() } else { written.to_ascii_uppercase() };
            out.change(instruction.text, format!("`{written}` is written like the other instructions"))
                .replace(instruction.keyword_span, text);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Casing {
    Lower,
    Upper,
    Mixed,
}

fn casing(word: &str) -> Casing {
    if word.bytes().all(|byte| !byte.is_ascii_lowercase()) {
        Casing::Upper
    } else if word.bytes().all(|byte| !byte.is_ascii_uppercase()) {
        Casing::Lower
    } else {
        Casing::Mixed
    }
}
