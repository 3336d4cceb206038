//! A build context on the disk, as it would reach the builder: what `.dockerignore` excludes is not there, and a link is a
//! link, wherever it points.

use k8or_core::context::{
    File, FileKind, Files, Glob, GlobMatcher, IgnoreFile, IgnoreText, Known, Listing, MAX_ENTRIES, MAX_FILES, Project, Room,
    Scope, Verdict,
};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// The ignore file where the Dockerfile has none of its own.
const DEFAULT_IGNORE: &str = ".dockerignore";

/// The most entries that are looked at to find those that nothing keeps out.
const MOST_LOOKED_AT: usize = 10 * MAX_ENTRIES;

/// A build context on the disk.
#[derive(Debug)]
pub(crate) struct Directory {
    root: PathBuf,
    /// None when it cannot be read.
    ignore: Option<Arc<IgnoreText>>,
    /// What is kept out, by the files that a question is about. None when BuildKit would refuse it, or nobody can tell what
    /// it would do.
    rules: RefCell<HashMap<Scope, Option<Rc<IgnoreFile>>>>,
    room: RefCell<Room>,
    /// What lies below a directory, for `**`. None: too much, or unreadable.
    trees: RefCell<HashMap<(Scope, String), Option<Tree>>>,
}

type Tree = Rc<Vec<Entry>>;

#[derive(Debug)]
struct Entry {
    path: String,
    metadata: Metadata,
}

/// Why a directory could not be listed as a whole.
struct Incomplete;

impl Directory {
    /// The context at `root` for a Dockerfile, which may have an ignore file of its own.
    pub(crate) fn new(root: &Path, dockerfile: Option<&Path>) -> Self {
        Self {
            root: root.to_owned(),
            ignore: read_ignore(root, dockerfile).map(Arc::new),
            rules: RefCell::default(),
            room: RefCell::default(),
            trees: RefCell::default(),
        }
    }

    /// What keeps files out of those that a question is about.
    fn rules(&self, scope: &Scope) -> Option<Rc<IgnoreFile>> {
        if let Some(rules) = self.rules.borrow().get(scope) {
            return rules.clone();
        }
        let file = scope.rules(self.ignore.as_deref().map(IgnoreText::lines)).map(Rc::new);
        self.rules.borrow_mut().insert(scope.clone(), file.clone());
        file
    }

    fn find(&self, glob: &Glob, ignore: &IgnoreFile) -> Result<Vec<Entry>, Incomplete> {
        if glob.leads_nowhere() {
            return Ok(Vec::new());
        }
        let matcher = glob.matcher();
        if glob.is_literal() {
            return self.lookup(&glob.pattern, ignore).map(|entry| entry.into_iter().collect());
        }
        let start = glob.directory();
        let mut found = if let Some(depth) = glob.depth() {
            self.walk(start, depth, ignore, Some(&matcher))?
        } else {
            let tree = self.tree(&glob.scope, start, ignore).ok_or(Incomplete)?;
            tree.iter().filter(|entry| matcher.matches(&entry.path)).map(Entry::clone).collect()
        };
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    /// One path, none of whose directories may be a link.
    fn lookup(&self, path: &str, ignore: &IgnoreFile) -> Result<Option<Entry>, Incomplete> {
        let mut verdict = Verdict::default();
        let mut metadata = None;
        for end in path.match_indices('/').map(|(at, _)| at).chain([path.len()]) {
            metadata = match fs::symlink_metadata(self.root.join(&path[..end])) {
                Ok(metadata) if end == path.len() || metadata.is_dir() => Some(metadata),
                Ok(_) => return Ok(None),
                Err(error) if is_missing(&error) => return Ok(None),
                Err(_) => return Err(Incomplete),
            };
            verdict = ignore.judge(&verdict, &path[..end]);
        }
        let entry = metadata.map(|metadata| Entry { path: path.to_owned(), metadata });
        match entry {
            // An excluded directory is there all the same when something below it came back.
            Some(entry) if verdict.excluded() && entry.metadata.is_dir() && !ignore.closes(&verdict, path) => {
                let content = self.walk(path, usize::MAX, ignore, None)?;
                Ok((!content.is_empty()).then_some(entry))
            }
            entry => Ok(entry.filter(|_| !verdict.excluded())),
        }
    }

    /// All that lies below a directory.
    fn tree(&self, scope: &Scope, start: &str, ignore: &IgnoreFile) -> Option<Tree> {
        let key = (scope.clone(), start.to_owned());
        if let Some(tree) = self.trees.borrow().get(&key) {
            return tree.clone();
        }
        let tree = self.walk(start, usize::MAX, ignore, None).ok().map(Rc::new);
        self.trees.borrow_mut().insert(key, tree.clone());
        tree
    }

    /// What a question means, where that is no more than `limit`.
    fn at_most(&self, limit: usize, glob: &Glob) -> Option<Arc<Files>> {
        let ignore = self.rules(&glob.scope)?;
        let found = self.find(glob, &ignore).ok().filter(|found| found.len() <= limit)?;
        Some(Arc::new(found.iter().map(|entry| self.file(entry, glob.contents)).collect()))
    }

    /// What lies at most `depth` components below a directory of the context, and matches.
    fn walk(
        &self,
        start: &str,
        depth: usize,
        ignore: &IgnoreFile,
        matcher: Option<&GlobMatcher>,
    ) -> Result<Vec<Entry>, Incomplete> {
        let mut verdict = Verdict::default();
        for end in start.match_indices('/').map(|(at, _)| at).chain((!start.is_empty()).then_some(start.len())) {
            match fs::symlink_metadata(self.root.join(&start[..end])) {
                Ok(metadata) if metadata.is_dir() => verdict = ignore.judge(&verdict, &start[..end]),
                _ => return Ok(Vec::new()),
            }
        }
        let mut walk = Walk { root: &self.root, ignore, matcher, seen: 0, looked_at: 0, found: Vec::new() };
        walk.enter(start, depth, &verdict)?;
        Ok(walk.found)
    }

    fn file(&self, entry: &Entry, contents: bool) -> File {
        let kind = kind(&entry.metadata);
        let size = entry.metadata.len();
        let path = self.root.join(&entry.path);
        let content: Option<Arc<[u8]>> = match kind {
            FileKind::Symlink => fs::read_link(&path).ok().map(|target| target.to_string_lossy().as_bytes().into()),
            FileKind::File if contents && self.room.borrow_mut().has(&entry.path, size) => {
                read_at_most(&path, size).map(Into::into)
            }
            _ => None,
        };
        File { path: entry.path.clone(), kind, mode: mode(&entry.metadata), size, content }
    }
}

impl Project for Directory {
    fn listing(&self) -> Known<Arc<Listing>> {
        let files = self.at_most(MAX_ENTRIES, &Listing::glob());
        files.map_or(Known::Unknown, |files| Known::Yes(Arc::new(Listing::new(files))))
    }

