//! A tree that the daemon has, looked at directory by directory; each once.

use super::Unanswered;
use super::records;
use crate::gateway::Gateway;
use k8or_core::context::{File, FileKind, Glob, GlobMatcher, MAX_ENTRIES};
use std::collections::HashMap;
use std::rc::Rc;

/// A tree of the daemon.
#[derive(Debug)]
pub(super) struct Tree {
    reference: String,
    /// The directory in it that counts; empty, or with a `/` at its end.
    root: String,
    directories: HashMap<String, Rc<Vec<File>>>,
    seen: usize,
}

impl Tree {
    pub(super) fn new(reference: String, root: String) -> Self {
        Self { reference, root, directories: HashMap::new(), seen: 0 }
    }

    pub(super) fn reference(&self) -> &str {
        &self.reference
    }

    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// What a pattern means, in the order of the paths.
    pub(super) async fn find<G: Gateway>(&mut self, gateway: &G, glob: &Glob) -> Result<Vec<File>, Unanswered> {
        if glob.leads_nowhere() {
            return Ok(Vec::new());
        }
        let start = glob.directory();
        if !self.is_directory(gateway, start).await? {
            return Ok(Vec::new());
        }
        let depth = glob.depth().unwrap_or(usize::MAX);
        let mut found = self.below(gateway, start, depth, &glob.matcher()).await?;
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    /// Whether a path is a directory, none of whose parents is a link.
    async fn is_directory<G: Gateway>(&mut self, gateway: &G, path: &str) -> Result<bool, Unanswered> {
        let mut above = "";
        for end in path.match_indices('/').map(|(at, _)| at).chain((!path.is_empty()).then_some(path.len())) {
            let entries = self.directory(gateway, above).await?;
            above = &path[..end];
            if !entries.iter().any(|entry| entry.path == above && entry.kind == FileKind::Directory) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What matches at most `depth` components below a directory.
    async fn below<G: Gateway>(
        &mut self,
        gateway: &G,
        start: &str,
        depth: usize,
        matcher: &GlobMatcher,
    ) -> Result<Vec<File>, Unanswered> {
        let mut found = Vec::new();
        let mut open = vec![(start.to_owned(), depth)];
        while let Some((directory, depth)) = open.pop() {
            for entry in self.directory(gateway, &directory).await?.iter() {
                if entry.kind == FileKind::Directory && depth > 1 {
                    open.push((entry.path.clone(), depth - 1));
                }
                if matcher.matches(&entry.path) {
                    found.push(entry.clone());
                }
            }
        }
        Ok(found)
    }

    async fn directory<G: Gateway>(&mut self, gateway: &G, path: &str) -> Result<Rc<Vec<File>>, Unanswered> {
        if let Some(entries) = self.directories.get(path) {
            return Ok(Rc::clone(entries));
        }
        let stats = gateway.read_directory(&self.reference, &format!("/{}{path}", self.root)).await?;
        self.seen += stats.len();
        if self.seen > MAX_ENTRIES {
            return Err(Unanswered);
        }
        let entry = |stat: crate::proto::Stat| {
            let name = stat.path.rsplit('/').next().unwrap_or_default();
            let full = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
            records::file(&stat, full)
        };
        let entries: Rc<Vec<File>> = Rc::new(stats.into_iter().map(entry).collect());
        self.directories.insert(path.to_owned(), Rc::clone(&entries));
        Ok(entries)
    }
}
