//! What level 1 (level 2 in the folders `split`, `install-log` and `remove-unused`, in the last two with the option of that
//! name, and in `manifest-first`; level 3 in `app-user`, `context`, `permissions` and, with unsafe changes, `secrets`) makes of
//! the Dockerfiles in testdata/rewrite: `NAME.Dockerfile` becomes `NAME.expected.Dockerfile`.
//!
//! Beside a pair there may be `NAME.context/`, the build context; `NAME.proposed/`, the files of it that are proposed; and
//! `NAME.reasons`: lines `rule: code` of skips that must be reported, or `refused` for a file that BuildKit refuses, too. `K8OR_BLESS=1` writes what comes out; read it before it is
//! committed. A session that is stepped with answers comes to the same result.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail, and says what it measured")]

mod support;

use k8or_core::context::{Answers, Need, NoProject, Project};
use k8or_core::{Options, Rewrite, Session, Step, rewrite};
use std::path::{Path, PathBuf};
use support::{Checkout, Directory, diff};

/// A pair and what lies beside it.
struct Case {
    input: PathBuf,
}

impl Case {
    fn beside(&self, end: &str) -> PathBuf {
        let name = self.input.to_string_lossy();
        PathBuf::from(format!("{}.{end}", name.strip_suffix(".Dockerfile").unwrap()))
    }

    fn text(&self) -> String {
        std::fs::read_to_string(&self.input).unwrap()
    }

    fn project(&self) -> Box<dyn Project> {
        let context = self.beside("context");
        match context.is_dir() {
            true if self.is_in("context") => Box::new(Checkout::new(context)),
            true => Box::new(Directory::new(context)),
            false => Box::new(NoProject),
        }
    }

    /// The rewrite; none where the file is refused.
    fn rewrite(&self, text: &str) -> Option<Rewrite> {
        rewrite(text, &*self.project(), &self.options()).ok()
    }

    /// The same by steps, with answers between them.
    fn by_steps(&self, text: &str) -> Option<Rewrite> {
        let project = self.project();
        let mut session = Session::new(text, &self.options()).ok()?;
        let mut answers = Answers::default();
        loop {
            let needs = match session.step(std::mem::take(&mut answers)) {
                Step::Done(rewrite) => return Some(*rewrite),
                Step::Need(needs) => needs,
            };
            for need in needs {
                match need {
                    Need::Listing => answers.listing = Some(project.listing()),
                    Need::IgnoreFile => answers.ignore = Some(project.ignore_file()),
                    Need::Files(glob) => drop(answers.files.insert(glob.clone(), project.files(&glob))),
                    Need::BaseConfig(image) => drop(answers.configs.insert(image.clone(), project.base_config(&image))),
                }
            }
        }
    }

    fn options(&self) -> Options {
        let (install_log, remove_unused) = (self.is_in("install-log"), self.is_in("remove-unused"));
        let level = match () {
            () if ["app-user", "context", "permissions", "secrets"].into_iter().any(|name| self.is_in(name)) => 3,
            () if self.is_in("split") || self.is_in("manifest-first") || install_log || remove_unused => 2,
            () => 1,
        };
        Options { level, install_log, remove_unused, allow_unsafe: self.is_in("secrets"), ..Options::default() }
    }

    fn is_in(&self, name: &str) -> bool {
        self.input.parent().is_some_and(|folder| folder.ends_with(name))
    }

    /// A second rewrite, with an ignore file written as it was proposed, proposes nothing and changes nothing but the order that
    /// counts on the file.
    fn comes_again(&self, found: &Rewrite) -> Vec<String> {
        let context = self.beside("context");
        let Some(ignore) = found.files.iter().find(|file| file.path.ends_with(".dockerignore")) else { return Vec::new() };
        let written = Checkout::new(context).ignoring(&ignore.path, &ignore.content);
        let again = rewrite(&found.text, &written, &self.options()).unwrap();
        let mut complaints = Vec::new();
        // what only the written file makes right waits for it
        if again.text != found.text && again.changes.iter().any(|change| change.rule != "manifest-first") {
            complaints
                .push(format!("with the ignore file written, a second rewrite changes it\n{}", diff(&found.text, &again.text)));
        }
        complaints.extend(again.files.first().map(|file| format!("a second rewrite proposes {}:\n{}", file.path, file.content)));
        complaints
    }

