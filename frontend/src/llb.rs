//! Low-level build definitions: the few operations that this frontend makes itself, and the one thing that it changes in
//! others' (where they say that their operations come from).
//!
//! An operation is known by the digest of its bytes. One that has the bytes of BuildKit's own is the same operation: it is
//! done once and shown once. So what is written here follows Go's deterministic encoding: fields by number, maps by key.

use crate::proto::{
    Definition, Empty, Entry, FileAction, FileOp, Input, MakeDirectory, MakeFile, Op, OpMetadata, SourceOp, TextEntry,
};
use crate::wire;
use k8or_core::report::LineMap;
use prost::bytes::Bytes;
use prost::{DecodeError, Message};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

const SOURCE_INFOS: u32 = 2;
const SOURCE_LOCATIONS: u32 = 1;
const DEFINITION_OPS: u32 = 1;
const DEFINITION_SOURCE: u32 = 3;

/// The digest that an operation goes by.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let mut text = String::from("sha256:");
    for byte in Sha256::digest(bytes) {
        // a String takes whatever is written to it
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A definition of one operation.
fn definition(op: &Op, label: &str) -> Bytes {
    let bytes = Bytes::from(op.encode_to_vec());
    let digest = digest(&bytes);
    let end = Op { inputs: vec![Input { digest: digest.clone(), index: 0 }], ..Op::default() };
    let metadata = OpMetadata { description: vec![TextEntry { key: "llb.customname".to_owned(), value: label.to_owned() }] };
    Definition {
        ops: vec![bytes, end.encode_to_vec().into()],
        metadata: vec![Entry { key: digest, value: Some(metadata.encode_to_vec().into()) }],
    }
    .encode_to_vec()
    .into()
}

/// Where something comes from: a directory of the client (`local://NAME`), a URL.
pub(crate) fn source(identifier: &str, attributes: &BTreeMap<&str, String>, label: &str) -> Bytes {
    let attributes = attributes.iter().map(|(key, value)| TextEntry { key: (*key).to_owned(), value: value.clone() }).collect();
    let source = SourceOp { identifier: identifier.to_owned(), attributes };
    definition(&Op { source: Some(source), constraints: Some(Empty {}), ..Op::default() }, label)
}

/// A tree that holds these files and nothing else, in the order given; paths relative to its root.
pub(crate) fn files(files: &[(&str, Bytes)], label: &str) -> Bytes {
    let mut actions: Vec<FileAction> = Vec::new();
    let mut made = Vec::new();
    for (path, data) in files {
        let path = format!("/{}", path.trim_start_matches('/'));
        let directory = path.rfind('/').map_or("", |end| &path[..end]).to_owned();
        if !directory.is_empty() && !made.contains(&directory) {
            let make = MakeDirectory { path: directory.clone(), mode: 0o755, make_parents: true, timestamp: -1 };
            actions.push(FileAction { make_directory: Some(make), ..FileAction::default() });
            made.push(directory);
        }
        let make = MakeFile { path, mode: 0o644, data: data.clone(), timestamp: -1 };
        actions.push(FileAction { make_file: Some(make), ..FileAction::default() });
    }
    let last = actions.len().saturating_sub(1);
    for (at, action) in (0_i64..).zip(&mut actions) {
        action.input = at - 1;
        action.secondary_input = -1;
        action.output = if usize::try_from(at) == Ok(last) { 0 } else { -1 };
    }
    definition(&Op { file: Some(FileOp { actions }), constraints: Some(Empty {}), ..Op::default() }, label)
}

/// The digest of the operation that a definition means.
pub(crate) fn head(definition: &Bytes) -> Option<String> {
    let last = wire::all_bytes(definition, DEFINITION_OPS).ok()?.pop()?;
    Some(Op::decode(last).ok()?.inputs.into_iter().next()?.digest)
}

/// The digests of all operations of a definition.
pub(crate) fn digests(definition: &Bytes) -> Result<Vec<String>, DecodeError> {
    Ok(wire::all_bytes(definition, DEFINITION_OPS)?.iter().map(|op| digest(op)).collect())
}

/// The file that the operations of a definition are said to come from, to be replaced by another one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    /// The text that is said now.
    pub(crate) text: &'a [u8],
    /// The text that is to be said.
    pub(crate) instead: &'a [u8],
    /// Where that comes from: a definition.
    pub(crate) definition: &'a Bytes,
    /// From lines of the former to lines of the latter.
    pub(crate) map: &'a LineMap,
}

/// A definition whose operations are said to come from another file. No operation changes, and so no digest does.
pub(crate) fn with_origin(definition: &Bytes, origin: &Origin<'_>) -> Result<Bytes, DecodeError> {
    wire::change_bytes(definition, DEFINITION_SOURCE, |source| {
        let infos = wire::all_bytes(&source, SOURCE_INFOS)?;
        let ours: Vec<bool> = infos.iter().map(|info| is_of(info, origin)).collect::<Result<_, _>>()?;
        let source = wire::change_bytes(&source, SOURCE_INFOS, |info| {
            if is_of(&info, origin)? { Ok(with_text(&info, origin)?) } else { Ok(info) }
        })?;
        // an entry of the map: its value holds locations, each with an index into the files, and ranges
        wire::change_bytes(&source, SOURCE_LOCATIONS, |entry| {
            wire::change_bytes(&entry, 2, |locations| {
                wire::change_bytes(&locations, 1, |location| {
                    let index = usize::try_from(number(&location, 1)?).unwrap_or(usize::MAX);
                    if ours.get(index) != Some(&true) {
                        return Ok(location);
                    }
                    wire::change_bytes(&location, 2, |range| with_lines(&range, origin))
                })
            })
        })
    })
}

fn is_of(info: &Bytes, origin: &Origin<'_>) -> Result<bool, DecodeError> {
    Ok(wire::bytes(info, 2)?.is_some_and(|data| data == origin.text))
}

fn with_text(info: &Bytes, origin: &Origin<'_>) -> Result<Bytes, DecodeError> {
    let info = wire::change_bytes(info, 2, |_| Ok(Bytes::copy_from_slice(origin.instead)))?;
    wire::change_bytes(&info, 3, |_| Ok(origin.definition.clone()))
}

/// A range has a start and an end, each with its line.
fn with_lines(range: &Bytes, origin: &Origin<'_>) -> Result<Bytes, DecodeError> {
    let line = |line: u64| u32::try_from(line).map_or(line, |line| u64::from(origin.map.original(line)));
    let range = wire::change_bytes(range, 1, |position| wire::change_number(&position, 1, line))?;
    wire::change_bytes(&range, 2, |position| wire::change_number(&position, 1, line))
}

fn number(message: &Bytes, tag: u32) -> Result<u64, DecodeError> {
    let last = wire::fields(message)?.into_iter().rfind(|field| field.tag == tag);
    Ok(last.map_or(0, |field| if let wire::Value::Number(number) = field.value { number } else { 0 }))
}

#[cfg(test)]
mod tests;
