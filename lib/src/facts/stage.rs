//! Stages: what they are built on, and who uses them.

use super::scope::{Environment, Outer};
use crate::knowledge::{self, Base, ImageName};
use crate::session::Options;
use crate::syntax::{Arguments, Dockerfile, Instruction, InstructionId, Keyword};

/// What a stage is built on.
#[derive(Clone, Debug)]
pub enum Parent {
    /// `FROM scratch`.
    Scratch,
    /// An earlier stage, by its number.
    Stage(usize),
    /// An image: its reference with variables filled in, and what the tables know of it.
    Image(String, Option<Base>),
    /// An image whose name depends on a value that is not known.
    Unknown,
}

/// A stage.
#[derive(Clone, Debug)]
pub struct Stage<'a> {
    /// Its number, from 0.
    pub index: usize,
    /// Its FROM.
    pub from: InstructionId,
    /// One behind its last instruction.
    pub end: InstructionId,
    /// Its name as written.
    pub name: Option<&'a str>,
    /// What it is built on.
    pub parent: Parent,
    /// Whether it is the stage that ships: the target, or the last one.
    pub ships: bool,
    /// Whether a later stage is built on it or takes files from it.
    pub used: bool,
    /// Whether it belongs to the log of installations, so that nothing of it ships.
    pub logs: bool,
    /// The stages built on it, directly or through others, itself included, in order.
    pub(super) descendants: Vec<usize>,
    /// Whether it, or a stage built on it, ships or could be a target.
    pub(super) shipped: bool,
}

pub(super) fn collect<'a>(file: &'a Dockerfile<'a>, environment: &mut Environment<'a>, options: &Options) -> Vec<Stage<'a>> {
    let mut stages: Vec<Stage<'a>> = Vec::new();
    for instruction in file.instructions() {
        if let Some(stage) = stages.last_mut() {
            stage.end = InstructionId(instruction.id.0 + u32::from(instruction.keyword != Keyword::From));
        }
        if let Arguments::From(from) = &instruction.arguments {
            let parent = parent(file, instruction, &stages, environment, options);
            environment.enter(instruction.id, outer(&parent));
            let name = from.name.as_ref().map(|name| name.span.of(file.source()));
            let end = InstructionId(instruction.id.0 + 1);
            stages.push(Stage {
                index: stages.len(),
                from: instruction.id,
                end,
                name,
                parent,
                ships: false,
                used: false,
                logs: false,
                descendants: Vec::new(),
                shipped: false,
            });
        } else if !stages.is_empty() {
            environment.declare(file, instruction.id);
        }
        use_stages(instruction, &mut stages);
    }
    let target = options.target.as_deref().and_then(|target| find(&stages, target));
    let ships = target.or_else(|| stages.len().checked_sub(1));
    if let Some(ships) = ships {
        stages[ships].ships = true;
    }
    mark_logs(&mut stages);
    relate(&mut stages);
    stages
}

/// The stage that holds what each installation installed; those that make it up are called the same, with an ending.
pub(crate) const INSTALL_LOG: &str = "install-log";

/// Marks the stages of the log of installations: they stand together, the log itself being the last and built on nothing.
fn mark_logs(stages: &mut [Stage<'_>]) {
    let is_log = |stage: &Stage<'_>| stage.name == Some(INSTALL_LOG) && matches!(stage.parent, Parent::Scratch);
    let Some(log) = stages.iter().position(is_log).filter(|log| *log + 1 < stages.len()) else { return };
    let serves = |stage: &&mut Stage<'_>| {
        stage.name.and_then(|name| name.strip_prefix(INSTALL_LOG)).is_some_and(|end| end.starts_with('-') && stage.used)
    };
    stages[log].logs = true;
    stages[..log].iter_mut().rev().take_while(serves).for_each(|stage| stage.logs = true);
}

/// Enters each stage among the descendants of all stages that it is built on.
fn relate(stages: &mut [Stage<'_>]) {
    for index in 0..stages.len() {
        let shipped = stages[index].ships || !stages[index].used;
        let mut ancestor = index;
        loop {
            stages[ancestor].descendants.push(index);
            stages[ancestor].shipped |= shipped;
            match stages[ancestor].parent {
                Parent::Stage(parent) if parent < ancestor => ancestor = parent,
                _ => break,
            }
        }
    }
}

/// Marks the stages that an instruction takes something from.
fn use_stages(instruction: &Instruction<'_>, stages: &mut [Stage<'_>]) {
    let mut used = Vec::new();
    match &instruction.arguments {
        Arguments::From(_) => {
            if let Some(Parent::Stage(parent)) = stages.last().map(|stage| &stage.parent) {
                used.push(*parent);
            }
        }
        Arguments::Copy(_) => {
            let from = instruction.flag("from").and_then(|flag| flag.value.as_ref());
            used.extend(from.and_then(|from| find(stages, &from.text)));
        }
        Arguments::Run(_) => {
            let mounts = instruction.flags.iter().filter(|flag| flag.name == "mount").filter_map(|flag| flag.value.as_ref());
            used.extend(
                mounts
                    .flat_map(|value| value.text.split(','))
                    .filter_map(|part| part.strip_prefix("from="))
                    .filter_map(|name| find(stages, name)),
            );
        }
        _ => {}
    }
    for stage in used {
        stages[stage].used = true;
    }
}

fn parent<'a>(
    file: &Dockerfile<'_>,
    instruction: &Instruction<'_>,
    stages: &[Stage<'a>],
    environment: &Environment<'a>,
    options: &Options,
) -> Parent {
    let Arguments::From(from) = &instruction.arguments else { return Parent::Unknown };
    let Some(reference) = environment.expand_global(instruction.id, &from.image.text, file.escape()) else {
        return Parent::Unknown;
    };
    if reference == "scratch" {
        return Parent::Scratch;
    }
    // FROM takes a stage's name; numbers are for COPY --from
    if let Some(stage) = stages.iter().rposition(|stage| stage.name.is_some_and(|name| name.eq_ignore_ascii_case(&reference))) {
        return Parent::Stage(stage);
    }
    let base = ImageName::parse(&options.known_as(&reference)).and_then(|name| knowledge::base(&name));
    Parent::Image(reference, base)
}

const fn outer(parent: &Parent) -> Outer {
    match parent {
        Parent::Scratch => Outer::Nothing,
        Parent::Stage(stage) => Outer::Stage(*stage),
        Parent::Image(..) | Parent::Unknown => Outer::Image,
    }
}

/// The stage that `--target` or `--from` means: a name, or a number.
pub(super) fn find(stages: &[Stage<'_>], reference: &str) -> Option<usize> {
    let named = stages.iter().rposition(|stage| stage.name.is_some_and(|name| name.eq_ignore_ascii_case(reference)));
    named.or_else(|| reference.parse().ok().filter(|number| *number < stages.len()))
}

impl Stage<'_> {
    /// What the tables know of the image at the bottom of the chain of stages; none where a link is not known.
    #[must_use]
    pub fn base<'s>(&'s self, stages: &'s [Self]) -> Option<&'s Base> {
        match &self.parent {
            Parent::Image(_, base) => base.as_ref(),
            Parent::Stage(parent) if *parent < self.index => stages[*parent].base(stages),
            _ => None,
        }
    }
}
