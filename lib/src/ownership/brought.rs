//! Which COPY brought a file to the place where a command finds it.

use crate::context::{FileKind, Known};
use crate::facts::{is_below, join};
use crate::report::Reason;
use crate::rules::View;
use crate::syntax::{Arguments, Instruction, InstructionId, Transfer};

/// Endings of scripts: files, whatever is known of the build context.
pub(crate) const SCRIPTS: [&str; 8] = [".sh", ".bash", ".py", ".pl", ".rb", ".js", ".php", ".ps1"];

/// A mode and whether the build context says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// The build context has it.
    Known(u32),
    /// A script of a checkout: 644 or 755.
    OfCheckout,
}

/// A file that a COPY brings: its path in the image, and its mode in the build context.
#[derive(Clone, Debug)]
pub(super) struct Brought {
    pub(super) path: String,
    pub(super) mode: Mode,
}

/// The last COPY before an instruction that brings a file to `path`, with all that it brings. None where no COPY does.
pub(super) fn by<'v>(
    view: &'v View<'_>,
    before: InstructionId,
    path: &str,
) -> Result<Option<(&'v Instruction<'v>, Vec<Brought>)>, Reason> {
    let Some(stage) = view.facts.stage_of(before) else { return Ok(None) };
    let body = view.facts.body(view.file, stage.index);
    for instruction in body.iter().rev().filter(|instruction| instruction.id < before) {
        let (Arguments::Copy(transfer) | Arguments::Add(transfer)) = &instruction.arguments else { continue };
        let Some((to, into)) = destination(view, instruction, transfer) else {
            return Err(Reason::UnknownWord(transfer.destination.text.to_string()));
        };
        if !is_below(path, &to) {
            continue;
        }
        let single = matches!(instruction.arguments, Arguments::Copy(_)) && instruction.flag("from").is_none();
        let all = single.then(|| all(view, instruction, transfer, &Place { to: &to, into, path })).flatten();
        match all {
            Some(all) if all.iter().any(|it| it.path == path) => return Ok(Some((instruction, all))),
            // single files, and none of them this one
            Some(_) => {}
            None if may_bring(view, instruction, transfer, &to, path) => return Ok(None),
            None => {}
        }
    }
    Ok(None)
}

/// Where a COPY puts its sources, and whether that is a directory for them.
pub(super) fn destination(view: &View<'_>, instruction: &Instruction<'_>, transfer: &Transfer<'_>) -> Option<(String, bool)> {
    let written = view.facts.expand(instruction.id, &transfer.destination.text, view.file.escape())?;
    let directory = view.facts.state(instruction.id).workdir.as_deref();
    let to = join(directory, &written)?;
    let into = written.ends_with('/') || matches!(written.as_str(), "." | "..") || transfer.sources.len() > 1;
    Some((to, into))
}

/// Where a COPY puts its sources.
struct Place<'p> {
    to: &'p str,
    /// Whether that is a directory for them, as the COPY says.
    into: bool,
    /// A file that a command finds.
    path: &'p str,
}

/// Everything that a COPY brings, when that is single files.
fn all(view: &View<'_>, instruction: &Instruction<'_>, transfer: &Transfer<'_>, place: &Place<'_>) -> Option<Vec<Brought>> {
    let Place { to, into, path: found } = *place;
    if transfer.sources.is_empty() && !into {
        return Some(vec![Brought { path: to.to_owned(), mode: Mode::Known(0o644) }]);
    }
    if !instruction.heredocs.is_empty() {
        return None;
    }
    let brought = |text: &str| {
        let source = view.facts.expand(instruction.id, text, view.file.escape())?;
        let source = join(Some("/"), &source)?.trim_start_matches('/').to_owned();
        let name = source.rsplit('/').next().filter(|name| !name.is_empty() && !name.contains(['*', '?', '[']))?;
        let mode = mode(view, &source)?;
        // `COPY run.sh /opt` makes a file `/opt`, or one in it where that is a directory, as it is where one is found in it
        let inside = format!("{}/{name}", to.trim_end_matches('/'));
        let into = into || inside == found;
        let plain = to.rsplit('/').next().is_some_and(|last| last == name || last.contains('.'));
        if !into && !plain && !is_fresh_name(to) {
            return None;
        }
        let path = if into { inside } else { to.to_owned() };
        Some(Brought { path, mode })
    };
    transfer.sources.iter().map(|source| brought(&source.text)).collect()
}

/// Whether a destination without an ending is a program's name, and no directory.
fn is_fresh_name(to: &str) -> bool {
    let parent = to.rsplit_once('/').map_or("", |(parent, _)| parent);
    matches!(parent, "/usr/local/bin" | "/usr/bin" | "/bin" | "/usr/local/sbin" | "/usr/sbin" | "/sbin")
}

/// The mode of a file of the build context; none where it is no file, or nobody knows.
fn mode(view: &View<'_>, source: &str) -> Option<Mode> {
    match view.context.files(source, false) {
        Known::Yes(files) => {
            let file = files.iter().find(|file| file.path == source)?;
            (file.kind == FileKind::File).then_some(Mode::Known(file.mode & 0o7777))
        }
        Known::No => None,
        Known::Unknown => SCRIPTS.iter().any(|end| source.ends_with(end)).then_some(Mode::OfCheckout),
    }
}

/// Whether a COPY of more than single files may bring a file to a path: not where the build context is known to have none.
fn may_bring(view: &View<'_>, instruction: &Instruction<'_>, transfer: &Transfer<'_>, to: &str, path: &str) -> bool {
    let inside = path.strip_prefix(to.trim_end_matches('/')).unwrap_or_default().trim_start_matches('/');
    let absent = |source: &str| {
        let source = source.trim_start_matches("./").trim_matches('/');
        let source = if source == "." { "" } else { source };
        if source.contains(['*', '?', '[', '$']) {
            return false;
        }
        let path = if source.is_empty() { inside.to_owned() } else { format!("{source}/{inside}") };
        matches!(view.context.files(&path, false), Known::Yes(files) if files.is_empty())
            && source.rsplit('/').next() != Some(inside)
    };
    let of_context = instruction.flag("from").is_none() && instruction.heredocs.is_empty();
    !(of_context && matches!(instruction.arguments, Arguments::Copy(_)) && transfer.sources.iter().all(|it| absent(&it.text)))
}
