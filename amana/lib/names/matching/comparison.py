"""Whether two records may be one person, and why. It never decides: a person does, with the reasons before her. What the figures rest on: docs/names.md."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from typing import Literal

import numpy as np

from amana.lib.names.known import names_of as spellings_of
from amana.lib.names.matching.birth import UNKNOWN, Birth, Class, classes
from amana.lib.names.matching.evidence import LIKELY, SURE, PartEvidence, part_evidence
from amana.lib.names.matching.lexicon import lexicon
from amana.lib.names.matching.likeness import RAREST
from amana.lib.names.matching.pairs import ORDERS, PUT, Floats, alike, by_place, described, logits
from amana.lib.names.matching.records import Record

Band = Literal["strong", "medium", "none"]

# Of the pairs that share two parts of a name, a phone or a document, one in ten is taken to be one person: assumed, not counted. That a pair was noted
# or waits in the work list tells nothing more, since it was chosen by the same evidence: so the prior is the same everywhere.
PRIOR = 0.10
WORTH = 0.10  # one chance in ten is worth a look: of invented pairs 99 in 100 that are one person, and 5 in 100 of those warned of are not
STRONG = 0.50  # likelier one person than two
DOCUMENT = 4.0  # nats: one number stands about fifty times as often in two records of one person as in those of two, where a relative's was written
TURNED = 2.0  # nats: that a clerk wrote all parts in another order
NEVER = -4.0  # ln odds that a pair cannot exceed whose given names are two: twins and a father's namesakes (B05)
SOME = 0.02  # of the ways to read a spelling: what is rarer is an error of one list (Hassan for حسين)
NO_LIST = round(1 / RAREST)  # one in so many stands for a name that no list has

_BIRTH = {
    Class.MISSING: "missing", Class.SAME: "same", Class.SAME_FIRST_OF_JANUARY: "same", Class.SWAPPED: "swapped", Class.SAME_MONTH: "same_month",
    Class.SAME_DAY_NEAR_YEAR: "same_day", Class.SAME_DAY_FAR_YEAR: "same_day", Class.ONE_YEAR_ROUNDED: "one_year_apart", Class.ONE_YEAR: "one_year_apart",
    Class.FEW_YEARS_ROUNDED: "few_years_apart", Class.FEW_YEARS: "few_years_apart", Class.FAR: "differs", Class.VERY_FAR: "differs",
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What is compared of a person. names: each written name by its parts. phones, documents: as stored keys. Empty where nothing is known.

    governorate: of where she lives now; only a whole register linked with itself looks at it.
    """

    names: tuple[Mapping[str, str], ...] = ()
    birth: Birth = UNKNOWN
    is_estimated: bool = False
    sex: str = ""
    nationalities: tuple[str, ...] = ()
    phones: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    governorate: str = ""

    @cached_property
    def record(self) -> Record:
        return Record.of(self.names, birth=self.birth, is_estimated=self.is_estimated, sex=self.sex)

    def beside(self, other: "Facts") -> Record:
        """Her record with what has one value there and may have several here: the one that both have, if there is one."""
        return replace(self.record, nationality=_one_of(self.nationalities, other.nationalities), phone=_one_of(self.phones, other.phones))

    def written(self, part: str) -> list[str]:
        return [name[part] for name in self.names if name.get(part)]


def _one_of(mine: Sequence[str] | frozenset[str], theirs: Sequence[str] | frozenset[str]) -> str:
    return min(set(mine) & set(theirs) or mine, default="")


@dataclass(frozen=True)
class Reason:
    """One piece of evidence. about: given, father, grandfather, family, birth, sex, nationality, phone, document.

    code: of a name as in `evidence`; same, differs, missing; for a birth also swapped, same_month, same_year, same_day (and month, in another year),
    one_year_apart, few_years_apart. a, b: the part as written, empty where one has none. elsewhere: what the part is in the other record, where it is
    another part there. one_in: one person in so many has the name, 0 where that says nothing.
    """

    about: str
    code: str
    a: str = ""
    b: str = ""
    elsewhere: str = ""
    one_in: int = 0


@dataclass(frozen=True)
class Comparison:
    """probability: that the two are one person. A shared document is always worth a warning, however little else fits."""

    probability: float
    a: Facts
    b: Facts

    @property
    def band(self) -> Band:
        return "strong" if self.probability >= STRONG else "medium" if self.is_worth_a_warning else "none"

    @property
    def is_worth_a_warning(self) -> bool:
        return self.probability >= WORTH or bool(self.a.documents & self.b.documents)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """The parts of the name first, then birth, and of the rest what counts."""
        return tuple(_reasons(self.a, self.b))


def compare(pairs: Sequence[tuple[Facts, Facts]]) -> list[Comparison]:
    """What speaks for one person and what against, of each pair; quicker for many at once than one by one. The same from either side."""
    records = [(one.beside(other), other.beside(one)) for one, other in pairs]
    rows = described(records)
    found = logits(rows, PRIOR)
    if turned := [place for place in _whole_in_another_order(rows) if records[place][0].places != records[place][1].places]:
        ways = [[(one, _laid_beside(one, other)), (other, _laid_beside(other, one))] for one, other in (records[place] for place in turned)]
        said = logits(described([way for both in ways for way in both]), PRIOR).reshape(-1, 2) - TURNED
        found[turned] = np.maximum(found[turned], said.max(axis=1))
        for place, both, likelier in zip(turned, ways, said.argmax(axis=1).tolist(), strict=True):
            records[place] = both[likelier]
    found = np.where(_namesakes_of_unknown_birth(rows), np.maximum(found, np.log(WORTH / (1 - WORTH)) + 1e-3), found)
    are_two = np.array([_are_two(*pair) for pair in records], bool)
    found = np.where(are_two, np.minimum(found, NEVER), found) + DOCUMENT * np.array([bool(one.documents & other.documents) for one, other in pairs], float)
    return [Comparison(round(float(one), 4), *pair) for one, pair in zip(1 / (1 + np.exp(-found)), pairs, strict=True)]


