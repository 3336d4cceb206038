//! A stage that holds what only the build needs becomes two: the build, and what ships.
//!
//! ## Why
//!
//! Compilers, headers and package managers stay in every image whose only stage installed them: most of its bytes, and
//! most of what scanners find. In a build stage they do their work and stay behind; what ships stands on the slim image
//! of the same family and version and gets what was built, at the same paths, with the packages that hold the shared
//! libraries it needs (found in the build, by `ldd` and `dpkg -S`).
//!
//! ## When it stays away
//!
//! When a command in the stage could leave behind anything anywhere; when what is made lies among the system's own files;
//! when package sources are set up by a command that does other things to the system as well; when a command that builds runs as another user; when the base is not Debian's or
//! Ubuntu's, or not known; when other stages are built on this one; when it would save nothing; when nobody can tell where
//! Poetry, uv or Pipenv install (`POETRY_CACHE_DIR`, a `.python-version` for which uv fetches an interpreter). A full language image gives
//! way to the slim one only when the build context is known, so that programs which the sources call can be installed.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM python:3.11-slim
//! WORKDIR /app
//! RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev && rm -rf /var/lib/apt/lists/*
//! COPY requirements.txt .
//! RUN pip install --no-cache-dir -r requirements.txt
//! COPY . .
//! CMD ["python", "app.py"]
//! ```
//!
//! ```dockerfile after
//! FROM python:3.11-slim AS build
//! WORKDIR /app
//! RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev && rm -rf /var/lib/apt/lists/*
//! COPY requirements.txt .
//! RUN pip install --no-cache-dir -r requirements.txt
//! # what the base has itself, and tests that no module imports, need not be copied
//! RUN --mount=type=bind,from=python:3.11-slim,source=/usr/local/lib/python3.11/site-packages,target=/base \
//!     cd /usr/local/lib/python3.11/site-packages \
//!  && (cd /base && ls -d *.dist-info) | xargs ls -d 2>/dev/null | cut -d- -f1 | xargs -r pip uninstall -y -q \
//!  && for tests in $(find . -type d \( -name test -o -name tests \) -prune); do \
//!       grep -rqE --include='*.py' --exclude-dir="${tests##*/}" "^\s*((from|import) .*)?\b${tests##*/}\b" "${tests%/*}" || rm -rf "$tests"; \
//!     done
//! # what only debuggers read
//! RUN find /usr/local/lib/python3.11/site-packages -type f -name '*.so*' ! -path '*.libs/*' | while read -r so; do \
//!       strip --strip-unneeded -o /tmp/stripped "$so" 2>/dev/null && ldd /tmp/stripped > /dev/null 2>&1 && cat /tmp/stripped > "$so"; \
//!     done || true
//! # the packages that hold the shared libraries of what was built
//! RUN find /usr/local/lib/python3.11/site-packages /usr/local/bin -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
//!  | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
//!  | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages
//!
//! FROM python:3.11-slim
//! WORKDIR /app
//! # slim images have no bytecode: without it each start compiles the standard library
//! RUN python -m compileall -q --invalidation-mode unchecked-hash -x '/(ensurepip|idlelib|lib2to3|pydoc_data|site-packages|test|tkinter|turtledemo)/' /usr/local/lib/python3.11
//! RUN --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
//!     xargs dpkg -s < /tmp/runtime-packages > /dev/null 2>&1 \
//!  || { apt-get update && xargs apt-get install -y --no-install-recommends --no-upgrade < /tmp/runtime-packages && rm -rf /var/lib/apt/lists/*; }
//! COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
//! COPY --from=build /usr/local/bin /usr/local/bin
//! COPY requirements.txt .
//! COPY . .
//! CMD ["python", "app.py"]
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::plan::Edit;
use crate::report::Class;
use crate::split::{self, Outcome};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "split-stage",
        summary: "what only the build needs stays in a build stage",
        level: 2,
        phase: Phase::Split,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &[],
        page: page!("split_stage"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for stage in view.facts.stages().iter().filter(|stage| stage.ships) {
        match split::split(view, stage) {
            Outcome::Nothing => {}
            Outcome::Whole(at, reason) => out.skip(at, reason),
            Outcome::Split(split) => {
                let from = view.file.instruction(stage.from);
                out.change(from.text, split.why).edits.push(Edit { span: split.span, with: split.parts });
            }
        }
    }
}
