//! The loop: view, propose, choose, apply, check; again until nothing more is proposed.

use super::ignores::{self, Ignore};
use super::{Options, Rewrite, check};
use crate::context::Context;
use crate::facts::{Facts, Memo};
use crate::install_log;
use crate::plan::{Edit, Part, Plan};
use crate::report::{Change, FileProposal, Note, Reason, Skip};
use crate::rules::{self, Meta, Notebook, Phase, Proposal, Proposals, Rule, View};
use crate::span::{LineIndex, Span};
use crate::syntax::{self, Dockerfile};
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

/// Rounds of one phase; a rule set that has not settled by then is at odds with itself.
const MAX_ROUNDS: usize = 12;

/// How many sets of changes are tried to find out which does harm: each trial costs a look at the whole file.
const MAX_TRIALS: usize = 32;

/// How often the phases are gone through again because a later one changed something.
const MAX_RETURNS: usize = 4;

/// The phases in their order, but for the first, which is gone through once, and the last, which sees what no other one does.
const PHASES: [Phase; 4] = [Phase::Normalise, Phase::Split, Phase::Role, Phase::User];

struct Work<'s, 'o> {
    /// The user's file.
    original: &'o Dockerfile<'s>,
    plan: Rc<Plan<'s>>,
    options: &'o Options,
    context: &'o Context<'o>,
    memo: &'o mut Memo,
    lines: LineIndex,
    changes: Vec<Change>,
    /// What the changes need `docker build` to be called with.
    flags: Vec<String>,
    /// Changes that were tried and taken back: the rule and where. They are not tried again.
    refused: HashSet<(&'static str, u32)>,
    /// Own ignore comments that switched something off, by their place in the user's file.
    used: HashSet<u32>,
}

/// A state of the plan, parsed.
#[derive(Clone, Copy)]
struct State<'s, 'a> {
    plan: &'a Plan<'s>,
    file: &'a Dockerfile<'a>,
}

/// What one look at the plan brought.
#[derive(Default)]
struct Round {
    chosen: Vec<Proposal>,
    skips: Vec<Skip>,
    notes: Vec<Note>,
    files: Vec<FileProposal>,
}

pub(super) fn rewrite(original: &Dockerfile<'_>, options: &Options, context: &Context<'_>, memo: &mut Memo) -> Rewrite {
    let source = original.source();
    let mut work = Work {
        original,
        plan: Rc::new(Plan::new(source)),
        options,
        context,
        memo,
        lines: LineIndex::new(source),
        changes: Vec::new(),
        flags: Vec::new(),
        refused: HashSet::new(),
        used: HashSet::new(),
    };
    let first = work.keep_out();
    if work.context.has_needs() {
        // what is asked next depends on what reaches the builder
        return work.finish(Vec::new(), Vec::new());
    }
    let log = work.set_aside_log();
    let mut rounds: [Option<Round>; PHASES.len()] = Default::default();
    let (mut at, mut returns) = (0, 0);
    while let Some(phase) = PHASES.get(at) {
        let rules: Vec<_> = active(options, *phase).collect();
        let before = work.changes.len();
        if !rules.is_empty() {
            rounds[at] = Some(work.settle(&rules));
        }
        // what a later phase has moved may be news to an earlier one
        let again = at > 0 && work.changes.len() > before && returns < MAX_RETURNS;
        returns += usize::from(again);
        at = if again { 0 } else { at + 1 };
    }
    work.put_back(log);
    let rules: Vec<_> = active(options, Phase::Log).collect();
    let last = (!rules.is_empty()).then(|| work.settle(&rules));
    let (mut skips, mut notes, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for round in first.into_iter().chain(rounds.into_iter().flatten()).chain(last) {
        skips.extend(round.skips);
        notes.extend(round.notes);
        files.extend(round.files);
    }
    Rewrite { files, ..work.finish(skips, notes) }
}

fn active(options: &Options, phase: Phase) -> impl Iterator<Item = &'static Rule> {
    rules::all().iter().copied().filter(move |rule| rule.meta.phase == phase && options.enables(&rule.meta))
}

impl<'s> Work<'s, '_> {
    /// Lets rules propose and applies what they propose until they are content. The last look is returned.
    ///
    /// Each state of the plan is parsed once: what the check of an edit has parsed is what the next look sees.
    fn settle(&mut self, rules: &[&'static Rule]) -> Round {
        let plan = Rc::clone(&self.plan);
        let parsed;
        let file = if plan.is_untouched() {
            self.original
        } else {
            parsed = syntax::parse(plan.text());
            &parsed
        };
        self.settle_from(rules, State { plan: &plan, file }, None, MAX_ROUNDS)
    }

    /// Finds out what of the build context should not reach the builder. What is proposed counts as done.
    fn keep_out(&mut self) -> Option<Round> {
        self.context.leave_out("");
        let rules: Vec<_> = active(self.options, Phase::Context).collect();
        let round = (!rules.is_empty()).then(|| self.settle(&rules))?;
        if round.files.is_empty() {
            self.context.leave_out("");
        }
        Some(round)
    }

    /// Takes the log of installations out: it says over again what the rest says, which no rule should count twice or change.
    /// Where it stands in the user's file.
    fn set_aside_log(&mut self) -> Option<Span> {
        if !install_log::may_be_in(self.original.source()) {
            return None;
        }
        let facts = Facts::new(self.original, self.memo, self.options);
        let span = install_log::present(self.original, &facts)?;
        self.plan = Rc::new(self.plan.edited(&[&Edit { span, with: Vec::new() }]));
        Some(span)
    }

    /// Puts it back in front of the stage that is the last one now.
    fn put_back(&mut self, log: Option<Span>) {
        let Some(log) = log else { return };
        let file = syntax::parse(self.plan.text());
        let facts = Facts::new(&file, self.memo, self.options);
        let span = Span::at(install_log::place(&file, &facts));
        self.plan = Rc::new(self.plan.edited(&[&Edit { span, with: vec![Part::Back(log)] }]));
    }

    /// Goes on from a state of the plan, the facts of which are given where they are known already. They hold every shell body,
    /// so that those of one state go before those of the next come.
    fn settle_from<'a>(
        &mut self,
        rules: &[&'static Rule],
        state: State<'s, 'a>,
        facts: Option<Facts<'a>>,
        rounds: usize,
    ) -> Round {
        let facts = facts.unwrap_or_else(|| Facts::new(state.file, self.memo, self.options));
        let mut round = self.look(rules, state, &facts);
        if rounds == 0 {
            for left in std::mem::take(&mut round.chosen) {
                round.skips.push(self.skip(left.rule, left.at, Reason::Conflict("itself")));
            }
        }
        // questions are open: what follows from the answers is worked out when they are there
        if round.chosen.is_empty() || self.context.has_needs() {
            return round;
        }
        let unread = check::unread_bodies(&facts);
        drop(facts);
        let plan = Rc::new(edited(state.plan, &round.chosen));
        let file = syntax::parse(plan.text());
        let facts = Facts::new(&file, self.memo, self.options);
        if check::holds(state.file, unread, (&file, &facts), &edits(&round.chosen)) {
            self.record(&round.chosen);
            self.plan = Rc::clone(&plan);
            return self.settle_from(rules, State { plan: &plan, file: &file }, Some(facts), rounds - 1);
        }
        drop(facts);
        // something in it does harm: what does is found out and refused, and the rest gets another look
        let mut trials = MAX_TRIALS;
        self.refuse_harmful((state, unread), &round.chosen, &mut trials);
        self.settle_from(rules, state, None, rounds - 1)
    }

    /// One look at the plan: everything that the rules say, and which of it can be done together.
    fn look(&mut self, rules: &[&'static Rule], state: State<'s, '_>, facts: &Facts<'_>) -> Round {
        let Some(first) = rules.first() else { return Round::default() };
        let State { plan, file } = state;
        let notebook = Notebook::default();
        let view = View {
            text: plan.text(),
            source: plan.source(),
            file,
            facts,
            options: self.options,
            context: self.context,
            notebook: &notebook,
        };
        let mut out = Proposals::new(&first.meta);
        for rule in rules {
            out.speaker(&rule.meta);
            (rule.run)(&view, &mut out);
        }
        let ignores = ignores::collect(file);
        let mut round = Round::default();
        let mut wanted = Vec::new();
        for change in out.changes {
            let (reason, used) = self.objection(&change, &ignores);
            self.used.extend(used);
            match reason {
                Some(reason) => round.skips.push(self.skip(change.rule, change.at, reason)),
                None => wanted.push(change),
            }
        }
        // what was left alone in k8or's own lines is nobody's business
        for (rule, at, reason) in out.skips.into_iter().filter(|(_, at, _)| !self.plan.is_new(at.start)) {
            let reason = if ignores.iter().any(|ignore| ignore.matches(rule, at)) { Reason::Ignored } else { reason };
            round.skips.push(self.skip(rule, at, reason));
        }
        let heard = |rule: &Meta, at: Span| !ignores.iter().any(|ignore| ignore.matches(rule, at));
        let notes = out.notes.into_iter().filter(|(rule, at, _)| heard(rule, *at));
        round.notes = notes.map(|(rule, at, text)| self.note(rule.id, at, text)).collect();
        round.files = out.files.into_iter().filter(|(rule, at, _)| heard(rule, *at)).map(|(_, _, file)| file).collect();
        round.chosen = choose(wanted);
        round
    }

    /// Why a change is not wanted, and the place of the comment that says so.
    fn objection(&self, change: &Proposal, ignores: &[Ignore<'_>]) -> (Option<Reason>, Option<u32>) {
        let mut touched = change.edits.iter().map(|edit| edit.span).chain([change.at]);
        let ignore = touched.find_map(|span| ignores.iter().find(|ignore| ignore.matches(change.rule, span)));
        if let Some(ignore) = ignore {
            return (Some(Reason::Ignored), Some(self.plan.to_source(ignore.span.start)));
        }
        if !self.options.allows(change.class) {
            return (Some(Reason::NeedsUnsafe), None);
        }
        let refused = self.refused.contains(&(change.rule.id, self.plan.to_source(change.at.start)));
        (refused.then_some(Reason::RolledBack), None)
    }

    /// Refuses the changes that do harm, `chosen` being known to: halves are tried until one is left that does harm alone,
    /// or a set that does although neither half does, of which the first half stays. `trials` bounds the work; where it is
    /// used up, all of a set goes.
    fn refuse_harmful(&mut self, before: (State<'s, '_>, usize), chosen: &[Proposal], trials: &mut usize) {
        let (first, second) = chosen.split_at(chosen.len() / 2);
        if first.is_empty() || *trials < 2 {
            return chosen.iter().for_each(|change| self.refuse(change));
        }
        *trials -= 2;
        let harmful: Vec<_> = [first, second].into_iter().filter(|half| !self.holds(before, half)).collect();
        if harmful.is_empty() {
            second.iter().for_each(|change| self.refuse(change));
        }
        for half in harmful {
            self.refuse_harmful(before, half, trials);
        }
    }

    fn holds(&mut self, (state, unread): (State<'s, '_>, usize), changes: &[Proposal]) -> bool {
        let next = edited(state.plan, changes);
        let file = syntax::parse(next.text());
        let facts = Facts::new(&file, self.memo, self.options);
        check::holds(state.file, unread, (&file, &facts), &edits(changes))
    }

    fn refuse(&mut self, change: &Proposal) {
        self.refused.insert((change.rule.id, self.plan.to_source(change.at.start)));
    }

    fn record(&mut self, chosen: &[Proposal]) {
        for change in chosen {
            self.flags.extend(change.flags.iter().filter(|flag| !self.flags.contains(flag)).cloned().collect::<Vec<_>>());
            // what it edits elsewhere is a change of its own, so that every line that differs is accounted for
            let elsewhere = change.edits.iter().map(|edit| edit.span).filter(|span| !change.at.touches(*span));
            for (span, bytes) in [(change.at, change.bytes)].into_iter().chain(elsewhere.map(|span| (span, None))) {
                let at = self.plan.span_to_source(span);
                let line = self.lines.line(at.start);
                self.changes.push(Change { rule: change.rule.id, class: change.class, at, line, why: change.why.clone(), bytes });
            }
        }
    }

    fn skip(&self, rule: &'static Meta, at: Span, reason: Reason) -> Skip {
        let at = self.plan.span_to_source(at);
        Skip { rule: rule.id, at, line: self.lines.line(at.start), reason }
    }

    fn note(&self, rule: &'static str, at: Span, text: String) -> Note {
        let at = self.plan.span_to_source(at);
        Note { rule, at, line: self.lines.line(at.start), text }
    }

    fn finish(mut self, mut skips: Vec<Skip>, mut notes: Vec<Note>) -> Rewrite {
        for ignore in ignores::collect(self.original).iter().filter(|ignore| ignore.is_own()) {
            let used = self.used.contains(&ignore.span.start)
                || skips.iter().any(|skip| {
                    skip.reason == Reason::Ignored
                        && rules::find(skip.rule).is_some_and(|rule| ignore.matches(&rule.meta, skip.at))
                });
            if !used {
                let text = "nothing here needs to be ignored (any more); the comment can go".to_owned();
                notes.push(Note { rule: "", at: ignore.span, line: self.lines.line(ignore.span.start), text });
            }
        }
        self.changes.sort_by_key(|change| change.at.start);
        skips.sort_by_key(|skip| skip.at.start);
        skips.dedup();
        notes.sort_by_key(|note| note.at.start);
        notes.dedup();
        let map = self.plan.line_map();
        Rewrite {
            text: Rc::unwrap_or_clone(self.plan).into_text(),
            changes: self.changes,
            skips,
            notes,
            files: Vec::new(),
            flags: self.flags,
            map,
        }
    }
}

/// Which changes can be made together: earlier ones in the table win, the others get their turn in the next round.
fn choose(wanted: Vec<Proposal>) -> Vec<Proposal> {
    let mut taken: BTreeMap<(u32, u32), ()> = BTreeMap::new();
    let mut chosen = Vec::new();
    for change in wanted {
        let mut own: Vec<Span> = change.edits.iter().map(|edit| edit.span).collect();
        own.sort_unstable();
        let sane = !own.is_empty() && own.windows(2).all(|pair| pair[0].end <= pair[1].start && pair[0] != pair[1]);
        if sane && own.iter().all(|span| is_free(&taken, *span)) {
            taken.extend(own.iter().map(|span| ((span.start, span.end), ())));
            chosen.push(change);
        }
    }
    chosen
}

/// Whether no taken span overlaps or, one of them being an insertion, touches this one.
fn is_free(taken: &BTreeMap<(u32, u32), ()>, span: Span) -> bool {
    let clashes = |other: Span| {
        other.overlaps(span) || ((other.is_empty() || span.is_empty()) && other.start <= span.end && span.start <= other.end)
    };
    let before = taken.range(..=(span.start, u32::MAX)).next_back();
    let after = taken.range((span.start, 0)..).next();
    ![before, after].into_iter().flatten().any(|((start, end), ())| clashes(Span::new(*start, *end)))
}

fn edits(changes: &[Proposal]) -> Vec<&Edit> {
    let mut edits: Vec<&Edit> = changes.iter().flat_map(|change| &change.edits).collect();
    edits.sort_by_key(|edit| edit.span);
    edits
}

fn edited<'s>(plan: &Plan<'s>, changes: &[Proposal]) -> Plan<'s> {
    plan.edited(&edits(changes))
}

#[cfg(test)]
mod tests {
    use crate::context::NoProject;
    use crate::report::Reason;
    use crate::{Options, rewrite};

