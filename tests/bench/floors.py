"""The floors: what the bare database does with the same people, in the same run. A plain table without policies, audit, seals or search keys."""
from collections.abc import Sequence

import psycopg

BATCH = 100
_TABLE = """CREATE TABLE bench_person (id bigint PRIMARY KEY, name text, sex text, birth text, nationality text, phone text, passport text);
CREATE INDEX ON bench_person (name)"""


def make_table(connection: psycopg.Connection) -> None:
    connection.execute(_TABLE)


def insert(connection: psycopg.Connection, rows: Sequence[Sequence]) -> None:
    """One INSERT a row, a hundred to a transaction."""
    for start in range(0, len(rows), BATCH):
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany("INSERT INTO bench_person VALUES (%s, %s, %s, %s, %s, %s, %s)", rows[start : start + BATCH])


def search(connection: psycopg.Connection, name: str) -> list:
    """Whoever bears exactly this name, by the index."""
    return connection.execute("SELECT id, name, birth FROM bench_person WHERE name = %s LIMIT 25", [name]).fetchall()


def case_list() -> list:
    """The same page of cases by a plain Django query as the migrating login, whom no policy binds."""
    from amana.casework.cases.models import Case

    return [(one.number, one.person.identity.name_ar) for one in Case.objects.select_related("person__identity", "person__holding").order_by("-made_at")[:25]]
