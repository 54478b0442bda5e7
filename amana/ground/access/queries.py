"""Reads of staff, memberships, invitations and the actor's circles. The database hides what the actor may not see."""
from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from amana.ground.access.models import AnyCircle, CircleRow, Factor, Invitation, Membership, MyCircle, MyCircleOldestFirst, OwnSession, Staff, Token
from amana.ground.access.rules import ROLES, Reach, RoleCode
from amana.ground.rows.acting import Actor
from amana.ground.rows.kept import kept
from amana.lib import names
from amana.lib.core.text import tidy
from amana.lib.names import Grade

if TYPE_CHECKING:
    from amana.ground.organisations.models import Team


NO_TEAM = UUID(int=0)


@dataclass(frozen=True)
class Sight:
    """What the actor's circles open of one record without a case: sections read and written, and in what capacity."""

    sections: int
    writable: int
    own: bool
    near: bool
    needs: frozenset[str]
    bases: frozenset[str]
    edit: bool = False  # a circle of the own organisation that is not read only, whatever sections the role writes

    @property
    def looks_only(self) -> bool:
        """Whether it is near by exceptional access alone, through which nothing is recorded."""
        return "exceptional" in self.bases and not self.edit


@dataclass(frozen=True)
class OwnPassword:
    """When it was set, and whether by a link; `giver`: whose, None if it was made on the machine."""

    changed_at: datetime
    by_link: bool
    giver: str | None


def circles(*, oldest_first: bool = False, ordered: bool = True) -> QuerySet[CircleRow]:
    """What the actor's circles open: where lists, sets and counts start from, since a policy on a big table is dear (SECURITY.md §2)."""
    return ((MyCircleOldestFirst if oldest_first else MyCircle) if ordered else AnyCircle).objects.all()


@kept
def circles_of(person_id: UUID) -> QuerySet[MyCircle]:
    """Those of one record, with those of its cases."""
    return MyCircle.objects.filter(person_id=person_id)


def circles_in_reach(actor: Actor, *, oldest_first: bool = False, ordered: bool = True) -> QuerySet[CircleRow]:
    """Those circles that are not merely found, in the order of lists.

    Team and worker are named once more, so that the database reads by its index and not the whole organisation; who sees what the view has said.
    """
    near, reach = circles(oldest_first=oldest_first, ordered=ordered).filter(near=True), ROLES[actor.role].reach
    if reach == Reach.OWN:
        return near.filter(staff_id=actor.staff_id)
    if reach == Reach.TEAM:
        return near.filter(Q(team_id__in=actor.teams) | Q(staff_id=actor.staff_id))
    return near


def windows(actor: Actor, basis: str) -> QuerySet[CircleRow]:
    """What referrals of other organisations open. A window is near by team or worker alone: named once more, so that the database reads by their indexes."""
    return circles(ordered=False).filter(Q(team_id__in=actor.teams) | Q(staff_id=actor.staff_id), basis=basis)


def windows_by_holder(actor: Actor, basis: str, *, oldest_first: bool = False, ordered: bool = True) -> list[QuerySet[CircleRow]]:
    """Those of the worker, and of each team by itself: of several at once the database would sort them all. A referral has at most two in each, the desk's and the named worker's."""
    found = circles(oldest_first=oldest_first, ordered=ordered).filter(basis=basis)
    return [found.filter(staff_id=actor.staff_id), *(found.filter(team_id=team) for team in actor.teams)]


def reaches_all(actor: Actor) -> bool:
    """Whether the role reaches every file of the organisation."""
    return ROLES[actor.role].reach == Reach.ORGANISATION


def name_of(staff_key: str) -> Subquery:
    """The name of the colleague whose key stands in that column of the query around it."""
    return Subquery(Staff.objects.filter(pk=OuterRef(staff_key)).values("name")[:1])


def own_memberships(actor: Actor) -> list[Membership]:
    """Where the actor may work, by organisation."""
    return list(Membership.objects.filter(staff_id=actor.staff_id, suspended_at=None, ended_at=None, organisation__is_active=True)
                .select_related("organisation", "role").order_by("organisation__name_ar", "role_id"))


def present_staff(actor: Actor, text: str = "") -> QuerySet[Membership]:
    """Memberships of the organisation that have not ended, by name; `text`: part of a name or address."""
    return _staff(actor, text).filter(ended_at=None)


def has_colleagues(actor: Actor) -> bool:
    """Whether anybody else has taken up a place in the organisation."""
    return present_staff(actor).filter(staff__is_system=False).exclude(staff_id=actor.staff_id).exists()


def has_administrator(organisation_id: UUID) -> bool:
    """Whether somebody administers the organisation, as far as the actor sees its staff."""
    return Membership.objects.filter(organisation_id=organisation_id, role_id=RoleCode.ORGANISATION_ADMINISTRATOR, suspended_at=None, ended_at=None).exists()


