//! The builder's own judgement: no rewrite of testdata is refused, or has a lint warning that the original lacks.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail, and says what it measured")]

use k8or_core::context::NoProject;
use k8or_core::{Options, rewrite};
use k8or_proof::{docker, engine, root};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

fn collect(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.file_name().unwrap().to_string_lossy().contains("ockerfile") {
            found.push(path);
        }
    }
}

/// What the builder says against the rewrite; none where it has nothing to say against it.
fn objection(text: &str) -> Option<String> {
    let result = rewrite(text, &NoProject, &Options::default()).ok()?;
    if result.text == text {
        return None;
    }
    let before = docker::check(text, &[]).ok()?;
    match docker::check(&result.text, &[]) {
        Err(failure) => Some(format!("refused after the rewrite: {failure}")),
        Ok(mut after) => {
            for warning in &before {
                if let Some(at) = after.iter().position(|other| other == warning) {
                    after.remove(at);
                }
            }
            (!after.is_empty()).then(|| format!("new warnings: {after:?}\n{}", result.text))
        }
    }
}

/// Over testdata, or over the directory that `K8OR_CHECK_CORPUS` names instead.
#[test]
fn no_rewrite_is_refused_or_warned_of() {
    if !engine().unwrap() {
        return;
    }
    let mut files = Vec::new();
    let directory = std::env::var_os("K8OR_CHECK_CORPUS").map_or_else(|| root().join("testdata"), PathBuf::from);
    collect(&directory, &mut files);
    files.sort();
    let (next, complaints) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Ok(text) = std::fs::read_to_string(path) else { continue };
                    if let Some(objection) = objection(&text) {
                        complaints.lock().unwrap().push(format!("{}: {objection}", path.display()));
                    }
                }
            });
        }
    });
    let complaints = complaints.into_inner().unwrap();
    eprintln!("{} files, {} complaints", files.len(), complaints.len());
    if std::env::var_os("K8OR_BLESS").is_some() && std::env::var_os("K8OR_CHECK_CORPUS").is_some() {
        let text = format!(
            "Of {} files, {} are refused or warned of after the rewrite and were not before.",
            files.len(),
            complaints.len()
        );
        k8or_proof::results::replace("checks", &text).unwrap();
    }
    assert!(complaints.is_empty(), "{} of {} files\n{}", complaints.len(), files.len(), complaints.join("\n\n"));
}
