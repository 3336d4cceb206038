//! Writes the ignore file: with headings where it is new, in the style of the one that is there otherwise.

use super::candidates::Candidate;
use crate::knowledge::clutter;

/// A new file.
pub(super) fn new(found: &[Candidate], usual: &[Candidate]) -> String {
    let mut blocks = Vec::new();
    for group in clutter::groups() {
        let lines: Vec<&str> = found
            .iter()
            .chain(usual)
            .filter(|candidate| candidate.kind == group.kind)
            .map(|candidate| candidate.line.as_str())
            .collect();
        if !lines.is_empty() {
            blocks.push(format!("# {}\n{}\n", group.title, lines.join("\n")));
        }
    }
    blocks.join("\n")
}

/// The file that is there, with lines at its end.
pub(super) fn appended(text: &str, found: &[Candidate]) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut all = text.to_owned();
    if !all.is_empty() && !all.ends_with('\n') {
        all.push_str(newline);
    }
    for candidate in found {
        all.push_str(&candidate.line);
        all.push_str(newline);
    }
    all
}
