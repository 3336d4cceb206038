//! Whether a batch of edits did what it should and nothing else: the result parses, what was not touched reads as
//! before, and every shell body that was touched is still shell.

use crate::facts::{Facts, Run};
use crate::plan::{Edit, Part};
use crate::span::Span;
use crate::syntax::Dockerfile;
use std::collections::HashSet;

/// A text, parsed and understood.
type Understood<'a> = (&'a Dockerfile<'a>, &'a Facts<'a>);

/// Whether `after`, which is `before` after `edits` (sorted), may take its place. Before, as many bodies were unreadable as
/// `unread` says.
pub(super) fn holds(before: &Dockerfile<'_>, unread: usize, after: Understood<'_>, edits: &[&Edit]) -> bool {
    after.0.errors().is_empty()
        && untouched_stay(before, after.0, edits)
        && moved_stay(before, after.0, edits)
        && unread_bodies(after.1) <= unread
}

/// Every instruction that an edit moves or copies as a whole is one again: a line that goes on, say, would swallow what now
/// stands behind it.
fn moved_stay(before: &Dockerfile<'_>, after: &Dockerfile<'_>, edits: &[&Edit]) -> bool {
    let spans: Vec<Span> = edits
        .iter()
        .flat_map(|edit| &edit.with)
        .filter_map(|part| match part {
            Part::Move(span) | Part::Copy(span) => Some(*span),
            Part::New(_) | Part::Back(_) => None,
        })
        .collect();
    if spans.is_empty() {
        return true;
    }
    let found: HashSet<&str> = after.instructions().iter().map(|instruction| instruction.text.of(after.source())).collect();
    let moved = before.instructions().iter().filter(|instruction| spans.iter().any(|span| span.contains(instruction.span)));
    moved.into_iter().all(|instruction| found.contains(instruction.text.of(before.source())))
}

/// Every instruction that no edit touches is there again, at the place where it must be.
fn untouched_stay(before: &Dockerfile<'_>, after: &Dockerfile<'_>, edits: &[&Edit]) -> bool {
    let mut shift = 0_i64;
    let mut next = edits.iter().peekable();
    let mut found = after.instructions().iter().peekable();
    for instruction in before.instructions() {
        let mut touched = false;
        while let Some(edit) = next.peek() {
            if edit.span.start > instruction.span.end || (edit.span.start == instruction.span.end && !edit.span.is_empty()) {
                break;
            }
            // an insertion between two instructions touches neither
            touched |= edit.span.end > instruction.span.start && edit.span.start < instruction.span.end;
            if edit.span.end > instruction.span.end {
                break;
            }
            if edit.span.is_empty() && edit.span.start == instruction.span.end {
                // behind a line that has no end it is a part of that line
                touched |= !instruction.span.of(before.source()).ends_with('\n');
                break;
            }
            shift += growth(edit);
            next.next();
        }
        if touched {
            continue;
        }
        let Ok(start) = u32::try_from(i64::from(instruction.span.start) + shift) else { return false };
        while found.peek().is_some_and(|candidate| candidate.span.start < start) {
            found.next();
        }
        let same = found.peek().is_some_and(|candidate| {
            candidate.span.start == start && candidate.span.of(after.source()) == instruction.span.of(before.source())
        });
        if !same {
            return false;
        }
    }
    true
}

fn growth(edit: &Edit) -> i64 {
    i64::from(Span::from_usize(0, edit.added()).len()) - i64::from(edit.span.len())
}

/// How many bodies are unreadable. Stages of the log do not count: they say over again what others say.
pub(super) fn unread_bodies(facts: &Facts<'_>) -> usize {
    let logs = |run: &Run| facts.stage_of(run.id).is_some_and(|stage| stage.logs);
    facts.runs().filter(|run| run.script.is_err() && !logs(run)).count()
}