    fn complaints(&self) -> Vec<String> {
        let text = self.text();
        let result = self.rewrite(&text);
        let expected = self.beside("expected.Dockerfile");
        let found = result.as_ref().map_or(text.as_str(), |result| result.text.as_str());
        if std::env::var_os("K8OR_BLESS").is_some() {
            std::fs::write(&expected, found).unwrap();
        }
        let wanted = std::fs::read_to_string(&expected).unwrap_or_default();
        let mut complaints = Vec::new();
        if wanted != found {
            complaints.push(diff(&wanted, found));
        }
        if let Some(again) = self.rewrite(found).filter(|again| again.text != found) {
            complaints.push(format!("a second rewrite changes it again\n{}", diff(found, &again.text)));
        }
        if self.by_steps(&text) != result {
            complaints.push("a session's result is another one".to_owned());
        }
        complaints.extend(result.iter().flat_map(|result| self.comes_again(result)));
        complaints.extend(self.missing_reasons(result.as_ref()));
        complaints.extend(self.other_proposals(result.as_ref()));
        complaints
    }

    /// Proposed files that are other ones than those that lie beside the pair.
    fn other_proposals(&self, result: Option<&Rewrite>) -> Vec<String> {
        let folder = self.beside("proposed");
        let found: Vec<_> = result.into_iter().flat_map(|result| &result.files).collect();
        if std::env::var_os("K8OR_BLESS").is_some() {
            for file in &found {
                std::fs::create_dir_all(folder.join(&file.path).parent().unwrap()).unwrap();
                std::fs::write(folder.join(&file.path), &file.content).unwrap();
            }
        }
        let mut found: Vec<_> = found.iter().map(|file| (folder.join(&file.path), file.content.clone())).collect();
        let files = support::files_below(&folder).into_iter();
        let mut wanted: Vec<_> = files.map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect();
        found.sort();
        wanted.sort();
        if found == wanted { Vec::new() } else { vec![format!("proposes {found:?}, not {wanted:?}")] }
    }

    fn missing_reasons(&self, result: Option<&Rewrite>) -> Vec<String> {
        let reasons = std::fs::read_to_string(self.beside("reasons")).unwrap_or_default();
        let mut wanted: Vec<&str> = reasons.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let refused = wanted.iter().position(|line| *line == "refused").map(|at| wanted.remove(at)).is_some();
        if refused != result.is_none() {
            return vec![format!("refused: {}", result.is_none())];
        }
        let skips = result.map_or(&[][..], |result| &result.skips);
        let found: Vec<String> = skips.iter().map(|skip| format!("{}: {}", skip.rule, skip.reason.code())).collect();
        let missing = wanted.into_iter().filter(|line| !found.iter().any(|skip| skip == line));
        missing.map(|line| format!("no skip `{line}` among {found:?}")).collect()
    }
}

/// All pairs, in the order of their names.
fn cases() -> Vec<Case> {
    let files = support::files_below(&support::root().join("testdata/rewrite"));
    let inputs = files.into_iter().filter(|path| {
        let name = path.to_string_lossy();
        name.ends_with(".Dockerfile") && !name.ends_with(".expected.Dockerfile") && !name.contains(".context/")
    });
    let mut cases: Vec<Case> = inputs.map(|input| Case { input }).collect();
    cases.sort_by(|a, b| a.input.cmp(&b.input));
    cases
}

fn name(path: &Path) -> String {
    path.strip_prefix(support::root()).unwrap_or(path).display().to_string()
}

#[test]
fn every_file_comes_out_as_expected() {
    let cases = cases();
    assert!(cases.len() > 1, "testdata/rewrite is empty");
    let mut failed = Vec::new();
    for case in &cases {
        let complaints = case.complaints();
        if !complaints.is_empty() {
            failed.push(format!("--- {}\n{}", name(&case.input), complaints.join("\n")));
        }
    }
    assert!(failed.is_empty(), "{} of {} files:\n{}", failed.len(), cases.len(), failed.join("\n"));
}

#[test]
fn nothing_lies_beside_that_belongs_to_no_file() {
    let inputs: Vec<PathBuf> = cases().into_iter().map(|case| case.input).collect();
    for path in support::files_below(&support::root().join("testdata/rewrite")) {
        let text = path.to_string_lossy();
        let stem = [".context/", ".proposed/", ".expected.Dockerfile", ".reasons", ".Dockerfile"]
            .iter()
            .find_map(|end| text.split_once(end));
        let input = stem.map(|(stem, _)| PathBuf::from(format!("{stem}.Dockerfile")));
        assert!(input.is_some_and(|input| inputs.contains(&input)), "{} belongs to no Dockerfile", name(&path));
    }
}
