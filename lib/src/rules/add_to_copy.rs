//! `ADD` of files and directories of the build context becomes `COPY`.
//!
//! ## Why
//!
//! ADD also fetches URLs and unpacks archives (DL3020). COPY does neither, so a reader need not wonder, and a file that
//! turns out to be an archive one day is not unpacked by surprise.
//!
//! ## When it stays away
//!
//! When a source is a URL or a repository, bears an archive's name (`.tar`, `.tar.gz`, `.xz`, …), or is an archive by its
//! first bytes; when a flag is used that only ADD has (`--checksum`, `--keep-git-dir`, `--unpack`); when a source depends on
//! an unknown variable. Without the build context a name that is no archive's is taken to be none: class Assumed.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM python:3.12-slim
//! ADD requirements.txt /app/
//! ADD vendor.tar.gz /opt/
//! ADD . /app
//! ```
//!
//! ```dockerfile after
//! FROM python:3.12-slim
//! COPY requirements.txt /app/
//! ADD vendor.tar.gz /opt/
//! COPY . /app
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::context::{FileKind, Known};
use crate::report::Class;
use crate::report::Reason;
use crate::syntax::{Arguments, Instruction, Transfer};

/// How an archive that ADD unpacks ends.
const ARCHIVES: [&str; 12] = [".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst", ".gz", ".bz2", ".xz", ".zst", ".lzma", ".z"];

/// What archives and compressed files begin with: gzip, bzip2, xz, zstd.
const MAGIC: [&[u8]; 4] = [b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd"];

/// What a source is.
enum Source {
    Plain(Class),
    OnlyAdd,
    Unclear(String),
}

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "add-to-copy",
        summary: "ADD of plain files becomes COPY",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &["DL3020"],
        page: page!("add_to_copy"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let Arguments::Add(transfer) = &instruction.arguments else { continue };
        let copy = if view.slice(instruction.keyword_span).starts_with('a') { "copy" } else { "COPY" };
        match judge(view, instruction, transfer) {
            Source::Plain(class) => {
                let why = if class == Class::Safe {
                    "nothing here is fetched or unpacked: COPY says so"
                } else {
                    "a local archive bears an archive's name, and these do not: nothing is unpacked here, and COPY says so"
                };
                out.change(instruction.text, why).class(class).replace(instruction.keyword_span, copy);
            }
            Source::OnlyAdd => out.skip(instruction.text, Reason::OnlyAdd),
            Source::Unclear(word) => out.skip(instruction.text, Reason::UnknownWord(word)),
        }
    }
}

fn judge(view: &View<'_>, instruction: &Instruction<'_>, transfer: &Transfer<'_>) -> Source {
    if ["checksum", "keep-git-dir", "unpack"].iter().any(|flag| instruction.flag(flag).is_some()) {
        return Source::OnlyAdd;
    }
    let mut class = Class::Safe;
    for word in &transfer.sources {
        let Some(source) = view.facts.expand(instruction.id, &word.text, view.file.escape()) else {
            return Source::Unclear(word.text.clone().into_owned());
        };
        match source_of(view, &source) {
            Source::Plain(other) => class = class.max(other),
            other => return other,
        }
    }
    Source::Plain(class)
}

fn source_of(view: &View<'_>, source: &str) -> Source {
    let lower = source.to_ascii_lowercase();
    if lower.contains("://") || lower.starts_with("git@") || lower.ends_with(".git") || lower.contains(".git#") {
        return Source::OnlyAdd;
    }
    if ARCHIVES.iter().any(|end| lower.ends_with(end)) {
        return Source::OnlyAdd;
    }
    let path = source.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
    if path.is_empty() || path == "." || source.ends_with('/') {
        return Source::Plain(Class::Safe);
    }
    match view.context.files(path, true) {
        Known::Yes(files) => {
            let own = files.iter().filter(|file| file.kind == FileKind::File);
            if own.clone().any(|file| file.content.as_deref().is_some_and(is_archive)) {
                Source::OnlyAdd
            } else if own.clone().any(|file| file.content.is_none()) {
                Source::Plain(Class::Assumed)
            } else {
                Source::Plain(Class::Safe)
            }
        }
        Known::No | Known::Unknown => Source::Plain(Class::Assumed),
    }
}

fn is_archive(bytes: &[u8]) -> bool {
    MAGIC.iter().any(|magic| bytes.starts_with(magic)) || bytes.get(257..262) == Some(b"ustar".as_slice())
}
