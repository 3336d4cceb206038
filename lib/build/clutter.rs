//! `clutter.toml` as static arrays.

use super::{Failure, list, part, read};
use std::fmt::Write as _;
use toml::{Table, Value};

/// Kinds, in the order in which an ignore file names them, and the names of their variants.
const KINDS: [(&str, &str); 10] = [
    ("history", "History"),
    ("environment", "Environment"),
    ("key", "Key"),
    ("installed", "Installed"),
    ("cache", "Cache"),
    ("test", "Test"),
    ("documentation", "Documentation"),
    ("editor", "Editor"),
    ("integration", "Integration"),
    ("build", "Build"),
];

pub(crate) fn tables() -> Result<String, Failure> {
    let table = read("clutter.toml")?;
    let mut out = format!("static GROUPS: [Group; {}] = [\n", KINDS.len());
    for (key, variant) in KINDS {
        let row = part(&table, key)?;
        let title = row.get("title").and_then(Value::as_str).ok_or_else(|| format!("[{key}]: a title, please"))?;
        let [root, anywhere, usual] = ["root", "anywhere", "usual"].map(|inside| optional(row, inside));
        writeln!(
            out,
            "    Group {{ kind: Kind::{variant}, title: {title:?}, root: &{:?}, anywhere: &{:?}, usual: &{:?} }},",
            root?, anywhere?, usual?
        )?;
    }
    writeln!(out, "];")?;
    let words = part(&table, "words")?;
    for (key, name) in [
        ("history", "HISTORY"),
        ("environment", "ENVIRONMENT"),
        ("documentation", "DOCUMENTATION"),
        ("test", "TEST"),
        ("site", "SITE"),
    ] {
        let names = list(words, key)?;
        writeln!(out, "static {name}: [&str; {}] = {names:?};", names.len())?;
    }
    let tools = list(part(&table, "tools")?, "names")?;
    writeln!(out, "static TOOLS: [&str; {}] = {tools:?};", tools.len())?;
    Ok(out)
}

fn optional<'t>(row: &'t Table, key: &str) -> Result<Vec<&'t str>, Failure> {
    if row.contains_key(key) { list(row, key) } else { Ok(Vec::new()) }
}
