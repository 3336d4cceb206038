//! `chown -R` of a directory in which everything was brought by COPY.

use super::brought::destination;
use super::{Copied, Outcome};
use crate::facts::{Manager, Parent, Run, Stage, User, Verb, is_below, join};
use crate::knowledge::{self, Base, Effect};
use crate::report::{Class, Reason};
use crate::rules::{View, first_line};
use crate::shell::{Command, Patch, Word};
use crate::span::Span;
use crate::split::effect::is_system;
use crate::syntax::{Arguments, Instruction};

/// Directories that every distribution has, in which others are made.
const PARENTS: [&str; 6] = ["", "/home", "/opt", "/srv", "/mnt", "/usr/local"];

/// Those that some have.
const SOME_HAVE: [&str; 2] = ["/usr/src", "/var/www"];

/// Users of every distribution, with groups of the same name.
const EVERYWHERE: [&str; 5] = ["root", "bin", "daemon", "www-data", "nobody"];

/// Whether COPY could give the owner that a `chown -R` gives.
pub(crate) fn owner(view: &View<'_>, run: &Run, index: usize) -> Outcome {
    copied(view, run, index).into()
}

/// A `chown -R` and what it is about.
struct Work<'v, 'a> {
    view: &'v View<'a>,
    stage: &'v Stage<'v>,
    base: &'v Base,
    run: &'v Run,
    directory: String,
}

fn copied(view: &View<'_>, run: &Run, index: usize) -> Result<Copied, Option<Reason>> {
    let script = run.script.as_ref().map_err(|_| None)?;
    let command = &script.commands[index];
    let (recursive, owner, path) = operands(command).ok_or(None)?;
    let stage = view.facts.stage_of(run.id).ok_or(None)?;
    let here = command.directory.as_deref().and_then(|to| join(view.facts.state(run.id).workdir.as_deref(), to));
    let directory = join(here.as_deref(), path).ok_or(None)?;
    let copies = copies(view, stage, run, &directory);
    if copies.is_empty() {
        return Err(None);
    }
    let Parent::Image(_, Some(base)) = &stage.parent else { return Err(Some(Reason::UnknownBase)) };
    let work = Work { view, stage, base, run, directory };
    if !script.is_sure_to_run(command) || !command.redirections.is_empty() {
        return Err(Some(Reason::Conditional));
    }
    work.is_of_copies_alone(index, copies[0])?;
    let flag = work.flag(owner, &copies)?;
    if let Some(other) = copies.iter().find(|copy| copy.flag("chown").is_some() || copy.flag("link").is_some()) {
        return Err(Some(Reason::Ambiguous(first_line(view.slice(other.text)))));
    }
    let flags = copies.iter().map(|copy| Patch { span: Span::at(copy.keyword_span.end), text: format!(" --chown={flag}") });
    let keeps = work.is_made_before(copies[0]).then_some(recursive);
    Ok(Copied { flags: flags.collect(), class: Class::Safe, keeps })
}

/// The word `-R`, the owner, the one directory.
fn operands(command: &Command) -> Option<(usize, &str, &str)> {
    let words: Vec<&str> = command.arguments().iter().map(Word::literal).collect::<Option<_>>()?;
    let at = words.iter().position(|word| matches!(*word, "-R" | "--recursive"))?;
    match words.iter().filter(|word| !word.starts_with('-')).collect::<Vec<_>>().as_slice() {
        [owner, path] if words.len() == 3 && !path.starts_with('~') => Some((command.program + 1 + at, owner, path)),
        _ => None,
    }
}

/// The COPYs and ADDs that bring something to the directory, in order.
fn copies<'v>(view: &'v View<'_>, stage: &Stage<'_>, run: &Run, directory: &str) -> Vec<&'v Instruction<'v>> {
    let body = view.facts.body(view.file, stage.index).iter().filter(|it| it.id < run.id);
    let brings = |it: &&Instruction<'_>| match &it.arguments {
        Arguments::Copy(transfer) | Arguments::Add(transfer) => {
            destination(view, it, transfer).is_none_or(|(to, _)| is_below(&to, directory))
        }
        _ => false,
    };
    body.filter(brings).collect()
}

