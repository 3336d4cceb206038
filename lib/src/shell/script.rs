//! The data that an analysed body is.

use crate::span::Span;

/// Why a body was not analysed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// It is not valid shell.
    Unparsed,
    /// Nested deeper than [`super::MAX_DEPTH`], longer than [`super::MAX_SIZE`], or in a shape that takes the parser too long.
    TooDeep,
    /// PowerShell, cmd, or another interpreter than a POSIX-like shell.
    ForeignShell,
}

/// An analysed body.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Every simple command in the order of the text, those in groups, branches, functions and literal `sh -c '…'` too.
    /// Commands inside a word (`$(…)`) stand behind the command that holds the word.
    pub commands: Vec<Command>,
    /// The items of the top level: and-or lists separated by `;`, newline or `&`.
    pub items: Vec<Item>,
    /// Plain assignments (`x=1`, `export x=1`) in order.
    pub assignments: Vec<Assignment>,
    /// Redirections of groups, subshells, loops and other compound commands.
    pub redirections: Vec<Redirection>,
    /// Whether a failing command ends the body all the way through: by the dialect, or because `set -e…` is its first command.
    pub errexit: bool,
    /// Whether a failing command anywhere in a pipe fails the pipe, all the way through.
    pub pipefail: bool,
    /// Commands run that are not among [`Self::commands`]: their text is escaped, computed, or read from a file by `.`.
    pub hidden: bool,
}

/// An and-or list at the top level.
#[derive(Clone, Debug)]
pub struct Item {
    /// From its first word to its last, separators at its end not included.
    pub span: Span,
    /// Ends with `&`.
    pub background: bool,
    /// Its number of `&&`.
    pub ands: u32,
    /// Its number of `||`.
    pub ors: u32,
    /// The commands in it, as a range of [`Script::commands`].
    pub commands: std::ops::Range<usize>,
    /// Made of simple commands alone: no group, branch, loop, function, `[[`, `!` or `time` at its top level.
    pub plain: bool,
}

/// What stands between two commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeparatorKind {
    /// `&&`.
    And,
    /// `||`.
    Or,
    /// `;`.
    Semicolon,
    /// The end of a line.
    Newline,
    /// `|` or `|&`.
    Pipe,
    /// `&`.
    Background,
}

/// A separator and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Separator {
    /// Which one.
    pub kind: SeparatorKind,
    /// The operator's bytes, without blanks around it.
    pub span: Span,
}

/// A simple command.
#[derive(Clone, Debug)]
pub struct Command {
    /// From its first word (an assignment before it included) to the end of its last word or redirection.
    pub span: Span,
    /// `X=y` before the command and those that `env` sets. A command without words assigns them to the shell.
    pub environment: Vec<Assignment>,
    /// All words as written, wrappers included (but not bash's keyword `time`).
    pub words: Vec<Word>,
    /// The index in `words` of the program that is really run: behind `sudo`, `env X=y`, `exec`, `command`, `time`, `nice`,
    /// `nohup`, `eatmydata`, and their options. Equal to `words.len()` when there is none.
    pub program: usize,
    /// The user that `sudo -u`, `gosu` or `su-exec` in front of the program names, when it is literal. `sudo` alone: `root`.
    pub user: Option<String>,
    /// Redirections in order.
    pub redirections: Vec<Redirection>,
    /// The directory that it runs in, seen from the one that the body begins in (empty: there), by the `cd` before it;
    /// none where that is not known. That each `cd` succeeds is assumed.
    pub directory: Option<String>,
    /// Where in the control flow it stands.
    pub place: Place,
    /// The separator in front of it; none where it is the first of the body, a group, a branch or a substitution.
    pub before: Option<Separator>,
    /// The separator behind it; none where the body, group or substitution ends without one.
    pub after: Option<Separator>,
}

/// `name=value`, `name+=value`.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// Where it stands.
    pub span: Span,
    /// The variable.
    pub name: String,
    /// The value's text as written, with quotes; its span. It is not split: there is one field, or none is known.
    pub value: Word,
    /// `+=`.
    pub append: bool,
    /// `export`, `declare -x`, or the environment of one command.
    pub exported: bool,
    /// Whether it certainly runs before everything that follows it (top level, not behind `||`, not in a subshell or branch).
    pub certain: bool,
}

/// A word of a command.
#[derive(Clone, Debug, Default)]
pub struct Word {
    /// Where it stands. Only a place to point at, not one to edit, unless `exact`.
    pub span: Span,
    /// Its text as written, with quotes and variables, without continuations.
    pub raw: Box<str>,
    value: Value,
    /// Written without quote, escape, variable or glob: the bytes of the span are the value.
    pub plain: bool,
    /// The span's bytes are the word as written. Otherwise its place is not certain, or a continuation lies inside.
    pub exact: bool,
}

