//! Which files of the build context are in the image, and where: through every COPY and ADD of the stage, of the stages it
//! is built on, and of those that it takes files from.
//!
//! It must never know what the files hold.

use crate::context::{FileKind, Known};
use crate::facts::{Parent, Stage, is_below, join};
use crate::report::Reason;
use crate::rules::View;
use crate::span::Span;
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
    /// Its permission bits, which COPY keeps unless it is told others.
    pub(super) mode: u32,
    /// Its bytes.
    pub(super) size: u64,
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
    /// Of the image that a stage is; the reason where the build context, or a path, is not known.
    pub(super) fn of(view: &View<'_>, stage: &Stage<'_>) -> Result<Self, (Span, Reason)> {
        let mut sources = Self::default();
        sources.add_stage(view, stage, 0)?;
        Ok(sources)
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

    fn add_stage(&mut self, view: &View<'_>, stage: &Stage<'_>, depth: usize) -> Result<(), (Span, Reason)> {
        if depth > MOST_STAGES {
            return Err((view.file.instruction(stage.from).text, Reason::Order));
        }
        if let Parent::Stage(parent) = stage.parent {
            self.add_stage(view, &view.facts.stages()[parent], depth + 1)?;
        }
        view.facts.body(view.file, stage.index).iter().try_for_each(|instruction| match &instruction.arguments {
            Arguments::Copy(transfer) | Arguments::Add(transfer) => {
                self.add(view, stage, instruction, transfer, depth).map_err(|reason| (instruction.text, reason))
            }
            _ => Ok(()),
        })
    }

    fn add(
        &mut self,
        view: &View<'_>,
        stage: &Stage<'_>,
        instruction: &Instruction<'_>,
        transfer: &Transfer<'_>,
        depth: usize,
    ) -> Result<(), Reason> {
        let expand = |word: &str| {
            let known = view.facts.expand(instruction.id, word, view.file.escape());
            known.ok_or_else(|| Reason::UnknownWord(word.to_owned()))
        };
        let written = expand(&transfer.destination.text)?;
        let workdir = view.facts.state(instruction.id).workdir.as_deref();
        let to = join(workdir, &written).ok_or_else(|| Reason::UnknownValue("WORKDIR".to_owned()))?;
        let mode = instruction.flag("chmod").and_then(|flag| u32::from_str_radix(&flag.value.as_ref()?.text, 8).ok());
        let into = written.ends_with('/') || matches!(written.as_str(), "." | "..") || transfer.sources.len() > 1;
        let from = instruction.flag("from").map(|flag| flag.value.as_ref().map_or("", |from| &from.text));
        let foreign = from.map(expand).transpose()?;
        for source in &transfer.sources {
            let source = expand(&source.text)?;
            let target = Target { to: &to, into, mode, by: instruction.id };
            match &foreign {
                // what ADD fetches is for its owner alone
                None if source.contains("://") && !source.ends_with(".git") && mode.is_none() => {
                    self.add_private(&source, &target)
                }
                None if is_remote(&source) => {}
                None => self.add_from_context(view, &source, &target)?,
                Some(name) => self.add_from_stage(view, stage, name, &source, &target, depth)?,
            }
        }
        Ok(())
    }

    fn add_private(&mut self, source: &str, target: &Target<'_>) {
        let name = name_of(source.split(['?', '#']).next().unwrap_or_default());
        let path = if target.into { format!("{}/{name}", target.directory()) } else { target.to.to_owned() };
        let entry = Source { origin: String::new(), kind: FileKind::File, mode: 0o600, size: u64::MAX, by: target.by };
        self.files.insert(path, entry);
    }

    fn add_from_context(&mut self, view: &View<'_>, source: &str, target: &Target<'_>) -> Result<(), Reason> {
        self.any = true;
        let source = absolute(source)?.trim_start_matches('/').to_owned();
        let Known::Yes(all) = view.context.files("**", false) else { return Err(Reason::UnknownContext) };
        let pattern = crate::context::Glob::new(&source, false).matcher();
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
                mode: target.mode.unwrap_or(file.mode),
                size: file.size,
                by: target.by,
            };
            self.files.insert(path, entry);
        }
        Ok(())
    }

    fn add_from_stage(
        &mut self,
        view: &View<'_>,
        stage: &Stage<'_>,
        name: &str,
        source: &str,
        target: &Target<'_>,
        depth: usize,
    ) -> Result<(), Reason> {
        let earlier = &view.facts.stages()[..stage.index];
        let named = earlier.iter().rposition(|other| other.name.is_some_and(|own| own.eq_ignore_ascii_case(name)));
        let Some(other) = named.or_else(|| name.parse().ok().filter(|number| *number < earlier.len())) else {
            // another image, or a context by name: none of its files are the build context's
            return Ok(());
        };
        let mut theirs = Self::default();
        theirs.add_stage(view, &view.facts.stages()[other], depth + 1).map_err(|(_, reason)| reason)?;
        self.any |= theirs.any;
        let source = absolute(source)?;
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
            self.files.insert(path, Source { mode: target.mode.unwrap_or(file.mode), by: target.by, ..file });
        }
        Ok(())
    }
}

/// Where an instruction brings its sources.
struct Target<'t> {
    to: &'t str,
    /// Whether a file comes into a directory of that name.
    into: bool,
    /// The mode that it gives them.
    mode: Option<u32>,
    by: InstructionId,
}

impl Target<'_> {
    fn directory(&self) -> &str {
        self.to.trim_end_matches('/')
    }
}

fn absolute(path: &str) -> Result<String, Reason> {
    join(Some("/"), path).ok_or_else(|| Reason::UnknownWord(path.to_owned()))
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
