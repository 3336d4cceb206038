//! What a rewriter's process is told, asks, is answered and says in the end. Both sides are the same program.

use crate::proto::TextEntry;
use crate::trouble::Trouble;
use k8or_core::context::{Answers, File, FileKind, Files, Glob, ImageConfig, Known, Need};
use k8or_core::report::LineMap;
use k8or_core::rules::Edition;
use k8or_core::{Options, Rewrite};
use prost::Message;
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
}

/// Something to tell, about a line of the user's file.
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
        Self { text: rewrite.text, lines: rewrite.map.lines, changes: changes.collect(), notes: notes.collect() }
    }
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct Question {
    /// A pattern of paths.
    #[prost(string, optional, tag = "1")]
    pattern: Option<String>,
    #[prost(bool, tag = "2")]
    contents: bool,
    /// An image.
    #[prost(string, tag = "3")]
    image: String,
}

impl From<Need> for Question {
    fn from(need: Need) -> Self {
        match need {
            Need::Files(glob) => Self { pattern: Some(glob.pattern), contents: glob.contents, image: String::new() },
            Need::BaseConfig(image) => Self { pattern: None, contents: false, image },
        }
    }
}

impl From<Question> for Need {
    fn from(question: Question) -> Self {
        match question.pattern {
            Some(pattern) => Self::Files(Glob { pattern, contents: question.contents }),
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
}

#[derive(Clone, PartialEq, Eq, Message)]
struct FilesReply {
    #[prost(string, tag = "1")]
    pattern: String,
    #[prost(bool, tag = "2")]
    contents: bool,
    /// Whether the files are known; the list may be empty.
    #[prost(bool, tag = "3")]
    known: bool,
    #[prost(message, repeated, tag = "4")]
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
    #[prost(bytes = "vec", optional, tag = "5")]
    content: Option<Vec<u8>>,
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
            let (known, files) = match answer {
                Known::Yes(files) => (true, files.iter().cloned().map(FileReply::from).collect()),
                Known::No => (true, Vec::new()),
                Known::Unknown => (false, Vec::new()),
            };
            FilesReply { pattern: glob.pattern, contents: glob.contents, known, files }
        });
        let configs = answers.configs.into_iter().map(|(image, answer)| ConfigReply {
            image,
            config: if let Known::Yes(config) = answer { Some(Config::from((*config).clone())) } else { None },
        });
        Self { files: files.collect(), configs: configs.collect() }
    }
}

impl From<Reply> for Answers {
    fn from(reply: Reply) -> Self {
        let files = reply.files.into_iter().map(|answer| {
            let files: Files = answer.files.into_iter().map(File::from).collect();
            let known = if answer.known { Known::Yes(Arc::new(files)) } else { Known::Unknown };
            (Glob { pattern: answer.pattern, contents: answer.contents }, known)
        });
        let configs = reply.configs.into_iter().map(|answer| {
            let config = answer.config.map(|config| Arc::new(ImageConfig::from(config)));
            (answer.image, config.map_or(Known::Unknown, Known::Yes))
        });
        Self { files: files.collect(), configs: configs.collect() }
    }
}

impl From<File> for FileReply {
    fn from(file: File) -> Self {
        let kind = KINDS.iter().position(|kind| *kind == file.kind).unwrap_or(KINDS.len());
        let kind = u32::try_from(kind).unwrap_or(u32::MAX);
        Self { path: file.path, kind, mode: file.mode, size: file.size, content: file.content }
    }
}

impl From<FileReply> for File {
    fn from(file: FileReply) -> Self {
        let kind = usize::try_from(file.kind).ok().and_then(|at| KINDS.get(at)).copied().unwrap_or(FileKind::Other);
        Self { path: file.path, kind, mode: file.mode, size: file.size, content: file.content }
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
        let glob = Glob { pattern: String::new(), contents: true };
        for need in [Need::Files(glob.clone()), Need::BaseConfig("python:3".to_owned())] {
            assert_eq!(Need::from(again(&Question::from(need.clone()))), need);
        }
        let file = |kind, content: Option<&str>| File {
            path: "p".to_owned(),
            kind,
            mode: 0o4755,
            size: 7,
            content: content.map(|text| text.as_bytes().to_vec()),
        };
        let files = vec![
            file(FileKind::File, Some("")),
            file(FileKind::Symlink, None),
            file(FileKind::Other, None),
            file(FileKind::Directory, None),
        ];
        let config =
            ImageConfig { user: "u".to_owned(), cmd: Some(Vec::new()), volumes: vec!["/v".to_owned()], ..ImageConfig::default() };
        let answers = Answers {
            files: [
                (glob, Known::Yes(Arc::new(files))),
                (Glob { pattern: "none".to_owned(), contents: false }, Known::Yes(Arc::default())),
                (Glob { pattern: "who knows".to_owned(), contents: false }, Known::Unknown),
            ]
            .into(),
            configs: [("a".to_owned(), Known::Yes(Arc::new(config))), ("b".to_owned(), Known::Unknown)].into(),
        };
        let arrived = Answers::from(again(&Reply::from(answers.clone())));
        assert_eq!((arrived.files, arrived.configs), (answers.files, answers.configs));
    }

    #[test]
    fn results_arrive() {
        let told = Told { rule: "r".to_owned(), class: "safe".to_owned(), line: 3, text: "t".to_owned() };
        let rewritten = Rewritten { text: "x".to_owned(), lines: vec![1, 1, 2], changes: vec![told.clone()], notes: vec![told] };
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
