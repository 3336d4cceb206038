//! What the image starts: ENTRYPOINT and CMD, through the scripts of the build context, the programs that start others and
//! the scripts of `package.json`, down to simple commands.

use super::sources::Sources;
use super::{chain, instructions};
use crate::context::Known;
use crate::facts::{PackageCommand, Stage, join};
use crate::knowledge::users;
use crate::report::Reason;
use crate::rules::View;
use crate::shell::{self, Dialect, Redirection, Script, Word, basename, is_shell};
use crate::span::Span;
use crate::syntax::{Command, Instruction, InstructionId, Joined, Keyword, json};

/// Scripts that run scripts that run scripts …
const MOST_SCRIPTS: usize = 12;

/// A simple command of the running image.
#[derive(Clone, Debug)]
pub(super) struct Started {
    /// Its words, the program first; none where a word is not known.
    pub(super) words: Vec<Option<String>>,
    /// Where its output goes to.
    pub(super) files: Vec<Option<String>>,
    /// What a package manager is told by it.
    pub(super) package: Option<PackageCommand>,
    /// The directory that it runs in.
    pub(super) directory: Option<String>,
    /// The user's instruction that starts it.
    pub(super) at: Span,
}

impl Started {
    /// The program's name without its directory.
    pub(super) fn name(&self) -> &str {
        self.words.first().and_then(Option::as_deref).map_or("", basename)
    }

    /// The words behind the program that are known.
    pub(super) fn arguments(&self) -> impl Iterator<Item = &str> {
        self.words.iter().skip(1).filter_map(Option::as_deref)
    }

    /// What a report calls it.
    pub(super) fn said(&self) -> String {
        self.words.iter().map(|word| word.as_deref().unwrap_or("…")).take(3).collect::<Vec<_>>().join(" ")
    }
}

/// All that an image starts.
pub(super) fn started(view: &View<'_>, stage: &Stage<'_>, sources: &Sources) -> Result<Vec<Started>, (Span, Reason)> {
    let (entry_point, command) = commands(view, stage);
    let Some(first) = entry_point.or(command) else { return Ok(Vec::new()) };
    let last = instructions(view, stage).last().map_or(first.id, |last| last.id);
    let directory = final_directory(view, stage);
    let mut walk = Walk { view, sources, last, at: first.text, depth: 0, seen: Vec::new(), found: Vec::new() };
    let words = |instruction: &Instruction<'_>| match instruction.command() {
        Some(Command::Exec(words)) => words.iter().map(|word| Some(word.text.to_string())).collect(),
        Some(Command::Shell(text)) => vec![Some("sh".to_owned()), Some("-c".to_owned()), Some(text.text.to_string())],
        None => Vec::new(),
    };
    let mut line = words(first);
    let takes_command = first.exec_words().is_some() && entry_point.is_some();
    line.extend(command.filter(|_| takes_command).map(words).into_iter().flatten());
    walk.follow(&line, Vec::new(), directory).map_err(|reason| (first.text, reason))?;
    Ok(walk.found)
}

/// The ENTRYPOINT and the CMD in force.
pub(super) fn commands<'v>(view: &'v View<'_>, stage: &Stage<'_>) -> (Option<&'v Instruction<'v>>, Option<&'v Instruction<'v>>) {
    let (mut entry_point, mut command) = (None, None);
    for stage in chain(view, stage) {
        let body = view.facts.body(view.file, stage.index);
        let last = |keyword| body.iter().rev().find(|instruction| instruction.keyword == keyword);
        if let Some(own) = last(Keyword::Entrypoint) {
            // an ENTRYPOINT discards what the image below has for a CMD
            (entry_point, command) = (Some(own), None);
        }
        command = last(Keyword::Cmd).or(command);
    }
    (entry_point, command)
}

