//! Runs the library where it can do no harm: in a process of its own, whose end is a message, whatever ended it. A thread
//! here speaks with it: questions come out of it, answers go in, and nobody waits for one that hangs.
//!
//! * `child`: the process, from both sides.
//! * `words`: what the two say to each other.

mod child;
mod words;

#[cfg(test)]
pub(crate) use child::in_shell;
pub(crate) use child::{ARGUMENT, isolated, serve};
#[cfg(test)]
pub(crate) use words::Proposed;
pub(crate) use words::{Rewritten, Told};

use crate::trouble::Trouble;
use k8or_core::context::{Answers, Need};
use k8or_core::{Options, Session, Step};
use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc;
use std::thread;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What a deeply nested script may need; as on the command line.
const STACK: usize = 8 * 1024 * 1024;

/// What the thread says.
#[derive(Debug)]
pub(crate) enum Said {
    /// It wants to know something.
    Asked(Vec<Need>),
    /// It is done.
    Done(Result<Rewritten, Trouble>),
}

/// Whoever answers the rewriter's questions.
pub(crate) type Ask<'a> = &'a mut dyn FnMut(Vec<Need>) -> Answers;

/// What rewrites: a text and options, and someone to ask. A test puts something else in its place.
pub(crate) type Rewriter = fn(&str, &Options, Ask<'_>) -> Result<Rewritten, Trouble>;

/// The library.
pub(crate) fn library(text: &str, options: &Options, ask: Ask<'_>) -> Result<Rewritten, Trouble> {
    let mut session = Session::new(text, options).map_err(|errors| {
        let first = errors.first().map(ToString::to_string);
        Trouble::Unread(first.unwrap_or_default())
    })?;
    let mut answers = Answers::default();
    loop {
        match session.step(std::mem::take(&mut answers)) {
            Step::Done(rewrite) => return Ok((*rewrite).into()),
            Step::Need(needs) => answers = ask(needs),
        }
    }
}

/// A rewrite that is under way.
#[derive(Debug)]
pub(crate) struct Running {
    said: UnboundedReceiver<Said>,
    answers: mpsc::Sender<Answers>,
}

impl Running {
    pub(crate) fn start(rewriter: Rewriter, text: String, options: Options) -> Result<Self, Trouble> {
        let (say, said) = unbounded_channel();
        let (answers, answered) = mpsc::channel();
        let work = move || {
            let result = guarded(|| rewriter(&text, &options, &mut |needs| ask(&say, &answered, needs)));
            // where nobody listens any more, nobody wants to know
            let _ = say.send(Said::Done(result));
        };
        let thread = thread::Builder::new().name("k8or-rewriter".to_owned()).stack_size(STACK);
        thread.spawn(work).map_err(|_| Trouble::NoThread)?;
        Ok(Self { said, answers })
    }

    /// The next thing that it says.
    pub(crate) async fn next(&mut self) -> Said {
        let gone = || Said::Done(Err(Trouble::Panicked("the rewriter ended without a word".to_owned())));
        self.said.recv().await.unwrap_or_else(gone)
    }

    /// Answers what it asked.
    pub(crate) fn answer(&self, answers: Answers) {
        // a thread that is gone says so itself
        let _ = self.answers.send(answers);
    }
}

/// An answer that does not come is one that says nothing.
fn ask(say: &UnboundedSender<Said>, answered: &mpsc::Receiver<Answers>, needs: Vec<Need>) -> Answers {
    say.send(Said::Asked(needs)).ok().and_then(|()| answered.recv().ok()).unwrap_or_default()
}

/// The result of `work`, of which a panic is one.
fn guarded(work: impl FnOnce() -> Result<Rewritten, Trouble>) -> Result<Rewritten, Trouble> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(Trouble::Panicked(message(payload.as_ref()))))
}

fn message(payload: &dyn Any) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("panic").to_owned()
}
