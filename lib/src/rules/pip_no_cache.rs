//! `pip install` gets `--no-cache-dir`.
//!
//! ## Why
//!
//! pip keeps what it downloaded and built in `~/.cache/pip`, where it doubles the size of what was installed and serves
//! nobody (DL3042).
//!
//! ## When it stays away
//!
//! In build stages whose files do not ship; when `PIP_NO_CACHE_DIR` is set, a cache mount is used or the RUN deletes the
//! cache; with the pip of distributions from before 2015, which does not know the option.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM python:3.12-slim
//! COPY requirements.txt .
//! RUN pip install -r requirements.txt
//! ```
//!
//! ```dockerfile after
//! FROM python:3.12-slim
//! COPY requirements.txt .
//! RUN pip install --no-cache-dir -r requirements.txt
//! ```

use super::body::{Body, program};
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::PackageCommand;
use crate::facts::{Manager, Verb};
use crate::knowledge::Distribution;
use crate::report::Class;
use crate::report::Reason;

const OPTION: &str = "--no-cache-dir";

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "pip-no-cache",
        summary: "pip keeps no cache",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["DL3042"],
        page: page!("pip_no_cache"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for body in view.bodies() {
        if is_off(view, &body)
            || cleans(&body)
            || body.run.keeps_out("/root/.cache/pip")
            || body.run.mounts.iter().any(|mount| {
                mount.target.as_deref().is_some_and(|target| target.ends_with("/.cache") || target.ends_with("/.cache/pip"))
            })
        {
            continue;
        }
        for package in body.run.installs(|package| package.manager == Manager::Pip) {
            if package.arguments.has(&[OPTION, "--no-cache", "--cache-dir"]) {
                continue;
            }
            let command = body.command(package);
            if is_too_old(view, &body, package) {
                out.skip(
                    command.span,
                    Reason::Other("pip-too-old", "this release's pip does not know --no-cache-dir".to_owned()),
                );
                continue;
            }
            match body.word_behind(body.word(package, package.verb_word), OPTION) {
                Some(patch) => {
                    out.change(command.span, "what pip downloads or builds is kept a second time in its cache")
                        .patch(vec![patch]);
                }
                None => out.skip(command.span, Reason::UnknownWord(command.words[package.verb_word].raw.to_string())),
            }
        }
    }
}

/// Whether a variable or the configuration turns the cache off.
fn is_off(view: &View<'_>, body: &Body<'_>) -> bool {
    let set = matches!(view.facts.variable(body.instruction.id, "PIP_NO_CACHE_DIR"), Some(Some(_)));
    set || view.slice(body.instruction.text).contains("PIP_NO_CACHE_DIR") || view.mentions("no-cache-dir = ")
}

fn cleans(body: &Body<'_>) -> bool {
    let deletes = |text: &str| text.contains(".cache");
    let purges = |package: &PackageCommand| package.manager == Manager::Pip && package.verb == Verb::Clean;
    body.run.packages.iter().any(purges)
        || body.script.commands.iter().any(|command| program(command) == Some("rm") && deletes(body.view.slice(command.span)))
}

/// pip knows the option from 6.0 (2014-12-22) on: Debian 8, Ubuntu 14.04 and older ones have an earlier one, unless it
/// was upgraded before.
fn is_too_old(view: &View<'_>, body: &Body<'_>, package: &PackageCommand) -> bool {
    let Some(base) = body.stage().and_then(|stage| stage.base(view.facts.stages())) else { return false };
    let old = match (base.distribution, base.release) {
        (Some(Distribution::Debian), Some(release)) => release.major <= 8,
        (Some(Distribution::Ubuntu), Some(release)) => release.major <= 14,
        (Some(Distribution::Alpine), Some(release)) => (release.major, release.minor) <= (3, 1),
        (Some(Distribution::CentOs), Some(release)) => release.major <= 6,
        _ => false,
    };
    let upgraded = || {
        let until = view.text.get(..body.command(package).span.start as usize).unwrap_or_default();
        until.contains("get-pip")
            || until.contains("easy_install")
            || (until.contains("--upgrade pip") || until.contains("-U pip"))
    };
    old && base.language.is_none() && !upgraded()
}
