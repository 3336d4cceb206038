//! A directory as the library's project.

use k8or_core::context::{File, FileKind, Files, Glob, Known, Project};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A build context on disk that nothing is kept out of.
#[derive(Debug)]
pub struct Directory(pub PathBuf);

impl Project for Directory {
    fn files(&self, glob: &Glob) -> Known<Arc<Files>> {
        let path = self.0.join(&glob.pattern);
        let Ok(metadata) = std::fs::symlink_metadata(&path) else { return Known::Yes(Arc::default()) };
        let kind = match metadata.file_type() {
            kind if kind.is_dir() => FileKind::Directory,
            kind if kind.is_file() => FileKind::File,
            kind if kind.is_symlink() => FileKind::Symlink,
            _ => FileKind::Other,
        };
        let content = (kind == FileKind::File && glob.contents).then(|| std::fs::read(&path).ok()).flatten().map(Into::into);
        let file = File { path: glob.pattern.clone(), kind, mode: metadata.permissions().mode(), size: metadata.len(), content };
        Known::Yes(Arc::new(vec![file]))
    }
}

/// The context of a testdata case: the directory of its Dockerfile.
#[must_use]
pub fn of(dockerfile: &Path) -> Directory {
    Directory(dockerfile.parent().map_or_else(PathBuf::new, Path::to_owned))
}
