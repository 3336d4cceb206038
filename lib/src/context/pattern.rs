//! Path patterns, compiled once and matched in one pass: time is at most the pattern's length times the path's,
//! whatever either holds. It knows characters and `/`, and nothing of files.

/// A compiled pattern. It matches a path as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pattern {
    tokens: Vec<Token>,
    /// The longest text before the last one that every path has which matches.
    text: String,
    /// The text that the last tokens are. Most paths are told apart by their ends alone.
    end: String,
}

/// A step of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// This character.
    Char(char),
    /// One character of a path component.
    One,
    /// Any number of characters of a path component.
    Component,
    /// Any characters, `/` too, but for line ends.
    Anything,
    /// Nothing, or directories with their last `/`. Always followed by [`Token::Inside`]; made by [`Pattern::push_directories`].
    Directories,
    /// Within [`Token::Directories`].
    Inside,
    /// One character of (or not of) these ranges. May be `/`.
    Class {
        /// Whether the ranges say what does not match.
        negated: bool,
        /// Inclusive.
        ranges: Vec<(char, char)>,
    },
    /// Only at the start of the path.
    Start,
}

impl Pattern {
    pub(super) fn push(&mut self, token: Token) {
        match token {
            Token::Char(character) => self.end.push(character),
            _ => {
                if self.end.len() > self.text.len() {
                    std::mem::swap(&mut self.text, &mut self.end);
                }
                self.end.clear();
            }
        }
        self.tokens.push(token);
    }

    /// Adds "nothing, or directories with their last `/`".
    pub(super) fn push_directories(&mut self) {
        self.push(Token::Directories);
        self.push(Token::Inside);
    }

    /// Whether the whole path matches. The states of all readings are followed at once, so nothing is tried twice.
    pub(super) fn matches(&self, path: &str) -> bool {
        if !path.ends_with(&self.end) || memchr::memmem::find(path.as_bytes(), self.text.as_bytes()).is_none() {
            return false;
        }
        let mut active = vec![false; self.tokens.len() + 1];
        let mut next = active.clone();
        active[0] = true;
        self.close(&mut active, true);
        for character in path.chars() {
            next.fill(false);
            let mut alive = false;
            for (at, token) in self.tokens.iter().enumerate().filter(|(at, _)| active[*at]) {
                let (stays, moves) = token.reads(character);
                next[at] |= stays;
                next[at + 1] |= moves;
                alive |= stays | moves;
            }
            if !alive {
                return false;
            }
            self.close(&mut next, false);
            std::mem::swap(&mut active, &mut next);
        }
        active[self.tokens.len()]
    }

    /// Adds the states that are reached without reading a character.
    fn close(&self, active: &mut [bool], at_start: bool) {
        for (at, token) in self.tokens.iter().enumerate() {
            if !active[at] {
                continue;
            }
            match token {
                Token::Component | Token::Anything => active[at + 1] = true,
                Token::Directories => (active[at + 1], active[at + 2]) = (true, true),
                Token::Start => active[at + 1] |= at_start,
                Token::Char(_) | Token::One | Token::Inside | Token::Class { .. } => {}
            }
        }
    }
}

impl Token {
    /// Whether this token may stay for more after that character, and whether the next one's turn has come.
    fn reads(&self, character: char) -> (bool, bool) {
        match self {
            Self::Char(wanted) => (false, *wanted == character),
            Self::One => (false, character != '/'),
            Self::Component => (character != '/', false),
            Self::Anything => (character != '\n', false),
            Self::Inside => (character != '\n', character == '/'),
            Self::Class { negated, ranges } => {
                let within = ranges.iter().any(|(first, last)| (*first..=*last).contains(&character));
                (false, within != *negated)
            }
            Self::Directories | Self::Start => (false, false),
        }
    }
}
