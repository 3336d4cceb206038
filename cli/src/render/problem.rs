//! A problem as text: what, where with the source line and a caret, what to do.

use super::{Paint, visible};
use crate::problem::Problem;
use unicode_width::UnicodeWidthStr;

/// For people.
pub(crate) fn text(problem: &Problem, paint: Paint) -> String {
    let mut text = format!("{}: {}\n", paint.bold(&paint.red("error")), paint.bold(&visible(&problem.what)));
    let mut margin = 0;
    if let Some(place) = &problem.place {
        let number = place.line.to_string();
        margin = number.len();
        let (empty, bar) = (" ".repeat(margin), paint.cyan("|"));
        let line = visible(&place.excerpt);
        let (before, fault) = split(&line, place.before, place.length);
        let (indent, length) = (before.width(), fault.width().max(1));
        let carets = paint.red(&"^".repeat(length));
        text += &format!("{empty}{} {}:{}:{}\n", paint.cyan("-->"), visible(&place.file), place.line, place.column);
        text += &format!("{empty} {bar}\n{} {bar} {line}\n", paint.cyan(&number));
        text += &format!("{empty} {bar} {}{carets}\n", " ".repeat(indent));
    }
    if let Some(help) = &problem.help {
        text += &format!("{} {} {}: {help}\n", " ".repeat(margin), paint.cyan("="), paint.bold("help"));
    }
    text
}

/// On one line, without the source.
pub(crate) fn line(problem: &Problem) -> String {
    problem.help.as_ref().map_or_else(|| problem.what.clone(), |help| format!("{}; {help}", problem.what))
}

fn split(line: &str, before: usize, length: usize) -> (&str, &str) {
    let at = |count: usize| line.char_indices().nth(count).map_or(line.len(), |(at, _)| at);
    (&line[..at(before)], &line[at(before)..at(before + length)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use k8or_core::{LineIndex, Span};

    fn shown(source: &str, start: u32, end: u32) -> String {
        let problem = Problem::new("it is wrong").at("app/Dockerfile", source, &LineIndex::new(source), Span::new(start, end));
        text(&problem.help("make it right"), Paint::default())
    }

    #[test]
    fn a_problem_shows_its_line() {
        insta::assert_snapshot!(shown("FROM a\nRUM b c\n", 7, 10), @r"
        error: it is wrong
         --> app/Dockerfile:2:1
          |
        2 | RUM b c
          | ^^^
          = help: make it right
        ");
    }

    #[test]
    fn wide_characters_and_tabs_keep_the_caret_in_place() {
        insta::assert_snapshot!(shown("RUN\t日本 x", 11, 12), @r"
        error: it is wrong
         --> app/Dockerfile:1:8
          |
        1 | RUN 日本 x
          |          ^
          = help: make it right
        ");
    }

    #[test]
    fn of_a_long_line_only_the_surroundings_are_shown() {
        let source = format!("{}X{}", "a".repeat(1_000_000), "b".repeat(1_000_000));
        let shown = shown(&source, 1_000_000, 2_000_000);
        assert!(shown.len() < 600, "{}", shown.len());
        assert!(shown.contains(":1:1000001\n"), "{shown}");
    }

    #[test]
    fn the_end_of_the_file_is_a_place() {
        insta::assert_snapshot!(shown("FROM a\n", 7, 7), @r"
        error: it is wrong
         --> app/Dockerfile:2:1
          |
        2 | 
          | ^
          = help: make it right
        ");
    }
}
