import configparser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

settings = configparser.ConfigParser()
settings.read_file(open("config/mail.ini"))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"mail goes out by {settings['mail']['host']}\n".encode())


ThreadingHTTPServer(("", 8000), Handler).serve_forever()
