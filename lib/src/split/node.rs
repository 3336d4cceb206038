//! What an installation of Node.js packages reads of the build context: its manifest and lock, where provably nothing else.
//!
//! A manifest may name directories, patches and scripts of the project; some packages read the project when they are
//! installed. Then nobody can tell.

use super::reads::Reads;
use crate::context::{Context, Known};
use crate::facts::{Manager, PackageCommand, Verb};
use crate::shell::{Command, Word};
use serde_json::Value;

/// What stands beside a manifest and is read with it.
const BESIDE: [&str; 9] = [
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "bun.lockb",
    ".npmrc",
    ".yarnrc",
    ".nvmrc",
];

/// What stands beside a manifest and makes an installation read, or leave behind, more than that.
const OBSTACLES: [&str; 10] = [
    ".yarnrc.yml",
    ".yarn",
    ".pnp.cjs",
    ".pnpmfile.cjs",
    "pnpm-workspace.yaml",
    "binding.gyp",
    "lerna.json",
    "bunfig.toml",
    "patches",
    "node_modules",
];

/// Scripts of a manifest that an installation runs.
const SCRIPTS: [&str; 8] =
    ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare", "dependencies"];

/// Packages that read the project when they are installed.
const READERS: [&str; 12] = [
    "@prisma/client",
    "prisma",
    "puppeteer",
    "msw",
    "lefthook",
    "simple-git-hooks",
    "yorkie",
    "husky",
    "nx",
    "@nrwl/workspace",
    "vue-demi",
    "electron",
];

/// What npm and yarn are told.
pub(super) fn package_reads(package: &PackageCommand, directory: Option<&str>) -> Reads {
    let arguments = &package.arguments;
    let elsewhere = ["--prefix", "-C", "--cwd", "-w", "--workspace", "--workspaces", "--modules-folder", "--userconfig"];
    let global = arguments.has(&["-g", "--global"]);
    match (package.verb, directory) {
        (Verb::Clean, _) => Reads::Nothing,
        (Verb::Install, _) if global && !arguments.has(&elsewhere) && names_packages(package) => Reads::Nothing,
        (Verb::Install, Some(directory))
            if !global && package.packages().is_empty() && arguments.unknown.is_empty() && !arguments.has(&elsewhere) =>
        {
            Reads::Packages(directory.to_owned())
        }
        (Verb::Other, _) if package.manager == Manager::Npm && configures(package) => Reads::Nothing,
        _ => Reads::Everything,
    }
}

/// Whether every operand is the name of a package, no path.
fn names_packages(package: &PackageCommand) -> bool {
    let is_path = |word: &str| word.starts_with(['.', '/']) || word.contains("file:") || word.ends_with(".tgz");
    package.arguments.unknown.is_empty() && package.packages().iter().all(|word| !is_path(&word.text))
}

/// `npm config set …` keeps to its own settings.
fn configures(package: &PackageCommand) -> bool {
    package.arguments.operands.first().is_some_and(|word| matches!(word.text.as_str(), "config" | "set"))
}

/// What other installers of Node.js are told; none when it is another program.
pub(super) fn reads(name: &str, command: &Command, directory: Option<&str>) -> Option<Reads> {
    let words: Vec<&str> = command.arguments().iter().map(|word| Word::literal(word).unwrap_or("$")).collect();
    let plain = |rest: &[&str]| {
        rest.iter().all(|word| {
            matches!(*word, "--frozen-lockfile" | "--prod" | "-P" | "--production" | "--ignore-scripts" | "--offline")
        })
    };
    match (name, words.as_slice()) {
        ("corepack", _) | ("pnpm", ["config" | "--version", ..]) => Some(Reads::Nothing),
        ("pnpm" | "bun", ["install" | "i" | "ci", rest @ ..]) if plain(rest) => {
            Some(directory.map_or(Reads::Everything, |directory| Reads::Packages(directory.to_owned())))
        }
        _ => None,
    }
}

/// The files of the context that an installation from the manifest of a directory needs; none where nobody can tell.
pub(super) fn files(context: &Context<'_>, manifest: &str) -> Option<Vec<String>> {
    let folder = manifest.strip_suffix("package.json")?;
    // all questions at once
    let file = context.file(manifest);
    let there = |name: &&&str| match context.files(&format!("{folder}{name}"), false) {
        Known::Yes(files) => !files.is_empty(),
        Known::No => false,
        Known::Unknown => true,
    };
    let obstacles = OBSTACLES.iter().filter(there).count();
    let beside: Vec<&&str> = BESIDE.iter().filter(there).collect();
    let Known::Yes(file) = file else { return None };
    let manifest_value: Value = serde_json::from_slice(file.content.as_deref()?).ok()?;
    if obstacles > 0 || !tells_all(&manifest_value) {
        return None;
    }
    Some([manifest.to_owned()].into_iter().chain(beside.into_iter().map(|name| format!("{folder}{name}"))).collect())
}

/// Whether an installation reads nothing that a manifest does not hold.
fn tells_all(manifest: &Value) -> bool {
    let scripts = SCRIPTS.iter().any(|name| manifest.pointer(&format!("/scripts/{name}")).is_some());
    let more = ["workspaces", "pnpm", "patchedDependencies", "dependenciesMeta", "bundledDependencies", "bundleDependencies"];
    let kinds = ["dependencies", "devDependencies", "optionalDependencies", "resolutions", "overrides"];
    let mut wanted = kinds.iter().filter_map(|kind| manifest.get(kind)?.as_object()).flatten();
    let is_own = |version: &Value| match version.as_str() {
        Some(text) => {
            ["file:", "link:", "workspace:", "portal:", "patch:", "exec:"].iter().any(|word| text.contains(word))
                || text.starts_with(['.', '/', '~']) && text.contains('/')
        }
        None => true,
    };
    manifest.is_object()
        && !scripts
        && !more.iter().any(|key| manifest.get(key).is_some())
        && !wanted.any(|(name, version)| READERS.contains(&name.as_str()) || is_own(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_tells_all_unless_it_names_the_project() {
        let tells = |text: &str| tells_all(&serde_json::from_str(text).unwrap());
        assert!(tells(r#"{"dependencies": {"express": "^4", "a": "~1.2", "b": "github:c/d"}, "scripts": {"build": "tsc"}}"#));
        for text in [
            r#"{"scripts": {"postinstall": "node x.js"}}"#,
            r#"{"scripts": {"prepare": "husky install"}}"#,
            r#"{"workspaces": ["packages/*"]}"#,
            r#"{"dependencies": {"a": "file:../a"}}"#,
            r#"{"dependencies": {"a": "./a"}}"#,
            r#"{"dependencies": {"@prisma/client": "5"}}"#,
            r#"{"overrides": {"a": {"b": "1"}}}"#,
            "[]",
        ] {
            assert!(!tells(text), "{text}");
        }
    }
}
