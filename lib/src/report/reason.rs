//! Why something was left alone: an enum, so that reasons can be counted over thousands of files.

use std::fmt;

/// Why a rule left something alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The user said so, in a comment.
    Ignored,
    /// The change is of class Unsafe and was not asked for.
    NeedsUnsafe,
    /// The body is not valid shell for the parser.
    ShellUnparsed,
    /// The body is nested too deep.
    ShellTooDeep,
    /// PowerShell, cmd or another interpreter.
    ForeignShell,
    /// A script that does not stop at a failing command: adding a command would hide the failure.
    NoErrexit,
    /// The end of the body is no place where a command could be added.
    NoPlaceForCommand,
    /// The command may not run, or its failure is tolerated.
    Conditional,
    /// The command stands in a loop or a function.
    Repeated,
    /// A word depends on a variable or substitution whose value is not known.
    UnknownWord(String),
    /// The base image's distribution is not known.
    UnknownDistribution,
    /// The base image is unknown, so its setting (work directory, user, shell) is too.
    UnknownBase,
    /// A value set earlier is not known (the name of the instruction or variable).
    UnknownValue(String),
    /// The recommended packages of this one are not in the tables.
    UnknownPackage(String),
    /// What this package recommends is part of what it is for.
    NeedsRecommends(String),
    /// A later command relies on what would be removed.
    UsedLater(String),
    /// A later script that cannot be read might rely on what would be removed.
    OpaqueLater(String),
    /// A cache mount holds the files already.
    CacheMount,
    /// The build context is not known.
    UnknownContext,
    /// A source is an archive or remote, which only ADD unpacks or fetches.
    OnlyAdd,
    /// The command line uses something that only a shell gives.
    NeedsShell(String),
    /// Two instructions stand between which nothing may be moved.
    Order,
    /// Several things of this name exist.
    Ambiguous(String),
    /// Another change touched the same text.
    Conflict(&'static str),
    /// The result did not parse, or changed what it must not; the change was taken back.
    RolledBack,
    /// It would save nothing.
    SavesNothing,
    /// Nobody can tell what this command writes.
    OpaqueCommand(String),
    /// Package sources beside the distribution's own, which would have to act on a smaller base as well.
    PackageSources(String),
    /// What is made lies where it cannot be told from the base's own files.
    SpreadOut(String),
    /// The command runs as a user without rights, whose files are elsewhere.
    OtherUser(String),
    /// Other stages use this one.
    UsedByStage(String),
    /// The file itself says which user it is.
    ExistingUser(String),
    /// What runs needs the rights of root.
    NeedsRoot(String),
    /// What runs changes to another user itself.
    ChangesUser(String),
    /// What runs sets up the system when it starts.
    SetsUp(String),
    /// What runs installs when it starts.
    InstallsLater(String),
    /// A server for those who write the app, which writes among its modules.
    DevelopmentServer(String),
    /// A package's program of which nobody can tell what it needs.
    UnknownProgram(String),
    /// Something lies in root's home directory.
    HomeOfRoot(String),
    /// The file makes a user and does not change to it.
    OwnUser(String),
    /// A script that runs when the image starts cannot be read.
    EntryPointUnread(String),
    /// A script writes to a path that is not known.
    WritesUnknown(String),
    /// The app writes where another user must not.
    WritesSystem(String),
    /// The app writes to a file that the build made.
    MadeByBuild(String),
    /// A RUN fetches the sources, which nobody reads here.
    UnreadSources(String),
    /// Files of the checkout that only their owner may read.
    PrivateFiles(String),
    /// Another reason, by a fixed name and a sentence.
    Other(&'static str, String),
}

impl Reason {
    /// A fixed name to count by.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Ignored => "ignored",
            Self::NeedsUnsafe => "needs-unsafe",
            Self::ShellUnparsed => "shell-unparsed",
            Self::ShellTooDeep => "shell-too-deep",
            Self::ForeignShell => "foreign-shell",
            Self::NoErrexit => "no-errexit",
            Self::NoPlaceForCommand => "no-place-for-command",
            Self::Conditional => "conditional",
            Self::Repeated => "repeated",
            Self::UnknownWord(_) => "unknown-word",
            Self::UnknownDistribution => "unknown-distribution",
            Self::UnknownBase => "unknown-base",
            Self::UnknownValue(_) => "unknown-value",
            Self::UnknownPackage(_) => "unknown-package",
            Self::NeedsRecommends(_) => "needs-recommends",
            Self::UsedLater(_) => "used-later",
            Self::OpaqueLater(_) => "opaque-later",
            Self::CacheMount => "cache-mount",
            Self::UnknownContext => "unknown-context",
            Self::OnlyAdd => "only-add",
            Self::NeedsShell(_) => "needs-shell",
            Self::Order => "order",
            Self::Ambiguous(_) => "ambiguous",
            Self::Conflict(_) => "conflict",
            Self::RolledBack => "rolled-back",
            Self::SavesNothing => "saves-nothing",
            Self::OpaqueCommand(_) => "opaque-command",
            Self::PackageSources(_) => "package-sources",
            Self::SpreadOut(_) => "spread-out",
            Self::OtherUser(_) => "other-user",
            Self::UsedByStage(_) => "used-by-stage",
            Self::ExistingUser(_) => "existing-user",
            Self::NeedsRoot(_) => "needs-root",
            Self::ChangesUser(_) => "changes-user",
            Self::SetsUp(_) => "sets-up",
            Self::InstallsLater(_) => "installs-later",
            Self::DevelopmentServer(_) => "development-server",
            Self::UnknownProgram(_) => "unknown-program",
            Self::HomeOfRoot(_) => "home-of-root",
            Self::OwnUser(_) => "own-user",
            Self::EntryPointUnread(_) => "entry-point-unread",
            Self::WritesUnknown(_) => "writes-unknown",
            Self::WritesSystem(_) => "writes-system",
            Self::MadeByBuild(_) => "made-by-build",
            Self::UnreadSources(_) => "unread-sources",
            Self::PrivateFiles(_) => "private-files",
            Self::Other(code, _) => code,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ignored => f.write_str("a comment in the Dockerfile says to leave it alone"),
            Self::NeedsUnsafe => f.write_str("changes how the image is built or called; `--unsafe` applies it"),
            Self::ShellUnparsed => f.write_str("the command line is not shell that k8or can read"),
            Self::ShellTooDeep => f.write_str("the command line is nested too deep to be read"),
            Self::ForeignShell => f.write_str("PowerShell, cmd and other interpreters are left alone"),
            Self::NoErrexit => {
                f.write_str("the script goes on after a failing command, so a command added at its end would hide a failure; `set -e` would help")
            }
            Self::NoPlaceForCommand => f.write_str("there is no place where a command could be added without changing what the RUN does"),
            Self::Conditional => f.write_str("the command may not run, or its failure is tolerated"),
            Self::Repeated => f.write_str("the command stands in a loop or a function"),
            Self::UnknownWord(word) => write!(f, "`{word}` depends on a value that is not known here"),
            Self::UnknownDistribution => f.write_str("the distribution of the base image is not known"),
            Self::UnknownBase => f.write_str("the base image is not known, so what it sets is not known either"),
            Self::UnknownValue(name) => write!(f, "the value of {name} is not known here"),
            Self::UnknownPackage(name) => write!(f, "what `{name}` recommends is not in the tables"),
            Self::NeedsRecommends(name) => write!(f, "`{name}` is not of much use without what it recommends"),
            Self::UsedLater(what) => write!(f, "`{what}` relies on it later"),
            Self::OpaqueLater(what) => write!(f, "`{what}`, which cannot be read, may rely on it later"),
            Self::CacheMount => f.write_str("a cache mount keeps these files out of the image already"),
            Self::UnknownContext => f.write_str("the build context is not known; `--context DIR` names it"),
            Self::OnlyAdd => f.write_str("ADD unpacks or fetches this source, COPY would not"),
            Self::NeedsShell(what) => write!(f, "`{what}` needs a shell"),
            Self::Order => f.write_str("something between the two instructions must stay between them"),
            Self::Ambiguous(name) => write!(f, "`{name}` may mean more than one thing"),
            Self::Conflict(rule) => write!(f, "the same text was changed by {rule}"),
            Self::RolledBack => f.write_str("the change was tried, did not hold, and was taken back"),
            Self::SavesNothing => f.write_str("it would save nothing"),
            Self::OpaqueCommand(what) => {
                write!(f, "nobody can tell what `{what}` leaves behind, so the stage stays whole; in a stage of its own, with COPY --from for what it makes, it would be known")
            }
            Self::PackageSources(what) => {
                write!(f, "`{what}` adds package sources, which would have to be set up on the smaller base as well")
            }
            Self::SpreadOut(what) => {
                write!(f, "`{what}` writes among the files of the system, where what it made cannot be told from the rest; a prefix of its own would help")
            }
            Self::OtherUser(user) => write!(f, "it runs as {user}, whose files lie elsewhere"),
            Self::UsedByStage(name) => write!(f, "stage {name} is built on it or takes files from it"),
            Self::ExistingUser(what) => write!(f, "`{what}` says that it is to run as root"),
            Self::NeedsRoot(what) => write!(f, "`{what}` needs the rights of root"),
            Self::ChangesUser(what) => write!(f, "`{what}` changes to another user itself, which only root can"),
            Self::SetsUp(what) => write!(f, "`{what}` sets up the system when the image starts"),
            Self::InstallsLater(what) => write!(f, "`{what}` installs when the image starts"),
            Self::DevelopmentServer(what) => write!(f, "`{what}` is a server for development, which writes among the app's modules"),
            Self::UnknownProgram(what) => write!(f, "nobody can tell here what rights `{what}` needs, and what it writes"),
            Self::HomeOfRoot(what) => write!(f, "`{what}`: what the build puts into root's home directory is of no use to another user; a variable that moves it would help"),
            Self::OwnUser(what) => write!(f, "the file makes the user `{what}` and leaves it open who runs as it"),
            Self::EntryPointUnread(what) => write!(f, "`{what}`, which runs when the image starts, cannot be read"),
            Self::WritesUnknown(what) => write!(f, "`{what}` writes to a path that is not known here"),
            Self::WritesSystem(what) => write!(f, "it writes to {what}, where another user must not"),
            Self::MadeByBuild(what) => write!(f, "it writes to {what}, which the build made as root"),
            Self::UnreadSources(what) => write!(f, "`{what}` brings the app's sources, which cannot be read here"),
            Self::PrivateFiles(what) => write!(f, "{what} can be read by its owner only, and so can others of the build context"),
            Self::Other(_, sentence) => f.write_str(sentence),
        }
    }
}
