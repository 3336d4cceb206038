//! What was changed and what was left alone, instruction by instruction, for people.

use super::{Paint, bytes, count, visible};
use crate::outcome::Outcome;
use k8or_core::report::{Change, Note, Skip};
use k8or_core::{LineIndex, Rewrite, Span, syntax};
use std::collections::BTreeMap;

/// The most characters of a source line that are shown.
const WIDTH: usize = 120;

/// Something to tell about a place.
enum Item<'r> {
    Change(&'r Change),
    Skip(&'r Skip),
    Note(&'r Note),
}

impl Item<'_> {
    const fn at(&self) -> Span {
        match self {
            Self::Change(change) => change.at,
            Self::Skip(skip) => skip.at,
            Self::Note(note) => note.at,
        }
    }

    const fn line(&self) -> u32 {
        match self {
            Self::Change(change) => change.line,
            Self::Skip(skip) => skip.line,
            Self::Note(note) => note.line,
        }
    }
}

/// The whole report on one file; empty without a rewrite.
pub(crate) fn text(outcome: &Outcome, paint: Paint) -> String {
    let Some(rewrite) = &outcome.rewrite else { return String::new() };
    let changes = count(rewrite.changes.len(), "change", "changes");
    let left = count(rewrite.skips.len(), "thing left alone", "things left alone");
    let mut text = format!("{}: {changes}, {left}\n", paint.bold(&visible(&outcome.name)));
    if let Some(context) = &outcome.context {
        let directory = context.directory.as_deref().unwrap_or("not known");
        text += &paint.dim(&format!("build context: {} ({})", visible(directory), visible(&context.why)));
        text.push('\n');
    }
    let lines = Lines { source: &outcome.source, index: LineIndex::new(&outcome.source) };
    for (line, items) in by_instruction(&lines, rewrite) {
        text += &format!("\n{} {}\n", paint.cyan(&format!("{line:>5} |")), lines.show(line));
        for item in items {
            text += &describe(&item, line, &lines, paint);
        }
    }
    for file in outcome.proposed.iter().filter(|file| file.changes()) {
        let path = file.path.display().to_string();
        text +=
            &format!("\n{}\n{}", paint.cyan(&visible(&path)), entry("changed", file.proposal.rule, &[&file.proposal.why], paint));
    }
    text + &build_command(rewrite)
}

/// What the build has to be called with from now on; empty where nothing changes about that.
pub(crate) fn build_command(rewrite: &Rewrite) -> String {
    if rewrite.flags.is_empty() {
        return String::new();
    }
    format!("\nthe build needs from now on: docker build {}\n", visible(&rewrite.flags.join(" ")))
}

struct Lines<'s> {
    source: &'s str,
    index: LineIndex,
}

impl Lines<'_> {
    /// A line of the source, cut where it is long.
    fn show(&self, line: u32) -> String {
        let text = self.index.span(line, self.source).of(self.source).trim_end();
        let mut shown: String = visible(text).chars().take(WIDTH).collect();
        if text.chars().nth(WIDTH).is_some() {
            shown += "…";
        }
        shown
    }
}

/// Everything by the first line of the instruction that it is about, in the order of the text.
fn by_instruction<'r>(lines: &Lines<'_>, rewrite: &'r Rewrite) -> BTreeMap<u32, Vec<Item<'r>>> {
    let file = syntax::parse(lines.source);
    let instructions = file.instructions();
    let first_line = |item: &Item<'_>| {
        let at = item.at().start;
        let after = instructions.partition_point(|instruction| instruction.span.start <= at);
        let holds = after.checked_sub(1).map(|before| &instructions[before]).filter(|instruction| at < instruction.span.end);
        holds.map_or(item.line(), |instruction| lines.index.line(instruction.text.start))
    };
    let changes = rewrite.changes.iter().map(Item::Change);
    let all = changes.chain(rewrite.skips.iter().map(Item::Skip)).chain(rewrite.notes.iter().map(Item::Note));
    let mut groups: BTreeMap<u32, Vec<Item<'r>>> = BTreeMap::new();
    for item in all {
        groups.entry(first_line(&item)).or_default().push(item);
    }
    groups
}

fn describe(item: &Item<'_>, head: u32, lines: &Lines<'_>, paint: Paint) -> String {
    let place = if item.line() == head {
        String::new()
    } else {
        format!("line {}: {}", item.line(), lines.show(item.line()).trim_start())
    };
    match item {
        Item::Change(change) => {
            let saved = change.bytes.map(|number| format!("saves {}", bytes(number))).unwrap_or_default();
            let head = format!("{} ({})", change.rule, change.class.name());
            entry("changed", &head, &[&place, &change.why, &saved], paint)
        }
        Item::Skip(skip) => entry("left", skip.rule, &[&place, &skip.reason.to_string()], paint),
        Item::Note(note) => entry("note", note.rule, &[&place, &note.text], paint),
    }
}

fn entry(kind: &str, head: &str, lines: &[&str], paint: Paint) -> String {
    let label = format!("{kind:<8}");
    let label = match kind {
        "changed" => paint.green(&label),
        "left" => paint.yellow(&label),
        _ => paint.cyan(&label),
    };
    let mut said = lines.iter().filter(|line| !line.is_empty());
    // A note of the engine has no rule: its text stands where the rule would.
    let head = if head.is_empty() { visible(said.next().unwrap_or(&"")).into_owned() } else { paint.bold(head) };
    let rest: String = said.map(|line| format!("{:16}{}\n", "", visible(line))).collect();
    format!("{:7}{label} {head}\n{rest}", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Context;
    use crate::render::testing;

    #[test]
    fn changes_and_reasons_stand_under_their_instruction() {
        let mut outcome = testing::outcome();
        outcome.context = Some(Context { directory: Some(".".to_owned()), why: "--context".to_owned() });
        insta::assert_snapshot!(text(&outcome, Paint::default()));
    }

    #[test]
    fn a_file_cannot_play_with_the_terminal() {
        let mut outcome = testing::outcome();
        outcome.source = outcome.source.replace("curl", "\u{1b}[2J");
        outcome.name = "\u{1b}]0;x\u{7}".to_owned();
        assert!(!text(&outcome, Paint::default()).contains('\u{1b}'));
    }
}
