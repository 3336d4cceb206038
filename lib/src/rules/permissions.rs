//! Files that anybody may write, or that run with their owner's rights, are pointed out.
//!
//! ## Why
//!
//! `chmod -R 777` lets whatever gets into the container rewrite the app, and doubles the space of the files that it touches,
//! as they are stored once more. A set-uid bit hands its owner's rights, mostly root's, to every user of the image.
//!
//! What the app writes is better given to its user (`COPY --chown`, `install -d -o`), and the rest left to root.
//!
//! Nothing is changed: who may need the files cannot be told. This is a note for a person to act on.
//!
//! ## When it stays away
//!
//! In stages that do not ship; for directories below `/tmp` and `/run`, which are anybody's; for modes with the sticky bit (1777).
//!
//! ## Example
//!
//! The note says that anybody may write below `/app`:
//!
//! ```dockerfile
//! FROM debian:bookworm-slim
//! COPY . /app
//! RUN chmod -R 777 /app
//! CMD ["/app/run"]
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::shell::{Command, Word};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "permissions",
        summary: "files that anybody may write, and set-uid bits, are pointed out",
        level: 3,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &[],
        source: include_str!("permissions.rs"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for body in view.bodies().filter(|body| body.stage().is_some_and(|stage| view.facts.ships(stage.index))) {
        for command in body.script.commands.iter().filter(|command| command.name() == Some("chmod")) {
            let Some((mode, paths)) = operands(command) else { continue };
            let paths: Vec<&str> = paths.into_iter().filter(|path| !is_anybodys(path)).collect();
            let Some(first) = paths.first() else { continue };
            let others = if paths.len() > 1 { " and others" } else { "" };
            if is_open(mode) {
                out.note(
                    command.span,
                    format!("anybody may write {first}{others}: give them to the user that writes them instead"),
                );
            } else if sets_owner(mode) {
                out.note(command.span, format!("whoever runs {first}{others} gets the rights of its owner"));
            }
        }
    }
}

/// The mode and the paths that chmod is given.
fn operands(command: &Command) -> Option<(&str, Vec<&str>)> {
    let mut words = command.arguments().iter().filter_map(Word::literal).filter(|word| !is_option(word));
    Some((words.next()?, words.collect()))
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
