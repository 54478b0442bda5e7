"""Reads of staff, memberships, invitations and the actor's circles. The database hides what the actor may not see."""
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from amana.ground.access.models import Invitation, Membership, MyCircle, Staff
from amana.ground.organisations.models import Team
from amana.ground.rows.acting import Actor


@dataclass(frozen=True)
class Sight:
    """What the actor's circles open of one record without a case: sections read and written, and in what capacity."""

    sections: int
    writable: int
    own: bool
    near: bool
    needs: frozenset[str]
    bases: frozenset[str]


def own_memberships(actor: Actor) -> list[Membership]:
    """Where the actor may work, by organisation."""
    return list(Membership.objects.filter(staff_id=actor.staff_id, suspended_at=None, ended_at=None, organisation__is_active=True)
                .select_related("organisation", "role").order_by("organisation__name_ar", "role_id"))


def staff_of_own_organisation(actor: Actor) -> list[Membership]:
    """Memberships of the organisation, present ones first."""
    return list(Membership.objects.filter(organisation_id=actor.organisation_id).select_related("staff", "role")
                .order_by("ended_at", "staff__name", "role_id"))


def membership(actor: Actor, membership_id: UUID) -> Membership:
    """One membership of the actor's organisation. Raises Membership.DoesNotExist."""
    return Membership.objects.select_related("staff", "role").get(pk=membership_id, organisation_id=actor.organisation_id)


def open_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Invitations of the organisation that nobody has taken up, newest first."""
    return Invitation.objects.filter(organisation_id=actor.organisation_id, accepted_at=None, withdrawn_at=None).order_by("-made_at")


def workers_of(team: Team) -> list[Staff]:
    """Who works in a team now, by name."""
    in_force = Membership.objects.filter(teams__contains=[team.pk], suspended_at=None, ended_at=None)
    return list(Staff.objects.filter(pk__in=in_force.values("staff_id"), is_active=True).order_by("name"))


def staff_names(keys: list[UUID]) -> dict[UUID, str]:
    """Names of colleagues by key; those whom the actor may not know are missing."""
    return dict(Staff.objects.filter(pk__in=keys).values_list("pk", "name"))


def sight_of(person_id: UUID) -> Sight:
    """The actor's circles of a record, taken together; empty where there are none."""
    circles = list(MyCircle.objects.filter(person_id=person_id, case_id=None))
    sections = writable = 0
    for circle in circles:
        sections |= circle.sections
        writable |= circle.writable
    return Sight(sections, writable, any(c.own for c in circles), any(c.near for c in circles),
                 frozenset(c.needs for c in circles if c.needs), frozenset(c.basis for c in circles))
