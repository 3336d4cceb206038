//! What the build and the app read of the context: by the text of every Dockerfile that may use it, by sources, scripts and
//! manifests, and by what else runs the image.

use super::candidates::{Candidate, Candidates, MAKERS, list};
use super::copied::{self, Picked};
use super::mention::{self, Style};
use crate::context::{Context, File, FileKind, Files, Glob, GlobMatcher, IgnoreFile, Need, Scope};
use crate::knowledge::clutter::{self, Kind};
use crate::rules::View;
use crate::split::python::requirements::decode;
use crate::syntax;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Longer texts were not written by a person.
const LONGEST: u64 = 300_000;

/// Files of one kind whose sizes add up to more are read one by one, where they are not too many.
const MOST_BYTES: u64 = 2_000_000;

/// The most files that are asked for one by one.
const MOST_FILES: usize = 200;

/// Ends of names of sources: paths in them stand in quotes.
const CODE: [&str; 37] = [
    "py", "js", "mjs", "cjs", "ts", "go", "rs", "java", "kt", "cs", "rb", "php", "c", "cc", "cpp", "h", "scala", "tsx", "jsx",
    "vue", "svelte", "mts", "cts", "ex", "exs", "lua", "pl", "r", "R", "jl", "swift", "dart", "clj", "hs", "erl", "html",
    "ipynb",
];

/// Ends of names of scripts, settings and manifests.
const PLAIN: [&str; 31] = [
    "sh",
    "bash",
    "json",
    "toml",
    "cfg",
    "ini",
    "conf",
    "yml",
    "yaml",
    "properties",
    "gradle",
    "kts",
    "xml",
    "csproj",
    "fsproj",
    "props",
    "sln",
    "slnx",
    "gemspec",
    "rake",
    "cmake",
    "mk",
    "in",
    "ac",
    "am",
    "txt",
    "service",
    "mod",
    "work",
    "groovy",
    "ps1",
];

/// Those that others ask for as a whole, so that their answers are there already.
const SHARED: [&str; 25] = [
    "py",
    "js",
    "mjs",
    "cjs",
    "ts",
    "go",
    "rs",
    "java",
    "kt",
    "cs",
    "rb",
    "php",
    "c",
    "cc",
    "cpp",
    "h",
    "scala",
    "sh",
    "ini",
    "cfg",
    "conf",
    "toml",
    "yml",
    "yaml",
    "properties",
];

/// Dockerfiles, and what builds and runs images, wherever the ignore file puts them.
const OUTSIDE: [&str; 17] = [
    "*ockerfile*",
    "*/*ockerfile*",
    "*/*/*ockerfile*",
    "*compose*.yml",
    "*compose*.yaml",
    "*/*compose*.yml",
    "*/*compose*.yaml",
    ".github/workflows/*.yml",
    ".github/workflows/*.yaml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    ".travis.yml",
    "Jenkinsfile",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "Makefile",
    "justfile",
];

/// What uses the same context, or the image.
#[derive(Debug, Default)]
pub(super) struct Outside {
    dockerfiles: Vec<Other>,
    compose: Vec<String>,
    /// What runs commands on the machines of those who write the app.
    others: Vec<String>,
}

/// Another Dockerfile, as far as it tells what is read.
#[derive(Debug)]
struct Other {
    text: String,
    said: Vec<String>,
    picked: Picked,
    copies_all: bool,
}

impl Other {
    fn read(text: String) -> Self {
        let file = syntax::parse(&text);
        let said = copied::said(&file).map(str::to_owned).collect();
        let (picked, copies_all) = (Picked::of(&file), copied::copies_all(&file));
        Self { text, said, picked, copies_all }
    }

    fn mentions(&self, programs: &[&str]) -> bool {
        programs.iter().any(|program| self.text.contains(program))
    }
}

impl Outside {
    /// None as long as it is not known.
    pub(super) fn read(context: &Context<'_>) -> Option<Self> {
        context.expect(Self::questions());
        let answers: Vec<_> = OUTSIDE.iter().map(|pattern| list(context.files_among(&Scope::All, pattern, true))).collect();
        let mut found = Self::default();
        for files in answers {
            for file in files?.iter().filter(|file| file.kind == FileKind::File && !is_foreign(&file.path)) {
                let Some(text) = file.content.as_deref().map(|bytes| decode(bytes).into_owned()) else { continue };
                let name = file.path.rsplit('/').next().unwrap_or_default();
                match () {
                    () if name.ends_with(".dockerignore") => {}
                    () if name.contains("ockerfile") => found.dockerfiles.push(Other::read(text)),
                    () if name.contains("compose") => found.compose.push(text),
                    () => found.others.push(text),
                }
            }
        }
        Some(found)
    }

