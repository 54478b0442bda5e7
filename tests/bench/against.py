"""What the main job costs beside an earlier commit, in one run: `python -m tests.bench.against COMMIT [ROUNDS]`.

Both serve their own demo from their own folder with their own environment; the same caseworker does the same steps over HTTP, by turns. Printed are the
medians of each step and the ratio of the whole. Sign-in, whose cost is deliberate, is left out.
"""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
WHO = "maha@example.org"


class Forms(HTMLParser):
    """Every form of a page: where it goes, what it would send untouched; and all that inputs offer, by their names."""

    def __init__(self, page: str):
        super().__init__()
        self.found: list[tuple[str, dict[str, list[str]]]] = []
        self.offered, self.select = defaultdict(list), ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        one = dict(attributes)
        name, value = one.get("name"), one.get("value") or ""
        if tag == "form":
            self.found.append((one.get("action") or "", defaultdict(list)))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in one:
            self.found[-1][1][self.select].append(value)
        elif tag == "input" and name and self.found:
            self.offered[name].append(value)
            if one.get("type") not in ("radio", "checkbox", "file", "submit") or "checked" in one:
                self.found[-1][1][name].append(value)

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""


class Caller:
    """A browser without a picture: cookies, redirects, forms."""

    def __init__(self, site: str):
        self.site, self.times = site, defaultdict(list)
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.url, self.page = "", ""

    def ask(self, path: str, data: dict | None = None) -> str:
        body = urllib.parse.urlencode(data, doseq=True).encode() if data is not None else None
        request = urllib.request.Request(urllib.parse.urljoin(self.url or self.site, path), body, {"Origin": self.site, "Referer": self.url or self.site})
        with self.opener.open(request, timeout=60) as answer:
            self.url, self.page = answer.url, answer.read().decode()
        return self.page

    def send(self, ends: str = "", **changes) -> None:
        """The form whose action ends so (or the page's own, the last without an action), with these changes."""
        action, fields = next(one for one in reversed(Forms(self.page).found) if (one[0].endswith(ends) if ends else one[0] in ("", urllib.parse.urlsplit(self.url).path)))
        before = self.url
        self.ask(action or self.url, {**fields, **changes})
        assert ends or self.url != before, f"{before} was not accepted"

    @contextmanager
    def timed(self, step: str):
        begun = time.perf_counter()
        yield
        self.times[step].append(time.perf_counter() - begun)


def the_main_job(caller: Caller, n: int) -> None:
    """Register, consent, case, risk, plan submitted; and the lists between."""
    name = "".join("ابتجحدرسصطعفقكلمنهوي"[int(digit, 20)] for digit in f"{n * 7919 % 99991 + 10007}")
    with caller.timed("my day"):
        caller.ask("/")
    with caller.timed("search"):
        caller.ask("/people/?q=" + urllib.parse.quote("محمد"))
    with caller.timed("register"):
        caller.ask("/people/register/")
        caller.send(given_ar=name, father_ar="مختار", family_ar=name, sex="female", save_anyway="1")
    person = caller.url
    with caller.timed("consent"):
        caller.ask(f"{person}consent/new/")
        points = Forms(caller.page).offered["points"]
        caller.send(**{"case-answer": "agree", "mode": "oral_witness", "witness": "سعاد", "given_by": "self", "points": points, "language": "ara"})
    with caller.timed("open the case"):
        caller.ask(f"{person}open-case/")
        caller.send()
    case = caller.url
    with caller.timed("risk"):
        caller.ask(f"{case}risk/")
        caller.send(level="medium", reasons="بلا سكن ثابت")
    with caller.timed("plan"):
        caller.ask(f"{case}plan/")
        caller.send("/plan/begin/")
        caller.ask(f"{case}plan/goals/new/")
        caller.send(dimension="social", title="مسكن آمن")
        caller.ask(f"{case}plan/")
    with caller.timed("case"):
        caller.ask(case)
    with caller.timed("cases"):
        caller.ask("/cases/")


@contextmanager
def served(tree: Path):
    """The tree's own program on its own demo; the address, once it answers."""
    with tempfile.TemporaryDirectory(prefix="amana-against-") as home, socket.socket() as free:
        os.chmod(home, 0o755)
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
        free.close()
        environment = {key: value for key, value in os.environ.items() if not key.startswith("AMANA_")} | {"AMANA_HOME": home, "AMANA_PORT": port, "AMANA_LIMITS": "off"}
        program = tree / ".venv/bin/amana"
        server = subprocess.Popen([program, "demo"], cwd=tree, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            while "ready" not in (line := server.stdout.readline()):
                assert line or server.poll() is None, f"the program of {tree.name} does not serve"
            yield f"http://127.0.0.1:{port}", json.loads((Path(home) / "demo-sign-ins.json").read_text("utf-8"))
        finally:
            server.terminate()
            server.wait(30)
            subprocess.run([program, "stop"], cwd=tree, env=environment, capture_output=True)


@contextmanager
def earlier(commit: str):
    with tempfile.TemporaryDirectory(prefix="amana-earlier-") as folder:
        tree = Path(folder) / "tree"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", tree, commit], cwd=ROOT, check=True)
        try:
            subprocess.run(["scripts/python-environment", ".venv"], cwd=tree, check=True)
            # Its lock may name no tools to install itself with, and Python's own are too old.
            subprocess.run([".venv/bin/python", "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--upgrade", "setuptools"], cwd=tree, check=True)
            subprocess.run(["make", "--silent", "setup"], cwd=tree, check=True, stdout=subprocess.DEVNULL)
            yield tree
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=ROOT)


def main(commit: str, rounds: int = 15) -> None:
    with ExitStack() as stack:
        callers = {}
        for what, tree in (("before", stack.enter_context(earlier(commit))), ("now", ROOT)):
            site, sign_ins = stack.enter_context(served(tree))
            callers[what] = Caller(site)
            callers[what].ask("/sign-in/")
            callers[what].send(email=WHO, password=next(one["password"] for one in sign_ins if one["email"] == WHO))
        for n in range(rounds + 2):
            for caller in callers.values():
                if n == 2:  # the first two fill caches
                    caller.times.clear()
                the_main_job(caller, n)
    before, now = ({step: median(times) for step, times in callers[what].times.items()} for what in ("before", "now"))
    for step in now:
        print(f"{step:15} {now[step] * 1000:6.0f} ms, before {before[step] * 1000:6.0f} ms: {now[step] / before[step]:.2f}")
    print(f"the main job: {sum(now.values()) / sum(before.values()):.2f} × before ({commit}), {rounds} rounds by turns")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
