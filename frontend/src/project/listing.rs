//! A listing of the client's context from which further questions are answered, so that the client is asked once.
//!
//! What the ignore file keeps out of the listing is no part of any later answer either. What the listing leaves out on top of
//! that lies inside of directories, which themselves are listed: where there is none that a question reaches into, the listing
//! has all that the question is about.

use super::records::{Entry, matching};
use k8or_core::context::{FileKind, Glob, INSIDE, IgnoreFile, Scope};

/// How much source a small context has at most: files, and bytes of all of them.
const SMALL: (usize, u64) = (200, 256 * 1024);

/// What files of source end with: what the library reads to learn what an app does. Other files, which may hold secrets, do not
/// leave the client's machine before somebody needs them.
const SOURCE: [&str; 20] = [
    "cfg", "cjs", "css", "go", "html", "ini", "java", "js", "json", "kt", "lock", "mjs", "php", "py", "rb", "rs", "sh", "toml",
    "ts", "txt",
];

/// All of the context, but what lies inside of some directories.
#[derive(Debug)]
pub(super) struct Listing {
    entries: Vec<Entry>,
    /// The directories whose insides are not listed.
    closed: Vec<String>,
}

impl Listing {
    /// A listing to keep, from the records that answer questions among which is the one for everything, [`INSIDE`] left out.
    /// None where that one was not asked, or where lines of the ignore file bring things back: what they do depends on what stands before them.
    pub(super) fn new(globs: &[Glob], rules: &IgnoreFile, entries: Vec<Entry>) -> Option<Self> {
        let is_whole = |glob: &Glob| glob.pattern == "**" && matches!(&glob.scope, Scope::Without(lines) if **lines == *INSIDE);
        if !globs.iter().any(is_whole) || rules.has_exceptions() {
            return None;
        }
        let directories = entries.iter().filter(|entry| entry.kind == FileKind::Directory);
        let closed = directories.filter(|entry| is_closed(&entry.path)).map(|entry| entry.path.clone()).collect();
        Some(Self { closed, entries })
    }

    /// The paths of all files of source, where they are few and small.
    pub(super) fn small(&self) -> Option<impl Iterator<Item = &str>> {
        let files = || self.entries.iter().filter(|entry| entry.kind == FileKind::File && is_source(&entry.path));
        let is_small = files().count() <= SMALL.0 && files().map(|entry| entry.size).sum::<u64>() <= SMALL.1;
        is_small.then(|| files().map(|entry| entry.path.as_str()))
    }

    /// What a pattern means among what `rules` leave; none where the listing does not have it all. The rules must leave out
    /// all that the ignore file does.
    pub(super) fn find(&self, glob: &Glob, rules: &IgnoreFile) -> Option<Vec<Entry>> {
        let is_open = |directory: &String| reaches_into(glob, directory) && !rules.excludes(directory);
        if rules.has_exceptions() || self.closed.iter().any(is_open) {
            return None;
        }
        let mut found = matching(&self.entries, glob);
        found.retain(|entry| !rules.excludes(&entry.path));
        Some(found)
    }
}

fn is_source(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && SOURCE.contains(&end))
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

    fn entry(path: &str) -> Entry {
        let (path, kind) = path.strip_suffix('/').map_or((path, FileKind::File), |path| (path, FileKind::Directory));
        Entry { path: path.to_owned(), kind, mode: 0o644, size: 0, link: String::new() }
    }

    fn glob(pattern: &str, scope: Scope) -> Glob {
        Glob { pattern: pattern.to_owned(), contents: false, scope }
    }

    fn listing(ignored: &str, paths: &[&str]) -> Option<Listing> {
        let scope = Scope::Without(INSIDE.into());
        let rules = scope.rules(Some(ignored)).unwrap();
        Listing::new(&[glob("**", scope)], &rules, paths.iter().map(|path| entry(path)).collect())
    }

    /// What a question is answered; the ignore file says `ignored`.
    fn found(listing: &Listing, ignored: &str, pattern: &str, without: &str) -> Option<Vec<String>> {
        let scope = if without.is_empty() { Scope::Sent } else { Scope::Without(without.into()) };
        let rules = scope.rules(Some(ignored)).unwrap();
        Some(listing.find(&glob(pattern, scope), &rules)?.into_iter().map(|entry| entry.path).collect())
    }

    #[test]
    fn a_listing_of_everything_answers_everything() {
        let listing = listing("x", &["a.py", "src/", "src/b.py", "src/deep/", "src/deep/c.py"]).unwrap();
        assert_eq!(found(&listing, "x", "*.py", "").unwrap(), ["a.py"]);
        assert_eq!(found(&listing, "x", "**/*.py", "**/deep").unwrap(), ["a.py", "src/b.py"]);
        assert_eq!(found(&listing, "x", "src/deep/c.py", "src").unwrap(), [""; 0]);
        assert_eq!(found(&listing, "x", "missing", "").unwrap(), [""; 0]);
    }

    #[test]
    fn what_may_lie_inside_of_a_directory_that_is_not_listed_is_not_known() {
        let listing = listing("", &["a", "web/", "web/node_modules/", "web/x/", "web/x/y"]).unwrap();
        for pattern in ["web/node_modules/x", "web/node_modules/*/x", "web/*/*", "**", "**/y", "*/*/*", "web/**"] {
            assert_eq!(found(&listing, "", pattern, ""), None, "{pattern}");
        }
        for pattern in ["web/*", "*/*", "a", "web/x/*", "web/x/**", "web/node_modules", "we/**", "web/node_modules_other/x"] {
            assert!(found(&listing, "", pattern, "").is_some(), "{pattern}");
        }
        assert_eq!(found(&listing, "", "**/y", "**/node_modules").unwrap(), ["web/x/y"]);
        assert_eq!(found(&listing, "", "**/y", "**/node_modules\n!a"), None);
    }

    #[test]
    fn a_small_context_is_one_of_few_bytes_of_source() {
        let mut few = listing("", &["a.py", "b/", "b/c.js", "b/key.pem", ".env", ".py"]).unwrap();
        assert_eq!(few.small().unwrap().collect::<Vec<_>>(), ["a.py", "b/c.js"]);
        few.entries[0].size = 1 << 20;
        assert!(few.small().is_none());
        let many: Vec<String> = (0..300).map(|index| format!("{index}.py")).collect();
        assert!(listing("", &many.iter().map(String::as_str).collect::<Vec<_>>()).unwrap().small().is_none());
    }

    #[test]
    fn what_is_brought_back_is_asked_for() {
        assert!(listing("out\n!out/keep", &["a"]).is_none());
        let all = glob("**", Scope::All);
        assert!(Listing::new(&[all], &IgnoreFile::default(), Vec::new()).is_none());
    }
}
