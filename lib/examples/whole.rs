//! Counts what keeps stages whole; for developers.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]
use std::collections::BTreeMap;
fn main() {
    let mut counts: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for path in std::io::stdin().lines().map_while(Result::ok) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let options = k8or_core::Options { level: 2, ..Default::default() };
        let Ok(result) = k8or_core::rewrite(&text, &k8or_core::context::NoProject, &options) else { continue };
        if result.changes.iter().any(|c| c.rule == "split-stage") {
            counts.entry("SPLIT".into()).or_default().0 += 1;
        }
        if let Some(skip) = result.skips.iter().find(|skip| skip.rule == "split-stage") {
            let detail = match &skip.reason {
                k8or_core::report::Reason::OpaqueCommand(what) | k8or_core::report::Reason::SpreadOut(what) => {
                    let mut words = what.split_whitespace();
                    let first = words.next().unwrap_or_default();
                    format!(
                        "{} {}",
                        first,
                        if ["python", "python3", "npm", "git", "apk", "yum", "dnf", "go", "cargo", "conda", "tar", "cp", "mv"]
                            .contains(&first)
                        {
                            words.next().unwrap_or_default()
                        } else {
                            ""
                        }
                    )
                }
                _ => String::new(),
            };
            let entry = counts.entry(format!("{} {detail}", skip.reason.code())).or_default();
            entry.0 += 1;
            entry.1 = format!("{path}:{}", skip.line);
        }
    }
    let mut all: Vec<_> = counts.into_iter().collect();
    all.sort_by_key(|(_, (n, _))| std::cmp::Reverse(*n));
    for (name, (n, example)) in all.iter().take(90) {
        println!("{n:6} {name}  {example}");
    }
}
