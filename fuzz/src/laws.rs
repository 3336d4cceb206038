//! What must hold for every rewrite.

use crate::timed;
use k8or_core::context::NoProject;
use k8or_core::{Options, Rewrite, rewrite, syntax};
use std::time::Duration;

/// Panics where a rewrite of `text` breaks a law. Gives the time that the slowest took.
pub fn check(text: &str) -> Option<Duration> {
    let gentle = Options { level: 1, ..Options::default() };
    let bold = Options { level: 3, allow_unsafe: true, ..Options::default() };
    let mut slowest = Duration::ZERO;
    for options in [gentle, bold] {
        let (once, time) = timed(|| rewrite(text, &NoProject, &options));
        slowest = slowest.max(time);
        match once {
            Ok(once) => check_rewrite(text, &once, &options),
            Err(errors) => assert!(!errors.is_empty(), "refused for no reason"),
        }
    }
    Some(slowest)
}

fn check_rewrite(text: &str, once: &Rewrite, options: &Options) {
    let level = options.level;
    let rules: Vec<_> = once.changes.iter().map(|change| (change.rule, change.line)).collect();
    assert_eq!(once.changes.is_empty(), once.text == text, "level {level}: changes and differences go together: {rules:?}");
    let errors = syntax::parse(&once.text).errors().to_vec();
    assert!(errors.is_empty(), "level {level}: the result is refused: {errors:?} after {rules:?}\n{}", once.text);
    let lines = once.text.split_inclusive('\n').count();
    assert_eq!((once.map.lines.len(), once.map.touched.len()), (lines, lines), "level {level}: the map has a line for each");
    let last = u32::try_from(text.split_inclusive('\n').count()).expect("small");
    assert!(once.map.lines.iter().all(|line| (1..=last).contains(line)), "level {level}: the map names lines that exist");
    let twice = rewrite(&once.text, &NoProject, options).expect("no errors");
    let again: Vec<_> = twice.changes.iter().map(|change| (change.rule, change.line)).collect();
    assert!(
        twice.text == once.text && again.is_empty(),
        "level {level}: changes again: {again:?} after {rules:?}\n--- once: {:?}\n--- twice: {:?}",
        once.text,
        twice.text
    );
}
