//! `k8or.toml`, and which setting wins: a flag over the Dockerfile's own comments (which the library reads) over
//! `k8or.toml` over the default. It knows settings and where they come from, and nothing of Dockerfiles.

mod file;
mod find;
mod settings;

pub(crate) use file::schema;
pub(crate) use find::{Configs, Loaded};
pub(crate) use settings::{Origin, Setting, Settings, known_rule};

/// The name of the configuration file.
const FILE_NAME: &str = "k8or.toml";

/// The name nearest to one that does not exist, if one is near.
pub(crate) fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_lowercase();
    let close = |candidate: &'n str| (strsim::jaro_winkler(&name, &candidate.to_lowercase()), candidate);
    let best = names.into_iter().map(close).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}
