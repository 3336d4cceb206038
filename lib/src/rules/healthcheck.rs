//! HEALTHCHECK, which Kubernetes does not read, is pointed out.
//!
//! ## Why
//!
//! Docker runs the command of HEALTHCHECK; Kubernetes has probes of its own and ignores it, so that a pod counts as ready as
//! soon as its process runs. What the image knows about its own health belongs into the pod as well, as `livenessProbe` or
//! `readinessProbe` with the same command.
//!
//! Nothing is changed: under Docker and compose it goes on working. This is a note for a person to act on.
//!
//! ## When it stays away
//!
//! In stages that do not ship, for `HEALTHCHECK NONE`, and for all but the last one of a stage, which alone counts.
//!
//! ## Example
//!
//! The note says what a probe of the same kind is:
//!
//! ```dockerfile
//! FROM nginx:1.27
//! HEALTHCHECK --interval=30s CMD ["curl", "-f", "http://localhost/"]
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::syntax::{Instruction, Keyword};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "healthcheck",
        summary: "health checks that Kubernetes does not read are pointed out",
        level: 3,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &[],
        page: page!("healthcheck"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for stage in view.facts.stages().iter().filter(|stage| stage.ships) {
        let checks = |instruction: &&Instruction<'_>| instruction.keyword == Keyword::Healthcheck;
        let Some(last) = view.facts.body(view.file, stage.index).iter().rfind(checks) else { continue };
        let Some(command) = command(last) else { continue };
        out.note(
            last.text,
            format!("Kubernetes does not read HEALTHCHECK: give the pod a probe, `exec: {{ command: {command} }}`"),
        );
    }
}

/// The command as a probe takes it: a list of words.
fn command(instruction: &Instruction<'_>) -> Option<String> {
    let quoted = |word: &str| format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""));
    let words: Vec<String> = match (instruction.exec_words(), instruction.shell_command()) {
        (Some(words), _) => words.iter().map(|word| quoted(&word.text)).collect(),
        (None, Some(line)) => {
            let line = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
            vec![quoted("sh"), quoted("-c"), quoted(&line)]
        }
        _ => return None,
    };
    Some(format!("[{}]", words.join(", ")))
}

#[cfg(test)]
mod tests {
    use crate::context::NoProject;
    use crate::{Options, rewrite};

    fn note(check: &str) -> Option<String> {
        let options = Options { only: vec!["healthcheck".to_owned()], ..Options::default() };
        let text = format!("FROM debian\n{check}\nCMD [\"run\"]\n");
        rewrite(&text, &NoProject, &options).unwrap().notes.into_iter().map(|note| note.text).next()
    }

    #[test]
    fn the_same_command_is_a_probe() {
        let shell = note("HEALTHCHECK --interval=5s \\\n  CMD curl -f \"http://a/\" \\\n   || exit 1").unwrap();
        assert!(shell.contains(r#"command: ["sh", "-c", "curl -f \"http://a/\" || exit 1"]"#), "{shell}");
        assert!(note(r#"HEALTHCHECK CMD ["curl", "-f", "x"]"#).unwrap().contains(r#"command: ["curl", "-f", "x"]"#));
        assert_eq!(note("HEALTHCHECK NONE"), None);
        assert_eq!(note("LABEL a=b"), None);
    }
}