/// The work directory of the running image.
pub(super) fn final_directory(view: &View<'_>, stage: &Stage<'_>) -> Option<String> {
    let end = stage.end.0.checked_sub(1).map(InstructionId)?;
    let state = view.facts.state(end);
    let last = view.file.instruction(end);
    let before = if last.keyword == Keyword::From { inherited(view, stage) } else { state.workdir.as_deref().map(str::to_owned) };
    match &last.arguments {
        crate::syntax::Arguments::Workdir(word) => {
            view.facts.expand(end, &word.text, view.file.escape()).and_then(|path| join(before.as_deref(), &path))
        }
        _ => before,
    }
}

/// The work directory that a stage without instructions has from what it is built on.
fn inherited(view: &View<'_>, stage: &Stage<'_>) -> Option<String> {
    match &stage.parent {
        crate::facts::Parent::Stage(parent) => final_directory(view, &view.facts.stages()[*parent]),
        crate::facts::Parent::Image(_, Some(base)) => base.workdir.map(str::to_owned),
        crate::facts::Parent::Scratch => Some("/".to_owned()),
        _ => None,
    }
}

struct Walk<'v, 'a> {
    view: &'v View<'a>,
    sources: &'v Sources,
    /// The last instruction of the stage, where all of its environment is known.
    last: InstructionId,
    at: Span,
    depth: usize,
    seen: Vec<String>,
    found: Vec<Started>,
}

impl Walk<'_, '_> {
    /// Takes a command line apart. `files` are where its output goes to.
    fn follow(&mut self, line: &[Option<String>], files: Vec<Option<String>>, directory: Option<String>) -> Result<(), Reason> {
        let line = behind_wrappers(line);
        let Some(Some(program)) = line.first() else { return self.keep(line, files, None, directory) };
        let name = basename(program).to_owned();
        if users::starts_another(&name) || matches!(name.as_str(), "env" | "exec" | "nice" | "nohup") {
            self.keep(&line[..1], files, None, directory.clone())?;
            return self.follow(behind_starter(&line[1..]), Vec::new(), directory);
        }
        if is_shell(&name) {
            return self.shell(&line[1..], directory);
        }
        if matches!(name.as_str(), "npm" | "yarn" | "pnpm" | "bun")
            && let Some(script) = self.package_script(&line[1..], directory.as_deref())?
        {
            self.keep(&line[..1], files, None, directory.clone())?;
            return self.text(&script, Dialect::POSIX, directory);
        }
        if program.contains('/') || name.ends_with(".sh") || name.contains("entrypoint") {
            self.script(program, directory.as_deref())?;
        }
        self.keep(line, files, None, directory)
    }

    fn keep(
        &mut self,
        line: &[Option<String>],
        files: Vec<Option<String>>,
        package: Option<PackageCommand>,
        directory: Option<String>,
    ) -> Result<(), Reason> {
        if !line.is_empty() || !files.is_empty() {
            self.found.push(Started { words: line.to_vec(), files, package, directory, at: self.at });
        }
        Ok(())
    }

    /// `sh -c TEXT`, or `sh FILE`.
    fn shell(&mut self, arguments: &[Option<String>], directory: Option<String>) -> Result<(), Reason> {
        let mut rest = arguments.iter();
        while let Some(word) = rest.next() {
            let Some(word) = word else { return Ok(()) };
            let letters = word.strip_prefix('-').filter(|letters| !letters.starts_with('-'));
            match letters {
                Some(letters) if letters.contains('c') => {
                    let Some(Some(text)) = rest.next() else { return Ok(()) };
                    return self.text(&text.clone(), Dialect::default(), directory);
                }
                Some(_) => {}
                None if word.starts_with('-') || word.starts_with('+') => {}
                None => {
                    return self
                        .script(word, directory.as_deref())
                        .and_then(|read| if read { Ok(()) } else { Err(Reason::EntryPointUnread(word.clone())) });
                }
            }
        }
        Ok(())
    }

