//! What an image is, by its name.
//!
//! `bases.toml` has a row for each family of images; a tag is read word by word (`3.11-slim-bookworm`). A word that no table
//! knows makes everything uncertain that it may have changed.

use super::image::ImageName;
use super::release::{Distribution, Release};

include!(concat!(env!("OUT_DIR"), "/bases.rs"));

/// What is known of a base image. `None` is always: not known, or not fixed by the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// `python`, `dotnet`, `distroless`: what rules ask for.
    pub family: &'static str,
    /// Whose packages it is made of.
    pub distribution: Option<Distribution>,
    /// Only when the tag fixes it: `python:3.11` is built on another release each two years.
    pub release: Option<Release>,
    /// How much of the distribution is there.
    pub variant: Variant,
    /// The language that it is made for, and its version when the tag has one.
    pub language: Option<(Language, Option<Version>)>,
    /// The user that commands run as: a name or a number.
    pub user: Option<&'static str>,
    /// The working directory.
    pub workdir: Option<&'static str>,
    /// What `/bin/sh` and the likes are.
    pub shell: Option<Shell>,
    /// What installs packages.
    pub package_manager: Option<PackageManager>,
    /// Unprivileged users that exist beside those of the distribution.
    pub users: &'static [&'static str],
    /// Notable programs that are there, sorted. What is not in the list may be there or not.
    pub programs: &'static [&'static str],
    /// Documentation and manuals are dropped by dpkg itself, now and for later installations.
    pub without_documentation: bool,
}

/// Families of images that set no ENTRYPOINT, or one that hands a command on as it is (node's and php's look at the first
/// word only: is it a command?), by the Dockerfiles of the official images.
const PLAIN_ENTRY_POINTS: [&str; 26] = [
    "almalinux",
    "alpine",
    "amazonlinux",
    "archlinux",
    "buildpack-deps",
    "busybox",
    "centos",
    "clojure",
    "debian",
    "elixir",
    "erlang",
    "fedora",
    "gcc",
    "golang",
    "haskell",
    "node",
    "openjdk",
    "oraclelinux",
    "perl",
    "php",
    "python",
    "rockylinux",
    "ruby",
    "rust",
    "ubuntu",
    "julia",
];

impl Base {
    /// Whether commands run as they are written: no ENTRYPOINT of the image treats them in a way of its own.
    #[must_use]
    pub fn has_plain_entry_point(&self) -> bool {
        PLAIN_ENTRY_POINTS.contains(&self.family)
    }

    /// Whether a notable program is known to be there.
    #[must_use]
    pub fn has(&self, program: &str) -> bool {
        self.programs.binary_search(&program).is_ok()
    }
}

/// How much of its distribution an image has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Variant {
    /// Everything that the family offers.
    #[default]
    Full,
    /// On the distribution's slim base, without its documentation: `-slim`, or what is built that way.
    Slim,
    /// On Alpine Linux.
    Alpine,
    /// A small selection with a shell or a package manager: `ubi9-minimal`, BusyBox.
    Minimal,
    /// Neither shell nor package manager.
    Distroless,
    /// Windows.
    Windows,
    /// The tag has a word that no table knows.
    Unknown,
}

/// A language and its usual implementation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names say it")]
pub enum Language {
    Bun,
    C,
    Clojure,
    Dart,
    Deno,
    DotNet,
    Elixir,
    Erlang,
    Go,
    Haskell,
    Java,
    Julia,
    Node,
    Perl,
    Php,
    PyPy,
    Python,
    R,
    Ruby,
    Rust,
    Swift,
}

/// The numbers of a version, as many as the tag has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// 3 of 3.11.4.
    pub major: u16,
    /// 11 of 3.11.4.
    pub minor: Option<u16>,
    /// 4 of 3.11.4.
    pub patch: Option<u16>,
}

