//! What a solve gives: references to trees, one or one a platform, each with the definition that it comes from. Everything
//! else in it (metadata, attestations, what newer daemons add) is passed on as it is.

use crate::wire;
use prost::DecodeError;
use prost::bytes::Bytes;

const REFERENCE: u32 = 3;
const REFERENCES: u32 = 4;
const ENTRY: u32 = 1;
const ENTRY_VALUE: u32 = 2;
const ID: u32 = 1;
const DEFINITION: u32 = 2;

/// One tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// What the daemon calls it; empty for an empty tree.
    pub(crate) id: String,
    /// How it is made; none for an empty tree.
    pub(crate) definition: Option<Bytes>,
}

impl Reference {
    fn new(message: &Bytes) -> Result<Self, DecodeError> {
        let id = wire::bytes(message, ID)?.unwrap_or_default();
        Ok(Self { id: String::from_utf8_lossy(&id).into_owned(), definition: wire::bytes(message, DEFINITION)? })
    }
}

/// All trees of a result.
pub(crate) fn references(result: &Bytes) -> Result<Vec<Reference>, DecodeError> {
    let mut messages = wire::all_bytes(result, REFERENCE)?;
    for map in wire::all_bytes(result, REFERENCES)? {
        for entry in wire::all_bytes(&map, ENTRY)? {
            messages.extend(wire::all_bytes(&entry, ENTRY_VALUE)?);
        }
    }
    messages.iter().map(Reference::new).collect()
}

/// The tree of a result that has one only.
pub(crate) fn single(result: &Bytes) -> Result<Option<Reference>, DecodeError> {
    wire::bytes(result, REFERENCE)?.map(|message| Reference::new(&message)).transpose()
}

/// A result with its trees replaced by those of other results, one for each; none leaves the tree as it is.
pub(crate) fn with_references(result: &Bytes, others: &[Option<Bytes>]) -> Result<Bytes, DecodeError> {
    let mut others = others.iter();
    change(result, |message| match others.next() {
        Some(Some(other)) => Ok(wire::bytes(other, REFERENCE)?.unwrap_or(message)),
        _ => Ok(message),
    })
}

/// Calls `change` for each tree, in the order of [`references`].
fn change(result: &Bytes, mut change: impl FnMut(Bytes) -> Result<Bytes, DecodeError>) -> Result<Bytes, DecodeError> {
    let result = wire::change_bytes(result, REFERENCE, &mut change)?;
    wire::change_bytes(&result, REFERENCES, |map| {
        wire::change_bytes(&map, ENTRY, |entry| wire::change_bytes(&entry, ENTRY_VALUE, &mut change))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(fields: &[(u32, &[u8])]) -> Bytes {
        let mut out = Vec::new();
        for (tag, value) in fields {
            wire::put_bytes(&mut out, *tag, value);
        }
        out.into()
    }

    fn platforms() -> Bytes {
        let entry = |key: &str, id: &str| {
            let reference = if id.is_empty() { Bytes::new() } else { message(&[(1, id.as_bytes()), (2, b"def"), (90, b"new")]) };
            message(&[(1, key.as_bytes()), (2, &reference)])
        };
        let map = message(&[(1, &entry("linux/amd64", "r1")), (1, &entry("linux/arm64", ""))]);
        message(&[(4, &map), (10, b"metadata"), (12, b"attestations"), (77, b"unknown")])
    }

    #[test]
    fn trees_are_found_one_or_many_or_empty() {
        let one = message(&[(3, &message(&[(1, b"r1"), (2, b"")])), (10, b"m")]);
        assert_eq!(references(&one).unwrap(), [Reference { id: "r1".to_owned(), definition: Some(Bytes::new()) }]);
        assert_eq!(single(&one).unwrap().unwrap().id, "r1");
        let ids: Vec<_> = references(&platforms()).unwrap().into_iter().map(|reference| reference.id).collect();
        assert_eq!(ids, ["r1", ""]);
        assert_eq!(single(&platforms()).unwrap(), None);
        assert_eq!(references(&Bytes::new()).unwrap(), []);
    }

    #[test]
    fn an_empty_tree_stays_written() {
        let same = with_references(&platforms(), &[None, None]).unwrap();
        assert_eq!(same, platforms());
        // the entry of the empty tree ends in field 2 of length 0, and is not left out
        assert!(same.windows(13).any(|bytes| bytes == b"linux/arm64\x12\x00"));
    }

    #[test]
    fn trees_are_replaced_and_the_rest_stays() {
        let other = message(&[(3, &message(&[(1, b"patched")])), (10, b"of no interest")]);
        let result = with_references(&platforms(), &[Some(other), None]).unwrap();
        assert_eq!(references(&result).unwrap()[0], Reference { id: "patched".to_owned(), definition: None });
        for (tag, value) in [(10, "metadata"), (12, "attestations"), (77, "unknown")] {
            assert_eq!(wire::bytes(&result, tag).unwrap().unwrap(), value);
        }
    }

    #[test]
    fn junk_is_an_error() {
        assert!(references(&Bytes::from_static(b"\x1a\x05ab")).is_err());
        assert!(references(&message(&[(3, b"\xff")])).is_err());
    }
}
