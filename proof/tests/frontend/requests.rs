//! Questions about a Dockerfile: they are about the user's own.

use crate::case::engine;
use k8or_proof::frontend::{Project, docker, frontend};
use serde_json::Value;

/// The answer of both frontends to a `--call`.
fn answers(call: &str) -> [String; 2] {
    let dockerfile = "ARG V=1\nFROM debian:bookworm-slim as one\nARG W\nWORKDIR x\nMAINTAINER me\nFROM one AS two\n";
    let project = Project::new(&[("Dockerfile", dockerfile)]).unwrap();
    let ask = |through: &[&str]| {
        let arguments = ["build", call].into_iter().chain(through.iter().copied()).chain(["."]);
        let ended = docker(&project.folder, arguments, None).unwrap();
        let text = String::from_utf8_lossy(&ended.output).into_owned();
        serde_json::from_str(&text).map_or(text, |answer| format!("{:#}", without_definitions(answer)))
    };
    [ask(&[]), ask(&[&frontend().unwrap().argument("")])]
}

/// An answer without the definitions of where files come from, which have the session's number in them.
fn without_definitions(answer: Value) -> Value {
    match answer {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(key, _)| key != "definition");
            Value::Object(kept.map(|(key, value)| (key, without_definitions(value))).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(without_definitions).collect()),
        other => other,
    }
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
        ("--call=subrequests.describe", "List all targets"),
    ];
    for (call, expected) in calls {
        let [builtin, ours] = answers(call);
        assert!(builtin.contains(expected), "{call}: {builtin}");
        assert_eq!(ours, builtin, "{call}");
    }
}
