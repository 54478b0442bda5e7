"""What the lists know: which spellings belong to one name, and what people are called at home."""

from collections import defaultdict
from functools import cache, lru_cache

from amana.lib.names.folding import fold, rows
from amana.lib.names.words import parts, shapes


def _one_part(text: str) -> str | None:
    found = parts(text)
    return found[0].text if len(found) == 1 else None


def _bare(text: str) -> str:
    """The part without its article, since lists and people write it or not."""
    first = shapes(text)[0]
    return first.core if not (first.before or first.after) else text


def _spellings(row: dict[str, str]) -> list[str]:
    written = [row["name"], *row["arabic"].split(";"), *row["latin"].split(";")]
    return [part for part in map(_one_part, filter(None, written)) if part]


@cache
def _names() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows("spellings"):
        name = _bare(fold(row["name"]).replace(" ", ""))
        for spelling in _spellings(row):
            found[spelling].add(name)
            found[_bare(spelling)].add(name)
    return {spelling: frozenset(names) for spelling, names in found.items()}


@cache
def _nicknames() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows("nicknames"):
        name = _bare(fold(row["name"]).replace(" ", ""))
        for spelling in filter(None, (_one_part(row["arabic"]), _one_part(row["latin"]))):
            found[spelling].add(name)
    return {spelling: frozenset(names) for spelling, names in found.items()}


@lru_cache(maxsize=50_000)
def names_of(text: str) -> frozenset[str]:
    """The names that a folded part is a known spelling of; empty if the lists do not have it. The hamza at the end is written or not: هنا, هناء."""
    return frozenset().union(*(_names().get(one) or _names().get(_bare(one), frozenset()) for one in (text, *_other_end(text))))


def _other_end(text: str) -> list[str]:
    if text.endswith("اء"):
        return [text[:-1]]
    return [text + "ء"] if text.endswith("ا") else []


def formal_names_of(text: str) -> frozenset[str]:
    """The formal names that a folded part is the home name of."""
    return _nicknames().get(text, frozenset())
