//! What the commands inside RUN (and shell-form CMD, ENTRYPOINT, HEALTHCHECK, and scripts of the build context) are:
//! every simple command with its words, redirections and place in the control flow, with byte offsets back into the file.
//!
//! Parsing is brush-parser's; this module turns its tree into what rules ask for. It knows shells, and nothing of
//! package managers, images or files. A body that does not parse, or is nested deeper than [`MAX_DEPTH`], yields a
//! [`Refusal`] and is left alone by everybody.

/// Bodies nested deeper than this are not analysed: brush-parser overflows the stack (an abort, no panic) at about 800.
pub const MAX_DEPTH: usize = 100;

/// Bodies longer than this many bytes are not analysed.
pub const MAX_SIZE: usize = 256 * 1024;

mod dialect;
pub mod edit;
mod effects;
mod flow;
mod guard;
mod mask;
mod moved;
mod nested;
mod script;
mod simple;
mod tokens;
mod variables;
mod walk;
mod word;
mod wrapper;

pub use dialect::*;
pub use edit::{EditStyle, Patch};
pub use script::*;

use crate::syntax::Joined;

/// Analyses a body. `text` is what the shell gets to read, with the way back into the file.
///
/// # Errors
/// [`Refusal`] says why it was left alone.
pub fn analyse(text: &Joined<'_>, dialect: Dialect) -> Result<Script, Refusal> {
    walk::walk(text, dialect)
}

#[cfg(test)]
mod tests;
