//! The table of all rules, in the order in which they win where two want to change the same text.

use super::Rule;

/// All rules.
#[must_use]
pub fn all() -> &'static [&'static dyn Rule] {
    &[]
}

/// The rule of that name, or the one that has it among its aliases.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Rule> {
    all()
        .iter()
        .copied()
        .find(|rule| rule.meta().id == name || rule.meta().aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name)))
}
