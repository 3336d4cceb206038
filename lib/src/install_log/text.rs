//! The shell that compares the states, and writes down what is new.
//!
//! POSIX sh with what every Debian and Alpine image has: awk, comm, find, sed, sort, stat, tr, xargs. What fails in it leaves
//! a gap in the log and nothing else.

use super::states::Log;
use crate::facts::INSTALL_LOG;
use std::fmt::Write;

/// Where the log is written.
pub(super) const FOLDER: &str = "/install-log";

/// `installed STATE`: a line for each package that the records of a state have: kind, name, version, the list of its files.
/// `paths LIST`: those files. `record BEFORE AFTER NAME COMMANDS`: what is new, largest packages first.
const FUNCTIONS: &str = r#"export LC_ALL=C; tab="$(printf '\t')"; mkdir /install-log; \
    installed() { \
      cd "/states/$1"; \
      { awk -F': ' '$1 == "Package" { name = $2 } $1 == "Status" { here = $2 ~ / installed$/ } $1 == "Architecture" { kind = $2 } \
          $1 == "Multi-Arch" && $2 == "same" { name = name ":" kind } \
          $1 == "Version" && here { print "deb\t" name "\t" $2 "\t./var/lib/dpkg/info/" name ".list" }' var/lib/dpkg/status 2>/dev/null; \
        find . -xdev -path '*.dist-info/RECORD' | awk -F/ '{ split($(NF-1), name, "-"); version = $(NF-1); \
          sub(/^[^-]*-/, "", version); sub(/\.dist-info$/, "", version); print "python\t" name[1] "\t" version "\t" $0 }'; \
      } | sort; \
    }; \
    paths() { \
      case $1 in \
        *.list) cat "$1" ;; \
        *) sed -e 's/,[^,]*,[^,]*$//' -e 's/^"\(.*\)"$/\1/' -e "/^\//!s|^|${1%/*/*}/|" "$1" ;; \
      esac | sed 's|^/|./|' | tr '\n' '\0'; \
    }; \
    record() { \
      installed "$1" > /tmp/before; installed "$2" > /tmp/after; comm -13 /tmp/before /tmp/after > /tmp/new; \
      [ -s /tmp/new ] || return 0; \
      log="/install-log/$3"; mkdir "$log"; cd "/states/$2"; printf '%s\n' "$4" > "$log/commands"; \
      printf 'bytes\tpackage\tpath\n' > "$log/files.tsv"; printf 'kind\tpackage\tversion\tfiles\tbytes\n' > "$log/packages.tsv"; \
      while IFS="$tab" read -r kind package version list; do \
        paths "$list" | xargs -0 -r stat -c '%f %s %n' 2>/dev/null | awk -v package="$package" -v files="$log/files.tsv" \
          -v head="$kind\t$package\t$version" '/^[8a]/ { path = $0; sub(/^[^.]*\./, "", path); \
            while (sub(/\/[^\/]+\/\.\.\//, "/", path)) {} count++; bytes += $2; print $2 "\t" package "\t" path >> files } \
          END { printf "%s\t%d\t%.0f\n", head, count, bytes }'; \
      done < /tmp/new | sort -t "$tab" -k 5,5nr >> "$log/packages.tsv"; \
    }"#;

/// The instruction behind RUN: the states, the functions, and what is to be compared.
pub(super) fn comparison(log: &Log<'_>) -> String {
    let mut text = String::new();
    for number in 0..log.states.len() {
        let _ = write!(text, "--mount=type=bind,from={INSTALL_LOG}-{number},target=/states/{number} \\\n    ");
    }
    text += FUNCTIONS;
    let digits = log.installations.len().to_string().len();
    for (number, installation) in (1..).zip(&log.installations) {
        let commands = installation.commands.replace('\'', r"'\''");
        let (before, after, label) = (installation.before, installation.after, &installation.label);
        let _ = write!(text, "; \\\n    record {before} {after} {number:0digits$}-{label} '{commands}'");
    }
    text
}
