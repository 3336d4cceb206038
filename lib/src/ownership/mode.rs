//! `chmod` of single files that COPY brought.

use super::brought::{self, Mode};
use super::{Copied, Outcome};
use crate::facts::{Run, join};
use crate::report::{Class, Reason};
use crate::rules::{View, first_line};
use crate::shell::{Command, Patch, Word};
use crate::span::Span;
use crate::split::effect::is_system;
use crate::syntax::{Instruction, InstructionId};
use std::collections::BTreeMap;

/// Whether COPY could give the modes that a `chmod` gives.
pub(crate) fn mode(view: &View<'_>, run: &Run, index: usize) -> Outcome {
    copied(view, run, index).into()
}

fn copied(view: &View<'_>, run: &Run, index: usize) -> Result<Copied, Option<Reason>> {
    let script = run.script.as_ref().map_err(|_| None)?;
    let command = &script.commands[index];
    let (change, paths) = operands(view, run, command).ok_or(None)?;
    let mut copies: BTreeMap<InstructionId, (&Instruction<'_>, Vec<brought::Brought>)> = BTreeMap::new();
    for path in &paths {
        let (copy, all) = brought::by(view, run.id, path).map_err(Some)?.ok_or(None)?;
        copies.insert(copy.id, (copy, all));
    }
    if !script.is_sure_to_run(command) || !command.redirections.is_empty() {
        return Err(Some(Reason::Conditional));
    }
    let mut class = Class::Safe;
    let mut flags = Vec::new();
    for (copy, all) in copies.values() {
        if let Some(other) = all.iter().find(|it| !paths.contains(&it.path)) {
            return Err(Some(Reason::Ambiguous(other.path.clone())));
        }
        if copy.flag("chmod").is_some() {
            return Err(Some(Reason::Conflict("copy-permissions")));
        }
        named_between(view, copy, run, index, all)?;
        let modes = all.iter().map(|it| change.apply(it.mode));
        let (first, assumed) = modes.clone().next().ok_or(None)?;
        if modes.clone().any(|(mode, _)| mode != first) {
            return Err(Some(Reason::Ambiguous(change.text.clone())));
        }
        if first != 0o755 && !all.iter().all(|it| has_directory(view, copy, &it.path)) {
            let sentence = "COPY --chmod would give this mode to directories that it makes, too";
            return Err(Some(Reason::Other("makes-directories", sentence.to_owned())));
        }
        if assumed || all.iter().any(|it| it.mode == Mode::OfCheckout) {
            class = Class::Assumed;
        }
        flags.push(Patch { span: Span::at(copy.keyword_span.end), text: format!(" --chmod={first:o}") });
    }
    Ok(Copied { flags, class, keeps: None })
}

/// Whether the directory that a file comes into is there before: the system's own, or one that WORKDIR made.
fn has_directory(view: &View<'_>, copy: &Instruction<'_>, path: &str) -> bool {
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    parent.is_empty() || is_system(parent) || view.facts.state(copy.id).workdir.as_deref() == Some(parent)
}

/// What a `chmod` changes.
struct Change {
    text: String,
    /// All of the mode, or the bits that are added to it.
    mode: u32,
    adds: bool,
}

impl Change {
    fn read(text: &str) -> Option<Self> {
        let adds = |mode| Some(Self { text: text.to_owned(), mode, adds: true });
        match text {
            // the build's mask takes no right to read or run away
            "+x" | "a+x" | "ugo+x" => adds(0o111),
            "+rx" | "a+rx" | "ugo+rx" => adds(0o555),
            "u+x" => adds(0o100),
            _ => {
                let mode = u32::from_str_radix(text, 8).ok().filter(|mode| text.len() >= 3 && *mode <= 0o777)?;
                Some(Self { text: text.to_owned(), mode, adds: false })
            }
        }
    }

    /// The mode that comes of it, and whether that rests on what checkouts do.
    const fn apply(&self, before: Mode) -> (u32, bool) {
        match (self.adds, before) {
            (false, _) => (self.mode, false),
            (true, Mode::Known(mode)) => (mode | self.mode, false),
            (true, Mode::OfCheckout) => (0o644 | self.mode, true),
        }
    }
}

/// The change, and the paths of the files in the image.
fn operands(view: &View<'_>, run: &Run, command: &Command) -> Option<(Change, Vec<String>)> {
    let words: Vec<&str> = command.arguments().iter().map(Word::literal).collect::<Option<_>>()?;
    let (change, files) = words.split_first()?;
    let change = Change::read(change)?;
    let workdir = view.facts.state(run.id).workdir.as_deref();
    let here = command.directory.as_deref().and_then(|to| join(workdir, to));
    let paths: Vec<String> = files.iter().map(|file| join(here.as_deref(), file)).collect::<Option<_>>()?;
    let plain = !files.is_empty() && files.iter().all(|file| !file.starts_with(['-', '~']));
    plain.then_some((change, paths))
}

/// What stands between the COPY and the command and names one of the files.
fn named_between(
    view: &View<'_>,
    copy: &Instruction<'_>,
    run: &Run,
    index: usize,
    all: &[brought::Brought],
) -> Result<(), Option<Reason>> {
    let names: Vec<&str> = all.iter().filter_map(|it| it.path.rsplit('/').next()).collect();
    let between = view.instructions().iter().filter(|it| it.id > copy.id && it.id < run.id && view.facts.run(it.id).is_some());
    let earlier = run.script.iter().flat_map(|script| &script.commands[..index]).map(|command| command.span);
    let mut texts = between.map(|it| Span::new(it.text.start, it.span.end)).chain(earlier);
    let named = texts.find(|span| names.iter().any(|name| view.slice(*span).contains(name)) || has_glob(view.slice(*span), all));
    named.map_or(Ok(()), |span| Err(Some(Reason::UsedLater(first_line(view.slice(span))))))
}

/// Whether a text names files by a pattern in one of their directories.
fn has_glob(text: &str, all: &[brought::Brought]) -> bool {
    let mut directories = all.iter().filter_map(|it| it.path.rsplit_once('/')).map(|(directory, _)| directory);
    directories.any(|directory| text.contains(&format!("{directory}/*")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_is_a_number_or_adds_to_one() {
        let of = |text: &str, before| Change::read(text).map(|change| change.apply(before).0);
        assert_eq!(of("755", Mode::Known(0o600)), Some(0o755));
        assert_eq!(of("0700", Mode::OfCheckout), Some(0o700));
        assert_eq!(of("+x", Mode::Known(0o664)), Some(0o775));
        assert_eq!(of("u+x", Mode::Known(0o644)), Some(0o744));
        assert_eq!(of("a+x", Mode::OfCheckout), Some(0o755));
        for text in ["4755", "g-w", "x", "7"] {
            assert_eq!(of(text, Mode::OfCheckout), None, "{text}");
        }
    }
}
