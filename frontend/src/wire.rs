//! Protobuf messages taken apart and put together again without knowing what they hold: a field that this program has never
//! heard of stays where it is, byte for byte, and one that it has to change is changed alone. Newer daemons may send more
//! than is declared here.
//!
//! It knows tags and lengths, and nothing of BuildKit.

use prost::DecodeError;
use prost::bytes::{Buf, Bytes};
use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, encode_key, encode_varint, skip_field};

/// A field as it stands in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its number.
    pub(crate) tag: u32,
    /// Key and value, as they stand.
    pub(crate) raw: Bytes,
    /// What is in it.
    pub(crate) value: Value,
}

/// What is in a field, as far as that can be told without its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A number of variable length.
    Number(u64),
    /// Bytes, text or a message.
    Bytes(Bytes),
    /// A number of fixed length, or a group.
    Other,
}

/// The fields of a message in their order.
pub(crate) fn fields(message: &Bytes) -> Result<Vec<Field>, DecodeError> {
    let mut rest = message.clone();
    let mut found = Vec::new();
    while rest.has_remaining() {
        let start = message.len() - rest.len();
        let (tag, wire_type) = decode_key(&mut rest)?;
        let mut inside = rest.clone();
        skip_field(wire_type, tag, &mut rest, DecodeContext::default())?;
        let value = match wire_type {
            WireType::Varint => Value::Number(decode_varint(&mut inside)?),
            WireType::LengthDelimited => {
                decode_varint(&mut inside)?;
                Value::Bytes(inside.slice(..inside.len() - rest.len()))
            }
            _ => Value::Other,
        };
        found.push(Field { tag, raw: message.slice(start..message.len() - rest.len()), value });
    }
    Ok(found)
}

/// The last value of a field that holds bytes; protobuf lets the last one win.
pub(crate) fn bytes(message: &Bytes, tag: u32) -> Result<Option<Bytes>, DecodeError> {
    Ok(all_bytes(message, tag)?.pop())
}

/// All values of a field that holds bytes.
pub(crate) fn all_bytes(message: &Bytes, tag: u32) -> Result<Vec<Bytes>, DecodeError> {
    let of_tag = fields(message)?.into_iter().filter(|field| field.tag == tag);
    Ok(of_tag.filter_map(|field| if let Value::Bytes(bytes) = field.value { Some(bytes) } else { None }).collect())
}

/// The message with each field of that number, which holds bytes, replaced by what `change` makes of it.
pub(crate) fn change_bytes(
    message: &Bytes,
    tag: u32,
    mut change: impl FnMut(Bytes) -> Result<Bytes, DecodeError>,
) -> Result<Bytes, DecodeError> {
    let mut out = Vec::with_capacity(message.len());
    for field in fields(message)? {
        match field.value {
            Value::Bytes(bytes) if field.tag == tag => put_bytes(&mut out, tag, &change(bytes)?),
            _ => out.extend_from_slice(&field.raw),
        }
    }
    Ok(out.into())
}

/// The message with a number replaced by what `change` makes of it.
pub(crate) fn change_number(message: &Bytes, tag: u32, change: impl Fn(u64) -> u64) -> Result<Bytes, DecodeError> {
    let mut out = Vec::with_capacity(message.len());
    for field in fields(message)? {
        match field.value {
            Value::Number(number) if field.tag == tag => {
                encode_key(tag, WireType::Varint, &mut out);
                encode_varint(change(number), &mut out);
            }
            _ => out.extend_from_slice(&field.raw),
        }
    }
    Ok(out.into())
}

/// Appends a field that holds bytes, also when there are none.
pub(crate) fn put_bytes(out: &mut Vec<u8>, tag: u32, value: &[u8]) {
    encode_key(tag, WireType::LengthDelimited, out);
    encode_varint(value.len() as u64, out);
    out.extend_from_slice(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Field 1: 150; field 2: "testing"; field 3: a fixed number; field 4: a message with field 1: 1; field 900: "x".
    const MESSAGE: &[u8] = b"\x08\x96\x01\x12\x07testing\x1d\x01\x02\x03\x04\x22\x02\x08\x01\xa2\x38\x01x";

    #[test]
    fn a_message_is_the_sum_of_its_fields() {
        let message = Bytes::from_static(MESSAGE);
        let found = fields(&message).unwrap();
        assert_eq!(found.iter().map(|field| field.tag).collect::<Vec<_>>(), [1, 2, 3, 4, 900]);
        assert_eq!(found[0].value, Value::Number(150));
        assert_eq!(found[1].value, Value::Bytes(Bytes::from_static(b"testing")));
        assert_eq!(found.iter().flat_map(|field| field.raw.to_vec()).collect::<Vec<_>>(), MESSAGE);
    }

    #[test]
    fn only_what_is_changed_changes() {
        let message = Bytes::from_static(MESSAGE);
        let longer = change_bytes(&message, 2, |_| Ok(Bytes::from_static(b"a text that is longer"))).unwrap();
        assert_eq!(bytes(&longer, 2).unwrap().unwrap(), "a text that is longer");
        assert_eq!(change_bytes(&longer, 2, |_| Ok(Bytes::from_static(b"testing"))).unwrap(), MESSAGE);
        let number = change_bytes(&message, 4, |inside| change_number(&inside, 1, |one| one + 299)).unwrap();
        assert_eq!(&number[number.len() - 9..], b"\x22\x03\x08\xac\x02\xa2\x38\x01x");
    }

    #[test]
    fn an_empty_value_is_written() {
        let mut out = Vec::new();
        put_bytes(&mut out, 2, b"");
        assert_eq!(out, [0x12, 0x00]);
        assert_eq!(bytes(&out.into(), 2).unwrap(), Some(Bytes::new()));
    }

    #[test]
    fn what_is_no_message_is_an_error() {
        for junk in [&b"\x12\x05abc"[..], b"\x08", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", b"\x00\x01", b"\x0c"] {
            assert!(fields(&Bytes::copy_from_slice(junk)).is_err(), "{junk:?}");
        }
    }
}
