//! Commands of a body: one more behind another, or one less.

use super::list::remove_spans;
use super::page::{Page, is_blank};
use super::{EditStyle, Patch, WIDTH};
use crate::shell::script::{Command, Item, RedirectionKind, Script, Separator, SeparatorKind};
use crate::span::Span;

/// How commands are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    And,
    Semicolon,
    Newline,
}

/// Where the joints of a body of several lines stand.
pub(super) enum Layout<'t> {
    /// All on one line.
    Inline,
    /// At the beginnings of lines, with this in front.
    Leading(&'t str),
    /// At the ends of lines; the next line begins with this.
    Trailing(&'t str),
}

/// Adds a command right behind the one at `index`, to be run when that one succeeded, in the body's own style. `None` where
/// there is no such place: in a pipe, a group or branch, the background, or a list with `||`.
#[must_use]
pub fn append_command(text: &str, style: EditStyle, script: &Script, index: usize, new: &str) -> Option<Vec<Patch>> {
    let page = Page::new(text, style);
    let command = script.commands.get(index).filter(|command| is_top(command) && page.holds(&[command.span]))?;
    let at = usize::try_from(command.place.item).ok()?;
    let item = script.items.get(at).filter(|item| item.ors == 0 && !item.background)?;
    let between = |kind| command.after.is_some_and(|separator| separator.kind == kind);
    if between(SeparatorKind::Pipe) || between(SeparatorKind::Background) {
        return None;
    }
    let last = at + 1 == script.items.len();
    let inner = between(SeparatorKind::And);
    let joint = if inner || !script.errexit || (last && (item.ands > 0 || script.items.len() == 1)) {
        Joint::And
    } else if style.heredoc {
        Joint::Newline
    } else {
        Joint::Semicolon
    };
    if joint == Joint::Newline && has_document(script, item) {
        return None;
    }
    let below =
        command.after.filter(|after| after.kind == SeparatorKind::Semicolon && page.begins_line(after.span.start as usize));
    if let Some(separator) = below.filter(|_| joint == Joint::Semicolon && page.continues_at(command.span.end as usize)) {
        return Some(vec![behind_own_line(&page, separator.span.end as usize, new)]);
    }
    Some(vec![join(&page, style, script, command.span.end as usize, command.after, joint, new)])
}

/// Adds a command at the end of the body, to be run when the body succeeded. `None` where its end runs in the background or
/// is a here-document.
#[must_use]
pub fn append_at_end(text: &str, style: EditStyle, script: &Script, new: &str) -> Option<Vec<Patch>> {
    let page = Page::new(text, style);
    let item = script.items.last().filter(|item| !item.background && page.holds(&[item.span]))?;
    if has_document(script, item) {
        return None;
    }
    let joint = match (script.errexit && script.items.len() > 1 && item.ands + item.ors == 0, style.heredoc) {
        (false, _) => Joint::And,
        (true, false) => Joint::Semicolon,
        (true, true) => Joint::Newline,
    };
    Some(vec![join(&page, style, script, item.span.end as usize, None, joint, new)])
}

fn is_top(command: &Command) -> bool {
    command.place.depth == 0 && !command.place.background
}

fn has_document(script: &Script, item: &Item) -> bool {
    let commands = script.commands.get(item.commands.clone()).unwrap_or_default();
    let mut redirections = commands.iter().flat_map(|command| &command.redirections).chain(&script.redirections);
    redirections.any(|redirection| redirection.kind == RedirectionKind::HereDocument && item.span.overlaps(redirection.span))
}

/// The patch that puts `new` behind `at`, in front of the separator `after`.
fn join(
    page: &Page<'_>,
    style: EditStyle,
    script: &Script,
    at: usize,
    after: Option<Separator>,
    joint: Joint,
    new: &str,
) -> Patch {
    let line = page.line(at);
    if joint == Joint::Newline {
        return Page::insert(at, format!("{}{}{new}", page.newline, page.indent(line)));
    }
    let (mark, inline) = match joint {
        Joint::And => ("&&", format!(" && {new}")),
        _ => (";", format!("; {new}")),
    };
    let fits = page.width(line) + inline.chars().count() <= WIDTH;
    let follower = after.filter(|after| follows_inline(page, at, *after));
    let layout = layout(page, script, at);
    if style.heredoc || (fits && (follower.is_some() || matches!(layout, Layout::Inline))) {
        return Page::insert(at, inline);
    }
    let (head, indent, command) = match (&layout, joint) {
        (Layout::Trailing(indent), Joint::And) => (format!(" {mark}"), *indent, new.to_owned()),
        (Layout::Leading(indent), Joint::And) => (String::new(), *indent, format!("{mark} {new}")),
        (Layout::Inline, Joint::And) => (String::new(), "    ", format!("{mark} {new}")),
        (Layout::Inline, _) => (mark.to_owned(), "    ", new.to_owned()),
        (Layout::Trailing(indent) | Layout::Leading(indent), _) => (mark.to_owned(), *indent, new.to_owned()),
    };
    let column = page.column_at(at);
    let gap = Page::gap(column, page.text[line.start..at].chars().count() + head.chars().count());
    let (escape, newline) = (page.escape, page.newline);
    let text = format!("{head}{gap}{escape}{newline}{indent}{command}");
    if let Some(after) = follower {
        // what follows on the line gets one of its own, too
        let tail = match (after.kind, &layout) {
            (SeparatorKind::And, Layout::Trailing(_)) => format!(" && {escape}{newline}{indent}"),
            (SeparatorKind::And, _) => format!(" {escape}{newline}{indent}&& "),
            _ => format!("; {escape}{newline}{indent}"),
        };
        let end = after.span.end as usize;
        let blanks = page.text[end..].len() - page.text[end..].trim_start_matches([' ', '\t']).len();
        return Patch { span: Span::from_usize(at, end + blanks), text: text + &tail };
    }
    match page.continuation(line).filter(|_| column.is_some() && page.continues_at(at)) {
        Some(end) => {
            let gap = Page::gap(column, indent.chars().count() + command.chars().count());
            Patch { span: Span::from_usize(at, end), text: text + &gap }
        }
        None => Page::insert(at, text),
    }
}

/// Whether a separator stands right behind a place, and something behind it on the same line.
fn follows_inline(page: &Page<'_>, at: usize, after: Separator) -> bool {
    let (line, start, end) = (page.line(at), after.span.start as usize, after.span.end as usize);
    let bare = end <= line.end && page.text.get(at..start).is_some_and(is_blank);
    bare && !page.continues_at(end) && !is_blank(&page.text[end..line.end])
}

/// The patch that puts `new` behind the `;` at `end` that begins a line below a command.
fn behind_own_line(page: &Page<'_>, end: usize, new: &str) -> Patch {
    let indent = page.indent(page.line(end));
    Page::insert(end, format!(" {}{}{indent}{new};", page.escape, page.newline))
}

/// How the body is laid out, judged by the joint that is nearest to a place.
pub(super) fn layout<'t>(page: &Page<'t>, script: &Script, at: usize) -> Layout<'t> {
    let (Some(first), Some(last)) = (script.items.first(), script.items.last()) else { return Layout::Inline };
    let body = first.span.to(last.span);
    if !body.of(page.text).contains('\n') {
        return Layout::Inline;
    }
    let top = script.commands.iter().filter(|command| is_top(command));
    let joints = top.filter_map(|command| Some((command.before?.span, command.span.start as usize)));
    let placed = joints.filter_map(|(separator, next)| {
        let (start, end) = (separator.start as usize, separator.end as usize);
        let layout = if page.begins_line(start) && !page.of(page.line(start)).is_empty() && separator.of(page.text) != "\n" {
            Layout::Leading(page.indent(page.line(start)))
        } else if page.continues_at(end) {
            Layout::Trailing(page.indent(page.line(next)))
        } else {
            return None;
        };
        Some((start.abs_diff(at), layout))
    });
    placed
        .min_by_key(|(distance, _)| *distance)
        .map_or_else(|| Layout::Leading(continued_indent(page, body)), |(_, layout)| layout)
}

