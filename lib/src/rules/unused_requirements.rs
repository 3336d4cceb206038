//! Requirements that nothing in the build context imports are pointed out.
//!
//! ## Why
//!
//! Requirement files grow and are seldom weeded: libraries that were tried once, tools of those who write the app. Each
//! brings its own dependencies along; they make the image larger, its builds slower and its scans longer.
//!
//! Without a wish nothing is changed: the note is for a person to act on. It tells what the library's own files take, where
//! that is known; what only it requires goes with it.
//!
//! `--remove-unused` proposes requirements files without these lines, which `--write` writes, `--diff` shows, and the JSON
//! document holds. The Dockerfile stays as it is: the file says what is installed, for the image and for those who write
//! the app, so that both go on agreeing. What another requirement needs is installed all the same, as pip works that out.
//! Such a change is of class Unsafe, as a module that is imported in a way that nobody sees fails when the app runs, not in
//! the build; the wish is asking for it.
//!
//! ## When it stays away
//!
//! Without the build context, or when it is larger than what is read. When the file is the output of `pip freeze` or a lock,
//! which lists what others need. For everything that is used without being imported (servers, database drivers, optional
//! helpers of other libraries, runners of tests where there are tests), that another requirement is known to use, or that a
//! string, a script, a configuration file or the Dockerfile names; for distributions of which the tables do not say what one
//! imports to use them. A file is proposed only when it is UTF-8.
//!
//! ## Example
//!
//! With a `requirements.txt` of `flask` and `selenium` and an app that imports only `flask`, the note says that selenium is
//! installed and nothing in the build context imports it:
//!
//! ```dockerfile
//! FROM python:3.12-slim
//! COPY . .
//! RUN pip install -r requirements.txt
//! CMD ["flask", "run"]
//! ```

use super::body::{Body, program};
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::context::{Context, FileKind, Files, Known};
use crate::facts::{Manager, PackageCommand, join};
use crate::knowledge::python::{self, Distribution};
use crate::report::Class;
use crate::span::Span;
use crate::split::python::imports::{self, Source};
use crate::split::python::requirements::{self, Collection, decode, normalised};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "unused-requirements",
        summary: "requirements that nothing imports are pointed out",
        level: 2,
        phase: Phase::Split,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &[],
        page: page!("unused_requirements"),
    },
    run,
};

/// What beside sources may name a library or a tool. Asked for only when something is left to say: contents are limited.
const OTHERS: [&str; 14] = [
    "**/*.ipynb",
    "**/*.sh",
    "**/*.toml",
    "**/*.cfg",
    "**/*.ini",
    "**/*.conf",
    "**/*.yml",
    "**/*.yaml",
    "**/Procfile*",
    "**/Makefile",
    "**/entrypoint*",
    "**/start*",
    "bin/*",
    "scripts/*",
];

/// A requirement and where it is installed.
struct Wanted<'a> {
    name: &'a str,
    /// The file and line that ask for it.
    file: &'a str,
    line: u32,
    /// The lines that ask for it.
    lines: Span,
    /// The command that installs the file.
    at: Span,
    row: Distribution,
}

fn run(view: &View<'_>, out: &mut Proposals) {
    let Some(installs) = installs(view) else { return };
    let installed: HashSet<&str> = installs.iter().flat_map(|install| install.names()).collect();
    let all: Vec<Wanted<'_>> = installs.iter().flat_map(Install::wanted).collect();
    let mut candidates: Vec<&Wanted<'_>> = all.iter().filter(|wanted| wanted.may_be_unused(&installed)).collect();
    if candidates.is_empty() {
        return;
    }
    let Some(sources) = Sources::read(view.context) else { return };
    let app = App::read(&sources, &all);
    if all.iter().any(|wanted| wanted.row.transitive && !app.uses(wanted)) {
        // a list of all that is installed, not of what the app needs
        return;
    }
    let tested = sources.have_tests();
    candidates.retain(|wanted| !(app.uses(wanted) || tested && wanted.runs_tests() || wanted.is_named_in(view.text)));
    if candidates.is_empty() {
        return;
    }
    let Some(others) = all_of(OTHERS.iter().map(|pattern| texts(view.context, pattern))) else { return };
    let others: Vec<Cow<'_, str>> = others.iter().flat_map(|files| contents(files)).collect();
    candidates.retain(|wanted| !others.iter().any(|text| wanted.is_named_in(text)));
    let mut said = HashSet::new();
    candidates.iter().filter(|wanted| said.insert(wanted.name)).for_each(|wanted| out.note(wanted.at, wanted.told()));
    if view.options.remove_unused {
        remove(view.context, &candidates, out);
    }
}

