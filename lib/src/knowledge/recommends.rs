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
//! libcurl4 @curl                   as for curl
//! ```
//!
//! A name is only ever added in a release that has it: one that does not exist would break the build.

use super::release::{Distribution, Release};
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use std::ops::Range;
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/recommends.rs"));

/// Some lines of the table, packed.
struct Piece {
    /// The package of its first line.
    first: &'static str,
    /// Where it lies among the pieces.
    packed: Range<usize>,
    /// How long it is, unpacked, in bytes.
    length: usize,
}

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/recommends.packed"));

/// The pieces that were asked for, unpacked.
static TEXTS: [OnceLock<String>; PIECES.len()] = [const { OnceLock::new() }; PIECES.len()];

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
    let found = find(name).and_then(|row| row.strip_prefix('@').map_or(Some(row), |like| find(like)));
    let Some(answers) = found else { return Recommends::Unknown };
    match release.into().map(nearest) {
        Some((before, after)) if before == after => answer(answers, before),
        Some((before, after)) => {
            Some(answer(answers, before)).filter(|it| *it == answer(answers, after)).unwrap_or_else(|| answer(answers, '?'))
        }
        None => answer(answers, '?'),
    }
}

/// The letters of the releases with an index around a release, twice its own where it has one. What both agree on holds
/// between them, too.
fn nearest(release: Release) -> (char, char) {
    match (release.distribution, release.major, release.minor) {
        (Distribution::Debian, 9, _) => ('x', 'b'),
        (Distribution::Debian, 10, _) => ('b', 'B'),
        (Distribution::Debian, 11, _) => ('B', 'B'),
        (Distribution::Debian, 12, _) => ('W', 'W'),
        (Distribution::Debian, 13, _) => ('T', 'T'),
        (Distribution::Debian, 14, _) => ('T', 'S'),
        (Distribution::Debian, u16::MAX, _) => ('S', 'S'),
        (Distribution::Ubuntu, 16, 4) => ('x', 'x'),
        (Distribution::Ubuntu, 16 | 17, _) => ('x', 'b'),
        (Distribution::Ubuntu, 18, 4) => ('b', 'b'),
        (Distribution::Ubuntu, 18 | 19, _) => ('b', 'f'),
        (Distribution::Ubuntu, 20, 4) => ('f', 'f'),
        (Distribution::Ubuntu, 20 | 21, _) => ('f', 'j'),
        (Distribution::Ubuntu, 22, 4) => ('j', 'j'),
        (Distribution::Ubuntu, 22 | 23, _) => ('j', 'n'),
        (Distribution::Ubuntu, 24, 4) => ('n', 'n'),
        (Distribution::Ubuntu, 24 | 25, _) => ('n', 'r'),
        (Distribution::Ubuntu, 26, 4) => ('r', 'r'),
        _ => ('?', '?'),
    }
}

/// The answers of one line, without the package's name.
fn find(name: &str) -> Option<&'static str> {
    let index = PIECES.partition_point(|piece| piece.first <= name).checked_sub(1)?;
    find_in(TEXTS.get(index)?.get_or_init(|| unpacked(&PIECES[index])), name)
}

/// The lines of a piece.
fn unpacked(piece: &Piece) -> String {
    let packed = PACKED.get(piece.packed.clone()).unwrap_or_default();
    let bytes = decompress_to_vec_with_limit(packed, piece.length).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// The same among lines, which are searched in place.
fn find_in<'t>(table: &'t str, name: &str) -> Option<&'t str> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn added(package: &str, release: impl Into<Option<Release>>) -> Vec<&'static str> {
        match recommends(package, release) {
            Recommends::Add(names) => names.collect(),
            other => panic!("{package}: {other:?}"),
        }
    }

    #[test]
    fn what_is_needed_is_added_back() {
        assert_eq!(added("curl", Release::BOOKWORM), ["ca-certificates"]);
        assert_eq!(added("git", Release::JAMMY), ["ca-certificates", "openssh-client", "patch"]);
        assert_eq!(added("gcc", None), ["libc6-dev"]);
        assert_eq!(added("python3-pip", Release::BOOKWORM), ["build-essential", "python3-dev"]);
    }

    #[test]
    fn nothing_to_lose_is_not_the_same_as_unknown() {
        assert_eq!(added("make", Release::BOOKWORM), [""; 0]);
        assert_eq!(recommends("no-such-package", Release::BOOKWORM), Recommends::Unknown);
        assert_eq!(recommends("", Release::BOOKWORM), Recommends::Unknown);
        assert_eq!(recommends("#", None), Recommends::Unknown);
    }

    #[test]
    fn names_are_taken_as_apt_takes_them() {
        for written in ["curl:amd64", "curl=7.88.1-10", "curl/bookworm-backports"] {
            assert_eq!(added(written, Release::BOOKWORM), ["ca-certificates"], "{written}");
        }
    }

    #[test]
    fn a_release_without_an_index_has_what_its_neighbours_agree_on() {
        assert_eq!(added("wget", Release::BUSTER), ["ca-certificates"]);
        assert_eq!(added("wget", Release::debian(8)), ["ca-certificates"]);
        assert_eq!(recommends("python-pip", Release::debian(8)), Recommends::KeepThem);
    }

    #[test]
    fn each_line_is_found() {
        let mut before = "";
        let table = include_str!("recommends.txt");
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let (name, row) = line.split_once(' ').unwrap_or((line, ""));
            assert!(before < name, "{before} before {name}");
            assert_eq!(find(name), Some(row), "{name}");
            assert!(row.strip_prefix('@').is_none_or(|like| find(like).is_some_and(|row| !row.starts_with('@'))), "{line}");
            assert_ne!(recommends(name, None), Recommends::Unknown, "{name}");
            before = name;
        }
        assert!(PACKED.len() < 130_000, "{}", PACKED.len());
    }
}
