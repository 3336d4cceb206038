//! What is known of distributions on PyPI, and of Python's own modules.
//!
//! The rows stand in `python.toml`; `python-imports.txt` and `python-sizes.txt` are made by `cargo xtask knowledge python`
//! from distributions that are installed somewhere. Names of distributions are expected in their normal form (PEP 503), as
//! [`normalised`](crate::split::python::requirements::normalised) gives it.

use super::release::{Distribution as System, Release};

include!(concat!(env!("OUT_DIR"), "/python.rs"));

/// A distribution on PyPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Its normalised name; empty where only the form of the name is known (`types-…`).
    pub name: &'static str,
    /// A tool of those who write the app: nothing needs it at run time, unless a source imports it.
    pub dev: bool,
    /// Seldom asked for by name: a list that has it may be the output of `pip freeze`.
    pub transitive: bool,
    /// Why it is used although nothing imports it.
    pub plugin: Option<&'static str>,
    /// That it is of no use when nothing names it, unless one of these is installed, which use it by themselves.
    pub alone_unless: Option<&'static [&'static str]>,
    /// The programs that it runs.
    pub calls: &'static [&'static str],
    /// The shared libraries that it opens by name, as [`library`] knows them.
    pub opens: &'static [&'static str],
    /// Distributions that bring the libraries that it would open.
    pub instead: &'static [&'static str],
    /// What one imports to use it, sorted; dotted where others share the first name. Empty: not known.
    pub imports: &'static [&'static str],
}

/// A shared library that is opened by name, and its packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Library {
    /// The name by which the tables know it.
    pub name: &'static str,
    alpine: Option<&'static str>,
    red_hat: Option<&'static str>,
    debian: &'static [Since],
}

/// What a package is called from a release on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Since {
    debian: Option<u16>,
    ubuntu: Option<(u16, u16)>,
    package: Option<&'static str>,
}

/// The last releases of which an index was read: what a library is called later, nobody knows.
const LAST: (u16, (u16, u16)) = (13, (26, 4));

impl Library {
    /// The names of its package in all releases of Debian and Ubuntu.
    pub fn debian_names(&self) -> impl Iterator<Item = &'static str> {
        self.debian.iter().filter_map(|since| since.package)
    }

    /// The package that has it in a release; none where there is none or its name is not known.
    #[must_use]
    pub fn package(&self, release: Release) -> Option<&'static str> {
        let number = (release.major, release.minor);
        let since = |holds: &dyn Fn(&Since) -> bool| self.debian.iter().rev().find(|since| holds(since))?.package;
        match release.distribution {
            System::Debian if release.major <= LAST.0 => since(&|since| since.debian.is_some_and(|from| from <= release.major)),
            System::Ubuntu if number <= LAST.1 => since(&|since| since.ubuntu.is_some_and(|from| from <= number)),
            System::Alpine | System::Wolfi => self.alpine,
            system if system.has_dnf() => self.red_hat,
            _ => None,
        }
    }
}

/// What is known of a distribution; none where nothing is.
#[must_use]
pub fn distribution(name: &str) -> Option<Distribution> {
    let row = DISTRIBUTIONS.binary_search_by(|row| row.name.cmp(name)).ok().and_then(|at| DISTRIBUTIONS.get(at));
    let dev = is_tool(name);
    row.map(|row| Distribution { dev: row.dev || dev, ..*row }).or_else(|| dev.then_some(TOOL))
}

/// A distribution of which its name says that it is a tool.
const TOOL: Distribution = Distribution {
    name: "",
    dev: true,
    transitive: false,
    plugin: None,
    alone_unless: None,
    calls: &[],
    opens: &[],
    instead: &[],
    imports: &[],
};

/// Whether the form of a name says that it is a tool of those who write the app.
fn is_tool(name: &str) -> bool {
    DEV_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) || DEV_SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}

/// What one imports to use a distribution; empty where that is not known.
#[must_use]
pub fn imports_of(distribution: &str) -> &'static [&'static str] {
    self::distribution(distribution).map_or(&[], |distribution| distribution.imports)
}

/// The bytes of a distribution's own files in some recent version, without bytecode; none where nobody measured.
#[must_use]
pub fn bytes_of(distribution: &str) -> Option<u64> {
    SIZES.binary_search_by(|(name, _)| name.cmp(&distribution)).ok().and_then(|at| SIZES.get(at)).map(|(_, bytes)| *bytes)
}

/// The distributions that give a module (`yaml`, `google.cloud.storage.blob`): those that own the longest part of its name.
#[must_use]
pub fn owners_of(module: &str) -> &'static [&'static str] {
    let mut name = module;
    loop {
        if let Some((_, owners)) = OWNERS.binary_search_by(|(import, _)| import.cmp(&name)).ok().and_then(|at| OWNERS.get(at)) {
            return owners;
        }
        match name.rsplit_once('.') {
            Some((rest, _)) => name = rest,
            None => return &[],
        }
    }
}

