//! A BuildKit frontend: `# syntax=k8or/frontend` in the first line of a Dockerfile, and every builder builds what k8or makes
//! of it.
//!
//! BuildKit starts the frontend's image as a process, with the request in its environment and a gRPC connection on its
//! standard input and output. The process has the user's Dockerfile converted by BuildKit's own frontend, rewrites it, has
//! that converted, and gives the result back. It does not know how to rewrite: the library does.
//!
//! **It never breaks a build that would have worked without it.** Whatever goes wrong, the user's own Dockerfile is built, and
//! a warning says why.
//!
//! * `stdio`: the connection; `frames`: what of it comes together.
//! * `gateway`: the calls to the daemon; `proto`: their messages; `wire`: messages of which only a part is known.
//! * `opts`: the request. Its settings are the command's, from the package `k8or`.
//! * `source`: where the Dockerfile and its context are.
//! * `project`: the library's questions, answered through the gateway.
//! * `rewriter`: the library, where it can do no harm.
//! * `llb`, `result`: what BuildKit builds, and what a solve gives.
//! * `run`: the build as a whole; `blame`: whose fault a failure is; `trouble`, `report`: what the user is told.

mod blame;
#[cfg(test)]
mod fake;
#[cfg(feature = "faults")]
mod faults;
mod frames;
mod gateway;
mod llb;
mod opts;
mod project;
mod proto;
mod report;
mod result;
mod rewriter;
mod run;
mod source;
mod stdio;
mod trouble;
mod wire;

use gateway::Remote;
use opts::Request;
use std::io::Write;
use std::process::ExitCode;
use stdio::Pipes;

const USAGE: &str = "This is a frontend for BuildKit, which starts it itself: put `# syntax=k8or/frontend` in the first line of a \
Dockerfile, or build with `--build-arg BUILDKIT_SYNTAX=k8or/frontend`.";

/// What rewrites, in a process of its own.
#[cfg(not(feature = "faults"))]
const WORKER: rewriter::Worker = rewriter::library;
#[cfg(feature = "faults")]
const WORKER: rewriter::Worker = faults::rewriter;

/// Builds what the environment asks for, with the daemon at standard input and output.
#[must_use]
pub fn main() -> ExitCode {
    #[cfg(feature = "faults")]
    faults::begin();
    if std::env::args_os().nth(1).is_some_and(|argument| argument == rewriter::ARGUMENT) {
        return rewriter::serve(WORKER).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => {
            let outcome = runtime.block_on(serve());
            // a rewriter that hangs is not waited for
            runtime.shutdown_background();
            outcome.map_or_else(|why| complain(&why), |()| ExitCode::SUCCESS)
        }
        Err(error) => complain(&error.to_string()),
    }
}

async fn serve() -> Result<(), String> {
    let request = Request::new(environment());
    let pipes = Pipes::standard().map_err(|_| USAGE.to_owned())?;
    let work = run::Work { rewriter: rewriter::Rewriter::OWN, limit: run::TIME_LIMIT };
    let build = async |connection| run::run(&Remote::new(connection), &request, work).await;
    let outcome = pipes.talk(build).await.map_err(|error| format!("no connection to the daemon: {error}"))?;
    outcome.map_err(|failure| failure.to_string())
}

/// The variables of the environment that are text.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// The daemon's log is all that is left.
fn complain(why: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "k8or-frontend: {why}");
    ExitCode::FAILURE
}
