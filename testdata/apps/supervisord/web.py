"""Counts visits in Redis."""

import os
import pwd

import redis
from flask import Flask, jsonify, render_template_string, send_file
from waitress import serve

app = Flask(__name__)
db = redis.Redis()


@app.route("/")
def index():
    db.ping()
    return render_template_string("{{ what }} are counted\n", what="visits")


@app.route("/visit/<name>", methods=["POST"])
def visit(name):
    return jsonify(visits=db.incr(f"visits:{name}"))


@app.route("/script")
def script():
    return jsonify(db.eval("return redis.call('incrby', KEYS[1], 5)", 1, "script"))


@app.route("/saved")
def saved():
    return jsonify(saved=db.save(), where=db.config_get("dir")["dir"])


@app.route("/users")
def users():
    return jsonify(web=pwd.getpwuid(os.getuid()).pw_name, redis=pwd.getpwuid(os.stat("/var/lib/redis/dump.rdb").st_uid).pw_name)


@app.route("/sheet")
def sheet():
    return send_file("/app/sheet.ods")


@app.route("/crash", methods=["POST"])
def crash():
    os._exit(3)


if __name__ == "__main__":
    serve(app, listen="*:8000")
