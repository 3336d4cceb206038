//! Reads Dockerfiles, and says of what is none why.

use super::Identity;
use crate::problem::Problem;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The largest input. BuildKit's own limit for a line is far below.
const MAX_SIZE: u64 = 64 * 1024 * 1024;

/// A text and where it came from.
#[derive(Debug)]
pub(crate) struct Source {
    /// The name to show.
    pub(crate) name: String,
    /// The file; none for standard input.
    pub(crate) path: Option<PathBuf>,
    /// Its text.
    pub(crate) text: String,
    /// The file's state when it was read.
    pub(crate) metadata: Option<Metadata>,
}

/// Reads a file.
pub(crate) fn read(path: &Path) -> Result<Source, Problem> {
    let name = path.display().to_string();
    let open = || -> io::Result<(Vec<u8>, Metadata)> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok((read_bytes(file)?, metadata))
    };
    let (bytes, metadata) = open().map_err(|error| unreadable(path, &error))?;
    Ok(Source { text: decode(&name, bytes)?, name, path: Some(path.to_owned()), metadata: Some(metadata) })
}

/// Reads standard input.
pub(crate) fn read_stdin(name: &str) -> Result<Source, Problem> {
    let bytes = read_bytes(io::stdin().lock()).map_err(|error| Problem::new(format!("cannot read standard input: {error}")))?;
    Ok(Source { name: name.to_owned(), path: None, text: decode(name, bytes)?, metadata: None })
}

fn read_bytes(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_SIZE + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let problem = Problem::file(path, format!("cannot be read: {error}"));
    match error.kind() {
        io::ErrorKind::NotFound if fs::symlink_metadata(path).is_ok() => {
            problem.help("it is a link to something that is not there")
        }
        io::ErrorKind::NotFound => problem.help("name a Dockerfile, or a directory with --check, --diff or --write"),
        io::ErrorKind::PermissionDenied => problem.help("check the permissions of the file and of the directories above it"),
        _ => problem,
    }
}

fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    let about = |what: String| Problem::new(format!("{name}: {what}"));
    if bytes.len() as u64 > MAX_SIZE {
        return Err(about(format!("is larger than {} MB, which no Dockerfile is", MAX_SIZE / 1024 / 1024)));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(about("is UTF-16".to_owned()).help("save it as UTF-8; BuildKit reads nothing else"));
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(about(format!("is a binary file (a zero byte at offset {at})")).help("is it really a Dockerfile?"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        let byte = error.as_bytes()[at];
        about(format!("is not UTF-8: byte 0x{byte:02x} at offset {at} (line {line})")).help("save it as UTF-8")
    })
}

impl Source {
    /// The file's identity, to tell whether another one is the same.
    pub(crate) fn identity(&self) -> Option<Identity> {
        self.metadata.as_ref().and_then(Identity::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(bytes: &[u8]) -> String {
        decode("Dockerfile", bytes.to_vec()).map_or_else(|problem| problem.what, |text| panic!("{text}"))
    }

    #[test]
    fn what_is_no_text_says_so() {
        assert_eq!(refusal(b"FROM a\nRUN \xe9\n"), "Dockerfile: is not UTF-8: byte 0xe9 at offset 11 (line 2)");
        assert_eq!(refusal(b"\x7fELF\0"), "Dockerfile: is a binary file (a zero byte at offset 4)");
        assert_eq!(refusal(b"\xff\xfeF\0"), "Dockerfile: is UTF-16");
    }

    #[test]
    fn no_endless_file_is_read_to_its_end() {
        let bytes = read_bytes(io::repeat(b'x')).unwrap();
        assert_eq!(refusal(&bytes), "Dockerfile: is larger than 64 MB, which no Dockerfile is");
    }
}
