//! The distributions that a stage asks pip and its likes for, and what follows from their names: programs that they run,
//! shared libraries that they open, tools among them that nothing needs at run time.

use super::is_tool;
use super::manifest::{self, Group};
use super::requirements::{self, Requirement};
use crate::facts::{Manager, Stage, Verb, join};
use crate::knowledge::python::{self, Distribution};
use crate::rules::View;
use crate::split::evidence::Evidence;
use std::collections::BTreeSet;

/// Distributions by their normalised names.
#[derive(Clone, Debug, Default)]
pub(in crate::split) struct Required {
    names: BTreeSet<String>,
    /// Those that only a group for development asks for.
    grouped: BTreeSet<String>,
    /// Programs that install others.
    tools: BTreeSet<String>,
}

/// Distributions that nothing needs at run time.
#[derive(Clone, Debug, Default)]
pub(in crate::split) struct Superfluous {
    /// To be taken out, sorted.
    pub(in crate::split) tools: Vec<String>,
    /// Those of them that install others, and go whoever requires them: their plugins do.
    pub(in crate::split) installers: Vec<String>,
    /// To be kept although these may require them: the app asks for them or imports them.
    pub(in crate::split) kept: Vec<String>,
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
                let operands = package.packages().iter().filter_map(|word| Requirement::from_specifier(&word.text).name);
                for name in operands {
                    let list = if is_tool(&name) { &mut required.tools } else { &mut required.names };
                    list.insert(name);
                }
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
        for dependency in manifest::read(view.context, &path).into_iter().flat_map(|manifest| manifest.dependencies) {
            let list = if matches!(dependency.group, Group::Named(_)) { &mut self.grouped } else { &mut self.names };
            list.insert(dependency.name);
        }
    }

    /// Whether a distribution is among them, by its normalised name; those of groups for development are not.
    pub(in crate::split) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    fn rows(&self) -> impl Iterator<Item = Distribution> {
        self.names.iter().chain(&self.grouped).filter_map(|name| python::distribution(name))
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

    /// Tools of those who write the app that nothing in the build context imports or names.
    pub(in crate::split) fn superfluous(&self, evidence: &Evidence) -> Superfluous {
        if !evidence.is_complete() {
            return Superfluous::default();
        }
        let unused = |name: &str| {
            let imports = python::imports_of(name);
            let own = name.replace('-', "_");
            !evidence.names(name) && !evidence.imports(&own) && !imports.iter().any(|import| evidence.imports(import))
        };
        let for_writers = |name: &&String| python::distribution(name).is_some_and(|row| row.dev && row.plugin.is_none());
        let listed = self.names.iter().filter(for_writers);
        let grouped = self.grouped.iter().filter(|name| !self.names.contains(*name));
        let tools = self.tools.iter().filter(|name| !matches!(name.as_str(), "pip" | "setuptools" | "wheel"));
        let mut tools: Vec<String> = listed.chain(grouped).chain(tools).filter(|name| unused(name)).cloned().collect();
        tools.sort();
        tools.dedup();
        let mut kept: BTreeSet<String> = self.names.iter().filter(|name| !tools.contains(name)).cloned().collect();
        kept.extend(evidence.modules().flat_map(python::owners_of).map(|owner| (*owner).to_owned()));
        kept.insert("pip".to_owned());
        let installers = self.tools.iter().filter(|name| tools.contains(name)).cloned().collect();
        Superfluous { tools, installers, kept: kept.into_iter().collect() }
    }
}
