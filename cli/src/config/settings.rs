//! The effective settings, each with where it comes from. Sources are taken in the order of their rank, a later one over an
//! earlier one; which sources there are, the command and [`super::build`] know.

use super::words::{Mistake, Word};
use super::{Loaded, nearest};
use crate::args::SettingsArgs;
use crate::problem::Problem;
use crate::project::Guess;
use k8or_core::Options;
use k8or_core::rules::{self, Edition};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use toml::Spanned;

/// Which failures of a rewrite make the frontend build the Dockerfile as it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fallback {
    /// All: also those of commands that k8or wrote, edited or moved.
    #[default]
    Evaluation,
    /// Those of reading the rewrite; commands run only when their results are asked for, as without k8or.
    Conversion,
}

impl Fallback {
    /// All of them.
    const ALL: [Self; 2] = [Self::Evaluation, Self::Conversion];

    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Evaluation => "evaluation",
            Self::Conversion => "conversion",
        }
    }

    /// The one of that name.
    pub(super) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fallback| fallback.name() == name)
    }
}

/// Where a setting comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nobody said anything.
    #[default]
    Default,
    /// A compose or bake file, and what it is called there.
    Build(PathBuf, String),
    /// A line of `k8or.toml`.
    File(PathBuf, usize),
    /// The syntax line of the Dockerfile.
    Syntax,
    /// A build argument.
    BuildArg(String),
    /// The command line.
    Flag(&'static str),
}

/// A value and where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Setting<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

/// All settings for one Dockerfile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) level: Setting<u8>,
    pub(crate) only: Setting<Vec<String>>,
    pub(crate) skip: Setting<Vec<String>>,
    pub(crate) allow_unsafe: Setting<bool>,
    pub(crate) strict: Setting<bool>,
    pub(crate) install_log: Setting<bool>,
    pub(crate) remove_unused: Setting<bool>,
    pub(crate) edition: Setting<Edition>,
    pub(crate) explain: Setting<bool>,
    pub(crate) fallback: Setting<Fallback>,
    pub(crate) forward: Setting<Option<String>>,
    pub(crate) target: Setting<Option<String>>,
    pub(crate) build_args: Setting<BTreeMap<String, String>>,
    pub(crate) context: Setting<Option<PathBuf>>,
    pub(crate) bases: Setting<BTreeMap<String, String>>,
}

impl Settings {
    /// What holds when nobody says anything.
    pub(super) fn defaults() -> Self {
        let mut settings = Self::default();
        let defaults = Options::default();
        settings.level.value = defaults.level;
        settings.edition.value = defaults.edition;
        settings
    }

    /// What a compose or bake file says of the Dockerfile.
    pub(super) fn take_guess(&mut self, guess: &Guess) {
        let Some((file, name)) = &guess.build else { return };
        let origin = Origin::Build(file.clone(), name.clone());
        self.target.set(&origin, guess.target.clone().map(Some));
        self.add_build_args(&origin, guess.args.clone());
    }

    /// What `k8or.toml` says of how to rewrite.
    pub(super) fn take_file(&mut self, loaded: &Loaded) {
        fn names(list: &[Spanned<String>]) -> Vec<String> {
            list.iter().map(|name| name.get_ref().clone()).collect()
        }
        let file = &loaded.file;
        self.level.take(file.level.as_ref(), loaded, |level| *level);
        self.only.take(file.only.as_ref(), loaded, |list| names(list));
        self.skip.take(file.skip.as_ref(), loaded, |list| names(list));
        self.allow_unsafe.take(file.allow_unsafe.as_ref(), loaded, |on| *on);
        self.strict.take(file.strict.as_ref(), loaded, |on| *on);
        self.install_log.take(file.install_log.as_ref(), loaded, |on| *on);
        self.remove_unused.take(file.remove_unused.as_ref(), loaded, |on| *on);
        self.edition.take(file.edition.as_ref(), loaded, |name| Edition::find(name).unwrap_or_default());
        self.explain.take(file.explain.as_ref(), loaded, |on| *on);
        self.fallback.take(file.fallback.as_ref(), loaded, |fallback| *fallback);
        self.forward.take(file.forward.as_ref(), loaded, |image| Some(image.clone()));
        self.bases.take(file.bases.as_ref(), loaded, Clone::clone);
    }

    /// What `k8or.toml` says of the build, for those who do not see it themselves.
    pub(super) fn take_file_of_build(&mut self, loaded: &Loaded) {
        let file = &loaded.file;
        self.target.take(file.target.as_ref(), loaded, |name| Some(name.clone()));
        self.context.take(file.context.as_ref(), loaded, |path| Some(loaded.directory().join(path).components().collect()));
        if let Some(args) = &file.build_args {
            self.add_build_args(&loaded.origin(args.span().start), args.get_ref().clone());
        }
    }

    /// One word; or what is wrong with it, and what to do.
    fn take_word(&mut self, word: &Word<'_>) -> Result<(), Mistake> {
        let origin = &word.origin;
        match word.name.as_str() {
            "level" => self.level.set(origin, Some(word.level()?)),
            "only" => self.only.add(origin, word.rules()?),
            "skip" => self.skip.add(origin, word.rules()?),
            "unsafe" => self.allow_unsafe.set(origin, Some(word.switch()?)),
            "strict" => self.strict.set(origin, Some(word.switch()?)),
            "install-log" => self.install_log.set(origin, Some(word.switch()?)),
            "remove-unused" => self.remove_unused.set(origin, Some(word.switch()?)),
            "edition" => self.edition.set(origin, Some(word.edition()?)),
            "explain" => self.explain.set(origin, Some(word.switch()?)),
            "fallback" => self.fallback.set(origin, Some(word.fallback()?)),
            "forward" => self.forward.set(origin, Some(Some(word.text()?.to_owned()))),
            _ => return Err(word.unknown()),
        }
        Ok(())
    }

