//! What is done with one Dockerfile, on a thread of its own: read, settle, ask the context, rewrite, write.

use super::inputs::Input;
use crate::args::{Mode, RewriteArgs, SettingsArgs};
use crate::config::{Configs, Origin, Settings, Sources};
use crate::files::{self, Identity, Source};
use crate::outcome::{Context, Outcome, Proposed};
use crate::problem::Problem;
use crate::project::{Builds, Directory, Guess, guess};
use crate::workers::TIME_LIMIT;
use k8or_core::context::{NoProject, Project};
use k8or_core::report::FileProposal;
use std::path::{Component, Path, PathBuf};
use std::time::Instant;

/// What all files have in common.
#[derive(Debug)]
pub(super) struct Job {
    args: SettingsArgs,
    mode: Mode,
    configs: Configs,
    builds: Builds,
    stdout: Option<Identity>,
}

impl Job {
    pub(super) fn new(args: &RewriteArgs, mode: Mode, stdout: Option<Identity>) -> Result<Self, Problem> {
        let configs = Configs::new(args.settings.config.as_deref())?;
        if let Some(context) = args.settings.context.as_ref().filter(|context| !context.is_dir()) {
            return Err(
                Problem::file(context, "is no directory").help("--context wants the build context, as `docker build` does")
            );
        }
        Settings::check(&args.settings)?;
        Ok(Self { args: args.settings.clone(), mode, configs, builds: Builds::default(), stdout })
    }

    pub(super) fn run(&self, input: &Input) -> Outcome {
        let since = Instant::now();
        let source = match self.read(input) {
            Ok(source) => source,
            Err(problem) => return Outcome::failed(input.name(), vec![problem]),
        };
        let place = match input {
            Input::Stdin(name) => name.as_deref(),
            Input::File(path) => Some(path.as_path()),
        };
        let guess = place.map(|place| guess(place, &source.text, &self.builds)).unwrap_or_default();
        match self.settings(&source, place, &guess) {
            Ok(settings) => self.rewrite(source, place, &settings, guess, since),
            Err(problems) => Outcome::failed(input.name(), problems),
        }
    }

    fn read(&self, input: &Input) -> Result<Source, Problem> {
        let source = match input {
            Input::Stdin(_) => {
                let same = self.stdout.is_some() && self.stdout == Identity::of_stdin();
                if same {
                    return Err(overwritten(&input.name(), 0));
                }
                files::read_stdin(&input.name())?
            }
            Input::File(path) => files::read(path)?,
        };
        match source.identity() {
            Some(identity) if self.stdout == Some(identity) => Err(overwritten(&source.name, source.text.len())),
            _ => Ok(source),
        }
    }

    fn settings(&self, source: &Source, place: Option<&Path>, guess: &Guess) -> Result<Settings, Vec<Problem>> {
        let directory = place.and_then(Path::parent).filter(|parent| !parent.as_os_str().is_empty());
        let loaded = self.configs.of(directory.unwrap_or(Path::new("."))).map_err(|problem| vec![problem])?;
        let dockerfile = (source.name.as_str(), source.text.as_str());
        Sources { dockerfile, guess: Some(guess), loaded: loaded.as_deref() }.settle(&self.args)
    }

    fn rewrite(&self, source: Source, place: Option<&Path>, settings: &Settings, guess: Guess, since: Instant) -> Outcome {
        let (directory, context) = context(settings, guess);
        let project: Box<dyn Project> = match &directory {
            Some(root) => Box::new(Directory::new(root, place)),
            None => Box::new(NoProject),
        };
        let mut outcome = Outcome { name: source.name.clone(), context: Some(context), ..Outcome::default() };
        match k8or_core::rewrite(&source.text, project.as_ref(), &settings.options()) {
            Err(errors) => outcome.problems = Problem::syntax(&source.name, &source.text, &errors),
            Ok(rewrite) => {
                let proposals = directory.iter().flat_map(|root| rewrite.files.iter().filter_map(|file| proposed(root, file)));
                outcome.proposed = proposals.collect();
                // Too late, this file was given up and reported as left alone.
                if since.elapsed() < TIME_LIMIT {
                    outcome.problems.extend(self.write(&source, &rewrite.text));
                }
                outcome.rewrite = Some(rewrite);
            }
        }
        outcome.source = source.text;
        outcome
    }

    /// Writes the result to where the mode wants it, and says what went wrong.
    fn write(&self, source: &Source, text: &str) -> Option<Problem> {
        match (&self.mode, &source.path, &source.metadata) {
            (Mode::Write, Some(path), Some(metadata)) if text != source.text => files::replace(path, metadata, text).err(),
            (Mode::Output(path), _, _) => files::write_output(path, text).err(),
            _ => None,
        }
    }
}

/// `k8or rewrite Dockerfile > Dockerfile`: by now the shell has emptied the file.
fn overwritten(name: &str, size: usize) -> Problem {
    let what = format!("{name}: standard output goes into the file that is read");
    let help = "use `k8or rewrite --write`, which replaces the file at once";
    Problem::new(what).help(match size {
        0 => format!(
            "{help}; the shell has emptied the file before k8or began, so get it back first (`git checkout`, your editor)"
        ),
        _ => help.to_owned(),
    })
}

/// The build context, and how to speak of it.
fn context(settings: &Settings, guess: Guess) -> (Option<PathBuf>, Context) {
    if let Some(path) = &settings.context.value {
        let why = match &settings.context.origin {
            Origin::Flag(name) => (*name).to_owned(),
            origin => format!("{origin} says so"),
        };
        return (Some(path.clone()), Context { directory: Some(path.display().to_string()), why });
    }
    let why =
        if guess.why.is_empty() { "standard input has none; --context or --stdin-filename tells".to_owned() } else { guess.why };
    (guess.context.clone(), Context { directory: guess.context.as_deref().map(shown), why })
}

/// A directory as a user would type it.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    match path.strip_prefix(&here) {
        Ok(rest) if rest.as_os_str().is_empty() => ".".to_owned(),
        Ok(rest) => rest.display().to_string(),
        Err(_) => path.display().to_string(),
    }
}

/// Where a proposed file would be; nowhere outside of the context.
fn proposed(root: &Path, proposal: &FileProposal) -> Option<Proposed> {
    let inside = Path::new(&proposal.path).components().all(|part| matches!(part, Component::Normal(_)));
    inside.then(|| {
        let path = root.join(&proposal.path);
        let path = std::env::current_dir().ok().and_then(|here| Some(path.strip_prefix(here).ok()?.to_owned())).unwrap_or(path);
        Proposed { old: std::fs::read_to_string(&path).ok(), path, proposal: proposal.clone() }
    })
}
