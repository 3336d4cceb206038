//! A daemon for tests: BuildKit's own definitions of the gateway, served over a pair of pipes, in front of a toy builder.
//!
//! The toy converts a Dockerfile into one operation an instruction, each of which has the one before as its input; it
//! refuses and fails where it is told to. It keeps what was called, in order.

use crate::gateway::Remote;
use crate::opts::Request;
use crate::run::{self, Work};
use crate::stdio::Pipes;
use bollard_buildkit_proto::fsutil::types::Stat;
use bollard_buildkit_proto::google::{protobuf::Any, rpc};
use bollard_buildkit_proto::moby::buildkit::v1::apicaps::ApiCap;
use bollard_buildkit_proto::moby::buildkit::v1::frontend::llb_bridge_server::{LlbBridge, LlbBridgeServer};
use bollard_buildkit_proto::moby::buildkit::v1::frontend::{
    self as theirs, EvaluateRequest, EvaluateResponse, ExecMessage, InputsRequest, InputsResponse, NewContainerRequest,
    NewContainerResponse, PingRequest, PongResponse, ReadDirRequest, ReadDirResponse, ReadFileRequest, ReadFileResponse, Ref,
    ReleaseContainerRequest, ReleaseContainerResponse, ResolveImageConfigRequest, ResolveImageConfigResponse,
    ResolveSourceMetaRequest, ResolveSourceMetaResponse, ReturnRequest, ReturnResponse, SolveResponse, StatFileRequest,
    StatFileResponse, WarnRequest, WarnResponse, result,
};
use bollard_buildkit_proto::pb;
use prost::Message;
use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, Join, ReadBuf, join};
use tokio::net::unix::pipe::{Receiver, Sender};
use tonic::transport::server::Connected;
use tonic::{Code, Response, Status};

/// Paths and contents.
type Files = BTreeMap<String, Vec<u8>>;

/// What the client and the daemon hold, what goes wrong, and what was called.
#[derive(Default)]
pub(crate) struct World {
    /// Directories of the client, by name: paths and contents.
    pub(crate) locals: BTreeMap<String, Files>,
    /// Definitions that the client handed over.
    pub(crate) inputs: HashMap<String, pb::Definition>,
    /// Where the context is when the option `context` is set: paths and contents.
    pub(crate) remote: Files,
    /// What the daemon cannot do.
    pub(crate) lacks: Vec<&'static str>,
    /// A text that makes an instruction impossible to convert.
    pub(crate) refuses: Option<&'static str>,
    /// A text that makes a step fail when it is run.
    pub(crate) fails: Option<&'static str>,
    /// The call (its name in the log, and how often it was made before) that fails.
    pub(crate) broken: Option<(&'static str, usize)>,
    /// How long each call takes.
    pub(crate) delay: Duration,
    /// A message of that many bytes more comes with each error.
    pub(crate) padding: usize,
    /// What was called, in order.
    pub(crate) log: Vec<String>,
    /// The requests to solve, in order.
    pub(crate) solves: Vec<theirs::SolveRequest>,
    /// What the user was told.
    pub(crate) warnings: Vec<WarnRequest>,
    /// What was given back.
    pub(crate) outcomes: Vec<ReturnRequest>,
    /// What was solved: paths and contents.
    pub(crate) trees: HashMap<String, Files>,
}

impl World {
    /// A client with a Dockerfile and a context.
    pub(crate) fn new(dockerfile: &str, context: &[(&str, &str)]) -> Self {
        let files = |list: &[(&str, &str)]| list.iter().map(|(path, text)| ((*path).to_owned(), (*text).into())).collect();
        let locals = [("dockerfile", files(&[("Dockerfile", dockerfile)])), ("context", files(context))];
        Self { locals: locals.map(|(name, files)| (name.to_owned(), files)).into(), ..Self::default() }
    }

