//! Of several CMD, ENTRYPOINT or HEALTHCHECK instructions in a stage all but the last are removed.
//!
//! ## Why
//!
//! Only the last one counts; BuildKit and hadolint warn of the others (MultipleInstructionsDisallowed, DL4003, DL4004).
//! A short comment right above one goes with it: below it stands something else from now on.
//!
//! ## When it stays away
//!
//! Never, where there is more than one.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM python:3.12-slim
//! CMD ["python", "-m", "http.server"]
//! EXPOSE 8000
//! CMD ["python", "-m", "http.server", "8000"]
//! ```
//!
//! ```dockerfile after
//! FROM python:3.12-slim
//! EXPOSE 8000
//! CMD ["python", "-m", "http.server", "8000"]
//! ```

use super::removal::{is_commented_shortly, whole};
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::report::Reason;
use crate::syntax::Keyword;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "last-instruction",
        summary: "of several CMD, ENTRYPOINT or HEALTHCHECK in a stage only the last counts",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["MultipleInstructionsDisallowed", "DL4003", "DL4004", "DL3012"],
        page: page!("last_instruction"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for stage in view.facts.stages() {
        let body = view.facts.body(view.file, stage.index);
        for keyword in [Keyword::Cmd, Keyword::Entrypoint, Keyword::Healthcheck] {
            let mut all = body.iter().filter(|instruction| instruction.keyword == keyword).rev();
            let Some(last) = all.next() else { continue };
            for earlier in all {
                if last.heredocs.is_empty() && earlier.heredocs.is_empty() {
                    let why = format!(
                        "only the last {} of a stage counts: the one in line {} took its place",
                        keyword.name(),
                        view.line(last.text)
                    );
                    let comment = is_commented_shortly(view, earlier);
                    out.change(earlier.text, why).remove(whole(view, earlier, comment));
                } else {
                    out.skip(earlier.text, Reason::Order);
                }
            }
        }
    }
}
