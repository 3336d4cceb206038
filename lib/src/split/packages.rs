//! Debian's packages: which serve in the runtime, which only build.

use super::Obstacle;
use super::evidence::Evidence;
use super::python::Home;
use super::python::imports::has_word;
use super::role::Product;
use crate::facts::{PackageCommand, Run, Verb};
use crate::knowledge::{self, Base, Distribution, Recommends, Release};
use crate::report::Reason;
use crate::rules::View;
use crate::shell::Command;
use crate::span::Span;
use crate::syntax::Instruction;

/// A package that the file installs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Installed {
    /// Its name.
    pub(super) name: String,
    /// As written, with a version or an architecture.
    pub(super) written: String,
    /// Whether only builds need it.
    pub(super) builds: bool,
    /// Whether its installation always runs.
    pub(super) certain: bool,
    /// Whether the RUN that installs it builds as well, so that it does not stand in the runtime stage as it is.
    pub(super) instruction: u32,
    /// The command that installs it.
    pub(super) at: Span,
}

/// What one command tells the package manager.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) installed: Vec<Installed>,
    pub(super) removed: Vec<String>,
    pub(super) upgrades: bool,
}

/// Options that change nothing about what is installed.
const PLAIN: [&str; 18] = [
    "-y",
    "--yes",
    "--assume-yes",
    "-q",
    "-qq",
    "--quiet",
    "--no-install-recommends",
    "--no-install-suggests",
    "--fix-missing",
    "-f",
    "--fix-broken",
    "--force-yes",
    "--allow-unauthenticated",
    "-m",
    "--purge",
    "--auto-remove",
    "--autoremove",
    "-V",
];

/// Programs that mostly fetch what a build needs; their packages serve only when something names them.
const FETCHERS: &[&str] = &[
    "apt-transport-https",
    "apt-utils",
    "aria2",
    "bzip2",
    "curl",
    "dirmngr",
    "gettext",
    "git",
    "git-core",
    "git-lfs",
    "gnupg",
    "gnupg1",
    "gnupg2",
    "gpg",
    "gpg-agent",
    "lsb-release",
    "mercurial",
    "openssh-client",
    "p7zip",
    "p7zip-full",
    "rsync",
    "software-properties-common",
    "subversion",
    "unrar",
    "unzip",
    "wget",
    "xz-utils",
    "zip",
    "ssh-client",
    "file",
];

/// Packages for builds whose programs a running image may call: what it names, it keeps.
const COMPILERS: [(&str, &[&str]); 9] = [
    ("build-essential", &["gcc", "g++", "make", "cc"]),
    ("gcc", &["gcc", "cc"]),
    ("g++", &["g++", "c++"]),
    ("make", &["make"]),
    ("cmake", &["cmake"]),
    ("python3-pip", &["pip", "pip3"]),
    ("python-pip", &["pip"]),
    ("python3-venv", &["venv"]),
    ("virtualenv", &["virtualenv"]),
];

/// Reads one command.
pub(super) fn told(run: &Run, index: usize, command: &Command, instruction: &Instruction<'_>) -> Result<Told, Obstacle> {
    let Some(package) = run.package(index) else { return Ok(Told::default()) };
    let mut told = Told::default();
    if let Some(assignment) = command.environment.iter().find(|assignment| !is_idle(&assignment.name)) {
        return Err((assignment.span, Reason::OpaqueCommand(assignment.name.clone())));
    }
    match package.verb {
        Verb::Install => {
            if let Some(word) = package.arguments.unknown.first() {
                return Err((command.span, Reason::UnknownWord(command.words[*word].raw.to_string())));
            }
            if let Some((option, _)) = package.arguments.options.iter().find(|(option, _)| !PLAIN.contains(&option.text.as_str()))
            {
                return Err((command.span, Reason::OpaqueCommand(option.text.clone())));
            }
            for word in package.packages() {
                let name = word.text.split(['=', ':', '/']).next().unwrap_or_default();
                if name.is_empty()
                    || word.text.starts_with(['.', '/'])
                    || word.text.ends_with(['-', '+']) && !name.ends_with("++")
                {
                    return Err((command.span, Reason::OpaqueCommand(word.text.clone())));
                }
                let builds = knowledge::is_for_builds(name);
                let (name, written, certain) = (name.to_owned(), word.text.clone(), !command.place.conditional);
                told.installed.push(Installed {
                    name,
                    written,
                    builds,
                    certain,
                    instruction: instruction.id.0,
                    at: command.span,
                });
            }
        }
        Verb::Upgrade => told.upgrades = true,
        Verb::Remove => told.removed = removed(package),
        _ => {}
    }
    Ok(told)
}

