//! What is wrong with the user's own file is told as the engine's own frontend tells it: the same words, file and line.

use crate::case::{Case, engine};
use k8or_proof::frontend::{docker, frontend};

const BASE: &str = "FROM debian:bookworm-slim\nMAINTAINER me\n";

fn fails(name: &str, rest: &str, expected: &str) {
    let text = format!("{BASE}{rest}");
    Case { name, files: &[("Dockerfile", &text), ("note", "x")], ..Case::default() }.fails_alike(expected);
}

#[test]
fn files_that_cannot_be_read() {
    fails("unknown-instruction", "RUM true\n", "unknown instruction: RUM");
    fails("unknown-flag", "COPY --form=x a b\n", "unknown flag");
    fails("unknown-stage", "COPY --from=nobody/nowhere:0 /a /b\n", "nobody/nowhere");
    fails("no-base", "FROM\n", "FROM requires");
    fails("open-heredoc", "RUN <<E\ntrue\n", "unterminated heredoc");
}

#[test]
fn steps_that_fail() {
    fails("copy-missing", "WORKDIR x\nCOPY missing /\n", "\"/missing\": not found");
    fails("run-false", "WORKDIR x\nRUN echo before && false\n", ">>> RUN echo before && false");
    fails("run-unknown", "RUN apt-get install -y no-such-package-k8or\n", "no-such-package-k8or");
    fails("later-stage", "RUN touch /a\nFROM debian:bookworm-slim\nWORKDIR y\nRUN exit 7\n", "exit code: 7");
}

#[test]
fn files_that_are_not_there_or_empty_or_no_text() {
    Case { name: "missing", files: &[("note", "x")], ..Case::default() }.fails_alike("failed to read dockerfile");
    Case { name: "empty", files: &[("Dockerfile", "")], ..Case::default() }.fails_alike("cannot be empty");
    Case { name: "comment", files: &[("Dockerfile", "# nothing\n")], ..Case::default() }.fails_alike("no instructions");
    Case { name: "zeroes", files: &[("Dockerfile", "\0\0\0\u{1}\n\0")], ..Case::default() }.fails_alike("ERROR");
    Case { name: "unknown-target", files: &[("Dockerfile", BASE)], arguments: &["--target=none"], ..Case::default() }
        .fails_alike("none");
}

#[test]
fn bytes_that_are_no_text_are_built_as_they_stand() {
    if !engine() {
        return;
    }
    let case = Case { name: "latin-1", files: &[("Dockerfile", BASE)], ..Case::default() };
    let project = case.project();
    project.write("Dockerfile", b"FROM debian:bookworm-slim\nLABEL a=\"caf\xe9\"\nWORKDIR x\n").unwrap();
    let (builtin, ours) = (case.builtin(&project), case.through(&project, ""));
    assert_eq!((builtin.well, builtin.ending()), (ours.well, ours.ending()), "{}{}", builtin.said, ours.said);
    case.forget();
}

#[test]
fn warnings_are_the_users_own() {
    let text = "FROM debian:bookworm-slim as one\nMAINTAINER me\nWORKDIR x\nENV a b\nCMD true\nCMD false\n";
    Case { name: "lints", files: &[("Dockerfile", text)], ..Case::default() }.holds();
}

#[test]
fn a_context_that_is_a_file() {
    if !engine() {
        return;
    }
    let case = Case { name: "file-context", files: &[("Dockerfile", BASE), ("note", "x")], ..Case::default() };
    let project = case.project();
    let run = |through: &[&str]| {
        docker(&project.folder, ["build"].into_iter().chain(through.iter().copied()).chain(["--file=Dockerfile", "note"]), None)
            .unwrap()
    };
    let (builtin, ours) = (run(&[]), run(&[&frontend().unwrap().argument("")]));
    assert!(!builtin.well);
    assert_eq!((ours.well, ours.ending()), (false, builtin.ending()));
}

/// A line that names this very frontend leads to it once, not without end.
#[test]
fn a_syntax_line_that_names_the_frontend_behind_the_frontend() {
    if !engine() {
        return;
    }
    let frontend = frontend().unwrap();
    let text = format!("# syntax={} only=maintainer\n{BASE}WORKDIR x\n", frontend.image);
    let case = Case { name: "itself", files: &[("Dockerfile", &text)], ..Case::default() };
    let project = case.project();
    for words in ["", &format!("forward={}", frontend.image)] {
        let ended = case.through(&project, words);
        assert!(ended.well, "{}", ended.said);
        let rewrites = ended.said.lines().filter(|line| line.contains("k8or: the rewritten Dockerfile")).count();
        assert!(rewrites <= 4, "{words}: {}", ended.said);
    }
    case.forget();
}