/// What a word stands for. There are many words, and most stand for themselves.
#[derive(Clone, Debug, Default)]
enum Value {
    /// Something unknown: an environment variable, a command substitution, arithmetic.
    #[default]
    Unknown,
    /// Whatever a pattern finds.
    Pattern(Box<str>),
    /// One field, which is the word as written.
    AsWritten,
    /// These fields.
    Fields(Box<[Box<str>]>),
    /// The fields of a variable's value.
    Filled(Box<Filled>),
}

/// The value of a variable of the same body.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    pub(super) fields: Box<[Box<str>]>,
    pub(super) through: Span,
    /// Where each of the fields is written.
    pub(super) places: Box<[Span]>,
}

/// A redirection.
#[derive(Clone, Debug)]
pub struct Redirection {
    /// The operator's and the target's bytes.
    pub span: Span,
    /// What kind.
    pub kind: RedirectionKind,
    /// The descriptor in front of the operator, `2` in `2>&1`.
    pub descriptor: Option<i32>,
    /// File name, descriptor or here-string as a word; for a here-document its body's text. None for `<(…)`, and for a
    /// here-document whose body is not in the text.
    pub target: Option<Word>,
}

impl Redirection {
    /// Whether a file gets what it takes.
    #[must_use]
    pub const fn writes(&self) -> bool {
        matches!(self.kind, RedirectionKind::Write | RedirectionKind::Append | RedirectionKind::ReadWrite)
    }
}

/// What a redirection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum RedirectionKind {
    Read,
    Write,
    Append,
    ReadWrite,
    Duplicate,
    HereDocument,
    HereString,
}

/// Where in the control flow a command stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Place {
    /// How many groups, subshells, branches and substitutions are around it; 0 at the top level.
    pub depth: u16,
    /// The index of the top-level item it is in.
    pub item: u32,
    /// It may not run at all: behind `||`, in a branch, loop, case, function, or behind `&&` of something negated or a test.
    pub conditional: bool,
    /// When the body succeeds, this command has certainly been run. Stricter than not `conditional`: what follows `&&` is
    /// not certain where the body goes on after a failure of what precedes it.
    pub certain: bool,
    /// Its failure does not fail the body: followed by `||`, negated, a condition of `if`/`while`, in a pipe (without
    /// pipefail) but not its end, in front of `&&` in a list that is not the last, or (without errexit) followed by `;`.
    pub tolerated: bool,
    /// Its place in a pipe (0 = first) and the pipe's length; length 1 where there is none.
    pub pipe: (u16, u16),
    /// Inside `( … )`, `$( … )` or a pipe: what it assigns is lost.
    pub subshell: bool,
    /// Inside a word: `$( … )` or backticks.
    pub substitution: bool,
    /// Inside the text of `sh -c '…'`.
    pub nested_shell: bool,
    /// Ends with `&`.
    pub background: bool,
    /// In the body of a function.
    pub function: bool,
}

impl Script {
    /// Gives back the room that grew while it was made: a file may have thousands of bodies.
    pub(super) fn shrink(&mut self) {
        self.commands.shrink_to_fit();
        self.items.shrink_to_fit();
        self.assignments.shrink_to_fit();
        self.redirections.shrink_to_fit();
        self.commands.iter_mut().for_each(|command| command.redirections.shrink_to_fit());
    }

    /// Whether the body is one chain of simple commands (or pipes of them) that only `&&` joins.
    #[must_use]
    pub fn is_chain(&self) -> bool {
        matches!(self.items.as_slice(), [item] if item.plain && item.ors == 0 && !item.background)
    }

    /// The last command of the top level, when a further one can be put right behind it: the last item is plain and does
    /// not run in the background, and no here-document stands in the way.
    #[must_use]
    pub fn last_plain_command(&self) -> Option<&Command> {
        let item = self.items.last().filter(|item| item.plain && !item.background)?;
        let commands = &self.commands[item.commands.clone()];
        let has_document =
            commands.iter().flat_map(|command| &command.redirections).any(|r| r.kind == RedirectionKind::HereDocument);
        commands.iter().rev().find(|command| command.place.depth == 0 && !command.words.is_empty()).filter(|_| !has_document)
    }

    /// Whether a command can be put right behind the last one.
    #[must_use]
    pub fn ends_with_plain_command(&self) -> bool {
        self.last_plain_command().is_some()
    }
}

