//! Who relies on package lists and indexes that an earlier RUN has left behind.

use super::View;
use super::body::{Body, program};
use crate::context::Known;
use crate::facts::{Manager, PackageCommand, Verb};
use crate::report::Reason;
use crate::shell::Command;
use crate::syntax::{Arguments, Instruction, InstructionId, Keyword};

/// Programs beside the manager itself that read apt's lists.
const APT_READERS: [&str; 7] = ["apt-cache", "apt-file", "apt-mark", "tasksel", "mk-build-deps", "gdebi", "apt-rdepends"];

/// What a family of managers calls its commands, to look for in scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Family {
    Debian,
    Alpine,
}

impl Family {
    pub(super) const fn has(self, command: &PackageCommand) -> bool {
        match self {
            Self::Debian => command.is_debian(),
            Self::Alpine => matches!(command.manager, Manager::Apk),
        }
    }

    /// Where the lists are kept.
    pub(super) const fn directory(self) -> &'static str {
        match self {
            Self::Debian => "/var/lib/apt/lists",
            Self::Alpine => "/var/cache/apk",
        }
    }

    /// Whether a script installs without fetching lists itself.
    fn relies(self, script: &str) -> bool {
        let has = |words: &[&str]| words.iter().any(|word| script.contains(word));
        match self {
            Self::Debian => {
                has(&["apt-get ", "apt ", "aptitude ", "apt-cache "])
                    && !has(&[
                        "apt-get update",
                        "apt update",
                        "aptitude update",
                        "-get -y update",
                        "-get -qq update",
                        "-get -q update",
                        "-get -qy update",
                        "-get -yq update",
                        "update",
                    ])
            }
            Self::Alpine => has(&["apk add", "apk upgrade"]) && !has(&["--no-cache", "--update", "-U ", "apk update"]),
        }
    }
}

/// Whether a command reads the lists (installs, upgrades, searches).
pub(super) fn reads_lists(family: Family, body: &Body<'_>, index: usize) -> bool {
    let package = body.run.package(index).filter(|package| family.has(package));
    match package {
        Some(package) => {
            matches!(package.verb, Verb::Install | Verb::Upgrade)
                || (package.verb == Verb::Other
                    && package.arguments.operands.first().is_some_and(|verb| {
                        matches!(
                            verb.text.as_str(),
                            "build-dep" | "source" | "download" | "satisfy" | "search" | "show" | "policy" | "fetch" | "info"
                        )
                    }))
        }
        None => {
            let command = &body.script.commands[index];
            let reader = program(command).is_some_and(|name| APT_READERS.contains(&name) && name != "apt-mark");
            (family == Family::Debian && reader) || handed_on(family, body, command).is_some_and(|text| !text.contains("update"))
        }
    }
}

/// The text of a command that has another program run the family's manager: `xargs apt-get install`, `retry apt-get update`.
fn handed_on<'v>(family: Family, body: &Body<'v>, command: &Command) -> Option<&'v str> {
    let managers: &[&str] = match family {
        Family::Debian => &["apt-get ", "apt ", "aptitude "],
        Family::Alpine => &["apk "],
    };
    let text = body.view.slice(command.span);
    let begins = |at: usize| text[..at].ends_with([' ', '\t', '"', '\'', '(']);
    let named = managers.iter().any(|manager| text.match_indices(manager).any(|(at, _)| begins(at)));
    (named && !matches!(program(command), Some("echo" | "printf"))).then_some(text)
}

/// The first command of a body that reads lists which the body has not certainly fetched before.
pub(super) fn reads_foreign_lists(family: Family, body: &Body<'_>) -> Option<usize> {
    let updates = |index: usize| {
        body.run.package(index).is_some_and(|package| {
            let fresh =
                package.manager == Manager::Apk && package.arguments.has(&["--no-cache", "--update", "-U", "--update-cache"]);
            family.has(package) && (package.verb == Verb::Update || fresh)
        }) || is_handed_update(family, body, index)
    };
    let mut fresh = false;
    for index in 0..body.script.commands.len() {
        fresh |= updates(index);
        if !fresh && reads_lists(family, body, index) {
            return Some(index);
        }
    }
    None
}

