import http.server

import greeting


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        text = greeting.to("you").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


http.server.ThreadingHTTPServer(("0.0.0.0", 8000), Answer).serve_forever()
