//! From an ARG that holds a credential to secret mounts of the RUNs that may read it.
//!
//! All declarations of the name in the file are one: what the build is called with changes for all of them or for none.

use super::mount::{self, Secret};
use super::readers::{Mentions, may_read_variables, mentions, runs_behind};
use super::{Mounted, Obstacle};
use crate::facts::Run;
use crate::report::Reason;
use crate::rules::{View, declaration_removed, first_line};
use crate::span::Span;
use crate::syntax::{Arguments, Declaration, Instruction, InstructionId};
use std::collections::BTreeMap;

/// An ARG of the name.
struct Declared<'v> {
    instruction: &'v Instruction<'v>,
    declaration: &'v Declaration<'v>,
    stage: Option<usize>,
}

/// Secret mounts instead of the build argument `name`; none where no RUN reads it.
pub(crate) fn argument(view: &View<'_>, name: &str) -> Result<Option<Mounted>, Obstacle> {
    let declared = declared(view, name);
    let Some(first) = declared.iter().find(|it| it.stage.is_some_and(|stage| view.facts.ships(stage))) else { return Ok(None) };
    let optional = defaults(&declared)?;
    elsewhere(view, name)?;
    let readers = readers(view, name, &declared)?;
    if readers.is_empty() {
        return Ok(None);
    }
    let mentions = readers.values().map(|(_, mentions)| *mentions).reduce(|one, other| Mentions {
        any: one.any || other.any,
        tests: one.tests || other.tests,
        tells_unset: one.tells_unset || other.tells_unset,
    });
    let required = !optional && mentions.is_some_and(|mentions| mentions.any && !mentions.tests);
    let secret = Secret { id: name, target: None, required };
    let mut patches = Vec::new();
    for (run, _) in readers.values() {
        patches.push(secret.flag(view, view.file.instruction(run.id)));
        patches.extend(secret.variable(view, run)?);
    }
    patches.extend(declared.iter().map(|it| declaration_removed(view, it.instruction, it.declaration)));
    let flag = format!("--secret id={name},env={name}");
    let why = format!(
        "the image's history keeps what {name} was given, and a secret mount leaves nothing: build with `{flag}` instead of `--build-arg {name}`"
    );
    Ok(Some(Mounted { at: first.declaration.name.span, why, flag, patches }))
}

fn declared<'v>(view: &'v View<'_>, name: &str) -> Vec<Declared<'v>> {
    let of = |instruction: &'v Instruction<'v>| {
        let Arguments::Arg(declarations) = &instruction.arguments else { return Vec::new() };
        let stage = view.facts.stage_of(instruction.id).map(|stage| stage.index);
        let named = declarations.iter().filter(|it| it.name.text == name);
        named.map(|declaration| Declared { instruction, declaration, stage }).collect()
    };
    view.instructions().iter().flat_map(of).collect()
}

/// Whether a declaration says that the variable may be empty. A default that is not empty is in the file itself.
fn defaults(declared: &[Declared<'_>]) -> Result<bool, Obstacle> {
    let mut optional = false;
    for value in declared.iter().filter_map(|it| it.declaration.value.as_ref()) {
        if !value.text.trim_matches(['"', '\'']).is_empty() {
            let sentence = "its default stands in the file itself, so that it is no secret, or no longer one";
            return Err((value.span, Reason::Other("secret-default", sentence.to_owned())));
        }
        optional = true;
    }
    Ok(optional)
}

/// What else than a RUN reads or sets the variable: a mount is of no use to it.
fn elsewhere(view: &View<'_>, name: &str) -> Result<(), Obstacle> {
    for instruction in view.instructions() {
        let text = view.slice(instruction.text);
        let reads = match &instruction.arguments {
            Arguments::Run(_) | Arguments::Cmd(_) | Arguments::Entrypoint(_) | Arguments::Healthcheck(_) => false,
            Arguments::Arg(declarations) => {
                let values = declarations.iter().filter_map(|it| it.value.as_ref());
                values.into_iter().any(|value| mentions(&value.text, name).any)
            }
            _ => mentions(text, name).any,
        };
        // the name of a file, of a label, or of another variable is none of its readers, but who can tell
        if reads {
            return Err((instruction.text, Reason::UsedLater(first_line(text))));
        }
    }
    Ok(())
}

/// The RUNs that may read the variable, each once.
fn readers<'v>(
    view: &'v View<'_>,
    name: &str,
    declared: &[Declared<'_>],
) -> Result<BTreeMap<InstructionId, (&'v Run, Mentions)>, Obstacle> {
    let mut readers = BTreeMap::new();
    for (stage, after) in declared.iter().filter_map(|it| Some((it.stage?, it.instruction.id.0))) {
        for run in runs_behind(view, stage, after) {
            let instruction = view.file.instruction(run.id);
            let named = mentions(Span::new(instruction.text.start, instruction.span.end).of(view.text), name);
            if let Err(refusal) = run.script {
                return Err((instruction.text, crate::rules::refusal(refusal)));
            }
            if named.tells_unset {
                return Err((instruction.text, Reason::UnknownWord(name.to_owned())));
            }
            if mount::has(view, run, name) {
                return Err((instruction.text, Reason::Ambiguous(name.to_owned())));
            }
            if named.any || may_read_variables(run) {
                readers.insert(run.id, (run, named));
            }
        }
    }
    Ok(readers)
}
