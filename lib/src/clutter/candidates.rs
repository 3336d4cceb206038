//! What of a build context seldom belongs into an image: by its name, by what made it, by who installs it.

use super::copied::{self, Copied, Picked};
use super::evidence::{Evidence, Outside};
use super::mention::{self, Style};
use crate::context::{FileKind, Files, Glob, IgnoreFile, Known};
use crate::facts::{Manager, join};
use crate::knowledge::clutter::{self, Kind};
use crate::rules::View;
use crate::shell::{Command, Word};
use std::collections::BTreeMap;

/// A line of an ignore file, and what it would keep out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) kind: Kind,
    pub(super) line: String,
    /// Paths in the context.
    pub(super) paths: Vec<String>,
}

/// What may be kept out.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub(super) all: Vec<Candidate>,
}

/// What makes virtual environments.
pub(super) const MAKERS: [&str; 6] = ["uv ", "poetry", "-m venv", "virtualenv", "pipenv", "pdm"];

/// What is in the context, directories too: whether it is one.
type Entries<'l> = BTreeMap<&'l str, bool>;

impl Candidates {
    /// Looks through the names in a context.
    pub(super) fn find(view: &View<'_>, copied: &Copied, outside: &Outside, listing: &Files, ignore: Option<&str>) -> Self {
        let mut entries = Entries::new();
        for file in listing {
            entries.extend(file.path.match_indices('/').map(|(at, _)| (&file.path[..at], true)));
            entries.insert(&file.path, file.kind == FileKind::Directory);
        }
        let mut found = Self::default();
        for group in clutter::groups() {
            group.root.iter().for_each(|pattern| found.take_root(group.kind, pattern, &entries));
            group.anywhere.iter().for_each(|pattern| found.take_anywhere(group.kind, pattern, &entries));
        }
        found.take_modules(view, outside, &entries);
        found.take_environments(view, outside, &entries);
        let settled = Settled::new(ignore.unwrap_or_default());
        let own = Picked::of(view.file);
        found.all.retain_mut(|candidate| {
            let stays = |path: &str| own.picks(path) || outside.picks(path) || settled.speaks_of(path);
            if candidate.paths.iter().any(|path| stays(path)) {
                return false;
            }
            let is_directory = |path: &str| entries.get(path).copied().unwrap_or_default();
            candidate.paths.retain(|path| copied.brings(path) && !(is_directory(path) && settled.is_emptied(path)));
            !candidate.paths.is_empty()
        });
        found.all.sort_by_key(|candidate| candidate.kind);
        found
    }

    fn add(&mut self, kind: Kind, line: String, paths: Vec<String>) {
        if !paths.is_empty() && !self.all.iter().any(|other| other.line == line) {
            self.all.push(Candidate { kind, line, paths });
        }
    }

    /// A pattern for the root. What has `*` in it is for files only.
    fn take_root(&mut self, kind: Kind, pattern: &str, entries: &Entries<'_>) {
        let matcher = Glob::new(pattern, false).matcher();
        let matches: Vec<(&&str, &bool)> =
            entries.iter().filter(|(path, _)| !path.contains('/') && matcher.matches(path)).collect();
        if pattern.contains('*') && matches.iter().any(|(path, directory)| **directory || is_example(path)) {
            return;
        }
        self.add(kind, pattern.to_owned(), matches.iter().map(|(path, _)| (**path).to_owned()).collect());
    }

    /// A name in any directory: one line for all, but for patterns, of which each file is judged by itself.
    fn take_anywhere(&mut self, kind: Kind, pattern: &str, entries: &Entries<'_>) {
        let matcher = Glob::new(pattern, false).matcher();
        let own = |path: &str| matcher.matches(path.rsplit('/').next().unwrap_or_default());
        let paths: Vec<String> = entries.keys().filter(|path| own(path)).map(|path| (*path).to_owned()).collect();
        if pattern.contains('*') {
            paths.into_iter().for_each(|path| self.add(kind, path.clone(), vec![path]));
        } else {
            self.add(kind, format!("**/{pattern}"), paths);
        }
    }

    /// `node_modules` where the build installs its own.
    fn take_modules(&mut self, view: &View<'_>, outside: &Outside, entries: &Entries<'_>) {
        if outside.copies_without(&["npm", "yarn", "pnpm", "bun"]) {
            return;
        }
        let installed = installed_for(view);
        for path in entries.keys().filter(|path| path.rsplit('/').next() == Some("node_modules")) {
            let owner = path.rsplit_once('/').map_or("", |(owner, _)| owner);
            if installed.iter().any(|directory| directory == owner) {
                self.add(Kind::Installed, (*path).to_owned(), vec![(*path).to_owned()]);
            }
        }
    }

    /// Virtual environments, but for one that the image is to run.
    fn take_environments(&mut self, view: &View<'_>, outside: &Outside, entries: &Entries<'_>) {
        let makes = MAKERS.iter().any(|maker| copied::said(view.file).any(|text| text.contains(maker)));
        for path in entries.keys().filter_map(|path| path.strip_suffix("/pyvenv.cfg")) {
            let name = path.rsplit('/').next().unwrap_or_default();
            let named = copied::said(view.file).any(|text| mention::names(text, name, Style::Plain));
            if !outside.names_inside(name) && (makes || !named) {
                self.add(Kind::Installed, path.to_owned(), vec![path.to_owned()]);
            }
        }
    }

