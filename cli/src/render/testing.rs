//! An outcome as reports get it, made by hand: rules come and go, renderers stay.

use crate::outcome::{Outcome, Proposed};
use crate::problem::Problem;
use k8or_core::report::{Change, Class, FileProposal, LineMap, Note, Reason, Skip};
use k8or_core::{LineIndex, Rewrite, Span};

/// The source of [`outcome`].
pub(crate) const SOURCE: &str = "FROM debian:12\n# Tools\nRUN apt-get update && \\\n    apt-get install -y curl\nCMD [\"sh\"]\n";

fn span(text: &str) -> Span {
    let start = SOURCE.find(text).unwrap();
    Span::from_usize(start, start + text.len())
}

/// Two changes, a thing left alone, a note, a proposed file.
pub(crate) fn outcome() -> Outcome {
    let rewrite = Rewrite {
        text: SOURCE.replace("-y curl", "-y --no-install-recommends curl && \\\n    rm -rf /var/lib/apt/lists/*"),
        changes: vec![
            Change {
                rule: "apt-recommends",
                class: Class::Safe,
                at: span("apt-get install -y curl"),
                line: 4,
                why: "curl needs nothing of what it recommends".to_owned(),
                bytes: Some(12_345_678),
            },
            Change {
                rule: "apt-lists",
                class: Class::Assumed,
                at: span("RUN apt-get update"),
                line: 3,
                why: "nothing later reads the package lists".to_owned(),
                bytes: None,
            },
        ],
        skips: vec![Skip { rule: "exec-form", at: span("CMD"), line: 5, reason: Reason::NeedsShell("&&".to_owned()) }],
        notes: vec![Note { rule: "", at: span("# Tools"), line: 2, text: "this ignore matches nothing; remove it".to_owned() }],
        files: Vec::new(),
        flags: vec!["--secret id=TOKEN,env=TOKEN".to_owned()],
        map: LineMap::default(),
    };
    let proposal = FileProposal {
        path: ".dockerignore".to_owned(),
        content: ".git\n".to_owned(),
        rule: "ignore-git",
        class: Class::Safe,
        why: "the history is no part of the image".to_owned(),
    };
    Outcome {
        name: "app/Dockerfile".to_owned(),
        source: SOURCE.to_owned(),
        rewrite: Some(rewrite),
        proposed: vec![Proposed { path: "app/.dockerignore".into(), old: None, proposal }],
        ..Outcome::default()
    }
}

/// An outcome of a file that BuildKit would refuse.
pub(crate) fn broken() -> Outcome {
    let text = "FROM a\nRUM b\n";
    let problem = Problem::new("unknown instruction").at("b,c:d/Dockerfile", text, &LineIndex::new(text), Span::new(7, 10));
    Outcome { name: "b,c:d/Dockerfile".to_owned(), source: text.to_owned(), problems: vec![problem], ..Outcome::default() }
}
