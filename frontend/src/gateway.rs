//! The daemon's side of the gateway: the calls that this frontend makes. [`Gateway`] says what they are, [`Remote`] makes them
//! over gRPC. Neither knows what they are made for.

use crate::proto::{
    Capability, Empty, Entry, FileRange, ImageConfigRequest, ImageConfigResponse, Inputs, Pong, ReadDirRequest, ReadDirResponse,
    ReadFileRequest, ReadFileResponse, ReturnRequest, SolveRequest, SolveResponse, Stat, Status, WarnRequest,
};
use crate::stdio::Connection;
use prost::Message;
use prost::bytes::{Buf, BufMut, Bytes};
use std::fmt;
use std::pin::Pin;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::{PathAndQuery, Uri};

/// The daemon's own limit for a message. Its answers may hold a Dockerfile several times.
const MAX_MESSAGE: usize = 64 * 1024 * 1024;

/// gRPC's code for a call that the caller gave up.
const CANCELED: i32 = 1;

/// gRPC's code for anything that has none of its own.
const UNKNOWN: i32 = 2;

/// Why a call failed, as the daemon says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// gRPC's code.
    pub(crate) code: i32,
    /// The daemon's words.
    pub(crate) message: String,
    /// All of it, details included: a `google.rpc.Status`.
    pub(crate) status: Bytes,
}

impl Failure {
    /// A failure of our own.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        let status = Status { code: UNKNOWN, message: message.into(), ..Status::default() };
        Self { code: status.code, status: status.encode_to_vec().into(), message: status.message }
    }

    /// Whether the user, or whoever started the build, ended it.
    pub(crate) const fn is_cancelled(&self) -> bool {
        self.code == CANCELED
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<prost::DecodeError> for Failure {
    fn from(error: prost::DecodeError) -> Self {
        Self::new(format!("the daemon's answer cannot be read: {error}"))
    }
}

impl From<tonic::Status> for Failure {
    fn from(status: tonic::Status) -> Self {
        let (code, message) = (i32::from(status.code()), status.message().to_owned());
        let details = Bytes::copy_from_slice(status.details());
        let whole = if details.is_empty() {
            Status { code, message: message.clone(), ..Status::default() }.encode_to_vec().into()
        } else {
            details
        };
        Self { code, message, status: whole }
    }
}

/// What the daemon can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// `Capability`s.
    all: Vec<Bytes>,
}

impl Capabilities {
    pub(crate) fn new(pong: Pong) -> Self {
        Self { all: [pong.frontend, pong.llb].concat() }
    }

    /// Whether the daemon can do that.
    pub(crate) fn has(&self, name: &str) -> bool {
        let speaks_of = |bytes: &&Bytes| bytes.windows(name.len()).any(|part| part == name.as_bytes());
        let mut those = self.all.iter().filter(speaks_of).filter_map(|bytes| Capability::decode(bytes.clone()).ok());
        those.any(|capability| capability.id == name && capability.enabled)
    }
}

/// The calls.
pub(crate) trait Gateway {
    /// What the daemon can do.
    async fn ping(&self) -> Result<Capabilities, Failure>;

    /// The definitions that the client handed over, by name.
    async fn inputs(&self) -> Result<Vec<Entry>, Failure>;

    /// Solves a definition, or lets another frontend solve. The answer is a `Result`.
    async fn solve(&self, request: SolveRequest) -> Result<Bytes, Failure>;

    /// A file of a solved reference, or a part of it.
    async fn read_file(&self, reference: &str, path: &str, range: Option<FileRange>) -> Result<Bytes, Failure>;

    /// What is in a directory of a solved reference.
    async fn read_directory(&self, reference: &str, path: &str) -> Result<Vec<Stat>, Failure>;

    /// An image's configuration, JSON.
    async fn image_config(&self, request: ImageConfigRequest) -> Result<Bytes, Failure>;

    /// Tells the user something.
    async fn warn(&self, warning: WarnRequest) -> Result<(), Failure>;

    /// Ends the build.
    async fn give(&self, outcome: ReturnRequest) -> Result<(), Failure>;
}

