//! The bytes that are sent, against BuildKit's own definitions of its messages.

use super::*;
use bollard_buildkit_proto::moby::buildkit::v1::frontend as theirs;
use bollard_buildkit_proto::pb;

fn text(key: &str, value: &str) -> TextEntry {
    TextEntry { key: key.to_owned(), value: value.to_owned() }
}

fn entry(key: &str, value: &'static [u8]) -> Entry {
    Entry { key: key.to_owned(), value: Some(Bytes::from_static(value)) }
}

/// The daemon ends where an entry of a map has no value.
#[test]
fn an_entry_always_has_its_value() {
    assert_eq!(entry("k", b"").encode_to_vec(), b"\x0a\x01k\x12\x00");
    let request = SolveRequest { inputs: vec![entry("dockerfile", b"")], ..SolveRequest::default() };
    assert_eq!(request.encode_to_vec(), b"\x6a\x0e\x0a\x0adockerfile\x12\x00");
    let definition = Definition { metadata: vec![entry("d", b"")], ..Definition::default() };
    assert_eq!(definition.encode_to_vec(), b"\x12\x05\x0a\x01d\x12\x00");
    let inputs = Inputs { definitions: vec![entry("c", b"")] };
    assert_eq!(inputs.encode_to_vec(), b"\x0a\x05\x0a\x01c\x12\x00");
}

/// What `prost` makes of a map: this is why there are none here. Should it change one day, [`Entry`] may go.
#[test]
fn a_map_of_prost_leaves_an_empty_value_out() {
    let map = theirs::RefMap { refs: [("k".to_owned(), theirs::Ref::default())].into() };
    assert_eq!(map.encode_to_vec(), b"\x0a\x03\x0a\x01k");
}

#[test]
fn messages_that_mean_something_when_empty_are_written() {
    let outcome = ReturnRequest { result: Some(Bytes::new()), error: None };
    assert_eq!(outcome.encode_to_vec(), b"\x0a\x00");
    assert_eq!(Op { constraints: Some(Empty {}), ..Op::default() }.encode_to_vec(), b"\x5a\x00");
    let range = Range { start: Some(Position { line: 0 }), end: Some(Position { line: 0 }) };
    assert_eq!(range.encode_to_vec(), b"\x0a\x00\x12\x00");
    let action = FileAction { make_file: Some(MakeFile::default()), ..FileAction::default() };
    assert_eq!(action.encode_to_vec(), b"\x2a\x00");
}