    /// What will be asked.
    pub(super) fn questions() -> impl Iterator<Item = Need> {
        let glob = |pattern: &&str| Glob { pattern: (*pattern).to_owned(), contents: true, scope: Scope::All };
        OUTSIDE.iter().map(glob).map(Need::Files)
    }

    /// Whether one of the Dockerfiles picks a path by a pattern.
    pub(super) fn picks(&self, path: &str) -> bool {
        self.dockerfiles.iter().any(|other| other.picked.picks(path))
    }

    /// Whether one of the Dockerfiles copies from its context and uses none of these programs.
    pub(super) fn copies_without(&self, programs: &[&str]) -> bool {
        self.dockerfiles.iter().any(|other| other.copies_all && !other.mentions(programs))
    }

    /// Whether one of the Dockerfiles that make no virtual environments names one, or what lies in it.
    pub(super) fn names_inside(&self, name: &str) -> bool {
        let named = mention::named(name);
        let names = |other: &Other| other.said.iter().any(|text| named(text, Style::Plain));
        self.dockerfiles.iter().any(|other| !other.mentions(&MAKERS) && names(other))
    }

    fn run_tests(&self) -> bool {
        let by_engine = |text: &String| text.lines().any(|line| line.contains("docker") && clutter::runs_tests(line));
        self.compose.iter().any(|text| clutter::runs_tests(text)) || self.others.iter().any(by_engine)
    }
}

/// A text of the context.
#[derive(Debug)]
struct Text {
    style: Style,
    text: String,
}

/// What is read of the context.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// What Dockerfiles say, this one's first.
    instructions: Vec<String>,
    compose: Vec<String>,
    texts: Vec<Text>,
    /// Whether all texts could be read.
    complete: bool,
    tested: bool,
    said: Said,
}

/// What is known of all texts together, once somebody wants to know.
#[derive(Debug, Default)]
struct Said {
    reads_history: OnceCell<bool>,
    reads_environment: OnceCell<bool>,
    shows_documentation: OnceCell<bool>,
    is_site: OnceCell<bool>,
}

impl Evidence {
    /// Of what is left without the candidates; none as long as questions are open.
    pub(super) fn read(view: &View<'_>, outside: &Outside, listing: &Files, candidates: &Candidates) -> Option<Self> {
        let mut found = Self { complete: true, tested: outside.run_tests(), compose: outside.compose.clone(), ..Self::default() };
        found.instructions.extend(copied::said(view.file).map(str::to_owned));
        found.instructions.extend(outside.dockerfiles.iter().flat_map(|other| other.said.iter().cloned()));
        let (asked, complete) = patterns(listing, candidates);
        found.complete = complete;
        view.context.expect(questions(view.context, &asked));
        for (pattern, style) in asked {
            match list(view.context.files(&pattern, true)) {
                Some(files) => files.iter().filter(|file| is_read(&file.path)).for_each(|file| found.add(file, style)),
                None => found.complete = false,
            }
        }
        (!view.context.has_needs()).then_some(found)
    }

    fn add(&mut self, file: &File, style: Style) {
        if file.kind != FileKind::File || file.size > LONGEST {
            return;
        }
        match &file.content {
            Some(bytes) => self.texts.push(Text { style, text: manifest(&file.path, &decode(bytes)) }),
            None => self.complete = false,
        }
    }

