from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import words

MODEL = words.load()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        found = MODEL.get(self.path.strip("/"), [])
        self.send_response(200)
        self.end_headers()
        self.wfile.write((" ".join(found) + "\n").encode())


ThreadingHTTPServer(("", 8000), Handler).serve_forever()
