//! Every rule's page: its before/after is run, and the copy in docs/rules is current.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail, and says what it measured")]

mod support;

use k8or_core::context::NoProject;
use k8or_core::rules::{self, Meta};
use k8or_core::{Options, rewrite};

/// The rules that an example of another rule needs beside it.
fn helpers(rule: &str) -> &'static [&'static str] {
    match rule {
        "apt-update" => &["apt-lists"],
        _ => &[],
    }
}

/// Rules that only tell something, or change nothing without a build context: their tests show what comes out.
const WITHOUT_EXAMPLE: &[&str] = &["context", "healthcheck", "manifest-first", "unused-requirements"];

/// Code blocks of a page by their info string, in order.
fn blocks<'p>(page: &'p str, info: &str) -> Vec<&'p str> {
    let fence = format!("```dockerfile {info}\n");
    page.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

fn options(meta: &Meta) -> Options {
    let only = [meta.id].iter().chain(helpers(meta.id)).map(|name| (*name).to_owned()).collect();
    Options { level: 4, only, allow_unsafe: true, install_log: true, ..Options::default() }
}

#[test]
fn every_example_comes_out_as_its_page_says() {
    for rule in rules::all() {
        let page = rule.meta.page;
        let (before, after) = (blocks(page, "before"), blocks(page, "after"));
        if WITHOUT_EXAMPLE.contains(&rule.meta.id) {
            assert!(before.is_empty() && after.is_empty(), "{}: changes something", rule.meta.id);
            continue;
        }
        assert!(!before.is_empty() && before.len() == after.len(), "{}: needs an example", rule.meta.id);
        for (before, after) in before.into_iter().zip(after) {
            let result = rewrite(before, &NoProject, &options(&rule.meta)).unwrap();
            assert_eq!(result.text, after, "{}\nskips: {:?}", rule.meta.id, result.skips);
            assert!(result.changes.iter().any(|change| change.rule == rule.meta.id));
        }
    }
}

#[test]
fn every_page_says_why_and_when_it_stays_away() {
    for rule in rules::all() {
        let page = rule.meta.page;
        for heading in ["## Why\n", "## When it stays away\n", "## Example\n"] {
            assert!(page.contains(heading), "{}: no {heading}", rule.meta.id);
        }
        assert!(rule.meta.summary.len() < 100 && !rule.meta.summary.ends_with('.'), "{}: summary", rule.meta.id);
    }
}

#[test]
fn names_are_unique() {
    let mut names: Vec<&str> =
        rules::all().iter().flat_map(|rule| rule.meta.aliases.iter().copied().chain([rule.meta.id])).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

/// `K8OR_BLESS=1 cargo test -p k8or-core --test rules` writes the pages.
#[test]
fn the_pages_in_docs_are_current() {
    let directory = support::root().join("docs/rules");
    let mut index = String::from("# Rules\n\n| rule | level | class | also known as | what it does |\n|---|---|---|---|---|\n");
    let mut wanted = Vec::new();
    for rule in rules::all() {
        let meta = &rule.meta;
        let aliases = meta.aliases.join(", ");
        index += &format!(
            "| [{}]({}.md) | {} | {} | {aliases} | {} |\n",
            meta.id,
            meta.id,
            meta.level,
            meta.class.name(),
            meta.summary
        );
        let page = meta
            .page
            .replace("```dockerfile before", "Before:\n\n```dockerfile")
            .replace("```dockerfile after", "After:\n\n```dockerfile");
        let head = format!("# {}\n\nLevel {}, {}", meta.id, meta.level, meta.class.name());
        let also = if aliases.is_empty() { String::new() } else { format!("; also known as {aliases}") };
        wanted.push((format!("{}.md", meta.id), format!("{head}{also}.\n\n{}", page.trim_start())));
    }
    wanted.push(("README.md".to_owned(), index));
    if std::env::var_os("K8OR_BLESS").is_some() {
        std::fs::create_dir_all(&directory).unwrap();
        wanted.iter().for_each(|(name, page)| std::fs::write(directory.join(name), page).unwrap());
    }
    for (name, page) in &wanted {
        let found = std::fs::read_to_string(directory.join(name)).unwrap_or_default();
        assert!(found == *page, "docs/rules/{name} is not current: run with K8OR_BLESS=1");
    }
    let files = std::fs::read_dir(&directory).unwrap().count();
    assert_eq!(files, wanted.len(), "docs/rules holds pages of rules that are gone");
}
