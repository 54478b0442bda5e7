"""A name as words that are found by equality alone, and a typed name as what is asked of them: for a register that keeps hashes, not names.

Stored are the tokens of a name and, two by two in one script, pairs of them: many are called محمد, far fewer محمد and then أحمد, so that what is looked
through stays short. At most WORDS + PAIRS of them are asked for one reading of what was typed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise, product

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.matching.birth import Class
from amana.lib.names.matching.evidence import CODES, code_of
from amana.lib.names.matching.lexicon import lexicon
from amana.lib.names.matching.people import PARTS, PLACES, places_of
from amana.lib.names.matching.ranking import TYPED
from amana.lib.names.matching.search import IN_PLACE, readings
from amana.lib.names.matching.spelling import weights
from amana.lib.names.matching.table import TokenTable
from amana.lib.names.matching.tokens import bare, tokens
from amana.lib.names.words import particles, script_of, shapes

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
PART = 4.0  # nats of a name of which the only typed token is a part (عبد الحميد of حميد)
LETTER_FOR_LETTER, BEGINS, BEGUN_FROM = 40.0, 20.0, 3  # what puts a name before all that only sounds so; letters from which a token begins another
Typed = dict[str, float]
_BONUS = np.array([*(IN_PLACE[min(token, PLACES - 1)] for token in range(TYPED)), 0.0], np.float32)


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


@dataclass(frozen=True)
class Reading:
    """One way to read what was typed: its tokens, what each may mean, and which of them a person must carry one of."""

    texts: tuple[str, ...]
    meant: tuple[Typed, ...]
    required: tuple[int, ...]

    @property
    def least(self) -> int:
        """How many of the required tokens somebody must carry: all, or of three and more all but one."""
        return min(len(self.required), max(2, len(self.required) - 1))

    def met(self, words: Iterable[str]) -> str:
        """The least sure of the ways in which the required tokens are met, as a code of `part_evidence`; missing where one is not met."""
        carried = set(words)
        return max((self._met(token, carried) for token in self.required), key=CODES.index, default="missing")

    def lift(self, words: Iterable[str]) -> float:
        """Of one token alone, typed in Arabic: what puts somebody forward in whose name it stands letter for letter, or begins one of them; else nothing.

        The article and what stands before or after a name (عبد, أبو, الدين) may be left out.
        """
        if len(self.texts) != 1 or script_of(self.texts[0]) != "ar":
            return 0.0
        typed = bare(self.texts[0])
        found = {one for text in words for one in (bare(text), shapes(text)[0].core)}
        begins = len(typed) >= BEGUN_FROM and any(one.startswith(typed) for one in found)
        return LETTER_FOR_LETTER if typed in found else BEGINS if begins else 0.0

    def _met(self, token: int, carried: set[str]) -> str:
        found = ((text, self.meant[token].get(text, 0.0)) for text in carried)
        return min((code_of(self.texts[token], text, nats) for text, nats in found if nats > HIT), key=CODES.index, default="missing")


def readings_of(table: TokenTable, text: str) -> list[Reading]:
    """Each way to read what was typed. A title or an initial need not be hit."""
    optional = {one.text for one in tokens(text) if one.is_optional}
    made, found = [], readings(table, text)
    table.similar_of([one for texts in found for one in texts])
    for texts in found:
        firm = tuple(place for place, one in enumerate(texts) if one not in optional)
        parts = _part_of(table, texts[0]) if texts is found[0] and len(texts) == 1 else {}
        made.append(Reading(tuple(texts), tuple(_meant(table, one) | _begun(table, one) | parts for one in texts), firm or tuple(range(len(texts)))))
    return made


def reading_of(table: TokenTable, places: Sequence[Sequence[str]]) -> Reading:
    """A name that is known by its places, as `places_of` gives them: of a part of several words all as one."""
    texts = tuple(some[1] if len(some) > 2 else some[0] for some in places if some)
    table.similar_of(texts)
    return Reading(texts, tuple(_meant(table, one) for one in texts), tuple(range(len(texts))))


def _begun(table: TokenTable, token: str) -> Typed:
    """Of a word that only begins a name, while the rest of it is still to come (محمد عبد, Mohamed Abdel): the names that begin so. They say next to nothing."""
    words = {token, token.removesuffix("ال")}
    return {text: SOMETHING for kind, mark in BEGUN.items() if words & particles(kind, script_of(token)) for text in table.begun(mark)}


def _part_of(table: TokenTable, token: str) -> Typed:
    """Of a word that is typed alone: the longer names that are made of it, behind those whose whole name it is."""
    return dict.fromkeys(table.made_of(token), max(SOMETHING, min(PART, _meant(table, token)[token] - 1.0)))


def _meant(table: TokenTable, token: str) -> Typed:
    found = table.meant(token)
    lift = max(0.0, SOMETHING - max(found.values(), default=SOMETHING))  # where nearly everybody is called so, it says next to nothing, and is meant all the same
    found = {text: nats + lift for text, nats in found.items()} if lift else found
    return found if token in found else {token: ITSELF, **found}


@dataclass(frozen=True)
class Question:
    """Words to look up, as columns: the nats that each gives to each typed token, and the place at which it stands where all is in order, with what that is worth."""

    words: list[str]
    nats: NDArray[np.float32]  # (words, TYPED)
    places: NDArray[np.int16]
    bonus: NDArray[np.float32]


class _Words:
    """Those of a question, while they are chosen."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._tokens: list[tuple[int, int]] = []  # of a word alone the second is TYPED
        self._nats: list[tuple[float, float]] = []
        self._places: list[int] = []

    def ask(self, text: str, tokens: tuple[int, int], nats: tuple[float, float], place: int) -> None:
        self.texts.append(text)
        self._tokens.append(tokens)
        self._nats.append(nats)
        self._places.append(place)

    def question(self) -> Question:
        tokens = np.array(self._tokens, np.intp).reshape(-1, 2)
        nats = np.zeros((len(tokens), TYPED + 1), np.float32)
        np.put_along_axis(nats, tokens, np.array(self._nats, np.float32).reshape(-1, 2), axis=1)
        return Question(self.texts, nats[:, :TYPED], np.array(self._places, np.int16), _BONUS[tokens].sum(axis=1))


