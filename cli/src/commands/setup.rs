//! `k8or completions`, `k8or man` and `k8or schema`: what clap and the configuration know of themselves, for shells, `man` and editors.

use crate::args::{Cli, CompletionsArgs, ManArgs};
use crate::config::nearest;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use clap::CommandFactory;

pub(super) fn completions(args: &CompletionsArgs, output: &mut Output) -> Result<Exit, Problem> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "k8or", &mut text);
    print(text, output)
}

pub(super) fn man(args: &ManArgs, output: &mut Output) -> Result<Exit, Problem> {
    let mut root = Cli::command();
    root.build();
    let command = match &args.command {
        None => root,
        Some(name) => match root.find_subcommand(name) {
            Some(found) => found.clone(),
            None => return Err(unknown(name, &root)),
        },
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text).map_err(|error| Problem::new(format!("no manual page: {error}")))?;
    print(text, output)
}

pub(super) fn schema(output: &mut Output) -> Result<Exit, Problem> {
    print(crate::config::schema().into_bytes(), output)
}

fn unknown(name: &str, root: &clap::Command) -> Problem {
    let problem = Problem::new(format!("there is no command `{name}`"));
    match nearest(name, root.get_subcommands().map(clap::Command::get_name)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("`k8or --help` lists them"),
    }
}

fn print(text: Vec<u8>, output: &mut Output) -> Result<Exit, Problem> {
    let text = String::from_utf8(text).map_err(|error| Problem::new(error.to_string()))?;
    output.print(&text);
    Ok(Exit::Fine)
}
