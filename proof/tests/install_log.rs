//! `--install-log`: the log is of the installations that are in the image, and the image is what it is without it.
#![allow(clippy::unwrap_used, reason = "a test may fail, and says what it measured")]

use k8or_core::context::NoProject;
use k8or_core::{Options, rewrite};
use k8or_proof::{docker, engine};
use std::path::{Path, PathBuf};

/// Each of its three installations is another kind of thing to log: packages, modules behind a build argument (in which the
/// steps must be the same all the same), modules in a RUN that nobody can read.
const DOCKERFILE: &str = r#"FROM python:3.11-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends libmagic1 && rm -rf /var/lib/apt/lists/*
ARG INDEX=1
ENV PIP_NO_CACHE_DIR=${INDEX}
RUN pip install itsdangerous==2.2.0 && cat /proc/sys/kernel/random/uuid > /mark
FROM base
RUN ["pip", "install", "markupsafe==3.0.3"]
COPY app.py /
CMD ["python", "/app.py"]
"#;

/// An empty folder of that name.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("k8or-install-log-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// One at a time: a build without the cache makes the same steps anew, and another build may find them either way.
static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());

fn rewritten(install_log: bool) -> String {
    rewrite(DOCKERFILE, &NoProject, &Options { level: 2, install_log, ..Options::default() }).unwrap().text
}

fn layers(tag: &str) -> String {
    docker::text(&["image", "inspect", "--format", "{{json .RootFS.Layers}}", tag]).unwrap()
}

/// The rows of a table of the log, without its head.
fn rows(log: &Path, file: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(log.join(file)).unwrap();
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// A package's row holds, and its files add up.
fn check(log: &Path, installation: &str, package: &str, version: &str, file: &str) {
    let packages = rows(log, &format!("{installation}/packages.tsv"));
    let row = packages.iter().find(|row| row[1] == package);
    assert!(row.is_some(), "no {package} in {packages:?}");
    let row = row.unwrap();
    assert!(row[2].starts_with(version), "{row:?}");
    let files: Vec<_> = rows(log, &format!("{installation}/files.tsv")).into_iter().filter(|row| row[1] == package).collect();
    assert_eq!(row[3], files.len().to_string());
    assert_eq!(row[4], files.iter().map(|row| row[0].parse::<u64>().unwrap()).sum::<u64>().to_string());
    assert!(files.iter().any(|row| row[2] == file), "no {file} in {files:?}");
}

#[test]
fn the_log_holds_what_was_installed_and_the_image_is_the_same() {
    if !engine().unwrap() {
        return;
    }
    let _turn = TURN.lock();
    let (context, log) = (folder("context"), folder("log"));
    std::fs::write(context.join("app.py"), "print('here')\n").unwrap();
    let (without, with) = (rewritten(false), rewritten(true));
    assert!(with.contains("\nFROM scratch AS install-log\n"));
    docker::build(&without, &context, "k8or-proof:install-log-without", &[]).unwrap();
    docker::build(&with, &context, "k8or-proof:install-log-with", &[]).unwrap();
    assert_eq!(layers("k8or-proof:install-log-without"), layers("k8or-proof:install-log-with"));
    let (one, other) =
        (docker::inspect("k8or-proof:install-log-without").unwrap(), docker::inspect("k8or-proof:install-log-with").unwrap());
    assert_eq!(one.config, other.config);

    let to = format!("type=local,dest={}", log.display());
    docker::build(&with, &context, "k8or-proof:install-log", &["--target", "install-log", "--output", &to]).unwrap();
    let mut found: Vec<_> = std::fs::read_dir(&log).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    found.sort();
    assert_eq!(found, ["1-base-apt-get", "2-base-pip", "3-run"]);
    check(&log, "1-base-apt-get", "libmagic1:amd64", "1:5.", "/usr/lib/x86_64-linux-gnu/libmagic.so.1.0.0");
    let site = "/usr/local/lib/python3.11/site-packages";
    check(&log, "2-base-pip", "itsdangerous", "2.2.0", &format!("{site}/itsdangerous/__init__.py"));
    check(&log, "3-run", "markupsafe", "3.0.3", &format!("{site}/markupsafe/__init__.py"));
    assert_eq!(rows(&log, "2-base-pip/packages.tsv").len(), 1);
    let commands = std::fs::read_to_string(log.join("2-base-pip/commands")).unwrap();
    assert!(commands.starts_with("pip install"), "{commands}");
    [context, log].iter().for_each(|folder| std::fs::remove_dir_all(folder).unwrap());
}

/// The builder must take the log's steps for the image's own: built from nothing, both at once, each is taken once.
#[test]
fn an_installation_that_is_logged_is_not_made_again() {
    if !engine().unwrap() {
        return;
    }
    let _turn = TURN.lock();
    let context = folder("once");
    std::fs::write(context.join("app.py"), "").unwrap();
    // an image that needs both the log's states and its own: if they were made twice, their marks would differ
    let states = rewritten(true).replace("COPY app.py /\n", "COPY --from=install-log-2 /mark /logged\n");
    assert!(states.contains("/logged"));
    docker::build(&states, &context, "k8or-proof:install-log-once", &["--no-cache"]).unwrap();
    let marks = docker::text(&["run", "--rm", "k8or-proof:install-log-once", "cat", "/mark", "/logged"]).unwrap();
    let marks: Vec<&str> = marks.lines().collect();
    assert!(marks.len() == 2 && marks[0] == marks[1], "{marks:?}");
    std::fs::remove_dir_all(context).unwrap();
}
