//! `users.toml` as static arrays, each list of names sorted.

use super::{Failure, array, list, part, read};
use std::fmt::Write as _;
use toml::Value;

/// Tables of one list, by the name of the array that they become.
const LISTS: [(&str, &str, &str); 8] = [
    ("root", "programs", "ROOT"),
    ("changes", "programs", "CHANGES"),
    ("sets-up", "programs", "SETS_UP"),
    ("development", "programs", "DEVELOPMENT"),
    ("starters", "programs", "STARTERS"),
    ("modules", "names", "MODULES"),
    ("settings", "names", "SETTINGS"),
    ("written", "ends", "WRITTEN"),
];

pub(crate) fn tables() -> Result<String, Failure> {
    let table = read("users.toml")?;
    let mut out = String::new();
    for (key, inside, name) in LISTS {
        let mut names = list(part(&table, key)?, inside)?;
        names.sort_unstable();
        writeln!(out, "static {name}: [&str; {}] = {names:?};", names.len())?;
    }
    let functions = part(&table, "functions")?;
    let mut rows = Vec::new();
    for (key, variant) in [("mode", "WithMode"), ("first", "Argument(0)"), ("second", "Argument(1)"), ("receiver", "Receiver")] {
        rows.extend(list(functions, key)?.into_iter().map(|name| format!("({name:?}, Target::{variant})")));
    }
    writeln!(out, "static FUNCTIONS: [(&str, Target); {}] = [{}];", rows.len(), rows.join(", "))?;
    writeln!(out, "{}", pairs(array(&table, "home")?, "HOMES", ("says", "moved-by"))?)?;
    let frameworks: Result<Vec<String>, Failure> = array(&table, "framework")?.iter().map(framework).collect();
    let frameworks = frameworks?;
    writeln!(out, "static FRAMEWORKS: [(&str, &[&str]); {}] = [{}];", frameworks.len(), frameworks.join(", "))?;
    Ok(out)
}

fn pairs(rows: &[Value], name: &str, keys: (&str, &str)) -> Result<String, Failure> {
    let row = |row: &Value| -> Result<String, Failure> {
        let row = row.as_table().ok_or_else(|| format!("[[{name}]]: a table, please"))?;
        Ok(format!("(&{:?}, &{:?})", list(row, keys.0)?, list(row, keys.1)?))
    };
    let rows: Result<Vec<String>, Failure> = rows.iter().map(row).collect();
    let rows = rows?;
    Ok(format!("static {name}: [(&[&str], &[&str]); {}] = [{}];", rows.len(), rows.join(", ")))
}

fn framework(row: &Value) -> Result<String, Failure> {
    let row = row.as_table().ok_or("[[framework]]: a table, please")?;
    let file = row.get("file").and_then(Value::as_str).ok_or("[[framework]]: a file, please")?;
    Ok(format!("({file:?}, &{:?})", list(row, "writes")?))
}
