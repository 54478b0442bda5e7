"""Whether two records may be one person, and why. It never decides: a person does, with the reasons before her."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from amana.lib.core.dates import PartialDate, Precision
from amana.lib.names.alike import Pairing, paired
from amana.lib.names.search import Grade

Band = Literal["strong", "medium", "weak", "none"]
_CODE = {Grade.EXACT: "same", Grade.FOLDED: "other_spelling", Grade.SOUND: "sounds_alike", Grade.SIMILAR: "similar"}
_BIRTH = {"same": 1.0, "same_month": 0.8, "same_year": 0.7, "one_year_apart": 0.5, "missing": 0.3, "differs": 0.0}
_NEAR_BIRTH = ("same", "same_month", "same_year", "one_year_apart")


@dataclass(frozen=True)
class Facts:
    """What is compared of a person. names: her own full names, in any script. phones, documents: as stored keys."""

    names: tuple[str, ...] = ()
    mother: str = ""
    birth: PartialDate | None = None
    phones: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reason:
    """One piece of evidence. about: name, mother, birth, phone, document.

    code: same, other_spelling, sounds_alike, similar, missing, differs; for birth also same_month, same_year,
    one_year_apart. a, b: the parts of the names as written, empty where one is missing.
    """

    about: str
    code: str
    a: str = ""
    b: str = ""


@dataclass(frozen=True)
class Comparison:
    """strong and medium are worth a warning: own name and birth within a year, or a document. weak is shown on demand.

    score orders candidates; it is no probability.
    """

    band: Band
    score: float
    reasons: tuple[Reason, ...]

    @property
    def is_worth_a_warning(self) -> bool:
        return self.band in ("strong", "medium")


def compare(a: Facts, b: Facts) -> Comparison:
    """What speaks for one person and what against. The same from either side, but for the sides of reasons."""
    name = _best_pairing(a, b)
    birth = _birth_code(a.birth, b.birth)
    phone, document = bool(a.phones & b.phones), bool(a.documents & b.documents)
    standing = _standing(name)
    reasons = [*_name_reasons(name), *_mother_reasons(a, b), Reason("birth", birth)]
    reasons += [Reason("phone", "same")] * phone + [Reason("document", "same")] * document
    band = _band(standing, birth, phone, document, has_any=bool(name and name.met))
    return Comparison(band, _score(name, standing, birth, phone, document), tuple(reasons))


Standing = Literal["agrees", "partly", "no"]


def _standing(name: Pairing | None) -> Standing:
    """Whether the own name agrees: the given name and one part more, and nothing that only the one or the other has.

    partly: given and father's name agree and both have a further part that differs (one clerk wrote the grandfather,
    the other the family). Surnames alone never count (B05).
    """
    if name is None or not name.met:
        return "no"
    places = {(i, j) for i, j, _ in name.met}
    differs = bool(name.alone_in_a) and bool(name.alone_in_b)
    complete = not name.alone_in_a and not name.alone_in_b
    enough = len(places) >= 2 or complete
    if enough and not differs and ((0, 0) in places or complete):
        return "agrees"
    return "partly" if {(0, 0), (1, 1)} <= places and differs else "no"


def _band(standing: Standing, birth: str, phone: bool, document: bool, *, has_any: bool) -> Band:
    near = birth in _NEAR_BIRTH
    if document:
        return "strong" if standing != "no" or near else "medium"
    if standing == "agrees" and near:
        return "strong" if birth == "same" or phone else "medium"
    if standing == "partly" and birth == "same":
        return "medium"
    return "weak" if has_any or phone else "none"


def _score(name: Pairing | None, standing: Standing, birth: str, phone: bool, document: bool) -> float:
    share = {"agrees": 1.0, "partly": 0.6, "no": 0.3}[standing]
    alike = share * name.weight / len(name.met) if name and name.met else 0.0
    return round(min(1.0, 0.5 * alike + 0.3 * _BIRTH[birth] + 0.15 * phone + 0.5 * document), 3)


def _best_pairing(a: Facts, b: Facts) -> Pairing | None:
    pairings = [paired(x, y) for x in a.names for y in b.names if x and y]
    return max(pairings, key=lambda one: (one.weight, -len(one.alone_in_a) - len(one.alone_in_b)), default=None)


def _name_reasons(name: Pairing | None) -> Iterator[Reason]:
    """First the parts of a in their order, then what only b has; parts that stand alone on both sides differ."""
    if name is None:
        yield Reason("name", "missing")
        return
    met = {i: (j, grade) for i, j, grade in name.met}
    code = "differs" if name.alone_in_a and name.alone_in_b else "missing"
    for place, part in enumerate(name.a):
        if place in met:
            other, grade = met[place]
            yield Reason("name", _CODE[grade], part.as_written, name.b[other].as_written)
        else:
            yield Reason("name", code, a=part.as_written)
    for part in name.alone_in_b:
        yield Reason("name", code, b=part.as_written)


def _mother_reasons(a: Facts, b: Facts) -> Iterator[Reason]:
    if a.mother and b.mother:
        pairing = paired(a.mother, b.mother)
        agrees = _standing(pairing) == "agrees"
        yield Reason("mother", _CODE[min(g for _, _, g in pairing.met)] if agrees else "differs", a.mother, b.mother)


def _birth_code(a: PartialDate | None, b: PartialDate | None) -> str:
    """How near two births are, as far as they are known: by the smallest distance that both statements allow."""
    if a is None or b is None:
        return "missing"
    if a.precision == b.precision == Precision.DAY and a.earliest == b.earliest:
        return "same"
    if a.month and b.month and (a.year, a.month) == (b.year, b.month):
        return "same_month"
    years = max(a.earliest.year, b.earliest.year) - min(a.latest.year, b.latest.year)
    return "same_year" if years <= 0 else "one_year_apart" if years == 1 else "differs"
