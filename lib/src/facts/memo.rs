//! Shell bodies are parsed once: the same text under the same shell has the same commands, wherever it stands.

use crate::shell::{Dialect, Refusal, Script};
use std::collections::HashMap;
use std::sync::Arc;

/// What was parsed before.
#[derive(Debug, Default)]
pub struct Memo {
    bodies: HashMap<(Box<str>, Dialect), (u32, Result<Arc<Script>, Refusal>)>,
}

impl Memo {
    /// The analysis of an instruction's `text` that starts at `start`: from memory, moved to that place, or made by `analyse`.
    pub(super) fn script(
        &mut self,
        text: &str,
        dialect: Dialect,
        start: u32,
        analyse: impl FnOnce() -> Result<Script, Refusal>,
    ) -> Result<Arc<Script>, Refusal> {
        let key = (Box::<str>::from(text), dialect);
        if let Some((was, script)) = self.bodies.get(&key) {
            return match script {
                Ok(script) if *was == start => Ok(script.clone()),
                Ok(script) => Ok(Arc::new(script.moved(i64::from(start) - i64::from(*was)))),
                Err(refusal) => Err(*refusal),
            };
        }
        let script = analyse().map(Arc::new);
        self.bodies.insert(key, (start, script.clone()));
        script
    }
}