    /// The result for RUNs whose lines may grow up to BuildKit's limit: its text, and how often a change was taken back.
    fn rewritten(text: &str) -> (String, usize) {
        let options = Options { only: vec!["wget-progress".to_owned()], ..Options::default() };
        let result = rewrite(text, &NoProject, &options).unwrap();
        (result.text, result.skips.iter().filter(|skip| skip.reason == Reason::RolledBack).count())
    }

    #[test]
    fn one_harmful_change_among_many_is_found_and_the_rest_is_made() {
        let long = format!("RUN wget {}\n", "a".repeat(65_520));
        let short = "RUN wget b\n".repeat(150);
        let (text, taken_back) = rewritten(&format!("FROM debian\n{short}{long}{short}"));
        assert_eq!(taken_back, 1);
        assert!(text.contains(&long));
        assert_eq!(text.matches("--progress").count(), 300);
    }

    #[test]
    fn thousands_of_changes_that_only_together_do_harm_are_taken_back_in_few_trials() {
        let text = format!("FROM debian\nRUN wget a\nRUN {}\n", "wget a;".repeat(3_000));
        let (text, taken_back) = rewritten(&text);
        assert!(taken_back > 0);
        assert!(text.contains("wget --progress"));
        assert!(text.lines().all(|line| line.len() <= 65_535));
    }
}
