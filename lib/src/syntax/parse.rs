//! From text to tree.

use super::directive::{Directive, DirectiveKind, Directives};
use super::line::{Line, Logical, leading_space};
use super::{Arguments, Dockerfile, InstructionId, Item, Keyword, SyntaxError, SyntaxErrorKind, heredoc, instruction};
use crate::span::Span;

/// Parses a Dockerfile. Never fails: what BuildKit would refuse is in [`Dockerfile::errors`].
///
/// The text must be smaller than 4 GiB: spans have 32 bits.
#[must_use]
pub fn parse(source: &str) -> Dockerfile<'_> {
    let mut parser = Parser::new(source);
    parser.items();
    parser.stages();
    let mut file = parser.file;
    // several states of a file are there at once
    file.items.shrink_to_fit();
    file.instructions.shrink_to_fit();
    file.errors.sort_by_key(|error| error.span.start);
    file
}

/// The `syntax` directive of a Dockerfile, as among [`Dockerfile::directives`], without reading the rest.
#[must_use]
pub fn syntax_line(source: &str) -> Option<Directive<'_>> {
    let start = if source.starts_with(BOM) { BOM.len() } else { 0 };
    Directives::read(source, start).found.into_iter().find(|directive| directive.kind == DirectiveKind::Syntax)
}

struct Parser<'s> {
    source: &'s str,
    at: usize,
    /// Where the row of comments directly above begins.
    leading: Option<usize>,
    file: Dockerfile<'s>,
}

const BOM: &str = "\u{feff}";

/// BuildKit's line scanner has a buffer of 64 KiB.
const LONGEST_LINE: usize = 65_535;

impl<'s> Parser<'s> {
    fn new(source: &'s str) -> Self {
        let file = Dockerfile { source, escape: b'\\', directives: vec![], items: vec![], instructions: vec![], errors: vec![] };
        Self { source, at: 0, leading: None, file }
    }

    fn items(&mut self) {
        if self.source.starts_with(BOM) {
            self.at = BOM.len();
            self.file.items.push(Item::Bom(Span::from_usize(0, self.at)));
        }
        self.directives();
        while let Some(line) = Line::at(self.source, self.at) {
            note_length(line, &mut self.file.errors);
            let text = line.text(self.source);
            let indent = leading_space(text);
            match text.as_bytes().get(indent) {
                None => self.blank(line),
                Some(b'#') => self.comment(line),
                Some(_) => self.instruction(Line { start: line.start + indent, ..line }, line.start),
            }
        }
    }

    fn directives(&mut self) {
        let directives = Directives::read(self.source, self.at);
        self.file.escape = directives.escape.unwrap_or(b'\\');
        self.file.directives = directives.found;
        self.file.errors = directives.errors;
        for line in directives.lines {
            note_length(line, &mut self.file.errors);
            self.file.items.push(Item::Directive(Span::from_usize(line.start, line.next)));
            self.at = line.next;
        }
    }

    fn blank(&mut self, line: Line) {
        self.leading = None;
        self.at = line.next;
        let span = Span::from_usize(line.start, line.next);
        match self.file.items.last_mut() {
            Some(Item::Blank(before)) => before.end = span.end,
            _ => self.file.items.push(Item::Blank(span)),
        }
    }

    fn comment(&mut self, line: Line) {
        self.leading.get_or_insert(line.start);
        self.at = line.next;
        self.file.items.push(Item::Comment(Span::from_usize(line.start, line.next)));
    }

    fn instruction(&mut self, first: Line, start: usize) {
        let errors = &mut self.file.errors;
        let (line, end) = Logical::read(self.source, first, self.file.escape, |line| note_length(line, errors));
        let number = Span::from_usize(self.file.instructions.len(), 0).start;
        let mut instruction = instruction::read(&line, 0..line.text.len(), InstructionId(number), self.file.escape, errors);
        self.at = end;
        let mut heredocs = vec![];
        if instruction.takes_heredocs() {
            match heredoc::starts(&line.text) {
                Ok(starts) => {
                    let mut long = vec![];
                    (heredocs, self.at) =
                        heredoc::bodies(self.source, end, &line, starts, errors, |line| note_length(line, &mut long));
                    errors.append(&mut long);
                }
                Err(why) => {
                    errors.push(SyntaxError { span: instruction.text, kind: SyntaxErrorKind::HeredocDelimiter(why.0) });
                }
            }
        }
        let leading = Span::from_usize(self.leading.take().unwrap_or(start), start);
        instruction.complete(leading, Span::from_usize(start, self.at), heredocs);
        self.file.items.push(Item::Instruction(instruction.id));
        self.file.instructions.push(instruction);
    }

    /// What is wrong with the order of the instructions.
    fn stages(&mut self) {
        let file = &mut self.file;
        let first = file.instructions.iter().position(|each| each.keyword == Keyword::From);
        let before = &file.instructions[..first.unwrap_or(file.instructions.len())];
        for each in before.iter().filter(|each| !matches!(each.keyword, Keyword::Arg | Keyword::Unknown)) {
            let kind = SyntaxErrorKind::BeforeFrom(each.keyword);
            file.errors.push(SyntaxError { span: each.keyword_span, kind });
        }
        let end = Span::from_usize(self.source.len(), self.source.len());
        if file.instructions.is_empty() {
            file.errors.push(SyntaxError { span: end, kind: SyntaxErrorKind::Empty });
        } else if before.len() == file.instructions.len() && before.iter().all(|each| matches!(each.arguments, Arguments::Arg(_)))
        {
            file.errors.push(SyntaxError { span: end, kind: SyntaxErrorKind::NoStage });
        }
    }
}

fn note_length(line: Line, errors: &mut Vec<SyntaxError>) {
    if line.length > LONGEST_LINE {
        let span = Span::from_usize(line.start, line.end);
        errors.push(SyntaxError { span, kind: SyntaxErrorKind::LineTooLong });
    }
}
