//! `--platform=$TARGETPLATFORM` is removed from FROM.
//!
//! ## Why
//!
//! It is the default; BuildKit warns of it (RedundantTargetPlatform).
//!
//! ## When it stays away
//!
//! Any other platform stays.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM --platform=$TARGETPLATFORM alpine:3.20
//! CMD ["sh"]
//! ```
//!
//! ```dockerfile after
//! FROM alpine:3.20
//! CMD ["sh"]
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::span::Span;
use crate::syntax::Keyword;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "redundant-platform",
        summary: "`--platform=$TARGETPLATFORM` is what FROM does anyway",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["RedundantTargetPlatform", "DL3065"],
        page: page!("redundant_platform"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions().iter().filter(|instruction| instruction.keyword == Keyword::From) {
        let Some(flag) = instruction.flag("platform") else { continue };
        let value = flag.value.as_ref().map_or("", |value| value.text.as_ref());
        if matches!(value.trim_matches('"'), "$TARGETPLATFORM" | "${TARGETPLATFORM}") {
            let rest = &view.text[flag.span.end as usize..instruction.text.end as usize];
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            let span = Span::from_usize(flag.span.start as usize, flag.span.end as usize + blanks);
            out.change(instruction.text, "FROM takes the target platform without being told").remove(span);
        }
    }
}
