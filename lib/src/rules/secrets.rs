//! Credentials that stay in the image or in its history are pointed out.
//!
//! ## Why
//!
//! Whoever can pull an image can read its configuration (`docker history`, `docker inspect`) and every file of every layer,
//! also those that a later layer removes. What ARG was given, what ENV holds and what a RUN was told is written there in
//! plain text, for good: a registry keeps old images.
//!
//! A mount of type secret is there while one RUN runs and leaves nothing: `RUN --mount=type=secret,id=token …` reads
//! `/run/secrets/token`, and the build is called with `--secret id=token,src=FILE`. What the running app needs belongs into
//! the environment of its container, or into a file that is mounted there.
//!
//! Nothing is changed: how the build is called would change with it. This is a note for a person to act on.
//!
//! ## When it stays away
//!
//! In stages that do not ship. For names that only point at a secret (`PASSWORD_FILE`, `SECRET_NAME`), for ENV without a value,
//! for examples (`.env.example`), and for public keys.
//!
//! ## Example
//!
//! The note says that the history of the image keeps what `PIP_TOKEN` was given:
//!
//! ```dockerfile
//! FROM python:3.12-slim
//! ARG PIP_TOKEN
//! RUN pip install --extra-index-url https://ci:$PIP_TOKEN@packages.example.com/simple app
//! CMD ["app"]
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::span::Span;
use crate::syntax::{Arguments, Instruction, Keyword};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "secrets",
        summary: "credentials in the image or its history are pointed out",
        level: 3,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["SecretsUsedInArgOrEnv"],
        source: include_str!("secrets.rs"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for stage in view.facts.stages().iter().filter(|stage| view.facts.ships(stage.index)) {
        for instruction in view.facts.body(view.file, stage.index) {
            match &instruction.arguments {
                Arguments::Arg(declarations) => {
                    let secret = declarations.iter().filter(|declaration| is_secret(&declaration.name.text));
                    secret.for_each(|one| {
                        let name = &one.name.text;
                        out.note(
                            one.name.span,
                            format!("the image's history keeps what {name} was given; a secret mount leaves nothing"),
                        );
                    });
                }
                Arguments::Env(pairs) => {
                    let secret = |key: &str, value: &str| is_secret(key) && !value.trim_matches(['"', '\'']).is_empty();
                    pairs.pairs.iter().filter(|pair| secret(&pair.key.text, &pair.value.text)).for_each(|pair| {
                        let name = &pair.key.text;
                        out.note(
                            pair.key.span,
                            format!("whoever can pull the image can read {name}; give it to the container when it starts"),
                        );
                    });
                }
                Arguments::Copy(transfer) | Arguments::Add(transfer) if instruction.flag("from").is_none() => {
                    transfer.sources.iter().filter(|source| holds_secrets(&source.text)).for_each(|source| {
                        let file = &source.text;
                        out.note(source.span, format!("whoever can pull the image can read {file}; mount it where it is needed"));
                    });
                }
                _ => {}
            }
            if let Some((at, what)) = in_text(view, instruction) {
                out.note(at, format!("{what} stays in the image's history; a secret mount leaves nothing"));
            }
        }
    }
}

/// Whether a variable holds a secret, by the words of its name.
fn is_secret(name: &str) -> bool {
    const WORDS: [&str; 11] =
        ["APIKEY", "CREDENTIAL", "CREDENTIALS", "PASSPHRASE", "PASSWD", "PASSWORD", "PW", "PWD", "SECRET", "SECRETS", "TOKEN"];
    const PAIRS: [[&str; 2]; 7] = [
        ["ACCESS", "KEY"],
        ["API", "KEY"],
        ["AUTH", "KEY"],
        ["DEPLOY", "KEY"],
        ["LICENSE", "KEY"],
        ["PRIVATE", "KEY"],
        ["SSH", "KEY"],
    ];
    const POINTERS: [&str; 19] = [
        "ALGORITHM",
        "AUDIENCE",
        "DIR",
        "ENABLED",
        "ENDPOINT",
        "EXPIRATION",
        "EXPIRES",
        "FILE",
        "HEADER",
        "HOST",
        "ID",
        "ISSUER",
        "LENGTH",
        "LIFETIME",
        "NAME",
        "PATH",
        "TTL",
        "TYPE",
        "URL",
    ];
    let upper = name.to_ascii_uppercase();
    let words: Vec<&str> = upper.split(['_', '-', '.']).filter(|word| !word.is_empty()).collect();
    let points = words.last().is_some_and(|last| POINTERS.contains(last)) || words.contains(&"PUBLIC");
    // the shell's own
    let directory = matches!(upper.as_str(), "PWD" | "OLDPWD");
    let named =
        words.iter().any(|word| WORDS.contains(word)) || words.windows(2).any(|pair| PAIRS.iter().any(|known| known == pair));
    named && !points && !directory
}

