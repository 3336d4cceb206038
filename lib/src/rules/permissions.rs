//! Files that anybody may write, or that run with their owner's rights, are pointed out, and narrowed where nobody writes them.
//!
//! ## Why
//!
//! `chmod -R 777` lets whatever gets into the container rewrite the app, and doubles the space of the files that it touches,
//! as they are stored once more. A set-uid bit hands its owner's rights, mostly root's, to every user of the image.
//!
//! What the app writes is better given to its user (`COPY --chown`, `install -d -o`), and the rest left to root.
//!
//! ## What it changes
//!
//! * A single script (`run.sh`, `main.py`) that is made writable for all, by `chmod` or `COPY --chmod`, gets mode 755: everybody
//!   may still read and run it. That nobody writes to a script while it is in use is a convention (class Assumed).
//! * `chmod 777 DIRECTORY` goes where a later `install -d -m … DIRECTORY` gives the directory another mode anyway, as the rule
//!   `app-user` writes it for what the user of the image writes (class Safe).
//!
//! All else is a note for a person to act on: who may need the files cannot be told.
//!
//! ## When it stays away
//!
//! In stages that do not ship; for directories below `/tmp` and `/run`, which are anybody's; for modes with the sticky bit (1777).
//!
//! Nothing is changed for scripts that something else in the file writes to, for trees (`-R`) with anything in them, and
//! where a command in between runs as another user.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM debian:bookworm-slim
//! COPY . /app
//! RUN chmod 777 /app/run.sh
//! CMD ["/app/run.sh"]
//! ```
//!
//! ```dockerfile after
//! FROM debian:bookworm-slim
//! COPY . /app
//! RUN chmod 755 /app/run.sh
//! CMD ["/app/run.sh"]
//! ```

use super::body::Body;
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::{Run, User, join};
use crate::ownership::SCRIPTS;
use crate::report::Class;
use crate::shell::{Command, Word};
use crate::span::Span;
use crate::syntax::{Arguments, Instruction};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "permissions",
        summary: "files that anybody may write, and set-uid bits, are pointed out; scripts are narrowed",
        level: 3,
        phase: Phase::Normalise,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &[],
        page: page!("permissions"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for body in view.bodies() {
        for (index, command) in body.script.commands.iter().enumerate() {
            match command.name() {
                Some("chmod") => changed(&body, index, out),
                Some("mkdir" | "install") => made(command, out),
                _ => {}
            }
        }
    }
    for instruction in view.instructions() {
        if view.facts.stage_of(instruction.id).is_some_and(|stage| view.facts.ships(stage.index)) {
            copied(view, instruction, out);
        }
    }
}

/// What `chmod` does.
fn changed(body: &Body<'_>, index: usize, out: &mut Proposals) {
    let command = &body.script.commands[index];
    let Some((at, mode)) = mode(command) else { return };
    let words = command.words.iter().skip(at + 1).map(|word| word.literal().unwrap_or(&word.raw));
    let paths: Vec<&str> = words.filter(|path| !is_option(path) && !is_anybodys(path)).collect();
    let Some(first) = paths.first() else { return };
    let others = if paths.len() > 1 { " and others" } else { "" };
    if sets_owner(mode) {
        out.note(command.span, format!("whoever runs {first}{others} gets the rights of its owner"));
    } else if is_open(mode) {
        let overruled = overruled(body, index, &paths).then(|| body.taken_out(index)).flatten();
        if let Some(patches) = overruled {
            out.change(command.span, "the directory gets another mode later").class(Class::Safe).patch(patches);
        } else if is_recursive(command) || !narrow(body, &command.words[at], &paths, out) {
            out.note(command.span, format!("anybody may write {first}{others}: give them to the user that writes them instead"));
        }
    }
}

/// Gives scripts that are open to all a mode that lets nobody write them; whether it does.
fn narrow(body: &Body<'_>, mode: &Word, paths: &[&str], out: &mut Proposals) -> bool {
    let scripts = paths.iter().all(|path| is_script(path) && !is_written(body.view, path));
    let all = matches!(mode.literal(), Some("777" | "0777" | "a+rwx" | "ugo+rwx" | "a=rwx"));
    if !(scripts && all && mode.plain) {
        return false;
    }
    out.change(mode.span, "a script is read and run: nobody but root has to write it").replace(mode.span, "755");
    true
}

fn is_script(path: &str) -> bool {
    SCRIPTS.iter().any(|end| path.ends_with(end)) && !path.contains(['*', '?', '['])
}

