//! From one stage to two: what only the build needs stays in a build stage; the runtime stage stands on the slim base and
//! gets the products, the packages that serve, and the settings.
//!
//! * `reading` goes through a stage and says of every instruction what it is for.
//! * `role` says of every command of a RUN what it is for, `effect` what it writes.
//! * `reads` says what a RUN reads of the build context, `early` what of it can be done before the sources are there.
//! * `packages` tells packages that serve from packages that only build.
//! * `evidence` knows what the image calls once it runs.
//! * `python` knows how Python programs are installed, and what of that crosses over.
//! * `node` knows what installations of Node.js packages read.
//! * `manifests` copies a part of what a COPY brings.
//! * `order` puts installations before sources where a stage stays as it is.
//! * `layout` writes the two stages down, in the style of the file; `text` has the shell that it writes.
//!
//! It sees what rules see and changes nothing: the result is a text for the stage, or the reason why it stays whole. It
//! must never know engines, files or the terminal.

mod early;
pub(crate) mod effect;
mod evidence;
mod layout;
mod manifests;
mod node;
mod order;
mod packages;
pub mod python;
mod reading;
mod reads;
mod role;
mod text;

pub(crate) use order::later;
pub(crate) use reading::serves;

use crate::facts::{Parent, Stage};
use crate::knowledge::Base;
use crate::plan::Part;
use crate::report::Reason;
use crate::rules::View;
use crate::span::Span;

/// What became of a stage.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// There is nothing in it that only a build needs.
    Nothing,
    /// It stays whole; where the reason stands in the text.
    Whole(Span, Reason),
    /// It becomes two.
    Split(Split),
}

/// A stage that becomes two.
#[derive(Debug)]
pub(crate) struct Split {
    /// Its bytes, FROM included.
    pub(crate) span: Span,
    /// What stands there instead.
    pub(crate) parts: Vec<Part>,
    /// One sentence why.
    pub(crate) why: String,
}

/// Splits a stage that ships, if it holds what only a build needs.
pub(crate) fn split(view: &View<'_>, stage: &Stage<'_>) -> Outcome {
    let from = view.file.instruction(stage.from);
    let Parent::Image(reference, base) = &stage.parent else { return Outcome::Nothing };
    let reading = match reading::read(view, stage, base.as_ref()) {
        Ok(reading) => reading,
        Err((span, reason)) => return Outcome::Whole(span, reason),
    };
    let Some(reading) = reading else { return Outcome::Nothing };
    let Some(base) = base else { return Outcome::Whole(from.text, Reason::UnknownBase) };
    layout::write(view, stage, reference, base, &reading).unwrap_or_else(|(span, reason)| Outcome::Whole(span, reason))
}

/// Where something stands that keeps a stage whole, and what it is.
type Obstacle = (Span, Reason);

/// Whether Debian's packages make up a base.
fn has_apt(base: &Base) -> bool {
    base.distribution.is_some_and(crate::knowledge::Distribution::has_apt)
}
