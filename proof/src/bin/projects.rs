//! `cargo run --profile quick -p k8or-proof --bin projects -- LIST DIRECTORY [--level 3] [--only NAME,NAME] [--write]`: builds
//! projects of other people's, as they are and rewritten, at level 2 unless told otherwise, and asks both images the same. LIST names the projects
//! (`k8or_proof::public` says how), DIRECTORY has a checkout of each in a folder `OWNER+NAME`; `--only` takes those whose
//! names contain one of these words. With `--write` each one's row goes into docs/results.md as soon as it is known.
#![expect(clippy::print_stdout, reason = "a command speaks on the terminal")]

use k8or_proof::public::{Checkout, List, Project};
use k8or_proof::{Failure, app, config, docker, results, stages};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// The section of docs/results.md, for level 2.
const SECTION: &str = "projects";

const UNBUILT: &str = "does not build";

const FAILED: &str = "**fails**";

/// What became of a project.
enum Outcome {
    /// The original does not build, which proves nothing.
    Unbuilt,
    /// The original fails what it is asked, which is the list's fault.
    Unasked(Failure),
    /// Both answer the same; bytes of both.
    Same([u64; 2]),
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [list, directory, options @ ..] = arguments.as_slice() else { return Err("which list, which directory?".into()) };
    let only = options.iter().position(|word| word == "--only").and_then(|at| options.get(at + 1));
    let level = options.iter().position(|word| word == "--level").and_then(|at| options.get(at + 1));
    let level: u8 = level.map_or(Ok(2), |level| level.parse())?;
    let write = level == 2 && options.iter().any(|word| word == "--write");
    let wanted = |project: &Project| only.is_none_or(|words| words.split(',').any(|word| project.name().contains(word)));
    let list = List::read(&std::fs::read_to_string(list)?)?;
    let mut proven = BTreeMap::new();
    for project in list.project.iter().filter(|project| wanted(project)) {
        let outcome = prove(project, Path::new(directory), level);
        if let Ok(Outcome::Unasked(failure)) = &outcome {
            println!("{}: not a check: {failure}", project.name());
            continue;
        }
        let row = row(project, outcome.as_ref().ok());
        println!("{row}{}", outcome.err().map_or_else(String::new, |failure| format!("\n{failure}")));
        proven.insert(project.name(), row);
        if write {
            // read anew, as another run may have written meanwhile
            let mut rows = results::rows(&results::section(SECTION)?);
            rows.append(&mut proven.clone());
            results::replace(SECTION, &section(&rows))?;
        }
    }
    println!("{}", summary(&proven));
    Ok(())
}

/// Builds both and asks both. The images go again; there are many, and they are large.
fn prove(project: &Project, directory: &Path, level: u8) -> Result<Outcome, Failure> {
    let checkout = Checkout::of(project, directory)?;
    let (original, rewrite) = (project.tag("original"), project.tag("rewrite"));
    let outcome = compare(project, &checkout, &original, &rewrite, level);
    for tag in [original, rewrite] {
        let _ = docker::run(&["image", "rm", "-f", &tag], None);
    }
    outcome
}

fn compare(project: &Project, checkout: &Checkout, original: &str, rewrite: &str, level: u8) -> Result<Outcome, Failure> {
    let text = std::fs::read_to_string(&checkout.dockerfile)?;
    let other = app::rewritten(&checkout.dockerfile, &checkout.context, level)?;
    if stages(&other) <= stages(&text) {
        return Err(Failure("it is not split".to_owned()));
    }
    if let Err(failure) = docker::build(&text, &checkout.context, original, &[]) {
        println!("{failure}");
        return Ok(Outcome::Unbuilt);
    }
    let with_text = |failure: Failure| Failure(format!("{failure}\n---\n{other}"));
    docker::build(&other, &checkout.context, rewrite, &[]).map_err(with_text)?;
    let mut complaints = config::differences(&docker::config(original)?, &docker::config(rewrite)?, level)?;
    let expected = match project.expected(original) {
        Ok(expected) => expected,
        Err(failure) => return Ok(Outcome::Unasked(failure)),
    };
    complaints.extend(expected.differences(&project.answers(rewrite).map_err(with_text)?));
    let sizes = [docker::size(original)?, docker::size(rewrite)?];
    if sizes[1] > sizes[0] {
        complaints.push(format!("{} bytes became {}", sizes[0], sizes[1]));
    }
    if complaints.is_empty() { Ok(Outcome::Same(sizes)) } else { Err(with_text(Failure(complaints.join("\n")))) }
}

/// A project's row; of one that failed where there is no outcome.
fn row(project: &Project, outcome: Option<&Outcome>) -> String {
    let commit = project.commit.get(..12).unwrap_or(&project.commit);
    let figures = match outcome {
        Some(Outcome::Same([original, rewrite])) => {
            let megabytes = |bytes: u64| bytes as f64 / 1e6;
            let share = 100.0 * megabytes(*rewrite) / megabytes(*original);
            format!("{:.0} | {:.0} | {share:.0} %", megabytes(*original), megabytes(*rewrite))
        }
        Some(Outcome::Unbuilt) => format!("{UNBUILT} | | "),
        _ => format!(" | {FAILED} | "),
    };
    format!("| {} | {commit} | {} | {figures} |", project.name(), project.kind)
}

fn section(rows: &BTreeMap<String, String>) -> String {
    let mut text = format!("{}\n\n", summary(rows));
    text += "| project | commit | kind | original, MB | rewrite, MB | share |\n|---|---|---|---|---|---|\n";
    for row in rows.values() {
        let _ = writeln!(text, "{row}");
    }
    text
}

fn summary(rows: &BTreeMap<String, String>) -> String {
    let count = |mark: &str| rows.values().filter(|row| row.contains(mark)).count();
    let (unbuilt, failed) = (count(UNBUILT), count(FAILED));
    let same = rows.len() - unbuilt - failed;
    format!(
        "{same} projects split, built and run: the same answers and the same configuration. {failed} fail. \
         {unbuilt} originals do not build on the test bed and prove nothing."
    )
}

#[cfg(test)]
mod tests {
    use super::{Outcome, results, row, section};
    use k8or_proof::public::List;

    #[test]
    fn a_row_stays_until_its_project_is_proven_again() {
        let text = "[[project]]\nrepository = \"a/b\"\ncommit = \"0123456789abcdef\"\nkind = \"Flask\"\nrun = [[]]\n";
        let project = &List::read(text).unwrap().project[0];
        let one = [(project.name(), row(project, Some(&Outcome::Same([1_000_000_000, 150_000_000]))))].into();
        let written = section(&one);
        assert!(written.contains("| a/b | 0123456789ab | Flask | 1000 | 150 | 15 % |"), "{written}");
        assert_eq!(results::rows(&written), one);
        assert!(section(&[(project.name(), row(project, None))].into()).contains("1 fail"), "a failure counts");
    }
}
