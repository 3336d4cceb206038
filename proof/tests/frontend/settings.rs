//! Settings, from wherever they are said, reach the rewrite as they reach the command's.

use crate::case::{Case, engine};
use k8or_proof::frontend::identity;

const DOCKERFILE: &str = "FROM debian:bookworm-slim\nMAINTAINER me\nWORKDIR x\nRUN touch a\n";

#[test]
fn the_file_in_the_context() {
    let files = [("Dockerfile", DOCKERFILE), ("k8or.toml", "only = ['maintainer']\n"), (".dockerignore", "k8or.toml\n")];
    Case { name: "file", files: &files, ..Case::default() }.holds();
}

#[test]
fn build_arguments_win_over_words_and_words_over_the_file() {
    if !engine() {
        return;
    }
    let files = [("Dockerfile", DOCKERFILE), ("k8or.toml", "only = ['maintainer']\n")];
    let case = Case { name: "ranks", files: &files, ..Case::default() };
    let project = case.project();
    let remark = |words: &str| case.through(&project, words).remarks().join("\n");
    assert!(remark("").contains("1 change by 1 rule"));
    assert!(remark("only=maintainer,workdir-absolute").contains("2 changes by 2 rules"));
    assert_eq!(remark("level=0"), "");
    let case = Case { arguments: &["--build-arg=K8OR_LEVEL=0"], ..case };
    let ended = case.through(&project, "level=3");
    assert!(ended.well && ended.remarks().is_empty(), "{}", ended.said);
    case.forget();
}

#[test]
fn explaining_tells_each_change_with_its_line() {
    if !engine() {
        return;
    }
    let case = Case {
        name: "explain",
        files: &[("Dockerfile", DOCKERFILE)],
        arguments: &["--build-arg=K8OR_EXPLAIN=1"],
        ..Case::default()
    };
    let project = case.project();
    let ended = case.through(&project, "only=maintainer,workdir-absolute");
    let remarks = ended.remarks();
    assert_eq!(remarks.len(), 2, "{}", ended.said);
    assert!(remarks.iter().any(|remark| remark.contains("maintainer") && remark.ends_with("(line 2)")), "{remarks:?}");
    assert!(remarks.iter().any(|remark| remark.contains("workdir-absolute") && remark.ends_with("(line 3)")), "{remarks:?}");
    case.forget();
}

#[test]
fn what_is_not_understood_is_told_and_nothing_is_changed() {
    let files = [("Dockerfile", DOCKERFILE)];
    let case = |name, arguments| Case { name, files: &files, arguments, ..Case::default() };
    case("unknown-word", &[]).gives_up("levle=2", "did you mean `level`?");
    case("unknown-rule", &[]).gives_up("skip=app-usr", "did you mean `app-user`?");
    case("unknown-argument", &["--build-arg=K8OR_EXPLIAN=1"]).gives_up("", "did you mean `K8OR_EXPLAIN`?");
    case("no-level", &[]).gives_up("level=9", "there is no level 9");
    let files = [("Dockerfile", DOCKERFILE), ("k8or.toml", "levl = 2\n")];
    Case { name: "unknown-key", files: &files, ..Case::default() }.gives_up("", "did you mean `level`?");
    let files = [("Dockerfile", DOCKERFILE), ("k8or.toml", "level = \n")];
    Case { name: "broken-file", files: &files, ..Case::default() }.gives_up("", "k8or.toml:1:");
}

#[test]
fn comments_count() {
    if !engine() {
        return;
    }
    let text = format!("# k8or skip=maintainer because\n{DOCKERFILE}");
    let case = Case { name: "comments", files: &[("Dockerfile", &text)], ..Case::default() };
    let project = case.project();
    let ended = case.through(&project, "only=maintainer");
    assert!(ended.well && ended.remarks().is_empty(), "{}", ended.said);
    assert!(identity("k8or-frontend:comments-frontend").is_ok());
    case.forget();
}
