//! Questions against a gateway that has a directory, in all the ways in which a daemon may have it.

use super::*;
use crate::gateway::Capabilities;
use crate::proto::{Capability, Op, Pong, ReturnRequest, Stat, WarnRequest};
use crate::source::Taken;
use k8or_core::context::MAX_BYTES;
use prost::Message;

/// A directory.
#[derive(Default)]
struct Canned {
    files: BTreeMap<String, Vec<u8>>,
}

const DIRECTORY: u32 = 1 << 31 | 0o755;

impl Canned {
    fn new(files: &[(&str, usize)]) -> Self {
        Self { files: files.iter().map(|(path, size)| ((*path).to_owned(), vec![b'x'; *size])).collect() }
    }

    /// All records, directories included.
    fn stats(&self) -> BTreeMap<String, Stat> {
        let mut stats = BTreeMap::new();
        for (path, content) in &self.files {
            for (end, _) in path.match_indices('/') {
                let directory = path[..end].to_owned();
                stats.insert(directory.clone(), Stat { path: directory, mode: DIRECTORY, ..Stat::default() });
            }
            let size = i64::try_from(content.len()).unwrap();
            stats.insert(path.clone(), Stat { path: path.clone(), mode: 0o644, size, link: String::new() });
        }
        stats
    }
}

impl Gateway for Canned {
    async fn ping(&self) -> Result<Capabilities, Failure> {
        Ok(Capabilities::default())
    }

    async fn inputs(&self) -> Result<Vec<crate::proto::Entry>, Failure> {
        Ok(Vec::new())
    }

    async fn solve(&self, _: SolveRequest) -> Result<Bytes, Failure> {
        let (mut reference, mut result) = (Vec::new(), Vec::new());
        crate::wire::put_bytes(&mut reference, 1, b"the only tree");
        crate::wire::put_bytes(&mut result, 3, &reference);
        Ok(result.into())
    }

    async fn read_file(&self, _: &str, path: &str, range: Option<FileRange>) -> Result<Bytes, Failure> {
        if path == RECORDS {
            let framed = self.stats().into_values().flat_map(|stat| {
                let bytes = stat.encode_to_vec();
                [u32::try_from(bytes.len()).unwrap().to_le_bytes().to_vec(), bytes].concat()
            });
            let all: Vec<u8> = framed.collect();
            let start = usize::try_from(range.unwrap().offset).unwrap().min(all.len());
            return Ok(all[start..all.len().min(start + PIECE)].to_vec().into());
        }
        self.files.get(path).map(|content| content.clone().into()).ok_or_else(|| Failure::new("no such file or directory"))
    }

    async fn read_directory(&self, _: &str, path: &str) -> Result<Vec<Stat>, Failure> {
        let directory = path.trim_matches('/');
        let parent = |path: &str| path.rfind('/').map_or("", |end| &path[..end]).to_owned();
        let inside = self.stats().into_values().filter(|stat| parent(&stat.path) == directory);
        Ok(inside.map(|stat| Stat { path: stat.path.rsplit('/').next().unwrap().to_owned(), ..stat }).collect())
    }

