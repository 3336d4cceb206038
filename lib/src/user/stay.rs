//! Why an image goes on running as root.
//!
//! What needs the rights of root, or might, stays as it is: programs that do by their nature, scripts that set up the system
//! or install, whatever was put into root's home directory, and whatever nobody can read.

use super::started::Started;
use super::{chain, instructions, started};
use crate::facts::{Parent, Stage, Verb, is_below, join};
use crate::knowledge::{self, Distribution, Variant, users};
use crate::report::Reason;
use crate::rules::{View, first_line};
use crate::shell::{Command, Word};
use crate::span::Span;
use crate::split::effect::{Written, fetched};
use crate::syntax::{Arguments, Keyword};

/// Families of images whose entry point hands every command on, though it may set up something for itself.
const HANDS_ON: [&str; 23] = [
    "amazoncorretto",
    "azurelinux",
    "bci",
    "bun",
    "conda",
    "cuda",
    "deno",
    "devcontainers",
    "dotnet-deps",
    "dotnet-runtime",
    "distroless",
    "dotnet-sdk",
    "eclipse-temurin",
    "gradle",
    "maven",
    "minideb",
    "opensuse",
    "playwright",
    "pypy",
    "semeru",
    "swift",
    "ubi",
    "uv",
];

/// Whether the stage is one that gets a user at all, and why not.
pub(super) fn by_its_base(view: &View<'_>, stage: &Stage<'_>) -> Option<(Span, Reason)> {
    let from = view.file.instruction(stage.from).text;
    if view.facts.descendants(stage.index).len() > 1 || stage.used {
        let other = view.facts.descendants(stage.index).get(1).map(|index| &view.facts.stages()[*index]);
        let name = other.map_or_else(String::new, |other| other.name.map_or_else(|| other.index.to_string(), str::to_owned));
        return Some((from, Reason::UsedByStage(name)));
    }
    if let Some(explicit) = instructions(view, stage).filter(|instruction| instruction.keyword == Keyword::User).last() {
        return Some((explicit.text, Reason::ExistingUser(view.slice(explicit.text).to_owned())));
    }
    if let Some(trigger) = instructions(view, stage).find(|instruction| instruction.keyword == Keyword::Onbuild) {
        return Some((trigger.text, Reason::Other("onbuild", "ONBUILD makes it a base for other builds".to_owned())));
    }
    let bottom = chain(view, stage).next().map(|stage| &stage.parent)?;
    let (entry_point, _) = started::commands(view, stage);
    match bottom {
        Parent::Scratch => None,
        Parent::Image(_, Some(base)) if base.variant == Variant::Windows => Some((from, Reason::UnknownDistribution)),
        Parent::Image(_, Some(base)) if base.variant == Variant::Unknown || base.distribution.is_none() => {
            Some((from, Reason::UnknownBase))
        }
        // distroless images run as root unless their tag says otherwise
        Parent::Image(_, Some(base)) if base.user.is_none() && base.family != "distroless" => Some((from, Reason::UnknownBase)),
        Parent::Image(_, Some(base)) => {
            let plain = base.has_plain_entry_point() || HANDS_ON.contains(&base.family);
            let own = entry_point.is_some() && !users::needs_root(base.family);
            (!plain && !own).then(|| (from, Reason::NeedsRoot(base.family.to_owned())))
        }
        _ => Some((from, Reason::UnknownBase)),
    }
}

/// Whether the image is somebody else's already, so that there is nothing to say.
pub(super) fn has_user(view: &View<'_>, stage: &Stage<'_>) -> bool {
    let last = instructions(view, stage).filter(|instruction| instruction.keyword == Keyword::User).last();
    match last {
        Some(user) => match &user.arguments {
            Arguments::User(word) => {
                let user = view.facts.expand(user.id, &word.text, view.file.escape());
                !user.is_some_and(|user| matches!(user.split(':').next(), Some("root" | "0")))
            }
            _ => false,
        },
        None => matches!(chain(view, stage).next().map(|stage| &stage.parent), Some(Parent::Image(reference, Some(base)))
            if base.user.is_some_and(|user| user != "root") || reference.contains("nonroot")),
    }
}

