//! The packages that a `pyproject.toml` or a `Pipfile` names, by whatever tool reads it. Names only: which versions are
//! installed, the tool decides.

use super::requirements::{Requirement, Source, decode, normalised};
use crate::context::{Context, Known};
use toml::{Table, Value};

/// What a manifest says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The project's own name, normalised.
    pub name: Option<String>,
    /// The packages that it names, in the order of its tables.
    pub dependencies: Vec<Dependency>,
    /// What builds the project: `[build-system] requires`, normalised names.
    pub build_requires: Vec<String>,
    /// `[build-system] build-backend`.
    pub backend: Option<String>,
    /// Whether the dependencies are (also) worked out by the backend, so that more than is named here may be installed.
    pub dynamic: bool,
    /// Whether other projects among the sources belong to it, a script of its own builds it, or the backend works out what it
    /// is, as from a version in a source.
    pub entangled: bool,
}

/// A package that a manifest names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Its name, normalised.
    pub name: String,
    /// What it is wanted for.
    pub group: Group,
    /// Whether it is a directory or a file of the sources, as `path = "../lib"` says.
    pub local: bool,
}

/// What a package is wanted for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// It is always installed with the project.
    Main,
    /// An extra of the project.
    Extra(String),
    /// A group that tools install on request, or unless told otherwise: `dev`, `test`, `docs`.
    Named(String),
}

/// Reads the manifest at a path of the build context, by its name; none where it is not known or not well-formed.
pub(crate) fn read(context: &Context<'_>, path: &str) -> Option<Manifest> {
    let Known::Yes(file) = context.file(path) else { return None };
    let text = decode(file.content.as_deref()?);
    if path.ends_with("Pipfile") { pipfile(&text) } else { pyproject(&text) }
}

/// Reads a `pyproject.toml`; none where it is no TOML.
#[must_use]
pub fn pyproject(text: &str) -> Option<Manifest> {
    let table: Table = text.parse().ok()?;
    let mut out = Manifest::default();
    let at = |path: &[&str]| path.iter().try_fold(&table, |table, key| table.get(*key)?.as_table());
    if let Some(project) = at(&["project"]) {
        out.take_name(project);
        out.specifiers(project.get("dependencies"), &Group::Main);
        out.grouped(at(&["project", "optional-dependencies"]), Group::Extra);
        out.dynamic = list(project.get("dynamic")).any(|what| what == "dependencies");
    }
    if let Some(poetry) = at(&["tool", "poetry"]) {
        out.take_name(poetry);
        out.poetry(poetry);
    }
    if let Some(flit) = at(&["tool", "flit", "metadata"]) {
        out.specifiers(flit.get("requires"), &Group::Main);
        out.grouped(at(&["tool", "flit", "metadata", "requires-extra"]), Group::Extra);
    }
    out.grouped(at(&["dependency-groups"]), Group::Named);
    out.grouped(at(&["tool", "pdm", "dev-dependencies"]), Group::Named);
    out.specifiers(at(&["tool", "uv"]).and_then(|uv| uv.get("dev-dependencies")), &Group::Named("dev".to_owned()));
    if let Some(system) = at(&["build-system"]) {
        out.backend = system.get("build-backend").and_then(Value::as_str).map(str::to_owned);
        out.build_requires = list(system.get("requires")).filter_map(|text| Requirement::from_specifier(text).name).collect();
    }
    let local = |source: &Value| ["path", "workspace"].iter().any(|key| source.get(*key).is_some());
    let sources = at(&["tool", "uv", "sources"]).into_iter().flatten();
    let open = at(&["project"]).is_some_and(|project| list(project.get("dynamic")).next().is_some());
    out.entangled = open
        || at(&["tool", "uv", "workspace"]).is_some()
        || at(&["tool", "poetry"]).is_some_and(|poetry| poetry.contains_key("build"))
        || sources
            .map(|(_, source)| source)
            .any(|source| local(source) || source.as_array().is_some_and(|all| all.iter().any(local)));
    Some(out)
}

