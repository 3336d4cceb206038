//! Proof on a real Docker engine: builds a Dockerfile and its rewrite and compares what comes out.
//!
//! It drives the `docker` command that is on the machine and knows nothing of how rewrites are made. Where no engine can be
//! reached every proof fails; `K8OR_SKIP_ENGINE=1` turns the failure into a loud line.

pub mod app;
pub mod config;
pub mod docker;
pub mod frontend;
pub mod image;
pub mod project;
pub mod public;
pub mod results;
pub mod stand_in;
pub mod start;

pub use docker::{Built, Failure};
pub use image::{Entry, Listing};
pub use project::Directory;

use std::path::{Path, PathBuf};

/// The repository's root.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// Whether an engine is there. When not: fails, or says so loudly where `K8OR_SKIP_ENGINE` is set.
///
/// # Errors
/// When no engine answers and nobody said to go on without.
pub fn engine() -> Result<bool, Failure> {
    match docker::run(&["version", "--format", "{{.Server.Version}}"], None) {
        Ok(_) => Ok(true),
        Err(_) if std::env::var_os("K8OR_SKIP_ENGINE").is_some() => {
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "SKIPPED, PROVES NOTHING: no Docker engine answers and K8OR_SKIP_ENGINE is set");
            Ok(false)
        }
        Err(failure) => Err(failure),
    }
}

/// How many stages a Dockerfile has.
#[must_use]
pub fn stages(text: &str) -> usize {
    use k8or_core::syntax::{self, Keyword};
    syntax::parse(text).instructions().iter().filter(|instruction| instruction.keyword == Keyword::From).count()
}
