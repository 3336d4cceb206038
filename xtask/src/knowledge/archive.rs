//! Package indexes, read through apt into a folder of our own.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;

/// A release with an index.
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    /// In the table; `lib/src/knowledge/recommends.rs` has the same.
    pub(crate) letter: char,
    pub(crate) ubuntu: bool,
}

/// The releases that have an index, Debian's first.
pub(crate) const SUITES: &[Suite] = &[
    Suite { name: "bullseye", letter: 'B', ubuntu: false },
    Suite { name: "bookworm", letter: 'W', ubuntu: false },
    Suite { name: "trixie", letter: 'T', ubuntu: false },
    Suite { name: "sid", letter: 'S', ubuntu: false },
    Suite { name: "xenial", letter: 'x', ubuntu: true },
    Suite { name: "bionic", letter: 'b', ubuntu: true },
    Suite { name: "focal", letter: 'f', ubuntu: true },
    Suite { name: "jammy", letter: 'j', ubuntu: true },
    Suite { name: "noble", letter: 'n', ubuntu: true },
    Suite { name: "resolute", letter: 'r', ubuntu: true },
];

/// What the command line says.
pub(crate) struct Options {
    state: PathBuf,
    debian: Option<String>,
    ubuntu: Option<String>,
    pub(crate) write: bool,
    pub(crate) image: String,
    pub(crate) words: Vec<String>,
}

impl Options {
    pub(crate) fn read(words: &[&str]) -> Result<Self, Failure> {
        let state = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/knowledge");
        let mut options =
            Self { state, debian: None, ubuntu: None, write: false, image: "debian:bookworm".to_owned(), words: Vec::new() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().map(|value| (*value).to_owned()).ok_or_else(|| format!("{word}: which?"));
            match *word {
                "--write" => options.write = true,
                "--state" => options.state = value()?.into(),
                "--debian" => options.debian = Some(value()?),
                "--ubuntu" => options.ubuntu = Some(value()?),
                "--image" => options.image = value()?,
                word if word.starts_with('-') => return Err(format!("{word}?").into()),
                word => options.words.push(word.to_owned()),
            }
        }
        Ok(options)
    }

    /// Lets apt read the indexes that an archive was named for, or that are missing.
    pub(crate) fn fetch(&self) -> Result<(), Failure> {
        for suite in SUITES {
            let lists = self.lists(suite);
            let (uri, parts) = match suite.ubuntu {
                true => (self.ubuntu.clone(), "main universe"),
                false if lists.is_dir() => (self.debian.clone(), "main"),
                false => (self.debian.clone().or_else(machines_archive), "main"),
            };
            let Some(uri) = uri else { continue };
            let mut sources = format!("deb [trusted=yes arch=amd64] {uri} {} {parts}\n", suite.name);
            if suite.ubuntu {
                writeln!(sources, "deb [trusted=yes arch=amd64] {uri} {}-updates {parts}", suite.name)?;
            }
            let home = self.state.join(suite.name);
            fs::create_dir_all(lists.join("partial"))?;
            fs::create_dir_all(home.join("cache/archives/partial"))?;
            fs::write(home.join("sources.list"), sources)?;
            let home = fs::canonicalize(home)?;
            let set = |name: &str, path: &Path| format!("{name}={}", path.display());
            let settings = [
                set("Dir::Etc::sourcelist", &home.join("sources.list")),
                set("Dir::Etc::sourceparts", Path::new("/dev/null")),
                set("Dir::State", &home),
                set("Dir::State::lists", &home.join("lists")),
                set("Dir::Cache", &home.join("cache")),
                set("Dir::State::status", Path::new("/dev/null")),
                "APT::Sandbox::User=root".to_owned(),
                "Acquire::Check-Valid-Until=false".to_owned(),
                "Acquire::Languages=none".to_owned(),
            ];
            let options = settings.iter().flat_map(|setting| ["-o", setting]);
            run(Command::new("apt-get").args(options).args(["update", "-qq"]))?;
        }
        Ok(())
    }

    fn lists(&self, suite: &Suite) -> PathBuf {
        self.state.join(suite.name).join("lists")
    }

    fn files(&self, suite: &Suite, part: &str) -> Result<Vec<PathBuf>, Failure> {
        let lists = self.lists(suite);
        let entries = fs::read_dir(&lists).map_err(|error| format!("{}: {error}", lists.display()))?;
        let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.retain(|file| file.file_name().is_some_and(|name| name.to_string_lossy().contains(part)));
        // `noble-updates` behind `noble`: its packages are newer
        files.sort_by_key(|file| file.to_string_lossy().contains("-updates"));
        Ok(files)
    }

    /// The texts of a release's indexes, those of its updates last.
    pub(crate) fn packages(&self, suite: &Suite) -> Result<Vec<String>, Failure> {
        let files = self.files(suite, "_Packages")?;
        if files.is_empty() {
            return Err(format!("no index of {}", suite.name).into());
        }
        // apt keeps them compressed, and it alone knows how
        files.iter().map(|file| run(Command::new("/usr/lib/apt/apt-helper").arg("cat-file").arg(file))).collect()
    }

    /// When the archive was last changed.
    pub(crate) fn date(&self, suite: &Suite) -> String {
        let files = self.files(suite, "Release").unwrap_or_default();
        let dates = files.iter().filter_map(|file| {
            let text = fs::read_to_string(file).ok()?;
            Some(text.lines().find_map(|line| line.strip_prefix("Date: "))?.to_owned())
        });
        let day = |date: String| date.split(' ').skip(1).take(3).collect::<Vec<_>>().join(" ");
        dates.map(day).next_back().unwrap_or_default()
    }
}

/// The first address in this machine's own apt sources.
fn machines_archive() -> Option<String> {
    let text = fs::read_to_string("/etc/apt/sources.list.d/debian.sources").ok()?;
    text.lines().find_map(|line| line.strip_prefix("URIs:")).and_then(|uris| uris.split_whitespace().next()).map(str::to_owned)
}

/// What a command prints; its complaints when it fails.
pub(crate) fn run(command: &mut Command) -> Result<String, Failure> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
