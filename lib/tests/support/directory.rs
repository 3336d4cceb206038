//! A build context that is a directory.

use k8or_core::context::{File, FileKind, Files, Glob, Known, Project};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A build context that is a directory, without a .dockerignore.
pub(crate) struct Directory {
    root: PathBuf,
}

impl Directory {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    fn file(&self, path: &Path, contents: bool) -> File {
        let bytes = std::fs::read(path).unwrap();
        let relative = path.strip_prefix(&self.root).unwrap().to_string_lossy().into_owned();
        let size = bytes.len() as u64;
        File { path: relative, kind: FileKind::File, mode: 0o644, size, content: contents.then_some(bytes) }
    }
}

impl Project for Directory {
    fn files(&self, glob: &Glob) -> Known<Arc<Files>> {
        let matcher = glob.matcher();
        let all = super::files_below(&self.root).into_iter().map(|path| self.file(&path, glob.contents));
        let mut files: Files = all.filter(|file| matcher.matches(&file.path)).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Known::Yes(Arc::new(files))
    }
}
