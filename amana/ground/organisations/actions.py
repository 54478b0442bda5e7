"""Every change of organisations, teams and agreements. One public verb per change: one transaction, one audit entry."""
from datetime import date
from uuid import UUID

from amana.ground.audit import actions as audit
from amana.ground.organisations.models import Agreement, AgreementStep, Organisation, Team
from amana.ground.rows.acting import Actor


def found(*, code: str, name_ar: str, name_en: str, kind: str, parent_id: UUID | None, areas: list[str], by: Actor) -> Organisation:
    """A new organisation takes part. The code is unique for good."""
    by.must("organisations")
    made = Organisation.objects.create(code=code, name_ar=name_ar, name_en=name_en, kind=kind, parent_id=parent_id, areas=areas)
    audit.record("organisation.founded", made.pk, code=code)
    return made


def change_organisation(organisation: Organisation, *, by: Actor, **columns) -> None:
    """Names, kind, parent, areas or activity are as given; the code stays."""
    by.must("organisations")
    for name, value in columns.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(columns))
    audit.record("organisation.changed", organisation.pk, fields=sorted(columns))


def form_team(*, code: str, name_ar: str, name_en: str, is_desk: bool, by: Actor) -> Team:
    """A new team, or desk, of the actor's organisation. The code is unique inside it."""
    by.must("teams")
    made = Team.objects.create(organisation_id=by.organisation_id, code=code, name_ar=name_ar, name_en=name_en, is_desk=is_desk)
    audit.record("team.formed", made.pk, code=code)
    return made


def change_team(team: Team, *, by: Actor, **columns) -> None:
    """Names, desk or activity are as given."""
    by.must("teams")
    for name, value in columns.items():
        setattr(team, name, value)
    team.save(update_fields=list(columns))
    audit.record("team.changed", team.pk, fields=sorted(columns))


def record_agreement(*, from_organisation_id: UUID, to_organisation_id: UUID, purposes: list[str], sections: int, starts_on: date, ends_on: date,
                     by: Actor) -> Agreement:
    """What may travel from one organisation to the other, once the other side confirms it. The actor's is one of the two."""
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