def question(table: TokenTable, reading: Reading, *, words: int = WORDS, pairs: int = PAIRS, short: int = SHORT, some: int = SOME) -> Question:
    """What to look up for one reading: rare tokens alone, the others two by two; for a single token all that it may mean."""
    likely = _likely(reading)
    made = _Words()
    alone: list[set[str]] = [set() for _ in likely]
    room = some
    for token, text, nats in sorted(((token, text, nats) for token, some in enumerate(likely) for text, nats in some), key=lambda one: -one[2])[:words]:
        count = table.count(text)
        if len(likely) == 1 or count <= min(short, room):
            made.ask(text, (token, TYPED), (nats, 0.0), token)
            alone[token].add(text)
            room -= count
    if len(likely) > 1:
        _ask_pairs(table, likely, alone, made, pairs, some)
    return made.question()


def strongest(meant: Sequence[Typed]) -> list[int]:
    """The typed tokens that can give the most evidence, at most TYPED, in their order."""
    return sorted(sorted(range(len(meant)), key=lambda token: -max(meant[token].values(), default=-1.0))[:TYPED])


def _likely(reading: Reading) -> list[list[tuple[str, float]]]:
    """What speaks for each of them, the likeliest first."""
    return [sorted(((text, nats) for text, nats in reading.meant[token].items() if nats > 0), key=lambda one: -one[1]) for token in strongest(reading.meant)]


def sure_words(reading: Reading) -> tuple[list[str], list[int], int]:
    """Words of which one for each number is carried by whoever is surely meant, their numbers, and how many numbers there are: one token, or each two neighbours."""
    likely = [[text for text, nats in some if nats > some[0][1] - SURE][:SURE_WORDS] for some in _likely(reading)]
    if len(likely) == 1:
        return likely[0], [0] * len(likely[0]), 1
    found = [(" ".join(sorted(pair)), number) for number, (some, others) in enumerate(pairwise(likely)) for pair in product(some, others)]
    return [word for word, _ in found], [number for _, number in found], max(0, len(likely) - 1)


def _ask_pairs(table: TokenTable, likely: list[list[tuple[str, float]]], alone: list[set[str]], made: _Words, most: int, some: int) -> None:
    """The likeliest pairs, but those whose tokens are both asked alone, while few enough people can be expected to carry them."""
    texts = [[text for text, _ in some[:PAIRED]] for some in likely]
    evidence = [np.array([nats for _, nats in some[:PAIRED]]) for some in likely]
    counts = [np.array([table.count(text) for text in some], float) for some in texts]
    is_latin = [np.array([script_of(text) == "la" for text in some]) for some in texts]
    is_alone = [np.array([text in those for text in some]) for some, those in zip(texts, alone, strict=True)]
    of_two = list(combinations(range(len(likely)), 2))
    everybody = max(1, len(table.texts), table.places // len(PARTS))
    found = []
    for one, other in of_two:
        sums = np.add.outer(evidence[one], evidence[other])
        best = np.argsort(-sums, axis=None)[: max(most // len(of_two), 150)]
        i, j = np.divmod(best, sums.shape[1])
        fit = np.flatnonzero((is_latin[one][i] == is_latin[other][j]) & ~(is_alone[one][i] & is_alone[other][j]))
        i, j = i[fit], j[fit]
        found.append((sums.ravel()[best[fit]], np.full(len(fit), one), np.full(len(fit), other), i, j, 2.0 * counts[one][i] * counts[other][j] / everybody))
    *order, expected = map(np.concatenate, zip(*found, strict=True))
    rows = np.lexsort(order[::-1])[::-1]
    asked: set[tuple[int, int]] = set()
    room = float(some)
    for one, other, i, j, many in zip(*(column[rows].tolist() for column in (*order[1:], expected)), strict=True):
        if many > room and (one, other) in asked:  # the likeliest of each two tokens is asked whoever carries it
            continue
        asked.add((one, other))
        room -= many
        (text, first), (text2, second) = sorted(((texts[one][i], one), (texts[other][j], other)))
        made.ask(f"{text} {text2}", (one, other), (likely[one][i][1], likely[other][j][1]), pair_code(first, second))
        if len(made.texts) >= WORDS + most:
            return


def birth_look() -> tuple[float, float, float]:
    """What the same year of birth, a neighbouring one and one further off are worth at a first look beside an unknown one, in nats."""
    worth = weights()["birth"]
    return tuple(worth[one] - worth[Class.MISSING] for one in (Class.SAME_YEAR, Class.ONE_YEAR_ROUNDED, Class.FAR))
