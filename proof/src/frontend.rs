//! The frontend's image beside the frontend that the engine has itself: the same build through each of them, and what each says.
//!
//! The image is `K8OR_FRONTEND`, or one that is made here. The command that the rewrites of it are compared with is the one in
//! that very image.

use crate::{Failure, docker, root};
use serde_json::Value;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The name of the image that is made where none is given.
const IMAGE: &str = "k8or/frontend-proof";

/// The name of the one that does harm.
const FAULTY: &str = "k8or/frontend-faulty";

/// What stands above and below the output of a command that failed.
const RULE: &str = "------";

/// What says in a warning that a build went on without a rewrite.
const UNCHANGED: &str = "building the Dockerfile unchanged";

/// The frontend's image, and the command in it.
#[derive(Debug)]
pub struct Frontend {
    /// The image's name.
    pub image: String,
    /// The command, as a file of this machine.
    pub command: PathBuf,
}

/// The frontend, made once.
///
/// # Errors
/// When its image cannot be made.
pub fn frontend() -> Result<&'static Frontend, Failure> {
    static MADE: OnceLock<Result<Frontend, String>> = OnceLock::new();
    let made = MADE.get_or_init(|| Frontend::make().map_err(|failure| failure.0));
    made.as_ref().map_err(|failure| Failure(failure.clone()))
}

/// The image of a frontend that does what the build argument `FAULT` names; `K8OR_FAULTY_FRONTEND`, or made once.
///
/// # Errors
/// When it cannot be made.
pub fn faulty() -> Result<String, Failure> {
    static MADE: OnceLock<Result<String, String>> = OnceLock::new();
    let given = || std::env::var("K8OR_FAULTY_FRONTEND").or_else(|_| make(FAULTY, &["--faults"]).map_err(|failure| failure.0));
    MADE.get_or_init(given).clone().map_err(Failure)
}

/// Makes an image.
fn make(name: &str, options: &[&str]) -> Result<String, Failure> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["xtask", "image"]).args(options).args(["--", "--load", "--tag", name]).current_dir(root());
    let output = cargo.output()?;
    if output.status.success() {
        return Ok(name.to_owned());
    }
    Err(Failure(format!("no image {name}: {}", String::from_utf8_lossy(&output.stderr))))
}

impl Frontend {
    fn make() -> Result<Self, Failure> {
        let image = match std::env::var("K8OR_FRONTEND") {
            Ok(image) => image,
            Err(_) => make(IMAGE, &[])?,
        };
        let command = std::env::temp_dir().join(format!("k8or-proof-{}", std::process::id())).join("k8or");
        if let Some(folder) = command.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let container = docker::text(&["create", &image])?;
        let copied = docker::run(&["cp", &format!("{container}:/bin/k8or-frontend"), &command.to_string_lossy()], None);
        docker::run(&["rm", &container], None)?;
        copied.map(|_| Self { image, command })
    }

    /// What the command makes of a Dockerfile in its context, as a folder of its own: the Dockerfile, and beside it the ignore
    /// file that the command proposes, or that the Dockerfile has of its own. `arguments` are the command's.
    ///
    /// # Errors
    /// When it refuses.
    pub fn rewrite(&self, context: &Path, dockerfile: &str, arguments: &[&str]) -> Result<Project, Failure> {
        let mut command = Command::new(&self.command);
        command.args(["rewrite", "--format", "json", "--context"]).arg(context).args(arguments).arg(context.join(dockerfile));
        let output = command.output()?;
        let report: Value = serde_json::from_slice(&output.stdout).map_err(|error| Failure(error.to_string()))?;
        let file = &report["files"][0];
        let Some(text) = file["text"].as_str().filter(|_| output.status.success()) else {
            return Err(Failure(format!("{report:#}{}", String::from_utf8_lossy(&output.stderr))));
        };
        let beside = Project::new(&[("Dockerfile", text)])?;
        let is_ignore = |path: &str| path.rsplit('/').next().is_some_and(|name| name.ends_with(".dockerignore"));
        let mut proposed = file["files"].as_array().into_iter().flatten();
        let proposed =
            proposed.find(|each| each["path"].as_str().is_some_and(is_ignore)).and_then(|each| each["content"].as_str());
        let own = std::fs::read_to_string(context.join(format!("{dockerfile}.dockerignore"))).ok();
        if let Some(ignore) = proposed.or(own.as_deref()) {
            beside.write("Dockerfile.dockerignore", ignore)?;
        }
        Ok(beside)
    }

    /// The first line of a Dockerfile that is built through this frontend, with these words behind its name.
    #[must_use]
    pub fn line(&self, words: &str) -> String {
        format!("{}\n", format!("# syntax={} {words}", self.image).trim_end())
    }

    /// The argument that has a build go through this frontend, with these words behind its name.
    #[must_use]
    pub fn argument(&self, words: &str) -> String {
        format!("--build-arg=BUILDKIT_SYNTAX={} {words}", self.image).trim_end().to_owned()
    }
}

/// A small project in a folder of its own, which goes away with it.
#[derive(Debug)]
pub struct Project {
    /// Where it is.
    pub folder: PathBuf,
}

