//! A build, from the request to what is given back.
//!
//! 1. The user's own Dockerfile is converted first, which runs nothing: its errors and lint warnings are the user's own, in
//!    the user's own lines, and it is there to be built should anything go wrong.
//! 2. What BuildKit says it read is rewritten, and converted.
//! 3. The result is solved again with the user's file as its source, and evaluated. What fails in a step that the user's own
//!    build has just so is the user's error. What fails in any other step might be ours, and the user's own build goes on.

use crate::blame;
use crate::gateway::{Capabilities, Failure, Gateway};
use crate::llb::{self, Origin};
use crate::opts::{BUILTIN, Request};
use crate::project::{self, Beside, Project};
use crate::proto::{Entry, ReturnRequest, SolveRequest, TextEntry};
use crate::report::{self, Warning};
use crate::result;
use crate::rewriter::{Rewriter, Running, Said};
use crate::settings::Settings;
use crate::source::{self, Dockerfile, Place};
use crate::trouble::Trouble;
use futures_util::future::join_all;
use k8or_core::Rewrite;
use prost::bytes::Bytes;
use std::collections::HashSet;
use std::time::Duration;

/// How long everything up to the rewritten text may take; most of it is the client sending files.
pub(crate) const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Who rewrites, and how long that may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    pub(crate) rewriter: Rewriter,
    pub(crate) limit: Duration,
}

/// Why there is no improved result.
enum Halt {
    /// The user's own failure, or the end of the build.
    Failure(Failure),
    /// Something that the user's own Dockerfile does not suffer from, and the line that it is about.
    Trouble(Trouble, Option<u32>),
}

impl<T: Into<Trouble>> From<T> for Halt {
    fn from(trouble: T) -> Self {
        Self::Trouble(trouble.into(), None)
    }
}

/// What was rewritten.
struct Rewritten {
    rewrite: Box<Rewrite>,
    beside: Beside,
}

struct Build<'a, G> {
    gateway: &'a G,
    request: &'a Request,
    capabilities: Capabilities,
    inputs: Vec<Entry>,
}

/// Builds, and gives the outcome to the daemon.
pub(crate) async fn run<G: Gateway>(gateway: &G, request: &Request, work: Work) -> Result<(), Failure> {
    let outcome = match build(gateway, request, work).await {
        Ok(result) => ReturnRequest { result: Some(result), error: None },
        Err(failure) => ReturnRequest { result: None, error: Some(failure.status) },
    };
    gateway.give(outcome).await
}

async fn build<G: Gateway>(gateway: &G, request: &Request, work: Work) -> Result<Bytes, Failure> {
    let capabilities = gateway.ping().await.unwrap_or_default();
    let inputs = if capabilities.has("frontend.inputs") { gateway.inputs().await? } else { Vec::new() };
    let build = Build { gateway, request, capabilities, inputs };
    let settings = Settings::new(request);
    let original = build.original(&settings).await?;
    if request.is_subrequest() {
        return Ok(original);
    }
    match build.improved(&original, settings, work).await {
        Ok(Some(result)) => return Ok(result),
        Ok(None) => {}
        Err(Halt::Failure(failure)) => return Err(failure),
        Err(Halt::Trouble(trouble, line)) => build.warn_of(&original, &trouble, line).await,
    }
    Ok(build.again(&original, None, false).await.unwrap_or(original))
}