    /// Words of one source; what is wrong with them.
    pub(super) fn take_words(&mut self, words: &[Word<'_>], (name, text): (&str, &str)) -> Vec<Problem> {
        words.iter().filter_map(|word| self.take_word(word).err().map(|mistake| word.problem(mistake, name, text))).collect()
    }

    /// What the command line says of the build: before words, which may be among the build arguments.
    pub(super) fn take_args_of_build(&mut self, args: &SettingsArgs) {
        let origin = Origin::Flag("--build-arg");
        self.add_build_args(&origin, args.build_args.iter().filter_map(|argument| build_arg(argument)).collect());
        self.target.set(&Origin::Flag("--target"), args.target.clone().map(Some));
        self.context.set(&Origin::Flag("--context"), args.context.clone().map(Some));
    }

    /// What is wrong with the flags themselves, and so for all files.
    pub(crate) fn check(args: &SettingsArgs) -> Result<(), Problem> {
        Self::defaults().take_args(args)
    }

    /// What the command line says of how to rewrite.
    pub(super) fn take_args(&mut self, args: &SettingsArgs) -> Result<(), Problem> {
        self.level.set(&Origin::Flag("--level"), args.level);
        for (setting, flag, names) in [(&mut self.only, "--only", &args.only), (&mut self.skip, "--skip", &args.skip)] {
            for name in names {
                known_rule(name).map_err(|help| Problem::new(format!("{flag} {name}: there is no such rule")).help(help))?;
            }
            setting.set(&Origin::Flag(flag), (!names.is_empty()).then(|| names.clone()));
        }
        self.allow_unsafe.set(&Origin::Flag("--unsafe"), args.allow_unsafe.then_some(true));
        self.strict.set(&Origin::Flag("--strict"), args.strict.then_some(true));
        self.install_log.set(&Origin::Flag("--install-log"), args.install_log.then_some(true));
        self.remove_unused.set(&Origin::Flag("--remove-unused"), args.remove_unused.then_some(true));
        if let Some(name) = &args.edition {
            let edition =
                Edition::find(name).ok_or_else(|| Problem::new(format!("--edition {name}: {NO_EDITION}")).help(EDITIONS))?;
            self.edition.set(&Origin::Flag("--edition"), Some(edition));
        }
        Ok(())
    }

    fn add_build_args(&mut self, origin: &Origin, args: BTreeMap<String, String>) {
        if !args.is_empty() {
            self.build_args.value.extend(args);
            self.build_args.origin = origin.clone();
        }
    }

    /// What the library is told.
    pub(crate) fn options(&self) -> Options {
        Options {
            level: self.level.value,
            only: self.only.value.clone(),
            skip: self.skip.value.clone(),
            allow_unsafe: self.allow_unsafe.value,
            strict: self.strict.value,
            install_log: self.install_log.value,
            remove_unused: self.remove_unused.value,
            target: self.target.value.clone(),
            build_args: self.build_args.value.clone().into_iter().collect(),
            bases: self.bases.value.clone().into_iter().collect(),
            edition: self.edition.value,
        }
    }
}

pub(super) const NO_EDITION: &str = "there is no such edition";
pub(super) const EDITIONS: &str = "the editions are: 2026";
pub(super) const LEVELS: &str = "1 operating system, 2 packages, 3 application, 4 microservice; 0 changes nothing";

/// Whether there is a rule of that name; otherwise what to do.
pub(crate) fn known_rule(name: &str) -> Result<(), String> {
    if rules::find(name).is_some() {
        return Ok(());
    }
    let names = rules::all().iter().flat_map(|rule| rule.meta.aliases.iter().copied().chain([rule.meta.id]));
    Err(nearest(name, names).map_or_else(|| "`k8or rules` lists them".to_owned(), |near| format!("did you mean `{near}`?")))
}

/// `KEY=VALUE`, or `KEY` with its value from the environment, as `docker build` has it.
fn build_arg(argument: &str) -> Option<(String, String)> {
    match argument.split_once('=') {
        Some((key, value)) => Some((key.to_owned(), value.to_owned())),
        None => std::env::var(argument).ok().map(|value| (argument.to_owned(), value)),
    }
}

impl<T> Setting<T> {
    fn take<V>(&mut self, value: Option<&Spanned<V>>, loaded: &Loaded, convert: impl FnOnce(&V) -> T) {
        if let Some(value) = value {
            self.set(&loaded.origin(value.span().start), Some(convert(value.get_ref())));
        }
    }

    fn set(&mut self, origin: &Origin, value: Option<T>) {
        if let Some(value) = value {
            self.value = value;
            self.origin = origin.clone();
        }
    }
}

impl Setting<Vec<String>> {
    /// Names that are said in several words of one source count together.
    fn add(&mut self, origin: &Origin, names: Vec<String>) {
        if self.origin == *origin {
            self.value.extend(names);
        } else {
            self.set(origin, Some(names));
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Build(path, name) => write!(f, "{} ({name})", path.display()),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Syntax => f.write_str("syntax line"),
            Self::BuildArg(name) => write!(f, "--build-arg {name}"),
            Self::Flag(name) => f.write_str(name),
        }
    }
}
