//! `cargo run --profile quick -p k8or-proof --bin speed -- DIRECTORY [--write]`: how long k8or, tally and hadolint take to look
//! at every file of a directory, in turns, in one run. Peers are run as programs when they are in PATH. Build the command
//! first: `cargo build --profile quick -p k8or`.
#![expect(clippy::print_stdout, reason = "a command speaks on the terminal")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often each command runs; the median counts.
const TURNS: usize = 3;

/// Files on one command line.
const BATCH: usize = 200;

struct Runner {
    name: &'static str,
    command: Vec<String>,
    times: Vec<Duration>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, rest @ ..] = arguments.as_slice() else { return Err("which directory?".into()) };
    let files = files(Path::new(directory))?;
    let k8or = k8or_proof::root().join("target/quick/k8or").to_string_lossy().into_owned();
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let runners = [
        ("k8or rewrite --check", words(&[&k8or, "rewrite", "--check", "--level", "1"])),
        ("tally lint", words(&["tally", "lint", "--slow-checks=off", "--format", "json"])),
        ("hadolint", words(&["hadolint", "--no-fail", "-f", "json"])),
    ];
    let mut runners: Vec<Runner> = runners
        .into_iter()
        .map(|(name, command)| Runner { name, command, times: Vec::new() })
        .filter(|runner| is_there(&runner.command[0]))
        .collect();
    for _ in 0..TURNS {
        for runner in &mut runners {
            let time = time(&runner.command, &files);
            runner.times.push(time);
        }
    }
    let text = report(&mut runners, files.len());
    println!("{text}");
    if rest.iter().any(|word| word == "--write") {
        k8or_proof::results::replace("speed", &text)?;
    }
    Ok(())
}

fn files(directory: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn time(command: &[String], files: &[PathBuf]) -> Duration {
    let start = Instant::now();
    for batch in files.chunks(BATCH) {
        let _ = Command::new(&command[0]).args(&command[1..]).args(batch).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
    start.elapsed()
}

fn report(runners: &mut [Runner], files: usize) -> String {
    let mut text = format!(
        "{files} files, {BATCH} on a command line, wall time, median of {TURNS} turns.\n\n| command | a file | times k8or's |\n|---|---|---|\n"
    );
    for runner in runners.iter_mut() {
        runner.times.sort();
    }
    let median = |runner: &Runner| runner.times[runner.times.len() / 2].as_secs_f64();
    let own = runners.first().map_or(1.0, median);
    for runner in runners.iter() {
        let a_file = median(runner) * 1000.0 / files.max(1) as f64;
        let _ = writeln!(text, "| {} | {a_file:.2} ms | {:.0} |", runner.name, median(runner) / own);
    }
    text
}
