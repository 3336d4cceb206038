//! Which directories and files are the user's own: the work directory itself, volumes, and what the app writes.
//!
//! Directories are made, or given their owner, before files are copied into them: COPY keeps the owner of a directory that
//! it copies into. It does not keep that of directories further down, so that those which the build context brings are given
//! theirs afterwards. What lies in a directory stays root's.

use super::sources::Sources;
use super::writes::Evidence;
use super::{instructions, started};
use crate::context::FileKind;
use crate::facts::{Stage, is_below, join};
use crate::knowledge::users;
use crate::report::Reason;
use crate::rules::View;
use crate::span::Span;
use crate::split::effect::is_system;
use crate::syntax::InstructionId;

/// The most files that are given an owner one by one, and their most bytes: each is in the image twice.
const MOST_FILES: usize = 3;
const MOST_BYTES: u64 = 1 << 20;

/// Where everybody may write, or nothing stays.
const OPEN: [&str; 5] = ["/tmp", "/var/tmp", "/dev", "/proc", "/home/app"];

/// The system's own: another user must not write there.
const CLOSED: [&str; 14] = [
    "/etc",
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/boot",
    "/sys",
    "/root",
    "/var/lib/dpkg",
    "/var/lib/apt",
    "/lib32",
    "/libx32",
    "/var/spool/cron",
];

/// Directories whose own children may be somebody's.
const SHARED: [&str; 9] =
    ["/var/log", "/var/lib", "/var/run", "/var/cache", "/var/spool", "/var/www", "/var/opt", "/var/local", "/var/lock"];

/// What is the user's own.
#[derive(Debug, Default)]
pub(super) struct Owned {
    /// Directories, the work directory first.
    pub(super) directories: Vec<String>,
    /// Single files of the build context.
    pub(super) files: Vec<String>,
    /// The instruction behind which owners must be given.
    pub(super) after: Option<InstructionId>,
    /// What it would not work without.
    pub(super) needed: Vec<String>,
    /// What the app seems to write although it is not to (`--strict`).
    pub(super) refused: Vec<String>,
}

/// What must be the user's own, or why the image goes on running as root.
pub(super) fn owned(
    view: &View<'_>,
    stage: &Stage<'_>,
    sources: &Sources,
    evidence: &Evidence,
    directory: &str,
) -> Result<Owned, (Span, Reason)> {
    let at = speaker(view, stage);
    let mut work = Work { view, stage, sources, directory, owned: Owned::default() };
    if let Some(private) = work.private_files() {
        return Err((at, Reason::PrivateFiles(private)));
    }
    if let Some(socket) = evidence.volumes.iter().find(|path| path.ends_with("docker.sock")) {
        return Err((at, Reason::NeedsRoot(socket.clone())));
    }
    for volume in evidence.volumes.iter().filter(|path| is_free(path)) {
        work.need(volume);
    }
    let volumes = work.owned.directories.clone();
    let is_volume = |path: &str| volumes.iter().any(|volume| is_below(path, volume));
    if !view.options.strict && is_free(directory) {
        work.own(directory);
    }
    for made in evidence.made.iter().filter(|path| is_free(path) && !is_below(directory, path) && !is_volume(path)) {
        work.want(made);
    }
    for written in evidence.written.iter().filter(|written| !is_volume(&written.path)) {
        if let Some(reason) = work.write(&written.path, written.directory) {
            return Err((at, reason));
        }
    }
    if let Some(file) = work.made_by_build(evidence) {
        return Err((at, Reason::MadeByBuild(file)));
    }
    work.find_last_use();
    Ok(work.owned)
}

/// The instruction that a report points at: what starts the app.
pub(super) fn speaker(view: &View<'_>, stage: &Stage<'_>) -> Span {
    let (entry_point, command) = started::commands(view, stage);
    entry_point.or(command).map_or_else(|| view.file.instruction(stage.from).text, |instruction| instruction.text)
}

/// Whether a directory may be somebody's own.
fn is_free(path: &str) -> bool {
    let closed = CLOSED.iter().any(|closed| is_below(path, closed)) && !(is_below(path, "/usr/src") && path != "/usr/src");
    !(closed
        || is_system(path) && !matches!(path, "/srv" | "/mnt")
        || SHARED.contains(&path)
        || OPEN.iter().any(|open| is_below(path, open)))
}

fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((before, _)) => before,
    }
}

struct Work<'v, 'a> {
    view: &'v View<'a>,
    stage: &'v Stage<'v>,
    sources: &'v Sources,
    directory: &'v str,
    owned: Owned,
}

impl Work<'_, '_> {
    /// Makes a directory its own without which the app does not work.
    fn need(&mut self, path: &str) {
        self.own(path);
        self.owned.needed.push(path.to_owned());
    }

    fn own(&mut self, path: &str) {
        if !self.owned.directories.iter().any(|own| own == path) {
            self.owned.directories.push(path.to_owned());
        }
    }

    /// Makes a directory the user's own, unless nothing but volumes is to be.
    fn want(&mut self, path: &str) {
        if self.view.options.strict {
            self.owned.refused.push(path.to_owned());
        } else {
            self.need(path);
        }
    }

    fn own_file(&mut self, path: &str) {
        if let Some(source) = self.sources.get(path).filter(|source| source.kind == FileKind::File) {
            self.owned.after = self.owned.after.max(Some(source.by));
            if !self.owned.files.iter().any(|own| own == path) {
                self.owned.files.push(path.to_owned());
                self.owned.needed.push(path.to_owned());
            }
        }
    }

