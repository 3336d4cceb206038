//! The `docker` command.

use crate::image::{self, Listing};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// A command that did not do what it should.
#[derive(Debug)]
pub struct Failure(pub String);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Runs `docker` with these arguments and this standard input; its standard output.
///
/// # Errors
/// When it cannot be started or fails; the message holds what it printed.
pub fn run(arguments: &[&str], input: Option<&[u8]>) -> Result<Vec<u8>, Failure> {
    run_with(arguments, input, &BTreeMap::new())
}

/// The same with further variables in the environment.
fn run_with(arguments: &[&str], input: Option<&[u8]>, environment: &BTreeMap<String, String>) -> Result<Vec<u8>, Failure> {
    let mut command = Command::new("docker");
    command
        .args(arguments)
        .envs(environment)
        .env("DOCKER_BUILDKIT", "1")
        .env("BUILDX_NO_DEFAULT_ATTESTATIONS", "1")
        .env("BUILDKIT_PROGRESS", "plain");
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() }).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let writer = child
        .stdin
        .take()
        .zip(input.map(<[u8]>::to_vec))
        .map(|(mut pipe, bytes)| std::thread::spawn(move || pipe.write_all(&bytes)));
    let output = child.wait_with_output()?;
    if let Some(writer) = writer {
        let _ = writer.join();
    }
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure(format!("docker {} failed:\n{said}{}", arguments.join(" "), String::from_utf8_lossy(&output.stdout))))
}

/// An image that was built.
#[derive(Debug)]
pub struct Built {
    /// Its name.
    pub tag: String,
    /// The sum of its uncompressed layers in bytes.
    pub size: u64,
    /// Its configuration as JSON, as the engine prints it.
    pub config: String,
    /// Every file in it.
    pub files: Listing,
}

/// Builds a Dockerfile's text on a context under the name `tag`.
///
/// # Errors
/// When the build fails; the message holds the builder's output.
pub fn build(text: &str, context: &Path, tag: &str, arguments: &[&str]) -> Result<(), Failure> {
    build_with(text, context, tag, arguments, &BTreeMap::new())
}

/// The same where arguments name variables of the environment.
///
/// # Errors
/// When the build fails; the message holds the builder's output.
pub fn build_with(
    text: &str,
    context: &Path,
    tag: &str,
    arguments: &[&str],
    environment: &BTreeMap<String, String>,
) -> Result<(), Failure> {
    let context = context.to_string_lossy();
    let mut command = vec!["build", "--network=default", "-t", tag, "-f", "-"];
    command.extend(arguments);
    command.push(&context);
    run_with(&command, Some(text.as_bytes()), environment).map(|_| ())
}

/// An image as the engine hands it out: its layers and its configuration, with the history.
///
/// # Errors
/// When the engine does not know it.
pub fn save(tag: &str) -> Result<Vec<u8>, Failure> {
    run(&["image", "save", tag], None)
}

/// What is in an image.
///
/// # Errors
/// When the engine does not know it.
pub fn inspect(tag: &str) -> Result<Built, Failure> {
    let (size, config) = (size(tag)?, config(tag)?);
    let container = text(&["create", "--entrypoint", "/none", tag])?;
    let files = run(&["export", &container], None);
    run(&["rm", "-f", &container], None)?;
    Ok(Built { tag: tag.to_owned(), size, config, files: image::listing(&files?)? })
}

/// The sum of an image's uncompressed layers in bytes.
///
/// # Errors
/// When the engine does not know it.
pub fn size(tag: &str) -> Result<u64, Failure> {
    let size = text(&["image", "inspect", "--format", "{{.Size}}", tag])?;
    size.parse().map_err(|_| Failure(format!("{tag}: size {size}")))
}

/// An image's configuration as JSON, as the engine prints it.
///
/// # Errors
/// When the engine does not know it.
pub fn config(tag: &str) -> Result<String, Failure> {
    text(&["image", "inspect", "--format", "{{json .Config}}", tag])
}

/// What a container printed: its standard output, then its standard error.
///
/// # Errors
/// When there is no such container.
pub fn logs(container: &str) -> Result<String, Failure> {
    let output = Command::new("docker").args(["logs", container]).output()?;
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(said) } else { Err(Failure(said)) }
}

/// The lint warnings that the builder has for a Dockerfile's text: rule names, sorted.
///
/// # Errors
/// When the builder refuses the text.
pub fn check(text: &str, arguments: &[&str]) -> Result<Vec<String>, Failure> {
    let empty = std::env::temp_dir().join("k8or-proof-empty");
    std::fs::create_dir_all(&empty)?;
    let directory = empty.to_string_lossy();
    let mut command = vec!["build", "--call=check,format=json", "-f", "-"];
    command.extend(arguments);
    command.push(&directory);
    // warnings make the command fail, too; the JSON tells them from a refusal
    let answer = run(&command, Some(text.as_bytes()));
    let said = match answer {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(Failure(said)) => said,
    };
    if said.contains("\"buildError\"") || !said.contains("\"sources\"") && !said.contains("\"warnings\"") {
        return Err(Failure(said));
    }
    let mut names: Vec<String> =
        said.split("\"ruleName\": \"").skip(1).filter_map(|rest| rest.split('"').next().map(str::to_owned)).collect();
    names.sort();
    Ok(names)
}

/// What a command prints, without the line end.
///
/// # Errors
/// When it fails.
pub fn text(arguments: &[&str]) -> Result<String, Failure> {
    run(arguments, None).map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned())
}
