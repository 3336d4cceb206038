//! `gem install` gets `--no-document`.
//!
//! ## Why
//!
//! Documentation for `ri` and as HTML is made of every gem otherwise, which takes time and bytes.
//!
//! ## When it stays away
//!
//! On official ruby images, which are configured so; on old or unknown distributions, whose RubyGems may not know the option;
//! when the file writes a `gemrc`.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm-slim
//! RUN gem install jekyll
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm-slim
//! RUN gem install --no-document jekyll
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::Manager;
use crate::knowledge::{Distribution, Language};
use crate::report::Class;
use crate::report::Reason;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "gem-documents",
        summary: "gems come without their documentation",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &[],
        page: page!("gem_documents"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for body in view.bodies() {
        for package in body.run.installs(|package| package.manager == Manager::Gem) {
            let known = ["--no-document", "-N", "--no-doc", "--no-rdoc", "--no-ri", "--document", "--rdoc", "--ri"];
            if package.arguments.has(&known) || view.mentions("gemrc") {
                continue;
            }
            let command = body.command(package);
            match objection(body.stage().and_then(|stage| stage.base(view.facts.stages()))) {
                Some(reason) => out.skip(command.span, reason),
                None => match body.word_behind(body.word(package, package.verb_word), "--no-document") {
                    Some(patch) => {
                        out.change(command.span, "nobody reads a gem's documentation inside the image").patch(vec![patch]);
                    }
                    None => out.skip(command.span, Reason::UnknownWord(command.words[package.verb_word].raw.to_string())),
                },
            }
        }
    }
}

/// The official ruby images leave documentation out by themselves; RubyGems knows the option from 2.0 (2013) on.
fn objection(base: Option<&crate::knowledge::Base>) -> Option<Reason> {
    let Some(base) = base else { return Some(Reason::UnknownBase) };
    if matches!(base.language, Some((Language::Ruby, _))) {
        return Some(Reason::SavesNothing);
    }
    let known = match (base.distribution, base.release) {
        (Some(Distribution::Debian), Some(release)) => release.major >= 8,
        (Some(Distribution::Ubuntu), Some(release)) => release.major >= 16,
        (Some(Distribution::Alpine), Some(release)) => (release.major, release.minor) >= (3, 3),
        (Some(Distribution::Debian | Distribution::Ubuntu | Distribution::Alpine | Distribution::Fedora), None) => true,
        _ => false,
    };
    (!known).then_some(Reason::UnknownDistribution)
}
