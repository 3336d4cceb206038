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
use crate::rewriter::{Rewriter, Rewritten, Running, Said};
use crate::source::{self, Dockerfile, Place};
use crate::trouble::Trouble;
use futures_util::future::join_all;
use k8or::config::{BuildSettings, BuildSources, Fallback};
use k8or_core::syntax;
use prost::bytes::Bytes;
use std::collections::{BTreeMap, HashSet};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

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

/// The user's own Dockerfile, converted, and the frontend that did it.
struct Original {
    frontend: String,
    result: Bytes,
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
    #[cfg(feature = "faults")]
    let _ = gateway.warn(crate::faults::taken()).await;
    gateway.give(outcome).await
}

async fn build<G: Gateway>(gateway: &G, request: &Request, work: Work) -> Result<Bytes, Failure> {
    let (capabilities, inputs) = tokio::join!(gateway.ping(), gateway.inputs());
    let capabilities = capabilities.unwrap_or_default();
    let inputs = if capabilities.has("frontend.inputs") { inputs? } else { Vec::new() };
    let build = Build { gateway, request, capabilities, inputs };
    let mut original = build.original(build.frontend().await).await?;
    if request.is_subrequest() {
        return Ok(original.result);
    }
    match build.improved(&mut original, work).await {
        Ok(Some(result)) => return Ok(result),
        Ok(None) => {}
        Err(Halt::Failure(failure)) => return Err(failure),
        Err(Halt::Trouble(trouble, line)) => build.warn_of(&original.result, &trouble, line).await,
    }
    Ok(build.again(&original.result, None, false).await.unwrap_or(original.result))
}

