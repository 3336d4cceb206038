//! Records of files: how BuildKit writes them, and what they mean here.

use crate::proto::Stat;
use k8or_core::context::{FileKind, Glob};
use prost::bytes::{Buf, Bytes};
use prost::{DecodeError, Message};

const DIRECTORY: u32 = 1 << 31;
const SYMLINK: u32 = 1 << 27;
const DEVICE: u32 = 1 << 26;
const PIPE: u32 = 1 << 25;
const SOCKET: u32 = 1 << 24;
const SET_USER: u32 = 1 << 23;
const SET_GROUP: u32 = 1 << 22;
const CHARACTER_DEVICE: u32 = 1 << 21;
const STICKY: u32 = 1 << 20;
const IRREGULAR: u32 = 1 << 19;

/// A file of the build context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) kind: FileKind,
    pub(super) mode: u32,
    pub(super) size: u64,
    /// Where a link leads.
    pub(super) link: String,
}

impl Entry {
    /// From a record, under a path of the context.
    pub(super) fn new(stat: Stat, path: String) -> Self {
        let size = u64::try_from(stat.size).unwrap_or(0);
        Self { path, kind: kind(stat.mode), mode: mode(stat.mode), size, link: stat.link }
    }
}

/// Go's notation, in which the kind stands in the upper bits.
const fn kind(mode: u32) -> FileKind {
    if mode & DIRECTORY != 0 {
        FileKind::Directory
    } else if mode & SYMLINK != 0 {
        FileKind::Symlink
    } else if mode & (DEVICE | PIPE | SOCKET | CHARACTER_DEVICE | IRREGULAR) != 0 {
        FileKind::Other
    } else {
        FileKind::File
    }
}

/// The system's permission bits, from Go's.
fn mode(mode: u32) -> u32 {
    let special = [(SET_USER, 0o4000), (SET_GROUP, 0o2000), (STICKY, 0o1000)];
    special.iter().fold(mode & 0o777, |bits, (from, to)| if mode & from == 0 { bits } else { bits | to })
}

/// Reads a file of records: each with its length, in four bytes, before it.
pub(super) fn read(bytes: &Bytes) -> Result<Vec<Entry>, DecodeError> {
    let mut rest = bytes.clone();
    let mut entries = Vec::new();
    while rest.remaining() >= 4 {
        let length = rest.get_u32_le() as usize;
        if length > rest.remaining() {
            return Stat::decode(&b"\xff"[..]).map(|_| Vec::new());
        }
        let stat = Stat::decode(rest.split_to(length))?;
        let path = stat.path.trim_start_matches('/').to_owned();
        entries.push(Entry::new(stat, path));
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

/// Those that a pattern means.
pub(super) fn matching(entries: &[Entry], glob: &Glob) -> Vec<Entry> {
    let matcher = glob.matcher();
    entries.iter().filter(|entry| matcher.matches(&entry.path)).cloned().collect()
}
