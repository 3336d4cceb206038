//! The settings of one build, for the frontend: what the command reads from flags a build has as build arguments, and target, build
//! arguments and context are the build's own. The frontend brings the texts; nothing is read here.

use super::{Fallback, Loaded, Settings, words};
use crate::problem::Problem;
use k8or_core::Options;

/// Where the settings of a build come from.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuildSources<'s> {
    /// The Dockerfile's name as the user knows it, and its text.
    pub dockerfile: (&'s str, &'s str),
    /// The text of [`super::FILE_NAME`] in the build context's root, if it is there, whatever `.dockerignore` says.
    pub file: Option<&'s str>,
    /// The value of the syntax line or of the build argument `BUILDKIT_SYNTAX`: the image's name and the words behind it.
    pub syntax: &'s str,
    /// All build arguments.
    pub build_args: &'s [(String, String)],
    /// The stage that is built, if the build names one.
    pub target: Option<&'s str>,
}

/// The settings of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildSettings {
    /// What the library is told.
    pub options: Options,
    /// Each change is told at the end of the build, not their number alone.
    pub explain: bool,
    /// Which failures of a rewrite make the Dockerfile be built as it stands.
    pub fallback: Fallback,
    /// The frontend image that builds the result, instead of the builder's own frontend.
    pub forward: Option<String>,
}

impl BuildSources<'_> {
    /// The effective settings, and everything that was not understood. Where there is such a thing nobody knows what the user
    /// wants: the Dockerfile is to be built as it stands, with a warning.
    #[must_use]
    pub fn settle(&self) -> (BuildSettings, Vec<Problem>) {
        let (_, text) = self.dockerfile;
        let mut settings = Settings::defaults();
        let mut problems = Vec::new();
        match self.file.map(|text| Loaded::new(super::FILE_NAME, text)) {
            Some(Ok(loaded)) => settings.take_file(&loaded),
            Some(Err(problem)) => problems.push(problem),
            None => {}
        }
        let pairs = self.build_args.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        problems.extend(settings.take_words(&words::of_syntax(self.syntax, text), self.dockerfile));
        problems.extend(settings.take_words(&words::of_build_args(pairs, text), self.dockerfile));
        (self.settings(&settings), problems)
    }

    fn settings(&self, settings: &Settings) -> BuildSettings {
        let target = self.target.map(str::to_owned);
        BuildSettings {
            options: Options { target, build_args: self.build_args.to_vec(), ..settings.options() },
            explain: settings.explain.value,
            fallback: settings.fallback.value,
            forward: settings.forward.value.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "Dockerfile";

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn complaints(text: &str, file: Option<&str>, args: &[(&str, &str)]) -> Vec<String> {
        let syntax = text.lines().next().and_then(|line| line.strip_prefix("# syntax=")).unwrap_or("k8or/frontend");
        let args = pairs(args);
        let sources = BuildSources { dockerfile: (NAME, text), file, syntax, build_args: &args, target: None };
        sources.settle().1.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn nothing_said_is_what_the_command_does() {
        let (settings, problems) = BuildSources { syntax: "k8or/frontend", ..BuildSources::default() }.settle();
        assert_eq!((settings, problems), (BuildSettings::default(), vec![]));
    }

    #[test]
    fn build_arguments_win_over_words_and_those_over_the_file() {
        let args = pairs(&[("K8OR_STRICT", "true"), ("K8OR_LEVEL", "1"), ("A", "b")]);
        let mut sources = BuildSources {
            dockerfile: (NAME, "# syntax=k8or/frontend level=2 skip=secrets,apt-lists skip=DL3015 unsafe=0\nFROM a\n"),
            file: Some(
                "level = 4\nskip = []\nunsafe = true\nfallback = 'conversion'\ntarget = 'x'\ncontext = 'y'\n[build-args]\nC = '1'\n",
            ),
            syntax: "k8or/frontend level=2 skip=secrets,apt-lists skip=DL3015 unsafe=0",
            build_args: &args,
            target: Some("app"),
        };
        let (settings, problems) = sources.settle();
        assert_eq!(problems, []);
        assert_eq!((settings.options.level, settings.options.allow_unsafe, settings.options.strict), (1, false, true));
        assert_eq!(settings.options.skip, ["secrets", "apt-lists", "DL3015"]);
        assert_eq!((settings.options.target.as_deref(), &settings.options.build_args), (Some("app"), &args));
        assert_eq!(settings.fallback, Fallback::Conversion);
        sources.build_args = &[];
        assert_eq!(sources.settle().0.options.level, 2);
        sources.syntax = "k8or/frontend";
        assert_eq!(sources.settle().0.options.level, 4);
    }

    #[test]
    fn what_is_not_understood_is_told_with_its_place_and_the_nearest_name() {
        insta::assert_snapshot!(complaints("# syntax=k8or/frontend levle=2 skip=app-usr level=5\nFROM a\n", None, &[]).join("\n"), @r"
        Dockerfile:1:24: there is no setting `levle`; did you mean `level`?
        Dockerfile:1:32: there is no rule `app-usr`; did you mean `app-user`?
        Dockerfile:1:45: there is no level 5; 1 operating system, 2 packages, 3 application, 4 microservice; 0 changes nothing
        ");
        insta::assert_snapshot!(complaints("FROM a\n", Some("level = 1\nskp = ['x']\n"), &[("K8OR_EXPLIAN", "1"), ("K8OR_UNSAFE", "yes")]).join("\n"), @r"
        k8or.toml:2:1: unknown key `skp`; did you mean `skip`?
        --build-arg K8OR_EXPLIAN: there is no setting `K8OR_EXPLIAN`; did you mean `K8OR_EXPLAIN`?
        --build-arg K8OR_UNSAFE: `yes` is neither true nor false; write `K8OR_UNSAFE=true`
        ");
        insta::assert_snapshot!(complaints("# syntax=k8or/frontend target=x level fallback=never qqqq=1\nFROM a\n", None, &[("K8OR_CONFIG", "x")]).join("\n"), @r"
        Dockerfile:1:24: `target` cannot be set here; the build has one itself: `--target`
        Dockerfile:1:33: a value is missing; write `level=…`
        Dockerfile:1:39: there is no fallback `never`; it is `evaluation` or `conversion`
        Dockerfile:1:54: there is no setting `qqqq`; the settings are level, only, skip, unsafe, strict, install-log, remove-unused, edition, explain, fallback, forward
        --build-arg K8OR_CONFIG: `config` cannot be set here; the configuration of a build is `k8or.toml` in the build context's root
        ");
    }
}
