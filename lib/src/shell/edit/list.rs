//! Lists of words, such as the packages of an install command.

use super::page::{Line, Page, is_blank};
use super::{EditStyle, Patch, WIDTH};
use crate::span::Span;

/// Adds words to a list, on lines of their own when the list has one word a line, and at their alphabetical places when
/// the list is sorted. `list` holds the places of the words in order; an empty one has no place to add to.
#[must_use]
pub fn insert_words(text: &str, style: EditStyle, list: &[Span], new: &[&str]) -> Vec<Patch> {
    let page = Page::new(text, style);
    if list.is_empty() || !page.holds(list) {
        return Vec::new();
    }
    let words: Vec<&str> = list.iter().map(|span| span.of(text)).collect();
    let sorted = words.len() > 1 && words.is_sorted();
    let mut groups: Vec<Vec<&str>> = vec![Vec::new(); list.len() + 1];
    for word in new {
        let place = if sorted { words.partition_point(|known| known <= word) } else { list.len() };
        groups[place].push(word);
    }
    let columns = one_a_line(&page, list);
    let mut patches = Vec::new();
    for (place, mut group) in groups.into_iter().enumerate().filter(|(_, group)| !group.is_empty()) {
        if sorted {
            group.sort_unstable();
        }
        patches.push(match place.checked_sub(1) {
            None => in_front(&page, list, &group, columns),
            Some(anchor) if columns || too_long(&page, list, anchor, &group) => below(&page, list, anchor, &group),
            Some(anchor) => page.insert_in_column(list[anchor].end as usize, &format!(" {}", group.join(" "))),
        });
    }
    patches
}

/// Adds a word right behind another one of the same command: on its line, or on the next when that one is an option with
/// a line to itself.
#[must_use]
pub fn insert_behind(text: &str, style: EditStyle, word: Span, new: &str) -> Option<Patch> {
    let page = Page::new(text, style);
    if !page.holds(&[word]) {
        return None;
    }
    let (start, end) = (word.start as usize, word.end as usize);
    let alone = word.of(text).starts_with('-') && page.begins_line(start) && page.continues_at(end);
    Some(if alone { below(&page, &[word], 0, &[new]) } else { page.insert_in_column(end, &format!(" {new}")) })
}

/// Whether every word but perhaps the first stands on a line of its own.
fn one_a_line(page: &Page<'_>, list: &[Span]) -> bool {
    match list {
        [] => false,
        [only] => page.begins_line(only.start as usize),
        [_, rest @ ..] => rest.iter().all(|word| page.begins_line(word.start as usize)),
    }
}

/// Whether a list over several lines needs a further one.
fn too_long(page: &Page<'_>, list: &[Span], anchor: usize, group: &[&str]) -> bool {
    let line = page.line(list[anchor].start as usize);
    let first = page.line(list[0].start as usize);
    let last = page.line(list[list.len() - 1].start as usize);
    let added: usize = group.iter().map(|word| word.chars().count() + 1).sum();
    first != last && line == last && page.width(line) + added > WIDTH
}

/// The indentation of the list's lines, as far as it has lines.
fn indent<'t>(page: &Page<'t>, list: &[Span], anchor: usize) -> &'t str {
    let own = |word: &&Span| page.begins_line(word.start as usize);
    let word = list[anchor..].iter().find(own).or_else(|| list[..anchor].iter().rev().find(own));
    word.map_or("    ", |word| page.indent(page.line(word.start as usize)))
}

/// In front of the whole list.
fn in_front(page: &Page<'_>, list: &[Span], group: &[&str], columns: bool) -> Patch {
    let at = list[0].start as usize;
    if !columns {
        return Page::insert(at, format!("{} ", group.join(" ")));
    }
    let (column, indent) = (page.column_at(at), indent(page, list, 0));
    let mut width = page.text[page.line(at).start..at].chars().count();
    let mut text = String::new();
    for word in group {
        let gap = Page::gap(column, width + word.chars().count());
        text.push_str(&format!("{word}{gap}{}{}{indent}", page.escape, page.newline));
        width = indent.chars().count();
    }
    Page::insert(at, text)
}

/// On lines of their own below a word; escape characters that stand in a column stay in it.
fn below(page: &Page<'_>, list: &[Span], anchor: usize, group: &[&str]) -> Patch {
    let end = list[anchor].end as usize;
    let line = page.line(end);
    let indent = indent(page, list, anchor);
    let column = page.column_at(end);
    let mut width = page.text[line.start..end].chars().count();
    let mut text = String::new();
    for word in group {
        text.push_str(&format!("{}{}{}{indent}{word}", Page::gap(column, width), page.escape, page.newline));
        width = indent.chars().count() + word.chars().count();
    }
    match page.continuation(line).filter(|_| column.is_some() && page.continues_at(end)) {
        Some(escape) => Patch { span: Span::from_usize(end, escape), text: text + &Page::gap(column, width) },
        None => Page::insert(end, text),
    }
}

