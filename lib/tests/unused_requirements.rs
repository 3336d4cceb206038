//! What the rule `unused-requirements` says, and when it says nothing.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use k8or_core::context::{File, FileKind, Files, Glob, Known, NoProject, Project};
use k8or_core::{Options, rewrite};
use std::sync::Arc;

const DOCKERFILE: &str =
    "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt\nCMD [\"flask\", \"run\"]\n";

/// A build context of these files.
struct Tree<'t>(&'t [(&'t str, &'t str)]);

impl Project for Tree<'_> {
    fn files(&self, glob: &Glob) -> Known<Arc<Files>> {
        let matcher = glob.matcher();
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            kind: FileKind::File,
            mode: 0o644,
            size: text.len() as u64,
            content: glob.contents.then(|| text.as_bytes().into()),
        };
        Known::Yes(Arc::new(self.0.iter().filter(|(path, _)| matcher.matches(path)).map(file).collect()))
    }
}

fn notes_of(dockerfile: &str, project: &dyn Project) -> Vec<(u32, String)> {
    let options = Options { only: vec!["unused-requirements".to_owned()], ..Options::default() };
    let result = rewrite(dockerfile, project, &options).unwrap();
    assert_eq!(result.text, dockerfile);
    result.notes.into_iter().filter(|note| !note.rule.is_empty()).map(|note| (note.line, note.text)).collect()
}

/// The distributions that are said to be unused.
fn unused(files: &[(&str, &str)]) -> Vec<String> {
    let notes = notes_of(DOCKERFILE, &Tree(files)).into_iter();
    notes.map(|(_, text)| text.split(' ').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn what_nothing_names_is_told_with_its_place() {
    let files = [("requirements.txt", "# web\nflask\nselenium==4.0\n"), ("app.py", "from flask import Flask\n")];
    let text = "selenium (requirements.txt, line 3) is installed (about 27 MB) and nothing in the build context imports it";
    assert_eq!(notes_of(DOCKERFILE, &Tree(&files)), [(4, text.to_owned())]);
}

#[test]
fn included_files_count_and_tools_too() {
    let files = [
        ("requirements.txt", "-r req/base.txt\nblack\npytest-xdist\n"),
        ("req/base.txt", "Flask_SQLAlchemy\nflask\n"),
        ("app.py", "import flask"),
    ];
    let mut found = unused(&files);
    found.sort();
    assert_eq!(found, ["black", "flask-sqlalchemy", "pytest-xdist"]);
}

#[test]
fn what_is_used_without_an_import_is_not_told() {
    for requirement in
        ["gunicorn", "psycopg2-binary", "uvicorn[standard]", "python-multipart", "tzdata", "setuptools", "no-such-thing"]
    {
        let files = [("requirements.txt", &*format!("flask\n{requirement}\n")), ("app.py", "import flask")];
        assert_eq!(unused(&files), [""; 0], "{requirement}");
    }
}

#[test]
fn whatever_names_it_uses_it() {
    let cases = [
        ("app/lazy.py", "def f():\n    from bs4 import BeautifulSoup\n"),
        ("settings.py", "APPS = ['bs4.something']"),
        ("entrypoint", "python -m bs4\n"),
        ("run.sh", "exec beautifulsoup4\n"),
        ("notebook.ipynb", "{\"source\": [\"import bs4\"]}"),
        ("setup.cfg", "[x]\ninstall_requires = beautifulsoup4"),
    ];
    for (path, text) in cases {
        let files = [("requirements.txt", "flask\nbeautifulsoup4"), ("app.py", "import flask"), (path, text)];
        assert_eq!(unused(&files), [""; 0], "{path}");
    }
    let files = [("requirements.txt", "flask\nbeautifulsoup4"), ("app.py", "'''bs4'''\nimport flask # bs4")];
    assert_eq!(unused(&files), ["beautifulsoup4"]);
}

#[test]
fn what_another_requirement_uses_is_not_told() {
    let app = ("app.py", "import flask, pandas");
    assert_eq!(unused(&[("requirements.txt", "flask\nbeautifulsoup4"), app]), ["beautifulsoup4"]);
    assert_eq!(unused(&[("requirements.txt", "flask\nbeautifulsoup4\npandas"), app]), [""; 0]);
}

#[test]
fn lists_of_all_that_is_installed_say_nothing_about_the_app() {
    let app = ("app.py", "import flask");
    assert_eq!(unused(&[("requirements.txt", "flask\nMarkupSafe==2\nselenium"), app]), [""; 0]);
    assert_eq!(unused(&[("requirements.txt", "flask --hash=sha256:a\nselenium"), app]), [""; 0]);
}

#[test]
fn what_runs_tests_is_used_where_there_are_tests() {
    let requirements = ("requirements.txt", "flask\npytest\npytest-cov\nblack");
    let app = ("app.py", "import flask");
    assert_eq!(unused(&[requirements, app]), ["pytest", "pytest-cov", "black"]);
    assert_eq!(unused(&[requirements, app, ("tests/test_app.py", "def test_app(): pass")]), ["black"]);
}

#[test]
fn nothing_is_said_where_something_is_not_known() {
    let requirements = ("requirements.txt", "flask\nselenium");
    assert_eq!(unused(&[requirements]), [""; 0]);
    assert_eq!(unused(&[("requirements.txt", "selenium\n-r gone.txt"), ("a.py", "")]), [""; 0]);
    assert_eq!(notes_of(DOCKERFILE, &NoProject), []);
    let tree = Tree(&[requirements, ("a.py", "")]);
    for changed in
        ["RUN cd /x && pip install -r requirements.txt", "RUN pip install -r /elsewhere/r.txt", "RUN pip install -r $R"]
    {
        let dockerfile = DOCKERFILE.replace("RUN pip install --no-cache-dir -r requirements.txt", changed);
        assert_eq!(notes_of(&dockerfile, &tree), [], "{changed}");
    }
    let named = DOCKERFILE.replace("CMD", "RUN selenium --version\nCMD");
    assert_eq!(notes_of(&named, &tree), []);
}

#[test]
fn tools_in_files_for_them_are_meant() {
    let dockerfile = DOCKERFILE.replace("requirements.txt", "requirements-dev.txt");
    let tree = Tree(&[("requirements-dev.txt", "black\nselenium"), ("a.py", "")]);
    let notes = notes_of(&dockerfile, &tree);
    assert_eq!(notes.len(), 1);
    assert!(notes[0].1.starts_with("selenium"));
}
