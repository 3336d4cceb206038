//! An app of testdata/apps: its files, its smoke test, what is expected of it.

use crate::{Failure, docker, root};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files of an app's folder that no build sees.
const OURS: [&str; 4] = ["smoke", "expect.toml", "expert.Dockerfile", "SEEN.md"];

/// What must hold of an app; see testdata/apps/README.md.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[allow(missing_docs, reason = "testdata/apps/README.md says it")]
pub struct Expect {
    pub about: String,
    pub port: Option<u16>,
    #[serde(default = "front_page")]
    pub ready: String,
    pub edit: Option<String>,
    /// How many times faster a second build must be, where the original copies everything first.
    #[serde(default = "five_times")]
    pub rebuild: f64,
    #[serde(default)]
    pub user: String,
    #[serde(default)]
    pub root_because: String,
    #[serde(default)]
    pub read_only: bool,
    #[serde(default)]
    pub arbitrary_user: bool,
    #[serde(default)]
    pub split: bool,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub options: Vec<String>,
    #[serde(default)]
    pub absent: Vec<String>,
    /// Whether the files that the command proposes at level 3 are written.
    #[serde(default)]
    pub written: bool,
    /// Like `absent`, of the rewrite of level 3.
    #[serde(default)]
    pub kept_out: Vec<String>,
    #[serde(default)]
    pub private: Vec<String>,
    /// Build arguments that no image may keep, and their values.
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
}

const fn five_times() -> f64 {
    5.0
}

fn front_page() -> String {
    "/".to_owned()
}

/// An app.
#[derive(Clone, Debug)]
pub struct App {
    /// Its folder's name.
    pub name: String,
    /// What must hold.
    pub expect: Expect,
    folder: PathBuf,
    /// A copy of its build context, which a proof may edit.
    context: PathBuf,
    /// Another one, in which the rewrite and the files that it proposes are written, where options are given.
    changed: Option<PathBuf>,
    /// The same for the rewrite of level 3, where it is to be written.
    kept: Option<PathBuf>,
}

/// One way to build an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As people write it.
    Original,
    /// As k8or rewrites it.
    Rewrite,
    /// By hand, as well as one can.
    Expert,
    /// As k8or rewrites it at level 3.
    User,
    /// As k8or rewrites it at level 3 with changes of how it is built.
    Mounted,
}

impl Kind {
    /// Those that are compared at level 2.
    pub const ALL: [Self; 3] = [Self::Original, Self::Rewrite, Self::Expert];

    const fn name(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Rewrite => "rewrite",
            Self::Expert => "expert",
            Self::User => "user",
            Self::Mounted => "mounted",
        }
    }
}

impl App {
    /// All apps of testdata, or those whose names `K8OR_APPS` lists.
    ///
    /// # Errors
    /// When a folder cannot be read, or a name is none of an app's.
    pub fn all() -> Result<Vec<Self>, Failure> {
        let folder = root().join("testdata/apps");
        let mut names: Vec<String> = std::fs::read_dir(&folder)?
            .filter_map(Result::ok)
            .filter(|entry| entry.path().join("Dockerfile").exists())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        match std::env::var("K8OR_APPS").as_deref() {
            Ok("all") | Err(_) => {}
            Ok(wanted) => names = wanted.split([',', ' ']).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        }
        names.iter().map(|name| Self::open(name)).collect()
    }

    /// Copies an app's build context, without the files that no build sees.
    ///
    /// # Errors
    /// When something cannot be read or written.
    pub fn open(name: &str) -> Result<Self, Failure> {
        let folder = root().join("testdata/apps").join(name);
        let text = std::fs::read_to_string(folder.join("expect.toml"))?;
        let expect: Expect = toml::from_str(&text).map_err(|error| Failure(format!("{name}/expect.toml: {error}")))?;
        let context = copied(&folder, &format!("k8or-app-{}-{name}", std::process::id()))?;
        // no version control keeps such modes
        for private in &expect.private {
            std::fs::set_permissions(context.join(private), std::fs::Permissions::from_mode(0o600))?;
        }
        let another = || copied(&folder, &format!("k8or-app-{}-{name}-changed", std::process::id()));
        let changed = (!expect.options.is_empty()).then(another).transpose()?;
        let third = || copied(&folder, &format!("k8or-app-{}-{name}-kept", std::process::id()));
        let kept = expect.written.then(third).transpose()?;
        Ok(Self { name: name.to_owned(), expect, folder, context, changed, kept })
    }

