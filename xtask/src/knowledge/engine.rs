//! The table against apt itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::archive::{Options, SUITES, run};
use super::dispensable::Dispensable;
use super::table::{Answer, Table};
use crate::Failure;

/// For each package: apt's plan with recommended packages, and its plan without them but with what the table adds. Whatever
/// is missing must be dispensable, or come along only with something that is.
pub(super) fn verify(options: &Options, folder: &Path) -> Result<(), Failure> {
    let table = Table::read(&fs::read_to_string(folder.join("recommends.txt"))?);
    let dispensable = Dispensable::read(&folder.join("dispensable.toml"))?;
    let image = options.image.as_str();
    let suite = SUITES.iter().find(|suite| image.contains(suite.name)).ok_or("an image with the release in its name, please")?;
    // the official images keep no cache of packages, which makes each question slow
    let mut script = String::from(
        "printf 'Dir::Cache::pkgcache \"/tmp/pkgcache.bin\";' > /etc/apt/apt.conf.d/zz-cache
        apt-get update -qq >/dev/null
        plan() { apt-get install -s -y \"$@\" 2>&1 | awk '/^Inst /{print $2} /^E:/'; }
        ask() {
            echo \"# $1\"; with=$(plan $1); echo \"$with\"
            echo '#'; plan --no-install-recommends $1 $2
            echo '#'; apt-cache show --no-all-versions $with | awk '/^Package: /{p=$2} /^Recommends: /{$1=\"\"; print p\":\"$0}'
        }\n",
    );
    let mut asked = Vec::new();
    for name in &options.words {
        match table.answer(name, suite.letter) {
            None => println!("{name}: unknown"),
            Some(Answer::Keep) => println!("{name}: keeps what it recommends"),
            Some(Answer::Add(names)) => {
                let names = names.join(" ");
                writeln!(script, "ask {name} '{names}'")?;
                asked.push((name, names));
            }
        }
    }
    let output = run(Command::new("docker").args(["run", "--rm", image, "sh", "-c", &script]))?;
    let parts: Vec<&str> = output.split("#").skip(1).collect();
    let mut failures = 0;
    for ((name, added), part) in asked.iter().zip(parts.chunks(3)) {
        let [with, without, edges] = part else { return Err("the container said too little".into()) };
        let with: Vec<&str> = with.lines().skip(1).collect();
        let without: BTreeSet<&str> = without.lines().skip(1).collect();
        let missing: Vec<&str> = with.iter().copied().filter(|one| !without.contains(one)).collect();
        let needed = needed(&dispensable, name, edges, &without, &missing);
        let verdict = if needed.is_empty() && !with.iter().any(|line| line.starts_with("E:")) { "ok" } else { "FAILS" };
        failures += usize::from(verdict != "ok");
        println!(
            "{verdict} {name} + [{added}]: {} packages instead of {}; missing and needed: {needed:?}",
            without.len(),
            with.len()
        );
    }
    println!("{} of {} packages as expected", asked.len() - failures, asked.len());
    if failures > 0 { Err(format!("{failures} packages lose what they need").into()) } else { Ok(()) }
}

/// Missing packages that something which is there recommends, without being dispensable to it; `edges` has lines
/// `parent:recommended, …`. What such a one brings along is not named again.
fn needed<'a>(
    dispensable: &Dispensable,
    package: &str,
    edges: &str,
    there: &BTreeSet<&str>,
    missing: &[&'a str],
) -> Vec<&'a str> {
    let mut needed = Vec::new();
    for (parent, groups) in edges.lines().filter_map(|line| line.split_once(':')) {
        for group in groups.split(',').filter(|_| there.contains(parent)) {
            let names: Vec<&str> = group.split('|').filter_map(|one| one.split_whitespace().next()).collect();
            let chosen = names.iter().find_map(|name| missing.iter().find(|one| *one == name));
            let fulfilled = names.iter().any(|name| there.contains(name));
            if let Some(chosen) = chosen.filter(|chosen| !fulfilled && dispensable.why(package, parent, chosen).is_none()) {
                needed.push(*chosen);
            }
        }
    }
    needed
}
