"""A name as words that are found by equality alone, and a typed name as what is asked of them: for a register that keeps hashes, not names.

Stored are the tokens of a name and, two by two in one script, pairs of them: many are called محمد, far fewer محمد and then أحمد, so that what is looked
through stays short. At most WORDS + PAIRS of them are asked for one reading of what was typed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import combinations, pairwise, product, repeat

import numpy as np

from amana.lib.names.matching.birth import UNKNOWN, Birth, Class
from amana.lib.names.matching.evidence import CODES, code_of
from amana.lib.names.matching.lexicon import lexicon
from amana.lib.names.matching.people import PARTS, PLACES, places_of
from amana.lib.names.matching.ranking import TYPED
from amana.lib.names.matching.records import Record
from amana.lib.names.matching.search import IN_PLACE, readings
from amana.lib.names.matching.spelling import weights
from amana.lib.names.matching.table import TokenTable
from amana.lib.names.matching.tokens import tokens
from amana.lib.names.words import particles, script_of

OTHER = PLACES  # the place of a token of another name of hers
UNLISTED, LATIN = 8, 16  # added to a place: the lists do not know the token; it is written in Latin letters
WORDS, PAIRS = 400, 500
SHORT, SOME = 400, 1_500  # carriers of one token, and of all asked for, as far as the table expects them
PAIRED = 40  # look-alikes of a typed token that pairs are made of
HIT = 0.5  # nats from which a look-alike counts as the typed token
SURE, SURE_WORDS = 4.0, 20  # of a typed token's look-alikes: how many nats behind the likeliest, and how many
SOMETHING = 1.0  # nats that the likeliest look-alike gives at least
BEGUN = {"servant": "B", "father": "U", "mother": "M"}  # words that begin a name, and the mark of such names
ITSELF = 6.0  # nats of a typed token that the table has not: somebody may have come meanwhile who carries it
Typed = dict[str, float]


def words_of(names: Iterable[Mapping[str, str]], other: str = "") -> list[tuple[str, int]]:
    """(token, its place) of each written name of a person, given by its parts, and of what else she is called."""
    found = [(text, place) for name in names for place, texts in enumerate(places_of(name)) for text in texts]
    found += [(one.text, OTHER) for one in tokens(other)]
    return [(text, place | _kind(text)) for text, place in dict.fromkeys(found)]


@lru_cache(maxsize=100_000)
def _kind(text: str) -> int:
    return (0 if lexicon().names_of(text) else UNLISTED) | (LATIN if script_of(text) == "la" else 0)


def pairs_of(words: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Pairs of tokens of one script that stand at two places, as text → place; what the database makes of `words_of`."""
    found: dict[str, int] = {}
    for one, other in combinations(words, 2):
        (text, place), (text2, place2) = sorted(((one[0], one[1] & 7), (other[0], other[1] & 7)))
        if not (one[1] ^ other[1]) & LATIN and (place != place2 or place == OTHER):
            pair, code = f"{text} {text2}", pair_code(place, place2)
            found[pair] = min(code, found.get(pair, code))
    return found


def pair_code(place: int, other: int) -> int:
    return (place + 1) * 8 + other


def records_of(words: Sequence[str], places: Sequence[int], birth: Birth = UNKNOWN) -> list[Record]:
    """The person as she is scored: her name; with what else she is called in place of the given name; and that alone."""
    own: list[list[str]] = [[] for _ in range(PLACES)]
    other: list[str] = []
    for text, code in zip(words, places, strict=False):
        (own[code & 7] if code & 7 < PLACES else other).append(text)
    made = [Record(tuple(map(tuple, own)), birth)]
    if other:
        alone = [(text,) for text in other[: len(PARTS)]]
        made += [Record(((*own[0], *other), *made[0].places[1:]), birth), Record((*alone, *((),) * (PLACES - len(alone))), birth)]
    return made


