//! What a rule hands over: changes with their edits, and reasons for leaving things alone.

use super::Meta;
use crate::plan::{Edit, Part};
use crate::report::{Class, FileProposal, Reason};
use crate::shell::Patch;
use crate::span::Span;

/// A change that a rule wants. Its edits are made together or not at all. Spans are of the plan's present text.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The rule.
    pub rule: &'static Meta,
    /// How sure it is.
    pub class: Class,
    /// What it is about: an instruction or a part of one.
    pub at: Span,
    /// One sentence why.
    pub why: String,
    /// Measured savings in bytes.
    pub bytes: Option<u64>,
    /// What to do.
    pub edits: Vec<Edit>,
    /// What `docker build` has to be called with from then on.
    pub flags: Vec<String>,
}

/// Everything that rules said about one state of the plan.
#[derive(Debug)]
pub struct Proposals {
    rule: &'static Meta,
    pub(crate) changes: Vec<Proposal>,
    pub(crate) skips: Vec<(&'static Meta, Span, Reason)>,
    pub(crate) notes: Vec<(&'static Meta, Span, String)>,
    pub(crate) files: Vec<(&'static Meta, Span, FileProposal)>,
}

impl Proposals {
    pub(crate) const fn new(rule: &'static Meta) -> Self {
        Self { rule, changes: Vec::new(), skips: Vec::new(), notes: Vec::new(), files: Vec::new() }
    }

    pub(crate) const fn speaker(&mut self, rule: &'static Meta) {
        self.rule = rule;
    }

    /// Proposes a change; add edits to what it returns.
    pub fn change(&mut self, at: Span, why: impl Into<String>) -> &mut Proposal {
        self.changes.push(Proposal {
            rule: self.rule,
            class: self.rule.class,
            at,
            why: why.into(),
            bytes: None,
            edits: Vec::new(),
            flags: Vec::new(),
        });
        let last = self.changes.len() - 1;
        &mut self.changes[last]
    }

    /// Says why something was left alone.
    pub fn skip(&mut self, at: Span, reason: Reason) {
        self.skips.push((self.rule, at, reason));
    }

    /// Tells the user something that no change answers.
    pub fn note(&mut self, at: Span, text: impl Into<String>) {
        self.notes.push((self.rule, at, text.into()));
    }

    /// Proposes a file of the build context, for what stands at a place; `content` is all of it.
    pub fn file(&mut self, at: Span, class: Class, path: &str, content: String, why: String) {
        let proposal = FileProposal { path: path.to_owned(), content, rule: self.rule.id, class, why };
        self.files.push((self.rule, at, proposal));
    }
}

impl Proposal {
    /// Puts `text` in the place of a span.
    pub fn replace(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        self.edits.push(Edit { span, with: vec![Part::New(text.into())] });
        self
    }

    /// Puts `text` before the byte at `at`.
    pub fn insert(&mut self, at: u32, text: impl Into<String>) -> &mut Self {
        self.replace(Span::at(at), text)
    }

    /// Takes a span out.
    pub fn remove(&mut self, span: Span) -> &mut Self {
        self.edits.push(Edit { span, with: Vec::new() });
        self
    }

    /// Makes the edits that a list helper computed.
    pub fn patch(&mut self, patches: Vec<Patch>) -> &mut Self {
        for patch in patches {
            self.replace(patch.span, patch.text);
        }
        self
    }

    /// Needs `docker build` to be called with a further flag.
    pub fn needs_flag(&mut self, flag: String) -> &mut Self {
        self.flags.push(flag);
        self
    }

    /// Of another class than the rule's own.
    pub const fn class(&mut self, class: Class) -> &mut Self {
        self.class = class;
        self
    }
}
