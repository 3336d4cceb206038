//! The parser over real files: those of testdata/ and of the directory that `K8OR_CORPUS` names, all files below it.
//!
//! Every file must come back byte for byte. Where `parse-dockerfile` takes a file, too, both must find the same
//! instructions at the same lines; the disagreements are printed (`--nocapture`) and counted.

#![allow(clippy::print_stdout, reason = "the summary is what one runs this for")]

use k8or_core::syntax::{Keyword, parse};
use k8or_core::{LineIndex, Span};
use parse_dockerfile::Instruction as Other;
use std::path::{Path, PathBuf};

/// An instruction's keyword and its line. Where an instruction ends the other parser does not tell.
type Row = (Keyword, u32);

#[test]
fn real_files_come_back_and_are_read_as_another_parser_reads_them() {
    let mut files = vec![];
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata"), &mut files);
    if let Some(corpus) = std::env::var_os("K8OR_CORPUS") {
        collect(Path::new(&corpus), &mut files);
    }
    files.sort();
    let mut tally = Tally::default();
    for path in &files {
        let Ok(bytes) = std::fs::read(path) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        tally.file(path, &text);
    }
    println!("{tally:#?}");
    assert!(tally.disagreements.len() * 200 <= tally.compared, "more than one in 200 disagrees");
}

#[derive(Debug, Default)]
struct Tally {
    files: usize,
    bytes: usize,
    without_error: usize,
    refused_by_both: usize,
    refused_by_us_only: Vec<String>,
    refused_by_the_other_only: Vec<String>,
    known_gaps_of_the_other: usize,
    compared: usize,
    disagreements: Vec<String>,
}

impl Tally {
    fn file(&mut self, path: &Path, text: &str) {
        let file = parse(text);
        assert_eq!(file.print(), text, "{}", path.display());
        self.files += 1;
        self.bytes += text.len();
        self.without_error += usize::from(file.errors().is_empty());
        match (parse_dockerfile::parse(text), file.errors().first()) {
            (Err(_), Some(_)) => self.refused_by_both += 1,
            (Err(why), None) => self.refused_by_the_other_only.push(format!("{}: {why}", path.display())),
            (Ok(_), Some(why)) => {
                let line = LineIndex::new(text).line(why.span.start);
                self.refused_by_us_only.push(format!("{}:{line}: {why}", path.display()));
            }
            (Ok(_), None) if has_known_gap(text) => self.known_gaps_of_the_other += 1,
            (Ok(other), None) => self.compare(path, text, &other),
        }
    }

    fn compare(&mut self, path: &Path, text: &str, other: &parse_dockerfile::Dockerfile<'_>) {
        self.compared += 1;
        let (ours, theirs) = (our_rows(text), their_rows(text, other));
        if ours != theirs {
            let at = ours.iter().zip(&theirs).position(|(our, their)| our != their).unwrap_or(ours.len().min(theirs.len()));
            let difference = format!("{}: {:?} or {:?}", path.display(), ours.get(at), theirs.get(at));
            self.disagreements.push(difference);
        }
    }
}

/// What parse-dockerfile is known to read otherwise than BuildKit: spans behind a byte order mark, a doubled escape
/// at the end of a line, heredocs that are not the first word.
fn has_known_gap(text: &str) -> bool {
    let doubled = |line: &str| line.trim_end().ends_with("\\\\") || line.trim_end().ends_with("``");
    text.starts_with('\u{feff}') || text.lines().any(doubled) || text.contains("<<")
}

fn our_rows(text: &str) -> Vec<Row> {
    let file = parse(text);
    let lines = LineIndex::new(text);
    file.instructions().iter().map(|each| (each.keyword, lines.line(each.keyword_span.start))).collect()
}

fn their_rows(text: &str, other: &parse_dockerfile::Dockerfile<'_>) -> Vec<Row> {
    let lines = LineIndex::new(text);
    let place = |at: usize| lines.line(Span::from_usize(at, at).start);
    other.instructions.iter().map(keyword).map(|(keyword, at)| (keyword, place(at))).collect()
}

fn keyword(instruction: &Other<'_>) -> (Keyword, usize) {
    match instruction {
        Other::Add(it) => (Keyword::Add, it.add.span.start),
        Other::Arg(it) => (Keyword::Arg, it.arg.span.start),
        Other::Cmd(it) => (Keyword::Cmd, it.cmd.span.start),
        Other::Copy(it) => (Keyword::Copy, it.copy.span.start),
        Other::Entrypoint(it) => (Keyword::Entrypoint, it.entrypoint.span.start),
        Other::Env(it) => (Keyword::Env, it.env.span.start),
        Other::Expose(it) => (Keyword::Expose, it.expose.span.start),
        Other::From(it) => (Keyword::From, it.from.span.start),
        Other::Healthcheck(it) => (Keyword::Healthcheck, it.healthcheck.span.start),
        Other::Label(it) => (Keyword::Label, it.label.span.start),
        Other::Maintainer(it) => (Keyword::Maintainer, it.maintainer.span.start),
        Other::Onbuild(it) => (Keyword::Onbuild, it.onbuild.span.start),
        Other::Run(it) => (Keyword::Run, it.run.span.start),
        Other::Shell(it) => (Keyword::Shell, it.shell.span.start),
        Other::Stopsignal(it) => (Keyword::Stopsignal, it.stopsignal.span.start),
        Other::User(it) => (Keyword::User, it.user.span.start),
        Other::Volume(it) => (Keyword::Volume, it.volume.span.start),
        Other::Workdir(it) => (Keyword::Workdir, it.workdir.span.start),
        _ => (Keyword::Unknown, 0),
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(&entry.path(), files),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
}
