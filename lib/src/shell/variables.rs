//! What the variables of a body hold while it runs: only what the body itself assigned beforehand, and only as long as
//! that is certain.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Longest value that is followed; `x=$x$x` doubles one each time.
const MAX_VALUE: usize = 16 * 1024;

/// The key of the directory that commands run in, which moves and comes back as a variable does; no variable's name.
pub(super) const DIRECTORY: &str = "/";

/// Longest path of that directory.
const MAX_DIRECTORY: usize = 256;

/// A value that is known.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) text: String,
    /// Where it is written word for word: bytes of the body's text, quotes not included.
    pub(super) origin: Option<Range<u32>>,
}

/// The variables and, for branches and subshells, what they held before.
#[derive(Debug)]
pub(super) struct Variables {
    known: HashMap<String, Value>,
    journal: Vec<(String, Option<Value>)>,
    /// Assigned by functions, which may run at any time.
    volatile: HashSet<String>,
    /// Nothing is known any more: `eval` or `.` in a function, or a text that an outer shell expands first.
    blind: bool,
}

impl Default for Variables {
    fn default() -> Self {
        let here = Value { text: String::new(), origin: None };
        let known = HashMap::from([(DIRECTORY.to_owned(), here)]);
        Self { known, journal: Vec::new(), volatile: HashSet::new(), blind: false }
    }
}

impl Variables {
    /// The directory that commands run in, seen from the one that the text begins in; none where it is not known.
    pub(super) fn directory(&self) -> Option<&str> {
        self.get(DIRECTORY).map(|value| value.text.as_str())
    }

    /// `cd`; none where nobody knows to where.
    pub(super) fn change_directory(&mut self, to: Option<&str>) {
        let text = match (self.directory(), to) {
            (_, Some(to)) if to.starts_with('/') => Some(to.to_owned()),
            (Some(""), Some(to)) => Some(to.to_owned()),
            (Some(from), Some(to)) => Some(format!("{from}/{to}")),
            _ => None,
        };
        let text = text.filter(|text| text.len() <= MAX_DIRECTORY);
        self.set(DIRECTORY, text.map(|text| Value { text, origin: None }));
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.known.get(name)
    }

    /// Sets a variable, or forgets it.
    pub(super) fn set(&mut self, name: &str, value: Option<Value>) {
        let value = value.filter(|value| value.text.len() <= MAX_VALUE && !self.blind && !self.volatile.contains(name));
        if value.is_none() && !self.known.contains_key(name) {
            return self.journal.push((name.to_owned(), None));
        }
        let before = match value {
            Some(value) => self.known.insert(name.to_owned(), value),
            None => self.known.remove(name),
        };
        self.journal.push((name.to_owned(), before));
    }

    pub(super) fn forget(&mut self, name: &str) {
        self.set(name, None);
    }

    pub(super) fn forget_all(&mut self) {
        let names: Vec<String> = self.known.keys().cloned().collect();
        for name in names {
            self.forget(&name);
        }
    }

    /// A function assigns the variable: from now on it may change at any time.
    pub(super) fn make_volatile(&mut self, name: &str) {
        self.forget(name);
        self.volatile.insert(name.to_owned());
    }

    pub(super) fn go_blind(&mut self) {
        self.forget_all();
        self.blind = true;
    }

    /// The present moment, for [`Self::forget_since`] and [`Self::restore`].
    pub(super) fn mark(&self) -> usize {
        self.journal.len()
    }

    /// What was assigned since may have been or not.
    pub(super) fn forget_since(&mut self, mark: usize) {
        let names: Vec<String> = self.journal.iter().skip(mark).map(|(name, _)| name.clone()).collect();
        for name in names {
            if self.known.contains_key(&name) {
                self.forget(&name);
            }
        }
    }

    /// What was assigned since is lost, as a subshell's variables are.
    pub(super) fn restore(&mut self, mark: usize) {
        while self.journal.len() > mark {
            match self.journal.pop() {
                Some((name, Some(value))) => {
                    self.known.insert(name, value);
                }
                Some((name, None)) => {
                    self.known.remove(&name);
                }
                None => return,
            }
        }
    }
}

/// The name in front of `=` or `+=`, and how long both are; `None` when the text is no assignment of a plain variable.
pub(super) fn assigned_name(text: &str) -> Option<(&str, usize, bool)> {
    let equals = text.find('=')?;
    let name = &text[..equals];
    let (name, append) = name.strip_suffix('+').map_or((name, false), |name| (name, true));
    is_name(name).then_some((name, equals + 1, append))
}

/// Whether a text can be a variable's name.
pub(super) fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first == b'_' || first.is_ascii_alphabetic())
        && bytes.all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<Value> {
        Some(Value { text: text.to_owned(), origin: None })
    }

    fn text<'v>(variables: &'v Variables, name: &str) -> Option<&'v str> {
        variables.get(name).map(|value| value.text.as_str())
    }

    #[test]
    fn a_branch_leaves_what_it_assigned_unknown() {
        let mut variables = Variables::default();
        variables.set("x", value("1"));
        let mark = variables.mark();
        variables.set("x", value("2"));
        assert_eq!(text(&variables, "x"), Some("2"));
        variables.forget_since(mark);
        assert_eq!(text(&variables, "x"), None);
    }

    #[test]
    fn a_subshell_gives_back_what_was() {
        let mut variables = Variables::default();
        variables.set("x", value("1"));
        let mark = variables.mark();
        variables.set("x", value("2"));
        variables.set("y", value("3"));
        variables.forget("x");
        variables.restore(mark);
        assert_eq!(text(&variables, "x"), Some("1"));
        assert_eq!(text(&variables, "y"), None);
    }

    #[test]
    fn what_a_function_assigns_is_never_known() {
        let mut variables = Variables::default();
        variables.make_volatile("x");
        variables.set("x", value("1"));
        assert_eq!(text(&variables, "x"), None);
    }

    #[test]
    fn assignments_are_told_from_words() {
        assert_eq!(assigned_name("x=1"), Some(("x", 2, false)));
        assert_eq!(assigned_name("PATH+=:/x"), Some(("PATH", 6, true)));
        assert_eq!(assigned_name("--prefix=/x"), None);
        assert_eq!(assigned_name("x[1]=2"), None);
        assert_eq!(assigned_name("1x=2"), None);
        assert_eq!(assigned_name("=x"), None);
    }
}
