//! Records of files: how BuildKit writes them, and what they mean here.

use super::Unanswered;
use crate::proto::Stat;
use k8or_core::context::{File, FileKind, Glob};
use prost::Message;
use prost::bytes::{Buf, Bytes};

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

/// A file under a path of the context, from its record: a link with its target, anything else without its content.
pub(super) fn file(stat: &Stat, path: String) -> File {
    let kind = kind(stat.mode);
    let content = (kind == FileKind::Symlink).then(|| stat.link.as_bytes().into());
    File { path, kind, mode: mode(stat.mode), size: u64::try_from(stat.size).unwrap_or(0), content }
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
pub(super) fn read(bytes: &Bytes) -> Result<Vec<File>, Unanswered> {
    let mut rest = bytes.clone();
    let mut entries = Vec::new();
    while rest.remaining() >= 4 {
        let length = rest.get_u32_le() as usize;
        if length > rest.remaining() {
            return Err(Unanswered);
        }
        let stat = Stat::decode(rest.split_to(length))?;
        entries.push(file(&stat, stat.path.trim_start_matches('/').to_owned()));
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

/// Those that a pattern means.
pub(super) fn matching(entries: &[File], glob: &Glob) -> Vec<File> {
    let matcher = glob.matcher();
    entries.iter().filter(|entry| matcher.matches(&entry.path)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stat(path: &str, mode: u32) -> Stat {
        Stat { path: path.to_owned(), mode, size: 5, link: String::new() }
    }

    fn framed(stats: &[Stat]) -> Bytes {
        let framed = stats.iter().flat_map(|stat| {
            let bytes = stat.encode_to_vec();
            [u32::try_from(bytes.len()).unwrap().to_le_bytes().to_vec(), bytes].concat()
        });
        framed.collect::<Vec<u8>>().into()
    }

    #[test]
    fn records_are_read_in_the_order_of_their_paths() {
        let entries = read(&framed(&[stat("b", 0o644), stat("b/c", 0o644), stat("/b-a", 0o600)])).unwrap();
        assert_eq!(entries.iter().map(|entry| entry.path.as_str()).collect::<Vec<_>>(), ["b", "b-a", "b/c"]);
        assert_eq!(read(&Bytes::new()).unwrap(), []);
    }

    #[test]
    fn modes_are_the_systems() {
        let table = [
            (0o644, FileKind::File, 0o644),
            (DIRECTORY | STICKY | 0o777, FileKind::Directory, 0o1777),
            (SYMLINK | 0o777, FileKind::Symlink, 0o777),
            (SET_USER | SET_GROUP | 0o755, FileKind::File, 0o6755),
            (PIPE | 0o600, FileKind::Other, 0o600),
            (DEVICE | CHARACTER_DEVICE | 0o660, FileKind::Other, 0o660),
        ];
        for (go, kind, mode) in table {
            let entry = file(&stat("x", go), "x".to_owned());
            assert_eq!((entry.kind, entry.mode), (kind, mode), "{go:o}");
        }
    }

    #[test]
    fn what_is_cut_off_is_no_answer() {
        let whole = framed(&[stat("a", 0o644), stat("b", 0o644)]);
        assert!(read(&whole.slice(..whole.len() - 1)).is_err());
        assert!(read(&Bytes::from_static(b"\xff\xff\xff\xffabc")).is_err());
        assert!(read(&Bytes::from_static(b"\x02\0\0\0\xff\xff")).is_err());
    }
}
