"""Listens for Amana's webhook, checks who sent each message, and prints what is new. Needs Python alone.

AMANA_SECRET=whsec_… python receive.py 8765
"""
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = os.environ["AMANA_SECRET"].encode()
SEEN = set()  # keep it where it outlives the program


def is_amanas(said, body):
    """Whether the signature is good and not older than five minutes."""
    parts = dict(part.partition("=")[::2] for part in said.split(","))
    at, signed = parts.get("t", ""), parts.get("v1", "")
    made = hmac.new(SECRET, at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(made.encode(), signed.encode()) and at.isdigit() and abs(time.time() - int(at)) < 300


class Listener(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 10_000))
        if not is_amanas(self.headers.get("Amana-Signature", ""), body):
            return self.send_error(401)
        message = json.loads(body)
        if message["id"] not in SEEN:  # the same message may come twice
            print(message["type"], message["object"]["id"], flush=True)  # now ask: GET /api/v1/referrals/{id}
            SEEN.add(message["id"])
        self.send_response(204)
        self.end_headers()


HTTPServer(("127.0.0.1", int(sys.argv[1])), Listener).serve_forever()  # behind something that speaks TLS
