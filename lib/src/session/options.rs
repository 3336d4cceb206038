//! What the user asked for.

use crate::report::Class;
use crate::rules::{Edition, Meta};

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
    /// The stage that is built; the last one otherwise.
    pub target: Option<String>,
    /// Build arguments.
    pub build_args: Vec<(String, String)>,
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
            target: None,
            build_args: Vec::new(),
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

    /// Whether a change of that class is wanted.
    #[must_use]
    pub fn allows(&self, class: Class) -> bool {
        class != Class::Unsafe || self.allow_unsafe
    }
}