def can_be_one(one: Facts, other: Facts) -> bool:
    """Cheaply, before many are compared: only with the same document are two given names worth a look that the lists know as two and that stand nowhere in the
    other record, two exact births more than a year apart, or any more than twelve."""
    if one.documents & other.documents:
        return True
    return births_can_be_one(one.birth, other.birth, is_estimated=one.is_estimated or other.is_estimated) and names_can_be_one(one.record, other.record)


def births_can_be_one(one: Birth, other: Birth, *, is_estimated: bool) -> bool:
    """is_estimated: one of them at least."""
    apart = abs(one.year - other.year)
    if not (one.year and other.year) or apart <= 1 or (one.month and one[1:] == other[1:]):
        return True
    rounded = any((birth.month, birth.day) in ((1, 1), (0, 0)) for birth in (one, other))
    return apart <= (12 if is_estimated else 3 if rounded else 1)


def names_can_be_one(one: Record, other: Record) -> bool:
    """Whether the given name of each may be a name of the other, wherever it stands there."""
    return _met_anywhere(one.places[0], other.places) or _met_anywhere(other.places[0], one.places)


def _met_anywhere(given: tuple[str, ...], places: tuple[tuple[str, ...], ...]) -> bool:
    return any(_may_be_one(x, y) for x in given for place in places for y in place)


def _whole_in_another_order(rows: Floats) -> list[int]:
    """Pairs of names with equally many parts, two or more, that all meet, but not in their places."""
    every = (rows[:, PUT["parts_less"]] == rows[:, PUT["parts_more"]]) & (rows[:, PUT["parts_less"]] >= 2) & (rows[:, PUT["extra"]] == 0)
    return [int(place) for place in np.flatnonzero(every & (rows[:, PUT["positive"]] < rows[:, PUT["parts_less"]]))]


def _laid_beside(one: Record, other: Record) -> Record:
    """The other record with its parts in the places of the one's that they meet."""
    gains = np.maximum(by_place(one, other, alike())[0], 0)
    order = ORDERS[int(gains[np.arange(4), ORDERS].sum(axis=1).argmax())]
    return replace(other, places=(*(other.places[there] for there in order), other.places[4]))


def _namesakes_of_unknown_birth(rows: Floats) -> "np.ndarray":
    """The whole name alike and one of the births unknown: nothing then tells the two apart, so it is shown whatever the prior (B04, B20)."""
    parts = rows[:, PUT["same_parts"]]
    return (rows[:, PUT["birth_missing"]] > 0) & (parts >= 2) & (parts == rows[:, PUT["parts_more"]]) & (rows[:, PUT["worst"]] > LIKELY)


def _are_two(one: Record, other: Record) -> bool:
    """A given name is missing, or all lists know both as names of their own (حسن and حسين), however near they are."""
    mine, theirs = one.places[0], other.places[0]
    return not mine or not theirs or not any(_may_be_one(x, y) for x, y in product(mine, theirs))


@lru_cache(maxsize=200_000)
def _may_be_one(one: str, other: str) -> bool:
    known = lexicon()
    names, others = known.names_of(one), known.names_of(other)
    if not names or not others or spellings_of(one) & spellings_of(other) or known.formal_names_of(one) & others.keys() or known.formal_names_of(other) & names.keys():
        return True
    shares = [min(names[name] / sum(names.values()), others[name] / sum(others.values())) for name in names.keys() & others.keys()]
    return max(shares, default=0.0) >= SOME


def _reasons(a: Facts, b: Facts) -> Iterator[Reason]:
    for part in part_evidence(a.record, b.record, alike()):
        yield _of_part(part, a, b)
    early, late = sorted((a.birth, b.birth))
    found = Class(int(classes(early, [late])[0]))
    yield Reason("birth", "same_month" if found == Class.SAME and not early.day else _BIRTH.get(found, "same_year"))
    if a.sex and b.sex and a.sex != b.sex:
        yield Reason("sex", "differs")
    if a.nationalities and b.nationalities and not set(a.nationalities) & set(b.nationalities):
        yield Reason("nationality", "differs")
    yield from (Reason(about, "same") for about in ("phone", "document") if getattr(a, f"{about}s") & getattr(b, f"{about}s"))


def _of_part(part: PartEvidence, a: Facts, b: Facts) -> Reason:
    """As written in one script where both have one in common."""
    mine, theirs = a.written(part.part) if part.part else [], b.written(part.other_part) if part.other_part else []
    in_one_script = [(x, y) for x, y in product(mine, theirs) if x.isascii() == y.isascii()]
    written, beside = in_one_script[0] if in_one_script else ("".join(mine[:1]), "".join(theirs[:1]))
    elsewhere = part.other_part if part.part and part.other_part != part.part else ""
    return Reason(part.part or part.other_part, part.code, written, beside, elsewhere, part.one_in if part.nats > SURE else 0)
