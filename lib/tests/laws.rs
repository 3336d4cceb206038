//! The laws of a rewrite, over all of testdata and over any directory that `K8OR_CORPUS` names.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail, and says what it measured")]

mod support;

use k8or_core::context::NoProject;
use k8or_core::facts::{Facts, Memo};
use k8or_core::syntax::{self, Keyword};
use k8or_core::{Options, Rewrite, rewrite};
use std::path::Path;
use support::for_all;

fn at_level(level: u8) -> Options {
    Options { level, ..Options::default() }
}

/// With everything that is added on request.
fn on_request() -> Options {
    Options { install_log: true, remove_unused: true, ..at_level(3) }
}

/// With changes of the way in which the image is built.
fn with_unsafe() -> Options {
    Options { allow_unsafe: true, ..at_level(3) }
}

/// What a file becomes; none for one that BuildKit refuses.
fn rewritten(text: &str, options: &Options) -> Option<Rewrite> {
    rewrite(text, &NoProject, options).ok()
}

#[test]
fn law_1_printing_is_the_identity() {
    for_all("lossless", |_, text| {
        let file = syntax::parse(text);
        if file.print() == text { Ok(()) } else { Err("prints otherwise than it reads".to_owned()) }
    });
}

#[test]
fn law_1_every_instruction_is_there_or_a_change_names_it() {
    for_all("accounted for", |_, text| {
        let file = syntax::parse(text);
        for options in [at_level(3), with_unsafe(), on_request()] {
            let Some(rewrite) = rewritten(text, &options) else { return Ok(()) };
            for instruction in file.instructions() {
                let written =
                    &text[instruction.leading.range().start.min(instruction.span.range().start)..instruction.span.range().end];
                let named = rewrite.changes.iter().any(|change| change.at.touches(instruction.span));
                if !named && !rewrite.text.contains(written.trim_end()) {
                    return Err(format!("nothing names what happened to: {written}"));
                }
            }
        }
        Ok(())
    });
}

#[test]
fn law_1_no_change_no_difference() {
    for_all("no change, no difference", |_, text| {
        let Some(rewrite) = rewritten(text, &at_level(3)) else { return Ok(()) };
        match (rewrite.changes.is_empty(), rewrite.text == text) {
            (true, false) => Err("differs without a change".to_owned()),
            (false, true) => Err(format!("{} changes and no difference", rewrite.changes.len())),
            _ => Ok(()),
        }
    });
}

#[test]
fn law_2_a_second_rewrite_changes_nothing() {
    for_all("stable", |_, text| {
        for options in [at_level(1), at_level(2), at_level(3), with_unsafe(), on_request()] {
            let Some(once) = rewritten(text, &options) else { return Ok(()) };
            let twice = rewritten(&once.text, &options).ok_or("its rewrite is refused")?;
            if twice.text != once.text {
                let rules: Vec<_> = twice.changes.iter().map(|change| (change.rule, change.line)).collect();
                return Err(format!("changes again with {options:?}: {rules:?}"));
            }
        }
        Ok(())
    });
}

/// The log leaves what ships as it is: its stages stand together, and the rest is what it is without them.
#[test]
fn a_log_of_installations_is_added_and_nothing_else() {
    for_all("log", |_, text| {
        // one that is there already is brought up to date
        if text.contains("AS install-log") {
            return Ok(());
        }
        let (Some(without), Some(with)) = (rewritten(text, &at_level(3)), rewritten(text, &on_request())) else { return Ok(()) };
        let common = with.text.bytes().zip(without.text.bytes()).take_while(|(one, other)| one == other).count();
        let rest = without.text.len() - common;
        let is_added = with.text.len() >= without.text.len()
            && with.text.as_bytes()[with.text.len() - rest..] == without.text.as_bytes()[common..];
        if !is_added {
            return Err("the log changes what ships".to_owned());
        }
        let again = rewritten(&with.text, &at_level(3)).ok_or("the log is refused")?;
        if again.text == with.text { Ok(()) } else { Err("a rewrite without the wish touches the log".to_owned()) }
    });
}

#[test]
fn law_2_levels_build_on_each_other() {
    for_all("levels", |_, text| {
        let Some(low) = rewritten(text, &at_level(1)) else { return Ok(()) };
        let high = rewritten(&low.text, &at_level(3)).ok_or("the rewrite of level 1 is refused at level 3")?;
        let again = rewritten(&high.text, &at_level(3)).ok_or("refused at last")?;
        if again.text == high.text { Ok(()) } else { Err("level 3 on level 1 is not stable".to_owned()) }
    });
}

#[test]
fn law_3_what_comes_out_is_valid() {
    for_all("valid", |_, text| {
        for options in [at_level(3), with_unsafe(), on_request()] {
            let Some(rewrite) = rewritten(text, &options) else { return Ok(()) };
            let file = syntax::parse(&rewrite.text);
            if let Some(error) = file.errors().first() {
                return Err(format!("refused: {error}"));
            }
        }
        Ok(())
    });
}

/// Rules that deal with the language alone, so that a body that cannot be read is none of their business.
const LANGUAGE: [&str; 5] =
    ["instruction-casing", "empty-continuation", "stage-name-casing", "definition-description", "cleanup-run"];

#[test]
fn law_5_what_cannot_be_read_stays() {
    for_all("unread stays", |_, text| {
        let options = at_level(3);
        let Some(rewrite) = rewritten(text, &options) else { return Ok(()) };
        let file = syntax::parse(text);
        let mut memo = Memo::default();
        let facts = Facts::new(&file, &mut memo, &options);
        for instruction in file.instructions().iter().filter(|instruction| instruction.keyword == Keyword::Run) {
            if facts.run(instruction.id).is_some_and(|run| run.script.is_err()) {
                let edit = rewrite
                    .changes
                    .iter()
                    .find(|change| instruction.span.contains(change.at) && !LANGUAGE.contains(&change.rule));
                if let Some(edit) = edit {
                    return Err(format!("{} edits a body that it cannot read, line {}", edit.rule, edit.line));
                }
            }
        }
        Ok(())
    });
}

#[test]
fn the_line_map_names_lines_that_exist() {
    for_all("line map", |_: &Path, text| {
        let Some(rewrite) = rewritten(text, &at_level(3)) else { return Ok(()) };
        let (new, old) = (rewrite.text.split_inclusive('\n').count(), text.split_inclusive('\n').count().max(1));
        if rewrite.map.lines.len() != new {
            return Err(format!("maps {} lines of {new}", rewrite.map.lines.len()));
        }
        for (index, line) in rewrite.text.split_inclusive('\n').enumerate() {
            let from = rewrite.map.lines[index] as usize;
            if from == 0 || from > old {
                return Err(format!("line {} maps to line {from} of {old}", index + 1));
            }
            if !rewrite.map.touched[index] && text.split_inclusive('\n').nth(from - 1).map(str::trim_end) != Some(line.trim_end())
            {
                return Err(format!("line {} is said to be line {from}, untouched, and is not", index + 1));
            }
        }
        Ok(())
    });
}
