//! Which files are meant.

use crate::args::{Mode, RewriteArgs};
use crate::files::{Identity, discover};
use crate::problem::Problem;
use crate::render::count;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A text to rewrite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// Standard input, by the name that it was given.
    Stdin(Option<PathBuf>),
    /// A file.
    File(PathBuf),
}

/// All texts to rewrite, and what could not be searched.
#[derive(Debug)]
pub(super) struct Inputs {
    pub(super) inputs: Vec<Input>,
    pub(super) problems: Vec<Problem>,
}

/// The names that are tried when none is given.
const DEFAULTS: &[&str] = &["Dockerfile", "dockerfile", "Containerfile"];

impl Input {
    /// The name to show.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Stdin(name) => name.as_ref().map_or_else(|| "<stdin>".to_owned(), |name| name.display().to_string()),
            Self::File(path) => path.display().to_string(),
        }
    }
}

impl Inputs {
    pub(super) fn new(args: &RewriteArgs, mode: &Mode) -> Result<Self, Problem> {
        let one = matches!(mode, Mode::Print | Mode::Output(_));
        let mut found = Self { inputs: Vec::new(), problems: Vec::new() };
        for path in &paths(args, one)? {
            if path.as_os_str() == "-" {
                found.inputs.push(Input::Stdin(args.stdin_filename.clone()));
            } else if fs::metadata(path).is_ok_and(|metadata| metadata.is_dir()) {
                if one {
                    return Err(Problem::file(path, "is a directory").help("add --check, --diff or --write"));
                }
                found.search(path)?;
            } else {
                found.inputs.push(Input::File(path.clone()));
            }
        }
        found.once();
        found.check(mode, one)?;
        Ok(found)
    }

    fn search(&mut self, directory: &Path) -> Result<(), Problem> {
        let found = discover(directory);
        if found.files.is_empty() && found.problems.is_empty() {
            let problem = Problem::file(directory, "no Dockerfile in this directory or below");
            return Err(
                problem.help("`k8or rewrite --help` says which names are found; a file with another name can be given itself")
            );
        }
        self.inputs.extend(found.files.into_iter().map(Input::File));
        self.problems.extend(found.problems);
        Ok(())
    }

    /// Each file once, whatever its names.
    fn once(&mut self) {
        let mut seen = HashSet::new();
        let mut names = HashSet::new();
        self.inputs.retain(|input| match input {
            Input::Stdin(_) => names.insert(PathBuf::from("-")),
            Input::File(path) => match fs::metadata(path).ok().as_ref().and_then(Identity::of) {
                Some(identity) => seen.insert(identity),
                None => names.insert(path.clone()),
            },
        });
    }

    fn check(&self, mode: &Mode, one: bool) -> Result<(), Problem> {
        if one && self.inputs.len() > 1 {
            let many = count(self.inputs.len(), "file", "files");
            let what = format!("{many}, but the result of one can be printed only");
            return Err(Problem::new(what).help("add --check, --diff or --write"));
        }
        if *mode == Mode::Write && self.inputs.iter().any(|input| matches!(input, Input::Stdin(_))) {
            return Err(
                Problem::new("standard input cannot be written to").help("leave --write out; the result goes to standard output")
            );
        }
        Ok(())
    }
}

/// The paths of the command line, or what is taken without any.
fn paths(args: &RewriteArgs, one: bool) -> Result<Vec<PathBuf>, Problem> {
    if !args.paths.is_empty() {
        return Ok(args.paths.clone());
    }
    if !one {
        return Ok(vec![PathBuf::from(".")]);
    }
    let default = DEFAULTS.iter().map(PathBuf::from).find(|path| path.is_file());
    default.map(|path| vec![path]).ok_or_else(|| {
        Problem::new("there is no Dockerfile here")
            .help("name one, or `-` for standard input; or search with --check, --diff or --write")
    })
}
