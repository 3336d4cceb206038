//! Which step of a build failed, and on which line: what the daemon says in the details of an error. They are JSON.

use crate::proto::Status;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use prost::Message;
use prost::bytes::Bytes;
use serde_json::Value;

/// What an error says of its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Blame {
    /// The digests of the steps, the innermost first.
    pub(crate) vertices: Vec<String>,
    /// The first line of the Dockerfile that it is about.
    pub(crate) line: Option<u32>,
    /// The Dockerfile's text.
    pub(crate) text: Option<Bytes>,
}

/// Reads the details of an error.
pub(crate) fn read(status: &Bytes) -> Blame {
    let mut blame = Blame::default();
    let Ok(status) = Status::decode(status.clone()) else { return blame };
    for detail in status.details {
        let Ok(value) = serde_json::from_slice::<Value>(&detail.value) else { continue };
        match detail.type_url.rsplit('/').next() {
            Some("errdefs.Vertex+json") => blame.vertices.extend(value.get("digest").and_then(Value::as_str).map(str::to_owned)),
            Some("errdefs.Source+json") => {
                blame.line = blame.line.or_else(|| first_line(&value));
                blame.text = blame.text.or_else(|| text(&value));
            }
            _ => {}
        }
    }
    blame
}

fn first_line(source: &Value) -> Option<u32> {
    let line = source.get("ranges")?.get(0)?.get("start")?.get("line")?.as_u64()?;
    u32::try_from(line).ok()
}

fn text(source: &Value) -> Option<Bytes> {
    let data = source.get("info")?.get("data")?.as_str()?;
    STANDARD.decode(data).ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::Any;

    fn status(details: &[(&str, &str)]) -> Bytes {
        let details = details.iter().map(|(kind, json)| Any {
            type_url: format!("github.com/moby/buildkit/errdefs.{kind}+json"),
            value: Bytes::copy_from_slice(json.as_bytes()),
        });
        Status { code: 2, message: "x".to_owned(), details: details.collect() }.encode_to_vec().into()
    }

    #[test]
    fn the_step_and_the_line_are_told() {
        let status = status(&[
            ("Solve", "{}"),
            ("Vertex", r#"{"digest":"sha256:1"}"#),
            ("Source", r#"{"info":{"filename":"D","data":"RlJPTSBh"},"ranges":[{"start":{"line":7},"end":{"line":9}}]}"#),
        ]);
        assert_eq!(read(&status), Blame { vertices: vec!["sha256:1".to_owned()], line: Some(7), text: Some("FROM a".into()) });
    }

    #[test]
    fn an_error_that_says_nothing_blames_nobody() {
        let empty = status(&[("Vertex", "junk"), ("Vertex", r#"{"digest":1}"#), ("Source", r#"{"ranges":[{}]}"#)]);
        assert_eq!(read(&empty), Blame::default());
        assert_eq!(read(&Bytes::from_static(b"\xff\xff")), Blame::default());
    }
}
