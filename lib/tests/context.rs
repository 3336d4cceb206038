//! What the rule `context` keeps out of the build context, and what it leaves in.
#![allow(clippy::print_stderr, clippy::unwrap_used, reason = "a test may fail, and tells")]

mod support;

use k8or_core::context::NoProject;
use k8or_core::{Options, Rewrite, rewrite};
use support::Checkout;

const DOCKERFILE: &str = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt\nCMD [\"python\", \"app.py\"]\n";

fn options() -> Options {
    Options { only: vec!["context".to_owned()], ..Options::default() }
}

fn result(dockerfile: &str, files: &[(&str, &str)]) -> Rewrite {
    rewrite(dockerfile, &Checkout::with(files), &options()).unwrap()
}

/// The lines that are proposed, without headings; that they are proposed once is tried along the way.
fn lines(dockerfile: &str, files: &[(&str, &str)]) -> Vec<String> {
    let result = result(dockerfile, files);
    let Some(ignore) = result.files.first() else { return Vec::new() };
    let written = Checkout::with(files).ignoring(&ignore.path, &ignore.content);
    assert_eq!(rewrite(dockerfile, &written, &options()).unwrap().files, [], "proposed again");
    ignore.content.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

const APP: (&str, &str) = ("app.py", "import flask\n");
const GIT: (&str, &str) = (".git/HEAD", "ref: refs/heads/main\n");
const REQUIREMENTS: (&str, &str) = ("requirements.txt", "flask\n");

fn proposes(line: &str, dockerfile: &str, files: &[(&str, &str)]) -> bool {
    let all: Vec<(&str, &str)> = [APP, GIT, REQUIREMENTS].iter().chain(files).copied().collect();
    lines(dockerfile, &all).iter().any(|found| found == line)
}

#[test]
fn the_history_stays_out_unless_something_asks_for_it() {
    assert!(proposes(".git", DOCKERFILE, &[]));
    for file in [
        ("pyproject.toml", "[build-system]\nrequires = ['setuptools', 'setuptools_scm']\n"),
        ("version.py", "subprocess.check_output(['git', 'describe'])\n"),
        ("Makefile", "VERSION := $(shell git rev-parse HEAD)\n"),
        ("build.rs", "fn main() { vergen::EmitBuilder::builder(); }\n"),
        ("main.go", "info, ok := debug.ReadBuildInfo()\n"),
        ("start.sh", "#!/bin/sh\ngit pull\npython app.py\n"),
    ] {
        assert!(!proposes(".git", DOCKERFILE, &[file]), "{}", file.0);
    }
    assert!(!proposes(".git", &DOCKERFILE.replace("COPY . .", "COPY . .\nRUN git submodule update"), &[]));
    assert!(proposes(".git", &DOCKERFILE.replace("COPY . .", "RUN git clone https://example.org/a /a\nCOPY . ."), &[]));
    // an image that gets one directory has no history to lose
    assert!(!proposes(".git", "FROM debian\nCOPY src /src\nCMD [\"/src/run\"]\n", &[("src/run", "")]));
}

#[test]
fn what_a_manifest_or_a_source_names_stays() {
    let readme = ("README.md", "# App\n");
    assert!(proposes("README.md", DOCKERFILE, &[readme]));
    assert!(!proposes("README.md", DOCKERFILE, &[readme, ("pyproject.toml", "[project]\nreadme = 'README.md'\n")]));
    assert!(!proposes("README.md", DOCKERFILE, &[readme, ("setup.py", "open('README.md').read()\n")]));
    assert!(!proposes("README.md", &DOCKERFILE.replace("COPY . .", "COPY . .\nCOPY *.md /srv/"), &[readme]));
    let docs = ("docs/index.html", "");
    assert!(proposes("docs", DOCKERFILE, &[docs]));
    assert!(!proposes("docs", DOCKERFILE, &[docs, ("web.py", "StaticFiles(directory='docs')\n")]));
    assert!(!proposes("docs", DOCKERFILE, &[docs, ("settings.yml", "pages: docs\n")]));
    assert!(!proposes("docs", "FROM nginx\nCOPY . /usr/share/nginx/html\n", &[docs]));
    assert!(!proposes("doc", DOCKERFILE, &[("doc/a.txt", ""), ("web.py", "open(HERE / 'doc' / 'a.txt')\n")]));
    assert!(!proposes("test", "FROM debian\nCOPY . .\nCOPY test /data/\nCMD [\"run\"]\n", &[("test/a", "")]));
    assert!(lines(DOCKERFILE, &[APP, REQUIREMENTS, ("LICENSE", "")]).iter().all(|line| line != "LICENSE"));
}

#[test]
fn tests_stay_where_something_runs_them_in_the_image() {
    let test = ("tests/test_app.py", "import app\n");
    let setup = ("pyproject.toml", "[tool.pytest.ini_options]\ntestpaths = ['tests']\n");
    assert!(proposes("tests", DOCKERFILE, &[test, setup]));
    for dockerfile in [
        "FROM python:3.12 AS test\nCOPY . .\nRUN pytest\nFROM python:3.12\nCOPY . .\nCMD [\"python\", \"app.py\"]\n",
        "FROM python:3.12\nCOPY . .\nCMD [\"python\", \"manage.py\", \"test\"]\n",
    ] {
        let runs = dockerfile.replace("\"manage.py\", \"test\"", "\"-m\", \"unittest\"");
        assert!(!proposes("tests", &runs, &[test]), "{runs}");
    }
    assert!(!proposes("tests", DOCKERFILE, &[test, ("Dockerfile.test", "FROM python:3.12\nCOPY . .\nRUN pytest\n")]));
    assert!(!proposes("tests", DOCKERFILE, &[test, ("compose.yml", "services:\n  app:\n    command: pytest -q\n")]));
    let pipeline = (".github/workflows/a.yml", "jobs:\n  a:\n    steps:\n      - run: docker run app pytest\n");
    assert!(!proposes("tests", DOCKERFILE, &[test, pipeline]));
    assert!(!proposes("tests", DOCKERFILE, &[test, ("seed.py", "from tests.factories import user\n")]));
}

#[test]
fn what_keeps_something_is_read_wherever_the_ignore_file_puts_it() {
    let files = [
        APP,
        REQUIREMENTS,
        ("tests/test_app.py", "import app\n"),
        ("docker/test.Dockerfile", "FROM python:3.12\nCOPY . .\nRUN pytest\n"),
        (".dockerignore", "docker\n.dockerignore\n"),
    ];
    assert_eq!(lines(DOCKERFILE, &files), Vec::<String>::new());
}

#[test]
fn what_is_left_out_says_nothing_of_the_rest() {
    // only the documentation names the tests, and it goes itself
    let files = [APP, REQUIREMENTS, ("tests/a.py", ""), ("docs/conf.py", "sys.path.insert(0, 'tests')\n")];
    let found = lines(DOCKERFILE, &files);
    assert!(found.contains(&"docs".to_owned()) && found.contains(&"tests".to_owned()), "{found:?}");
    // what stays has a say
    let files =
        [APP, REQUIREMENTS, ("tests/a.py", ""), ("docs/conf.py", "sys.path.insert(0, 'tests')\n"), ("b.py", "open('docs/a')\n")];
    let found = lines(DOCKERFILE, &files);
    assert!(!found.contains(&"docs".to_owned()) && !found.contains(&"tests".to_owned()), "{found:?}");
}

#[test]
fn settings_of_one_machine_stay_where_a_library_loads_them() {
    let settings = (".env", "PASSWORD=x\n");
    assert!(proposes(".env", DOCKERFILE, &[settings, ("compose.yml", "services:\n  app:\n    env_file: .env\n")]));
    for file in [
        ("requirements-extra.txt", "python-dotenv\n"),
        ("settings.py", "from decouple import config\n"),
        ("config.py", "class Settings:\n    env_file = '.env'\n"),
        ("start.sh", ". .env\n"),
        ("package.json", "{\"dependencies\": {\"next\": \"14\"}}"),
    ] {
        assert!(!proposes(".env", DOCKERFILE, &[settings, file]), "{}", file.0);
    }
    assert!(proposes(".env", DOCKERFILE, &[settings, ("a.js", "console.log(process.env.PORT)\n")]));
}

#[test]
fn keys_stay_where_something_names_them_or_their_directory() {
    assert!(proposes("**/id_rsa", DOCKERFILE, &[("deploy/id_rsa", "x")]));
    assert!(proposes("server.pem", DOCKERFILE, &[("server.pem", "x")]));
    assert!(!proposes("certs/server.pem", DOCKERFILE, &[("certs/server.pem", "x"), ("tls.py", "load(\"certs\")\n")]));
    assert!(!proposes("server.pem", DOCKERFILE, &[("server.pem", "x"), ("tls.yml", "cert: server.pem\n")]));
}

#[test]
fn packages_of_another_machine_stay_out_where_the_image_installs_its_own() {
    let files = [("package.json", "{}"), ("server.js", ""), ("node_modules/a/index.js", "")];
    let installs = "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD [\"node\", \"server.js\"]\n";
    assert!(lines(installs, &files).contains(&"node_modules".to_owned()));
    let takes = "FROM node:20\nWORKDIR /app\nCOPY . .\nCMD [\"node\", \"server.js\"]\n";
    assert!(!lines(takes, &files).contains(&"node_modules".to_owned()));
    let other = [&files[..], &[("Dockerfile.dev", "FROM node:20\nCOPY . .\nCMD node server.js\n")]].concat();
    assert!(!lines(installs, &other).contains(&"node_modules".to_owned()));
    let environment = [APP, REQUIREMENTS, ("env/pyvenv.cfg", "home = /usr/bin\n"), ("env/bin/python", "")];
    assert!(lines(DOCKERFILE, &environment).contains(&"env".to_owned()));
    let uses = DOCKERFILE.replace("[\"python\", ", "[\"env/bin/python\", ");
    assert!(!lines(&uses, &environment).contains(&"env".to_owned()));
}

#[test]
fn an_ignore_file_that_is_there_gets_lines_at_its_end_and_is_not_contradicted() {
    let files = [
        APP,
        GIT,
        REQUIREMENTS,
        ("README.md", ""),
        (".vscode/settings.json", "{}"),
        ("a/__pycache__/b.pyc", ""),
        (".dockerignore", "*.log\r\n!README.md"),
    ];
    let result = result(DOCKERFILE, &files);
    assert_eq!(result.files[0].content, "*.log\r\n!README.md\r\n.git\r\n**/__pycache__\r\n.vscode\r\n");
    let own = [&files[..], &[("Dockerfile.dockerignore", ".git\n")]].concat();
    let found = rewrite(DOCKERFILE, &Checkout::with(&own), &options()).unwrap();
    assert_eq!(found.files[0].path, "Dockerfile.dockerignore");
}

#[test]
fn nothing_is_said_without_a_context_or_a_directory() {
    let without = rewrite(DOCKERFILE, &NoProject, &options()).unwrap();
    assert!(without.files.is_empty());
    assert_eq!(without.skips[0].reason.code(), "unknown-context");
    assert!(result("FROM debian\nCOPY a.sh /\nCMD [\"/a.sh\"]\n", &[("a.sh", ""), GIT]).files.is_empty());
    let ignored = format!("# k8or skip=context\n{DOCKERFILE}");
    assert!(result(&ignored, &[APP, GIT, REQUIREMENTS]).files.is_empty());
}
