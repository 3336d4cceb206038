//! The command `k8or`: files, terminal, configuration and exit codes around the library, which knows nothing of them.
//!
//! * [`args`]: the flags, documented where they are defined.
//! * [`commands`]: one file a command.
//! * [`config`]: `k8or.toml`, and which setting wins.
//! * [`files`]: finding, reading and replacing Dockerfiles.
//! * [`project`]: what the build context says, and where it is.
//! * [`render`]: results and problems as text; it returns strings and prints nothing.
//! * [`output`]: the only place that prints.
//! * [`workers`]: threads with a deep stack, where a panic costs one file.

mod args;
mod commands;
mod config;
mod exit;
mod files;
mod outcome;
mod output;
mod problem;
mod project;
mod render;
mod workers;

use clap::Parser;

/// A rewrite is many short-lived pieces of text, which the C library's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    commands::run(args::Cli::parse()).into()
}