    fn files(&self, glob: &Glob) -> Known<Arc<Files>> {
        self.at_most(MAX_FILES, glob).map_or(Known::Unknown, Known::Yes)
    }

    fn ignore_file(&self) -> Known<Arc<IgnoreText>> {
        self.ignore.clone().filter(|ignore| !ignore.path.is_empty()).map_or(Known::Unknown, Known::Yes)
    }
}

impl Entry {
    fn clone(&self) -> Self {
        Self { path: self.path.clone(), metadata: self.metadata.clone() }
    }
}

/// A walk that takes along what is excluded only where something may come back.
struct Walk<'a> {
    root: &'a Path,
    ignore: &'a IgnoreFile,
    matcher: Option<&'a GlobMatcher>,
    /// Entries that are there.
    seen: usize,
    /// And those that are kept out.
    looked_at: usize,
    found: Vec<Entry>,
}

impl Walk<'_> {
    /// Whether anything below is there at all.
    fn enter(&mut self, directory: &str, depth: usize, above: &Verdict) -> Result<bool, Incomplete> {
        let mut any = false;
        for entry in fs::read_dir(self.root.join(directory)).map_err(|_| Incomplete)? {
            let entry = entry.map_err(|_| Incomplete)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if directory.is_empty() { name } else { format!("{directory}/{name}") };
            let verdict = self.ignore.judge(above, &path);
            let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let mut there = !verdict.excluded();
            let matches = self.matcher.is_none_or(|matcher| matcher.matches(&path));
            if is_directory && (there && depth > 1 || !there && !self.ignore.closes(&verdict, &path)) {
                let found = self.found.len();
                there |= self.enter(&path, depth.saturating_sub(1), &verdict)?;
                if depth <= 1 {
                    self.found.truncate(found);
                }
            }
            any |= there;
            self.seen += usize::from(there);
            self.looked_at += 1;
            if self.seen > MAX_ENTRIES || self.looked_at > MOST_LOOKED_AT {
                return Err(Incomplete);
            }
            if there && matches {
                let metadata = entry.metadata().map_err(|_| Incomplete)?;
                self.found.push(Entry { path, metadata });
            }
        }
        Ok(any)
    }
}

/// The ignore file in force: the Dockerfile's own, even an empty one, or the context's. Its path is empty where it lies
/// outside of the context.
fn read_ignore(root: &Path, dockerfile: Option<&Path>) -> Option<IgnoreText> {
    let own = dockerfile.map(|path| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".dockerignore");
        path.with_file_name(name)
    });
    for path in own.into_iter().chain([root.join(DEFAULT_IGNORE)]) {
        match fs::read(&path) {
            Ok(bytes) => return Some(IgnoreText { path: inside(root, &path), text: Some(String::from_utf8(bytes).ok()?) }),
            Err(error) if is_missing(&error) => {}
            Err(_) => return None,
        }
    }
    Some(IgnoreText { path: DEFAULT_IGNORE.to_owned(), text: None })
}

/// A path as the context knows it; empty where it lies outside.
fn inside(root: &Path, path: &Path) -> String {
    let known = fs::canonicalize(root)
        .ok()
        .zip(path.parent().map(|parent| if parent.as_os_str().is_empty() { Path::new(".") } else { parent }));
    let folder = known.and_then(|(root, folder)| Some(fs::canonicalize(folder).ok()?.strip_prefix(root).ok()?.to_owned()));
    let path = folder.zip(path.file_name()).map(|(folder, name)| folder.join(name));
    path.map(|path| path.to_string_lossy().replace('\\', "/")).unwrap_or_default()
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn read_at_most(path: &Path, limit: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(limit + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= limit).then_some(bytes)
}

fn kind(metadata: &Metadata) -> FileKind {
    let kind = metadata.file_type();
    match (kind.is_file(), kind.is_dir(), kind.is_symlink()) {
        (true, _, _) => FileKind::File,
        (_, true, _) => FileKind::Directory,
        (_, _, true) => FileKind::Symlink,
        _ => FileKind::Other,
    }
}

#[cfg(unix)]
fn mode(metadata: &Metadata) -> u32 {
    use std::os::unix::fs::MetadataExt;
    metadata.mode() & 0o7777
}

/// What BuildKit's client sends from systems without modes.
#[cfg(not(unix))]
fn mode(_: &Metadata) -> u32 {
    0o755
}

#[cfg(test)]
mod engine;
#[cfg(test)]
mod tests;
