//! What is told at the end of a build: one line for a rewrite, or one a change; and why a build went on without. The terminal
//! shows a warning's first line only, so the line number stands in it.

use crate::proto::{Position, Range, SourceInfo, WarnRequest};
use crate::rewriter::{Rewritten, Told};
use crate::trouble::Trouble;
use prost::bytes::Bytes;
use std::collections::BTreeSet;

/// Where the rules' pages are.
const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs");

/// The most warnings of one build; a wall of them helps nobody.
const MAX_WARNINGS: usize = 100;

/// Longer texts are clipped; the whole is in the detail.
const MAX_SHORT: usize = 300;

/// A warning before it is addressed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Warning {
    pub(crate) short: String,
    pub(crate) detail: Vec<String>,
    pub(crate) url: String,
    /// The line of the user's file.
    pub(crate) line: Option<u32>,
}

impl Warning {
    /// As the daemon wants it.
    pub(crate) fn addressed(self, vertex: String, info: Option<SourceInfo>) -> WarnRequest {
        let place = self.line.map(|line| format!(" (line {line})")).unwrap_or_default();
        let position = |line| Position { line: i32::try_from(line).unwrap_or(i32::MAX) };
        let range = |line| Range { start: Some(position(line)), end: Some(position(line)) };
        WarnRequest {
            digest: vertex,
            level: 1,
            short: Bytes::from(format!("{}{place}", clipped(&self.short))),
            detail: self.detail.into_iter().map(Bytes::from).collect(),
            url: self.url,
            info,
            ranges: self.line.map(range).into_iter().collect(),
        }
    }
}

fn clipped(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    match first.char_indices().nth(MAX_SHORT) {
        Some((end, _)) => format!("{}…", &first[..end]),
        None => first.to_owned(),
    }
}

/// Why the user's own Dockerfile is built.
pub(crate) fn trouble(trouble: &Trouble, line: Option<u32>) -> Warning {
    let whole = trouble.to_string();
    Warning {
        short: format!("k8or: building the Dockerfile unchanged: {whole}"),
        detail: whole.lines().map(str::to_owned).collect(),
        url: format!("{PAGES}/frontend.md"),
        line,
    }
}

/// What was changed: all of it in a line, or line by line.
pub(crate) fn changes(rewritten: &Rewritten, explain: bool) -> Vec<Warning> {
    if !explain {
        return vec![summary(rewritten)];
    }
    let mut all: Vec<Warning> = Vec::new();
    for warning in everything(rewritten).map(told) {
        if !all.contains(&warning) {
            all.push(warning);
        }
    }
    if all.len() > MAX_WARNINGS {
        let left = all.len() - MAX_WARNINGS;
        all.truncate(MAX_WARNINGS);
        all.push(Warning { short: format!("k8or: and {left} more; `k8or rewrite --explain` tells all"), ..Warning::default() });
    }
    all
}

/// Changes, notes, and what is proposed beside the Dockerfile.
fn everything(rewritten: &Rewritten) -> impl Iterator<Item = &Told> {
    let files = rewritten.files.iter().map(|file| &file.told);
    rewritten.changes.iter().chain(&rewritten.notes).chain(files)
}

fn told(told: &Told) -> Warning {
    let Told { rule, class, line, text } = told;
    let (name, page) = match rule.as_str() {
        "" => ("k8or".to_owned(), format!("{PAGES}/frontend.md")),
        rule => (format!("k8or {rule}"), format!("{PAGES}/rules/{rule}.md")),
    };
    let class = (!class.is_empty()).then(|| format!("class: {class}"));
    Warning {
        short: format!("{name}: {text}"),
        detail: class.into_iter().collect(),
        url: page,
        line: (*line > 0).then_some(*line),
    }
}

fn summary(rewritten: &Rewritten) -> Warning {
    let files = rewritten.files.iter().map(|file| &file.told);
    let changes: Vec<&Told> = rewritten.changes.iter().chain(files).collect();
    let rules: BTreeSet<&str> = changes.iter().map(|change| change.rule.as_str()).collect();
    let (changes, by) = (count(changes.len(), "change", "changes"), count(rules.len(), "rule", "rules"));
    Warning {
        short: format!("k8or rewrote the Dockerfile: {changes} by {by}; --build-arg K8OR_EXPLAIN=1 tells each"),
        detail: rules.into_iter().map(str::to_owned).collect(),
        url: format!("{PAGES}/rules/README.md"),
        line: None,
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(changes: usize) -> Rewritten {
        let change = |number: usize| Told {
            rule: if number.is_multiple_of(2) { "apt-lists" } else { "" }.to_owned(),
            class: "safe".to_owned(),
            line: u32::try_from(number).unwrap(),
            text: format!("why {number}"),
        };
        Rewritten { changes: (0..changes).map(change).collect(), ..Rewritten::default() }
    }

    fn shorts(warnings: Vec<Warning>) -> Vec<String> {
        let addressed = warnings.into_iter().map(|warning| warning.addressed("sha256:1".to_owned(), None));
        addressed.map(|request| String::from_utf8(request.short.to_vec()).unwrap()).collect()
    }

    #[test]
    fn changes_are_counted_or_told() {
        let counted = shorts(changes(&rewritten(3), false));
        assert_eq!(counted, ["k8or rewrote the Dockerfile: 3 changes by 2 rules; --build-arg K8OR_EXPLAIN=1 tells each"]);
        assert_eq!(shorts(changes(&rewritten(2), true)), ["k8or apt-lists: why 0", "k8or: why 1 (line 1)"]);
        assert!(changes(&rewritten(1), true)[0].url.ends_with("/docs/rules/apt-lists.md"));
    }

    #[test]
    fn nobody_reads_a_thousand_warnings() {
        let many = shorts(changes(&rewritten(1_000), true));
        assert_eq!(many.len(), MAX_WARNINGS + 1);
        assert!(many[MAX_WARNINGS].contains("900 more"), "{}", many[MAX_WARNINGS]);
    }

    #[test]
    fn a_reason_of_many_lines_is_shown_by_its_first() {
        let why = Trouble::Unread(format!("{}\nsecond", "ä".repeat(400)));
        let warning = trouble(&why, Some(7));
        assert_eq!(warning.detail.len(), 2);
        let short = shorts(vec![warning]).remove(0);
        assert!(short.starts_with("k8or: building the Dockerfile unchanged: ") && short.ends_with("… (line 7)"), "{short}");
        assert_eq!(short.chars().filter(|character| *character == '\n').count(), 0);
    }
}
