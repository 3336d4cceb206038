//! Runs the library where it can do no harm: in a process of its own, whose end is a message, whatever ended it. Questions come out
//! of it, answers go in, and nobody waits for one that hangs.
//!
//! * `child`: the process, from both sides.
//! * `here`: a thread instead, where no process can be started.
//! * `words`: what is said to a process, and what it says.

mod child;
mod here;
mod words;

pub(crate) use child::{ARGUMENT, serve};
#[cfg(test)]
pub(crate) use words::Proposed;
pub(crate) use words::{Rewritten, Told};

use crate::trouble::Trouble;
use child::Process;
use here::Thread;
use k8or_core::context::{Answers, Files, Glob, IgnoreText, ImageConfig, Known, Listing, Need, Project};
use k8or_core::{Options, rewrite};
use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::process::Command;
use std::sync::Arc;

/// What a deeply nested script may need; as on the command line.
const STACK: usize = 8 * 1024 * 1024;

/// What a rewriter says.
#[derive(Debug)]
pub(crate) enum Said {
    /// It wants to know something.
    Asked(Vec<Need>),
    /// It is done.
    Done(Result<Rewritten, Trouble>),
}

/// Whoever answers a rewriter's questions.
pub(crate) type Ask<'a> = &'a mut dyn FnMut(Vec<Need>) -> Answers;

/// What does the work: a text and options, and someone to ask.
pub(crate) type Worker = fn(&str, &Options, Ask<'_>) -> Result<Rewritten, Trouble>;

/// Where the work is done.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rewriter {
    /// In this process, which is spoken to through its standard input and output.
    Process(fn() -> Command),
    /// Here.
    #[cfg_attr(not(test), expect(dead_code, reason = "what tests put in its place"))]
    Here(Worker),
}

impl Rewriter {
    /// This program once more.
    pub(crate) const OWN: Self = Self::Process(child::own_program);
}

/// The library.
pub(crate) fn library(text: &str, options: &Options, ask: Ask<'_>) -> Result<Rewritten, Trouble> {
    let project = FarAway { ask: RefCell::new(ask), answers: RefCell::default() };
    let rewritten = rewrite(text, &project, options).map(Into::into);
    rewritten.map_err(|errors| Trouble::Unread(errors.first().map(ToString::to_string).unwrap_or_default()))
}

/// A project of which somebody else knows.
struct FarAway<'a> {
    ask: RefCell<Ask<'a>>,
    answers: RefCell<Answers>,
}

impl FarAway<'_> {
    /// An answer that is there, or comes when it is asked for. One that does not come is one that says nothing.
    fn answer<T>(&self, need: impl FnOnce() -> Need, find: impl Fn(&Answers) -> Option<Known<T>>) -> Known<T> {
        let there = find(&self.answers.borrow());
        there.unwrap_or_else(|| {
            self.prepare(&[need()]);
            find(&self.answers.borrow()).unwrap_or(Known::Unknown)
        })
    }
}

impl Project for FarAway<'_> {
    fn is_far_away(&self) -> bool {
        true
    }

    fn prepare(&self, needs: &[Need]) {
        let there = self.answers.borrow();
        let missing: Vec<Need> = needs.iter().filter(|need| !there.have(need)).cloned().collect();
        drop(there);
        if !missing.is_empty() {
            let answers = (self.ask.borrow_mut())(missing);
            self.answers.borrow_mut().extend(answers);
        }
    }

    fn listing(&self) -> Known<Arc<Listing>> {
        self.answer(|| Need::Listing, |answers| answers.listing.clone())
    }

    fn files(&self, glob: &Glob) -> Known<Arc<Files>> {
        self.answer(|| Need::Files(glob.clone()), |answers| answers.files.get(glob).cloned())
    }

    fn ignore_file(&self) -> Known<Arc<IgnoreText>> {
        self.answer(|| Need::IgnoreFile, |answers| answers.ignore.clone())
    }

    fn base_config(&self, reference: &str) -> Known<Arc<ImageConfig>> {
        self.answer(|| Need::BaseConfig(reference.to_owned()), |answers| answers.configs.get(reference).cloned())
    }
}

/// A rewrite that is under way.
#[derive(Debug)]
pub(crate) enum Running {
    Process(Process),
    Thread(Thread),
}

impl Running {
    pub(crate) async fn start(rewriter: Rewriter, text: &str, options: &Options) -> Result<Self, Trouble> {
        let worker = match rewriter {
            Rewriter::Process(command) => match Process::start(command()) {
                Ok(mut process) => {
                    process.begin(text, options).await;
                    return Ok(Self::Process(process));
                }
                Err(_) => library,
            },
            Rewriter::Here(worker) => worker,
        };
        Thread::start(worker, text.to_owned(), options.clone()).map(Self::Thread)
    }

    /// The next thing that it says.
    pub(crate) async fn next(&mut self) -> Said {
        match self {
            Self::Process(process) => process.next().await,
            Self::Thread(thread) => thread.next().await,
        }
    }

    /// Answers what it asked. One that is gone says so itself.
    pub(crate) async fn answer(&mut self, answers: Answers) {
        match self {
            Self::Process(process) => process.answer(answers).await,
            Self::Thread(thread) => thread.answer(answers),
        }
    }
}

/// The result of `work`, of which a panic is one.
fn guarded(work: impl FnOnce() -> Result<Rewritten, Trouble>) -> Result<Rewritten, Trouble> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(Trouble::Panicked(message(payload.as_ref()))))
}

fn message(payload: &dyn Any) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("panic").to_owned()
}
