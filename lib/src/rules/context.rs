//! What a COPY of directories drags into the image is kept out by a `.dockerignore`.
//!
//! ## Why
//!
//! `COPY . .` takes everything that lies in the build context: the history of version control, which may be as large as the
//! rest, virtual environments and `node_modules` of another machine, which come over those of the image, `.env` files and
//! keys, tests, documentation, what tools and editors leave behind. Each of them makes the image larger, shows more to whoever
//! gets hold of it, and has the layer built again whenever it changes.
//!
//! The rule proposes a `.dockerignore`, or lines at the end of the one that is in force (`Dockerfile.dockerignore` comes
//! first where there is one). `--explain` and `--diff` show it, `--write` writes it. Everything else that k8or does counts on
//! it. Lines are proposed for what is there; a new file also has those that every such file has, as checkouts differ.
//!
//! ## When it stays away
//!
//! From everything that the build or the app may read, by the text of all Dockerfiles that may use the same context, sources,
//! scripts, configuration files and manifests: a `README.md` that `pyproject.toml` names, `.git` where a version is worked out
//! from it, tests that a stage, a compose file or a pipeline runs in the image, `.env` where a library loads such files,
//! `node_modules` and virtual environments that the build does not make itself, documentation that is served. When it is not
//! known, or too large to be read, only caches, settings of editors and what the image installs itself are named. Licences
//! stay. Files that an exception (`!`) brings back stay.
//!
//! ## Example
//!
//! With a checkout that has `.git`, `.vscode` and a `README.md` that nothing reads, the build context goes without them; the
//! Dockerfile stays as it is:
//!
//! ```dockerfile
//! FROM python:3.12-slim
//! WORKDIR /app
//! COPY . .
//! CMD ["python", "app.py"]
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::clutter::{self, Outcome};
use crate::report::Class;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "context",
        summary: "what does not belong into the image stays out of the build context",
        level: 3,
        phase: Phase::Context,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &["DL3067"],
        page: page!("context"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    match clutter::look(view) {
        Outcome::Nothing => {}
        Outcome::Unknown(at, reason) => out.skip(at, reason),
        Outcome::Proposed(proposal) => {
            out.file(proposal.at, RULE.meta.class, &proposal.path, proposal.content, proposal.why);
        }
    }
}
