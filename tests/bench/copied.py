"""As many cases as a ministry has, within minutes: cases made by the actions, copied by COPY with other people, workers, numbers and days.

`test_copied.py` shows that a copy equals what the actions make.
"""
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import itemgetter
from random import Random

import psycopg

from amana.casework.referral import package
from amana.casework.registry.actions.identity import identity_columns
from amana.casework.registry.models import Identity
from amana.casework.registry.rules import IdentityFacts
from amana.lib.core.ids import ALPHABET, check_character
from amana.lib.names import matching
from tests import builders as make

PEOPLE = 3_000  # different ones; their names and births recur, as names do
SPREAD = timedelta(days=45)  # over which the cases were opened
BATCH = 1_000
KEYS = "public.registry_searchkey"  # made anew for each person
LEFT_OUT = ("ring.log", "ring.state", "keys.", "public.procrastinate")
MARK = re.compile(r'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+00|\b\d{4}-\d\d-\d\d\b|A[CMR]-\w{4}-\w{4}|0100\d{7}|\+20100\d{7}|"(?:name|sex|age_band)": "[^"]*"')


@dataclass
class Whose:
    """Somebody invented, as COPY reads her."""

    columns: dict[str, str]  # of the identity
    kept: list[tuple[str, int]]  # hash and place of what a search finds her by
    born: int
    sent: dict[str, str]  # what a package says of her


@dataclass
class Office:
    """Who works on a case."""

    worker: make.Member
    supervisor: make.Member

    def marks(self) -> list[str]:
        return [str(one) for one in (self.worker.team.pk, self.worker.staff.pk, self.worker.membership.pk, self.supervisor.staff.pk, self.supervisor.membership.pk)]


@dataclass
class Template:
    """The rows of one case, table by table, with places for what differs from copy to copy."""

    office: Office
    kept: frozenset[str]  # keys of what all copies share
    places: dict[str, int] = field(default_factory=dict)
    lines: dict[str, tuple[str, itemgetter]] = field(default_factory=dict)
    identity: tuple[list[str], str] = ((), "")

    def read(self, admin: psycopg.Connection, since: int) -> "Template":
        """What transactions after that one have written."""
        admin.execute("SET timezone = 'UTC'")
        for number, mark in enumerate(self.office.marks()):
            self.places[mark] = number
        for table, columns in tables(admin):
            with admin.cursor().copy(f"COPY (SELECT * FROM {table} WHERE xmin::text::bigint > {since} ORDER BY ctid) TO STDOUT") as copy:
                text = b"".join(copy).decode()
            if text and table != KEYS:
                self._keep(table, columns, text)
        return self

    def _keep(self, table: str, columns: list[str], text: str) -> None:
        if table == "public.registry_identity":
            self.identity = columns, text.rstrip("\n")
        found: list[int] = []

        def place(match: re.Match) -> str:
            if match[0] in self.kept:
                return match[0]
            found.append(self.places.setdefault(match[0], len(self.places)))
            return "%s"

        shape = MARK.sub(place, text.replace("%", "%%"))
        self.lines[table] = shape, itemgetter(*found, found[0])  # never a single one, so that it gives a tuple

    def values(self, n: int, office: Office, whose: Whose, ago: timedelta) -> list[str]:
        """For the places, in their order: of copy `n`, so long ago."""
        fresh = office.marks()
        return fresh + [_another(mark, place, n, whose, ago) for mark, place in list(self.places.items())[len(fresh):]]


def _another(mark: str, place: int, n: int, whose: Whose, ago: timedelta) -> str:
    if mark[0] == '"':
        name = mark.split('"')[1]
        return f'"{name}": "{whose.sent[name]}"'
    if mark[:2] in ("AM", "AC", "AR"):
        return _number(mark[:2], n)
    if mark.startswith(("0100", "+20100")):
        return f"{mark[:-7]}{n:07}"
    if len(mark) == 36:
        milliseconds = int((datetime(2026, 11, 1) - ago).timestamp() * 1000)
        return f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}-7{place:03x}-8000-{n:012x}"
    if len(mark) == 10:
        return str(date.fromisoformat(mark) - timedelta(days=ago.days))
    return str(datetime.fromisoformat(mark) - ago)


