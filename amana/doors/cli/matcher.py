"""`amana names matcher --registry`: the matcher's people as records of an invented organisation, found by a worker under the row policies."""
import secrets
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from amana.casework.registry import queries
from amana.ground.rows.acting import acting
from amana.lib.core.ids import uuid7
from amana.lib.names import matching
from amana.lib.names.matching import Birth
from amana.lib.names.matching.protocol import birth_of, names_of

BATCH, WRITERS = 5_000, 2
_PEOPLE = "COPY registry_person (id, number, organisation_id) FROM STDIN"
_IDENTITIES = """
COPY registry_identity (person_id, version, name_kind, given_ar, father_ar, grandfather_ar, family_ar, given_latin, father_latin, grandfather_latin, family_latin,
  other_names, birth_stated_in, sex, nationalities, keys, key_places, birth_year, birth_month, birth_day) FROM STDIN
"""
_WITHOUT_CONSTRAINTS = """
ALTER TABLE registry_searchkey DROP CONSTRAINT registry_searchkey_person_id_afef7386_fk_registry_person_id, DROP CONSTRAINT registry_searchkey_pkey
"""
_WITHOUT_INDEXES = "DROP INDEX registry_searchkey_person_id_afef7386, registry_searchkey_by_hash"
_BY_PERSON = "CREATE INDEX registry_searchkey_person_id_afef7386 ON registry_searchkey (person_id)"
_BY_HASH = "CREATE INDEX registry_searchkey_by_hash ON registry_searchkey (organisation_id, hash, person_id) INCLUDE (place, born, section)"
_WITH_CONSTRAINTS = """
ALTER TABLE registry_searchkey ADD CONSTRAINT registry_searchkey_pkey PRIMARY KEY (id), ADD CONSTRAINT registry_searchkey_person_id_afef7386_fk_registry_person_id
  FOREIGN KEY (person_id) REFERENCES registry_person DEFERRABLE INITIALLY DEFERRED
"""
EMPTY = 10  # texts that a withheld name leaves empty


class Registry:
    """Each `load` founds another organisation, so that what was loaded before is no longer seen; of one that fails nothing is."""

    def __init__(self) -> None:
        self._cookie = ""
        self._ids: dict[UUID, str] = {}

    def load(self, people: Iterable[Mapping[str, Any]]) -> int:
        ids: dict[UUID, str] = {}
        lines, lock = enumerate(people, 1), Lock()

        def write() -> None:
            with _migrating() as cursor:
                while some := taken():
                    _copied(cursor, organisation, some)

        def taken() -> list[tuple[UUID, Mapping[str, Any]]]:
            with lock:
                some = [(uuid7(), number, record) for number, record in islice(lines, BATCH)]
                ids.update((key, str(record.get("id", number))) for key, number, record in some)
            return [(key, record) for key, _number, record in some]

        with _migrating() as cursor:
            organisation, cookie = _founded(cursor)
        with _migrating() as cursor, _without_indexes(cursor), ThreadPoolExecutor(WRITERS) as writers:
            for one in [writers.submit(write) for _n in range(WRITERS)]:
                one.result()
        with _migrating() as cursor:
            cursor.execute("VACUUM ANALYZE")
        self._cookie, self._ids = cookie, ids
        self.find("محمد", Birth(), 1)  # the table of spellings belongs to the building of the index
        return len(ids)

    def find(self, text: str, birth: Birth, most: int) -> list[str]:
        if not self._cookie:
            return []
        with acting(self._cookie):
            found, _readings = queries.named(text, birth)
        return [self._ids[one.person] for _score, one, _reading in found[:most]]


@contextmanager
def _migrating() -> Iterator[Any]:
    """Of this thread, and nobody in particular; each statement is a transaction."""
    try:
        with connections["migrate"].cursor() as cursor:
            cursor.execute("RESET ROLE")
            yield cursor
    finally:
        connections["migrate"].close()


@contextmanager
def _without_indexes(cursor) -> Iterator[None]:
    """The table of keys has neither indexes nor constraints until all rows are there: made at once they cost a fifth."""
    cursor.execute(_WITHOUT_CONSTRAINTS)
    cursor.execute(_WITHOUT_INDEXES)
    try:
        yield
    finally:
        cursor.execute(_BY_PERSON)
        cursor.execute(_BY_HASH)
        cursor.execute(_WITH_CONSTRAINTS)


def _copied(cursor, organisation: UUID, some: list[tuple[UUID, Mapping[str, Any]]]) -> None:
    """The people have records, with what the database makes of them."""
    with transaction.atomic(using="migrate"):
        with cursor.copy(_PEOPLE) as into:
            for key, _record in some:
                into.write_row((key, str(key)[-12:], organisation))
        with cursor.copy(_IDENTITIES) as into:
            for key, record in some:
                into.write_row(_row(key, record))


def _founded(cursor) -> tuple[UUID, str]:
    """An organisation and the cookie of its one worker."""
    organisation, team, staff, membership, cookie = uuid7(), uuid7(), uuid7(), uuid7(), secrets.token_urlsafe(32)
    code = f"M{organisation.hex[-12:].upper()}"
    cursor.execute("INSERT INTO organisations_organisation (id, code, name_ar, name_en, kind, areas, plans_need_approval, is_active)"
                   " VALUES (%s, %s, 'جمعية للقياس', 'For measuring', 'NGO', '{}', true, true)", [organisation, code])
    cursor.execute("INSERT INTO organisations_team (id, organisation_id, code, name_ar, name_en, is_desk, is_active) VALUES (%s, %s, 'M', 'فريق', 'Team', false, true)",
                   [team, organisation])
    cursor.execute("INSERT INTO access_staff (id, email, name, language, is_active) VALUES (%s, %s, 'عاملة', 'ar', true)", [staff, f"{code.lower()}@example.org"])
    cursor.execute("INSERT INTO access_membership (id, staff_id, organisation_id, role_id, teams) VALUES (%s, %s, %s, 'caseworker', %s)", [membership, staff, organisation, [team]])
    cursor.execute("INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, idle) VALUES"
                   " (sha256(convert_to(%s, 'UTF8')), %s, %s, now() + interval '10 days', interval '10 days')", [cookie, staff, membership])
    return organisation, cookie


def _row(key: UUID, record: Mapping[str, Any]) -> tuple:
    """What a search asks of: tokens and birth. The name itself stays where it is, and so is withheld here."""
    found, birth = matching.words_of(names_of(record)), birth_of(record)
    return (key, 1, "withheld", *[""] * EMPTY, "unstated", [], [text for text, _place in found], [place for _text, place in found],
            birth.year or None, birth.month or None, birth.day or None)
