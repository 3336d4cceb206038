//! `cargo run --profile quick -p k8or-proof --bin corpus -- DIRECTORY [--write]`: rewrites every file below a directory at
//! level 1 and counts what happened; at level 2, how many single-stage files are split, without their build contexts. With
//! `--write` the figures go into docs/results.md.
#![expect(clippy::print_stdout, reason = "a command speaks on the terminal")]

use k8or_core::context::NoProject;
use k8or_core::facts::{Facts, Manager, Memo, Verb};
use k8or_core::syntax::{self, Keyword};
use k8or_core::{Options, Rewrite, rewrite};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Rules that make the image smaller.
const SMALLER: [&str; 10] = [
    "apt-recommends",
    "apt-lists",
    "apt-update",
    "cleanup-run",
    "package-documentation",
    "apk-no-cache",
    "rpm-clean",
    "pip-no-cache",
    "npm-cache",
    "gem-documents",
];

#[derive(Default)]
struct Count {
    files: usize,
    refused: usize,
    changed: usize,
    edits: usize,
    installs: usize,
    smaller: usize,
    rules: BTreeMap<String, usize>,
    reasons: BTreeMap<String, usize>,
    unhelped: BTreeMap<String, usize>,
    examples: BTreeMap<String, Vec<String>>,
    /// Single-stage files that install build tools or build something.
    building: usize,
    split: usize,
    whole: BTreeMap<String, usize>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, rest @ ..] = arguments.as_slice() else { return Err("which directory?".into()) };
    let mut files = Vec::new();
    collect(Path::new(directory), &mut files)?;
    files.sort();
    let start = Instant::now();
    let count = count_all(&files);
    let text = report(&count);
    println!("{text}\n{}\n{:?}", splits(&count), start.elapsed());
    for (reason, files) in &count.examples {
        println!("{reason}: {}", files.join(" "));
    }
    if rest.iter().any(|word| word == "--write") {
        k8or_proof::results::replace("corpus", &text)?;
        k8or_proof::results::replace("splits", &splits(&count))?;
    }
    Ok(())
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

fn count_all(files: &[PathBuf]) -> Count {
    let (next, total) = (AtomicUsize::new(0), Mutex::new(Count::default()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            let work = || {
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some(text) = std::fs::read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok()) else { continue };
                    let options = Options { level: 1, ..Options::default() };
                    let result = rewrite(&text, &NoProject, &options).ok();
                    let installs = installs(&text, &options);
                    let fate = fate(&text);
                    let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
                    total.add(path, &text, result.as_ref(), installs);
                    total.add_fate(path, fate);
                }
            };
            let _ = std::thread::Builder::new().stack_size(8 << 20).spawn_scoped(scope, work);
        }
    });
    total.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// What level 2 does to a single-stage file that builds: `Ok` when it is split, the reason otherwise.
fn fate(text: &str) -> Option<Result<(), &'static str>> {
    if k8or_proof::stages(text) != 1 {
        return None;
    }
    let result = rewrite(text, &NoProject, &Options { level: 2, ..Options::default() }).ok()?;
    if result.changes.iter().any(|change| change.rule == "split-stage") {
        return Some(Ok(()));
    }
    result.skips.iter().find(|skip| skip.rule == "split-stage").map(|skip| Err(skip.reason.code()))
}

/// Whether a stage that ships installs with a package manager of a distribution.
fn installs(text: &str, options: &Options) -> bool {
    let file = syntax::parse(text);
    let mut memo = Memo::default();
    let facts = Facts::new(&file, &mut memo, options);
    let system = |manager| {
        matches!(manager, Manager::Apt | Manager::AptGet | Manager::Apk | Manager::Dnf | Manager::Microdnf | Manager::Yum)
    };
    let runs = file.instructions().iter().filter(|instruction| instruction.keyword == Keyword::Run);
    runs.filter_map(|instruction| facts.run(instruction.id))
        .any(|run| run.packages.iter().any(|package| package.verb == Verb::Install && system(package.manager)))
}

