"""Every change of staff, memberships and invitations. One public verb per change: one transaction, one audit entry."""
from uuid import UUID

from django.db import connection

from amana.ground.access import factors, gate
from amana.ground.access.models import Factor, Invitation, Membership, Token
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, clock, passed
from amana.lib.core.errors import Refused
from amana.lib.core.ids import uuid7


def invite(*, organisation_id: UUID, email: str, name: str, role: str, teams: list[UUID], by: Actor) -> str:
    """A place is offered to the address for 7 days; returns the token of the one-time link, which is stored nowhere.

    An earlier open offer of the same place is withdrawn. Says nothing on whether the address is known elsewhere.
    Raises Refused (`team_of_the_organisation`, `police_desk`, `has_the_role`, `organisation_has_an_administrator`).
    """
    by.must(_inviting(organisation_id, by))
    if Membership.objects.filter(organisation_id=organisation_id, staff__email=email.lower(), role_id=role, ended_at=None).exists():
        raise Refused("has_the_role")
    made = Invitation.objects.create(organisation_id=organisation_id, email=email.lower(), name=name, role_id=role, teams=teams)
    token, token_hash = gate.new_link()
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.link(%s, %s)", [made.pk, token_hash])
    audit.record("invitation.made", made.pk, role=role, organisation=organisation_id)
    return token


def renew_invitation(invitation: Invitation, *, by: Actor) -> str:
    """The same place is offered anew; the old link is dead. Returns the token of the new one."""
    return invite(organisation_id=invitation.organisation_id, email=invitation.email, name=invitation.name, role=invitation.role_id,
                  teams=invitation.teams, by=by)


def withdraw_invitation(invitation: Invitation, *, by: Actor) -> None:
    """The link is dead."""
    by.must(_inviting(invitation.organisation_id, by))
    passed(Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=clock()))
    audit.record("invitation.withdrawn", invitation.pk)


def _inviting(organisation_id: UUID, by: Actor) -> str:
    """Own staff are invited by the organisation, a first administrator by the platform."""
    return "staff" if by.may("staff") and organisation_id == by.organisation_id else "organisations"


def add_role(staff_id: UUID, *, role: str, teams: list[UUID], by: Actor) -> Membership:
    """A colleague has a second role in the organisation.

    Raises Refused (`not_a_colleague`, `membership_once_in_a_role`, `team_of_the_organisation`, `police_desk`).
    """
    by.must("staff")
    made = Membership.objects.create(staff_id=staff_id, organisation_id=by.organisation_id, role_id=role, teams=teams)
    audit.record("membership.added", made.pk, role=role, teams=teams)
    return made


def change_teams(membership: Membership, *, teams: list[UUID], by: Actor) -> None:
    """The member works in these teams, the first by default. Raises Refused (`team_of_the_organisation`, `police_desk`, `membership_ended`)."""
    _change(membership, by, teams=teams)
    audit.record("membership.teams_changed", membership.pk, teams=teams)


def suspend(membership: Membership, *, by: Actor) -> None:
    """Nothing is seen through the membership any more, and its sessions are ended. Raises Refused (`own_membership`, `membership_ended`)."""
    _change(membership, by, suspended_at=clock())
    audit.record("membership.suspended", membership.pk)


def resume(membership: Membership, *, by: Actor) -> None:
    """A suspended membership is in force again. Raises Refused (`membership_ended`)."""
    _change(membership, by, suspended_at=None)
    audit.record("membership.resumed", membership.pk)


def end(membership: Membership, *, by: Actor) -> None:
    """The membership is over for good, and its sessions are ended. Raises Refused (`own_membership`, `membership_ended`)."""
    _change(membership, by, ended_at=clock())
    audit.record("membership.ended", membership.pk)


def _change(membership: Membership, by: Actor, **columns) -> None:
    by.must("staff")
    passed(Membership.objects.filter(pk=membership.pk).update(**columns))
    for name, value in columns.items():
        setattr(membership, name, value)


def add_system(*, name: str, role: str, teams: list[UUID], by: Actor) -> UUID:
    """A program of the organisation works in that role and these teams; returns its membership. Raises Refused (`team_of_the_organisation`, `police_desk`)."""
    by.must("staff")
    membership_id = uuid7()
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.add_system(%s, %s, %s, %s, %s)", [uuid7(), membership_id, name, role, teams])
    audit.record("system.added", membership_id, role=role, teams=teams)
    return membership_id


def make_token(membership_id: UUID, *, name: str, days: int, by: Actor) -> str:
    """The secret of a token with the rights of that place; it is stored nowhere. Raises Refused (`tokens_at_most`), Hidden."""
    secret, hashed = gate.new_token()
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.open_token(%s, %s, %s, %s, %s)", [membership_id, name, secret[:12], hashed, days])
        made = cursor.fetchone()[0]
    audit.record("token.made", made, place=membership_id, days=days)
    return secret


def end_token(token: Token, *, by: Actor) -> None:
    """It opens nothing any more. Raises Hidden where it was ended already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.end_token(%s)", [token.pk])
        passed(cursor.fetchone()[0])
    audit.record("token.ended", token.pk, place=token.membership_id)


def make_codes(*, by: Actor) -> list[str]:
    """New printed codes, which are stored nowhere; the old ones open nothing. Raises Refused (`show_first`, `no_factor`)."""
    codes = factors.new_codes()
    factors.keep_codes(by.staff_id, codes)
    audit.record("factor.codes_made", None)
    return codes


def remove_factor(factor: Factor, *, by: Actor) -> None:
    """It is no second factor any more. Raises Refused (`show_first`, `last_factor`), Hidden where it is not one's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.remove_factor(%s)", [factor.pk])
        passed(cursor.fetchone()[0])
    audit.record("factor.removed", factor.pk, kind=factor.kind)


def reset_second_factor(staff_id: UUID, *, reason: str, by: Actor) -> None:
    """The colleague has no second factor, and all her sessions are ended. Raises Refused (`own_factor`, `no_factor`, `factor_after_link`), Hidden.

    The database puts it on record: the next act of the same administrator is judged by it.
    """
    by.must("staff")
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.reset_second_factor(%s, %s)", [staff_id, reason])


def give_password_link(staff_id: UUID, *, by: Actor) -> str:
    """The token of a link by which the colleague sets a new password within 20 minutes; it is stored nowhere, and an earlier one is dead.

    Raises Refused (`own_password`, `place_of_others`, `link_after_factor`), Hidden. The database puts it on record.
    """
    by.must("staff")
    token, token_hash = gate.new_link()
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.give_password_link(%s, %s)", [staff_id, token_hash])
    return token


def choose_language(code: str) -> None:
    """The actor's own language, in every browser."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.choose_language(%s)", [code])
