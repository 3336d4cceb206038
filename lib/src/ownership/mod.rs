//! Owners and modes that a RUN gives to files which a COPY brought, and whether the COPY could give them itself.
//!
//! * `brought` says which COPY brought a file, and what else it brings.
//! * `mode` looks at `chmod` of single files, `owner` at `chown -R` of a directory.
//!
//! It sees what rules see and changes nothing. It must never know engines, files or the terminal.

mod brought;
mod mode;
mod owner;

pub(crate) use brought::SCRIPTS;
pub(crate) use mode::mode;
pub(crate) use owner::owner;

use crate::report::{Class, Reason};
use crate::shell::Patch;

/// What becomes of a command.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is about nothing that a COPY brought.
    Nothing,
    /// It is, and stays.
    Stays(Reason),
    /// COPY does it.
    Copied(Copied),
}

/// What COPY does instead of a command.
#[derive(Debug)]
pub(crate) struct Copied {
    /// The flags for the COPYs.
    pub(crate) flags: Vec<Patch>,
    /// How sure it is.
    pub(crate) class: Class,
    /// The command stays without this one of its words.
    pub(crate) keeps: Option<usize>,
}

impl From<Result<Copied, Option<Reason>>> for Outcome {
    fn from(result: Result<Copied, Option<Reason>>) -> Self {
        match result {
            Ok(copied) => Self::Copied(copied),
            Err(Some(reason)) => Self::Stays(reason),
            Err(None) => Self::Nothing,
        }
    }
}
