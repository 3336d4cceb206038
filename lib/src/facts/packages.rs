//! What package managers are told to do.

use super::arguments::{OptionTable, Parsed, Word};
use crate::shell::Command;

/// A package manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "their names")]
pub enum Manager {
    Apt,
    AptGet,
    Aptitude,
    Apk,
    Yum,
    Dnf,
    Microdnf,
    Zypper,
    Pip,
    Npm,
    Yarn,
    Gem,
}

/// What it is told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Install packages.
    Install,
    /// Fetch the lists of packages.
    Update,
    /// Upgrade what is installed.
    Upgrade,
    /// Remove packages.
    Remove,
    /// Delete downloaded packages or lists.
    Clean,
    /// Something else.
    Other,
}

/// A package manager's command.
#[derive(Clone, Debug)]
pub struct PackageCommand {
    /// The index of the command in its script.
    pub command: usize,
    /// Which manager.
    pub manager: Manager,
    /// What it is told to do.
    pub verb: Verb,
    /// The index of the word that names the verb; the program's word where there is none.
    pub verb_word: usize,
    /// Options and operands; the verb is not among the operands.
    pub arguments: Parsed,
}

/// How a manager reads its command line.
struct Grammar {
    manager: Manager,
    programs: &'static [&'static str],
    options: OptionTable,
    verbs: &'static [(&'static str, Verb)],
}

const DEBIAN: &[(&str, Verb)] = &[
    ("install", Verb::Install),
    ("update", Verb::Update),
    ("upgrade", Verb::Upgrade),
    ("dist-upgrade", Verb::Upgrade),
    ("full-upgrade", Verb::Upgrade),
    ("safe-upgrade", Verb::Upgrade),
    ("dselect-upgrade", Verb::Upgrade),
    ("remove", Verb::Remove),
    ("purge", Verb::Remove),
    ("autoremove", Verb::Remove),
    ("auto-remove", Verb::Remove),
    ("autopurge", Verb::Remove),
    ("clean", Verb::Clean),
    ("autoclean", Verb::Clean),
    ("auto-clean", Verb::Clean),
    ("distclean", Verb::Clean),
];

const REDHAT: &[(&str, Verb)] = &[
    ("install", Verb::Install),
    ("localinstall", Verb::Install),
    ("groupinstall", Verb::Install),
    ("group", Verb::Other),
    ("reinstall", Verb::Install),
    ("makecache", Verb::Update),
    ("update", Verb::Upgrade),
    ("upgrade", Verb::Upgrade),
    ("update-minimal", Verb::Upgrade),
    ("distro-sync", Verb::Upgrade),
    ("remove", Verb::Remove),
    ("erase", Verb::Remove),
    ("autoremove", Verb::Remove),
    ("clean", Verb::Clean),
];

const DEBIAN_OPTIONS: OptionTable =
    OptionTable { short: "oct", long: &["option", "config-file", "target-release", "default-release", "host-architecture"] };

const REDHAT_OPTIONS: OptionTable = OptionTable {
    short: "cdexR",
    long: &[
        "config",
        "disablerepo",
        "enablerepo",
        "repo",
        "repoid",
        "repofrompath",
        "exclude",
        "excludepkgs",
        "releasever",
        "installroot",
        "setopt",
        "disableplugin",
        "enableplugin",
        "disableexcludes",
        "disableexcludepkgs",
        "color",
        "comment",
        "forcearch",
        "debuglevel",
        "errorlevel",
        "rpmverbosity",
        "randomwait",
        "downloaddir",
        "destdir",
        "advisory",
    ],
};

