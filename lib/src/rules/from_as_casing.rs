//! The word `AS` of a FROM instruction is written in the same casing as `FROM`.
//!
//! ## Why
//!
//! BuildKit warns of a mixture (FromAsCasing): it reads as if the two words belonged to different languages.
//!
//! ## When it stays away
//!
//! When `FROM` itself is written in mixed casing; `instruction-casing` settles that first.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM golang:1.23 as build
//! RUN go version
//! ```
//!
//! ```dockerfile after
//! FROM golang:1.23 AS build
//! RUN go version
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::syntax::Arguments;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "from-as-casing",
        summary: "`as` is written in the casing of FROM",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["FromAsCasing"],
        page: page!("from_as_casing"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let Arguments::From(from) = &instruction.arguments else { continue };
        let Some(as_span) = from.as_span else { continue };
        let (keyword, written) = (view.slice(instruction.keyword_span), view.slice(as_span));
        let wanted = match keyword {
            "FROM" => "AS",
            "from" => "as",
            _ => continue,
        };
        if written != wanted {
            out.change(instruction.text, format!("`{written}` is written in the casing of `{keyword}`")).replace(as_span, wanted);
        }
    }
}
