use super::*;
use k8or_core::context::MAX_BYTES;
use std::os::unix::fs::{PermissionsExt, symlink};

fn context(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    root
}

fn ask(root: &Path, pattern: &str) -> Known<Vec<String>> {
    let glob = Glob::new(pattern, true);
    match Directory::new(root, Some(&root.join("Dockerfile"))).files(&glob) {
        Known::Yes(files) => Known::Yes(files.iter().map(|file| file.path.clone()).collect()),
        Known::No => Known::No,
        Known::Unknown => Known::Unknown,
    }
}

fn yes(paths: &[&str]) -> Known<Vec<String>> {
    Known::Yes(paths.iter().map(|path| (*path).to_owned()).collect())
}

#[test]
fn patterns_find_what_is_there_and_not_ignored() {
    let root = context(&[
        ("a.py", ""),
        ("src/b.py", ""),
        ("src/deep/c.py", ""),
        ("out/d.py", ""),
        ("keep/x/e.py", ""),
        ("keep/f.py", ""),
    ]);
    fs::write(root.path().join(".dockerignore"), "out\nkeep\n!keep/x/e.py\n").unwrap();
    assert_eq!(ask(root.path(), "a.py"), yes(&["a.py"]));
    assert_eq!(ask(root.path(), "src"), yes(&["src"]));
    assert_eq!(ask(root.path(), "*.py"), yes(&["a.py"]));
    assert_eq!(ask(root.path(), "*"), yes(&[".dockerignore", "a.py", "keep", "src"]));
    assert_eq!(ask(root.path(), "src/*"), yes(&["src/b.py", "src/deep"]));
    assert_eq!(ask(root.path(), "*/*.py"), yes(&["src/b.py"]));
    assert_eq!(ask(root.path(), "**/*.py"), yes(&["a.py", "keep/x/e.py", "src/b.py", "src/deep/c.py"]));
    assert_eq!(ask(root.path(), "src/**"), yes(&["src/b.py", "src/deep", "src/deep/c.py"]));
    assert_eq!(ask(root.path(), "keep"), yes(&["keep"]));
    assert_eq!(ask(root.path(), "keep/*"), yes(&["keep/x"]));
    for nothing in ["out", "out/d.py", "keep/f.py", "missing", "a.py/x", "../secret", "/etc/passwd", "src/../a.py", "none/*"] {
        assert_eq!(ask(root.path(), nothing), yes(&[]), "{nothing}");
    }
}

#[test]
fn links_are_links_and_lead_nowhere() {
    let outside = context(&[("secret", "s")]);
    let root = context(&[("real/file", "x")]);
    symlink(outside.path(), root.path().join("out")).unwrap();
    symlink("real", root.path().join("alias")).unwrap();
    symlink(".", root.path().join("loop")).unwrap();
    assert_eq!(ask(root.path(), "out/secret"), yes(&[]));
    assert_eq!(ask(root.path(), "alias/*"), yes(&[]));
    assert_eq!(ask(root.path(), "**"), yes(&["alias", "loop", "out", "real", "real/file"]));
    let glob = Glob::new("alias", false);
    let Known::Yes(files) = Directory::new(root.path(), None).files(&glob) else { panic!() };
    assert_eq!((files[0].kind, files[0].content.as_deref()), (FileKind::Symlink, Some(&b"real"[..])));
}

#[test]
fn modes_sizes_and_contents_are_told() {
    let root = context(&[("run.sh", "#!/bin/sh\n")]);
    fs::set_permissions(root.path().join("run.sh"), fs::Permissions::from_mode(0o4755)).unwrap();
    let project = Directory::new(root.path(), None);
    let ask = |contents| match project.files(&Glob::new("run.sh", contents)) {
        Known::Yes(files) => files[0].clone(),
        other => panic!("{other:?}"),
    };
    let file = ask(true);
    assert_eq!((file.mode, file.size, file.content.as_deref()), (0o4755, 10, Some(&b"#!/bin/sh\n"[..])));
    assert_eq!(ask(false).content, None);
}

