//! docs/results.md: every figure in it is made by a command, which replaces its own section.

use std::collections::BTreeMap;
use std::io;

/// Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->` in docs/results.md.
///
/// # Errors
/// When the file or the section is not there.
pub fn replace(name: &str, section: &str) -> io::Result<()> {
    replace_in("docs/results.md", name, section)
}

/// What stands in such a section.
///
/// # Errors
/// When the file or the section is not there.
pub fn section(name: &str) -> io::Result<String> {
    let file = "docs/results.md";
    let text = std::fs::read_to_string(crate::root().join(file))?;
    let (start, end) = bounds(&text, file, name)?;
    Ok(text[start..end].to_owned())
}

/// The rows of a table in a section by what stands first in them, its two rows of heading left out.
#[must_use]
pub fn rows(section: &str) -> BTreeMap<String, String> {
    let table = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    table.filter_map(|line| Some((line.split(" | ").next()?.strip_prefix("| ")?.to_owned(), line.to_owned()))).collect()
}

/// Replaces such a section in another file of the repository.
///
/// # Errors
/// When the file or the section is not there.
pub fn replace_in(file: &str, name: &str, section: &str) -> io::Result<()> {
    let path = crate::root().join(file);
    let text = std::fs::read_to_string(&path)?;
    let (start, end) = bounds(&text, file, name)?;
    std::fs::write(path, format!("{}\n{}\n{}", &text[..start], section.trim(), &text[end..]))
}

/// Where a section begins and ends.
fn bounds(text: &str, file: &str, name: &str) -> io::Result<(usize, usize)> {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let missing = || io::Error::other(format!("{file} has no section {name}"));
    let start = text.find(&open).ok_or_else(missing)? + open.len();
    let end = start + text[start..].find(&close).ok_or_else(missing)?;
    Ok((start, end))
}
