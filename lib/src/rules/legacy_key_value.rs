//! `ENV key value` and `LABEL key value` become `ENV key=value` and `LABEL key=value`; a value with blanks gets quotes.
//!
//! ## Why
//!
//! The old form is deprecated (LegacyKeyValueFormat): it takes one pair a line and the rest of the line as its value.
//!
//! ## When it stays away
//!
//! When the value mixes blanks with escapes, nested or unfinished quotes, or runs over several lines, so that it is not
//! plain what it would mean in the new form.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm
//! ENV DEBIAN_FRONTEND noninteractive
//! ENV GREETING hello world
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm
//! ENV DEBIAN_FRONTEND=noninteractive
//! ENV GREETING="hello world"
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View, first_line};
use crate::report::Class;
use crate::report::Reason;
use crate::span::Span;
use crate::syntax::{Arguments, Pair};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "legacy-key-value",
        summary: "`ENV key value` becomes `ENV key=value`",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["LegacyKeyValueFormat"],
        page: page!("legacy_key_value"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let (Arguments::Env(pairs) | Arguments::Label(pairs)) = &instruction.arguments else { continue };
        let (true, [pair]) = (pairs.legacy, pairs.pairs.as_slice()) else { continue };
        match value(pair, view.file.escape()) {
            Some(value) => {
                let gap = Span::new(pair.key.span.end, pair.value.span.end);
                let keyword = view.slice(instruction.keyword_span);
                out.change(instruction.text, format!("`{keyword} key value` is deprecated for `{keyword} key=value`"))
                    .replace(gap, format!("={value}"));
            }
            None => out.skip(instruction.text, Reason::Ambiguous(first_line(&pair.value.text))),
        }
    }
}

/// The value so that it means the same in the new form; none where its quotes and escapes leave that open.
fn value(pair: &Pair<'_>, escape: u8) -> Option<String> {
    let text = pair.value.text.as_ref();
    if pair.value.span.len() as usize != text.len() || text.is_empty() {
        return None;
    }
    if !has_bare_blank(text, escape)? {
        return Some(text.to_owned());
    }
    if text.bytes().any(|byte| byte == escape) {
        return None;
    }
    let mut plain = String::with_capacity(text.len() + 2);
    plain.push('"');
    let mut single = false;
    for c in text.chars() {
        match c {
            '\'' if !in_double(text, c, &plain) => single = !single,
            '"' if single => return None,
            '"' => {}
            '$' if single => return None,
            c => plain.push(c),
        }
    }
    plain.push('"');
    Some(plain)
}

/// A single quote inside double quotes is a letter like any other; such values are rare enough to be left alone.
fn in_double(text: &str, _: char, _: &str) -> bool {
    text.contains('"') && text.contains('\'')
}

/// Whether a blank stands outside quotes; none where a quote is never closed.
fn has_bare_blank(text: &str, escape: u8) -> Option<bool> {
    let mut quote = None;
    let mut bare = false;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match (quote, byte) {
            (Some(b'"') | None, byte) if byte == escape => {
                bytes.next();
            }
            (Some(open), byte) if open == byte => quote = None,
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b' ' | b'\t') => bare = true,
            _ => {}
        }
    }
    quote.is_none().then_some(bare)
}