/// Takes one word of a list out.
#[must_use]
pub fn remove_word(text: &str, style: EditStyle, list: &[Span], index: usize) -> Vec<Patch> {
    list.get(index).map_or_else(Vec::new, |word| remove_words(text, style, &[*word]))
}

/// Takes words out, each with its blanks, or with its line when nothing else is on it. No empty continuation line stays;
/// comments do. The places must be in order.
#[must_use]
pub fn remove_words(text: &str, style: EditStyle, words: &[Span]) -> Vec<Patch> {
    let page = Page::new(text, style);
    if !page.holds(words) { Vec::new() } else { remove_spans(&page, words) }
}

/// A line and what goes of it.
struct Affected<'w> {
    line: Line,
    spans: &'w [Span],
    /// Nothing else is on it.
    whole: bool,
}

/// Takes spans out that do not reach over line ends.
pub(super) fn remove_spans(page: &Page<'_>, spans: &[Span]) -> Vec<Patch> {
    let affected: Vec<Affected<'_>> = spans
        .chunk_by(|a, b| page.line(a.start as usize) == page.line(b.start as usize))
        .map(|spans| {
            let line = page.line(spans[0].start as usize);
            Affected { line, spans, whole: is_whole(page, line, spans) }
        })
        .collect();
    let mut patches = Vec::new();
    for item in &affected {
        if !item.whole {
            patches.extend(runs(page, item.spans).map(|run| inline(page, item.line, run)));
        } else if page.continuation(item.line).is_some() {
            patches.push(Page::delete(item.line.start, item.line.next));
        } else {
            last_line(page, item.line, &affected, &mut patches);
        }
    }
    patches
}

/// Neighbouring spans with nothing but blanks between, as one each.
fn runs<'w>(page: &Page<'w>, spans: &'w [Span]) -> impl Iterator<Item = Span> {
    let adjacent = |a: &Span, b: &Span| page.text.get(a.end as usize..b.start as usize).is_some_and(is_blank);
    spans.chunk_by(adjacent).map(|run| run[0].to(run[run.len() - 1]))
}

/// Whether a line holds nothing else, but for blanks and a continuation.
fn is_whole(page: &Page<'_>, line: Line, spans: &[Span]) -> bool {
    let end = page.continuation(line).unwrap_or(line.end);
    let mut at = line.start;
    for span in spans {
        if !page.text.get(at..span.start as usize).is_some_and(is_blank) {
            return false;
        }
        at = span.end as usize;
    }
    page.text.get(at..end.max(at)).is_some_and(is_blank)
}

/// A span with the blanks behind it, or those in front where it is the last on its line.
fn inline(page: &Page<'_>, line: Line, span: Span) -> Patch {
    let (start, end) = (span.start as usize, span.end as usize);
    let rest = &page.text[end..line.end];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if rest.len() == blanks || page.continues_at(end) {
        let before = &page.text[line.start..start];
        return Page::delete(line.start + before.trim_end_matches([' ', '\t']).len(), end);
    }
    Page::delete(start, end + blanks)
}

/// The last line of a command goes: the line that is now the last must not be continued.
fn last_line(page: &Page<'_>, line: Line, affected: &[Affected<'_>], patches: &mut Vec<Patch>) {
    let gone = |line: Line| affected.iter().any(|other| other.whole && other.line == line);
    let is_between = |above: &Line| gone(*above) || page.is_comment(*above) || is_blank(page.of(*above));
    let mut before = page.before(line);
    let mut kept_between = false;
    while let Some(above) = before.filter(is_between) {
        kept_between |= !gone(above);
        before = page.before(above);
    }
    let Some((above, escape)) = before.and_then(|above| Some((above, page.continuation(above)?))) else {
        return patches.push(Page::delete(line.start, line.end));
    };
    let kept = above.start + page.text[above.start..escape].trim_end_matches([' ', '\t']).len();
    if !kept_between {
        patches.retain(|patch| (patch.span.start as usize) < above.next);
        return patches.push(Page::delete(kept, line.end));
    }
    patches.push(Page::delete(kept, above.end));
    patches.push(match page.before(line).filter(|before| !gone(*before)) {
        Some(before) => Page::delete(before.end, line.end),
        None => Page::delete(line.start, line.next),
    });
}

#[cfg(test)]
mod tests {
    use super::super::apply;
    use super::*;

