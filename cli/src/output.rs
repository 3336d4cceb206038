//! The only place that prints. A reader that went away (`| head`) ends the printing, not the work: nothing panics, and
//! what has to be written to files still is.

use crate::args::Color;
use crate::problem::Problem;
use crate::render::{Paint, problem};
use std::io::{self, ErrorKind, Write};

/// Standard output and standard error.
#[derive(Debug)]
pub(crate) struct Output {
    /// How to paint what goes to standard output.
    pub(crate) paint: Paint,
    /// How to paint what goes to standard error.
    pub(crate) paint_err: Paint,
    state: State,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Open,
    /// The reader went away.
    Closed,
    /// Standard output cannot be written to.
    Failed(io::Error),
}

impl Output {
    pub(crate) fn new(color: Color) -> Self {
        match color {
            Color::Auto => {}
            Color::Always => anstream::ColorChoice::Always.write_global(),
            Color::Never => anstream::ColorChoice::Never.write_global(),
        }
        let painted = |choice: anstream::ColorChoice| Paint::new(choice != anstream::ColorChoice::Never);
        Self {
            paint: painted(anstream::AutoStream::choice(&io::stdout())),
            paint_err: painted(anstream::AutoStream::choice(&io::stderr())),
            state: State::Open,
        }
    }

    /// Prints to standard output, byte by byte as given.
    pub(crate) fn print(&mut self, text: &str) {
        if !matches!(self.state, State::Open) || text.is_empty() {
            return;
        }
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::BrokenPipe => self.state = State::Closed,
            Err(error) => self.state = State::Failed(error),
        }
    }

    /// Prints to standard error. When that fails there is nobody left to tell.
    pub(crate) fn print_err(&mut self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Prints a problem to standard error.
    pub(crate) fn problem(&mut self, what: &Problem) {
        let text = problem::text(what, self.paint_err);
        self.print_err(&text);
    }

    /// Whether nobody reads any more.
    pub(crate) const fn is_closed(&self) -> bool {
        !matches!(self.state, State::Open)
    }

    /// Why standard output could not be written to, if that happened.
    pub(crate) fn failure(&mut self) -> Option<Problem> {
        match std::mem::take(&mut self.state) {
            State::Failed(error) => Some(Problem::new(format!("cannot write to standard output: {error}"))),
            _ => None,
        }
    }
}
