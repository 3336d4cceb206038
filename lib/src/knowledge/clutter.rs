//! What often lies in a build context and seldom belongs into an image, and what tells that it does. The rows stand in
//! `clutter.toml`.

include!(concat!(env!("OUT_DIR"), "/clutter.rs"));

/// What a file is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The history of a version control system.
    History,
    /// Settings of one machine.
    Environment,
    /// Keys and credentials.
    Key,
    /// What was installed, and the build installs as well.
    Installed,
    /// What tools leave behind.
    Cache,
    /// Tests.
    Test,
    /// Documentation.
    Documentation,
    /// Settings of editors.
    Editor,
    /// Continuous integration.
    Integration,
    /// Dockerfiles, compose files and their like.
    Build,
}

/// Lines of an ignore file for files of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// Their kind.
    pub kind: Kind,
    /// What stands above them in an ignore file.
    pub title: &'static str,
    /// Names in the context's root; `*` stays within a name.
    pub root: &'static [&'static str],
    /// Names in any directory.
    pub anywhere: &'static [&'static str],
    /// Those of `root` that stand in every ignore file that is made anew.
    pub usual: &'static [&'static str],
}

/// The kinds, in the order in which an ignore file names them.
#[must_use]
pub const fn groups() -> &'static [Group] {
    &GROUPS
}

fn says(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some())
}

/// Whether a text uses what reads the history of version control.
#[must_use]
pub fn reads_history(text: &str) -> bool {
    says(text, &HISTORY)
}

/// Whether a text uses what reads settings from files without naming them.
#[must_use]
pub fn reads_environment(text: &str) -> bool {
    says(text, &ENVIRONMENT)
}

/// Whether a text uses what shows documentation.
#[must_use]
pub fn shows_documentation(text: &str) -> bool {
    says(text, &DOCUMENTATION)
}

/// Whether a text runs tests.
#[must_use]
pub fn runs_tests(text: &str) -> bool {
    says(text, &TEST)
}

/// Whether a text serves a whole directory.
#[must_use]
pub fn serves_directory(text: &str) -> bool {
    says(text, &SITE)
}

/// The names of files for tools of those who write the app.
pub fn tools() -> impl Iterator<Item = &'static str> {
    TOOLS.iter().copied()
}