/// The indentation of a body's second line, if it has one.
fn continued_indent<'t>(page: &Page<'t>, body: Span) -> &'t str {
    let mut line = page.line(body.start as usize);
    let is_between = |line| page.is_comment(line) || is_blank(page.of(line));
    // the lines of a here-document are no continuation
    while (page.continuation(line).is_some() || is_between(line)) && line.next < body.end as usize {
        line = page.line(line.next);
        if !is_between(line) && !page.indent(line).is_empty() {
            return page.indent(line);
        }
    }
    "    "
}

/// Takes a command out of a list with the separator that joins it. `None` where that would change what the others do, or
/// where nothing would be left.
#[must_use]
pub fn remove_command(text: &str, style: EditStyle, script: &Script, index: usize) -> Option<Vec<Patch>> {
    let page = Page::new(text, style);
    let command = script.commands.get(index).filter(|command| is_top(command) && command.place.pipe.1 == 1)?;
    let item = script.items.get(usize::try_from(command.place.item).ok()?)?;
    if !item.plain || item.ors > 0 || has_document(script, item) || !page.holds(&[command.span]) {
        return None;
    }
    let (before, after) = (and(command.before), and(command.after));
    let patches = match (before, after) {
        (None, Some(after)) if is_first(&page, script, command) => up_to_next(&page, script, command.span, after),
        (None, Some(after)) => Some(remove_pieces(&page, &[command.span, after])),
        (Some(before), Some(after)) => {
            let leading = page.line(before.start as usize) == page.line(command.span.start as usize);
            let spans = if leading { [before, command.span] } else { [command.span, after] };
            Some(remove_pieces(&page, &spans))
        }
        (Some(before), None) if !(script.errexit && command.after.is_some()) => {
            Some(remove_pieces(&page, &[before, command.span]))
        }
        (None, None) if command.after.is_none() => last(&page, script, index),
        (None, None) if command.place.item as usize + 1 < script.items.len() => alone(&page, script, command),
        _ => None,
    };
    patches.filter(|patches| !patches.is_empty())
}