    async fn image_config(&self, request: ImageConfigRequest) -> Result<Bytes, Failure> {
        let known = request.reference == "known";
        if known { Ok(Bytes::from_static(br#"{"config":{"User":"u"}}"#)) } else { Err(Failure::new("no such image")) }
    }

    async fn warn(&self, _: WarnRequest) -> Result<(), Failure> {
        Ok(())
    }

    async fn give(&self, _: ReturnRequest) -> Result<(), Failure> {
        Ok(())
    }
}

fn block<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

fn glob(pattern: &str, contents: bool) -> Glob {
    Glob { pattern: pattern.to_owned(), contents, scope: Scope::Sent }
}

/// The paths that answer each pattern, and how many contents there were.
fn answers(canned: &Canned, place: &Place, sends_records: bool, globs: &[Glob]) -> Vec<Option<(Vec<String>, usize)>> {
    let (request, dockerfile) = (Request::default(), dockerfile(place));
    let capabilities = if sends_records { sends_records_too() } else { Capabilities::default() };
    let mut project = Project::new(canned, &request, &dockerfile, Beside::default(), &capabilities);
    let answers = block(project.answer(globs.iter().cloned().map(Need::Files).collect()));
    let of = |glob: &Glob| match &answers.files[glob] {
        Known::Yes(files) => {
            let paths = files.iter().map(|file| file.path.clone()).collect();
            Some((paths, files.iter().filter(|file| file.content.is_some()).count()))
        }
        _ => None,
    };
    globs.iter().map(of).collect()
}

fn dockerfile(place: &Place) -> Dockerfile {
    let info = crate::proto::SourceInfo { filename: "Dockerfile".to_owned(), ..crate::proto::SourceInfo::default() };
    Dockerfile { info, definition: Bytes::new(), vertex: String::new(), context: place.clone(), taken: Taken::default() }
}

fn sends_records_too() -> Capabilities {
    let capability = Capability { id: CAN_SEND_RECORDS.to_owned(), enabled: true };
    Capabilities::new(Pong { frontend: Vec::new(), llb: vec![capability.encode_to_vec().into()] })
}

fn input() -> Place {
    Place::Input(llb::files(&[("x", Bytes::new())], ""))
}

const TREE: [(&str, usize); 6] = [("a.py", 1), ("b.txt", 2), ("src/c.py", 3), ("src/deep/d.py", 4), ("src/deep/e", 5), ("z", 0)];

#[test]
fn patterns_find_the_same_in_every_place() {
    let table = [
        ("a.py", vec!["a.py"]),
        ("src", vec!["src"]),
        ("*", vec!["a.py", "b.txt", "src", "z"]),
        ("src/*", vec!["src/c.py", "src/deep"]),
        ("*/*.py", vec!["src/c.py"]),
        ("**/*.py", vec!["a.py", "src/c.py", "src/deep/d.py"]),
        ("src/**", vec!["src/c.py", "src/deep", "src/deep/d.py", "src/deep/e"]),
        ("missing", vec![]),
        ("a.py/x", vec![]),
        ("../a.py", vec![]),
        ("/a.py", vec![]),
        ("", vec![]),
    ];
    let canned = Canned::new(&TREE);
    for (place, sends_records) in [(Place::Client, true), (Place::Client, false), (input(), true)] {
        for (pattern, expected) in &table {
            let found = answers(&canned, &place, sends_records, &[glob(pattern, false)]);
            let expected = expected.iter().map(|path| (*path).to_owned()).collect();
            assert_eq!(found, [Some((expected, 0))], "{pattern} in {place:?}, {sends_records}");
        }
    }
}

#[test]
fn contents_come_where_they_were_asked_for() {
    let canned = Canned::new(&TREE);
    for (place, sends_records) in [(Place::Client, true), (Place::Client, false), (input(), true)] {
        let found = answers(&canned, &place, sends_records, &[glob("**/*.py", true), glob("src", true), glob("b.txt", false)]);
        let contents: Vec<usize> = found.into_iter().map(|found| found.unwrap().1).collect();
        assert_eq!(contents, [3, 0, 0], "{place:?}, {sends_records}");
    }
}

#[test]
fn the_caps_are_those_of_the_command() {
    let half = usize::try_from(MAX_BYTES / 2).unwrap();
    let canned = Canned::new(&[("a", half), ("b", half), ("c", half)]);
    assert_eq!(answers(&canned, &Place::Client, true, &[glob("*", true)])[0].as_ref().unwrap().1, 2);
    let many: Vec<String> = (0..=MAX_FILES).map(|number| format!("f{number}")).collect();
    let many: Vec<(&str, usize)> = many.iter().map(|path| (path.as_str(), 0)).collect();
    let canned = Canned::new(&many);
    assert_eq!(
        answers(&canned, &Place::Client, true, &[glob("*", true), glob("f1", true)]),
        [None, Some((vec!["f1".to_owned()], 1))]
    );
}

#[test]
fn without_a_context_nobody_can_tell() {
    assert_eq!(answers(&Canned::new(&TREE), &Place::Elsewhere, true, &[glob("*", true)]), [None]);
    let request = Request::default();
    let beside = Beside { own_ignore: Own::Read(Bytes::from_static(b"!\n")), ..Beside::default() };
    let (canned, dockerfile) = (Canned::new(&TREE), dockerfile(&Place::Client));
    let mut project = Project::new(&canned, &request, &dockerfile, beside, &sends_records_too());
    let answers = block(project.answer(vec![Need::Files(glob("z", false))]));
    assert_eq!(answers.files[&glob("z", false)], Known::Unknown);
}

#[test]
fn an_image_that_cannot_be_had_is_unknown() {
    let (canned, request, dockerfile) = (Canned::default(), Request::default(), dockerfile(&Place::Client));
    let mut project = Project::new(&canned, &request, &dockerfile, Beside::default(), &sends_records_too());
    let answers = block(project.answer(vec![Need::BaseConfig("known".to_owned()), Need::BaseConfig("other".to_owned())]));
    assert!(matches!(&answers.configs["known"], Known::Yes(config) if config.user == "u"));
    assert_eq!(answers.configs["other"], Known::Unknown);
}

#[test]
fn a_client_is_asked_for_no_more_than_is_needed() {
    let of = |globs: &[Glob]| patterns(globs).map(|patterns| patterns.join(" "));
    assert_eq!(of(&[glob("a[b].py", true), glob("src/*.py", false)]), Some("a\\[b\\].py src/*.py".to_owned()));
    assert_eq!(of(&[glob("**/*.py", true), glob("!a^", false)]), Some("**/*.py \\!a\\^".to_owned()));
    assert_eq!(of(&[glob("a", true), glob("**", false)]), None);
    assert_eq!(of(&[glob("a**b", true)]), None);
    assert_eq!(of(&[glob("../x", true), glob("", false)]), Some(String::new()));
    assert_eq!(literal("a*?b"), "a\\*\\?b");
}

#[test]
fn what_is_ignored_is_not_sent() {
    let request = Request { session: "s".to_owned(), ..Request::default() };
    let beside = Beside { ignore: Some(Bytes::from_static(b"# x\n/out/\n!out/keep\n")), ..Beside::default() };
    let (canned, dockerfile) = (Canned::default(), dockerfile(&Place::Client));
    let project = Project::new(&canned, &request, &dockerfile, beside, &sends_records_too());
    let excluded = |scope: &Scope| project.rules(scope).unwrap().patterns().collect::<Vec<_>>();
    assert_eq!(excluded(&Scope::Sent), ["out", "!out/keep"]);
    assert_eq!(excluded(&Scope::Without("a\nb/".into())), ["out", "!out/keep", "a", "b"]);
    assert!(!excluded(&Scope::All).contains(&"out".to_owned()));
    let definition = project.local(&["a".to_owned()], &excluded(&Scope::Sent), "shared", &[]);
    let op = Op::decode(crate::wire::all_bytes(&definition, 1).unwrap().remove(0)).unwrap();
    let attributes: Vec<(String, String)> =
        op.source.unwrap().attributes.into_iter().map(|entry| (entry.key, entry.value)).collect();
    let expected = [
        ("local.excludepatterns", r#"["out","!out/keep"]"#),
        ("local.includepattern", r#"["a"]"#),
        ("local.session", "s"),
        ("local.sharedkeyhint", "shared"),
    ];
    assert_eq!(attributes, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
}

#[test]
fn what_is_proposed_for_the_ignore_file_counts() {
    let proposed = |path: &str| Rewritten {
        files: vec![crate::rewriter::Proposed { path: path.to_owned(), content: "new".to_owned(), ..Default::default() }],
        ..Rewritten::default()
    };
    let read = || Beside { own_ignore: Own::Read(Bytes::from_static(b"own")), ..Beside::default() };
    let (canned, request, capabilities) = (Canned::default(), Request::default(), sends_records_too());
    let handed_over = |place: &Place, beside, rewritten: &Rewritten| {
        let dockerfile = dockerfile(place);
        let project = Project::new(&canned, &request, &dockerfile, beside, &capabilities);
        project.proposed_ignore(rewritten).or_else(|| project.own_ignore())
    };
    let client = |beside, path: &str| handed_over(&Place::Client, beside, &proposed(path));
    assert_eq!(handed_over(&Place::Client, Beside::default(), &Rewritten::default()), None);
    assert_eq!(handed_over(&Place::Client, read(), &Rewritten::default()).unwrap(), "own");
    assert_eq!(client(Beside::default(), ".dockerignore").unwrap(), "new");
    assert_eq!(client(read(), "Dockerfile.dockerignore").unwrap(), "new");
    assert_eq!(client(read(), "requirements.txt").unwrap(), "own");
    // nothing is left out of what is not the client's
    assert_eq!(handed_over(&input(), Beside::default(), &proposed(".dockerignore")), None);
    assert_eq!(handed_over(&input(), read(), &proposed(".dockerignore")).unwrap(), "own");
}

#[test]
fn an_older_daemon_lists_only_what_is_asked_for() {
    let (canned, request, dockerfile) = (Canned::new(&TREE), Request::default(), dockerfile(&Place::Client));
    for (capabilities, is_listed) in [(Capabilities::default(), false), (sends_records_too(), true)] {
        let project = || Project::new(&canned, &request, &dockerfile, Beside::default(), &capabilities);
        let along = block(project().answer(vec![Need::Listing, Need::Files(glob("a.py", false))]));
        assert_eq!(matches!(along.listing, Some(Known::Yes(_))), is_listed);
        assert!(matches!(&along.files[&glob("a.py", false)], Known::Yes(files) if files.len() == 1));
        let alone = block(project().answer(vec![Need::Listing]));
        assert!(matches!(alone.listing, Some(Known::Yes(listing)) if listing.files().len() == 8));
    }
}
