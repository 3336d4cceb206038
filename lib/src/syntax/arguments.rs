//! What follows the flags, instruction by instruction.

use super::json::{self, Array};
use super::line::Logical;
use super::word::{is_blank, split_blanks, split_quoted};
use super::{
    Arguments, Command, Declaration, From, Health, Keyword, Pair, Pairs, SyntaxError, SyntaxErrorKind, Transfer, Word, heredoc,
};
use crate::span::Span;
use std::ops::Range;

/// The reader of one instruction's arguments. `rest` bears no white space at its ends.
pub(super) struct Reader<'a, 's> {
    pub(super) line: &'a Logical<'s>,
    pub(super) rest: Range<usize>,
    pub(super) escape: u8,
    pub(super) keyword: Keyword,
    pub(super) keyword_span: Span,
    /// What BuildKit's parser refuses at once, in a trigger too.
    pub(super) errors: &'a mut Vec<SyntaxError>,
    /// What BuildKit refuses when it reads the instruction, which it does not with a trigger.
    pub(super) late: &'a mut Vec<SyntaxError>,
}

/// A JSON array, or what it falls back to.
enum Form<'s> {
    Json(Vec<Word<'s>>),
    Text,
    Refused,
}

impl<'s> Reader<'_, 's> {
    /// Reads the arguments of any instruction but ONBUILD.
    pub(super) fn read(mut self) -> Arguments<'s> {
        let read = match self.keyword {
            Keyword::From => self.from().map(Arguments::From),
            Keyword::Run => self.command(self.rest.clone()).map(Arguments::Run),
            Keyword::Cmd => self.command(self.rest.clone()).map(Arguments::Cmd),
            Keyword::Entrypoint => self.command(self.rest.clone()).map(Arguments::Entrypoint),
            Keyword::Shell => self.shell().map(Arguments::Shell),
            Keyword::Env => self.pairs().map(Arguments::Env),
            Keyword::Label => self.pairs().map(Arguments::Label),
            Keyword::Arg => self.declarations().map(Arguments::Arg),
            Keyword::Expose => self.words().map(Arguments::Expose),
            Keyword::Volume => self.volumes().map(|(words, json)| Arguments::Volume(words, json)),
            Keyword::User => self.whole().map(Arguments::User),
            Keyword::Workdir => self.whole().map(Arguments::Workdir),
            Keyword::Stopsignal => self.whole().map(Arguments::Stopsignal),
            Keyword::Maintainer => self.whole().map(Arguments::Maintainer),
            Keyword::Copy => self.transfer().map(Arguments::Copy),
            Keyword::Add => self.transfer().map(Arguments::Add),
            Keyword::Healthcheck => self.health().map(Arguments::Healthcheck),
            Keyword::Onbuild | Keyword::Unknown => None,
        };
        read.unwrap_or(Arguments::Invalid)
    }

    fn refuse<T>(&mut self, span: Span, kind: SyntaxErrorKind) -> Option<T> {
        self.late.push(SyntaxError { span, kind });
        None
    }

    /// None, with an error, where there is no argument.
    fn some(&mut self) -> Option<()> {
        if self.rest.is_empty() {
            return self.refuse(self.keyword_span, SyntaxErrorKind::NoArgument(self.keyword));
        }
        Some(())
    }

    fn text(&self, range: &Range<usize>) -> &str {
        &self.line.text[range.clone()]
    }

    fn words(&mut self) -> Option<Vec<Word<'s>>> {
        self.some()?;
        Some(split_blanks(&self.line.text, self.rest.clone()).map(|word| self.line.word(word)).collect())
    }

    fn whole(&mut self) -> Option<Word<'s>> {
        self.some()?;
        Some(self.line.word(self.rest.clone()))
    }

    fn json(&mut self, range: &Range<usize>) -> Form<'s> {
        match json::array(self.text(range)) {
            Array::Invalid => Form::Text,
            Array::NotStrings => {
                let span = self.line.span(range.clone());
                self.errors.push(SyntaxError { span, kind: SyntaxErrorKind::NotStrings });
                Form::Refused
            }
            Array::Strings(strings) => Form::Json(
                strings
                    .into_iter()
                    .map(|(place, value)| {
                        let place = range.start + place.start..range.start + place.end;
                        let inside = place.start + 1..place.end - 1;
                        let borrowed = matches!(value, std::borrow::Cow::Borrowed(_));
                        let text = if borrowed { self.line.slice(inside) } else { value.into_owned().into() };
                        Word { span: self.line.span(place), text }
                    })
                    .collect(),
            ),
        }
    }

    fn command(&mut self, range: Range<usize>) -> Option<Command<'s>> {
        match self.json(&range) {
            Form::Json(words) => Some(Command::Exec(words)),
            Form::Text => Some(Command::Shell(self.line.joined(range))),
            Form::Refused => None,
        }
    }

    fn shell(&mut self) -> Option<Vec<Word<'s>>> {
        self.some()?;
        match self.json(&self.rest.clone()) {
            Form::Json(words) if words.is_empty() => self.refuse(self.keyword_span, SyntaxErrorKind::NoArgument(self.keyword)),
            Form::Json(words) => Some(words),
            Form::Text => self.refuse(self.line.span(self.rest.clone()), SyntaxErrorKind::ShellNotJson),
            Form::Refused => None,
        }
    }

    fn from(&mut self) -> Option<From<'s>> {
        let words = if self.rest.is_empty() { vec![] } else { self.words()? };
        match <[Word<'s>; 3]>::try_from(words) {
            Ok([image, as_word, name]) if as_word.text.eq_ignore_ascii_case("as") => {
                if !is_stage_name(&name.text) {
                    return self.refuse(name.span, SyntaxErrorKind::StageName(name.text.into_owned()));
                }
                Some(From { image, as_span: Some(as_word.span), name: Some(name) })
            }
            Err(mut words) if words.len() == 1 => Some(From { image: words.swap_remove(0), as_span: None, name: None }),
            _ => {
                let span = if self.rest.is_empty() { self.keyword_span } else { self.line.span(self.rest.clone()) };
                self.refuse(span, SyntaxErrorKind::FromWords)
            }
        }
    }

    fn transfer(&mut self) -> Option<Transfer<'s>> {
        let (mut words, json) = match self.json(&self.rest.clone()) {
            Form::Json(words) => (words, true),
            Form::Text if self.rest.is_empty() => (vec![], false),
            Form::Text => (self.words()?, false),
            Form::Refused => return None,
        };
        let destination = words.pop();
        let Some(destination) = destination.filter(|_| !words.is_empty()) else {
            return self.refuse(self.keyword_span, SyntaxErrorKind::NoDestination(self.keyword));
        };
        if heredoc::is_start(&destination.text) {
            return self.refuse(destination.span, SyntaxErrorKind::HeredocDestination(self.keyword));
        }
        words.retain(|word| json || !heredoc::is_start(&word.text));
        Some(Transfer { sources: words, destination, json })
    }

    fn volumes(&mut self) -> Option<(Vec<Word<'s>>, bool)> {
        self.some()?;
        let (words, json) = match self.json(&self.rest.clone()) {
            Form::Json(words) => (words, true),
            Form::Text => (self.words()?, false),
            Form::Refused => return None,
        };
        if words.is_empty() {
            return self.refuse(self.keyword_span, SyntaxErrorKind::NoArgument(self.keyword));
        }
        if let Some(blank) = words.iter().find(|word| word.text.trim().is_empty()) {
            return self.refuse(blank.span, SyntaxErrorKind::BlankVolume);
        }
        Some((words, json))
    }

    /// `name=value` pairs, or the old form of ENV and LABEL: a name, and the rest of the line.
    fn pairs(&mut self) -> Option<Pairs<'s>> {
        self.some()?;
        let words = split_quoted(&self.line.text, self.rest.clone(), self.escape);
        let Some(first) = words.first() else {
            return self.refuse(self.keyword_span, SyntaxErrorKind::NoArgument(self.keyword));
        };
        if !self.text(first).contains('=') {
            return self.legacy_pair();
        }
        let mut pairs = Vec::with_capacity(words.len());
        for word in words {
            let Some(equals) = self.text(&word).find('=') else {
                let span = self.line.span(word);
                self.errors.push(SyntaxError { span, kind: SyntaxErrorKind::NoEquals(self.keyword) });
                return None;
            };
            if equals == 0 {
                return self.refuse(self.line.span(word), SyntaxErrorKind::BlankName(self.keyword));
            }
            let equals = word.start + equals;
            pairs.push(Pair { key: self.line.word(word.start..equals), value: self.line.word(equals + 1..word.end) });
        }
        Some(Pairs { pairs, legacy: false })
    }

    fn legacy_pair(&mut self) -> Option<Pairs<'s>> {
        let range = self.rest.clone();
        let bytes = &self.line.text.as_bytes()[range.clone()];
        let Some(end) = bytes.iter().position(|byte| is_blank(*byte)) else {
            let span = self.line.span(range);
            self.errors.push(SyntaxError { span, kind: SyntaxErrorKind::NoValue(self.keyword) });
            return None;
        };
        let blanks = bytes[end..].iter().take_while(|byte| is_blank(**byte)).count();
        let key = self.line.word(range.start..range.start + end);
        let value = self.line.word(range.start + end + blanks..range.end);
        Some(Pairs { pairs: vec![Pair { key, value }], legacy: true })
    }

    fn declarations(&mut self) -> Option<Vec<Declaration<'s>>> {
        self.some()?;
        let words = split_quoted(&self.line.text, self.rest.clone(), self.escape);
        if words.is_empty() {
            return self.refuse(self.keyword_span, SyntaxErrorKind::NoArgument(self.keyword));
        }
        let mut declarations = Vec::with_capacity(words.len());
        for word in words {
            let equals = self.text(&word).find('=').map(|equals| word.start + equals);
            if equals == Some(word.start) {
                return self.refuse(self.line.span(word), SyntaxErrorKind::BlankName(self.keyword));
            }
            let name = self.line.word(word.start..equals.unwrap_or(word.end));
            declarations.push(Declaration { name, value: equals.map(|equals| self.line.word(equals + 1..word.end)) });
        }
        Some(declarations)
    }

    fn health(&mut self) -> Option<Health<'s>> {
        self.some()?;
        let text = self.text(&self.rest);
        let length = text.find(is_ascii_space).unwrap_or(text.len());
        let blanks = text[length..].find(|next| !is_ascii_space(next)).unwrap_or(0);
        let kind = self.rest.start..self.rest.start + length;
        let rest = kind.end + blanks..self.rest.end;
        let span = self.line.span(kind.clone());
        let is = |name: &str| self.text(&kind).eq_ignore_ascii_case(name);
        let (none, cmd) = (is("NONE"), is("CMD"));
        let command = self.command(rest.clone())?;
        let empty = match &command {
            Command::Shell(text) => text.text.is_empty(),
            Command::Exec(words) => words.is_empty(),
        };
        match (none, cmd, empty) {
            (true, _, true) => Some(Health::None),
            (true, _, false) => self.refuse(self.line.span(rest), SyntaxErrorKind::HealthcheckNone),
            (_, true, true) => self.refuse(span, SyntaxErrorKind::HealthcheckCommand),
            (_, true, false) => Some(Health::Cmd(span, command)),
            _ => self.refuse(span, SyntaxErrorKind::HealthcheckType),
        }
    }
}

const fn is_ascii_space(next: char) -> bool {
    next.is_ascii() && super::line::is_space(next as u8)
}

/// What BuildKit takes for a stage's name, after making it lower case.
fn is_stage_name(name: &str) -> bool {
    let mut chars = name.chars().flat_map(char::to_lowercase);
    chars.next().is_some_and(|first| first.is_ascii_lowercase())
        && chars.all(|next| next.is_ascii_lowercase() || next.is_ascii_digit() || matches!(next, '-' | '_' | '.'))
}
