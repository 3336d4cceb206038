//! From a copied file of credentials to secret mounts of the RUNs that may read it.
//!
//! A file that the build removes again is for the build alone; so is one that only installers read. Every command that
//! names the file must be one that reads or removes it, and those that remove it, or give it a mode, go.

use super::mount::{self, Secret};
use super::readers::{may_read_files, runs_behind};
use super::{Mounted, Obstacle, holds_secrets};
use crate::context::Known;
use crate::facts::{Run, Stage, User, is_below, join};
use crate::report::Reason;
use crate::rules::{View, first_line, gone};
use crate::shell::{Command, EditStyle, Patch, Word, edit};
use crate::span::Span;
use crate::syntax::{Arguments, Instruction, Transfer, Word as Written};

/// Files of credentials that nothing but an installer reads.
const OF_INSTALLERS: [&str; 5] = [".npmrc", ".pypirc", ".yarnrc", ".yarnrc.yml", "pip.conf"];

/// Files of credentials that a running program may read as well, so that they must be seen to be removed.
const OF_ANYBODY: [&str; 7] = [".git-credentials", ".netrc", "auth.json", "id_dsa", "id_ecdsa", "id_ed25519", "id_rsa"];

/// Programs that read such a file when they are told its name.
const READERS: [&str; 15] =
    ["bundle", "composer", "curl", "git", "npm", "npx", "pip", "pip3", "pnpm", "scp", "ssh", "ssh-add", "wget", "yarn", "twine"];

/// Secret mounts instead of a copied file; none where `source` is no file of credentials that a mount could replace.
pub(crate) fn file(
    view: &View<'_>,
    stage: &Stage<'_>,
    instruction: &Instruction<'_>,
    source: &Written<'_>,
) -> Result<Option<Mounted>, Obstacle> {
    let name = source.text.rsplit('/').next().unwrap_or_default();
    let (Arguments::Copy(transfer) | Arguments::Add(transfer)) = &instruction.arguments else { return Ok(None) };
    if !(OF_INSTALLERS.contains(&name) || OF_ANYBODY.contains(&name)) || !holds_credentials(view, &source.text) {
        return Ok(None);
    }
    let at = source.span;
    let target =
        target(view, instruction, transfer, name).ok_or((at, Reason::Ambiguous(transfer.destination.text.to_string())))?;
    let mut work = Work { view, target: &target, name, readers: Vec::new(), patches: Vec::new(), removed: false };
    for run in runs_behind(view, stage.index, instruction.id.0) {
        work.run(run)?;
    }
    work.named_elsewhere(instruction)?;
    if work.readers.is_empty() {
        return Ok(None);
    }
    if !work.removed && !OF_INSTALLERS.contains(&name) {
        return Err((at, Reason::Other("not-removed", "nothing removes it, so the running app may read it".to_owned())));
    }
    let id = name.trim_start_matches('.');
    let secret = Secret { id, target: Some(&target), required: true };
    let mut patches = work.patches;
    for run in work.readers {
        let reader = view.file.instruction(run.id);
        if mount::has(view, run, id) {
            return Err((reader.text, Reason::Ambiguous(id.to_owned())));
        }
        patches.push(secret.flag(view, reader));
    }
    patches.push(without_source(view, instruction, transfer, source).ok_or((at, Reason::NoPlaceForCommand))?);
    let flag = format!("--secret id={id},src={}", source.text);
    let why =
        format!("whoever can pull the image can read {}, and a secret mount leaves nothing: build with `{flag}`", source.text);
    Ok(Some(Mounted { at, why, flag, patches }))
}

/// Files whose content says whether they hold a credential, or only names of servers and settings.
const SETTINGS: [&str; 6] = [".npmrc", ".yarnrc", ".yarnrc.yml", "auth.json", "pip.conf", ".pypirc"];

/// Whether a file of the build context holds credentials: by its name, or, of settings, by its content.
pub(crate) fn holds_credentials(view: &View<'_>, source: &str) -> bool {
    const MARKS: [&str; 6] = ["_auth", "password", "token", "npmauth", "http-basic", "@"];
    if !SETTINGS.contains(&source.rsplit('/').next().unwrap_or_default()) {
        return holds_secrets(source);
    }
    let content = match view.context.file(source.trim_start_matches("./")) {
        Known::Yes(file) => file.content,
        Known::No | Known::Unknown => None,
    };
    let Some(content) = content else { return holds_secrets(source) };
    let text = String::from_utf8_lossy(&content).to_ascii_lowercase();
    MARKS.iter().any(|mark| text.contains(mark))
}

/// Where the file is in the image.
fn target(view: &View<'_>, instruction: &Instruction<'_>, transfer: &Transfer<'_>, name: &str) -> Option<String> {
    let directory = view.facts.state(instruction.id).workdir.as_deref();
    let written = view.facts.expand(instruction.id, &transfer.destination.text, view.file.escape())?;
    let to = join(directory, &written)?;
    let named = to.rsplit('/').next() == Some(name);
    let inside = written.ends_with('/') || transfer.sources.len() > 1 || directory.is_some_and(|here| is_below(here, &to));
    match (named, inside) {
        (true, false) => Some(to),
        (false, true) => Some(format!("{}/{name}", to.trim_end_matches('/'))),
        _ => None,
    }
}