/// Reads a `Pipfile`; none where it is no TOML.
#[must_use]
pub fn pipfile(text: &str) -> Option<Manifest> {
    const OTHERS: [&str; 4] = ["source", "requires", "scripts", "pipenv"];
    let table: Table = text.parse().ok()?;
    let mut out = Manifest::default();
    for (section, value) in table.iter().filter(|(section, _)| !OTHERS.contains(&section.as_str())) {
        let group = if section == "packages" { Group::Main } else { Group::Named(section.clone()) };
        out.keyed(value.as_table(), &group);
    }
    Some(out)
}

impl Manifest {
    /// Whether what it depends on cannot be told or installed without the sources.
    #[must_use]
    pub fn needs_sources(&self) -> bool {
        self.dynamic || self.entangled || self.dependencies.iter().any(|dependency| dependency.local)
    }

    /// Whether the project itself is nothing but Python: its backend compiles nothing, or there is none.
    #[must_use]
    pub fn is_pure(&self) -> bool {
        const PURE: [&str; 6] =
            ["flit_core.buildapi", "hatchling.build", "pdm.backend", "poetry.core.masonry.api", "poetry.masonry.api", "uv_build"];
        !self.entangled && self.backend.as_deref().is_none_or(|backend| PURE.contains(&backend))
    }

    fn take_name(&mut self, table: &Table) {
        let name = table.get("name").and_then(Value::as_str).map(normalised);
        self.name = self.name.take().or(name);
    }

    /// A list of dependency specifiers; tables in it include other groups, which are named anyway.
    fn specifiers(&mut self, value: Option<&Value>, group: &Group) {
        for requirement in list(value).map(Requirement::from_specifier) {
            let local = matches!(requirement.source, Source::Path(_));
            if let Some(name) = requirement.name {
                self.dependencies.push(Dependency { name, group: group.clone(), local });
            }
        }
    }

    fn grouped(&mut self, table: Option<&Table>, group: fn(String) -> Group) {
        for (name, value) in table.into_iter().flatten() {
            self.specifiers(Some(value), &group(name.clone()));
        }
    }

    fn poetry(&mut self, poetry: &Table) {
        let inner = |key: &str| poetry.get(key).and_then(Value::as_table);
        self.keyed(inner("dependencies"), &Group::Main);
        self.keyed(inner("dev-dependencies"), &Group::Named("dev".to_owned()));
        for (name, group) in inner("group").into_iter().flatten() {
            let named = group.get("dependencies").and_then(Value::as_table);
            self.keyed(named, &Group::Named(name.clone()));
        }
    }

    /// A table of names with versions or with tables of details.
    fn keyed(&mut self, table: Option<&Table>, group: &Group) {
        for (name, details) in table.into_iter().flatten().filter(|(name, _)| *name != "python") {
            let variants = details.as_array().map_or_else(|| std::slice::from_ref(details), Vec::as_slice);
            let says = |key: &str| variants.iter().any(|details| details.get(key).is_some());
            let optional = variants.iter().any(|details| details.get("optional").and_then(Value::as_bool) == Some(true));
            let group = if optional && *group == Group::Main { Group::Extra(String::new()) } else { group.clone() };
            self.dependencies.push(Dependency { name: normalised(name), group, local: says("path") || says("file") });
        }
    }
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_can_be_left_out_where_its_manifest_tells_all() {
        let of = |text: &str| pyproject(text).unwrap();
        assert!(!of("[project]\nname = 'a'\ndependencies = ['flask']").needs_sources());
        for text in [
            "[project]\nname = 'a'\ndynamic = ['dependencies']",
            "[project]\nname = 'a'\ndynamic = ['version']",
            "[tool.uv.workspace]\nmembers = ['packages/*']",
            "[tool.uv.sources]\nb = { path = '../b' }",
            "[tool.uv.sources]\nb = [{ workspace = true, marker = 'x' }]",
            "[tool.poetry]\nname = 'a'\nbuild = 'build.py'",
            "[tool.poetry.dependencies]\nb = { path = '../b' }",
        ] {
            assert!(of(text).needs_sources(), "{text}");
        }
        assert!(of("[build-system]\nbuild-backend = 'hatchling.build'").is_pure());
        assert!(!of("[build-system]\nbuild-backend = 'maturin'").is_pure());
    }

