//! A user of its own for the image that ships, or the reason why it goes on running as root.
//!
//! * `sources` says which files of the build context are in the image, and where.
//! * `started` says what the image starts, through scripts, down to simple commands.
//! * `stay` has the reasons for root.
//! * `writes` has the evidence of what the running app writes.
//! * `owned` makes of it the directories and files that are the user's own.
//! * `make` knows how a user is made on the stage's base.
//! * `layout` finds the places in the stage, and writes in the style of the file.
//!
//! It sees what rules see and changes nothing. It must never know engines, files or the terminal.

mod layout;
mod make;
mod owned;
mod sources;
mod started;
mod stay;
mod writes;

use crate::context::Known;
use crate::facts::{Parent, Shell, Stage, join};
use crate::report::Reason;
use crate::rules::View;
use crate::span::Span;
use crate::split::serves;
use crate::syntax::{Arguments, Instruction, InstructionId, Keyword};
use layout::{Insertion, Setting};
use make::Account;
use sources::Sources;
use started::Started;

/// What becomes of a stage that ships.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It has a user, or is none that could have one.
    Nothing,
    /// It goes on running as root; where the reason stands in the text.
    Root(Span, Reason),
    /// It gets a user.
    User(Change),
}

/// What gives a stage its user.
#[derive(Debug)]
pub(crate) struct Change {
    /// The instruction that it is about: what starts the app.
    pub(crate) at: Span,
    /// One sentence why.
    pub(crate) why: String,
    /// What to put where.
    pub(crate) insertions: Vec<Insertion>,
}

/// Gives the image that a stage is a user, if it works without the rights of root.
pub(crate) fn user(view: &View<'_>, stage: &Stage<'_>) -> Outcome {
    if stay::has_user(view, stage) {
        return Outcome::Nothing;
    }
    match change(view, stage) {
        Ok(change) => Outcome::User(change),
        Err((at, reason)) => Outcome::Root(at, reason),
    }
}

fn change(view: &View<'_>, stage: &Stage<'_>) -> Result<Change, (Span, Reason)> {
    let at = owned::speaker(view, stage);
    let from = view.file.instruction(stage.from).text;
    refuse(stay::by_its_base(view, stage))?;
    if !serves(view, stage) {
        let sentence = "the file names no service that the image runs, so it may be a toolbox, or a base for other builds";
        return Err((at, Reason::Other("no-service", sentence.to_owned())));
    }
    if started::commands(view, stage) == (None, None) {
        let sentence = "the file has no CMD or ENTRYPOINT, so nobody can tell here what the image runs";
        return Err((from, Reason::Other("no-command", sentence.to_owned())));
    }
    let bottom = chain(view, stage).next().map_or(&stage.parent, |stage| &stage.parent);
    let directory = started::final_directory(view, stage).ok_or((from, Reason::UnknownValue("WORKDIR".to_owned())))?;
    let home = home(view, stage)?;
    let sets_home = home.is_none();
    let account = Account::on(bottom, home, view.options.strict);
    let sources = Sources::of(view, stage)?;
    if sources.any {
        // asked for now: what scripts start is found out by further questions, whose number is limited
        writes::texts(view);
    }
    let commands = started::started(view, stage, &sources)?;
    refuse(stay::by_what_runs(view, stage, &commands))?;
    refuse(stay::by_own_user(view, stage))?;
    refuse(stay::by_private_modes(view, stage))?;
    refuse(stay::by_fetched_sources(view, &commands, &directory))?;
    let text_of = |path: &str, directory: Option<&str>| {
        let origin = view_origin(view, stage, &sources, &join(directory, path)?)?;
        started::content(view, &origin).ok().flatten()
    };
    refuse(stay::by_home(view, stage, &text_of))?;
    let evidence = writes::evidence(view, stage, &sources, &commands, &directory)?;
    let owned = owned::owned(view, stage, &sources, &evidence, &directory)?;
    refuse(without_shell(view, stage, &account, &owned).map(|reason| (at, reason)))?;
    let insertions = layout::write(view, stage, &account, &owned, &settings(view, stage, &account, sets_home, &commands));
    Ok(Change { at, why: why(&account, &owned), insertions })
}

fn refuse(found: Option<(Span, Reason)>) -> Result<(), (Span, Reason)> {
    found.map_or(Ok(()), Err)
}

/// Where a file of the image lies in the build context, whichever stage of the file it is read in.
fn view_origin(view: &View<'_>, stage: &Stage<'_>, sources: &Sources, path: &str) -> Option<String> {
    if let Some(source) = sources.get(path) {
        return Some(source.origin.clone());
    }
    let last = InstructionId(stage.end.0.checked_sub(1)?);
    view.source_of(last, path).filter(|origin| matches!(view.context.file(origin), Known::Yes(_)))
}

/// A home that the file sets itself.
fn home(view: &View<'_>, stage: &Stage<'_>) -> Result<Option<String>, (Span, Reason)> {
    let sets = |it: &&Instruction<'_>| match &it.arguments {
        Arguments::Env(pairs) => pairs.pairs.iter().any(|pair| pair.key.text == "HOME"),
        _ => false,
    };
    let Some(last) = instructions(view, stage).filter(sets).last() else { return Ok(None) };
    match view.facts.variable(InstructionId(last.id.0 + 1), "HOME") {
        Some(Some(home)) if home.starts_with("/root") => Err((last.text, Reason::HomeOfRoot(home))),
        Some(Some(home)) if home.starts_with('/') => Ok(Some(home)),
        _ => Err((last.text, Reason::UnknownValue("HOME".to_owned()))),
    }
}

