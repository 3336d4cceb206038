//! Which directories of the build context a file copies, and what its instructions say.

use crate::context::{Glob, GlobMatcher};
use crate::facts::{is_below, join};
use crate::rules::View;
use crate::span::Span;
use crate::syntax::{Arguments, Dockerfile, Instruction};

/// What a file brings from its build context.
#[derive(Debug)]
pub(super) struct Copied {
    /// The first instruction that copies a directory.
    pub(super) at: Span,
    /// The directories that are copied whole, `""` for all of the context.
    pub(super) directories: Vec<String>,
    /// Whether a source depends on a value that is not known.
    pub(super) unread: bool,
}

impl Copied {
    /// Of a file; none where it copies no directory that could hold more than is wanted.
    pub(super) fn of(view: &View<'_>) -> Option<Self> {
        let mut found = Self { at: Span::at(0), directories: Vec::new(), unread: false };
        for instruction in view.instructions() {
            for word in sources(instruction) {
                let Some(source) = view.facts.expand(instruction.id, word, view.file.escape()) else {
                    found.unread = true;
                    continue;
                };
                let Some(directory) = directory_of(&source) else { continue };
                if found.directories.is_empty() {
                    found.at = instruction.text;
                }
                found.directories.push(directory);
            }
        }
        (!found.directories.is_empty()).then_some(found)
    }

    /// Whether a path of the context is copied with a directory.
    pub(super) fn brings(&self, path: &str) -> bool {
        self.directories.iter().any(|directory| directory.is_empty() || (is_below(path, directory) && path != directory))
    }
}

/// What COPY and ADD take from the build context, as it is written.
fn sources<'i>(instruction: &'i Instruction<'_>) -> impl Iterator<Item = &'i str> {
    let transfer = match &instruction.arguments {
        Arguments::Copy(transfer) | Arguments::Add(transfer) if instruction.flag("from").is_none() => Some(transfer),
        _ => None,
    };
    transfer.into_iter().flat_map(|transfer| &transfer.sources).map(|word| word.text.as_ref())
}

/// A directory that a source may be, `""` for all of the context.
fn directory_of(source: &str) -> Option<String> {
    if source.contains("://") || source.starts_with("git@") {
        return None;
    }
    let source = join(Some("/"), source)?.trim_start_matches('/').to_owned();
    match source.as_str() {
        "" | "*" => Some(String::new()),
        source if source.contains(['*', '?', '[']) => None,
        source => Some(source.to_owned()),
    }
}

/// The sources of a file, ready to be compared with many paths.
#[derive(Debug)]
pub(super) struct Picked {
    sources: Vec<(String, GlobMatcher)>,
}

impl Picked {
    pub(super) fn of(file: &Dockerfile<'_>) -> Self {
        let source = |word: &str| {
            let source = join(Some("/"), word)?.trim_start_matches('/').to_owned();
            let matcher = Glob::new(&source, false).matcher();
            Some((source, matcher))
        };
        Self { sources: file.instructions().iter().flat_map(sources).filter_map(source).collect() }
    }

    /// Whether one of them is a path, lies in it, or names it by a pattern, as `COPY *.md ./` does.
    pub(super) fn picks(&self, path: &str) -> bool {
        self.sources.iter().any(|(source, matcher)| is_below(source, path) || (source != "*" && matcher.matches(path)))
    }
}

/// Whether a file copies all of its context.
pub(super) fn copies_all(file: &Dockerfile<'_>) -> bool {
    file.instructions().iter().flat_map(sources).any(|source| matches!(source.trim_end_matches('/'), "" | "." | "*"))
}

/// What the instructions of a file say, one by one: no comments, and nothing of what other stages bring.
pub(super) fn said<'f>(file: &'f Dockerfile<'_>) -> impl Iterator<Item = &'f str> {
    let own = |instruction: &&Instruction<'_>| match instruction.arguments {
        Arguments::From(_) | Arguments::Label(_) | Arguments::Maintainer(_) => false,
        Arguments::Copy(_) | Arguments::Add(_) => instruction.flag("from").is_none(),
        _ => true,
    };
    file.instructions().iter().filter(own).map(|instruction| instruction.span.of(file.source()))
}
