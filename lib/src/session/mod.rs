//! Drives a rewrite: parse, compute facts, let the rules propose, apply what does not conflict, check, and again until
//! nothing more is proposed. It does no IO: [`rewrite`] asks a [`Project`], a [`Session`] hands out its questions and is stepped
//! with answers.

mod check;
mod engine;
mod ignores;
mod options;

pub use options::Options;

use crate::context::{Answers, Context, Need, Project};
use crate::facts::Memo;
use crate::report::{Change, FileProposal, LineMap, Note, Skip};
use crate::syntax::{self, Dockerfile, SyntaxError};

/// How many rounds of questions a session may ask: what belongs into the image takes up to four, the rest as many again.
pub const MAX_ROUNDS: usize = 8;

/// A finished rewrite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewrite {
    /// The new Dockerfile.
    pub text: String,
    /// What was changed, in the order of the user's file.
    pub changes: Vec<Change>,
    /// What was left alone.
    pub skips: Vec<Skip>,
    /// What the user should know.
    pub notes: Vec<Note>,
    /// Files beside the Dockerfile that should change too.
    pub files: Vec<FileProposal>,
    /// What `docker build` has to be called with from now on, for changes that were made: `--secret id=…`.
    pub flags: Vec<String>,
    /// From lines of the result to lines of the user's file.
    pub map: LineMap,
}

/// What a session wants next.
#[derive(Clone, Debug)]
pub enum Step {
    /// Answers to these questions. A question that stays unanswered counts as `Unknown`.
    Need(Vec<Need>),
    /// Nothing: here is the result.
    Done(Box<Rewrite>),
}

/// A rewrite in progress.
#[derive(Debug)]
pub struct Session<'s> {
    file: Dockerfile<'s>,
    options: Options,
    context: Context<'static>,
    /// Shell bodies that were analysed in an earlier step.
    memo: Memo,
    rounds: usize,
}

impl<'s> Session<'s> {
    /// Begins a rewrite.
    ///
    /// # Errors
    /// When BuildKit would refuse the file: what is wrong, and where.
    pub fn new(source: &'s str, options: &Options) -> Result<Self, Vec<SyntaxError>> {
        let file = read(source)?;
        Ok(Self { file, options: options.clone(), context: Context::default(), memo: Memo::default(), rounds: 0 })
    }

    /// Takes answers and goes on.
    pub fn step(&mut self, answers: Answers) -> Step {
        self.context.take(answers);
        if self.rounds >= MAX_ROUNDS {
            self.context.close();
        }
        self.rounds += 1;
        let rewrite = engine::rewrite(&self.file, &self.options, &self.context, &mut self.memo);
        let needs = self.context.take_needs();
        if needs.is_empty() { Step::Done(Box::new(rewrite)) } else { Step::Need(needs) }
    }
}

/// Rewrites a Dockerfile, asking `project` what the rules want to know when they want to know it: the result is that of a
/// [`Session`] whose caller answers the same in as many rounds as it takes, without going over the file again for each round of answers.
///
/// # Errors
/// When BuildKit would refuse the file: what is wrong, and where.
pub fn rewrite(source: &str, project: &dyn Project, options: &Options) -> Result<Rewrite, Vec<SyntaxError>> {
    Ok(engine::rewrite(&read(source)?, options, &Context::of(project), &mut Memo::default()))
}

/// The tree of a Dockerfile that BuildKit would not refuse.
fn read(source: &str) -> Result<Dockerfile<'_>, Vec<SyntaxError>> {
    let file = syntax::parse(source);
    if file.errors().is_empty() { Ok(file) } else { Err(file.errors().to_vec()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_answers_is_not_asked_again() {
        let text = "FROM debian:12\nWORKDIR /app\nCOPY . .\nCMD [\"./run\"]\n";
        let mut session = Session::new(text, &Options::default()).unwrap();
        let mut asked = Vec::new();
        while let Step::Need(needs) = session.step(Answers::default()) {
            assert!(needs.iter().all(|need| !asked.contains(need)), "{needs:?}");
            asked.extend(needs);
        }
        assert!(!asked.is_empty());
    }
}
