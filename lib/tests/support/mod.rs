//! Which files the laws are tried on, and how: in parallel, each with the stack and the time that a rewrite may take.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// All Dockerfiles of testdata, and all files below the directory that `K8OR_CORPUS` names.
pub fn files() -> Vec<PathBuf> {
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

/// Calls `check` with every file's path and text; what it returns are complaints. Fails with all of them. A file that is
/// not UTF-8 is left out: the command line refuses it.
pub fn for_all(name: &str, check: fn(&Path, &str) -> Result<(), String>) {
    let files = Arc::new(files());
    let next = Arc::new(AtomicUsize::new(0));
    let complaints = Arc::new(Mutex::new(Vec::new()));
    let (sender, receiver) = mpsc::channel::<(PathBuf, Duration)>();
    let workers: Vec<_> = (0..std::thread::available_parallelism().map_or(2, usize::from))
        .map(|_| {
            let (files, next, complaints, sender) = (files.clone(), next.clone(), complaints.clone(), sender.clone());
            let work = move || {
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Ok(text) = String::from_utf8(std::fs::read(path).unwrap()) else { continue };
                    let start = Instant::now();
                    let outcome = std::panic::catch_unwind(|| check(path, &text));
                    sender.send((path.clone(), start.elapsed())).unwrap();
                    let complaint = match outcome {
                        Ok(Ok(())) => continue,
                        Ok(Err(complaint)) => complaint,
                        Err(panic) => format!("panicked: {:?}", panic.downcast_ref::<String>()),
                    };
                    complaints.lock().unwrap().push(format!("{}: {complaint}", path.display()));
                }
            };
            std::thread::Builder::new().stack_size(8 << 20).spawn(work).unwrap()
        })
        .collect();
    drop(sender);
    let mut slowest = (PathBuf::new(), Duration::ZERO);
    let mut count = 0;
    while let Ok((path, time)) = receiver.recv_timeout(Duration::from_secs(60)) {
        count += 1;
        if time > slowest.1 {
            slowest = (path, time);
        }
    }
    workers.into_iter().for_each(|worker| worker.join().unwrap());
    let complaints = complaints.lock().unwrap();
    eprintln!("{name}: {count} files, {} complaints, slowest {:?} {}", complaints.len(), slowest.1, slowest.0.display());
    let shown = complaints.iter().take(25).cloned().collect::<Vec<_>>().join("\n");
    assert!(complaints.is_empty(), "{name}: {} of {count} files\n{shown}", complaints.len());
}