    /// Runs the frontend against this daemon.
    pub(crate) fn build(self, options: &[&str], work: Work) -> Self {
        let numbered =
            options.iter().enumerate().map(|(at, option)| (format!("BUILDKIT_FRONTEND_OPT_{at}"), (*option).to_owned()));
        let request = Request::new(numbered.chain([("BUILDKIT_SESSION_ID".to_owned(), "session".to_owned())]));
        let world = Arc::new(Mutex::new(self));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(serve(Arc::clone(&world), &request, work));
        runtime.shutdown_background();
        let mut world = world.lock().unwrap();
        std::mem::take(&mut *world)
    }

    /// The text of what was given back: the operations of its first tree.
    pub(crate) fn built(&self) -> String {
        let outcome = &self.outcomes[0];
        assert!(outcome.error.is_none(), "{:?}", outcome.error);
        match outcome.result.as_ref().unwrap().result.as_ref().unwrap() {
            result::Result::Ref(reference) => steps(reference.def.as_ref().unwrap()),
            other => panic!("{other:?}"),
        }
    }

    /// The message of the error that was given back.
    pub(crate) fn error(&self) -> &str {
        &self.outcomes[0].error.as_ref().unwrap().message
    }

    /// The warnings' first lines.
    pub(crate) fn told(&self) -> Vec<String> {
        self.warnings.iter().map(|warning| String::from_utf8(warning.short.clone()).unwrap()).collect()
    }

    /// Notes a call. An error where this one is to fail.
    fn call(&mut self, name: &str) -> Result<(), Status> {
        let before = self.log.iter().filter(|line| line.split(' ').next() == name.split(' ').next()).count();
        self.log.push(name.to_owned());
        match self.broken {
            Some((broken, nth)) if name.starts_with(broken) && nth == before => Err(Status::new(Code::Unavailable, "broken")),
            _ => Ok(()),
        }
    }

    fn tree(&mut self, files: Files) -> String {
        let id = format!("tree-{}", self.trees.len());
        self.trees.insert(id.clone(), files);
        id
    }

    /// Solves a definition of one operation.
    fn solve_definition(
        &mut self,
        definition: &pb::Definition,
        evaluate: bool,
    ) -> Result<Result<(String, pb::Definition), Status>, Status> {
        let first = pb::Op::decode(definition.def[0].as_slice()).unwrap();
        let files = match first.op {
            Some(pb::op::Op::Source(source)) if source.identifier.starts_with("local://") => {
                self.call(&format!("solve {} {}", source.identifier, label(definition)))?;
                self.local(&source)
            }
            Some(pb::op::Op::Source(source)) => {
                self.call(&format!("solve {}", source.identifier))?;
                self.remote.clone()
            }
            Some(pb::op::Op::File(file)) => {
                self.call("solve files")?;
                made(&file)
            }
            _ => {
                self.call(if evaluate { "solve steps, evaluated" } else { "solve steps" })?;
                if let (true, Some(text)) = (evaluate, self.fails)
                    && let Some(at) = failing(definition, text)
                {
                    return Ok(Err(self.failure(definition, at)));
                }
                BTreeMap::new()
            }
        };
        Ok(Ok((self.tree(files), definition.clone())))
    }

    fn local(&self, source: &pb::SourceOp) -> Files {
        let files = self.locals.get(source.identifier.trim_start_matches("local://")).cloned().unwrap_or_default();
        let list = |key: &str| -> Vec<String> {
            source.attrs.get(key).map(|json| serde_json::from_str(json).unwrap()).unwrap_or_default()
        };
        let (included, excluded) =
            ([list("local.includepattern"), list("local.followpaths")].concat(), list("local.excludepatterns"));
        let matches = |pattern: &str, path: &str| {
            let pattern = pattern.replace('\\', "");
            let glob = k8or_core::context::Glob::new(&pattern, false);
            glob.matcher().matches(path) || path.starts_with(&format!("{pattern}/"))
        };
        // the last word wins
        let speaks = |pattern: &str, path: &str| matches(pattern.strip_prefix('!').unwrap_or(pattern), path);
        let last = |path: &str| excluded.iter().rfind(|pattern| speaks(pattern, path));
        let kept = |path: &str| {
            (included.is_empty() || included.iter().any(|pattern| matches(pattern, path)))
                && last(path).is_none_or(|pattern| pattern.starts_with('!'))
        };
        let mut files: Files = files.into_iter().filter(|(path, _)| kept(path)).collect();
        if source.attrs.contains_key("local.metadatatransfer") {
            let records = records(&files);
            let whole = list("local.metadatatransferexclude");
            files.retain(|path, _| whole.iter().any(|pattern| matches(pattern, path)));
            files.insert(".fsutil-metadata".to_owned(), records);
        }
        files
    }

