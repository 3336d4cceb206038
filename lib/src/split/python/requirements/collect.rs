//! A requirements file of the build context with all that it includes.

use super::{FileOption, OptionKind, Requirement, Source, decode, line, read};
use crate::context::{Context, FileKind, Known};
use std::collections::HashSet;

/// The most files that are followed.
const MAX_FILES: usize = 50;

/// A requirements file with all that it includes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collection {
    /// The files by their paths in the context, the first one first, each once.
    pub paths: Vec<String>,
    /// What is to be installed, file by file.
    pub requirements: Vec<Included<Requirement>>,
    /// What constraints files say; nothing of it is installed for that.
    pub constraints: Vec<Included<Requirement>>,
    /// Options, file by file, without `-r` and `-c`.
    pub options: Vec<Included<FileOption>>,
    /// Why the files may not be all that pip needs of the context.
    pub obstacles: Vec<Obstacle>,
}

/// Something that one of the files says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Included<T> {
    /// The index of the file in [`Collection::paths`].
    pub file: usize,
    /// What it says.
    pub what: T,
}

/// Why the files of a collection may not be all that pip needs of the build context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// What it is.
    pub kind: ObstacleKind,
    /// The file that says so, by its path in the context.
    pub file: String,
    /// The line in it, from 1; 0 where it is about the file itself.
    pub line: u32,
    /// What stands there, or the file that is meant.
    pub text: String,
}

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObstacleKind {
    /// The context is not known, or the file is too large to be read.
    Unknown,
    /// There is no such file in the context.
    Missing,
    /// The file is a directory or a link.
    NoFile,
    /// The file lies outside the context, or at a place that a variable makes up.
    Elsewhere,
    /// A requirement that is a directory or a file.
    LocalPath,
    /// A directory of packages (`--find-links ./wheels`).
    LocalIndex,
    /// A line that could not be read.
    Unread,
    /// More files than are followed.
    TooMany,
}

impl Collection {
    /// The files that pip needs of the context, when these are provably all.
    ///
    /// # Errors
    /// What stands in the way first.
    pub fn sufficient(&self) -> Result<&[String], &Obstacle> {
        self.obstacles.first().map_or(Ok(&self.paths), Err)
    }

    /// Whether every requirement is there: no file was missed and no line unread.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.obstacles.iter().all(|it| matches!(it.kind, ObstacleKind::LocalPath | ObstacleKind::LocalIndex))
    }

    fn obstacle(&mut self, kind: ObstacleKind, file: &str, line: u32, text: &str) {
        self.obstacles.push(Obstacle { kind, file: file.to_owned(), line, text: text.to_owned() });
    }
}

/// A file that is to be read: which one names it, where, and whether as constraints.
struct Wanted {
    path: String,
    by: (String, u32),
    constraint: bool,
}

/// Reads the requirements file at `path` in the context, and all that it includes with `-r` and `-c`.
///
/// An included file is found from the directory of the one that includes it; in the image the files must lie to each other as
/// they do in the context. Questions that are open are asked together, those of one depth at a time.
#[must_use]
pub fn collect(context: &Context<'_>, path: &str) -> Collection {
    let mut out = Collection::default();
    let mut seen: HashSet<(String, bool)> = HashSet::new();
    let mut wanted = match clean("", path) {
        Some(path) => vec![Wanted { path, by: (String::new(), 0), constraint: false }],
        None => {
            out.obstacle(ObstacleKind::Elsewhere, path, 0, path);
            Vec::new()
        }
    };
    while !wanted.is_empty() {
        let mut next = Vec::new();
        for file in wanted {
            if !seen.insert((file.path.clone(), file.constraint)) {
                continue;
            }
            if seen.len() > MAX_FILES {
                out.obstacle(ObstacleKind::TooMany, &file.by.0, file.by.1, &file.path);
                return out;
            }
            match text_of(context, &file.path) {
                Ok(text) => follow(&file, &text, &mut out, &mut next),
                Err(kind) => out.obstacle(kind, &file.by.0, file.by.1, &file.path),
            }
        }
        wanted = next;
    }
    out
}

fn text_of(context: &Context<'_>, path: &str) -> Result<String, ObstacleKind> {
    match context.file(path) {
        Known::Yes(file) if file.kind != FileKind::File => Err(ObstacleKind::NoFile),
        Known::Yes(file) => file.content.map(|bytes| decode(&bytes).into_owned()).ok_or(ObstacleKind::Unknown),
        Known::No => Err(ObstacleKind::Missing),
        Known::Unknown => Err(ObstacleKind::Unknown),
    }
}

/// Takes over what a file says; what it includes is wanted next.
fn follow(file: &Wanted, text: &str, out: &mut Collection, next: &mut Vec<Wanted>) {
    let path = file.path.as_str();
    let index = out.paths.iter().position(|known| known == path).unwrap_or_else(|| {
        out.paths.push(path.to_owned());
        out.paths.len() - 1
    });
    let said = read(text);
    for what in said.requirements {
        match &what.source {
            Source::Path(text) => out.obstacle(ObstacleKind::LocalPath, path, what.line, text),
            Source::Unread(text) => out.obstacle(ObstacleKind::Unread, path, what.line, text),
            Source::Index | Source::Url(_) | Source::Repository(_) => {}
        }
        let list = if file.constraint { &mut out.constraints } else { &mut out.requirements };
        list.push(Included { file: index, what });
    }
    let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
    for what in said.options {
        let (line, value) = (what.line, what.value.as_str());
        match what.kind {
            OptionKind::Requirement | OptionKind::Constraint => match clean(directory, value) {
                Some(included) => {
                    let constraint = file.constraint || what.kind == OptionKind::Constraint;
                    next.push(Wanted { path: included, by: (path.to_owned(), line), constraint });
                }
                None => out.obstacle(ObstacleKind::Elsewhere, path, line, value),
            },
            kind => {
                let local = matches!(kind, OptionKind::FindLinks | OptionKind::IndexUrl | OptionKind::ExtraIndexUrl);
                if kind == OptionKind::Unknown {
                    out.obstacle(ObstacleKind::Unread, path, line, value);
                } else if local && !is_remote(value) {
                    out.obstacle(ObstacleKind::LocalIndex, path, line, value);
                }
                out.options.push(Included { file: index, what });
            }
        }
    }
}

/// Whether an index or a list of links is asked over the network, whatever variables in it stand for.
fn is_remote(value: &str) -> bool {
    line::scheme(value).is_some_and(|scheme| scheme != "file")
}

/// A path on top of a directory of the context; none where it leads out of it, or cannot be told.
fn clean(directory: &str, path: &str) -> Option<String> {
    let odd = path.is_empty() || path.starts_with('/') || path.contains(['*', '?', '[', '\\', '$', '\0']);
    if odd || line::scheme(path).is_some() || directory.len() + path.len() > 4096 {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in directory.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}