/// Whether something in the file writes to a script: a redirection, an editor, a program that is told its name.
fn is_written(view: &View<'_>, path: &str) -> bool {
    const WRITERS: [&str; 6] = ["sed", "tee", "patch", "envsubst", "ed", "perl"];
    let name = path.rsplit('/').next().unwrap_or(path);
    let runs = view.instructions().iter().filter_map(|it| view.facts.run(it.id));
    runs.flat_map(|run| run.script.iter().flat_map(|script| &script.commands)).any(|command| {
        let target = command.redirections.iter().filter(|it| it.writes()).filter_map(|it| it.target.as_ref());
        target.into_iter().any(|word| word.raw.contains(name))
            || command.name().is_some_and(|program| WRITERS.contains(&program))
                && command.words.iter().any(|word| word.raw.contains(name))
    })
}

/// Whether a later `install -d -m` of the stage gives all of these directories another mode, and nobody else comes before it.
fn overruled(body: &Body<'_>, index: usize, paths: &[&str]) -> bool {
    let (view, command) = (body.view, &body.script.commands[index]);
    let Some(stage) = body.stage() else { return false };
    let here = command.directory.as_deref().and_then(|to| join(view.facts.state(body.run.id).workdir.as_deref(), to));
    let Some(paths) = paths.iter().map(|path| join(here.as_deref(), path)).collect::<Option<Vec<String>>>() else { return false };
    if !body.script.is_sure_to_run(command) || is_recursive(command) && !paths.iter().all(|path| is_empty(body, index, path)) {
        return false;
    }
    let later = view.facts.body(view.file, stage.index).iter().filter(|it| it.id > body.run.id);
    let as_root = later
        .take_while(|it| matches!(view.facts.state(it.id).user, User::Root) && !view.facts.run(it.id).is_some_and(changes_user));
    let given: Vec<String> = as_root.filter_map(|it| view.facts.run(it.id)).flat_map(given_a_mode).collect();
    paths.iter().all(|path| given.contains(path))
}

/// Whether a RUN does something as another user than its own, or may.
fn changes_user(run: &Run) -> bool {
    let changes = |command: &Command| {
        command.user.as_deref().is_some_and(|user| user != "root") || matches!(command.name(), Some("su" | "runuser" | "setpriv"))
    };
    run.script.as_ref().is_ok_and(|script| script.hidden || script.commands.iter().any(changes))
}

/// The directories that `install -d -m` gives a mode in a RUN.
fn given_a_mode(run: &Run) -> Vec<String> {
    let commands = run.script.iter().flat_map(|script| script.commands.iter().map(move |command| (script, command)));
    let sure = commands.filter(|(script, command)| command.name() == Some("install") && script.is_sure_to_run(command));
    let words = sure.flat_map(|(_, command)| {
        let words: Vec<&str> = command.arguments().iter().filter_map(Word::literal).collect();
        let directories = words.contains(&"-d") && words.contains(&"-m");
        words.into_iter().filter(move |word| directories && word.starts_with('/')).map(str::to_owned)
    });
    words.collect()
}

/// Whether nothing but `mkdir` names a directory before a command, and no COPY brings anything there.
fn is_empty(body: &Body<'_>, index: usize, path: &str) -> bool {
    let view = body.view;
    let makes = |command: &Command| command.name() == Some("mkdir") || !view.slice(command.span).contains(path);
    let before = view.instructions().iter().filter(|it| it.id < body.run.id);
    let mut texts = before.map(|it| match view.facts.run(it.id) {
        Some(run) => run.script.as_ref().is_ok_and(|script| script.commands.iter().all(makes)),
        None => !view.slice(it.text).contains(path) && view.facts.state(it.id).workdir.as_deref() != Some(path),
    });
    let known = path.rsplit_once('/').is_some_and(|(parent, _)| parent.is_empty() || parent == "/opt" || parent == "/srv");
    known && !crate::split::effect::is_system(path) && texts.all(|fine| fine) && body.script.commands[..index].iter().all(makes)
}

/// What `mkdir -m` and `install -m` do.
fn made(command: &Command, out: &mut Proposals) {
    let words: Vec<&str> = command.arguments().iter().map(|word| word.literal().unwrap_or(&word.raw)).collect();
    let long = words.iter().find_map(|word| word.strip_prefix("--mode="));
    let short =
        words.iter().position(|word| matches!(*word, "-m" | "-pm" | "-dm" | "-Dm")).and_then(|at| words.get(at + 1).copied());
    let joined = words.iter().find_map(|word| word.strip_prefix("-m").or_else(|| word.strip_prefix("-Dm")));
    let Some(mode) = long.or(short).or(joined.filter(|mode| !mode.is_empty())) else { return };
    let Some(path) = words.last().filter(|path| !is_anybodys(path)) else { return };
    note(command.span, mode, path, out);
}