impl Version {
    /// Reads `3`, `3.11`, `3.11.4`, `v20`, `3.13.0rc1`, `8u342`, `17.0.9_9`. What follows the numbers is not looked at.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let mut parts = text.split('.').map(|part| {
            let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            part[..digits].parse().ok()
        });
        let major = parts.next()??;
        let minor = parts.next().flatten();
        Some(Self { major, minor, patch: minor.and_then(|_| parts.next().flatten()) })
    }
}

/// The shells that an image has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shell {
    /// `sh` is dash, and bash is there: Debian, Ubuntu.
    DashAndBash,
    /// `sh` is bash: Fedora, Red Hat and others.
    Bash,
    /// `sh` is BusyBox, no bash: Alpine.
    BusyBox,
    /// None at all.
    None,
    /// `cmd` and PowerShell.
    Windows,
}

/// What installs packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PackageManager {
    /// `apt-get`, `apt`, `dpkg`.
    Apt,
    /// `apk`.
    Apk,
    /// `dnf`; `yum` is a name of it.
    Dnf,
    /// `yum` alone: Red Hat 7 and before.
    Yum,
    /// `microdnf`.
    Microdnf,
    /// `tdnf`.
    Tdnf,
    /// `zypper`.
    Zypper,
    /// `pacman`.
    Pacman,
}

struct Family {
    name: &'static str,
    family: &'static str,
    distribution: Option<Distribution>,
    release: Option<u16>,
    variant: Variant,
    version: VersionIs,
    language: Option<Language>,
    user: Option<&'static str>,
    workdir: Option<&'static str>,
    shell: Option<Shell>,
    manager: Option<PackageManager>,
    users: &'static [&'static str],
    full: &'static [&'static str],
    slim: &'static [&'static str],
    alpine: &'static [&'static str],
    slim_tag: SlimTag,
    slim_since: (u16, u16),
}

/// What the first number of a tag counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum VersionIs {
    /// Releases of the distribution: `debian:12`.
    Release,
    /// Versions of the language: `python:3.11`.
    Language,
    /// Versions of something else; Java's stands behind `jdk`, `temurin` and the likes: `maven:3-eclipse-temurin-17`.
    Java,
    /// Versions of something that no rule asks for.
    Nothing,
}

/// Where a family's tags have the word `slim`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SlimTag {
    None,
    /// `20-bookworm-slim`
    Last,
    /// `3.11-slim-bookworm`
    BeforeRelease,
}

/// What a word of a tag says.
#[derive(Clone, Copy)]
enum Word {
    /// Nothing about the system: `fpm`, `jdk`.
    Flavour,
    Distribution(Distribution),
    Variant(Variant),
}

/// What is known of the image that has this name, or `None` when no table has its family.
#[must_use]
pub fn base(name: &ImageName<'_>) -> Option<Base> {
    let family = family(name)?;
    let tag = read_tag(family, name.tag.unwrap_or("latest"));
    let distribution = match (tag.release, tag.distribution, tag.variant) {
        (Some(release), _, _) => Some(release.distribution),
        (None, Some(distribution), _) => Some(distribution),
        (None, None, Variant::Unknown) if family.version != VersionIs::Release => None,
        (None, None, _) => family.distribution,
    };
    let own = distribution == family.distribution && tag.variant == family.variant;
    let known = tag.variant != Variant::Unknown;
    Some(Base {
        family: family.family,
        distribution,
        release: tag.release,
        variant: tag.variant,
        language: family.language.map(|language| (language, tag.language)),
        user: family.user.filter(|_| known),
        workdir: family.workdir.filter(|_| known),
        shell: family.shell.filter(|_| own).or_else(|| distribution.and_then(|it| shell_of(it, tag.variant))),
        package_manager: family
            .manager
            .filter(|_| own)
            .or_else(|| distribution.and_then(|it| manager_of(it, tag.release, tag.variant))),
        users: if known { family.users } else { &[] },
        programs: match tag.variant {
            Variant::Unknown | Variant::Windows => &[],
            Variant::Alpine => family.alpine,
            Variant::Slim if family.variant != Variant::Slim => family.slim,
            _ if distribution == family.distribution => family.full,
            _ => &[],
        },
        without_documentation: match distribution {
            Some(Distribution::Debian) => tag.variant == Variant::Slim,
            Some(Distribution::Ubuntu) => tag.release.is_none_or(|release| release >= Release::BIONIC),
            _ => false,
        },
    })
}