    fn named(manifest: &Manifest) -> Vec<(&str, &Group)> {
        manifest.dependencies.iter().map(|one| (one.name.as_str(), &one.group)).collect()
    }

    #[test]
    fn a_standard_project_has_dependencies_extras_and_groups() {
        let text = r#"
            [build-system]
            requires = ["hatchling>=1", "hatch-vcs"]
            build-backend = "hatchling.build"
            [project]
            name = "My.App"
            dynamic = ["version"]
            dependencies = ["Flask[async]>=2 ; python_version > '3'", "own @ file:///src/own", "x@https://e.org/x.whl"]
            [project.optional-dependencies]
            pg = ["psycopg2-binary"]
            [dependency-groups]
            dev = ["pytest", { include-group = "lint" }]
            lint = ["ruff"]
        "#;
        let manifest = pyproject(text).unwrap();
        let (dev, lint) = (Group::Named("dev".into()), Group::Named("lint".into()));
        let expected = [
            ("flask", &Group::Main),
            ("own", &Group::Main),
            ("x", &Group::Main),
            ("psycopg2-binary", &Group::Extra("pg".into())),
            ("pytest", &dev),
            ("ruff", &lint),
        ];
        assert_eq!(named(&manifest), expected);
        assert_eq!(manifest.dependencies.iter().filter(|one| one.local).count(), 1);
        assert_eq!(manifest.name.as_deref(), Some("my-app"));
        assert_eq!(manifest.build_requires, ["hatchling", "hatch-vcs"]);
        assert!(!manifest.dynamic);
    }

    #[test]
    fn poetry_has_tables_of_its_own() {
        let text = r#"
            [tool.poetry]
            name = "app"
            [tool.poetry.dependencies]
            python = "^3.11"
            Django = "^5"
            lib = { path = "../lib", develop = true }
            psycopg = { version = "3", optional = true }
            torch = [{ version = "2", markers = "x" }, { url = "https://e.org/t.whl" }]
            [tool.poetry.dev-dependencies]
            black = "*"
            [tool.poetry.group.docs.dependencies]
            sphinx = "*"
        "#;
        let manifest = pyproject(text).unwrap();
        let names: Vec<&str> = manifest.dependencies.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["django", "lib", "psycopg", "torch", "black", "sphinx"]);
        let local: Vec<&str> = manifest.dependencies.iter().filter(|one| one.local).map(|one| one.name.as_str()).collect();
        assert_eq!(local, ["lib"]);
        assert_eq!(manifest.dependencies[2].group, Group::Extra(String::new()));
        assert_eq!(manifest.dependencies[5].group, Group::Named("docs".into()));
    }

    #[test]
    fn a_pipfile_has_categories() {
        let text = "[[source]]\nname = 'x'\n[packages]\nflask = '*'\nown = {path = '.', editable = true}\n[dev-packages]\npytest = '*'\n[requires]\npython_version = '3.11'\n";
        let manifest = pipfile(text).unwrap();
        let dev = Group::Named("dev-packages".into());
        let mut found = named(&manifest);
        found.sort_by_key(|(name, _)| *name);
        assert_eq!(found, [("flask", &Group::Main), ("own", &Group::Main), ("pytest", &dev)]);
    }

    #[test]
    fn what_is_no_toml_is_nothing() {
        for text in ["[project", "a = = b", &"[".repeat(100_000), &format!("a = {}", "[".repeat(100_000))] {
            assert_eq!(pyproject(text), None);
            assert_eq!(pipfile(text), None);
        }
        assert_eq!(pyproject("project = 1\ntool = []"), Some(Manifest::default()));
        assert_eq!(pyproject("[project]\ndependencies = 'flask'\n[tool.poetry]\ndependencies = 2"), Some(Manifest::default()));
    }
}
