//! `cargo run --profile quick -p k8or-proof --bin splits -- DIRECTORY [--write]`: runs `k8or rewrite --level 2` over whole
//! projects, so that build contexts are known, and counts which single-stage files that build something are split, and why
//! the others are not. With `--write` the figures go into docs/results.md.
#![expect(clippy::print_stdout, reason = "a command speaks on the terminal")]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;

/// Reasons of files that hold nothing to leave behind, or of which nobody knows what they are for.
const NOT_MEANT: [&str; 2] = ["saves-nothing", "no-service"];

#[derive(Default)]
struct Count {
    split: usize,
    whole: BTreeMap<String, usize>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, rest @ ..] = arguments.as_slice() else { return Err("which directory?".into()) };
    let output = Command::new("cargo")
        .args(["run", "-q", "--locked", "--profile", "quick", "-p", "k8or", "--", "rewrite", "--level", "2"])
        .args(["--check", "--format", "json", directory])
        .output()?;
    let report: Value = serde_json::from_slice(&output.stdout)?;
    let mut count = Count::default();
    for file in report["files"].as_array().into_iter().flatten() {
        count.add(file);
    }
    let text = count.text();
    println!("{text}");
    if rest.iter().any(|word| word == "--write") {
        k8or_proof::results::replace("context-splits", &text)?;
    }
    Ok(())
}

impl Count {
    fn add(&mut self, file: &Value) {
        let Some(text) = file["path"].as_str().and_then(|path| std::fs::read_to_string(path).ok()) else { return };
        if k8or_proof::stages(&text) != 1 {
            return;
        }
        let entries = |list: &str| file[list].as_array().cloned().unwrap_or_default();
        let own = |entry: &Value| entry["rule"] == "split-stage";
        if entries("changes").iter().any(own) {
            self.split += 1;
        } else if let Some(skip) = entries("skips").iter().find(|entry| own(entry)) {
            let code = skip["reason"].as_str().unwrap_or("?").to_owned();
            *self.whole.entry(code).or_default() += 1;
        }
    }

    fn text(&self) -> String {
        let whole: usize = self.whole.values().sum();
        let idle: usize = NOT_MEANT.iter().filter_map(|code| self.whole.get(*code)).sum();
        let all = self.split + whole;
        let share = |of: usize| 100.0 * self.split as f64 / of.max(1) as f64;
        let mut text = "| | |\n|---|---|\n".to_owned();
        let _ = writeln!(text, "| single-stage files that install build tools or build something | {all} |");
        let _ = writeln!(text, "| of these, split | {} ({:.1} %) |", self.split, share(all));
        let _ = writeln!(text, "| of those that run a service and would be smaller, split | {:.1} % |", share(all - idle));
        let _ = writeln!(text, "\nWhy the others stay whole:\n\n| reason | times |\n|---|---|");
        let mut whole: Vec<(&String, &usize)> = self.whole.iter().collect();
        whole.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (reason, count) in whole {
            let _ = writeln!(text, "| {reason} | {count} |");
        }
        text
    }
}
