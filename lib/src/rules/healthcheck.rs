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
        source: include_str!("healthcheck.rs"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for stage in view.facts.stages().iter().filter(|stage| stage.ships) {
        let checks = |instruction: &&Instruction<'_>| instruction.keyword == Keyword::Healthcheck;
        let Some(last) = view.facts.body(view.file, stage.index).iter().rfind(checks) else { continue };
        let Some(command) = command(view.slice(last.text)) else { continue };
        out.note(
            last.text,
            format!("Kubernetes does not read HEALTHCHECK: give the pod a probe, `exec: {{ command: {command} }}`"),
        );
    }
}

/// The command as a probe takes it: a list of words.
fn command(text: &str) -> Option<String> {
    let lower = text.to_ascii_uppercase();
    let at = lower.match_indices("CMD").map(|(at, _)| at).find(|at| text[..*at].ends_with(char::is_whitespace))?;
    let rest = text[at + 3..].trim();
    let words = rest.split_whitespace().filter(|word| *word != "\\").collect::<Vec<_>>().join(" ");
    if rest.starts_with('[') {
        return Some(words);
    }
    let quoted = words.replace('\\', "\\\\").replace('"', "\\\"");
    Some(format!("[\"sh\", \"-c\", \"{quoted}\"]"))
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
