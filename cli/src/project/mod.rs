//! The project around a Dockerfile: its build context as a directory, and where that is when nobody says so.

mod bake;
mod builds;
mod compose;
mod directory;
mod guess;
mod sources;
mod yaml;

pub(crate) use builds::Builds;
pub(crate) use directory::Directory;
pub(crate) use guess::{Guess, guess};
