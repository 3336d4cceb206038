//! What `k8or.toml` may hold. The names are those of the flags; the doc comments here are the descriptions in the schema.

use super::settings::{EDITIONS, LEVELS, NO_EDITION};
use super::{Fallback, known_rule, nearest};
use crate::problem::Problem;
use k8or_core::rules::Edition;
use k8or_core::{LineIndex, Span};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// Settings for the Dockerfiles in this directory and below; the nearest k8or.toml counts, alone.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "k8or.toml")]
pub(crate) struct ConfigFile {
    /// How far to go: 1 operating system, 2 packages, 3 application (the default), 4 microservice; 0 changes nothing.
    #[schemars(with = "Option<u8>", range(min = 0, max = 4))]
    pub(crate) level: Option<Spanned<u8>>,
    /// Only these rules, by their names or those that a linter has for the same thing.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) only: Option<Spanned<Vec<Spanned<String>>>>,
    /// Not these rules.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) skip: Option<Spanned<Vec<Spanned<String>>>>,
    /// Changes of class Unsafe too: they change how the image is built or called.
    #[serde(rename = "unsafe")]
    #[schemars(with = "Option<bool>")]
    pub(crate) allow_unsafe: Option<Spanned<bool>>,
    /// The application owns no file but those in /tmp and volumes.
    #[schemars(with = "Option<bool>")]
    pub(crate) strict: Option<Spanned<bool>>,
    /// A stage `install-log` that holds what each installation installed: `docker build --target install-log -o log .`
    #[schemars(with = "Option<bool>")]
    pub(crate) install_log: Option<Spanned<bool>>,
    /// Take requirements that nothing imports out of the requirements files (written with --write).
    #[schemars(with = "Option<bool>")]
    pub(crate) remove_unused: Option<Spanned<bool>>,
    /// The edition of the rules; a newer k8or does not change what an edition does.
    #[schemars(with = "Option<String>")]
    pub(crate) edition: Option<Spanned<String>>,
    /// The stage that is built; the last one otherwise. A build has its own.
    #[schemars(with = "Option<String>")]
    pub(crate) target: Option<Spanned<String>>,
    /// The frontend tells each change at the end of a build, not their number alone.
    #[schemars(with = "Option<bool>")]
    pub(crate) explain: Option<Spanned<bool>>,
    /// Which failures of a rewrite make the frontend build the Dockerfile as it stands.
    #[schemars(with = "Option<Fallback>")]
    pub(crate) fallback: Option<Spanned<Fallback>>,
    /// The frontend image that builds the rewrite, instead of the one that the builder has itself.
    #[schemars(with = "Option<String>")]
    pub(crate) forward: Option<Spanned<String>>,
    /// Build arguments. A build has its own.
    #[schemars(with = "Option<BTreeMap<String, String>>")]
    pub(crate) build_args: Option<Spanned<BTreeMap<String, String>>>,
    /// The build context, relative to this file. A build has its own.
    #[schemars(with = "Option<String>")]
    pub(crate) context: Option<Spanned<String>>,
    /// Registries and folders that hold official images under their own names: "registry.example.com/mirror" = "docker.io/library".
    #[schemars(with = "Option<BTreeMap<String, String>>")]
    pub(crate) bases: Option<Spanned<BTreeMap<String, String>>>,
}

/// The names of all keys, as the file has them.
const KEYS: &[&str] = &[
    "level",
    "only",
    "skip",
    "unsafe",
    "strict",
    "install-log",
    "remove-unused",
    "edition",
    "explain",
    "fallback",
    "forward",
    "target",
    "build-args",
    "context",
    "bases",
];

