//! What the commands write that the image starts: redirections, `mkdir` and the likes, options that name logs and pid files.

use super::super::started::Started;
use super::Written;
use crate::facts::join;
use crate::report::Reason;
use crate::span::Span;
use std::collections::BTreeSet;

/// Parts of names of options whose value is a file that a program writes.
const OPTIONS: [&str; 5] = ["pid", "log-file", "logfile", "access-log", "error-log"];

/// Adds what a command writes. Where a script writes to a path that is not known, nobody can tell whether another user may.
pub(super) fn written(command: &Started, found: &mut BTreeSet<Written>) -> Result<(), (Span, Reason)> {
    let unknown = || Err((command.at, Reason::WritesUnknown(command.said())));
    let place = |path: &str| join(command.directory.as_deref(), path);
    for file in &command.files {
        match file.as_deref().map(place) {
            Some(Some(path)) if path.starts_with("/dev/") || path.starts_with("/proc/") => {}
            Some(Some(path)) => drop(found.insert(Written { path, directory: false })),
            _ if file.as_deref().is_some_and(|file| file.bytes().all(|b| b.is_ascii_digit())) => {}
            _ => return unknown(),
        }
    }
    let operands: Vec<Option<&str>> = command
        .words
        .iter()
        .skip(1)
        .map(Option::as_deref)
        .filter(|word| !word.is_some_and(|word| word.starts_with('-')))
        .collect();
    let (targets, directory): (&[Option<&str>], bool) = match command.name() {
        "mkdir" => (&operands, true),
        "touch" | "tee" | "truncate" | "unlink" => (&operands, false),
        "rm" => {
            // taking away a file is a change of its directory
            (&operands, false)
        }
        "cp" | "mv" | "ln" | "install" | "rsync" => (operands.last().map_or(&[], std::slice::from_ref), false),
        "sed" if command.arguments().any(|word| word.starts_with("-i") || word.starts_with("--in-place")) => {
            (operands.get(1..).unwrap_or_default(), false)
        }
        "chmod" => (operands.get(1..).unwrap_or_default(), false),
        _ => {
            options(command, found);
            return Ok(());
        }
    };
    for target in targets {
        match target.map(place) {
            Some(Some(path)) => drop(found.insert(Written { path, directory })),
            _ => return unknown(),
        }
    }
    Ok(())
}

/// `--pid /run/a.pid`, `--access-logfile=a.log`, `--file /data/a.sqlite`.
fn options(command: &Started, found: &mut BTreeSet<Written>) {
    let words: Vec<&str> = command.arguments().collect();
    for (index, word) in words.iter().enumerate() {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (*word, words.get(index + 1).copied()),
        };
        let Some(value) = value.filter(|value| !value.starts_with('-')) else { continue };
        let named = name.starts_with('-') && OPTIONS.iter().any(|part| name.contains(part));
        if (named || crate::knowledge::users::is_written_file(value))
            && let Some(path) = join(command.directory.as_deref(), value)
        {
            found.insert(Written { path, directory: false });
        }
    }
}