/// The tag of the same image without build tools, when the table of official tags has one: `3.11-slim-bookworm` for
/// `python:3.11-bookworm`. `None` for images that are slim already or have no such twin.
#[must_use]
pub fn slim_tag(name: &ImageName<'_>) -> Option<String> {
    let family = family(name)?;
    let tag = name.tag.unwrap_or("latest");
    let parts = read_tag(family, tag);
    let home = family.distribution.unwrap_or(Distribution::Debian);
    let distribution = parts.release.map(|it| it.distribution).or(parts.distribution);
    // before buster, only some versions had a slim twin for each release
    let too_old = parts.first.is_some_and(|it| (it.major, it.minor.unwrap_or(u16::MAX)) < family.slim_since)
        || family.version == VersionIs::Language && parts.release.is_some_and(|release| release < Release::BUSTER)
        || tag.split('-').any(|word| word.len() == 8 && word < "20181201" && word.bytes().all(|b| b.is_ascii_digit()));
    if parts.variant != Variant::Full || distribution.is_some_and(|it| it != home) || parts.flavoured || parts.early || too_old {
        return None;
    }
    let word = tag.split('-').find(|word| Release::named(word).is_some());
    match (family.slim_tag, word) {
        (SlimTag::None, _) => None,
        _ if tag == "latest" && family.version == VersionIs::Release => Some("stable-slim".to_owned()),
        _ if tag == "latest" => Some("slim".to_owned()),
        (SlimTag::BeforeRelease, Some(word)) => {
            let rest = tag.strip_suffix(word)?;
            Some(format!("{rest}slim-{word}"))
        }
        _ => Some(format!("{tag}-slim")),
    }
}

fn family(name: &ImageName<'_>) -> Option<&'static Family> {
    match name.on_docker_hub() {
        Some(path) => find_family("", path),
        None => find_family(name.registry, name.repository),
    }
}

/// A row by its whole name, else by its folder: `rocker/*`.
fn find_family(registry: &str, path: &str) -> Option<&'static Family> {
    let compare = |row: &Family, folder: Option<&str>| {
        let wanted = [
            registry,
            if registry.is_empty() { "" } else { "/" },
            folder.unwrap_or(path),
            if folder.is_some() { "/*" } else { "" },
        ];
        row.name.bytes().cmp(wanted.iter().flat_map(|part| part.bytes()))
    };
    let find = |folder| FAMILIES.binary_search_by(|row| compare(row, folder)).ok().and_then(|at| FAMILIES.get(at));
    find(None).or_else(|| path.rsplit_once('/').and_then(|(folder, _)| find(Some(folder))))
}

#[derive(Default)]
struct Tag {
    first: Option<Version>,
    release: Option<Release>,
    distribution: Option<Distribution>,
    variant: Variant,
    language: Option<Version>,
    flavoured: bool,
    early: bool,
}

/// Prefixes of words that name a release by its number: `alpine3.19`, `ubuntu22.04`.
const NUMBERED: &[(&str, Distribution)] = &[
    ("alpine", Distribution::Alpine),
    ("ubuntu", Distribution::Ubuntu),
    ("debian", Distribution::Debian),
    ("ubi", Distribution::RedHat),
    ("rockylinux", Distribution::Rocky),
    ("centos", Distribution::CentOs),
    ("stream", Distribution::CentOs),
    ("oraclelinux", Distribution::Oracle),
    ("azurelinux", Distribution::AzureLinux),
    ("fedora", Distribution::Fedora),
    ("amazonlinux", Distribution::Amazon),
    ("al", Distribution::Amazon),
    ("ol", Distribution::Oracle),
];