    /// The commands of a script of the build context; false where the file is none that can be read.
    fn script(&mut self, path: &str, directory: Option<&str>) -> Result<bool, Reason> {
        let found = self.find(path, directory);
        let Some((place, origin)) = found else {
            let name = basename(path);
            let may_be_script = name.ends_with(".sh") || name.ends_with(".bash") || name.contains("entrypoint");
            return if may_be_script { Err(Reason::EntryPointUnread(path.to_owned())) } else { Ok(false) };
        };
        if self.seen.contains(&place) || self.seen.len() >= MOST_SCRIPTS {
            return Ok(true);
        }
        self.seen.push(place);
        let Some(text) = content(self.view, &origin)? else { return Ok(true) };
        let line = text.lines().next().unwrap_or_default();
        if line.starts_with("#!") && Dialect::from_shebang(line).is_none() {
            // another language's; its writes are found with those of all sources
            return Ok(true);
        }
        let dialect = Dialect::from_shebang(line).unwrap_or_default();
        self.text(&text, dialect, directory.map(str::to_owned))
            .map_err(|reason| match reason {
                Reason::ShellUnparsed => Reason::EntryPointUnread(path.to_owned()),
                reason => reason,
            })
            .map(|()| true)
    }

    /// A program's place in the image and in the build context.
    fn find(&self, path: &str, directory: Option<&str>) -> Option<(String, String)> {
        let places = if path.contains('/') {
            vec![join(directory, path)?]
        } else {
            let mut places: Vec<String> = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", ""]
                .iter()
                .map(|bin| format!("{bin}/{path}"))
                .collect();
            places.extend(join(directory, path));
            places
        };
        places.into_iter().find_map(|place| self.sources.get(&place).map(|source| (place.clone(), source.origin.clone())))
    }

    fn text(&mut self, text: &str, dialect: Dialect, directory: Option<String>) -> Result<(), Reason> {
        self.depth += 1;
        if self.depth > MOST_SCRIPTS {
            return Err(Reason::ShellTooDeep);
        }
        let script = shell::analyse(&Joined::verbatim(text, 0), dialect).map_err(|_| Reason::ShellUnparsed)?;
        let result = self.commands(&script, directory);
        self.depth -= 1;
        result
    }

    fn commands(&mut self, script: &Script, directory: Option<String>) -> Result<(), Reason> {
        let mut directory = directory;
        for (index, command) in script.commands.iter().enumerate() {
            let words: Vec<Option<String>> = command.words.iter().flat_map(|word| self.fields(word)).collect();
            let files = command.redirections.iter().filter(|it| it.writes()).map(|it| self.target(it)).collect();
            if command.name() == Some("cd") && !command.place.subshell {
                let to = words.get(1).cloned().flatten();
                directory = to.and_then(|to| join(directory.as_deref(), &to));
            }
            match (command.name(), PackageCommand::read(index, command)) {
                (Some("." | "source"), _) => {
                    if let Some(Some(path)) = words.get(1) {
                        self.script(path, directory.as_deref())?;
                    }
                }
                (Some("eval"), _) => return Err(Reason::EntryPointUnread("eval".to_owned())),
                (_, Some(package)) if package.verb != crate::facts::Verb::Other => {
                    self.keep(&words, files, Some(package), directory.clone())?;
                }
                _ => self.follow(&words, files, directory.clone())?,
            }
        }
        for redirection in script.redirections.iter().filter(|it| it.writes()) {
            let files = vec![self.target(redirection)];
            self.keep(&[], files, None, directory.clone())?;
        }
        Ok(())
    }

    fn target(&self, redirection: &Redirection) -> Option<String> {
        self.fields(redirection.target.as_ref()?).into_iter().next()?
    }

    /// The fields of a word, with the image's environment filled in.
    fn fields(&self, word: &Word) -> Vec<Option<String>> {
        if let Some(fields) = word.fields() {
            return fields.iter().map(|field| Some(field.to_string())).collect();
        }
        let fillable = word.raw.contains('$') && !word.raw.contains(['`', '(', '*', '?', '@']);
        let filled = fillable.then(|| self.view.facts.expand(self.last, &word.raw, self.view.file.escape())).flatten();
        vec![filled.filter(|text| !text.is_empty() && !text.contains(char::is_whitespace))]
    }

