//! Annotations for GitHub Actions: workflow commands, one a line.

use super::problem;
use crate::outcome::Outcome;

/// A notice for each change, an error for each problem.
pub(crate) fn annotations(outcome: &Outcome) -> String {
    let file = property(&outcome.name);
    let mut text = String::new();
    for problem in &outcome.problems {
        let place = problem.place.as_ref().map(|place| format!(",line={},col={}", place.line, place.column)).unwrap_or_default();
        text += &format!("::error file={file}{place},title=k8or::{}\n", message(&problem::line(problem)));
    }
    for change in outcome.rewrite.iter().flat_map(|rewrite| &rewrite.changes) {
        let title = property(&format!("k8or {} ({})", change.rule, change.class.name()));
        text += &format!("::notice file={file},line={},title={title}::{}\n", change.line, message(&change.why));
    }
    text
}

fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    #[test]
    fn each_change_and_each_problem_is_a_line() {
        insta::assert_snapshot!(annotations(&testing::outcome()) + &annotations(&testing::broken()));
    }

    #[test]
    fn text_cannot_end_its_line() {
        let mut outcome = testing::outcome();
        outcome.name = "a\n::error::b".to_owned();
        assert!(annotations(&outcome).lines().all(|line| line.starts_with("::notice file=a%0A%3A%3Aerror%3A%3Ab,line=")));
    }
}
