//! `yum clean all`, `dnf clean all`, `microdnf clean all` or `zypper clean --all` is added to the RUN that installs.
//!
//! ## Why
//!
//! The metadata of the repositories stays in the image otherwise: 20 to 300 MB (DL3032, DL3036, DL3040). yum leaves its
//! directory behind even then, so that it is deleted.
//!
//! ## When it stays away
//!
//! In build stages whose files do not ship, with a cache mount, when the RUN cleans up in any way, and where no command can
//! be added without changing what the RUN does.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM rockylinux:9
//! RUN dnf install -y httpd
//! ```
//!
//! ```dockerfile after
//! FROM rockylinux:9
//! RUN dnf install -y httpd && dnf clean all
//! ```

use super::body::{Body, program};
use super::cleanup_run::is_about_to_grow;
use super::removal::{fetching, installs_later, only_fetches};
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::PackageCommand;
use crate::facts::{Manager, Verb};
use crate::report::Class;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "rpm-clean",
        summary: "yum, dnf, microdnf and zypper leave no cache behind",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["DL3032", "DL3036", "DL3040"],
        page: page!("rpm_clean"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for body in view.bodies() {
        for family in FAMILIES {
            let mine = |package: &&PackageCommand| {
                family.managers.contains(&package.manager) && matches!(package.verb, Verb::Install | Verb::Upgrade | Verb::Update)
            };
            let Some(last) = body.run.packages.iter().rfind(mine) else { continue };
            let own = |package: &PackageCommand| family.managers.contains(&package.manager);
            if only_fetches(&body, own)
                && last.arguments.options.iter().all(|(name, _)| is_plain(&name.text))
                && installs_later(view, body.instruction.id, own)
            {
                out.change(body.at(), "installing fetches the metadata itself; this layer only held it")
                    .remove(fetching(view, body.instruction));
                continue;
            }
            if is_about_to_grow(&body) || body.run.keeps_out(family.cache) || cleans(&body, family) {
                continue;
            }
            let command = body.command(last);
            let written = body.view.slice(command.words[command.program].span);
            let sudo = if command.user.is_some() { "sudo " } else { "" };
            let clean = match family.remove {
                Some(remove) => format!("{sudo}{written} {} && {sudo}{remove}", family.clean),
                None => format!("{sudo}{written} {}", family.clean),
            };
            let last = body
                .run
                .packages
                .iter()
                .rfind(|package| family.managers.contains(&package.manager))
                .map_or(last.command, |package| package.command);
            match body.with_cleanup(last, &clean) {
                Ok(patches) => {
                    out.change(command.span, format!("{written} keeps its metadata in {}", family.cache)).patch(patches);
                }
                Err(reason) => out.skip(command.span, reason),
            }
        }
    }
}

/// Options without an effect that lasts, as importing keys has.
fn is_plain(option: &str) -> bool {
    matches!(option, "-y" | "-n" | "-q" | "--non-interactive" | "--quiet" | "--assumeyes")
}

struct Family {
    managers: &'static [Manager],
    cache: &'static str,
    clean: &'static str,
    remove: Option<&'static str>,
}

static FAMILIES: [&Family; 4] = [
    &Family { managers: &[Manager::Yum], cache: "/var/cache/yum", clean: "clean all", remove: Some("rm -rf /var/cache/yum") },
    &Family { managers: &[Manager::Dnf], cache: "/var/cache/dnf", clean: "clean all", remove: None },
    &Family { managers: &[Manager::Microdnf], cache: "/var/cache/yum", clean: "clean all", remove: None },
    &Family { managers: &[Manager::Zypper], cache: "/var/cache/zypp", clean: "clean --all", remove: None },
];

/// Whether the body cleans up itself, in whatever way.
fn cleans(body: &Body<'_>, family: &Family) -> bool {
    let command = |package: &PackageCommand| family.managers.contains(&package.manager) && package.verb == Verb::Clean;
    body.run.packages.iter().any(command)
        || body
            .script
            .commands
            .iter()
            .any(|command| program(command) == Some("rm") && body.view.slice(command.span).contains("/var/cache"))
}
