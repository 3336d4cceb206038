//! Turns the tables of `src/knowledge` into static arrays, so that nothing is parsed at run time, and the rules' documentation
//! into their pages.

#[path = "build/clutter.rs"]
mod clutter;
#[path = "build/pages.rs"]
mod pages;
#[path = "build/python.rs"]
mod python;
#[path = "build/recommends.rs"]
mod recommends;
#[path = "build/users.rs"]
mod users;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use toml::{Table, Value};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let out = env::var("OUT_DIR")?;
    let write = |name: &str, text: String| fs::write(Path::new(&out).join(name), text);
    write("programs.rs", programs(&read("programs.toml")?)?)?;
    write("bases.rs", bases(&read("bases.toml")?)?)?;
    write("effects.rs", effects(&read("effects.toml")?)?)?;
    write("python.rs", python::tables()?)?;
    write("users.rs", users::tables()?)?;
    write("clutter.rs", clutter::tables()?)?;
    write("recommends.rs", recommends::table(Path::new(&out))?)?;
    pages::write(Path::new(&out))
}

fn read(name: &str) -> Result<Table, Failure> {
    let path = format!("src/knowledge/{name}");
    println!("cargo::rerun-if-changed={path}");
    let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    text.parse().map_err(|error| format!("{path}: {error}").into())
}

/// `programs.toml` as `PROGRAMS` and `FOR_PEOPLE`, both sorted.
fn programs(table: &Table) -> Result<String, Failure> {
    let mut rows: Vec<(&String, &Value)> = part(table, "programs")?.iter().collect();
    rows.sort_by_key(|(command, _)| *command);
    let mut out = format!("static PROGRAMS: [Program; {}] = [\n", rows.len());
    for (command, packages) in rows {
        let [debian, alpine, red_hat] = match packages {
            Value::String(one) => [one.as_str(); 3],
            Value::Array(three) => {
                <[&str; 3]>::try_from(strings(three)?).map_err(|_| format!("{command}: three packages, please"))?
            }
            _ => return Err(format!("{command}: a string or three").into()),
        };
        let [debian, alpine, red_hat] = [debian, alpine, red_hat].map(|name| (!name.is_empty()).then_some(name));
        writeln!(out, "    Program {{ command: {command:?}, debian: {debian:?}, alpine: {alpine:?}, red_hat: {red_hat:?} }},")?;
    }
    writeln!(out, "];")?;
    for (part_name, array) in [("people", "FOR_PEOPLE"), ("build", "FOR_BUILDS")] {
        let mut names = list(part(table, part_name)?, "packages")?;
        names.sort_unstable();
        names.dedup();
        writeln!(out, "static {array}: [&str; {}] = {names:?};", names.len())?;
    }
    Ok(out)
}

/// `effects.toml` as `EFFECTS`, sorted by program.
fn effects(table: &Table) -> Result<String, Failure> {
    let mut rows = BTreeMap::new();
    for (class, variant) in
        [("nothing", "Nothing"), ("cleans", "Cleans"), ("replay", "Replay"), ("fetches", "Fetches"), ("builds", "Builds")]
    {
        for program in list(part(table, class)?, "programs")? {
            if rows.insert(program.to_owned(), variant).is_some() {
                return Err(format!("effects.toml names {program} twice").into());
            }
        }
    }
    let mut out = format!("static EFFECTS: [(&str, Effect); {}] = [\n", rows.len());
    for (program, variant) in rows {
        writeln!(out, "    ({program:?}, Effect::{variant}),")?;
    }
    writeln!(out, "];")?;
    Ok(out)
}

/// `bases.toml` as `FAMILIES`, sorted by name, and `WORDS`.
fn bases(table: &Table) -> Result<String, Failure> {
    let sets = part(table, "programs")?;
    let mut families = BTreeMap::new();
    for entry in array(table, "image")? {
        let entry = entry.as_table().ok_or("[[image]]: a table, please")?;
        let row = family(entry, sets).map_err(|error| format!("{:?}: {error}", entry.get("names")))?;
        for name in list(entry, "names")? {
            if families.insert(name, format!("Family {{ name: {name:?}, {row} }}")).is_some() {
                return Err(format!("bases.toml names {name} twice").into());
            }
        }
    }
    let mut out = format!("static FAMILIES: [Family; {}] = [\n", families.len());
    for row in families.values() {
        writeln!(out, "    {row},")?;
    }
    let mut words: Vec<(&String, &Value)> = part(table, "words")?.iter().collect();
    words.sort_by_key(|(word, _)| *word);
    writeln!(out, "];\nstatic WORDS: [(&str, Word); {}] = [", words.len())?;
    for (word, meaning) in words {
        let meaning = match (meaning.as_bool(), meaning.as_str()) {
            (Some(true), _) => "Word::Flavour".to_owned(),
            (_, Some(name)) if name.starts_with("variant ") => {
                format!("Word::Variant(Variant::{})", name.trim_start_matches("variant "))
            }
            (_, Some(name)) => format!("Word::Distribution(Distribution::{name})"),
            _ => return Err(format!("bases.toml: the word {word} means nothing").into()),
        };
        writeln!(out, "    ({word:?}, {meaning}),")?;
    }
    writeln!(out, "];")?;
    Ok(out)
}

