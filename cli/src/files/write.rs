//! Replaces files: the old content or the new one is there at any time, never a half.

use crate::problem::Problem;
#[cfg(unix)]
use std::fs::Permissions;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::Builder;

/// Puts `text` in the place of a file that was read as `old`. Links are followed; the mode and, where allowed, the owner stay.
pub(crate) fn replace(path: &Path, old: &Metadata, text: &str) -> Result<(), Problem> {
    let target = fs::canonicalize(path).map_err(|error| failed(path, &error))?;
    let now = fs::metadata(&target).map_err(|error| failed(path, &error))?;
    if now.len() != old.len() || now.modified().ok() != old.modified().ok() {
        return Err(Problem::file(path, "changed while k8or was reading it; it was left alone").help("run k8or again"));
    }
    if now.permissions().readonly() {
        return Err(Problem::file(path, "is read-only; it was left alone").help("make it writable, or use -o FILE"));
    }
    write_atomically(&target, Some(&now), |file| file.write_all(text.as_bytes())).map_err(|error| failed(path, &error))
}

/// Writes a file that may or may not exist. What is no regular file (a pipe, a device) is written to as it is.
pub(crate) fn write_output(path: &Path, text: &str) -> Result<(), Problem> {
    let write = || match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(metadata) if metadata.is_file() => {
            write_atomically(&fs::canonicalize(path)?, Some(&metadata), |file| file.write_all(text.as_bytes()))
        }
        Ok(_) => File::options().write(true).open(path)?.write_all(text.as_bytes()),
        Err(_) => write_atomically(path, None, |file| file.write_all(text.as_bytes())),
    };
    write().map_err(|error| failed(path, &error))
}

/// Fills a new file beside the old one and gives it the old one's name when all is on the disk.
fn write_atomically(path: &Path, old: Option<&Metadata>, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let directory =
        path.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned);
    fs::metadata(&directory)?;
    let mut builder = Builder::new();
    builder.prefix(".k8or-");
    #[cfg(unix)]
    if old.is_none() {
        builder.permissions(new_file_permissions());
    }
    let mut file = builder.tempfile_in(directory).map_err(without_path)?;
    fill(file.as_file_mut())?;
    if let Some(old) = old {
        keep_owner(file.as_file(), old);
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// What an ordinary new file gets; the process's mask takes its part.
#[cfg(unix)]
fn new_file_permissions() -> Permissions {
    use std::os::unix::fs::PermissionsExt;
    Permissions::from_mode(0o666)
}

/// Someone who may not give files away keeps them, which is what other editors do, too.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let same = file.metadata().is_ok_and(|new| (new.uid(), new.gid()) == (old.uid(), old.gid()));
    if !same {
        let _ = fchown(file, Some(old.uid()), Some(old.gid()));
    }
}

/// Nothing to keep on this system.
#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}

/// The name of a temporary file tells nobody anything.
fn without_path(error: io::Error) -> io::Error {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem, StorageFull};
    let kind = error.kind();
    if matches!(kind, PermissionDenied | ReadOnlyFilesystem | StorageFull) { kind.into() } else { error }
}

fn failed(path: &Path, error: &io::Error) -> Problem {
    let problem = Problem::file(path, format!("cannot be written: {error}"));
    match error.kind() {
        io::ErrorKind::StorageFull => problem.help("free some space on the disk; the file is as it was"),
        io::ErrorKind::PermissionDenied => problem.help("k8or needs to write to the directory; the file is as it was"),
        io::ErrorKind::NotFound => problem.help("is the directory there?"),
        _ => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn after_a_failure_at_any_byte_the_old_file_is_there_and_nothing_else(old in "[a-z\n]{0,200}", new in "[a-z\n]{0,200}", at in 0_usize..220) {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("Dockerfile");
            fs::write(&path, &old).unwrap();
            let metadata = fs::metadata(&path).unwrap();
            let done = write_atomically(&path, Some(&metadata), |file| {
                file.write_all(&new.as_bytes()[..at.min(new.len())])?;
                if at < new.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
            });
            prop_assert_eq!(done.is_ok(), at >= new.len());
            prop_assert_eq!(fs::read_to_string(&path).unwrap(), if at < new.len() { old } else { new });
            prop_assert_eq!(names(directory.path()), ["Dockerfile"]);
        }
    }

    #[test]
    fn the_mode_stays_and_a_link_stays_a_link() {
        let directory = tempfile::tempdir().unwrap();
        let (path, link) = (directory.path().join("real"), directory.path().join("Dockerfile"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        symlink("real", &link).unwrap();
        replace(&link, &fs::metadata(&link).unwrap(), "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o640);
    }

    #[test]
    fn a_file_that_someone_else_changed_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("Dockerfile");
        fs::write(&path, "old").unwrap();
        let metadata = fs::metadata(&path).unwrap();
        fs::write(&path, "edited meanwhile").unwrap();
        assert!(replace(&path, &metadata, "new").unwrap_err().what.contains("changed while"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "edited meanwhile");
    }

    #[test]
    fn a_read_only_file_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("Dockerfile");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
        assert!(replace(&path, &fs::metadata(&path).unwrap(), "new").unwrap_err().what.contains("read-only"));
    }

    #[test]
    fn a_full_disk_says_so() {
        let problem = write_output(Path::new("/dev/full"), "FROM a\n").unwrap_err();
        assert!(problem.what.contains("No space left on device"), "{problem:?}");
    }
}