static GRAMMARS: &[Grammar] = &[
    Grammar { manager: Manager::AptGet, programs: &["apt-get"], options: DEBIAN_OPTIONS, verbs: DEBIAN },
    Grammar { manager: Manager::Apt, programs: &["apt"], options: DEBIAN_OPTIONS, verbs: DEBIAN },
    Grammar { manager: Manager::Aptitude, programs: &["aptitude"], options: DEBIAN_OPTIONS, verbs: DEBIAN },
    Grammar {
        manager: Manager::Apk,
        programs: &["apk"],
        options: OptionTable {
            short: "ptX",
            long: &[
                "root",
                "repository",
                "virtual",
                "arch",
                "cache-dir",
                "cache-max-age",
                "keys-dir",
                "repositories-file",
                "wait",
                "progress-fd",
                "timeout",
            ],
        },
        verbs: &[
            ("add", Verb::Install),
            ("update", Verb::Update),
            ("upgrade", Verb::Upgrade),
            ("fix", Verb::Other),
            ("del", Verb::Remove),
            ("cache", Verb::Clean),
        ],
    },
    Grammar { manager: Manager::Yum, programs: &["yum"], options: REDHAT_OPTIONS, verbs: REDHAT },
    Grammar { manager: Manager::Dnf, programs: &["dnf", "dnf5", "tdnf"], options: REDHAT_OPTIONS, verbs: REDHAT },
    Grammar { manager: Manager::Microdnf, programs: &["microdnf"], options: REDHAT_OPTIONS, verbs: REDHAT },
    Grammar {
        manager: Manager::Zypper,
        programs: &["zypper"],
        options: OptionTable {
            short: "cDrptC",
            long: &[
                "config",
                "reposd-dir",
                "cache-dir",
                "root",
                "repo",
                "from",
                "type",
                "installroot",
                "releasever",
                "plus-repo",
                "plus-content",
            ],
        },
        verbs: &[
            ("install", Verb::Install),
            ("in", Verb::Install),
            ("refresh", Verb::Update),
            ("ref", Verb::Update),
            ("update", Verb::Upgrade),
            ("up", Verb::Upgrade),
            ("dist-upgrade", Verb::Upgrade),
            ("dup", Verb::Upgrade),
            ("patch", Verb::Upgrade),
            ("remove", Verb::Remove),
            ("rm", Verb::Remove),
            ("clean", Verb::Clean),
            ("cc", Verb::Clean),
        ],
    },
    Grammar {
        manager: Manager::Pip,
        programs: &[],
        options: OptionTable {
            short: "rcetiafbdUC",
            long: &[
                "requirement",
                "constraint",
                "editable",
                "target",
                "index-url",
                "extra-index-url",
                "find-links",
                "platform",
                "python-version",
                "implementation",
                "abi",
                "root",
                "prefix",
                "src",
                "build",
                "upgrade-strategy",
                "install-option",
                "global-option",
                "config-settings",
                "no-binary",
                "only-binary",
                "progress-bar",
                "log",
                "proxy",
                "retries",
                "timeout",
                "exists-action",
                "trusted-host",
                "cert",
                "client-cert",
                "cache-dir",
                "use-feature",
                "use-deprecated",
                "root-user-action",
                "report",
                "python",
                "keyring-provider",
                "group",
            ],
        },
        verbs: &[("install", Verb::Install), ("uninstall", Verb::Remove), ("cache", Verb::Clean)],
    },
    Grammar {
        manager: Manager::Npm,
        programs: &["npm"],
        options: OptionTable {
            short: "wC",
            long: &[
                "prefix",
                "registry",
                "cache",
                "userconfig",
                "workspace",
                "loglevel",
                "only",
                "omit",
                "include",
                "fetch-timeout",
            ],
        },
        verbs: &[
            ("install", Verb::Install),
            ("i", Verb::Install),
            ("in", Verb::Install),
            ("add", Verb::Install),
            ("ci", Verb::Install),
            ("clean-install", Verb::Install),
            ("install-ci-test", Verb::Other),
            ("update", Verb::Upgrade),
            ("uninstall", Verb::Remove),
            ("cache", Verb::Clean),
        ],
    },
    Grammar {
        manager: Manager::Yarn,
        programs: &["yarn", "yarnpkg"],
        options: OptionTable {
            short: "",
            long: &["cwd", "cache-folder", "modules-folder", "registry", "network-timeout", "network-concurrency", "mutex"],
        },
        verbs: &[
            ("install", Verb::Install),
            ("add", Verb::Install),
            ("global", Verb::Install),
            ("cache", Verb::Clean),
            ("remove", Verb::Remove),
        ],
    },
    Grammar {
        manager: Manager::Gem,
        programs: &["gem"],
        options: OptionTable {
            short: "vnisPp",
            long: &[
                "version",
                "bindir",
                "install-dir",
                "source",
                "http-proxy",
                "platform",
                "trust-policy",
                "build-root",
                "format-executable",
            ],
        },
        verbs: &[("install", Verb::Install), ("update", Verb::Upgrade), ("uninstall", Verb::Remove), ("cleanup", Verb::Clean)],
    },
];

impl PackageCommand {
    /// What a command tells a package manager; none when it is not one.
    #[must_use]
    pub fn read(index: usize, command: &Command) -> Option<Self> {
        let program = command.words.get(command.program)?.first()?;
        let name = program.rsplit('/').next()?;
        let (grammar, first) = find(name, command)?;
        let mut arguments = Parsed::new(command, first, grammar.options);
        let verb = arguments.operands.first().and_then(|word| grammar.verbs.iter().find(|(verb, _)| *verb == word.text));
        let (verb_word, verb) = match verb {
            Some((_, verb)) => (arguments.operands.remove(0).index, *verb),
            // a bare `yarn` installs
            None if grammar.manager == Manager::Yarn && arguments.operands.is_empty() && arguments.unknown.is_empty() => {
                (command.program, Verb::Install)
            }
            None => (arguments.operands.first().map_or(command.program, |word| word.index), Verb::Other),
        };
        Some(Self { command: index, manager: grammar.manager, verb, verb_word, arguments })
    }

    /// The packages, files and URLs that it names.
    #[must_use]
    pub fn packages(&self) -> &[Word] {
        &self.arguments.operands
    }

    /// Whether it is Debian's manager in one of its forms.
    #[must_use]
    pub const fn is_debian(&self) -> bool {
        matches!(self.manager, Manager::Apt | Manager::AptGet | Manager::Aptitude)
    }

    /// Whether it is one of Red Hat's managers.
    #[must_use]
    pub const fn is_redhat(&self) -> bool {
        matches!(self.manager, Manager::Yum | Manager::Dnf | Manager::Microdnf)
    }
}

/// The grammar of a program, and the index of its first argument.
fn find(name: &str, command: &Command) -> Option<(&'static Grammar, usize)> {
    let first = command.program + 1;
    if let Some(grammar) = GRAMMARS.iter().find(|grammar| grammar.programs.contains(&name)) {
        return Some((grammar, first));
    }
    let pip = GRAMMARS.iter().find(|grammar| grammar.manager == Manager::Pip)?;
    if is_versioned(name, "pip") {
        return Some((pip, first));
    }
    // python -m pip install …
    if is_versioned(name, "python") {
        let text = |index: usize| command.words.get(index)?.first();
        let module = (first..command.words.len()).take_while(|index| text(*index).is_some_and(|word| word.starts_with('-')));
        let module = module.last()?;
        if text(module) == Some("-m") && text(module + 1) == Some("pip") {
            return Some((pip, module + 2));
        }
    }
    None
}

/// `pip`, `pip3`, `pip3.11`.
fn is_versioned(name: &str, program: &str) -> bool {
    name.strip_prefix(program).is_some_and(|version| version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
}
