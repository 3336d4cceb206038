from pathlib import Path

from flask import Flask

HERE = Path(__file__).parent
app = Flask(__name__)


@app.get("/")
def front():
    return "<h1>Terms</h1>"


@app.get("/terms")
def terms():
    return (HERE / "doc" / "terms.txt").read_text()


@app.get("/licence")
def licence():
    return (HERE / "LICENSE").read_text()
