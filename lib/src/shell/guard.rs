//! Keeps texts away from brush-parser that would overflow its stack, panic in it, or take it exponential time.
//!
//! Its tokenizer recurses at `$(`, `${` and `$[`; its grammar recurses at every compound command and, having no memory of
//! what it tried, doubles its work at each level of some of them.

use super::tokens::Tokens;
use super::{MAX_DEPTH, MAX_SIZE, Refusal};

/// Most expansions in one text: as many may be nested, and the tokenizer recurses at each.
const MAX_EXPANSIONS: usize = 400;

/// Where brush-parser tries a reading and falls back, the tokens it may have to look at, all in all.
const MAX_RETRIES: u64 = 400_000;

/// Deepest nesting of `case`: every level may be read twice.
const MAX_CASES: u32 = 8;

/// Most bytes of a text with here-documents: brush-parser takes time quadratic in the tokens that follow `<<`.
const MAX_DOCUMENT_SIZE: usize = MAX_SIZE / 8;

/// What can be told from the bytes, before the tokenizer sees them.
pub(super) fn check_text(text: &str) -> Result<(), Refusal> {
    if text.len() > MAX_SIZE || (text.len() > MAX_DOCUMENT_SIZE && text.contains("<<")) {
        return Err(Refusal::TooDeep);
    }
    let bytes = text.as_bytes();
    let expansions = bytes.windows(2).filter(|pair| matches!(pair, [b'$', b'(' | b'{' | b'[']));
    if expansions.count() > MAX_EXPANSIONS { Err(Refusal::TooDeep) } else { Ok(()) }
}

/// What can be told from the tokens, before the grammar sees them.
pub(super) fn check_tokens(tokens: &Tokens) -> Result<(), Refusal> {
    let mut nesting = Nesting::default();
    for at in 0..tokens.len() {
        nesting.token(tokens, at)?;
        if is_huge_descriptor(tokens, at) || tokens.word(at).is_some_and(has_wild_index) {
            return Err(Refusal::Unparsed);
        }
    }
    nesting.finish()
}

/// brush-parser unwraps the number in `99999999999>file`, and the one of an empty word.
fn is_huge_descriptor(tokens: &Tokens, at: usize) -> bool {
    let redirects = tokens.operator(at + 1).is_some_and(|operator| operator.starts_with(['<', '>']));
    redirects && tokens.word(at).is_some_and(|w| w.bytes().all(|b| b.is_ascii_digit()) && w.parse::<i32>().is_err())
}

