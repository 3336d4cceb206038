//! `python-imports.txt`, what one imports to use a distribution, and `python-sizes.txt`, how many bytes its files have: read
//! off the records of installed ones and of wheels.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use super::folder;
use crate::Failure;

/// A table, and its first line.
const IMPORTS: (&str, &str) = (
    "python-imports.txt",
    "# Made by `cargo xtask knowledge python` from the records of installed distributions: the name, what one imports.\n",
);
const SIZES: (&str, &str) = (
    "python-sizes.txt",
    "# Made by `cargo xtask knowledge python` from the records of installed distributions: the name, the bytes of its files.\n",
);

/// The rows that are written by hand.
const ROWS: &str = "python.toml";

/// A line for each distribution, by its name.
type Rows = BTreeMap<String, String>;

pub(crate) fn python(words: &[&str]) -> Result<(), Failure> {
    let (mut imports, mut sizes) = (parse(IMPORTS.0)?, parse(SIZES.0)?);
    let (before, rows) = (imports.clone(), fs::read_to_string(folder().join(ROWS))?);
    for directory in words.iter().filter(|word| !word.starts_with("--")) {
        collect(Path::new(directory), &mut imports, &mut sizes)?;
    }
    // sizes are of interest where something else is known
    let has_row = |name: &str| rows.contains(&format!("\"{name}\"")) || rows.contains(&format!("\n{name} = "));
    sizes.retain(|name, _| before.contains_key(name) || has_row(name));
    println!("{} distributions, {} before; {} sizes", imports.len(), before.len(), sizes.len());
    for ((name, head), rows) in [(IMPORTS, imports), (SIZES, sizes)] {
        let lines: String = rows.iter().map(|(name, row)| format!("{name} {row}\n")).collect();
        if words.contains(&"--write") {
            fs::write(folder().join(name), format!("{head}{lines}"))?;
        }
    }
    Ok(())
}

fn parse(table: &str) -> Result<Rows, Failure> {
    let text = fs::read_to_string(folder().join(table))?;
    let rows = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '));
    Ok(rows.map(|(name, row)| (name.to_owned(), row.to_owned())).collect())
}

/// The distributions of a directory: `NAME-VERSION.dist-info/RECORD`, and the same inside `NAME-VERSION-….whl`.
fn collect(directory: &Path, all: &mut Rows, sizes: &mut Rows) -> Result<(), Failure> {
    for entry in fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))? {
        let path = entry?.path();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let record = if file.ends_with(".dist-info") {
            fs::read_to_string(path.join("RECORD")).unwrap_or_default()
        } else if file.ends_with(".whl") {
            let output = Command::new("unzip").arg("-p").arg(&path).arg("*.dist-info/RECORD").output()?;
            String::from_utf8_lossy(&output.stdout).into_owned()
        } else {
            continue;
        };
        let name = normalised(file.split('-').next().unwrap_or_default());
        let imports: Vec<String> = imports(&record).into_iter().collect();
        if !imports.is_empty() {
            all.insert(name.clone(), imports.join(" "));
        }
        let bytes = bytes(&record);
        if bytes > 0 {
            sizes.insert(name, bytes.to_string());
        }
    }
    Ok(())
}

/// What the files of a record have; bytecode, which is made on the spot, has no size in it.
fn bytes(record: &str) -> u64 {
    record.lines().filter_map(|line| line.rsplit(',').next()?.parse::<u64>().ok()).sum()
}

/// What the files of a record let import. A directory without `__init__` is shared by distributions: what is in it counts.
fn imports(record: &str) -> BTreeSet<String> {
    let files: BTreeSet<&str> = record.lines().filter_map(|line| line.trim_start_matches('"').split([',', '"']).next()).collect();
    let starts = |directory: &str| {
        ["py", "pyc", "so", "abi3.so"].iter().any(|end| files.contains(format!("{directory}/__init__.{end}").as_str()))
    };
    let modules = files.iter().filter(|file| is_module(file)).filter_map(|file| {
        let mut path = String::new();
        for part in file.split('/') {
            let stem = part.split('.').next().unwrap_or_default();
            path = if path.is_empty() { stem.to_owned() } else { format!("{path}/{stem}") };
            if part.contains('.') || starts(&path) {
                break;
            }
        }
        let names: Vec<&str> = path.split('/').collect();
        names.iter().all(|name| is_identifier(name)).then(|| names.join("."))
    });
    let all: BTreeSet<String> = modules.collect();
    let public = |import: &&String| !import.starts_with('_') && !import.contains("._");
    let kept: BTreeSet<String> = all.iter().filter(public).cloned().collect();
    if kept.is_empty() { all } else { kept }
}

fn is_module(file: &str) -> bool {
    (file.ends_with(".py") || file.ends_with(".so"))
        && !file.starts_with("..")
        && !file.starts_with('/')
        && !file.contains(".data/")
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// PEP 503.
fn normalised(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_added_up() {
        assert_eq!(bytes("a.py,sha256=x,10\n\"b,c.py\",sha256=y,5\n__pycache__/a.pyc,,\na.dist-info/RECORD,,\n"), 15);
    }

    #[test]
    fn packages_modules_and_shared_directories_are_told_apart() {
        let record = "yaml/__init__.py,sha256=x,1\nyaml/nodes.py,,\n_yaml/__init__.py,,\nsix.py,,\ngoogle/cloud/storage/__init__.py,,\n\
                      google/cloud/storage/blob.py,,\nx.cpython-311-x86_64-linux-gnu.so,,\n../../../bin/x,,\na.dist-info/RECORD,,\n\
                      81d2__mypyc.so,,\n";
        let found = imports(record);
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), ["google.cloud.storage", "six", "x", "yaml"]);
    }
}
