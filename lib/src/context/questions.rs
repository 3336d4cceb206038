//! What the rules ask, and what was answered: by the project at once, by the caller before the next step, or by what is known
//! already.

use super::{
    Answers, File, FileKind, Files, Glob, IgnoreFile, IgnoreText, ImageConfig, Known, Listing, MAX_FILES, Need, Project, Scope,
};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// The answers that are there, and the questions that were asked in vain.
#[derive(Default)]
pub struct Context<'p> {
    /// Who answers at once; none where the caller does between two steps.
    project: Option<&'p dyn Project>,
    answers: RefCell<Answers>,
    /// Contents that came with answers, by the files' paths.
    contents: RefCell<HashMap<String, Arc<[u8]>>>,
    /// What keeps files out, by what a question is about.
    rules: RefCell<HashMap<Scope, Option<Rc<IgnoreFile>>>>,
    asked: RefCell<Vec<Need>>,
    /// What the caller was asked last.
    open: Vec<Need>,
    closed: bool,
    /// The files that are taken to reach the builder.
    scope: RefCell<Scope>,
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("answers", &self.answers).field("asked", &self.asked).finish_non_exhaustive()
    }
}

impl<'p> Context<'p> {
    /// One whose questions a project answers.
    pub(crate) fn of(project: &'p dyn Project) -> Self {
        Self { project: Some(project), ..Self::default() }
    }

    /// No further question will be answered: from now on the answer to everything new is `Unknown`.
    pub(crate) const fn close(&mut self) {
        self.closed = true;
    }

    /// Takes what the caller says. What it does not say is `Unknown`, and is not asked again.
    pub(crate) fn take(&mut self, said: Answers) {
        let answers = self.answers.get_mut();
        for need in std::mem::take(&mut self.open) {
            match need {
                Need::Listing => answers.listing = Some(Known::Unknown),
                Need::Files(glob) => {
                    answers.files.insert(glob, Known::Unknown);
                }
                Need::BaseConfig(reference) => {
                    answers.configs.insert(reference, Known::Unknown);
                }
                Need::IgnoreFile => answers.ignore = Some(Known::Unknown),
            }
        }
        said.files.values().for_each(|answer| learn(self.contents.get_mut(), answer));
        answers.extend(said);
    }

    /// The questions that were asked since the last call.
    pub(crate) fn take_needs(&mut self) -> Vec<Need> {
        let mut needs = self.asked.take();
        needs.sort();
        needs.dedup();
        self.open.clone_from(&needs);
        needs
    }

    /// Whether questions are open.
    pub(crate) fn has_needs(&self) -> bool {
        !self.asked.borrow().is_empty()
    }

    /// What an ignore file would keep out with these lines at its end counts as kept out from now on.
    pub(crate) fn leave_out(&self, lines: &str) {
        *self.scope.borrow_mut() = if lines.is_empty() { Scope::Sent } else { Scope::Without(Arc::from(lines)) };
    }

    /// Whether any question takes long, so that it is better to ask much at once than little often.
    pub(crate) fn is_far_away(&self) -> bool {
        self.project.is_some_and(Project::is_far_away)
    }

    /// These questions come next. Only who is far away wants to know before.
    pub(crate) fn expect(&self, needs: impl IntoIterator<Item = Need>) {
        let Some(project) = self.project.filter(|project| project.is_far_away()) else { return };
        let open: Vec<Need> = needs.into_iter().filter(|need| !self.is_answered(need)).collect();
        if open.len() > 1 {
            project.prepare(&open);
        }
    }

    fn is_answered(&self, need: &Need) -> bool {
        match need {
            Need::Files(glob) => self.known_files(glob).is_some(),
            other => self.answers.borrow().have(other),
        }
    }

    /// The question about these files, as it would be asked now.
    pub(crate) fn glob(&self, pattern: &str, contents: bool) -> Glob {
        Glob { pattern: pattern.to_owned(), contents, scope: self.scope.borrow().clone() }
    }

    /// All of the build context that reaches the builder, but for what lies inside of some directories.
    pub fn listing(&self) -> Known<Arc<Listing>> {
        let known = self.answers.borrow().listing.clone();
        known.unwrap_or_else(|| {
            let Some(project) = self.project else { return self.ask(Need::Listing) };
            self.answers.borrow_mut().listing.insert(project.listing()).clone()
        })
    }

    /// Files that match a pattern; with their contents when `contents`. `Yes` may hold an empty list.
    pub fn files(&self, pattern: &str, contents: bool) -> Known<Arc<Files>> {
        self.files_of(self.glob(pattern, contents))
    }

