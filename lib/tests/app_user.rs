//! The laws at level 3 where the build context is known, and what a user of its own does with files that only their owner
//! may read, with ports and volumes, and under `--strict`.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail, and says what it measured")]

mod support;

use k8or_core::context::{File, FileKind, Files, Glob, Known, Project};
use k8or_core::{Options, Rewrite, rewrite};
use std::path::PathBuf;
use std::sync::Arc;
use support::{Directory, diff};

/// A build context of files that have modes.
struct Checkout(Vec<(&'static str, u32, &'static str)>);

impl Project for Checkout {
    fn files(&self, glob: &Glob) -> Known<Arc<Files>> {
        let matcher = glob.matcher();
        let found = self.0.iter().filter(|(path, ..)| matcher.matches(path)).map(|(path, mode, text)| File {
            path: (*path).to_owned(),
            kind: if text.is_empty() { FileKind::Directory } else { FileKind::File },
            mode: *mode,
            size: text.len() as u64,
            content: (glob.contents && !text.is_empty()).then(|| text.as_bytes().into()),
        });
        Known::Yes(Arc::new(found.collect()))
    }
}

const FILE: &str = "FROM python:3.12-alpine\nWORKDIR /app\nCOPY . .\nVOLUME /data\nEXPOSE 80\nCMD [\"python\", \"app.py\"]\n";

fn at_level(level: u8) -> Options {
    Options { level, ..Options::default() }
}

fn with(files: Vec<(&'static str, u32, &'static str)>, options: &Options) -> Rewrite {
    rewrite(FILE, &Checkout(files), options).unwrap()
}

fn reasons(rewrite: &Rewrite) -> Vec<&'static str> {
    rewrite.skips.iter().filter(|skip| skip.rule == "app-user").map(|skip| skip.reason.code()).collect()
}

#[test]
fn a_file_that_only_its_owner_may_read_becomes_the_users() {
    let result = with(vec![("app.py", 0o644, "x"), ("key", 0o600, "x")], &at_level(3));
    assert!(result.text.contains(" && chown app /app/key\n"), "{}", result.text);
    let (copy, chown) = (result.text.find("COPY").unwrap(), result.text.find("chown").unwrap());
    assert!(copy < chown, "before the file is there:\n{}", result.text);
}

#[test]
fn a_checkout_that_only_its_owner_may_read_stays_roots() {
    let private = |mode| vec![("app.py", mode, "x"), ("a.py", mode, "x"), ("b.py", mode, "x"), ("c.py", mode, "x")];
    let result = with(private(0o600), &at_level(3));
    assert_eq!((result.text.as_str(), reasons(&result)), (FILE, vec!["private-files"]));
    assert!(with(private(0o644), &at_level(3)).text.contains("USER"));
    let directory = with(vec![("app.py", 0o644, "x"), ("lib", 0o700, "")], &at_level(3));
    assert_eq!(reasons(&directory), ["private-files"]);
}

#[test]
fn ports_below_1024_and_volumes_are_pointed_out() {
    let result = with(vec![("app.py", 0o644, "x")], &at_level(3));
    let notes: Vec<&str> = result.notes.iter().filter(|note| note.rule == "app-user").map(|note| &*note.text).collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].contains("--user 0") && notes[1].contains("port 80"), "{notes:?}");
}

#[test]
fn strictly_nothing_but_volumes_is_the_users_own() {
    let options = Options { strict: true, ..at_level(3) };
    let result = with(vec![("app.py", 0o644, "open('/srv/out/a', 'w')")], &options);
    assert!(result.text.contains("install -d -o app -g root -m 775 /data\n"), "{}", result.text);
    assert!(result.text.contains("ENV HOME=/tmp\nUSER 10001:10001\n"), "{}", result.text);
    let why = &result.changes.iter().find(|change| change.rule == "app-user").unwrap().why;
    assert!(why.contains("/srv/out"), "{why}");
}

/// All Dockerfiles of testdata that lie in or beside a build context.
fn with_contexts() -> Vec<(PathBuf, PathBuf)> {
    let root = support::root().join("testdata");
    let mut found = Vec::new();
    for path in support::files_below(&root) {
        let name = path.to_string_lossy().into_owned();
        let beside = PathBuf::from(format!("{}.context", name.strip_suffix(".Dockerfile").unwrap_or_default()));
        if name.contains("/apps/") && name.ends_with("/Dockerfile") {
            found.push((path.clone(), path.parent().unwrap().to_owned()));
        } else if beside.is_dir() {
            found.push((path, beside));
        }
    }
    found.sort();
    found
}

#[test]
fn a_second_rewrite_changes_nothing_and_levels_build_on_each_other() {
    let cases = with_contexts();
    assert!(cases.len() > 20, "{} contexts", cases.len());
    let mut complaints = Vec::new();
    let mut users = 0;
    for (path, context) in &cases {
        let project = Directory::new(context.clone());
        let text = std::fs::read_to_string(path).unwrap();
        let Ok(once) = rewrite(&text, &project, &at_level(3)) else { continue };
        users += usize::from(once.changes.iter().any(|change| change.rule == "app-user"));
        let twice = rewrite(&once.text, &project, &at_level(3)).unwrap();
        if twice.text != once.text {
            complaints.push(format!("{}: changes again\n{}", path.display(), diff(&once.text, &twice.text)));
        }
        let low = rewrite(&text, &project, &at_level(2)).unwrap();
        let high = rewrite(&low.text, &project, &at_level(3)).unwrap();
        if high.text != once.text {
            complaints.push(format!("{}: level 3 on level 2\n{}", path.display(), diff(&once.text, &high.text)));
        }
    }
    assert!(complaints.is_empty(), "{} of {}\n{}", complaints.len(), cases.len(), complaints.join("\n"));
    assert!(users > 20, "only {users} get a user");
}