/// Whether a file is known to hold secrets, by its name.
fn holds_secrets(path: &str) -> bool {
    const FILES: [&str; 12] = [
        ".env",
        ".git-credentials",
        ".netrc",
        ".npmrc",
        ".pgpass",
        ".pypirc",
        "credentials.json",
        "id_dsa",
        "id_ecdsa",
        "id_ed25519",
        "id_rsa",
        "kubeconfig",
    ];
    const FOLDERS: [&str; 3] = [".aws", ".gnupg", ".ssh"];
    const ENDINGS: [&str; 4] = [".key", ".p12", ".pfx", ".jks"];
    const EXAMPLES: [&str; 5] = ["example", "sample", "template", "dist", "test"];
    let path = path.trim_end_matches('/').to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    let example = EXAMPLES.iter().any(|word| name.ends_with(word));
    let known = FILES.contains(&name)
        || name.starts_with(".env.")
        || name.starts_with("service-account") && name.ends_with(".json")
        || name.ends_with(".pem") && name.contains("key")
        || ENDINGS.iter().any(|ending| name.ends_with(ending) && !name.contains("public"))
        || path.split('/').any(|part| FOLDERS.contains(&part));
    known && !example
}

/// A credential that an instruction's text spells out, and where.
fn in_text(view: &View<'_>, instruction: &Instruction<'_>) -> Option<(Span, &'static str)> {
    if !matches!(instruction.keyword, Keyword::Run | Keyword::Add | Keyword::Env | Keyword::Arg | Keyword::Label) {
        return None;
    }
    let text = view.slice(instruction.text);
    let found = with_password(text).map(|range| (range, "the password in this address"));
    let (range, what) = found.or_else(|| of_known_form(text).map(|range| (range, "this token")))?;
    let start = instruction.text.start;
    Some((Span::new(start + u32::try_from(range.start).ok()?, start + u32::try_from(range.end).ok()?), what))
}

/// `https://user:password@host`, also with variables; the place of what stands between `//` and `@`.
fn with_password(text: &str) -> Option<std::ops::Range<usize>> {
    text.match_indices("://").find_map(|(at, _)| {
        let start = at + 3;
        let rest = &text[start..];
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '<' | '>'))?;
        let user = rest[..end].rfind('@')?;
        let (name, password) = rest[..user].split_once(':').unwrap_or((&rest[..user], ""));
        let token = !password.is_empty() || is_secret(name.trim_matches(['$', '{', '}']));
        token.then_some(start..start + user)
    })
}

/// Tokens that their issuers let begin in a way of their own, and keys.
fn of_known_form(text: &str) -> Option<std::ops::Range<usize>> {
    const FORMS: [(&str, usize); 9] = [
        ("AKIA", 16),
        ("github_pat_", 30),
        ("ghp_", 30),
        ("ghs_", 30),
        ("glpat-", 20),
        ("npm_", 36),
        ("pypi-AgEI", 50),
        ("xoxb-", 20),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", 0),
    ];
    let is_token = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    FORMS.iter().find_map(|(start, length)| {
        text.match_indices(start).find_map(|(at, _)| {
            let own = text[..at].chars().next_back().is_none_or(|before| !is_token(&before));
            let more = text[at + start.len()..].chars().take_while(is_token).count();
            (own && more >= *length).then(|| at..at + start.len() + more)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::NoProject;
    use crate::{Options, rewrite};

    fn notes(text: &str) -> Vec<String> {
        let options = Options { only: vec!["secrets".to_owned()], ..Options::default() };
        rewrite(text, &NoProject, &options).unwrap().notes.into_iter().map(|note| note.text).collect()
    }

    #[test]
    fn names_say_what_is_secret() {
        for name in
            ["PASSWORD", "DB_PASSWORD", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "API_KEY", "npm_token", "MYSQL_ROOT_PASSWORD"]
        {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "PASSWORD_FILE",
            "TOKENIZERS_PARALLELISM",
            "SECRET_NAME",
            "PUBLIC_KEY",
            "API_URL",
            "KEYBOARD",
            "PWD",
            "TOKEN_TTL",
            "STRIPE_PUBLIC_API_KEY",
        ] {
            assert!(!is_secret(name), "{name}");
        }
        for file in
            [".env", "config/.env.production", "id_rsa", "certs/server.key", "tls/key.pem", ".ssh/config", "service-account.json"]
        {
            assert!(holds_secrets(file), "{file}");
        }
        for file in [".env.example", "environment", "public.key", "ca.pem", "id_rsa.pub", "package.json"] {
            assert!(!holds_secrets(file), "{file}");
        }
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
