//! The commands, one file each. Each gets its arguments and the output, and says how it ended.

mod config;
mod explain;
mod rewrite;
mod rules;
#[cfg(feature = "setup")]
mod setup;

use crate::args::{Cli, Command};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

/// Runs the command.
pub(crate) fn run(cli: Cli) -> Exit {
    let mut output = Output::new(cli.color);
    let result = match cli.command {
        Command::Rewrite(args) => rewrite::run(*args, &mut output),
        Command::Rules(args) => rules::run(&args, &mut output),
        Command::Explain(args) => explain::run(&args, &mut output),
        Command::Config(args) => config::run(&args, &mut output),
        #[cfg(feature = "setup")]
        Command::Completions(args) => setup::completions(&args, &mut output),
        #[cfg(feature = "setup")]
        Command::Man(args) => setup::man(&args, &mut output),
        #[cfg(feature = "setup")]
        Command::Schema(_) => setup::schema(&mut output),
    };
    let exit = result.unwrap_or_else(|problem: Problem| {
        output.problem(&problem);
        Exit::Failed
    });
    match output.failure() {
        Some(problem) => {
            output.problem(&problem);
            Exit::Failed
        }
        None => exit,
    }
}