impl<'v> Work<'v, '_> {
    fn body(&self) -> &'v [Instruction<'v>] {
        self.view.facts.body(self.view.file, self.stage.index)
    }

    fn before(&self) -> impl Iterator<Item = &'v Instruction<'v>> {
        self.body().iter().filter(|it| it.id < self.run.id)
    }

    /// Whether nothing but COPY put anything into the directory, or could have.
    fn is_of_copies_alone(&self, index: usize, first: &Instruction<'_>) -> Result<(), Option<Reason>> {
        let directory = self.directory.as_str();
        let parent = directory.rsplit_once('/').map_or("", |(parent, _)| parent);
        let is_shared = is_system(directory) || PARENTS.contains(&directory) || SOME_HAVE.contains(&directory);
        // COPY gives the owner to the directories around it as well, where it makes them
        let stands = PARENTS.contains(&parent) || self.is_made_before(first);
        if is_shared || !stands || self.is_home(directory) {
            return Err(Some(Reason::SpreadOut(directory.to_owned())));
        }
        for instruction in self.before() {
            let stays_away = match &instruction.arguments {
                Arguments::Run(_) => self.view.facts.run(instruction.id).is_some_and(|run| self.leaves_alone(run, usize::MAX)),
                Arguments::Workdir(_) => {
                    let after = self.view.facts.state(crate::syntax::InstructionId(instruction.id.0 + 1)).workdir.as_deref();
                    after.is_some_and(|to| to == directory || !is_below(to, directory))
                }
                Arguments::Add(transfer) => {
                    destination(self.view, instruction, transfer).is_some_and(|(to, _)| !is_below(&to, directory))
                }
                Arguments::Copy(transfer) => destination(self.view, instruction, transfer).is_some(),
                _ => true,
            };
            if !stays_away {
                let said = first_line(self.view.slice(instruction.text));
                let sentence = format!("`{said}` may leave files of its own in {directory}, which COPY gives no owner");
                return Err(Some(Reason::Other("fills-directory", sentence)));
            }
        }
        if self.leaves_alone(self.run, index) { Ok(()) } else { Err(Some(Reason::Order)) }
    }

    /// Whether a directory is the home of a user of the base, which has files already.
    fn is_home(&self, directory: &str) -> bool {
        let name = directory.strip_prefix("/home/");
        name.is_some_and(|name| self.base.users.contains(&name) || self.text_before_makes(name))
    }

    /// Whether the first commands of a RUN put nothing into the directory.
    fn leaves_alone(&self, run: &Run, commands: usize) -> bool {
        let Ok(script) = &run.script else { return false };
        let inside = self.view.facts.state(run.id).workdir.as_deref().is_none_or(|here| is_below(here, &self.directory));
        let elsewhere = |index: usize, command: &Command| {
            let words = || command.words.iter().chain(command.redirections.iter().filter_map(|it| it.target.as_ref()));
            let names = words().any(|word| word.raw.contains(&self.directory));
            let known = words().all(|word| word.literal().is_some());
            let here = inside || command.directory.as_deref() != Some("");
            let relative = words().skip(1).any(|word| !word.raw.starts_with(['/', '-']) && word.raw.contains('/'));
            match run.package(index) {
                Some(package) if package.manager == Manager::Pip => {
                    let options = ["-e", "--editable", "-t", "--target", "--prefix", "--root", "--src", "-d", "--dest"];
                    let local = |word: &crate::facts::Word| word.text.starts_with(['.', '/']) || word.text.contains("git+");
                    package.verb == Verb::Install
                        && !package.arguments.has(&options)
                        && !package.arguments.operands.iter().any(local)
                }
                Some(package) => !matches!(package.manager, Manager::Npm | Manager::Yarn | Manager::Gem),
                None if command.words.is_empty() || self.compiles_elsewhere(command) => true,
                None if command.name() == Some("xargs") => !names && asks_packages(command),
                None => match command.name().and_then(knowledge::effect) {
                    Some(Effect::Nothing) => !names || command.redirections.iter().all(|it| !it.writes()),
                    Some(Effect::Cleans) => !names,
                    Some(Effect::Replay) => !names && (!here || known && !relative && makes_no_files(command)),
                    Some(Effect::Fetches | Effect::Builds) | None => !names && !here,
                },
            }
        };
        script.commands.iter().take(commands).enumerate().all(|(index, command)| elsewhere(index, command))
    }

    /// Whether a command compiles the modules of another directory, and nothing else.
    fn compiles_elsewhere(&self, command: &Command) -> bool {
        let words: Option<Vec<&str>> = command.arguments().iter().map(Word::literal).collect();
        let apart = |path: &str| path.starts_with('/') && !is_below(path, &self.directory) && !is_below(&self.directory, path);
        command.name().is_some_and(|name| name.starts_with("python"))
            && command.redirections.is_empty()
            && words.is_some_and(|words| words.starts_with(&["-m", "compileall"]) && words.last().is_some_and(|path| apart(path)))
    }

    /// What `--chown` has to say, if the owner is known where the first COPY stands.
    fn flag(&self, owner: &str, copies: &[&Instruction<'_>]) -> Result<String, Option<Reason>> {
        if !matches!(self.view.facts.state(self.run.id).user, User::Root) {
            return Err(Some(Reason::OtherUser("another user than root".to_owned())));
        }
        let (user, group) = match owner.split_once([':', '.']) {
            // its login group, which only the tables of the image tell
            Some((_, "")) => return Err(Some(Reason::UnknownValue(owner.to_owned()))),
            Some((user, group)) => (user, group),
            // COPY would take a group of the user's number
            None => (owner, "root"),
        };
        let user = if user.is_empty() { "root" } else { user };
        let first = copies[0];
        let known = |name: &str, is_group: bool| {
            name.bytes().all(|byte| byte.is_ascii_digit())
                || EVERYWHERE.contains(&name) && (!is_group || self.has_group(name))
                || self.base.users.contains(&name)
                || self.is_made(name, is_group, first)
        };
        if !known(user, false) || !known(group, true) {
            return Err(Some(Reason::OwnUser(owner.to_owned())));
        }
        Ok(format!("{user}:{group}"))
    }

    /// Debian calls the group of `nobody` another name.
    fn has_group(&self, name: &str) -> bool {
        name != "nobody" && (name != "www-data" || self.base.distribution.is_some_and(knowledge::Distribution::has_apt))
    }

    /// Whether a RUN before the first COPY makes a user or a group of that name.
    fn is_made(&self, name: &str, is_group: bool, first: &Instruction<'_>) -> bool {
        let runs = self.before().filter(|it| it.id < first.id).filter_map(|it| self.view.facts.run(it.id));
        runs.flat_map(|run| run.script.iter().flat_map(|script| &script.commands).collect::<Vec<_>>()).any(|command| {
            let words: Vec<&str> = command.arguments().iter().filter_map(Word::literal).collect();
            let named = words.last() == Some(&name) && !command.place.conditional;
            let own_group = ["-U", "--user-group"].iter().any(|option| words.contains(option));
            match command.name() {
                Some("useradd" | "adduser") => named && (!is_group || own_group),
                Some("groupadd" | "addgroup") => named && is_group,
                _ => false,
            }
        })
    }

    /// Whether anything before makes a home of that name.
    fn text_before_makes(&self, name: &str) -> bool {
        let makes = |it: &Instruction<'_>| {
            self.view.facts.run(it.id).is_some()
                && self.view.slice(it.text).contains(name)
                && self.view.slice(it.text).contains("add")
        };
        self.before().any(makes)
    }

    /// Whether the directory is there before a COPY: the base's, or made by a WORKDIR.
    fn is_made_before(&self, copy: &Instruction<'_>) -> bool {
        let named = |it: &Instruction<'_>| {
            matches!(&it.arguments, Arguments::Workdir(_) | Arguments::Run(_))
                && self.view.slice(it.text).contains(&self.directory)
        };
        let works = self.view.facts.state(copy.id).workdir.as_deref() == Some(&self.directory);
        // a COPY of one file to the directory's own path, or into one below it, makes it as well, and gives it the owner
        works || self.base.workdir == Some(&self.directory) || self.before().filter(|it| it.id < copy.id).any(named)
    }
}

/// Whether `xargs` hands what it reads to the tools of the distribution's packages.
fn asks_packages(command: &Command) -> bool {
    let first = command.arguments().iter().filter_map(Word::literal).find(|word| !word.starts_with('-'));
    let absolute = |word: &Word| word.literal().is_some_and(|path| path.starts_with('/'));
    matches!(first, Some("apt" | "apt-get" | "dpkg" | "dpkg-query"))
        && command.redirections.iter().filter(|it| it.writes()).filter_map(|it| it.target.as_ref()).all(absolute)
}

/// Whether a command that sets up the system leaves no file of its own in the directory that it runs in.
fn makes_no_files(command: &Command) -> bool {
    command.arguments().iter().filter_map(Word::literal).all(|word| word.starts_with(['/', '-']))
        || matches!(command.name(), Some("useradd" | "adduser" | "groupadd" | "addgroup" | "usermod" | "groupmod" | "ldconfig"))
}
