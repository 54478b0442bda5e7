"""Every change of staff, memberships and invitations. One public verb per change: one transaction, one audit entry."""
from uuid import UUID

from django.db import connection

from amana.ground.access import gate
from amana.ground.access.models import Invitation, Membership
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, clock


def invite(*, organisation_id: UUID, email: str, name: str, role: str, teams: list[UUID], by: Actor) -> str:
    """A place is offered to the address for 7 days; returns the token of the one-time link, which is stored nowhere.

    Says nothing on whether the address is known already. Raises Refused (`team_of_the_organisation`).
    """
    by.must("staff" if organisation_id == by.organisation_id else "organisations")
    made = Invitation.objects.create(organisation_id=organisation_id, email=email.lower(), name=name, role_id=role, teams=teams)
    token, token_hash = gate.new_link()
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.link(%s, %s)", [made.pk, token_hash])
    audit.record("invitation.made", made.pk, role=role, organisation=organisation_id)
    return token


def withdraw_invitation(invitation: Invitation, *, by: Actor) -> None:
    """The link is dead."""
    by.must("staff")
    invitation.withdrawn_at = clock()
    invitation.save(update_fields=["withdrawn_at"])
    audit.record("invitation.withdrawn", invitation.pk)


def add_role(staff_id: UUID, *, role: str, teams: list[UUID], by: Actor) -> Membership:
    """A colleague has a second role in the organisation."""
    by.must("staff")
    made = Membership.objects.create(staff_id=staff_id, organisation_id=by.organisation_id, role_id=role, teams=teams)
    audit.record("membership.added", made.pk, role=role, teams=teams)
    return made


def change_teams(membership: Membership, *, teams: list[UUID], by: Actor) -> None:
    """The member works in these teams, the first by default. Raises Refused (`team_of_the_organisation`)."""
    by.must("staff")
    membership.teams = teams
    membership.save(update_fields=["teams"])
    audit.record("membership.teams_changed", membership.pk, teams=teams)


def suspend(membership: Membership, *, by: Actor) -> None:
    """Nothing is seen through the membership any more, and its sessions are ended. Raises Refused (`own_membership`)."""
    by.must("staff")
    membership.suspended_at = clock()
    membership.save(update_fields=["suspended_at"])
    audit.record("membership.suspended", membership.pk)


def resume(membership: Membership, *, by: Actor) -> None:
    """A suspended membership is in force again."""
    by.must("staff")
    membership.suspended_at = None
    membership.save(update_fields=["suspended_at"])
    audit.record("membership.resumed", membership.pk)


def end(membership: Membership, *, by: Actor) -> None:
    """The membership is over for good, and its sessions are ended. Raises Refused (`own_membership`)."""
    by.must("staff")
    membership.ended_at = clock()
    membership.save(update_fields=["ended_at"])
    audit.record("membership.ended", membership.pk)


def choose_language(code: str) -> None:
    """The actor's own language, in every browser."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.choose_language(%s)", [code])
