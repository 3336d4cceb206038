//! Empty lines between the lines of a continued instruction are removed.
//!
//! ## Why
//!
//! BuildKit drops them with a warning (NoEmptyContinuation) and has announced that they will become an error.
//!
//! ## When it stays away
//!
//! Lines of a heredoc, and comment lines, stay.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM alpine:3.20
//! RUN echo one && \
//!
//!     echo two
//! ```
//!
//! ```dockerfile after
//! FROM alpine:3.20
//! RUN echo one && \
//!     echo two
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::span::Span;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "empty-continuation",
        summary: "no empty lines inside a continued instruction",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["NoEmptyContinuation"],
        page: page!("empty_continuation"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        // heredoc bodies lie behind `text`; empty lines behind the last line of text are none of a continuation
        let mut empty: Vec<Span> = Vec::new();
        let mut at = instruction.text.start;
        for line in view.slice(instruction.text).split_inclusive('\n') {
            let span = Span::from_usize(at as usize, at as usize + line.len());
            if line.trim().is_empty() && at > instruction.text.start {
                empty.push(span);
            }
            at = span.end;
        }
        if !empty.is_empty() {
            let change =
                out.change(instruction.text, "an empty line inside a continued instruction is deprecated and will be an error");
            for span in empty {
                change.remove(span);
            }
        }
    }
}
