//! All of a build context at once, from which further questions are answered.
//!
//! What the ignore file keeps out of the listing is no part of any later answer either, whatever lines follow on it, unless one of
//! them brings things back. What the listing leaves out on top of that lies inside of directories, which themselves are listed:
//! where there is none that a question reaches into, the listing has all that the question is about.

use super::{File, FileKind, Files, Glob, INSIDE, IgnoreFile, Scope};
use std::ops::Deref;
use std::sync::Arc;

/// All of a build context that reaches the builder, but for what lies [`INSIDE`] of some directories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    files: Arc<Files>,
    /// The directories whose insides are not listed.
    closed: Vec<String>,
}

impl Listing {
    /// The question whose answer is a listing.
    #[must_use]
    pub fn glob() -> Glob {
        Glob { pattern: "**".to_owned(), contents: false, scope: Scope::Without(Arc::from(INSIDE)) }
    }

    /// From the answer to that question.
    #[must_use]
    pub fn new(mut files: Arc<Files>) -> Self {
        if !files.is_sorted_by(|a, b| a.path <= b.path) {
            Arc::make_mut(&mut files).sort_by(|a, b| a.path.cmp(&b.path));
        }
        let directories = files.iter().filter(|file| file.kind == FileKind::Directory);
        let closed = directories.filter(|file| is_closed(&file.path)).map(|file| file.path.clone()).collect();
        Self { files, closed }
    }

    /// What is listed, in the order of the paths. Links have their targets, files no contents.
    #[must_use]
    pub const fn files(&self) -> &Arc<Files> {
        &self.files
    }

    /// What a question means, in the order of the paths; none where the listing does not have it all. `ignored` is the text of the
    /// ignore file in force, `rules` are those of the question's scope ([`Scope::rules`]), for when they count.
    pub fn find<R: Deref<Target = IgnoreFile>>(
        &self,
        glob: &Glob,
        ignored: &str,
        rules: impl FnOnce() -> Option<R>,
    ) -> Option<Vec<&File>> {
        match &glob.scope {
            // of what the ignore file keeps out, the listing tells nothing
            Scope::All => ignored.trim().is_empty().then(|| self.meant(glob).collect()),
            Scope::Without(lines) if lines.contains('!') => None,
            Scope::Sent | Scope::Without(_) => self.left(glob, &*rules()?),
        }
    }

    /// What a pattern means.
    fn meant(&self, glob: &Glob) -> impl Iterator<Item = &File> {
        let matcher = glob.matcher();
        let start = if glob.is_literal() { &glob.pattern } else { glob.directory() };
        let below = if glob.leads_nowhere() { &[] } else { self.starting_with(start) };
        below.iter().filter(move |file| matcher.matches(&file.path))
    }

    /// What a pattern means among what rules leave.
    fn left(&self, glob: &Glob, rules: &IgnoreFile) -> Option<Vec<&File>> {
        let is_open = |directory: &String| reaches_into(glob, directory) && !rules.excludes(directory);
        if rules.exceptions().any(reaches_inside) || self.closed.iter().any(is_open) {
            return None;
        }
        Some(self.meant(glob).filter(|file| self.is_left(file, rules)).collect())
    }

    /// All paths that start with these characters.
    fn starting_with(&self, start: &str) -> &[File] {
        let from = &self.files[self.files.partition_point(|file| file.path.as_str() < start)..];
        &from[..from.partition_point(|file| file.path.starts_with(start))]
    }

    /// Whether rules leave a file. A directory is there also for what lies in it.
    fn is_left(&self, file: &File, rules: &IgnoreFile) -> bool {
        let inside = || self.starting_with(&format!("{}/", file.path)).iter();
        !rules.excludes(&file.path)
            || rules.exceptions().next().is_some()
                && file.kind == FileKind::Directory
                && inside().any(|file| !rules.excludes(&file.path))
    }
}

/// Whether what a line brings back may lie inside of a directory whose insides are not listed, and which is itself kept out.
fn reaches_inside(exception: &str) -> bool {
    let is_name = |part: &str| !part.contains(['*', '?', '[', '\\']);
    let is_inside = |part: &str| INSIDE.lines().any(|line| line.split('/').any(|other| other == part));
    let mut parts = exception.rsplit('/');
    let last = parts.next().unwrap_or_default();
    last.contains('[') || last != "**" && last.contains("**") || parts.any(|part| !is_name(part) || is_inside(part))
}

/// Whether what lies inside of a directory is not listed.
fn is_closed(directory: &str) -> bool {
    let closed = INSIDE.lines().filter_map(|line| line.strip_prefix("**/")?.strip_suffix("/**"));
    closed.into_iter().any(|name| directory.strip_suffix(name).is_some_and(|above| above.is_empty() || above.ends_with('/')))
}

