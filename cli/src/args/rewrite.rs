//! The flags of `k8or rewrite`: what to read, where the result goes, and what to tell about it.

use super::{EXIT_CODES, SettingsArgs};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

const DISCOVERY: &str = "\
In directories, these files are found: Dockerfile, Dockerfile.NAME, NAME.Dockerfile and the same with Containerfile, in any \
case. Left out: version control, node_modules and cache directories (CACHEDIR.TAG), links to directories, *.dockerignore, \
templates (*.j2, *.tmpl, *.in, ...), documents and backups. A file that is named on the command line is always read.";

/// Rewrite Dockerfiles
///
/// Prints the result of one Dockerfile. Several files and directories need --write, --diff or --check.
#[derive(Debug, Args)]
#[command(after_help = format!("{DISCOVERY}\n\n{EXIT_CODES}"))]
pub(crate) struct RewriteArgs {
    /// Dockerfiles, directories to search, or - for standard input. Without: ./Dockerfile; with --write, --diff or --check:
    /// the current directory
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Replace the files, each at once or not at all
    #[arg(long, short, conflicts_with_all = ["output", "diff", "check"], help_heading = "Result")]
    pub(crate) write: bool,

    /// Write the result of one file to FILE
    #[arg(long, short, value_name = "FILE", conflicts_with_all = ["diff", "check"], help_heading = "Result")]
    pub(crate) output: Option<PathBuf>,

    /// Print the changes as a unified diff
    #[arg(long, short, help_heading = "Result")]
    pub(crate) diff: bool,

    /// Print the names of the files that would change, and exit with 1 if there are any
    #[arg(long, short, help_heading = "Result")]
    pub(crate) check: bool,

    /// Tell each change and each thing left alone: rule, class, line, why, bytes where measured
    #[arg(long, short, help_heading = "Report")]
    pub(crate) explain: bool,

    /// Count changes and reasons by rule
    #[arg(long, help_heading = "Report")]
    pub(crate) statistics: bool,

    /// How to report: the result itself, or a document about all files
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Report")]
    pub(crate) format: Format,

    /// The name that standard input goes by in messages, and where its configuration and context are looked for
    #[arg(long, value_name = "PATH", help_heading = "Input")]
    pub(crate) stdin_filename: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

/// How results are reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// Everything, as one JSON document
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations for GitHub Actions
    Github,
}

/// Where results go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// To standard output.
    Print,
    /// Into the files themselves.
    Write,
    /// To a file of that name.
    Output(PathBuf),
    /// Nowhere; their differences or names are printed.
    Compare {
        /// Print differences.
        diff: bool,
        /// Complain about files that would change.
        check: bool,
    },
}

impl RewriteArgs {
    /// Where results go. A document about all files is a report: without another wish nothing else is printed.
    pub(crate) fn mode(&self) -> Mode {
        let report = self.diff || self.check || self.format != Format::Text;
        match self.output.as_ref().filter(|path| path.as_os_str() != "-") {
            Some(path) => Mode::Output(path.clone()),
            None if self.write => Mode::Write,
            None if report => Mode::Compare { diff: self.diff, check: self.check },
            None => Mode::Print,
        }
    }
}