    /// What the ignore file in force keeps out: the Dockerfile's own, or the context's.
    fn excluded(&self, filename: &str) -> Vec<String> {
        let own = self.locals.values().find_map(|files| files.get(&format!("{filename}.dockerignore")));
        let ignore = own.or_else(|| self.locals.get("context")?.get(".dockerignore"));
        let text = ignore.map(|bytes| String::from_utf8(bytes.clone()).unwrap()).unwrap_or_default();
        k8or_core::context::IgnoreFile::parse(&text).patterns().collect()
    }

    /// The Dockerfile that a request means, and the definition of where it is.
    fn dockerfile(&self, request: &theirs::SolveRequest) -> Option<(String, String, pb::Definition)> {
        let option = |key: &str| request.frontend_opt.get(key).cloned();
        let mut name = option("filename").unwrap_or_else(|| "Dockerfile".to_owned());
        let local = option("dockerfilekey").unwrap_or_else(|| "dockerfile".to_owned());
        let definition = if option("context").is_some() && option("dockerfilekey").is_none() {
            source("git://repository")
        } else if let (Some(input), None) = (request.frontend_inputs.get("dockerfile"), option("dockerfilekey")) {
            input.clone()
        } else {
            source(&format!("local://{local}"))
        };
        let op = pb::Op::decode(definition.def[0].as_slice()).unwrap().op.unwrap();
        let files = match op {
            pb::op::Op::File(file) => made(&file),
            pb::op::Op::Source(source) if source.identifier.starts_with("git://") => self.remote.clone(),
            _ => self.locals.get(&local).cloned().unwrap_or_default(),
        };
        if !files.contains_key(&name) {
            name = name.to_lowercase();
        }
        Some((name.clone(), String::from_utf8(files.get(&name)?.clone()).unwrap(), definition))
    }

    /// Converts a Dockerfile.
    fn convert(&mut self, request: &theirs::SolveRequest) -> Result<(String, pb::Definition), Status> {
        let asked = request.frontend_opt.get("requestid").map(|id| format!(" {id}")).unwrap_or_default();
        self.call(&format!("convert {}{asked}", request.frontend))?;
        assert!(request.frontend_opt.contains_key("cmdline"), "this would lead back here, without end");
        let Some((filename, text, origin)) = self.dockerfile(request) else {
            return Err(Status::unknown("failed to read dockerfile: open Dockerfile: no such file or directory"));
        };
        if let Some(refused) = self.refuses.filter(|refused| text.contains(refused)) {
            return Err(Status::unknown(format!("dockerfile parse error: {refused}")));
        }
        let mut definition = converted(&filename, &text, origin);
        if text.contains("\nCOPY ") {
            let excluded = serde_json::Value::from(self.excluded(&filename)).to_string();
            let attributes = BTreeMap::from([("local.excludepatterns", excluded)]);
            let context = pb::Definition::decode(crate::llb::source("local://context", &attributes, "")).unwrap();
            definition.def.insert(0, context.def[0].clone());
        }
        Ok((self.tree(BTreeMap::new()), definition))
    }

