//! The files beside a Dockerfile that say how it is to be built: ignore files, and the project's settings.
//!
//! Where the user's own build takes something from the client's context, the client is asked for them and for the records of that
//! context at once. What BuildKit leaves out of it stands in the converted build: with it, most Dockerfiles need not be asked
//! whether they have an ignore file of their own.

use super::{LABEL, in_context, json, read_records, solve};
use crate::gateway::{Failure, Gateway};
use crate::llb;
use crate::opts::Request;
use crate::source::{Dockerfile, Place, Taken};
use k8or_core::context::{FileKind, IgnoreFile, IgnoreText, Known, Listing};
use prost::bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// The context's ignore file.
const IGNORE: &str = ".dockerignore";

/// The project's settings.
const SETTINGS: &str = "k8or.toml";

/// How long a listing may take before the build goes on without.
const LONGEST: Duration = Duration::from_secs(10);

/// Why there is no listing.
enum Unlisted {
    TooMuch,
    /// Something is there that is better asked for in another way: a link, an ignore file that nobody knows.
    Otherwise,
}

impl From<Failure> for Unlisted {
    fn from(_: Failure) -> Self {
        Self::Otherwise
    }
}

/// The files beside a Dockerfile that say how it is to be built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    /// The Dockerfile's own ignore file.
    pub(crate) own_ignore: Own,
    /// The context's ignore file.
    pub(crate) ignore: Option<Bytes>,
    /// The text of `k8or.toml`.
    pub(crate) settings: Option<Bytes>,
    /// The client's context, where it was looked at along the way.
    pub(super) listing: Option<Known<Arc<Listing>>>,
}

/// A Dockerfile's own ignore file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Own {
    /// There is none, or none that leaves out anything else than the context's.
    #[default]
    None,
    /// Nobody looked, as the build takes nothing from the context.
    Unread,
    /// This is in it.
    Read(Bytes),
}

/// Reads the files beside a Dockerfile. As in BuildKit, one that cannot be read is not there.
pub(crate) async fn beside<G: Gateway>(
    gateway: &G,
    request: &Request,
    dockerfile: &Dockerfile,
    may_list: bool,
) -> Result<Beside, Failure> {
    match &dockerfile.context {
        Place::Client => {
            let mut listing = None;
            if let (Taken::AllBut(excluded), true) = (&dockerfile.taken, may_list) {
                match timeout(LONGEST, with_listing(gateway, request, dockerfile, excluded)).await {
                    Ok(Ok(found)) => return Ok(found),
                    Ok(Err(Unlisted::Otherwise)) => {}
                    Ok(Err(Unlisted::TooMuch)) | Err(_) => listing = Some(Known::Unknown),
                }
            }
            let own = async {
                if dockerfile.taken == Taken::Nothing { Ok(Own::Unread) } else { own_ignore(gateway, dockerfile).await }
            };
            let (own_ignore, of_client) = tokio::join!(own, of_client(gateway, request));
            let (ignore, settings) = of_client.unwrap_or_default();
            Ok(Beside { own_ignore: own_ignore?, ignore, settings, listing })
        }
        Place::Elsewhere => Ok(Beside { own_ignore: own_ignore(gateway, dockerfile).await?, ..Beside::default() }),
        Place::Input(definition) | Place::Remote(definition) => {
            let settings = async {
                let tree = solve(gateway, definition.clone()).await?;
                gateway.read_file(&tree, &in_context(request, SETTINGS), None).await
            };
            let (own_ignore, settings) = tokio::join!(own_ignore(gateway, dockerfile), settings);
            Ok(Beside { own_ignore: own_ignore?, settings: settings.ok(), ..Beside::default() })
        }
    }
}

