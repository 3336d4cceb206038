//! The files beside a Dockerfile that say how it is to be built: ignore files, and the project's settings.

use super::{in_context, json, solve};
use crate::gateway::{Failure, Gateway};
use crate::llb;
use crate::opts::Request;
use crate::rewriter::Rewritten;
use crate::source::{Dockerfile, Place};
use k8or_core::context::IgnoreText;
use prost::bytes::Bytes;
use std::collections::BTreeMap;

/// The context's ignore file.
const IGNORE: &str = ".dockerignore";

/// The project's settings.
const SETTINGS: &str = "k8or.toml";

/// The files beside a Dockerfile that say how it is to be built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    /// The Dockerfile's own ignore file.
    pub(crate) own_ignore: Option<Bytes>,
    /// The context's ignore file.
    pub(crate) ignore: Option<Bytes>,
    /// The text of `k8or.toml`.
    pub(crate) settings: Option<Bytes>,
}

/// Reads the files beside a Dockerfile. As in BuildKit, one that cannot be read is not there.
pub(crate) async fn beside<G: Gateway>(gateway: &G, request: &Request, dockerfile: &Dockerfile) -> Result<Beside, Failure> {
    let own_ignore = async {
        let tree = solve(gateway, dockerfile.definition.clone()).await?;
        Ok::<_, Failure>(gateway.read_file(&tree, &own_ignore_path(dockerfile), None).await.ok())
    };
    let of_context = async {
        match &dockerfile.context {
            Place::Client => of_client(gateway, request).await.unwrap_or_default(),
            Place::Elsewhere => (None, None),
            Place::Input(definition) | Place::Remote(definition) => {
                let settings = async {
                    let tree = solve(gateway, definition.clone()).await?;
                    gateway.read_file(&tree, &in_context(request, SETTINGS), None).await
                };
                (None, settings.await.ok())
            }
        }
    };
    let (own_ignore, (ignore, settings)) = tokio::join!(own_ignore, of_context);
    Ok(Beside { own_ignore: own_ignore?, ignore, settings })
}

/// The ignore file that is in force, which is the Dockerfile's own or the context's. None where there is none to speak of:
/// it is not text, or BuildKit asks for none.
pub(super) fn in_force(dockerfile: &Dockerfile, beside: &Beside) -> Option<IgnoreText> {
    let (path, bytes) = match (&dockerfile.context, &beside.own_ignore) {
        (Place::Client, Some(own)) => (own_ignore_path(dockerfile), Some(own)),
        (Place::Client, None) => (IGNORE.to_owned(), beside.ignore.as_ref()),
        _ => return None,
    };
    let text = bytes.map(|bytes| String::from_utf8(bytes.to_vec())).transpose().ok()?;
    Some(IgnoreText { path, text })
}

/// The ignore file to hand over with the Dockerfile: the one that was proposed, or else the Dockerfile's own. It comes before
/// the context's.
pub(crate) fn ignore_to_hand_over(dockerfile: &Dockerfile, beside: &Beside, rewritten: &Rewritten) -> Option<Bytes> {
    let path = in_force(dockerfile, beside).map(|file| file.path);
    let proposed = rewritten.files.iter().find(|file| Some(&file.path) == path.as_ref());
    proposed.map(|file| Bytes::from(file.content.clone())).or_else(|| beside.own_ignore.clone())
}

/// Where a Dockerfile's own ignore file is, beside it.
pub(crate) fn own_ignore_path(dockerfile: &Dockerfile) -> String {
    format!("{}.dockerignore", dockerfile.info.filename)
}

/// The ignore file and the settings in the client's context.
async fn of_client<G: Gateway>(gateway: &G, request: &Request) -> Result<(Option<Bytes>, Option<Bytes>), Failure> {
    let attributes = BTreeMap::from([
        ("local.differ", "none".to_owned()),
        ("local.followpaths", json(&[IGNORE, SETTINGS])),
        ("local.session", request.session_of("context").to_owned()),
        ("local.sharedkeyhint", "context-k8or".to_owned()),
    ]);
    let definition = llb::source("local://context", &attributes, "[internal] k8or: load .dockerignore and k8or.toml");
    let tree = solve(gateway, definition).await?;
    // most often there is neither, which one question tells
    let there = gateway.read_directory(&tree, "/").await?;
    let read = async |name: &str| match there.iter().any(|stat| stat.path == name) {
        true => gateway.read_file(&tree, name, None).await.ok(),
        false => None,
    };
    Ok((read(IGNORE).await, read(SETTINGS).await))
}
