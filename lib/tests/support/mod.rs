//! Which files the laws are tried on, and how: in parallel, each with the stack and the time that a rewrite may take.
#![allow(dead_code, unused_imports, reason = "each test binary uses its part")]

mod diff;
mod directory;

pub(crate) use diff::diff;
pub(crate) use directory::{Checkout, Directory};

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// All Dockerfiles of testdata, and all files below the directory that `K8OR_CORPUS` names.
pub(crate) fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&root().join("testdata"), &mut found);
    found.retain(|path| is_dockerfile(path));
    assert!(!found.is_empty(), "testdata holds no Dockerfile");
    if let Some(corpus) = std::env::var_os("K8OR_CORPUS") {
        let before = found.len();
        collect(Path::new(&corpus), &mut found);
        assert!(found.len() > before, "K8OR_CORPUS={} holds no file", corpus.to_string_lossy());
    }
    found.sort();
    found
}

/// All files below a directory.
pub(crate) fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(directory, &mut found);
    found
}

fn is_dockerfile(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy();
    ["Dockerfile", "Containerfile"].iter().any(|word| name.contains(word)) || path.extension().is_some_and(|e| e == "dockerfile")
}

fn collect(directory: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            collect(&path, found);
        } else if kind.is_file() {
            found.push(path);
        }
    }
}

/// A file that takes longer than this hangs.
const LIMIT: Duration = Duration::from_secs(30);

/// Calls `check` with every file's path and text; what it returns are complaints. Fails with all of them, and with the
/// name of a file that hangs. A file that is not UTF-8 is left out: the command line refuses it.
pub(crate) fn for_all(name: &str, check: fn(&Path, &str) -> Result<(), String>) {
    let files = Arc::new(files());
    let next = Arc::new(AtomicUsize::new(0));
    let (sender, receiver) = mpsc::channel();
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    for worker in 0..workers {
        let (files, next, sender) = (files.clone(), next.clone(), sender.clone());
        let work = move || {
            while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                let Ok(text) = String::from_utf8(std::fs::read(path).unwrap()) else { continue };
                sender.send((worker, path.clone(), None)).unwrap();
                let outcome = std::panic::catch_unwind(|| check(path, &text));
                let outcome = outcome.unwrap_or_else(|panic| Err(format!("panicked: {:?}", panic.downcast_ref::<String>())));
                sender.send((worker, path.clone(), Some(outcome))).unwrap();
            }
        };
        std::thread::Builder::new().stack_size(8 << 20).spawn(work).unwrap();
    }
    drop(sender);
    report(name, workers, &receiver);
}

type News = (usize, PathBuf, Option<Result<(), String>>);

fn report(name: &str, workers: usize, receiver: &mpsc::Receiver<News>) {
    let mut running: Vec<Option<(PathBuf, Instant)>> = vec![None; workers];
    let (mut count, mut complaints, mut slowest) = (0, Vec::new(), (Duration::ZERO, PathBuf::new()));
    loop {
        match receiver.recv_timeout(Duration::from_secs(1)) {
            Ok((worker, path, None)) => running[worker] = Some((path, Instant::now())),
            Ok((worker, path, Some(outcome))) => {
                count += 1;
                let time = running[worker].take().map_or(Duration::ZERO, |(_, start)| start.elapsed());
                complaints.extend(outcome.err().map(|complaint| format!("{}: {complaint}", path.display())));
                slowest = slowest.max((time, path));
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                let stuck = running.iter().flatten().find(|(_, start)| start.elapsed() > LIMIT);
                assert!(stuck.is_none(), "{name}: hangs on {stuck:?}");
            }
        }
    }
    eprintln!("{name}: {count} files, {} complaints, slowest {slowest:?}", complaints.len());
    let shown = complaints.iter().take(25).cloned().collect::<Vec<_>>().join("\n");
    assert!(complaints.is_empty(), "{name}: {} of {count} files\n{shown}", complaints.len());
}
