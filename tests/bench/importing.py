"""Import of an arrival list through the actions, row policies on, beside a plain table without policies, audit, seals or search keys."""
from collections.abc import Sequence
from datetime import date
from random import Random

import psycopg

from amana.casework.arrivals import actions
from amana.casework.arrivals.models import ArrivalList, ArrivalRow
from amana.casework.registry.models import Identity
from amana.doors.demo import charter
from amana.doors.demo import people as invented
from amana.ground.rows.acting import acting
from tests.casework.arrivals.lists import HEADINGS, xlsx

DAY = date(2026, 11, 24)
BATCH = 100
PLAIN = """CREATE TABLE bench_person (id bigint PRIMARY KEY, name text, sex text, birth text, nationality text, phone text, passport text);
CREATE INDEX ON bench_person (name)"""


def people(rows: int) -> list[list]:
    """Lines of a list as an airport office sends it, with the names and births of the demo's people."""
    draw, made = Random(1), []
    for n in range(rows):
        one = invented.identity(draw, DAY)
        birth = "/".join(str(part) for part in (one.birth.day, one.birth.month, one.birth.year) if part)
        made.append([n + 1, charter.arabic(one) or charter.latin(one), "أنثى" if one.sex == "female" else "ذكر", birth, charter.NATIONS[one.nationalities[0]],
                     f"0100{n:07}", f"P{n:07}"])
    return made


def begun(reception, rows: list[list]) -> str:
    """The list is looked through; the key of the job that imports it."""
    with acting(reception.cookie) as actor:
        one = actions.upload(xlsx([HEADINGS, *rows]), file_name="list.xlsx", team_id=reception.team.id, arrives_on=DAY, by=actor)
        return actions.begin(one, by=actor)


def totals(rows: int) -> str:
    """What became of the rows. They add up to those of the files, and each that is not wrong is there once."""
    read, done, made, waiting, wrong, known = (sum(values) for values in zip(*ArrivalList.objects.values_list(
        "rows_read", "rows_done", "rows_made", "rows_waiting", "rows_wrong", "rows_known"), strict=True))
    assert rows == read == done == made + waiting + wrong + known
    assert ArrivalRow.objects.count() == made + waiting and Identity.objects.count() == made
    return f"{made:,} made, {waiting:,} to be judged, {wrong:,} wrong, {known:,} known"


def plainly(admin: psycopg.Connection, rows: Sequence[Sequence]) -> None:
    """One INSERT a row, a hundred to a transaction."""
    admin.execute(PLAIN)
    for start in range(0, len(rows), BATCH):
        with admin.transaction(), admin.cursor() as cursor:
            cursor.executemany("INSERT INTO bench_person VALUES (%s, %s, %s, %s, %s, %s, %s)", rows[start : start + BATCH])
