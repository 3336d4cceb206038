//! Installations before the sources, in a stage that stays as it is: a COPY of a directory moves behind the installations
//! that read nothing of it but their manifests, which are copied first.
//!
//! Whatever stands between must not mind: it reads nothing else of the context, writes nothing where the files come, and
//! changes nothing that the COPY depends on.

use super::manifests;
use super::reads::{self, Reads};
use crate::context::{FileKind, Known, Scope};
use crate::facts::{Run, Stage, is_below, join};
use crate::plan::Part;
use crate::rules::View;
use crate::shell::{Command, RedirectionKind, Word};
use crate::span::Span;
use crate::split::python;
use crate::syntax::{Arguments, Instruction, Keyword};

/// A COPY that moves.
#[derive(Debug)]
pub(crate) struct Later {
    /// The COPY.
    pub(crate) at: Span,
    /// From the end of what stands before it to the end of the last installation.
    pub(crate) span: Span,
    /// What stands there instead.
    pub(crate) parts: Vec<Part>,
    /// The manifests, by their paths in the context.
    pub(crate) files: Vec<String>,
}

/// Directories that installers fill beside the manifest: those of another machine would come over them.
const FILLED: [&str; 2] = ["node_modules", ".venv"];

/// Where packages put their files.
const INSTALLED_TO: [&str; 26] = [
    "/bin",
    "/etc",
    "/lib",
    "/lib32",
    "/lib64",
    "/opt/venv",
    "/root/.cache",
    "/root/.local",
    "/run",
    "/sbin",
    "/tmp",
    "/usr/bin",
    "/usr/games",
    "/usr/include",
    "/usr/lib",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/local/bin",
    "/usr/local/etc",
    "/usr/local/include",
    "/usr/local/lib",
    "/usr/local/sbin",
    "/usr/local/share",
    "/usr/sbin",
    "/usr/share",
    "/var/lib",
];

/// Programs that neither read files of the context nor write where files come, wherever they run.
const HARMLESS: [&str; 12] =
    ["echo", "printf", "cd", "set", "export", "true", ":", "useradd", "adduser", "groupadd", "addgroup", "sleep"];

/// The first COPY of a stage that can stand behind an installation.
pub(crate) fn later(view: &View<'_>, stage: &Stage<'_>) -> Option<Later> {
    let body = view.facts.body(view.file, stage.index);
    let from = view.file.instruction(stage.from).span;
    (0..body.len()).find_map(|index| Passage::new(view, from, body, index)?.find())
}

/// A COPY and what stands behind it.
struct Passage<'v, 'a> {
    view: &'v View<'a>,
    /// The instruction that the stage begins with.
    from: Span,
    body: &'v [Instruction<'v>],
    /// The index of the COPY.
    index: usize,
    /// The directory of the context that it brings.
    directory: String,
    /// Where it brings it.
    to: String,
}

