"""Who carries a typed name: asked of the hashed rows by equality alone, read under the actor's own rights, and ordered here (DESIGN.md §8)."""
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from amana.lib.core.dates import PartialDate, Precision
from amana.lib.names import matching
from amana.lib.names.matching import Birth, Question

FEW = 200  # people who are read and scored for one question


class Carrier(NamedTuple):
    """Somebody found: her tokens and their places, as texts of them all, and her birth."""

    question: int
    person: UUID
    keys: str
    key_places: str
    year: int
    month: int
    day: int
    is_estimated: bool = False

    @property
    def birth(self) -> Birth:
        return Birth(self.year, self.month, self.day)


# Each word is hashed and looked up once, however many ask for it: people of one list bear the same names. Numbers and tokens come and go as texts of them all:
# to write and read them one by one took longer than the search.
_CARRIERS = """
SELECT few.question, i.person_id, CASE WHEN %(named)s THEN array_to_string(i.keys, ' ') ELSE '' END, CASE WHEN %(named)s THEN array_to_string(i.key_places, ' ') ELSE '' END,
       coalesce(extract(year FROM i.birth_latest)::integer, i.birth_year, 0), coalesce(i.birth_month, 0), coalesce(i.birth_day, 0), i.birth_stated_on IS NOT NULL
  FROM entry.carriers(string_to_array(%(words)s, '|'), %(asked)s::integer[], %(who)s::integer[], %(n0)s::real[], %(n1)s::real[], %(n2)s::real[], %(n3)s::real[], %(n4)s::real[],
         %(places)s::smallint[], %(bonus)s::real[], %(years)s::smallint[], %(needed)s::smallint[], %(same)s::real, %(near)s::real, %(far)s::real, %(most)s) AS few
  JOIN registry_identity i ON i.person_id = few.person
"""


def carriers(questions: Sequence[Question], births: Sequence[Birth], *, needed: Sequence[int] = (), most: int = FEW, is_named: bool = True) -> list[list[Carrier]]:
    """For each question the likeliest at a first look, in no order; in one statement however many they are.

    needed: how many tokens of each must be met by what was asked; without it one. is_named: whether their tokens are read.
    """
    words = {word: place for place, word in enumerate(dict.fromkeys(word for one in questions for word in one.words), 1)}
    found: dict[int, list[Carrier]] = defaultdict(list)
    if words:
        who = np.repeat(np.arange(len(questions)), [len(one.words) for one in questions])
        columns = {"asked": np.array([words[word] for one in questions for word in one.words]), "who": who, "years": np.array([one.year for one in births])[who],
                   "needed": np.array(needed or [1] * len(questions))[who], "places": np.concatenate([one.places for one in questions]),
                   "bonus": np.concatenate([one.bonus for one in questions]),
                   **{f"n{token}": nats for token, nats in enumerate(np.concatenate([one.nats for one in questions]).T)}}
        same, near, far = matching.birth_look()
        with connection.cursor() as cursor:
            cursor.execute(_CARRIERS, {"words": "|".join(words), "most": most, "named": is_named, "same": same, "near": near, "far": far} | {name: _numbers(column) for name, column in columns.items()})
            for row in map(Carrier._make, cursor.fetchall()):
                found[row.question].append(row)
    return [found[who] for who in range(len(questions))]


def _numbers(some: NDArray) -> str:
    """As the database writes an array of them."""
    return f"{{{','.join([str(some[0])] * len(some) if (some == some[0]).all() else map(str, some.tolist()))}}}"


def birth_of(stated: PartialDate | None) -> Birth:
    if stated is None:
        return Birth()
    return Birth(stated.latest.year, *((0, 0) if stated.precision == Precision.ESTIMATED else (stated.month or 0, stated.day or 0)))
