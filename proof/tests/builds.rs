//! Small Dockerfiles are built before and after: the same files but for what the rules name, the same configuration, and
//! never a byte larger. A case is a folder of testdata/engine: Dockerfile, context, and expect.toml.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail, and says what it measured")]

use k8or_core::{Options, rewrite};
use k8or_proof::{Built, docker, engine, image, project, results, root};
use serde::Deserialize;
use std::path::Path;

/// What is expected of a case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    /// Paths (beginnings) that may be gone or differ, because a rule says so.
    differs: Vec<String>,
    /// At least so many bytes are saved.
    #[serde(default)]
    saves: u64,
    /// Fields of the configuration that may differ.
    #[serde(default)]
    config: Vec<String>,
    /// Rules that must have changed something.
    rules: Vec<String>,
    /// The level of the rewrite.
    #[serde(default = "lowest")]
    level: u8,
    /// When not empty: only these rules.
    #[serde(default)]
    only: Vec<String>,
}

const fn lowest() -> u8 {
    1
}

/// What two builds of the same file never agree on: logs and caches with times in them.
const NOISE: [&str; 8] = [
    "var/log/",
    "var/cache/ldconfig",
    "etc/ld.so.cache",
    "var/lib/dpkg/",
    "var/lib/apt/extended_states",
    "etc/hosts",
    "tmp/",
    "etc/resolv.conf",
];

/// A case that holds: its name, and the bytes before and after.
type Held = (String, u64, u64);

fn prove(directory: &Path) -> Result<Held, String> {
    let name = directory.file_name().unwrap().to_string_lossy().into_owned();
    let file = directory.join("Dockerfile");
    let text = std::fs::read_to_string(&file).map_err(|e| format!("{e}"))?;
    let expect: Expect = toml::from_str(&std::fs::read_to_string(directory.join("expect.toml")).map_err(|e| e.to_string())?)
        .map_err(|e| e.to_string())?;
    let options = Options { level: expect.level, only: expect.only.clone(), ..Options::default() };
    let result = rewrite(&text, &project::of(&file), &options).map_err(|e| format!("{e:?}"))?;
    for rule in &expect.rules {
        if !result.changes.iter().any(|change| change.rule == *rule) {
            return Err(format!("{rule} changed nothing; skips: {:?}\n{}", result.skips, result.text));
        }
    }
    let before = built(&text, directory, &format!("k8or-proof:{name}-before"))?;
    let after = built(&result.text, directory, &format!("k8or-proof:{name}-after"))?;
    compare(&expect, &before, &after).map_err(|complaint| format!("{complaint}\n--- rewritten\n{}", result.text))?;
    Ok((name, before.size, after.size))
}

/// Writes what was measured into docs/results.md, and its best case into the README.
fn publish(held: &[Held]) {
    let megabytes = |bytes: u64| format!("{:.1}", bytes as f64 / 1e6);
    let row = |(name, before, after): &Held| {
        format!("| {name} | {} | {} | {} |\n", megabytes(*before), megabytes(*after), megabytes(before - after.min(before)))
    };
    let rows: String = held.iter().map(row).collect();
    results::replace("builds", &format!("| project | before, MB | after, MB | saved, MB |\n|---|---|---|---|\n{rows}")).unwrap();
    let shown = held.iter().find(|(name, ..)| name == "apt-interactive-name").unwrap();
    let line = format!("Built for real, this one goes from {} to {} MB.", megabytes(shown.1), megabytes(shown.2));
    results::replace_in("README.md", "headline", &line).unwrap();
}

fn built(text: &str, context: &Path, tag: &str) -> Result<Built, String> {
    docker::build(text, context, tag, &[]).map_err(|failure| failure.to_string())?;
    docker::inspect(tag).map_err(|failure| failure.to_string())
}

fn compare(expect: &Expect, before: &Built, after: &Built) -> Result<(), String> {
    let allowed = |path: &str| {
        path.contains("__pycache__")
            || NOISE.iter().any(|noise| path.starts_with(noise))
            || expect.differs.iter().any(|prefix| path.starts_with(prefix.as_str()))
    };
    let strange: Vec<_> =
        image::differences(&before.files, &after.files).into_iter().filter(|(_, path)| !allowed(path)).collect();
    if !strange.is_empty() {
        return Err(format!("{} files differ that no rule names: {:?}", strange.len(), &strange[..strange.len().min(20)]));
    }
    // a directory's whiteouts and new times make some hundred bytes of difference at most
    if after.size > before.size + 2_000 || before.size.saturating_sub(after.size) < expect.saves {
        return Err(format!("{} bytes before, {} after; {} were to be saved", before.size, after.size, expect.saves));
    }
    let strip = |config: &str| {
        let table: std::collections::BTreeMap<String, serde_json::Value> = serde_json::from_str(config).unwrap();
        table.into_iter().filter(|(key, _)| !expect.config.contains(key)).collect::<Vec<_>>()
    };
    let (first, second) = (strip(&before.config), strip(&after.config));
    if first != second {
        return Err(format!("configuration differs:\n{first:?}\n{second:?}"));
    }
    eprintln!("{}: {} -> {} bytes", after.tag, before.size, after.size);
    Ok(())
}

#[test]
fn small_builds_are_the_same_and_never_larger() {
    if !engine().unwrap() {
        return;
    }
    let mut cases: Vec<_> =
        std::fs::read_dir(root().join("testdata/engine")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    assert!(cases.len() >= 12);
    let (mut held, mut complaints) = (Vec::new(), Vec::new());
    for case in cases {
        match prove(&case) {
            Ok(row) => held.push(row),
            Err(complaint) => complaints.push(format!("{}: {complaint}", case.display())),
        }
    }
    if std::env::var_os("K8OR_BLESS").is_some() {
        publish(&held);
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}