    /// The text without the marks, and the places of the words in `‹›`.
    fn marked(text: &str) -> (String, Vec<Span>) {
        let mut out = String::new();
        let mut spans = Vec::new();
        let mut start = 0;
        for character in text.chars() {
            match character {
                '‹' => start = out.len(),
                '›' => spans.push(Span::from_usize(start, out.len())),
                other => out.push(other),
            }
        }
        (out, spans)
    }

    const BACKSLASH: EditStyle = EditStyle { escape: '\\', heredoc: false };
    const BACKTICK: EditStyle = EditStyle { escape: '`', heredoc: false };

    #[track_caller]
    fn inserts(style: EditStyle, before: &str, new: &[&str], after: &str) {
        let (text, list) = marked(before);
        assert_eq!(apply(&text, &insert_words(&text, style, &list, new)), after);
    }

    #[track_caller]
    fn removes(style: EditStyle, before: &str, after: &str) {
        let (text, words) = marked(before);
        let mut patches = remove_words(&text, style, &words);
        patches.sort();
        assert!(patches.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "overlap: {patches:?}");
        assert_eq!(apply(&text, &patches), after);
    }

    #[test]
    fn words_join_a_list_on_one_line() {
        inserts(BACKSLASH, "RUN apt-get install -y ‹zsh› ‹git›\n", &["curl"], "RUN apt-get install -y zsh git curl\n");
        inserts(BACKSLASH, "RUN apt-get install -y ‹git›", &["curl", "jq"], "RUN apt-get install -y git curl jq");
        inserts(BACKSLASH, "RUN apk add ‹zsh› ‹git› && rm x", &["curl"], "RUN apk add zsh git curl && rm x");
    }

    #[test]
    fn words_take_their_places_in_a_sorted_list() {
        inserts(BACKSLASH, "RUN apk add ‹curl› ‹git›\n", &["zsh", "bash", "ffmpeg"], "RUN apk add bash curl ffmpeg git zsh\n");
        inserts(
            BACKSLASH,
            "RUN apk add \\\n    ‹curl› \\\n    ‹git›\n",
            &["bash", "zsh", "ffmpeg"],
            "RUN apk add \\\n    bash \\\n    curl \\\n    ffmpeg \\\n    git \\\n    zsh\n",
        );
    }

    #[test]
    fn words_get_lines_of_their_own_in_a_list_of_lines() {
        inserts(BACKSLASH, "RUN x \\\n\t‹z› \\\n\t‹b› \\\n && y\n", &["c"], "RUN x \\\n\tz \\\n\tb \\\n\tc \\\n && y\n");
        inserts(BACKSLASH, "RUN x ‹z› \\\n      ‹b›", &["c"], "RUN x z \\\n      b \\\n      c");
        inserts(BACKTICK, "RUN x `\n  ‹z› `\n  ‹b›\n", &["c"], "RUN x `\n  z `\n  b `\n  c\n");
        inserts(BACKSLASH, "RUN x \\\r\n  ‹z› \\\r\n  ‹b›\r\n", &["c"], "RUN x \\\r\n  z \\\r\n  b \\\r\n  c\r\n");
        inserts(BACKSLASH, "RUN x \\\n  ‹z› && y\n", &["c"], "RUN x \\\n  z \\\n  c && y\n");
        inserts(
            BACKSLASH,
            "RUN x \\\n  ‹z› \\\n  # why\n  ‹b› \\\n  # more\n",
            &["c"],
            "RUN x \\\n  z \\\n  # why\n  b \\\n  c \\\n  # more\n",
        );
    }

    #[test]
    fn escape_characters_stay_in_their_column() {
        inserts(
            BACKSLASH,
            "RUN x   \\\n  ‹zz›   \\\n  ‹b›    \\\n  && y\n",
            &["ccc"],
            "RUN x   \\\n  zz   \\\n  b    \\\n  ccc  \\\n  && y\n",
        );
    }

    #[test]
    fn a_column_reaches_over_the_first_and_last_line() {
        inserts(
            BACKSLASH,
            "RUN x  \\\n  ‹b›    \\\n  ‹d›\n",
            &["a", "c", "e"],
            "RUN x  \\\n  a    \\\n  b    \\\n  c    \\\n  d    \\\n  e\n",
        );
        inserts(BACKSLASH, "RUN x ‹b› ‹d›     \\\n  && y\n", &["e"], "RUN x b d e   \\\n  && y\n");
    }