/// The last command behind a `;`. Without it the one in front decides how the body ends: it must be one that decides
/// anyway, as it does with errexit when it is a command by itself.
fn last(page: &Page<'_>, script: &Script, index: usize) -> Option<Vec<Patch>> {
    let command = &script.commands[index];
    let separator = command.before.filter(|before| before.kind == SeparatorKind::Semicolon)?;
    let item = script.items.len().checked_sub(2).and_then(|at| script.items.get(at))?;
    let decides = script.errexit && item.plain && item.ands + item.ors == 0 && !item.background && item.commands.len() == 1;
    decides.then(|| remove_pieces(page, &[separator.span, command.span]))
}

/// A command between `;` or newlines. What follows it must follow whatever it answers.
fn alone(page: &Page<'_>, script: &Script, command: &Command) -> Option<Vec<Patch>> {
    let after = command.after?;
    if is_first(page, script, command) {
        return up_to_next(page, script, command.span, after.span);
    }
    match after.kind {
        SeparatorKind::Semicolon => Some(remove_pieces(page, &[command.span, after.span])),
        SeparatorKind::Newline => {
            let line = page.line(command.span.start as usize);
            let whole =
                page.begins_line(command.span.start as usize) && is_blank(page.text.get(command.span.end as usize..line.end)?);
            whole.then(|| vec![Page::delete(line.start, line.next)])
        }
        _ => None,
    }
}

fn and(separator: Option<Separator>) -> Option<Span> {
    separator.filter(|separator| separator.kind == SeparatorKind::And).map(|separator| separator.span)
}

/// Whether a command stands on the line that its body begins with, behind the instruction's keyword.
fn is_first(page: &Page<'_>, script: &Script, command: &Command) -> bool {
    let first = script.items.first().is_some_and(|item| item.span.start == command.span.start);
    first && !page.begins_line(command.span.start as usize)
}

