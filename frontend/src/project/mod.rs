//! The library's questions about the project, answered through the gateway: with the same caps as the command's answers from
//! a directory, and with the same result.
//!
//! A client's directory is asked for the records of what the patterns mean, and then for the contents of those files that are
//! wanted. Each such question costs the client and the daemon more than all that is done here, so that what an earlier one
//! brought answers later ones. What comes from elsewhere is a tree that the daemon has; it is walked there.
//!
//! * `beside`: the files that say how a Dockerfile is to be built, and the listing of the context that comes with them.
//! * `records`: how the daemon writes what is in a directory; `walk`: a tree that it has; `config`: an image's configuration.
//! * `small`: what is fetched before it is asked for.

mod beside;
mod config;
mod records;
mod small;
mod walk;

pub(crate) use beside::{Beside, beside, own_ignore_path};

use crate::gateway::{Capabilities, Failure, Gateway};
use crate::llb;
use crate::opts::Request;
use crate::proto::{FileRange, ImageConfigRequest, SolveRequest};
use crate::result;
use crate::rewriter::Rewritten;
use crate::source::{Dockerfile, Place};
use beside::Own;
use futures_util::future::join_all;
use k8or_core::context::{
    Answers, File, FileKind, Glob, IgnoreFile, IgnoreText, ImageConfig, Known, Listing, MAX_ENTRIES, MAX_FILES, Need, Room, Scope,
};
use prost::bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The most bytes of records that are read for one question.
const MAX_RECORDS: usize = 24 * 1024 * 1024;

/// How many bytes are read at once; the daemon sends no more than 16 MiB in a message.
const PIECE: usize = 8 * 1024 * 1024;

/// The daemon can send the records of a client's directory without the files.
pub(crate) const CAN_SEND_RECORDS: &str = "source.local.metadatatransfer";

/// Where the records are then.
const RECORDS: &str = ".fsutil-metadata";

const LABEL: &str = "[internal] k8or: look at the build context";

/// Why a question has no answer: there is too much, or the daemon does not say.
#[derive(Debug)]
pub(crate) struct Unanswered;

impl From<Failure> for Unanswered {
    fn from(_: Failure) -> Self {
        Self
    }
}

impl From<prost::DecodeError> for Unanswered {
    fn from(_: prost::DecodeError) -> Self {
        Self
    }
}

/// The project around a Dockerfile.
#[derive(Debug)]
pub(crate) struct Project<'g, G> {
    gateway: &'g G,
    request: &'g Request,
    dockerfile: &'g Dockerfile,
    beside: Beside,
    /// Whether records come without their files.
    sends_records: bool,
    /// None where there is no such file, and where it is not text.
    ignore: Option<Arc<IgnoreText>>,
    /// The tree of a context that is not the client's.
    tree: Option<walk::Tree>,
    room: Room,
    contents: HashMap<String, Bytes>,
    /// The trees in which files of the client's are, by their paths.
    fetched: HashMap<String, String>,
    rounds: usize,
}

/// A path of a context that is not the client's, within the part of it that counts.
fn in_context(request: &Request, path: &str) -> String {
    match request.option("contextsubdir") {
        Some(directory) => format!("{}/{path}", directory.trim_end_matches('/')),
        None => path.to_owned(),
    }
}

/// Solves a definition of one tree.
async fn solve<G: Gateway>(gateway: &G, definition: Bytes) -> Result<String, Failure> {
    let request = SolveRequest {
        definition: Some(definition),
        allow_result_return: true,
        allow_result_array_ref: true,
        ..SolveRequest::default()
    };
    let reference = result::single(&gateway.solve(request).await?)?;
    reference.map(|reference| reference.id).ok_or_else(|| Failure::new("the daemon solved, and gave no tree"))
}

fn json(list: &[impl AsRef<str>]) -> String {
    let list: Vec<&str> = list.iter().map(AsRef::as_ref).collect();
    serde_json::Value::from(list).to_string()
}

impl<'g, G: Gateway> Project<'g, G> {
    pub(crate) fn new(
        gateway: &'g G,
        request: &'g Request,
        dockerfile: &'g Dockerfile,
        beside: Beside,
        capabilities: &Capabilities,
    ) -> Self {
        Self {
            gateway,
            request,
            dockerfile,
            ignore: beside.in_force(dockerfile).map(Arc::new),
            beside,
            sends_records: capabilities.has(CAN_SEND_RECORDS),
            tree: None,
            room: Room::default(),
            contents: HashMap::new(),
            fetched: HashMap::new(),
            rounds: 0,
        }
    }