    #[test]
    fn a_word_follows_another() {
        let behind = |before: &str, after: &str| {
            let (text, list) = marked(before);
            let patch = insert_behind(&text, BACKSLASH, list[0], "-n").expect("a place");
            assert_eq!(apply(&text, &[patch]), after);
        };
        behind("RUN x ‹-y› z\n", "RUN x -y -n z\n");
        behind("RUN x \\\n  ‹-y› \\\n  z\n", "RUN x \\\n  -y \\\n  -n \\\n  z\n");
        behind("RUN x \\\n  ‹-y› z\n", "RUN x \\\n  -y -n z\n");
        behind("RUN ‹x›      \\\n  z      \\\n", "RUN x -n   \\\n  z      \\\n");
    }

    #[test]
    fn a_full_line_is_followed_by_another() {
        let long = "x".repeat(95);
        inserts(
            BACKSLASH,
            &format!("RUN a \\\n  ‹{long}› ‹b› \\\n  && y\n"),
            &["cccccc"],
            &format!("RUN a \\\n  {long} b cccccc \\\n  && y\n"),
        );
        inserts(
            BACKSLASH,
            &format!("RUN a \\\n  ‹z› ‹y› \\\n  ‹{long}› ‹b› \\\n  && y\n"),
            &["cccccc"],
            &format!("RUN a \\\n  z y \\\n  {long} b \\\n  cccccc \\\n  && y\n"),
        );
    }

    #[test]
    fn words_go_with_their_blanks() {
        removes(BACKSLASH, "RUN apk add ‹a› b c\n", "RUN apk add b c\n");
        removes(BACKSLASH, "RUN apk add a ‹b› c\n", "RUN apk add a c\n");
        removes(BACKSLASH, "RUN apk add a b ‹c›\n", "RUN apk add a b\n");
        removes(BACKSLASH, "RUN apk add a ‹b› ‹c›\n", "RUN apk add a\n");
        removes(BACKSLASH, "RUN apk add a ‹b› && y", "RUN apk add a && y");
        removes(BACKSLASH, "RUN apk add a ‹b› \\\n  && y", "RUN apk add a \\\n  && y");
        removes(BACKSLASH, "RUN apk add \\\n  a ‹b› ‹c› \\\n  d\n", "RUN apk add \\\n  a \\\n  d\n");
        removes(BACKSLASH, "RUN apk add \\\n  ‹a› b ‹c› \\\n  d\n", "RUN apk add \\\n  b \\\n  d\n");
        removes(BACKSLASH, "RUN x='‹a› b'\n", "RUN x='b'\n");
    }

    #[test]
    fn words_go_with_their_lines() {
        removes(BACKSLASH, "RUN apk add \\\n  a \\\n  ‹b› \\\n  c\n", "RUN apk add \\\n  a \\\n  c\n");
        removes(BACKSLASH, "RUN apk add \\\n  ‹a› ‹b› \\\n  c\n", "RUN apk add \\\n  c\n");
        removes(BACKTICK, "RUN apk add `\n  a `\n  ‹b› `\n  c\n", "RUN apk add `\n  a `\n  c\n");
        removes(BACKSLASH, "RUN apk add \\\r\n  a \\\r\n  ‹b› \\\r\n  c\r\n", "RUN apk add \\\r\n  a \\\r\n  c\r\n");
    }

    #[test]
    fn the_last_line_takes_the_continuation_before_it_along() {
        removes(BACKSLASH, "RUN apk add \\\n  a \\\n  ‹b›\nUSER x\n", "RUN apk add \\\n  a\nUSER x\n");
        removes(BACKSLASH, "RUN apk add \\\n  a \\\n  ‹b›", "RUN apk add \\\n  a");
        removes(BACKSLASH, "RUN apk add \\\r\n  a \\  \r\n\t‹b›\r\nUSER x", "RUN apk add \\\r\n  a\r\nUSER x");
        removes(BACKSLASH, "RUN apk add \\\n  a \\\n  ‹b› \\\n  ‹c›\nUSER x\n", "RUN apk add \\\n  a\nUSER x\n");
        removes(BACKSLASH, "RUN apk add \\\n  a \\\n  ‹b› \\\n  ‹c›", "RUN apk add \\\n  a");
    }

    #[test]
    fn comments_between_stay() {
        removes(BACKSLASH, "RUN x \\\n  a \\\n# why b\n  ‹b› \\\n# why c\n  c\n", "RUN x \\\n  a \\\n# why b\n# why c\n  c\n");
        removes(BACKSLASH, "RUN x \\\n  a \\\n# why b\n  ‹b›\nUSER y\n", "RUN x \\\n  a\n# why b\nUSER y\n");
        removes(BACKSLASH, "RUN x \\\n  a \\\n# why b\n  ‹b›", "RUN x \\\n  a\n# why b");
    }
}