/// What `COPY --chmod` does.
fn copied(view: &View<'_>, instruction: &Instruction<'_>, out: &mut Proposals) {
    let (Arguments::Copy(transfer) | Arguments::Add(transfer)) = &instruction.arguments else { return };
    let Some(mode) = instruction.flag("chmod").and_then(|flag| flag.value.as_ref()) else { return };
    let to = &transfer.destination.text;
    if is_anybodys(to) {
        return;
    }
    let scripts =
        !transfer.sources.is_empty() && transfer.sources.iter().all(|it| is_script(&it.text) && !is_written(view, &it.text));
    if matches!(mode.text.as_ref(), "777" | "0777") && scripts {
        out.change(mode.span, "a script is read and run: nobody but root has to write it").replace(mode.span, "755");
    } else {
        note(instruction.text, &mode.text, to, out);
    }
}

fn note(at: Span, mode: &str, path: &str, out: &mut Proposals) {
    if sets_owner(mode) {
        out.note(at, format!("whoever runs {path} gets the rights of its owner"));
    } else if is_open(mode) {
        out.note(at, format!("anybody may write {path}: give it to the user that writes it instead"));
    }
}

/// The mode that chmod is given, and the index of its word.
fn mode(command: &Command) -> Option<(usize, &str)> {
    let words = command.words.iter().enumerate().skip(command.program + 1);
    words.filter_map(|(index, word)| Some((index, word.literal()?))).find(|(_, word)| !is_option(word))
}

fn is_recursive(command: &Command) -> bool {
    command
        .arguments()
        .iter()
        .filter_map(Word::literal)
        .any(|word| word == "--recursive" || is_option(word) && word.contains('R'))
}

/// `-R`, but not the mode `-w`.
fn is_option(word: &str) -> bool {
    word.starts_with("--")
        || word.strip_prefix('-').is_some_and(|letters| letters.bytes().all(|letter| b"Rcfv".contains(&letter)))
}

fn is_anybodys(path: &str) -> bool {
    ["/tmp", "/var/tmp", "/run", "/dev"].iter().any(|directory| crate::facts::is_below(path, directory))
}

/// Whether a mode lets others write.
fn is_open(mode: &str) -> bool {
    if let Ok(number) = u32::from_str_radix(mode, 8) {
        return number & 0o002 != 0 && number & 0o1000 == 0;
    }
    mode.split(',').any(|clause| {
        let (who, what) = clause.split_at(clause.find(['+', '=']).unwrap_or(clause.len()));
        (who.contains(['o', 'a']) || who.is_empty() && what.starts_with('=')) && what.contains('w')
    })
}

/// Whether a mode sets the set-uid or the set-gid bit of a file.
fn sets_owner(mode: &str) -> bool {
    u32::from_str_radix(mode, 8).map_or_else(|_| mode.contains("+s") || mode.contains("u+xs"), |number| number & 0o4000 != 0)
}

#[cfg(test)]
mod tests {
    use crate::context::NoProject;
    use crate::{Options, rewrite};

    fn notes(command: &str) -> Vec<String> {
        let options = Options { only: vec!["permissions".to_owned()], ..Options::default() };
        let text = format!("FROM debian\nRUN {command}\nCMD [\"run\"]\n");
        rewrite(&text, &NoProject, &options).unwrap().notes.into_iter().map(|note| note.text).collect()
    }

    #[test]
    fn open_files_and_set_uid_bits_are_noted() {
        for command in
            ["chmod -R 777 /app", "chmod 0666 /app/db /app/log", "chmod -R a+rwX /srv", "chmod o+w /srv", "cd /a && chmod 777 b"]
        {
            assert!(notes(command)[0].starts_with("anybody may write"), "{command}");
        }
        for command in ["chmod u+s /usr/bin/tool", "chmod 4755 /usr/bin/tool"] {
            assert!(notes(command)[0].starts_with("whoever runs"), "{command}");
        }
        for command in [
            "chmod 755 /app/run",
            "chmod +x run.sh",
            "chmod 1777 /data",
            "chmod 777 /tmp/a",
            "chmod go-w /app",
            "chmod 2775 /srv",
        ] {
            assert!(notes(command).is_empty(), "{command}: {:?}", notes(command));
        }
    }
}