/// Deletes a command, its separator and what follows up to the next command, unless a comment or nothing follows.
fn up_to_next(page: &Page<'_>, script: &Script, command: Span, separator: Span) -> Option<Vec<Patch>> {
    let body_end = script.items.last().map_or(0, |item| item.span.end as usize);
    let mut at = separator.end as usize;
    loop {
        let line = page.line(at);
        let rest = page.text.get(at..page.continuation(line).filter(|escape| *escape >= at).unwrap_or(line.end))?;
        if !is_blank(rest) {
            let next = at + rest.len() - rest.trim_start_matches([' ', '\t']).len();
            return (next < body_end && !page.text[next..].starts_with('#'))
                .then(|| vec![Page::delete(command.start as usize, next)]);
        }
        at = Some(line.next).filter(|next| *next > at && *next < page.text.len())?;
    }
}

/// Deletes spans that may reach over several lines; comment lines inside stay.
fn remove_pieces(page: &Page<'_>, spans: &[Span]) -> Vec<Patch> {
    let mut pieces = Vec::new();
    for span in spans {
        let mut line = page.line(span.start as usize);
        loop {
            let start = (span.start as usize).max(line.start + page.indent(line).len());
            let continued = page.continuation(line).filter(|escape| *escape < span.end as usize);
            let end = continued.unwrap_or(line.end).min(span.end as usize);
            let text = page.text.get(start..end).unwrap_or_default().trim_end_matches([' ', '\t']);
            let comment = page.is_comment(line) && start > span.start as usize;
            if !comment && !text.is_empty() {
                pieces.push(Span::from_usize(start, start + text.len()));
            }
            if line.next >= span.end as usize || line.next <= line.start {
                break;
            }
            line = page.line(line.next);
        }
    }
    pieces.sort();
    remove_spans(page, &pieces)
}

#[cfg(test)]
mod tests {
    use super::super::apply;
    use super::*;
    use crate::shell::{Dialect, analyse};
    use crate::syntax::{Arguments, Command as Form, parse};

    /// The body of the first RUN of a Dockerfile; a heredoc's body when there is one.
    fn body(text: &str) -> (EditStyle, Script) {
        let file = parse(text);
        let run = file.instructions().iter().find_map(|instruction| match &instruction.arguments {
            Arguments::Run(Form::Shell(joined)) => Some((instruction, joined)),
            _ => None,
        });
        let (instruction, joined) = run.expect("a RUN");
        let heredoc = instruction.heredocs.first().filter(|_| joined.text.starts_with("<<"));
        let escape = if text.contains("escape=`") { '`' } else { '\\' };
        let script = match heredoc {
            None => analyse(joined, Dialect::POSIX),
            Some(heredoc) => {
                let verbatim = crate::syntax::Joined::verbatim(heredoc.body.of(text), heredoc.body.start);
                analyse(&verbatim, Dialect::POSIX)
            }
        };
        (EditStyle { escape, heredoc: heredoc.is_some() }, script.expect("a script"))
    }

    fn index(script: &Script, text: &str, of: &str) -> usize {
        let found = script.commands.iter().position(|command| command.span.of(text).starts_with(of));
        found.unwrap_or_else(|| panic!("no {of} in {text}"))
    }

    #[track_caller]
    fn appends(before: &str, behind: &str, after: &str) {
        let (style, script) = body(before);
        let patches = append_command(before, style, &script, index(&script, before, behind), "new").expect("a place");
        let result = apply(before, &patches);
        assert_eq!(result, after);
        let (_, script) = body(&result);
        assert!(script.commands.iter().any(|command| command.name() == Some("new")), "{result}");
    }

    #[track_caller]
    fn ends(before: &str, after: &str) {
        let (style, script) = body(before);
        assert_eq!(apply(before, &append_at_end(before, style, &script, "new").expect("a place")), after);
    }

    #[track_caller]
    fn removes(before: &str, what: &str, after: &str) {
        let (style, script) = body(before);
        let patches = remove_command(before, style, &script, index(&script, before, what)).expect("removable");
        let result = apply(before, &patches);
        assert_eq!(result, after);
        let (_, left) = body(&result);
        assert_eq!(left.commands.len() + 1, script.commands.len(), "{result}");
    }

