"""Serves the page beside it and a folder's files to a browser on this machine, and keeps what the page posts.

    serve.py FOLDER

Listens on a free port of 127.0.0.1 and prints its number. GET looks in the page's folder, then in FOLDER and below; POST
of /results/NAME writes FOLDER/results/NAME, under its name only when it is whole. Ends when standard input does.
"""

import http.server
import os
import pathlib
import re
import sys
import threading

PAGE = pathlib.Path(__file__).parent
TYPES = {".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".f32": "application/octet-stream"}


class Handler(http.server.BaseHTTPRequestHandler):
    folder: pathlib.Path

    def do_GET(self):
        name = self.path.lstrip("/") or "index.html"
        if re.fullmatch(r"(?:(?!\.)[A-Za-z0-9._-]+/)*(?!\.)[A-Za-z0-9._-]+", name):
            for folder in (PAGE, self.folder):
                if (folder / name).is_file():
                    return self.answer(200, (folder / name).read_bytes(), TYPES.get((folder / name).suffix))
        self.answer(404, b"")

    def do_POST(self):
        match = re.fullmatch(r"/results/((?!\.)[A-Za-z0-9._-]+)", self.path)
        if not match:
            return self.answer(404, b"")
        body = self.rfile.read(int(self.headers["Content-Length"]))
        results = self.folder / "results"
        results.mkdir(exist_ok=True)
        (results / ".part").write_bytes(body)
        os.replace(results / ".part", results / match[1])
        self.answer(204, b"")

    def answer(self, status, body, content_type=None):
        self.send_response(status)
        self.send_header("Content-Type", content_type or "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    Handler.folder = pathlib.Path(sys.argv[1])
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


main()
