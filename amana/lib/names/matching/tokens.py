"""A written name as tokens: the parts of `words`, with names of two words that belong together as one (جاد الرب, Gad El-Rab)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from amana.lib.names.words import Part, Script, parts, script_of, shapes

MOST = 8  # tokens of one name; what follows is not looked at
LONGEST = 24  # letters of one token
READ = 400  # letters of a written name; what follows is not looked at


@dataclass(frozen=True)
class Token:
    """One name as compared. text: folded, joined, with its article. as_written: for reasons shown to a person."""

    text: str
    as_written: str
    is_optional: bool = False

    @property
    def script(self) -> Script:
        return script_of(self.text)


def tokens(name: str, *, joined: bool = True) -> tuple[Token, ...]:
    """The tokens of a name in their order, at most MOST. joined: two parts that the lexicon knows as one name are one token."""
    return _tokens(name[:READ], joined)


@lru_cache(maxsize=20_000)
def _tokens(name: str, joined: bool) -> tuple[Token, ...]:
    found = parts(name)[:MOST]
    return tuple(_joined(found) if joined else (_token(part) for part in found))


def bare(text: str) -> str:
    """The token without its article, which people write or not."""
    first = shapes(text)[0]
    return text if first.before or first.after else first.core


def _token(*found: Part) -> Token:
    text = "".join(part.text for part in found)[:LONGEST]
    return Token(text, " ".join(part.as_written for part in found), len(found) == 1 and found[0].is_optional)


def _joined(found: tuple[Part, ...]) -> Iterator[Token]:
    from amana.lib.names.matching.lexicon import lexicon  # it is packed with the tokens of this module

    place = 0
    while place < len(found):
        pair = found[place : place + 2]
        is_one = len(pair) == 2 and lexicon().is_one_name(pair[0].text, pair[1].text)
        yield _token(*pair) if is_one else _token(pair[0])
        place += 1 + is_one