impl<'v, 'a> Passage<'v, 'a> {
    /// None where the instruction brings no directory, or what it says depends on what stands around it.
    fn new(view: &'v View<'a>, from: Span, body: &'v [Instruction<'v>], index: usize) -> Option<Self> {
        let instruction = &body[index];
        let directory = manifests::directory(view, instruction)?;
        let (Arguments::Copy(transfer) | Arguments::Add(transfer)) = &instruction.arguments else { return None };
        let plain = !view.slice(instruction.text).contains('$')
            && instruction.flags.iter().all(|flag| matches!(flag.name, "chown" | "chmod" | "link"));
        let to = join(view.facts.state(instruction.id).workdir.as_deref(), &transfer.destination.text)?;
        let free = !INSTALLED_TO.iter().any(|other| is_below(&to, other) || is_below(other, &to));
        (plain && free).then_some(Self { view, from, body, index, directory, to })
    }

    fn find(&self) -> Option<Later> {
        // what each RUN needs that none before it did
        let mut files: Vec<(usize, Vec<String>)> = Vec::new();
        let mut last = None;
        for (index, instruction) in self.body.iter().enumerate().skip(self.index + 1) {
            match &instruction.arguments {
                Arguments::Run(_) => {
                    let Some(needed) = self.needs(instruction) else { break };
                    if self.view.facts.run(instruction.id).is_some_and(|run| installs(run) || !needed.is_empty()) {
                        last = Some(index);
                        let known = |file: &String| files.iter().any(|(_, known)| known.contains(file));
                        let new = needed.into_iter().filter(|file| !known(file)).collect();
                        files.push((index, new));
                    }
                }
                _ if self.is_indifferent(instruction) => {}
                _ => break,
            }
        }
        let last = last?;
        if self.is_nothing_but_manifests()? { None } else { self.write(last, &files) }
    }

    /// The files of the context that a RUN reads; none where it may mind that the COPY comes later.
    fn needs(&self, instruction: &Instruction<'_>) -> Option<Vec<String>> {
        let run = self.view.facts.run(instruction.id)?;
        let script = run.script.as_ref().ok()?;
        let plain = instruction.heredocs.is_empty() && run.mounts.iter().all(|mount| mount.kind != "bind");
        if script.hidden || !plain || script.commands.is_empty() || self.is_configured() {
            return None;
        }
        let workdir = self.view.facts.state(instruction.id).workdir.as_deref();
        let mut all = Vec::new();
        let mut directories = Vec::new();
        for (index, command) in script.commands.iter().enumerate() {
            let directory = command.directory.as_deref().and_then(|to| join(workdir, to));
            let reads = reads::of_command(run.package(index), command, directory.as_deref());
            if !self.is_calm(command, directory.as_deref(), &reads, run.package(index).is_some()) {
                return None;
            }
            directories.extend(directory.filter(|directory| Some(directory.as_str()) != workdir));
            all.push(reads);
        }
        let files = reads::in_context(self.view, instruction.id, all.iter())?;
        let there = |directory: &String| {
            !is_below(directory, &self.to)
                || files.iter().any(|file| self.place(file).is_some_and(|file| is_below(&file, directory)))
        };
        let whole = files.iter().all(|file| self.place(file).is_some() && self.tells_all(file) && self.is_free(file));
        (whole && directories.iter().all(there)).then_some(files)
    }

    /// Variables that name further files.
    fn is_configured(&self) -> bool {
        [
            "PIP_CONSTRAINT",
            "PIP_REQUIREMENT",
            "PIP_CONFIG_FILE",
            "PIP_FIND_LINKS",
            "UV_CONSTRAINT",
            "UV_CONFIG_FILE",
            "NPM_CONFIG_USERCONFIG",
        ]
        .into_iter()
        .any(|name| self.view.mentions(name))
    }

    /// Whether a command writes nothing where the files come, and reads nothing but what is known.
    fn is_calm(&self, command: &Command, directory: Option<&str>, reads: &Reads, installs: bool) -> bool {
        let outside = |word: &Word| {
            let path = word.literal().or(word.pattern()).and_then(|text| join(directory, text));
            path.is_some_and(|path| !is_below(&path, &self.to) && !is_below(&self.to, &path))
        };
        let quiet = command.redirections.iter().all(|redirection| match redirection.kind {
            RedirectionKind::Read | RedirectionKind::ReadWrite => false,
            _ => redirection
                .target
                .as_ref()
                .is_none_or(|target| target.literal().is_some_and(|text| text.parse::<u8>().is_ok()) || outside(target)),
        });
        let name = command.name().unwrap_or_default();
        let operands = || command.arguments().iter().filter(|word| !word.raw.starts_with('-'));
        let known = match name {
            _ if installs || *reads != Reads::Nothing => true,
            "" => command.words.is_empty(),
            "rm" | "mkdir" | "ln" => operands().all(outside),
            _ => HARMLESS.contains(&name) || python::installs(name),
        };
        quiet && known && *reads != Reads::Everything
    }

    /// Whether an installation from a manifest reads nothing of the project beside it.
    fn tells_all(&self, file: &str) -> bool {
        let named = matches!(file.rsplit('/').next(), Some("pyproject.toml" | "Pipfile"));
        !named || python::manifest::read(self.view.context, file).is_some_and(|manifest| !manifest.needs_sources())
    }

    /// Whether the COPY brings nothing to where an installer puts what it installs, also where an ignore file that is proposed
    /// is not written.
    fn is_free(&self, file: &str) -> bool {
        let folder = file.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let mut answers =
            FILLED.iter().map(|name| self.view.context.files_among(&Scope::Sent, &format!("{folder}{name}"), false));
        answers.all(|answer| matches!(answer, Known::Yes(files) if files.is_empty()))
    }

    /// Where the COPY brings a file of the context; none where it does not.
    fn place(&self, file: &str) -> Option<String> {
        join(Some(&self.to), manifests::inside(file, &self.directory)?)
    }

    /// Whether an instruction that is no RUN does not mind.
    fn is_indifferent(&self, instruction: &Instruction<'_>) -> bool {
        match &instruction.arguments {
            Arguments::Workdir(_) => match &self.body[self.index].arguments {
                Arguments::Copy(transfer) | Arguments::Add(transfer) => transfer.destination.text.starts_with('/'),
                _ => false,
            },
            Arguments::Copy(transfer) if instruction.flag("from").is_some() => {
                let to = join(self.view.facts.state(instruction.id).workdir.as_deref(), &transfer.destination.text);
                to.is_some_and(|to| !to.contains('$') && !is_below(&to, &self.to) && !is_below(&self.to, &to))
            }
            Arguments::Copy(_) | Arguments::Add(_) | Arguments::Volume(..) | Arguments::Onbuild(_) | Arguments::Invalid => false,
            _ => instruction.keyword != Keyword::From,
        }
    }

    /// From behind the instruction before it, with the comments and empty lines in between.
    fn chunk(&self, index: usize) -> Span {
        let own = self.body[index].span;
        let before = index.checked_sub(1).map_or(self.from, |before| self.body[before].span).end;
        Span::new(before, own.end)
    }

    /// A chunk in two: the empty lines that it begins with, and the rest.
    fn halves(&self, index: usize) -> (Span, Span) {
        let chunk = self.chunk(index);
        let text = self.view.slice(chunk);
        let empty: usize = text.split_inclusive('\n').take_while(|line| line.trim().is_empty()).map(str::len).sum();
        let middle = chunk.start + u32::try_from(empty).unwrap_or_default();
        (Span::new(chunk.start, middle), Span::new(middle, chunk.end))
    }

    /// Whether the directory holds nothing but manifests, so that it is copied first already; none where it is not known.
    fn is_nothing_but_manifests(&self) -> Option<bool> {
        const ENDS: [&str; 8] = [".txt", ".in", ".toml", ".lock", ".json", ".cfg", ".yml", ".yaml"];
        let pattern = if self.directory.is_empty() { "*".to_owned() } else { format!("{}/**", self.directory) };
        let Known::Yes(files) = self.view.context.files(&pattern, false) else { return None };
        let mut files = files.iter().filter(|file| file.kind == FileKind::File);
        Some(!self.directory.is_empty() && files.all(|file| ENDS.iter().any(|end| file.path.ends_with(end))))
    }

    fn write(&self, last: usize, files: &[(usize, Vec<String>)]) -> Option<Later> {
        let copy = &self.body[self.index];
        let span = Span::new(self.chunk(self.index).start, self.body[last].span.end);
        if !self.view.slice(span).ends_with('\n') {
            return None;
        }
        let keyword = if self.view.is_lower(copy) { "copy" } else { "COPY" };
        let newline = self.view.newline();
        let (gap, own) = self.halves(self.index);
        let mut parts = vec![Part::Move(gap)];
        for index in self.index + 1..=last {
            let (between, run) = self.halves(index);
            if index > self.index + 1 {
                parts.push(Part::Move(between));
            }
            let needed = files.iter().filter(|(by, _)| *by == index).flat_map(|(_, files)| files);
            let missing: Vec<&String> = needed.filter(|file| !self.is_there(file)).collect();
            for line in manifests::copies(self.view, copy, &self.directory, &missing) {
                parts.push(Part::New(format!("{keyword} {line}{newline}")));
            }
            parts.push(Part::Move(run));
        }
        let next_gap = self.halves(self.index + 1).0;
        parts.push(match self.view.slice(own).starts_with('#') && next_gap.is_empty() && !gap.is_empty() {
            true => Part::New(newline.to_owned()),
            false => Part::Move(next_gap),
        });
        parts.push(Part::Move(own));
        parts.retain(|part| !matches!(part, Part::Move(span) if span.is_empty()));
        let files = files.iter().flat_map(|(_, files)| files.clone()).collect();
        Some(Later { at: copy.text, span, parts, files })
    }

    /// Whether an instruction before the COPY brings the same file to the same place.
    fn is_there(&self, file: &str) -> bool {
        let place = self.place(file).and_then(|place| self.view.source_of(self.body[self.index].id, &place));
        place.is_some_and(|source| source == file)
    }
}

fn installs(run: &Run) -> bool {
    run.installs(|_| true).next().is_some()
}
