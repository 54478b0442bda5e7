"""A mail server of a few lines, in a thread, for tests: it keeps what it was given, and can refuse or hang up."""
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class Postman(socketserver.ThreadingTCPServer):
    """refused: addresses that it does not know; hangs_up: it takes the letter and ends the line before it says so."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Line)
        self.letters: list[tuple[list[str], EmailMessage]] = []
        self.refused: set[str] = set()
        self.hangs_up = False

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Line(socketserver.StreamRequestHandler):
    server: Postman

    def handle(self) -> None:
        to: list[str] = []
        self._say("220 here")
        while said := self.rfile.readline().decode().strip():
            word = said.partition(" ")[0].upper()
            if word == "RCPT":
                address = said.partition("<")[2].partition(">")[0]
                if address in self.server.refused:
                    self._say("550 no such box")
                    continue
                to.append(address)
            if word == "DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.letters.append((list(to), message_from_bytes(b"".join(lines), policy=policy.default)))
                if self.server.hangs_up:
                    return
                to.clear()
            self._say("221 bye" if word == "QUIT" else "250 ok")
            if word == "QUIT":
                return

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def at_work() -> Iterator[Postman]:
    with Postman() as postman:
        thread = threading.Thread(target=postman.serve_forever, daemon=True)
        thread.start()
        yield postman
        postman.shutdown()
        thread.join()
