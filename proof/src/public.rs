//! A project of somebody else's: where a checkout of it lies, how it is built, what it is asked.
//!
//! Everything runs without a network: a server is asked on its own loopback, by a second container that shares it.

use crate::{Failure, docker, stand_in};
use serde::Deserialize;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// How long a command may run and a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long to listen to an image's own command, which may go on for ever.
const ATTENTION: Duration = Duration::from_secs(12);

/// The image whose Python asks servers.
const ASKER: &str = "python:3.11-slim";

/// A list of projects, as TOML.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The projects.
    pub project: Vec<Project>,
}

/// A project and its checks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// `OWNER/NAME`; the checkout lies in the folder `OWNER+NAME`.
    pub repository: String,
    /// The commit that is checked out.
    pub commit: String,
    /// The Dockerfile's path in the checkout.
    #[serde(default = "dockerfile")]
    pub dockerfile: String,
    /// The build context's path in the checkout; the Dockerfile's folder where none is given.
    pub context: Option<String>,
    /// What kind of project it is, in two or three words.
    pub kind: String,
    /// Environment that it needs to run, as `NAME=VALUE`.
    #[serde(default)]
    pub environment: Vec<String>,
    /// Commands to run in the image; an empty one is the image's own.
    #[serde(default)]
    pub run: Vec<Vec<String>>,
    /// The port that the image's own command serves at.
    pub port: Option<u16>,
    /// Pages to ask for at that port.
    #[serde(default)]
    pub pages: Vec<String>,
}

fn dockerfile() -> String {
    "Dockerfile".to_owned()
}

impl List {
    /// Reads a list.
    ///
    /// # Errors
    /// When it is none, or a project in it is asked nothing.
    pub fn read(text: &str) -> Result<Self, Failure> {
        let list: Self = toml::from_str(text).map_err(|error| Failure(error.to_string()))?;
        let silent = |project: &&Project| project.run.is_empty() && (project.port.is_none() || project.pages.is_empty());
        match list.project.iter().find(silent) {
            Some(project) => Err(Failure(format!("{} is asked nothing", project.repository))),
            None => Ok(list),
        }
    }
}

impl Project {
    /// What tells it from others: the repository and, where it is not the one at the top, the Dockerfile.
    #[must_use]
    pub fn name(&self) -> String {
        match self.dockerfile.as_str() {
            "Dockerfile" => self.repository.clone(),
            other => format!("{}: {other}", self.repository),
        }
    }

    /// The name of one of its images.
    #[must_use]
    pub fn tag(&self, kind: &str) -> String {
        let plain = |character: char| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '-' };
        format!("k8or-project-{}:{kind}", self.name().chars().map(plain).collect::<String>().replace("--", "-"))
    }

    /// What an image answers, asked twice: only what it says both times can be expected of another.
    ///
    /// # Errors
    /// As [`Project::answers`].
    pub fn expected(&self, tag: &str) -> Result<Expected, Failure> {
        Ok(Expected { first: self.answers(tag)?, again: self.answers(tag)? })
    }

    /// What an image answers, line by line.
    ///
    /// # Errors
    /// When it cannot be run, never answers, or a command in it fails.
    pub fn answers(&self, tag: &str) -> Result<Vec<String>, Failure> {
        let mut answers = Vec::new();
        for command in &self.run {
            answers.extend(self.told(tag, command)?);
        }
        if let Some(port) = self.port {
            answers.extend(self.served(tag, port)?);
        }
        Ok(answers)
    }

    /// What a command says, and how it ends. The image's own may end badly: most services miss their database here.
    fn told(&self, tag: &str, command: &[String]) -> Result<Vec<String>, Failure> {
        let container = self.start(tag, command)?;
        let ended = wait(&container, if command.is_empty() { ATTENTION } else { PATIENCE });
        let said = docker::logs(&container);
        docker::run(&["rm", "-f", "-v", &container], None)?;
        let (ended, said) = (ended?, said?);
        if !command.is_empty() && ended != "0" {
            return Err(Failure(format!("{tag}: {} ended with {ended}:\n{said}", command.join(" "))));
        }
        Ok(std::iter::once(format!("{command:?} ended with {ended}")).chain(said.lines().map(str::to_owned)).collect())
    }

    /// The pages that the image's own command serves.
    fn served(&self, tag: &str, port: u16) -> Result<Vec<String>, Failure> {
        let container = self.start(tag, &[])?;
        let (network, port, patience) = (format!("container:{container}"), port.to_string(), PATIENCE.as_secs().to_string());
        let mut arguments =
            vec!["run", "--rm", "--network", &network, ASKER, "python", "-c", include_str!("ask.py"), &port, &patience];
        arguments.extend(self.pages.iter().map(String::as_str));
        let answer = docker::run(&arguments, None);
        let said = docker::logs(&container);
        docker::run(&["rm", "-f", "-v", &container], None)?;
        let answer = answer.map_err(|failure| Failure(format!("{tag}: {failure}\n{}", said.unwrap_or_default())))?;
        Ok(String::from_utf8_lossy(&answer).lines().map(str::to_owned).collect())
    }

    /// Starts a container without a network.
    fn start(&self, tag: &str, command: &[String]) -> Result<String, Failure> {
        let mut arguments = vec!["run", "-d", "--network", "none"];
        arguments.extend(self.environment.iter().flat_map(|variable| ["-e", variable.as_str()]));
        if let [program, rest @ ..] = command {
            arguments.extend(["--entrypoint", program, tag]);
            arguments.extend(rest.iter().map(String::as_str));
        } else {
            arguments.push(tag);
        }
        docker::text(&arguments)
    }
}