/// The patch that takes a source out of a COPY: all of it where it is the only one.
fn without_source(
    view: &View<'_>,
    instruction: &Instruction<'_>,
    transfer: &Transfer<'_>,
    source: &Written<'_>,
) -> Option<Patch> {
    let span = match transfer.sources.as_slice() {
        _ if transfer.json || !instruction.heredocs.is_empty() => return None,
        [_] => gone(view, instruction),
        sources => {
            let next =
                sources.iter().map(|it| it.span).chain([transfer.destination.span]).find(|it| it.start >= source.span.end)?;
            Span::new(source.span.start, next.start)
        }
    };
    Some(Patch { span, text: String::new() })
}

/// What the RUNs behind the COPY do with the file.
struct Work<'v, 'a> {
    view: &'v View<'a>,
    target: &'v str,
    name: &'v str,
    readers: Vec<&'v Run>,
    patches: Vec<Patch>,
    removed: bool,
}

impl<'v> Work<'v, '_> {
    /// Takes up what a RUN does with it.
    fn run(&mut self, run: &'v Run) -> Result<(), Obstacle> {
        let instruction = self.view.file.instruction(run.id);
        let at = instruction.text;
        let script = run.script.as_ref().map_err(|refusal| (at, crate::rules::refusal(*refusal)))?;
        if self.removed {
            return if self.is_named(self.view.slice(at)) { Err((at, Reason::UsedLater(self.name.to_owned()))) } else { Ok(()) };
        }
        let mut obsolete = Vec::new();
        let mut removed = false;
        for (index, command) in script.commands.iter().enumerate().filter(|(_, command)| self.is_named_by(command)) {
            if self.only_removes(run, command) {
                obsolete.push(index);
                removed |= command.name() == Some("rm");
            } else if !command.name().is_some_and(|name| READERS.contains(&name)) || !command.redirections.is_empty() {
                let said = first_line(self.view.slice(command.span));
                return Err((command.span, Reason::UsedLater(said)));
            }
        }
        self.removed |= removed;
        let others = script.commands.len() > obsolete.len();
        if others && may_read_files(run) {
            if self.is_key() && self.view.facts.state(run.id).user != User::Root {
                return Err((at, Reason::OtherUser("another user than root".to_owned())));
            }
            self.readers.push(run);
        }
        if !obsolete.is_empty() && !others {
            self.patches.push(Patch { span: gone(self.view, instruction), text: String::new() });
            return Ok(());
        }
        let style = EditStyle { escape: char::from(self.view.file.escape()), heredoc: run.heredoc };
        for index in obsolete {
            let patches = edit::remove_command(self.view.text, style, script, index);
            self.patches.extend(patches.ok_or((script.commands[index].span, Reason::NoPlaceForCommand))?);
        }
        Ok(())
    }

    /// Whether a key of SSH's, which must be its reader's own.
    fn is_key(&self) -> bool {
        self.name.starts_with("id_")
    }

    /// Whether a text names the file, and not one that is called after it (`id_rsa.pub`).
    fn is_named(&self, text: &str) -> bool {
        let goes_on = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        text.match_indices(self.name).any(|(at, _)| !text[at + self.name.len()..].starts_with(goes_on))
    }

    fn is_named_by(&self, command: &Command) -> bool {
        let redirected = command.redirections.iter().filter_map(|it| it.target.as_ref());
        let mut words = command.words.iter().chain(redirected);
        words.any(|word| self.is_named(&word.raw) || word.literal().is_some_and(|text| self.is_named(text)))
            || matches!(command.name(), Some("rm" | "mv" | "chmod" | "chown")) && self.is_around(command)
    }

    /// Whether a command names a directory that the file is in, other than the one that it runs in.
    fn is_around(&self, command: &Command) -> bool {
        let parent = self.target.rsplit_once('/').map_or("", |(parent, _)| parent);
        let mut words = command.arguments().iter().filter_map(Word::literal);
        !parent.is_empty() && words.any(|word| word.starts_with('/') && is_below(parent, word))
    }

    /// `rm` and `chmod` of the file and nothing else, in any case.
    fn only_removes(&self, run: &Run, command: &Command) -> bool {
        let directory = self.view.facts.state(run.id).workdir.as_deref();
        let here = command.directory.as_deref().and_then(|to| join(directory, to));
        let words: Option<Vec<&str>> = command.arguments().iter().map(Word::literal).collect();
        let Some(words) = words else { return false };
        let mut operands: Vec<&str> = words.into_iter().filter(|word| !word.starts_with('-')).collect();
        match command.name() {
            Some("rm") => {}
            Some("chmod") => match operands.first() {
                Some(&("400" | "0400" | "600" | "0600" | "700" | "0700")) => {
                    operands.remove(0);
                }
                _ => return false,
            },
            _ => return false,
        }
        let is_it = |path: &&str| {
            let path = path.strip_prefix("~/").map_or_else(|| (*path).to_owned(), |rest| format!("/root/{rest}"));
            join(here.as_deref(), &path).as_deref() == Some(self.target)
        };
        !operands.is_empty() && operands.iter().all(is_it) && !command.place.conditional && command.redirections.is_empty()
    }

    /// Other instructions that name the file: another stage that takes it, or what the image runs.
    fn named_elsewhere(&self, copy: &Instruction<'_>) -> Result<(), Obstacle> {
        let others = self.view.instructions().iter().filter(|it| it.id != copy.id && self.view.facts.run(it.id).is_none());
        let found = others.into_iter().find(|it| self.is_named(self.view.slice(it.text)));
        found.map_or(Ok(()), |it| Err((it.text, Reason::UsedLater(self.name.to_owned()))))
    }
}
