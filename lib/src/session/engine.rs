//! The loop: view, propose, choose, apply, check.
use super::{Options, Rewrite};
use crate::context::Context;
use crate::plan::Plan;

pub(super) fn rewrite(source: &str, _options: &Options, _context: &Context) -> Rewrite {
    let plan = Plan::new(source);
    let map = plan.line_map();
    Rewrite { text: plan.into_text(), map, ..Rewrite::default() }
}
