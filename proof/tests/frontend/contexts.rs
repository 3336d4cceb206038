//! Named contexts, bake, and contexts that are not the client's: git and http.

use crate::case::{Case, engine};
use k8or_proof::frontend::{Ended, Project, docker, frontend, identity};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

#[test]
fn named_contexts() {
    let dockerfile = "FROM other AS one\nMAINTAINER me\nWORKDIR x\nCOPY --from=more note /note\n";
    let files =
        [("Dockerfile", dockerfile), ("more/note", "hello\n"), ("more/left-out", "x"), ("more/.dockerignore", "left-out\n")];
    let arguments = ["--build-context=other=docker-image://debian:bookworm-slim", "--build-context=more=more"];
    Case { name: "named-contexts", files: &files, arguments: &arguments, ..Case::default() }.holds();
}

/// Two builds that must give the same at level 0, and a third that is rewritten.
fn three(name: &str, folder: &Path, build: impl Fn(&str, Option<&str>) -> Vec<String>) -> Ended {
    let run = |kind: &str, words: Option<&str>| {
        let tag = format!("k8or-frontend:{name}-{kind}");
        let through = words.map(|words| frontend().unwrap().argument(words));
        let ended = docker(folder, build(&tag, through.as_deref()), None).unwrap();
        assert!(ended.well && !ended.gave_up(), "{name} {kind}: {}", ended.said);
        let found = identity(&tag).unwrap();
        let _ = docker(folder, ["rmi", "--force", &tag], None);
        (ended, found)
    };
    let (builtin, level_0, rewritten) = (run("builtin", None), run("level0", Some("level=0")), run("frontend", Some("")));
    assert_eq!(level_0.1, builtin.1, "{name} at level 0: {}", level_0.0.said);
    assert_eq!(rewritten.0.remarks().len(), 1, "{name}: {}", rewritten.0.said);
    assert_ne!(rewritten.1, builtin.1, "{name}");
    rewritten.0
}

fn plain(tag: &str, through: Option<&str>, rest: &[&str]) -> Vec<String> {
    let words = ["build", "--tag", tag].into_iter().chain(through).chain(rest.iter().copied());
    words.map(str::to_owned).collect()
}

#[test]
fn bake_with_targets_as_contexts_and_inline_files() {
    if !engine() {
        return;
    }
    let image = frontend().unwrap();
    let bake = r#"
variable "SYNTAX" { default = "" }
target "base" {
  dockerfile-inline = "FROM debian:bookworm-slim\nRUN touch /base\n"
}
target "app" {
  contexts = { base = "target:base" }
  dockerfile-inline = "FROM base\nMAINTAINER me\nWORKDIR x\nCOPY note .\n"
  args = { BUILDKIT_SYNTAX = SYNTAX != "" ? SYNTAX : null }
  tags = ["k8or-frontend:bake"]
}
"#;
    let project = Project::new(&[("docker-bake.hcl", bake), ("note", "hello\n")]).unwrap();
    let run = |syntax: &str| {
        // the variable's value comes from the environment
        let arguments = ["buildx", "bake", "--load", "--allow=fs.read=*", "app"];
        let mut command = Command::new("docker");
        command.args(arguments).current_dir(&project.folder).env("SYNTAX", syntax).env("BUILDKIT_PROGRESS", "plain");
        let ended = Ended::from(command.env("BUILDX_NO_DEFAULT_ATTESTATIONS", "1").output().unwrap());
        assert!(ended.well && !ended.gave_up(), "{}", ended.said);
        (ended, identity("k8or-frontend:bake").unwrap())
    };
    let (builtin, level_0, rewritten) = (run(""), run(&format!("{} level=0", image.image)), run(&image.image));
    assert_eq!(level_0.1, builtin.1);
    assert_eq!(rewritten.0.remarks().len(), 1, "{}", rewritten.0.said);
    let _ = docker(&project.folder, ["rmi", "--force", "k8or-frontend:bake"], None);
}

/// A server that ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=me", "-c", "user.email=me@example.com", "-c", "init.defaultBranch=main"]);
    let output = command.args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Where the engine finds this machine; it shares its network unless `K8OR_HOST` says otherwise.
fn host() -> String {
    std::env::var("K8OR_HOST").unwrap_or_else(|_| "127.0.0.1".to_owned())
}

#[test]
fn git_repositories() {
    if !engine() {
        return;
    }
    let dockerfile = "FROM debian:bookworm-slim\nMAINTAINER me\nWORKDIR x\nCOPY . .\n";
    let project =
        Project::new(&[("Dockerfile", dockerfile), ("note", "1"), ("sub/other.Dockerfile", dockerfile), ("sub/note", "2")])
            .unwrap();
    for arguments in [&["init", "--quiet", "."][..], &["add", "."], &["commit", "--quiet", "--message", "x"]] {
        git(&project.folder, arguments);
    }
    let (port, base) = (free_port(), project.folder.parent().unwrap());
    let mut daemon = Command::new("git");
    daemon.args(["daemon", "--export-all", "--reuseaddr", &format!("--port={port}"), &format!("--base-path={}", base.display())]);
    let _server = Server(daemon.arg(base).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    std::thread::sleep(std::time::Duration::from_millis(500));
    let url = format!("git://{}:{port}/{}", host(), project.folder.file_name().unwrap().to_string_lossy());
    let empty = Project::new(&[]).unwrap();
    three("git", &empty.folder, |tag, through| plain(tag, through, &[&url]));
    let below = format!("{url}#main:sub");
    three("git-below", &empty.folder, |tag, through| plain(tag, through, &["--file=other.Dockerfile", &below]));
    three("git-kept", &empty.folder, |tag, through| plain(tag, through, &["--build-arg=BUILDKIT_CONTEXT_KEEP_GIT_DIR=1", &url]));
}

/// Answers every request with the same bytes.
fn serve(bytes: Vec<u8>) -> u16 {
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut request = [0; 4096];
            let read = stream.read(&mut request).unwrap_or_default();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nETag: \"{}\"\r\nConnection: close\r\n\r\n",
                bytes.len(),
                bytes.len()
            );
            let _ = stream.write_all(head.as_bytes());
            if !request[..read].starts_with(b"HEAD") {
                let _ = stream.write_all(&bytes);
            }
        }
    });
    port
}

#[test]
fn files_and_archives_over_http() {
    if !engine() {
        return;
    }
    let empty = Project::new(&[]).unwrap();
    let file = "FROM debian:bookworm-slim\nMAINTAINER me\nWORKDIR x\nRUN touch y\n";
    let url = format!("http://{}:{}/Dockerfile", host(), serve(file.as_bytes().to_vec()));
    three("http-file", &empty.folder, |tag, through| plain(tag, through, &[&url]));

    let project = Project::new(&[
        ("Dockerfile", "FROM debian:bookworm-slim\nMAINTAINER me\nWORKDIR x\nCOPY note .\n"),
        ("note", "hello\n"),
    ])
    .unwrap();
    let packed = Command::new("tar").args(["-cz", "."]).current_dir(&project.folder).output().unwrap();
    let url = format!("http://{}:{}/context.tar.gz", host(), serve(packed.stdout));
    three("http-archive", &empty.folder, |tag, through| plain(tag, through, &[&url]));
}