    /// Files of the build context that others may not read: a few are made the user's own. The first where there are more.
    fn private_files(&mut self) -> Option<String> {
        let private = |mode: u32, kind: FileKind| match kind {
            FileKind::File => mode & 0o004 == 0,
            FileKind::Directory => mode & 0o005 != 0o005,
            FileKind::Symlink | FileKind::Other => false,
        };
        let found: Vec<(String, FileKind, u64)> = self
            .sources
            .files()
            .filter(|(path, source)| private(source.mode, source.kind) && !self.is_changed(path, source))
            .map(|(path, source)| (path.to_owned(), source.kind, source.size))
            .collect();
        let small =
            found.len() <= MOST_FILES && found.iter().all(|(_, kind, size)| *kind == FileKind::File && *size <= MOST_BYTES);
        if !small {
            return found.into_iter().next().map(|(path, ..)| path);
        }
        found.iter().for_each(|(path, ..)| self.own_file(path));
        None
    }

    /// Whether a RUN deals with what ADD fetched: gives it a mode, unpacks it.
    fn is_changed(&self, path: &str, source: &super::sources::Source) -> bool {
        let name = path.rsplit('/').next().unwrap_or_default();
        source.origin.is_empty()
            && instructions(self.view, self.stage)
                .filter(|it| it.id > source.by && self.view.facts.run(it.id).is_some())
                .any(|it| self.view.slice(it.text).contains(name))
    }

    /// Takes up that the app writes to a path; why another user could not.
    fn write(&mut self, path: &str, is_directory: bool) -> Option<Reason> {
        let directory = if is_directory { path } else { parent(path) };
        if OPEN.iter().any(|open| is_below(path, open)) {
            return None;
        }
        if !is_directory && self.sources.get(path).is_some_and(|source| source.kind == FileKind::File) {
            if self.view.options.strict {
                self.owned.refused.push(path.to_owned());
                return None;
            }
            self.own_file(path);
            if self.owned.files.len() > MOST_FILES || self.sources.get(path).is_some_and(|source| source.size > MOST_BYTES) {
                return Some(Reason::WritesSystem(path.to_owned()));
            }
        }
        if is_below(directory, self.directory) && is_free(self.directory) {
            let inside = (directory != self.directory).then(|| self.within_work_directory(directory)).flatten();
            self.want(&inside.unwrap_or_else(|| self.directory.to_owned()));
            return None;
        }
        if !is_free(directory) {
            return Some(Reason::WritesSystem(path.to_owned()));
        }
        self.want(directory);
        None
    }

    /// What must be the user's own so that it may write to a directory below the work directory; none where it can make
    /// that directory itself.
    fn within_work_directory(&self, directory: &str) -> Option<String> {
        if self.sources.has_directory(directory) {
            return Some(directory.to_owned());
        }
        let inside = directory[self.directory.len()..].trim_start_matches('/');
        let mut missing = self.directory.trim_end_matches('/').to_owned();
        for (depth, part) in inside.split('/').enumerate() {
            missing = format!("{missing}/{part}");
            if !self.sources.has_directory(&missing) {
                return (depth > 0).then_some(missing);
            }
        }
        None
    }

    /// A database that a RUN makes is root's.
    fn made_by_build(&self, evidence: &Evidence) -> Option<String> {
        const MAKERS: [&str; 7] = ["migrate", "loaddata", "create_all", "init_db", "initdb", "db upgrade", "syncdb"];
        let databases = evidence.written.iter().filter(|written| {
            !written.directory
                && users::is_written_file(&written.path)
                && !written.path.ends_with(".log")
                && is_below(&written.path, self.directory)
        });
        let runs = || self.view.instructions().iter().filter(|it| self.view.facts.run(it.id).is_some());
        let makes = |path: &str| {
            let name = path.rsplit('/').next().unwrap_or_default();
            runs().any(|it| {
                let text = self.view.slice(it.text);
                text.contains(name) || MAKERS.iter().any(|words| text.contains(words) && text.contains("py"))
            })
        };
        databases.map(|written| written.path.clone()).find(|path| makes(path))
    }

    /// Owners are given behind the last instruction that brings, makes or changes one of the directories.
    fn find_last_use(&mut self) {
        for path in self.owned.directories.iter().filter(|path| path.as_str() != self.directory) {
            let brought = self.sources.get(path).or_else(|| {
                // a directory that COPY copies into keeps its owner; those below do not
                self.sources.below(path).map(|(_, source)| source).max_by_key(|source| source.by)
            });
            let nested = is_below(path, self.directory) || brought.is_some_and(|source| source.kind == FileKind::Directory);
            if let Some(source) = brought.filter(|_| nested) {
                self.owned.after = self.owned.after.max(Some(source.by));
            }
            let mentions = |id: InstructionId| {
                let Some(Ok(script)) = self.view.facts.run(id).map(|run| &run.script) else { return false };
                let state = self.view.facts.state(id);
                script.commands.iter().any(|command| {
                    super::writes::words(self.view, id, command)
                        .iter()
                        .filter_map(|word| join(state.workdir.as_deref(), word))
                        .any(|word| is_below(&word, path))
                })
            };
            let last = instructions(self.view, self.stage).filter(|it| mentions(it.id)).last();
            self.owned.after = self.owned.after.max(last.map(|instruction| instruction.id));
        }
    }
}
