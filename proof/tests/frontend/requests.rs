//! Questions about a Dockerfile: they are about the user's own.

use crate::case::engine;
use k8or_proof::frontend::{Project, docker, frontend};

/// The answer of both frontends to a `--call`.
fn answers(call: &str) -> [String; 2] {
    let dockerfile = "ARG V=1\nFROM debian:bookworm-slim as one\nARG W\nWORKDIR x\nMAINTAINER me\nFROM one AS two\n";
    let project = Project::new(&[("Dockerfile", dockerfile)]).unwrap();
    let ask = |through: &[&str]| {
        let arguments = ["build", call].into_iter().chain(through.iter().copied()).chain(["."]);
        let ended = docker(&project.folder, arguments, None).unwrap();
        let text = String::from_utf8_lossy(&ended.output).into_owned();
        // the definition of the Dockerfile's source has the session's number in it: encoded, it is a long word on its own line
        text.lines()
            .filter(|line| line.trim_start().trim_matches(['"', ',']).len() < 100 || line.contains(' '))
            .collect::<Vec<_>>()
            .join("\n")
    };
    [ask(&[]), ask(&[&frontend().unwrap().argument("")])]
}

#[test]
fn every_question_has_the_same_answer() {
    if !engine() {
        return;
    }
    let calls = [
        ("--call=outline,format=json", "\"name\": \"W\""),
        ("--call=targets,format=json", "\"name\": \"two\""),
        ("--call=check,format=json", "WorkdirRelativePath"),
        ("--check", "WorkdirRelativePath"),
        ("--call=subrequests.describe", "frontend.targets"),
    ];
    for (call, expected) in calls {
        let [builtin, ours] = answers(call);
        assert!(builtin.contains(expected), "{call}: {builtin}");
        assert_eq!(ours, builtin, "{call}");
    }
}
