//! Compound commands: groups, subshells, branches, loops and functions.

use super::script::Refusal;
use super::variables::{DIRECTORY, assigned_name, is_name};
use super::walk::{Context, Walker};
use brush_parser::ast::{
    CaseClauseCommand, CompoundCommand, DoGroupCommand, ForClauseCommand, FunctionDefinition, IfClauseCommand, RedirectList,
    SubshellCommand, WhileOrUntilClauseCommand,
};
use brush_parser::{SourcePosition, SourceSpan};
use std::sync::Arc;

impl Walker<'_, '_> {
    pub(super) fn compound(&mut self, compound: &CompoundCommand, context: Context) -> Result<(), Refusal> {
        match compound {
            CompoundCommand::BraceGroup(group) => {
                self.list(&group.list, context.deeper())?;
                self.seek_end(&group.loc.end).map(drop)
            }
            CompoundCommand::Subshell(subshell) => self.subshell(subshell, context),
            CompoundCommand::IfClause(clause) => self.if_clause(clause, context),
            CompoundCommand::ForClause(clause) => self.for_clause(clause, context),
            CompoundCommand::WhileClause(clause) | CompoundCommand::UntilClause(clause) => self.while_clause(clause, context),
            CompoundCommand::CaseClause(clause) => self.case_clause(clause, context),
            CompoundCommand::Arithmetic(command) => self.arithmetic(&command.loc, context),
            CompoundCommand::ArithmeticForClause(clause) => {
                self.seek(&clause.loc.start)?;
                self.loop_body(&clause.body, context)
            }
            CompoundCommand::Coprocess(_) => Err(Refusal::Unparsed),
        }
    }

    pub(super) fn subshell(&mut self, subshell: &SubshellCommand, context: Context) -> Result<(), Refusal> {
        let mark = self.shared.variables.mark();
        self.list(&subshell.list, context.deeper().subshell())?;
        self.shared.variables.restore(mark);
        self.seek_end(&subshell.loc.end).map(drop)
    }

    fn if_clause(&mut self, clause: &IfClauseCommand, context: Context) -> Result<(), Refusal> {
        self.seek(&clause.loc.start)?;
        let inside = context.deeper();
        self.list(&clause.condition, inside.harmless())?;
        let branch = inside.conditional();
        self.branch(|walker| walker.list(&clause.then, branch))?;
        for other in clause.elses.iter().flatten() {
            if let Some(condition) = &other.condition {
                self.branch(|walker| walker.list(condition, branch.harmless()))?;
            }
            self.branch(|walker| walker.list(&other.body, branch))?;
        }
        // brush-parser gives the clause the end of its `if`.
        while matches!(self.tokens.operator(self.cursor), Some(";" | "\n" | "&")) {
            self.cursor += 1;
        }
        if self.tokens.word(self.cursor) != Some("fi") {
            return Err(Refusal::Unparsed);
        }
        self.cursor += 1;
        Ok(())
    }

    /// What a branch assigns may have been assigned or not.
    fn branch(&mut self, inside: impl FnOnce(&mut Self) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let mark = self.shared.variables.mark();
        inside(self)?;
        self.shared.variables.forget_since(mark);
        Ok(())
    }

    fn for_clause(&mut self, clause: &ForClauseCommand, context: Context) -> Result<(), Refusal> {
        self.seek(&clause.loc.start)?;
        let values = clause.values.iter().flatten().last().and_then(|word| word.loc.as_ref());
        if let Some(values) = values {
            self.words_until(&values.end, context)?;
        }
        self.shared.variables.forget(&clause.variable_name);
        self.loop_body(&clause.body, context)
    }

    fn while_clause(&mut self, clause: &WhileOrUntilClauseCommand, context: Context) -> Result<(), Refusal> {
        let WhileOrUntilClauseCommand(condition, body, location) = clause;
        self.seek(&location.start)?;
        self.forget_assigned_until(&location.end)?;
        self.list(condition, context.deeper().harmless())?;
        self.loop_body(body, context)
    }

    /// Every round but the last is over when the loop's status is told.
    fn loop_body(&mut self, body: &DoGroupCommand, context: Context) -> Result<(), Refusal> {
        self.forget_assigned_until(&body.loc.end)?;
        let mut inside = context.deeper().conditional();
        inside.fatal = false;
        self.branch(|walker| walker.list(&body.list, inside))?;
        self.seek_end(&body.loc.end).map(drop)
    }

