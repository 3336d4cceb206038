//! The distributions that a stage asks pip and its likes for, and what follows from their names: programs that they run,
//! shared libraries that they open, tools among them that nothing needs at run time.

use super::manifest;
use super::requirements::{self, Requirement, decode};
use crate::context::Known;
use crate::facts::{Manager, Stage, Verb, join};
use crate::knowledge::python::{self, Distribution};
use crate::rules::View;
use crate::split::evidence::Evidence;
use std::collections::BTreeSet;

/// What tools bring along for themselves. Each goes only when nothing that stays requires it.
const HELPERS: [(&str, &[&str]); 8] = [
    ("pytest", &["iniconfig", "pluggy", "pygments", "exceptiongroup", "tomli"]),
    ("black", &["pathspec", "mypy-extensions", "platformdirs", "pytokens"]),
    ("flake8", &["mccabe", "pycodestyle", "pyflakes"]),
    ("mypy", &["mypy-extensions", "pathspec", "librt"]),
    ("pylint", &["astroid", "dill", "isort", "mccabe", "platformdirs", "tomlkit"]),
    ("isort", &["colorama"]),
    ("coverage", &["tomli"]),
    (
        "ipython",
        &[
            "asttokens",
            "decorator",
            "executing",
            "ipython-pygments-lexers",
            "jedi",
            "matplotlib-inline",
            "parso",
            "pexpect",
            "prompt-toolkit",
            "ptyprocess",
            "pure-eval",
            "pygments",
            "stack-data",
            "traitlets",
            "wcwidth",
        ],
    ),
];

/// Distributions by their normalised names.
#[derive(Clone, Debug, Default)]
pub(in crate::split) struct Required {
    names: BTreeSet<String>,
}

impl Required {
    /// All that a stage asks for, as far as it can be read.
    pub(in crate::split) fn of(view: &View<'_>, stage: &Stage<'_>) -> Self {
        let mut required = Self::default();
        for instruction in view.facts.body(view.file, stage.index) {
            let Some(run) = view.facts.run(instruction.id) else { continue };
            let directory = view.facts.state(instruction.id).workdir.clone();
            let source = |path: &str| view.source_of(instruction.id, &join(directory.as_deref(), path)?);
            for package in run.packages.iter().filter(|package| package.manager == Manager::Pip && package.verb == Verb::Install)
            {
                let operands = package.packages().iter();
                required.names.extend(operands.filter_map(|word| Requirement::from_specifier(&word.text).name));
                let files = ["-r", "--requirement"].into_iter().flat_map(|option| package.arguments.values(option));
                for file in files.filter_map(source) {
                    let collection = requirements::collect(view.context, &file);
                    required.names.extend(collection.requirements.into_iter().filter_map(|one| one.what.name));
                }
            }
            let text = view.slice(instruction.text);
            if ["poetry", "uv sync", "pip install .", "pip3 install .", "pipenv"].iter().any(|words| text.contains(words)) {
                for name in ["pyproject.toml", "Pipfile"] {
                    required.manifest(view, source(name));
                }
            }
        }
        required
    }

    fn manifest(&mut self, view: &View<'_>, path: Option<String>) {
        let Some(path) = path else { return };
        let Known::Yes(file) = view.context.file(&path) else { return };
        let Some(bytes) = file.content else { return };
        let text = decode(&bytes);
        let manifest = if path.ends_with("Pipfile") { manifest::pipfile(&text) } else { manifest::pyproject(&text) };
        self.names.extend(manifest.into_iter().flat_map(|manifest| manifest.dependencies).map(|dependency| dependency.name));
    }

    fn rows(&self) -> impl Iterator<Item = Distribution> {
        self.names.iter().filter_map(|name| python::distribution(name))
    }

    /// Programs that they run.
    pub(in crate::split) fn calls(&self) -> impl Iterator<Item = &'static str> {
        self.rows().flat_map(|row| row.calls.iter().copied())
    }

    /// The names that packages of Debian's and Ubuntu's releases have or had for the shared libraries that they open.
    pub(in crate::split) fn opens(&self) -> BTreeSet<&'static str> {
        let brought = |row: &Distribution| row.instead.iter().any(|other| self.names.contains(*other));
        let libraries = self.rows().filter(|row| !brought(row)).flat_map(|row| row.opens.iter().copied());
        libraries.filter_map(python::library).flat_map(python::Library::debian_names).collect()
    }

    /// Tools of those who write the app that nothing in the build context imports or names, each behind those that may
    /// require it; helpers of theirs last.
    pub(in crate::split) fn superfluous(&self, evidence: &Evidence) -> Vec<String> {
        if !evidence.is_complete() {
            return Vec::new();
        }
        let unused = |name: &str| {
            let imports = python::imports_of(name);
            let own = name.replace('-', "_");
            !evidence.names(name) && !evidence.imports(&own) && !imports.iter().any(|import| evidence.imports(import))
        };
        let is_tool = |name: &&String| python::distribution(name).is_some_and(|row| row.dev && row.plugin.is_none());
        let mut tools: Vec<String> = self.names.iter().filter(is_tool).filter(|name| unused(name)).cloned().collect();
        // plugins have the longer names: `pytest-cov` requires `pytest`
        tools.sort_by(|one, next| next.len().cmp(&one.len()).then(one.cmp(next)));
        let helpers = HELPERS.iter().filter(|(tool, _)| tools.iter().any(|name| name == tool)).flat_map(|(_, helpers)| *helpers);
        let helpers: BTreeSet<&str> = helpers.copied().filter(|helper| !self.names.contains(*helper) && unused(helper)).collect();
        tools.extend(helpers.into_iter().map(str::to_owned));
        tools
    }
}
