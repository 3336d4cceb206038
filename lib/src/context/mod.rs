//! What is known of the world outside the Dockerfile: files of the build context, configurations of base images.
//!
//! The library does no IO. A [`Project`] answers at once; without one, a question that has no answer yet is noted, and the
//! caller gets it as a [`Need`]. The same questions are asked whether a directory, a BuildKit gateway or nobody answers, so that
//! all give the same rewrite.
//!
//! * `glob`, `ignore`, `pattern`: which files are meant, and which are kept out.
//! * `listing`: all that is there, from which most questions are answered without asking anybody.
//! * `questions`: what rules ask, and what was answered; `room`: how much of contents.

mod glob;
mod ignore;
mod listing;
mod pattern;
mod questions;
mod room;

pub use glob::GlobMatcher;
pub use ignore::{IgnoreError, IgnoreErrorKind, IgnoreFile, Verdict};
pub use listing::Listing;
pub use questions::Context;
pub use room::Room;

use std::collections::HashMap;
use std::sync::Arc;

/// The most files that one question may bring.
pub const MAX_FILES: usize = 2_000;

/// The most entries that are looked at for one question. A context of more is not understood, rather than waited for.
pub const MAX_ENTRIES: usize = 100_000;

/// The most bytes of file contents that all questions together may bring.
pub const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// An answer about the world outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known<T> {
    /// It is so.
    Yes(T),
    /// There is no such thing.
    No,
    /// Nobody can tell.
    Unknown,
}

/// A question to the caller.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Need {
    /// All of the build context.
    Listing,
    /// Files of the build context.
    Files(Glob),
    /// The ignore file that is in force.
    IgnoreFile,
    /// The configuration of a base image, by its reference as the Dockerfile resolves it.
    BaseConfig(String),
}

/// Which files are asked for. Paths are relative to the context's root, with `/`, without `./`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Glob {
    /// A path, possibly with `*` and `?` (not across `/`) and `**` (across).
    pub pattern: String,
    /// Whether contents are wanted, or only names, kinds, modes and sizes.
    pub contents: bool,
    /// Among which files.
    pub scope: Scope,
}

/// Which of the files in the context's directory a question is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Those that reach the builder.
    #[default]
    Sent,
    /// Those that would reach it if these lines stood at the end of the ignore file.
    Without(Arc<str>),
    /// All that are there, whatever the ignore file says: other Dockerfiles, compose files. What lies [`INSIDE`] is not.
    All,
}

/// What lies inside of these was made by a tool, and nobody needs to look at each file of it. Lines of an ignore file.
pub const INSIDE: &str = "**/.git/**\n**/.hg/**\n**/.svn/**\n**/node_modules/**\n**/site-packages/**\n**/__pycache__/**\n\
**/.mypy_cache/**\n**/.pytest_cache/**\n**/.ruff_cache/**\n**/.tox/**\n**/.terraform/**\n**/.next/cache/**\n\
**/target/debug/**\n**/target/release/**\n";

/// The ignore file that is in force, or the place where one would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreText {
    /// Its path, relative to the context's root.
    pub path: String,
    /// What it says; none where there is no such file.
    pub text: Option<String>,
}

impl IgnoreText {
    /// What it says, where no file says nothing.
    #[must_use]
    pub fn lines(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum FileKind {
    File,
    Directory,
    Symlink,
    Other,
}

/// A file of the build context. Unless [`Scope`] says otherwise, what `.dockerignore` excludes is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path, relative to the context's root.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
    /// Permission bits.
    pub mode: u32,
    /// Bytes.
    pub size: u64,
    /// Its content, when it was asked for and is within the limits; a symlink's target.
    pub content: Option<Arc<[u8]>>,
}

/// Files in the order of their paths. An empty list says that there are none.
pub type Files = Vec<File>;

/// The part of an image's configuration that later instructions inherit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageConfig {
    /// `KEY=value`.
    pub env: Vec<String>,
    /// Empty: root.
    pub user: String,
    /// Empty: `/`.
    pub working_dir: String,
    /// Exec-form words; none where the image sets none.
    pub entrypoint: Option<Vec<String>>,
    /// Exec-form words; none where the image sets none.
    pub cmd: Option<Vec<String>>,
    /// SHELL.
    pub shell: Option<Vec<String>>,
    /// Instructions that run in a build on top of it.
    pub on_build: Vec<String>,
    /// Declared volumes.
    pub volumes: Vec<String>,
}

/// Who answers. Answers must not change during a rewrite.
pub trait Project {
    /// Files of the build context that match; `Unknown` when the context is not known or the limits are exceeded.
    fn files(&self, glob: &Glob) -> Known<Arc<Files>>;

    /// All of the build context that reaches the builder, but for what lies [`INSIDE`] of some directories, without contents;
    /// `Unknown` when the context is not known or holds more than [`MAX_ENTRIES`].
    fn listing(&self) -> Known<Arc<Listing>> {
        match self.files(&Listing::glob()) {
            Known::Yes(files) => Known::Yes(Arc::new(Listing::new(files))),
            Known::No => Known::No,
            Known::Unknown => Known::Unknown,
        }
    }

    /// Whether any question takes long, so that much is asked at once: all of the build context along with the first part of it.
    fn is_far_away(&self) -> bool {
        false
    }

    /// These questions are about to be asked. Whoever is far away gets all answers at once.
    fn prepare(&self, needs: &[Need]) {
        let _ = needs;
    }

    /// The ignore file that is in force; `Unknown` when it cannot be read, or lies outside of the context.
    fn ignore_file(&self) -> Known<Arc<IgnoreText>> {
        Known::Unknown
    }

    /// The configuration of an image; `Unknown` when it cannot be had.
    fn base_config(&self, reference: &str) -> Known<Arc<ImageConfig>> {
        let _ = reference;
        Known::Unknown
    }
}

/// A project of which nothing is known but the Dockerfile's text.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProject;

impl Project for NoProject {
    fn files(&self, _: &Glob) -> Known<Arc<Files>> {
        Known::Unknown
    }
}

/// Answers by their questions.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// All of the build context; none as long as nobody asked for it.
    pub listing: Option<Known<Arc<Listing>>>,
    /// Files by glob.
    pub files: HashMap<Glob, Known<Arc<Files>>>,
    /// Configurations by reference.
    pub configs: HashMap<String, Known<Arc<ImageConfig>>>,
    /// The ignore file; none as long as nobody asked for it.
    pub ignore: Option<Known<Arc<IgnoreText>>>,
}

impl Answers {
    /// Whether a question is answered.
    #[must_use]
    pub fn have(&self, need: &Need) -> bool {
        match need {
            Need::Listing => self.listing.is_some(),
            Need::Files(glob) => self.files.contains_key(glob),
            Need::IgnoreFile => self.ignore.is_some(),
            Need::BaseConfig(reference) => self.configs.contains_key(reference),
        }
    }

    /// Takes over what others say.
    pub fn extend(&mut self, others: Self) {
        self.listing = others.listing.or(self.listing.take());
        self.files.extend(others.files);
        self.configs.extend(others.configs);
        self.ignore = others.ignore.or(self.ignore.take());
    }
}
