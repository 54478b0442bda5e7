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
    """What became of the rows. They add up to those of the file, and each that is not wrong is there once."""
    done = ArrivalList.objects.get()
    assert rows == done.rows_read == done.rows_done == done.rows_made + done.rows_waiting + done.rows_wrong + done.rows_known
    assert ArrivalRow.objects.count() == done.rows_made + done.rows_waiting and Identity.objects.count() == done.rows_made
    return f"{done.rows_made} made, {done.rows_waiting} to be judged, {done.rows_wrong} wrong, {done.rows_known} known"


def plainly(admin: psycopg.Connection, rows: Sequence[Sequence]) -> None:
    """One INSERT a row, a hundred to a transaction."""
    admin.execute(PLAIN)
    for start in range(0, len(rows), BATCH):
        with admin.transaction(), admin.cursor() as cursor:
            cursor.executemany("INSERT INTO bench_person VALUES (%s, %s, %s, %s, %s, %s, %s)", rows[start : start + BATCH])
