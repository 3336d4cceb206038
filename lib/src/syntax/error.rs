//! What BuildKit would refuse a file for.

use super::{DirectiveKind, Keyword};
use crate::span::Span;
use std::fmt;

/// A reason why BuildKit would refuse the file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The bytes at fault.
    pub span: Span,
    /// What is wrong.
    pub kind: SyntaxErrorKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// The file has no instruction.
    Empty,
    /// The file has nothing but ARG.
    NoStage,
    /// An instruction other than ARG before the first FROM.
    BeforeFrom(Keyword),
    /// No such instruction; the nearest that exists, if one is near.
    UnknownInstruction(Option<&'static str>),
    /// A parser directive that was given before.
    DuplicateDirective(DirectiveKind),
    /// An escape character other than `\` and `` ` ``.
    InvalidEscape,
    /// A line of more than 65,535 bytes.
    LineTooLong,
    /// The line with this delimiter is missing.
    UnterminatedHeredoc(String),
    /// The delimiter of a heredoc cannot be read.
    HeredocDelimiter(&'static str),
    /// A heredoc where COPY or ADD want the destination.
    HeredocDestination(Keyword),
    /// A flag that the instruction does not know.
    UnknownFlag {
        /// The instruction.
        keyword: Keyword,
        /// The flag's name as written.
        flag: String,
        /// The nearest that the instruction knows, if one is near.
        nearest: Option<&'static str>,
    },
    /// A flag that may be given once only.
    DuplicateFlag(&'static str),
    /// A flag that needs a value.
    FlagWithoutValue(&'static str),
    /// A flag that takes `true` or `false` only.
    FlagNotBoolean(&'static str),
    /// A flag whose value is none of the few that it takes.
    FlagChoice {
        /// The flag.
        flag: &'static str,
        /// What it takes.
        choices: &'static [&'static str],
    },
    /// A variable in `RUN --mount=from=…`.
    MountFromVariable,
    /// A JSON array with something else than strings in it.
    NotStrings,
    /// The instruction has no argument.
    NoArgument(Keyword),
    /// COPY or ADD without a destination.
    NoDestination(Keyword),
    /// ENV or LABEL with a name and nothing else.
    NoValue(Keyword),
    /// A word without `=` among `name=value` pairs.
    NoEquals(Keyword),
    /// A pair whose name is empty.
    BlankName(Keyword),
    /// FROM with two words, or more than three, or no AS between them.
    FromWords,
    /// A name that no stage may have.
    StageName(String),
    /// HEALTHCHECK NONE with arguments.
    HealthcheckNone,
    /// HEALTHCHECK CMD without a command.
    HealthcheckCommand,
    /// HEALTHCHECK with neither CMD nor NONE.
    HealthcheckType,
    /// ONBUILD of an instruction that may not be a trigger.
    OnbuildTrigger(Keyword),
    /// SHELL in shell form.
    ShellNotJson,
    /// VOLUME with an empty path.
    BlankVolume,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for SyntaxError {}

impl fmt::Display for SyntaxErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file has no instructions; a Dockerfile needs at least a FROM"),
            Self::NoStage => f.write_str("the file has no FROM; add one behind the ARG instructions"),
            Self::BeforeFrom(keyword) => write!(f, "{} stands before the first FROM, where only ARG may be", keyword.name()),
            Self::UnknownInstruction(Some(near)) => write!(f, "unknown instruction; did you mean {near}?"),
            Self::UnknownInstruction(None) => f.write_str("unknown instruction; is a `\\` missing at the end of the line above?"),
            Self::DuplicateDirective(kind) => write!(f, "the parser directive `{}` is given twice; remove one", kind.name()),
            Self::InvalidEscape => f.write_str("the escape character can only be `\\` or `` ` ``"),
            Self::LineTooLong => f.write_str("BuildKit takes lines of up to 65,535 bytes; break this one with continuations"),
            Self::UnterminatedHeredoc(delimiter) => {
                write!(f, "the heredoc never ends; add a line with nothing but `{delimiter}`")
            }
            Self::HeredocDelimiter(why) => write!(f, "the heredoc's delimiter cannot be read: {why}"),
            Self::HeredocDestination(keyword) => {
                write!(f, "the last word of {} is its destination and cannot be a heredoc; add a path", keyword.name())
            }
            Self::UnknownFlag { keyword, flag, nearest: Some(near) } => {
                write!(f, "{} has no flag --{flag}; did you mean --{near}?", keyword.name())
            }
            Self::UnknownFlag { keyword, flag, nearest: None } => write!(f, "{} has no flag --{flag}", keyword.name()),
            Self::DuplicateFlag(flag) => write!(f, "--{flag} is given twice; remove one"),
            Self::FlagWithoutValue(flag) => write!(f, "--{flag} needs a value: --{flag}=…"),
            Self::FlagNotBoolean(flag) => write!(f, "--{flag} takes nothing, `true` or `false`"),
            Self::FlagChoice { flag, choices } => write!(f, "--{flag} takes one of {}", choices.join(", ")),
            Self::MountFromVariable => {
                f.write_str("`from=` of a mount takes no variable; name a stage with `FROM $image AS name` and mount from that")
            }
            _ => self.fmt_arguments(f),
        }
    }
}

impl SyntaxErrorKind {
    fn fmt_arguments(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStrings => f.write_str("a JSON array here may hold strings only; put quotes around each element"),
            Self::NoArgument(keyword) => write!(f, "{} needs an argument", keyword.name()),
            Self::NoDestination(keyword) => write!(f, "{} needs a source and a destination", keyword.name()),
            Self::NoValue(keyword) => write!(f, "{} needs a name and a value: name=value", keyword.name()),
            Self::NoEquals(keyword) => {
                write!(f, "no `=` here; {} wants name=value pairs, and quotes around values with blanks", keyword.name())
            }
            Self::BlankName(keyword) => write!(f, "{} needs a name before the `=`", keyword.name()),
            Self::FromWords => f.write_str("FROM takes an image, or an image, AS and a name"),
            Self::StageName(name) => {
                write!(f, "`{name}` cannot name a stage; begin with a letter and go on with letters, digits, `-`, `_` and `.`")
            }
            Self::HealthcheckNone => f.write_str("HEALTHCHECK NONE takes no arguments; remove what follows"),
            Self::HealthcheckCommand => f.write_str("HEALTHCHECK CMD needs a command"),
            Self::HealthcheckType => f.write_str("HEALTHCHECK wants CMD and a command, or NONE"),
            Self::OnbuildTrigger(keyword) => write!(f, "{} cannot be put behind ONBUILD", keyword.name()),
            Self::ShellNotJson => f.write_str("SHELL takes a JSON array only, such as [\"/bin/sh\", \"-c\"]"),
            Self::BlankVolume => f.write_str("VOLUME needs a path that is not empty"),
            _ => Ok(()),
        }
    }
}
