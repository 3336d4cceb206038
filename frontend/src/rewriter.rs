//! Runs the library where it can do no harm: on a thread of its own, with a deep stack, whose panic is a message and whose
//! hanging nobody waits for. Questions come out of it, answers go in.

use crate::trouble::Trouble;
use k8or_core::context::{Answers, Need};
use k8or_core::{Options, Rewrite, Session, Step};
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
    Done(Result<Box<Rewrite>, Trouble>),
}

/// Whom a rewriter asks.
pub(crate) type Ask<'a> = dyn FnMut(Vec<Need>) -> Answers + 'a;

/// What rewrites: a text and options, and someone to ask. A test puts something else in its place.
pub(crate) type Rewriter = fn(&str, &Options, &mut Ask<'_>) -> Result<Box<Rewrite>, Trouble>;

/// The library.
pub(crate) fn library(text: &str, options: &Options, ask: &mut Ask<'_>) -> Result<Box<Rewrite>, Trouble> {
    let mut session = Session::new(text, options).map_err(|errors| {
        let first = errors.first().map(|error| format!("{error}"));
        Trouble::Unread(first.unwrap_or_default())
    })?;
    let mut answers = Answers::default();
    loop {
        match session.step(std::mem::take(&mut answers)) {
            Step::Done(rewrite) => return Ok(rewrite),
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
            let result =
                panic::catch_unwind(AssertUnwindSafe(|| rewriter(&text, &options, &mut |needs| ask(&say, &answered, needs))));
            let result = result.unwrap_or_else(|payload| Err(Trouble::Panicked(message(payload.as_ref()).to_owned())));
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

fn message(payload: &dyn Any) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("panic")
}