fn read_tag(family: &Family, tag: &str) -> Tag {
    let mut found = Tag { variant: family.variant, ..Tag::default() };
    let mut unknown = false;
    let mut java = false;
    for (at, word) in tag.split('-').enumerate() {
        let version = Version::parse(word);
        if let Some(release) = Release::named(word).or_else(|| numbered(word)) {
            found.release = Some(release);
        } else if let (0, Some(version)) = (at, version) {
            found.first = Some(version);
            found.early = word.contains(['a', 'b']) && !word.starts_with('v');
        } else if let Some(version) = version.filter(|_| java) {
            found.language = Some(version);
        } else if word.starts_with(|c: char| c.is_ascii_digit()) || version.is_some() || is_prerelease(word) {
            // a date, a build number, the version of something inside
        } else {
            match word_means(word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')) {
                Some(Word::Variant(variant)) => found.variant = variant,
                Some(Word::Distribution(distribution)) => found.distribution = Some(distribution),
                Some(Word::Flavour) => found.flavoured |= !matches!(word, "latest" | "lts" | "stable" | "current"),
                None => unknown = true,
            }
        }
        let java_word = ["jdk", "jre", "openjdk", "temurin", "corretto", "amazoncorretto", "semeru"]
            .iter()
            .find_map(|prefix| word.strip_prefix(prefix));
        java = java_word.is_some();
        if let Some(version) = java_word.and_then(Version::parse) {
            found.language = Some(version);
        }
    }
    match family.version {
        VersionIs::Language => found.language = found.first,
        VersionIs::Release => {
            found.release = found.release.or_else(|| release_of(family.distribution?, family.release, found.first))
        }
        VersionIs::Java | VersionIs::Nothing => {}
    }
    let distribution = found.release.map(|it| it.distribution).or(found.distribution);
    found.variant = match (unknown, distribution, found.variant) {
        (true, _, _) => Variant::Unknown,
        (_, Some(Distribution::Alpine), _) => Variant::Alpine,
        (_, Some(Distribution::Windows), _) => Variant::Windows,
        (_, _, variant) => variant,
    };
    found
}

fn release_of(distribution: Distribution, fixed: Option<u16>, version: Option<Version>) -> Option<Release> {
    let Some(version) = version else { return fixed.map(|major| Release::new(distribution, major, 0)) };
    let has_minor = !matches!(distribution, Distribution::Debian | Distribution::Fedora);
    Some(Release::new(distribution, version.major, version.minor.filter(|_| has_minor).unwrap_or(0)))
}

fn numbered(word: &str) -> Option<Release> {
    NUMBERED.iter().find_map(|(prefix, distribution)| {
        let version = word.strip_prefix(prefix).and_then(Version::parse)?;
        release_of(*distribution, None, Some(version))
    })
}

