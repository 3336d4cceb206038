use super::{Edit, Part, Plan};
use crate::span::Span;
use proptest::prelude::*;

fn replace(start: u32, end: u32, text: &str) -> Edit {
    Edit { span: Span::new(start, end), with: vec![Part::New(text.to_owned())] }
}

#[test]
fn what_was_taken_out_comes_back_as_the_users_own() {
    let plan = Plan::new("a\nb\nc\n");
    let without = plan.edited(&[&Edit { span: Span::new(2, 4), with: vec![] }]);
    assert_eq!(without.text(), "a\nc\n");
    let back = without.edited(&[&Edit { span: Span::at(2), with: vec![Part::Back(Span::new(2, 4))] }]);
    assert!(back.is_untouched());
    assert_eq!((back.line_map().lines, back.line_map().touched), (vec![1, 2, 3], vec![false; 3]));
}

#[test]
fn without_edits_the_text_is_the_users() {
    let plan = Plan::new("FROM a\nRUN b\n");
    assert_eq!(plan.text(), "FROM a\nRUN b\n");
    assert!(plan.removed().is_empty());
    assert_eq!(plan.line_map().lines, [1, 2]);
    assert_eq!(plan.line_map().touched, [false, false]);
}

#[test]
fn an_inserted_line_stands_for_the_line_it_serves() {
    let plan = Plan::new("FROM a\nRUN b\nCMD c\n");
    let edited = plan.edited(&[&replace(13, 13, "RUN x\nRUN y\n")]);
    assert_eq!(edited.text(), "FROM a\nRUN b\nRUN x\nRUN y\nCMD c\n");
    assert_eq!(edited.line_map().lines, [1, 2, 2, 2, 3]);
    assert_eq!(edited.line_map().touched, [false, false, true, true, false]);
}

#[test]
fn edits_of_edits_still_know_the_users_text() {
    let plan = Plan::new("RUN apt install x\n");
    let once = plan.edited(&[&replace(4, 7, "apt-get")]);
    let twice = once.edited(&[&replace(19, 19, " -y"), &replace(21, 21, " && true")]);
    assert_eq!(twice.text(), "RUN apt-get install -y x && true\n");
    assert_eq!(twice.to_source(0), 0);
    assert_eq!(twice.span_to_source(Span::new(12, 19)), Span::new(8, 15));
    assert_eq!(twice.removed(), [Span::new(4, 7)]);
}

#[test]
fn what_moves_is_still_the_users() {
    let plan = Plan::new("one\ntwo\nthree\n");
    let first = Edit { span: Span::new(0, 4), with: vec![] };
    let last = Edit { span: Span::at(14), with: vec![Part::Move(Span::new(0, 4))] };
    let moved = plan.edited(&[&first, &last]);
    assert_eq!(moved.text(), "two\nthree\none\n");
    assert_eq!(moved.line_map().lines, [2, 3, 1]);
    assert_eq!(moved.line_map().touched, [false, false, false]);
    assert!(moved.removed().is_empty());
}

#[test]
fn what_is_copied_stands_twice() {
    let plan = Plan::new("one\ntwo\n");
    let copied = plan.edited(&[&Edit { span: Span::at(8), with: vec![Part::Copy(Span::new(0, 4))] }]);
    assert_eq!(copied.text(), "one\ntwo\none\n");
    assert_eq!(copied.line_map().touched, [false, false, true]);
}

/// Sorted edits that do not overlap, on character boundaries of an ASCII text.
fn edits(len: u32) -> impl Strategy<Value = Vec<Edit>> {
    prop::collection::vec((0..=len, 0..=len, "[a-z\n]{0,6}"), 0..8).prop_map(|raw| {
        let mut edits: Vec<Edit> = raw.into_iter().map(|(a, b, text)| replace(a.min(b), a.max(b), &text)).collect();
        edits.sort_by_key(|edit| edit.span);
        let mut end = 0;
        let mut first = true;
        edits.retain(|edit| {
            let fits = first || edit.span.start > end;
            if fits {
                end = edit.span.end;
                first = false;
            }
            fits
        });
        edits
    })
}

fn by_hand(text: &str, edits: &[Edit]) -> String {
    let mut result = text.to_owned();
    for edit in edits.iter().rev() {
        let [Part::New(new)] = edit.with.as_slice() else { unreachable!() };
        result.replace_range(edit.span.range(), new);
    }
    result
}

proptest! {
    #[test]
    fn editing_a_plan_is_editing_the_text(
        (text, first) in "[A-Z\n]{0,60}".prop_flat_map(|text| { let len = u32::try_from(text.len()).unwrap(); (Just(text), edits(len)) })
    ) {
        let plan = Plan::new(&text);
        let edited = plan.edited(&first.iter().collect::<Vec<_>>());
        prop_assert_eq!(edited.text(), by_hand(&text, &first));
        // every upper-case letter is the user's, and is where the plan says that it is
        for (at, byte) in edited.text().bytes().enumerate().filter(|(_, byte)| byte.is_ascii_uppercase()) {
            let source = edited.to_source(u32::try_from(at).unwrap());
            prop_assert_eq!(text.as_bytes()[source as usize], byte);
        }
        let map = edited.line_map();
        prop_assert_eq!(map.lines.len(), edited.text().split_inclusive('\n').count());
        let removed: u32 = edited.removed().iter().map(|span| span.len()).sum();
        let kept = edited.text().bytes().filter(u8::is_ascii_uppercase).count() + edited.text().bytes().filter(|b| *b == b'\n').count();
        prop_assert!(removed as usize + kept >= text.len());
    }
}