def former_staff(actor: Actor, text: str = "") -> QuerySet[Membership]:
    """Memberships of the organisation that have ended, the latest first."""
    return _staff(actor, text).exclude(ended_at=None).order_by("-ended_at", "pk")


def _staff(actor: Actor, text: str) -> QuerySet[Membership]:
    found = Membership.objects.filter(organisation_id=actor.organisation_id).select_related("staff").order_by("staff__name", "role_id", "pk")
    return found.filter(pk__in=[one.pk for one in found if _is_meant(text, one.staff)]) if text else found


def _is_meant(text: str, staff: Staff) -> bool:
    """A part of the name or address, in whatever letters, or a name that is spelt in another way or script."""
    wanted, known = names.fold(tidy(text)), names.keys(staff.name)
    words = [word for word in names.query_keys(text) if not word.is_optional]
    sounds = bool(words) and all(any(grade >= Grade.SOUND and key in known for key, grade in word.keys.items()) for word in words)
    return sounds or wanted in names.fold(staff.name) or wanted in staff.email


def memberships_of(actor: Actor, staff_id: UUID) -> list[Membership]:
    """All memberships of one colleague in the organisation, present ones first. Raises Membership.DoesNotExist if there is none."""
    found = list(Membership.objects.filter(organisation_id=actor.organisation_id, staff_id=staff_id).select_related("staff")
                 .order_by(F("ended_at").desc(nulls_first=True), "role_id"))
    if not found:
        raise Membership.DoesNotExist
    return found


def membership(actor: Actor, membership_id: UUID) -> Membership:
    """One membership of the actor's organisation. Raises Membership.DoesNotExist."""
    return Membership.objects.select_related("staff").get(pk=membership_id, organisation_id=actor.organisation_id)


def tokens() -> list[Token]:
    """The actor's own, and for an administrator those of the organisation; what still opens something first."""
    return list(Token.objects.order_by(F("ended_at").desc(nulls_first=True), "-expires_at", "id")[:200])


def token(token_id: UUID) -> Token:
    """Raises Token.DoesNotExist."""
    return Token.objects.get(pk=token_id)


def may_have_a_token(actor: Actor, membership_id: UUID) -> Membership:
    """The actor's own place, or that of a system of the organisation for its administrator. Raises Membership.DoesNotExist."""
    of_a_system = Q(staff__is_system=True, organisation_id=actor.organisation_id) if actor.may("staff") else Q(pk=None)
    return Membership.objects.select_related("staff").get(Q(pk=actor.membership_id) | of_a_system, pk=membership_id, suspended_at=None, ended_at=None)


def factors_of(staff_id: UUID) -> list[Factor]:
    """The actor's own, or for an administrator those of a colleague; the oldest first."""
    return list(Factor.objects.filter(staff_id=staff_id).order_by("made_at", "id"))


def own_factor(actor: Actor, factor_id: UUID) -> Factor:
    """Raises Factor.DoesNotExist."""
    return Factor.objects.get(pk=factor_id, staff_id=actor.staff_id)


def codes_left() -> int:
    """Printed codes of the actor that still open once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.codes_left()")
        return cursor.fetchone()[0]


def own_password() -> OwnPassword | None:
    """The actor's; None for whoever works by tokens alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM entry.own_password()")
        row = cursor.fetchone()
    return OwnPassword(*row) if row else None


def own_sessions() -> list[OwnSession]:
    """Where the actor is signed in, this browser first."""
    return list(OwnSession.objects.order_by("-is_present", "-seen_at", "id"))


def open_invitations(organisation_id: UUID) -> QuerySet[Invitation]:
    """Invitations to the organisation that nobody has taken up, newest first."""
    return Invitation.objects.filter(organisation_id=organisation_id, accepted_at=None, withdrawn_at=None).order_by("-made_at", "-pk")


def open_invitation(invitation_id: UUID) -> Invitation:
    """Raises Invitation.DoesNotExist, also for one that is taken up or withdrawn."""
    return Invitation.objects.get(pk=invitation_id, accepted_at=None, withdrawn_at=None)


def workers_of(team: Team) -> list[Staff]:
    """Who works in a team now, by name."""
    in_force = Membership.objects.filter(teams__contains=[team.pk], suspended_at=None, ended_at=None)
    return list(Staff.objects.filter(pk__in=in_force.values("staff_id"), is_active=True).order_by("name"))


def memberships_by_key(keys: Collection[UUID]) -> dict[UUID, Membership]:
    """Those of the memberships that are known, with their staff."""
    return Membership.objects.select_related("staff").in_bulk(list(keys))


