"""Every change of organisations, teams and agreements. One public verb per change: one transaction, one audit entry."""
from datetime import date
from uuid import UUID

from amana.ground.audit import actions as audit
from amana.ground.organisations.models import Agreement, AgreementStep, Organisation, Team
from amana.ground.rows.acting import Actor, passed


def found(*, code: str, name_ar: str, name_en: str, kind: str, parent_id: UUID | None, areas: list[str], plans_need_approval: bool = True,
          by: Actor) -> Organisation:
    """A new organisation takes part. The code is unique for good. Raises Refused (`organisations_organisation_code_key`)."""
    by.must("organisations")
    made = Organisation.objects.create(code=code, name_ar=name_ar, name_en=name_en, kind=kind, parent_id=parent_id, areas=areas,
                                       plans_need_approval=plans_need_approval)
    audit.record("organisation.founded", made.pk, code=code)
    return made


def change_organisation(organisation: Organisation, *, by: Actor, **columns) -> None:
    """Names, kind, parent, areas or approval of plans are as given; the code stays. Raises Refused (`organisation_parent`)."""
    by.must("organisations")
    _change(organisation, columns)
    audit.record("organisation.changed", organisation.pk, fields=sorted(columns))


def close_organisation(organisation: Organisation, *, by: Actor) -> None:
    """Nobody acts for it any more; what it recorded stays. Raises Refused (`own_organisation`)."""
    by.must("organisations")
    _change(organisation, {"is_active": False})
    audit.record("organisation.closed", organisation.pk)


def reopen_organisation(organisation: Organisation, *, by: Actor) -> None:
    """Its members may act for it again."""
    by.must("organisations")
    _change(organisation, {"is_active": True})
    audit.record("organisation.reopened", organisation.pk)


def form_team(*, code: str, name_ar: str, name_en: str, is_desk: bool, by: Actor) -> Team:
    """A new team, or desk, of the actor's organisation. The code is unique inside it. Raises Refused (`team_code_in_its_organisation`)."""
    by.must("teams")
    made = Team.objects.create(organisation_id=by.organisation_id, code=code, name_ar=name_ar, name_en=name_en, is_desk=is_desk)
    audit.record("team.formed", made.pk, code=code)
    return made


def change_team(team: Team, *, by: Actor, **columns) -> None:
    """Names or desk are as given; the code stays."""
    by.must("teams")
    _change(team, columns)
    audit.record("team.changed", team.pk, fields=sorted(columns))


def close_team(team: Team, *, by: Actor) -> None:
    """Offered for nothing new; its members keep what they see through it."""
    by.must("teams")
    _change(team, {"is_active": False})
    audit.record("team.closed", team.pk)


def reopen_team(team: Team, *, by: Actor) -> None:
    """Offered again for new members, people and referrals."""
    by.must("teams")
    _change(team, {"is_active": True})
    audit.record("team.reopened", team.pk)


def record_agreement(*, from_organisation_id: UUID, to_organisation_id: UUID, purposes: list[str], sections: int, starts_on: date, ends_on: date,
                     by: Actor) -> Agreement:
    """What may travel from one organisation to the other, once the other side confirms it. The actor's is one of the two.

    ends_on: the first day on which it no longer holds. Raises Refused (`agreement_period`, `agreement_purposes`, `agreement_of_two`).
    """
    by.must("agreements")
    made = Agreement.objects.create(from_organisation_id=from_organisation_id, to_organisation_id=to_organisation_id, purposes=purposes,
                                    sections=sections, starts_on=starts_on, ends_on=ends_on)
    audit.record("agreement.recorded", made.pk, purposes=purposes)
    return made


def confirm_agreement(agreement: Agreement, *, by: Actor) -> None:
    """In force from its first day. Raises Refused (`agreement_other_side`, `agreement_state`)."""
    _step(agreement, "confirm", by)


def decline_agreement(agreement: Agreement, *, by: Actor) -> None:
    """Never in force. Raises Refused (`agreement_other_side`, `agreement_state`)."""
    _step(agreement, "decline", by)


def end_agreement(agreement: Agreement, *, by: Actor) -> None:
    """Over at once for both sides. Raises Refused (`agreement_state`)."""
    _step(agreement, "end", by)


def _step(agreement: Agreement, step: str, by: Actor) -> None:
    by.must("agreements")
    AgreementStep.objects.create(agreement=agreement, step=step)
    audit.record(f"agreement.{step}", agreement.pk)


def _change(row: Organisation | Team, columns: dict) -> None:
    passed(type(row).objects.filter(pk=row.pk).update(**columns))
    for name, value in columns.items():
        setattr(row, name, value)
