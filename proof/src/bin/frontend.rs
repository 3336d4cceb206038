//! How long a build takes that is cached as a whole: through the engine's own frontend, through k8or's without a rewrite, and
//! with one. The three take turns, so that whatever else the machine does slows all of them alike.
//!
//! ```sh
//! cargo run --profile quick -p k8or-proof --bin frontend -- 30
//! ```
#![allow(clippy::print_stdout, reason = "a program prints")]

use k8or_proof::Failure;
use k8or_proof::frontend::{Project, docker, faulty, frontend};
use std::time::Instant;

/// Asks what is in the build context.
const DOCKERFILE: &str = "FROM debian:bookworm-slim AS build\nWORKDIR app\nCOPY . .\nRUN mkdir -p /data && cp note /data\n\
    FROM debian:bookworm-slim\nMAINTAINER me\nWORKDIR app\nCOPY --from=build /data /data\nEXPOSE 80/TCP\nCMD cat /data/note\n";

/// Asks nothing.
const PLAIN: &str =
    "FROM debian:bookworm-slim\nMAINTAINER me\nRUN apt-get update && apt-get install -y jq\nWORKDIR app\nCMD jq --version\n";

/// Milliseconds of one way to build: the name of its Dockerfile.
struct Way {
    name: &'static str,
    file: &'static str,
    times: Vec<f64>,
}

fn main() -> Result<(), Failure> {
    let rounds = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(20);
    let (frontend, faulty) = (frontend()?, format!("# syntax={}\n", faulty()?));
    let project = Project::new(&[
        ("Dockerfile", DOCKERFILE),
        ("zero", &(frontend.line("level=0") + DOCKERFILE)),
        ("k8or", &(frontend.line("") + DOCKERFILE)),
        ("asking", &(faulty.clone() + DOCKERFILE)),
        ("plain", &(faulty + PLAIN)),
        ("note", "hello\n"),
    ])?;
    let way = |name, file| Way { name, file, times: Vec::new() };
    let mut ways = [way("the engine's own frontend", "Dockerfile"), way("k8or, level 0", "zero"), way("k8or", "k8or")];
    // the first round fills the cache
    for round in 0..=rounds {
        for way in &mut ways {
            let milliseconds = build(&project, way.file)?;
            if round > 0 {
                way.times.push(milliseconds);
            }
        }
    }
    let own = median(&mut ways[0].times);
    println!(
        "| build, all cached, {rounds} rounds | median, ms | least, ms | times the engine's own | added, ms |\n|---|---|---|---|---|"
    );
    for way in &mut ways {
        let median = median(&mut way.times);
        println!("| {} | {median:.0} | {:.0} | {:.2} | {:.0} |", way.name, way.times[0], median / own, median - own);
    }
    println!("\nCPU time of the frontend and its child, from its start to its answer:");
    for (what, file) in [("a file that asks nothing of the build context", "plain"), ("one that does", "asking")] {
        println!("* {what}: {}", cpu(&project, file, rounds)?);
    }
    Ok(())
}

/// Builds; the milliseconds that it took.
fn build(project: &Project, file: &str) -> Result<f64, Failure> {
    let since = Instant::now();
    let ended = docker(&project.folder, ["build", "--quiet", "--file", file, "."], None)?;
    let taken = since.elapsed().as_secs_f64() * 1e3;
    if ended.well { Ok(taken) } else { Err(Failure(ended.said)) }
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// What the frontend that is built for proofs says of itself.
fn cpu(project: &Project, file: &str, rounds: usize) -> Result<String, Failure> {
    let mut times = Vec::new();
    // the first build fills the cache
    for round in 0..=rounds {
        let ended = docker(&project.folder, ["build", "--file", file, "."], None)?;
        let said =
            ended.remarks().into_iter().find_map(|remark| remark.strip_prefix("k8or took ")?.split_once(" µs")?.0.parse().ok());
        let taken: f64 = said.ok_or_else(|| Failure(format!("it says nothing of its time:\n{}", ended.said)))?;
        if round > 0 {
            times.push(taken);
        }
    }
    let median = median(&mut times);
    Ok(format!("median {:.1} ms, least {:.1} ms", median / 1e3, times.first().copied().unwrap_or_default() / 1e3))
}