/// Whether a module comes with Python, 3.8 to 3.14; its submodules count as itself.
#[must_use]
pub fn is_standard_library(module: &str) -> bool {
    STANDARD.binary_search(&module.split('.').next().unwrap_or_default()).is_ok()
}

/// A shared library by the name that the tables have for it.
#[must_use]
pub fn library(name: &str) -> Option<&'static Library> {
    LIBRARIES.binary_search_by(|row| row.name.cmp(name)).ok().and_then(|at| LIBRARIES.get(at))
}

/// The shared libraries that a module opens which the rest of its distribution does not (`django.contrib.gis`).
#[must_use]
pub fn opened_by(module: &str) -> &'static [&'static str] {
    let is = |row: &str| module.strip_prefix(row).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    MODULES.iter().find(|(row, _)| is(row)).map_or(&[], |(_, libraries)| libraries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_are_told_apart_by_name_and_by_form() {
        for tool in ["pytest", "black", "types-requests", "pytest-xdist", "django-stubs", "flake8-bugbear"] {
            assert!(distribution(tool).is_some_and(|it| it.dev), "{tool}");
        }
        for other in ["flask", "typing-extensions", "sphinxsearch", "watchdog", "gunicorn"] {
            assert!(!distribution(other).is_some_and(|it| it.dev), "{other}");
        }
        assert_eq!(distribution("no-such-thing"), None);
    }

    #[test]
    fn programs_and_libraries_are_known() {
        assert_eq!(distribution("gitpython").unwrap().calls, ["git"]);
        assert_eq!(distribution("psycopg").unwrap().opens, ["libpq"]);
        assert_eq!(distribution("psycopg").unwrap().instead, ["psycopg-binary", "psycopg-c"]);
        assert_eq!(opened_by("django.contrib.gis.db.models"), ["libgdal", "libgeos-c"]);
        assert_eq!(opened_by("django.contrib.gist"), [""; 0]);
    }

    #[test]
    fn a_library_has_its_package_in_each_release() {
        let package = |name: &str, release| library(name).unwrap().package(release);
        assert_eq!(package("libmagic", Release::BOOKWORM), Some("libmagic1"));
        assert_eq!(package("libmagic", Release::TRIXIE), Some("libmagic1t64"));
        assert_eq!(package("libmagic", Release::NOBLE), Some("libmagic1t64"));
        assert_eq!(package("libmagic", Release::SID), None);
        assert_eq!(package("libharfbuzz-subset", Release::BULLSEYE), None);
        assert_eq!(package("libgdal", Release::BOOKWORM), Some("libgdal32"));
        assert_eq!(package("libgdal", Release::JAMMY), Some("libgdal30"));
        assert_eq!(package("libgdal", Release::ubuntu(23, 10)), None);
        let alpine = Release { distribution: System::Alpine, major: 3, minor: 20 };
        assert_eq!(package("libmagic", alpine), Some("libmagic"));
        assert_eq!(package("libmecab", alpine), None);
    }

    #[test]
    fn imports_lead_to_distributions_and_back() {
        assert_eq!(imports_of("pillow"), ["PIL"]);
        assert_eq!(imports_of("flask-login"), ["flask_login"]);
        assert_eq!(imports_of("no-such-thing"), [""; 0]);
        assert!(owners_of("yaml").contains(&"pyyaml"));
        assert!(owners_of("yaml.nodes").contains(&"pyyaml"));
        assert_eq!(owners_of("google.cloud.storage.blob"), ["google-cloud-storage"]);
        assert!(["opencv-python", "opencv-python-headless"].iter().all(|name| owners_of("cv2").contains(name)));
        assert_eq!(owners_of("nothing.at.all"), [""; 0]);
        assert!(DISTRIBUTIONS.iter().filter(|row| !row.imports.is_empty()).count() > 1_000);
    }

    #[test]
    fn the_standard_library_of_all_releases_is_known() {
        for module in ["os", "os.path", "distutils.core", "tomllib", "annotationlib", "_thread", "imp"] {
            assert!(is_standard_library(module), "{module}");
        }
        assert!(!is_standard_library("yaml"));
        assert!(!is_standard_library(""));
    }

    #[test]
    fn sizes_are_known_of_what_was_measured() {
        assert!(bytes_of("flask").is_some_and(|bytes| (100_000..1_000_000).contains(&bytes)));
        assert_eq!(bytes_of("no-such-thing"), None);
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(DISTRIBUTIONS.is_sorted_by(|one, next| one.name < next.name));
        assert!(OWNERS.is_sorted_by(|one, next| one.0 < next.0));
        assert!(LIBRARIES.is_sorted_by(|one, next| one.name < next.name));
        assert!(SIZES.is_sorted_by(|one, next| one.0 < next.0));
        assert!(STANDARD.is_sorted_by(|one, next| one < next));
        assert!(DISTRIBUTIONS.iter().all(|row| row.imports.is_sorted()));
    }
}
