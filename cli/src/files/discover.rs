//! Finds Dockerfiles in directories. Links to directories are not followed, so there are no loops; the order is that of
//! the names, so that two runs say the same.

use super::Identity;
use crate::problem::Problem;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Directories that hold other people's files.
const SKIPPED: &[&str] = &[".git", ".hg", ".svn", ".jj", "node_modules"];

/// Endings of files that are made into Dockerfiles, speak of them or are what an editor left.
const NOT_DOCKERFILES: &[&str] = &[
    "dockerignore",
    "j2",
    "jinja",
    "jinja2",
    "tmpl",
    "tpl",
    "template",
    "erb",
    "in",
    "mustache",
    "hbs",
    "ejs",
    "m4",
    "gotmpl",
    "md",
    "txt",
    "rst",
    "html",
    "bak",
    "orig",
    "rej",
    "old",
    "swp",
    "swo",
    "tmp",
    "sh",
    "py",
    "js",
    "ts",
    "go",
    "rb",
    "json",
    "yml",
    "yaml",
    "toml",
    "lock",
    "log",
    "diff",
    "patch",
    "gz",
    "zip",
];

/// What a search brought.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Dockerfiles, each file once.
    pub(crate) files: Vec<PathBuf>,
    /// Directories that could not be read.
    pub(crate) problems: Vec<Problem>,
}

/// Finds the Dockerfiles below a directory.
pub(crate) fn discover(directory: &Path) -> Found {
    let mut found = Found::default();
    let mut links = Vec::new();
    walk(directory, &mut found, &mut links);
    // A link to a Dockerfile that was found by its own name says nothing new.
    let identity = |path: &Path| fs::metadata(path).ok().as_ref().and_then(Identity::of);
    let mut seen: HashSet<Identity> =
        if links.is_empty() { HashSet::new() } else { found.files.iter().filter_map(|path| identity(path)).collect() };
    found.files.extend(links.into_iter().filter(|path| identity(path).is_some_and(|identity| seen.insert(identity))));
    found.files.sort_by(|a, b| a.components().cmp(b.components()));
    found
}

fn walk(directory: &Path, found: &mut Found, links: &mut Vec<PathBuf>) {
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            Err(error) => {
                found.problems.push(Problem::file(&directory, format!("cannot be read: {error}")));
                continue;
            }
        };
        for entry in entries.flatten() {
            let (Ok(kind), name) = (entry.file_type(), entry.file_name()) else { continue };
            let Some(name) = name.to_str() else { continue };
            if kind.is_dir() {
                if !SKIPPED.contains(&name) && !entry.path().join("CACHEDIR.TAG").exists() {
                    open.push(entry.path());
                }
            } else if is_dockerfile(name) {
                if kind.is_symlink() { links.push(tidy(&entry.path())) } else { found.files.push(tidy(&entry.path())) }
            }
        }
    }
}

/// `./a` as `a`: names are shown as one would type them.
fn tidy(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

/// Whether a file of that name is taken for a Dockerfile.
pub(crate) fn is_dockerfile(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let ends_badly = name.ends_with('~') || name.rsplit_once('.').is_some_and(|(_, end)| NOT_DOCKERFILES.contains(&end));
    let named = |stem: &str| {
        name == stem
            || name.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.') && rest.len() > 1)
            || name.strip_suffix(stem).is_some_and(|rest| rest.ends_with('.') && rest.len() > 1)
    };
    !ends_badly && (named("dockerfile") || named("containerfile"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn names_that_are_and_names_that_are_not() {
        for name in [
            "Dockerfile",
            "dockerfile",
            "Dockerfile.prod",
            "api.Dockerfile",
            "api.dockerfile",
            "Containerfile",
            "Containerfile.x",
        ] {
            assert!(is_dockerfile(name), "{name}");
        }
        for name in [
            "Dockerfile.dockerignore",
            "Dockerfile.j2",
            "Dockerfile~",
            "Dockerfile.",
            ".dockerfile",
            "MyDockerfile",
            "dockerfile.md",
            "Makefile",
        ] {
            assert!(!is_dockerfile(name), "{name}");
        }
    }

    #[test]
    fn each_file_once_in_the_order_of_names_and_no_loops() {
        let root = tempfile::tempdir().unwrap();
        for directory in ["b", "a/deep", "node_modules/x", ".git", "cache"] {
            fs::create_dir_all(root.path().join(directory)).unwrap();
            fs::write(root.path().join(directory).join("Dockerfile"), "FROM a\n").unwrap();
        }
        fs::write(root.path().join("cache/CACHEDIR.TAG"), "").unwrap();
        symlink("..", root.path().join("a/loop")).unwrap();
        symlink("b/Dockerfile", root.path().join("Dockerfile.link")).unwrap();
        symlink("nowhere", root.path().join("Dockerfile.dangling")).unwrap();
        let found = discover(root.path());
        let names: Vec<_> = found.files.iter().map(|path| path.strip_prefix(root.path()).unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["a/deep/Dockerfile", "b/Dockerfile"]);
        assert!(found.problems.is_empty());
    }
}