/// What of the running commands needs root.
pub(super) fn by_what_runs(view: &View<'_>, stage: &Stage<'_>, commands: &[Started]) -> Option<(Span, Reason)> {
    // who changes the user says most
    if let Some(command) = commands.iter().find(|command| users::changes_user(command.name())) {
        return Some((command.at, Reason::ChangesUser(command.name().to_owned())));
    }
    commands.iter().find_map(|command| {
        let name = command.name();
        let said = || name.to_owned();
        let reason = if users::needs_root(name) && !only_asks(command) && !is_of_busybox(view, stage, name) {
            Reason::NeedsRoot(said())
        } else if users::sets_up(name) {
            Reason::SetsUp(command.said())
        } else if installs(command) {
            Reason::InstallsLater(command.said())
        } else if users::is_for_development(name) {
            Reason::DevelopmentServer(said())
        } else if is_of_a_package(view, stage, name) {
            Reason::UnknownProgram(said())
        } else {
            return None;
        };
        Some((command.at, reason))
    })
}

/// BusyBox's web server shares its name with Apache's.
fn is_of_busybox(view: &View<'_>, stage: &Stage<'_>, name: &str) -> bool {
    let small = match chain(view, stage).next().map(|stage| &stage.parent) {
        Some(Parent::Scratch) => true,
        Some(Parent::Image(_, Some(base))) => {
            matches!(base.distribution, Some(Distribution::Alpine | Distribution::BusyBox | Distribution::Wolfi))
        }
        _ => false,
    };
    small && name == "httpd" && !instructions(view, stage).any(|it| view.slice(it.text).contains("apache2"))
}

/// `nginx -t`, `docker --version`: no service.
fn only_asks(command: &Started) -> bool {
    let mut arguments = command.arguments();
    matches!((arguments.next(), arguments.next()), (Some("-t" | "-v" | "-V" | "--version" | "--help"), None))
}

fn installs(command: &Started) -> bool {
    let word = |at: usize| command.words.get(at).cloned().flatten().unwrap_or_default();
    match &command.package {
        Some(package) => matches!(package.verb, Verb::Install | Verb::Upgrade | Verb::Remove | Verb::Update),
        None => match command.name() {
            "poetry" | "pipenv" | "composer" | "bundle" | "uv" | "npm" | "yarn" | "pnpm" => {
                matches!(word(1).as_str(), "install" | "sync" | "ci" | "update")
            }
            "dpkg" | "rpm" => word(1).starts_with("-i") || word(1) == "--install",
            _ => false,
        },
    }
}

/// Whether a program may be a package's of the distribution, of which nobody can tell what it needs; tools that the tables
/// have need nothing.
fn is_of_a_package(view: &View<'_>, stage: &Stage<'_>, name: &str) -> bool {
    if name.is_empty() || knowledge::program(name).is_some() || is_interpreter(name) {
        return false;
    }
    let mut packages = instructions(view, stage).filter_map(|it| view.facts.run(it.id)).flat_map(|run| {
        let system = |package: &&crate::facts::PackageCommand| {
            use crate::facts::Manager::{Apk, Gem, Npm, Pip, Yarn};
            package.verb == Verb::Install && (package.manager == Apk || !matches!(package.manager, Pip | Npm | Yarn | Gem))
        };
        run.packages.iter().filter(system).flat_map(crate::facts::PackageCommand::packages)
    });
    let stem = name.strip_suffix('d').unwrap_or(name);
    packages.any(|word| {
        let package = word.text.split(['=', ':']).next().unwrap_or_default();
        package == name || package == stem || package.starts_with(name) || name.starts_with(package)
    })
}