    /// What `npm start` and the likes run; none where they do something else.
    fn package_script(&self, arguments: &[Option<String>], directory: Option<&str>) -> Result<Option<String>, Reason> {
        let mut operands = arguments.iter().flatten().map(String::as_str).filter(|word| !word.starts_with('-'));
        let name = match operands.next() {
            Some("run" | "run-script") => operands.next(),
            Some("exec" | "dlx" | "install" | "ci" | "i" | "add" | "x") | None => None,
            other => other,
        };
        let Some(name) = name else { return Ok(None) };
        let Some((_, origin)) = self.find("./package.json", directory) else {
            return Err(Reason::EntryPointUnread("package.json".to_owned()));
        };
        let Some(text) = content(self.view, &origin)? else { return Ok(None) };
        Ok(script_of(&text, name).map(str::to_owned))
    }
}

/// A script of `package.json` by its name.
fn script_of<'t>(package: &'t str, name: &str) -> Option<&'t str> {
    let at = package.find("\"scripts\"")?;
    let start = at + package[at..].find('{')?;
    let end = start + package[start..].find('}')?;
    json::member(&package[start..=end], name).map(|(_, script)| script)
}

/// The text of a file of the build context; none where it is no text.
pub(super) fn content(view: &View<'_>, origin: &str) -> Result<Option<String>, Reason> {
    match view.context.file(origin) {
        Known::Yes(file) => match file.content.map(|bytes| String::from_utf8(bytes.to_vec())) {
            Some(Ok(text)) if !text.contains('\0') => Ok(Some(text)),
            Some(_) => Ok(None),
            None => Err(Reason::EntryPointUnread(origin.to_owned())),
        },
        Known::No => Ok(None),
        Known::Unknown => Err(Reason::UnknownContext),
    }
}

/// Behind `X=y`, `exec`, `env X=y` and the likes.
fn behind_wrappers(line: &[Option<String>]) -> &[Option<String>] {
    let mut line = line;
    while let [Some(word), rest @ ..] = line {
        let wrapper =
            matches!(basename(word), "exec" | "env" | "nohup" | "command" | "time" | "nice" | "stdbuf" | "setsid" | "eatmydata");
        let assignment = word.split_once('=').is_some_and(|(name, _)| !name.is_empty() && !name.contains(['/', '-', '.']));
        let option = word.starts_with('-');
        if rest.is_empty() || !(wrapper || assignment || option) {
            break;
        }
        line = rest;
    }
    line
}

/// Behind the words of a program that starts another one: its options, `run` or `exec`, and all before `--`.
fn behind_starter(arguments: &[Option<String>]) -> &[Option<String>] {
    if let Some(end) = arguments.iter().position(|word| word.as_deref() == Some("--")) {
        return &arguments[end + 1..];
    }
    let own = |word: &Option<String>| {
        word.as_deref()
            .is_some_and(|word| word.starts_with('-') || matches!(word, "run" | "exec" | "run-program") || word.contains(':'))
    };
    let start = arguments.iter().position(|word| !own(word)).unwrap_or(arguments.len());
    &arguments[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<Option<String>> {
        line.split(' ').map(|word| Some(word.to_owned())).collect()
    }

    #[test]
    fn the_program_stands_behind_those_that_start_it() {
        let first = |line: &str| behind_starter(&words(line)).first().cloned().flatten();
        assert_eq!(first("run gunicorn app").as_deref(), Some("gunicorn"));
        assert_eq!(first("db:5432 -t 30 -- python app.py").as_deref(), Some("python"));
        assert_eq!(behind_wrappers(&words("exec env A=b python x"))[0].as_deref(), Some("python"));
    }

    #[test]
    fn scripts_of_a_package_are_found() {
        let package = "{\"name\": \"a\", \"scripts\": {\"build\": \"tsc\", \"start\": \"node dist/a.js\"}, \"x\": {}}";
        assert_eq!(script_of(package, "start"), Some("node dist/a.js"));
        assert_eq!(script_of(package, "test"), None);
    }
}