    /// A failure as BuildKit tells it: with the step and its place.
    fn failure(&self, definition: &pb::Definition, at: usize) -> Status {
        let digest = crate::llb::digest(&definition.def[at]);
        let source = definition.source.as_ref().unwrap();
        let location = &source.locations[&digest].locations[0];
        let line = location.ranges[0].start.unwrap().line;
        let detail = |kind: &str, json: serde_json::Value| Any {
            type_url: format!("github.com/moby/buildkit/errdefs.{kind}+json"),
            value: json.to_string().into_bytes(),
        };
        let message = format!("process did not complete successfully: exit code: 1{}", " ".repeat(self.padding));
        let details = vec![
            detail("Vertex", serde_json::json!({ "digest": digest })),
            detail("Source", serde_json::json!({ "ranges": [{ "start": { "line": line }, "end": { "line": line } }] })),
        ];
        let status = rpc::Status { code: 2, message: message.clone(), details };
        Status::with_details(Code::Unknown, message, status.encode_to_vec().into())
    }
}

fn label(definition: &pb::Definition) -> String {
    definition.metadata.values().filter_map(|metadata| metadata.description.get("llb.customname")).cloned().collect()
}

fn source(identifier: &str) -> pb::Definition {
    let bytes = crate::llb::source(identifier, &BTreeMap::new(), "");
    pb::Definition::decode(bytes).unwrap()
}

fn made(file: &pb::FileOp) -> Files {
    let files = file.actions.iter().filter_map(|action| match action.action.as_ref()? {
        pb::file_action::Action::Mkfile(file) => Some((file.path.trim_start_matches('/').to_owned(), file.data.clone())),
        _ => None,
    });
    files.collect()
}

/// Records as BuildKit writes them. A text that begins with an arrow is a link.
fn records(files: &Files) -> Vec<u8> {
    let framed = files.iter().flat_map(|(path, content)| {
        let size = i64::try_from(content.len()).unwrap();
        let mode = if content.starts_with(b"->") { 1 << 27 | 0o777 } else { 0o644 };
        let bytes = Stat { path: path.clone(), mode, size, ..Stat::default() }.encode_to_vec();
        [u32::try_from(bytes.len()).unwrap().to_le_bytes().to_vec(), bytes].concat()
    });
    framed.collect()
}

/// One operation an instruction; its text is what it does.
fn converted(filename: &str, text: &str, origin: pb::Definition) -> pb::Definition {
    let mut definition = pb::Definition::default();
    let mut locations = BTreeMap::new();
    let mut last = String::new();
    let file = k8or_core::syntax::parse(text);
    let index = k8or_core::LineIndex::new(text);
    for instruction in file.instructions() {
        let line = i32::try_from(index.line(instruction.span.start)).unwrap();
        let meta = pb::Meta { args: vec![instruction.text.of(text).to_owned()], ..pb::Meta::default() };
        let inputs = if last.is_empty() { Vec::new() } else { vec![pb::Input { digest: last, index: 0 }] };
        let exec = pb::ExecOp { meta: Some(meta), ..pb::ExecOp::default() };
        let bytes = pb::Op { inputs, op: Some(pb::op::Op::Exec(exec)), ..pb::Op::default() }.encode_to_vec();
        last = crate::llb::digest(&bytes);
        let position = Some(pb::Position { line, character: 0 });
        let location = pb::Location { source_index: 0, ranges: vec![pb::Range { start: position, end: position }] };
        locations.insert(last.clone(), pb::Locations { locations: vec![location] });
        definition.def.push(bytes);
    }
    let end = pb::Op { inputs: vec![pb::Input { digest: last, index: 0 }], ..pb::Op::default() };
    definition.def.push(end.encode_to_vec());
    let info = pb::SourceInfo {
        filename: filename.to_owned(),
        data: text.into(),
        definition: Some(origin),
        language: "Dockerfile".to_owned(),
    };
    definition.source = Some(pb::Source { locations, infos: vec![info] });
    definition
}

fn command(op: &[u8]) -> Option<String> {
    match pb::Op::decode(op).unwrap().op? {
        pb::op::Op::Exec(exec) => exec.meta?.args.into_iter().next(),
        _ => None,
    }
}

/// What a definition does, a line an operation.
pub(crate) fn steps(definition: &pb::Definition) -> String {
    definition.def.iter().filter_map(|op| command(op)).collect::<Vec<_>>().join("\n")
}

fn failing(definition: &pb::Definition, text: &str) -> Option<usize> {
    definition.def.iter().position(|op| command(op).is_some_and(|command| command.contains(text)))
}

struct Daemon {
    world: Arc<Mutex<World>>,
}

impl Daemon {
    async fn with<T>(&self, work: impl FnOnce(&mut World) -> Result<T, Status>) -> Result<Response<T>, Status> {
        let delay = self.world.lock().unwrap().delay;
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        work(&mut self.world.lock().unwrap()).map(Response::new)
    }
}

type Answer<T> = Result<Response<T>, Status>;
type Asked<T> = tonic::Request<T>;

#[tonic::async_trait]
impl LlbBridge for Daemon {
    async fn ping(&self, _: Asked<PingRequest>) -> Answer<PongResponse> {
        let can = ["frontend.inputs", "gateway.solve.evaluate", "source.local.metadatatransfer"];
        self.with(|world| {
            world.call("ping")?;
            let caps =
                can.into_iter().map(|id| ApiCap { id: id.to_owned(), enabled: !world.lacks.contains(&id), ..ApiCap::default() });
            Ok(PongResponse { frontend_api_caps: caps.collect(), ..PongResponse::default() })
        })
        .await
    }

