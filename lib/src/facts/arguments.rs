//! The arguments of a command, told apart: options with their values, and operands.

use crate::shell::Command;

/// Which options of a program take a value of their own.
#[derive(Clone, Copy, Debug)]
pub struct OptionTable {
    /// Letters, as in `-o value`.
    pub short: &'static str,
    /// Long names without dashes, as in `--option value`.
    pub long: &'static [&'static str],
}

/// An argument after quotes and known variables were dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The index of the word of the command that it comes from.
    pub index: usize,
    /// Its text.
    pub text: String,
}

/// The arguments of a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Options, each name with its dashes (`-y`, `--no-cache`; `-yq` is two), and their values.
    pub options: Vec<(Word, Option<String>)>,
    /// What is no option, in order.
    pub operands: Vec<Word>,
    /// The indices of words whose value is not known.
    pub unknown: Vec<usize>,
}

impl Parsed {
    /// Reads the arguments of `command` from its word `first` on.
    #[must_use]
    pub fn new(command: &Command, first: usize, table: OptionTable) -> Self {
        let mut parsed = Self::default();
        let mut words = Vec::new();
        for (index, word) in command.words.iter().enumerate().skip(first) {
            match word.fields() {
                Some(fields) => words.extend(fields.iter().map(|text| Word { index, text: text.to_string() })),
                None => parsed.unknown.push(index),
            }
        }
        let mut words = words.into_iter();
        let mut options = true;
        while let Some(word) = words.next() {
            if !options || word.text.len() < 2 || !word.text.starts_with('-') {
                parsed.operands.push(word);
            } else if word.text == "--" {
                options = false;
            } else if let Some(long) = word.text.strip_prefix("--") {
                let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value.to_owned())));
                let value = value.or_else(|| table.long.contains(&name).then(|| words.next().map(|word| word.text)).flatten());
                let name = Word { index: word.index, text: format!("--{name}") };
                parsed.options.push((name, value));
            } else {
                parsed.short(&word, &mut words, table);
            }
        }
        parsed
    }

    fn short(&mut self, word: &Word, rest: &mut impl Iterator<Item = Word>, table: OptionTable) {
        let letters = &word.text[1..];
        for (at, letter) in letters.char_indices() {
            let name = Word { index: word.index, text: format!("-{letter}") };
            if table.short.contains(letter) {
                let tail = &letters[at + letter.len_utf8()..];
                let value = if tail.is_empty() { rest.next().map(|word| word.text) } else { Some(tail.to_owned()) };
                self.options.push((name, value));
                return;
            }
            self.options.push((name, None));
        }
    }

    /// Whether one of these options is given.
    #[must_use]
    pub fn has(&self, names: &[&str]) -> bool {
        self.options.iter().any(|(name, _)| names.contains(&name.text.as_str()))
    }

    /// The last value that one of these options is given.
    #[must_use]
    pub fn value(&self, names: &[&str]) -> Option<&str> {
        let given = self.options.iter().rev().find(|(name, _)| names.contains(&name.text.as_str()));
        given.and_then(|(_, value)| value.as_deref())
    }

    /// The values of an option, in order.
    pub fn values<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.options.iter().filter(move |(option, _)| option.text == name).filter_map(|(_, value)| value.as_deref())
    }
}