const FAMILY_KEYS: &[&str] = &[
    "names",
    "family",
    "distribution",
    "release",
    "variant",
    "version",
    "language",
    "user",
    "workdir",
    "shell",
    "manager",
    "users",
    "programs",
    "full",
    "slim",
    "alpine",
    "slim-tag",
    "slim-since",
];

fn family(entry: &Table, sets: &Table) -> Result<String, Failure> {
    if let Some(key) = entry.keys().find(|key| !FAMILY_KEYS.contains(&key.as_str())) {
        return Err(format!("unknown key {key}").into());
    }
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    let variant = |key: &str, kind: &str| text(key).map_or("None".to_owned(), |name| format!("Some({kind}::{name})"));
    let names = list(entry, "names")?;
    let family = text("family").or_else(|| names.first().copied()).ok_or("no name")?;
    let version = match text("version").unwrap_or("none") {
        "release" => "VersionIs::Release",
        "language" => "VersionIs::Language",
        "java" => "VersionIs::Java",
        "none" => "VersionIs::Nothing",
        other => return Err(format!("version = {other:?}?").into()),
    };
    let release = match entry.get("release").and_then(Value::as_integer) {
        Some(major) => format!("Some({major})"),
        None => "None".to_owned(),
    };
    let slim_tag = match text("slim-tag").unwrap_or("none") {
        "last" => "SlimTag::Last",
        "before release" => "SlimTag::BeforeRelease",
        "none" => "SlimTag::None",
        other => return Err(format!("slim-tag = {other:?}?").into()),
    };
    let since = text("slim-since").unwrap_or("0");
    let (major, minor) = since.split_once('.').unwrap_or((since, "0"));
    let known = |key: &str, default: &str| match text(key).unwrap_or(default) {
        "?" => "None".to_owned(),
        value => format!("Some({value:?})"),
    };
    let mut out = format!(
        "family: {family:?}, distribution: {}, release: {release}, variant: {}, version: {version}, language: {}, ",
        variant("distribution", "Distribution"),
        text("variant").map_or("Variant::Full".to_owned(), |name| format!("Variant::{name}")),
        variant("language", "Language"),
    );
    write!(out, "user: {}, workdir: {}, ", known("user", "root"), known("workdir", "/"))?;
    write!(out, "shell: {}, manager: {}, ", variant("shell", "Shell"), variant("manager", "PackageManager"))?;
    write!(out, "users: &{:?}, ", optional_list(entry, "users")?)?;
    let common = optional_list(entry, "programs")?;
    for key in ["full", "slim", "alpine"] {
        let mut programs = Vec::new();
        for word in optional_list(entry, key)?.into_iter().chain(common.iter().copied()) {
            expand(word, sets, &mut programs)?;
        }
        programs.sort_unstable();
        programs.dedup();
        write!(out, "{key}: &{programs:?}, ")?;
    }
    write!(out, "slim_tag: {slim_tag}, slim_since: ({major}, {minor})")?;
    Ok(out)
}

/// A program, or `@name` for a list of them.
fn expand<'t>(word: &'t str, sets: &'t Table, programs: &mut Vec<&'t str>) -> Result<(), Failure> {
    match word.strip_prefix('@') {
        Some(set) => list(sets, set)?.into_iter().try_for_each(|word| expand(word, sets, programs))?,
        None => programs.push(word),
    }
    Ok(())
}

fn part<'t>(table: &'t Table, key: &str) -> Result<&'t Table, Failure> {
    Ok(table.get(key).and_then(Value::as_table).ok_or_else(|| format!("no table [{key}]"))?)
}

fn array<'t>(table: &'t Table, key: &str) -> Result<&'t [Value], Failure> {
    Ok(table.get(key).and_then(Value::as_array).ok_or_else(|| format!("no list {key}"))?)
}

fn strings(values: &[Value]) -> Result<Vec<&str>, Failure> {
    values.iter().map(|value| value.as_str().ok_or_else(|| "a list of strings, please".into())).collect()
}

fn list<'t>(table: &'t Table, key: &str) -> Result<Vec<&'t str>, Failure> {
    strings(array(table, key)?)
}

fn optional_list<'t>(table: &'t Table, key: &str) -> Result<Vec<&'t str>, Failure> {
    if table.contains_key(key) { list(table, key) } else { Ok(Vec::new()) }
}