/// Proposes the requirements files without what is unused.
fn remove(context: &Context<'_>, unused: &[&Wanted<'_>], out: &mut Proposals) {
    let mut files: BTreeMap<&str, Vec<&Wanted<'_>>> = BTreeMap::new();
    unused.iter().for_each(|wanted| files.entry(wanted.file).or_default().push(wanted));
    for (path, unused) in files {
        let Known::Yes(file) = context.file(path) else { continue };
        let Some(text) = file.content.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()) else { continue };
        let (mut names, mut lines): (Vec<&str>, Vec<Span>) = unused.iter().map(|wanted| (wanted.name, wanted.lines)).unzip();
        names.dedup();
        lines.sort_unstable();
        lines.dedup();
        let why = format!("nothing in the build context imports {}", names.join(", "));
        out.file(unused[0].at, Class::Unsafe, path, without(&text, &lines), why);
    }
}

/// A text without these spans of whole lines, given from its byte order mark on.
fn without(text: &str, lines: &[Span]) -> String {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut kept = text.to_owned();
    for span in lines.iter().rev() {
        let (start, end) = (mark + span.start as usize, mark + span.end as usize);
        let rest = &text[end..];
        let line_end = ["\r\n", "\n", "\r"].iter().find(|end| rest.starts_with(**end)).map_or(0, |end| end.len());
        kept.replace_range(start..end + line_end, "");
    }
    kept
}

/// What a `pip install` installs: requirement files of the build context, and what it names itself.
struct Install {
    at: Span,
    files: Vec<Collection>,
    named: Vec<String>,
}

/// All that pip is told to install in the file; none when a requirements file cannot be read as a whole.
fn installs(view: &View<'_>) -> Option<Vec<Install>> {
    let bodies: Vec<Body<'_>> = view.instructions().iter().filter_map(|instruction| view.body(instruction)).collect();
    let by_pip = |package: &PackageCommand| package.manager == Manager::Pip;
    let commands = bodies.iter().flat_map(|body| body.run.installs(by_pip).map(move |package| (body, package)));
    let installs = all_of(commands.map(|(body, package)| install(view, body, package)))?;
    installs.iter().any(|install| !install.files.is_empty()).then_some(installs)
}

fn install(view: &View<'_>, body: &Body<'_>, package: &PackageCommand) -> Option<Install> {
    let values = ["-r", "--requirement"].into_iter().flat_map(|option| package.arguments.values(option));
    let files = all_of(values.map(|path| file(view, body, path)));
    let operands = package.packages().iter();
    let named = operands.filter_map(|word| requirements::Requirement::from_specifier(&word.text).name).collect();
    Some(Install { at: body.command(package).span, files: files?, named })
}

/// All of the values, or none; each is worked out, so that all questions are asked at once.
fn all_of<T>(values: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let values: Vec<Option<T>> = values.collect();
    values.into_iter().collect()
}

/// A requirements file with all that it includes, when it is of the build context and could be read as a whole.
fn file(view: &View<'_>, body: &Body<'_>, path: &str) -> Option<Collection> {
    let moves = |command| matches!(program(command), Some("cd" | "pushd" | "chroot"));
    if body.script.commands.iter().any(moves) {
        return None;
    }
    let absolute = join(view.facts.state(body.instruction.id).workdir.as_deref(), path)?;
    let collection = requirements::collect(view.context, &view.source_of(body.instruction.id, &absolute)?);
    let locked = collection.requirements.iter().any(|one| !one.what.hashes.is_empty());
    (collection.is_complete() && !locked).then_some(collection)
}

impl Install {
    fn names(&self) -> impl Iterator<Item = &str> {
        let listed = self.files.iter().flat_map(|file| &file.requirements).filter_map(|one| one.what.name.as_deref());
        listed.chain(self.named.iter().map(String::as_str))
    }

    /// The requirements of the files of which something is known.
    fn wanted(&self) -> impl Iterator<Item = Wanted<'_>> {
        let listed = self.files.iter().flat_map(|list| list.requirements.iter().map(move |one| (list, one)));
        listed.filter_map(|(list, one)| {
            let name = one.what.name.as_deref()?;
            let row = python::distribution(name)?;
            Some(Wanted { name, file: list.paths.get(one.file)?, line: one.what.line, lines: one.what.span, at: self.at, row })
        })
    }
}

