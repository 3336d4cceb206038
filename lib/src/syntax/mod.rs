//! The Dockerfile language as a lossless tree: every byte of the input is in exactly one [`Item`], so printing the
//! items is the identity on any text, also on one that BuildKit would refuse. A slice of the source is the
//! representation; the typed views hold borrowed words with their spans.
//!
//! It knows the language as BuildKit reads it (`frontend/dockerfile/parser` and `instructions` at v0.25 and later),
//! and nothing of what a command does, of base images or of files. Errors are values; there may be several.

mod arguments;
mod directive;
mod error;
mod expand;
mod flag;
mod heredoc;
mod instruction;
pub(crate) mod json;
mod keyword;
mod lexer;
mod line;
mod parse;
mod pattern;
mod script;
mod tree;
mod view;
mod word;

pub use directive::{Directive, DirectiveKind};
pub use error::{SyntaxError, SyntaxErrorKind};
pub use expand::{ExpandError, Expansion, Scope, Unset, expand, expand_body, expand_words, unquote, variables};
pub use heredoc::Heredoc;
pub use parse::{parse, syntax_line};
pub use script::Script;
pub use tree::{Dockerfile, Instruction, InstructionId, Item, Keyword};
pub use view::{Arguments, Command, Declaration, Flag, From, Health, Joined, Pair, Pairs, Transfer, Word};
