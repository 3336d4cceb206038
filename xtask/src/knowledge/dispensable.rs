//! What a container can do without: `dispensable.toml`.

use std::collections::HashMap;
use std::path::Path;

use toml::{Table, Value};

use crate::Failure;

/// Recommended packages that are argued to be dispensable.
pub(crate) struct Dispensable {
    names: HashMap<String, Vec<usize>>,
    globs: Vec<(String, usize)>,
    rows: Vec<Row>,
}

struct Row {
    why: String,
    recommended_by: Vec<String>,
    except_for: Vec<String>,
}

impl Dispensable {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let table: Table = std::fs::read_to_string(path)?.parse()?;
        let mut all = Self { names: HashMap::new(), globs: Vec::new(), rows: Vec::new() };
        for row in table.get("dispensable").and_then(Value::as_array).ok_or("no [[dispensable]]")? {
            let at = all.rows.len();
            let why = row.get("why").and_then(Value::as_str).ok_or_else(|| format!("{row:?}: why?"))?.to_owned();
            for name in strings(row, "names") {
                match name.contains('*') {
                    true => all.globs.push((name, at)),
                    false => all.names.entry(name).or_default().push(at),
                }
            }
            all.rows.push(Row { why, recommended_by: strings(row, "recommended-by"), except_for: strings(row, "except-for") });
        }
        Ok(all)
    }

    /// Why `name`, which `parent` recommends, can be left out when `package` is what was asked for.
    pub(crate) fn why(&self, package: &str, parent: &str, name: &str) -> Option<&str> {
        let by_name = self.names.get(name).into_iter().flatten().copied();
        let by_glob = self.globs.iter().filter(|(glob, _)| matches(glob, name)).map(|(_, at)| *at);
        by_name.chain(by_glob).map(|at| &self.rows[at]).find(|row| row.covers(package, parent)).map(|row| row.why.as_str())
    }
}

impl Row {
    fn covers(&self, package: &str, parent: &str) -> bool {
        let any = |globs: &[String], name: &str| globs.iter().any(|glob| matches(glob, name));
        (self.recommended_by.is_empty() || any(&self.recommended_by, parent)) && !any(&self.except_for, package)
    }
}

pub(crate) fn strings(row: &Value, key: &str) -> Vec<String> {
    let list = row.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// `*` stands for anything, also nothing.
fn matches(glob: &str, name: &str) -> bool {
    match glob.split_once('*') {
        None => glob == name,
        Some((head, rest)) => name
            .strip_prefix(head)
            .is_some_and(|tail| (0..=tail.len()).filter(|at| tail.is_char_boundary(*at)).any(|at| matches(rest, &tail[at..]))),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("lib*-perl", "libwww-perl"));
        assert!(matches("*-doc", "git-doc"));
        assert!(matches("a*", "a"));
        assert!(!matches("*-doc", "docbook"));
    }
}
