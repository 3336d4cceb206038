//! What a command writes, by its operands and options: absolute paths, worked out in the directory that it runs in.

use crate::facts::{OptionTable, Parsed, is_below, join};
use crate::shell::Command;

/// Paths below these are scratch: nothing there is meant to stay.
const SCRATCH: [&str; 7] = ["/tmp", "/var/tmp", "/usr/src", "/var/cache", "/root/.cache", "/dev", "/root/.npm"];

/// Directories of the system, too wide to be somebody's product.
const SYSTEM: [&str; 22] = [
    "/",
    "/bin",
    "/boot",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/mnt",
    "/opt",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/srv",
    "/sys",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local/lib",
    "/usr/sbin",
    "/usr/share",
    "/var",
];

/// Where a command writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// Nowhere, or where nothing stays.
    Nothing,
    /// To these paths.
    Paths(Vec<String>),
    /// Nobody can tell.
    Unknown,
}

impl Written {
    /// To one path; none where it is not known.
    pub(super) fn path(path: Option<String>) -> Self {
        path.map_or(Self::Unknown, |path| Self::paths(vec![path]))
    }

    fn paths(paths: Vec<String>) -> Self {
        let kept: Vec<String> = paths.into_iter().filter(|path| !is_scratch(path)).collect();
        match kept.as_slice() {
            [] => Self::Nothing,
            kept if kept.iter().any(|path| is_system(path)) => Self::Unknown,
            _ => Self::Paths(kept),
        }
    }
}

/// Whether nothing at a path is meant to stay.
pub(super) fn is_scratch(path: &str) -> bool {
    SCRATCH.iter().any(|scratch| is_below(path, scratch))
}

/// Whether a path is the system's or a package's, so that what happens to it in the build stage is to happen in the runtime
/// stage as well; what nobody misses is none of it.
pub(super) fn is_owned(path: &str) -> bool {
    const OWNED: [&str; 7] = ["/bin", "/etc", "/lib", "/lib64", "/sbin", "/usr", "/var"];
    const MISSED_BY_NOBODY: [&str; 9] = [
        "/usr/local",
        "/usr/share/doc",
        "/usr/share/doc-base",
        "/usr/share/info",
        "/usr/share/lintian",
        "/usr/share/locale",
        "/usr/share/man",
        "/var/lib/apt",
        "/var/log",
    ];
    let below = |directories: &[&str]| directories.iter().any(|directory| is_below(path, directory));
    below(&OWNED) && !below(&MISSED_BY_NOBODY) && !is_scratch(path)
}

/// The paths of the system's that a command removes: patterns up to where they vary.
pub(super) fn removed(command: &Command, directory: Option<&str>) -> Vec<String> {
    let words = command.arguments().iter();
    let path = |word: &crate::shell::Word| {
        let text = word.literal().or(word.pattern())?;
        let fixed = text.split(['*', '?', '[']).next().unwrap_or_default();
        join(directory, fixed).filter(|_| !text.starts_with('-'))
    };
    words.filter_map(path).filter(|path| is_owned(path) && !is_of_sources(path)).collect()
}

/// Whether a path belongs to what tells the package manager where packages come from.
pub(super) fn is_of_sources(path: &str) -> bool {
    ["/etc/apt", "/usr/share/keyrings"].iter().any(|directory| is_below(path, directory))
}

/// Whether a path is a directory of the system's own.
pub(crate) fn is_system(path: &str) -> bool {
    SYSTEM.contains(&path)
}

/// The files that a command's output is sent to; none where a name is not known.
pub(super) fn redirected(command: &Command, directory: Option<&str>) -> Option<Vec<String>> {
    let writes = command.redirections.iter().filter(|redirection| redirection.writes());
    let target = |redirection: &crate::shell::Redirection| {
        let word = redirection.target.as_ref()?;
        join(directory, word.literal()?)
    };
    let paths: Option<Vec<String>> = writes.map(target).collect();
    paths.map(|paths| paths.into_iter().filter(|path| !is_below(path, "/dev")).collect())
}

/// Where a command of the class that fetches writes. `directory` is the one that it runs in.
pub(crate) fn fetched(name: &str, command: &Command, directory: Option<&str>) -> Written {
    let read = |short, long| Parsed::new(command, command.program + 1, OptionTable { short, long });
    match name {
        "curl" => curl(&read("oHAXdFuTxewmEKbceCrtUyYzQ", CURL), directory),
        "wget" => wget(&read("OPoaitTwQUeBADRIXl", WGET), directory),
        "git" => git(&read("bCco", GIT), directory),
        "tar" => tar(command, directory),
        "unzip" => {
            let arguments = read("dx", &[]);
            to_directory(arguments.value(&["-d"]), directory)
        }
        "cp" | "mv" => {
            let arguments = read("tS", &["target-directory", "suffix"]);
            let owned = |word: &crate::facts::Word| join(directory, &word.text).is_some_and(|path| is_owned(&path));
            let (_, sources) = arguments.operands.split_last().unzip();
            if !arguments.unknown.is_empty() || name == "mv" && sources.unwrap_or_default().iter().any(owned) {
                return Written::Unknown;
            }
            let last = arguments.operands.last().map(|word| word.text.as_str());
            let target = arguments.value(&["-t", "--target-directory"]).or(last);
            Written::path(target.and_then(|target| join(directory, target)))
        }
        _ => to_directory(None, directory),
    }
}

