//! Why a build goes on with the user's own Dockerfile. Each is told as a warning; none ends a build.

use crate::gateway::Failure;
use std::fmt;
use std::time::Duration;

/// Why nothing was rewritten, or what was rewritten is not what gets built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A setting was not understood, so that nobody knows what is wanted.
    Setting(String),
    /// BuildKit does not say which file the build comes from.
    NoSource,
    /// The Dockerfile is the client's, its context is not.
    ContextElsewhere,
    /// The Dockerfile is not text.
    NotText,
    /// The library does not read what BuildKit reads.
    Unread(String),
    /// The rewriter panicked, with this message.
    Panicked(String),
    /// The rewriter's process ended before it was done, in this way.
    Crashed(String),
    /// There was no thread for the rewriter.
    NoThread,
    /// It all took too long.
    TooLong(Duration),
    /// The daemon refused something that was asked for the rewrite's sake.
    Daemon(Failure),
    /// BuildKit does not take what was rewritten.
    Refused(Failure),
    /// What was rewritten failed while it was built, in something that the user's own build does not do.
    Failed(Failure),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting(what) => f.write_str(what),
            Self::NoSource => f.write_str("the daemon does not say which file this build comes from"),
            Self::ContextElsewhere => f.write_str("the Dockerfile and its build context come from different places"),
            Self::NotText => f.write_str("the Dockerfile is not UTF-8"),
            Self::Unread(why) => write!(f, "k8or cannot read the Dockerfile: {why}"),
            Self::Panicked(message) => write!(f, "internal error: {message}"),
            Self::Crashed(how) => write!(f, "the rewriter ended before it was done ({how})"),
            Self::NoThread => f.write_str("the system gave no thread to work in"),
            Self::TooLong(limit) => write!(f, "gave up after {limit:?}"),
            Self::Daemon(failure) => write!(f, "the daemon did not help: {failure}"),
            Self::Refused(failure) => write!(f, "BuildKit does not take the rewritten Dockerfile: {failure}"),
            Self::Failed(failure) => write!(f, "the rewritten Dockerfile failed: {failure}"),
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Daemon(failure)
    }
}

impl From<prost::DecodeError> for Trouble {
    fn from(error: prost::DecodeError) -> Self {
        Self::Daemon(error.into())
    }
}
