//! The stage `install-log`: what each installation of a build installed, for people and programs to read.
//!
//! A log must not change what it logs. So the stages that ship stay as they are, and stages of the log's own say what they
//! say over again, up to each installation: the builder knows the same steps by what they are, not by the stage that they
//! stand in, and takes them once. The states before and after each installation are then compared, by the records that
//! package managers keep.
//!
//! * `states` finds the installations, and the states before and after each of them.
//! * `text` has the shell that compares them.
//!
//! It sees what rules see and changes nothing. It must never know what other rules do, and nothing that ships may depend
//! on what it writes: the session sets the log aside while other rules look.

mod states;
mod text;

use crate::facts::{Facts, INSTALL_LOG, Stage, User};
use crate::plan::Part;
use crate::report::Reason;
use crate::rules::View;
use crate::span::Span;
use crate::syntax::{Arguments, Dockerfile, Instruction};
use states::{Log, Parent, State};

/// What became of the wish for a log.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is there as it should be.
    Present,
    /// There is none, for a reason.
    None(Span, Reason),
    /// It is written in the place of a span, in front of this stage.
    Written(Span, Vec<Part>),
}

/// The stages of the log, to stand in front of the last stage.
pub(crate) fn write(view: &View<'_>) -> Outcome {
    let Some(last) = view.facts.stages().last() else { return Outcome::Present };
    let from = view.file.instruction(last.from);
    let place = present(view.file, view.facts).unwrap_or_else(|| Span::at(place(view.file, view.facts)));
    if is_taken(view, place) {
        let sentence = format!("`{INSTALL_LOG}` means something else in this file already");
        return Outcome::None(from.text, Reason::Other("name-taken", sentence));
    }
    if view.file.escape() != b'\\' {
        return Outcome::None(from.text, Reason::ForeignShell);
    }
    let log = states::read(view);
    if log.installations.is_empty() {
        return Outcome::None(
            from.text,
            Reason::Other("no-installation", "nothing that ends up in the image is installed".into()),
        );
    }
    let parts = Writer { view, lower: view.is_lower(from), parts: Vec::new() }.write(&log, place);
    if text_of(view, &parts) == view.slice(place) { Outcome::Present } else { Outcome::Written(place, parts) }
}

/// Whether a file may have a log; when in doubt, yes.
pub(crate) fn may_be_in(text: &str) -> bool {
    text.contains(INSTALL_LOG)
}

/// Where the log stands in a file that has none.
pub(crate) fn place(file: &Dockerfile<'_>, facts: &Facts<'_>) -> u32 {
    facts.stages().last().map_or(0, |last| beginning(file.instruction(last.from)))
}

/// Where an instruction begins, with the comments above it.
fn beginning(instruction: &Instruction<'_>) -> u32 {
    instruction.leading.start.min(instruction.span.start)
}

/// The bytes of the log's stages, when there are any.
pub(crate) fn present(file: &Dockerfile<'_>, facts: &Facts<'_>) -> Option<Span> {
    let stages = facts.stages();
    let own: Vec<&Stage<'_>> = stages.iter().filter(|stage| stage.logs).collect();
    let first = file.instruction(own.first()?.from);
    let next = file.instruction(stages.get(own.last()?.index + 1)?.from);
    Some(Span::new(beginning(first), beginning(next)))
}

/// Whether the names of the log's stages stand anywhere else.
fn is_taken(view: &View<'_>, own: Span) -> bool {
    let found = |text: &str| text.to_ascii_lowercase().contains(INSTALL_LOG);
    view.instructions().iter().filter(|it| !own.contains(it.span)).any(|it| found(view.slice(it.span)))
}

/// What parts are, once they are in their place.
fn text_of(view: &View<'_>, parts: &[Part]) -> String {
    let text = |part: &Part| match part {
        Part::New(text) => text.clone(),
        Part::Move(span) | Part::Copy(span) => view.slice(*span).to_owned(),
        Part::Back(span) => span.of(view.source).to_owned(),
    };
    parts.iter().map(text).collect()
}

/// Writes the stages down, in the style of the file.
struct Writer<'v, 'a> {
    view: &'v View<'a>,
    lower: bool,
    parts: Vec<Part>,
}

impl Writer<'_, '_> {
    fn write(mut self, log: &Log<'_>, place: Span) -> Vec<Part> {
        let mut before = self.view.text[..place.start as usize].lines();
        if before.next_back().is_some_and(|line| !line.trim().is_empty()) {
            self.text("\n");
        }
        self.text("# what each installation installed: docker build --target install-log --output log .\n");
        for (number, state) in log.states.iter().enumerate() {
            self.state(number, state, log);
        }
        self.comparison(log);
        self.line("FROM", &format!("scratch {} {INSTALL_LOG}", self.word()));
        self.line("COPY", &format!("--from={INSTALL_LOG}-record {} /", text::FOLDER));
        self.text("\n");
        self.parts
    }

    /// A stage that ends with a state.
    fn state(&mut self, number: usize, state: &State<'_>, log: &Log<'_>) {
        let name = format!("{} {INSTALL_LOG}-{number}\n", self.word());
        match state.parent {
            Parent::Base(from) => {
                let Arguments::From(arguments) = &from.arguments else { return };
                self.parts.push(Part::Copy(Span::new(from.span.start, arguments.image.span.end)));
                self.text(&format!(" {name}"));
            }
            Parent::State(parent) => self.line("FROM", &format!("{INSTALL_LOG}-{parent} {}", name.trim_end())),
        }
        for instruction in &state.instructions {
            self.copy(instruction);
        }
        // what stands on a base right away needs no empty line
        let followed = log.states.get(number + 1).is_some_and(|next| next.parent == Parent::State(number));
        self.text(if state.instructions.is_empty() && followed { "" } else { "\n" });
    }

    /// An instruction once more, with the comment that hushes another linter.
    fn copy(&mut self, instruction: &Instruction<'_>) {
        let hushed = self.view.slice(instruction.leading).contains("hadolint ignore=");
        let start = if hushed { beginning(instruction) } else { instruction.span.start };
        let span = Span::new(start, instruction.span.end);
        self.parts.push(Part::Copy(span));
        if !self.view.slice(span).ends_with('\n') {
            self.text("\n");
        }
    }

    /// The stage that compares the states.
    fn comparison(&mut self, log: &Log<'_>) {
        self.line("FROM", &format!("{INSTALL_LOG}-0 {} {INSTALL_LOG}-record", self.word()));
        let first = self.view.facts.stages().iter().find(|stage| !stage.logs && self.has_first_state(stage, log));
        let user = first.and_then(|stage| self.view.facts.body(self.view.file, stage.index).first());
        if user.is_some_and(|instruction| self.view.facts.state(instruction.id).user != User::Root) {
            self.line("USER", "root");
        }
        let body = text::comparison(log);
        self.line("RUN", &body);
        self.text("\n");
    }

    fn has_first_state(&self, stage: &Stage<'_>, log: &Log<'_>) -> bool {
        let from = self.view.file.instruction(stage.from);
        log.states.first().is_some_and(|state| state.parent == Parent::Base(from))
    }

    const fn word(&self) -> &'static str {
        if self.lower { "as" } else { "AS" }
    }

    fn line(&mut self, keyword: &str, rest: &str) {
        let keyword = if self.lower { keyword.to_ascii_lowercase() } else { keyword.to_owned() };
        self.text(&format!("{keyword} {rest}\n"));
    }

    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.parts.push(Part::New(text.replace('\n', self.view.newline())));
        }
    }
}
