//! The command line: commands and the flags that all of them have.

mod rewrite;
mod settings;

pub(crate) use rewrite::{Format, Mode, RewriteArgs};
pub(crate) use settings::SettingsArgs;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// What every exit code means; at the end of `--help` and of the man page.
const EXIT_CODES: &str = "\
Exit codes:
  0  done; with --check: nothing would change
  1  --check found files that would change
  2  bad usage, bad input, or something could not be written; files with errors are left alone";

/// Rewrites ordinary Dockerfiles into lean, hardened multi-stage builds
///
/// The result is an ordinary Dockerfile again. Every change has a rule and a reason, and what cannot be shown to be right is
/// left alone, with a reason, too: `k8or rewrite --explain Dockerfile`.
#[derive(Debug, Parser)]
#[command(name = "k8or", version, after_help = EXIT_CODES, max_term_width = 100, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// When to colour: on a terminal, always or never. NO_COLOR and CLICOLOR_FORCE count when this is auto
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    pub(crate) color: Color,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Rewrite(Box<RewriteArgs>),
    Rules(RulesArgs),
    Explain(ExplainArgs),
    Config(Box<ConfigArgs>),
    #[cfg(feature = "setup")]
    Completions(CompletionsArgs),
    #[cfg(feature = "setup")]
    Man(ManArgs),
    #[cfg(feature = "setup")]
    Schema(SchemaArgs),
}

/// List all rules: name, level, class, other names, what they do
#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ListFormat,
}

/// How lists are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// A table
    #[default]
    Text,
    /// JSON
    Json,
}

/// Print a rule's page: what it does, why, when it stays away, before and after
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The rule's name, or the name that a linter has for the same thing (DL3009, WorkdirRelativePath)
    pub(crate) rule: String,
}

/// Show the effective settings, and where each comes from
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// The Dockerfile, or its directory
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) path: PathBuf,

    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ListFormat,

    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

/// Print the completions for a shell
#[cfg(feature = "setup")]
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

/// Print the manual page
#[cfg(feature = "setup")]
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Of this command; otherwise of k8or itself
    pub(crate) command: Option<String>,
}

/// Print the JSON schema of k8or.toml
#[cfg(feature = "setup")]
#[derive(Debug, Args)]
#[command(hide = true)]
pub(crate) struct SchemaArgs {}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_documentation_names_every_command_and_flag() {
        let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/cli.md")).unwrap();
        let root = Cli::command();
        for command in root.get_subcommands().filter(|command| !command.is_hide_set()) {
            assert!(page.contains(&format!("`k8or {}", command.get_name())), "{}", command.get_name());
            let flags = command.get_arguments().filter_map(clap::Arg::get_long);
            for flag in flags.filter(|flag| *flag != "help") {
                assert!(page.contains(&format!("--{flag}")), "--{flag} of {}", command.get_name());
            }
        }
    }
}
