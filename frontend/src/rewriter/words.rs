//! What a rewriter's process is told, asks, is answered and says in the end. Both sides are the same program.

use crate::proto::TextEntry;
use crate::trouble::Trouble;
use k8or_core::context::{Answers, File, FileKind, Files, Glob, IgnoreText, ImageConfig, Known, Listing, Need, Scope};
use k8or_core::report::LineMap;
use k8or_core::rules::Edition;
use k8or_core::{Options, Rewrite};
use prost::Message;
use prost::bytes::Bytes;
use std::sync::Arc;

/// What is to be rewritten, and how.
#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct Job {
    #[prost(string, tag = "1")]
    pub(super) text: String,
    #[prost(uint32, tag = "2")]
    level: u32,
    #[prost(string, repeated, tag = "3")]
    only: Vec<String>,
    #[prost(string, repeated, tag = "4")]
    skip: Vec<String>,
    #[prost(bool, tag = "5")]
    allow_unsafe: bool,
    #[prost(bool, tag = "6")]
    strict: bool,
    #[prost(bool, tag = "7")]
    install_log: bool,
    #[prost(bool, tag = "8")]
    remove_unused: bool,
    #[prost(string, optional, tag = "9")]
    target: Option<String>,
    #[prost(message, repeated, tag = "10")]
    build_args: Vec<TextEntry>,
    #[prost(message, repeated, tag = "11")]
    bases: Vec<TextEntry>,
    #[prost(string, tag = "12")]
    edition: String,
}

impl Job {
    pub(super) fn new(text: &str, options: &Options) -> Self {
        // named one by one, so that the compiler notices what is missing here
        let Options { level, only, skip, allow_unsafe, strict, install_log, remove_unused, target, build_args, bases, edition } =
            options.clone();
        let entries = |pairs: Vec<(String, String)>| pairs.into_iter().map(|(key, value)| TextEntry { key, value }).collect();
        Self {
            text: text.to_owned(),
            level: level.into(),
            only,
            skip,
            allow_unsafe,
            strict,
            install_log,
            remove_unused,
            target,
            build_args: entries(build_args),
            bases: entries(bases),
            edition: edition.name().to_owned(),
        }
    }

    pub(super) fn options(&self) -> Options {
        let pairs = |entries: &[TextEntry]| entries.iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect();
        Options {
            level: u8::try_from(self.level).unwrap_or(0),
            only: self.only.clone(),
            skip: self.skip.clone(),
            allow_unsafe: self.allow_unsafe,
            strict: self.strict,
            install_log: self.install_log,
            remove_unused: self.remove_unused,
            target: self.target.clone(),
            build_args: pairs(&self.build_args),
            bases: pairs(&self.bases),
            edition: Edition::find(&self.edition).unwrap_or_default(),
        }
    }
}

/// What a rewriter says: questions, the result, or why there is none.
#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct Word {
    #[prost(message, repeated, tag = "1")]
    pub(super) questions: Vec<Question>,
    #[prost(message, optional, tag = "2")]
    pub(super) rewritten: Option<Rewritten>,
    /// BuildKit would refuse the file, and why.
    #[prost(string, optional, tag = "3")]
    pub(super) unread: Option<String>,
    /// A panic's message.
    #[prost(string, optional, tag = "4")]
    pub(super) panic: Option<String>,
}

impl Word {
    pub(super) fn of(result: Result<Rewritten, Trouble>) -> Self {
        match result {
            Ok(rewritten) => Self { rewritten: Some(rewritten), ..Self::default() },
            Err(Trouble::Unread(why)) => Self { unread: Some(why), ..Self::default() },
            Err(Trouble::Panicked(message)) => Self { panic: Some(message), ..Self::default() },
            Err(other) => Self { panic: Some(other.to_string()), ..Self::default() },
        }
    }

