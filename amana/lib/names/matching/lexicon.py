"""What the packed lists know: which names a spelling writes and how usual that is, how frequent a name is, home names."""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from amana.lib.names.folding import rows
from amana.lib.names.matching.tokens import bare, tokens
from amana.lib.names.words import script_of

RAREST = 2.0**-20  # the share of people that a name outside the lists is given
Name = int
_DIGIT = re.compile("[0-9]")
_DIGITS = [str.maketrans(one) for one in ({"7": "h", "3": "a", "5": "kh", "9": "q", "2": "", "6": "t", "8": "gh"}, {"7": "h", "3": "", "5": "kh", "9": "s", "2": "a", "6": "t"},
                                          {"0": "o", "1": "l", "5": "s", "6": "b", "9": "g"}, {"1": "i"})]


class Lexicon:
    """Spellings (folded, joined) → names; a name is the place of its line. Shares are estimates of the lists, 0 to 1."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._names: dict[str, dict[Name, float]] = {}
        self._shares: list[float] = []
        self._among: list[float] = []
        self._home: dict[str, frozenset[Name]] = {}
        for line in lines:
            rate, among, arabic, latin = line.rstrip("\n").split("\t")
            self._among.append(2 ** -(int(among) / 2))
            self._add(2 ** -(int(rate) / 2), arabic.split(";"), [one.partition(":") for one in latin.split(";") if one])

    def _add(self, share: float, arabic: list[str], latin: list[tuple[str, str, str]]) -> None:
        name = len(self._shares)
        self._shares.append(share)
        for spelling in arabic:
            for one in {spelling, bare(spelling)}:
                self._names.setdefault(one, {})[name] = 1.0
        for halves, _, spelling in latin:
            weight = 2 ** -(int(halves) / 2)
            for one in {spelling, bare(spelling)}:
                known = self._names.setdefault(one, {})
                known[name] = max(known.get(name, 0.0), weight)

    def names_of(self, text: str) -> dict[Name, float]:
        """The names that a token can write, each with the share of this spelling among those of the name in its script; empty if unknown."""
        return self._names.get(text) or self._names.get(bare(text)) or (self._names_behind_digits(text) if _DIGIT.search(text) else {})

    def _names_behind_digits(self, text: str) -> dict[Name, float]:
        """For letters of chat (7 for ح) and digits that stand where a letter was misread (0 for o)."""
        found: dict[Name, float] = {}
        for letters in _DIGITS:
            plain = text.translate(letters)
            for name, weight in (self._names.get(plain) or self._names.get(bare(plain)) or {}).items():
                found[name] = max(found.get(name, 0.0), 0.2 * weight)
        return found

    def words(self) -> set[str]:
        """All spellings of the lists, home names too."""
        return self._names.keys() | self._home.keys()

    def share(self, name: Name) -> float:
        return self._shares[name]

    def share_among_its_own(self, name: Name) -> float:
        """Among the people whose name it is: تسفاي is rare among all, and usual among Eritreans."""
        return self._among[name]

    def share_of(self, text: str) -> float:
        """The share of people one of whose name parts is written so; RAREST at least."""
        return max(RAREST, sum(self._shares[name] * weight for name, weight in self.names_of(text).items()))

    def formal_names_of(self, text: str) -> frozenset[Name]:
        """The names that a token is the home name of (ميدو: محمد)."""
        return self._home.get(text, frozenset())

    def is_one_name(self, one: str, other: str) -> bool:
        """Whether two neighbouring parts are one name of the lists, of which the second is none by itself."""
        return one + other in self._names and other not in self._names and script_of(one) == script_of(other)

    def add_home_names(self, found: Iterable[dict[str, str]]) -> None:
        home: dict[str, set[Name]] = defaultdict(set)
        for row in found:
            formal = {name for token in tokens(row["name"], joined=False) for name in self.names_of(token.text)}
            for spelling in (row["arabic"], row["latin"]):
                home["".join(token.text for token in tokens(spelling, joined=False))] |= formal
        self._home = {spelling: frozenset(names) for spelling, names in home.items()}


@cache
def lexicon() -> Lexicon:
    """The lexicon of this package; read once a process."""
    packed = files("amana.lib.names.matching").joinpath("reference/lexicon.tsv.gz").read_bytes()
    found = Lexicon(line for line in gzip.decompress(packed).decode().splitlines() if not line.startswith("#"))
    found.add_home_names(rows("nicknames"))
    return found
