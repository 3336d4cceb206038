//! Credentials that a build is given in ways that keep them in the image, and the same builds with secret mounts, which
//! are there while one RUN runs and leave nothing.
//!
//! * `name` knows variables and files that hold credentials, by their names.
//! * `text` finds credentials that a text spells out.
//! * `traces` finds commands that write a credential to a file that stays.
//! * `readers` says which RUNs may read a variable or a file.
//! * `argument` turns an ARG, `file` a copied file into a mount; `mount` writes both in the style of the file.
//!
//! It sees what rules see and changes nothing. It must never know engines, files or the terminal.

mod argument;
mod file;
mod mount;
mod name;
mod readers;
mod text;
mod traces;

pub(crate) use argument::argument;
pub(crate) use file::{file, holds_credentials};
use name::holds_secrets;
pub(crate) use name::{is_secret, is_secret_value};
pub(crate) use text::credential;
pub(crate) use traces::traces;

use crate::report::Reason;
use crate::shell::Patch;
use crate::span::Span;

/// A credential that secret mounts give to the RUNs that read it.
#[derive(Debug)]
pub(crate) struct Mounted {
    /// The instruction that it is about: the ARG, or the COPY.
    pub(crate) at: Span,
    /// One sentence why.
    pub(crate) why: String,
    /// What the build has to be called with from now on.
    pub(crate) flag: String,
    pub(crate) patches: Vec<Patch>,
}

/// Where something stands that keeps a credential as it is, and what it is.
type Obstacle = (Span, Reason);
