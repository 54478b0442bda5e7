"""A person as she is compared with another: her name by place, and what else was written of her."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from amana.lib.names.matching.birth import UNKNOWN, Birth
from amana.lib.names.matching.people import PLACES, places_of


@dataclass(frozen=True)
class Record:
    """places: for each place of the name its tokens, in any script. Empty text where nothing is known; is_estimated: the year of birth is a guess."""

    places: tuple[tuple[str, ...], ...] = ((),) * PLACES
    birth: Birth = UNKNOWN
    is_estimated: bool = False
    sex: str = ""
    nationality: str = ""
    governorate: str = ""
    phone: str = ""

    @classmethod
    def of(cls, names: Iterable[Mapping[str, str]], **facts: str | bool | Birth) -> "Record":
        """names: each written name by its parts (given, father, grandfather, family)."""
        merged: list[dict[str, None]] = [{} for _ in range(PLACES)]
        for name in names:
            for place, texts in enumerate(places_of(name)):
                merged[place] |= dict.fromkeys(texts)
        return cls(tuple(map(tuple, merged)), **facts)  # type: ignore[arg-type]