    /// The copy of its build context, with the original Dockerfile.
    #[must_use]
    pub fn context(&self) -> &Path {
        &self.context
    }

    /// Where a kind is built.
    fn context_of(&self, kind: Kind) -> &Path {
        self.written_for(kind).unwrap_or(&self.context)
    }

    /// Where the rewrite of a kind is written, with the files that it proposes.
    fn written_for(&self, kind: Kind) -> Option<&Path> {
        match kind {
            Kind::Rewrite => self.changed.as_deref(),
            Kind::User => self.kept.as_deref(),
            Kind::Original | Kind::Expert | Kind::Mounted => None,
        }
    }

    /// The Dockerfile of a kind.
    ///
    /// # Errors
    /// When it is not there, or the command refuses to rewrite it.
    pub fn dockerfile(&self, kind: Kind, level: u8) -> Result<String, Failure> {
        match kind {
            Kind::Original => Ok(std::fs::read_to_string(self.context.join("Dockerfile"))?),
            Kind::Expert => Ok(std::fs::read_to_string(self.folder.join("expert.Dockerfile"))?),
            Kind::Mounted => rewrite(&self.context.join("Dockerfile"), &self.context, level, &["--unsafe"]),
            Kind::Rewrite | Kind::User => match self.written_for(kind) {
                None => rewritten(&self.context.join("Dockerfile"), &self.context, level),
                Some(folder) => {
                    let file = folder.join("Dockerfile");
                    std::fs::copy(self.context.join("Dockerfile"), &file)?;
                    let options = self.expect.options.iter().map(String::as_str).chain(["--write"]);
                    rewrite(&file, folder, level, &options.collect::<Vec<_>>())?;
                    Ok(std::fs::read_to_string(file)?)
                }
            },
        }
    }

    /// The name of its image; `K8OR_IMAGES` chooses the first part.
    #[must_use]
    pub fn tag(&self, kind: Kind) -> String {
        let images = std::env::var("K8OR_IMAGES").unwrap_or_else(|_| "k8or-app".to_owned());
        format!("{images}:{}-{}", self.name, kind.name())
    }

    /// Builds one kind; the seconds that it took.
    ///
    /// # Errors
    /// When the build fails.
    pub fn build(&self, kind: Kind, level: u8) -> Result<f64, Failure> {
        let text = self.dockerfile(kind, level)?;
        let flags = self.flags(kind, level)?;
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let start = std::time::Instant::now();
        docker::build_with(&text, self.context_of(kind), &self.tag(kind), &flags, &self.expect.secrets)
            .map_err(|failure| Failure(format!("{failure}\n--- {}\n{text}", kind.name())))?;
        Ok(start.elapsed().as_secs_f64())
    }

    /// What gives a build its secrets: the original and its rewrite take them as arguments; where they are mounted, the
    /// report says how.
    fn flags(&self, kind: Kind, level: u8) -> Result<Vec<String>, Failure> {
        let each = |flag: fn(&str) -> [String; 2]| self.expect.secrets.keys().flat_map(|name| flag(name)).collect();
        match kind {
            _ if self.expect.secrets.is_empty() => Ok(Vec::new()),
            // the value is the environment's
            Kind::Original | Kind::Rewrite | Kind::User => Ok(each(|name| ["--build-arg".to_owned(), name.to_owned()])),
            Kind::Expert => Ok(each(|name| ["--secret".to_owned(), format!("id={name},env={name}")])),
            Kind::Mounted => {
                let report = self.report(level, &["--unsafe"])?;
                let flags = report["flags"].as_array().into_iter().flatten().filter_map(|flag| flag.as_str());
                Ok(flags.flat_map(|flag| flag.split(' ')).map(str::to_owned).collect())
            }
        }
    }

