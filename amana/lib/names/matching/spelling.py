"""Whether two tokens write one name: what is looked at, and how it is weighed (reference/weights.json, learned from invented clerks)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.matching import channel, signature
from amana.lib.names.matching.lexicon import Lexicon, Name
from amana.lib.names.words import script_of, shapes

Floats = NDArray[np.float32]
MARKS = ("", "B", "U", "M", "D", "L")
# _x: of tokens in different scripts.
FEATURES = (
    "same", "article_only", "article", "mark", "cost", "cost_x", "cost_mean", "cost_mean_x", "cost_square", "cost_square_x", "back", "back_x", "length", "short",
    "shared", "shared_x", "shared_cost", "shared_cost_x", "usual", "usual_x", "apart", "apart_x", "apart_cost", "apart_cost_x", "one_known", "one_known_cost", "none_known", "none_known_x",
    "home", "home_back",
)
PUT = {name: place for place, name in enumerate(FEATURES)}
# What weighs how the letters differ: two spellings of one name that the lists know need not look alike.
COSTS = np.array([PUT[name] for name in ("cost", "cost_x", "cost_mean", "cost_mean_x", "cost_square", "cost_square_x", "back", "back_x", "length", "short")])
LOOKS = np.array([place for name, place in PUT.items() if not name.startswith("home")])


@dataclass(frozen=True, slots=True)
class Side:
    """One token as it is compared. core: without article and marks; size: of `letters`, ends included."""

    text: str
    is_latin: bool
    letters: channel.Places
    size: int
    bits: tuple[int, int, int, int]
    letter_set: int
    names: dict[Name, float]
    home: frozenset[Name]
    core: str
    mark: int
    has_article: bool

    @classmethod
    def of(cls, text: str, known: Lexicon) -> "Side":
        first = shapes(text)[0]
        mark = (first.before + first.after)[:1]
        return cls(text, script_of(text) == "la", channel.spelled(text), len(channel.heard(text)), signature.signature(text), signature.letter_set(text),
                   known.names_of(text), known.formal_names_of(text), first.core, MARKS.index(mark), not mark and len(first.core) < len(text))


@dataclass(frozen=True, slots=True)
class Written:
    """Tokens in arrays of one length: what is looked at of each by itself."""

    letters: NDArray[np.intp]
    sizes: NDArray[np.intp]
    is_latin: NDArray[np.bool_]
    is_known: NDArray[np.bool_]
    mark: NDArray[np.int8]
    has_article: NDArray[np.bool_]

    @classmethod
    def of(cls, sides: Sequence[Side]) -> "Written":
        rest = zip(*((side.size, side.is_latin, bool(side.names), side.mark, side.has_article) for side in sides), strict=True)
        return cls(np.stack([side.letters for side in sides]).astype(np.intp), *map(np.array, rest))

    def repeated(self, times: Sequence[int]) -> "Written":
        return Written(*(np.repeat(getattr(self, one.name), times, axis=0) for one in fields(self)))

    def some(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """(letters, sizes) of those; a single token stands for each."""
        return (self.letters, self.sizes) if len(self.sizes) == 1 else (self.letters[rows], self.sizes[rows])


@dataclass(frozen=True, slots=True)
class Met:
    """What two tokens are to each other, in arrays. usual: how likely the other means a name that the one can write, and the one is how that name is written;
    0 if they have no name in common. home: whether the one is a home name of a name of the other, home_back the other way."""

    is_same: NDArray[np.bool_]
    is_same_core: NDArray[np.bool_]
    usual: Floats
    home: NDArray[np.bool_]
    home_back: NDArray[np.bool_]

    @classmethod
    def joined(cls, some: Sequence["Met"]) -> "Met":
        return some[0] if len(some) == 1 else cls(*(np.concatenate([getattr(met, one.name) for met in some]) for one in fields(cls)))


def features(one: Written, others: Written, met: Met) -> Floats:
    """(others, FEATURES); one: a single token, or as many as there are others."""
    joint, alone_one, alone_others = _costs(one, others)
    longest = np.maximum(others.sizes, one.sizes).astype(np.float32)
    given = np.minimum(joint - alone_others, 40)
    mean = given / longest
    crossed = others.is_latin != one.is_latin
    within = ~crossed
    shared = met.usual > 0
    apart, one_known, none_known = ~shared & others.is_known & one.is_known, ~shared & (others.is_known != one.is_known), ~shared & ~others.is_known & ~one.is_known
    usual = np.log(np.maximum(met.usual, 1e-4)) / 4
    columns = {
        "same": met.is_same, "article_only": met.is_same_core & ~met.is_same, "article": others.has_article != one.has_article, "mark": others.mark != one.mark,
        "cost": -given / 10 * within, "cost_x": -given / 10 * crossed, "cost_mean": -mean * within, "cost_mean_x": -mean * crossed,
        "cost_square": -np.minimum(mean**2, 9) * within, "cost_square_x": -np.minimum(mean**2, 9) * crossed,
        "back": -np.minimum(joint - alone_one, 40) / 10 * within, "back_x": -np.minimum(joint - alone_one, 40) / 10 * crossed,
        "length": -np.abs(others.sizes - one.sizes) / longest, "short": -given / 10 * (one.sizes <= 5),
        "shared": shared & within, "shared_x": shared & crossed,
        "shared_cost": mean * (shared & within), "shared_cost_x": mean * (shared & crossed), "usual": usual * (shared & within), "usual_x": usual * (shared & crossed),
        "apart": apart & within, "apart_x": apart & crossed, "apart_cost": mean * (apart & within), "apart_cost_x": mean * (apart & crossed),
        "one_known": one_known, "one_known_cost": mean * one_known, "none_known": none_known & within, "none_known_x": none_known & crossed,
        "home": met.home & ~shared, "home_back": met.home_back & ~shared,
    }
    found = np.empty((len(longest), len(FEATURES)), np.float32)
    for name, place in PUT.items():
        found[:, place] = columns[name]
    found[np.ix_(np.flatnonzero(shared), COSTS)] = 0
    called = (met.home | met.home_back) & ~shared
    found[np.ix_(np.flatnonzero(called), LOOKS)] = 0  # a home name need not look like the name
    return found


def _costs(one: Written, others: Written) -> tuple[Floats, Floats, Floats]:
    """The joint cost of each pair, and what the letters of the one and of the other cost alone, by the channel of the pair."""
    count = len(others.sizes)
    joint, alone_one, alone_others = np.empty((3, count), np.float32)
    for mine, theirs in product((False, True), repeat=2):
        rows = np.flatnonzero((one.is_latin == mine) & (others.is_latin == theirs))
        if not len(rows):
            continue
        table = channel.channels()["x" if mine != theirs else "l" if mine else "a"]
        is_left = not (mine and not theirs)  # in x the Arabic token stands left
        (letters, sizes), (their_letters, their_sizes) = one.some(rows), (others.letters[rows], others.sizes[rows])
        joint[rows] = table.joint(letters, their_letters, sizes, their_sizes) if is_left else table.joint(their_letters, letters, their_sizes, sizes)
        alone_one[rows] = _alone(table.alone[0 if is_left else 1], letters, sizes)
        alone_others[rows] = _alone(table.alone[1 if is_left else 0], their_letters, their_sizes)
    return joint, alone_one, alone_others


def _alone(costs: Floats, letters: NDArray[np.intp], sizes: NDArray[np.intp]) -> Floats:
    """Beyond the end stands 0, of which the cost is taken off again."""
    return costs[letters[:, 0]].sum(axis=1) - costs[0] * (channel.MOST - sizes)


@cache
def weights() -> dict[str, Any]:
    return json.loads(files("amana.lib.names.matching").joinpath("reference/weights.json").read_text("utf-8"))


@cache
def _spelling_weights() -> tuple[Floats, float]:
    found = weights()["spelling"]
    return np.array([found["weights"][name] for name in FEATURES], np.float32), float(found["unseen"])


def alike(found: Floats) -> Floats:
    """The weighed features of each pair, in nats up to a constant."""
    return found @ _spelling_weights()[0]


def evidence(weighed: Floats, shares: Floats) -> Floats:
    """ln (how likely each token is meant / its share of all tokens), in nats; weighed: as `alike` says; shares: of each token among all places of the register.

    That none of them is meant has its own likelihood, so that a token with no good likeness gives little evidence.
    """
    total = np.log((shares * np.exp(np.minimum(weighed, 60))).sum() + np.exp(_spelling_weights()[1]))
    return (weighed - total).astype(np.float32)
