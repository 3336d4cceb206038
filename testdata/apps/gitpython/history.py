"""Who changed what: looks at repositories by git."""

import tempfile
from pathlib import Path

from flask import Flask, jsonify, request
from git import Actor, GitCommandError, Repo

app = Flask(__name__)
ALICE = Actor("Alice", "alice@example.com")
DATE = "2024-01-02T03:04:05 +0000"


def sample(folder: str) -> Repo:
    repo = Repo.init(folder, initial_branch="main")
    for number, text in enumerate(["one\n", "one\ntwo\n"], 1):
        Path(folder, "notes.txt").write_text(text)
        repo.index.add(["notes.txt"])
        repo.index.commit(f"Note {number}", author=ALICE, committer=ALICE, author_date=DATE, commit_date=DATE)
    return repo


@app.get("/")
def index():
    return "ready\n"


@app.get("/log")
def log():
    with tempfile.TemporaryDirectory() as folder, sample(folder) as repo:
        return jsonify([[c.hexsha[:8], c.summary, c.stats.total["lines"]] for c in repo.iter_commits("main")])


@app.get("/diff")
def diff():
    with tempfile.TemporaryDirectory() as folder, sample(folder) as repo:
        return repo.git.diff("HEAD~1", "HEAD", unified=0)


@app.get("/clone")
def clone():
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as target, sample(folder):
        with Repo.clone_from(f"file://{folder}", target, depth=1) as copy:
            (blame,) = list(copy.blame("HEAD", "notes.txt"))
            return jsonify(commits=len(list(copy.iter_commits())), author=blame[0].author.name, lines=blame[1])


@app.post("/remote")
def remote():
    """Is there a repository behind that address?"""
    from git.cmd import Git

    try:
        return Git().ls_remote(request.get_data(as_text=True))
    except GitCommandError as error:
        return jsonify(status=error.status, unreachable="Failed to connect" in error.stderr), 502


@app.get("/archive")
def archive():
    with tempfile.TemporaryDirectory() as folder, sample(folder) as repo:
        out = Path(folder, "out.tar.gz")
        with out.open("wb") as stream:
            repo.archive(stream, format="tar.gz")
        import tarfile

        with tarfile.open(out) as tar:
            return jsonify(tar.getnames())