    /// The result. None while there are questions.
    pub(super) fn result(self) -> Option<Result<Rewritten, Trouble>> {
        let failed = self.unread.map(Trouble::Unread).or_else(|| self.panic.map(Trouble::Panicked)).map(Err);
        failed.or_else(|| self.rewritten.map(Ok))
    }
}

/// A rewrite, as far as a build wants to know.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Rewritten {
    /// The new Dockerfile.
    #[prost(string, tag = "1")]
    pub(crate) text: String,
    /// For each of its lines, the user's.
    #[prost(uint32, repeated, tag = "2")]
    pub(crate) lines: Vec<u32>,
    /// What was changed.
    #[prost(message, repeated, tag = "3")]
    pub(crate) changes: Vec<Told>,
    /// What the user should know.
    #[prost(message, repeated, tag = "4")]
    pub(crate) notes: Vec<Told>,
    /// Files that should change with it.
    #[prost(message, repeated, tag = "5")]
    pub(crate) files: Vec<Proposed>,
}

/// A file beside the Dockerfile, as it should be.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Proposed {
    /// Its path, relative to the build context.
    #[prost(string, tag = "1")]
    pub(crate) path: String,
    #[prost(string, tag = "2")]
    pub(crate) content: String,
    /// Who wants it, and why; about no line.
    #[prost(message, required, tag = "3")]
    pub(crate) told: Told,
}

/// Something to tell, about a line of the user's file (0: about none).
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Told {
    /// The rule that says so; empty when it was the engine.
    #[prost(string, tag = "1")]
    pub(crate) rule: String,
    /// A change's class.
    #[prost(string, tag = "2")]
    pub(crate) class: String,
    #[prost(uint32, tag = "3")]
    pub(crate) line: u32,
    #[prost(string, tag = "4")]
    pub(crate) text: String,
}

impl Rewritten {
    /// From its lines to the user's.
    pub(crate) fn map(&self) -> LineMap {
        LineMap { lines: self.lines.clone(), touched: Vec::new() }
    }
}

impl From<Rewrite> for Rewritten {
    fn from(rewrite: Rewrite) -> Self {
        let changes = rewrite.changes.into_iter().map(|change| Told {
            rule: change.rule.to_owned(),
            class: change.class.name().to_owned(),
            line: change.line,
            text: change.why,
        });
        let notes = rewrite.notes.into_iter().map(|note| Told {
            rule: note.rule.to_owned(),
            class: String::new(),
            line: note.line,
            text: note.text,
        });
        let files = rewrite.files.into_iter().map(|file| Proposed {
            path: file.path,
            content: file.content,
            told: Told { rule: file.rule.to_owned(), class: file.class.name().to_owned(), line: 0, text: file.why },
        });
        Self {
            text: rewrite.text,
            lines: rewrite.map.lines,
            changes: changes.collect(),
            notes: notes.collect(),
            files: files.collect(),
        }
    }
}

/// One of these.
#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct Question {
    #[prost(message, optional, tag = "1")]
    files: Option<Wanted>,
    /// The ignore file that is in force.
    #[prost(bool, tag = "2")]
    ignore: bool,
    /// An image.
    #[prost(string, tag = "3")]
    image: String,
    /// All of the build context.
    #[prost(bool, tag = "4")]
    listing: bool,
}

/// Which files are asked for.
#[derive(Clone, PartialEq, Eq, Message)]
struct Wanted {
    #[prost(string, tag = "1")]
    pattern: String,
    #[prost(bool, tag = "2")]
    contents: bool,
    /// Whatever the ignore file says.
    #[prost(bool, tag = "3")]
    all: bool,
    /// Lines that count as being at its end.
    #[prost(string, optional, tag = "4")]
    without: Option<String>,
}

impl From<Glob> for Wanted {
    fn from(glob: Glob) -> Self {
        let (all, without) = match glob.scope {
            Scope::Sent => (false, None),
            Scope::Without(lines) => (false, Some(lines.to_string())),
            Scope::All => (true, None),
        };
        Self { pattern: glob.pattern, contents: glob.contents, all, without }
    }
}

