//! What the user asks of a build while it runs: to leave the cache unused, to stop, to reach an agent.

use crate::case::{Case, engine};
use k8or_proof::frontend::{Ended, Project, frontend};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Whether each RUN of a build came from the cache, by what it runs.
fn cached(ended: &Ended) -> BTreeMap<String, bool> {
    let steps = ended.said.lines().filter_map(|line| {
        let (number, step) = line.split_once(" [")?;
        let (_, run) = step.split_once("] RUN ")?;
        Some((run.to_owned(), ended.said.contains(&format!("{number} CACHED\n"))))
    });
    steps.collect()
}

#[test]
fn what_the_cache_is_not_to_be_used_for() {
    if !engine() {
        return;
    }
    let dockerfile = "FROM debian:bookworm-slim AS one\nRUN echo one > /one\nFROM debian:bookworm-slim AS two\nRUN echo two > /two\n\
        FROM debian:bookworm-slim\nMAINTAINER me\nCOPY --from=one /one /\nCOPY --from=two /two /\nRUN cat /one /two > /three\n";
    let files = [("Dockerfile", dockerfile)];
    for (arguments, fresh) in [(&["--no-cache-filter=two"][..], 1), (&["--no-cache"], 3), (&[], 0)] {
        let case = Case { name: "fresh", files: &files, arguments, ..Case::default() };
        let project = case.project();
        let filled = Case { arguments: &[], ..case };
        assert!(filled.builtin(&project).well && filled.through(&project, "").well);
        let ways = [case.builtin(&project), case.through(&project, "")];
        for ended in &ways {
            assert!(ended.well && !ended.gave_up(), "{}", ended.said);
            let cached = cached(ended);
            assert_eq!((cached.len(), cached.values().filter(|cached| !**cached).count()), (3, fresh), "{}", ended.said);
        }
        assert_eq!(cached(&ways[0]), cached(&ways[1]), "{arguments:?}");
        case.forget();
    }
}

#[test]
fn a_build_that_is_broken_off_leaves_nothing_running() {
    /// A number that no other process sleeps.
    const SECONDS: &str = "98765";
    if !engine() {
        return;
    }
    let dockerfile = format!("FROM debian:bookworm-slim\nMAINTAINER me\nRUN echo begun && sleep {SECONDS}\n");
    let case = Case { name: "stopped", files: &[("Dockerfile", dockerfile.as_str())], ..Case::default() };
    let project = case.project();
    let mut build = Command::new("docker");
    build.args(["build", "--no-cache", "--progress=plain", &frontend().unwrap().argument(""), "."]).current_dir(&project.folder);
    let mut build = build.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(build.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(said.any(|line| line.ends_with(" begun")), "the step did not begin");
    let since = Instant::now();
    assert!(Command::new("kill").args(["-INT", &build.id().to_string()]).status().unwrap().success());
    let rest: Vec<String> = said.collect();
    let status = build.wait().unwrap();
    assert!(!status.success() && rest.join("\n").to_lowercase().contains("cancel"), "{status}: {}", rest.join("\n"));
    while is_running(SECONDS) {
        assert!(since.elapsed() < Duration::from_secs(30), "it still sleeps");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn an_agent_for_keys_is_reached() {
    if !engine() {
        return;
    }
    let folder = Project::new(&[]).unwrap();
    let socket = folder.folder.join("agent");
    let _agent = UnixListener::bind(&socket).unwrap();
    let dockerfile =
        "FROM debian:bookworm-slim\nMAINTAINER me\nRUN --mount=type=ssh test -S \"$SSH_AUTH_SOCK\" && echo it is > /there\n";
    let agent = format!("--ssh=default={}", socket.display());
    Case { name: "agent", files: &[("Dockerfile", dockerfile)], arguments: &[&agent], ..Case::default() }.holds();
}

/// Whether a process of this machine sleeps that long.
fn is_running(seconds: &str) -> bool {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok())
        .any(|line| line == format!("sleep\0{seconds}\0").as_bytes())
}