    #[test]
    fn a_short_line_takes_the_command() {
        appends("RUN a && b\n", "a", "RUN a && new && b\n");
        appends("RUN a && b", "b", "RUN a && b && new");
        appends("RUN a; b", "a", "RUN a && new; b");
        appends("RUN a > x 2>&1", "a", "RUN a > x 2>&1 && new");
        appends("RUN a \\", "a", "RUN a && new \\");
    }

    #[test]
    fn a_long_line_is_broken() {
        let long = "x".repeat(95);
        appends(&format!("RUN {long}\n"), "xx", &format!("RUN {long} \\\n    && new\n"));
    }

    #[test]
    fn leading_joints_stay_in_front() {
        appends("RUN a \\\n && b \\\n && c\n", "b", "RUN a \\\n && b \\\n && new \\\n && c\n");
        appends("RUN a \\\n\t&& b\n", "b", "RUN a \\\n\t&& b \\\n\t&& new\n");
        appends("RUN a \\\r\n  && b\r\n", "b", "RUN a \\\r\n  && b \\\r\n  && new\r\n");
        appends("# escape=`\nRUN a `\n  && b\n", "a", "# escape=`\nRUN a `\n  && new `\n  && b\n");
        appends(
            "RUN a \\\n  && b c \\\n    d \\\n# why\n  && e",
            "b",
            "RUN a \\\n  && b c \\\n    d \\\n  && new \\\n# why\n  && e",
        );
        appends("RUN a \\\n  && b \\\n", "b", "RUN a \\\n  && b \\\n  && new \\\n");
    }

    #[test]
    fn trailing_joints_stay_behind() {
        appends("RUN a && \\\n    b && \\\n    c\n", "c", "RUN a && \\\n    b && \\\n    c && \\\n    new\n");
        appends("RUN a && \\\n    b && \\\n    c\n", "b", "RUN a && \\\n    b && \\\n    new && \\\n    c\n");
        appends("RUN a && \\\n# why\n\tb\n", "b", "RUN a && \\\n# why\n\tb && \\\n\tnew\n");
    }

    #[test]
    fn escape_characters_stay_in_their_column() {
        appends("RUN a      \\\n && b     \\\n && c\n", "b", "RUN a      \\\n && b     \\\n && new   \\\n && c\n");
        appends("RUN a      \\\n && b\n", "b", "RUN a      \\\n && b      \\\n && new\n");
    }

    #[test]
    fn what_follows_on_a_long_line_gets_one_of_its_own() {
        let long = "x".repeat(95);
        appends(&format!("RUN {long}; b\n"), "xx", &format!("RUN {long} \\\n    && new; \\\n    b\n"));
        appends(&format!("RUN {long} && (b)\n"), "xx", &format!("RUN {long} \\\n    && new \\\n    && (b)\n"));
        appends(&format!("RUN a && \\\n  {long} && b\n"), "xx", &format!("RUN a && \\\n  {long} && \\\n  new && \\\n  b\n"));
        appends(&format!("RUN set -e; {long}; b\n"), "xx", &format!("RUN set -e; {long}; \\\n    new; \\\n    b\n"));
    }

    #[test]
    fn a_list_of_words_gives_its_indentation() {
        appends("RUN a \\\n      b \\\n      c\n", "a", "RUN a \\\n      b \\\n      c \\\n      && new\n");
    }

    #[test]
    fn commands_on_one_line_stay_on_it() {
        appends("RUN a && b \\\n && c && d\n", "a", "RUN a && new && b \\\n && c && d\n");
    }

    #[test]
    fn lists_with_errexit_are_joined_by_semicolons() {
        appends("RUN set -eux; \\\n\ta; \\\n\tb\n", "a", "RUN set -eux; \\\n\ta; \\\n\tnew; \\\n\tb\n");
        appends("RUN set -eux; \\\n\ta; \\\n\tb\n", "b", "RUN set -eux; \\\n\ta; \\\n\tb; \\\n\tnew\n");
        appends("RUN set -e; a; b\n", "a", "RUN set -e; a; new; b\n");
        appends(
            "RUN set -e; \\\n\ta \\\n\t\tx \\\n\t; \\\n\tb\n",
            "a",
            "RUN set -e; \\\n\ta \\\n\t\tx \\\n\t; \\\n\tnew; \\\n\tb\n",
        );
        appends("RUN set -ex && a && b\n", "b", "RUN set -ex && a && b && new\n");
        ends("RUN set -e; \\\n  a; \\\n  b;\n", "RUN set -e; \\\n  a; \\\n  b; \\\n  new;\n");
        ends("RUN set -e; a && b\n", "RUN set -e; a && b && new\n");
        ends("RUN set -e; if a; then b; fi\n", "RUN set -e; if a; then b; fi; new\n");
        ends("RUN a; (b)\n", "RUN a; (b) && new\n");
    }