/// Whether a pattern may mean something inside of a directory.
fn reaches_into(glob: &Glob, directory: &str) -> bool {
    let below = |path: &str, directory: &str| path.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'));
    if glob.is_literal() {
        return below(&glob.pattern, directory);
    }
    let start = glob.directory();
    let way = match directory.strip_prefix(start) {
        _ if start == directory || below(start, directory) => return true,
        Some(rest) if start.is_empty() || rest.starts_with('/') => rest.trim_start_matches('/'),
        _ => return false,
    };
    glob.depth().is_none_or(|depth| way.split('/').count() < depth)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> File {
        let (path, kind) = path.strip_suffix('/').map_or((path, FileKind::File), |path| (path, FileKind::Directory));
        File { path: path.to_owned(), kind, mode: 0o644, size: 0, content: None }
    }

    fn listing(paths: &[&str]) -> Listing {
        Listing::new(Arc::new(paths.iter().map(|path| entry(path)).collect()))
    }

    /// What a question is answered; the ignore file says `ignored`.
    fn found(listing: &Listing, ignored: &str, pattern: &str, without: &str) -> Option<Vec<String>> {
        let scope = if without.is_empty() { Scope::Sent } else { Scope::Without(without.into()) };
        in_scope(listing, ignored, pattern, scope)
    }

    fn in_scope(listing: &Listing, ignored: &str, pattern: &str, scope: Scope) -> Option<Vec<String>> {
        let rules = scope.rules(Some(ignored)).unwrap();
        let glob = Glob { pattern: pattern.to_owned(), contents: false, scope };
        Some(listing.find(&glob, ignored, || Some(&rules))?.into_iter().map(|file| file.path.clone()).collect())
    }

    #[test]
    fn a_listing_of_everything_answers_everything() {
        let listing = listing(&["a.py", "src/", "src/b.py", "src/deep/", "src/deep/c.py"]);
        assert_eq!(found(&listing, "x", "*.py", "").unwrap(), ["a.py"]);
        assert_eq!(found(&listing, "x", "**/*.py", "**/deep").unwrap(), ["a.py", "src/b.py"]);
        assert_eq!(found(&listing, "x", "src/deep/c.py", "src").unwrap(), [""; 0]);
        assert_eq!(found(&listing, "x", "src/deep/c.py", "").unwrap(), ["src/deep/c.py"]);
        assert_eq!(found(&listing, "x", "missing", "").unwrap(), [""; 0]);
        assert_eq!(found(&listing, "x", "src//b.py", "").unwrap(), [""; 0]);
    }

    #[test]
    fn what_may_lie_inside_of_a_directory_that_is_not_listed_is_not_known() {
        let listing = listing(&["a", "web/", "web/node_modules/", "web/x/", "web/x/y"]);
        for pattern in ["web/node_modules/x", "web/node_modules/*/x", "web/*/*", "**", "**/y", "*/*/*", "web/**"] {
            assert_eq!(found(&listing, "", pattern, ""), None, "{pattern}");
        }
        for pattern in ["web/*", "*/*", "a", "web/x/*", "web/x/**", "web/node_modules", "we/**", "web/node_modules_other/x"] {
            assert!(found(&listing, "", pattern, "").is_some(), "{pattern}");
        }
        assert_eq!(found(&listing, "", "**/y", "**/node_modules").unwrap(), ["web/x/y"]);
        // what lies inside is meant by none of the questions about all files
        assert_eq!(in_scope(&listing, "# x\n", "*/*/*", Scope::All), None);
        assert_eq!(in_scope(&listing, "\n", "*/*/*", Scope::All).unwrap(), ["web/x/y"]);
        assert_eq!(found(&listing, "", "web/x/y", "x\n!x"), None);
    }

    #[test]
    fn what_may_be_brought_back_from_a_directory_that_is_not_listed_is_not_known() {
        let listing = listing(&["out/", "out/keep"]);
        for (ignored, is_known) in [
            ("out\n!out/keep", true),
            ("*\n!src\n!lib/**\n!*.json\n!a/b/*.c", true),
            ("*\n!**keep", false),
            ("*\n!node_modules[^b]keep", false),
            ("*\n!**/keep", false),
            ("*\n!*/keep", false),
            ("*\n!web/node_modules/keep", false),
            ("*\n!node_modules", true),
        ] {
            assert_eq!(found(&listing, ignored, "a", "").is_some(), is_known, "{ignored}");
        }
        assert_eq!(found(&listing, "out\n!out/keep", "**", "").unwrap(), ["out", "out/keep"]);
        assert_eq!(found(&listing, "out\n!out/keep", "**", "out/keep").unwrap(), [""; 0]);
    }
}