#[test]
fn contents_end_where_the_budget_does() {
    let root = context(&[]);
    for name in ["a", "b", "c"] {
        fs::File::create(root.path().join(name)).unwrap().set_len(MAX_BYTES / 2).unwrap();
    }
    let Known::Yes(files) = Directory::new(root.path(), None).files(&Glob::new("*", true)) else { panic!() };
    assert_eq!(files.iter().map(|file| file.content.is_some()).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn too_many_files_are_unknown() {
    let root = context(&[]);
    for number in 0..=MAX_FILES {
        fs::write(root.path().join(format!("f{number}")), "").unwrap();
    }
    assert_eq!(ask(root.path(), "*"), Known::Unknown);
    assert_eq!(ask(root.path(), "f1"), yes(&["f1"]));
}

#[test]
fn the_dockerfiles_own_ignore_file_comes_first_and_a_broken_one_makes_all_unknown() {
    let root = context(&[("a", ""), ("b", ""), (".dockerignore", "a\n"), ("Dockerfile.dockerignore", "b\n")]);
    assert_eq!(ask(root.path(), "?"), yes(&["a"]));
    fs::write(root.path().join("Dockerfile.dockerignore"), "").unwrap();
    assert_eq!(ask(root.path(), "?"), yes(&["a", "b"]));
    fs::remove_file(root.path().join("Dockerfile.dockerignore")).unwrap();
    assert_eq!(ask(root.path(), "?"), yes(&["b"]));
    fs::write(root.path().join(".dockerignore"), "!\n").unwrap();
    assert_eq!(ask(root.path(), "?"), Known::Unknown);
}

#[test]
fn a_question_says_among_which_files() {
    let root = context(&[("a", ""), ("b", ""), ("c/d", ""), (".dockerignore", "a\n.dockerignore")]);
    let project = Directory::new(root.path(), Some(&root.path().join("Dockerfile")));
    let ask = |scope| match project.files(&Glob { scope, ..Glob::new("**", false) }) {
        Known::Yes(files) => files.iter().map(|file| file.path.clone()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(ask(Scope::Sent), ["b", "c", "c/d"]);
    assert_eq!(ask(Scope::Without("b\nc".into())), Vec::<String>::new());
    assert_eq!(ask(Scope::Without("c/**".into())), ["b", "c"]);
    assert_eq!(ask(Scope::All), [".dockerignore", "a", "b", "c", "c/d"]);
}

#[test]
fn the_ignore_file_is_told_although_it_keeps_itself_out() {
    let root = context(&[(".dockerignore", ".dockerignore\n"), ("docker/Dockerfile", "")]);
    let told = |dockerfile: &Path| match Directory::new(root.path(), Some(dockerfile)).ignore_file() {
        Known::Yes(file) => Some((file.path.clone(), file.text.clone())),
        _ => None,
    };
    let own = root.path().join("docker/Dockerfile");
    assert_eq!(told(&own), Some((".dockerignore".to_owned(), Some(".dockerignore\n".to_owned()))));
    fs::write(root.path().join("docker/Dockerfile.dockerignore"), "x\n").unwrap();
    assert_eq!(told(&own), Some(("docker/Dockerfile.dockerignore".to_owned(), Some("x\n".to_owned()))));
    let outside = context(&[("Dockerfile", ""), ("Dockerfile.dockerignore", "x\n")]);
    assert_eq!(told(&outside.path().join("Dockerfile")), None);
    fs::remove_file(root.path().join(".dockerignore")).unwrap();
    assert_eq!(told(&root.path().join("Dockerfile")), Some((".dockerignore".to_owned(), None)));
}

const TREE: [&str; 14] = [
    "a.py",
    "b.txt",
    "out-of/e",
    "out/drop",
    "out/keep",
    "out/sub/f",
    "src/c.py",
    "src/deep/d.py",
    "src/node_modules/x/y.js",
    "node_modules/m/n.js",
    "node_modules/keep/o.js",
    "web/.git/HEAD",
    "web/i.html",
    "web/target/debug/app",
];

const IGNORED: [&str; 16] = [
    "",
    "out",
    "out\n!out/keep",
    "*\n!src",
    "*\n!src/**\n!a.py",
    "**/*.py\n!src/c.py",
    "node_modules",
    "*\n!*/keep",
    "*\n!**/*.js",
    ".dockerignore\nsrc/deep",
    "src\n!src/deep/d.py",
    "*\n!node_modules",
    "*\n!web/*",
    "*\n!node_modules/keep/o.js",
    "**\n!out/**\nout/sub",
    "web/*\n!web/target",
];

#[test]
fn a_listing_answers_as_a_walk_does() {
    let patterns = "** * */* **/*.py **/*.js **/keep src/* src/** src out out/keep out/* a.py src/deep src/deep/d.py web/** *.py \
        missing src/node_modules/x/y.js node_modules node_modules/keep node_modules/* web/target/* ../a out/";
    let scopes = ["", "all", "src/deep\n", "**/node_modules\n", "*.txt\nout\n", "node_modules\n.git\n", "out/keep\nsrc/**\n"];
    let root = context(&TREE.map(|path| (path, "")));
    let (mut answered, mut asked) = (0, 0);
    for ignored in IGNORED {
        fs::write(root.path().join(".dockerignore"), ignored).unwrap();
        let project = Directory::new(root.path(), None);
        let Known::Yes(listing) = project.listing() else { panic!("{ignored}") };
        for (lines, pattern) in scopes.iter().flat_map(|lines| patterns.split_whitespace().map(move |pattern| (lines, pattern))) {
            let scope = match *lines {
                "" => Scope::Sent,
                "all" => Scope::All,
                lines => Scope::Without(lines.into()),
            };
            let glob = Glob { pattern: pattern.to_owned(), contents: false, scope };
            let Known::Yes(walked) = project.files(&glob) else { panic!("{glob:?}") };
            asked += 1;
            if let Some(listed) = listing.find(&glob, ignored, || glob.scope.rules(Some(ignored)).map(Box::new)) {
                answered += 1;
                let listed: Files = listed.into_iter().cloned().collect();
                assert_eq!(*walked, listed, "{glob:?} where {ignored:?} is ignored");
            }
        }
    }
    assert!(answered * 2 > asked, "the listing answers {answered} of {asked} questions only");
}
