//! The command `k8or`: files, terminal, configuration and exit codes around the library, which knows nothing of them. It is a
//! library of its own for the BuildKit frontend, which has the same settings and holds the command in the same binary.
//!
//! * `args`: the flags, documented where they are defined.
//! * `commands`: one file a command.
//! * [`config`]: every setting, wherever it is said, and which one wins.
//! * `files`: finding, reading and replacing Dockerfiles.
//! * `project`: what the build context says, and where it is.
//! * `render`: results and problems as text; it returns strings and prints nothing.
//! * `output`: the only place that prints.
//! * `workers`: threads with a deep stack, where a panic costs one file.

mod args;
mod commands;
pub mod config;
mod exit;
mod files;
mod outcome;
mod output;
mod problem;
mod project;
mod render;
mod workers;

pub use problem::{Place, Problem};

use clap::Parser;

/// The command, from its arguments to its exit code.
#[must_use]
pub fn main() -> std::process::ExitCode {
    commands::run(args::Cli::parse()).into()
}
