//! What a Python source names: modules and text.
//!
//! No parser of Python: a scanner of its tokens, which knows strings, comments, continued lines and brackets, and so finds
//! imports wherever they stand, also in functions and conditions, and in sources for another version of Python. Where a
//! source is not Python at all it finds something or nothing; it takes linear time and never fails.
//!
//! Modules are also named by text: `importlib.import_module("a.b")`, Django's `"a.b.C"`, entry points `"a.b:c"`, addresses
//! `postgresql+psycopg2://`. [`Source::names`] finds those, too.

mod scan;

use std::borrow::Cow;
use std::collections::BTreeSet;

/// What a source names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source<'s> {
    /// The modules that it imports, by their whole names: `from a.b import c` is `a.b` and `a.b.c`, because nothing tells
    /// whether `c` is a module. Relative imports are of the app itself and are not here.
    pub modules: BTreeSet<Cow<'s, str>>,
    /// Its strings, in order.
    pub literals: Vec<Literal<'s>>,
}

/// A string of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal<'s> {
    /// Its value, as far as escapes are simple; of a formatted string the text as written, braces included.
    pub text: Cow<'s, str>,
    /// What is called with it: `subprocess.run` for `subprocess.run(["git", "pull"])`. None outside of calls.
    pub callee: Option<&'s str>,
    /// Whether it is the first thing in its innermost brackets: `"git"` in the example.
    pub first: bool,
    /// Whether it is a statement of its own: documentation, which names nothing.
    pub documentation: bool,
    /// Its line, from 1.
    pub line: u32,
}

/// Functions whose first argument is a module, by the last part of their names.
const LOADERS: &[&str] = &[
    "__import__",
    "import_module",
    "import_string",
    "import_object",
    "import_by_path",
    "import_from_string",
    "import_name",
    "importorskip",
    "find_spec",
    "find_loader",
    "load_module",
    "run_module",
    "lazy_import",
    "LazyLoader",
    "try_import",
];

/// Reads a source.
#[must_use]
pub fn scan(text: &str) -> Source<'_> {
    let mut source = scan::scan(text.strip_prefix('\u{feff}').unwrap_or(text));
    let loaded = source.literals.iter().filter(|literal| literal.first && literal.callee.is_some_and(is_loader));
    let modules: Vec<Cow<'_, str>> = loaded.filter_map(Literal::module).map(|module| Cow::Owned(module.to_owned())).collect();
    source.modules.extend(modules);
    source
}

/// A token of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token<'s> {
    /// A name or a keyword.
    Name(&'s str),
    /// A string; see [`Literal::text`].
    Text(Cow<'s, str>),
    /// One byte of an operator; numbers are `0`.
    Sign(u8),
    /// The end of a line, also inside brackets.
    Line,
}

/// The tokens of a source, without comments.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    scan::tokens(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn is_loader(callee: &str) -> bool {
    LOADERS.contains(&callee.rsplit('.').next().unwrap_or_default())
}

impl<'s> Source<'s> {
    /// The first parts of the modules' names, each once.
    #[must_use]
    pub fn top_levels(&self) -> BTreeSet<&str> {
        self.modules.iter().filter_map(|module| module.split('.').next()).collect()
    }

    /// The strings that may name something: all but documentation.
    pub fn text(&self) -> impl Iterator<Item = &Literal<'s>> {
        self.literals.iter().filter(|literal| !literal.documentation)
    }

    /// Whether an import is of `module`, of something in it, or of a package around it, whose attributes may be modules.
    #[must_use]
    pub fn imports(&self, module: &str) -> bool {
        let around = |at: usize| self.modules.contains(&module[..at]);
        if self.modules.contains(module) || module.match_indices('.').any(|(at, _)| around(at)) {
            return true;
        }
        let inside = format!("{module}.");
        self.modules.range(Cow::Borrowed(inside.as_str())..).next().is_some_and(|next| next.starts_with(&inside))
    }

    /// Whether an import or a string names `module`, whole words of it: `"storages.backends.s3"`, `"a+psycopg2://"`.
    #[must_use]
    pub fn names(&self, module: &str) -> bool {
        self.imports(module) || self.text().any(|literal| has_word(&literal.text, module))
    }
}

impl Literal<'_> {
    /// The module that it names when all of it is a name: `a.b`, `a.b:c`.
    #[must_use]
    pub fn module(&self) -> Option<&str> {
        let module = self.text.split(':').next().unwrap_or_default();
        let is_name = |part: &str| {
            part.starts_with(|c: char| c.is_alphabetic() || c == '_') && part.chars().all(|c| c.is_alphanumeric() || c == '_')
        };
        (module.len() < 256 && module.split('.').all(is_name)).then_some(module)
    }
}

/// Whether `word` stands in a text with nothing beside it that continues a name. Case counts for nothing: texts name
/// distributions, too.
#[must_use]
pub fn has_word(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let Some(first) = word.first() else { return false };
    let continues = |at: Option<usize>| {
        at.and_then(|at| text.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80)
    };
    memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text).any(|at| {
        text.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
            && !continues(at.checked_sub(1))
            && !continues(Some(at + word.len()))
    })
}

#[cfg(test)]
mod tests;
