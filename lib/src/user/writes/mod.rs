//! Evidence of what the running app writes: by its sources, its scripts, its configuration, the framework that it is made
//! with, and the directories that the build makes for nothing else.
//!
//! * `tokens` and `value` read sources.
//! * `commands` reads what the image starts.
//! * `settings` reads configuration files.
//!
//! It must never know how an owner is given.

mod commands;
mod settings;
mod tokens;
mod value;

use super::instructions;
use super::sources::Sources;
use super::started::Started;
use crate::context::{FileKind, Known};
use crate::facts::{Stage, is_below, join};
use crate::knowledge::users;
use crate::report::Reason;
use crate::rules::View;
use crate::shell::{Command, Word};
use crate::span::Span;
use crate::split::python::imports;
use crate::syntax::{Arguments, InstructionId};
use std::collections::{BTreeSet, HashMap};
use value::{Around, Bindings};

/// Sources that are longer were not written by a person.
const LONGEST_SOURCE: u64 = 300_000;

/// Kinds of configuration files that are read.
const CONFIGURATIONS: [&str; 7] = ["ini", "cfg", "conf", "toml", "yml", "yaml", "properties"];

/// A path of the image that the app writes to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Written {
    /// Absolute.
    pub(super) path: String,
    /// Whether it is a directory.
    pub(super) directory: bool,
}

/// All that is known of what the app writes.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    pub(super) written: BTreeSet<Written>,
    /// Directories that the build makes for nothing else, with where it says so.
    pub(super) made: Vec<String>,
    /// What a volume is mounted on.
    pub(super) volumes: Vec<String>,
}

/// Collects it for the image that a stage is.
pub(super) fn evidence(
    view: &View<'_>,
    stage: &Stage<'_>,
    sources: &Sources,
    commands: &[Started],
    directory: &str,
) -> Result<Evidence, (Span, Reason)> {
    let mut evidence = Evidence { volumes: volumes(view, stage), made: made(view, stage, sources), ..Evidence::default() };
    for command in commands {
        commands::written(command, &mut evidence.written)?;
    }
    if sources.any {
        let at = commands.first().map_or(view.file.instruction(stage.from).text, |command| command.at);
        let (code, configuration) = texts(view).ok_or((at, Reason::UnknownContext))?;
        wants_devices(&code).map_or(Ok(()), |module| Err((at, Reason::NeedsRoot(module))))?;
        evidence.read_sources(view, stage, sources, &code, directory);
        for file in &configuration {
            settings::written(&file.text, directory, &mut evidence.written);
        }
        for (file, places) in users::frameworks() {
            if join(Some(directory), file).is_some_and(|file| sources.get(&file).is_some()) {
                let places = places.iter().filter_map(|place| join(Some(directory), place));
                evidence.written.extend(places.map(|path| Written { path, directory: true }));
            }
        }
    }
    Ok(evidence)
}

/// A source or a configuration file.
pub(super) struct Text {
    origin: String,
    text: String,
}

impl Text {
    /// None where the limits of the context left no room for it.
    fn of(file: &crate::context::File) -> Option<Self> {
        let text = String::from_utf8_lossy(file.content.as_ref()?).into_owned();
        Some(Self { origin: file.path.clone(), text })
    }
}

/// The sources and the configuration files of the build context; none where they are not known.
pub(super) fn texts(view: &View<'_>) -> Option<(Vec<Text>, Vec<Text>)> {
    // all questions at once: their number is limited
    let (code, configuration) = (named(view, &tokens::EXTENSIONS), named(view, &CONFIGURATIONS));
    Some((code?, configuration?))
}

/// The texts of the build context whose names end so.
fn named(view: &View<'_>, extensions: &[&str]) -> Option<Vec<Text>> {
    let Known::Yes(all) = view.context.files("**", false) else { return None };
    let mut texts = Some(Vec::new());
    for extension in extensions {
        let wanted = |file: &crate::context::File| {
            file.kind == FileKind::File && file.path.rsplit_once('.').is_some_and(|(_, end)| end == *extension)
        };
        if !all.iter().any(wanted) {
            continue;
        }
        match view.context.files(&format!("**/*.{extension}"), true) {
            Known::Yes(found) => {
                let found: Option<Vec<Text>> = found.iter().filter(|file| is_read(file)).map(Text::of).collect();
                texts = texts.zip(found).map(|(mut texts, found)| {
                    texts.extend(found);
                    texts
                });
            }
            Known::No => {}
            Known::Unknown => texts = None,
        }
    }
    texts
}

fn is_read(file: &crate::context::File) -> bool {
    file.kind == FileKind::File && file.size <= LONGEST_SOURCE && !is_foreign(&file.path)
}

