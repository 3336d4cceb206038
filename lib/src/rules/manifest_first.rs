//! Installations come before the sources: their manifests are copied first.
//!
//! ## Why
//!
//! Behind `COPY . .`, every change of a source installs everything again, which takes minutes where a moment would do. What is
//! installed depends on the manifest alone (`requirements.txt`, `package.json` and its lock), so the manifest is copied first,
//! then comes the installation, then the rest. Installations that read nothing of the context go before the COPY as they
//! stand. A stage that is split gets the same order by `split-stage`; this rule is for the others.
//!
//! ## When it stays away
//!
//! Without the build context. When the installation may read more than its manifest: the project itself (`-e .`, `pip install
//! .`), directories and patches that the manifest names, scripts that run when packages are installed (`postinstall`,
//! `prepare`), workspaces, packages that read the project (Prisma). When a RUN in between may read or write what is copied,
//! when a file is copied into the same place in between, and when the context holds a `node_modules` or `.venv` that would
//! come over what was installed.
//!
//! ## Example
//!
//! With a build context that has a `requirements.txt` of names alone, from
//!
//! ```dockerfile
//! FROM python:3.12-alpine
//! WORKDIR /app
//! COPY . .
//! RUN pip install --no-cache-dir -r requirements.txt
//! CMD ["python", "app.py"]
//! ```
//!
//! comes
//!
//! ```dockerfile
//! FROM python:3.12-alpine
//! WORKDIR /app
//! COPY requirements.txt ./
//! RUN pip install --no-cache-dir -r requirements.txt
//! COPY . .
//! CMD ["python", "app.py"]
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::plan::Edit;
use crate::report::Class;
use crate::split;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "manifest-first",
        summary: "installations come before the sources, with their manifests alone",
        level: 2,
        phase: Phase::Role,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &[],
        page: page!("manifest_first"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for stage in view.facts.stages() {
        let Some(later) = split::later(view, stage) else { continue };
        let why = match later.files.first() {
            Some(file) => format!("what is installed depends on {file}, so that a change of a source does not install it again"),
            None => "what is installed depends on none of these files, so that their changes do not install it again".to_owned(),
        };
        out.change(later.at, why).edits.push(Edit { span: later.span, with: later.parts });
    }
}
