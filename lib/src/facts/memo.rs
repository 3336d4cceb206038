//! Shell bodies are parsed once: the same text under the same shell has the same commands, wherever it stands.

use crate::shell::{Dialect, Refusal, Script};
use std::collections::HashMap;
use std::sync::Arc;

/// What was parsed before.
#[derive(Debug, Default)]
pub struct Memo {
    bodies: HashMap<Dialect, HashMap<Box<str>, Analysed>>,
}

/// Where a body stood when it was analysed, and what came of it.
type Analysed = (u32, Result<Arc<Script>, Refusal>);

impl Memo {
    /// The analysis of an instruction's `text` that starts at `start`: from memory, moved to that place, or made by `analyse`.
    pub(super) fn script(
        &mut self,
        text: &str,
        dialect: Dialect,
        start: u32,
        analyse: impl FnOnce() -> Result<Script, Refusal>,
    ) -> Result<Arc<Script>, Refusal> {
        let bodies = self.bodies.entry(dialect).or_default();
        if let Some((was, script)) = bodies.get_mut(text) {
            if let (Ok(script), true) = (&mut *script, *was != start) {
                // the latest place is the likeliest to be asked for next
                Arc::make_mut(script).move_by(i64::from(start) - i64::from(*was));
                *was = start;
            }
            return script.clone();
        }
        let script = analyse().map(Arc::new);
        bodies.insert(text.into(), (start, script.clone()));
        script
    }
}