impl Beside {
    /// The ignore file that is in force, which is the Dockerfile's own or the context's. None where there is none to speak of:
    /// it is not text, or BuildKit asks for none.
    pub(super) fn in_force(&self, dockerfile: &Dockerfile) -> Option<IgnoreText> {
        let (path, bytes) = match (&dockerfile.context, &self.own_ignore) {
            (Place::Client, Own::Read(own)) => (own_ignore_path(dockerfile), Some(own)),
            (Place::Client, Own::None) => (IGNORE.to_owned(), self.ignore.as_ref()),
            _ => return None,
        };
        let text = bytes.map(|bytes| String::from_utf8(bytes.to_vec())).transpose().ok()?;
        Some(IgnoreText { path, text })
    }
}

/// Where a Dockerfile's own ignore file is, beside it.
pub(crate) fn own_ignore_path(dockerfile: &Dockerfile) -> String {
    format!("{}.dockerignore", dockerfile.info.filename)
}

/// Reads a Dockerfile's own ignore file.
pub(super) async fn own_ignore<G: Gateway>(gateway: &G, dockerfile: &Dockerfile) -> Result<Own, Failure> {
    let tree = solve(gateway, dockerfile.definition.clone()).await?;
    let read = gateway.read_file(&tree, &own_ignore_path(dockerfile), None).await;
    Ok(read.map_or(Own::None, Own::Read))
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

/// The same with the listing of the context, of which BuildKit leaves out what `excluded` says.
async fn with_listing<G: Gateway>(
    gateway: &G,
    request: &Request,
    dockerfile: &Dockerfile,
    excluded: &[String],
) -> Result<Beside, Unlisted> {
    let inside = Listing::glob().scope.rules(Some("")).unwrap_or_default();
    let back = [IGNORE, SETTINGS].map(|name| format!("!{name}"));
    let left_out: Vec<String> = excluded.iter().cloned().chain(inside.patterns()).chain(back).collect();
    let attributes = BTreeMap::from([
        ("local.differ", "none".to_owned()),
        ("local.excludepatterns", json(&left_out)),
        ("local.metadatatransfer", "true".to_owned()),
        ("local.metadatatransferexclude", json(&[IGNORE, SETTINGS])),
        ("local.session", request.session_of("context").to_owned()),
        ("local.sharedkeyhint", "context-k8or".to_owned()),
    ]);
    let tree = solve(gateway, llb::source("local://context", &attributes, LABEL)).await?;
    let mut files = read_records(gateway, &tree).await.map_err(|_| Unlisted::TooMuch)?;
    let read = async |name: &str| match files.iter().find(|file| file.path == name).map(|file| file.kind) {
        None => Ok(None),
        Some(FileKind::File) => Ok(Some(gateway.read_file(&tree, name, None).await?)),
        // what a link leads to did not come along
        Some(_) => Err(Unlisted::Otherwise),
    };
    let (ignore, settings) = tokio::join!(read(IGNORE), read(SETTINGS));
    let mut found = Beside { ignore: ignore?, settings: settings?, ..Beside::default() };
    if !says(&found, dockerfile, excluded) {
        found.own_ignore = own_ignore(gateway, dockerfile).await?;
    }
    if !says(&found, dockerfile, excluded) {
        return Err(Unlisted::Otherwise);
    }
    let rules = found.in_force(dockerfile).and_then(|ignore| Listing::glob().scope.rules(Some(ignore.lines())));
    files.retain(|file| {
        let was_brought_back = file.path.split('/').next().is_some_and(|first| [IGNORE, SETTINGS].contains(&first));
        !was_brought_back || rules.as_ref().is_some_and(|rules| !rules.excludes(&file.path))
    });
    found.listing = Some(Known::Yes(Arc::new(Listing::new(Arc::new(files)))));
    Ok(found)
}

/// Whether the ignore file that is in force leaves out what BuildKit does.
fn says(beside: &Beside, dockerfile: &Dockerfile, excluded: &[String]) -> bool {
    let rules = beside.in_force(dockerfile).map(|ignore| IgnoreFile::parse(ignore.lines()));
    rules.is_some_and(|rules| rules.error().is_none() && rules.patterns().eq(excluded.iter().cloned()))
}
