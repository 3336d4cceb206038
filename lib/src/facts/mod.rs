//! What a build means: its stages and their bases; shell, user, work directory and environment at every instruction;
//! for every RUN its commands and what package managers do in it. Computed on the plan's present text, so that later
//! passes see earlier ones.
//!
//! It knows syntax, shell and the knowledge tables, and nothing of rules or of what will be changed.

mod arguments;
mod memo;
mod packages;
mod run;
mod scope;
mod stage;
mod state;

pub use arguments::{OptionTable, Parsed, Word};
pub use memo::Memo;
pub use packages::{Manager, PackageCommand, Verb};
pub use run::{Mount, Run};
pub(crate) use stage::INSTALL_LOG;
pub use stage::{Parent, Stage};
pub use state::{Shell, State, User};
pub(crate) use state::{is_below, join};

use crate::session::Options;
use crate::span::Span;
use crate::syntax::{Arguments, Dockerfile, Instruction, InstructionId};

/// What a build means.
#[derive(Debug)]
pub struct Facts<'a> {
    stages: Vec<Stage<'a>>,
    states: Vec<State>,
    runs: Vec<Option<Run>>,
    environment: scope::Environment<'a>,
}

impl<'a> Facts<'a> {
    /// Computes them.
    #[must_use]
    pub fn new(file: &'a Dockerfile<'a>, memo: &mut Memo, options: &Options) -> Self {
        let mut environment = scope::Environment::new(file, options);
        let stages = stage::collect(file, &mut environment, options);
        let states = state::collect(file, &stages, &mut environment);
        let runs = file
            .instructions()
            .iter()
            .zip(&states)
            .map(|(instruction, state)| match &instruction.arguments {
                Arguments::Run(_) => Some(run::analyse(file, instruction, state, memo)),
                _ => None,
            })
            .collect();
        Self { stages, states, runs, environment }
    }

    /// Stages in order.
    #[must_use]
    pub fn stages(&self) -> &[Stage<'a>] {
        &self.stages
    }

    /// The stage an instruction is in; none before the first FROM.
    #[must_use]
    pub fn stage_of(&self, id: InstructionId) -> Option<&Stage<'a>> {
        let at = self.stages.partition_point(|stage| stage.from <= id);
        at.checked_sub(1).map(|at| &self.stages[at])
    }

    /// What holds right before an instruction.
    #[must_use]
    pub fn state(&self, id: InstructionId) -> &State {
        &self.states[id.0 as usize]
    }

    /// What a RUN does; none for other instructions.
    #[must_use]
    pub fn run(&self, id: InstructionId) -> Option<&Run> {
        self.runs[id.0 as usize].as_ref()
    }

    /// All RUNs.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().flatten()
    }

    /// A word with its variables filled in, as BuildKit does it at that instruction; none where a value is not known.
    #[must_use]
    pub fn expand(&self, id: InstructionId, word: &str, escape: u8) -> Option<String> {
        self.environment.expand(id, word, escape)
    }

    /// The value of a variable right before an instruction. `None`: not set. `Some(None)`: nobody knows.
    #[must_use]
    pub fn variable(&self, id: InstructionId, name: &str) -> Option<Option<String>> {
        self.environment.get(id, name)
    }

    /// The stages that build on a stage with FROM, directly or through others, itself included, in order.
    #[must_use]
    pub fn descendants(&self, stage: usize) -> &[usize] {
        &self.stages[stage].descendants
    }

    /// Whether files that a stage makes reach an image that ships: the target, a stage it is built on, or a stage that
    /// no other one uses, so that it can only be a target itself.
    #[must_use]
    pub fn ships(&self, stage: usize) -> bool {
        self.stages[stage].shipped
    }

    /// The instructions of a stage behind its FROM.
    pub fn body<'f>(&self, file: &'f Dockerfile<'f>, stage: usize) -> &'f [Instruction<'f>] {
        let stage = &self.stages[stage];
        &file.instructions()[stage.from.0 as usize + 1..stage.end.0 as usize]
    }
}

/// The instruction whose text a span begins in.
#[must_use]
pub fn instruction_at<'f>(file: &'f Dockerfile<'f>, span: Span) -> Option<&'f Instruction<'f>> {
    let at = file.instructions().partition_point(|instruction| instruction.span.start <= span.start);
    at.checked_sub(1).map(|at| &file.instructions()[at]).filter(|instruction| span.start < instruction.span.end)
}
