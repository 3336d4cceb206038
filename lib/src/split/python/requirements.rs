//! pip's requirements files, read as pip reads them, and all that a file includes.
//!
//! [`read`] takes one file's text and never fails: a line that pip would refuse is kept as [`Source::Unread`].
//! [`collect`] follows `-r` and `-c` through the build context and says whether those files are all that pip needs of it, so
//! that they can be copied alone, before the sources.
//!
//! What pip does beyond the file is not modelled: variables (`${TOKEN}`) stay as they are written, and a relative path is not
//! resolved, because pip takes it from the directory it is run in.

mod collect;
mod line;

pub use collect::{Collection, Included, Obstacle, ObstacleKind, collect};

use crate::span::Span;
use line::Logical;
use std::borrow::Cow;

/// What a requirements file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirements {
    /// What is to be installed, in order.
    pub requirements: Vec<Requirement>,
    /// Lines with options of the whole file, in order.
    pub options: Vec<FileOption>,
}

/// A line that asks for a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The distribution's name, [normalised]; none where the line does not tell it (`.`, a URL without `#egg=`).
    pub name: Option<String>,
    /// `[extra,other]`, normalised.
    pub extras: Vec<String>,
    /// Versions, as written: `>=1.2,<2`. Empty: any.
    pub specifier: String,
    /// The condition behind `;`, as written.
    pub marker: Option<String>,
    /// The values of `--hash`.
    pub hashes: Vec<String>,
    /// Where it comes from.
    pub source: Source,
    /// `-e`.
    pub editable: bool,
    /// Its first line, from 1.
    pub line: u32,
    /// Its bytes, from its first to its last line; of the text without a byte order mark.
    pub span: Span,
}

/// Where a requirement comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An index, by its name.
    Index,
    /// An address of a file (`https://…/x.whl`).
    Url(String),
    /// A repository (`git+https://…`).
    Repository(String),
    /// A directory or file, as written (`.`, `./libs/x`, `file:///wheels/x.whl`).
    Path(String),
    /// Text that pip would refuse, or that a variable makes up.
    Unread(String),
}

/// An option of a requirements file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOption {
    /// Which.
    pub kind: OptionKind,
    /// Its value, empty where it takes none; for [`OptionKind::Unknown`] the word as written.
    pub value: String,
    /// Its first line, from 1.
    pub line: u32,
}

/// The options that pip knows in a requirements file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "their names")]
pub enum OptionKind {
    Requirement,
    Constraint,
    IndexUrl,
    ExtraIndexUrl,
    NoIndex,
    FindLinks,
    NoBinary,
    OnlyBinary,
    PreferBinary,
    Pre,
    RequireHashes,
    TrustedHost,
    UseFeature,
    /// An option of pips of old that changes which versions are found, and reads no file.
    Legacy,
    /// One that pip does not know, or that could not be read.
    Unknown,
}

/// A name as indexes compare it (PEP 503): lower case, runs of `-`, `_` and `.` are one `-`.
#[must_use]
pub fn normalised(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().chars() {
        match c {
            '-' | '_' | '.' if out.ends_with('-') => {}
            '-' | '_' | '.' => out.push('-'),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// The text of a file as pip decodes it: by its byte order mark, otherwise UTF-8.
#[must_use]
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest),
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes),
    }
}

/// Reads the text of a requirements file.
#[must_use]
pub fn read(text: &str) -> Requirements {
    let mut out = Requirements::default();
    for line in line::logical(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        read_line(&line, &mut out);
    }
    out
}

fn read_line(line: &Logical, out: &mut Requirements) {
    let (argument, options) = line::halves(&line.text);
    let Some(options) = line::words(options).map(|words| line::options(&words)) else {
        let value = line.text.clone();
        return out.options.push(FileOption { kind: OptionKind::Unknown, value, line: line.number });
    };
    if !argument.is_empty() {
        let mut requirement = Requirement::parse(argument, line);
        requirement.hashes = options.into_iter().filter(|(name, _)| *name == "hash").map(|(_, value)| value).collect();
        return out.requirements.push(requirement);
    }
    for (name, value) in options {
        if name == "editable" {
            let requirement = Requirement { editable: true, ..Requirement::parse(value.trim(), line) };
            out.requirements.push(requirement);
        } else {
            out.options.push(FileOption { kind: OptionKind::named(name), value, line: line.number });
        }
    }
}

