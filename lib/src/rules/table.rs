//! The table of all rules, in the order in which they win where two want to change the same text.

use super::Rule;
use super::*;

/// All rules.
static RULES: &[&Rule] = &[
    &context::RULE,
    &from_as_casing::RULE,
    &instruction_casing::RULE,
    &stage_name_casing::RULE,
    &empty_continuation::RULE,
    &redundant_platform::RULE,
    &definition_description::RULE,
    &maintainer::RULE,
    &legacy_key_value::RULE,
    &last_instruction::RULE,
    &expose_format::RULE,
    &workdir_absolute::RULE,
    &copy_destination::RULE,
    &add_to_copy::RULE,
    &exec_form::RULE,
    &slim_base::RULE,
    &sudo::RULE,
    &apt_get::RULE,
    &assume_yes::RULE,
    &interactive_packages::RULE,
    &apt_recommends::RULE,
    &apt_update::RULE,
    &permissions::RULE,
    &copy_permissions::RULE,
    &cleanup_run::RULE,
    &apt_lists::RULE,
    &package_documentation::RULE,
    &apk_no_cache::RULE,
    &rpm_clean::RULE,
    &pip_no_cache::RULE,
    &npm_cache::RULE,
    &gem_documents::RULE,
    &useradd_no_log::RULE,
    &wget_progress::RULE,
    &pipefail::RULE,
    &merge_installs::RULE,
    &split_stage::RULE,
    &manifest_first::RULE,
    &unused_requirements::RULE,
    &install_log::RULE,
    &app_user::RULE,
    &secrets::RULE,
    &healthcheck::RULE,
];

/// All rules.
#[must_use]
pub fn all() -> &'static [&'static Rule] {
    RULES
}

/// The rule of that name, or the one that has it among its aliases.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.meta.is_called(name))
}
