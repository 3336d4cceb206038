//! The effective settings, each with where it comes from.

use super::file::ConfigFile;
use super::{Loaded, nearest};
use crate::args::SettingsArgs;
use crate::problem::Problem;
use k8or_core::rules::{self, Edition};
use k8or_core::{LineIndex, Options, Span};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use toml::Spanned;

/// Where a setting comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nobody said anything.
    #[default]
    Default,
    /// A line of `k8or.toml`.
    File(PathBuf, usize),
    /// The command line.
    Flag(&'static str),
    /// A compose or bake file, and what it is called there.
    Build(PathBuf, String),
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
    pub(crate) target: Setting<Option<String>>,
    pub(crate) build_args: Setting<BTreeMap<String, String>>,
    pub(crate) context: Setting<Option<PathBuf>>,
    pub(crate) bases: Setting<BTreeMap<String, String>>,
}

impl Settings {
    /// From the command line and the configuration file.
    pub(crate) fn new(args: &SettingsArgs, loaded: Option<&Loaded>) -> Result<Self, Problem> {
        let mut settings = Self::default();
        let defaults = Options::default();
        settings.level.value = defaults.level;
        settings.edition.value = defaults.edition;
        if let Some(loaded) = loaded {
            settings.take_file(loaded);
        }
        settings.take_args(args)?;
        Ok(settings)
    }

    fn take_file(&mut self, loaded: &Loaded) {
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
        self.target.take(file.target.as_ref(), loaded, |name| Some(name.clone()));
        self.build_args.take(file.build_args.as_ref(), loaded, Clone::clone);
        self.context.take(file.context.as_ref(), loaded, |path| Some(loaded.directory().join(path).components().collect()));
        self.bases.take(file.bases.as_ref(), loaded, Clone::clone);
    }

    fn take_args(&mut self, args: &SettingsArgs) -> Result<(), Problem> {
        self.level.flag("--level", args.level);
        for (setting, flag, names) in [(&mut self.only, "--only", &args.only), (&mut self.skip, "--skip", &args.skip)] {
            for name in names {
                known_rule(name).map_err(|help| Problem::new(format!("{flag} {name}: there is no such rule")).help(help))?;
            }
            setting.flag(flag, (!names.is_empty()).then(|| names.clone()));
        }
        self.allow_unsafe.flag("--unsafe", args.allow_unsafe.then_some(true));
        self.strict.flag("--strict", args.strict.then_some(true));
        self.install_log.flag("--install-log", args.install_log.then_some(true));
        self.remove_unused.flag("--remove-unused", args.remove_unused.then_some(true));
        if let Some(name) = &args.edition {
            let edition =
                Edition::find(name).ok_or_else(|| Problem::new(format!("--edition {name}: {NO_EDITION}")).help(EDITIONS))?;
            self.edition.flag("--edition", Some(edition));
        }
        self.target.flag("--target", args.target.clone().map(Some));
        if !args.build_args.is_empty() {
            self.build_args.value.extend(args.build_args.iter().filter_map(|argument| build_arg(argument)));
            self.build_args.origin = Origin::Flag("--build-arg");
        }
        self.context.flag("--context", args.context.clone().map(Some));
        Ok(())
    }

    /// What serde cannot check: the names of rules and editions, and the level's range.
    pub(crate) fn check(name: &str, text: &str, file: &ConfigFile) -> Result<(), Problem> {
        let problem = |what: String, at: std::ops::Range<usize>, help: String| {
            Problem::new(what).at(name, text, &LineIndex::new(text), Span::from_usize(at.start, at.end)).help(help)
        };
        if let Some(level) = file.level.as_ref().filter(|level| *level.get_ref() > 4) {
            let help = "1 operating system, 2 packages, 3 application, 4 microservice; 0 changes nothing";
            return Err(problem(format!("there is no level {}", level.get_ref()), level.span(), help.to_owned()));
        }
        for rule in [&file.only, &file.skip].into_iter().flatten().flat_map(|list| list.get_ref()) {
            known_rule(rule.get_ref())
                .map_err(|help| problem(format!("there is no rule `{}`", rule.get_ref()), rule.span(), help))?;
        }
        match &file.edition {
            Some(edition) if Edition::find(edition.get_ref()).is_none() => {
                Err(problem(NO_EDITION.to_owned(), edition.span(), EDITIONS.to_owned()))
            }
            _ => Ok(()),
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

const NO_EDITION: &str = "there is no such edition";
const EDITIONS: &str = "the editions are: 2026";

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
            self.value = convert(value.get_ref());
            self.origin = Origin::File(loaded.path.clone(), loaded.line(value.span().start));
        }
    }

    fn flag(&mut self, name: &'static str, value: Option<T>) {
        if let Some(value) = value {
            self.value = value;
            self.origin = Origin::Flag(name);
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Flag(name) => f.write_str(name),
            Self::Build(path, name) => write!(f, "{} ({name})", path.display()),
        }
    }
}
