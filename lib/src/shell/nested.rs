//! Commands in words: `$( … )`, backticks, and the text of `sh -c '…'`.

use super::dialect::{Dialect, basename, is_shell};
use super::script::{Refusal, Word};
use super::walk::{Context, Level, Source, Walker};

/// Most words between `sh` and its text.
const MAX_OPTIONS: usize = 16;

/// The text that a shell is given, and how that shell is started.
pub(super) struct Text<'a> {
    source: Source<'a>,
    dialect: Dialect,
    /// The outer shell fills in variables first.
    expanded: bool,
    /// The shell is the command itself, not an argument of `find` or `xargs`.
    direct: bool,
}

impl<'a> Walker<'a, '_> {
    /// Analyses the commands inside words.
    pub(super) fn substitutions(&mut self, texts: Vec<Source<'a>>, context: Context) -> Result<(), Refusal> {
        for source in texts {
            let mut inside = context.deeper().subshell();
            inside.errexit = false;
            inside.fatal = context.fatal || context.errexit;
            inside.place.substitution = true;
            let mark = self.shared.variables.mark();
            Walker::run(self.shared, source, inside, Level::Substitution)?;
            self.shared.variables.restore(mark);
        }
        Ok(())
    }

    /// The texts for shells among a command's words. Those that are computed count as hidden.
    pub(super) fn nested_texts(&mut self, words: &[Word], tokens: &[usize], program: usize) -> Vec<Text<'a>> {
        let mut texts = Vec::new();
        for at in program..words.len() {
            let Some(name) = words[at].literal() else { continue };
            let script = if is_shell(name) {
                let rest: Vec<&str> = words[at + 1..].iter().take(MAX_OPTIONS).map_while(Word::literal).collect();
                Dialect::of_command(name, &rest).map(|(dialect, taken)| (at + 1 + taken, dialect))
            } else if at == program && matches!(basename(name), "su" | "runuser") {
                let option = words.iter().position(|word| word.literal() == Some("-c"));
                option.map(|option| (option + 1, Dialect::default()))
            } else {
                None
            };
            let Some((script, dialect)) = script else { continue };
            if let (Some(word), Some(token)) = (words.get(script), tokens.get(script)) {
                let text = self.literal_text(word, *token).map(|(source, expanded)| Text {
                    source,
                    dialect,
                    expanded,
                    direct: at == program,
                });
                self.shared.script.hidden |= text.is_none();
                texts.extend(text);
            }
        }
        texts
    }

    /// The text between a word's quotes when it is written as the shell gets it, but for plain variables.
    fn literal_text(&self, word: &Word, token: usize) -> Option<(Source<'a>, bool)> {
        let spot = self.spot(token);
        if !spot.exact {
            return None;
        }
        let inner = if let Some(inner) = word.raw.strip_prefix('\'').and_then(|raw| raw.strip_suffix('\'')) {
            (!inner.contains('\'')).then_some(inner)?
        } else if let Some(inner) = word.raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) {
            (!inner.contains(['"', '\\', '`']) && !inner.contains("$(")).then_some(inner)?
        } else {
            return word.plain.then_some((self.source.part(spot.start as usize, spot.end as usize)?, false));
        };
        let start = spot.start as usize + 1;
        let expanded = word.raw.starts_with('"') && inner.contains('$');
        Some((self.source.part(start, start + inner.len())?, expanded))
    }

    /// Analyses the text of `sh -c '…'`. One that does not parse is only counted as hidden.
    pub(super) fn nested_shell(&mut self, text: Text<'a>, context: Context) -> Result<(), Refusal> {
        let mut inside = context.deeper().subshell();
        inside.fatal = context.fatal || context.errexit;
        inside.errexit = text.dialect.errexit;
        inside.pipefail = text.dialect.pipefail;
        inside.place.nested_shell = true;
        if !text.direct {
            inside = inside.conditional();
        }
        let outer = std::mem::take(&mut self.shared.variables);
        self.shared.variables.change_directory(outer.directory());
        if text.expanded {
            self.shared.variables.go_blind();
        }
        let commands = self.shared.script.commands.len();
        let assignments = self.shared.script.assignments.len();
        let result = Walker::run(self.shared, text.source, inside, Level::NestedShell);
        self.shared.variables = outer;
        if result == Err(Refusal::Unparsed) {
            self.shared.script.commands.truncate(commands);
            self.shared.script.assignments.truncate(assignments);
            self.shared.script.hidden = true;
            return Ok(());
        }
        result
    }
}
