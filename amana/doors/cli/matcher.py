"""`amana names matcher --registry`: the matcher's people as records of an invented organisation, found by a worker under the row policies."""
import secrets
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from amana.casework.registry import queries
from amana.ground.rows.acting import acting
from amana.lib.core.ids import uuid7
from amana.lib.names import matching
from amana.lib.names.matching import Birth
from amana.lib.names.matching.protocol import birth_of, names_of

BATCH = 5_000
_PEOPLE = "COPY registry_person (id, number, organisation_id) FROM STDIN"
_IDENTITIES = """
COPY registry_identity (person_id, version, name_kind, given_ar, father_ar, grandfather_ar, family_ar, given_latin, father_latin, grandfather_latin, family_latin,
  other_names, birth_stated_in, sex, nationalities, keys, key_places, birth_year, birth_month, birth_day) FROM STDIN
"""
EMPTY = 10  # texts that a withheld name leaves empty


class Registry:
    """Each `load` founds another organisation, so that what was loaded before is no longer seen."""

    def __init__(self) -> None:
        self._cookie = ""
        self._ids: dict[UUID, str] = {}

    def load(self, people: Iterable[Mapping[str, Any]]) -> int:
        with connections["migrate"].cursor() as cursor, transaction.atomic(using="migrate"):
            cursor.execute("RESET ROLE")
            organisation, self._cookie, self._ids = *_founded(cursor), {}
            lines = iter(people)
            while some := list(islice(lines, BATCH)):
                keys = [(uuid7(), record) for record in some]
                with cursor.copy(_PEOPLE) as into:
                    for key, _record in keys:
                        into.write_row((key, str(key)[-12:], organisation))
                with cursor.copy(_IDENTITIES) as into:
                    for key, record in keys:
                        into.write_row(_row(key, record))
                self._ids |= {key: str(record.get("id", number)) for number, (key, record) in enumerate(keys, len(self._ids) + 1)}
        with connections["migrate"].cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("VACUUM ANALYZE")
        self.find("محمد", Birth(), 1)  # the table of spellings belongs to the building of the index
        return len(self._ids)

    def find(self, text: str, birth: Birth, most: int) -> list[str]:
        if not self._cookie:
            return []
        with acting(self._cookie):
            found, _readings = queries.named(text, birth)
        return [self._ids[one.person] for _score, one, _reading in found[:most]]


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
