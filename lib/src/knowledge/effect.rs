//! What commands do to the file system of a build. The rows stand in `effects.toml`.

include!(concat!(env!("OUT_DIR"), "/effects.rs"));

/// What a command does to the file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Reads, prints, or changes the shell alone.
    Nothing,
    /// Takes files away.
    Cleans,
    /// Sets up the system, by its operands alone: done twice, it does the same twice.
    Replay,
    /// Fetches or unpacks files to where its operands or options say, or into the directory that it runs in.
    Fetches,
    /// Builds below the directory that it runs in.
    Builds,
}

/// The effect of a program, by its name without a directory; none when no row has it.
#[must_use]
pub fn effect(program: &str) -> Option<Effect> {
    EFFECTS.binary_search_by(|row| row.0.cmp(program)).ok().map(|at| EFFECTS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_have_their_effects() {
        assert_eq!(effect("mkdir"), Some(Effect::Replay));
        assert_eq!(effect("cmake"), Some(Effect::Builds));
        assert_eq!(effect("frobnicate"), None);
        assert!(EFFECTS.is_sorted_by(|one, next| one.0 < next.0));
    }
}
