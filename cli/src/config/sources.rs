//! The sources of the command, from the lowest rank to the highest.

use super::words::{self, Word};
use super::{Loaded, Settings};
use crate::args::SettingsArgs;
use crate::problem::Problem;
use crate::project::Guess;
use k8or_core::syntax;

/// Where the command's settings come from.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sources<'s> {
    /// The Dockerfile's name and text.
    pub(crate) dockerfile: (&'s str, &'s str),
    /// What a compose or bake file says of it.
    pub(crate) guess: Option<&'s Guess>,
    /// Its `k8or.toml`.
    pub(crate) loaded: Option<&'s Loaded>,
}

impl Sources<'_> {
    /// The effective settings, flags above all others; or everything that is wrong with them.
    pub(crate) fn settle(&self, args: &SettingsArgs) -> Result<Settings, Vec<Problem>> {
        let (_, text) = self.dockerfile;
        let mut settings = Settings::defaults();
        if let Some(guess) = self.guess {
            settings.take_guess(guess);
        }
        if let Some(loaded) = self.loaded {
            settings.take_file(loaded);
            settings.take_file_of_build(loaded);
        }
        settings.take_args_of_build(args);
        let build_args = settings.build_args.value.clone();
        let pairs = build_args.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let mut problems = settings.take_words(&of_syntax(text), self.dockerfile);
        problems.extend(settings.take_words(&words::of_build_args(pairs, text), self.dockerfile));
        problems.extend(settings.take_args(args).err());
        if problems.is_empty() { Ok(settings) } else { Err(problems) }
    }
}

/// The words of a syntax line that names k8or's frontend; those behind another image are for that one.
fn of_syntax(dockerfile: &str) -> Vec<Word<'_>> {
    let syntax = syntax::syntax_line(dockerfile).filter(|syntax| words::is_ours(syntax.value));
    syntax.map_or_else(Vec::new, |syntax| words::of_syntax(syntax.value, dockerfile))
}