/// The status that a container ends with.
fn wait(container: &str, patience: Duration) -> Result<String, Failure> {
    let begin = Instant::now();
    while begin.elapsed() < patience {
        let state = docker::text(&["inspect", "-f", "{{.State.Running}} {{.State.ExitCode}}", container])?;
        if let Some(status) = state.strip_prefix("false ") {
            return Ok(status.to_owned());
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    Ok("nothing, it still runs".to_owned())
}

/// What an image said at two starts.
#[derive(Clone, Debug)]
pub struct Expected {
    first: Vec<String>,
    again: Vec<String>,
}

impl Expected {
    /// What another image should say and does not, and, where this one always says the same, what that one says beyond it.
    #[must_use]
    pub fn differences(&self, other: &[String]) -> Vec<String> {
        let set = |lines: &[String]| lines.iter().cloned().collect::<HashSet<_>>();
        let (first, again, said) = (set(&self.first), set(&self.again), set(other));
        let missing = self.first.iter().filter(|line| again.contains(*line) && !said.contains(*line));
        let mut differences: Vec<String> = missing.map(|line| format!("does not say: {line}")).collect();
        if self.first == self.again {
            differences.extend(other.iter().filter(|line| !first.contains(*line)).map(|line| format!("says: {line}")));
        }
        differences
    }
}

/// A copy of a project's checkout, which goes when it is no longer needed.
#[derive(Debug)]
pub struct Checkout {
    folder: PathBuf,
    /// The build context.
    pub context: PathBuf,
    /// The Dockerfile, on base images that the test bed has.
    pub dockerfile: PathBuf,
}

impl Checkout {
    /// Copies a project out of the directory of checkouts.
    ///
    /// # Errors
    /// When it is not there.
    pub fn of(project: &Project, directory: &Path) -> Result<Self, Failure> {
        let source = directory.join(project.repository.replace('/', "+"));
        let folder = std::env::temp_dir().join(format!("k8or-project-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder)?;
        let copied = Command::new("cp").arg("-a").arg(source.join(".")).arg(&folder).status()?;
        if !copied.success() {
            return Err(Failure(format!("{} cannot be copied", source.display())));
        }
        let dockerfile = folder.join(&project.dockerfile);
        std::fs::write(&dockerfile, stand_in::set(&std::fs::read_to_string(&dockerfile)?))?;
        let beside = || dockerfile.parent().map_or_else(PathBuf::new, Path::to_owned);
        let context = project.context.as_ref().map_or_else(beside, |context| folder.join(context));
        Ok(Self { folder, context, dockerfile })
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::{Expected, List};

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn what_changes_from_start_to_start_is_not_compared() {
        let expected = Expected { first: lines("ready\ntoken 1\n"), again: lines("ready\ntoken 2\n") };
        assert_eq!(expected.differences(&lines("ready\ntoken 3\n")), Vec::<String>::new());
        assert_eq!(expected.differences(&lines("token 3\n")), ["does not say: ready"]);
    }

    #[test]
    fn what_always_is_the_same_stays_the_same() {
        let expected = Expected { first: lines("ready\n"), again: lines("ready\n") };
        assert_eq!(expected.differences(&lines("warning\nready\n")), ["says: warning"]);
    }

    #[test]
    fn a_project_that_is_asked_nothing_proves_nothing() {
        let project = "[[project]]\nrepository = \"a/b\"\ncommit = \"c\"\nkind = \"Flask\"\n";
        assert!(List::read(&format!("{project}port = 80\n")).is_err());
        let asked = List::read(&format!("{project}port = 80\npages = [\"/\"]\n")).unwrap();
        assert_eq!(asked.project[0].tag("original"), "k8or-project-a-b:original");
    }
}
