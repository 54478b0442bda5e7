"""`amana names matcher --registry`: the matcher's people as records of an invented organisation, found by a worker under the row policies.

They come in as an import would bring them, without what nobody asks here: who and when, numbers, foreign keys. What is kept for the search, in whose hands a record is and who
therefore sees it is written by the same triggers as ever.
"""
import gc
import os
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count, islice
from threading import Lock
from uuid import UUID

import psycopg
from django.db import connection

from amana.casework.registry import queries
from amana.doors.cli.matcher_rows import Register, Rows
from amana.doors.site import installation
from amana.ground.rows.acting import acting
from amana.lib.core.ids import uuid7
from amana.lib.names.matching import Birth

PART, AHEAD, MAKERS, WRITERS = 5_000, 20, 2, 2  # people whose rows are made at once; how many such parts may wait for the database; processes; connections
_PEOPLE = "COPY registry_person (id, number, organisation_id, made_at) FROM STDIN"
_IDENTITIES = """
COPY registry_identity (person_id, version, changed_at, name_kind, given_ar, father_ar, grandfather_ar, family_ar, given_latin, father_latin, grandfather_latin, family_latin,
  other_names, birth_stated_in, sex, nationalities, keys, key_places, birth_year, birth_month, birth_day) FROM STDIN
"""
_QUICK = """
SET session_replication_role = replica; SET synchronous_commit = off; SET jit = off; SET work_mem = '64MB'; SET maintenance_work_mem = '256MB'
"""
_TRIGGERS = """
ALTER TABLE registry_person ENABLE ALWAYS TRIGGER b_fact;
ALTER TABLE registry_holding ENABLE ALWAYS TRIGGER c_settle_insert;
ALTER TABLE registry_identity ENABLE ALWAYS TRIGGER a_written, ENABLE ALWAYS TRIGGER c_keys_insert
"""
_WITHOUT_INDEX = "ALTER TABLE registry_searchkey SET UNLOGGED, DROP CONSTRAINT registry_searchkey_pkey; DROP INDEX registry_searchkey_by_hash"
_WITH_INDEX = """
CREATE INDEX registry_searchkey_by_hash ON registry_searchkey (organisation_id, hash, person_id) INCLUDE (place, born, section);
ALTER TABLE registry_searchkey ADD CONSTRAINT registry_searchkey_pkey PRIMARY KEY (id)
"""


class Registry:
    """Each `load` founds another organisation, so that what was loaded before is no longer seen; of one that fails nothing is. migrate: what makes the tables, before the first of them."""

    def __init__(self, migrate: Callable[[], None]) -> None:
        self._migrate = migrate
        self._loads = count()
        self._register: Register | None = None
        self.cookie = ""
        self._ids: list[str] = []

    def load(self, lines: Iterable[str]) -> int:
        register = Register(uuid7(), next(self._loads), uuid7().int >> 32 << 32)
        with ProcessPoolExecutor(MAKERS) as makers, ThreadPoolExecutor(WRITERS) as beside:
            parts = _Parts(makers, register, lines)  # the first rows are made while the database is
            if not register.load:
                self._migrate()
                with _connected() as admin:
                    admin.execute(_TRIGGERS)
            cookie = _founded(register.organisation)
            with _without_index():
                ids = sorted(part for some in [beside.submit(_copied, parts) for _n in range(WRITERS)] for part in some.result())
                last = [beside.submit(_learned, cookie), beside.submit(_tidied)]
            for one in last:
                one.result()
        with _connected() as admin:
            admin.execute("VACUUM ANALYZE registry_searchkey")
        self._register, self.cookie, self._ids = register, cookie, [one for _first, some in ids for one in some]
        gc.collect()
        gc.freeze()  # what stays is not looked through again and again while somebody waits
        return len(self._ids)

    def find(self, text: str, birth: Birth, most: int) -> list[str]:
        if not self._register:
            return []
        with acting(self.cookie):
            found, _readings = queries.named(text, birth)
        return [self._ids[self._register.number(one.carrier.person)] for one in found[:most]]


