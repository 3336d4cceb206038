//! A rewriter in a thread: where no process can be started, and in tests.

use super::{STACK, Said, Worker, guarded};
use crate::trouble::Trouble;
use k8or_core::Options;
use k8or_core::context::{Answers, Need};
use std::sync::mpsc;
use std::thread;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A thread, and the channels to it and from it.
#[derive(Debug)]
pub(crate) struct Thread {
    said: UnboundedReceiver<Said>,
    answers: mpsc::Sender<Answers>,
}

impl Thread {
    pub(super) fn start(worker: Worker, text: String, options: Options) -> Result<Self, Trouble> {
        let (say, said) = unbounded_channel();
        let (answers, answered) = mpsc::channel();
        let work = move || {
            let result = guarded(|| worker(&text, &options, &mut |needs| ask(&say, &answered, needs)));
            // where nobody listens any more, nobody wants to know
            let _ = say.send(Said::Done(result));
        };
        let thread = thread::Builder::new().name("k8or-rewriter".to_owned()).stack_size(STACK);
        thread.spawn(work).map_err(|_| Trouble::NoThread)?;
        Ok(Self { said, answers })
    }

    pub(super) async fn next(&mut self) -> Said {
        let gone = || Said::Done(Err(Trouble::Panicked("the rewriter ended without a word".to_owned())));
        self.said.recv().await.unwrap_or_else(gone)
    }

    pub(super) fn answer(&self, answers: Answers) {
        let _ = self.answers.send(answers);
    }
}

/// An answer that does not come is one that says nothing.
fn ask(say: &UnboundedSender<Said>, answered: &mpsc::Receiver<Answers>, needs: Vec<Need>) -> Answers {
    say.send(Said::Asked(needs)).ok().and_then(|()| answered.recv().ok()).unwrap_or_default()
}