impl Script {
    /// Whether a command of it runs and succeeds when the body does, but for lists that go on after a failure without
    /// saying so: neither in a branch, nor in front of or behind `||`.
    #[must_use]
    pub fn is_sure_to_run(&self, command: &Command) -> bool {
        let caught = || self.items.get(command.place.item as usize).is_none_or(|item| item.ors > 0) && command.place.tolerated;
        !command.place.conditional && !caught()
    }
}

impl Command {
    /// The name of the program that is really run, without its directory, when it is known.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.words.get(self.program).and_then(Word::literal).map(super::basename)
    }

    /// Whether it is given an option: by a letter, among others or not, or by its long name.
    #[must_use]
    pub fn has_option(&self, short: char, long: &str) -> bool {
        let options = self.arguments().iter().map(|word| &*word.raw).filter(|word| word.starts_with('-'));
        options.into_iter().any(|option| option == long || !option.starts_with("--") && option.contains(short))
    }

    /// The virtual environment that it activates, as written: `. venv/bin/activate`.
    #[must_use]
    pub fn activated(&self) -> Option<&str> {
        let path = self.arguments().first().and_then(Word::literal).filter(|_| matches!(self.name(), Some("." | "source")))?;
        path.strip_suffix("/bin/activate")
    }

    /// The words behind the program.
    #[must_use]
    pub fn arguments(&self) -> &[Word] {
        self.words.get(self.program + 1..).unwrap_or_default()
    }
}

impl Word {
    /// A word of which nothing is known yet but where it stands.
    pub(super) fn new(span: Span, raw: impl Into<Box<str>>, exact: bool) -> Self {
        Self { span, raw: raw.into(), exact, ..Self::default() }
    }

    /// Makes it stand for whatever a pattern finds.
    pub(super) fn set_pattern(&mut self, pattern: String) {
        self.value = Value::Pattern(pattern.into());
    }

    /// Makes it stand for a variable's value.
    pub(super) fn set_filled(&mut self, filled: Filled) {
        self.value = Value::Filled(Box::new(filled));
    }

    /// Makes it stand for these fields, or for nobody knows what.
    pub(crate) fn set_fields(&mut self, fields: Option<Vec<String>>) {
        self.value = match fields {
            None => Value::Unknown,
            Some(fields) if matches!(fields.as_slice(), [field] if **field == *self.raw) => Value::AsWritten,
            Some(fields) => Value::Fields(fields.into_iter().map(String::into_boxed_str).collect()),
        };
    }

    /// Its fields after quote removal and after filling in variables that this body itself assigned beforehand (unquoted
    /// ones split at blanks, so that there may be any number). `None`: depends on something unknown (an environment
    /// variable, a command substitution, a glob, arithmetic).
    #[must_use]
    pub fn fields(&self) -> Option<&[Box<str>]> {
        match &self.value {
            Value::Unknown | Value::Pattern(_) => None,
            Value::AsWritten => Some(std::slice::from_ref(&self.raw)),
            Value::Fields(fields) => Some(fields),
            Value::Filled(filled) => Some(&filled.fields),
        }
    }

    /// The first field, when its fields are known.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.fields()?.first().map(|field| &**field)
    }

    /// The value, when it is known and one field.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        match self.fields() {
            Some([field]) => Some(field),
            _ => None,
        }
    }

    /// When all of it is known but for a glob (`*`, `?`, `[…]`) that is not quoted: its text after quote removal.
    #[must_use]
    pub fn pattern(&self) -> Option<&str> {
        match &self.value {
            Value::Pattern(pattern) => Some(pattern),
            _ => None,
        }
    }

    /// When a variable of this body was filled in: the span of the value text that it came from (inside the quotes of
    /// `buildDeps='…'`), so that lists of packages can be edited where they are written.
    #[must_use]
    pub fn through(&self) -> Option<Span> {
        match &self.value {
            Value::Filled(filled) => Some(filled.through),
            _ => None,
        }
    }

    /// Where each of the fields is written as it is, so that a list can be edited there: as many as there are fields, or
    /// none where that is not known.
    #[must_use]
    pub fn places(&self) -> &[Span] {
        match &self.value {
            _ if self.plain => std::slice::from_ref(&self.span),
            Value::Filled(filled) => &filled.places,
            _ => &[],
        }
    }

    /// Everything that says where it is.
    pub(super) fn spans(&mut self) -> impl Iterator<Item = &mut Span> {
        let filled = match &mut self.value {
            Value::Filled(filled) => Some(&mut **filled),
            _ => None,
        };
        let filled = filled.into_iter().flat_map(|filled| std::iter::once(&mut filled.through).chain(&mut filled.places));
        std::iter::once(&mut self.span).chain(filled)
    }
}
