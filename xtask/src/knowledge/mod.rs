//! The generated tables of `lib/src/knowledge`.

mod archive;
mod dispensable;
mod engine;
mod index;
mod python;
mod table;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use archive::{Options, SUITES};
use dispensable::Dispensable;
use index::{Id, Index, Set};
pub(crate) use python::python;
use table::{Answer, Table};

/// More than this many packages to add back: it is simpler to keep what is recommended.
const MOST: usize = 8;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../lib/src/knowledge")
}

/// `recommends.txt`.
pub(crate) fn recommends(words: &[&str]) -> Result<(), Failure> {
    let options = Options::read(words)?;
    options.fetch()?;
    let table = make(&options)?;
    let text = table.print();
    println!("{} bytes, {} lines", text.len(), text.lines().count());
    println!("{}", table.figures());
    if options.write {
        fs::write(folder().join("recommends.txt"), text)?;
    }
    Ok(())
}

/// Reads all indexes and decides on every package; two releases at a time.
fn make(options: &Options) -> Result<Table, Failure> {
    let dispensable = Dispensable::read(&folder().join("dispensable.toml"))?;
    let listed = Listed::read(&options.words)?;
    let mut table = Table::default();
    for pair in SUITES.chunks(2) {
        let decided: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = pair
                .iter()
                .map(|suite| {
                    let (dispensable, listed) = (&dispensable, &listed);
                    scope.spawn(move || {
                        let texts = options.packages(suite).map_err(|error| error.to_string())?;
                        let index = Index::read(&texts);
                        let answers = decide_all(&index, dispensable, listed);
                        Ok::<_, String>((suite, options.date(suite), index, answers))
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("a thread broke down".to_owned()))).collect()
        });
        for one in decided {
            let (suite, date, index, answers) = one?;
            table.add_release(suite.letter, format!("{} {}", suite.name, date), &index, answers);
        }
    }
    table.add_extra(&folder().join("recommends-extra.toml"))?;
    Ok(table)
}

/// Which packages have a line: those that already have one, those that were seen to be installed more than once,
/// and those that differ
/// from them in numbers only: `gcc-14` like `gcc-4.9`. A package without a line is unknown, and a rewrite leaves its
/// installation alone; the table has a size to keep.
struct Listed {
    names: BTreeSet<String>,
    shapes: BTreeSet<String>,
}

impl Listed {
    fn read(seen: &[String]) -> Result<Self, Failure> {
        let table = Table::read(&fs::read_to_string(folder().join("recommends.txt"))?);
        let mut names: BTreeSet<String> = table.names().map(str::to_owned).collect();
        let seen = frequency(seen)?;
        let mut times: HashMap<String, usize> = HashMap::new();
        for (name, count) in &seen {
            *times.entry(shape(name)).or_default() += count;
        }
        names.extend(seen.into_keys().filter(|name| times.get(&shape(name)).is_some_and(|times| *times > 1)));
        let shapes = names.iter().map(|name| shape(name)).collect();
        Ok(Self { names, shapes })
    }
}

/// A name with each number as one `0`; Debian's `t64`, which marked libraries with a wider clock, counts for nothing.
fn shape(name: &str) -> String {
    let mut shape = String::with_capacity(name.len());
    for c in name.strip_suffix("t64").unwrap_or(name).chars() {
        match c {
            '0'..='9' if shape.ends_with('0') => {}
            '0'..='9' => shape.push('0'),
            '.' if shape.ends_with('0') => {}
            c => shape.push(c),
        }
    }
    shape
}

fn decide_all(index: &Index, dispensable: &Dispensable, listed: &Listed) -> BTreeMap<String, Answer> {
    let real = index.names().filter(|(name, _)| listed.shapes.contains(&shape(name)));
    // apt takes a virtual name when one package provides it
    let provided = listed.names.iter().filter_map(|name| Some((name.as_str(), index.only_provider(name)?)));
    real.chain(provided).map(|(name, id)| (name.to_owned(), decide(index, dispensable, id))).collect()
}

/// What to add when `package` is installed without the packages that it recommends.
fn decide(index: &Index, dispensable: &Dispensable, package: Id) -> Answer {
    let without = installed(index, &[package]);
    let mut with = Set::base(index);
    with.install(index, package);
    let recommended = with.close_with_recommends(index, |parent, id| {
        dispensable.why(index.name(package), index.name(parent), index.name(id)).is_some()
    });
    let mut wanted: Vec<Id> = recommended.iter().map(|(id, _)| *id).filter(|id| !without.has(*id)).collect();
    if wanted.len() > 5 * MOST || with.is_guess() && !wanted.is_empty() {
        return Answer::Keep;
    }
    // what another one brings along need not be named
    let mut at = wanted.len();
    while at > 0 {
        at -= 1;
        let others: Vec<Id> = std::iter::once(package).chain(wanted.iter().copied().filter(|id| *id != wanted[at])).collect();
        if installed(index, &others).has(wanted[at]) {
            wanted.remove(at);
        }
    }
    if wanted.len() > MOST {
        return Answer::Keep;
    }
    let mut names: Vec<String> = wanted.iter().map(|id| index.name(*id).to_owned()).collect();
    names.sort();
    Answer::Add(names)
}

/// A base image with these packages and what they depend on.
fn installed(index: &Index, packages: &[Id]) -> Set {
    let mut set = Set::base(index);
    for package in packages {
        set.install(index, *package);
    }
    set.close(index);
    set
}