/// Whether the command at `index` has another program fetch the lists.
fn is_handed_update(family: Family, body: &Body<'_>, index: usize) -> bool {
    let own = body.run.package(index).is_some();
    !own && handed_on(family, body, &body.script.commands[index]).is_some_and(|text| text.contains("update"))
}

/// Whether a command deletes files of a directory and fails when there are none: `rm` without `-f`.
pub(super) fn needs_something_to_delete(text: &str, command: &Command, directory: &str) -> bool {
    let force = |word: &str| word == "--force" || (word.starts_with('-') && !word.starts_with("--") && word.contains('f'));
    program(command) == Some("rm") && text.contains(directory) && !command.arguments().iter().any(|word| force(&word.raw))
}

/// Who relies, behind `id` in its stage or in stages built on it, on lists that are there by then.
pub(super) fn relied_on_later(family: Family, view: &View<'_>, id: InstructionId) -> Option<Reason> {
    let stage = view.facts.stage_of(id)?;
    for index in view.facts.descendants(stage.index) {
        for instruction in view.facts.body(view.file, *index).iter().filter(|instruction| instruction.id > id) {
            let known = view.notebook.reliance.borrow().get(&(family, instruction.id)).cloned();
            let reason = known.unwrap_or_else(|| {
                let reason = relies(family, view, instruction);
                view.notebook.reliance.borrow_mut().insert((family, instruction.id), reason.clone());
                reason
            });
            if reason.is_some() {
                return reason;
            }
        }
    }
    None
}

/// Why an instruction relies on lists that are there.
fn relies(family: Family, view: &View<'_>, instruction: &Instruction<'_>) -> Option<Reason> {
    match &instruction.arguments {
        Arguments::Run(_) => run_relies(family, view, instruction.id),
        Arguments::Onbuild(inner) if inner.keyword == Keyword::Run && mentions(family, view.slice(inner.span)) => {
            Some(Reason::UsedLater("ONBUILD".to_owned()))
        }
        _ => None,
    }
}

fn mentions(family: Family, text: &str) -> bool {
    match family {
        Family::Debian => text.contains("apt"),
        Family::Alpine => text.contains("apk"),
    }
}

fn run_relies(family: Family, view: &View<'_>, id: InstructionId) -> Option<Reason> {
    let instruction = view.file.instruction(id);
    let text = view.slice(instruction.span);
    let Some(body) = view.body(instruction) else {
        return mentions(family, text).then(|| Reason::OpaqueLater(first_line(text)));
    };
    let strict = |command: &&Command| needs_something_to_delete(view.slice(command.span), command, family.directory());
    if let Some(command) = body.script.commands.iter().find(strict).filter(|_| family == Family::Debian) {
        return Some(Reason::UsedLater(first_line(view.slice(command.span))));
    }
    if let Some(index) = reads_foreign_lists(family, &body) {
        return Some(Reason::UsedLater(first_line(view.slice(body.script.commands[index].span))));
    }
    if body.script.hidden && mentions(family, text) {
        return Some(Reason::OpaqueLater(first_line(text)));
    }
    body.script.commands.iter().find_map(|command| script_relies(family, view, &body, command))
}

/// Whether a command runs a script of the build context that relies on the lists, or one that cannot be read.
fn script_relies(family: Family, view: &View<'_>, body: &Body<'_>, command: &Command) -> Option<Reason> {
    let path = script_of(command)?;
    let said = || first_line(view.slice(command.span));
    if is_made_here(view, body.instruction.id, &path) {
        return None;
    }
    match view.script_in_context(body.instruction.id, &path) {
        Known::Yes(text) => family.relies(&text).then(|| Reason::UsedLater(said())),
        Known::No | Known::Unknown => Some(Reason::OpaqueLater(said())),
    }
}

