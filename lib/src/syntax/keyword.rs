//! Instruction names: reading them, and guessing what a misspelt one was meant to be.

use super::Keyword;

/// All that BuildKit knows, in the order of the alphabet.
const ALL: [Keyword; 18] = [
    Keyword::Add,
    Keyword::Arg,
    Keyword::Cmd,
    Keyword::Copy,
    Keyword::Entrypoint,
    Keyword::Env,
    Keyword::Expose,
    Keyword::From,
    Keyword::Healthcheck,
    Keyword::Label,
    Keyword::Maintainer,
    Keyword::Onbuild,
    Keyword::Run,
    Keyword::Shell,
    Keyword::Stopsignal,
    Keyword::User,
    Keyword::Volume,
    Keyword::Workdir,
];

impl Keyword {
    /// The keyword with that name in any case; [`Keyword::Unknown`] if there is none.
    #[must_use]
    pub fn named(name: &str) -> Self {
        ALL.into_iter().find(|keyword| keyword.name().eq_ignore_ascii_case(name)).unwrap_or(Self::Unknown)
    }

    /// Whether heredocs may follow it.
    #[must_use]
    pub const fn takes_heredocs(self) -> bool {
        matches!(self, Self::Add | Self::Copy | Self::Run)
    }
}

/// The keyword that a misspelt one was probably meant to be.
pub(super) fn nearest_keyword(word: &str) -> Option<&'static str> {
    nearest(&word.to_ascii_uppercase(), ALL.into_iter().map(Keyword::name))
}

/// The nearest of `known`, if no more than every third letter differs.
pub(super) fn nearest(word: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    const LONGEST: usize = 32;
    if word.len() > LONGEST {
        return None;
    }
    // A word cannot be nearer than the two differ in length.
    let near = known.filter(|name| name.len().abs_diff(word.len()) <= allowed(name));
    let distances = near.map(|name| (distance(word.as_bytes(), name.as_bytes()), name));
    let (distance, name) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= allowed(name)).then_some(name)
}

const fn allowed(name: &str) -> usize {
    name.len().div_ceil(3)
}

/// Insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(from: &[u8], to: &[u8]) -> usize {
    let mut before: Vec<usize> = vec![0; to.len() + 1];
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for row in 1..=from.len() {
        let mut current = vec![row; to.len() + 1];
        for column in 1..=to.len() {
            let replaced = last[column - 1] + usize::from(from[row - 1] != to[column - 1]);
            let mut best = replaced.min(last[column] + 1).min(current[column - 1] + 1);
            if row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1] {
                best = best.min(before[column - 2] + 1);
            }
            current[column] = best;
        }
        before = std::mem::replace(&mut last, current);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_any_case() {
        assert_eq!(Keyword::named("wOrKdIr"), Keyword::Workdir);
        assert_eq!(Keyword::named(""), Keyword::Unknown);
        assert_eq!(Keyword::named("RUN "), Keyword::Unknown);
    }

    #[test]
    fn misspelt_names_find_their_neighbour() {
        for (word, near) in [("FORM", "FROM"), ("entrypont", "ENTRYPOINT"), ("WORKIDR", "WORKDIR"), ("RNU", "RUN")] {
            assert_eq!(nearest_keyword(word), Some(near));
        }
        assert_eq!(nearest_keyword("apt-get"), None);
        assert_eq!(nearest_keyword(&"X".repeat(100_000)), None);
    }
}
