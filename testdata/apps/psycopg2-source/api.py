import os
import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg2
from flask import Flask, jsonify
from psycopg2 import extensions, sql

app = Flask(__name__)
DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://api@127.0.0.1:1/api?connect_timeout=2")


@app.route("/")
def index():
    return jsonify(service="orders", database=extensions.parse_dsn(DATABASE_URL)["dbname"])


@app.route("/orders")
def orders():
    from psycopg2.extras import RealDictCursor

    try:
        with psycopg2.connect(DATABASE_URL, cursor_factory=RealDictCursor) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT id, customer FROM orders")
            return jsonify(cursor.fetchall())
    except psycopg2.OperationalError as error:
        return jsonify(error=str(error).splitlines()[0].split(": ")[-1], code=error.pgcode), 503


@app.route("/tls-orders")
def tls_orders():
    try:
        psycopg2.connect(DATABASE_URL, sslmode="verify-full", sslrootcert="/etc/ssl/certs/ca-certificates.crt", gssencmode="prefer")
    except psycopg2.OperationalError as error:
        return jsonify(error=str(error).splitlines()[0].split(": ")[-1])


@app.route("/quoting")
def quoting():
    """Everything of the driver that works without a server."""
    from psycopg2 import errorcodes, errors
    from psycopg2.extras import Json, NumericRange, register_uuid

    register_uuid()
    noon = datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("Europe/Paris"))
    return jsonify(
        adapted=[
            extensions.adapt(value).getquoted().decode()
            for value in ("O'Reilly", 3.5, noon, Json({"a": 1}), uuid.UUID(int=7), [1, 2], NumericRange(1, 5))
        ],
        error=errors.lookup(errorcodes.UNIQUE_VIOLATION).__name__,
        libpq=extensions.libpq_version() // 10000,
        built=psycopg2.__libpq_version__ // 10000,
        password=extensions.encrypt_password("secret", "ada", algorithm="md5"),
        query=repr(sql.SQL("SELECT {}").format(sql.Identifier("a"))),
        threads=psycopg2.threadsafety,
    )


@app.route("/find/<name>")
def find(name):
    from ctypes.util import find_library

    return f"{find_library(name)}\n"