/// Where gpg writes a key that it only decodes; none where it does anything else.
pub(super) fn decoded(command: &Command, directory: Option<&str>) -> Option<Written> {
    let words: Vec<&str> = command.arguments().iter().map(crate::shell::Word::literal).collect::<Option<_>>()?;
    if !words.contains(&"--dearmor") {
        return None;
    }
    let at = words.iter().position(|word| matches!(*word, "-o" | "--output"));
    Some(match at.map(|at| words.get(at + 1)) {
        Some(file) => Written::path(join(directory, file?)),
        None => Written::Nothing,
    })
}

/// Where a compiler writes that is told a file; none for other programs, and where it is told none.
pub(super) fn compiled(name: &str, command: &Command, directory: Option<&str>) -> Option<Written> {
    let compiler = name.rsplit_once('-').filter(|(_, version)| version.parse::<u16>().is_ok()).map_or(name, |(name, _)| name);
    if !matches!(compiler, "gcc" | "g++" | "cc" | "c++" | "clang" | "clang++") {
        return None;
    }
    // one of several objects is of no use alone
    if command.arguments().iter().any(|word| word.literal() == Some("-c")) {
        return None;
    }
    let at = command.arguments().iter().position(|word| word.literal() == Some("-o"))?;
    let file = command.arguments().get(at + 1).and_then(crate::shell::Word::literal);
    Some(Written::path(file.and_then(|file| join(directory, file))))
}

const CURL: &[&str] = &[
    "output",
    "header",
    "user-agent",
    "request",
    "data",
    "retry",
    "retry-delay",
    "connect-timeout",
    "max-time",
    "proto",
    "user",
    "output-dir",
    "cacert",
    "retry-max-time",
    "form",
];
const WGET: &[&str] =
    &["output-document", "directory-prefix", "output-file", "tries", "timeout", "header", "progress", "user-agent"];
const GIT: &[&str] = &["branch", "depth", "config", "origin", "reference", "jobs"];

fn to_directory(given: Option<&str>, directory: Option<&str>) -> Written {
    Written::path(join(directory, given.unwrap_or(".")))
}

fn curl(arguments: &Parsed, directory: Option<&str>) -> Written {
    match arguments.value(&["-o", "--output"]) {
        Some("-") => Written::Nothing,
        Some(file) => Written::path(join(directory, file)),
        None if arguments.has(&["-O", "--remote-name", "--remote-name-all"]) => named_by_address(arguments, None, directory),
        None if !arguments.unknown.is_empty() && arguments.options.is_empty() => Written::Unknown,
        None => Written::Nothing,
    }
}

fn wget(arguments: &Parsed, directory: Option<&str>) -> Written {
    match arguments.value(&["-O", "--output-document"]) {
        Some("-") => Written::Nothing,
        Some(file) => Written::path(join(directory, file)),
        None => named_by_address(arguments, arguments.value(&["-P", "--directory-prefix"]), directory),
    }
}

/// Files with the names that their addresses end with; anywhere in the directory where that is not certain.
fn named_by_address(arguments: &Parsed, into: Option<&str>, directory: Option<&str>) -> Written {
    let into = into.unwrap_or(".");
    let name = |word: &str| {
        let (_, path) = word.split_once("://")?.1.split_once('/')?;
        let name = path.rsplit('/').next().filter(|name| !name.is_empty() && !name.contains(['?', '#', '%', '{', '[', '*']))?;
        join(directory, &format!("{into}/{name}"))
    };
    let names: Option<Vec<String>> = arguments.operands.iter().map(|word| name(&word.text)).collect();
    let sure = arguments.unknown.is_empty()
        && !arguments.has(&[
            "-i",
            "-r",
            "-m",
            "-x",
            "-J",
            "-N",
            "--recursive",
            "--mirror",
            "--input-file",
            "--content-disposition",
            "--remote-header-name",
            "--trust-server-names",
        ]);
    match names.filter(|names| sure && !names.is_empty()) {
        Some(names) => Written::paths(names),
        None => to_directory(Some(into), directory),
    }
}