    /// Whether something of a candidate is read, or nobody can tell.
    pub(super) fn needs(&self, candidate: &Candidate) -> bool {
        let named = || candidate.paths.iter().any(|path| self.names(path));
        let sure = || self.complete;
        match candidate.kind {
            // who names them elsewhere does so to pass them over
            Kind::Cache | Kind::Editor => candidate.paths.iter().any(|path| self.is_told(path)),
            Kind::Installed => self.runs(candidate),
            Kind::Integration | Kind::Build => !sure() || named(),
            Kind::History => !sure() || named() || self.reads_history(),
            Kind::Environment => !sure() || named() || self.reads_environment(),
            Kind::Key => !sure() || named() || candidate.paths.iter().any(|path| self.names_folder(path)),
            Kind::Test => {
                let run = || self.tested || self.instructions.iter().any(|text| clutter::runs_tests(text));
                !sure() || run() || named() || self.composes(candidate) || self.is_site()
            }
            Kind::Documentation => !sure() || named() || self.shows_documentation() || self.composes(candidate) || self.is_site(),
        }
    }

    fn any(&self, says: fn(&str) -> bool) -> bool {
        self.instructions.iter().any(|text| says(text)) || self.texts.iter().any(|text| says(&text.text))
    }

    fn reads_history(&self) -> bool {
        *self.said.reads_history.get_or_init(|| self.any(clutter::reads_history) || self.any(mention::asks_git))
    }

    fn reads_environment(&self) -> bool {
        *self.said.reads_environment.get_or_init(|| self.any(clutter::reads_environment))
    }

    fn shows_documentation(&self) -> bool {
        *self.said.shows_documentation.get_or_init(|| self.any(clutter::shows_documentation))
    }

    /// Whether a Dockerfile names the last part of a path.
    fn is_told(&self, path: &str) -> bool {
        let named = mention::named(path.rsplit('/').next().unwrap_or_default());
        self.instructions.iter().any(|text| named(text, Style::Plain))
    }

    /// Whether something names the last part of a path.
    fn names(&self, path: &str) -> bool {
        let named = mention::named(path.rsplit('/').next().unwrap_or_default());
        self.instructions.iter().any(|text| named(text, Style::Plain))
            || self.texts.iter().any(|text| named(&text.text, text.style))
    }

    /// Whether something names a directory that a file lies in, or all files of its kind.
    fn names_folder(&self, path: &str) -> bool {
        let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
        let kind = path.rsplit_once('.').map_or_else(String::new, |(_, end)| format!("*.{end}"));
        let compose = || self.compose.iter().any(|text| mention::names(text, path, Style::Plain));
        folders.split('/').filter(|folder| !folder.is_empty()).any(|folder| self.names(folder))
            || (!kind.is_empty() && self.texts.iter().any(|text| text.text.contains(&kind)))
            || compose()
    }

    fn composes(&self, candidate: &Candidate) -> bool {
        candidate.paths.iter().any(|path| self.compose.iter().any(|text| mention::names(text, path, Style::Code)))
    }

    /// Whether a script runs what is in a directory.
    fn runs(&self, candidate: &Candidate) -> bool {
        let inside = |text: &str| candidate.paths.iter().any(|path| text.contains(&format!("{path}/bin")));
        candidate.paths.iter().any(|path| !path.ends_with("node_modules"))
            && self.texts.iter().any(|text| text.style == Style::Plain && inside(&text.text))
    }

    /// Whether what is copied is what a server shows, all of it.
    fn is_site(&self) -> bool {
        *self.said.is_site.get_or_init(|| self.any(clutter::serves_directory))
    }
}

/// The end of a file's name, behind the last dot; empty where it has none.
fn end_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.trim_start_matches('.').rsplit_once('.').map_or("", |(_, end)| end)
}

/// Whether a file is of a library that lies among the sources.
fn is_foreign(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "node_modules" | "site-packages" | ".git" | "venv" | ".venv"))
}

/// The names of files for tools of those who write the app.
static TOOLS: LazyLock<Vec<GlobMatcher>> =
    LazyLock::new(|| clutter::tools().map(|pattern| Glob::new(pattern, false).matcher()).collect());

/// What is asked about for evidence of what is left without candidates: patterns, and how the texts are read. Whether that is
/// all of it.
pub(super) fn patterns(listing: &Files, candidates: &Candidates) -> (Vec<(String, Style)>, bool) {
    let gone = IgnoreFile::parse(&candidates.lines());
    let left: Vec<&File> =
        listing.iter().filter(|file| file.kind == FileKind::File && is_read(&file.path) && !gone.excludes(&file.path)).collect();
    let ends: BTreeSet<&str> = left.iter().map(|file| end_of(&file.path)).collect();
    let (mut asked, mut complete) = (Vec::new(), true);
    for end in ends {
        let style = match (CODE.contains(&end), PLAIN.contains(&end) || end.is_empty()) {
            (true, _) => Style::Code,
            (_, true) => Style::Plain,
            _ => continue,
        };
        let of_end: Vec<&File> = left.iter().copied().filter(|file| end_of(&file.path) == end).collect();
        match of_kind(end, &of_end) {
            Some(patterns) => asked.extend(patterns.into_iter().map(|pattern| (pattern, style))),
            None => complete = false,
        }
    }
    (asked, complete)
}

