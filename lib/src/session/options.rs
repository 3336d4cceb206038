//! What the user asked for.

use crate::report::Class;
use crate::rules::{Edition, Meta};
use std::borrow::Cow;

/// What the user asked for. The same names on the command line, in `k8or.toml` and in the frontend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How far to go: 1 operating system, 2 packages, 3 application, 4 microservice. 0 changes nothing.
    pub level: u8,
    /// When not empty: only these rules.
    pub only: Vec<String>,
    /// Not these rules.
    pub skip: Vec<String>,
    /// Changes of class Unsafe too.
    pub allow_unsafe: bool,
    /// Level 3: the app owns nothing but /tmp and volumes.
    pub strict: bool,
    /// A stage `install-log` holds what each installation installed.
    pub install_log: bool,
    /// Requirements that nothing imports are taken out of the requirements files.
    pub remove_unused: bool,
    /// The stage that is built; the last one otherwise.
    pub target: Option<String>,
    /// Build arguments.
    pub build_args: Vec<(String, String)>,
    /// Registries and folders that hold official images, and the folder whose images they are:
    /// `registry.example.com/mirror` is `docker.io/library`.
    pub bases: Vec<(String, String)>,
    /// Which edition of the rules.
    pub edition: Edition,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            level: 3,
            only: Vec::new(),
            skip: Vec::new(),
            allow_unsafe: false,
            strict: false,
            install_log: false,
            remove_unused: false,
            target: None,
            build_args: Vec::new(),
            bases: Vec::new(),
            edition: Edition::default(),
        }
    }
}

impl Options {
    /// Whether a rule is on.
    #[must_use]
    pub fn enables(&self, rule: &Meta) -> bool {
        let named = |list: &[String]| list.iter().any(|name| rule.is_called(name));
        rule.level <= self.level
            && rule.edition <= self.edition
            && (self.only.is_empty() || named(&self.only))
            && !named(&self.skip)
    }

    /// The name under which the tables know an image: its own, or that of which it is a mirror.
    #[must_use]
    pub fn known_as<'r>(&self, reference: &'r str) -> Cow<'r, str> {
        let mirrored = self.bases.iter().filter_map(|(mirror, original)| {
            let rest = reference.strip_prefix(mirror.trim_end_matches('/'))?.strip_prefix('/')?;
            Some((mirror.len(), original, rest))
        });
        match mirrored.max_by_key(|(length, ..)| *length) {
            Some((_, original, rest)) => Cow::Owned(format!("{}/{rest}", original.trim_end_matches('/'))),
            None => Cow::Borrowed(reference),
        }
    }

    /// Whether a change of that class is wanted.
    #[must_use]
    pub fn allows(&self, class: Class) -> bool {
        class != Class::Unsafe || self.allow_unsafe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_is_known_by_its_original() {
        let bases = [("r.example.com/hub", "docker.io/library"), ("r.example.com/hub/team/", "docker.io/team")];
        let bases = bases.map(|(mirror, original)| (mirror.to_owned(), original.to_owned())).into();
        let options = Options { bases, ..Options::default() };
        assert_eq!(options.known_as("r.example.com/hub/python:3.11"), "docker.io/library/python:3.11");
        assert_eq!(options.known_as("r.example.com/hub/team/a"), "docker.io/team/a");
        assert_eq!(options.known_as("r.example.com/hubs/a"), "r.example.com/hubs/a");
        assert_eq!(options.known_as("python"), "python");
    }
}
