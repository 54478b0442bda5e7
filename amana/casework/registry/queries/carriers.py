"""Who carries a typed name: asked of the hashed rows by equality alone, read under the actor's own rights, and ordered here (DESIGN.md §8)."""
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db import connection

from amana.lib.core.dates import PartialDate, Precision
from amana.lib.names import matching
from amana.lib.names.matching import Birth, Question, Reading, Record

FEW = 200  # people who are read and scored for one question


@dataclass(frozen=True)
class Carrier:
    """Somebody found: her tokens and their places, as texts of them all, and her birth."""

    person: UUID
    keys: str
    key_places: str
    birth: Birth
    is_estimated: bool = False

    @cached_property
    def words(self) -> list[str]:
        return self.keys.split()

    def records(self) -> list[Record]:
        return matching.records_of(self.words, list(map(int, self.key_places.split())), self.birth)


# Each word is hashed and looked up once, however many ask for it: people of one list bear the same names. Numbers and tokens come and go as texts of them all:
# to write and read them one by one took longer than the search.
_CARRIERS = """
SELECT few.question, i.person_id, array_to_string(i.keys, ' '), array_to_string(i.key_places, ' '), coalesce(extract(year FROM i.birth_latest)::integer, i.birth_year, 0), coalesce(i.birth_month, 0),
       coalesce(i.birth_day, 0), i.birth_stated_on IS NOT NULL
  FROM entry.carriers(string_to_array(%(words)s, '|'), %(asked)s::integer[], %(who)s::integer[], %(n0)s::real[], %(n1)s::real[], %(n2)s::real[], %(n3)s::real[], %(n4)s::real[],
         %(places)s::smallint[], %(bonus)s::real[], %(years)s::smallint[], %(needed)s::smallint[], %(same)s::real, %(near)s::real, %(far)s::real, %(most)s) AS few
  JOIN registry_identity i ON i.person_id = few.person
"""


def carriers(questions: Sequence[Question], births: Sequence[Birth], *, needed: Sequence[int] = (), most: int = FEW) -> list[list[Carrier]]:
    """For each question the likeliest at a first look, in no order; in one statement however many they are.

    needed: how many tokens of each must be met by what was asked; without it one.
    """
    words = {word: place for place, word in enumerate(dict.fromkeys(word for one in questions for word in one.words), 1)}
    asked = [(words[word], who, *nats, place, bonus, births[who].year, needed[who] if needed else 1) for who, one in enumerate(questions)
             for word, nats, place, bonus in zip(one.words, one.nats, one.places, one.bonus, strict=True)]
    found: dict[int, list[Carrier]] = defaultdict(list)
    if asked:
        names = ("asked", "who", "n0", "n1", "n2", "n3", "n4", "places", "bonus", "years", "needed")
        same, near, far = matching.birth_look()
        with connection.cursor() as cursor:
            cursor.execute(_CARRIERS, {"words": "|".join(words), "most": most, "same": same, "near": near, "far": far}
                           | dict(zip(names, map(_numbers, zip(*asked, strict=True)), strict=True)))
            for who, person, keys, places, year, month, day, is_estimated in cursor.fetchall():
                found[who].append(Carrier(person, keys, places, Birth(year, month, day), is_estimated))
    return [found[who] for who in range(len(questions))]


def _numbers(some: Iterable[float]) -> str:
    """As the database writes an array of them."""
    return f"{{{','.join(map(str, some))}}}"


def scored(reading: Reading, found: Sequence[Carrier], birth: Birth) -> list[tuple[float, Carrier]]:
    """Each of them with her score in nats, the best of the ways in which she is called; best first."""
    ways = [(place, record) for place, one in enumerate(found) for record in one.records()]
    best = [float("-inf")] * len(found)
    for start in range(0, len(ways), FEW):
        some = ways[start:start + FEW]
        for (place, _record), score in zip(some, matching.scores(reading.meant, [record for _place, record in some], birth=birth), strict=True):
            best[place] = max(best[place], score)
    return sorted(zip(best, found, strict=True), key=lambda one: (-one[0], -one[1].person.int))


def birth_of(stated: PartialDate | None) -> Birth:
    if stated is None:
        return Birth()
    return Birth(stated.latest.year, *((0, 0) if stated.precision == Precision.ESTIMATED else (stated.month or 0, stated.day or 0)))
