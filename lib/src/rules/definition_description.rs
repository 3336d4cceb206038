//! An empty line is put between a comment and the ARG or FROM below it, when the comment is no description of it.
//!
//! ## Why
//!
//! `docker build --call=outline` shows comments right above ARG and FROM as descriptions, which begin with the name that is
//! defined. BuildKit's check for it (InvalidDefinitionDescription) is experimental.
//!
//! ## When it stays away
//!
//! Unless the file turns that check on with `# check=experimental=…`.
//!
//! ## Example
//!
//! ```dockerfile before
//! # check=experimental=all
//! # The version of Alpine
//! ARG VERSION=3.20
//! FROM alpine:$VERSION
//! ```
//!
//! ```dockerfile after
//! # check=experimental=all
//! # The version of Alpine
//!
//! ARG VERSION=3.20
//! FROM alpine:$VERSION
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::syntax::{Arguments, DirectiveKind, Instruction};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "definition-description",
        summary: "comments above ARG and FROM are descriptions or stand apart",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["InvalidDefinitionDescription"],
        page: page!("definition_description"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    let experimental =
        view.file.directives().iter().filter(|directive| directive.kind == DirectiveKind::Check).any(|directive| {
            directive
                .value
                .split(';')
                .filter_map(|part| part.trim().strip_prefix("experimental="))
                .any(|names| names.split(',').any(|name| matches!(name.trim(), "all" | "InvalidDefinitionDescription")))
        });
    if !experimental {
        return;
    }
    for instruction in view.instructions() {
        let (Some(name), false) = (defined(instruction), instruction.leading.is_empty()) else { continue };
        let comment = view.slice(instruction.leading).lines().last().unwrap_or_default().trim_start_matches([' ', '\t', '#']);
        if !comment.starts_with(name.as_str()) {
            out.change(
                instruction.text,
                format!(
                    "a comment right above a definition describes it and begins with its name, `{name}`; this one stands apart"
                ),
            )
            .insert(instruction.leading.end, view.newline());
        }
    }
}

/// The name of the stage or argument that an instruction defines.
fn defined(instruction: &Instruction<'_>) -> Option<String> {
    match &instruction.arguments {
        Arguments::From(from) => from.name.as_ref().map(|name| name.text.clone().into_owned()),
        Arguments::Arg(declarations) => declarations.first().map(|declaration| declaration.name.text.clone().into_owned()),
        _ => None,
    }
}