@dataclass(frozen=True)
class Reading:
    """One way to read what was typed: its tokens, what each may mean, and which of them a person must carry one of."""

    texts: tuple[str, ...]
    meant: tuple[Typed, ...]
    required: tuple[int, ...]

    @cached_property
    def hitting(self) -> dict[int, frozenset[str]]:
        """For each required token what counts as it, in whatever spelling."""
        return {token: frozenset(text for text, nats in self.meant[token].items() if nats > HIT) for token in self.required}

    def hits(self, words: Iterable[str]) -> int:
        """How many of the required tokens a person with these tokens carries."""
        carried = set(words)
        return sum(not texts.isdisjoint(carried) for texts in self.hitting.values())

    def is_answered(self, words: Iterable[str]) -> bool:
        """Whether all required tokens are hit, or of three and more all but one."""
        return self.hits(words) >= min(len(self.required), max(2, len(self.required) - 1))

    def met(self, words: Iterable[str]) -> str:
        """The least sure of the ways in which the required tokens are met, as a code of `part_evidence`; missing where one is not met."""
        carried = set(words)
        return max((self._met(token, carried) for token in self.required), key=CODES.index, default="missing")

    def _met(self, token: int, carried: set[str]) -> str:
        found = self.hitting[token] & carried
        return min((code_of(self.texts[token], text, self.meant[token][text]) for text in found), key=CODES.index, default="missing")


def readings_of(table: TokenTable, text: str) -> list[Reading]:
    """Each way to read what was typed. A title or an initial need not be hit."""
    optional = {one.text for one in tokens(text) if one.is_optional}
    made = []
    for texts in readings(table, text):
        firm = tuple(place for place, one in enumerate(texts) if one not in optional)
        made.append(Reading(tuple(texts), tuple(_meant(table, one) | _begun(table, one) for one in texts), firm or tuple(range(len(texts)))))
    return made


def reading_of(table: TokenTable, places: Sequence[Sequence[str]]) -> Reading:
    """A name that is known by its places, as `places_of` gives them: of a part of several words all as one."""
    texts = tuple(some[1] if len(some) > 2 else some[0] for some in places if some)
    return Reading(texts, tuple(_meant(table, one) for one in texts), tuple(range(len(texts))))


def _begun(table: TokenTable, token: str) -> Typed:
    """Of a word that only begins a name, while the rest of it is still to come (محمد عبد, Mohamed Abdel): the names that begin so. They say next to nothing."""
    words = {token, token.removesuffix("ال")}
    return {text: SOMETHING for kind, mark in BEGUN.items() if words & particles(kind, script_of(token)) for text in table.begun(mark)}


def _meant(table: TokenTable, token: str) -> Typed:
    found = table.meant(token)
    lift = max(0.0, SOMETHING - max(found.values(), default=SOMETHING))  # where nearly everybody is called so, it says next to nothing, and is meant all the same
    found = {text: nats + lift for text, nats in found.items()} if lift else found
    return found if token in found else {token: ITSELF, **found}


