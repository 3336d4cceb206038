//! Which files of the build context are in the image, and where: through every COPY and ADD of the stage, of the stages it
//! is built on, and of those that it takes files from.
//!
//! It must never know what the files hold.

use crate::context::{FileKind, Known};
use crate::facts::{Parent, Stage, join};
use crate::rules::View;
use crate::split::effect::is_below;
use crate::syntax::{Arguments, Instruction, InstructionId, Transfer};
use std::collections::BTreeMap;

/// Stages take files from stages; longer rows are not followed.
const MOST_STAGES: usize = 20;

/// A file of the build context in the image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    /// Its path in the build context.
    pub(super) origin: String,
    /// What it is.
    pub(super) kind: FileKind,
    /// Its permission bits, which COPY keeps.
    pub(super) mode: u32,
    /// Its bytes.
    pub(super) size: u64,
    /// Whether the instruction that brings it gives it an owner or a mode.
    pub(super) settled: bool,
    /// The instruction of the stage that brings it.
    pub(super) by: InstructionId,
}

/// What the build context brings.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    /// By absolute path in the image.
    files: BTreeMap<String, Source>,
    /// Whether anything comes from the build context at all.
    pub(super) any: bool,
}

impl Sources {
    /// Of the image that a stage is; none where the build context, or a path, is not known.
    pub(super) fn of(view: &View<'_>, stage: &Stage<'_>) -> Option<Self> {
        let mut sources = Self::default();
        let mut known = sources.add_stage(view, stage, 0);
        if known && sources.any {
            // COPY keeps the modes of directories, too
            known &= !matches!(view.context.files("**", false), Known::Unknown);
        }
        known.then_some(sources)
    }

    /// The file at a path of the image.
    pub(super) fn get(&self, path: &str) -> Option<&Source> {
        self.files.get(path)
    }

