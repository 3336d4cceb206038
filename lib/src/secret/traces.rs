//! Commands that write a credential to a file that stays in their layer, wherever the credential comes from.

use super::is_secret;
use crate::facts::Run;
use crate::shell::{Command, Script, Word};
use crate::span::Span;

/// The commands of a RUN that leave a credential behind: where, and what is left.
pub(crate) fn traces(run: &Run) -> Vec<(Span, String)> {
    let Ok(script) = &run.script else { return Vec::new() };
    let commands = script.commands.iter().enumerate();
    let left = commands.filter_map(|(index, command)| {
        let variable = variables(command).find(|name| is_secret(name))?;
        let file = written(command).filter(|file| !is_removed(script, index, file) && !is_kept_out(run, file))?;
        Some((command.span, format!("what {variable} holds stays in {file}: no later layer takes it away, the same RUN can")))
    });
    left.collect()
}

/// The variables that a command's words are filled in with.
fn variables(command: &Command) -> impl Iterator<Item = &str> {
    let is_name = |c: char| c == '_' || c.is_ascii_alphanumeric();
    command.words.iter().flat_map(move |word| {
        filled_in(&word.raw).map(move |at| {
            let rest = word.raw[at + 1..].trim_start_matches('{');
            &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())]
        })
    })
}

/// Where a `$` stands that the shell acts upon: neither behind a backslash nor between single quotes.
fn filled_in(raw: &str) -> impl Iterator<Item = usize> {
    let (mut escaped, mut single, mut double) = (false, false, false);
    raw.char_indices().filter_map(move |(at, c)| {
        let acts = c == '$' && !escaped && !single;
        single ^= c == '\'' && !escaped && !double;
        double ^= c == '"' && !escaped && !single;
        escaped = c == '\\' && !escaped && !single;
        acts.then_some(at)
    })
}

/// The file that a command writes what it is told to.
fn written(command: &Command) -> Option<String> {
    let words: Vec<&str> = command.arguments().iter().map(|word| word.literal().unwrap_or(&word.raw)).collect();
    let configures = |verbs: &[&str]| verbs.iter().all(|verb| words.contains(verb));
    match command.name()? {
        "git" if words.contains(&"clone") => return Some(".git/config".to_owned()),
        "git" if configures(&["config"]) => return Some(".gitconfig".to_owned()),
        "npm" if configures(&["config", "set"]) => return Some(".npmrc".to_owned()),
        "pip" | "pip3" if configures(&["config", "set"]) => return Some("pip.conf".to_owned()),
        "echo" | "printf" | "cat" | "envsubst" => {}
        _ => return None,
    }
    let target = command.redirections.iter().filter(|it| it.writes()).find_map(|it| it.target.as_ref())?;
    let path = target.literal().unwrap_or(&target.raw);
    (!path.starts_with("/dev/") && !path.starts_with("/tmp/")).then(|| path.to_owned())
}

/// Whether a later command of the body removes a file of that name, or the clone that it belongs to.
fn is_removed(script: &Script, index: usize, file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    let removes = |word: &Word| word.raw.contains(if file == ".git/config" { ".git" } else { name });
    let later = script.commands.get(index + 1..).unwrap_or_default().iter();
    later.filter(|command| command.name() == Some("rm")).any(|command| {
        command.arguments().iter().any(removes) || file == ".git/config" && clones_into(&script.commands[index], command)
    })
}

/// Whether `rm` removes the directory that `git clone` is told.
fn clones_into(clone: &Command, rm: &Command) -> bool {
    let directory = clone.arguments().last().map(|word| word.raw.trim_end_matches('/').trim_end_matches(".git"));
    let name = directory.and_then(|path| path.rsplit('/').next()).filter(|name| !name.is_empty());
    name.is_some_and(|name| rm.arguments().iter().any(|word| word.raw.trim_end_matches('/').ends_with(name)))
}

fn is_kept_out(run: &Run, file: &str) -> bool {
    file.starts_with('/') && run.keeps_out(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shell_fills_in_what_is_not_quoted() {
        let count = |raw: &str| filled_in(raw).count();
        assert_eq!(count("a$A\"b$B\"'c$C'\"'$D'\"\\$E"), 3);
        assert_eq!(count("'it'\\''s $x'"), 0);
    }
}
