//! `python.toml`, `python-imports.txt` and `python-sizes.txt` as static arrays.

use super::{Failure, list, optional_list, part, read, strings};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use toml::{Table, Value};

const IMPORTS: &str = "src/knowledge/python-imports.txt";
const SIZES: &str = "src/knowledge/python-sizes.txt";

/// What the tables say of one distribution.
#[derive(Default)]
struct Row<'t> {
    dev: bool,
    transitive: bool,
    plugin: Option<&'t str>,
    unused: Option<Vec<&'t str>>,
    calls: Vec<&'t str>,
    opens: Vec<&'t str>,
    instead: Vec<&'t str>,
    imports: BTreeSet<String>,
}

type Rows<'t> = BTreeMap<&'t str, Row<'t>>;

pub(super) fn tables() -> Result<String, Failure> {
    println!("cargo::rerun-if-changed={IMPORTS}");
    let table = read("python.toml")?;
    let seen = fs::read_to_string(IMPORTS).map_err(|error| format!("{IMPORTS}: {error}"))?;
    let mut rows = rows(&table)?;
    imports(&table, &seen, &mut rows)?;
    let mut out = String::new();
    distributions(&rows, &mut out)?;
    owners(&rows, &mut out)?;
    let dev = part(&table, "dev")?;
    for (name, key) in [("DEV_PREFIXES", "prefixes"), ("DEV_SUFFIXES", "suffixes")] {
        writeln!(out, "static {name}: &[&str] = &{:?};", list(dev, key)?)?;
    }
    let mut standard = list(part(&table, "standard")?, "modules")?;
    standard.sort_unstable();
    writeln!(out, "static STANDARD: &[&str] = &{standard:?};")?;
    libraries(&table, &mut out)?;
    sizes(&mut out)?;
    Ok(out)
}

fn rows(table: &Table) -> Result<Rows<'_>, Failure> {
    let mut rows = Rows::new();
    for name in list(part(table, "dev")?, "names")? {
        rows.entry(name).or_default().dev = true;
    }
    for name in list(part(table, "transitive")?, "names")? {
        rows.entry(name).or_default().transitive = true;
    }
    for (why, names) in part(table, "plugins")? {
        for name in strings(names.as_array().ok_or("[plugins]: lists, please")?)? {
            rows.entry(name).or_default().plugin.get_or_insert(why);
        }
    }
    for (name, users) in part(table, "unused")? {
        rows.entry(name).or_default().unused = Some(strings(users.as_array().ok_or("[unused]: lists, please")?)?);
    }
    for (name, row) in part(table, "calls")? {
        rows.entry(name).or_default().calls = argued(name, row, "programs")?;
    }
    for (name, row) in part(table, "opens")? {
        rows.entry(name).or_default().opens = argued(name, row, "libraries")?;
        rows.entry(name).or_default().instead = optional_list(row.as_table().ok_or("no table")?, "instead")?;
    }
    if let Some(name) = rows.keys().find(|name| !is_normalised(name)) {
        return Err(format!("python.toml: {name} is not normalised").into());
    }
    Ok(rows)
}

/// A list that says why.
fn argued<'t>(name: &str, row: &'t Value, key: &str) -> Result<Vec<&'t str>, Failure> {
    let row = row.as_table().ok_or_else(|| format!("{name}: a table, please"))?;
    if row.get("why").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Err(format!("{name}: why?").into());
    }
    list(row, key)
}

fn is_normalised(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') && !name.contains("--")
}

/// What is written by hand and what was read off installed distributions; both may say more than the other, not otherwise.
fn imports<'t>(table: &'t Table, seen: &'t str, rows: &mut Rows<'t>) -> Result<(), Failure> {
    for (name, value) in part(table, "imports")? {
        if name == "same" {
            for name in strings(value.as_array().ok_or("same: a list, please")?)? {
                rows.entry(name).or_default().imports.insert(name.replace('-', "_"));
            }
            continue;
        }
        let imports = match value {
            Value::String(one) => vec![one.as_str()],
            Value::Array(several) => strings(several)?,
            _ => return Err(format!("{name}: a string or a list, please").into()),
        };
        rows.entry(name).or_default().imports.extend(imports.into_iter().map(str::to_owned));
    }
    for line in seen.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (name, imports) = line.split_once(' ').ok_or_else(|| format!("{IMPORTS}: {line}"))?;
        let known = &mut rows.entry(name).or_default().imports;
        let first = |import: &str| import.split('.').next().unwrap_or_default().to_owned();
        if !known.is_empty() && !imports.split(' ').any(|import| known.iter().any(|other| first(other) == first(import))) {
            return Err(format!("{IMPORTS}: {line}, and python.toml has {known:?}").into());
        }
        known.extend(imports.split(' ').map(str::to_owned));
    }
    Ok(())
}

