use super::*;
use bollard_buildkit_proto::pb;

fn whole(definition: &Bytes) -> pb::Definition {
    pb::Definition::decode(definition.clone()).unwrap()
}

fn op(definition: &Bytes) -> pb::op::Op {
    pb::Op::decode(whole(definition).def[0].as_slice()).unwrap().op.unwrap()
}

#[test]
fn the_end_names_what_is_meant() {
    let definition = source("local://context", &BTreeMap::from([("local.session", "s".to_owned())]), "a label");
    let read = whole(&definition);
    let end = pb::Op::decode(read.def[1].as_slice()).unwrap();
    assert_eq!(end.inputs[0].digest, digest(&read.def[0]));
    assert_eq!(head(&definition), Some(digest(&read.def[0])));
    assert_eq!(read.metadata[&digest(&read.def[0])].description["llb.customname"], "a label");
    assert_eq!(digests(&definition).unwrap().len(), 2);
}

/// As BuildKit 0.25 writes it when it reads `.dockerignore`; from a real build.
#[test]
fn a_source_has_the_bytes_of_buildkits_own() {
    let attributes = BTreeMap::from([("local.session", "s".to_owned()), ("local.differ", "none".to_owned())]);
    let definition = source("local://context", &attributes, "");
    let expected =
        b"\x1a\x3a\x0a\x0flocal://context\x12\x14\x0a\x0clocal.differ\x12\x04none\x12\x12\x0a\x0dlocal.session\x12\x01s\x5a\x00";
    let mut expected = expected.to_vec();
    expected[1] = u8::try_from(expected.len() - 4).unwrap();
    assert_eq!(whole(&definition).def[0], expected);
}

#[test]
fn files_are_made_one_after_the_other() {
    let list = [("a/b/Dockerfile", Bytes::from_static(b"FROM x")), ("a/b/Dockerfile.dockerignore", Bytes::new())];
    let pb::op::Op::File(file) = op(&files(&list, "")) else { panic!() };
    let chain: Vec<_> = file.actions.iter().map(|action| (action.input, action.secondary_input, action.output)).collect();
    assert_eq!(chain, [(-1, -1, -1), (0, -1, -1), (1, -1, 0)]);
    let Some(pb::file_action::Action::Mkdir(directory)) = &file.actions[0].action else { panic!() };
    assert_eq!((directory.path.as_str(), directory.make_parents, directory.timestamp), ("/a/b", true, -1));
    let Some(pb::file_action::Action::Mkfile(made)) = &file.actions[1].action else { panic!() };
    assert_eq!((made.path.as_str(), made.data.as_slice(), made.mode), ("/a/b/Dockerfile", &b"FROM x"[..], 0o644));
    let pb::op::Op::File(file) = op(&files(&list[1..1], "")) else { panic!() };
    assert!(file.actions.is_empty());
    let pb::op::Op::File(file) = op(&files(&[("Dockerfile", Bytes::new())], "")) else { panic!() };
    assert_eq!((file.actions.len(), file.actions[0].output), (1, 0));
}

fn located(lines: &[(i32, i32)], index: i32) -> pb::Location {
    let position = |line| Some(pb::Position { line, character: 4 });
    let range = |(start, end): &(i32, i32)| pb::Range { start: position(*start), end: position(*end) };
    pb::Location { source_index: index, ranges: lines.iter().map(range).collect() }
}

fn info(data: &str) -> pb::SourceInfo {
    pb::SourceInfo {
        filename: "Dockerfile".to_owned(),
        data: data.into(),
        definition: Some(pb::Definition::default()),
        ..pb::SourceInfo::default()
    }
}

#[test]
fn operations_are_said_to_come_from_the_users_file() {
    let locations = pb::Locations { locations: vec![located(&[(1, 2)], 0), located(&[(3, 3)], 1), located(&[(3, 9)], 1)] };
    let before = pb::Definition {
        def: vec![b"op".to_vec()],
        source: Some(pb::Source {
            locations: [("sha256:1".to_owned(), locations)].into(),
            infos: vec![info("another file"), info("new text")],
        }),
        ..pb::Definition::default()
    };
    let user = source("local://dockerfile", &BTreeMap::new(), "");
    let map = LineMap { lines: vec![10, 20, 30], touched: vec![false; 3] };
    let origin = Origin { text: b"new text", instead: b"the user's text", definition: &user, map: &map };
    // a field that nobody here knows, at the end
    let mut bytes = before.encode_to_vec();
    crate::wire::put_bytes(&mut bytes, 99, b"new");
    let after = with_origin(&bytes.into(), &origin).unwrap();
    assert_eq!(crate::wire::bytes(&after, 99).unwrap().unwrap(), "new");
    let read = whole(&after);
    assert_eq!(read.def, before.def);
    let source = read.source.unwrap();
    assert_eq!((source.infos[0].clone(), source.infos[1].data.as_slice()), (info("another file"), &b"the user's text"[..]));
    assert_eq!(source.infos[1].definition.clone().unwrap().encode_to_vec(), whole(&user).encode_to_vec());
    let expected = vec![located(&[(1, 2)], 0), located(&[(30, 30)], 1), located(&[(30, 30)], 1)];
    assert_eq!(source.locations["sha256:1"].locations, expected);
}

#[test]
fn junk_is_an_error_and_no_source_is_none() {
    let origin = Origin { text: b"", instead: b"", definition: &Bytes::new(), map: &LineMap::default() };
    assert!(with_origin(&Bytes::from_static(b"\x1a\x05x"), &origin).is_err());
    let plain = files(&[("D", Bytes::new())], "");
    assert_eq!(with_origin(&plain, &origin).unwrap(), plain);
    assert_eq!(head(&Bytes::new()), None);
    assert_eq!(head(&Bytes::from_static(b"\xff")), None);
}
