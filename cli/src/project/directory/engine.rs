//! The same contexts, listed here and sent to a real BuildKit. Runs where `docker` reaches an engine, and says so elsewhere.

#![allow(clippy::print_stderr, reason = "says loudly what it did not prove")]

use super::*;
use std::process::{Command, Output};

/// Files of every context here.
const TREE: &[&str] = &[
    "a", "b", "ab", "a.py", "a.b", "axb", "happy", "#a", "!a", "*", "^a", "a^b", "a]", "a b", "d/a", "d/a.py", "d/b.md", "d/e/a",
    "d/e/f/x", "d/x", "dx", "keep/x/e", "keep/f", "x/y/z", "x/q", "e\u{301}", "é",
];

const IGNORES: &[&str] = &[
    "a\n",
    "/a\n",
    "./a\nd/\n",
    "x/../b\nd//e\n",
    "  a  \n",
    "a\r\nb\r\n",
    "#a\n",
    " #a\n",
    "\u{feff}a\n",
    "*.py\n",
    "*/*.py\n",
    "**/*.py\n",
    "**.py\n",
    "**py\n",
    "**py*\n",
    "**/a\n",
    "**/e/**\n",
    "d/**\n",
    "d**\n",
    "d/**/x\n",
    "**\n!d\n",
    "?\n",
    "[ab]\n",
    "[^ab]\n",
    "[!ab]\n",
    "[a-c]?\n",
    "a]\n",
    "\\*\n",
    "\\!a\n",
    "a.b\n",
    "a^b\n",
    "a^*\n",
    "^a*\n",
    "*\n!a\n",
    "!a\n*\n",
    "*\n! a\n",
    "*\n!./d/\n",
    "d\n!d/a\n",
    "*\n!d/e/a\n",
    "**\n!**/*.md\n",
    "/!a\nb\n",
    "*\n/!a\n",
    "d/a\n!d\n",
    "d/*\n!d\n",
    "keep\n!keep/x/e\n",
    "x\n!x/y\n",
    "x/*\n!x/y/z\n",
    ".\n",
    "/\n",
    "../a\n",
    "*\n!keep/*\n",
    "*\n!**/z\nx\n",
    "d/e\n!d/e/**\n",
    "a b\n",
];

/// BuildKit fails on these.
const BROKEN: &[&str] = &["!\n", "!/\n", "[\n", "[]\n", "[a-]\n", "a\\\n"];

fn docker(arguments: &[&str]) -> Option<Output> {
    Command::new("docker").args(arguments).env("DOCKER_BUILDKIT", "1").output().ok()
}

/// Whether an engine answers. Where `K8OR_ENGINE` asks for one, its absence is a failure.
fn engine() -> bool {
    let answers = docker(&["version"]).is_some_and(|output| output.status.success());
    assert!(answers || std::env::var_os("K8OR_ENGINE").is_none(), "K8OR_ENGINE is set and no Docker engine answers");
    if !answers {
        eprintln!("SKIPPED, PROVES NOTHING: no Docker engine answers");
    }
    answers
}

fn build(root: &Path, to: &Path) -> bool {
    let output = format!("type=local,dest={}", to.display());
    docker(&["build", "-q", "--output", &output, root.to_str().unwrap()]).is_some_and(|output| output.status.success())
}

fn listed(root: &Path) -> Vec<String> {
    match Directory::new(root, Some(&root.join("Dockerfile"))).files(&Glob::new("**", false)) {
        Known::Yes(files) => files.iter().map(|file| file.path.clone()).collect(),
        other => panic!("{other:?}"),
    }
}

/// What is below a directory, in the order of the paths.
fn found(root: &Path) -> Vec<String> {
    let nothing = IgnoreText { path: String::new(), text: None };
    let plain = Directory { ignore: Some(Arc::new(nothing)), ..Directory::new(root, None) };
    plain.walk("", usize::MAX, &IgnoreFile::default(), None).ok().map_or_else(Vec::new, |entries| {
        let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path).collect();
        paths.sort();
        paths
    })
}

fn context() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for path in TREE {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }
    fs::write(root.path().join("Dockerfile"), "FROM scratch\nCOPY . /\n").unwrap();
    root
}

#[test]
fn buildkit_sees_the_same_context() {
    if !engine() {
        return;
    }
    let root = context();
    let mut differences = Vec::new();
    for ignore in IGNORES {
        fs::write(root.path().join(".dockerignore"), ignore).unwrap();
        let out = tempfile::tempdir().unwrap();
        let built = build(root.path(), out.path());
        let (real, ours) = (found(out.path()), listed(root.path()));
        if !built || real != ours {
            let only = |a: &[String], b: &[String]| a.iter().filter(|path| !b.contains(path)).cloned().collect::<Vec<_>>();
            differences.push(format!(
                "{ignore:?} built: {built}, only real {:?}, only ours {:?}",
                only(&real, &ours),
                only(&ours, &real)
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn buildkit_refuses_what_is_unknown_here() {
    if !engine() {
        return;
    }
    let root = context();
    for ignore in BROKEN {
        fs::write(root.path().join(".dockerignore"), ignore).unwrap();
        let out = tempfile::tempdir().unwrap();
        assert!(!build(root.path(), out.path()), "{ignore:?}");
        let glob = Glob::new("a", false);
        assert_eq!(Directory::new(root.path(), None).files(&glob), Known::Unknown, "{ignore:?}");
    }
}

#[test]
fn the_dockerfiles_own_ignore_file_counts_even_when_it_is_empty() {
    if !engine() {
        return;
    }
    let root = context();
    fs::write(root.path().join(".dockerignore"), "d\n").unwrap();
    for own in ["", "x\n", "# nothing\n"] {
        fs::write(root.path().join("Dockerfile.dockerignore"), own).unwrap();
        let out = tempfile::tempdir().unwrap();
        assert!(build(root.path(), out.path()));
        assert_eq!(found(out.path()), listed(root.path()), "{own:?}");
    }
}
