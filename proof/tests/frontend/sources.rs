//! Where a Dockerfile and its build context may be.

use crate::case::{Case, engine};
use k8or_proof::frontend::{Ended, Project, docker, frontend, identity};

const DOCKERFILE: &str = "FROM debian:bookworm-slim\nWORKDIR app\nCOPY . .\nMAINTAINER me\n";

#[test]
fn another_name_with_an_ignore_file_of_its_own() {
    let files = [
        ("other/X.Dockerfile", DOCKERFILE),
        ("other/X.Dockerfile.dockerignore", "b\nother\n"),
        (".dockerignore", "a\n"),
        ("a", "1"),
        ("b", "2"),
    ];
    Case { name: "own-ignore", files: &files, dockerfile: "other/X.Dockerfile", ..Case::default() }.holds();
}

#[test]
fn an_ignore_file() {
    let files = [
        ("Dockerfile", DOCKERFILE),
        (".dockerignore", "secret\n*.log\n!keep.log\nDockerfile\n"),
        ("secret", "1"),
        ("a.log", "2"),
        ("keep.log", "3"),
    ];
    Case { name: "ignore", files: &files, ..Case::default() }.holds();
}

#[test]
fn a_name_in_lower_case() {
    let files = [("dockerfile", DOCKERFILE), ("a", "1")];
    Case { name: "lower-case", files: &files, dockerfile: "dockerfile", ..Case::default() }.holds();
}

/// The same `docker build` through both frontends, at level 0 and as it is; the images' names.
fn both(name: &str, project: &Project, arguments: &[&str], input: Option<&[u8]>) -> [Ended; 2] {
    let run = |kind: &str, words: &str| {
        let tag = format!("k8or-frontend:{name}-{kind}");
        let through = frontend().unwrap().argument(words);
        let mut all = vec!["build", "--tag", &tag];
        if kind != "builtin" {
            all.push(&through);
        }
        all.extend(arguments);
        let ended = docker(&project.folder, all, input).unwrap();
        assert!(ended.well && !ended.gave_up(), "{name} {kind}: {}", ended.said);
        (ended, identity(&tag).unwrap())
    };
    let (builtin, level_0, rewritten) = (run("builtin", ""), run("level0", "level=0"), run("frontend", ""));
    assert_eq!(level_0.1, builtin.1, "{name} at level 0");
    assert_ne!(rewritten.1, builtin.1, "{name}: {}", rewritten.0.said);
    assert_eq!(rewritten.0.remarks().len(), 1, "{name}: {}", rewritten.0.said);
    for kind in ["builtin", "level0", "frontend"] {
        let _ = docker(&project.folder, ["rmi", "--force", &format!("k8or-frontend:{name}-{kind}")], None);
    }
    [builtin.0, rewritten.0]
}

#[test]
fn standard_input() {
    if !engine() {
        return;
    }
    let project = Project::new(&[("note", "hello\n")]).unwrap();
    both("stdin-file", &project, &["--file", "-", "."], Some(DOCKERFILE.as_bytes()));
    both("stdin-alone", &project, &["-"], Some(b"FROM debian:bookworm-slim\nMAINTAINER me\nWORKDIR app\nRUN touch x\n"));
}

#[test]
fn an_archive_on_standard_input() {
    if !engine() {
        return;
    }
    let project = Project::new(&[]).unwrap();
    let mut archive = tar::Builder::new(Vec::new());
    for (name, text) in [("Dockerfile", DOCKERFILE), ("note", "hello\n")] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    let bytes = archive.into_inner().unwrap();
    both("stdin-archive", &project, &["-"], Some(&bytes));
}

#[test]
fn the_syntax_line_itself() {
    if !engine() {
        return;
    }
    let image = &frontend().unwrap().image;
    let lines =
        [format!("# syntax={image} level=0"), format!("# syntax={image} only=workdir-absolute"), "# nothing here".to_owned()];
    let project = Project::new(&[("note", "hello\n")]).unwrap();
    let built = lines.map(|line| {
        project.write("Dockerfile", format!("{line}\n{DOCKERFILE}")).unwrap();
        project.write(".dockerignore", "Dockerfile\n.dockerignore\n").unwrap();
        let ended = docker(&project.folder, ["build", "--tag", "k8or-frontend:line", "."], None).unwrap();
        assert!(ended.well, "{}", ended.said);
        (ended, identity("k8or-frontend:line").unwrap())
    });
    assert_eq!(built[0].1, built[2].1);
    assert_eq!((built[0].0.remarks().len(), built[1].0.remarks().len()), (0, 1), "{}", built[1].0.said);
    assert!(built[1].0.remarks()[0].contains("1 change by 1 rule"), "{}", built[1].0.said);
    let _ = docker(&project.folder, ["rmi", "--force", "k8or-frontend:line"], None);
}

#[test]
fn a_second_build_is_cached() {
    if !engine() {
        return;
    }
    let case = Case {
        name: "cached",
        files: &[("Dockerfile", "FROM debian:bookworm-slim\nWORKDIR app\nRUN echo a > b\n")],
        ..Case::default()
    };
    let project = case.project();
    let first = case.through(&project, "");
    let before = identity("k8or-frontend:cached-frontend").unwrap();
    let second = case.through(&project, "");
    assert!(first.well && second.well, "{}{}", first.said, second.said);
    let steps: Vec<&str> =
        second.said.lines().filter(|line| line.contains("] RUN ") || line.contains("rewritten Dockerfile")).collect();
    assert!(!steps.is_empty(), "{}", second.said);
    for step in steps {
        let number = step.split(' ').next().unwrap();
        assert!(second.said.contains(&format!("{number} CACHED")), "{step}\n{}", second.said);
    }
    assert_eq!(identity("k8or-frontend:cached-frontend").unwrap(), before);
    case.forget();
}

#[test]
fn results_on_the_disk() {
    if !engine() {
        return;
    }
    let project =
        Project::new(&[("Dockerfile", "FROM scratch\nMAINTAINER me\nWORKDIR app\nCOPY note .\n"), ("note", "hello\n")]).unwrap();
    let ended =
        docker(&project.folder, ["build", "--output=out", "--no-cache", &frontend().unwrap().argument(""), "."], None).unwrap();
    assert!(ended.well && !ended.gave_up(), "{}", ended.said);
    assert_eq!(std::fs::read_to_string(project.folder.join("out/app/note")).unwrap(), "hello\n");
}
