//! `recommends.txt`: how it is written. `lib/src/knowledge/recommends.rs` says how it is read.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::path::Path;

use toml::Value;

use super::dispensable::strings;
use super::index::Index;
use crate::Failure;

/// The longest row; longer ones belong to large applications that few install, at the price of all.
const LONGEST: usize = 420;

/// What to do about one package's recommended packages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Answer {
    Add(Vec<String>),
    Keep,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add(names) => f.write_str(&names.join(",")),
            Self::Keep => f.write_str("!"),
        }
    }
}

/// The table while it grows, or a finished one's lines.
#[derive(Default)]
pub(crate) struct Table {
    head: Vec<String>,
    letters: Vec<char>,
    answers: BTreeMap<String, BTreeMap<char, Answer>>,
    extra: BTreeMap<String, Answer>,
    /// In how many releases a name can be installed, for names that are added somewhere.
    exists: HashMap<String, HashSet<char>>,
    lines: BTreeMap<String, String>,
}

impl Table {
    pub(crate) fn add_release(&mut self, letter: char, title: String, index: &Index, answers: BTreeMap<String, Answer>) {
        self.head.push(format!("{letter} {title}"));
        self.letters.push(letter);
        for (name, _) in index.names() {
            if index.can_install(name) {
                self.exists.entry(name.to_owned()).or_default().insert(letter);
            }
        }
        for (name, answer) in answers {
            self.answers.entry(name).or_default().insert(letter, answer);
        }
    }

    /// Rows by hand, for packages that no index has or that are better known than their index says.
    pub(crate) fn add_extra(&mut self, path: &Path) -> Result<(), Failure> {
        let table: toml::Table = std::fs::read_to_string(path)?.parse()?;
        for row in table.get("package").and_then(Value::as_array).ok_or("no [[package]]")? {
            let keep = row.get("keep").and_then(Value::as_bool).unwrap_or_default();
            let answer = if keep { Answer::Keep } else { Answer::Add(strings(row, "add")) };
            for name in strings(row, "names").iter().flat_map(|name| braces(name)) {
                if row.get("instead").and_then(Value::as_bool).unwrap_or_default() {
                    self.answers.remove(&name);
                }
                self.extra.insert(name, answer.clone());
            }
        }
        Ok(())
    }

    /// The answer for a release that has no index: everything that is added anywhere, if every release has it.
    fn anywhere(&self, answers: &BTreeMap<char, Answer>) -> Answer {
        let mut all = BTreeSet::new();
        for answer in answers.values() {
            match answer {
                Answer::Keep => return Answer::Keep,
                Answer::Add(names) => all.extend(names.iter().cloned()),
            }
        }
        match all.iter().all(|name| self.exists.get(name).is_some_and(|letters| letters.len() == self.letters.len())) {
            true => Answer::Add(all.into_iter().collect()),
            false => Answer::Keep,
        }
    }

    /// The answers of one package. Where the releases differ so much that the row would grow long, long answers are given up.
    fn row(&self, answers: &BTreeMap<char, Answer>) -> String {
        let whole = self.print_row(answers);
        let shorter = |most: usize| {
            let cut = |answer: &Answer| match answer {
                Answer::Add(names) if names.len() > most => Answer::Keep,
                other => other.clone(),
            };
            self.print_row(&answers.iter().map(|(letter, answer)| (*letter, cut(answer))).collect())
        };
        std::iter::once(whole)
            .chain((1..5).rev().map(shorter))
            .find(|row| row.len() <= LONGEST)
            .unwrap_or_else(|| Answer::Keep.to_string())
    }

    fn print_row(&self, answers: &BTreeMap<char, Answer>) -> String {
        let anywhere = self.anywhere(answers);
        if answers.values().all(|answer| *answer == anywhere) {
            return anywhere.to_string();
        }
        let mut by_answer: BTreeMap<String, String> = BTreeMap::new();
        for letter in self.letters.iter().chain(&['?']) {
            if let Some(answer) = if *letter == '?' { Some(&anywhere) } else { answers.get(letter) } {
                by_answer.entry(answer.to_string()).or_default().push(*letter);
            }
        }
        let parts: Vec<String> = by_answer.iter().map(|(answer, letters)| format!("{letters}={answer}")).collect();
        parts.join(" ")
    }

