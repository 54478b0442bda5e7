"""How fast Amana is with many and with few cases, beside the floors of the same run: `python -m tests.bench.run [CASES] [FEW] [ROWS]`.

Over HTTP with row policies on, from a web server with one pair of worker processes; people are invented. CPU is that of the server and of the database for one
request. Only the ratios mean something: a busy machine slows both. The floors: see floors.py. LCP and CLS: `tests/journeys/test_slow_line.py`, which `make bench` runs as well.
"""
import http.client
import os
import resource
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count, cycle, islice
from pathlib import Path
from statistics import median

CASES, FEW, ROWS = 100_000, 1_000, 100_000
CLIENTS, UNITS, REFERRED = 8, 200, 10  # one case of REFERRED is referred
TIMES, SOME, WARM = 60, 20, 8
PAGE_2000 = 2_000 * 25
TICK = os.sysconf("SC_CLK_TCK")
NAMES = ("احمد محمد", "محمد علي", "ahmed hassan", "فاطمه عبدالله", "سعيد", "Mohammed", "زينب ابراهيم", "حسن")


class Client:
    """One connection that is kept, with somebody's session."""

    def __init__(self, port: int, cookie: str = ""):
        from django.conf import settings

        self.port, self.connection = port, http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies = {settings.SESSION_COOKIE_NAME: cookie}

    def ask(self, path: str, **data: str) -> http.client.HTTPResponse:
        body = urllib.parse.urlencode(data) if data else None
        head = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Accept-Encoding": "gzip"} | (
            {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"} if data else {})
        self.connection.request("POST" if data else "GET", path, body, head)
        answer = self.connection.getresponse()
        answer.body = answer.read()
        self.cookies |= dict(one.partition(";")[0].split("=", 1) for one in answer.headers.get_all("Set-Cookie", []))
        assert answer.status == (302 if data else 200), f"{path}: {answer.status} {answer.headers.get('Location')}"
        return answer


@dataclass
class Cost:
    """Of one kind of request, in seconds."""

    seconds: list[float] = field(default_factory=list)
    application: float = 0
    database: float = 0
    statements: int = 0


@dataclass
class Served:
    port: int
    server: int  # process
    postmaster: int

    def cpu(self) -> tuple[float, float]:
        """Seconds that the web server and the database have used, with all their children."""
        return _used(self.server), _used(self.postmaster)

    def cost(self, asked: Iterator[Callable[[], http.client.HTTPResponse]], times: int = TIMES) -> Cost:
        """Of each of these requests, one after the other; the first ones fill caches."""
        for act in islice(asked, WARM):
            act()
        made, before = Cost(), self.cpu()
        for act in islice(asked, times):
            begun = time.perf_counter()
            answer = act()
            made.seconds.append(time.perf_counter() - begun)
            made.statements = max(made.statements, int(answer.headers["X-Statements"]))
        made.application, made.database = ((now - then) / len(made.seconds) for then, now in zip(before, self.cpu(), strict=True))
        return made


def _used(process: int) -> float:
    children = [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(one) for one in fields[11:15]) / TICK + sum(_used(child) for child in children if Path(f"/proc/{child}").exists())


def _database() -> float:
    """Seconds that the database has used, with all its processes."""
    return _used(_postmaster())


def _postmaster() -> int:
    from amana.doors.site import installation

    return int((installation.home() / "database/pg/postmaster.pid").read_text().split()[0])


@contextmanager
def clone() -> Iterator:
    """A committed database with nobody in it, and an administrator's connection to it."""
    import psycopg

    from amana.doors.site import installation
    from tests.proof.clones import committed

    with committed("bench") as database, psycopg.connect(installation.local_server().url(database=database), autocommit=True) as admin:
        yield admin


@contextmanager
def town_of(cases: int) -> Iterator[tuple]:
    """A committed ministry with that many cases, and an administrator's connection to its database."""
    from django.db import transaction

    from tests import builders as make
    from tests.bench import copied, floors, town

    with clone() as admin:
        with transaction.atomic():
            there = town.built(max(1, min(UNITS, cases // 500)))
        templates, begun = [], time.perf_counter()
        for n, is_referred in enumerate((True, False)):
            since = int(admin.execute("SELECT pg_current_xact_id()::text").fetchone()[0])
            town.case_made(there, there.offices[0], make.identity(), f"0100000000{n}", is_referred=is_referred)
            templates.append(copied.Template(there.offices[0], there.kept()).read(admin, since))
        copied.copy(admin, [templates[0], *[templates[1]] * (REFERRED - 1)], copied.people(admin, copied.PEOPLE, date.today()), there.offices, cases, start=10)
        admin.execute(floors.TABLES)
        admin.execute("VACUUM ANALYZE")
        circles, size = admin.execute("SELECT count(*), pg_size_pretty(pg_database_size(current_database())) FROM ring.circle").fetchone()
        print(f"\n{cases:,} cases of {len(there.offices)} workers, {circles:,} circles, {size}: copied in {time.perf_counter() - begun:.0f} s")
        yield there, admin


@contextmanager
def served(admin) -> Iterator[Served]:
    """The program as it is served, with two worker processes, on that database."""
    from amana.doors.site import installation

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"AMANA_HOME": str(installation.home()), "AMANA_DATABASE": admin.info.dbname, "AMANA_LIMITS": "off", "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    server = subprocess.Popen([sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2",
                               "--blocking-threads", "4", "--log-level", "error", "amana.doors.site.wsgi:application"], env=environment)
    try:
        for _try in range(500):  # a busy machine starts it in a minute
            try:
                Client(port).ask("/bench/empty/")
                break
            except OSError:
                time.sleep(0.2)
        yield Served(port, server.pid, _postmaster())
    finally:
        server.terminate()
        server.wait(20)


def pages(there, admin, at: Served) -> dict[str, Iterator[Callable]]:
    """Kinds of requests, each without an end."""
    worker, supervisor, manager = there.offices[0].worker, there.offices[0].supervisor, there.manager
    key = admin.execute("SELECT key FROM bench_session LIMIT 1").fetchone()[0]
    far = min(PAGE_2000, admin.execute("SELECT count(*) FROM bench_case").fetchone()[0] - 50)
    made_at, _case = admin.execute("SELECT made_at, id FROM bench_case ORDER BY made_at DESC, id DESC OFFSET %s LIMIT 1", [far]).fetchone()
    listed_at, person = admin.execute("SELECT listed_at, person FROM ring.circle WHERE organisation = %s AND basis = 'case' ORDER BY listed_at DESC, person DESC OFFSET %s LIMIT 1",
                                      [there.ministry.pk, far]).fetchone()
    own = [str(one) for one, in admin.execute("SELECT case_id FROM cases_assignment WHERE staff_id = %s LIMIT 40", [worker.staff.pk])]
    quoted = urllib.parse.quote

    def each(who, *paths: str) -> Iterator[Callable]:
        client = Client(at.port, who.cookie if who else "")
        return cycle([lambda path=path: client.ask(path) for path in paths])

    return {
        "F0 empty page": each(None, "/bench/empty/"), "F1 plain list": each(None, f"/bench/plain/?key={key}"),
        "F1 at page 2,000": each(None, f"/bench/plain/?key={key}&after={quoted(made_at.isoformat())}"),
        "F3 own cases, ruled": each(worker, "/bench/ruled/"),
        "all cases, page 1": each(manager, "/cases/"), "all cases, page 2,000": each(manager, f"/cases/?n=more&after={quoted(f'{listed_at.isoformat()}_{person}')}"),
        "own cases": each(worker, "/cases/"), "cases by deadline": each(worker, "/cases/?sort=due"), "people": each(manager, "/people/"),
        "search by name": each(manager, *(f"/people/?q={quoted(name)}" for name in NAMES)), "search, unit": each(worker, *(f"/people/?q={quoted(name)}" for name in NAMES)),
        "my day": each(worker, "/"), "supervisor's day": each(supervisor, "/"), "manager's day": each(manager, "/"), "desk officer's day": each(there.desk_officer, "/"),
        "referrals": each(there.desk_officer, "/referrals/?tab=running"), "referrals sent": each(worker, "/referrals/"),
        "bell, worker": each(worker, "/notices/new/"), "bell, manager": each(manager, "/notices/new/"), "case page": each(worker, *(f"/cases/{one}/" for one in own)),
        "person's page": each(worker, *(f"/people/{one}/" for one, in admin.execute("SELECT person_id FROM cases_case WHERE id = ANY(%s)", [own])))}


def writing(there, at: Served) -> dict[str, Iterator[Callable]]:
    """A case opened for somebody who has agreed; a sign-in, whose cost is deliberate."""
    from django.db import connection

    from amana.doors.demo.cast import PASSWORD
    from tests import builders as make

    worker = there.offices[0].worker
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO keys.password (staff, hash) VALUES (%s, %s)", [worker.staff.pk, _hashed(PASSWORD)])

    def signed_in() -> http.client.HTTPResponse:
        somebody = Client(at.port)
        return somebody.ask("/sign-in/", **_fields(somebody.ask("/sign-in/").body, "/sign-in/") | {"email": worker.staff.email, "password": PASSWORD})

    client = Client(at.port, worker.cookie)
    ready = []
    for _n in range(SOME + WARM):
        person = make.person(worker, phone="")
        make.consent(worker, person)
        path = f"/people/{person}/open-case/"
        ready.append((path, _fields(client.ask(path).body, path)))
    return {"create a case": (lambda path=path, fields=fields: client.ask(path, **fields) for path, fields in ready), "sign-in": cycle([signed_in])}


def _hashed(password: str) -> str:
    """With its deliberate cost, which tests leave out."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hasher = Argon2PasswordHasher()
    return hasher.encode(password, hasher.salt())


def _fields(page: bytes, path: str) -> dict[str, str]:
    """What the page's own form would send."""
    import gzip

    from tests.bench.against import Forms

    text = gzip.decompress(page).decode() if page[:2] == b"\x1f\x8b" else page.decode()
    own = next(fields for action, fields in reversed(Forms(text).found) if action in ("", path))
    return {name: values[0] for name, values in own.items() if values}


def together(kinds: list[Iterator[Callable]], seconds: float = 10) -> float:
    """Requests a second of as many clients at once as there are kinds."""
    end = time.perf_counter() + seconds

    def asks(asked: Iterator[Callable]) -> int:
        for done in count():
            if time.perf_counter() > end:
                return done
            next(asked)()
        return 0

    with ThreadPoolExecutor(len(kinds)) as clients:
        return sum(clients.map(asks, kinds)) / seconds


def told(name: str, cost: Cost, floor: Cost | None) -> None:
    cpu = cost.application + cost.database
    ratio = f"{cpu / (floor.application + floor.database):6.2f} × F1" if floor else ""
    shown = sorted(cost.seconds)
    print(f"{name:24}{cost.application * 1000:8.1f}{cost.database * 1000:8.1f} ms CPU{cost.statements:5} statements"
          f"{median(shown) * 1000:9.1f} ms p50{shown[len(shown) * 95 // 100] * 1000:9.1f} ms p95  {ratio}", flush=True)


def measured(cases: int) -> None:
    from tests.bench import floors

    with town_of(cases) as (there, admin), served(admin) as at:
        kinds, floor = pages(there, admin, at), None
        print(f"{'':24}{'server':>8}{'database':>8}")
        for name, asked in kinds.items():
            cost = at.cost(asked)
            floor = cost if name == "F1 plain list" else floor
            told(name, cost, floor)
        searched(there)
        before = admin.execute("SELECT made_at, id FROM bench_case ORDER BY made_at DESC, id DESC OFFSET 50 LIMIT 1").fetchone()
        bare = sorted(timed(lambda: floors.bare(admin, before)) for _n in range(TIMES))
        print(f"F2 bare SQL of the list {median(bare) * 1000:52.2f} ms p50{bare[len(bare) * 95 // 100] * 1000:9.2f} ms p95")
        for name, asked in writing(there, at).items():
            told(name, at.cost(asked, SOME), floor)
        mixed = ("all cases, page 1", "own cases", "search, unit", "my day", "case page", "person's page", "referrals", "supervisor's day")
        ours = together([pages(there, admin, at)[name] for name in mixed])
        plain = together([pages(there, admin, at)["F1 plain list"] for _n in range(CLIENTS)])
        print(f"{CLIENTS} clients mixed {ours:8.1f} requests/s   F1 {plain:8.1f} requests/s   ratio {ours / plain:.2f}")
        exported(there)


def searched(there) -> None:
    """The search of a name by itself, as every page asks it that finds people: no page, no menu, nobody on record."""
    from amana.casework.registry import queries
    from amana.ground.rows.acting import acting
    from amana.lib.names.matching import Birth

    def find(name: str) -> None:
        with acting(there.manager.cookie):
            queries.named(name, Birth())

    names = cycle(NAMES)
    for name in islice(names, 2 * len(NAMES)):
        find(name)
    before = time.process_time(), _database()
    shown = sorted(timed(lambda: find(next(names))) for _n in range(TIMES))
    program, database = ((now - then) * 1000 / TIMES for then, now in zip(before, (time.process_time(), _database()), strict=True))
    print(f"{'name search, no page':24}{program:8.1f}{database:8.1f} ms CPU{'':16}{median(shown) * 1000:9.1f} ms p50{shown[len(shown) * 95 // 100] * 1000:9.1f} ms p95", flush=True)


def exported(there) -> None:
    """All cases that the manager reads, as the job writes them; the memory is what the process grew by."""
    from amana.ground.access import jobs
    from amana.ground.lists import actions
    from amana.ground.lists.listing import listing
    from amana.ground.rows.acting import acting

    with acting(there.manager.cookie) as actor:
        of = listing("cases", actor)
        one = actions.export(of, query="", columns=[column.code for column in of.columns_of(actor)], kind="xlsx", by=actor).export
        if one is None:
            return
        key = jobs.open_session(["note"], one.pk)
    rows, before = [], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = timed(lambda: actions.run(key, progress=rows.append))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"export {max(rows):,} rows to XLSX: {seconds:.0f} s, {max(rows) / seconds:.0f} rows/s, {grown:.0f} MB more memory at its peak", flush=True)


def imported(rows: int) -> None:
    """Lists as long as a file may be, one after the other, into one organisation."""
    from django.db import transaction

    from amana.casework.arrivals import actions, sheets
    from tests import builders as make
    from tests.bench import importing

    lines = importing.people(rows)
    with clone() as admin:
        with transaction.atomic():
            reception = make.member("reception")
        ours, most = 0.0, sheets.MOST_ROWS - 1  # the headings are a row
        for start in range(0, rows, most):
            part = lines[start : start + most]
            session = importing.begun(reception, part)
            before = time.process_time(), _database()
            seconds = timed(lambda key=session: actions.run(key))
            program, database = ((now - then) * 1000 / len(part) for then, now in zip(before, (time.process_time(), _database()), strict=True))
            ours += seconds
            print(f"import, rows {start + 1:,} to {start + len(part):,}: {seconds:.0f} s, {len(part) / seconds:.0f} rows/s; "
                  f"of a row {program:.1f} + {database:.1f} ms CPU", flush=True)
        floor = timed(lambda: importing.plainly(admin, lines))
        print(f"import {rows:,} rows: {ours:.0f} s, {rows / ours:.0f} rows/s, plain inserts {rows / floor:.0f} rows/s, ratio {ours / floor:.0f}; {importing.totals(rows)}", flush=True)


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def main(cases: int = CASES, few: int = FEW, rows: int = ROWS) -> None:
    for number in (few, cases):
        measured(number)
    imported(rows)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from amana.ground.rows import acting as machinery
    from tests import conftest

    machinery._login = conftest._as_the_programs_login
    main(*(int(word) for word in sys.argv[1:]))
