//! `cargo run --profile quick -p k8or-proof --bin contexts -- DIRECTORY [--write]`: runs `k8or rewrite` over whole projects,
//! so that build contexts are known, and counts which single-stage files that build something are split, which files get a
//! user, and why the others do not. With `--write` the figures go into docs/results.md.
#![expect(clippy::print_stdout, reason = "a command speaks on the terminal")]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;

/// Reasons of files that hold nothing to leave behind, or of which nobody knows what they are for.
const NOT_MEANT: [&str; 2] = ["saves-nothing", "no-service"];

/// Reasons of files that say nothing of what runs, or whose base says nothing of itself.
const NOT_TOLD: [&str; 4] = ["no-command", "no-service", "unknown-base", "unknown-distribution"];

/// What became of the files that a rule looks at.
#[derive(Default)]
struct Count {
    changed: usize,
    left: BTreeMap<String, usize>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, rest @ ..] = arguments.as_slice() else { return Err("which directory?".into()) };
    let output = Command::new("cargo")
        .args(["run", "-q", "--locked", "--profile", "quick", "-p", "k8or", "--", "rewrite"])
        .args(["--check", "--format", "json", directory])
        .output()?;
    let report: Value = serde_json::from_slice(&output.stdout)?;
    let [mut splits, mut users] = [Count::default(), Count::default()];
    for file in report["files"].as_array().into_iter().flatten() {
        let Some(text) = file["path"].as_str().and_then(|path| std::fs::read_to_string(path).ok()) else { continue };
        if k8or_proof::stages(&text) == 1 {
            splits.add(file, "split-stage");
        }
        users.add(file, "app-user");
    }
    for (name, text) in [("context-splits", of_splits(&splits)), ("context-users", of_users(&users))] {
        println!("{text}");
        if rest.iter().any(|word| word == "--write") {
            k8or_proof::results::replace(name, &text)?;
        }
    }
    Ok(())
}

impl Count {
    /// Counts a file, if the rule says anything of it.
    fn add(&mut self, file: &Value, rule: &str) {
        let entries = |list: &str| file[list].as_array().cloned().unwrap_or_default();
        let own = |entry: &Value| entry["rule"] == rule;
        if entries("changes").iter().any(own) {
            self.changed += 1;
        } else if let Some(skip) = entries("skips").iter().find(|entry| own(entry)) {
            let code = skip["reason"].as_str().unwrap_or("?").to_owned();
            *self.left.entry(code).or_default() += 1;
        }
    }

    fn all(&self) -> usize {
        self.changed + self.left.values().sum::<usize>()
    }

    fn share(&self, of: usize) -> f64 {
        100.0 * self.changed as f64 / of.max(1) as f64
    }

    /// How many were left for one of these reasons.
    fn for_reasons(&self, reasons: &[&str]) -> usize {
        reasons.iter().filter_map(|code| self.left.get(*code)).sum()
    }

    /// The reasons of the others, the most frequent first.
    fn reasons(&self) -> String {
        let mut left: Vec<(&String, &usize)> = self.left.iter().collect();
        left.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let rows: String = left.iter().map(|(reason, count)| format!("| {reason} | {count} |\n")).collect();
        format!("| reason | times |\n|---|---|\n{rows}")
    }
}

fn of_splits(count: &Count) -> String {
    let all = count.all();
    let idle = count.for_reasons(&NOT_MEANT);
    let mut text = "| | |\n|---|---|\n".to_owned();
    let _ = writeln!(text, "| single-stage files that install build tools or build something | {all} |");
    let _ = writeln!(text, "| of these, split | {} ({:.1} %) |", count.changed, count.share(all));
    let _ = writeln!(text, "| of those that run a service and would be smaller, split | {:.1} % |", count.share(all - idle));
    text + "\nWhy the others stay whole:\n\n" + &count.reasons()
}

fn of_users(count: &Count) -> String {
    let all = count.all();
    let mut text = "| | |\n|---|---|\n".to_owned();
    let _ = writeln!(text, "| files that give what they run no user | {all} |");
    let _ = writeln!(text, "| of these, given one | {} ({:.1} %) |", count.changed, count.share(all));
    let told = count.share(all - count.for_reasons(&NOT_TOLD));
    let _ = writeln!(text, "| of those that say what they run, on a Linux base that is known, given one | {told:.1} % |");
    text + "\nWhy the others stay root:\n\n" + &count.reasons()
}