class _Parts:
    """Rows of one part of the lines after the other, some made ahead. Several threads may take them."""

    def __init__(self, makers: ProcessPoolExecutor, register: Register, lines: Iterable[str]) -> None:
        self._makers, self._register, self._lines, self._lock = makers, register, enumerate(lines), Lock()
        self._made: deque[tuple[int, Future[Rows]]] = deque()
        while len(self._made) < AHEAD and self._began_another():
            pass

    def _began_another(self) -> bool:
        some = list(islice(self._lines, PART))
        if some:
            self._made.append((some[0][0], self._makers.submit(self._register.rows, some[0][0], [line for _number, line in some])))
        return bool(some)

    def __iter__(self) -> Iterator[tuple[int, Rows]]:
        while True:
            with self._lock:
                if not self._made:
                    return
                first, made = self._made.popleft()
                self._began_another()
            yield first, made.result()


def _copied(parts: _Parts) -> list[tuple[int, list[str]]]:
    """Their people have records, with what the database makes of them; the first number of each part and what the registry calls its people."""
    ids = []
    with _connected() as admin:
        admin.execute(_QUICK)
        for first, rows in parts:
            with admin.transaction(), admin.cursor() as cursor:
                with cursor.copy(_PEOPLE) as into:
                    into.write(rows.people)
                with cursor.copy(_IDENTITIES) as into:
                    into.write(rows.identities)
            ids.append((first, rows.ids))
    return ids


@contextmanager
def _without_index() -> Iterator[None]:
    """What is kept for the search has no index by its hashes until all rows are there."""
    with _connected() as admin:
        admin.execute(_WITHOUT_INDEX)
    try:
        yield
    finally:
        with _connected() as admin:
            admin.execute(_WITH_INDEX)


def _tidied() -> None:
    """So that the planner knows how large these tables are."""
    with _connected() as admin:
        admin.execute("VACUUM ANALYZE registry_person, registry_holding, registry_identity, ring.circle, ring.record")


def _learned(cookie: str) -> None:
    """The table of spellings is in memory: it belongs to the building of the index."""
    try:
        with acting(cookie):
            queries.by_spellings(len)
    finally:
        connection.close()  # of this thread


def _connected() -> psycopg.Connection:
    """As the administrator of the laptop's own server: whose triggers need not fire."""
    return psycopg.connect(installation.local_server().url(database=os.environ["AMANA_DATABASE"]), autocommit=True)


def _founded(organisation: UUID) -> str:
    """The cookie of the one worker of this new organisation."""
    team, staff, membership, cookie = uuid7(), uuid7(), uuid7(), secrets.token_urlsafe(32)
    code = f"M{organisation.hex[-12:].upper()}"
    with _connected() as admin:
        admin.execute("INSERT INTO organisations_organisation (id, code, name_ar, name_en, kind, areas, plans_need_approval, is_active)"
                       " VALUES (%s, %s, 'جمعية للقياس', 'For measuring', 'NGO', '{}', true, true)", [organisation, code])
        admin.execute("INSERT INTO organisations_team (id, organisation_id, code, name_ar, name_en, is_desk, is_active) VALUES (%s, %s, 'M', 'فريق', 'Team', false, true)",
                       [team, organisation])
        admin.execute("INSERT INTO access_staff (id, email, name, language, is_active) VALUES (%s, %s, 'عاملة', 'ar', true)", [staff, f"{code.lower()}@example.org"])
        admin.execute("INSERT INTO access_membership (id, staff_id, organisation_id, role_id, teams) VALUES (%s, %s, %s, 'caseworker', %s)", [membership, staff, organisation, [team]])
        admin.execute("INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, idle) VALUES"
                       " (sha256(convert_to(%s, 'UTF8')), %s, %s, now() + interval '10 days', interval '10 days')", [cookie, staff, membership])
    return cookie
