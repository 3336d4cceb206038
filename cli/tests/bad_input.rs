//! What only a shell, a full disk or a hostile directory can do to the command.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up may fail")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const FROM: &str = "FROM debian:12\nWORKDIR app\n";

fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    root
}

/// Runs a line of shell in which `k8or` is the command.
fn shell(root: &Path, line: &str) -> Output {
    let script = format!("k8or() {{ {} \"$@\"; }}\n{line}", env!("CARGO_BIN_EXE_k8or"));
    Command::new("sh").arg("-c").arg(script).current_dir(root).output().unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_file_that_is_input_and_output_is_noticed() {
    let root = directory(&[("Dockerfile", FROM)]);
    for line in [
        "k8or rewrite Dockerfile > Dockerfile",
        "k8or rewrite - < Dockerfile > Dockerfile",
        "k8or rewrite --diff . > Dockerfile",
        "ln Dockerfile hard; k8or rewrite hard > Dockerfile",
    ] {
        fs::write(root.path().join("Dockerfile"), FROM).unwrap();
        let output = shell(root.path(), line);
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(
            err(&output).contains("use `k8or rewrite --write`") && err(&output).contains("has emptied"),
            "{line}: {}",
            err(&output)
        );
    }
    fs::write(root.path().join("Dockerfile"), FROM).unwrap();
    let output = shell(root.path(), "k8or rewrite Dockerfile >> Dockerfile");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(root.path().join("Dockerfile")).unwrap(), FROM);
}

#[test]
fn standard_input_is_a_file_too() {
    let root = directory(&[("app/k8or.toml", "level = 0\n")]);
    let line = "printf 'FROM debian:12\\nWORKDIR app\\n' | k8or rewrite - --only workdir-absolute";
    assert_eq!(shell(root.path(), line).stdout, b"FROM debian:12\nWORKDIR /app\n");
    // Its name says where its settings are.
    let line = format!("{line} --stdin-filename app/Dockerfile");
    assert_eq!(shell(root.path(), &line).stdout, FROM.as_bytes());
    let output = shell(root.path(), "echo RUM | k8or rewrite - --stdin-filename app/Dockerfile");
    assert!(err(&output).contains("--> app/Dockerfile:1:1"), "{}", err(&output));
}

#[test]
fn a_full_disk_is_told_and_a_reader_that_left_is_not() {
    let root = directory(&[("Dockerfile", FROM)]);
    for line in ["k8or rewrite Dockerfile > /dev/full", "k8or rewrite Dockerfile -o /dev/full", "k8or rules > /dev/full"] {
        let output = shell(root.path(), line);
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(err(&output).contains("No space left on device"), "{line}: {}", err(&output));
    }
    let many: String = "RUN true\n".repeat(100_000);
    fs::write(root.path().join("Dockerfile"), format!("FROM a\n{many}")).unwrap();
    let output = shell(root.path(), "k8or rewrite --level 0 Dockerfile | head -c 1");
    assert_eq!((output.stdout.as_slice(), err(&output).as_str()), (&b"F"[..], ""));
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_done() {
    let root = directory(&[("a/Dockerfile", FROM), ("b/Dockerfile", FROM)]);
    symlink("gone", root.path().join("dangling")).unwrap();
    symlink("loop", root.path().join("loop")).unwrap();
    symlink("..", root.path().join("a/up")).unwrap();
    let output = shell(root.path(), "k8or rewrite --check --only workdir-absolute . dangling loop");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "a/Dockerfile\nb/Dockerfile\n");
    assert!(
        err(&output).contains("dangling: cannot be read") && err(&output).contains("loop: cannot be read"),
        "{}",
        err(&output)
    );
    assert!(err(&output).contains("it is a link to something that is not there"));
}

#[test]
fn a_long_line_and_a_deep_body_are_answered_quickly() {
    let root = directory(&[]);
    let long = format!("FROM a\nRUN {}\n", "x".repeat(50 * 1024 * 1024));
    let deep = format!("FROM a\nRUN {}true{}\n", "( ".repeat(20_000), " )".repeat(20_000));
    let endless = format!("FROM a\nRUN true{}\n", " \\\n".repeat(500_000));
    for (name, text) in [("long", long), ("deep", deep), ("endless", endless)] {
        fs::write(root.path().join(name), &text).unwrap();
        let since = Instant::now();
        let output = shell(root.path(), &format!("k8or rewrite {name}"));
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 2)), "{name}: {code:?} {}", err(&output));
        assert!(err(&output).len() < 2_000, "{name}: {}", err(&output).len());
        assert!(!err(&output).contains("internal error"), "{name}: {}", err(&output));
        assert!(since.elapsed() < Duration::from_secs(40), "{name}: {:?}", since.elapsed());
        assert_eq!(fs::read_to_string(root.path().join(name)).unwrap(), text);
    }
}

#[test]
fn an_endless_input_ends() {
    let root = directory(&[]);
    let output = shell(root.path(), "k8or rewrite /dev/zero");
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("larger than 64 MB"), "{}", err(&output));
}

#[test]
fn a_fifo_is_read_as_it_is() {
    let root = directory(&[]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_k8or"))
        .args(["rewrite", "/dev/stdin", "--level", "0"])
        .current_dir(root.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(FROM.as_bytes()).unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, FROM.as_bytes());
}

#[test]
fn the_context_of_a_compose_file_is_taken_and_told() {
    let root = directory(&[
        ("docker/Dockerfile", "FROM debian:12 AS prod\nCOPY app.py /\n"),
        ("src/app.py", ""),
        ("compose.yaml", "services: {web: {build: {context: src, dockerfile: ../docker/Dockerfile, target: prod}}}\n"),
    ]);
    let output = shell(root.path(), "k8or rewrite --explain --level 0 docker/Dockerfile");
    assert!(err(&output).contains("build context: src (compose.yaml says so for web)"), "{}", err(&output));
}
