//! `k8or rewrite`: from paths to outcomes, and from outcomes to reports.

mod inputs;
mod job;
mod report;

use crate::args::RewriteArgs;
use crate::exit::Exit;
use crate::files::Identity;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::problem::Problem;
use crate::workers::{self, Lost, TIME_LIMIT};
use inputs::Inputs;
use job::Job;
use report::Report;

pub(super) fn run(args: RewriteArgs, output: &mut Output) -> Result<Exit, Problem> {
    let mode = args.mode();
    let inputs = Inputs::new(&args, &mode)?;
    let names: Vec<String> = inputs.inputs.iter().map(inputs::Input::name).collect();
    let job = Job::new(&args, mode.clone(), Identity::of_stdout())?;
    let mut exit = Exit::Fine;
    for problem in &inputs.problems {
        output.problem(problem);
        exit = Exit::Failed;
    }
    let mut report = Report::new(&args, mode, names.len());
    workers::run(
        inputs.inputs,
        TIME_LIMIT,
        move |input| job.run(&input),
        |at, result| {
            let outcome = result.unwrap_or_else(|lost| Outcome::failed(names[at].clone(), vec![internal(&names[at], &lost)]));
            exit = exit.max(report.take(outcome, output));
            report.goes_on(output)
        },
    );
    report.finish(output);
    Ok(exit)
}

/// What went wrong in k8or itself.
fn internal(name: &str, lost: &Lost) -> Problem {
    let what = match lost {
        Lost::Panicked(message) => format!("internal error: {message}"),
        Lost::TimedOut => format!("gave up after {} seconds", TIME_LIMIT.as_secs()),
        Lost::NoThread => "the system gave no thread to work in".to_owned(),
    };
    let problem = Problem::new(format!("{name}: {what}; the file was left alone"));
    match lost {
        Lost::NoThread => problem,
        _ => problem.help("this is a mistake in k8or; please report it with the file: https://github.com/k8or/k8or/issues"),
    }
}
