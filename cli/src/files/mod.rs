//! Files: finding Dockerfiles, reading them, replacing them. It knows nothing of what is done to their text.

mod discover;
mod identity;
mod read;
mod write;

pub(crate) use discover::{discover, is_dockerfile};
pub(crate) use identity::Identity;
pub(crate) use read::{Source, read, read_stdin};
pub(crate) use write::{replace, write_output};
