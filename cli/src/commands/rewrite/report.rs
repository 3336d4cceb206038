//! Outcome by outcome: prints what the mode and the format want, and counts.

use crate::args::{Format, Mode, RewriteArgs};
use crate::exit::Exit;
use crate::files;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::{count, diff, explain, github, json, sarif, statistics};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

/// The most problems of one file that are printed in full.
const MAX_PROBLEMS: usize = 20;

/// Where and how outcomes are reported.
#[derive(Debug)]
pub(super) struct Report {
    mode: Mode,
    format: Format,
    explain: bool,
    /// Whether a file was explained before: a blank line keeps the next one apart.
    explained: bool,
    statistics: Option<statistics::Statistics>,
    documents: Vec<serde_json::Value>,
    sarif: sarif::Sarif,
    files: usize,
    changed: usize,
    failed: usize,
    /// Files beside Dockerfiles that were written, with what they say now.
    proposed: HashMap<PathBuf, String>,
    told: HashSet<Problem>,
}

impl Report {
    pub(super) fn new(args: &RewriteArgs, mode: Mode, files: usize) -> Self {
        Self {
            mode,
            format: args.format,
            explain: args.explain,
            explained: false,
            statistics: args.statistics.then(statistics::Statistics::default),
            documents: Vec::new(),
            sarif: sarif::Sarif::default(),
            files,
            changed: 0,
            failed: 0,
            proposed: HashMap::new(),
            told: HashSet::new(),
        }
    }

    /// Reports one outcome.
    pub(super) fn take(&mut self, mut outcome: Outcome, output: &mut Output) -> Exit {
        if self.mode == Mode::Write {
            self.write_proposed(&mut outcome);
        }
        self.changed += usize::from(outcome.changes());
        self.failed += usize::from(!outcome.problems.is_empty());
        if let (Some(statistics), Some(rewrite)) = (&mut self.statistics, &outcome.rewrite) {
            statistics.add(rewrite);
        }
        match self.format {
            Format::Text => self.take_text(&outcome, output),
            Format::Json => self.documents.push(json::file(&outcome)),
            Format::Sarif => self.sarif.add(&outcome),
            Format::Github => output.print(&github::annotations(&outcome)),
        }
        if self.format != Format::Text {
            self.print_result(&outcome, output);
        }
        match (outcome.problems.is_empty(), &self.mode) {
            (false, _) => Exit::Failed,
            (true, Mode::Compare { check: true, .. }) if outcome.changes() => Exit::WouldChange,
            _ => Exit::Fine,
        }
    }

    fn take_text(&mut self, outcome: &Outcome, output: &mut Output) {
        for problem in outcome.problems.iter().take(MAX_PROBLEMS) {
            // A configuration file that many Dockerfiles share is wrong once.
            if self.told.insert(problem.clone()) {
                output.problem(problem);
            }
        }
        if outcome.problems.len() > MAX_PROBLEMS {
            let more = count(outcome.problems.len() - MAX_PROBLEMS, "more error", "more errors");
            output.print_err(&format!("{}: {more}\n", outcome.name));
        }
        self.print_result(outcome, output);
        if self.explain && outcome.rewrite.is_some() {
            let paint = if self.reports_to_stdout() { output.paint } else { output.paint_err };
            let gap = if std::mem::replace(&mut self.explained, true) { "\n" } else { "" };
            self.tell(&format!("{gap}{}", explain::text(outcome, paint)), output);
        } else if let Some(rewrite) = outcome.rewrite.as_ref().filter(|rewrite| !rewrite.flags.is_empty()) {
            output.print_err(&format!("{}: {}", outcome.name, explain::build_command(rewrite).trim_start()));
        }
    }

    /// The text, the difference or the name: what goes to standard output, or nothing.
    fn print_result(&self, outcome: &Outcome, output: &mut Output) {
        let Some(rewrite) = &outcome.rewrite else { return };
        match &self.mode {
            Mode::Print => output.print(&rewrite.text),
            Mode::Write if outcome.changes() && outcome.problems.is_empty() && self.format == Format::Text => {
                let changes = count(rewrite.changes.len(), "change", "changes");
                output.print_err(&format!("{}: rewritten, {changes}\n", outcome.name));
            }
            Mode::Compare { diff: true, .. } if self.format == Format::Text => {
                output.print(&diff::unified(&outcome.name, &outcome.source, &rewrite.text, output.paint));
                for file in outcome.proposed.iter().filter(|file| file.changes()) {
                    let old = file.old.as_deref().unwrap_or_default();
                    output.print(&diff::unified(&file.path.display().to_string(), old, &file.proposal.content, output.paint));
                }
            }
            Mode::Compare { diff: false, .. } if self.format == Format::Text && outcome.changes() => {
                output.print(&format!("{}\n", outcome.name));
            }
            _ => {}
        }
    }

    /// Writes files beside the Dockerfile, each once a run: two Dockerfiles may share a context.
    fn write_proposed(&mut self, outcome: &mut Outcome) {
        for file in outcome.proposed.iter().filter(|file| file.changes()) {
            let written = self.proposed.get(&file.path);
            if written == Some(&file.proposal.content) {
                continue;
            }
            if written.is_some() {
                let what = "another Dockerfile wants another content, which was written";
                outcome.problems.push(Problem::file(&file.path, what).help("run k8or again"));
            } else if let Err(problem) = files::write_output(&file.path, &file.proposal.content) {
                outcome.problems.push(problem);
            } else {
                self.proposed.insert(file.path.clone(), file.proposal.content.clone());
            }
        }
    }

    /// Whether standard output is free for reports, because it carries no text and no difference.
    const fn reports_to_stdout(&self) -> bool {
        matches!(self.format, Format::Text)
            && matches!(self.mode, Mode::Write | Mode::Output(_) | Mode::Compare { diff: false, .. })
    }

    fn tell(&self, text: &str, output: &mut Output) {
        if self.reports_to_stdout() { output.print(text) } else { output.print_err(text) }
    }

    /// Whether the next outcome is worth waiting for: without a reader only files that are written are.
    pub(super) const fn goes_on(&self, output: &Output) -> bool {
        !output.is_closed() || matches!(self.mode, Mode::Write)
    }

    /// Reports what is about all files.
    pub(super) fn finish(mut self, output: &mut Output) {
        match self.format {
            Format::Json => output.print(&json::document(std::mem::take(&mut self.documents), self.changed, self.failed)),
            Format::Sarif => output.print(&std::mem::take(&mut self.sarif).document()),
            Format::Text | Format::Github => {}
        }
        if let Some(statistics) = &self.statistics {
            self.tell(&statistics.text(), output);
        }
        if self.format == Format::Text && self.files > 1 && !output.is_closed() {
            output.print_err(&self.summary());
        }
    }

    fn summary(&self) -> String {
        let changed = match self.mode {
            Mode::Write => "rewritten",
            _ => "would change",
        };
        let unchanged = self.files.saturating_sub(self.changed + self.failed);
        let failed = if self.failed == 0 { String::new() } else { format!(", {} with errors", self.failed) };
        format!("{}: {} {changed}, {unchanged} unchanged{failed}\n", count(self.files, "file", "files"), self.changed)
    }
}
