//! Walks brush-parser's tree and its tokens side by side: the tree tells what belongs together, the tokens where it stands.

use super::script::{Item, Place, Refusal, Script, Separator, SeparatorKind};
use super::tokens::{Spot, Tokens};
use super::variables::Variables;
use super::{Dialect, MAX_DEPTH, MAX_SIZE, guard};
use crate::span::Span;
use crate::syntax::Joined;
use brush_parser::ast::{AndOr, AndOrList, Command, CompoundList, CompoundListItem, Pipeline, Program, SeparatorOperator};
use brush_parser::{ParserOptions, SourcePosition};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Analyses a whole body.
pub(super) fn walk(joined: &Joined<'_>, dialect: Dialect) -> Result<Script, Refusal> {
    let mut shared = Shared::default();
    let source = Source { joined, base: 0, text: &joined.text };
    let place = Place { certain: true, pipe: (0, 1), ..Place::default() };
    let context = Context { place, fatal: true, errexit: dialect.errexit, pipefail: dialect.pipefail, first: true };
    Walker::run(&mut shared, source, context, Level::Body)?;
    shared.script.shrink();
    Ok(shared.script)
}

/// What is made and known across all texts of a body.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) script: Script,
    pub(super) variables: Variables,
    /// Bytes that were parsed so far; texts in texts are parsed again.
    parsed: usize,
    /// Bytes that known variables were filled in with so far.
    pub(super) filled: usize,
}

/// A text to parse: the body, or a part of it.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) joined: &'a Joined<'a>,
    /// Where the text begins in the body.
    pub(super) base: u32,
    pub(super) text: &'a str,
}

impl<'a> Source<'a> {
    /// The place in the file of a range of this text.
    pub(super) fn span(&self, start: u32, end: u32) -> Span {
        self.joined.span(self.base + start, self.base + end)
    }

    /// A part of this text as a text of its own.
    pub(super) fn part(&self, start: usize, end: usize) -> Option<Source<'a>> {
        let text = self.text.get(start..end)?;
        Some(Source { joined: self.joined, base: self.base + u32::try_from(start).ok()?, text })
    }
}

/// Which of the texts of a body is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// The body itself.
    Body,
    /// The inside of `$( … )`.
    Substitution,
    /// The text of `sh -c '…'`.
    NestedShell,
}

/// What holds around a command.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) place: Place,
    /// Where the status of the present construct becomes the body's.
    pub(super) fatal: bool,
    /// Where `set -e` acts.
    pub(super) errexit: bool,
    pub(super) pipefail: bool,
    /// Nothing of the present list stands in front.
    pub(super) first: bool,
}

impl Context {
    pub(super) fn deeper(mut self) -> Self {
        self.place.depth = self.place.depth.saturating_add(1);
        self.first = true;
        self
    }

    /// Inside a branch, loop or function: may not run.
    pub(super) fn conditional(mut self) -> Self {
        self.place.conditional = true;
        self.place.certain = false;
        self
    }

    /// Where a failure has no consequence.
    pub(super) fn harmless(mut self) -> Self {
        self.fatal = false;
        self.errexit = false;
        self
    }

    /// In a process of its own.
    pub(super) fn subshell(mut self) -> Self {
        self.place.subshell = true;
        self
    }
}

pub(super) struct Walker<'a, 's> {
    pub(super) shared: &'s mut Shared,
    pub(super) source: Source<'a>,
    pub(super) tokens: Tokens,
    /// The next token.
    pub(super) cursor: usize,
}

impl<'a, 's> Walker<'a, 's> {
    /// Parses a text and adds what is in it to the script.
    pub(super) fn run(shared: &'s mut Shared, source: Source<'a>, mut context: Context, level: Level) -> Result<(), Refusal> {
        shared.parsed += source.text.len();
        if shared.parsed > 4 * MAX_SIZE || usize::from(context.place.depth) > MAX_DEPTH {
            return Err(Refusal::TooDeep);
        }
        let (tokens, program) = parse(source.text)?;
        let mut walker = Walker { shared, source, tokens, cursor: 0 };
        if level != Level::Substitution {
            let options = walker.own_options(&program);
            context.errexit = (context.errexit || options.errexit) && !walker.switches_off('e', "errexit");
            context.pipefail = (context.pipefail || options.pipefail) && !walker.switches_off('\0', "pipefail");
        }
        if level == Level::Body {
            walker.shared.script.errexit = context.errexit;
            walker.shared.script.pipefail = context.pipefail;
        }
        let items: Vec<&CompoundListItem> = program.complete_commands.iter().flat_map(|list| &list.0).collect();
        walker.items(&items, context, level == Level::Body)
    }

    /// A list in a group, branch, loop or subshell.
    pub(super) fn list(&mut self, list: &CompoundList, context: Context) -> Result<(), Refusal> {
        let items: Vec<&CompoundListItem> = list.0.iter().collect();
        self.items(&items, context, false)
    }

