"""Pairs that wait for a verdict, those first with which most is won: likely one person, and with cases at stake. Bounded, and the unlikely ones only when asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from amana.casework.registry.models import Holding, Judgement
from amana.casework.registry.queries.documents import clashes
from amana.casework.registry.queries.duplicates import Pair, compared
from amana.casework.registry.queries.found import _listed
from amana.casework.registry.rules import PairsTab, Verdict, worth_of_a_verdict
from amana.ground.access import queries as access
from amana.ground.shell.lists import PAGE, Part, Place, cut, mark
from amana.lib.names.matching import WORTH

MOST = 1_000  # noted pairs that are put in order, the likeliest


@dataclass(frozen=True)
class Asked:
    """Which of the pairs. less_likely: instead of those worth a look the others."""

    tab: str = PairsTab.ALL
    less_likely: bool = False


@dataclass(frozen=True)
class Waiting:
    """A pair in the order of the list."""

    rank: int
    first: UUID
    second: UUID
    judgement: Judgement | None
    is_clash: bool

    @property
    def key(self) -> UUID:
        return UUID(int=self.first.int ^ self.second.int)

    @property
    def place(self) -> tuple[int, UUID]:
        return self.rank, self.key


def to_be_judged(asked: Asked, membership: UUID) -> tuple[list[Waiting], int]:
    """Warnings that nobody settled, unsure ones and records with the same document, best first; and how many are less likely (or, where these are asked for, how many are not).

    A noted pair stands by what its identities said when it was noted, one with the same document by all that the actor reads now.
    """
    noted = {(one.person_id, one.other_id): one for one in _noted()}
    with_document = _with_one_document(noted)
    now = compared([*with_document, *(pair for pair, one in noted.items() if one.probability is None and pair not in with_document)])
    chances = {pair: one.probability for pair, one in noted.items() if one.probability is not None} | {pair: how.probability for pair, how in now.items()}
    people = {person for pair in chances for person in pair}
    with_case = set(access.circles(ordered=False).filter(person_id__in=people).exclude(case_id=None).values_list("person_id", flat=True)) if people else set()
    protected = set(Holding.objects.filter(person_id__in=people, is_protected=True).values_list("person_id", flat=True)) if people else set()
    likely: list[Waiting] = []
    others: list[Waiting] = []
    for pair, chance in chances.items():
        judgement, is_clash = noted.get(pair), pair in with_document
        if _is_asked(asked, judgement, is_clash, membership):
            rank = worth_of_a_verdict(chance, cases=len(with_case & set(pair)), is_protected=bool(protected & set(pair)))
            (likely if chance >= WORTH or is_clash else others).append(Waiting(rank, *pair, judgement, is_clash))
    shown, away = (others, likely) if asked.less_likely else (likely, others)
    return sorted(shown, key=lambda one: one.place, reverse=True), len(away)


def part_of(found: Sequence[Waiting], place: Place | None) -> Part:
    """The pairs from the place on, with both records and the reasons of today."""
    at = (int(place.value), place.key) if place and place.value.isascii() and place.value.isdigit() else None
    beyond = [one for one in found if at is None or (one.place > at if place and place.is_back else one.place < at)]
    ordered = beyond[::-1] if at and place and place.is_back else beyond
    shown, after, before = cut(ordered[: PAGE + 1], place if at else None, lambda one: mark(one.rank, one.key), more=len(ordered) > PAGE, size=PAGE)
    return Part(pairs_of(shown), after, before, len(found))


def pairs_of(shown: Sequence[Waiting]) -> list[Pair]:
    listed = {one.id: one for one in _listed(list({person for one in shown for person in (one.first, one.second)}))}
    how = compared([(one.first, one.second) for one in shown])
    return [
        Pair(listed[one.first], listed[one.second], one.judgement, how[one.first, one.second], one.is_clash)
        for one in shown
        if one.first in listed and one.second in listed and (one.first, one.second) in how
    ]


def _noted() -> list[Judgement]:
    """The last word of each pair, where it settles nothing; the likeliest."""
    later = Judgement.objects.filter(person_id=OuterRef("person_id"), other_id=OuterRef("other_id")).filter(
        Q(made_at__gt=OuterRef("made_at")) | Q(made_at=OuterRef("made_at"), id__gt=OuterRef("id")),
    )
    return list(Judgement.objects.filter(~Exists(later), verdict__in=(Verdict.OPEN, Verdict.UNSURE)).order_by(F("probability").desc(nulls_first=True), "-id")[:MOST])


def _with_one_document(noted: dict[tuple[UUID, UUID], Judgement]) -> set[tuple[UUID, UUID]]:
    """Pairs with the same document now, but for those that were judged."""
    pairs = {(min(a.pk, b.pk), max(a.pk, b.pk)) for a, b in clashes()}
    of_them = Judgement.objects.filter(person_id__in=[a for a, _b in pairs]).values_list("person_id", "other_id") if pairs else ()
    return pairs - (set(of_them) - noted.keys())


def _is_asked(asked: Asked, judgement: Judgement | None, is_clash: bool, membership: UUID) -> bool:
    if asked.tab == PairsTab.DOCUMENT:
        return is_clash
    if asked.tab == PairsTab.UNSEEN:
        return judgement is None or judgement.verdict != Verdict.UNSURE or judgement.made_by != membership
    return True