    /// The lines, as an ignore file has them.
    pub(super) fn lines(&self) -> String {
        self.all.iter().flat_map(|candidate| [candidate.line.as_str(), "\n"]).collect()
    }

    /// What stands in an ignore file that is made anew although it is not there now: checkouts differ.
    pub(super) fn usual(&self, copied: &Copied, evidence: &Evidence, listing: &Files) -> Vec<Candidate> {
        let has = |end: &str| listing.iter().any(|file| file.path.ends_with(end));
        let python = has(".py");
        let groups = clutter::groups().iter().flat_map(|group| group.usual.iter().map(|line| (group.kind, *line)));
        let python_lines = [(Kind::Cache, "**/__pycache__"), (Kind::Installed, ".venv")];
        let wanted = groups.chain(python_lines.into_iter().filter(|_| python));
        let candidates = wanted.map(|(kind, line)| Candidate {
            kind,
            line: line.to_owned(),
            paths: vec![line.trim_start_matches("**/").to_owned()],
        });
        let new = |candidate: &Candidate| {
            let there = listing.iter().any(|file| candidate.paths.contains(&file.path));
            let known = self.all.iter().any(|other| other.line.trim_start_matches("**/") == candidate.paths[0]);
            !there && !known && copied.brings(&candidate.paths[0]) && !evidence.needs(candidate)
        };
        candidates.filter(new).collect()
    }

    /// One sentence for the user.
    pub(super) fn why(&self) -> String {
        const SHOWN: usize = 4;
        let names: Vec<String> = self.all.iter().take(SHOWN).map(|candidate| format!("`{}`", candidate.line)).collect();
        let more = match self.all.len().saturating_sub(SHOWN) {
            0 => String::new(),
            1 => " and one more".to_owned(),
            more => format!(" and {more} more"),
        };
        format!("neither the build nor the app reads {}{more}; the new Dockerfile counts on it", names.join(", "))
    }
}

/// Templates of settings are there to be copied.
fn is_example(path: &str) -> bool {
    ["example", "sample", "template", "dist"].iter().any(|word| path.contains(word))
}

/// The directories of the context whose Node.js packages the build installs, `""` for its root.
fn installed_for(view: &View<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for run in view.facts.runs() {
        let Ok(script) = &run.script else { continue };
        let state = view.facts.state(run.id);
        for (index, command) in script.commands.iter().enumerate() {
            let installs = match run.package(index) {
                Some(package) => {
                    matches!(package.manager, Manager::Npm | Manager::Yarn)
                        && !package.arguments.has(&["-g", "--global", "--prefix", "--cwd", "-C"])
                        && package.packages().is_empty()
                }
                None => is_other_install(command),
            };
            let directory = command.directory.as_deref().and_then(|to| join(state.workdir.as_deref(), to));
            let manifest = directory.as_deref().filter(|_| installs).and_then(|directory| join(Some(directory), "package.json"));
            let Some(source) = manifest.and_then(|manifest| view.source_of(run.id, &manifest)) else { continue };
            if source.rsplit('/').next() == Some("package.json") {
                found.push(source.rsplit_once('/').map_or_else(String::new, |(owner, _)| owner.to_owned()));
            }
        }
    }
    found
}

/// Installers of Node.js that the facts do not know.
fn is_other_install(command: &Command) -> bool {
    let first = command.arguments().first().and_then(Word::literal);
    matches!((command.name(), first), (Some("pnpm" | "bun"), Some("install" | "i" | "ci")))
}

/// What the ignore file has settled already.
struct Settled<'i> {
    exceptions: Vec<&'i str>,
    file: IgnoreFile,
}

impl<'i> Settled<'i> {
    fn new(text: &'i str) -> Self {
        let exceptions = text.lines().filter_map(|line| line.trim().strip_prefix('!')).collect();
        Self { exceptions, file: IgnoreFile::parse(text) }
    }

    /// Whether somebody wanted it back.
    fn speaks_of(&self, path: &str) -> bool {
        self.exceptions.iter().any(|line| {
            let pattern = line.trim().trim_start_matches('/').trim_end_matches('/');
            pattern == path || (pattern.contains('*') && pattern != "*" && Glob::new(pattern, false).matcher().matches(path))
        })
    }

    /// Whether nothing of a directory is left but itself.
    fn is_emptied(&self, path: &str) -> bool {
        self.file.excludes(&format!("{path}/x"))
    }
}

/// Whether an answer is a list.
pub(super) fn list(answer: Known<std::sync::Arc<Files>>) -> Option<std::sync::Arc<Files>> {
    match answer {
        Known::Yes(files) => Some(files),
        Known::No => Some(std::sync::Arc::default()),
        Known::Unknown => None,
    }
}