/// What of the environment goes with the user.
fn settings(view: &View<'_>, stage: &Stage<'_>, account: &Account, sets_home: bool, commands: &[Started]) -> Vec<Setting> {
    let home = account.home.clone().filter(|_| sets_home);
    let mut settings: Vec<Setting> = home.into_iter().map(|value| Setting { name: "HOME", value, comment: None }).collect();
    // root's home has npm's note of when it last looked for updates, made by the build
    let notifier = "NPM_CONFIG_UPDATE_NOTIFIER";
    if commands.iter().any(|command| matches!(command.name(), "npm" | "npx")) && !stay::sets(view, stage, notifier) {
        let comment = Some("npm would look for updates of its own at each start");
        settings.push(Setting { name: notifier, value: "false".to_owned(), comment });
    }
    settings
}

/// Why no directory can be made or given an owner, where one would have to.
fn without_shell(view: &View<'_>, stage: &Stage<'_>, account: &Account, owned: &owned::Owned) -> Option<Reason> {
    let foreign = view.facts.body(view.file, stage.index).iter().any(|it| view.facts.state(it.id).shell == Shell::Foreign);
    if foreign {
        return Some(Reason::ForeignShell);
    }
    if account.runs() {
        return None;
    }
    let tables = instructions(view, stage).any(|it| {
        matches!(it.keyword, Keyword::Copy | Keyword::Add)
            && view.slice(it.text).contains("/etc/")
            && ["/etc/passwd", "/etc/group"].iter().any(|table| view.slice(it.text).contains(table))
    });
    if tables {
        return Some(Reason::OwnUser("/etc/passwd".to_owned()));
    }
    owned.needed.first().map(|path| Reason::WritesSystem(path.clone()))
}

fn why(account: &Account, owned: &owned::Owned) -> String {
    let directories: &[String] = if account.runs() { &owned.directories } else { &[] };
    let places = match directories {
        [] => "nothing of the image is its own".to_owned(),
        [one] => format!("{one} is its own, what lies in it is root's"),
        [rest @ .., last] => format!("{} and {last} are its own, what lies in them is root's", rest.join(", ")),
    };
    let refused = match owned.refused.as_slice() {
        [] => String::new(),
        refused => format!("; it seems to write to {}, where it no longer may: mount something there", refused.join(", ")),
    };
    format!("it runs as {}, without the rights of root; {places}{refused}", account.number)
}

/// What a user of the image should know: ports and volumes that root had no trouble with.
pub(crate) fn notes(view: &View<'_>, stage: &Stage<'_>) -> Vec<(Span, String)> {
    let changed = view.facts.body(view.file, stage.index).iter().rev().find(|it| it.keyword == Keyword::User);
    // what the file's own user needs is known to its writer
    if changed.is_none_or(|user| view.source.lines().any(|line| line.trim() == view.slice(user.text).trim())) {
        return Vec::new();
    }
    let mut notes = Vec::new();
    if let Some((at, port)) = instructions(view, stage).find_map(|it| Some((it.text, low_port(it)?))) {
        notes.push((
            at,
            format!("every user may listen on port {port} in Docker since 20.10; where a cluster's containers lack that, set the sysctl net.ipv4.ip_unprivileged_port_start=0, or listen on a port above 1023"),
        ));
    }
    let volumes = instructions(view, stage).filter(|it| it.keyword == Keyword::Volume);
    notes.extend(volumes.map(|volume| {
        let text =
            "volumes that exist hold root's files: give them to the new user once, as with `docker run --user 0 … chown -R`";
        (volume.text, text.to_owned())
    }));
    notes
}

/// A port below 1024 that an instruction names: of EXPOSE, or an address or option of CMD and ENTRYPOINT.
fn low_port(instruction: &Instruction<'_>) -> Option<u16> {
    let low = |text: &str| text.parse::<u16>().ok().filter(|port| (1..1024).contains(port));
    if let Arguments::Expose(ports) = &instruction.arguments {
        return ports.iter().find_map(|port| low(port.text.split(['/', '-']).next()?));
    }
    if !matches!(instruction.keyword, Keyword::Cmd | Keyword::Entrypoint) {
        return None;
    }
    let words: Vec<&str> = match (instruction.exec_words(), instruction.shell_command()) {
        (Some(words), _) => words.iter().map(|word| word.text.as_ref()).collect(),
        (None, Some(line)) => line.text.split_whitespace().collect(),
        _ => Vec::new(),
    };
    words.iter().enumerate().find_map(|(index, word)| {
        let is_option = matches!(word.split('=').next(), Some("-p" | "--port" | "--server.port" | "--http-port"));
        let option = is_option.then(|| word.split_once('=').map(|(_, value)| value).or_else(|| words.get(index + 1).copied()));
        low(option.flatten().or_else(|| word.rsplit_once(':').map(|(_, port)| port))?)
    })
}

/// The stages that a stage is built on, the lowest first, itself last.
fn chain<'v>(view: &'v View<'_>, stage: &Stage<'_>) -> impl Iterator<Item = &'v Stage<'v>> {
    let stages = view.facts.stages();
    let mut row = vec![stage.index];
    while let Some(Parent::Stage(parent)) = row.last().map(|index| &stages[*index].parent) {
        if row.contains(parent) {
            break;
        }
        row.push(*parent);
    }
    row.into_iter().rev().map(|index| &stages[index])
}

/// The instructions that an image is made by, those of the stages below it first.
fn instructions<'v>(view: &'v View<'_>, stage: &Stage<'_>) -> impl Iterator<Item = &'v Instruction<'v>> {
    chain(view, stage).flat_map(|stage| view.facts.body(view.file, stage.index))
}