    /// All files with their paths in the image.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.files.iter().map(|(path, source)| (path.as_str(), source))
    }

    /// What lies below a directory of the image, itself not included.
    pub(super) fn below<'s>(&'s self, directory: &'s str) -> impl Iterator<Item = (&'s str, &'s Source)> {
        let start = format!("{}/", directory.trim_end_matches('/'));
        self.files
            .range(start.clone()..)
            .take_while(move |(path, _)| path.starts_with(&start))
            .map(|(path, source)| (path.as_str(), source))
    }

    /// Whether a directory of that path comes from the build context.
    pub(super) fn has_directory(&self, path: &str) -> bool {
        self.get(path).is_some_and(|source| source.kind == FileKind::Directory) || self.below(path).next().is_some()
    }

    fn add_stage(&mut self, view: &View<'_>, stage: &Stage<'_>, depth: usize) -> bool {
        if depth > MOST_STAGES {
            return false;
        }
        if let Parent::Stage(parent) = stage.parent
            && !self.add_stage(view, &view.facts.stages()[parent], depth + 1)
        {
            return false;
        }
        view.facts.body(view.file, stage.index).iter().all(|instruction| match &instruction.arguments {
            Arguments::Copy(transfer) | Arguments::Add(transfer) => self.add(view, stage, instruction, transfer, depth),
            _ => true,
        })
    }

    fn add(
        &mut self,
        view: &View<'_>,
        stage: &Stage<'_>,
        instruction: &Instruction<'_>,
        transfer: &Transfer<'_>,
        depth: usize,
    ) -> bool {
        let expand = |word: &str| view.facts.expand(instruction.id, word, view.file.escape());
        let Some(written) = expand(&transfer.destination.text) else { return false };
        let Some(to) = join(view.facts.state(instruction.id).workdir.as_deref(), &written) else { return false };
        let settled = instruction.flag("chown").is_some() || instruction.flag("chmod").is_some();
        let into = written.ends_with('/') || matches!(written.as_str(), "." | "..") || transfer.sources.len() > 1;
        let foreign = match instruction.flag("from").map(|flag| flag.value.as_ref().and_then(|from| expand(&from.text))) {
            None => None,
            Some(Some(name)) => Some(name),
            Some(None) => return false,
        };
        for source in &transfer.sources {
            let Some(source) = expand(&source.text) else { return false };
            let target = Target { to: &to, into, settled, by: instruction.id };
            let known = match &foreign {
                None if is_remote(&source) => true,
                None => self.add_from_context(view, &source, &target),
                Some(name) => self.add_from_stage(view, stage, name, &source, &target, depth),
            };
            if !known {
                return false;
            }
        }
        true
    }

    fn add_from_context(&mut self, view: &View<'_>, source: &str, target: &Target<'_>) -> bool {
        self.any = true;
        let Some(source) = join(Some("/"), source).map(|path| path.trim_start_matches('/').to_owned()) else { return false };
        let Known::Yes(all) = view.context.files("**", false) else { return false };
        let pattern = crate::context::Glob { pattern: source.clone(), contents: false }.matcher();
        let several = source.contains(['*', '?', '[']);
        for file in all.iter() {
            // the part of the path that a source names; what lies below it comes along
            let named = if source.is_empty() || several && source.contains('[') {
                Some("")
            } else if several {
                prefixes(&file.path).find(|prefix| pattern.matches(prefix))
            } else {
                is_below(&file.path, &source).then_some(source.as_str())
            };
            let Some(named) = named else { continue };
            let whole = file.path == named;
            let inside = file.path[named.len()..].trim_start_matches('/');
            let path = match (whole, file.kind) {
                (true, FileKind::Directory) => target.to.to_owned(),
                (true, _) if target.into || several => format!("{}/{}", target.directory(), name_of(named)),
                (true, _) => target.to.to_owned(),
                (false, _) => format!("{}/{inside}", target.directory()),
            };
            let entry = Source {
                origin: file.path.clone(),
                kind: file.kind,
                mode: file.mode,
                size: file.size,
                settled: target.settled,
                by: target.by,
            };
            self.files.insert(path, entry);
        }
        true
    }

    fn add_from_stage(
        &mut self,
        view: &View<'_>,
        stage: &Stage<'_>,
        name: &str,
        source: &str,
        target: &Target<'_>,
        depth: usize,
    ) -> bool {
        let earlier = &view.facts.stages()[..stage.index];
        let named = earlier.iter().rposition(|other| other.name.is_some_and(|own| own.eq_ignore_ascii_case(name)));
        let Some(other) = named.or_else(|| name.parse().ok().filter(|number| *number < earlier.len())) else {
            // another image, or a context by name: none of its files are the build context's
            return true;
        };
        let mut theirs = Self::default();
        if !theirs.add_stage(view, &view.facts.stages()[other], depth + 1) {
            return false;
        }
        self.any |= theirs.any;
        let Some(source) = join(Some("/"), source) else { return false };
        for (path, file) in theirs.files {
            if !is_below(&path, &source) {
                continue;
            }
            let inside = path[source.trim_end_matches('/').len()..].trim_start_matches('/');
            let path = match inside {
                "" if target.into && file.kind != FileKind::Directory => format!("{}/{}", target.directory(), name_of(&source)),
                "" => target.to.to_owned(),
                inside => format!("{}/{inside}", target.directory()),
            };
            self.files.insert(path, Source { settled: file.settled || target.settled, by: target.by, ..file });
        }
        true
    }
}

/// Where an instruction brings its sources.
struct Target<'t> {
    to: &'t str,
    /// Whether a file comes into a directory of that name.
    into: bool,
    settled: bool,
    by: InstructionId,
}

impl Target<'_> {
    fn directory(&self) -> &str {
        self.to.trim_end_matches('/')
    }
}

/// What ADD fetches, and what a here-document is.
fn is_remote(source: &str) -> bool {
    source.contains("://") || source.starts_with("git@") || source.starts_with("<<")
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// `a`, `a/b`, `a/b/c` of `a/b/c`.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain([path])
}