/// `rc`, `rc1`, `beta2`, `alpha`: of which version, the first word said.
fn is_prerelease(word: &str) -> bool {
    matches!(word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'), "rc" | "beta" | "alpha")
}

fn word_means(word: &str) -> Option<Word> {
    WORDS.binary_search_by(|(known, _)| (*known).cmp(word)).ok().and_then(|at| WORDS.get(at)).map(|(_, meaning)| *meaning)
}

fn shell_of(distribution: Distribution, variant: Variant) -> Option<Shell> {
    Some(match (distribution, variant) {
        (_, Variant::Unknown) => return None,
        (_, Variant::Distroless) | (Distribution::Distroless, _) => Shell::None,
        (Distribution::Debian | Distribution::Ubuntu, _) => Shell::DashAndBash,
        (Distribution::Alpine | Distribution::BusyBox | Distribution::Wolfi, _) => Shell::BusyBox,
        (Distribution::Windows, _) => Shell::Windows,
        _ => Shell::Bash,
    })
}

fn manager_of(distribution: Distribution, release: Option<Release>, variant: Variant) -> Option<PackageManager> {
    Some(match (distribution, variant) {
        (_, Variant::Unknown | Variant::Distroless) => return None,
        (Distribution::Debian | Distribution::Ubuntu, _) => PackageManager::Apt,
        (Distribution::Alpine | Distribution::Wolfi, _) => PackageManager::Apk,
        (Distribution::Suse, _) => PackageManager::Zypper,
        (Distribution::Arch, _) => PackageManager::Pacman,
        (Distribution::AzureLinux, _) => PackageManager::Tdnf,
        (Distribution::Oracle, Variant::Slim) => match release {
            Some(release) if release.major < 8 => PackageManager::Yum,
            Some(_) => PackageManager::Microdnf,
            None => return None,
        },
        (_, Variant::Minimal) if distribution.has_dnf() => PackageManager::Microdnf,
        (Distribution::Fedora, _) => PackageManager::Dnf,
        (Distribution::Amazon, _) if release.is_some_and(|it| it.major < 2023) => PackageManager::Yum,
        (_, _) if distribution.has_dnf() => match release {
            Some(release) if release.major < 8 => PackageManager::Yum,
            Some(_) => PackageManager::Dnf,
            None => return None,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Base {
        ImageName::parse(text).and_then(|name| base(&name)).unwrap_or_else(|| panic!("{text}"))
    }

    fn slim(text: &str) -> Option<String> {
        ImageName::parse(text).and_then(|name| slim_tag(&name))
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(FAMILIES.is_sorted_by(|one, next| one.name < next.name));
        assert!(WORDS.is_sorted_by(|one, next| one.0 < next.0));
        for family in &FAMILIES {
            for programs in [family.full, family.slim, family.alpine] {
                assert!(programs.is_sorted(), "{}", family.name);
            }
        }
    }

    #[test]
    fn a_tag_says_release_variant_and_version() {
        let python = of("python:3.11-slim-bookworm");
        assert_eq!((python.release, python.variant), (Some(Release::BOOKWORM), Variant::Slim));
        assert_eq!(python.language, Some((Language::Python, Version::parse("3.11"))));
        assert!(python.has("pip") && !python.has("gcc") && python.without_documentation);
        let node = of("node:20.11.1-alpine3.19");
        assert_eq!(node.release, Some(Release::new(Distribution::Alpine, 3, 19)));
        assert_eq!(
            (node.variant, node.shell, node.package_manager),
            (Variant::Alpine, Some(Shell::BusyBox), Some(PackageManager::Apk))
        );
        assert_eq!(node.users, ["node"]);
    }

    #[test]
    fn what_the_tag_leaves_open_stays_open() {
        let python = of("python:3.11");
        assert_eq!((python.distribution, python.release), (Some(Distribution::Debian), None));
        assert!(python.has("gcc") && !python.without_documentation);
        assert_eq!(of("openjdk:17").distribution, None);
        assert_eq!(of("alpine").release, None);
    }

    #[test]
    fn distributions_are_known_by_number_and_name() {
        assert_eq!(of("ubuntu:22.04").release, Some(Release::JAMMY));
        assert_eq!(of("ubuntu:jammy-20230804").release, Some(Release::JAMMY));
        assert_eq!(of("debian:12.5-slim").release, Some(Release::BOOKWORM));
        assert_eq!(of("debian:bookworm-20240110-slim").variant, Variant::Slim);
        assert_eq!(of("centos:7").package_manager, Some(PackageManager::Yum));
        assert_eq!(of("quay.io/centos/centos:stream9").release, Some(Release::new(Distribution::CentOs, 9, 0)));
        assert_eq!(of("registry.access.redhat.com/ubi9-minimal:9.4").package_manager, Some(PackageManager::Microdnf));
        assert_eq!(of("nvidia/cuda:12.2.0-cudnn8-runtime-ubuntu22.04").release, Some(Release::JAMMY));
        assert_eq!(of("amazonlinux:2").package_manager, Some(PackageManager::Yum));
        assert!(of("ubuntu:22.04").without_documentation && !of("ubuntu:16.04").without_documentation);
    }

    #[test]
    fn the_version_of_java_stands_behind_its_maker() {
        let java = |text| of(text).language.and_then(|(_, version)| version).map(|version| version.major);
        assert_eq!(java("maven:3.9-eclipse-temurin-17-alpine"), Some(17));
        assert_eq!(java("maven:3.9-amazoncorretto-21"), Some(21));
        assert_eq!(java("gradle:8.5-jdk17"), Some(17));
        assert_eq!(java("tomcat:9.0.83-jdk17-temurin-jammy"), Some(17));
        assert_eq!(java("eclipse-temurin:17.0.9_9-jre"), Some(17));
        assert_eq!(java("openjdk:8u342-jre"), Some(8));
        assert_eq!(of("maven:3.9-eclipse-temurin-17").distribution, Some(Distribution::Ubuntu));
        assert_eq!(of("maven:3.9-amazoncorretto-21").distribution, Some(Distribution::Amazon));
    }

    #[test]
    fn a_word_that_no_table_knows_makes_all_uncertain() {
        let odd = of("python:3.11-something");
        assert_eq!((odd.variant, odd.distribution, odd.user, odd.shell), (Variant::Unknown, None, None, None));
        assert!(odd.programs.is_empty());
    }

    #[test]
    fn mirrors_and_folders_are_found() {
        assert_eq!(of("public.ecr.aws/docker/library/golang:1.22").workdir, Some("/go"));
        assert_eq!(of("jupyter/scipy-notebook").user, Some("jovyan"));
        assert_eq!(of("gcr.io/distroless/static-debian12:nonroot").shell, Some(Shell::None));
        assert_eq!(of("mcr.microsoft.com/dotnet/sdk:8.0-jammy").release, Some(Release::JAMMY));
        assert_eq!(of("python:3.11-windowsservercore-ltsc2022").variant, Variant::Windows);
        assert!(ImageName::parse("example.com/python").is_some_and(|name| base(&name).is_none()));
    }

    #[test]
    fn the_slim_twin_has_the_same_version_and_release() {
        assert_eq!(slim("python:3.11-bookworm").as_deref(), Some("3.11-slim-bookworm"));
        assert_eq!(slim("python:3.11").as_deref(), Some("3.11-slim"));
        assert_eq!(slim("node:20-bookworm").as_deref(), Some("20-bookworm-slim"));
        assert_eq!(slim("debian:bookworm").as_deref(), Some("bookworm-slim"));
        assert_eq!(slim("node").as_deref(), Some("slim"));
        for none in ["python:3.11-slim", "python:3.11-alpine", "golang:1.22", "php:8.2-fpm", "rust:1.20", "python:3.11-something"]
        {
            assert_eq!(slim(none), None, "{none}");
        }
    }

    /// `K8OR_TAGS` names a file with every `image:tag` that there ever was, from the history of official-images:
    /// `git log -p -- library/python | grep -E '^\\+(Shared)?Tags:'`, a line each.
    #[test]
    #[ignore = "needs a list of all official tags"]
    fn slim_twins_exist_and_tags_are_understood() {
        let text = std::fs::read_to_string(std::env::var("K8OR_TAGS").unwrap()).unwrap();
        let all: std::collections::BTreeSet<&str> = text.lines().collect();
        let mut wrong = Vec::new();
        let mut unknown = Vec::new();
        for name in &all {
            let Some(image) = ImageName::parse(name) else { continue };
            if let Some(tag) = slim_tag(&image).filter(|tag| !all.contains(format!("{}:{tag}", image.repository).as_str())) {
                wrong.push(format!("{name} -> {tag}"));
            }
            if base(&image).is_some_and(|base| base.variant == Variant::Unknown) {
                unknown.push(*name);
            }
        }
        assert!(unknown.len() * 100 < all.len(), "{} tags have an unknown word: {unknown:#?}", unknown.len());
        // a dozen odd ones of 60,000, of versions long gone: openjdk:12, swift:mantic
        assert!(wrong.len() < 15, "{} of {}: {wrong:#?}", wrong.len(), all.len());
    }
}