    fn items(&mut self, items: &[&CompoundListItem], context: Context, top: bool) -> Result<(), Refusal> {
        for (index, CompoundListItem(list, separator)) in items.iter().enumerate() {
            let background = matches!(separator, SeparatorOperator::Async);
            let mut inside = context;
            inside.first = context.first && index == 0;
            inside.fatal = context.fatal && index + 1 == items.len();
            inside.place.background |= background;
            if background {
                inside = inside.harmless().subshell();
            }
            while matches!(self.tokens.operator(self.cursor), Some("\n" | ";" | "&")) {
                self.cursor += 1;
            }
            if top {
                inside.place.item = u32::try_from(index).unwrap_or(u32::MAX);
                self.top_item(list, background, inside)?;
            } else {
                self.and_or_in(list, background, inside)?;
            }
        }
        Ok(())
    }

    fn top_item(&mut self, list: &AndOrList, background: bool, context: Context) -> Result<(), Refusal> {
        let first = self.spot(self.cursor);
        let commands = self.shared.script.commands.len();
        self.and_or_in(list, background, context)?;
        let last = self.spot(self.cursor.saturating_sub(1));
        let count =
            |wanted: fn(&AndOr) -> bool| u32::try_from(list.additional.iter().filter(|op| wanted(op)).count()).unwrap_or(0);
        let item = Item {
            span: self.source.span(first.start, last.end),
            background,
            ands: count(|op| matches!(op, AndOr::And(_))),
            ors: count(|op| matches!(op, AndOr::Or(_))),
            commands: commands..self.shared.script.commands.len(),
            plain: list.iter().all(|(_, pipeline)| is_plain(pipeline)),
        };
        self.shared.script.items.push(item);
        Ok(())
    }

    fn and_or_in(&mut self, list: &AndOrList, background: bool, context: Context) -> Result<(), Refusal> {
        let mark = self.shared.variables.mark();
        self.and_or(list, context)?;
        if background {
            self.shared.variables.restore(mark);
        }
        Ok(())
    }

    fn and_or(&mut self, list: &AndOrList, context: Context) -> Result<(), Refusal> {
        let last_or = list.additional.iter().rposition(|op| matches!(op, AndOr::Or(_))).map(|at| at + 1);
        let last = list.additional.len();
        let start = self.shared.variables.mark();
        let mut behind_first = start;
        let mut test = false;
        for at in 0..=last {
            let (pipeline, or) = match at.checked_sub(1).and_then(|at| list.additional.get(at)) {
                None => (&list.first, false),
                Some(AndOr::And(pipeline)) => (pipeline, false),
                Some(AndOr::Or(pipeline)) => (pipeline, true),
            };
            let caught = last_or.is_some_and(|or| or > at);
            let mut inside = context;
            inside.first = context.first && at == 0;
            inside.fatal = context.fatal && !caught;
            inside.errexit = context.errexit && !caught && at == last;
            let sure = at == 0 || (!or && !caught && context.fatal);
            inside.place.certain = context.place.certain && sure;
            inside.place.conditional |= or || (!sure && test);
            if or {
                self.shared.variables.forget_since(behind_first);
            }
            let mark = self.shared.variables.mark();
            self.pipeline(pipeline, inside)?;
            if or {
                self.shared.variables.forget_since(mark);
            }
            if at == 0 {
                behind_first = self.shared.variables.mark();
            }
            test |= pipeline.bang || is_test(pipeline);
        }
        if !context.fatal || last_or.is_some() {
            self.shared.variables.forget_since(behind_first);
        }
        Ok(())
    }

    fn pipeline(&mut self, pipeline: &Pipeline, context: Context) -> Result<(), Refusal> {
        let context = if pipeline.bang { context.harmless() } else { context };
        let count = pipeline.seq.len();
        for (at, command) in pipeline.seq.iter().enumerate() {
            let mut inside = context;
            inside.first = context.first && at == 0;
            if count > 1 {
                inside.place.pipe = (u16::try_from(at).unwrap_or(u16::MAX), u16::try_from(count).unwrap_or(u16::MAX));
                inside = inside.subshell();
                if at + 1 < count && !context.pipefail {
                    inside = inside.harmless();
                }
            }
            let mark = self.shared.variables.mark();
            self.command(command, inside)?;
            if count > 1 {
                self.shared.variables.restore(mark);
            }
        }
        Ok(())
    }

    fn command(&mut self, command: &Command, context: Context) -> Result<(), Refusal> {
        match command {
            Command::Simple(simple) => self.simple(simple, context),
            Command::Compound(compound, redirections) => {
                self.compound(compound, context)?;
                self.compound_redirections(redirections.as_ref(), context)
            }
            Command::Function(function) => self.function(function, context),
            Command::ExtendedTest(test, redirections) => {
                self.words_until(&test.loc.end, context)?;
                self.compound_redirections(redirections.as_ref(), context)
            }
        }
    }

