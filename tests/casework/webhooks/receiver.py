"""A program that is told: a real HTTP server in a thread, over TLS where it has a certificate."""
import datetime
import json
import ssl
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Receiver:
    """`got`: headers and body of each post, in their order. `answers`: statuses to give by turns, the last one for good; `before`: runs before each answer."""

    def __init__(self, port: int, scheme: str):
        self.address, self.port = f"{scheme}://127.0.0.1:{port}/amana?from=1", port
        self.got: list[tuple[dict, bytes]] = []
        self.answers, self.headers, self.body, self.before = [200], {}, b"", lambda: None

    @property
    def said(self) -> list[dict]:
        return [json.loads(body) for _headers, body in self.got]

    @property
    def types(self) -> list[str]:
        return [one["type"] for one in self.said]


@contextmanager
def receiving(tls: ssl.SSLContext | None = None):
    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            made.got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            made.before()
            self.send_response(made.answers.pop(0) if len(made.answers) > 1 else made.answers[0])
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(made.body)

        do_GET = do_POST

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    server.handle_error = lambda *_: None
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    made = Receiver(server.server_port, "https" if tls else "http")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def certified(folder, *names: str) -> tuple[ssl.SSLContext, str]:
    """A server's side of TLS with a certificate of its own for these names, and the file that a client must trust."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
            .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256()))
    trusted, both = folder / "trusted.pem", folder / "both.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    both.write_bytes(trusted.read_bytes() + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, str(trusted)