impl<G: Gateway> Build<'_, G> {
    /// The frontend that is to convert: the one that the user asks for, or the one of the file's own syntax line where that
    /// line was passed over in our favour, or the daemon's.
    async fn frontend(&self) -> String {
        let (early, _) = self.settings("", "", None);
        match early.forward {
            Some(forward) => forward,
            None => self.own_syntax().await.unwrap_or_else(|| BUILTIN.to_owned()),
        }
    }

    /// Another frontend that the file's own syntax line names. Only `BUILDKIT_SYNTAX` passes such a line over.
    async fn own_syntax(&self) -> Option<String> {
        self.request.build_arg("BUILDKIT_SYNTAX")?;
        let mut options = self.request.forwarded(BUILTIN);
        options.remove("requestid");
        without_checks(&mut options);
        let text = match self.gateway.solve(solve_by(BUILTIN, options, self.inputs.clone())).await {
            Ok(result) => source::find(&result, self.request, &self.inputs).ok()??.info.data,
            Err(failure) => blame::read(&failure.status).text?,
        };
        let line = syntax::syntax_line(std::str::from_utf8(&text).ok()?)?;
        (!self.request.is_own(line.value)).then(|| line.value.to_owned())
    }

    /// Everything that the user set, and what of it was not understood.
    fn settings(&self, name: &str, text: &str, file: Option<&str>) -> (BuildSettings, Vec<k8or::Problem>) {
        let build_args: Vec<_> = self.request.build_args().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        let sources = BuildSources {
            dockerfile: (name, text),
            file,
            syntax: self.request.option("cmdline").unwrap_or_default(),
            build_args: &build_args,
            target: self.request.option("target"),
        };
        sources.settle()
    }

    /// Converts the user's own Dockerfile.
    async fn original(&self, frontend: String) -> Result<Original, Failure> {
        let options = self.request.forwarded(&frontend);
        let result = self.gateway.solve(solve_by(&frontend, options, self.inputs.clone())).await?;
        Ok(Original { frontend, result })
    }

    /// The result for the rewritten Dockerfile; none where nothing was rewritten.
    async fn improved(&self, original: &mut Original, work: Work) -> Result<Option<Bytes>, Halt> {
        let Some(dockerfile) = &source::find(&original.result, self.request, &self.inputs)? else { return Ok(None) };
        if dockerfile.context == Place::Elsewhere {
            return Err(Trouble::ContextElsewhere.into());
        }
        let text = std::str::from_utf8(&dockerfile.info.data).map_err(|_| Trouble::NotText)?;
        let (deadline, late) = (Instant::now() + work.limit, |_| Trouble::TooLong(work.limit));
        // whoever wants no rewrite is asked for nothing
        let (early, _) = self.settings(&dockerfile.info.filename, text, None);
        let may_list = early.options.level > 0 && self.capabilities.has(project::CAN_SEND_RECORDS);
        let beside = project::beside(self.gateway, self.request, dockerfile, may_list);
        let beside = timeout_at(deadline, beside).await.map_err(late)??;
        let settings = self.understood(dockerfile, text, &beside)?;
        if let Some(forward) = settings.forward.as_ref().filter(|forward| **forward != original.frontend) {
            *original = self.original(forward.clone()).await.map_err(Halt::Failure)?;
        }
        if settings.options.level == 0 {
            return Ok(None);
        }
        let mut project = Project::new(self.gateway, self.request, dockerfile, beside, &self.capabilities);
        let rewritten = timeout_at(deadline, rewritten(&mut project, text, &settings, work.rewriter)).await.map_err(late)??;
        #[cfg(feature = "faults")]
        crate::faults::rewritten();
        let proposed = project.proposed_ignore(&rewritten);
        if rewritten.text == text && proposed.is_none() {
            return Ok(None);
        }
        let ignore = proposed.or_else(|| project.own_ignore());
        let converted = self.convert(dockerfile, &rewritten, ignore, &original.frontend).await.map_err(refused)?;
        self.evaluated(original, &converted, dockerfile, &rewritten, &settings).await.map(Some)
    }

    /// The settings, all of which were understood.
    fn understood(&self, dockerfile: &Dockerfile, text: &str, beside: &Beside) -> Result<BuildSettings, Trouble> {
        let file = beside.settings.as_ref().map(|file| String::from_utf8_lossy(file));
        let (settings, problems) = self.settings(&dockerfile.info.filename, text, file.as_deref());
        if problems.is_empty() {
            return Ok(settings);
        }
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Err(Trouble::Setting(problems.join("\n")))
    }

    /// The result of the rewritten Dockerfile, run as far as the user lets that be done here, and told about.
    async fn evaluated(
        &self,
        original: &Original,
        converted: &Bytes,
        dockerfile: &Dockerfile,
        rewritten: &Rewritten,
        settings: &BuildSettings,
    ) -> Result<Bytes, Halt> {
        let evaluate = settings.fallback == Fallback::Evaluation && self.capabilities.has("gateway.solve.evaluate");
        let origin = Origin {
            text: rewritten.text.as_bytes(),
            instead: &dockerfile.info.data,
            definition: &dockerfile.definition,
            map: &rewritten.map(),
        };
        match self.again(converted, Some(&origin), evaluate).await {
            Ok(result) => {
                self.warn(dockerfile, report::changes(rewritten, settings.explain)).await;
                Ok(result)
            }
            Err(failure) => Err(whose(&original.result, failure)?),
        }
    }

    /// Converts the rewritten Dockerfile, handed over in place of the user's.
    async fn convert(
        &self,
        dockerfile: &Dockerfile,
        rewritten: &Rewritten,
        ignore: Option<Bytes>,
        frontend: &str,
    ) -> Result<Bytes, Failure> {
        let mut options = self.request.forwarded(frontend);
        let filename = &dockerfile.info.filename;
        options.insert("filename".to_owned(), filename.clone());
        options.remove("dockerfilekey");
        // the user's own file was checked
        without_checks(&mut options);
        let mut inputs = self.inputs.clone();
        inputs.retain(|input| input.key != "dockerfile");
        if let Place::Remote(definition) = &dockerfile.context {
            let key = options.remove("contextkey").unwrap_or_else(|| "context".to_owned());
            options.remove(&key);
            inputs.retain(|input| input.key != "context");
            inputs.push(Entry { key: "context".to_owned(), value: Some(definition.clone()) });
        }
        let own_ignore = project::own_ignore_path(dockerfile);
        let mut files = vec![(filename.as_str(), Bytes::from(rewritten.text.clone()))];
        files.extend(ignore.map(|ignore| (own_ignore.as_str(), ignore)));
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

/// Has a Dockerfile rewritten, and answers the questions that come up.
async fn rewritten<G: Gateway>(
    project: &mut Project<'_, G>,
    text: &str,
    settings: &BuildSettings,
    rewriter: Rewriter,
) -> Result<Rewritten, Trouble> {
    let mut running = Running::start(rewriter, text, &settings.options).await?;
    loop {
        match running.next().await {
            Said::Asked(needs) => running.answer(project.answer(needs).await).await,
            Said::Done(result) => return result,
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

/// The user's own file is checked once, and nothing else.
fn without_checks(options: &mut BTreeMap<String, String>) {
    options.insert("build-arg:BUILDKIT_DOCKERFILE_CHECK".to_owned(), "skip=all".to_owned());
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
