//! Everything about all files as one JSON document. Its form is documented in `docs/cli.md`; fields are added, none is
//! taken away or given another meaning within a `version`.

use crate::outcome::{Outcome, Proposed};
use crate::problem::Problem;
use k8or_core::{LineIndex, Rewrite, Span};
use serde_json::{Value, json};

/// The document's form.
const VERSION: u32 = 1;

/// The whole document.
pub(crate) fn document(files: Vec<Value>, changed: usize, failed: usize) -> String {
    let summary = json!({ "files": files.len(), "changed": changed, "failed": failed });
    let tool = json!({ "name": "k8or", "version": env!("CARGO_PKG_VERSION") });
    format!("{:#}\n", json!({ "version": VERSION, "tool": tool, "files": files, "summary": summary }))
}

/// One file.
pub(crate) fn file(outcome: &Outcome) -> Value {
    let source = &outcome.source;
    let index = LineIndex::new(source);
    let mut value = json!({
        "path": outcome.name,
        "changed": outcome.changes(),
        "errors": outcome.problems.iter().map(problem).collect::<Vec<_>>(),
    });
    if let Some(context) = &outcome.context {
        value["context"] = json!({ "directory": context.directory, "why": context.why });
    }
    if let Some(rewrite) = &outcome.rewrite {
        fill(&mut value, rewrite, &|at| place(source, &index, at));
        value["files"] = outcome.proposed.iter().map(proposed).collect();
    }
    value
}

fn fill(value: &mut Value, rewrite: &Rewrite, place: &dyn Fn(Span) -> Value) {
    value["text"] = json!(rewrite.text);
    let changes = rewrite.changes.iter();
    value["changes"] = changes
        .map(|change| {
            json!({
                "rule": change.rule,
                "class": change.class.name(),
                "line": change.line,
                "at": place(change.at),
                "why": change.why,
                "bytes": change.bytes,
            })
        })
        .collect();
    let skips = rewrite.skips.iter();
    value["skips"] = skips
        .map(|skip| {
            json!({
                "rule": skip.rule,
                "line": skip.line,
                "at": place(skip.at),
                "reason": skip.reason.code(),
                "why": skip.reason.to_string(),
            })
        })
        .collect();
    let notes = rewrite.notes.iter();
    value["notes"] = notes
        .map(|note| json!({ "rule": Some(note.rule).filter(|rule| !rule.is_empty()), "line": note.line, "at": place(note.at), "text": note.text }))
        .collect();
    value["flags"] = json!(rewrite.flags);
}

/// Both ends as people count (the end is behind the last character), and in bytes.
fn place(source: &str, index: &LineIndex, at: Span) -> Value {
    let (start, end) = (index.position(source, at.start), index.position(source, at.end));
    json!({
        "start": { "line": start.line, "column": start.column, "byte": at.start },
        "end": { "line": end.line, "column": end.column, "byte": at.end },
    })
}

fn problem(problem: &Problem) -> Value {
    let place = problem.place.as_ref();
    json!({
        "message": problem.what,
        "help": problem.help,
        "file": place.map(|place| &place.file),
        "line": place.map(|place| place.line),
        "column": place.map(|place| place.column),
    })
}

fn proposed(file: &Proposed) -> Value {
    json!({
        "path": file.path,
        "changed": file.changes(),
        "content": file.proposal.content,
        "rule": file.proposal.rule,
        "class": file.proposal.class.name(),
        "why": file.proposal.why,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    #[test]
    fn everything_is_in_it() {
        let text = document(vec![file(&testing::outcome()), file(&testing::broken())], 1, 1);
        insta::assert_snapshot!(text.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    }
}
