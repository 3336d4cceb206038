//! `npm cache clean --force` is added to the RUN that installs; for yarn 1 it is `yarn cache clean`.
//!
//! ## Why
//!
//! What was downloaded is kept as archives beside what was unpacked: often 30 to 130 MB (DL3060).
//!
//! ## When it stays away
//!
//! In build stages whose files do not ship, with cache mounts or a cache directory of its own, when the RUN deletes the
//! cache; for yarn unless the build context shows that it is version 1, because later ones run the app from their cache.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM node:20-slim
//! COPY package.json package-lock.json ./
//! RUN npm ci
//! ```
//!
//! ```dockerfile after
//! FROM node:20-slim
//! COPY package.json package-lock.json ./
//! RUN npm ci && npm cache clean --force
//! ```

use super::body::{Body, program};
use super::cleanup_run::is_about_to_grow;
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::context::Known;
use crate::facts::PackageCommand;
use crate::facts::{Manager, Verb};
use crate::report::Class;
use crate::report::Reason;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "npm-cache",
        summary: "npm and yarn leave no cache behind",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["DL3060"],
        page: page!("npm_cache"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for body in view.bodies() {
        for (manager, clean, directory) in [
            (Manager::Npm, "npm cache clean --force", "/root/.npm"),
            (Manager::Yarn, "yarn cache clean", "/usr/local/share/.cache/yarn"),
        ] {
            let Some(last) = body.run.installs(|package| package.manager == manager).last() else { continue };
            if is_about_to_grow(&body) {
                continue;
            }
            let mounted = body.run.mounts.iter().any(|mount| mount.kind == "cache");
            if mounted || body.run.keeps_out(directory) || cleans(&body, manager) {
                continue;
            }
            let command = body.command(last);
            if let Some(reason) = objection(view, last) {
                out.skip(command.span, reason);
                continue;
            }
            match body.with_cleanup(last.command, clean) {
                Ok(patches) => {
                    out.change(command.span, "what was downloaded is kept a second time in the cache").patch(patches);
                }
                Err(reason) => out.skip(command.span, reason),
            }
        }
    }
}

fn cleans(body: &Body<'_>, manager: Manager) -> bool {
    let clean = |package: &PackageCommand| package.manager == manager && package.verb == Verb::Clean;
    body.run.packages.iter().any(clean)
        || body.script.commands.iter().any(|command| {
            let text = body.view.slice(command.span);
            program(command) == Some("rm") && (text.contains(".npm") || text.contains("cache") || text.contains("/tmp"))
        })
}

/// yarn from version 2 on keeps in its cache what the app runs from (Plug'n'Play).
fn objection(view: &View<'_>, package: &PackageCommand) -> Option<Reason> {
    if package.arguments.has(&["--cache", "--cache-folder", "--offline", "--prefer-offline"]) || view.mentions("npm_config_cache")
    {
        return Some(Reason::UsedLater("--cache".to_owned()));
    }
    if package.manager == Manager::Npm {
        return None;
    }
    if ["corepack", "yarn set version", "berry", ".yarnrc.yml", ".yarn/"].iter().any(|words| view.mentions(words)) {
        return Some(Reason::UsedLater("yarn's Plug'n'Play".to_owned()));
    }
    match (view.context.files(".yarnrc.yml", false), view.context.file("package.json")) {
        (Known::Yes(found), Known::Yes(manifest)) if found.is_empty() => {
            let text = manifest.content.unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            text.contains("\"packageManager\"").then(|| Reason::UsedLater("yarn's Plug'n'Play".to_owned()))
        }
        (Known::Yes(found), Known::No) if found.is_empty() => None,
        (Known::No, Known::No | Known::Yes(_)) => None,
        (Known::Yes(_), Known::Yes(_) | Known::No) => Some(Reason::UsedLater("yarn's Plug'n'Play".to_owned())),
        _ => Some(Reason::UnknownContext),
    }
}
