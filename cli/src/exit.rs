//! What the command's end tells the caller.

/// The exit codes, worst last: the worst of all files is the command's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// 0: done, and nothing to complain about.
    #[default]
    Fine,
    /// 1: `--check` found files that would change.
    WouldChange,
    /// 2: bad usage, bad input, or nothing could be written.
    Failed,
}

impl Exit {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::WouldChange => 1,
            Self::Failed => 2,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_wins() {
        assert_eq!(Exit::WouldChange.max(Exit::Failed).max(Exit::Fine).code(), 2);
    }
}
