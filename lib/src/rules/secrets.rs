//! Credentials that stay in the image or in its history are pointed out, and with `--unsafe` given by secret mounts.
//!
//! ## Why
//!
//! Whoever can pull an image can read its configuration (`docker history`, `docker inspect`) and every file of every layer,
//! also those that a later layer removes. What ARG was given, what ENV holds and what a RUN was told is written there in
//! plain text, for good: a registry keeps old images.
//!
//! A mount of type secret is there while one RUN runs and leaves nothing. What the running app needs belongs into the
//! environment of its container, or into a file that is mounted there.
//!
//! ## What it changes
//!
//! Nothing without `--unsafe`, as the build is called in another way afterwards: the report has the flags that it needs.
//!
//! * An ARG with a credential goes. Each RUN that names it, or runs anything but the system's own tools, reads it from a
//!   secret mount before it does anything else; it is in the environment of its programs as before. The build fails without
//!   the secret, unless the file asks whether the variable has a value, gives it an empty default, or never names it.
//! * A copied file of credentials (`.npmrc`, `.netrc`, `pip.conf`, `id_rsa`, …) is mounted for the RUNs that may read it, and
//!   neither copied nor removed: files that only installers read, and others where the build removes them again.
//!
//! ## When it stays away
//!
//! In stages that do not ship. For names that only point at a secret (`PASSWORD_FILE`, `SECRET_NAME`), for ENV without a value
//! or with a switch, a path or a placeholder, for examples (`.env.example`), for public keys, and for files of the build context that hold no credential.
//!
//! Nothing is changed where ENV, a LABEL or another ARG takes the value up, where its default stands in the file, where a RUN
//! that may read it cannot be read here, and where a command does more with the file than read or remove it.
//!
//! ## Example
//!
//! The build is called with `--secret id=PIP_TOKEN,env=PIP_TOKEN` instead of `--build-arg PIP_TOKEN=…`:
//!
//! ```dockerfile before
//! FROM python:3.12-slim
//! ARG PIP_TOKEN
//! RUN pip install --no-cache-dir --extra-index-url https://ci:$PIP_TOKEN@packages.example.com/simple app
//! CMD ["app"]
//! ```
//!
//! ```dockerfile after
//! FROM python:3.12-slim
//! RUN --mount=type=secret,id=PIP_TOKEN,required=true \
//!     export PIP_TOKEN="$(cat /run/secrets/PIP_TOKEN)" \
//!     && pip install --no-cache-dir --extra-index-url https://ci:$PIP_TOKEN@packages.example.com/simple app
//! CMD ["app"]
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::facts::Stage;
use crate::report::{Class, Reason};
use crate::secret::{self, Mounted, is_secret, is_secret_value};
use crate::span::Span;
use crate::syntax::{Arguments, Instruction, Keyword};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "secrets",
        summary: "credentials in the image or its history are pointed out; with --unsafe they are mounted",
        level: 3,
        phase: Phase::Normalise,
        class: Class::Unsafe,
        edition: Edition::E2026,
        aliases: &["SecretsUsedInArgOrEnv"],
        page: page!("secrets"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    let mut arguments: Vec<&str> = Vec::new();
    for stage in view.facts.stages().iter().filter(|stage| view.facts.ships(stage.index)) {
        for instruction in view.facts.body(view.file, stage.index) {
            match &instruction.arguments {
                Arguments::Arg(declarations) => {
                    for name in declarations.iter().map(|it| &it.name).filter(|name| is_secret(&name.text)) {
                        note_argument(name.span, &name.text, out);
                        if !arguments.contains(&name.text.as_ref()) {
                            arguments.push(&name.text);
                            propose(secret::argument(view, &name.text), out);
                        }
                    }
                }
                Arguments::Env(_) => note_environment(instruction, out),
                Arguments::Copy(_) | Arguments::Add(_) => files(view, stage, instruction, out),
                _ => {}
            }
            if let Some((at, what)) = in_text(view, instruction) {
                out.note(at, format!("{what} stays in the image's history; a secret mount leaves nothing"));
            }
            for (at, what) in view.facts.run(instruction.id).into_iter().flat_map(secret::traces) {
                out.note(at, what);
            }
        }
    }
}