fn distributions(rows: &Rows<'_>, out: &mut String) -> Result<(), Failure> {
    writeln!(out, "static DISTRIBUTIONS: &[Distribution] = &[")?;
    for (name, row) in rows {
        write!(out, "    Distribution {{ name: {name:?}, dev: {}, transitive: {}, ", row.dev, row.transitive)?;
        let unused = row.unused.as_ref().map_or("None".to_owned(), |users| format!("Some(&{users:?})"));
        write!(out, "plugin: {:?}, alone_unless: {unused}, ", row.plugin)?;
        write!(out, "calls: &{:?}, opens: &{:?}, instead: &{:?}, ", row.calls, row.opens, row.instead)?;
        writeln!(out, "imports: &{:?} }},", row.imports.iter().collect::<Vec<_>>())?;
    }
    writeln!(out, "];")?;
    Ok(())
}

fn owners(rows: &Rows<'_>, out: &mut String) -> Result<(), Failure> {
    let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, row) in rows {
        for import in &row.imports {
            owners.entry(import).or_default().push(name);
        }
    }
    writeln!(out, "static OWNERS: &[(&str, &[&str])] = &[")?;
    for (import, names) in owners {
        writeln!(out, "    ({import:?}, &{names:?}),")?;
    }
    writeln!(out, "];")?;
    Ok(())
}

fn sizes(out: &mut String) -> Result<(), Failure> {
    println!("cargo::rerun-if-changed={SIZES}");
    let text = fs::read_to_string(SIZES).map_err(|error| format!("{SIZES}: {error}"))?;
    writeln!(out, "static SIZES: &[(&str, u64)] = &[")?;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, bytes) = line.split_once(' ').ok_or_else(|| format!("{SIZES}: {line}"))?;
        writeln!(out, "    ({name:?}, {}),", bytes.parse::<u64>()?)?;
    }
    writeln!(out, "];")?;
    Ok(())
}

fn libraries(table: &Table, out: &mut String) -> Result<(), Failure> {
    let libraries = part(table, "libraries")?;
    let mut names: Vec<&String> = libraries.keys().collect();
    names.sort();
    writeln!(out, "static LIBRARIES: &[Library] = &[")?;
    for name in names {
        let row = libraries.get(name).and_then(Value::as_table).ok_or("[libraries]: tables, please")?;
        let text = |key: &str| row.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        write!(out, "    Library {{ name: {name:?}, alpine: {:?}, red_hat: {:?}, debian: &[", text("alpine"), text("red-hat"))?;
        for since in list(row, "debian")? {
            let mut words = since.split(' ');
            let debian = words.next().and_then(|word| word.parse::<u16>().ok());
            let ubuntu = words.next().ok_or_else(|| format!("{name}: {since}"))?;
            let ubuntu = ubuntu.split_once('.').unwrap_or((ubuntu, "0"));
            let ubuntu = ubuntu.0.parse::<u16>().ok().zip(ubuntu.1.parse::<u16>().ok());
            write!(out, "Since {{ debian: {debian:?}, ubuntu: {ubuntu:?}, package: {:?} }}, ", words.next())?;
        }
        writeln!(out, "] }},")?;
    }
    let mut modules: Vec<_> = part(table, "modules")?.iter().collect();
    modules.sort_by_key(|(module, _)| *module);
    writeln!(out, "];\nstatic MODULES: &[(&str, &[&str])] = &[")?;
    for (module, row) in modules {
        writeln!(out, "    ({module:?}, &{:?}),", argued(module, row, "libraries")?)?;
    }
    writeln!(out, "];")?;
    let known = |library: &&str| libraries.contains_key(*library);
    let opened = part(table, "opens")?.iter().chain(part(table, "modules")?.iter());
    for (name, row) in opened {
        if let Some(library) = argued(name, row, "libraries")?.iter().find(|library| !known(library)) {
            return Err(format!("{name}: which package has {library}?").into());
        }
    }
    Ok(())
}