/// Tells what happens to some packages, release by release.
pub(crate) fn explain(words: &[&str]) -> Result<(), Failure> {
    let options = Options::read(words)?;
    let dispensable = Dispensable::read(&folder().join("dispensable.toml"))?;
    for suite in SUITES {
        let index = Index::read(&options.packages(suite)?);
        for name in &options.words {
            let Some(id) = index.find(name) else {
                println!("{} {name}: no such package", suite.name);
                continue;
            };
            let answer = decide(&index, &dispensable, id);
            println!("{} {name}: {answer}", suite.name);
            let mut set = Set::base(&index);
            set.install(&index, id);
            set.close_with_recommends(&index, |parent, id| {
                let (parent, child) = (index.name(parent), index.name(id));
                let why = dispensable.why(name, parent, child);
                println!("    {parent} recommends {child}{}", why.map(|why| format!(": dispensable, {why}")).unwrap_or_default());
                why.is_some()
            });
        }
    }
    Ok(())
}

/// How often one package brings along another that it recommends.
#[derive(Default)]
struct Edge {
    weight: usize,
    releases: BTreeSet<char>,
    packages: BTreeMap<usize, String>,
}

/// What is recommended by whom and is not argued to be dispensable, the most frequent first: where to look next.
pub(crate) fn edges(words: &[&str]) -> Result<(), Failure> {
    let options = Options::read(words)?;
    let dispensable = Dispensable::read(&folder().join("dispensable.toml"))?;
    let frequency = frequency(&options.words)?;
    let mut weights: BTreeMap<(String, String), Edge> = BTreeMap::new();
    for suite in SUITES {
        let index = Index::read(&options.packages(suite)?);
        for (name, times) in frequency.iter().filter(|(_, times)| **times >= 10) {
            let Some(id) = index.find(name) else { continue };
            let without = installed(&index, &[id]);
            let mut set = Set::base(&index);
            set.install(&index, id);
            let recommended = set
                .close_with_recommends(&index, |parent, id| dispensable.why(name, index.name(parent), index.name(id)).is_some());
            for (child, parent) in recommended.into_iter().filter(|(child, _)| !without.has(*child)) {
                let entry = weights.entry((index.name(parent).to_owned(), index.name(child).to_owned())).or_default();
                entry.weight += times;
                entry.releases.insert(suite.letter);
                entry.packages.insert(*times, name.clone());
            }
        }
    }
    let mut ranked: Vec<_> = weights.into_iter().collect();
    ranked.sort_by_key(|(_, edge)| std::cmp::Reverse(edge.weight));
    for ((parent, child), edge) in ranked {
        let packages: Vec<String> = edge.packages.into_values().rev().take(3).collect();
        let releases: String = edge.releases.into_iter().collect();
        println!("{} {parent} > {child} ({releases}) {}", edge.weight, packages.join(" "));
    }
    Ok(())
}

fn frequency(files: &[String]) -> Result<HashMap<String, usize>, Failure> {
    let mut frequency: HashMap<String, usize> = HashMap::new();
    for file in files {
        for word in fs::read_to_string(file)?.split_whitespace() {
            let name = word.split([':', '=', '/']).next().unwrap_or_default();
            if is_name(name) {
                *frequency.entry(name.to_owned()).or_default() += 1;
            }
        }
    }
    Ok(frequency)
}

/// How much of real installations the table knows.
pub(crate) fn coverage(words: &[&str]) -> Result<(), Failure> {
    let options = Options::read(words)?;
    let table = Table::read(&fs::read_to_string(folder().join("recommends.txt"))?);
    let (mut commands, mut known_commands, mut seen, mut known) = (0, 0, 0, 0);
    let mut frequency: HashMap<String, usize> = HashMap::new();
    for file in &options.words {
        for line in fs::read_to_string(file)?.lines() {
            let names: Vec<&str> = line
                .split_whitespace()
                .filter_map(|word| word.split([':', '=', '/']).next())
                .filter(|name| is_name(name))
                .collect();
            if names.is_empty() {
                continue;
            }
            let have = names.iter().filter(|name| table.has(name)).count();
            commands += 1;
            seen += names.len();
            known += have;
            known_commands += usize::from(have == names.len());
            for name in names {
                *frequency.entry(name.to_owned()).or_default() += 1;
            }
        }
    }
    println!("installations: {known_commands} of {commands}; packages: {known} of {seen}");
    let mut ranked: Vec<_> = frequency.into_iter().collect();
    ranked.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let top = ranked.iter().take(600).filter(|(name, _)| table.has(name)).count();
    println!("of the 600 most frequent packages: {top}");
    println!("unknown:");
    for (name, times) in ranked.iter().filter(|(name, _)| !table.has(name)).take(120) {
        println!("    {times} {name}");
    }
    println!("kept or added:");
    for (name, times) in ranked.iter().filter(|(name, _)| table.has(name) && !table.loses_nothing(name)).take(400) {
        println!("    {times} {name}: {}", table.line(name));
    }
    Ok(())
}

fn is_name(word: &str) -> bool {
    word.len() > 1
        && word.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'))
}

/// Compares with apt itself.
pub(crate) fn verify(words: &[&str]) -> Result<(), Failure> {
    engine::verify(&Options::read(words)?, &folder())
}
