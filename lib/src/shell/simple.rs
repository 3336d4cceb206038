//! Simple commands: words, assignments and redirections.

use super::script::{Assignment, Command, Filled, Redirection, RedirectionKind, Refusal, Word};
use super::variables::assigned_name;
use super::walk::{Context, Source, Walker};
use super::word::{Reading, Setting, read};
use super::wrapper;
use brush_parser::SourceSpan;
use brush_parser::ast::{
    CommandPrefixOrSuffixItem, IoFileRedirectKind, IoFileRedirectTarget, IoRedirect, SimpleCommand, SubshellCommand,
};
use std::ops::Range;

/// Most bytes of values that variables are filled in with, for a whole body.
const MAX_FILLED: usize = 1 << 20;

/// A command while it is read.
#[derive(Default)]
struct Draft<'a> {
    first: Option<usize>,
    last: usize,
    environment: Vec<Assignment>,
    /// The tokens of the assignments.
    assigning: Vec<usize>,
    words: Vec<Word>,
    /// The tokens that the words begin with.
    tokens: Vec<usize>,
    redirections: Vec<Redirection>,
    /// Texts of commands inside the words.
    pending: Vec<Source<'a>>,
}

impl Draft<'_> {
    fn covers(&mut self, first: usize, last: usize) {
        self.first = Some(self.first.map_or(first, |before| before.min(first)));
        self.last = self.last.max(last);
    }
}

