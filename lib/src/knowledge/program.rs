//! Which package gives a command, and which packages are for people at a terminal only.
//!
//! The rows stand in `programs.toml`.

use super::release::Distribution;

include!(concat!(env!("OUT_DIR"), "/programs.rs"));

/// A command and the package that gives it. `None`: the distribution has no such package, or the system always has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    /// As one types it: `ps`.
    pub command: &'static str,
    /// Debian and Ubuntu: `procps`.
    pub debian: Option<&'static str>,
    /// Alpine.
    pub alpine: Option<&'static str>,
    /// Fedora, Red Hat and what derives from it.
    pub red_hat: Option<&'static str>,
}

/// What is known of a command; a path (`/usr/bin/curl`) counts as its last part.
#[must_use]
pub fn program(command: &str) -> Option<&'static Program> {
    let name = command.rsplit('/').next().unwrap_or_default();
    PROGRAMS.binary_search_by(|row| row.command.cmp(name)).ok().and_then(|at| PROGRAMS.get(at))
}

/// The commands that one of Debian's packages gives, of those that the table has.
pub fn programs_of(package: &str) -> impl Iterator<Item = &'static str> {
    PROGRAMS.iter().filter(move |row| row.debian == Some(package)).map(|row| row.command)
}

/// The package of `distribution` that gives `command`.
#[must_use]
pub fn package_for(command: &str, distribution: Distribution) -> Option<&'static str> {
    let row = program(command)?;
    match distribution {
        Distribution::Alpine | Distribution::Wolfi => row.alpine,
        _ if distribution.has_apt() => row.debian,
        _ if distribution.has_dnf() => row.red_hat,
        _ => None,
    }
}

/// Whether a package holds editors, viewers, monitors or tracers that only a person at a terminal starts.
#[must_use]
pub fn is_for_people(package: &str) -> bool {
    FOR_PEOPLE.binary_search(&package).is_ok()
}

/// Whether only building needs a package of Debian's or Ubuntu's: compilers, headers, build systems.
#[must_use]
pub fn is_for_builds(package: &str) -> bool {
    let listed = |name: &str| FOR_BUILDS.binary_search(&name).is_ok();
    let unversioned = package.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    ["-dev", "-dbg", "-doc", "-headers", "-dbgsym"].iter().any(|end| package.ends_with(end))
        || package.starts_with("linux-headers-")
        || package.starts_with("golang-1")
        || package.starts_with("openjdk-") && (package.ends_with("-jdk") || package.ends_with("-jdk-headless"))
        || python_part(package).is_some_and(|part| matches!(part, "venv" | "distutils" | "dev" | "pip" | "minimal-dev"))
        || listed(package)
        || unversioned.len() < package.len() && listed(unversioned.trim_end_matches('-'))
}

/// `venv` of `python3.11-venv`.
fn python_part(package: &str) -> Option<&str> {
    package.strip_prefix("python3.").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_its_package_in_each_family() {
        assert_eq!(package_for("ps", Distribution::Debian), Some("procps"));
        assert_eq!(package_for("/usr/bin/dig", Distribution::Alpine), Some("bind-tools"));
        assert_eq!(package_for("ping", Distribution::Rocky), Some("iputils"));
        assert_eq!(package_for("no-such-command", Distribution::Debian), None);
        assert_eq!(package_for("curl", Distribution::Windows), None);
    }

    #[test]
    fn tools_for_people_are_told_apart() {
        assert!(is_for_people("vim"));
        assert!(!is_for_people("git"));
        assert!(!is_for_people("ffmpeg"));
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(PROGRAMS.is_sorted_by(|one, next| one.command < next.command));
        assert!(FOR_PEOPLE.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn compilers_and_headers_are_for_builds() {
        for package in ["gcc", "gcc-12", "g++-11", "libpq-dev", "python3-pip", "python3.11-venv", "build-essential", "llvm-14"] {
            assert!(is_for_builds(package), "{package}");
        }
        for package in ["libpq5", "python3", "python3.11", "nginx", "git", "curl", "libgcc-s1", "gettext-base", "make-doc2"] {
            assert!(!is_for_builds(package), "{package}");
        }
    }
}
