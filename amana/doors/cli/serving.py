"""Serving: the web server and, on a laptop, the job worker as two children that start, live and end together."""
import contextlib
import ctypes
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import TextIO

from amana.doors.site import installation
from amana.doors.site.localpg import CannotStart

LAPTOP, SERVER = (1, 8), (2, 4)  # processes of the web server, threads of each
READY_SECONDS = 90
JOB_SECONDS = 12  # for running jobs to end
END_SECONDS = 17  # for everything to end; then it is killed
PR_SET_PDEATHSIG = 1
_WORKER = f"from amana.doors.cli import working; working.work_beside({JOB_SECONDS})"


@contextlib.contextmanager
def reserved(host: str, port: int) -> Iterator[None]:
    """The port is this program's. Raises CannotStart if another has it.

    Two web servers can share a port, so listening would not fail: a socket that is bound but never listens keeps the others out.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as guard:
        guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            guard.bind((host, port))
        except OSError as error:
            raise CannotStart(f"Port {port} of {host} cannot be used ({error.strerror}): stop the program that has it, "
                              "or choose another with --port or AMANA_PORT.") from error
        guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        yield


@contextlib.contextmanager
def using_the_database() -> Iterator[None]:
    """`amana stop` leaves the database of this data folder alone for so long, or until this program is killed."""
    with _lock() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


@contextlib.contextmanager
def alone_with_the_database() -> Iterator[None]:
    """Raises CannotStart where pages are served from it, or a worker runs."""
    with _lock() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStart(f"Amana is running on {installation.home()}: end `amana serve`, `amana demo` or `amana worker` first, with Ctrl-C where it runs, or with SIGTERM.") from error
        yield


def _lock() -> TextIO:
    return open(installation.home() / "used.lock", "a")


def serve(host: str, port: int, with_worker: bool, *, is_server: bool) -> None:
    """Serve until SIGTERM or Ctrl-C; everything has ended within twenty seconds. Raises CannotStart if the web server fails."""
    children: dict[str, subprocess.Popen] = {}
    with _told_to_stop() as stop:
        try:
            children["web"] = _web(host, port, *(SERVER if is_server else LAPTOP))
            _wait_for_answer(children["web"], "127.0.0.1" if host == "0.0.0.0" else host, port, stop)
            if not stop.is_set():
                print(f"Amana is ready: http://127.0.0.1:{port}", flush=True)
            while not stop.is_set():
                if with_worker and ("worker" not in children or children["worker"].poll() is not None):
                    children["worker"] = _child("-c", _WORKER)
                if children["web"].poll() is not None:
                    raise CannotStart("The web server has ended by itself.")
                stop.wait(1)
        finally:
            _end(list(children.values()))


@contextlib.contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """An event that SIGTERM and Ctrl-C set."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _web(host: str, port: int, processes: int, threads: int) -> subprocess.Popen:
    return _child("-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--host", host, "--port", str(port),
                  "--workers", str(processes), "--blocking-threads", str(threads), "--respawn-failed-workers",
                  "--workers-kill-timeout", "10", "--log-level", "error", "amana.doors.site.wsgi:application", AMANA_PORT=str(port))


def _child(*words: str, **more: str) -> subprocess.Popen:
    """A child in a session of its own: Ctrl-C reaches this program alone, which ends its children; if it is killed, they end as well."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GRANIAN_")} | more
    return subprocess.Popen([sys.executable, *words], env=environment, stdin=subprocess.DEVNULL, start_new_session=True,
                            preexec_fn=_end_with_parent if sys.platform == "linux" else None)


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_for_answer(web: subprocess.Popen, host: str, port: int, stop: threading.Event) -> None:
    until = time.monotonic() + READY_SECONDS
    while not stop.wait(0.1):
        if web.poll() is not None or time.monotonic() > until:
            raise CannotStart(f"The web server did not come up on port {port}; what it said stands above.")
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(host, port, timeout=10)
            connection.request("GET", "/")
            if (status := connection.getresponse().status) >= 500:
                raise CannotStart(f"The first page answers with an error ({status}); the reason stands above.")
            return


def _end(children: list[subprocess.Popen]) -> None:
    for child in children:
        child.terminate()
    until = time.monotonic() + END_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):  # its own children too, which a killed one leaves behind
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
