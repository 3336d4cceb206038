//! A build context that is a directory.

use k8or_core::context::{File, FileKind, Files, Glob, IgnoreText, Known, Project};
use std::collections::BTreeMap;
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
        File { path: relative, kind: FileKind::File, mode: 0o644, size, content: contents.then_some(bytes.into()) }
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

/// Files of which an ignore file keeps some out of the build context, directories among them.
pub(crate) struct Checkout {
    files: Files,
    ignore: IgnoreText,
}

impl Checkout {
    /// A directory with the ignore file that lies in it.
    pub(crate) fn new(root: PathBuf) -> Self {
        let directory = Directory::new(root);
        let paths = super::files_below(&directory.root).into_iter();
        Self::of(paths.map(|path| directory.file(&path, true)).collect())
    }

    /// Files with these texts.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            kind: FileKind::File,
            mode: 0o644,
            size: text.len() as u64,
            content: Some(text.as_bytes().into()),
        };
        Self::of(files.iter().map(file).collect())
    }

    fn of(files: Files) -> Self {
        let ignore = [".dockerignore", "Dockerfile.dockerignore"].into_iter().rev().find_map(|path| {
            let file = files.iter().find(|file| file.path == path)?;
            Some(IgnoreText {
                path: path.to_owned(),
                text: file.content.as_deref().map(|text| String::from_utf8(text.to_vec()).unwrap()),
            })
        });
        Self { files, ignore: ignore.unwrap_or(IgnoreText { path: ".dockerignore".to_owned(), text: None }) }
    }

    /// The same files with another ignore file in force.
    pub(crate) fn ignoring(self, path: &str, text: &str) -> Self {
        Self { ignore: IgnoreText { path: path.to_owned(), text: Some(text.to_owned()) }, ..self }
    }
}

impl Project for Checkout {
    fn files(&self, glob: &Glob) -> Known<Arc<Files>> {
        let Some(ignore) = glob.scope.rules(Some(self.ignore.lines())) else { return Known::Unknown };
        let matcher = glob.matcher();
        let mut found: BTreeMap<&str, File> = BTreeMap::new();
        for file in self.files.iter().filter(|file| !ignore.excludes(&file.path)) {
            if matcher.matches(&file.path) {
                found.insert(&file.path, File { content: file.content.clone().filter(|_| glob.contents), ..file.clone() });
            }
        }
        // a directory is there also when its content is kept out
        for file in &self.files {
            let folders = file.path.match_indices('/').map(|(at, _)| &file.path[..at]);
            for path in folders.filter(|path| matcher.matches(path) && !ignore.excludes(path)) {
                let folder = File { path: path.to_owned(), kind: FileKind::Directory, mode: 0o755, size: 0, content: None };
                found.entry(path).or_insert(folder);
            }
        }
        Known::Yes(Arc::new(found.into_values().collect()))
    }

    fn ignore_file(&self) -> Known<Arc<IgnoreText>> {
        Known::Yes(Arc::new(self.ignore.clone()))
    }
}
