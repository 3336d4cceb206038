//! What a COPY drags into the image that does not belong there, and the ignore file that keeps it out.
//!
//! * `copied` knows which directories the file copies, and what it names one by one.
//! * `candidates` finds what seldom belongs into an image.
//! * `evidence` finds out which of it the build or the app reads all the same: what tells so stays as well, so that another
//!   look at what is left comes to the same end.
//! * `mention` says whether a text names a path.
//! * `lines` writes the ignore file.
//!
//! It sees what rules see. It must never know who else looks at the context, or what a rewrite makes of the Dockerfile.

mod candidates;
mod copied;
mod evidence;
mod lines;
mod mention;

use crate::context::{Files, Known, MAX_BYTES, MAX_FILES, Need};
use crate::report::Reason;
use crate::rules::View;
use crate::span::Span;
use candidates::Candidates;
use copied::Copied;
use evidence::{Evidence, Outside};

/// What came of a look at the context.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Nothing is copied, or nothing of it is out of place.
    Nothing,
    /// Nobody can tell; the first instruction that copies a directory.
    Unknown(Span, Reason),
    /// This should be kept out.
    Proposed(Proposal),
}

/// An ignore file.
#[derive(Debug)]
pub(crate) struct Proposal {
    /// The first instruction that copies a directory.
    pub(crate) at: Span,
    /// Its path in the context.
    pub(crate) path: String,
    /// All that it says.
    pub(crate) content: String,
    /// One sentence why.
    pub(crate) why: String,
}

/// Looks for what does not belong.
pub(crate) fn look(view: &View<'_>) -> Outcome {
    let Some(copied) = Copied::of(view) else { return Outcome::Nothing };
    let unknown = |reason| Outcome::Unknown(copied.at, reason);
    // as much at once as can be
    view.context.expect([Need::Listing, Need::IgnoreFile]);
    let listing = view.context.listing();
    let ignore = view.context.ignore_file();
    if let (Known::Yes(listing), Known::Yes(ignore)) = (&listing, &ignore) {
        ask_at_once(view, &copied, listing.files(), ignore.text.as_deref());
    }
    let outside = Outside::read(view.context);
    let (Known::Yes(listing), Known::Yes(ignore), Some(outside)) = (listing, ignore, outside) else {
        return unknown(Reason::UnknownContext);
    };
    let listing = listing.files();
    if listing.len() > MAX_FILES {
        return unknown(Reason::UnknownContext);
    }
    if copied.unread {
        return unknown(Reason::UnknownWord("COPY".to_owned()));
    }
    let mut candidates = Candidates::find(view, &copied, &outside, listing, ignore.text.as_deref());
    let evidence = loop {
        view.context.leave_out(&candidates.lines());
        let Some(evidence) = Evidence::read(view, &outside, listing, &candidates) else {
            return unknown(Reason::UnknownContext);
        };
        let before = candidates.all.len();
        candidates.all.retain(|candidate| !evidence.needs(candidate));
        if candidates.all.len() == before {
            break evidence;
        }
    };
    if candidates.all.is_empty() {
        return Outcome::Nothing;
    }
    let content = match &ignore.text {
        Some(text) => lines::appended(text, &candidates.all),
        None => lines::new(&candidates.all, &candidates.usual(&copied, &evidence, listing)),
    };
    Outcome::Proposed(Proposal { at: copied.at, path: ignore.path.clone(), content, why: candidates.why() })
}

/// Asks for the contents that will be asked for, but for a few that hang on what is in others, where each question takes long. Not
/// where all of them together could be too many: then it counts which are asked for first.
fn ask_at_once(view: &View<'_>, copied: &Copied, listing: &Files, ignore: Option<&str>) {
    let bytes = || listing.iter().map(|file| file.size).sum::<u64>();
    if !view.context.is_far_away() || listing.len() > MAX_FILES || bytes() > MAX_BYTES {
        return;
    }
    let likely = Candidates::find(view, copied, &Outside::default(), listing, ignore);
    let (asked, _) = evidence::patterns(listing, &likely);
    view.context.leave_out(&likely.lines());
    view.context.expect(Outside::questions().chain(evidence::questions(view.context, &asked)));
}