/// Whether a file is a test's, or of a library that lies among the sources.
fn is_foreign(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    path.split('/').any(|part| {
        matches!(
            part,
            "tests" | "test" | "__tests__" | "node_modules" | "vendor" | "site-packages" | "venv" | ".venv" | ".git" | ".github"
        )
    }) || name.starts_with("test_")
        || [".min.js", "_test.py", "_test.go", ".test.js", ".spec.ts", ".test.ts"].iter().any(|end| name.ends_with(end))
        || matches!(name, "conftest.py" | "setup.py")
}

fn wants_devices(texts: &[Text]) -> Option<String> {
    let python = texts.iter().filter(|text| text.origin.ends_with(".py"));
    for text in python {
        let source = imports::scan(&text.text);
        if let Some(module) = source.top_levels().into_iter().find(|module| users::wants_devices(module)) {
            return Some(module.to_owned());
        }
    }
    texts.iter().any(|text| text.text.contains("/var/run/docker.sock")).then(|| "/var/run/docker.sock".to_owned())
}

impl Evidence {
    /// Reads all sources twice: names may get their values in another one.
    fn read_sources(&mut self, view: &View<'_>, stage: &Stage<'_>, sources: &Sources, texts: &[Text], directory: &str) {
        let places: HashMap<&str, &str> = sources.files().map(|(path, source)| (source.origin.as_str(), path)).collect();
        let last = InstructionId(stage.end.0 - 1);
        let environment = |name: &str| view.facts.variable(last, name).flatten();
        let sources: Vec<(&Text, Vec<imports::Token<'_>>)> =
            texts.iter().filter_map(|text| Some((text, tokens::tokens(&text.origin, &text.text)?))).collect();
        let mut others = Bindings::new();
        for again in [false, true] {
            let mut found = Bindings::new();
            for (text, tokens) in &sources {
                let place = places.get(text.origin.as_str()).copied();
                let around = Around { place, directory: Some(directory), others: &others, environment: &environment };
                let (writes, own) = value::read(tokens, &around);
                found.extend(own);
                if again {
                    self.written.extend(writes.iter().filter_map(|write| path_of(write, directory)));
                }
            }
            others = found;
        }
    }
}

/// The path of the image that a write is to.
fn path_of(write: &value::Write, directory: &str) -> Option<Written> {
    let text = write.value.text.trim();
    if text.is_empty() || text.starts_with('~') || text.starts_with(':') {
        return None;
    }
    Some(Written { path: join(Some(directory), text)?, directory: write.directory || write.value.open })
}

/// The paths of VOLUME.
fn volumes(view: &View<'_>, stage: &Stage<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for instruction in instructions(view, stage) {
        let Arguments::Volume(words, _) = &instruction.arguments else { continue };
        for word in words {
            let path = view.facts.expand(instruction.id, &word.text, view.file.escape());
            found.extend(path.filter(|path| path.starts_with('/')).and_then(|path| join(None, &path)));
        }
    }
    found
}

/// Directories that a RUN makes and nothing is put into: what for, if not to write there once the image runs?
fn made(view: &View<'_>, stage: &Stage<'_>, sources: &Sources) -> Vec<String> {
    let mut made: Vec<String> = Vec::new();
    let mut used: Vec<String> = Vec::new();
    for instruction in instructions(view, stage) {
        let Some(run) = view.facts.run(instruction.id) else { continue };
        let Ok(script) = &run.script else { continue };
        let mut directory = view.facts.state(instruction.id).workdir.as_deref().map(str::to_owned);
        for command in &script.commands {
            let words = words(view, instruction.id, command);
            let paths = || words.iter().filter(|word| !word.starts_with('-')).filter_map(|word| join(directory.as_deref(), word));
            let makes = command.name() == Some("mkdir")
                || command.name() == Some("install") && words.iter().any(|word| matches!(word.as_str(), "-d" | "--directory"));
            match command.name() {
                _ if makes && !command.place.conditional => made.extend(paths()),
                Some("chmod" | "chown" | "chgrp" | "rm" | "echo" | "ls" | "mkdir") => {}
                Some("cd") => {
                    used.extend(paths());
                    directory = paths().next();
                }
                _ => used.extend(paths()),
            }
            let targets = command.redirections.iter().filter_map(|it| it.target.as_ref()?.literal());
            used.extend(targets.filter_map(|target| join(directory.as_deref(), target)));
        }
    }
    made.retain(|path| !used.iter().any(|used| is_below(used, path)) && !sources.has_directory(path));
    let all = made.clone();
    made.retain(|path| !all.iter().any(|other| other != path && is_below(other, path)));
    made.sort();
    made.dedup();
    made
}

/// The words of a command of a RUN that are known, with the environment filled in.
pub(super) fn words(view: &View<'_>, id: InstructionId, command: &Command) -> Vec<String> {
    let known = |word: &Word| match word.fields() {
        Some(fields) => fields.iter().map(|field| field.to_string()).collect::<Vec<_>>(),
        None => view.facts.expand(id, &word.raw, view.file.escape()).into_iter().collect(),
    };
    command.arguments().iter().flat_map(known).collect()
}
