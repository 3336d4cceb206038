//! `FROM debian` becomes `FROM debian:…-slim` of the same release.
//!
//! ## Why
//!
//! The slim image is the same system with the same packages, without the manuals, documentation and translations that fill
//! 40 MB of the full one, and configured to leave those of further packages out. Images of languages are another matter:
//! their full variants hold compilers and libraries, which `split-stage` deals with.
//!
//! ## When it stays away
//!
//! When the tag has no slim twin or comes with a digest; when the file deals with `/usr/share/doc`, manuals or translations,
//! or sets a language other than English; when it installs packages whose installation scripts want directories of manuals
//! (Java, PostgreSQL); when a RUN cannot be read; in stages that do not ship.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm
//! RUN apt-get update && apt-get install -y --no-install-recommends nginx && rm -rf /var/lib/apt/lists/*
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends nginx && rm -rf /var/lib/apt/lists/*
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::{Parent, Stage};
use crate::knowledge::{self, ImageName, Variant};
use crate::report::{Class, Reason};
use crate::syntax::Arguments;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "slim-base",
        summary: "Debian without manuals, documentation and translations",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &[],
        page: page!("slim_base"),
    },
    run,
};

/// Words of files that want what the slim image lacks.
const DOCUMENTATION: [&str; 9] = [
    "/usr/share/doc",
    "/usr/share/man",
    "/usr/share/info",
    "/usr/share/locale",
    "/usr/share/groff",
    "manpages",
    "man-db",
    "unminimize",
    "path-exclude",
];

/// Packages whose installation links manuals into directories that the slim image lacks.
const PARTICULAR: [&str; 6] = ["openjdk-", "default-jre", "default-jdk", "postgresql", "ca-certificates-java", "info"];

fn run(view: &View<'_>, out: &mut Proposals) {
    for stage in view.facts.stages() {
        let from = view.file.instruction(stage.from);
        match twin(view, stage) {
            None => {}
            Some(Err(reason)) => out.skip(from.text, reason),
            Some(Ok(tag)) => {
                let Arguments::From(arguments) = &from.arguments else { continue };
                let written = view.slice(arguments.image.span);
                let known = ImageName::parse(written).and_then(|name| name.tag);
                let image = match known {
                    Some(old) => written.strip_suffix(old).map(|rest| format!("{rest}{tag}")),
                    None if written.contains('$') => None,
                    None => Some(format!("{written}:{tag}")),
                };
                let why = "the same system without manuals, documentation and translations, about 40 MB";
                match image {
                    Some(image) => drop(out.change(arguments.image.span, why).replace(arguments.image.span, image)),
                    None => out.skip(from.text, Reason::UnknownValue("the tag".to_owned())),
                }
            }
        }
    }
}

/// The tag of the slim twin of a stage's base, or why it does not do; none where there is no such twin.
pub(super) fn twin(view: &View<'_>, stage: &Stage<'_>) -> Option<Result<String, Reason>> {
    let Parent::Image(reference, Some(base)) = &stage.parent else { return None };
    if base.family != "debian" || base.variant != Variant::Full || !view.facts.ships(stage.index) {
        return None;
    }
    let known = view.options.known_as(reference);
    let name = ImageName::parse(&known).filter(|name| name.digest.is_none())?;
    let tag = knowledge::slim_tag(&name)?;
    if let Some(words) = DOCUMENTATION.iter().find(|words| view.mentions(words)) {
        return Some(Err(Reason::UsedLater((*words).to_owned())));
    }
    if *view.notebook.speaks.get_or_init(|| speaks(view)) {
        return Some(Err(Reason::UsedLater("LANG".to_owned())));
    }
    let runs = || {
        view.facts
            .descendants(stage.index)
            .iter()
            .flat_map(|index| view.facts.body(view.file, *index))
            .filter_map(|it| view.facts.run(it.id))
    };
    if runs().any(|run| run.script.is_err()) {
        return Some(Err(Reason::ShellUnparsed));
    }
    let particular = runs()
        .flat_map(|run| run.packages.iter())
        .flat_map(|package| package.packages())
        .find(|word| PARTICULAR.iter().any(|name| word.text.starts_with(name)));
    Some(particular.map_or(Ok(tag), |word| Err(Reason::UsedLater(word.text.clone()))))
}

/// Whether a language other than English is set, so that translations may be read.
fn speaks(view: &View<'_>) -> bool {
    ["LANG", "LC_ALL", "LANGUAGE", "LC_MESSAGES"].iter().any(|name| {
        view.text.match_indices(name).any(|(at, _)| {
            let rest = view.text[at + name.len()..].trim_start_matches(['=', ' ', '"', '\'']);
            let own = view.text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
            let set = rest.starts_with(|c: char| c.is_ascii_lowercase());
            own && set && !rest.starts_with("en")
        })
    })
}