    fn case_clause(&mut self, clause: &CaseClauseCommand, context: Context) -> Result<(), Refusal> {
        self.seek(&clause.loc.start)?;
        if let Some(value) = &clause.value.loc {
            self.words_until(&value.end, context)?;
        }
        let branch = context.deeper().conditional();
        for case in &clause.cases {
            if let Some(pattern) = case.patterns.last().and_then(|word| word.loc.as_ref()) {
                self.words_until(&pattern.end, branch)?;
            }
            if let Some(list) = &case.cmd {
                self.branch(|walker| walker.list(list, branch))?;
            }
        }
        self.seek_end(&clause.loc.end).map(drop)
    }

    /// `((…))`. brush-parser also takes `( (echo) )` for it, which is a subshell in a subshell.
    fn arithmetic(&mut self, location: &SourceSpan, context: Context) -> Result<(), Refusal> {
        let start = self.seek(&location.start)?;
        if self.spot(start).end != self.spot(start + 1).start {
            return Err(Refusal::Unparsed);
        }
        let end = self.tokens.ending(self.cursor, &location.end).ok_or(Refusal::Unparsed)?;
        if self.spot(end - 1).end != self.spot(end).start {
            return Err(Refusal::Unparsed);
        }
        let text = self.source.text.get(self.spot(start).start as usize..self.spot(end).end as usize).unwrap_or_default();
        for name in text.split(|c: char| c != '_' && !c.is_ascii_alphanumeric()).filter(|name| is_name(name)) {
            self.shared.variables.forget(name);
        }
        self.words_until(&location.end, context)
    }

    /// A function's body runs when it is called, with whatever the variables hold then.
    pub(super) fn function(&mut self, function: &FunctionDefinition, context: Context) -> Result<(), Refusal> {
        let name = function.fname.loc.as_ref().ok_or(Refusal::Unparsed)?;
        let start = self.seek(&name.start)?;
        let outer = std::mem::take(&mut self.shared.variables);
        self.shared.variables.change_directory(None);
        let mut inside = context.conditional().harmless().deeper();
        inside.place.function = true;
        self.compound(&function.body.0, inside)?;
        self.compound_redirections(function.body.1.as_ref(), inside)?;
        self.shared.variables = outer;
        self.assigned_between(start, self.cursor, |walker, name| match name {
            Some(name) => walker.shared.variables.make_volatile(name),
            None => walker.shared.variables.go_blind(),
        });
        Ok(())
    }

    pub(super) fn compound_redirections(&mut self, list: Option<&RedirectList>, context: Context) -> Result<(), Refusal> {
        for redirect in list.iter().flat_map(|list| &list.0) {
            if let Some((_, _, redirection)) = self.redirection(redirect, context)? {
                self.shared.script.redirections.push(redirection);
            }
        }
        Ok(())
    }

    /// Reads the words up to the token that ends at `end` for the commands inside them.
    pub(super) fn words_until(&mut self, end: &Arc<SourcePosition>, context: Context) -> Result<(), Refusal> {
        let from = self.cursor;
        let last = self.seek_end(end)?;
        for at in from..=last {
            if self.tokens.word(at).is_some() {
                let (_, pending) = self.word(at);
                self.substitutions(pending, context)?;
            }
        }
        Ok(())
    }

    /// A loop's body may see what a later part of it assigned in the round before.
    fn forget_assigned_until(&mut self, end: &Arc<SourcePosition>) -> Result<(), Refusal> {
        let last = self.tokens.ending(self.cursor, end).ok_or(Refusal::Unparsed)?;
        self.assigned_between(self.cursor, last, |walker, name| match name {
            Some(name) => walker.shared.variables.forget(name),
            None => walker.shared.variables.forget_all(),
        });
        Ok(())
    }

    /// Every variable that tokens of a range may assign; `None` for those that may assign anything.
    fn assigned_between(&mut self, from: usize, to: usize, mut each: impl FnMut(&mut Self, Option<&str>)) {
        for at in from..to {
            let Some(word) = self.tokens.word(at).map(str::to_owned) else { continue };
            match word.as_str() {
                "." | "source" | "eval" => each(self, None),
                "cd" | "pushd" | "popd" => each(self, Some(DIRECTORY)),
                _ => {
                    let name = assigned_name(&word).map(|(name, ..)| name);
                    if let Some(name) = name.or_else(|| is_name(&word).then_some(word.as_str())) {
                        each(self, Some(name));
                    } else if word.contains(['$', '`']) {
                        let names = word.split(|c: char| c != '_' && !c.is_ascii_alphanumeric());
                        let assigning = word.contains('=') || word.contains("((");
                        names.filter(|name| assigning && is_name(name)).for_each(|name| each(self, Some(name)));
                    }
                }
            }
        }
    }
}
