"""A package index of one package, for those who know the token: it goes on serving until the build step ends."""

import base64
import hashlib
import http.server
import io
import os
import zipfile

# of "ci:" and the token, which stands in expect.toml
DIGEST = "936e3d7df37d036a9ca13e2508bf1c2db729191798abdf7df536f4a94b5d7c2d"
WHEEL = "greeting-1.0-py3-none-any.whl"


def wheel():
    files = {
        "greeting.py": "def to(name):\n    return 'Good morning to ' + name\n",
        "greeting-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n",
        "greeting-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: index\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in [*files, "greeting-1.0.dist-info/RECORD"])
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, text in {**files, "greeting-1.0.dist-info/RECORD": record}.items():
            archive.writestr(name, text)
    return memory.getvalue()


class Index(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        given = self.headers.get("Authorization", "").removeprefix("Basic ")
        if hashlib.sha256(base64.b64decode(given)).hexdigest() != DIGEST:
            return self.answer(401, b"who are you?")
        if self.path.endswith(WHEEL):
            return self.answer(200, wheel(), "application/zip")
        self.answer(200, f'<a href="/{WHEEL}">{WHEEL}</a>'.encode())

    def answer(self, status, body, kind="text/html"):
        self.send_response(status)
        self.send_header("WWW-Authenticate", 'Basic realm="index"')
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


# it listens before the parent ends, so that nobody has to wait
server = http.server.ThreadingHTTPServer(("127.0.0.1", 8765), Index)
if os.fork() == 0:
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(null, descriptor)
    server.serve_forever()