    #[test]
    fn heredocs_need_no_continuation() {
        appends("RUN <<EOF\nset -e\n  a\nb\nEOF\n", "a", "RUN <<EOF\nset -e\n  a\n  new\nb\nEOF\n");
        appends("RUN <<EOF\na\nb\nEOF\n", "b", "RUN <<EOF\na\nb && new\nEOF\n");
        ends("RUN <<EOF\nset -e\na\nEOF\n", "RUN <<EOF\nset -e\na\nnew\nEOF\n");
    }

    #[test]
    fn there_is_no_place_in_pipes_and_branches() {
        for (text, of) in
            [("RUN a | b", "a"), ("RUN (a)", "a"), ("RUN a || b", "a"), ("RUN a &", "a"), ("RUN if a; then b; fi", "b")]
        {
            let (style, script) = body(text);
            assert_eq!(append_command(text, style, &script, index(&script, text, of), "new"), None, "{text}");
        }
    }

    #[test]
    fn commands_go_with_their_joints() {
        removes("RUN a && b && c\n", "a", "RUN b && c\n");
        removes("RUN a && b && c\n", "b", "RUN a && c\n");
        removes("RUN a && b && c\n", "c", "RUN a && b\n");
        removes("RUN a x \\\n && b y \\\n && c\n", "a", "RUN b y \\\n && c\n");
        removes("RUN a \\\n && b y \\\n    z \\\n && c\n", "b", "RUN a \\\n && c\n");
        removes("RUN a \\\n && b \\\n && c\nUSER x\n", "c", "RUN a \\\n && b\nUSER x\n");
        removes("RUN a && \\\n    b && \\\n    c\n", "a", "RUN b && \\\n    c\n");
        removes("RUN a && \\\n    b && \\\n    c\n", "b", "RUN a && \\\n    c\n");
        removes("RUN a && \\\n    b && \\\n    c\nUSER x", "c", "RUN a && \\\n    b\nUSER x");
        removes("RUN a \\\r\n && b \\\r\n && c\r\n", "b", "RUN a \\\r\n && c\r\n");
        removes("RUN a \\\n# why b\n && b \\\n# why c\n && c\n", "b", "RUN a \\\n# why b\n# why c\n && c\n");
        removes("RUN a; b; c\n", "b", "RUN a; c\n");
        removes("RUN a; { b; }; c\n", "a", "RUN { b; }; c\n");
        removes("RUN a; \\\n\n  if b; then c; fi\n", "a", "RUN if b; then c; fi\n");
        removes("RUN set -e; a; b # why\nUSER x\n", "b", "RUN set -e; a # why\nUSER x\n");
        removes("RUN set -e; a; b\nUSER x\n", "b", "RUN set -e; a\nUSER x\n");
        removes("RUN set -e; \\\n  a; \\\n  b\nUSER x\n", "b", "RUN set -e; \\\n  a\nUSER x\n");
        removes("RUN <<EOF\na\nb\nc\nEOF\n", "b", "RUN <<EOF\na\nc\nEOF\n");
    }

    #[test]
    fn commands_that_others_answer_to_stay() {
        for (text, of) in [
            ("RUN a", "a"),
            ("RUN a | b", "a"),
            ("RUN a || b", "b"),
            ("RUN a; b", "b"),
            ("RUN set -e; a && c; b", "b"),
            ("RUN a;\nUSER x\n", "a"),
            ("RUN a && \\\n# why\n b", "a"),
        ] {
            let (style, script) = body(text);
            assert_eq!(remove_command(text, style, &script, index(&script, text, of)), None, "{text}");
        }
    }
}