    /// Answers the questions of one round.
    pub(crate) async fn answer(&mut self, needs: Vec<Need>) -> Answers {
        self.rounds += 1;
        if needs.iter().any(|need| !matches!(need, Need::BaseConfig(_))) {
            self.look_for_own_ignore().await;
        }
        let is_by_the_way = needs.iter().any(|need| matches!(need, Need::Files(_)));
        let (mut globs, mut images, mut ignore, mut listing) = (Vec::new(), Vec::new(), None, None);
        for need in needs {
            match need {
                // an older daemon would get all contents along with it
                Need::Listing if is_by_the_way && !self.sends_records => listing = Some(Known::Unknown),
                Need::Listing => listing = Some(self.listing().await),
                Need::Files(glob) => globs.push(glob),
                Need::IgnoreFile => ignore = Some(self.ignore.clone().map_or(Known::Unknown, Known::Yes)),
                Need::BaseConfig(reference) => images.push(reference),
            }
        }
        let configs = join_all(images.iter().map(|reference| self.config(reference))).await;
        let configs = images.into_iter().zip(configs).collect();
        Answers { listing, files: self.files(globs).await, configs, ignore }
    }

    /// The ignore file to hand over with the rewritten Dockerfile: the one that was proposed.
    pub(crate) fn proposed_ignore(&self, rewritten: &Rewritten) -> Option<Bytes> {
        let proposed = rewritten.files.iter().find(|file| self.ignore.as_ref().is_some_and(|ignore| ignore.path == file.path));
        proposed.map(|file| Bytes::from(file.content.clone()))
    }

    /// The Dockerfile's own ignore file, to be handed over with the rewritten Dockerfile where no other was proposed. It comes
    /// before the context's.
    pub(crate) fn own_ignore(&self) -> Option<Bytes> {
        if let Own::Read(own) = &self.beside.own_ignore { Some(own.clone()) } else { None }
    }

    /// Looks whether the Dockerfile has an ignore file of its own, where nobody did before.
    async fn look_for_own_ignore(&mut self) {
        if self.beside.own_ignore == Own::Unread
            && let Ok(own) = beside::own_ignore(self.gateway, self.dockerfile).await
        {
            self.beside.own_ignore = own;
            self.ignore = self.beside.in_force(self.dockerfile).map(Arc::new);
        }
    }

    async fn listing(&mut self) -> Known<Arc<Listing>> {
        if let Some(known) = &self.beside.listing {
            return known.clone();
        }
        let glob = Listing::glob();
        let found = match self.rules(&glob.scope) {
            Some(rules) => self.find(std::slice::from_ref(&glob), &rules, 0).await.ok(),
            None => None,
        };
        let files = found.into_iter().flatten().next().flatten();
        let known = files.map_or(Known::Unknown, |files| Known::Yes(Arc::new(Listing::new(Arc::new(files)))));
        self.beside.listing = Some(known.clone());
        known
    }

    /// What is listed of the client's context.
    fn listed(&self) -> Option<&Listing> {
        if let Some(Known::Yes(listing)) = &self.beside.listing { Some(listing) } else { None }
    }

    async fn config(&self, reference: &str) -> Known<Arc<ImageConfig>> {
        let request = ImageConfigRequest {
            reference: reference.to_owned(),
            resolve_mode: self.request.option("image-resolve-mode").unwrap_or("default").to_owned(),
            log_name: format!("[internal] load metadata for {reference}"),
        };
        let json = self.gateway.image_config(request).await;
        json.ok().and_then(|json| config::read(&json)).map_or(Known::Unknown, |config| Known::Yes(Arc::new(config)))
    }

    async fn files(&mut self, globs: Vec<Glob>) -> HashMap<Glob, Known<Arc<Vec<File>>>> {
        let mut by_scope: BTreeMap<Scope, Vec<Glob>> = BTreeMap::new();
        for glob in &globs {
            by_scope.entry(glob.scope.clone()).or_default().push(glob.clone());
        }
        let mut known: HashMap<Glob, Vec<File>> = HashMap::new();
        for (number, (scope, globs)) in by_scope.into_iter().enumerate() {
            let Some(rules) = self.rules(&scope) else { continue };
            let Ok(found) = self.find(&globs, &rules, number).await else { continue };
            let found = globs.into_iter().zip(found).filter_map(|(glob, entries)| Some((glob, entries?)));
            known.extend(found.filter(|(_, entries)| entries.len() <= MAX_FILES));
        }
        let found: Vec<Option<Vec<File>>> = globs.iter().map(|glob| known.remove(glob)).collect();
        let wanted: Vec<Vec<bool>> =
            globs.iter().zip(&found).map(|(glob, entries)| self.within_budget(glob, entries.as_deref())).collect();
        self.read(&found, &wanted).await;
        let mut answers = HashMap::new();
        for ((glob, entries), wanted) in globs.into_iter().zip(found).zip(wanted) {
            let files =
                entries.map(|entries| entries.into_iter().zip(wanted).map(|(entry, wanted)| self.file(entry, wanted)).collect());
            answers.insert(glob, files.map_or(Known::Unknown, |files: Vec<File>| Known::Yes(Arc::new(files))));
        }
        answers
    }

