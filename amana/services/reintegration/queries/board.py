"""The board of the arrival day: who waits for what."""
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from amana.casework.arrivals import queries as arrivals
from amana.casework.arrivals.rules import RowState
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.services.reintegration.models import Check, Onward, Return
from amana.services.reintegration.rules import CheckState, Item, items

if TYPE_CHECKING:
    from amana.casework.arrivals.models import ArrivalList, ArrivalRow

HERE = (RowState.ARRIVED, RowState.RECEIVED, RowState.REGISTERED)
SHOWN = 400  # people of one flight


@dataclass
class Person:
    """Somebody who has arrived. reads, writes: whether the actor has to do with this journey; after that a case worker has."""

    row: "ArrivalRow"
    reads: bool
    writes: bool
    checks: dict[str, Check] = field(default_factory=dict)
    onward: Onward | None = None
    returned: Return | None = None
    names: dict[UUID, str] = field(default_factory=dict)  # of colleagues, by membership

    @property
    def lines(self) -> list[tuple[Item, Check | None, str]]:
        """Each item with how it stands (None: to do), and who said so."""
        told = [(one, self.checks.get(code)) for code, one in items().items()]
        return [(one, check if check and check.state != CheckState.TO_DO else None, self.names.get(check.made_by, "") if check else "") for one, check in told]

    @property
    def waits_for(self) -> list[Item]:
        return [one for one, check, _by in self.lines if check is None] if self.reads else []


@dataclass
class Board:
    """people: who is here, in the order of the list. waiting: item → how many wait for it. expected: who is not here yet. with_others: whose worker goes on."""

    flight: "ArrivalList"
    people: list[Person]
    expected: int

    @property
    def waiting(self) -> list[tuple[Item, int]]:
        return [(one, sum(one in person.waits_for for person in self.people)) for one in items().values()]

    @property
    def with_others(self) -> int:
        return sum(not person.reads for person in self.people)

    @property
    def done(self) -> int:
        return sum(person.reads and not person.waits_for for person in self.people)


def board(list_id: UUID) -> Board:
    """Raises ArrivalList.DoesNotExist."""
    one = arrivals.arrival_list(list_id)
    rows = arrivals.rows_here(one, HERE, at_most=SHOWN)
    return Board(one, _people(rows), arrivals.counts(one)[RowState.EXPECTED])


def person_of(row_id: UUID) -> Person:
    """One of the board. Raises ArrivalRow.DoesNotExist."""
    return _people([arrivals.row(row_id)])[0]


def standing(person_id: UUID) -> dict[str, Check]:
    """Item → its latest row."""
    return _latest(Check.objects.filter(person_id=person_id), lambda one: one.item)


def latest_return(person_id: UUID) -> Return | None:
    """The one that counts."""
    return Return.objects.filter(person_id=person_id).order_by("-made_at", "-id").first()


def returns_before(person_id: UUID) -> list[Return]:
    """What stood there before, the latest first."""
    return list(Return.objects.filter(person_id=person_id).order_by("-made_at", "-id")[1:20])


def onward(person_id: UUID) -> Onward | None:
    return Onward.objects.filter(person_id=person_id).order_by("-made_at", "-id").first()


def _people(rows: "Collection[ArrivalRow]") -> list[Person]:
    keys = {row.person_id for row in rows if row.person_id}
    read, written = _sights(keys)
    checks = _latest(Check.objects.filter(person_id__in=keys), lambda one: (one.person_id, one.item))
    onwards = _latest(Onward.objects.filter(person_id__in=keys), lambda one: one.person_id)
    returned = _latest(Return.objects.filter(person_id__in=keys), lambda one: one.person_id)
    names = access.names_of_memberships({one.made_by for one in checks.values()})
    own: dict[UUID, dict[str, Check]] = {}
    for (person, item), check in checks.items():
        own.setdefault(person, {})[item] = check
    return [Person(row, row.person_id in read, row.person_id in written, own.get(row.person_id, {}), onwards.get(row.person_id), returned.get(row.person_id), names)
            for row in rows]


def _sights(keys: set[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Of whom the actor reads the journey, and of whom writes it."""
    circles = list(access.circles().filter(person_id__in=keys, case_id=None)) if keys else []
    return ({one.person_id for one in circles if one.sections & Section.JOURNEY}, {one.person_id for one in circles if one.writable & Section.JOURNEY})


def _latest(found, key) -> dict:
    return {key(one): one for one in _in_time(found)}


def _in_time(found) -> Iterable:
    return found.order_by("made_at", "id")
