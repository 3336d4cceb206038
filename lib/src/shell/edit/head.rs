//! A command in front of a body: what has to be done before anything else.

use super::command::{Layout, layout};
use super::page::Page;
use super::{EditStyle, Patch};
use crate::shell::script::{Script, SeparatorKind};

/// Adds a command in front of a body, on a line of its own. It must be one that always succeeds. `None` where the place is
/// not certain.
#[must_use]
pub fn prepend_command(text: &str, style: EditStyle, script: &Script, new: &str) -> Option<Vec<Patch>> {
    let page = Page::new(text, style);
    let first = script.items.first().filter(|item| page.holds(&[item.span]))?;
    let at = first.span.start as usize;
    let line = page.line(at);
    if style.heredoc {
        let own = page.begins_line(at);
        return own.then(|| vec![Page::insert(at, format!("{new}{}{}", page.newline, page.indent(line)))]);
    }
    // what runs in the background, or whatever happened before it, is not to take the new command along
    let listed = first.ors == 0 && !first.background && !is_followed_by_semicolon(script);
    let (mark, indent, leading) = match layout(&page, script, at) {
        _ if !listed => (";", own_indent(&page, script, at), false),
        Layout::Trailing(indent) => (" &&", indent, false),
        Layout::Leading(indent) => ("", indent, true),
        Layout::Inline => ("", "    ", true),
    };
    let (escape, newline) = (page.escape, page.newline);
    let joint = if leading { "&& " } else { "" };
    let begins = page.begins_line(at);
    // words stand in one column, behind `&&` or not
    let deeper = if leading && indent.len() < 4 { "   " } else { "" };
    let head = if begins { String::new() } else { format!("{escape}{newline}{indent}{deeper}") };
    Some(vec![Page::insert(at, format!("{head}{new}{mark} {escape}{newline}{indent}{joint}"))])
}

fn is_followed_by_semicolon(script: &Script) -> bool {
    let first = script.commands.iter().find(|command| command.place.depth == 0);
    first.and_then(|command| command.after).is_some_and(|after| after.kind == SeparatorKind::Semicolon)
}

/// The indentation of the lines of a body.
fn own_indent<'t>(page: &Page<'t>, script: &Script, at: usize) -> &'t str {
    match layout(page, script, at) {
        Layout::Leading(indent) | Layout::Trailing(indent) => indent,
        Layout::Inline => "    ",
    }
}

#[cfg(test)]
mod tests {
    use super::super::apply;
    use super::*;
    use crate::shell::{Dialect, analyse};
    use crate::syntax::parse;

    #[track_caller]
    fn begins(before: &str, after: &str) {
        let file = parse(before);
        let instruction = &file.instructions()[0];
        let body = instruction.script(&file).unwrap();
        let script = analyse(body.text(), Dialect::POSIX).unwrap();
        let style = EditStyle { escape: '\\', heredoc: before.starts_with("RUN <<") };
        let patches = prepend_command(before, style, &script, "new").expect("a place");
        assert_eq!(apply(before, &patches), after);
    }

    #[test]
    fn a_command_comes_first_in_the_style_of_the_body() {
        begins("RUN a\n", "RUN \\\n    new \\\n    && a\n");
        begins("RUN a \\\n && b\n", "RUN \\\n    new \\\n && a \\\n && b\n");
        begins("RUN a && \\\n    b\n", "RUN \\\n    new && \\\n    a && \\\n    b\n");
        begins("RUN \\\n  a && \\\n  b\n", "RUN \\\n  new && \\\n  a && \\\n  b\n");
        begins("RUN set -e; \\\n\ta; \\\n\tb\n", "RUN \\\n\tnew; \\\n\tset -e; \\\n\ta; \\\n\tb\n");
        begins("RUN a || b\n", "RUN \\\n    new; \\\n    a || b\n");
        begins("RUN a & b\n", "RUN \\\n    new; \\\n    a & b\n");
        begins("RUN <<EOF\na\nb\nEOF\n", "RUN <<EOF\nnew\na\nb\nEOF\n");
        begins("RUN <<EOF\n#!/bin/sh\n  a\nEOF\n", "RUN <<EOF\n#!/bin/sh\n  new\n  a\nEOF\n");
        begins("RUN if a; then b; fi\n", "RUN \\\n    new \\\n    && if a; then b; fi\n");
    }
}
