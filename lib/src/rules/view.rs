//! What a rule sees: the plan's present text, its tree, and what it means.

use super::lists::{Downloads, Family};
use crate::context::{Context, Known};
use crate::facts::{Facts, join};
use crate::report::Reason;
use crate::session::Options;
use crate::span::{LineIndex, Span};
use crate::syntax::{Arguments, Dockerfile, Instruction, InstructionId};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

/// What a rule sees. All spans in it are of [`View::text`].
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The text as it stands now.
    pub text: &'a str,
    /// The user's file, before anything was changed.
    pub source: &'a str,
    /// The tree of the text as it stands now.
    pub file: &'a Dockerfile<'a>,
    /// What it means.
    pub facts: &'a Facts<'a>,
    /// What the user asked for.
    pub options: &'a Options,
    /// What is known of the world outside.
    pub context: &'a Context<'a>,
    /// What rules found out about this text and may ask again.
    pub notebook: &'a Notebook,
}

/// Answers that several rules ask for: each is worked out once for a state of the plan.
#[derive(Debug, Default)]
pub struct Notebook {
    mentions: RefCell<HashMap<&'static str, bool>>,
    lines: OnceCell<LineIndex>,
    /// Whether anybody in the file reads manuals.
    pub(super) manuals: OnceCell<bool>,
    /// Whether a language other than English is set anywhere.
    pub(super) speaks: OnceCell<bool>,
    /// The instructions that add package sources.
    pub(super) sources: OnceCell<Vec<InstructionId>>,
    /// The last instruction that reads apt's lists.
    pub(super) last_reader: OnceCell<Option<InstructionId>>,
    pub(super) downloads: RefCell<HashMap<usize, Downloads>>,
    pub(super) reliance: RefCell<HashMap<(Family, InstructionId), Option<Reason>>>,
}

impl<'a> View<'a> {
    /// All instructions in order.
    #[must_use]
    pub fn instructions(&self) -> &'a [Instruction<'a>] {
        self.file.instructions()
    }

    /// Whether keywords are written in lower case, as this one is.
    pub(crate) fn is_lower(&self, instruction: &Instruction<'_>) -> bool {
        self.slice(instruction.keyword_span).starts_with(|first: char| first.is_ascii_lowercase())
    }

    /// The bytes of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &'a str {
        span.of(self.text)
    }

    /// The line of the present text, from 1, in which a span begins.
    #[must_use]
    pub fn line(&self, span: Span) -> u32 {
        self.notebook.lines.get_or_init(|| LineIndex::new(self.text)).line(span.start)
    }

    /// Whether these words stand anywhere in the file.
    #[must_use]
    pub fn mentions(&self, words: &'static str) -> bool {
        *self.notebook.mentions.borrow_mut().entry(words).or_insert_with(|| self.text.contains(words))
    }

    /// How this file ends its lines.
    #[must_use]
    pub fn newline(&self) -> &'static str {
        let end = self.text.find('\n').unwrap_or(0);
        if end > 0 && self.text.as_bytes()[end - 1] == b'\r' { "\r\n" } else { "\n" }
    }

    /// The flags of an instruction as they are written, each with a space behind it.
    pub(crate) fn flags(&self, instruction: &Instruction<'_>) -> String {
        instruction.flags.iter().map(|flag| format!("{} ", self.slice(flag.span))).collect()
    }

    /// The text of a script of the build context that an instruction runs by `path`.
    ///
    /// The path in the image is taken back through the COPY and ADD instructions of the stage. `No`: it is not there.
    #[must_use]
    pub fn script_in_context(&self, id: InstructionId, path: &str) -> Known<String> {
        let state = self.facts.state(id);
        let Some(absolute) = join(state.workdir.as_deref(), path) else { return Known::Unknown };
        let Some(source) = self.source_of(id, &absolute) else { return Known::Unknown };
        match self.context.file(&source) {
            Known::Yes(file) => {
                file.content.map_or(Known::Unknown, |bytes| Known::Yes(String::from_utf8_lossy(&bytes).into_owned()))
            }
            Known::No => Known::No,
            Known::Unknown => Known::Unknown,
        }
    }

    /// The path in the build context of a file of the image, when a COPY or ADD of the stage brought it from there.
    #[must_use]
    pub fn source_of(&self, id: InstructionId, absolute: &str) -> Option<String> {
        let stage = self.facts.stage_of(id)?;
        let before = self.facts.body(self.file, stage.index).iter().rev().filter(|instruction| instruction.id < id);
        before.filter_map(|instruction| self.brought_by(instruction, absolute)).next()
    }

    fn brought_by(&self, instruction: &Instruction<'_>, absolute: &str) -> Option<String> {
        let (Arguments::Copy(transfer) | Arguments::Add(transfer)) = &instruction.arguments else { return None };
        if instruction.flag("from").is_some() {
            return None;
        }
        let expand = |word: &str| self.facts.expand(instruction.id, word, self.file.escape());
        let written = expand(&transfer.destination.text)?;
        let destination = join(self.facts.state(instruction.id).workdir.as_deref(), &written)?;
        let directory = written.ends_with('/') || matches!(written.as_str(), "." | "..") || transfer.sources.len() > 1;
        transfer.sources.iter().find_map(|source| {
            let source = expand(&source.text)?;
            let source = join(Some("/"), &source)?.trim_start_matches('/').to_owned();
            let name = source.rsplit('/').next().unwrap_or_default();
            if destination == absolute && !directory {
                return Some(source);
            }
            let inside = absolute.strip_prefix(destination.trim_end_matches('/'))?.strip_prefix('/')?;
            if inside == name {
                return Some(source);
            }
            // a directory's contents are copied, not the directory
            (name.is_empty() || !name.contains('.'))
                .then(|| if source.is_empty() { inside.to_owned() } else { format!("{source}/{inside}") })
        })
    }
}
