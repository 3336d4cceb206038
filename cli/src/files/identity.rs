//! Whether two open files are the same one: `k8or rewrite Dockerfile > Dockerfile`.

use std::fs::Metadata;

/// A regular file, whatever its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    device: u64,
    inode: u64,
}

#[cfg(unix)]
impl Identity {
    /// None for what is no regular file: two writers to one terminal do each other no harm.
    pub(crate) fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        metadata.is_file().then(|| Self { device: metadata.dev(), inode: metadata.ino() })
    }

    /// The file that standard output goes to.
    pub(crate) fn of_stdout() -> Option<Self> {
        use std::os::fd::AsFd;
        let file = std::fs::File::from(std::io::stdout().as_fd().try_clone_to_owned().ok()?);
        Self::of(&file.metadata().ok()?)
    }

    /// The file that standard input comes from.
    pub(crate) fn of_stdin() -> Option<Self> {
        use std::os::fd::AsFd;
        let file = std::fs::File::from(std::io::stdin().as_fd().try_clone_to_owned().ok()?);
        Self::of(&file.metadata().ok()?)
    }
}

#[cfg(not(unix))]
impl Identity {
    /// Not known on this system.
    pub(crate) const fn of(_: &Metadata) -> Option<Self> {
        None
    }

    /// Not known on this system.
    pub(crate) const fn of_stdout() -> Option<Self> {
        None
    }

    /// Not known on this system.
    pub(crate) const fn of_stdin() -> Option<Self> {
        None
    }
}