#[test]
fn a_request_to_solve_is_theirs() {
    let ours = SolveRequest {
        definition: Some(Definition { ops: vec![Bytes::from_static(b"op")], metadata: Vec::new() }.encode_to_vec().into()),
        frontend: "dockerfile.v0".to_owned(),
        options: vec![text("a", "1"), text("b", "")],
        allow_result_return: true,
        allow_result_array_ref: true,
        cache_imports: vec![CacheImport { kind: "registry".to_owned(), attributes: vec![text("ref", "r/c")] }],
        inputs: vec![entry("context", b"\x0a\x02op")],
        evaluate: true,
    };
    let read = theirs::SolveRequest::decode(ours.encode_to_vec().as_slice()).unwrap();
    assert_eq!(read.definition.unwrap().def, [b"op"]);
    assert_eq!(
        (read.frontend.as_str(), read.frontend_opt["a"].as_str(), read.frontend_opt["b"].as_str()),
        ("dockerfile.v0", "1", "")
    );
    assert!(read.allow_result_return && read.allow_result_array_ref && read.evaluate && !read.r#final);
    assert_eq!((read.cache_imports[0].r#type.as_str(), read.cache_imports[0].attrs["ref"].as_str()), ("registry", "r/c"));
    assert_eq!(read.frontend_inputs["context"].def, [b"op"]);
}

#[test]
fn a_warning_is_theirs() {
    let position = |line| Some(Position { line });
    let ours = WarnRequest {
        digest: "sha256:1".to_owned(),
        level: 1,
        short: Bytes::from_static(b"short"),
        detail: vec![Bytes::from_static(b"one"), Bytes::from_static(b"two")],
        url: "https://x".to_owned(),
        info: Some(SourceInfo {
            filename: "Dockerfile".to_owned(),
            data: Bytes::from_static(b"FROM x"),
            definition: Some(Bytes::from_static(b"\x0a\x02op")),
            language: "Dockerfile".to_owned(),
        }),
        ranges: vec![Range { start: position(3), end: position(4) }],
    };
    let read = theirs::WarnRequest::decode(ours.encode_to_vec().as_slice()).unwrap();
    assert_eq!((read.digest.as_str(), read.level, read.url.as_str()), ("sha256:1", 1, "https://x"));
    assert_eq!((read.short.as_slice(), read.detail.len()), (&b"short"[..], 2));
    let info = read.info.unwrap();
    assert_eq!(
        (info.filename.as_str(), info.data.as_slice(), info.language.as_str()),
        ("Dockerfile", &b"FROM x"[..], "Dockerfile")
    );
    assert_eq!(info.definition.unwrap().def, [b"op"]);
    assert_eq!((read.ranges[0].start.unwrap().line, read.ranges[0].end.unwrap().line), (3, 4));
}

#[test]
fn questions_are_theirs() {
    let range = Some(FileRange { offset: 5, length: 7 });
    let ours = ReadFileRequest { reference: "r".to_owned(), path: "p".to_owned(), range };
    let read = theirs::ReadFileRequest::decode(ours.encode_to_vec().as_slice()).unwrap();
    assert_eq!((read.r#ref.as_str(), read.file_path.as_str(), read.range.unwrap().length), ("r", "p", 7));
    let ours = ReadDirRequest { reference: "r".to_owned(), path: "p".to_owned() };
    let read = theirs::ReadDirRequest::decode(ours.encode_to_vec().as_slice()).unwrap();
    assert_eq!((read.r#ref.as_str(), read.dir_path.as_str()), ("r", "p"));
    let ours = ImageConfigRequest { reference: "i".to_owned(), resolve_mode: "pull".to_owned(), log_name: "n".to_owned() };
    let read = theirs::ResolveImageConfigRequest::decode(ours.encode_to_vec().as_slice()).unwrap();
    assert_eq!((read.r#ref.as_str(), read.resolve_mode.as_str(), read.log_name.as_str()), ("i", "pull", "n"));
}

#[test]
fn an_outcome_is_theirs() {
    let error = Status { code: 2, message: "m".to_owned(), details: vec![Any { type_url: "t".to_owned(), value: Bytes::new() }] };
    let ours = ReturnRequest { result: None, error: Some(error.encode_to_vec().into()) };
    let read = theirs::ReturnRequest::decode(ours.encode_to_vec().as_slice()).unwrap().error.unwrap();
    assert_eq!((read.code, read.message.as_str(), read.details[0].type_url.as_str()), (2, "m", "t"));
}

#[test]
fn an_operation_is_theirs_byte_for_byte() {
    let attributes = vec![text("local.followpaths", "[\"a\"]"), text("local.session", "s")];
    let source = SourceOp { identifier: "local://context".to_owned(), attributes };
    let input = Input { digest: "sha256:1".to_owned(), index: 0 };
    let ours = Op { inputs: vec![input], source: Some(source), constraints: Some(Empty {}), ..Op::default() };
    let bytes = ours.encode_to_vec();
    let read = pb::Op::decode(bytes.as_slice()).unwrap();
    let Some(pb::op::Op::Source(source)) = &read.op else { panic!("{read:?}") };
    assert_eq!((source.identifier.as_str(), source.attrs["local.session"].as_str()), ("local://context", "s"));
    assert!(read.constraints.is_some() && read.platform.is_none());
}
