//! The shell that k8or writes into a stage. Words in braces are filled in.

/// Removes tests that no module of the packages in the present directory imports.
pub(super) const UNIMPORTED: &str = r#"for tests in $(find . -type d \( -name test -o -name tests \) -prune); do \
      grep -rqE --include='*.py' --exclude-dir="${tests##*/}" "^\s*((from|import) .*)?\b${tests##*/}\b" "${tests%/*}" || rm -rf "$tests"; \
    done"#;

/// In the build stage: takes from the modules what the base has itself: the same version of the same distribution, whose
/// files are the same.
pub(super) const SAME: &str = r"{base}{relaxed}cd {site} \
 && (cd /base && ls -d *.dist-info) | xargs ls -d 2>/dev/null | cut -d- -f1 | {uninstall} \
 && {tests}";

/// In the build stage: takes tests that no module imports from the modules.
pub(super) const TESTS: &str = r"cd {site} \
 && {tests}";

/// In the build stage: takes the installer and tests from a virtual environment.
pub(super) const ENVIRONMENT: &str = r"cd {environment}/lib/python3*/site-packages \
 && rm -rf pip pip-*.dist-info {environment}/bin/pip* \
 && {tests}";

/// In the build stage: strips modules of what only debuggers read. Libraries that wheels bring along (`*.libs`) are left
/// alone, as stripping breaks them (measured); one that the loader refuses after it stays as it was.
pub(super) const STRIP: &str = r#"find {paths} -type f -name '*.so*' ! -path '*.libs/*' | while read -r so; do \
      strip --strip-unneeded -o /tmp/stripped "$so" 2>/dev/null && ldd /tmp/stripped > /dev/null 2>&1 && cat /tmp/stripped > "$so"; \
    done || true"#;

/// In the build stage: takes out distributions that nothing needs at run time and, round by round, what only they required;
/// then those of `{same}`. In Python, as `pip show` looks at all that is installed for each name (50 s for Poetry's), and
/// `pip uninstall` knows one place only. Where it fails, all stays.
pub(super) const SUPERFLUOUS: &str = r#"{mount}python - <<'END' && find {site} -type d -empty -delete || true
import re
from importlib.metadata import distributions
def name(text): return re.sub("[-_.]+", "-", re.split(r"[^\w.-]", text)[0]).lower()
here = {name(d.metadata["Name"]): d for d in distributions({path})}
needs = {one: {name(text) for text in d.requires or () if "extra ==" not in text} for one, d in here.items()}
tools, gone = {tools}, {installers}
kept = {kept}
for _ in needs:
    asked = tools.union(*(needs.get(one, ()) for one in gone)) & needs.keys() - kept
    gone |= {one for one in asked if not any(one in needs[other] for other in needs.keys() - gone - {one})}
{same}for file in (file.locate() for one in gone & needs.keys() for file in here[one].files or ()):
    for path in (file, *file.parent.glob(f"__pycache__/{file.stem}.*")): path.unlink(missing_ok=True)
END"#;

/// There: what the base has itself, in the same version.
pub(super) const SAME_HERE: &str = r#"base = {name(d.metadata["Name"]): d for d in distributions(path=["/base"])}
gone |= {one for one in base.keys() & needs.keys() if base[one].version == here[one].version}{pip}
"#;

/// The base's modules, in the build stage.
pub(super) const BASE: &str = "--mount=type=bind,from={image},source={site},target=/base \\\n    ";

/// In the build stage: what a project's own installation added to modules that were gathered before its sources were there.
pub(super) const ADDED: &str = r"mkdir {project} && cd / \
 && find {paths} ! -type d -newer {products} ! -name '*.pyc' | xargs -r cp -a --parents -t {project}";

/// In the build stage: the packages that hold the shared libraries of what was built. Links of `update-alternatives` are
/// followed, and paths are reduced to names, as Debian's records have some files below `/lib` and others below `/usr/lib`.
pub(super) const LIBRARIES: &str = r"{relaxed}{begin}find {paths} -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1{end} | sort -u > {list}";

/// What stands around the search for these packages, so that libraries which are opened by name are among them.
pub(super) const OPENED: [&str; 2] = [
    "{ ",
    r"; \
   dpkg-query -W -f '${Package}\n' {opens} 2>/dev/null; }",
];

/// In the runtime stage: installs the packages of that list, when any is missing.
pub(super) const MISSING: &str = r"--mount=type=bind,from={build},source={list},target=/tmp{list} \
    xargs dpkg -s < /tmp{list} > /dev/null 2>&1 \
 || { {apt} update && xargs {apt} {install} --no-upgrade < /tmp{list} && rm -rf /var/lib/apt/lists/*; }";

/// In the runtime stage: installs the packages of that list and others.
pub(super) const SERVING: &str = r"--mount=type=bind,from={build},source={list},target=/tmp{list} \
    {apt} update{upgrade} \
 && xargs -a /tmp{list} {apt} {install} --no-upgrade{packages} \
 && rm -rf /var/lib/apt/lists/*";

/// In the runtime stage: installs packages alone.
pub(super) const PACKAGES: &str = "{apt} update{upgrade}{packages} && rm -rf /var/lib/apt/lists/*";

/// In front of these: packages come from where they came from in the build stage, of which nothing stays.
pub(super) const SOURCES: &str = r"--mount=type=bind,rw,from={build},source=/etc/apt,target=/etc/apt \
    --mount=type=bind,rw,from={build},source=/usr/share/keyrings,target=/usr/share/keyrings \
    ";

/// The certificates for that, where the runtime's base has none.
pub(super) const CERTIFICATES: &str = r"--mount=type=bind,from={build},source=/etc/ssl/certs/ca-certificates.crt,target=/tmp/ca-certificates.crt \
    ";

/// The package manager with these certificates.
pub(super) const APT_WITH_CERTIFICATES: &str = "apt-get -o Acquire::https::CAInfo=/tmp/ca-certificates.crt";

/// In the build stage: what was installed, gathered under one directory, each file at its path. In `/`, as GNU cp 9 looks for
/// the parents of an absolute path below the directory that it runs in, and fails.
pub(super) const GATHER: &str = "cd / && mkdir {products} && cp -a --parents {paths} {products}";

/// How packages are installed.
pub(super) const INSTALL: &str = "install -y --no-install-recommends";

/// A text with its words filled in.
pub(super) fn fill(text: &str, words: &[(&str, &str)]) -> String {
    words.iter().fold(text.to_owned(), |text, (word, value)| text.replace(&format!("{{{word}}}"), value))
}
