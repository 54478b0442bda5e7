"""A bucket that speaks as much of S3 as the program asks: put, get, delete, list. It knows one pair of keys, and lies in memory."""
import re
import threading
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KEYS = ("AKINVENTED", "an invented secret")
NAME = "amana-files"
_LIST = '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{}</Name><IsTruncated>false</IsTruncated>{}</ListBucketResult>'
_ONE = '<Contents><Key>{}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"x"</ETag><Size>{}</Size><StorageClass>STANDARD</StorageClass></Contents>'


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "ETag": '"x"', "Last-Modified": formatdate(usegmt=True), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _asked(self) -> None:
        kept, parts, sent = self.server.kept, urlsplit(self.path), self.rfile.read(int(self.headers.get("Content-Length") or 0))
        key = parts.path.removeprefix(f"/{NAME}").strip("/")
        if f"Credential={KEYS[0]}/" not in self.headers.get("Authorization", ""):
            self._answer(403, b"<Error><Code>InvalidAccessKeyId</Code></Error>")
        elif self.command == "PUT":
            kept[key] = sent
            self._answer(200)
        elif self.command == "POST" and parts.query == "delete":
            gone = re.findall("<Key>([^<]+)</Key>", sent.decode())
            for name in gone:
                kept.pop(name, None)
            told = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in gone)
            self._answer(200, f'<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{told}</DeleteResult>'.encode(), **{"Content-Type": "application/xml"})
        elif not key:
            prefix = parse_qs(parts.query).get("prefix", [""])[0]
            listed = "".join(_ONE.format(name, len(content)) for name, content in kept.items() if name.startswith(prefix))
            self._answer(200, _LIST.format(NAME, listed).encode(), **{"Content-Type": "application/xml"})
        elif key in kept:
            self._answer(200, kept[key])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    do_PUT = do_GET = do_POST = _asked

    def log_message(self, *_words) -> None:
        """Silent."""


@contextmanager
def served():
    """The address of a new bucket, and what lies in it by key."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        server.kept, server.daemon_threads = {}, True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/{NAME}/files", server.kept
        finally:
            server.shutdown()
