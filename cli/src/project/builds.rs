//! Builds that compose and bake files describe.

use super::{bake, compose};
use crate::files::is_dockerfile;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Larger files are not read.
const MAX_SIZE: u64 = 1024 * 1024;

/// A build that a compose or bake file describes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Build {
    /// The file that describes it.
    pub(crate) file: PathBuf,
    /// The service or target.
    pub(crate) name: String,
    /// The build context.
    pub(crate) context: PathBuf,
    /// The Dockerfile.
    pub(crate) dockerfile: PathBuf,
    /// The stage that is built.
    pub(crate) target: Option<String>,
    /// Build arguments whose values stand in the file.
    pub(crate) args: BTreeMap<String, String>,
}

/// What a build says before its paths are resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Described {
    pub(crate) name: String,
    pub(crate) context: Option<String>,
    pub(crate) dockerfile: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) args: BTreeMap<String, String>,
}

type Reader = fn(&str) -> Vec<Described>;

/// The files that describe builds, and who reads them.
const FILES: &[(&str, Reader)] = &[
    ("compose.yaml", compose::read),
    ("compose.yml", compose::read),
    ("docker-compose.yaml", compose::read),
    ("docker-compose.yml", compose::read),
    ("docker-bake.hcl", bake::read_hcl),
    ("docker-bake.json", bake::read_json),
];

/// What is known of a run's directories, each looked at once.
#[derive(Debug, Default)]
pub(crate) struct Builds {
    by_directory: Mutex<HashMap<PathBuf, Arc<Vec<Build>>>>,
    with_files: Mutex<HashMap<PathBuf, bool>>,
}

impl Builds {
    /// The builds that files in a directory describe.
    pub(crate) fn of(&self, directory: &Path) -> Arc<Vec<Build>> {
        let lock = || self.by_directory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(directory) {
            return Arc::clone(known);
        }
        let builds = Arc::new(FILES.iter().flat_map(|(name, read)| read_file(directory, name, *read)).collect());
        lock().insert(directory.to_owned(), Arc::clone(&builds));
        builds
    }

    /// Whether a directory holds anything but Dockerfiles and what belongs to them.
    pub(super) fn has_files_to_copy(&self, directory: &Path) -> bool {
        let lock = || self.with_files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(directory) {
            return *known;
        }
        let ours = |name: &str| is_dockerfile(name) || name.ends_with(".dockerignore") || name == ".git" || name == "k8or.toml";
        let mut entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
        let has = entries.any(|entry| !ours(&entry.file_name().to_string_lossy()));
        lock().insert(directory.to_owned(), has);
        has
    }
}

fn read_file(directory: &Path, name: &str, read: Reader) -> Vec<Build> {
    let file = directory.join(name);
    let small = std::fs::metadata(&file).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_SIZE);
    let text = small.then(|| std::fs::read_to_string(&file).ok()).flatten().unwrap_or_default();
    if text.is_empty() || depth(&text) > 100 {
        return Vec::new();
    }
    read(&text).into_iter().filter_map(|described| described.resolve(&file, directory)).collect()
}

/// How deep brackets nest at most: parsers recurse.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

impl Described {
    /// None when it is no local directory or hangs on a variable.
    fn resolve(self, file: &Path, directory: &Path) -> Option<Build> {
        let context = self.context.unwrap_or_else(|| ".".to_owned());
        let dockerfile = self.dockerfile.unwrap_or_else(|| "Dockerfile".to_owned());
        let remote = context.contains("://") || context.starts_with("git@") || context.contains('#');
        if remote || context.contains('$') || dockerfile.contains('$') {
            return None;
        }
        let context = directory.join(context);
        Some(Build {
            file: file.to_owned(),
            name: self.name,
            dockerfile: context.join(dockerfile),
            context,
            target: self.target.filter(|target| !target.is_empty() && !target.contains('$')),
            args: self.args.into_iter().filter(|(_, value)| !value.contains('$')).collect(),
        })
    }
}