/// The daemon at the other end of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Remote {
    grpc: Grpc<Connection>,
}

impl Remote {
    pub(crate) fn new(connection: Connection) -> Self {
        let grpc = Grpc::with_origin(connection, Uri::from_static("http://localhost"));
        let grpc = grpc.max_decoding_message_size(MAX_MESSAGE).max_encoding_message_size(MAX_MESSAGE);
        Self { grpc }
    }

    async fn call<A: Message + Default>(&self, method: &'static str, request: impl Message) -> Result<A, Failure> {
        let answer = self.call_with(method, request.encode_to_vec().into()).await?;
        Ok(A::decode(answer)?)
    }

    /// A call with bytes: one and the same program for all of them, which is smaller, and warm from the second one on.
    fn call_with(&self, method: &'static str, request: Bytes) -> Pin<Box<dyn Future<Output = Result<Bytes, Failure>>>> {
        let mut grpc = self.grpc.clone();
        Box::pin(async move {
            let ready = grpc.ready().await;
            ready.map_err(|error| Failure::new(format!("the daemon does not answer: {error}")))?;
            let answer = grpc.unary(tonic::Request::new(request), PathAndQuery::from_static(method), Plain).await?;
            Ok(answer.into_inner())
        })
    }
}

/// Messages as they are on the wire.
#[derive(Clone, Copy, Debug)]
struct Plain;

impl Codec for Plain {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Plain {
    type Item = Bytes;
    type Error = tonic::Status;

    fn encode(&mut self, message: Bytes, to: &mut EncodeBuf<'_>) -> Result<(), tonic::Status> {
        to.put(message);
        Ok(())
    }
}

impl Decoder for Plain {
    type Item = Bytes;
    type Error = tonic::Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, tonic::Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}

impl Gateway for Remote {
    async fn ping(&self) -> Result<Capabilities, Failure> {
        Ok(Capabilities::new(self.call("/moby.buildkit.v1.frontend.LLBBridge/Ping", Empty {}).await?))
    }

    async fn inputs(&self) -> Result<Vec<Entry>, Failure> {
        let inputs: Inputs = self.call("/moby.buildkit.v1.frontend.LLBBridge/Inputs", Empty {}).await?;
        Ok(inputs.definitions)
    }

    async fn solve(&self, request: SolveRequest) -> Result<Bytes, Failure> {
        let answer: SolveResponse = self.call("/moby.buildkit.v1.frontend.LLBBridge/Solve", request).await?;
        answer.result.ok_or_else(|| Failure::new("the daemon solved, and gave no result"))
    }

    async fn read_file(&self, reference: &str, path: &str, range: Option<FileRange>) -> Result<Bytes, Failure> {
        let request = ReadFileRequest { reference: reference.to_owned(), path: path.to_owned(), range };
        let answer: ReadFileResponse = self.call("/moby.buildkit.v1.frontend.LLBBridge/ReadFile", request).await?;
        Ok(answer.data)
    }

    async fn read_directory(&self, reference: &str, path: &str) -> Result<Vec<Stat>, Failure> {
        let request = ReadDirRequest { reference: reference.to_owned(), path: path.to_owned() };
        let answer: ReadDirResponse = self.call("/moby.buildkit.v1.frontend.LLBBridge/ReadDir", request).await?;
        Ok(answer.entries)
    }

    async fn image_config(&self, request: ImageConfigRequest) -> Result<Bytes, Failure> {
        let answer: ImageConfigResponse = self.call("/moby.buildkit.v1.frontend.LLBBridge/ResolveImageConfig", request).await?;
        Ok(answer.config)
    }

    async fn warn(&self, warning: WarnRequest) -> Result<(), Failure> {
        self.call::<Empty>("/moby.buildkit.v1.frontend.LLBBridge/Warn", warning).await.map(|_| ())
    }

    async fn give(&self, outcome: ReturnRequest) -> Result<(), Failure> {
        self.call::<Empty>("/moby.buildkit.v1.frontend.LLBBridge/Return", outcome).await.map(|_| ())
    }
}