    /// Files that match a pattern, among those that `scope` says.
    pub fn files_among(&self, scope: &Scope, pattern: &str, contents: bool) -> Known<Arc<Files>> {
        self.files_of(Glob { pattern: pattern.to_owned(), contents, scope: scope.clone() })
    }

    fn files_of(&self, glob: Glob) -> Known<Arc<Files>> {
        if let Some(known) = self.known_files(&glob) {
            return known;
        }
        let Some(project) = self.project else { return self.ask(Need::Files(glob)) };
        if self.is_far_away() && self.answers.borrow().listing.is_none() {
            self.expect([Need::Listing, Need::IgnoreFile, Need::Files(glob.clone())]);
            let _ = (self.listing(), self.ignore_file());
            return self.files_of(glob);
        }
        let answer = project.files(&glob);
        learn(&mut self.contents.borrow_mut(), &answer);
        self.answers.borrow_mut().files.insert(glob, answer.clone());
        answer
    }

    /// What was answered, or follows from it.
    fn known_files(&self, glob: &Glob) -> Option<Known<Arc<Files>>> {
        if let Some(answer) = self.answers.borrow().files.get(glob) {
            return Some(answer.clone());
        }
        let answer = self.listed(glob)?;
        self.answers.borrow_mut().files.insert(glob.clone(), answer.clone());
        Some(answer)
    }

    /// What follows from the listing, and from contents that came earlier.
    fn listed(&self, glob: &Glob) -> Option<Known<Arc<Files>>> {
        let answers = self.answers.borrow();
        let (Some(Known::Yes(listing)), Some(Known::Yes(ignore))) = (&answers.listing, &answers.ignore) else { return None };
        let found = listing.find(glob, ignore.lines(), || self.rules(&glob.scope, ignore))?;
        if found.len() > MAX_FILES {
            return Some(Known::Unknown);
        }
        let contents = self.contents.borrow();
        let with_content = |file: &File| match file.kind {
            FileKind::File if glob.contents => {
                Some(File { content: Some(Arc::clone(contents.get(&file.path)?)), ..file.clone() })
            }
            _ => Some(file.clone()),
        };
        found.into_iter().map(with_content).collect::<Option<Files>>().map(|files| Known::Yes(Arc::new(files)))
    }

    fn rules(&self, scope: &Scope, ignore: &IgnoreText) -> Option<Rc<IgnoreFile>> {
        if let Some(rules) = self.rules.borrow().get(scope) {
            return rules.clone();
        }
        let rules = scope.rules(Some(ignore.lines())).map(Rc::new);
        self.rules.borrow_mut().insert(scope.clone(), rules.clone());
        rules
    }

    /// One file with its content, by its path in the context.
    pub fn file(&self, path: &str) -> Known<File> {
        match self.files(path, true) {
            Known::Yes(files) => files.iter().find(|file| file.path == path).map_or(Known::No, |file| Known::Yes(file.clone())),
            Known::No => Known::No,
            Known::Unknown => Known::Unknown,
        }
    }

    /// The ignore file that is in force.
    pub fn ignore_file(&self) -> Known<Arc<IgnoreText>> {
        let known = self.answers.borrow().ignore.clone();
        known.unwrap_or_else(|| {
            let Some(project) = self.project else { return self.ask(Need::IgnoreFile) };
            self.answers.borrow_mut().ignore.insert(project.ignore_file()).clone()
        })
    }

    /// The configuration of a base image.
    pub fn base_config(&self, reference: &str) -> Known<Arc<ImageConfig>> {
        let known = self.answers.borrow().configs.get(reference).cloned();
        known.unwrap_or_else(|| {
            let Some(project) = self.project else { return self.ask(Need::BaseConfig(reference.to_owned())) };
            let answer = project.base_config(reference);
            self.answers.borrow_mut().configs.insert(reference.to_owned(), answer.clone());
            answer
        })
    }

    /// Notes a question for the caller. Until it is answered, nothing is known.
    fn ask<T>(&self, need: Need) -> Known<T> {
        if !self.closed {
            self.asked.borrow_mut().push(need);
        }
        Known::Unknown
    }
}

/// Keeps contents, as other questions may be about the same files.
fn learn(contents: &mut HashMap<String, Arc<[u8]>>, answer: &Known<Arc<Files>>) {
    let Known::Yes(files) = answer else { return };
    for file in files.iter().filter(|file| file.kind == FileKind::File) {
        if let Some(content) = &file.content {
            contents.entry(file.path.clone()).or_insert_with(|| Arc::clone(content));
        }
    }
}
