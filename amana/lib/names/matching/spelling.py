"""Whether two tokens write one name: what is looked at, and how it is weighed (reference/weights.json, learned from invented clerks)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.matching import channel, signature
from amana.lib.names.matching.lexicon import Lexicon, Name
from amana.lib.names.matching.tokens import bare
from amana.lib.names.words import script_of, shapes

Floats = NDArray[np.float32]
FEATURES = (
    "same", "cost", "cost_x", "cost_mean", "cost_mean_x", "back", "back_x", "shared", "shared_x", "usual", "usual_x", "apart", "apart_x", "apart_cost", "only_one",
    "none_known", "none_known_x", "home", "home_back", "mark", "article", "article_only", "ending", "first", "length", "cost_2", "cost_2_x", "short", "known_far",
)


@dataclass(frozen=True)
class Side:
    """One token as it is compared."""

    text: str
    is_latin: bool
    letters: NDArray[np.int32]
    size: int
    bits: signature.Bits
    names: dict[Name, float]
    home: frozenset[Name]
    bare: str
    marks: str

    @classmethod
    def of(cls, text: str, known: Lexicon) -> "Side":
        first = shapes(text)[0]
        return cls(text, script_of(text) == "la", channel.spelled(text), len(channel.heard(text)), signature.packed(text), known.names_of(text),
                   known.formal_names_of(text), bare(text), first.before + first.after)


@lru_cache(maxsize=100_000)
def _bare_and_marks(text: str) -> tuple[str, str]:
    first = shapes(text)[0]
    return bare(text), first.before + first.after


def features(one: Side, others: Sequence[str], letters: NDArray, sizes: NDArray, *, is_latin: bool, known: Lexicon) -> Floats:
    """(others, FEATURES). one: the typed token; others: tokens of one script, with their letters and sizes."""
    crossed = one.is_latin != is_latin
    joint, alone_one, alone_others = _costs(one, letters.astype(np.int32), sizes.astype(np.int32), is_latin=is_latin)
    given, back = joint - alone_others, joint - alone_one
    longest = np.maximum(sizes, one.size).astype(np.float32)
    found = np.zeros((len(others), len(FEATURES)), np.float32)
    put = {name: place for place, name in enumerate(FEATURES)}
    x = "_x" if crossed else ""
    found[:, put["cost" + x]] = -np.minimum(given, 30) / 10
    found[:, put["cost_mean" + x]] = -given / longest
    found[:, put["back" + x]] = -np.minimum(back, 30) / 10
    found[:, put["cost_2" + x]] = -np.minimum((given / longest) ** 2, 9)
    found[:, put["length"]] = -np.abs(sizes - one.size) / longest
    found[:, put["short"]] = -given / 10 * (one.size <= 5)
    for row, text in enumerate(others):
        _put_known(found[row], put, one, text, known, x)
    found[:, put["apart_cost"]] *= given / longest
    found[:, put["known_far"]] *= given / longest
    return found


def _costs(one: Side, letters: NDArray, sizes: NDArray, *, is_latin: bool) -> tuple[Floats, float, Floats]:
    kind = "x" if one.is_latin != is_latin else "l" if is_latin else "a"
    table = channel.channels()[kind]
    own, own_size = one.letters[None], np.array([one.size])
    if kind == "x" and one.is_latin:
        joint = table.joint(letters, own, sizes, own_size)
        sides = (1, 0)
    else:
        joint = table.joint(own, letters, own_size, sizes)
        sides = (0, 1)
    alone = float(table.alone[sides[0]][one.letters[0, : one.size]].sum())
    mask = np.arange(letters.shape[2]) < sizes[:, None]
    return joint, alone, (table.alone[sides[1]][letters[:, 0]] * mask).sum(axis=1, dtype=np.float32)


def _put_known(row: Floats, put: dict[str, int], one: Side, text: str, known: Lexicon, x: str) -> None:
    names = known.names_of(text)
    bare_text, marks = _bare_and_marks(text)
    if one.text == text:
        row[put["same"]] = 1
    elif one.bare == bare_text:
        row[put["article_only"]] = 1
    shared = max((weight * names[name] for name, weight in one.names.items() if name in names), default=0.0)
    if shared:
        row[put["shared" + x]] = 1
        row[put["usual" + x]] = max(-8.0, float(np.log(shared))) / 4
    elif one.names and names:
        row[put["apart" + x]] = 1
        row[put["apart_cost"]] = 1
    elif one.names or names:
        row[put["only_one"]] = 1
        row[put["known_far"]] = 1
    else:
        row[put["none_known" + x]] = 1
    if not shared:
        row[put["home"]] = bool(one.home and not one.home.isdisjoint(names))
        row[put["home_back"]] = bool((home := known.formal_names_of(text)) and not home.isdisjoint(one.names))
    row[put["mark"]] = one.marks != marks
    row[put["article"]] = (len(one.text) > len(one.bare)) != (len(text) > len(bare_text))
    if not x:
        short, long = sorted((one.bare, bare_text), key=len)
        row[put["ending"]] = len(long) == len(short) + 1 and long[:-1] == short and long[-1] in "هa"
        row[put["first"]] = one.bare[:1] != bare_text[:1]


@cache
def weights() -> dict:
    return json.loads(files("amana.lib.names.matching").joinpath("reference/weights.json").read_text("utf-8"))


@cache
def _spelling_weights() -> tuple[Floats, float]:
    found = weights()["spelling"]
    return np.array([found["weights"][name] for name in FEATURES], np.float32), float(found["unseen"])


def evidence(found: Floats, shares: Floats) -> Floats:
    """ln (how likely each token is meant / its share of all tokens), in nats; shares: of each token among all places of the register.

    That none of them is meant has its own likelihood, so that a token with no good likeness gives little evidence.
    """
    weight, unseen = _spelling_weights()
    alike = found @ weight
    total = np.log((shares * np.exp(np.minimum(alike, 60))).sum() + np.exp(unseen))
    return (alike - total).astype(np.float32)