/// The shell script that a command runs, by its path as written.
fn script_of(command: &Command) -> Option<String> {
    let text = |index: usize| command.words.get(index)?.first();
    let first = text(command.program)?;
    let is_script = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let system = ["/usr/", "/bin/", "/sbin/", "/opt/"].iter().any(|prefix| path.starts_with(prefix));
        path.ends_with(".sh") || path.ends_with(".bash") || (path.contains('/') && !name.contains('.') && !system)
    };
    if matches!(first, "sh" | "bash" | "dash" | "ash" | "/bin/sh" | "/bin/bash" | "source" | ".") {
        let takes_word = |index: usize| matches!(text(index - 1), Some("--rcfile" | "--init-file" | "-o" | "-O"));
        let behind = command.program + 1..command.words.len();
        let words = || behind.clone().filter(|index| !takes_word(*index)).filter_map(text);
        // `sh -c text`: the commands of the text are among those of the body
        let takes_text =
            words().take_while(|word| word.starts_with('-')).any(|word| !word.starts_with("--") && word.contains('c'));
        return words().find(|word| !word.starts_with('-') && !takes_text).map(str::to_owned);
    }
    is_script(first).then(|| first.to_owned())
}

/// Whether the stage itself wrote or downloaded that file: what the world offers for download fetches its own lists.
fn is_made_here(view: &View<'_>, until: InstructionId, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some(stage) = view.facts.stage_of(until) else { return false };
    let mut known = view.notebook.downloads.borrow_mut();
    let downloads = known.entry(stage.index).or_insert_with(|| Downloads::of(view, stage.index));
    downloads.first(name).is_some_and(|id| id <= until)
}

/// The RUNs of a stage that download, as one text: asked for once a script, and both may be thousands.
#[derive(Debug, Default)]
pub(super) struct Downloads {
    text: String,
    /// Where each begins in the text.
    runs: Vec<(usize, InstructionId)>,
}

impl Downloads {
    fn of(view: &View<'_>, stage: usize) -> Self {
        let mut downloads = Self::default();
        for instruction in view.facts.body(view.file, stage).iter().filter(|instruction| instruction.keyword == Keyword::Run) {
            let text = view.slice(instruction.text);
            if ["curl", "wget", "git clone", "tar ", "configure"].iter().any(|tool| text.contains(tool)) {
                downloads.runs.push((downloads.text.len(), instruction.id));
                downloads.text.push_str(text);
                downloads.text.push('\0');
            }
        }
        downloads
    }

    /// The first that has this name in it.
    fn first(&self, name: &str) -> Option<InstructionId> {
        let found = memchr::memmem::find(self.text.as_bytes(), name.as_bytes())?;
        let run = self.runs.partition_point(|(start, _)| *start <= found).checked_sub(1)?;
        self.runs.get(run).map(|(_, id)| *id)
    }
}

/// The beginning of a text, to name it by.
pub(crate) fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim_end_matches(['\\', '`', ' ', '&']);
    let cut = line.char_indices().nth(60).map_or(line.len(), |(at, _)| at);
    if cut < line.len() { format!("{}…", &line[..cut]) } else { line.to_owned() }
}

#[cfg(test)]
mod tests {
    use crate::context::NoProject;
    use crate::{Options, rewrite};

    fn cleans(behind: &str) -> bool {
        let text = format!("FROM debian\nRUN apt-get update && apt-get install -y --no-install-recommends curl\n{behind}\n");
        let options = Options { only: vec!["apt-lists".to_owned()], ..Options::default() };
        !rewrite(&text, &NoProject, &options).unwrap().changes.is_empty()
    }

    #[test]
    fn the_text_of_a_shell_is_no_path_of_a_script() {
        assert!(cleans("RUN sh -c 'echo a'"));
        assert!(cleans("RUN bash -lc \"npm install\""));
        assert!(!cleans("RUN sh -c 'apt-get install b'"));
        assert!(!cleans("RUN sh -c ./install.sh"));
        assert!(!cleans("RUN sh install.sh"));
        assert!(!cleans("RUN bash --rcfile profile start.sh"));
    }

    #[test]
    fn a_script_that_was_downloaded_before_is_not_asked_for() {
        assert!(cleans("RUN curl -o b.sh c && sh b.sh"));
        assert!(cleans("RUN curl -o b.sh c\nRUN true\nRUN sh b.sh"));
        assert!(!cleans("RUN sh b.sh\nRUN curl -o b.sh c"));
        assert!(!cleans("RUN curl -o a.sh c\nRUN sh b.sh"));
    }
}