    /// What is left out. None where BuildKit would refuse the ignore file, or nobody can tell what it would do.
    fn rules(&self, scope: &Scope) -> Option<IgnoreFile> {
        if self.dockerfile.context != Place::Client {
            // BuildKit leaves nothing out of these
            return (!matches!(scope, Scope::Without(_))).then(IgnoreFile::default);
        }
        scope.rules(self.ignore.as_deref().map(IgnoreText::lines))
    }

    /// Which of the files are read: in their order, as long as there is room.
    fn within_budget(&mut self, glob: &Glob, entries: Option<&[File]>) -> Vec<bool> {
        let entries = entries.unwrap_or_default().iter();
        let is_wanted = |entry: &File| glob.contents && entry.kind == FileKind::File;
        entries.map(|entry| is_wanted(entry) && self.room.has(&entry.path, entry.size)).collect()
    }

    fn file(&self, entry: File, wanted: bool) -> File {
        let content = wanted.then(|| self.contents.get(&entry.path)).flatten().map(|bytes| Arc::from(&bytes[..]));
        File { content: content.or(entry.content), ..entry }
    }

    /// What each pattern means, in the order of the paths; none where nobody can tell.
    async fn find(&mut self, globs: &[Glob], rules: &IgnoreFile, number: usize) -> Result<Vec<Option<Vec<File>>>, Unanswered> {
        let wanted = patterns(globs);
        if wanted.as_ref().is_some_and(Vec::is_empty) {
            return Ok(vec![Some(Vec::new()); globs.len()]);
        }
        if let Some(found) = self.found_already(globs, rules) {
            return Ok(found.into_iter().map(Some).collect());
        }
        let (wanted, excluded): (_, Vec<String>) = (wanted.unwrap_or_default(), rules.patterns().collect());
        let shared = format!("context-k8or-{}-{number}", self.rounds);
        match &self.dockerfile.context {
            Place::Client if self.sends_records => {
                let records = [("local.metadatatransfer", "true".to_owned())];
                let tree = solve(self.gateway, self.local(&wanted, &excluded, &shared, &records)).await?;
                let records = read_records(self.gateway, &tree).await?;
                Ok(globs.iter().map(|glob| Some(records::matching(&records, glob))).collect())
            }
            // an older daemon gets files only with what is in them
            Place::Client => {
                let tree = solve(self.gateway, self.local(&wanted, &excluded, &shared, &[])).await?;
                Ok(self.walk(&mut walk::Tree::new(tree, String::new()), globs).await)
            }
            Place::Input(definition) | Place::Remote(definition) => {
                let mut tree = match self.tree.take() {
                    Some(tree) => tree,
                    None => walk::Tree::new(solve(self.gateway, definition.clone()).await?, in_context(self.request, "")),
                };
                let found = self.walk(&mut tree, globs).await;
                self.tree = Some(tree);
                Ok(found)
            }
            Place::Elsewhere => Err(Unanswered),
        }
    }

    /// What the listing tells of all of these.
    fn found_already(&self, globs: &[Glob], rules: &IgnoreFile) -> Option<Vec<Vec<File>>> {
        let (listing, ignored) = (self.listed()?, self.ignore.as_deref()?.lines());
        let files = |glob| Some(listing.find(glob, ignored, || Some(rules))?.into_iter().cloned().collect());
        globs.iter().map(files).collect()
    }

    async fn walk(&self, tree: &mut walk::Tree, globs: &[Glob]) -> Vec<Option<Vec<File>>> {
        let mut found = Vec::with_capacity(globs.len());
        for glob in globs {
            found.push(tree.find(self.gateway, glob).await.ok());
        }
        found
    }