impl<'a> Walker<'a, '_> {
    pub(super) fn simple(&mut self, simple: &SimpleCommand, context: Context) -> Result<(), Refusal> {
        let position = self.shared.script.commands.len();
        let mut draft = Draft::default();
        for item in simple.prefix.iter().flat_map(|prefix| &prefix.0) {
            self.prefix(item, &mut draft, context)?;
        }
        if let Some(location) = simple.word_or_name.as_ref().and_then(|word| word.loc.as_ref()) {
            self.argument(location, &mut draft)?;
        }
        for item in simple.suffix.iter().flat_map(|suffix| &suffix.0) {
            self.suffix(item, &mut draft, context)?;
        }
        let Some(first) = draft.first else { return Err(Refusal::Unparsed) };
        let pending = std::mem::take(&mut draft.pending);
        let tokens = std::mem::take(&mut draft.tokens);
        let assigning = std::mem::take(&mut draft.assigning);
        let command = self.finish(draft, &tokens, first, context);
        self.take_effect(&command, if command.words.is_empty() { &assigning } else { &tokens }, context);
        let texts = self.nested_texts(&command.words, &tokens, command.program);
        // The status of `x=$(command)` is the command's; elsewhere it is lost.
        let inside = if command.words.is_empty() { context } else { context.harmless() };
        self.shared.script.commands.insert(position, command);
        self.substitutions(pending, inside)?;
        for text in texts {
            self.nested_shell(text, context)?;
        }
        Ok(())
    }

    fn finish(&self, mut draft: Draft<'_>, tokens: &[usize], first: usize, context: Context) -> Command {
        let mut place = context.place;
        place.tolerated = !(context.fatal || context.errexit);
        // scripts stay, and have many words
        draft.words.shrink_to_fit();
        let stripped = wrapper::strip(&draft.words);
        let mut environment = draft.environment;
        environment.extend(stripped.environment.iter().filter_map(|at| self.assignment_of_word(&draft.words, tokens, *at)));
        Command {
            span: self.source.span(self.spot(first).start, self.spot(draft.last).end),
            environment,
            words: draft.words,
            program: stripped.program,
            user: stripped.user,
            redirections: draft.redirections,
            directory: self.shared.variables.directory().map(str::to_owned),
            place,
            before: if context.first { None } else { self.separator_before(first) },
            after: self.separator(self.cursor),
        }
    }

    fn prefix(&mut self, item: &CommandPrefixOrSuffixItem, draft: &mut Draft<'a>, context: Context) -> Result<(), Refusal> {
        let CommandPrefixOrSuffixItem::AssignmentWord(assignment, _) = item else {
            return self.suffix(item, draft, context);
        };
        let first = self.seek(&assignment.loc.start)?;
        let last = self.array_end(first, &assignment.loc)?;
        draft.covers(first, last);
        let (assignment, pending) = self.assignment(first, last);
        draft.assigning.extend(assignment.is_some().then_some(first));
        draft.environment.extend(assignment);
        draft.pending.extend(pending);
        Ok(())
    }

    fn suffix(&mut self, item: &CommandPrefixOrSuffixItem, draft: &mut Draft<'a>, context: Context) -> Result<(), Refusal> {
        match item {
            CommandPrefixOrSuffixItem::Word(word) => match &word.loc {
                Some(location) => self.argument(location, draft),
                None => Err(Refusal::Unparsed),
            },
            CommandPrefixOrSuffixItem::AssignmentWord(assignment, _) => self.argument(&assignment.loc, draft),
            CommandPrefixOrSuffixItem::IoRedirect(redirect) => {
                if let Some((first, last, redirection)) = self.redirection(redirect, context)? {
                    draft.covers(first, last);
                    draft.redirections.push(redirection);
                }
                Ok(())
            }
            CommandPrefixOrSuffixItem::ProcessSubstitution(_, subshell) => {
                let (first, last) = self.process_substitution(subshell, context)?;
                draft.covers(first, last);
                draft.tokens.push(first);
                draft.words.push(self.opaque_word(first, last));
                Ok(())
            }
        }
    }

    /// One word of a command, or `x=(…)` as an argument of `declare`.
    fn argument(&mut self, location: &SourceSpan, draft: &mut Draft<'a>) -> Result<(), Refusal> {
        let first = self.seek(&location.start)?;
        let last = self.array_end(first, location)?;
        draft.covers(first, last);
        let (word, pending) = if last == first { self.word(first) } else { (self.opaque_word(first, last), Vec::new()) };
        draft.words.push(word);
        draft.tokens.push(first);
        draft.pending.extend(pending);
        Ok(())
    }

    /// The last token of a word: itself, or the `)` of an array.
    fn array_end(&mut self, first: usize, location: &SourceSpan) -> Result<usize, Refusal> {
        if std::sync::Arc::ptr_eq(&self.tokens.list[first].location().end, &location.end) {
            return Ok(first);
        }
        self.seek_end(&location.end)
    }

    /// A word of several tokens, of which nothing is known but the place.
    fn opaque_word(&mut self, first: usize, last: usize) -> Word {
        let (start, end) = (self.spot(first).start, self.spot(last).end);
        let raw = self.source.text.get(start as usize..end as usize).unwrap_or_default();
        self.shared.script.hidden |= raw.contains("$(") || raw.contains('`');
        let span = self.source.span(start, end);
        Word::new(span, raw, span.len() == end - start)
    }

    /// The word at a token, and the texts of the commands inside it.
    pub(super) fn word(&mut self, at: usize) -> (Word, Vec<Source<'a>>) {
        self.word_from(at, 0, Setting::Argument)
    }

    /// The word that a token is from its byte `skip` on.
    fn word_from(&mut self, at: usize, skip: usize, setting: Setting) -> (Word, Vec<Source<'a>>) {
        let text = self.tokens.word(at).unwrap_or_default();
        let raw: Box<str> = text.get(skip..).unwrap_or_default().into();
        let reading = read(&raw, setting, &self.shared.variables);
        for name in &reading.assigns {
            self.shared.variables.forget(name);
        }
        self.count_filled(&raw, &reading);
        let pending = self.pending(at, skip, &reading);
        let spot = self.spot(at);
        let start = (spot.start + u32::try_from(skip).unwrap_or(0)).min(spot.end);
        let span = self.source.span(start, spot.end);
        let exact = spot.exact && span.len() == spot.end - start;
        let mut word = Word::new(span, raw, exact);
        word.plain = reading.plain && exact;
        match (self.filled(&reading), reading.pattern) {
            (Some(filled), _) => word.set_filled(filled),
            (None, Some(pattern)) => word.set_pattern(pattern),
            (None, None) => word.set_fields(reading.fields),
        }
        (word, pending)
    }

    /// A long value that is used often would make a script larger than its text allows for.
    fn count_filled(&mut self, raw: &str, reading: &Reading) {
        if !reading.plain && raw.contains('$') {
            self.shared.filled += reading.fields.iter().flatten().map(|field| field.len() + 16).sum::<usize>();
            if self.shared.filled > MAX_FILLED {
                self.shared.variables.go_blind();
            }
        }
    }

    fn pending(&mut self, at: usize, skip: usize, reading: &Reading) -> Vec<Source<'a>> {
        let spot = self.spot(at);
        let offset = spot.start as usize + skip;
        let part = |range: &Range<usize>| self.source.part(offset + range.start, offset + range.end);
        let pending: Vec<_> = if spot.exact { reading.substitutions.iter().filter_map(part).collect() } else { Vec::new() };
        self.shared.script.hidden |= reading.hidden || pending.len() < reading.substitutions.len();
        pending
    }

    /// Where a variable's value is written, and each of its fields.
    fn filled(&self, reading: &Reading) -> Option<Filled> {
        let (Some(origin), Some(fields)) = (&reading.origin, &reading.fields) else { return None };
        let joined = self.source.joined;
        let text = joined.text.get(origin.start as usize..origin.end as usize).unwrap_or_default();
        let mut spans = Vec::with_capacity(fields.len());
        let mut at = 0;
        for field in fields {
            let found = text[at..].find(field.as_str())?;
            let start = origin.start + u32::try_from(at + found).unwrap_or(0);
            let end = start + u32::try_from(field.len()).unwrap_or(0);
            spans.push(joined.span(start, end));
            at += found + field.len();
        }
        let fields = fields.iter().map(|field| field.as_str().into()).collect();
        Some(Filled { fields, through: joined.span(origin.start, origin.end), places: spans.into() })
    }

    /// `name=value` at a token; an array's tokens go up to `last`. None for `name[index]=value`.
    fn assignment(&mut self, first: usize, last: usize) -> (Option<Assignment>, Vec<Source<'a>>) {
        let text = self.tokens.word(first).unwrap_or_default();
        let Some((name, skip, append)) = assigned_name(text) else {
            let name = text.split('[').next().unwrap_or_default().to_owned();
            self.shared.variables.forget(&name);
            return (None, self.word(first).1);
        };
        let name = name.to_owned();
        let (value, pending) = if last == first {
            self.word_from(first, skip, Setting::Value)
        } else {
            (self.opaque_word(first + 1, last), Vec::new())
        };
        let span = self.source.span(self.spot(first).start, self.spot(last).end);
        (Some(Assignment { span, name, value, append, exported: true, certain: false }), pending)
    }

    /// A command's word `X=y` as an assignment. Commands inside it are the word's.
    pub(super) fn assignment_of_word(&self, words: &[Word], tokens: &[usize], at: usize) -> Option<Assignment> {
        let (word, token) = (words.get(at)?, *tokens.get(at)?);
        let (name, skip, append) = assigned_name(&word.raw)?;
        let raw = word.raw.get(skip..)?;
        let reading = read(raw, Setting::Value, &self.shared.variables);
        let spot = self.spot(token);
        let start = spot.start + u32::try_from(skip).ok()?;
        let span = self.source.span(start, spot.end.max(start));
        let mut value = Word::new(span, raw, word.exact);
        value.plain = reading.plain && word.exact;
        value.set_fields(reading.fields);
        Some(Assignment { span: word.span, name: name.to_owned(), value, append, exported: true, certain: false })
    }

    /// A redirection with the range of its tokens; none for the `2>&1` that `|&` stands for.
    pub(super) fn redirection(
        &mut self,
        redirect: &IoRedirect,
        context: Context,
    ) -> Result<Option<(usize, usize, Redirection)>, Refusal> {
        let (descriptor, kind, word) = match redirect {
            IoRedirect::File(descriptor, kind, target) => {
                let kind = kind_of(kind);
                match target {
                    IoFileRedirectTarget::Filename(word) | IoFileRedirectTarget::Duplicate(word) => (*descriptor, kind, word),
                    IoFileRedirectTarget::Fd(_) => return Ok(None),
                    IoFileRedirectTarget::ProcessSubstitution(_, subshell) => {
                        let (first, last) = self.process_substitution(subshell, context)?;
                        let first = first.saturating_sub(1 + usize::from(descriptor.is_some()));
                        return Ok(Some((first, last, self.redirection_of(first, last, kind, *descriptor, None))));
                    }
                }
            }
            IoRedirect::HereString(descriptor, word) => (*descriptor, RedirectionKind::HereString, word),
            IoRedirect::OutputAndError(word, true) => (None, RedirectionKind::Append, word),
            IoRedirect::OutputAndError(word, false) => (None, RedirectionKind::Write, word),
            IoRedirect::HereDocument(descriptor, document) => (*descriptor, RedirectionKind::HereDocument, &document.here_end),
        };
        let at = self.seek(&word.loc.as_ref().ok_or(Refusal::Unparsed)?.start)?;
        let first = at.saturating_sub(1 + usize::from(descriptor.is_some()));
        let target = if let IoRedirect::HereDocument(_, document) = redirect {
            self.cursor = at + 3;
            self.document(at + 1, document.requires_expansion)
        } else {
            let (word, pending) = self.word(at);
            self.substitutions(pending, context.harmless())?;
            Some(word)
        };
        Ok(Some((first, at, self.redirection_of(first, at, kind, descriptor, target))))
    }

    fn redirection_of(
        &self,
        first: usize,
        last: usize,
        kind: RedirectionKind,
        descriptor: Option<i32>,
        target: Option<Word>,
    ) -> Redirection {
        let span = self.source.span(self.spot(first).start, self.spot(last).end);
        Redirection { span, kind, descriptor, target }
    }

    /// A here-document's body; none when it is not in the text.
    fn document(&mut self, at: usize, expands: bool) -> Option<Word> {
        let raw = self.tokens.word(at)?.to_owned();
        let spot = self.spot(at);
        let computed = expands && raw.contains(['$', '`', '\\']);
        self.shared.script.hidden |= computed && (raw.contains("$(") || raw.contains('`'));
        if !spot.exact && raw.is_empty() && spot.end as usize >= self.source.text.len() {
            return None;
        }
        let span = self.source.span(spot.start, spot.end);
        let exact = spot.exact && span.len() == spot.end - spot.start;
        let fields = (!computed).then(|| vec![raw.clone()]);
        let mut word = Word::new(span, raw, exact);
        word.set_fields(fields);
        Some(word)
    }

    /// `<(…)`: from its operator to its parenthesis.
    fn process_substitution(&mut self, subshell: &SubshellCommand, context: Context) -> Result<(usize, usize), Refusal> {
        let first = self.seek(&subshell.loc.start)?;
        let mut inside = context.harmless();
        inside.place.substitution = true;
        self.subshell(subshell, inside)?;
        Ok((first.saturating_sub(1), self.cursor - 1))
    }
}

fn kind_of(kind: &IoFileRedirectKind) -> RedirectionKind {
    match kind {
        IoFileRedirectKind::Read => RedirectionKind::Read,
        IoFileRedirectKind::Write | IoFileRedirectKind::Clobber => RedirectionKind::Write,
        IoFileRedirectKind::Append => RedirectionKind::Append,
        IoFileRedirectKind::ReadAndWrite => RedirectionKind::ReadWrite,
        IoFileRedirectKind::DuplicateInput | IoFileRedirectKind::DuplicateOutput => RedirectionKind::Duplicate,
    }
}
