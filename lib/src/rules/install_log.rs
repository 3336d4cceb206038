//! On request (`--install-log`), a stage `install-log` holds what each installation installed.
//!
//! ```sh
//! docker build --target install-log --output log .
//! ```
//!
//! writes a folder for each installation, `1-build-apt-get`, `2-build-pip` and so on, with
//!
//! * `commands`: what was run;
//! * `packages.tsv`: a line for each package that was installed or replaced: kind (`deb`, `python`), package, version, number
//!   of files, bytes; the largest first;
//! * `files.tsv`: a line for each file of theirs: bytes, package, path.
//!
//! ## Why
//!
//! What makes an image large, and which versions are in it, is decided by a few lines that name only some of what they
//! install. The log tells the rest, installation by installation, from the records that Debian's and Python's installers keep,
//! whichever of them it was (apt, dpkg, pip, uv, Poetry, Pipenv).
//!
//! What ships stays as it is. The stages of the log say over again what other stages say, up to each installation, and the
//! builder takes the same steps once: the log is of the very installation that is in the image, as long as the builder's cache
//! holds it. A build of the image leaves the log out. Where the file changes, another rewrite brings the log up to date.
//!
//! ## When it stays away
//!
//! Unless it is asked for; when nothing is installed that such records are kept of; in files for Windows; when something else
//! in the file is called `install-log`. What leaves no record is not in it: npm's packages, programs that are unpacked or
//! built, Alpine's and Red Hat's packages.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM python:3.11-slim
//! WORKDIR /app
//! COPY requirements.txt .
//! RUN pip install --no-cache-dir -r requirements.txt
//! COPY . .
//! CMD ["python", "app.py"]
//! ```
//!
//! ```dockerfile after
//! # what each installation installed: docker build --target install-log --output log .
//! FROM python:3.11-slim AS install-log-0
//! FROM install-log-0 AS install-log-1
//! WORKDIR /app
//! COPY requirements.txt .
//! RUN pip install --no-cache-dir -r requirements.txt
//!
//! FROM install-log-0 AS install-log-record
//! RUN --mount=type=bind,from=install-log-0,target=/states/0 \
//!     --mount=type=bind,from=install-log-1,target=/states/1 \
//!     export LC_ALL=C; tab="$(printf '\t')"; mkdir /install-log; \
//!     installed() { \
//!       cd "/states/$1"; \
//!       { awk -F': ' '$1 == "Package" { name = $2 } $1 == "Status" { here = $2 ~ / installed$/ } $1 == "Architecture" { kind = $2 } \
//!           $1 == "Multi-Arch" && $2 == "same" { name = name ":" kind } \
//!           $1 == "Version" && here { print "deb\t" name "\t" $2 "\t./var/lib/dpkg/info/" name ".list" }' var/lib/dpkg/status 2>/dev/null; \
//!         find . -xdev -path '*.dist-info/RECORD' | awk -F/ '{ split($(NF-1), name, "-"); version = $(NF-1); \
//!           sub(/^[^-]*-/, "", version); sub(/\.dist-info$/, "", version); print "python\t" name[1] "\t" version "\t" $0 }'; \
//!       } | sort; \
//!     }; \
//!     paths() { \
//!       case $1 in \
//!         *.list) cat "$1" ;; \
//!         *) sed -e 's/,[^,]*,[^,]*$//' -e 's/^"\(.*\)"$/\1/' -e "/^\//!s|^|${1%/*/*}/|" "$1" ;; \
//!       esac | sed 's|^/|./|' | tr '\n' '\0'; \
//!     }; \
//!     record() { \
//!       installed "$1" > /tmp/before; installed "$2" > /tmp/after; comm -13 /tmp/before /tmp/after > /tmp/new; \
//!       [ -s /tmp/new ] || return 0; \
//!       log="/install-log/$3"; mkdir "$log"; cd "/states/$2"; printf '%s\n' "$4" > "$log/commands"; \
//!       printf 'bytes\tpackage\tpath\n' > "$log/files.tsv"; printf 'kind\tpackage\tversion\tfiles\tbytes\n' > "$log/packages.tsv"; \
//!       while IFS="$tab" read -r kind package version list; do \
//!         paths "$list" | xargs -0 -r stat -c '%f %s %n' 2>/dev/null | awk -v package="$package" -v files="$log/files.tsv" \
//!           -v head="$kind\t$package\t$version" '/^[8a]/ { path = $0; sub(/^[^.]*\./, "", path); \
//!             while (sub(/\/[^\/]+\/\.\.\//, "/", path)) {} count++; bytes += $2; print $2 "\t" package "\t" path >> files } \
//!           END { printf "%s\t%d\t%.0f\n", head, count, bytes }'; \
//!       done < /tmp/new | sort -t "$tab" -k 5,5nr >> "$log/packages.tsv"; \
//!     }; \
//!     record 0 1 1-pip 'pip install --no-cache-dir -r requirements.txt'
//!
//! FROM scratch AS install-log
//! COPY --from=install-log-record /install-log /
//!
//! FROM python:3.11-slim
//! WORKDIR /app
//! COPY requirements.txt .
//! RUN pip install --no-cache-dir -r requirements.txt
//! COPY . .
//! CMD ["python", "app.py"]
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::install_log::{self, Outcome};
use crate::plan::Edit;
use crate::report::Class;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "install-log",
        summary: "on request, a stage holds what each installation installed",
        level: 2,
        phase: Phase::Log,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &[],
        page: page!("install_log"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    if !view.options.install_log {
        return;
    }
    match install_log::write(view) {
        Outcome::Present => {}
        Outcome::None(at, reason) => out.skip(at, reason),
        Outcome::Written(span, with) => {
            let from = view.facts.stages().last().map_or(span, |last| view.file.instruction(last.from).text);
            let at = if span.is_empty() { from } else { span };
            let why = "`docker build --target install-log --output log .` writes what each installation installed";
            out.change(at, why).edits.push(Edit { span, with });
        }
    }
}