    /// Gets what is wanted and not there yet.
    async fn read(&mut self, found: &[Option<Vec<File>>], wanted: &[Vec<bool>]) {
        let all = found.iter().flatten().flatten().zip(wanted.iter().flatten());
        let mut paths: Vec<&str> = all.filter(|(_, wanted)| **wanted).map(|(entry, _)| entry.path.as_str()).collect();
        paths.retain(|path| !self.contents.contains_key(*path));
        paths.sort_unstable();
        paths.dedup();
        if paths.is_empty() {
            return;
        }
        if self.tree.is_none() && self.fetch(&paths).await.is_err() {
            return;
        }
        let (gateway, at) = (self.gateway, &*self);
        let read = paths.iter().map(|path| async move {
            let (tree, path) = match &at.tree {
                Some(tree) => (tree.reference(), format!("{}{path}", tree.root())),
                None => (at.fetched.get(*path)?.as_str(), (*path).to_owned()),
            };
            gateway.read_file(tree, &path, None).await.ok()
        });
        let contents = join_all(read).await;
        let read = paths.iter().zip(contents).filter_map(|(path, content)| Some(((*path).to_owned(), content?)));
        self.contents.extend(read.collect::<Vec<_>>());
    }

    /// Has the client send these files, unless it has sent them before. The first time it sends all source of a small context, as
    /// each further question would cost more.
    async fn fetch(&mut self, paths: &[&str]) -> Result<(), Failure> {
        let missing = paths.iter().copied().filter(|path| !self.fetched.contains_key(*path));
        let mut missing: BTreeSet<&str> = missing.collect();
        if missing.is_empty() {
            return Ok(());
        }
        if self.fetched.is_empty() {
            missing.extend(self.listed().and_then(|listing| small::source(listing.files())).into_iter().flatten());
        }
        let wanted: Vec<String> = missing.iter().map(|path| literal(path)).collect();
        let wanted = self.local(&wanted, &[], &format!("context-k8or-{}", self.rounds), &[]);
        let tree = solve(self.gateway, wanted).await?;
        let fetched: Vec<_> = missing.into_iter().map(|path| (path.to_owned(), tree.clone())).collect();
        self.fetched.extend(fetched);
        Ok(())
    }

    /// A part of the client's context; all of it without patterns. What rounds ask for differs: with a place for each, which
    /// `shared` names, the next build gets only what has changed since.
    fn local(&self, patterns: &[String], excluded: &[String], shared: &str, more: &[(&'static str, String)]) -> Bytes {
        let mut attributes = BTreeMap::from([
            ("local.session", self.request.session_of("context").to_owned()),
            ("local.sharedkeyhint", shared.to_owned()),
        ]);
        for (key, patterns) in [("local.includepattern", patterns), ("local.excludepatterns", excluded)] {
            if !patterns.is_empty() {
                attributes.insert(key, json(patterns));
            }
        }
        attributes.extend(more.iter().cloned());
        llb::source("local://context", &attributes, LABEL)
    }
}

/// The records of a part of the client's context, from the tree that holds them.
async fn read_records<G: Gateway>(gateway: &G, tree: &str) -> Result<Vec<File>, Unanswered> {
    let mut bytes = Vec::new();
    loop {
        let range = FileRange { offset: i64::try_from(bytes.len()).unwrap_or(i64::MAX), length: PIECE as i64 };
        let piece = gateway.read_file(tree, RECORDS, Some(range)).await?;
        bytes.extend_from_slice(&piece);
        if piece.len() < PIECE {
            break;
        }
        if bytes.len() > MAX_RECORDS {
            return Err(Unanswered);
        }
    }
    let records = records::read(&bytes.into())?;
    if records.len() > MAX_ENTRIES { Err(Unanswered) } else { Ok(records) }
}

/// Patterns of BuildKit that mean at least what these mean. None for everything.
fn patterns(globs: &[Glob]) -> Option<Vec<String>> {
    // `**` within a component has another meaning there
    let everything =
        |glob: &Glob| glob.pattern == "**" || glob.pattern.split('/').any(|part| part.contains("**") && part != "**");
    if globs.iter().any(everything) {
        return None;
    }
    Some(globs.iter().filter(|glob| !glob.leads_nowhere()).map(|glob| escaped(&glob.pattern, &['*', '?'])).collect())
}

/// A pattern of BuildKit that means this path.
fn literal(path: &str) -> String {
    escaped(path, &[])
}

/// A pattern in which what means something to BuildKit, but for `meant`, means itself.
fn escaped(text: &str, meant: &[char]) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '*' | '?' | '[' | ']' | '\\' | '^' | '!') && !meant.contains(&character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

#[cfg(test)]
mod tests;
