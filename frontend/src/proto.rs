//! The messages of BuildKit's gateway, declared by hand: those fields that are read or written here.
//!
//! Two rules, both learnt the hard way:
//!
//! * What is only passed on is bytes, decoded by nobody: newer daemons' fields survive.
//! * A map is a list of entries. `prost` leaves a map's value out where it is empty; BuildKit's decoder then keeps no value at
//!   all, and looks into it: the whole daemon ends. An [`Entry`] always writes its value.

use prost::Message;
use prost::bytes::Bytes;

/// An entry of a map whose values are messages.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Entry {
    #[prost(string, tag = "1")]
    pub(crate) key: String,
    /// Written even when it is empty. None only where a sender left it out.
    #[prost(bytes = "bytes", optional, tag = "2")]
    pub(crate) value: Option<Bytes>,
}

/// An entry of a map whose values are text.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct TextEntry {
    #[prost(string, tag = "1")]
    pub(crate) key: String,
    #[prost(string, tag = "2")]
    pub(crate) value: String,
}

/// A message without fields of interest.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Empty {}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Pong {
    /// `Capability`s: a hundred, a few of which count.
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub(crate) frontend: Vec<Bytes>,
    /// `Capability`s.
    #[prost(bytes = "bytes", repeated, tag = "2")]
    pub(crate) llb: Vec<Bytes>,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Capability {
    #[prost(string, tag = "1")]
    pub(crate) id: String,
    #[prost(bool, tag = "2")]
    pub(crate) enabled: bool,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Inputs {
    /// Definitions by name.
    #[prost(message, repeated, tag = "1")]
    pub(crate) definitions: Vec<Entry>,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct SolveRequest {
    /// A `Definition`.
    #[prost(bytes = "bytes", optional, tag = "1")]
    pub(crate) definition: Option<Bytes>,
    #[prost(string, tag = "2")]
    pub(crate) frontend: String,
    #[prost(message, repeated, tag = "3")]
    pub(crate) options: Vec<TextEntry>,
    #[prost(bool, tag = "5")]
    pub(crate) allow_result_return: bool,
    #[prost(bool, tag = "6")]
    pub(crate) allow_result_array_ref: bool,
    #[prost(message, repeated, tag = "12")]
    pub(crate) cache_imports: Vec<CacheImport>,
    /// Definitions by name.
    #[prost(message, repeated, tag = "13")]
    pub(crate) inputs: Vec<Entry>,
    #[prost(bool, tag = "14")]
    pub(crate) evaluate: bool,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct CacheImport {
    #[prost(string, tag = "1")]
    pub(crate) kind: String,
    #[prost(message, repeated, tag = "2")]
    pub(crate) attributes: Vec<TextEntry>,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct SolveResponse {
    /// A `Result`.
    #[prost(bytes = "bytes", optional, tag = "3")]
    pub(crate) result: Option<Bytes>,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ReadFileRequest {
    #[prost(string, tag = "1")]
    pub(crate) reference: String,
    #[prost(string, tag = "2")]
    pub(crate) path: String,
    #[prost(message, optional, tag = "3")]
    pub(crate) range: Option<FileRange>,
}

#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub(crate) struct FileRange {
    #[prost(int64, tag = "1")]
    pub(crate) offset: i64,
    #[prost(int64, tag = "2")]
    pub(crate) length: i64,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ReadFileResponse {
    #[prost(bytes = "bytes", tag = "1")]
    pub(crate) data: Bytes,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ReadDirRequest {
    #[prost(string, tag = "1")]
    pub(crate) reference: String,
    #[prost(string, tag = "2")]
    pub(crate) path: String,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ReadDirResponse {
    #[prost(message, repeated, tag = "1")]
    pub(crate) entries: Vec<Stat>,
}

/// A file's record. `mode` is Go's, not the system's.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Stat {
    #[prost(string, tag = "1")]
    pub(crate) path: String,
    #[prost(uint32, tag = "2")]
    pub(crate) mode: u32,
    #[prost(int64, tag = "5")]
    pub(crate) size: i64,
    #[prost(string, tag = "7")]
    pub(crate) link: String,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ImageConfigRequest {
    #[prost(string, tag = "1")]
    pub(crate) reference: String,
    #[prost(string, tag = "3")]
    pub(crate) resolve_mode: String,
    #[prost(string, tag = "4")]
    pub(crate) log_name: String,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ImageConfigResponse {
    /// An image's configuration, JSON.
    #[prost(bytes = "bytes", tag = "2")]
    pub(crate) config: Bytes,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct WarnRequest {
    /// The vertex that it belongs to.
    #[prost(string, tag = "1")]
    pub(crate) digest: String,
    #[prost(int64, tag = "2")]
    pub(crate) level: i64,
    #[prost(bytes = "bytes", tag = "3")]
    pub(crate) short: Bytes,
    #[prost(bytes = "bytes", repeated, tag = "4")]
    pub(crate) detail: Vec<Bytes>,
    #[prost(string, tag = "5")]
    pub(crate) url: String,
    #[prost(message, optional, tag = "6")]
    pub(crate) info: Option<SourceInfo>,
    #[prost(message, repeated, tag = "7")]
    pub(crate) ranges: Vec<Range>,
}

/// A file that errors and warnings point into.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct SourceInfo {
    #[prost(string, tag = "1")]
    pub(crate) filename: String,
    #[prost(bytes = "bytes", tag = "2")]
    pub(crate) data: Bytes,
    /// A `Definition`: where the file comes from.
    #[prost(bytes = "bytes", optional, tag = "3")]
    pub(crate) definition: Option<Bytes>,
    #[prost(string, tag = "4")]
    pub(crate) language: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub(crate) struct Range {
    #[prost(message, optional, tag = "1")]
    pub(crate) start: Option<Position>,
    #[prost(message, optional, tag = "2")]
    pub(crate) end: Option<Position>,
}

#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub(crate) struct Position {
    /// From 1.
    #[prost(int32, tag = "1")]
    pub(crate) line: i32,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ReturnRequest {
    /// A `Result`.
    #[prost(bytes = "bytes", optional, tag = "1")]
    pub(crate) result: Option<Bytes>,
    /// A `google.rpc.Status`.
    #[prost(bytes = "bytes", optional, tag = "2")]
    pub(crate) error: Option<Bytes>,
}

/// `google.rpc.Status`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Status {
    #[prost(int32, tag = "1")]
    pub(crate) code: i32,
    #[prost(string, tag = "2")]
    pub(crate) message: String,
    #[prost(message, repeated, tag = "3")]
    pub(crate) details: Vec<Any>,
}

/// `google.protobuf.Any`; BuildKit's hold JSON.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Any {
    #[prost(string, tag = "1")]
    pub(crate) type_url: String,
    #[prost(bytes = "bytes", tag = "2")]
    pub(crate) value: Bytes,
}

/// A graph of operations, the last of which names the one that is meant.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Definition {
    /// `Op`s.
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub(crate) ops: Vec<Bytes>,
    /// `OpMetadata` by digest.
    #[prost(message, repeated, tag = "2")]
    pub(crate) metadata: Vec<Entry>,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct OpMetadata {
    #[prost(message, repeated, tag = "2")]
    pub(crate) description: Vec<TextEntry>,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Op {
    #[prost(message, repeated, tag = "1")]
    pub(crate) inputs: Vec<Input>,
    #[prost(message, optional, tag = "3")]
    pub(crate) source: Option<SourceOp>,
    #[prost(message, optional, tag = "4")]
    pub(crate) file: Option<FileOp>,
    /// BuildKit's own operations carry it although it is empty, and their digests hang on it.
    #[prost(message, optional, tag = "11")]
    pub(crate) constraints: Option<Empty>,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Input {
    #[prost(string, tag = "1")]
    pub(crate) digest: String,
    #[prost(int64, tag = "2")]
    pub(crate) index: i64,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct SourceOp {
    #[prost(string, tag = "1")]
    pub(crate) identifier: String,
    /// In the order of the keys.
    #[prost(message, repeated, tag = "2")]
    pub(crate) attributes: Vec<TextEntry>,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct FileOp {
    #[prost(message, repeated, tag = "2")]
    pub(crate) actions: Vec<FileAction>,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct FileAction {
    /// An input of the operation, or the output of an action before; -1 for nothing.
    #[prost(int64, tag = "1")]
    pub(crate) input: i64,
    #[prost(int64, tag = "2")]
    pub(crate) secondary_input: i64,
    #[prost(int64, tag = "3")]
    pub(crate) output: i64,
    #[prost(message, optional, tag = "5")]
    pub(crate) make_file: Option<MakeFile>,
    #[prost(message, optional, tag = "6")]
    pub(crate) make_directory: Option<MakeDirectory>,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct MakeFile {
    #[prost(string, tag = "1")]
    pub(crate) path: String,
    #[prost(int32, tag = "2")]
    pub(crate) mode: i32,
    #[prost(bytes = "bytes", tag = "3")]
    pub(crate) data: Bytes,
    #[prost(int64, tag = "5")]
    pub(crate) timestamp: i64,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct MakeDirectory {
    #[prost(string, tag = "1")]
    pub(crate) path: String,
    #[prost(int32, tag = "2")]
    pub(crate) mode: i32,
    #[prost(bool, tag = "3")]
    pub(crate) make_parents: bool,
    #[prost(int64, tag = "5")]
    pub(crate) timestamp: i64,
}

#[cfg(test)]
mod tests;
