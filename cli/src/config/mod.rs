//! Every setting, wherever it is said, and which one wins: a flag or a build argument `K8OR_…` over the words behind the image's
//! name in the Dockerfile's syntax line, those over `k8or.toml`, that over a compose or bake file, that over the default. The
//! Dockerfile's own comments are the library's. It knows settings and where they come from, and nothing of rewriting.
//!
//! * `file`: what `k8or.toml` may hold; `find`: where it is, on a disk.
//! * `words`: settings as words, `level=2 skip=app-user`.
//! * `settings`: the effective settings, each with where it comes from.
//! * `sources`: what the command has settings from; [`build`]: what a build by the frontend has.

pub mod build;
mod file;
mod find;
mod settings;
mod sources;
mod words;

pub use build::{BuildSettings, BuildSources};
#[cfg(feature = "setup")]
pub(crate) use file::schema;
pub(crate) use find::{Configs, Loaded};
pub use settings::Fallback;
pub(crate) use settings::{Origin, Setting, Settings, known_rule};
pub(crate) use sources::Sources;

/// The name of the configuration file. In a build it lies in the build context's root.
pub const FILE_NAME: &str = "k8or.toml";

/// The name nearest to one that does not exist, if one is near.
pub(crate) fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_lowercase();
    let close = |candidate: &'n str| (strsim::jaro_winkler(&name, &candidate.to_lowercase()), candidate);
    let best = names.into_iter().map(close).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}
