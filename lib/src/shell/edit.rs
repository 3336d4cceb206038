//! TEMPORARY stand-in until the real helper lands.
use super::Script;
use crate::span::Span;
/// x
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch { /// x
 pub span: Span, /// x
 pub text: String }
/// x
#[derive(Clone, Copy, Debug)]
pub struct EditStyle { /// x
 pub escape: u8, /// x
 pub heredoc: bool }
/// x
pub fn remove_word(_t: &str, _s: EditStyle, words: &[Span], index: usize) -> Vec<Patch> {
    vec![Patch { span: Span::new(words[index.saturating_sub(1)].end, words[index].end), text: String::new() }]
}
/// x
pub fn insert_words(_t: &str, _s: EditStyle, list: &[Span], new: &[&str]) -> Vec<Patch> {
    vec![Patch { span: Span::at(list.last().map_or(0, |s| s.end)), text: format!(" {}", new.join(" ")) }]
}
/// x
pub fn append_command(_t: &str, _s: EditStyle, script: &Script, index: usize, new: &str) -> Option<Vec<Patch>> {
    Some(vec![Patch { span: Span::at(script.commands[index].span.end), text: format!(" && {new}") }])
}
/// x
pub fn append_at_end(_t: &str, _s: EditStyle, script: &Script, new: &str) -> Option<Vec<Patch>> {
    Some(vec![Patch { span: Span::at(script.items.last()?.span.end), text: format!(" && {new}") }])
}
/// x
pub fn remove_command(_t: &str, _s: EditStyle, script: &Script, index: usize) -> Option<Vec<Patch>> {
    let c = &script.commands[index];
    let n = script.commands.get(index + 1).map(|n| Span::new(c.span.start, n.span.start));
    let p = index.checked_sub(1).map(|i| Span::new(script.commands[i].span.end, c.span.end));
    Some(vec![Patch { span: n.or(p)?, text: String::new() }])
}
