//! What the user wants, from the words of the syntax line, build arguments and `k8or.toml`.

use crate::opts::{Request, is_true};
use k8or_core::Options;

/// Everything that a build can be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// For the library.
    pub(crate) options: Options,
    /// One warning a change, instead of one for all.
    pub(crate) explain: bool,
    /// What is rewritten is not evaluated before it is given back.
    pub(crate) only_conversion: bool,
    /// The frontend that builds, other than the one that would anyway.
    pub(crate) forward: Option<String>,
    /// What was not understood, each with what to do.
    pub(crate) complaints: Vec<String>,
}

impl Settings {
    pub(crate) fn new(request: &Request) -> Self {
        let mut settings = Self::default();
        let words = request.words().filter_map(|word| word.split_once('=')).map(|(key, value)| (key.to_owned(), value));
        let arguments = request
            .build_args()
            .filter_map(|(key, value)| Some((key.strip_prefix("K8OR_")?.to_ascii_lowercase().replace('_', "-"), value)));
        for (key, value) in words.chain(arguments) {
            settings.take(&key, value);
        }
        settings.options.target = request.option("target").map(str::to_owned);
        settings.options.build_args = request.build_args().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        settings
    }

    fn take(&mut self, key: &str, value: &str) {
        let names = || value.split(',').map(str::to_owned).collect();
        match key {
            "level" => self.options.level = value.parse().unwrap_or(self.options.level),
            "only" => self.options.only = names(),
            "skip" => self.options.skip = names(),
            "unsafe" => self.options.allow_unsafe = is_true(value),
            "strict" => self.options.strict = is_true(value),
            "install-log" => self.options.install_log = is_true(value),
            "explain" => self.explain = is_true(value),
            "fallback" => self.only_conversion = value == "conversion",
            "forward" => self.forward = Some(value.to_owned()),
            _ => self.complaints.push(format!("there is no setting `{key}`")),
        }
    }
}
