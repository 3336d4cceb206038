//! From a logical line to an instruction: keyword, flags, arguments.

use super::arguments::Reader;
use super::keyword::nearest_keyword;
use super::line::Logical;
use super::word::{is_blank, trim};
use super::{Arguments, Command, Flag, Heredoc, Instruction, InstructionId, Keyword, SyntaxError, SyntaxErrorKind, flag};
use crate::span::Span;
use std::ops::Range;

/// Reads the instruction at `range` of a logical line. Its `span` is that of its text; `leading` and `heredocs` are
/// the caller's to fill in.
pub(super) fn read<'s>(
    line: &Logical<'s>,
    range: Range<usize>,
    id: InstructionId,
    escape: u8,
    errors: &mut Vec<SyntaxError>,
) -> Instruction<'s> {
    let mut late = vec![];
    let instruction = Parts::of(line, range, escape).instruction(id, errors, &mut late);
    errors.append(&mut late);
    instruction
}

/// An instruction cut into its parts.
struct Parts<'a, 's> {
    line: &'a Logical<'s>,
    whole: Range<usize>,
    keyword: Keyword,
    keyword_span: Span,
    flags: Vec<Flag<'s>>,
    rest: Range<usize>,
    escape: u8,
}

impl<'a, 's> Parts<'a, 's> {
    fn of(line: &'a Logical<'s>, range: Range<usize>, escape: u8) -> Self {
        let text = &line.text;
        let whole = trim(text, range);
        let bytes = text.as_bytes();
        let name_end = whole.clone().find(|at| is_blank(bytes[*at])).unwrap_or(whole.end);
        let keyword = Keyword::named(&text[whole.start..name_end]);
        let (flags, rest) =
            if keyword == Keyword::Unknown { (vec![], name_end) } else { flag::read(line, name_end..whole.end, escape, keyword) };
        let rest = trim(text, rest..whole.end);
        Self { line, keyword_span: line.span(whole.start..name_end), whole, keyword, flags, rest, escape }
    }

    /// `errors` are those that hold for a trigger of ONBUILD as well, `late` those that do not.
    fn instruction(self, id: InstructionId, errors: &mut Vec<SyntaxError>, late: &mut Vec<SyntaxError>) -> Instruction<'s> {
        flag::check(self.checked_flags(), self.keyword, self.escape, late);
        let arguments = match self.keyword {
            Keyword::Onbuild => self.trigger(id, errors, late),
            Keyword::Unknown => {
                let near = nearest_keyword(self.keyword_span.of(self.line.source()));
                late.push(SyntaxError { span: self.keyword_span, kind: SyntaxErrorKind::UnknownInstruction(near) });
                Arguments::Invalid
            }
            _ => self.arguments(errors, late),
        };
        let text = self.line.span(self.whole);
        Instruction {
            id,
            leading: Span::at(text.start),
            span: text,
            text,
            keyword: self.keyword,
            keyword_span: self.keyword_span,
            flags: self.flags,
            arguments,
            heredocs: vec![],
        }
    }

    /// BuildKit does not look at the flags of HEALTHCHECK NONE.
    fn checked_flags(&self) -> &[Flag<'s>] {
        let none = self.line.text.get(self.rest.clone()).is_some_and(|rest| {
            rest.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("NONE"))
                && !rest[4..].starts_with(|next: char| !next.is_whitespace())
        });
        if self.keyword == Keyword::Healthcheck && none { &[] } else { &self.flags }
    }

    fn arguments(&self, errors: &mut Vec<SyntaxError>, late: &mut Vec<SyntaxError>) -> Arguments<'s> {
        let Self { line, keyword, keyword_span, escape, .. } = *self;
        Reader { line, rest: self.rest.clone(), escape, keyword, keyword_span, errors, late }.read()
    }

    fn trigger(&self, id: InstructionId, errors: &mut Vec<SyntaxError>, late: &mut Vec<SyntaxError>) -> Arguments<'s> {
        if self.rest.is_empty() {
            late.push(SyntaxError { span: self.keyword_span, kind: SyntaxErrorKind::NoArgument(self.keyword) });
            return Arguments::Invalid;
        }
        let parts = Parts::of(self.line, self.rest.clone(), self.escape);
        if matches!(parts.keyword, Keyword::Onbuild | Keyword::Maintainer | Keyword::From) {
            late.push(SyntaxError { span: parts.keyword_span, kind: SyntaxErrorKind::OnbuildTrigger(parts.keyword) });
            return Arguments::Invalid;
        }
        Arguments::Onbuild(Box::new(parts.instruction(id, errors, &mut vec![])))
    }
}

impl<'s> Instruction<'s> {
    /// The instruction that ONBUILD holds, or itself.
    #[must_use]
    pub fn trigger(&self) -> &Self {
        match &self.arguments {
            Arguments::Onbuild(inner) => inner,
            _ => self,
        }
    }

    /// Whether heredocs may follow: RUN, COPY and ADD, and ONBUILD of them, not in JSON form.
    pub(super) fn takes_heredocs(&self) -> bool {
        let inner = self.trigger();
        let json = match &inner.arguments {
            Arguments::Run(Command::Exec(_)) => true,
            Arguments::Copy(transfer) | Arguments::Add(transfer) => transfer.json,
            _ => false,
        };
        inner.keyword.takes_heredocs() && !json
    }

    /// Gives the instruction, and the trigger inside it, what follows its logical line.
    pub(super) fn complete(&mut self, leading: Span, span: Span, heredocs: Vec<Heredoc<'s>>) {
        if let Arguments::Onbuild(inner) = &mut self.arguments {
            let start = inner.keyword_span.start;
            inner.complete(Span::at(start), Span::new(start, span.end), heredocs.clone());
        }
        self.leading = leading;
        self.span = span;
        // BuildKit finds a heredoc's word with blanks of Unicode in it, which end the line otherwise
        let end = heredocs.iter().map(|heredoc| heredoc.word.span.end).max().unwrap_or_default();
        self.text.end = self.text.end.max(end);
        self.heredocs = heredocs;
    }
}
