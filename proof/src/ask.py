"""Asks a server on the loopback for pages, as soon as it answers: ask.py PORT SECONDS PATH…"""

import http.client
import sys
import time

port, patience, paths = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
end = time.monotonic() + patience


def get(path):
    while True:
        try:
            connection = http.client.HTTPConnection("localhost", port, timeout=30)
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type"), answer.read()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


for path in paths:
    status, kind, body = get(path)
    print("GET", path, status, kind)
    print(body.decode("utf-8", "replace").replace("<", "\n<"))
