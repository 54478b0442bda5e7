"""Reads of what caseloads said. The database hides what the actor may not see: nothing here filters by right."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from amana.casework.caseload.models import SaidCase
from amana.ground.access import queries as access
from amana.ground.rows.acting import Actor


@dataclass(frozen=True)
class Standing:
    """What a list said of a case, and whether one is there or could be opened now."""

    said: SaidCase
    has_case: bool
    has_ground: bool

    @property
    def opens(self) -> bool:
        return self.said.is_open and self.has_ground and not self.has_case


_STANDING = """
SELECT s.id, EXISTS (SELECT FROM cases_case k WHERE k.person_id = s.person_id),
       EXISTS (SELECT FROM consent_consentscope c WHERE c.person_id = s.person_id AND c.purpose = 'case' AND c.agreed AND c.receiver_id = (entry.actor()).organisation
                  AND entry.clock() < least(c.ends_at, c.ended_at))
    OR EXISTS (SELECT FROM consent_legalbasis l WHERE l.person_id = s.person_id AND l.organisation_id = (entry.actor()).organisation
                  AND l.to_organisation_id = l.organisation_id AND l.approved_at IS NOT NULL AND entry.clock() < least(l.ends_at, l.ended_at))
  FROM caseload_saidcase s WHERE s.id = ANY (%s)
"""


def said_of(person_id: UUID) -> SaidCase | None:
    """What the latest list said of the person's case."""
    return SaidCase.objects.filter(person_id=person_id).order_by("-made_at", "-id").first()


def standing(said: Iterable[SaidCase]) -> dict[UUID, Standing]:
    """By the row of the list."""
    by_key = {one.id: one for one in said}
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [list(by_key)])
        return {by_key[key].row_id: Standing(by_key[key], has_case, has_ground) for key, has_case, has_ground in cursor.fetchall()}


def standing_of(list_id: UUID, rows: Iterable[UUID] | None = None) -> dict[UUID, Standing]:
    """Of the list, or of these rows of it."""
    said = SaidCase.objects.filter(row__list_id=list_id)
    return standing(said if rows is None else said.filter(row_id__in=list(rows)))


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