/// `x[…]=`: the index is parsed by a grammar of its own, with the same troubles.
fn has_wild_index(word: &str) -> bool {
    let Some(open) = word.find('[') else { return false };
    if !super::variables::is_name(&word[..open]) {
        return false;
    }
    word.bytes().filter(|byte| matches!(byte, b'[' | b'(' | b'{' | b'$' | b'`' | b'"' | b'\'')).count() > 8
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opener {
    Parenthesis,
    Brace,
    If,
    Do,
    Loop,
    Case,
    Test,
    Coproc,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    opener: Opener,
    at: usize,
    /// The deepest nesting of parentheses inside.
    height: u32,
}

/// An upper bound of the nesting: openers count everywhere, closers only where a command may begin.
#[derive(Debug, Default)]
struct Nesting {
    stack: Vec<Open>,
    cases: u32,
    bangs: usize,
    retries: u64,
    /// `=~` and what follows it, up to `]]`: parentheses there are read with retries too.
    regex: Option<(usize, u32, u32)>,
}

impl Nesting {
    fn token(&mut self, tokens: &Tokens, at: usize) -> Result<(), Refusal> {
        match (tokens.operator(at), tokens.word(at)) {
            (Some(operator), _) => self.operator(tokens, operator, at),
            (None, Some(word)) => self.word(tokens, word, at),
            (None, None) => {}
        }
        if self.stack.len() + self.bangs > MAX_DEPTH || self.cases > MAX_CASES || self.retries > MAX_RETRIES {
            return Err(Refusal::TooDeep);
        }
        Ok(())
    }

    fn operator(&mut self, tokens: &Tokens, operator: &str, at: usize) {
        self.bangs = 0;
        match operator {
            "(" => {
                self.push(Opener::Parenthesis, at);
                if let Some((_, depth, height)) = &mut self.regex {
                    *depth += 1;
                    *height = (*height).max(*depth);
                }
            }
            ")" => {
                if let Some(open) = self.pop(Opener::Parenthesis) {
                    self.close_parenthesis(tokens, open, at);
                }
                if let Some((_, depth, _)) = &mut self.regex {
                    *depth = depth.saturating_sub(1);
                }
            }
            _ => {}
        }
    }

    /// `( (` is first read as arithmetic; inside, each level of parentheses is read as one unit and then as single tokens.
    fn close_parenthesis(&mut self, tokens: &Tokens, open: Open, at: usize) {
        let height = open.height;
        if tokens.operator(open.at + 1) == Some("(") {
            self.retries = self.retries.saturating_add(work(at - open.at, height));
        }
        if let Some(outer) = self.stack.last_mut() {
            outer.height = outer.height.max(height + 1);
        }
    }

    fn word(&mut self, tokens: &Tokens, word: &str, at: usize) {
        self.bangs = if word == "!" { self.bangs + 1 } else { 0 };
        if !may_start_command(tokens, at) && !matches!(word, "=~" | "]]") {
            return;
        }
        match word {
            "{" => self.push(Opener::Brace, at),
            "if" => self.push(Opener::If, at),
            "for" | "while" | "until" | "select" => self.push(Opener::Loop, at),
            "do" => self.push(Opener::Do, at),
            "coproc" => self.push(Opener::Coproc, at),
            "[[" => self.push(Opener::Test, at),
            "case" => {
                self.push(Opener::Case, at);
                self.cases += 1;
            }
            "=~" => {
                self.end_regex(at);
                self.regex = Some((at, 0, 0));
            }
            "]]" => {
                self.end_regex(at);
                self.pop(Opener::Test);
            }
            "}" | "fi" | "done" | "esac" if starts_command(tokens, at) => self.close(word),
            _ => {}
        }
    }

    fn close(&mut self, word: &str) {
        match word {
            "}" => drop(self.pop(Opener::Brace)),
            "fi" => drop(self.pop(Opener::If)),
            "esac" => {
                if self.pop(Opener::Case).is_some() {
                    self.cases -= 1;
                }
            }
            _ => {
                if self.pop(Opener::Do).is_some() {
                    self.pop(Opener::Loop);
                }
            }
        }
    }

    fn push(&mut self, opener: Opener, at: usize) {
        self.stack.push(Open { opener, at, height: 0 });
    }

    /// Closes the innermost construct if it is of this kind. What was inside it counts for the parentheses around it.
    fn pop(&mut self, opener: Opener) -> Option<Open> {
        let open = self.stack.pop_if(|open| open.opener == opener)?;
        if opener != Opener::Parenthesis
            && let Some(outer) = self.stack.last_mut()
        {
            outer.height = outer.height.max(open.height);
        }
        Some(open)
    }

    fn end_regex(&mut self, at: usize) {
        if let Some((from, _, height)) = self.regex.take() {
            self.retries = self.retries.saturating_add(work(at - from, height));
        }
    }

    /// A parenthesis that is never closed is no valid shell, and the slowest of all to find that out.
    fn finish(mut self) -> Result<(), Refusal> {
        self.end_regex(usize::MAX >> 40);
        if self.retries > MAX_RETRIES {
            return Err(Refusal::TooDeep);
        }
        let open = self.stack.iter().any(|open| open.opener == Opener::Parenthesis);
        if open { Err(Refusal::Unparsed) } else { Ok(()) }
    }
}

fn work(tokens: usize, height: u32) -> u64 {
    let tokens = u64::try_from(tokens).unwrap_or(u64::MAX);
    if height >= 32 { u64::MAX } else { tokens.saturating_mul(1 << height) }
}

/// Whether the grammar might look for a command at a word; it may be wrong with yes, never with no.
fn may_start_command(tokens: &Tokens, at: usize) -> bool {
    let before = |distance: usize| at.checked_sub(distance).and_then(|before| tokens.word(before));
    let keyword = |word| {
        matches!(word, "{" | "}" | "if" | "then" | "elif" | "else" | "fi" | "do" | "done" | "while" | "until" | "esac" | "in")
            || matches!(word, "!" | "time" | "-p" | "coproc" | "[[" | "]]")
    };
    before(1).is_none_or(keyword) || before(2).is_some_and(|word| matches!(word, "function" | "coproc" | "for" | "select"))
}

/// Whether a word certainly stands where a command may begin: behind an operator, or behind another word that closes or continues.
fn starts_command(tokens: &Tokens, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    match tokens.word(before) {
        None => true,
        Some("}" | "fi" | "done" | "esac" | "then" | "do" | "else" | "{" | "]]") => true,
        Some(_) => false,
    }
}