    /// All lines, sorted by package; the head's `#` sorts before every name.
    pub(crate) fn print(&self) -> String {
        let mut rows: BTreeMap<&str, String> =
            self.answers.iter().map(|(name, answers)| (name.as_str(), self.row(answers))).collect();
        for (name, answer) in &self.extra {
            rows.entry(name).or_insert_with(|| answer.to_string());
        }
        let mut out = String::from("# made by `cargo xtask knowledge recommends`: do not edit\n");
        for line in &self.head {
            out += &format!("# {line}\n");
        }
        // a row that was there before is named, not repeated
        let mut first: HashMap<&str, &str> = HashMap::new();
        for (name, row) in &rows {
            out += name;
            match first.get(row.as_str()) {
                Some(like) if like.len() + 1 < row.len() => out += &format!(" @{like}"),
                _ if row.is_empty() => {}
                _ => {
                    out += " ";
                    out += row;
                    first.entry(row).or_insert(name);
                }
            }
            out += "\n";
        }
        out
    }

    /// How many packages lose nothing, get something added, keep all.
    pub(crate) fn figures(&self) -> String {
        let (mut nothing, mut added, mut kept) = (0, 0, 0);
        for answers in self.answers.values() {
            match answers.values().max() {
                Some(Answer::Keep) => kept += 1,
                Some(Answer::Add(names)) if !names.is_empty() => added += 1,
                _ => nothing += 1,
            }
        }
        format!(
            "{nothing} lose nothing, {added} get something added, {kept} keep everything somewhere; {} by hand",
            self.extra.len()
        )
    }

    /// A finished table.
    pub(crate) fn read(text: &str) -> Self {
        let row = |line: &str| {
            let (name, row) = line.split_once(' ').unwrap_or((line, ""));
            (name.to_owned(), row.to_owned())
        };
        let written: BTreeMap<String, String> = text.lines().filter(|line| !line.starts_with('#')).map(row).collect();
        let resolve = |row: &str| row.strip_prefix('@').and_then(|like| written.get(like)).map_or(row, String::as_str).to_owned();
        Self { lines: written.iter().map(|(name, row)| (name.clone(), resolve(row))).collect(), ..Self::default() }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.lines.keys().map(String::as_str)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.lines.contains_key(name)
    }

    pub(crate) fn loses_nothing(&self, name: &str) -> bool {
        self.lines.get(name).is_some_and(String::is_empty)
    }

    pub(crate) fn line(&self, name: &str) -> &str {
        self.lines.get(name).map(String::as_str).unwrap_or_default()
    }

    /// What to add in the release of this letter.
    pub(crate) fn answer(&self, name: &str, letter: char) -> Option<Answer> {
        let row = self.lines.get(name)?;
        let parse = |list: &str| match list {
            "!" => Answer::Keep,
            list => Answer::Add(list.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()),
        };
        if !row.contains('=') {
            return Some(parse(row));
        }
        let by = |letter| row.split(' ').filter_map(|part| part.split_once('=')).find(|(letters, _)| letters.contains(letter));
        by(letter).or_else(|| by('?')).map(|(_, list)| parse(list))
    }
}

/// `php{5,7}-{gd,xml}` as a shell takes it.
fn braces(text: &str) -> Vec<String> {
    let parts = text.split_once('{').and_then(|(head, rest)| rest.split_once('}').map(|(list, tail)| (head, list, tail)));
    let Some((head, list, tail)) = parts else { return vec![text.to_owned()] };
    let tails = braces(tail);
    list.split(',').flat_map(|one| tails.iter().map(move |tail| format!("{head}{one}{tail}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::braces;

    #[test]
    fn braces_stand_for_each_of_a_list() {
        assert_eq!(braces("a{1,2}-{b,c}"), ["a1-b", "a1-c", "a2-b", "a2-c"]);
        assert_eq!(braces("plain"), ["plain"]);
    }
}
