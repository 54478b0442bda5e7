"""Lines of a registry as rows that COPY reads, for `matcher`, which says into which columns. Made in processes of their own, which need neither Django nor a database."""
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from amana.lib.names import matching
from amana.lib.names.matching.protocol import birth_of, names_of, read_record

_NAME = "\t".join(["1", "now", "withheld", *[""] * 10, "unstated", "{}"])  # of a search only tokens and birth are asked; the name stays where it is
_NOTHING = r"\N"


@dataclass(frozen=True)
class Rows:
    """Of some lines: text for COPY, and the names that the registry gives its people."""

    people: str
    identities: str
    ids: list[str]


@dataclass(frozen=True)
class Register:
    """What all rows of one load have in common. base: the key of whom line 0 would hold."""

    organisation: UUID
    load: int
    base: int

    def rows(self, first: int, lines: Sequence[str]) -> Rows:
        """Raises ValueError for a line that is no record."""
        people, identities, ids = [], [], []
        for number, line in enumerate(lines, first):
            record, key = read_record(line, number), self.key(number)
            words, birth = matching.words_of(names_of(record)), birth_of(record)
            keys, places = ",".join(f'"{text}"' for text, _place in words), ",".join(str(place) for _text, place in words)  # a token has letters alone
            people.append(f"{key}\t{self.load:02x}{number:010x}\t{self.organisation}\tnow\n")
            identities.append(f"{key}\t{_NAME}\t{{{keys}}}\t{{{places}}}\t{birth.year or _NOTHING}\t{birth.month or _NOTHING}\t{birth.day or _NOTHING}\n")
            ids.append(str(record.get("id", number)))
        return Rows("".join(people), "".join(identities), ids)

    def key(self, number: int) -> UUID:
        return UUID(int=self.base + number)

    def number(self, key: UUID) -> int:
        return key.int - self.base
