//! Where in a stage the user is made and changed to, in the style of the file.

use super::make::Account;
use super::owned::Owned;
use crate::facts::{Stage, is_below};
use crate::rules::View;
use crate::syntax::{Arguments, Instruction, InstructionId, Keyword};

/// Text to put in a place.
#[derive(Debug)]
pub(crate) struct Insertion {
    /// Before this byte.
    pub(crate) at: u32,
    pub(crate) text: String,
}

/// A variable of the environment that goes with the user.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) name: &'static str,
    pub(super) value: String,
    /// Why it is there, where a reader would ask.
    pub(super) comment: Option<&'static str>,
}

/// The text that makes the user and its directories, and the text that changes to it.
pub(super) fn write(
    view: &View<'_>,
    stage: &Stage<'_>,
    account: &Account,
    owned: &Owned,
    settings: &[Setting],
) -> Vec<Insertion> {
    let page = Page::new(view, stage);
    let making = page.making(account, owned);
    let changing = page.changing(account, settings);
    let (first, second) = (page.place_of_making(account, owned), page.place_of_changing(owned.after));
    let second = second.max(first);
    match making {
        Some(making) if first == second => vec![page.insertion(first, format!("{making}{changing}"), false)],
        Some(making) => vec![page.insertion(first, making, true), page.insertion(second, changing, false)],
        None => vec![page.insertion(second, changing, false)],
    }
}

/// The directories that are made for the user, its home first.
fn directories(account: &Account, owned: &Owned) -> Vec<String> {
    let mut directories: Vec<String> = account.home.iter().filter(|_| !account.has_home()).cloned().collect();
    directories.extend(owned.directories.iter().filter(|path| !directories.contains(path)).cloned().collect::<Vec<_>>());
    directories
}

/// Whether a text names one of these directories, or one that they lie in.
fn mentions(text: &str, directories: &[String]) -> bool {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '&' | '|' | '=' | ')' | ','));
    words.filter(|word| word.len() > 1 && word.starts_with('/')).any(|word| directories.iter().any(|path| is_below(path, word)))
}

struct Page<'v, 'a> {
    view: &'v View<'a>,
    stage: &'v Stage<'v>,
    body: &'v [Instruction<'v>],
    newline: &'static str,
    lower: bool,
}

impl<'v, 'a> Page<'v, 'a> {
    fn new(view: &'v View<'a>, stage: &'v Stage<'v>) -> Self {
        let from = view.file.instruction(stage.from);
        let lower = view.is_lower(from);
        Self { view, stage, body: view.facts.body(view.file, stage.index), newline: view.newline(), lower }
    }

    fn keyword(&self, keyword: &str) -> String {
        if self.lower { keyword.to_ascii_lowercase() } else { keyword.to_owned() }
    }

    /// What makes the user and its directories; none where nothing has to be made.
    fn making(&self, account: &Account, owned: &Owned) -> Option<String> {
        let newline = self.newline;
        let files: String = account
            .files()
            .into_iter()
            .map(|(path, line)| format!("{} <<EOF {path}{newline}{line}{newline}EOF{newline}", self.keyword("COPY")))
            .collect();
        if !account.runs() {
            return (!files.is_empty()).then_some(files);
        }
        let directories = directories(account, owned);
        let mut commands = account.commands();
        commands.extend(account.owns(&directories));
        commands.extend(account.owns_files(&owned.files));
        let escape = char::from(self.view.file.escape());
        let comment = if directories.is_empty() {
            String::new()
        } else {
            format!("# the group is root's, as some clusters run images as any user of it{newline}")
        };
        let body = commands.join(&format!(" {escape}{newline} && "));
        (!commands.is_empty()).then(|| format!("{comment}{} {body}{newline}", self.keyword("RUN")))
    }