    async fn inputs(&self, _: Asked<InputsRequest>) -> Answer<InputsResponse> {
        self.with(|world| world.call("inputs").map(|()| InputsResponse { definitions: world.inputs.clone() })).await
    }

    async fn solve(&self, request: Asked<theirs::SolveRequest>) -> Answer<SolveResponse> {
        let request = request.into_inner();
        self.with(|world| {
            world.solves.push(request.clone());
            let (id, def) = match &request.definition {
                Some(definition) => world.solve_definition(definition, request.evaluate)??,
                None => world.convert(&request)?,
            };
            let reference = Ref { id, def: Some(def) };
            let metadata = [("containerimage.config".to_owned(), b"{}".to_vec())].into();
            let result = theirs::Result { result: Some(result::Result::Ref(reference)), metadata, ..theirs::Result::default() };
            Ok(SolveResponse { result: Some(result), ..SolveResponse::default() })
        })
        .await
    }

    async fn read_file(&self, request: Asked<ReadFileRequest>) -> Answer<ReadFileResponse> {
        let ReadFileRequest { r#ref, file_path, range, .. } = request.into_inner();
        self.with(|world| {
            world.call(&format!("read {file_path}"))?;
            let content = world.trees.get(&r#ref).and_then(|files| files.get(file_path.trim_start_matches('/')));
            let bytes = content.ok_or_else(|| Status::unknown(format!("open {file_path}: no such file or directory")))?;
            let range = range.map_or(0..bytes.len(), |range| {
                let start = usize::try_from(range.offset).unwrap().min(bytes.len());
                start..(start + usize::try_from(range.length).unwrap()).min(bytes.len())
            });
            Ok(ReadFileResponse { data: bytes[range].to_vec() })
        })
        .await
    }

    async fn read_dir(&self, request: Asked<ReadDirRequest>) -> Answer<ReadDirResponse> {
        let ReadDirRequest { r#ref, dir_path, .. } = request.into_inner();
        self.with(|world| {
            world.call(&format!("list {dir_path}"))?;
            let directory = dir_path.trim_matches('/').to_owned() + "/";
            let directory = directory.trim_start_matches('/');
            let mut entries: BTreeMap<String, Stat> = BTreeMap::new();
            for (path, text) in world.trees.get(&r#ref).into_iter().flatten() {
                let Some(rest) = path.strip_prefix(directory) else { continue };
                let (name, mode) = rest.split_once('/').map_or((rest, 0o644), |(name, _)| (name, 1 << 31 | 0o755));
                let stat = Stat { path: name.to_owned(), mode, size: i64::try_from(text.len()).unwrap(), ..Stat::default() };
                entries.insert(name.to_owned(), stat);
            }
            Ok(ReadDirResponse { entries: entries.into_values().collect() })
        })
        .await
    }

    async fn warn(&self, request: Asked<WarnRequest>) -> Answer<WarnResponse> {
        self.with(|world| {
            world.warnings.push(request.into_inner());
            world.call("warn").map(|()| WarnResponse::default())
        })
        .await
    }

    async fn r#return(&self, request: Asked<ReturnRequest>) -> Answer<ReturnResponse> {
        self.with(|world| {
            world.outcomes.push(request.into_inner());
            world.call("return").map(|()| ReturnResponse::default())
        })
        .await
    }

    async fn resolve_image_config(&self, _: Asked<ResolveImageConfigRequest>) -> Answer<ResolveImageConfigResponse> {
        let config = br#"{"config":{"User":"1000"}}"#.to_vec();
        self.with(|world| {
            world.call("config").map(|()| ResolveImageConfigResponse { config, ..ResolveImageConfigResponse::default() })
        })
        .await
    }

    async fn resolve_source_meta(&self, _: Asked<ResolveSourceMetaRequest>) -> Answer<ResolveSourceMetaResponse> {
        Err(Status::unimplemented(""))
    }

    async fn stat_file(&self, _: Asked<StatFileRequest>) -> Answer<StatFileResponse> {
        Err(Status::unimplemented(""))
    }

    async fn evaluate(&self, _: Asked<EvaluateRequest>) -> Answer<EvaluateResponse> {
        Err(Status::unimplemented(""))
    }

    async fn new_container(&self, _: Asked<NewContainerRequest>) -> Answer<NewContainerResponse> {
        Err(Status::unimplemented(""))
    }

    async fn release_container(&self, _: Asked<ReleaseContainerRequest>) -> Answer<ReleaseContainerResponse> {
        Err(Status::unimplemented(""))
    }

    type ExecProcessStream = Pin<Box<dyn tonic::codegen::tokio_stream::Stream<Item = Result<ExecMessage, Status>> + Send>>;

    async fn exec_process(&self, _: Asked<tonic::Streaming<ExecMessage>>) -> Answer<Self::ExecProcessStream> {
        Err(Status::unimplemented(""))
    }

    async fn read_file_container(&self, _: Asked<ReadFileRequest>) -> Answer<ReadFileResponse> {
        Err(Status::unimplemented(""))
    }

    async fn read_dir_container(&self, _: Asked<ReadDirRequest>) -> Answer<ReadDirResponse> {
        Err(Status::unimplemented(""))
    }

    async fn stat_file_container(&self, _: Asked<StatFileRequest>) -> Answer<StatFileResponse> {
        Err(Status::unimplemented(""))
    }
}

/// The daemon's ends of the pipes.
struct Served(Join<Receiver, Sender>);

impl Connected for Served {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl AsyncRead for Served {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Served {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

async fn serve(world: Arc<Mutex<World>>, request: &Request, work: Work) {
    let (from_daemon, to_client) = std::io::pipe().unwrap();
    let (from_client, to_daemon) = std::io::pipe().unwrap();
    let client = Pipes::new(from_daemon.into(), to_daemon.into()).unwrap();
    let daemon = join(Receiver::from_owned_fd(from_client.into()).unwrap(), Sender::from_owned_fd(to_client.into()).unwrap());
    let service = LlbBridgeServer::new(Daemon { world }).max_decoding_message_size(64 << 20).max_encoding_message_size(64 << 20);
    let connections = futures_util::stream::iter([Ok::<_, std::io::Error>(Served(daemon))]);
    let server = tonic::transport::Server::builder().http2_max_header_list_size(16 << 20).add_service(service);
    let server = tokio::spawn(server.serve_with_incoming(connections));
    // what the daemon does not take is in its log
    let _ = client.talk(async |connection| run::run(&Remote::new(connection), request, work).await).await.unwrap();
    server.abort();
}