/// Reads the text of a configuration file called `name`.
pub(crate) fn parse(name: &str, text: &str) -> Result<ConfigFile, Problem> {
    let file = toml::from_str(text).map_err(|error| {
        let span = error.span().map_or(Span::at(0), |span| Span::from_usize(span.start, span.end));
        let key = span.of(text);
        let unknown = error.message().starts_with("unknown field");
        let (what, help) = if unknown {
            let near = nearest(key, KEYS.iter().copied());
            let help = near.map_or_else(|| format!("the keys are {}", KEYS.join(", ")), |near| format!("did you mean `{near}`?"));
            (format!("unknown key `{key}`"), Some(help))
        } else {
            (error.message().trim_end_matches('.').replace('\n', ", "), None)
        };
        let problem = Problem::new(what).at(name, text, &LineIndex::new(text), span);
        Problem { help, ..problem }
    })?;
    check(name, text, &file)?;
    Ok(file)
}

/// What serde cannot check: the names of rules and editions, and the level's range.
fn check(name: &str, text: &str, file: &ConfigFile) -> Result<(), Problem> {
    let problem = |what: String, at: std::ops::Range<usize>, help: String| {
        Problem::new(what).at(name, text, &LineIndex::new(text), Span::from_usize(at.start, at.end)).help(help)
    };
    if let Some(level) = file.level.as_ref().filter(|level| *level.get_ref() > 4) {
        return Err(problem(format!("there is no level {}", level.get_ref()), level.span(), LEVELS.to_owned()));
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

/// The JSON schema of the file.
#[cfg(feature = "setup")]
pub(crate) fn schema() -> String {
    let schema = schemars::schema_for!(ConfigFile);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Paint, problem};

    fn refusal(text: &str) -> String {
        parse("app/k8or.toml", text).map_or_else(|problem| problem::text(&problem, Paint::default()), |file| panic!("{file:?}"))
    }

    #[test]
    fn all_keys_are_read() {
        let text = "level = 2\nonly = ['secrets']\nskip = []\nunsafe = true\nstrict = true\ninstall-log = true\nremove-unused = true\nedition = '2026'\nexplain = true\nfallback = 'conversion'\nforward = 'docker/dockerfile:1'\ntarget = 'app'\ncontext = '..'\n\
                    [build-args]\nA = '1'\n[bases]\n'r.example.com/x' = 'docker.io/library'\n";
        let file = parse("k8or.toml", text).unwrap();
        assert_eq!(file.level.map(Spanned::into_inner), Some(2));
        assert_eq!(file.build_args.unwrap().as_ref()["A"], "1");
        let keys: BTreeMap<String, toml::Value> = toml::from_str(text).unwrap();
        let mut known: Vec<&str> = KEYS.to_vec();
        known.sort_unstable();
        assert_eq!(keys.keys().map(String::as_str).collect::<Vec<_>>(), known);
    }

    #[test]
    fn an_unknown_key_is_an_error_with_a_suggestion() {
        insta::assert_snapshot!(refusal("level = 1\nbuild_args = {}\n"), @r"
        error: unknown key `build_args`
         --> app/k8or.toml:2:1
          |
        2 | build_args = {}
          | ^^^^^^^^^^
          = help: did you mean `build-args`?
        ");
        assert!(refusal("xyz = 1").contains("the keys are level, only"));
    }

    #[test]
    fn a_wrong_value_is_shown_where_it_stands() {
        insta::assert_snapshot!(refusal("level = 'three'\n"), @r#"
        error: invalid type: string "three", expected u8
         --> app/k8or.toml:1:9
          |
        1 | level = 'three'
          |         ^^^^^^^
        "#);
        assert!(refusal("level = \n").contains("k8or.toml:1:"));
    }

    #[test]
    fn every_key_is_documented() {
        let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/settings.md")).unwrap();
        for key in KEYS {
            assert!(page.contains(&format!("| `{key}` |")), "{key}");
        }
    }

    #[test]
    fn the_schema_in_the_repository_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../k8or.schema.json");
        let stored = std::fs::read_to_string(path).unwrap_or_default();
        assert!(stored == schema(), "run `cargo run -p k8or -- schema > k8or.schema.json`");
    }
}