    /// Moves behind the token that starts at `position` and gives its index.
    pub(super) fn seek(&mut self, position: &Arc<SourcePosition>) -> Result<usize, Refusal> {
        let at = self.tokens.starting(self.cursor, position).ok_or(Refusal::Unparsed)?;
        self.cursor = at + 1;
        Ok(at)
    }

    /// Moves behind the token that ends at `position` and gives its index.
    pub(super) fn seek_end(&mut self, position: &Arc<SourcePosition>) -> Result<usize, Refusal> {
        let at = self.tokens.ending(self.cursor, position).ok_or(Refusal::Unparsed)?;
        self.cursor = at + 1;
        Ok(at)
    }

    /// Where a token stands.
    pub(super) fn spot(&self, at: usize) -> Spot {
        let end = u32::try_from(self.source.text.len()).unwrap_or(u32::MAX);
        self.tokens.spots.get(at).copied().unwrap_or(Spot { start: end, end, exact: false })
    }

    /// The separator in front of the token `at`, which begins a command that is not the first of its list.
    pub(super) fn separator_before(&self, at: usize) -> Option<Separator> {
        let mut newline = None;
        for before in (0..at).rev() {
            match (self.tokens.operator(before), self.tokens.word(before)) {
                (Some("\n"), _) => newline = Some(before),
                (Some(_), _) => return self.separator(before).or_else(|| self.separator(newline?)),
                (None, Some("!" | "time" | "-p")) if newline.is_none() => {}
                _ => break,
            }
        }
        self.separator(newline?)
    }

    /// The token `at` as a separator.
    pub(super) fn separator(&self, at: usize) -> Option<Separator> {
        let kind = match self.tokens.operator(at)? {
            "&&" => SeparatorKind::And,
            "||" => SeparatorKind::Or,
            ";" => SeparatorKind::Semicolon,
            "\n" => SeparatorKind::Newline,
            "|" | "|&" => SeparatorKind::Pipe,
            "&" => SeparatorKind::Background,
            _ => return None,
        };
        let spot = Some(self.spot(at)).filter(|spot| spot.exact)?;
        Some(Separator { kind, span: self.source.span(spot.start, spot.end) })
    }

    /// What `set` commands right at the beginning switch on.
    fn own_options(&self, program: &Program) -> Dialect {
        let mut dialect = Dialect::default();
        let pipelines = program.complete_commands.iter().flat_map(|list| &list.0).flat_map(|item| item.0.iter());
        for (_, pipeline) in pipelines {
            let [Command::Simple(simple)] = pipeline.seq.as_slice() else { break };
            if simple.prefix.is_some() || simple.word_or_name.as_ref().is_none_or(|word| word.value != "set") {
                break;
            }
            let words: Vec<String> = simple.suffix.iter().flat_map(|suffix| &suffix.0).map(ToString::to_string).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let options = Dialect::from_set(&words);
            dialect.errexit |= options.errexit;
            dialect.pipefail |= options.pipefail;
        }
        dialect
    }

    /// Whether `set +e` (by letter or name) stands anywhere in the text.
    fn switches_off(&self, letter: char, name: &str) -> bool {
        let off = |at: usize| {
            let word = self.tokens.word(at).unwrap_or_default();
            let named = word.starts_with('+') && word.ends_with('o') && self.tokens.word(at + 1) == Some(name);
            named || (word.starts_with('+') && word.contains(letter))
        };
        let sets = (0..self.tokens.len()).filter(|at| self.tokens.word(*at) == Some("set"));
        sets.into_iter().any(|set| (set + 1..self.tokens.len()).take_while(|at| self.tokens.word(*at).is_some()).any(off))
    }
}

fn parse(text: &str) -> Result<(Tokens, Program), Refusal> {
    guard::check_text(text)?;
    // brush-parser unwraps here and there; a panic of its own is a text that it cannot read.
    let tokens = catch_unwind(|| Tokens::read(text)).unwrap_or(Err(Refusal::Unparsed))?;
    guard::check_tokens(&tokens)?;
    let options = ParserOptions::default();
    let parsed = catch_unwind(AssertUnwindSafe(|| brush_parser::parse_tokens(&tokens.list, &options)));
    let program = parsed.ok().and_then(Result::ok).ok_or(Refusal::Unparsed)?;
    Ok((tokens, program))
}

fn is_plain(pipeline: &Pipeline) -> bool {
    !pipeline.bang && pipeline.timed.is_none() && pipeline.seq.iter().all(|command| matches!(command, Command::Simple(_)))
}

/// Programs whose failure is an answer and no error.
const TESTS: &[&str] =
    &["[", "test", "grep", "egrep", "fgrep", "which", "command", "type", "hash", "id", "getent", "false", "diff", "cmp"];

fn is_test(pipeline: &Pipeline) -> bool {
    match pipeline.seq.last() {
        Some(Command::Simple(simple)) => simple.word_or_name.as_ref().is_some_and(|word| TESTS.contains(&word.value.as_str())),
        Some(Command::ExtendedTest(..)) => true,
        _ => false,
    }
}
