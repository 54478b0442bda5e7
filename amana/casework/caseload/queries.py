"""Reads of what caseloads said. The database hides what the actor may not see: nothing here filters by right."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from amana.casework.arrivals import queries as listed
from amana.casework.arrivals import sheets
from amana.casework.caseload import mapping
from amana.casework.caseload.mapping import Words
from amana.casework.caseload.models import SaidCase
from amana.casework.cases import queries as cases
from amana.casework.consent import queries as consents
from amana.ground.access import queries as access
from amana.ground.rows.acting import Actor, clock

if TYPE_CHECKING:
    from amana.casework.arrivals.models import ArrivalList


@dataclass(frozen=True)
class Standing:
    """What a list said of a case, and whether one is there or could be opened now."""

    said: SaidCase
    has_case: bool
    has_ground: bool

    @property
    def opens(self) -> bool:
        return self.said.is_open and self.has_ground and not self.has_case


def said_of(person_id: UUID) -> SaidCase | None:
    """What the latest list said of the person's case."""
    return SaidCase.objects.filter(person_id=person_id).order_by("-made_at", "-id").first()


def standing(said: Iterable[SaidCase], actor: Actor) -> dict[UUID, Standing]:
    """By the row of the list."""
    found = list(said)
    people = {one.person_id for one in found}
    with_case, with_ground = cases.people_with_case(people), consents.with_ground(people, actor.organisation_id, clock())
    return {one.row_id: Standing(one, one.person_id in with_case, one.person_id in with_ground) for one in found}


def standing_of(list_id: UUID, actor: Actor) -> dict[UUID, Standing]:
    return standing(SaidCase.objects.filter(row__list_id=list_id), actor)


def teams_of_workers(actor: Actor, team_id: UUID) -> dict[UUID, UUID]:
    """Whoever can hold a file of the organisation, with a team of hers: the list's own where she is in it."""
    return {one.staff_id: team_id if team_id in one.teams else one.teams[0] for one in access.caseworkers(actor.organisation_id) if one.teams}


def worker_choices(actor: Actor) -> list[tuple[str, str]]:
    """Key and name of whoever can hold a file."""
    return list({str(one.staff_id): one.staff.name for one in access.caseworkers(actor.organisation_id) if one.teams}.items())


def worker_words(actor: Actor) -> dict[str, str]:
    """By e-mail and by name; a name that two bear means neither."""
    members = {one.staff_id: one.staff for one in access.caseworkers(actor.organisation_id) if one.teams}
    names = [staff.name for staff in members.values()]
    return {staff.email: str(key) for key, staff in members.items()} | {staff.name: str(key) for key, staff in members.items() if names.count(staff.name) == 1}


@dataclass(frozen=True)
class Meanings:
    """What the words of a draft mean. told: by field and folded word as it is written; proposed: its code, or the empty one."""

    told: dict[str, dict[str, str]]
    proposed: Words
    remembered: Words

    def unsaid(self, said: Words) -> list[tuple[str, str]]:
        """Field and word, as it is written, of which neither anybody has said nor it plainly says what they mean."""
        return [(field, self.told[field][word]) for field, word in self.unsaid_keys(said)]

    def unsaid_keys(self, said: Words) -> list[tuple[str, str]]:
        """The same with the folded word."""
        return [(field, word) for field, of in self.proposed.items() for word, code in of.items()
                if not code and word not in self.remembered.get(field, {}) and word not in said.get(field, {})]


def meanings(one: "ArrivalList", actor: Actor) -> Meanings:
    """As they were said last: of this draft, else of the last list that had the same headings."""
    table = sheets.table(sheets.read(listed.file_of(one))[one.settings["sheet"]], one.settings["heading_row"])
    told = mapping.words_of(table, one.settings["fields"])
    remembered = one.settings.get("words") or listed.remembered_words(one)
    return Meanings(told, mapping.propose(told, staff=worker_words(actor), remembered=remembered), remembered)
