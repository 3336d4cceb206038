//! What `--no-install-recommends` takes away that is really needed.
//!
//! The table `recommends.txt` is made by `cargo xtask knowledge recommends` from the package indexes of the releases named
//! in its head, less what `dispensable.toml` argues away, plus `recommends-extra.toml` for packages that no index has.
//! A line is a package and its answers, the lines sorted by package:
//!
//! ```text
//! adduser                          nothing is lost, wherever the package exists
//! curl ca-certificates             to add in every release
//! cron BW=exim4 xb=postfix ?=!     by release (a letter each); `?` is every other release, `!` keeps the recommended packages
//! ```
//!
//! A name is only ever added in a release that has it: one that does not exist would break the build.

use super::release::{Distribution, Release};

static TABLE: &str = include_str!("recommends.txt");

/// What to do about the packages that a package recommends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recommends {
    /// No index has the package: nothing can be said.
    Unknown,
    /// Too much would have to be added back, or by names that the release may not have: let apt install them.
    KeepThem,
    /// Leave them out and install these. Often empty: nothing needed is lost.
    Add(Names),
}

/// Names of packages, sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Names {
    rest: &'static str,
}

impl Names {
    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.rest.is_empty()
    }
}

impl Iterator for Names {
    type Item = &'static str;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let (name, rest) = self.rest.split_once(',').unwrap_or((self.rest, ""));
        self.rest = rest;
        Some(name)
    }
}

/// What is to be added when `package` is installed without the packages that it recommends, in `release`.
///
/// The package may be written as for apt: `name:amd64`, `name=1.2`, `name/suite`. A release that no index was read of, or
/// that is not known at all, gets the answer that holds in every one that was.
#[must_use]
pub fn recommends(package: &str, release: impl Into<Option<Release>>) -> Recommends {
    let name = package.split([':', '=', '/']).next().unwrap_or_default();
    let Some(answers) = find(TABLE, name) else { return Recommends::Unknown };
    let letter = release.into().and_then(letter).unwrap_or('?');
    answer(answers, letter)
}

/// The letter of a release that an index was read of.
fn letter(release: Release) -> Option<char> {
    Some(match (release.distribution, release.major, release.minor) {
        (Distribution::Debian, 11, _) => 'B',
        (Distribution::Debian, 12, _) => 'W',
        (Distribution::Debian, 13, _) => 'T',
        (Distribution::Debian, u16::MAX, _) => 'S',
        (Distribution::Ubuntu, 16, 4) => 'x',
        (Distribution::Ubuntu, 18, 4) => 'b',
        (Distribution::Ubuntu, 20, 4) => 'f',
        (Distribution::Ubuntu, 22, 4) => 'j',
        (Distribution::Ubuntu, 24, 4) => 'n',
        (Distribution::Ubuntu, 26, 4) => 'r',
        _ => return None,
    })
}

/// The answers of one line, without the package's name; the table is searched in place.
fn find(table: &'static str, name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return None;
    }
    let (mut low, mut high) = (0, table.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = table.get(low..middle)?.rfind('\n').map_or(low, |at| low + at + 1);
        let line = table.get(start..high)?.lines().next()?;
        let (key, answers) = line.split_once(' ').unwrap_or((line, ""));
        match key.cmp(name) {
            std::cmp::Ordering::Equal => return Some(answers),
            std::cmp::Ordering::Less => low = start + line.len() + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

fn answer(answers: &'static str, letter: char) -> Recommends {
    if !answers.contains('=') {
        return names(answers);
    }
    let by_letter =
        |letter: char| answers.split(' ').filter_map(|part| part.split_once('=')).find(|(letters, _)| letters.contains(letter));
    by_letter(letter).or_else(|| by_letter('?')).map_or(Recommends::Unknown, |(_, list)| names(list))
}

fn names(list: &'static str) -> Recommends {
    match list {
        "!" => Recommends::KeepThem,
        rest => Recommends::Add(Names { rest }),
    }
}
