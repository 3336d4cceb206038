//! What came of one Dockerfile: everything that reports need.

use crate::problem::Problem;
use k8or_core::Rewrite;
use k8or_core::report::FileProposal;
use std::path::PathBuf;

/// What came of one Dockerfile.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The name to show.
    pub(crate) name: String,
    /// The user's text; empty when it could not be read.
    pub(crate) source: String,
    /// The build context, and why this one.
    pub(crate) context: Option<Context>,
    /// The rewrite; none when there are problems with the input.
    pub(crate) rewrite: Option<Rewrite>,
    /// Files beside the Dockerfile that should change, where they would be.
    pub(crate) proposed: Vec<Proposed>,
    /// What went wrong. A rewrite may be there all the same when only writing failed.
    pub(crate) problems: Vec<Problem>,
}

/// The build context that was taken for the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Context {
    /// The directory as a user would type it; none when it is not known.
    pub(crate) directory: Option<String>,
    /// Why this one, or why none.
    pub(crate) why: String,
}

/// A file beside the Dockerfile that should change.
#[derive(Debug)]
pub(crate) struct Proposed {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its content now; none when there is no such file.
    pub(crate) old: Option<String>,
    /// What it should be.
    pub(crate) proposal: FileProposal,
}

impl Outcome {
    /// Nothing but problems.
    pub(crate) fn failed(name: String, problems: Vec<Problem>) -> Self {
        Self { name, problems, ..Self::default() }
    }

    /// Whether the Dockerfile or a file beside it would change.
    pub(crate) fn changes(&self) -> bool {
        self.text_changes() || self.proposed.iter().any(Proposed::changes)
    }

    /// Whether the Dockerfile would change.
    pub(crate) fn text_changes(&self) -> bool {
        self.rewrite.as_ref().is_some_and(|rewrite| rewrite.text != self.source)
    }
}

impl Proposed {
    /// Whether it differs from what is there.
    pub(crate) fn changes(&self) -> bool {
        self.old.as_deref() != Some(self.proposal.content.as_str())
    }
}
