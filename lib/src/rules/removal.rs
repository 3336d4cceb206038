//! Taking an instruction out with what belongs to it: the comment that says what it does, the empty line it would leave.

use super::View;
use super::body::Body;
use crate::facts::{PackageCommand, Verb};
use crate::shell::Patch;
use crate::span::Span;
use crate::syntax::{Arguments, Declaration, Instruction, InstructionId};

/// Comments that are longer say more than what the next instruction does.
const SHORT: usize = 2;

/// Words of a comment that says that package lists are fetched.
pub(super) const FETCHING: &[&str] = &["updat", "refresh", "package list", "index", "metadata"];

/// Words of a comment that says that something is cleaned up.
pub(super) const CLEANING: &[&str] = &["clean", "cache", "remove", "delete", "small", "size", "tidy", "lists", "slim", "cruft"];

/// Whether a short comment right above an instruction says that it does this and nothing else.
pub(super) fn says_only(view: &View<'_>, instruction: &Instruction<'_>, words: &[&str]) -> bool {
    let comment = view.slice(instruction.leading).to_ascii_lowercase();
    let other = ["install", "ignore=", "skip=", "http"].iter().any(|word| comment.contains(word));
    is_short(&comment) && !other && words.iter().any(|word| comment.contains(word))
}

/// Whether there is a short comment right above an instruction, and no pragma in it.
pub(super) fn is_commented_shortly(view: &View<'_>, instruction: &Instruction<'_>) -> bool {
    let comment = view.slice(instruction.leading);
    is_short(comment) && !comment.contains("ignore=")
}

fn is_short(comment: &str) -> bool {
    (1..=SHORT).contains(&comment.lines().count())
}

/// Whether the next instruction stands right below one, without a comment of its own.
pub(super) fn is_followed_closely(view: &View<'_>, instruction: &Instruction<'_>) -> bool {
    let next = view.instructions().get(instruction.id.0 as usize + 1);
    next.is_some_and(|next| next.span.start == instruction.span.end && next.leading.is_empty())
}

/// What goes when an instruction goes, with its comment or without: one of the empty lines around it, too.
pub(super) fn whole(view: &View<'_>, instruction: &Instruction<'_>, comment: bool) -> Span {
    let text = view.text;
    let first = if comment { instruction.leading.start.min(instruction.span.start) } else { instruction.span.start };
    let (mut start, mut end) = (first as usize, instruction.span.end as usize);
    let commented = !comment && !instruction.leading.is_empty();
    let below = blank_lines(&text[end..]);
    if end + below == text.len() && !commented {
        // nothing follows: the lines above it end the file as it ended before
        let above = text[..start].trim_end_matches([' ', '\t', '\r', '\n']).len();
        let newline = text[above..].find('\n').map_or(0, |at| at + 1);
        start = if text[..end].ends_with('\n') { above + newline } else { above };
        end = text.len();
    } else if text[..start].is_empty() || text[..start].lines().last().is_some_and(|line| line.trim().is_empty()) {
        end += below;
    }
    Span::from_usize(start, end)
}

/// The bytes of the empty lines that a text begins with.
fn blank_lines(text: &str) -> usize {
    text.split_inclusive('\n').take_while(|line| line.trim().is_empty()).map(str::len).sum()
}

/// Whether a body does nothing but fetch the package lists of one manager.
pub(super) fn only_fetches(body: &Body<'_>, is: impl Fn(&PackageCommand) -> bool) -> bool {
    let ([only], [package]) = (body.script.commands.as_slice(), body.run.packages.as_slice()) else { return false };
    is(package) && package.verb == Verb::Update && only.redirections.is_empty() && !body.run.heredoc
}

/// Whether something is installed behind an instruction: a file that only fetches lists has a reason that is not known.
pub(super) fn installs_later(view: &View<'_>, id: InstructionId, is: impl Fn(&PackageCommand) -> bool) -> bool {
    let later = view.instructions().iter().filter(|instruction| instruction.id > id);
    later
        .filter_map(|instruction| view.facts.run(instruction.id))
        .any(|run| run.packages.iter().any(|package| is(package) && matches!(package.verb, Verb::Install | Verb::Upgrade)))
}

/// What goes when a RUN goes that only fetches lists.
pub(super) fn fetching(view: &View<'_>, instruction: &Instruction<'_>) -> Span {
    whole(view, instruction, !is_followed_closely(view, instruction) && says_only(view, instruction, FETCHING))
}

/// The patch that takes a declaration out of an ARG: all of the instruction where it holds no other.
pub(crate) fn declaration_removed(view: &View<'_>, instruction: &Instruction<'_>, declaration: &Declaration<'_>) -> Patch {
    let Arguments::Arg(all) = &instruction.arguments else { return Patch { span: instruction.text, text: String::new() } };
    let span_of = |it: &Declaration<'_>| it.value.as_ref().map_or(it.name.span, |value| it.name.span.to(value.span));
    let own = span_of(declaration);
    let spans: Vec<Span> = all.iter().map(span_of).collect();
    let before = spans.iter().rev().find(|span| span.end <= own.start);
    let after = spans.iter().find(|span| span.start >= own.end);
    let span = match (before, after) {
        (Some(before), _) => Span::new(before.end, own.end),
        (None, Some(after)) => Span::new(own.start, after.start),
        (None, None) => gone(view, instruction),
    };
    Patch { span, text: String::new() }
}

/// What goes when an instruction goes, with a short comment that is about it alone.
pub(crate) fn gone(view: &View<'_>, instruction: &Instruction<'_>) -> Span {
    whole(view, instruction, !is_followed_closely(view, instruction) && is_commented_shortly(view, instruction))
}
