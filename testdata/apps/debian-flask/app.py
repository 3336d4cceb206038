import json
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask, jsonify
from lxml import etree, html

app = Flask(__name__)
stylesheet = etree.XSLT(etree.parse("catalogue.xsl"))


@app.route("/")
def index():
    return str(stylesheet(etree.parse("catalogue.xml")))


@app.route("/links")
def links():
    page = html.fromstring("<p><a href='/a'>A</a><a href='/b'>B</a></p>")
    return jsonify(page.xpath("//a/@href"))


@app.route("/server")
def server():
    import uwsgi

    return jsonify(version=uwsgi.version.decode(), workers=uwsgi.opt["processes"].decode())


@app.route("/time/<path:zone>")
def time(zone):
    return datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).strftime("%H:%M %Z\n")


@app.route("/rare")
def rare():
    import ctypes
    import mimetypes
    import sqlite3
    import ssl
    import subprocess
    import tempfile
    from ctypes.util import find_library

    with tempfile.NamedTemporaryFile(suffix=".db") as file, sqlite3.connect(file.name) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("INSERT INTO t VALUES (7)")
        (row,) = connection.execute("SELECT a FROM t").fetchone()
    ctypes.CDLL(find_library("c")).getpid()
    return jsonify(
        certificates=len(ssl.create_default_context().get_ca_certs()) > 0,
        ffi=find_library("c"),
        mime=[mimetypes.guess_type(f"a.{suffix}")[0] for suffix in ("docx", "woff2")],
        shell=subprocess.check_output("echo $((6 * 7))", shell=True, text=True).strip(),
        sqlite=row,
        unicode=json.loads('"\\u00e9"').encode().hex(),
    )