fn git(arguments: &Parsed, directory: Option<&str>) -> Written {
    let directory = arguments.value(&["-C"]).and_then(|into| join(directory, into)).or_else(|| directory.map(str::to_owned));
    let mut operands = arguments.operands.iter().map(|word| word.text.as_str());
    match operands.next() {
        Some("clone") if arguments.unknown.is_empty() => {
            let address = operands.next().unwrap_or_default();
            let name = address.trim_end_matches('/').rsplit(['/', ':']).next().unwrap_or_default();
            let target = operands.next().unwrap_or(name.strip_suffix(".git").unwrap_or(name));
            Written::path(join(directory.as_deref(), target))
        }
        Some("clone") => to_directory(None, directory.as_deref()),
        Some("config" | "lfs" | "--version" | "rev-parse" | "describe" | "log" | "status") => Written::Nothing,
        // changes what was cloned before
        Some("checkout" | "submodule" | "fetch" | "pull" | "reset" | "apply" | "am" | "switch" | "tag" | "remote") => {
            Written::path(directory)
        }
        _ => Written::Unknown,
    }
}

/// tar's options may stand without a dash.
fn tar(command: &Command, directory: Option<&str>) -> Written {
    let words: Option<Vec<&str>> = command.arguments().iter().map(crate::shell::Word::literal).collect();
    let Some(words) = words else {
        let plain: Vec<&str> = command.arguments().iter().filter_map(crate::shell::Word::literal).collect();
        return tar_target(&plain, directory);
    };
    tar_target(&words, directory)
}

fn tar_target(words: &[&str], directory: Option<&str>) -> Written {
    let creates = words.first().is_some_and(|first| first.trim_start_matches('-').starts_with('c') && !first.starts_with("--"))
        || words.contains(&"--create");
    if creates {
        return Written::Unknown;
    }
    let mut target = None;
    for (index, word) in words.iter().enumerate() {
        let letters = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
        if let Some(path) = word.strip_prefix("--directory=") {
            target = Some(path);
        } else if *word == "--directory" || letters.is_some_and(|letters| letters.ends_with('C')) {
            target = words.get(index + 1).copied();
        } else if index == 0 && letters.is_none() && word.ends_with('C') {
            target = words.last().copied();
        }
    }
    to_directory(target, directory)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::{Dialect, analyse};
    use crate::syntax::Joined;

    fn of(text: &str) -> Written {
        let script = analyse(&Joined::verbatim(text, 0), Dialect::default()).unwrap();
        let command = &script.commands[0];
        fetched(command.name().unwrap(), command, Some("/work"))
    }

    fn to(path: &str) -> Written {
        Written::Paths(vec![path.to_owned()])
    }

    #[test]
    fn a_compiler_writes_the_file_that_it_is_told() {
        let of = |text: &str| {
            let script = analyse(&Joined::verbatim(text, 0), Dialect::default()).unwrap();
            let command = &script.commands[0];
            compiled(command.name().unwrap(), command, Some("/work"))
        };
        assert_eq!(of("gcc -O2 main.c -o /usr/local/bin/run"), Some(to("/usr/local/bin/run")));
        assert_eq!(of("g++-12 -o run main.cc"), Some(to("/work/run")));
        assert_eq!(of("cc -o $OUT main.c"), Some(Written::Unknown));
        assert_eq!(of("gcc -c main.c -o main.o"), None);
        assert_eq!(of("make -o run"), None);
    }

    #[test]
    fn fetched_files_are_where_the_command_line_says() {
        assert_eq!(of("curl -fsSL https://a/b -o /opt/b"), to("/opt/b"));
        assert_eq!(of("curl -O https://a/b"), to("/work/b"));
        assert_eq!(of("curl -OJ https://a/b"), to("/work"));
        assert_eq!(of("curl -sL https://a/b"), Written::Nothing);
        assert_eq!(of("wget -qO- https://a/b"), Written::Nothing);
        assert_eq!(of("wget https://a/c/b.tgz"), to("/work/b.tgz"));
        assert_eq!(of("wget -P /opt https://a/c/b.tgz"), to("/opt/b.tgz"));
        assert_eq!(of("wget https://a/b?c=d"), to("/work"));
        assert_eq!(of("wget https://a/"), to("/work"));
        assert_eq!(of("wget -r https://a/b"), to("/work"));
        assert_eq!(of("git clone --depth 1 https://a/b.git"), to("/work/b"));
        assert_eq!(of("git clone https://a/b.git /tmp/b"), Written::Nothing);
        assert_eq!(of("tar xzf a.tgz -C /opt/a --strip-components=1"), to("/opt/a"));
        assert_eq!(of("tar -xzC /opt/a -f a.tgz"), to("/opt/a"));
        assert_eq!(of("tar xf a.tar -C /"), Written::Unknown);
        assert_eq!(of("cp a /usr/local/bin/a"), to("/usr/local/bin/a"));
        assert_eq!(of("mv a $B"), Written::Unknown);
    }
}