/// Proposes what came of a credential, or says why it stays as it is.
fn propose(outcome: Result<Option<Mounted>, (Span, Reason)>, out: &mut Proposals) {
    match outcome {
        Ok(None) => {}
        Err((at, reason)) => out.skip(at, reason),
        Ok(Some(mounted)) => {
            out.change(mounted.at, mounted.why).patch(mounted.patches).needs_flag(mounted.flag);
        }
    }
}

fn note_argument(at: Span, name: &str, out: &mut Proposals) {
    out.note(at, format!("the image's history keeps what {name} was given; a secret mount leaves nothing"));
}

fn note_environment(instruction: &Instruction<'_>, out: &mut Proposals) {
    let Arguments::Env(pairs) = &instruction.arguments else { return };
    let secret = |key: &str, value: &str| is_secret(key) && is_secret_value(value);
    for pair in pairs.pairs.iter().filter(|pair| secret(&pair.key.text, &pair.value.text)) {
        let name = &pair.key.text;
        out.note(pair.key.span, format!("whoever can pull the image can read {name}; give it to the container when it starts"));
    }
}

fn files(view: &View<'_>, stage: &Stage<'_>, instruction: &Instruction<'_>, out: &mut Proposals) {
    let (Arguments::Copy(transfer) | Arguments::Add(transfer)) = &instruction.arguments else { return };
    if instruction.flag("from").is_some() {
        return;
    }
    for source in transfer.sources.iter().filter(|source| secret::holds_credentials(view, &source.text)) {
        let file = &source.text;
        out.note(source.span, format!("whoever can pull the image can read {file}; mount it where it is needed"));
        propose(secret::file(view, stage, instruction, source), out);
    }
}

/// A credential that an instruction's text spells out, and where.
fn in_text(view: &View<'_>, instruction: &Instruction<'_>) -> Option<(Span, &'static str)> {
    if !matches!(instruction.keyword, Keyword::Run | Keyword::Add | Keyword::Env | Keyword::Arg | Keyword::Label) {
        return None;
    }
    // the history has what a variable of ARG was given, and the text of a RUN as it is written
    let expanded = instruction.keyword != Keyword::Run;
    let (range, what) = secret::credential(view.slice(instruction.text), expanded)?;
    let start = instruction.text.start;
    Some((Span::new(start + u32::try_from(range.start).ok()?, start + u32::try_from(range.end).ok()?), what))
}

#[cfg(test)]
mod tests {
    use crate::context::NoProject;
    use crate::{Options, rewrite};

    fn notes(text: &str) -> Vec<String> {
        let options = Options { only: vec!["secrets".to_owned()], ..Options::default() };
        rewrite(text, &NoProject, &options).unwrap().notes.into_iter().map(|note| note.text).collect()
    }

    #[test]
    fn what_stays_in_the_image_is_noted_once() {
        let of = |body: &str| notes(&format!("FROM debian\n{body}\nCMD [\"run\"]\n"));
        for body in [
            "ARG NPM_TOKEN",
            "ENV DB_PASSWORD=hunter2",
            "COPY .env /app/",
            "RUN git clone https://ci:s3cret@git.example.com/app.git",
            "RUN git clone https://$GIT_TOKEN@git.example.com/app.git",
            "ADD https://me:me@files.example.com/a.tar.gz /a/",
            "RUN curl -H 'Authorization: token ghp_0123456789abcdefghijABCDEFGHIJ012345' https://api.example.com",
        ] {
            assert_eq!(of(body).len(), 1, "{body}: {:?}", of(body));
        }
        for body in [
            "ENV DB_PASSWORD=",
            "ARG VERSION=1",
            "RUN git clone https://git@git.example.com/app.git",
            "RUN curl https://example.com/a@1.2.3",
            "RUN echo user@example.com https://example.com",
            "COPY --from=build /app/.env /app/",
        ] {
            assert!(of(body).is_empty(), "{body}: {:?}", of(body));
        }
        let earlier = "FROM debian AS build\nARG NPM_TOKEN\nRUN make\nFROM debian\nCOPY --from=build /a /a\nCMD [\"/a\"]\n";
        assert!(notes(earlier).is_empty());
    }
}
