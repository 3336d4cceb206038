//! The one binary of the frontend's image. Called as `k8or` it is the command, by any other name the frontend.

use std::path::Path;
use std::process::ExitCode;

/// musl's own allocator asks the system for memory so often that this is a fifth of the time of a short life.
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    let name = std::env::args_os().next().unwrap_or_default();
    if Path::new(&name).file_stem().is_some_and(|name| name == "k8or") { k8or::main() } else { k8or_frontend::main() }
}