/// The questions about these, as they would be asked now.
pub(super) fn questions(context: &Context<'_>, asked: &[(String, Style)]) -> impl Iterator<Item = Need> {
    asked.iter().map(|(pattern, _)| Need::Files(context.glob(pattern, true)))
}

/// What to ask for to read the files of one kind: all at once, or, where that would be too much, each. None where they are too
/// many.
fn of_kind(end: &str, files: &[&File]) -> Option<Vec<String>> {
    let bytes: u64 = files.iter().map(|file| file.size).sum();
    if SHARED.contains(&end) || !end.is_empty() && bytes <= MOST_BYTES {
        return Some(vec![format!("**/*.{end}")]);
    }
    let short = || files.iter().filter(|file| file.size <= LONGEST && !is_licence(&file.path));
    (short().count() <= MOST_FILES).then(|| short().map(|file| file.path.clone()).collect())
}

/// Whether a text may tell what is read: tests are not run, and tools of those who write the app are not there.
fn is_read(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    let tested = |part: &str| matches!(part, "tests" | "test" | "__tests__" | "spec" | "e2e");
    let test = folders.split('/').any(tested)
        || name.starts_with("test_")
        || ["_test.py", "_test.go", ".test.js", ".test.ts", ".test.tsx", ".spec.js", ".spec.ts"]
            .iter()
            .any(|end| name.ends_with(end));
    let tool = || TOOLS.iter().any(|matcher| matcher.matches(name));
    let hidden = name.starts_with('.') && !name.starts_with(".env") && !matches!(name, ".npmrc" | ".yarnrc" | ".yarnrc.yml");
    !is_foreign(path) && !test && !hidden && !tool()
}

fn is_licence(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    ["LICENSE", "LICENCE", "NOTICE", "COPYING", "AUTHORS", "MAINTAINERS", "README"].iter().any(|word| name.starts_with(word))
}

/// What a manifest says to builds and installers, without what it says to tools of those who write the app.
fn manifest(path: &str, text: &str) -> String {
    match path.rsplit('/').next().unwrap_or_default() {
        "pyproject.toml" => without_sections(text, |section| {
            const TOOLS: [&str; 14] = [
                "tool.pytest",
                "tool.coverage",
                "tool.mypy",
                "tool.ruff",
                "tool.black",
                "tool.isort",
                "tool.pylint",
                "tool.pyright",
                "tool.tox",
                "tool.bandit",
                "tool.hatch.envs",
                "tool.commitizen",
                "tool.semantic_release",
                "tool.codespell",
            ];
            TOOLS.iter().any(|tool| section.starts_with(tool))
        }),
        "setup.cfg" => without_sections(text, |section| !(section == "metadata" || section.starts_with("options"))),
        "package.json" => {
            let tool = |line: &&str| {
                let key = line.trim_start().split('"').nth(1).unwrap_or_default();
                ["test", "lint", "cover", "format", "e2e", "docs", "prettier", "typedoc", "url", "homepage", "readme"]
                    .iter()
                    .any(|word| key.contains(word))
            };
            text.split_inclusive('\n').filter(|line| !tool(line)).collect()
        }
        _ => text.to_owned(),
    }
}

/// A text of sections without those that `drops` says.
fn without_sections(text: &str, drops: impl Fn(&str) -> bool) -> String {
    let mut dropped = false;
    let keep = |line: &&str| {
        if let Some(section) = line.trim().strip_prefix('[').filter(|rest| rest.contains(']') && !line.starts_with([' ', '\t'])) {
            dropped = drops(section.trim_start_matches('[').split(']').next().unwrap_or_default().trim());
        }
        !dropped
    };
    text.split_inclusive('\n').filter(keep).collect()
}