impl Wanted<'_> {
    /// Whether it is of no use, should nothing name it: other requirements do not use it, and it needs no import.
    fn may_be_unused(&self, installed: &HashSet<&str>) -> bool {
        let for_writers = self.row.dev && !["dev", "test", "lint", "doc"].iter().any(|word| self.file.contains(word));
        let alone = self.row.alone_unless.is_some_and(|users| !users.iter().any(|user| installed.contains(user)));
        let known = !self.row.imports.is_empty();
        self.row.plugin.is_none() && !self.row.transitive && ((alone && known) || for_writers)
    }

    /// What the user is told.
    fn told(&self) -> String {
        let Self { name, file, line, .. } = self;
        let cost = python::bytes_of(name).map_or_else(String::new, |bytes| format!(" ({})", megabytes(bytes)));
        format!("{name} ({file}, line {line}) is installed{cost} and nothing in the build context imports it")
    }

    /// Whether it runs tests or helps the one that does: tests need not import it.
    fn runs_tests(&self) -> bool {
        self.row.dev && ["pytest", "nose", "coverage", "tox"].iter().any(|runner| self.name.starts_with(runner))
    }

    /// The words by which something may name it.
    fn words(&self) -> impl Iterator<Item = &str> {
        let imports = self.row.imports.iter().map(|import| import.rsplit('.').next().unwrap_or(import));
        imports.chain([self.name])
    }

    fn is_named_in(&self, text: &str) -> bool {
        self.words().any(|word| imports::has_word(text, word))
    }
}

/// A size that is good enough to decide by.
fn megabytes(bytes: u64) -> String {
    match bytes / 100_000 {
        0 => "less than 0.1 MB".to_owned(),
        tenths @ 1..100 => format!("about {}.{} MB", tenths / 10, tenths % 10),
        tenths => format!("about {} MB", tenths / 10),
    }
}

/// The files of one question; none when they are not known or one of them could not be read.
fn texts(context: &Context<'_>, pattern: &str) -> Option<Arc<Files>> {
    let Known::Yes(files) = context.files(pattern, true) else { return None };
    files.iter().all(|file| file.kind != FileKind::File || file.content.is_some()).then_some(files)
}

fn contents(files: &Files) -> impl Iterator<Item = Cow<'_, str>> {
    let files = files.iter().filter(|file| file.kind == FileKind::File);
    files.filter_map(|file| file.content.as_deref().map(decode))
}

/// The Python sources of the build context.
struct Sources {
    python: Arc<Files>,
}

impl Sources {
    /// None when they are not known, or when there are none: then the app is somewhere else.
    fn read(context: &Context<'_>) -> Option<Self> {
        let python = texts(context, "**/*.py")?;
        (!python.is_empty()).then_some(Self { python })
    }

    fn have_tests(&self) -> bool {
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().trim_end_matches(".py").to_owned();
        let is_test = |name: &str| name.starts_with("test") || name.ends_with("_test") || name == "conftest";
        self.python.iter().any(|file| is_test(&name(&file.path)))
    }
}

/// What the app names of the requirements.
struct App {
    used: HashSet<String>,
}

impl App {
    fn read(sources: &Sources, all: &[Wanted<'_>]) -> Self {
        let mut words: BTreeMap<String, bool> = BTreeMap::new();
        for word in all.iter().flat_map(Wanted::words) {
            words.insert(normalised(word), false);
        }
        let mut used = HashSet::new();
        for text in contents(&sources.python) {
            let source = imports::scan(&text);
            let found = all.iter().filter(|wanted| !used.contains(wanted.name) && is_imported(&source, wanted));
            let found: Vec<String> = found.map(|wanted| wanted.name.to_owned()).collect();
            used.extend(found);
            source.text().for_each(|literal| mark(&literal.text, &mut words));
        }
        let is_marked = |wanted: &&Wanted<'_>| wanted.words().any(|word| words.get(&normalised(word)) == Some(&true));
        used.extend(all.iter().filter(is_marked).map(|wanted| wanted.name.to_owned()));
        Self { used }
    }

    fn uses(&self, wanted: &Wanted<'_>) -> bool {
        self.used.contains(wanted.name)
    }
}

fn is_imported(source: &Source<'_>, wanted: &Wanted<'_>) -> bool {
    wanted.row.imports.iter().any(|import| source.imports(import))
}

/// Marks the words that stand in a text, also as parts of words with dashes.
fn mark(text: &str, words: &mut BTreeMap<String, bool>) {
    const LONGEST: usize = 64;
    let dashed = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'));
    let plain = |c: char| !(c.is_alphanumeric() || c == '_');
    let found = text.split(dashed).chain(text.split(plain)).filter(|word| (2..LONGEST).contains(&word.len()));
    for word in found {
        if let Some(known) = words.get_mut(&normalised(word)) {
            *known = true;
        }
    }
}
