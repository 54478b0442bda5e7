"""Every change of a referral. One public verb per change: one transaction, one audit entry."""
from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from amana.casework.referral import package
from amana.casework.referral.models import Draft, Message, PackagePart, Referral, ReferralStep, Takeover, Target
from amana.casework.referral.rules import Step, clocks
from amana.casework.registry import actions as registry
from amana.casework.registry.rules import ContactFacts, IdentityFacts, PhoneFacts
from amana.ground.audit import actions as audit
from amana.ground.holidays import queries as holidays
from amana.ground.rows.acting import Actor, clock
from amana.lib import workdays
from amana.lib.core.dates import cairo_day

if TYPE_CHECKING:
    from amana.casework.cases.models import Case
    from amana.casework.registry.models import Person
    from amana.ground.directory.models import Service


def keep_draft(case: Case, content: dict, *, draft: Draft | None = None, draft_id: UUID | None = None, by: Actor) -> Draft:
    """What is composed is kept for its writer, for 14 days. `draft_id`: the key that a new draft gets.

    Raises Refused (`referral_draft_pkey`) where that draft was sent meanwhile.
    """
    by.must("refer")
    if draft is None:
        return Draft.objects.create(case_id=case.pk, content=content, **({"pk": draft_id} if draft_id else {}))
    draft.content = content
    draft.save(update_fields=["content"])
    return draft


def send(case: Case, *, service: Service, urgency: str, need: str, chosen: list[package.Choice], scope_id: UUID | None, legal_basis_id: UUID | None,
         is_transfer: bool = False, draft: Draft | None = None, by: Actor) -> Referral:
    """The desk sees the minimum from now on, the rest after it accepts. Exactly one ground: a consent's answer or a legal basis.

    Raises Refused (`ground_consent`, `ground_legal`, `ground_agreement`, `referral_desk`, `case_state`, `referral_one_ground`), Hidden.
    """
    by.must("refer")
    now = clock()
    rule, days = clocks()[urgency], holidays.days()
    made = Referral.objects.create(case_id=case.pk, urgency=urgency, is_transfer=is_transfer, answer_by=workdays.due(now, *rule["answer"], holidays=days),
                                   expires_at=workdays.due(now, *rule["expiry"], holidays=days))
    sections = package.sections_of(chosen)
    Target.objects.create(referral_id=made.pk, to_organisation_id=service.organisation_id, desk_id=service.desk_id, service_id=service.pk,
                          section=int(service.type.section), sections=sections, scope_id=scope_id, legal_basis_id=legal_basis_id)
    PackagePart.objects.create(referral_id=made.pk, section=0, body=package.minimum(case, need=need, today=cairo_day(now)))
    for section, body in package.parts(chosen).items():
        PackagePart.objects.create(referral_id=made.pk, section=section, body=body)
    if draft is not None:
        draft.is_done, draft.content = True, {}
        draft.save(update_fields=["is_done", "content"])
    audit.record("referral.sent", case.pk, sections=sections, referral=made.pk, keys=[choice.key.partition(":")[0] for choice in chosen])
    return Referral.objects.get(pk=made.pk)


def drop_draft(draft: Draft, *, by: Actor) -> None:
    """No longer kept, and empty."""
    by.must("refer")
    draft.is_done, draft.content = True, {}
    draft.save(update_fields=["is_done", "content"])


def see(referral: Referral, *, by: Actor) -> None:
    """The desk has opened it. Raises Refused (`referral_state`) if it was opened already."""
    by.must("answer")
    _step(referral, Step.SEE)


def ask(referral: Referral, *, question: str, by: Actor) -> None:
    """The sender is asked before the answer. Raises Refused (`referral_state`)."""
    by.must("answer")
    _step(referral, Step.ASK, words=question)


def reply(referral: Referral, *, answer: str, by: Actor) -> None:
    """The desk's question is answered. Raises Refused (`referral_state`)."""
    by.must("reply")
    _step(referral, Step.REPLY, words=answer)


def accept(referral: Referral, *, worker_id: UUID | None, by: Actor) -> None:
    """The desk, and the worker it names, read the agreed sections from the next moment on. Raises Refused (`referral_state`, `team_member`, `ground_…`)."""
    by.must("answer")
    _step(referral, Step.ACCEPT, worker_id=worker_id)


def name_worker(referral: Referral, *, worker_id: UUID, by: Actor) -> None:
    """Another worker of the receiver works on it. Raises Refused (`team_member`, `referral_state`)."""
    by.must("answer")
    _step(referral, Step.ASSIGN, worker_id=worker_id)


def decline(referral: Referral, *, reason: str, words: str, by: Actor) -> None:
    """Not taken, with the reason; the sender gets a task. Raises Refused (`referral_state`)."""
    by.must("answer")
    _step(referral, Step.DECLINE, code=reason, words=words)


def withdraw(referral: Referral, *, by: Actor) -> None:
    """The desk sees it no more. Raises Refused (`referral_state`)."""
    by.must("withdraw")
    _step(referral, Step.WITHDRAW)


def remind(referral: Referral, *, by: Actor) -> None:
    """The desk is reminded. Raises Refused (`referral_state`)."""
    by.must("remind")
    _step(referral, Step.REMIND)


def start(referral: Referral, *, by: Actor) -> None:
    """The service has begun. Raises Refused (`referral_state`)."""
    by.must("start")
    _step(referral, Step.START)


def complete(referral: Referral, *, outcome: str, words: str, by: Actor) -> None:
    """Delivered, partly, or not: with words where not. Raises Refused (`referral_state`)."""
    by.must("complete")
    _step(referral, Step.COMPLETE, code=outcome, words=words)


def feed_back(referral: Referral, *, words: str, by: Actor) -> None:
    """The sender reads how it went. Raises Refused (`referral_state`)."""
    by.must("feed_back")
    _step(referral, Step.FEED_BACK, words=words)


def end(referral: Referral, *, reason: str, words: str, by: Actor) -> None:
    """Ended early by either side; the reason is the feedback. Raises Refused (`referral_state`)."""
    by.must("end")
    _step(referral, Step.END, code=reason, words=words)


def take_over(referral: Referral, *, identity: IdentityFacts, contact: ContactFacts, phones: list[PhoneFacts], team_id: UUID | None, by: Actor) -> Person:
    """The receiver has a record of its own, so that its case keeps a name when the window closes. Raises Refused (`own_record`), Hidden."""
    by.must("take_over")
    person = registry.register(identity=identity, contact=contact, phones=phones, team_id=team_id, by=by)
    link(referral, person.pk, by=by)
    return person


def link(referral: Referral, person_id: UUID, *, by: Actor) -> None:
    """The referral belongs to a record that the receiver has already. Raises Refused (`own_record`), Hidden."""
    by.must("take_over")
    Takeover.objects.create(referral_id=referral.pk, person_id=person_id)
    audit.record("referral.taken_over", person_id, referral=referral.pk)


def _step(referral: Referral, step: str, *, code: str = "", words: str = "", worker_id: UUID | None = None) -> None:
    # Words first: the step may close the circle through which they are written.
    if words:
        Message.objects.create(referral_id=referral.pk, step=step, body=words)
    ReferralStep.objects.create(referral_id=referral.pk, step=step, code=code, to_staff_id=worker_id)
    audit.record(f"referral.{step}", referral.pk, **({"code": code} if code else {}), **({"worker": worker_id} if worker_id else {}))