    /// The report on its rewrite.
    fn report(&self, level: u8, options: &[&str]) -> Result<serde_json::Value, Failure> {
        let options: Vec<&str> = options.iter().copied().chain(["--format", "json"]).collect();
        let text = rewrite(&self.context.join("Dockerfile"), &self.context, level, &options)?;
        let report: serde_json::Value = serde_json::from_str(&text).map_err(|error| Failure(error.to_string()))?;
        Ok(report["files"][0].clone())
    }

    /// Adds a line to the source that `edit` names.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn edit(&self, mark: u128) -> Result<(), Failure> {
        use std::io::Write;
        let Some(name) = &self.expect.edit else { return Ok(()) };
        let line = match name.rsplit('.').next() {
            Some("html" | "css" | "md") => format!("<!-- edited {mark} -->\n"),
            Some("js" | "ts" | "go" | "rs" | "c" | "cpp" | "h") => format!("// edited {mark}\n"),
            _ => format!("# edited {mark}\n"),
        };
        for context in [&self.context].into_iter().chain(&self.changed).chain(&self.kept) {
            let mut file = std::fs::OpenOptions::new().append(true).open(context.join(name))?;
            file.write_all(line.as_bytes())?;
        }
        Ok(())
    }

    /// The answers of its smoke test.
    ///
    /// # Errors
    /// When one of them is wrong.
    pub fn smoke(&self, kind: Kind, options: &[&str]) -> Result<String, Failure> {
        let output = Command::new(self.folder.join("smoke")).arg(self.tag(kind)).args(options).output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(said);
        }
        Err(Failure(format!(
            "{} {options:?}: smoke test failed:\n{said}{}",
            self.tag(kind),
            String::from_utf8_lossy(&output.stderr)
        )))
    }
}

impl App {
    /// Why a rule left it alone at a level: each reason in words.
    ///
    /// # Errors
    /// When the command fails.
    pub fn reasons(&self, rule: &str, level: u8) -> Result<Vec<String>, Failure> {
        let report = self.report(level, &[])?;
        let skips = report["skips"].as_array().cloned().unwrap_or_default();
        let own = skips.iter().filter(|skip| skip["rule"] == rule);
        Ok(own.filter_map(|skip| Some(format!("{}: {}", skip["reason"].as_str()?, skip["why"].as_str()?))).collect())
    }
}

impl Drop for App {
    fn drop(&mut self) {
        for context in [&self.context].into_iter().chain(&self.changed).chain(&self.kept) {
            let _ = std::fs::remove_dir_all(context);
        }
    }
}

/// The profile that the command is built in: the one of the program that asks.
const PROFILE: &str = if cfg!(debug_assertions) { "dev" } else { "quick" };

/// Copies an app's folder to a temporary one, without the files that no build sees.
fn copied(folder: &Path, name: &str) -> Result<PathBuf, Failure> {
    let context = std::env::temp_dir().join(name);
    let _ = std::fs::remove_dir_all(&context);
    std::fs::create_dir_all(&context)?;
    let copied = Command::new("cp").arg("-a").arg(folder.join(".")).arg(&context).status()?;
    if !copied.success() {
        return Err(Failure(format!("{}: its files cannot be copied", folder.display())));
    }
    for ours in OURS {
        let _ = std::fs::remove_file(context.join(ours));
    }
    Ok(context)
}

/// What the command makes of a Dockerfile in its build context.
///
/// # Errors
/// When it refuses.
pub fn rewritten(dockerfile: &Path, context: &Path, level: u8) -> Result<String, Failure> {
    rewrite(dockerfile, context, level, &[])
}

/// The same with options; what the command prints.
fn rewrite(dockerfile: &Path, context: &Path, level: u8, options: &[&str]) -> Result<String, Failure> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(["run", "-q", "--locked", "--profile", PROFILE, "-p", "k8or", "--", "rewrite", "--level"])
        .arg(level.to_string());
    let output = command.args(options).arg("--context").arg(context).arg(dockerfile).current_dir(root()).output()?;
    if !output.status.success() {
        return Err(Failure(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
