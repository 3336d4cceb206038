//! Shell patterns of `${x#p}`, `${x%p}` and `${x/p/r}`: `*` and `?`, without brackets, as BuildKit translates them to
//! regular expressions (so neither matches a line end).

use super::expand::ExpandError;
use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Any,
    One,
    Literal(char),
}

/// A pattern, and how many steps may still be spent on it.
#[derive(Debug)]
pub(super) struct Pattern {
    tokens: Vec<Token>,
    budget: u64,
}

/// Steps after which a match counts as unknown: values and patterns are untrusted and matching is no linear thing.
const BUDGET: u64 = 1_000_000;

impl Pattern {
    pub(super) fn new(text: &str) -> Result<Self, ExpandError> {
        let mut tokens = vec![];
        let mut chars = text.chars().peekable();
        while let Some(next) = chars.next() {
            tokens.push(match next {
                '*' => Token::Any,
                '?' => Token::One,
                '\\' if matches!(chars.peek(), Some('}' | '/')) => continue,
                '\\' => match chars.next() {
                    Some(escaped @ ('*' | '?' | '\\')) => Token::Literal(escaped),
                    _ => return Err(ExpandError("a pattern may escape `*`, `?`, `\\`, `/` and `}` only")),
                },
                other => Token::Literal(other),
            });
        }
        Ok(Self { tokens, budget: BUDGET })
    }

    /// Whether the budget ran out, so that no answer is to be trusted.
    pub(super) const fn exhausted(&self) -> bool {
        self.budget == 0
    }

    /// Where a match that starts at the value's beginning ends.
    pub(super) fn prefix(&mut self, value: &str, longest: bool) -> Option<usize> {
        let chars: Vec<char> = value.chars().collect();
        let end = self.end(&chars, 0, longest)?;
        Some(chars[..end].iter().map(|each| each.len_utf8()).sum())
    }

    /// Where a match that ends at the value's end starts.
    pub(super) fn suffix(&mut self, value: &str, longest: bool) -> Option<usize> {
        let chars: Vec<char> = value.chars().rev().collect();
        self.tokens.reverse();
        let end = self.end(&chars, 0, longest);
        self.tokens.reverse();
        Some(value.len() - chars[..end?].iter().map(|each| each.len_utf8()).sum::<usize>())
    }

    /// Replaces the first match, or all.
    pub(super) fn replace(&mut self, value: &str, replacement: &str, all: bool) -> String {
        let chars: Vec<char> = value.chars().collect();
        let mut out = String::new();
        let (mut copied, mut at, mut last) = (0, 0, None);
        while let Some(found) = self.find(&chars, at) {
            if !(found.is_empty() && last == Some(found.start)) {
                out.extend(&chars[copied..found.start]);
                out.push_str(replacement);
                copied = found.end;
                if !all {
                    break;
                }
            }
            last = Some(found.end);
            at = if found.is_empty() { found.end + 1 } else { found.end };
        }
        out.extend(&chars[copied..]);
        out
    }

    fn find(&mut self, value: &[char], from: usize) -> Option<Range<usize>> {
        (from..=value.len()).find_map(|start| self.end(value, start, true).map(|end| start..end))
    }

    /// Follows all ways to match from `start` at once: `live` holds the tokens that may come next.
    fn end(&mut self, value: &[char], start: usize, longest: bool) -> Option<usize> {
        let done = self.tokens.len();
        let mut live = vec![false; done + 1];
        live[0] = true;
        let mut found = None;
        for at in start..=value.len() {
            self.skip_stars(&mut live);
            if live[done] {
                found = Some(at);
                if !longest {
                    break;
                }
            }
            self.budget = self.budget.saturating_sub(done as u64 + 1);
            let Some(next) = value.get(at).filter(|_| self.budget > 0) else { break };
            live = self.step(&live, *next);
            if !live.contains(&true) {
                break;
            }
        }
        found
    }

    fn skip_stars(&self, live: &mut [bool]) {
        for (at, token) in self.tokens.iter().enumerate() {
            live[at + 1] |= live[at] && *token == Token::Any;
        }
    }

    fn step(&self, live: &[bool], next: char) -> Vec<bool> {
        let mut after = vec![false; live.len()];
        for (at, token) in self.tokens.iter().enumerate().filter(|(at, _)| live[*at]) {
            match token {
                Token::Any => after[at] |= next != '\n',
                Token::One => after[at + 1] |= next != '\n',
                Token::Literal(literal) => after[at + 1] |= *literal == next,
            }
        }
        after
    }
}
