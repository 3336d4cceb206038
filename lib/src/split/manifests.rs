//! A part of what a COPY brings, before the rest: the manifests that an installation reads.

use crate::facts::join;
use crate::rules::View;
use crate::syntax::{Arguments, Instruction, Transfer};

/// The directory of the context that an instruction brings whole, `""` for all of it.
pub(super) fn directory(view: &View<'_>, instruction: &Instruction<'_>) -> Option<String> {
    let transfer = transfer(instruction)?;
    let [source] = transfer.sources.as_slice() else { return None };
    let source = view.facts.expand(instruction.id, &source.text, view.file.escape())?;
    let source = join(Some("/"), &source)?.trim_start_matches('/').to_owned();
    let plain = instruction.flag("from").is_none() && !transfer.json && instruction.heredocs.is_empty();
    (plain && (source.is_empty() || !source.rsplit('/').next().unwrap_or_default().contains(['.', '*', '?', '['])))
        .then_some(source)
}

/// What stands behind COPY to bring files of that directory to where the instruction brings them, a line for each folder.
pub(super) fn copies(view: &View<'_>, instruction: &Instruction<'_>, directory: &str, paths: &[&String]) -> Vec<String> {
    let Some(transfer) = transfer(instruction) else { return Vec::new() };
    let mut folders: Vec<(String, Vec<&str>)> = Vec::new();
    for path in paths {
        let Some(inside) = inside(path, directory) else { continue };
        let folder = inside.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        match folders.iter_mut().find(|(known, _)| *known == folder) {
            Some((_, files)) => files.push(path),
            None => folders.push((folder, vec![path])),
        }
    }
    let flags = view.flags(instruction);
    let written = view.slice(transfer.destination.span);
    let written = if written.ends_with('/') { written.to_owned() } else { format!("{written}/") };
    let line = |(folder, files): (String, Vec<&str>)| {
        let to = if folder.is_empty() { written.clone() } else { format!("{written}{folder}/") };
        format!("{flags}{} {to}", files.join(" "))
    };
    folders.into_iter().map(line).collect()
}

/// The part of a path of the context that lies in a directory, `""` for all of it.
pub(super) fn inside<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    if directory.is_empty() { Some(path) } else { path.strip_prefix(directory)?.strip_prefix('/') }
}

fn transfer<'i>(instruction: &'i Instruction<'_>) -> Option<&'i Transfer<'i>> {
    match &instruction.arguments {
        Arguments::Copy(transfer) | Arguments::Add(transfer) => Some(transfer),
        _ => None,
    }
}