/// Programs that run what is written in a language, as a package or not.
fn is_interpreter(name: &str) -> bool {
    const LANGUAGES: [&str; 18] = [
        "python", "pypy", "node", "nodejs", "ruby", "perl", "java", "dotnet", "php", "lua", "Rscript", "R", "deno", "bun",
        "uwsgi", "gunicorn", "guile", "npm",
    ];
    LANGUAGES.contains(&name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')) || LANGUAGES.contains(&name)
}

/// What of the build went to root's home directory, where another user has nothing to look for.
pub(super) fn by_home(
    view: &View<'_>,
    stage: &Stage<'_>,
    text_of: &dyn Fn(&str, Option<&str>) -> Option<String>,
) -> Option<(Span, Reason)> {
    for instruction in instructions(view, stage) {
        let said = |words: &str| Some((instruction.text, Reason::HomeOfRoot(words.to_owned())));
        let text = view.slice(instruction.text);
        match &instruction.arguments {
            Arguments::Run(_) => {
                let Some(run) = view.facts.run(instruction.id) else { continue };
                let Ok(script) = &run.script else {
                    if let Some(words) = kept_at_home(view, stage, text) {
                        return said(words);
                    }
                    continue;
                };
                let directory = view.facts.state(instruction.id).workdir.clone();
                if let Some(words) = kept_by_default(view, text) {
                    return said(words);
                }
                for command in &script.commands {
                    let words = view.slice(command.span);
                    if matches!(command.name(), Some("npm" | "yarn" | "pnpm"))
                        && let Some(words) =
                            text_of("package.json", directory.as_deref()).and_then(|text| kept_by_default(view, &text))
                    {
                        return said(words);
                    }
                    if cleans(command.name()) {
                        continue;
                    }
                    if let Some(words) = kept_at_home(view, stage, words) {
                        return said(words);
                    }
                    let files = command.words.iter().filter_map(Word::literal).filter(|word| is_source(word));
                    for text in files.filter_map(|file| text_of(file, directory.as_deref())) {
                        if let Some(words) = kept_at_home(view, stage, &text) {
                            return said(words);
                        }
                    }
                }
            }
            Arguments::Copy(_) | Arguments::Add(_) | Arguments::Workdir(_) | Arguments::Env(_)
                if text.contains("/root/") || text.ends_with("/root") || text.contains("~/") =>
            {
                return said("/root");
            }
            _ => {}
        }
    }
    None
}

/// Tools that keep environments or downloads in the home directory, with what in the file moves them elsewhere.
const KEEPERS: [(&[&str], &[&str]); 4] = [
    (&["poetry install", "poetry sync"], &["virtualenvs.", "POETRY_VIRTUALENVS", "VIRTUAL_ENV"]),
    (&["pipenv install", "pipenv sync"], &["--system", "PIPENV_VENV_IN_PROJECT", "PIPENV_SYSTEM", "WORKON_HOME"]),
    (&["\"puppeteer\""], &["PUPPETEER_"]),
    (&["\"cypress\""], &["CYPRESS_"]),
];

/// What a tool keeps in the home directory by its default.
fn kept_by_default(view: &View<'_>, text: &str) -> Option<&'static str> {
    let (says, _) = KEEPERS.iter().find(|(says, moved_by)| {
        says.iter().any(|words| text.contains(words)) && !moved_by.iter().any(|words| view.text.contains(words))
    })?;
    says.iter().find(|words| text.contains(**words)).copied()
}

/// What a text leaves in the home directory, unless a variable of the image moves it.
fn kept_at_home(view: &View<'_>, stage: &Stage<'_>, text: &str) -> Option<&'static str> {
    // caches that nobody reads later
    let text = ["/root/.cache/pip", "/root/.npm", "/root/.cache", "/root/.gnupg", "~/.cache"]
        .iter()
        .fold(text.to_owned(), |text, cache| text.replace(cache, ""));
    let (words, moved_by) = users::ends_at_home(&text)?;
    let end = crate::syntax::InstructionId(stage.end.0 - 1);
    let moved = moved_by.iter().any(|name| {
        matches!(view.facts.variable(end, name), Some(Some(path)) if !path.starts_with("/root")) && sets(view, stage, name)
    });
    (!moved).then_some(words)
}

/// Whether the file itself sets a variable of the running image.
pub(super) fn sets(view: &View<'_>, stage: &Stage<'_>, name: &str) -> bool {
    instructions(view, stage).any(|instruction| match &instruction.arguments {
        Arguments::Env(pairs) => pairs.pairs.iter().any(|pair| pair.key.text == name),
        _ => false,
    })
}

fn cleans(name: Option<&str>) -> bool {
    matches!(name, Some("rm" | "rmdir" | "cd" | "echo" | "find"))
}

fn is_source(word: &str) -> bool {
    [".py", ".sh", ".js", ".rb", ".bash"].iter().any(|end| word.ends_with(end))
}

/// Files that the build lets only their owner read.
pub(super) fn by_private_modes(view: &View<'_>, stage: &Stage<'_>) -> Option<(Span, Reason)> {
    instructions(view, stage).find_map(|instruction| {
        let run = view.facts.run(instruction.id)?;
        let commands = &run.script.as_ref().ok()?.commands;
        let private = commands.iter().filter(|command| command.name() == Some("chmod")).find_map(|command| {
            let mut words = command.arguments().iter().filter_map(Word::literal).filter(|word| !word.starts_with('-'));
            let mode = u32::from_str_radix(words.next()?, 8).ok()?;
            (mode & 0o004 == 0).then(|| words.next().unwrap_or_default().to_owned())
        })?;
        Some((instruction.text, Reason::PrivateFiles(private)))
    })
}

/// Sources that a RUN fetches, of which nobody can tell what the app that is made of them writes.
pub(super) fn by_fetched_sources(view: &View<'_>, commands: &[Started], directory: &str) -> Option<(Span, Reason)> {
    let related = |path: &str| {
        let started = || commands.iter().flat_map(|command| command.words.iter().flatten());
        (directory != "/" && (is_below(path, directory) || is_below(directory, path)))
            || started().any(|word| is_below(word, path))
    };
    view.instructions().iter().find_map(|instruction| {
        let run = view.facts.run(instruction.id)?;
        let script = run.script.as_ref().ok()?;
        let mut place = view.facts.state(instruction.id).workdir.as_deref().map(str::to_owned);
        script.commands.iter().find_map(|command| {
            let first = |command: &Command| command.arguments().first().and_then(Word::literal).map(str::to_owned);
            if command.name() == Some("cd") {
                place = first(command).and_then(|to| join(place.as_deref(), &to));
            }
            let clones = command.name() == Some("git") && command.arguments().iter().any(|word| word.literal() == Some("clone"));
            let Written::Paths(paths) = clones.then(|| fetched("git", command, place.as_deref()))? else { return None };
            let said = first_line(view.slice(command.span));
            paths.iter().any(|path| related(path)).then_some((command.span, Reason::UnreadSources(said)))
        })
    })
}

/// A user that the file makes and does not change to.
pub(super) fn by_own_user(view: &View<'_>, stage: &Stage<'_>) -> Option<(Span, Reason)> {
    instructions(view, stage).find_map(|instruction| {
        let run = view.facts.run(instruction.id)?;
        let script = run.script.as_ref().ok()?;
        let command = script.commands.iter().find(|command| matches!(command.name(), Some("useradd" | "adduser")))?;
        let named = command.arguments().iter().rev().filter_map(Word::literal).find(|word| !word.starts_with('-'));
        Some((command.span, Reason::OwnUser(named.unwrap_or("a user").to_owned())))
    })
}