def _number(prefix: str, n: int) -> str:
    seven = ""
    for _place in range(7):
        n, rest = divmod(n, len(ALPHABET))
        seven = ALPHABET[rest] + seven
    eight = seven + check_character(seven)
    return f"{prefix}-{eight[:4]}-{eight[4:]}"


def tables(admin: psycopg.Connection) -> list[tuple[str, list[str]]]:
    rows = admin.execute("""SELECT format('%s.%s', n.nspname, c.relname), array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('r') AND n.nspname IN ('public', 'audit', 'ring', 'keys') GROUP BY 1 ORDER BY 1""").fetchall()
    return [(table, columns) for table, columns in rows if not table.startswith(LEFT_OUT)]


def people(admin: psycopg.Connection, count: int, day: date) -> list[Whose]:
    """Invented, with the search hashes that the database makes of their names."""
    from amana.doors.demo import people as invented
    draw = Random(1)
    return [person(admin, invented.identity(draw, day), day) for _n in range(count)]


def person(admin: psycopg.Connection, facts: IdentityFacts, day: date) -> Whose:
    columns = identity_columns(facts)
    one = Identity(**columns)
    age = one.age_on(day)
    sent = {"name": one.full_name, "sex": one.sex, "age_band": package.age_band(age[0]) if age else ""}
    words = kept_words(columns["keys"], columns["key_places"])
    return Whose({name: _text(value) for name, value in columns.items()}, list(zip(_hashes(admin, list(words)), words.values(), strict=True)),
                 one.birth_latest.year if one.birth_latest else 0, sent)


def kept_words(keys: Sequence[str], places: Sequence[int]) -> dict[str, int]:
    """Words and pairs that the database keeps of a name, each with its first place."""
    found: dict[str, int] = {}
    for text, place in zip(keys, places, strict=True):
        found[text] = min(place & 7, found.get(text, 7))
    return found | matching.pairs_of(list(zip(keys, places, strict=True)))


def _hashes(admin: psycopg.Connection, words: Sequence[str]) -> list[str]:
    return [one.hex() for one in admin.execute("SELECT entry.search_hashes(%s)", [list(words)]).fetchone()[0]]


def _text(value: object) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, list):
        return "{" + ",".join('"' + _text(one).replace("\\", "\\\\").replace('"', '\\\\"') + '"' for one in value) + "}"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def copy(admin: psycopg.Connection, templates: Sequence[Template], whose: Sequence[Whose], offices: Sequence[Office], count: int, *, start: int = 1) -> None:
    """`count` more cases: each copy takes the next template, person and office, the first being the latest."""
    organisation = str(offices[0].worker.organisation.pk)
    phones = iter(_hashes(admin, [f"phone:+20100{n:07}" for n in range(start, start + count)]))
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")  # what triggers derive is copied as well
        for first in range(start, start + count, BATCH):
            written: dict[str, list[str]] = {}
            for n in range(first, min(first + BATCH, start + count)):
                template, who = templates[n % len(templates)], whose[n % len(whose)]
                values = template.values(n, offices[n % len(offices)], who, SPREAD * (n - start) / count)
                for table, (shape, places) in template.lines.items():
                    written.setdefault(table, []).append(shape % places(values)[:-1])
                written["public.registry_identity"][-1] = _identity(template, who.columns, written["public.registry_identity"][-1])
                key = written["public.registry_person"][-1].partition("\t")[0]
                written.setdefault(KEYS, []).extend(_search_keys(key, organisation, n, who, next(phones)))
            for table, lines in written.items():
                names = "(id, person_id, organisation_id, section, hash, place, born)" if table == KEYS else ""
                with admin.cursor().copy(f"COPY {table} {names} FROM STDIN") as into:
                    into.write("".join(lines))


def _identity(template: Template, columns: dict[str, str], line: str) -> str:
    """The row with the names, birth and keys of somebody else."""
    return "\t".join(columns.get(name, text) for name, text in zip(template.identity[0], line.rstrip("\n").split("\t"), strict=True)) + "\n"


def _search_keys(person_id: str, organisation: str, n: int, who: Whose, phone: str) -> Iterator[str]:
    for row, (section, word, place, born) in enumerate([*((1, one, place, who.born) for one, place in who.kept), (2, phone, 0, 0)]):
        yield f"{row:08x}-0000-4000-8000-{n:012x}\t{person_id}\t{organisation}\t{section}\t\\\\x{word}\t{place}\t{born}\n"