impl OptionKind {
    fn named(name: &str) -> Self {
        match name {
            "requirement" => Self::Requirement,
            "constraint" => Self::Constraint,
            "index-url" | "pypi-url" => Self::IndexUrl,
            "extra-index-url" => Self::ExtraIndexUrl,
            "no-index" => Self::NoIndex,
            "find-links" => Self::FindLinks,
            "no-binary" => Self::NoBinary,
            "only-binary" => Self::OnlyBinary,
            "prefer-binary" => Self::PreferBinary,
            "pre" => Self::Pre,
            "require-hashes" => Self::RequireHashes,
            "trusted-host" => Self::TrustedHost,
            "use-feature" => Self::UseFeature,
            name if line::LEGACY.contains(&name) => Self::Legacy,
            _ => Self::Unknown,
        }
    }
}

impl Requirement {
    /// Reads what stands in a requirement's place; `line` says where.
    fn parse(text: &str, line: &Logical) -> Self {
        let mut requirement = Self {
            name: None,
            extras: Vec::new(),
            specifier: String::new(),
            marker: None,
            hashes: Vec::new(),
            source: Source::Index,
            editable: false,
            line: line.number,
            span: line.span,
        };
        requirement.fill(text);
        requirement
    }

    /// The requirement that a dependency specifier (PEP 508) stands for, as `pyproject.toml` and a command line have them.
    #[must_use]
    pub fn from_specifier(text: &str) -> Self {
        let span = Span::from_usize(0, text.len());
        Self::parse(text.trim(), &Logical { text: String::new(), number: 1, span })
    }

    /// Whether pip can build or fetch it without a file of the sources.
    #[must_use]
    pub const fn comes_from_elsewhere(&self) -> bool {
        matches!(self.source, Source::Index | Source::Url(_) | Source::Repository(_))
    }

    fn fill(&mut self, text: &str) {
        if let Some(scheme) = line::scheme(text) {
            return self.fill_from_address(text, scheme);
        }
        let (name, rest) = text.split_at(line::name_length(text));
        let (extras, rest) = line::extras(rest.trim_start());
        let extras: Vec<String> = extras.map(normalised).filter(|extra| !extra.is_empty()).collect();
        if let Some(address) = rest.strip_prefix('@').map(str::trim).filter(|_| !name.is_empty()) {
            self.fill_from_address(address, line::scheme(address).unwrap_or("file"));
            (self.name, self.extras) = (Some(normalised(name)), extras);
            return;
        }
        let (whole, marker) = text.split_once(';').map_or((text, None), |(text, marker)| (text, Some(marker)));
        self.marker = marker.map(|marker| marker.trim().to_owned());
        let specifier = rest.split(';').next().unwrap_or_default().trim();
        if line::is_path(whole.trim()) {
            self.source = Source::Path(whole.trim().to_owned());
            self.name_from_address(whole.trim());
        } else if name.is_empty() || !(specifier.is_empty() || specifier.starts_with(['<', '>', '=', '!', '~', '('])) {
            self.source = Source::Unread(text.to_owned());
        } else {
            specifier.clone_into(&mut self.specifier);
            (self.name, self.extras) = (Some(normalised(name)), extras);
        }
    }

    /// An address may hold a semicolon: the one before the marker has a blank at its side.
    fn fill_from_address(&mut self, text: &str, scheme: &str) {
        let marker = text.find(" ;").or_else(|| text.find("; "));
        let address = text[..marker.unwrap_or(text.len())].trim();
        self.marker = marker.map(|at| text[at..].trim_start_matches([' ', ';']).trim().to_owned());
        self.source = located(address, scheme);
        self.name_from_address(address);
    }

    /// `…#egg=name[extra]&subdirectory=x`, or the name of a wheel.
    fn name_from_address(&mut self, address: &str) {
        let (address, fragment) = address.split_once('#').unwrap_or((address, ""));
        let egg = fragment.split('&').find_map(|part| part.strip_prefix("egg=")).unwrap_or_default();
        let (name, rest) = egg.split_at(line::name_length(egg));
        if name.is_empty() {
            self.name = wheel_name(address.rsplit('/').next().unwrap_or_default());
        } else {
            self.name = Some(normalised(name));
            self.extras = line::extras(rest).0.map(normalised).filter(|extra| !extra.is_empty()).collect();
        }
    }
}

/// `name-1.0-py3-none-any.whl`.
fn wheel_name(file: &str) -> Option<String> {
    let name = file.strip_suffix(".whl")?.split('-').next()?;
    (!name.is_empty()).then(|| normalised(name))
}

fn located(url: &str, scheme: &str) -> Source {
    match scheme {
        "file" => Source::Path(url.to_owned()),
        "http" | "https" | "ftp" => Source::Url(url.to_owned()),
        _ if scheme.ends_with("+file") => Source::Path(url.to_owned()),
        _ => Source::Repository(url.to_owned()),
    }
}

#[cfg(test)]
mod tests;
