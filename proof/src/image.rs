//! What is in an image: its files, so that two images can be compared.

use crate::Failure;
use memchr::memmem;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Read;

/// A file of an image. Times are not part of it: two builds never agree on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `f` file, `d` directory, `l` link, `o` another.
    pub kind: char,
    /// Permission bits.
    pub mode: u32,
    /// Owner and group.
    pub owner: (u64, u64),
    /// Bytes.
    pub size: u64,
    /// The content's digest; a link's target.
    pub content: String,
}

/// Files by their paths.
pub type Listing = BTreeMap<String, Entry>;

/// Reads a container's exported tar.
///
/// # Errors
/// When it is none.
pub fn listing(archive: &[u8]) -> Result<Listing, Failure> {
    let mut files = Listing::new();
    for entry in tar::Archive::new(archive).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().trim_end_matches('/').to_owned();
        let header = entry.header();
        let kind = match header.entry_type() {
            tar::EntryType::Regular | tar::EntryType::Link => 'f',
            tar::EntryType::Directory => 'd',
            tar::EntryType::Symlink => 'l',
            _ => 'o',
        };
        let (mode, owner, size) = (header.mode()?, (header.uid()?, header.gid()?), header.size()?);
        let content = match entry.link_name()? {
            Some(target) => target.to_string_lossy().into_owned(),
            None => {
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes)?;
                Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect()
            }
        };
        files.insert(path, Entry { kind, mode, owner, size, content });
    }
    Ok(files)
}

/// Where a text stands in a saved image: files of its layers, and of the archive itself (configuration, history).
///
/// # Errors
/// When the archive is none, or a layer is compressed.
pub fn places_of(archive: &[u8], text: &str) -> Result<Vec<String>, Failure> {
    let mut places = Vec::new();
    for_each_file(archive, |name, bytes| {
        if bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
            return Err(Failure(format!("{name}: a compressed layer")));
        }
        let holds = |bytes: &[u8]| memmem::find(bytes, text.as_bytes()).is_some();
        if bytes.get(257..262) != Some(b"ustar".as_slice()) {
            places.extend(holds(bytes).then(|| name.to_owned()));
            return Ok(());
        }
        for_each_file(bytes, |path, bytes| {
            places.extend(holds(bytes).then(|| format!("{name}: {path}")));
            Ok(())
        })
    })?;
    Ok(places)
}

/// Calls `take` with the path and the bytes of every file of an archive.
fn for_each_file(archive: &[u8], mut take: impl FnMut(&str, &[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
    for entry in tar::Archive::new(archive).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        take(&path, &bytes)?;
    }
    Ok(())
}

/// Paths that differ between two listings, each with a mark: `-` only in the first, `+` only in the second, `~` in both
/// and not the same.
#[must_use]
pub fn differences(first: &Listing, second: &Listing) -> Vec<(char, String)> {
    let mut found = Vec::new();
    for (path, entry) in first {
        match second.get(path) {
            None => found.push(('-', path.clone())),
            Some(other) if other != entry => found.push(('~', path.clone())),
            Some(_) => {}
        }
    }
    found.extend(second.keys().filter(|path| !first.contains_key(*path)).map(|path| ('+', path.clone())));
    found
}