def staff_names(keys: list[UUID]) -> dict[UUID, str]:
    """Names of colleagues by key; those whom the actor may not know are missing."""
    return dict(Staff.objects.filter(pk__in=keys).values_list("pk", "name"))


def member_names(keys: Iterable[UUID]) -> dict[UUID, str]:
    """Names of colleagues by the key of their membership; those whom the actor may not know are missing."""
    return dict(Membership.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "staff__name"))


def sight_of(person_id: UUID) -> Sight:
    """The actor's circles of a record, taken together; empty where there are none."""
    circles = [circle for circle in circles_of(person_id) if circle.case_id is None]
    sections = writable = 0
    for circle in circles:
        sections |= circle.sections
        writable |= circle.writable
    return Sight(sections, writable, any(c.own for c in circles), any(c.near for c in circles),
                 frozenset(c.needs for c in circles if c.needs), frozenset(c.basis for c in circles),
                 any(c.own and c.edit and c.needs is None for c in circles))


def names_of_memberships(keys: set[UUID | None]) -> dict[UUID, str]:
    """Names of colleagues by the key of their membership; those whom the actor may not know are missing."""
    return dict(Membership.objects.filter(pk__in={key for key in keys if key}).values_list("pk", "staff__name"))


def colleagues(organisation_id: UUID, *, staff: set[UUID], memberships: set[UUID], leading: UUID | None) -> list[Membership]:
    """Memberships of these staff, these memberships, and those whose role reaches the team `leading` or the whole organisation; ended ones too, by name."""
    return _colleagues(organisation_id, list(staff), list(memberships), leading or NO_TEAM)


@kept
def _colleagues(organisation_id: UUID, staff: list[UUID], memberships: list[UUID], leading: UUID) -> QuerySet[Membership]:
    wanted = Q(staff_id__among=staff) | Q(pk__among=memberships) | Q(role__reach=Reach.ORGANISATION) | Q(role__reach=Reach.TEAM, teams__contains=[leading])
    return Membership.objects.filter(wanted, organisation_id=organisation_id).select_related("staff", "role").order_by("staff__name", "role_id")


CHOSEN_FROM = 100  # of more colleagues none is chosen before a team is


def caseworkers_in_reach(actor: Actor, *, team_id: UUID | None = None, also: UUID | None = None) -> dict[UUID, str]:
    """Names of the members in force whose role works on cases, by the key of the staff: of the team asked for; else in the actor's teams or, by the reach of the
    organisation, in all of it, while they are few enough to be chosen from. `also`: somebody who is chosen already, though she may have left or be suspended since:
    a list of her cases, kept as a view, would else become one of everybody's.
    """
    whole = reaches_all(actor)
    teams = [team_id] if team_id and (whole or team_id in actor.teams) else list(actor.teams)
    is_near = Q(teams__overlap=teams) | Q(staff_id__in=[one for one in (actor.staff_id, also) if one])
    everybody = _caseworkers(actor.organisation_id)
    if whole and not team_id:  # of too many no more are read than are near
        is_near |= ~Exists(everybody[CHOSEN_FROM:CHOSEN_FROM + 1])
    found = dict(everybody.filter(is_near).values_list("staff_id", "staff__name"))
    return found if also is None or also in found else found | dict(_ever_caseworkers(actor.organisation_id).filter(staff_id=also).values_list("staff_id", "staff__name"))


def caseworkers(organisation_id: UUID) -> list[Membership]:
    """Members in force whose role works on cases, by name."""
    return list(_caseworkers(organisation_id))


def _caseworkers(organisation_id: UUID) -> QuerySet[Membership]:
    return (Membership.objects.filter(organisation_id=organisation_id, suspended_at=None, ended_at=None, role__verbs__contains=["note"])
            .select_related("staff", "role").order_by("staff__name", "role_id"))


def caseworker_names(organisation_id: UUID) -> dict[UUID, str]:
    """Of everybody whose role works on cases, and of whoever did."""
    return dict(_ever_caseworkers(organisation_id).values_list("staff_id", "staff__name"))


def _ever_caseworkers(organisation_id: UUID) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation_id=organisation_id, role__verbs__contains=["note"])


def all_caseworkers(organisation_id: UUID, *, teams: Collection[UUID], staff: Collection[UUID]) -> list[Membership]:
    """Memberships of these teams or people, suspended and ended ones too, whose role works on cases; those in force last, so that they win where one has several."""
    found = Membership.objects.filter(Q(teams__overlap=list(teams)) | Q(staff_id__in=list(staff)), organisation_id=organisation_id,
                                      role__verbs__contains=["note"]).select_related("staff")
    return sorted(found, key=lambda one: (one.ended_at is None, one.suspended_at is None, one.staff.name))
