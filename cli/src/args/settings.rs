//! The flags that say how to rewrite. `k8or.toml` has the same names.

use clap::Args;
use std::path::PathBuf;

/// How to rewrite. A flag that was not given leaves the word to `k8or.toml`.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Settings")]
pub(crate) struct SettingsArgs {
    /// How far to go: 1 operating system, 2 packages, 3 application, 4 microservice [default: 3]
    #[arg(long, short, value_name = "LEVEL", value_parser = clap::value_parser!(u8).range(0..=4))]
    pub(crate) level: Option<u8>,

    /// Only these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) only: Vec<String>,

    /// Not these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) skip: Vec<String>,

    /// Changes of class Unsafe too: they change how the image is built or called
    #[arg(long = "unsafe")]
    pub(crate) allow_unsafe: bool,

    /// The application owns no file but those in /tmp and volumes
    #[arg(long)]
    pub(crate) strict: bool,

    /// A stage `install-log` that holds what each installation installed: `docker build --target install-log -o log .`
    #[arg(long)]
    pub(crate) install_log: bool,

    /// Take requirements that nothing imports out of the requirements files (written with --write)
    #[arg(long)]
    pub(crate) remove_unused: bool,

    /// The edition of the rules; a newer k8or does not change what an edition does
    #[arg(long, value_name = "YEAR")]
    pub(crate) edition: Option<String>,

    /// The stage that is built; the last one otherwise
    #[arg(long, value_name = "STAGE")]
    pub(crate) target: Option<String>,

    /// A build argument; without a value it is taken from the environment
    #[arg(long = "build-arg", value_name = "KEY[=VALUE]")]
    pub(crate) build_args: Vec<String>,

    /// The build context; otherwise the one that a compose or bake file gives, or the nearest directory that holds everything
    /// that COPY and ADD name
    #[arg(long, value_name = "DIR")]
    pub(crate) context: Option<PathBuf>,

    /// The configuration file; otherwise the nearest k8or.toml above the Dockerfile
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}
