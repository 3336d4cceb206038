//! Rules: one file each. A rule sees the whole picture ([`View`]) and proposes changes; it never changes anything itself.
//!
//! Its module documentation is its page (`docs/rules/<rule>.md`, `k8or explain`): what it does, why, when it stays away,
//! and a before/after that is run as a test. A new rule is one file and one row in `table.rs`.

/// The page that the build script makes of a file of rules.
macro_rules! page {
    ($file:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/pages/", $file, ".md"))
    };
}

mod body;
mod lists;
mod proposal;
mod removal;
mod table;
mod view;

mod add_to_copy;
mod apk_no_cache;
mod app_user;
mod apt_get;
mod apt_lists;
mod apt_recommends;
mod apt_update;
mod assume_yes;
mod cleanup_run;
mod context;
mod copy_destination;
mod copy_permissions;
mod definition_description;
mod empty_continuation;
mod exec_form;
mod expose_format;
mod from_as_casing;
mod gem_documents;
mod healthcheck;
mod install_log;
mod instruction_casing;
mod interactive_packages;
mod last_instruction;
mod legacy_key_value;
mod maintainer;
mod manifest_first;
mod merge_installs;
mod npm_cache;
mod package_documentation;
mod permissions;
mod pip_no_cache;
mod pipefail;
mod redundant_platform;
mod rpm_clean;
mod secrets;
mod slim_base;
mod split_stage;
mod stage_name_casing;
mod sudo;
mod unused_requirements;
mod useradd_no_log;
mod wget_progress;
mod workdir_absolute;

pub(crate) use body::refusal;
pub(crate) use lists::first_line;
pub use proposal::{Proposal, Proposals};
pub(crate) use removal::{declaration_removed, gone};
pub use table::{all, find};
pub use view::{Notebook, View};

use crate::report::Class;

/// When a rule runs. Phases run in this order, each until it has nothing more to propose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// What of the build context reaches the builder. Later phases see only that.
    Context,
    /// Language, lint and package hygiene, in place.
    Normalise,
    /// From one stage to several.
    Split,
    /// What depends on the role that a stage has got.
    Role,
    /// The user, ownership and permissions.
    User,
    /// What is added for people to look at, and never ships. Rules of other phases do not see it.
    Log,
}

/// What is fixed about a rule.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// Its name, in kebab case.
    pub id: &'static str,
    /// One line: what it does.
    pub summary: &'static str,
    /// The level from which on it is active, 1 to 4.
    pub level: u8,
    /// When it runs.
    pub phase: Phase,
    /// How sure its changes are, unless a change says otherwise.
    pub class: Class,
    /// The edition that brought it.
    pub edition: Edition,
    /// The names that linters have for the same thing (`DL3009`, `WorkdirRelativePath`).
    pub aliases: &'static [&'static str],
    /// Its page as Markdown: the module documentation of its file.
    pub page: &'static str,
}

/// A set of rules and behaviours that never changes once it is out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// The first.
    #[default]
    E2026,
}

impl Edition {
    /// As it is written in `k8or.toml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::E2026 => "2026",
        }
    }

    /// The edition of that name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        (name == "2026").then_some(Self::E2026)
    }
}

/// A rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What is fixed about it.
    pub meta: Meta,
    /// Looks at everything and proposes changes, or says why it proposes none where one might expect them.
    pub run: fn(&View<'_>, &mut Proposals),
}

impl Meta {
    /// Whether `name` is its name or one of its aliases.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    }
}
