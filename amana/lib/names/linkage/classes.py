"""A spelling as the few names that it may write, by number: what a machine that only knows equality can match and count. Both scripts meet in them."""

from collections.abc import Iterable
from functools import lru_cache

from amana.lib.names.matching.lexicon import lexicon
from amana.lib.names.matching.table import TokenTable

MOST = 3  # names of one spelling
USUAL = 0.1  # the share of a name's spellings from which the lists are taken at their word: what is rarer may be an error of one list
LIKELY = 0.1  # the share that a name has at least among those that a usual spelling may write
NEAR = 2.0  # nats: how far behind the best look-alike another may lie
NEIGHBOURS = 20  # usual spellings that are looked at for one that is not
UNLISTED = 1 << 24  # numbers from here on are spellings that no list has and that look like none


class Classes:
    """Of all spellings of a register: text → numbers of names, the likeliest first. A spelling that is not usual stands with its look-alikes."""

    def __init__(self, counts: Iterable[tuple[str, int]]) -> None:
        self._usual, self._others = TokenTable(near=NEIGHBOURS), TokenTable(near=NEIGHBOURS)
        for text, times in counts:
            (self._usual if _usual(text) else self._others).add(text, times)

    def of(self, text: str) -> tuple[int, ...]:
        """At least one number, at most MOST."""
        return _usual(text) or self._by_looks(text)

    def _by_looks(self, text: str) -> tuple[int, ...]:
        fits = self._usual.fits(text)
        best = max(fits.values(), default=0.0)
        names = dict.fromkeys(name for other, fit in fits.items() if fit >= best - NEAR for name in _usual(other))
        if names or _listed(text):
            return tuple(dict.fromkeys((*list(names)[: MOST - 1], *_listed(text)[:1], *names, *_listed(text))))[:MOST]
        hub = min((text, *self._others.fits(text)), key=lambda one: (-self._others.count(one), self._others.ids[one]))
        return (UNLISTED + self._others.ids[hub],)


def _usual(text: str) -> tuple[int, ...]:
    return _names(text, USUAL)


def _listed(text: str) -> tuple[int, ...]:
    return _names(text, 0.0)


@lru_cache(maxsize=200_000)
def _names(text: str, least: float) -> tuple[int, ...]:
    """The names that the lists give, with a hamza at the end or without (صفا, صفاء), and those that it is a home name of."""
    known = lexicon()
    names: dict[int, float] = {}
    for one in (text, text[:-1] if text.endswith("اء") else text + "ء" if text.endswith("ا") else text):
        for name, weight in known.names_of(one).items():
            if weight >= least:
                names[name] = max(names.get(name, 0.0), weight * known.share(name))
    total = sum(names.values())
    ordered = sorted((name for name, share in names.items() if share >= LIKELY * total), key=lambda name: (-names[name], name))
    return tuple(dict.fromkeys((*ordered[: MOST - 1], *sorted(known.formal_names_of(text)), *ordered)))[:MOST]