/// Whether a variable changes nothing about what is installed: the rest may be an answer that a package asks for.
fn is_idle(variable: &str) -> bool {
    matches!(variable, "DEBIAN_FRONTEND" | "DEBIAN_PRIORITY" | "TERM" | "LANG" | "LC_ALL" | "TZ")
        || ["DEBCONF_", "APT_", "NEEDRESTART_"].iter().any(|start| variable.starts_with(start))
}

fn removed(package: &PackageCommand) -> Vec<String> {
    package.packages().iter().map(|word| word.text.clone()).collect()
}

/// Packages by what they are for.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// To install in the runtime stage, as written, sorted.
    pub(super) serving: Vec<String>,
    /// Those that stay behind.
    pub(super) left: Vec<String>,
}

/// Whether a package stays behind: only builds need it, or only people; or it fetches, and nothing names it.
pub(super) fn stays(package: &Installed, evidence: &Evidence) -> bool {
    let fetches = || evidence.is_complete() && FETCHERS.contains(&package.name.as_str());
    let builds = package.builds
        && !COMPILERS
            .iter()
            .any(|(name, programs)| package.name.starts_with(name) && programs.iter().any(|program| evidence.names(program)));
    builds || !package.builds && (knowledge::is_for_people(&package.name) || fetches()) && !evidence.names_package(&package.name)
}

/// Tells packages that serve from those that stay behind. What may not be installed at all is neither a reason to split nor
/// can it serve: nobody knows whether the runtime is to have it.
pub(super) fn sort(
    view: &View<'_>,
    installed: &[Installed],
    evidence: &Evidence,
    products: &[Product],
    python: Home,
    base: Option<&Base>,
) -> Result<Sorted, Obstacle> {
    let mut sorted = Sorted::default();
    let certain = |name: &str| installed.iter().any(|package| package.certain && package.name == name);
    for package in installed {
        let people = knowledge::is_for_people(&package.name) && !evidence.names_package(&package.name);
        let fetches =
            FETCHERS.contains(&package.name.as_str()) && evidence.is_complete() && !evidence.names_package(&package.name);
        let stays = package.builds || people || fetches;
        match (stays, certain(&package.name)) {
            (true, true) => sorted.left.push(package.written.clone()),
            (true, false) => {}
            (false, true) => sorted.serving.push(package.written.clone()),
            (false, false) => return Err((package.at, Reason::Conditional)),
        }
    }
    let brings_python = |package: &Installed| package.name.starts_with("python3") || package.name == "python-dev-is-python3";
    if python == Home::Distribution && products.contains(&Product::Python) && installed.iter().any(brings_python) {
        sorted.serving.push("python3".to_owned());
    }
    leave_recommended(view, base, &mut sorted);
    sorted.serving.extend(evidence.missing_packages());
    if base.is_some_and(|base| base.has("update-ca-certificates")) {
        sorted.serving.retain(|package| package != "ca-certificates");
    }
    for list in [&mut sorted.serving, &mut sorted.left] {
        list.sort();
        list.dedup();
    }
    Ok(sorted)
}

/// What the user never named was added because another package recommends it: it goes where that one goes.
fn leave_recommended(view: &View<'_>, base: Option<&Base>, sorted: &mut Sorted) {
    let release = base.and_then(|base| base.release).unwrap_or(Release::new(Distribution::Debian, 0, 0));
    let own = |name: &String| has_word(view.source, name);
    let wanted: Vec<&str> = sorted
        .serving
        .iter()
        .filter(|name| own(name))
        .filter_map(|name| match knowledge::recommends(name, release) {
            Recommends::Add(names) => Some(names),
            _ => None,
        })
        .flatten()
        .collect();
    let (serving, left) = std::mem::take(&mut sorted.serving)
        .into_iter()
        .partition(|name| own(name) || name == "python3" || wanted.contains(&name.as_str()));
    sorted.serving = serving;
    sorted.left.extend::<Vec<String>>(left);
}