impl Count {
    fn add_fate(&mut self, path: &Path, fate: Option<Result<(), &'static str>>) {
        let Some(fate) = fate else { return };
        self.building += 1;
        match fate {
            Ok(()) => self.split += 1,
            Err(reason) => {
                *self.whole.entry(reason.to_owned()).or_default() += 1;
                let examples = self.examples.entry(format!("whole: {reason}")).or_default();
                if examples.len() < 12 {
                    examples.push(path.display().to_string());
                }
            }
        }
    }

    fn add(&mut self, path: &Path, text: &str, result: Option<&Rewrite>, installs: bool) {
        self.files += 1;
        let Some(result) = result else {
            self.refused += 1;
            return;
        };
        self.changed += usize::from(result.text != text);
        self.edits += result.changes.len();
        for change in &result.changes {
            *self.rules.entry(change.rule.to_owned()).or_default() += 1;
        }
        for skip in &result.skips {
            *self.reasons.entry(format!("{}: {}", skip.rule, skip.reason.code())).or_default() += 1;
        }
        if installs {
            self.installs += 1;
            let smaller = result.changes.iter().any(|change| SMALLER.contains(&change.rule));
            self.smaller += usize::from(smaller);
            if !smaller {
                let mut reasons: Vec<String> = result
                    .skips
                    .iter()
                    .filter(|skip| SMALLER.contains(&skip.rule))
                    .map(|skip| format!("{}: {}", skip.rule, skip.reason.code()))
                    .collect();
                reasons.sort();
                reasons.dedup();
                let key = if reasons.is_empty() { "nothing to do".to_owned() } else { reasons.join(" + ") };
                *self.unhelped.entry(key.clone()).or_default() += 1;
                let examples = self.examples.entry(key).or_default();
                if examples.len() < 3 {
                    examples.push(path.display().to_string());
                }
            }
        }
    }
}

fn splits(count: &Count) -> String {
    let mut text = String::new();
    let share = 100.0 * count.split as f64 / count.building.max(1) as f64;
    let _ = writeln!(text, "| | |\n|---|---|");
    let _ = writeln!(text, "| single-stage files that install build tools or build something | {} |", count.building);
    let _ = writeln!(text, "| of these, split | {} ({share:.1} %) |", count.split);
    table(&mut text, "Why the others stay whole", "reason", &count.whole, 20);
    text
}

fn report(count: &Count) -> String {
    let mut text = String::new();
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    let _ = writeln!(text, "| | |\n|---|---|");
    let _ = writeln!(text, "| files | {} |", count.files);
    let _ = writeln!(text, "| refused by BuildKit's grammar, left as they are | {} |", count.refused);
    let valid = count.files - count.refused;
    let _ = writeln!(text, "| changed at level 1 | {} ({:.1} %) |", count.changed, share(count.changed, valid));
    let _ = writeln!(text, "| edits a changed file | {:.1} |", count.edits as f64 / count.changed.max(1) as f64);
    let _ = writeln!(text, "| install with apt, apk, dnf or yum | {} |", count.installs);
    let _ = writeln!(
        text,
        "| of these, made smaller by a rule | {} ({:.1} %) |",
        count.smaller,
        share(count.smaller, count.installs)
    );
    table(&mut text, "The rules that changed most", "rule", &count.rules, 40);
    table(&mut text, "The ten most frequent reasons for leaving something alone", "rule: reason", &count.reasons, 10);
    table(&mut text, "Why files that install were not made smaller", "reasons", &count.unhelped, 10);
    text
}

fn table(text: &mut String, title: &str, head: &str, counts: &BTreeMap<String, usize>, rows: usize) {
    let _ = writeln!(text, "\n{title}:\n\n| {head} | times |\n|---|---|");
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    for (name, count) in counts.into_iter().take(rows) {
        let _ = writeln!(text, "| {name} | {count} |");
    }
}
