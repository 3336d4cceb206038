import mimetypes
import os
import sqlite3
import subprocess
import tempfile
from datetime import datetime
from zoneinfo import ZoneInfo

import requests
from flask import Flask, jsonify, render_template, request, send_from_directory

app = Flask(__name__)

DATABASE = os.environ.get("DATABASE", os.path.join(tempfile.gettempdir(), "notes.db"))


def database():
    connection = sqlite3.connect(DATABASE)
    connection.execute("CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    return connection


@app.route("/")
def index():
    return render_template("index.html", title="Notes")


@app.route("/health")
def health():
    return jsonify(status="ok")


@app.route("/notes", methods=["GET", "POST"])
def notes():
    with database() as connection:
        if request.method == "POST":
            connection.execute("INSERT INTO notes (text) VALUES (?)", (request.form["text"],))
        rows = connection.execute("SELECT text FROM notes ORDER BY id").fetchall()
    return jsonify([text for (text,) in rows])


@app.route("/time/<path:zone>")
def time(zone):
    summer = datetime(2024, 7, 1, 12, 0, tzinfo=ZoneInfo("UTC"))
    return summer.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z\n")


@app.route("/mime/<name>")
def mime(name):
    return f"{mimetypes.guess_type(name)[0]}\n"


@app.route("/fonts/<name>")
def fonts(name):
    return send_from_directory("static/fonts", name)


@app.route("/disk")
def disk():
    output = subprocess.run("df -P / | tail -1 | awk '{print $6}'", shell=True, capture_output=True, text=True, check=True)
    return output.stdout


@app.route("/self")
def self():
    """Asks itself over HTTP, as a client of another service would."""
    answer = requests.get(f"http://127.0.0.1:{request.environ['SERVER_PORT']}/health", timeout=10)
    return jsonify(status=answer.status_code, body=answer.json())


@app.route("/tls")
def tls():
    import ssl

    system = len(ssl.create_default_context().get_ca_certs())
    bundled = ssl.create_default_context(cafile=requests.certs.where())
    return jsonify(system=system > 0, bundled=len(bundled.get_ca_certs()) > 0, version=ssl.HAS_TLSv1_3)


@app.route("/library/<name>")
def library(name):
    from ctypes.util import find_library

    return f"{find_library(name)}\n"


@app.route("/locale")
def locale_():
    import locale

    return f"{locale.setlocale(locale.LC_ALL, '')} {locale.getpreferredencoding()}\n"


@app.route("/export.csv")
def export():
    import csv
    import io

    out = io.StringIO()
    csv.writer(out).writerows([["name", "price"], ["Käse", "3,50 €"]])
    return app.response_class(out.getvalue(), mimetype="text/csv")


@app.route("/slow-imports")
def slow_imports():
    """Standard library that only this page needs."""
    import bz2
    import curses
    import decimal
    import lzma
    import readline
    import uuid
    import xml.etree.ElementTree as ElementTree

    curses.setupterm("xterm")
    tree = ElementTree.fromstring("<a><b>7</b></a>")
    return jsonify(
        bz2=bz2.decompress(bz2.compress(b"x")).decode(),
        colours=curses.tigetnum("colors"),
        decimal=str(decimal.Decimal("0.1") + decimal.Decimal("0.2")),
        lzma=lzma.decompress(lzma.compress(b"y")).decode(),
        readline=readline.__doc__ is not None,
        uuid=str(uuid.uuid5(uuid.NAMESPACE_DNS, "k8or")),
        xml=tree.findtext("b"),
    )