impl<G: Gateway> Build<'_, G> {
    /// Converts the user's own Dockerfile.
    async fn original(&self, settings: &Settings) -> Result<Bytes, Failure> {
        let frontend = settings.forward.as_deref().unwrap_or(BUILTIN);
        let options = self.request.forwarded(frontend);
        self.gateway.solve(solve_by(frontend, options, self.inputs.clone())).await
    }

    /// The result for the rewritten Dockerfile; none where nothing was rewritten.
    async fn improved(&self, original: &Bytes, settings: Settings, work: Work) -> Result<Option<Bytes>, Halt> {
        let Some(dockerfile) = &source::find(original, self.request, &self.inputs)? else { return Ok(None) };
        self.warn(dockerfile, settings.complaints.iter().map(|text| report::complaint(text))).await;
        if dockerfile.context == Place::Elsewhere {
            return Err(Trouble::ContextElsewhere.into());
        }
        let text = std::str::from_utf8(&dockerfile.info.data).map_err(|_| Trouble::NotText)?;
        let rewritten = tokio::time::timeout(work.limit, self.rewritten(dockerfile, text, &settings, work.rewriter)).await;
        let Rewritten { rewrite, beside } = rewritten.map_err(|_| Trouble::TooLong(work.limit))??;
        if rewrite.text == text {
            return Ok(None);
        }
        let converted = self.convert(dockerfile, &rewrite, &beside, &settings).await.map_err(refused)?;
        let evaluate = !settings.only_conversion && self.capabilities.has("gateway.solve.evaluate");
        let origin = Origin {
            text: rewrite.text.as_bytes(),
            instead: &dockerfile.info.data,
            definition: &dockerfile.definition,
            map: &rewrite.map,
        };
        match self.again(&converted, Some(&origin), evaluate).await {
            Ok(result) => {
                self.warn(dockerfile, report::changes(&rewrite, settings.explain)).await;
                Ok(Some(result))
            }
            Err(failure) => Err(whose(original, failure)?),
        }
    }

    async fn rewritten(
        &self,
        dockerfile: &Dockerfile,
        text: &str,
        settings: &Settings,
        rewriter: Rewriter,
    ) -> Result<Rewritten, Trouble> {
        let beside = project::beside(self.gateway, self.request, dockerfile).await?;
        let sends_records = self.capabilities.has(project::CAN_SEND_RECORDS);
        let mut project = Project::new(self.gateway, self.request, &dockerfile.context, &beside, sends_records);
        let mut running = Running::start(rewriter, text.to_owned(), settings.options.clone())?;
        loop {
            match running.next().await {
                Said::Asked(needs) => running.answer(project.answer(needs).await),
                Said::Done(result) => return Ok(Rewritten { rewrite: result?, beside }),
            }
        }
    }

    /// Converts the rewritten Dockerfile, handed over in place of the user's.
    async fn convert(
        &self,
        dockerfile: &Dockerfile,
        rewrite: &Rewrite,
        beside: &Beside,
        settings: &Settings,
    ) -> Result<Bytes, Failure> {
        let frontend = settings.forward.as_deref().unwrap_or(BUILTIN);
        let mut options = self.request.forwarded(frontend);
        let filename = &dockerfile.info.filename;
        options.insert("filename".to_owned(), filename.clone());
        options.remove("dockerfilekey");
        // the user's own file was checked
        options.insert("build-arg:BUILDKIT_DOCKERFILE_CHECK".to_owned(), "skip=all".to_owned());
        let mut inputs = self.inputs.clone();
        inputs.retain(|input| input.key != "dockerfile");
        if let Place::Remote(definition) = &dockerfile.context {
            let key = options.remove("contextkey").unwrap_or_else(|| "context".to_owned());
            options.remove(&key);
            inputs.retain(|input| input.key != "context");
            inputs.push(Entry { key: "context".to_owned(), value: Some(definition.clone()) });
        }
        let ignore = format!("{filename}.dockerignore");
        let mut files = vec![(filename.as_str(), Bytes::from(rewrite.text.clone()))];
        files.extend(beside.own_ignore.clone().map(|own| (ignore.as_str(), own)));
        let tree = llb::files(&files, "[internal] k8or: the rewritten Dockerfile");
        inputs.push(Entry { key: "dockerfile".to_owned(), value: Some(tree) });
        self.gateway.solve(solve_by(frontend, options, inputs)).await
    }

    /// The trees of a result, each solved again by its definition: as the result of this frontend, which is what the record
    /// of the build then says, and with the user's Dockerfile as its source.
    async fn again(&self, result: &Bytes, origin: Option<&Origin<'_>>, evaluate: bool) -> Result<Bytes, Failure> {
        let imports = self.request.cache_imports();
        let Some(cache_imports) = imports else { return Err(Failure::new("the options for caches cannot be read")) };
        let references = result::references(result)?;
        let solved = references.iter().map(|reference| async {
            let Some(definition) = reference.definition.as_ref().filter(|bytes| !bytes.is_empty()) else { return Ok(None) };
            let definition = origin.map_or_else(|| Ok(definition.clone()), |origin| llb::with_origin(definition, origin))?;
            let request = SolveRequest {
                definition: Some(definition),
                allow_result_return: true,
                allow_result_array_ref: true,
                cache_imports: cache_imports.clone(),
                evaluate,
                ..SolveRequest::default()
            };
            self.gateway.solve(request).await.map(Some)
        });
        let solved: Vec<Option<Bytes>> = join_all(solved).await.into_iter().collect::<Result<_, Failure>>()?;
        Ok(result::with_references(result, &solved)?)
    }

    /// Tells the user why the build goes on with the user's own Dockerfile.
    async fn warn_of(&self, original: &Bytes, trouble: &Trouble, line: Option<u32>) {
        let warning = report::trouble(trouble, line);
        match source::find(original, self.request, &self.inputs) {
            Ok(Some(dockerfile)) => self.warn(&dockerfile, [warning]).await,
            // without a file that it could point into, the warning belongs to the build as a whole
            _ => {
                let definition = result::references(original).into_iter().flatten().find_map(|reference| reference.definition);
                let vertex = definition.as_ref().and_then(llb::head).unwrap_or_default();
                let _ = self.gateway.warn(warning.addressed(vertex, None)).await;
            }
        }
    }

    /// Tells the user. Where that fails there is nobody to tell.
    async fn warn(&self, dockerfile: &Dockerfile, warnings: impl IntoIterator<Item = Warning>) {
        for warning in warnings {
            let _ = self.gateway.warn(warning.addressed(dockerfile.vertex.clone(), Some(dockerfile.info.clone()))).await;
        }
    }
}

fn solve_by(frontend: &str, options: impl IntoIterator<Item = (String, String)>, inputs: Vec<Entry>) -> SolveRequest {
    SolveRequest {
        frontend: if frontend == BUILTIN { BUILTIN } else { "gateway.v0" }.to_owned(),
        options: options.into_iter().map(|(key, value)| TextEntry { key, value }).collect(),
        inputs,
        allow_result_return: true,
        allow_result_array_ref: true,
        ..SolveRequest::default()
    }
}

fn refused(failure: Failure) -> Halt {
    if failure.is_cancelled() { Halt::Failure(failure) } else { Halt::Trouble(Trouble::Refused(failure), None) }
}

/// Whose fault it is that the rewritten build failed. A step that the user's own build has just so, with everything before it,
/// fails there as well. Any other might do better there: also one whose text is the user's own, as what it builds on may not
/// be.
fn whose(original: &Bytes, failure: Failure) -> Result<Halt, Failure> {
    let mut own = HashSet::new();
    for reference in result::references(original)? {
        own.extend(reference.definition.map(|definition| llb::digests(&definition)).transpose()?.into_iter().flatten());
    }
    let blame = blame::read(&failure.status);
    if failure.is_cancelled() || blame.vertices.iter().any(|vertex| own.contains(vertex)) {
        return Ok(Halt::Failure(failure));
    }
    Ok(Halt::Trouble(Trouble::Failed(failure), blame.line))
}

#[cfg(test)]
mod tests;