    /// What changes to the user.
    fn changing(&self, account: &Account, settings: &[Setting]) -> String {
        let newline = self.newline;
        let mut text: String =
            settings.iter().filter_map(|it| it.comment).map(|comment| format!("# {comment}{newline}")).collect();
        let pairs: Vec<String> = settings.iter().map(|it| format!("{}={}", it.name, it.value)).collect();
        if !pairs.is_empty() {
            text += &format!("{} {}{newline}", self.keyword("ENV"), pairs.join(" "));
        }
        text + &format!("{} {number}:{number}{newline}", self.keyword("USER"), number = account.number)
    }

    /// The index in the body before which the user is made: behind all RUNs, and before sources are copied, whose every
    /// change would make it anew; but never before a RUN that may make one of its directories itself, and would fail.
    fn place_of_making(&self, account: &Account, owned: &Owned) -> usize {
        let runs = self.body.iter().rposition(|it| it.keyword == Keyword::Run).map_or(0, |at| at + 1);
        let brings = |it: &Instruction<'_>| matches!(it.keyword, Keyword::Copy | Keyword::Add);
        let sources = self.body.iter().position(|it| brings(it) && is_wide(it)).filter(|at| *at < runs);
        let first = || self.body[runs..].iter().position(brings).map(|at| at + runs);
        let place = sources.or_else(first).unwrap_or(runs);
        let directories = directories(account, owned);
        let makes = |it: &Instruction<'_>| it.keyword == Keyword::Run && mentions(self.view.slice(it.text), &directories);
        let made = self.body.iter().rposition(makes).map_or(0, |at| at + 1);
        place.max(self.behind(owned.after)).max(made)
    }

    /// The index in the body before which the user is changed to: before CMD and ENTRYPOINT where these end the stage.
    fn place_of_changing(&self, after: Option<InstructionId>) -> usize {
        let builds = |it: &Instruction<'_>| {
            matches!(
                it.keyword,
                Keyword::Run | Keyword::Copy | Keyword::Add | Keyword::Workdir | Keyword::Shell | Keyword::Arg | Keyword::Volume
            )
        };
        let tail = self.body.iter().rposition(builds).map_or(0, |at| at + 1).max(self.behind(after));
        let starts = |it: &Instruction<'_>| matches!(it.keyword, Keyword::Cmd | Keyword::Entrypoint);
        self.body[tail..].iter().position(starts).map_or(self.body.len(), |at| at + tail)
    }

    /// One behind an instruction, when it is of this stage.
    fn behind(&self, after: Option<InstructionId>) -> usize {
        after.map_or(0, |after| self.body.partition_point(|it| it.id <= after))
    }

    /// Text before the instruction of an index, with its comments, or at the end of the stage; with an empty line behind it
    /// where the file has one in front.
    fn insertion(&self, index: usize, text: String, apart: bool) -> Insertion {
        if let Some(next) = self.body.get(index) {
            let at = next.leading.start.min(next.span.start);
            let before = &self.view.text[..at as usize];
            let spaced = before.lines().last().is_some_and(|line| line.trim().is_empty());
            // a comment above CMD is about CMD
            let commented = !apart && !next.leading.is_empty();
            let gap = if apart && spaced || commented { self.newline } else { "" };
            return Insertion { at, text: format!("{text}{gap}") };
        }
        let last = self.body.last().map_or_else(|| self.view.file.instruction(self.stage.from).span, |last| last.span);
        let ended = last.of(self.view.text).ends_with('\n');
        let text = if ended { text } else { format!("{}{}", self.newline, text.trim_end_matches(['\r', '\n'])) };
        Insertion { at: last.end, text }
    }
}

/// Whether a COPY brings more than single files: what changes with the sources.
fn is_wide(instruction: &Instruction<'_>) -> bool {
    let (Arguments::Copy(transfer) | Arguments::Add(transfer)) = &instruction.arguments else { return false };
    let wide = |source: &str| {
        let name = source.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        matches!(source, "." | "./" | "/") || source.ends_with('/') || !name.contains('.')
    };
    instruction.flag("from").is_some() || transfer.sources.iter().any(|source| wide(&source.text))
}
