"""How fast Amana is beside the floors of the same run: import of a list, people search, case list. `python -m tests.bench.run [ROWS] [CASES]`.

Through the real actions, row policies on, on a committed clone; people are invented. Only the ratios mean something: a busy machine slows both.
"""
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from random import Random
from statistics import median

ROWS, CASES, QUERIES = 10_000, 200, 200
DAY = date(2026, 11, 24)


@contextmanager
def bench() -> Iterator[tuple]:
    """A committed organisation with a reception officer and a case worker, and the floors' own connection."""
    import psycopg
    from django.db import transaction

    from amana.doors.site import installation
    from tests import builders as make
    from tests.bench import floors
    from tests.proof.clones import committed

    with committed("bench") as database, psycopg.connect(installation.local_server().url(database=database), autocommit=True) as plain:
        floors.make_table(plain)
        with transaction.atomic():
            reception = make.member("reception")
            worker = make.member(of=reception.organisation, teams=[reception.team])
        yield reception, worker, plain


def people(rows: int) -> list[list]:
    """Lines of a list as an airport office sends it, with the names and births of the demo's people."""
    from amana.doors.demo import charter
    from amana.doors.demo import people as invented

    draw = Random(1)
    made = []
    for n in range(rows):
        one = invented.identity(draw, DAY)
        birth = "/".join(str(part) for part in (one.birth.day, one.birth.month, one.birth.year) if part)
        made.append([n + 1, charter.arabic(one) or charter.latin(one), "أنثى" if one.sex == "female" else "ذكر", birth, charter.NATIONS[one.nationalities[0]],
                     f"0100{n:07}", f"P{n:07}"])
    return made


def imported(reception, rows: list[list]) -> float:
    """Seconds of the import alone. The list's totals add up to the rows of the file, and each row that is not wrong is there once."""
    from amana.casework.arrivals import actions
    from amana.casework.arrivals.models import ArrivalList, ArrivalRow
    from amana.casework.registry.models import Identity
    from amana.ground.rows.acting import acting
    from tests.casework.arrivals.lists import HEADINGS, xlsx

    with acting(reception.cookie) as actor:
        one = actions.upload(xlsx([HEADINGS, *rows]), file_name="list.xlsx", team_id=reception.team.id, arrives_on=DAY, by=actor)
        session = actions.begin(one, by=actor)
    seconds = timed(lambda: actions.run(session))
    done = ArrivalList.objects.get()
    assert len(rows) == done.rows_read == done.rows_done == done.rows_made + done.rows_waiting + done.rows_wrong + done.rows_known
    assert ArrivalRow.objects.count() == done.rows_made + done.rows_waiting and Identity.objects.count() == done.rows_made
    print(f"           of {done.rows_read} rows: {done.rows_made} made, {done.rows_waiting} to be judged, {done.rows_wrong} wrong, {done.rows_known} known")
    return seconds


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def searched(reception, plain, rows: list[list]) -> tuple[list[float], list[float]]:
    """Names out of the list, each asked of Amana and of the floor in turn."""
    from amana.casework.registry import queries
    from amana.ground.rows.acting import acting
    from tests.bench import floors

    ours, floor = [], []
    for row in Random(2).sample(rows, min(QUERIES, len(rows))):
        with acting(reception.cookie):
            ours.append(timed(lambda row=row: queries.search(row[1])))
        floor.append(timed(lambda row=row: floors.search(plain, row[1])))
    return ours, floor


def listed(worker, cases: int) -> tuple[list[float], list[float]]:
    """The first page of a worker's cases and the same page by the floor, in turn."""
    from amana.casework.cases import queries
    from amana.ground.rows.acting import acting
    from tests import builders as make
    from tests.bench import floors

    for n in range(cases):
        make.case(worker, make.person(worker, make.identity(father=f"سعيد {n}"), phone=""))
    ours, floor = [], []
    for _n in range(QUERIES // 4):
        with acting(worker.cookie) as actor:
            ours.append(timed(lambda actor=actor: len(queries.my_cases(actor).rows)))
        floor.append(timed(floors.case_list))
    return ours, floor


def main(rows: int = ROWS, cases: int = CASES) -> None:
    from tests.bench import floors

    lines = people(rows)
    with bench() as (reception, worker, plain):
        ours, floor = imported(reception, lines), timed(lambda: floors.insert(plain, lines))
        print(f"import     {rows / ours:8.0f} rows/s      floor {rows / floor:8.0f} rows/s      ratio {ours / floor:.1f}")
        for name, (ours, floor) in (("search", searched(reception, plain, lines)), ("case list", listed(worker, cases))):
            print(f"{name:10} {median(ours) * 1000:8.2f} ms (p95 {sorted(ours)[len(ours) * 95 // 100] * 1000:.1f})  floor {median(floor) * 1000:8.2f} ms"
                  f"      ratio {median(ours) / median(floor):.1f}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from amana.ground.rows import acting as machinery
    from tests import conftest

    machinery._login = conftest._as_the_programs_login
    main(*(int(word) for word in sys.argv[1:]))
