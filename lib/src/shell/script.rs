//! The data that an analysed body is.

use crate::span::Span;
use crate::syntax::Joined;

/// Why a body was not analysed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not valid shell.
    Unparsed,
    /// Nested deeper than [`super::MAX_DEPTH`].
    TooDeep,
    /// PowerShell, cmd, or another interpreter than a POSIX-like shell.
    ForeignShell,
}

/// Which shell reads the body, from SHELL, a shebang, or the base's default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Dialect {
    /// bash (arrays, `[[`, brace expansion); otherwise a POSIX shell.
    pub bash: bool,
    /// `-e` among the shell's arguments.
    pub errexit: bool,
    /// `-o pipefail` among the shell's arguments.
    pub pipefail: bool,
}

/// An analysed body.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Every simple command in the order of the text, those in groups, branches, functions and literal `sh -c '…'` too.
    pub commands: Vec<Command>,
    /// The items of the top level: and-or lists separated by `;`, newline or `&`.
    pub items: Vec<Item>,
    /// Plain assignments (`x=1`, `export x=1`) in order.
    pub assignments: Vec<Assignment>,
    /// Whether a failing command ends the body all the way through: by the dialect, or because `set -e…` is its first command.
    pub errexit: bool,
}

/// An and-or list at the top level.
#[derive(Clone, Debug)]
pub struct Item {
    /// From its first word to its last, separators at its end not included.
    pub span: Span,
    /// Ends with `&`.
    pub background: bool,
    /// Its pipelines' and operators' number of `&&`.
    pub ands: u32,
    /// Its number of `||`.
    pub ors: u32,
    /// The commands in it, as a range of [`Script::commands`].
    pub commands: std::ops::Range<usize>,
}

/// A simple command.
#[derive(Clone, Debug)]
pub struct Command {
    /// From its first word (an assignment before it included) to the end of its last word or redirection.
    pub span: Span,
    /// `X=y` before the command and those that `env` sets.
    pub environment: Vec<Assignment>,
    /// All words as written, wrappers included.
    pub words: Vec<Word>,
    /// The index in `words` of the program that is really run: behind `sudo`, `env X=y`, `exec`, `command`, `time`, `nice`,
    /// `nohup`, `eatmydata`, and their options. Equal to `words.len()` when there is none.
    pub program: usize,
    /// Redirections in order.
    pub redirections: Vec<Redirection>,
    /// Where in the control flow it stands.
    pub place: Place,
}

/// `name=value`, `name+=value`.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// Where it stands.
    pub span: Span,
    /// The variable.
    pub name: String,
    /// The value's text as written, with quotes; its span.
    pub value: Word,
    /// `+=`.
    pub append: bool,
    /// `export`, `declare -x`, or the environment of one command.
    pub exported: bool,
    /// Whether it certainly runs before everything that follows it (top level, not behind `||`, not in a subshell or branch).
    pub certain: bool,
}

/// A word of a command.
#[derive(Clone, Debug)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// Its fields after quote removal and after filling in variables that this body itself assigned beforehand
    /// (unquoted ones split at blanks, so that there may be any number). `None`: depends on something unknown (an
    /// environment variable, a command substitution, a glob, arithmetic).
    pub fields: Option<Vec<String>>,
    /// When a variable of this body was filled in: the span of the value text that it came from (inside the quotes of
    /// `buildDeps='…'`), so that lists of packages can be edited where they are written.
    pub through: Option<Span>,
    /// Written without quote, escape, variable or glob: the bytes of the span are the value.
    pub plain: bool,
}

/// A redirection.
#[derive(Clone, Debug)]
pub struct Redirection {
    /// The operator's and the target's bytes.
    pub span: Span,
    /// What kind.
    pub kind: RedirectionKind,
    /// File name, descriptor or here-string as a word; for a here-document its body's text.
    pub target: Option<Word>,
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
    /// It may not run at all: behind `||`, in a branch, loop, case, function, or behind `&&` of something negated.
    pub conditional: bool,
    /// Its failure is tolerated: followed by `||`, negated, a condition of `if`/`while`, or (without errexit) followed by `;`.
    pub tolerated: bool,
    /// Its place in a pipe (0 = first) and the pipe's length; length 1 where there is none.
    pub pipe: (u16, u16),
    /// Inside `( … )`, `$( … )` or a pipe: what it assigns is lost.
    pub subshell: bool,
    /// Inside the text of `sh -c '…'`.
    pub nested_shell: bool,
    /// Ends with `&`.
    pub background: bool,
}

/// Analyses a body. `text` is what the shell gets to read, with the way back into the file.
///
/// # Errors
/// [`Refusal`] says why it was left alone.
pub fn analyse(text: &Joined<'_>, dialect: Dialect) -> Result<Script, Refusal> {
    let _ = (text, dialect);
    Err(Refusal::Unparsed)
}

/// A replacement inside a text: what the list and command helpers compute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// What is taken out; empty for an insertion.
    pub span: Span,
    /// What comes in its place.
    pub text: String,
}