impl Project {
    /// With these files.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn new(files: &[(&str, &str)]) -> Result<Self, Failure> {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("k8or-proof-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder)?;
        let project = Self { folder };
        for (name, text) in files {
            project.write(name, text)?;
        }
        Ok(project)
    }

    /// Its Dockerfile, for `--file`.
    #[must_use]
    pub fn dockerfile(&self) -> String {
        self.folder.join("Dockerfile").to_string_lossy().into_owned()
    }

    /// Writes one of its files.
    ///
    /// # Errors
    /// When it cannot.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> Result<(), Failure> {
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        Ok(std::fs::write(path, text)?)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What a build said and how it ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Whether it succeeded.
    pub well: bool,
    /// Standard output.
    pub output: Vec<u8>,
    /// Standard error: progress, warnings, the error.
    pub said: String,
}

/// Runs `docker` in a folder, whatever comes of it.
///
/// # Errors
/// When it cannot be started.
pub fn docker<S: AsRef<OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = S>,
    input: Option<&[u8]>,
) -> Result<Ended, Failure> {
    let mut command = Command::new("docker");
    command.args(arguments).current_dir(folder).env("BUILDKIT_PROGRESS", "plain").env("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() }).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    if let Some((mut pipe, bytes)) = child.stdin.take().zip(input) {
        // a builder that ends early does not read it all
        let _ = pipe.write_all(bytes);
    }
    let output = child.wait_with_output()?;
    Ok(output.into())
}

impl From<std::process::Output> for Ended {
    fn from(output: std::process::Output) -> Self {
        Self {
            well: output.status.success(),
            output: output.stdout,
            said: without_colours(&String::from_utf8_lossy(&output.stderr)),
        }
    }
}

impl Ended {
    /// What is left of standard error without the progress: warnings and the error. Numbers of steps and hints that hang on the
    /// machine are taken out, and so is what a failing command printed: the builder hands it on piece by piece, and loses some.
    #[must_use]
    pub fn ending(&self) -> String {
        let mut lines = Vec::new();
        let mut of_command = false;
        for line in self.said.lines().filter(|line| !is_progress(line) && !line.trim().is_empty()) {
            of_command &= line != RULE;
            if !of_command && !is_count(line) && !line.starts_with(" - ") && !line.starts_with("View build details") {
                lines.push(plain(line));
            }
            of_command |= line.starts_with(" > [");
        }
        lines.join("\n")
    }

    /// The warnings of the builder, sorted.
    #[must_use]
    pub fn lints(&self) -> Vec<&str> {
        let mut lints: Vec<&str> = self.warnings().filter(|line| !line.starts_with("k8or")).collect();
        lints.sort_unstable();
        lints
    }

    /// The warnings of k8or.
    #[must_use]
    pub fn remarks(&self) -> Vec<&str> {
        self.warnings().filter(|line| line.starts_with("k8or")).collect()
    }

    /// Whether k8or says that it built the Dockerfile as it stands.
    #[must_use]
    pub fn gave_up(&self) -> bool {
        self.warnings().any(|line| line.contains(UNCHANGED))
    }

    fn warnings(&self) -> impl Iterator<Item = &str> {
        self.said.lines().filter_map(|line| line.strip_prefix(" - "))
    }
}

/// Text without the sequences that colour it: buildx has some also where nobody asked for colours.
fn without_colours(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or(part, |(_, rest)| rest))
}

/// `#7 [2/2] RUN true`
fn is_progress(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

/// ` 3 warnings found (use docker --debug to expand):`
fn is_count(line: &str) -> bool {
    line.contains(" warning found (") || line.contains(" warnings found (")
}

/// A line of the ending without what differs from run to run: ` > [build 2/7] RUN x:`.
fn plain(line: &str) -> String {
    if let Some((_, step)) = line.strip_prefix(" > [").and_then(|rest| rest.split_once(']')) {
        return format!(" > [step]{step}");
    }
    // the name of a tree, made anew for each build
    if let Some((before, (_, after))) =
        line.split_once(" of ref ").and_then(|(before, rest)| Some((before, rest.split_once(": ")?)))
    {
        return format!("{before}: {after}");
    }
    line.to_owned()
}

/// What is compared of an image: its configuration and the digests of its layers. Steps that are the same are taken once, so
/// that the same build has the same layers.
///
/// # Errors
/// When the engine does not know it.
pub fn identity(tag: &str) -> Result<String, Failure> {
    docker::text(&["image", "inspect", "--format", "{{json .Config}} {{json .RootFS.Layers}}", tag])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out() {
        assert_eq!(without_colours("a \u{1b}[33m2 b\n\u{1b}[0m - c"), "a 2 b\n - c");
    }

    #[test]
    fn the_ending_is_what_a_user_reads_at_the_end() {
        let said = "#0 building\n#5 [2/2] RUN false\n#5 0.2 x\n------\n > [2/2] RUN false:\n0.254 x\n------\n\n 2 warnings found (use docker --debug to expand):\n - B: b (line 1)\n - k8or: building the Dockerfile unchanged: why\nDockerfile:2\n--------------------\n   2 | >>> RUN false\n--------------------\nERROR: no\n";
        let ended = Ended { well: false, output: Vec::new(), said: said.to_owned() };
        assert_eq!(
            ended.ending(),
            "------\n > [step] RUN false:\n------\nDockerfile:2\n--------------------\n   2 | >>> RUN false\n--------------------\nERROR: no"
        );
        assert_eq!((ended.lints(), ended.gave_up()), (vec!["B: b (line 1)"], true));
    }
}