impl From<Wanted> for Glob {
    fn from(wanted: Wanted) -> Self {
        let scope = match wanted.without {
            Some(lines) => Scope::Without(lines.into()),
            None if wanted.all => Scope::All,
            None => Scope::Sent,
        };
        Self { pattern: wanted.pattern, contents: wanted.contents, scope }
    }
}

impl From<Need> for Question {
    fn from(need: Need) -> Self {
        match need {
            Need::Listing => Self { listing: true, ..Self::default() },
            Need::Files(glob) => Self { files: Some(glob.into()), ..Self::default() },
            Need::IgnoreFile => Self { ignore: true, ..Self::default() },
            Need::BaseConfig(image) => Self { image, ..Self::default() },
        }
    }
}

impl From<Question> for Need {
    fn from(question: Question) -> Self {
        match question.files {
            Some(wanted) => Self::Files(wanted.into()),
            None if question.listing => Self::Listing,
            None if question.ignore => Self::IgnoreFile,
            None => Self::BaseConfig(question.image),
        }
    }
}

/// The answers to questions; what is not in it is unknown.
#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct Reply {
    #[prost(message, repeated, tag = "1")]
    files: Vec<FilesReply>,
    #[prost(message, repeated, tag = "2")]
    configs: Vec<ConfigReply>,
    /// Nobody asked, where there is none.
    #[prost(message, optional, tag = "3")]
    ignore: Option<IgnoreReply>,
    /// Nobody asked, where there is none.
    #[prost(message, optional, tag = "4")]
    listing: Option<ListingReply>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct ListingReply {
    /// Whether the files are known; the list may be empty.
    #[prost(bool, tag = "1")]
    known: bool,
    #[prost(message, repeated, tag = "2")]
    files: Vec<FileReply>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct IgnoreReply {
    /// None where nobody can tell.
    #[prost(string, optional, tag = "1")]
    path: Option<String>,
    #[prost(string, optional, tag = "2")]
    text: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct FilesReply {
    #[prost(message, required, tag = "1")]
    wanted: Wanted,
    /// Whether the files are known; the list may be empty.
    #[prost(bool, tag = "2")]
    known: bool,
    #[prost(message, repeated, tag = "3")]
    files: Vec<FileReply>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct FileReply {
    #[prost(string, tag = "1")]
    path: String,
    #[prost(uint32, tag = "2")]
    kind: u32,
    #[prost(uint32, tag = "3")]
    mode: u32,
    #[prost(uint64, tag = "4")]
    size: u64,
    #[prost(bytes = "bytes", optional, tag = "5")]
    content: Option<Bytes>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct ConfigReply {
    #[prost(string, tag = "1")]
    image: String,
    #[prost(message, optional, tag = "2")]
    config: Option<Config>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct Config {
    #[prost(string, repeated, tag = "1")]
    env: Vec<String>,
    #[prost(string, tag = "2")]
    user: String,
    #[prost(string, tag = "3")]
    working_dir: String,
    #[prost(message, optional, tag = "4")]
    entrypoint: Option<Words>,
    #[prost(message, optional, tag = "5")]
    cmd: Option<Words>,
    #[prost(message, optional, tag = "6")]
    shell: Option<Words>,
    #[prost(string, repeated, tag = "7")]
    on_build: Vec<String>,
    #[prost(string, repeated, tag = "8")]
    volumes: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct Words {
    #[prost(string, repeated, tag = "1")]
    words: Vec<String>,
}

/// Kinds by number.
const KINDS: [FileKind; 4] = [FileKind::File, FileKind::Directory, FileKind::Symlink, FileKind::Other];

impl From<Answers> for Reply {
    fn from(answers: Answers) -> Self {
        let files = answers.files.into_iter().map(|(glob, answer)| {
            let (known, files) = reply(&answer, Vec::as_slice);
            FilesReply { wanted: glob.into(), known, files }
        });
        let listing = answers.listing.map(|answer| {
            let (known, files) = reply(&answer, |listing| listing.files());
            ListingReply { known, files }
        });
        let configs = answers.configs.into_iter().map(|(image, answer)| ConfigReply {
            image,
            config: if let Known::Yes(config) = answer { Some(Config::from((*config).clone())) } else { None },
        });
        let ignore = answers.ignore.map(|answer| match answer {
            Known::Yes(file) => IgnoreReply { path: Some(file.path.clone()), text: file.text.clone() },
            Known::No | Known::Unknown => IgnoreReply::default(),
        });
        Self { files: files.collect(), configs: configs.collect(), ignore, listing }
    }
}

/// Whether files are known, and which.
fn reply<T>(answer: &Known<Arc<T>>, files: fn(&T) -> &[File]) -> (bool, Vec<FileReply>) {
    match answer {
        Known::Yes(answer) => (true, files(answer).iter().cloned().map(FileReply::from).collect()),
        Known::No => (true, Vec::new()),
        Known::Unknown => (false, Vec::new()),
    }
}

fn files(replies: Vec<FileReply>) -> Arc<Files> {
    Arc::new(replies.into_iter().map(File::from).collect())
}

impl From<Reply> for Answers {
    fn from(reply: Reply) -> Self {
        let by_glob = reply.files.into_iter().map(|answer| {
            let known = if answer.known { Known::Yes(files(answer.files)) } else { Known::Unknown };
            (Glob::from(answer.wanted), known)
        });
        let listing = reply.listing.map(|answer| match answer.known {
            true => Known::Yes(Arc::new(Listing::new(files(answer.files)))),
            false => Known::Unknown,
        });
        let configs = reply.configs.into_iter().map(|answer| {
            let config = answer.config.map(|config| Arc::new(ImageConfig::from(config)));
            (answer.image, config.map_or(Known::Unknown, Known::Yes))
        });
        let ignore = reply.ignore.map(|answer| {
            let text = answer.text;
            answer.path.map_or(Known::Unknown, |path| Known::Yes(Arc::new(IgnoreText { path, text })))
        });
        Self { files: by_glob.collect(), configs: configs.collect(), ignore, listing }
    }
}

impl From<File> for FileReply {
    fn from(file: File) -> Self {
        let kind = KINDS.iter().position(|kind| *kind == file.kind).unwrap_or(KINDS.len());
        let kind = u32::try_from(kind).unwrap_or(u32::MAX);
        let content = file.content.map(|content| Bytes::copy_from_slice(&content));
        Self { path: file.path, kind, mode: file.mode, size: file.size, content }
    }
}

impl From<FileReply> for File {
    fn from(file: FileReply) -> Self {
        let kind = usize::try_from(file.kind).ok().and_then(|at| KINDS.get(at)).copied().unwrap_or(FileKind::Other);
        let content = file.content.map(|content| Arc::from(&content[..]));
        Self { path: file.path, kind, mode: file.mode, size: file.size, content }
    }
}

impl From<ImageConfig> for Config {
    fn from(config: ImageConfig) -> Self {
        let ImageConfig { env, user, working_dir, entrypoint, cmd, shell, on_build, volumes } = config;
        let words = |words: Option<Vec<String>>| words.map(|words| Words { words });
        Self { env, user, working_dir, entrypoint: words(entrypoint), cmd: words(cmd), shell: words(shell), on_build, volumes }
    }
}

impl From<Config> for ImageConfig {
    fn from(config: Config) -> Self {
        let Config { env, user, working_dir, entrypoint, cmd, shell, on_build, volumes } = config;
        let words = |words: Option<Words>| words.map(|words| words.words);
        Self { env, user, working_dir, entrypoint: words(entrypoint), cmd: words(cmd), shell: words(shell), on_build, volumes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again<M: Message + Default>(message: &M) -> M {
        M::decode(message.encode_to_vec().as_slice()).unwrap()
    }

    #[test]
    fn every_option_arrives() {
        let pairs = |key: &str| vec![(key.to_owned(), "v".to_owned())];
        let options = Options {
            level: 2,
            only: vec!["a".to_owned()],
            skip: vec!["b".to_owned()],
            allow_unsafe: true,
            strict: true,
            install_log: true,
            remove_unused: true,
            target: Some(String::new()),
            build_args: pairs("c"),
            bases: pairs("d"),
            edition: Edition::E2026,
        };
        let job = again(&Job::new("text", &options));
        assert_eq!((job.text.as_str(), job.options()), ("text", options));
    }

    #[test]
    fn questions_and_answers_arrive() {
        let glob = |pattern: &str, scope| Glob { pattern: pattern.to_owned(), contents: pattern.is_empty(), scope };
        let (first, second, third) =
            (glob("", Scope::Sent), glob("none", Scope::All), glob("who knows", Scope::Without(Arc::from(""))));
        let needs = [first.clone(), second.clone(), third.clone()].map(Need::Files);
        for need in needs.into_iter().chain([Need::Listing, Need::IgnoreFile, Need::BaseConfig("python:3".to_owned())]) {
            assert_eq!(Need::from(again(&Question::from(need.clone()))), need);
        }
        let file = |kind, content: Option<&str>| File {
            path: "p".to_owned(),
            kind,
            mode: 0o4755,
            size: 7,
            content: content.map(|text| text.as_bytes().into()),
        };
        let files = KINDS.map(|kind| file(kind, (kind == FileKind::File).then_some(""))).to_vec();
        let config =
            ImageConfig { user: "u".to_owned(), cmd: Some(Vec::new()), volumes: vec!["/v".to_owned()], ..ImageConfig::default() };
        let ignore = |text: Option<&str>| IgnoreText { path: ".dockerignore".to_owned(), text: text.map(str::to_owned) };
        for ignore in
            [None, Some(Known::Unknown), Some(Known::Yes(Arc::new(ignore(None)))), Some(Known::Yes(Arc::new(ignore(Some("")))))]
        {
            let answers = Answers {
                listing: ignore.is_some().then(|| Known::Yes(Arc::new(Listing::new(Arc::new(files.clone()))))),
                files: [
                    (first.clone(), Known::Yes(Arc::new(files.clone()))),
                    (second.clone(), Known::Yes(Arc::default())),
                    (third.clone(), Known::Unknown),
                ]
                .into(),
                configs: [("a".to_owned(), Known::Yes(Arc::new(config.clone()))), ("b".to_owned(), Known::Unknown)].into(),
                ignore,
            };
            let arrived = Answers::from(again(&Reply::from(answers.clone())));
            assert_eq!((arrived.files, arrived.configs, arrived.ignore), (answers.files, answers.configs, answers.ignore));
            assert_eq!(arrived.listing, answers.listing);
        }
    }

    #[test]
    fn results_arrive() {
        let told = Told { rule: "r".to_owned(), class: "safe".to_owned(), line: 3, text: "t".to_owned() };
        let rewritten = Rewritten {
            text: "x".to_owned(),
            lines: vec![1, 1, 2],
            changes: vec![told.clone()],
            notes: vec![told.clone()],
            files: vec![Proposed { path: "p".to_owned(), content: "c".to_owned(), told }],
        };
        for result in [
            Ok(rewritten),
            Ok(Rewritten::default()),
            Err(Trouble::Unread("u".to_owned())),
            Err(Trouble::Panicked("p".to_owned())),
        ] {
            assert_eq!(again(&Word::of(result.clone())).result(), Some(result));
        }
        assert_eq!(Word::default().result(), None);
    }
}
