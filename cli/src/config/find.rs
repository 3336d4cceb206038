//! Finds the configuration of a Dockerfile: the nearest `k8or.toml` upward. Each directory is looked at once a run.

use super::file::{self, ConfigFile};
use super::{FILE_NAME, Origin};
use crate::problem::Problem;
use k8or_core::LineIndex;
use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A configuration file that was read.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What it says.
    pub(crate) file: ConfigFile,
    /// Where its lines begin.
    pub(crate) lines: Vec<u32>,
}

type Answer = Result<Option<Arc<Loaded>>, Problem>;

/// All configurations of a run.
#[derive(Debug, Default)]
pub(crate) struct Configs {
    /// `--config`: the one for all.
    given: Option<Arc<Loaded>>,
    by_directory: Mutex<HashMap<PathBuf, Answer>>,
}

impl Configs {
    /// With the file that `--config` names, if it does.
    pub(crate) fn new(given: Option<&Path>) -> Result<Self, Problem> {
        let given = given.map(|path| load(path)?.ok_or_else(|| Problem::file(path, "there is no such file"))).transpose()?;
        Ok(Self { given, by_directory: Mutex::default() })
    }

    /// The configuration for files of a directory.
    pub(crate) fn of(&self, directory: &Path) -> Answer {
        if let Some(given) = &self.given {
            return Ok(Some(Arc::clone(given)));
        }
        // A relative path ends too early when one walks up.
        let directory = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
        self.upward(&directory)
    }

    fn upward(&self, directory: &Path) -> Answer {
        let lock = || self.by_directory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(directory) {
            return known.clone();
        }
        let answer = match (load(&directory.join(FILE_NAME)), directory.parent()) {
            (Ok(None), Some(parent)) => self.upward(parent),
            (found, _) => found,
        };
        lock().insert(directory.to_owned(), answer.clone());
        answer
    }
}

/// Reads a configuration file; none where there is none.
fn load(path: &Path) -> Answer {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        Err(error) => return Err(Problem::file(path, format!("cannot be read: {error}"))),
    };
    Loaded::new(&shown(path), &text).map(|loaded| Some(Arc::new(loaded)))
}

/// The path from here, if the file is below; the whole one otherwise.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

impl Loaded {
    /// From the text of a file that goes by `name`.
    pub(super) fn new(name: &str, text: &str) -> Result<Self, Problem> {
        let file = file::parse(name, text)?;
        let index = LineIndex::new(text);
        let lines = (1..=index.count()).map(|line| index.span(line, text).start).collect();
        Ok(Self { path: PathBuf::from(name), file, lines })
    }

    /// What stands at a byte as an origin: its line.
    pub(super) fn origin(&self, offset: usize) -> Origin {
        let line = self.lines.partition_point(|start| *start as usize <= offset).max(1);
        Origin::File(self.path.clone(), line)
    }

    /// The directory that its paths are relative to.
    pub(crate) fn directory(&self) -> &Path {
        self.path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}