@dataclass
class Question:
    """Words to look up: each with the nats that it gives to each typed token, and the place at which it stands where all is in order."""

    words: list[str] = field(default_factory=list)
    nats: list[tuple[float, ...]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    bonus: list[float] = field(default_factory=list)

    def ask(self, word: str, evidence: Mapping[int, float], place: int) -> None:
        self.words.append(word)
        self.nats.append(tuple(evidence.get(token, 0.0) for token in range(TYPED)))
        self.places.append(place)
        self.bonus.append(sum(IN_PLACE[min(token, PLACES - 1)] for token in evidence))


def question(table: TokenTable, reading: Reading, *, words: int = WORDS, pairs: int = PAIRS, short: int = SHORT, some: int = SOME) -> Question:
    """What to look up for one reading: rare tokens alone, the others two by two; for a single token all that it may mean."""
    likely = _likely(reading)
    made = Question()
    alone: list[set[str]] = [set() for _ in likely]
    room = some
    for token, text, nats in sorted(((token, text, nats) for token, some in enumerate(likely) for text, nats in some), key=lambda one: -one[2])[:words]:
        count = table.count(text)
        if len(likely) == 1 or count <= min(short, room):
            made.ask(text, {token: nats}, token)
            alone[token].add(text)
            room -= count
    _ask_pairs(table, likely, alone, made, pairs, some)
    return made


def _likely(reading: Reading) -> list[list[tuple[str, float]]]:
    """What speaks for each of the tokens that can give the most evidence, at most TYPED of them, the likeliest first."""
    kept = sorted(sorted(range(len(reading.meant)), key=lambda token: -max(reading.meant[token].values(), default=-1.0))[:TYPED])
    return [sorted(((text, nats) for text, nats in reading.meant[token].items() if nats > 0), key=lambda one: -one[1]) for token in kept]


def sure_words(reading: Reading) -> tuple[list[str], list[int], int]:
    """Words of which one for each number is carried by whoever is surely meant, their numbers, and how many numbers there are: one token, or each two neighbours."""
    likely = [[text for text, nats in some if nats > some[0][1] - SURE][:SURE_WORDS] for some in _likely(reading)]
    if len(likely) == 1:
        return likely[0], [0] * len(likely[0]), 1
    found = [(" ".join(sorted(pair)), number) for number, (some, others) in enumerate(pairwise(likely)) for pair in product(some, others)]
    return [word for word, _ in found], [number for _, number in found], max(0, len(likely) - 1)


def _ask_pairs(table: TokenTable, likely: list[list[tuple[str, float]]], alone: list[set[str]], made: Question, most: int, some: int) -> None:
    """The likeliest pairs, but those whose tokens are both asked alone, while few enough people can be expected to carry them."""
    of_two = list(combinations(range(len(likely)), 2))
    counts = [[table.count(text) for text, _ in some[:PAIRED]] for some in likely]
    is_latin = [[script_of(text) == "la" for text, _ in some[:PAIRED]] for some in likely]
    found: list[tuple[float, int, int, int, int]] = []
    for one, other in of_two:
        sums = np.add.outer([nats for _, nats in likely[one][:PAIRED]], [nats for _, nats in likely[other][:PAIRED]])
        best = np.argsort(-sums, axis=None)[: max(most // len(of_two), 150)]
        places, others = np.divmod(best, sums.shape[1])
        found += zip(sums.ravel()[best].tolist(), repeat(one), repeat(other), places.tolist(), others.tolist())
    found.sort(reverse=True)
    asked: set[tuple[int, int]] = set()
    room, everybody = float(some), max(1, len(table.texts), table.places // len(PARTS))
    for _total, one, other, i, j in found:
        if is_latin[one][i] != is_latin[other][j]:
            continue
        expected = 2.0 * counts[one][i] * counts[other][j] / everybody
        if expected > room and (one, other) in asked:  # the likeliest of each two tokens is asked whoever carries it
            continue
        (text, nats), (text2, nats2) = likely[one][i], likely[other][j]
        if text in alone[one] and text2 in alone[other]:
            continue
        asked.add((one, other))
        room -= expected
        ordered = (text, text2, one, other) if (text, one) <= (text2, other) else (text2, text, other, one)
        made.ask(f"{ordered[0]} {ordered[1]}", {one: nats, other: nats2}, pair_code(ordered[2], ordered[3]))
        if len(made.words) >= WORDS + most:
            return


def birth_look() -> tuple[float, float, float]:
    """What the same year of birth, a neighbouring one and one further off are worth at a first look beside an unknown one, in nats."""
    worth = weights()["birth"]
    return tuple(worth[one] - worth[Class.MISSING] for one in (Class.SAME_YEAR, Class.ONE_YEAR_ROUNDED, Class.FAR))
