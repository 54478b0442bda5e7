"""Operations on referrals: what came and went, sending one, and the steps of both sides."""
from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema, Status
from pydantic import Field

from amana.casework.cases import queries as cases
from amana.casework.referral import actions, forms, queries
from amana.casework.referral.listing import tab_of, tabs_of
from amana.casework.referral.pages import frame
from amana.casework.referral.pages.lists import worker_groups
from amana.casework.referral.rules import MAKERS, MOVES, TABS, DeclineReason, EndReason, Outcome, Step, Urgency, capacities_held
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.directory import queries as directory
from amana.ground.rows.acting import Forbidden, Hidden, clock
from amana.ground.shell.acts import ActForm
from amana.ground.shell.api import Body, Invalid, InWords, Mark, OneOf, PartOfAList, answers, carried_out, may, opaque, place_of, text

router = Router()
NO_GROUND = _("A consent to this organisation is needed before anything can be referred there.")
BARRED = _("Lies outside the consent, or is not yours to send.")


class ReferralInList(Schema):
    id: UUID
    number: str
    state: str
    urgency: str
    is_transfer: bool
    sent_at: datetime
    answer_by: datetime
    from_organisation: UUID
    to_organisation: UUID | None
    service: UUID | None


class Referrals(PartOfAList):
    referrals: list[ReferralInList]


class Message(Schema):
    step: str
    body: str
    at: datetime


class Referral(ReferralInList):
    """One referral as far as the token's owner reads it: before acceptance the minimum, after it what was agreed."""

    is_incoming: bool
    minimum: dict
    package: dict[str, dict] = Field(description="What was packed, by section.")
    messages: list[Message]
    worker: UUID | None
    may: list[str] = Field(description="Steps that are yours to make now.")


class Moved(Schema):
    id: UUID
    state: str


class Thing(Schema):
    key: str
    section: str
    label: str
    barred: str = Field(description="consent or role, where it cannot be sent; else empty.")


class Things(Schema):
    ground: str = Field(description="Empty where nothing allows a referral to that organisation yet.")
    things: list[Thing]


class Sending(Body):
    service: UUID
    urgency: Annotated[str, OneOf(Urgency.values)]
    need: Annotated[str, text(forms.NEED_AT_MOST)] = Field(description="Read before acceptance: no names, no numbers.")
    confirmed: bool = Field(False, description="The need was read again, and does not tell who she is.")
    parts: list[Annotated[str, text(80)]] = Field([], max_length=200, description="Keys of what is sent after acceptance.")
    is_transfer: bool = False


class Sent(Schema):
    id: UUID
    number: str


class Acceptance(Body):
    worker: UUID | None = Field(None, description="Who takes it on; may be named later.")


class Question(Body):
    question: Annotated[str, text(1000)]
    confirmed: bool = Field(False, description="The question was read again, and does not tell who she is.")


class Reply(Body):
    answer: Annotated[str, text(1000)]
    confirmed: bool = Field(False, description="The answer was read again, and does not tell who she is.")


class Declined(Body):
    reason: Annotated[str, OneOf(DeclineReason.values)]
    words: Annotated[str, text(1000)] = ""


class Completed(Body):
    outcome: Annotated[str, OneOf(Outcome.values)]
    words: Annotated[str, text(1000)] = ""


class Feedback(Body):
    words: Annotated[str, text(1000)]


class Ended(Body):
    reason: Annotated[str, OneOf(EndReason.values)]
    words: Annotated[str, text(1000)] = ""


@router.get("referrals", response=Referrals)
def referrals(request: HttpRequest, tab: Annotated[str, OneOf(["", *TABS, "outgoing"])] = "", urgency: Annotated[str, OneOf(["", *Urgency.values])] = "", after: Mark = ""):
    """What came to your desks or to you, by the time left; `outgoing`: what was sent from cases in your reach, the latest first."""
    if not tabs_of(request.actor):
        raise Forbidden("answer")
    found = queries.part(request.actor, queries.Wanted(tab_of(request.actor, {"tab": tab}), urgency=urgency), place_of(after))
    audit.record_listing([one.referral.person_id for one in found.rows], sections=0)
    return Referrals(referrals=[ReferralInList(**_head(one.referral, one.target)) for one in found.rows], next=opaque(found.after))


@router.get("referrals/{uuid:referral_id}", response=Referral)
def referral(request: HttpRequest, referral_id: UUID):
    """One referral. Reading it makes nothing of it seen: say `see`."""
    file = frame.file_of(request, referral_id)
    audit.record("referral.read", file.referral.person_id, sections=sum(bit for bit in file.parts if bit), referral=file.referral.pk)
    return Referral(
        **_head(file.referral, file.target), is_incoming=file.is_incoming, minimum=file.parts.get(0, {}),
        package={Section(bit).name.lower(): body for bit, body in file.parts.items() if bit},
        messages=[Message(step=one.step, body=one.body, at=one.made_at) for one in file.messages],
        worker=file.target.to_staff_id if file.target else None, may=sorted(file.may(request.actor)))


@router.get("cases/{uuid:case_id}/sendable", response=Things)
@may("refer")
def sendable(request: HttpRequest, case_id: UUID, service: UUID | None = None):
    """What could be sent of this case, and with a service what bars it there."""
    case = _case(case_id)
    ground = _ground(case, directory.service(service)) if service else None
    offers = queries.offers(case, ground)
    audit.record_reading(case.person_id, sections=cases.sight_of(case_id).sections)
    return Things(ground=ground.key if ground else "", things=[
        Thing(key=one.choice.key, section=section.section.name.lower(), label=one.choice.label, barred=one.barred or section.barred)
        for section in offers for one in section.offers])


@router.post("cases/{uuid:case_id}/referrals", response={201: Sent})
@may("refer")
def send(request: HttpRequest, case_id: UUID, body: Sending):
    """The desk sees the minimum from now on, the rest after it accepts."""
    case, services = _case(case_id), {one.pk: one for one in directory.services(besides=request.actor.organisation_id)}
    service = services.get(body.service)
    if service is None:
        raise Invalid([("/service", str(forms.SENDING["referral_desk"][1]))])
    ground = _ground(case, service)
    if ground is None:
        raise InWords("ground_consent", NO_GROUND)
    form = forms.Compose(answers(body) | {"kind": service.kind}, kinds=[(service.kind, "")], services=[(str(service.pk), "")], ground=ground,
                         offers=queries.offers(case, ground), names=queries.all_names(case.person_id))
    if barred := [place for place, key in enumerate(body.parts) if key not in form.open_offers]:
        raise Invalid([(f"/parts/{place}", str(BARRED)) for place in barred])
    made = carried_out(form, lambda **_given: actions.send(
        case, service=service, urgency=body.urgency, need=form.cleaned_data["need"], chosen=form.chosen(), scope_id=ground.scope_id,
        legal_basis_id=ground.basis_id, is_transfer=body.is_transfer, by=request.actor))
    return Status(201, Sent(id=made.pk, number=made.number))


@router.post("referrals/{uuid:referral_id}/see", response=Moved)
@may("answer")
def see(request: HttpRequest, referral_id: UUID):
    """The desk has looked at it: the sender sees that, and now it can be answered."""
    return _made(request, referral_id, Step.SEE, actions.see)


@router.post("referrals/{uuid:referral_id}/accept", response=Moved)
@may("answer")
def accept(request: HttpRequest, referral_id: UUID, body: Acceptance):
    """The desk, and the worker it names, read what was agreed from now on."""
    return _made(request, referral_id, Step.ACCEPT, actions.accept, lambda file: forms.Worker(answers(body), workers=worker_groups(file.target), may_wait=True))


@router.post("referrals/{uuid:referral_id}/ask", response=Moved)
@may("answer")
def ask(request: HttpRequest, referral_id: UUID, body: Question):
    """A question before the answer; the time to answer goes on."""
    return _made(request, referral_id, Step.ASK, actions.ask, lambda file: forms.Question(answers(body)))


@router.post("referrals/{uuid:referral_id}/reply", response=Moved)
@may("reply")
def reply(request: HttpRequest, referral_id: UUID, body: Reply):
    """The desk's question is answered."""
    return _made(request, referral_id, Step.REPLY, actions.reply, lambda file: forms.Reply(answers(body), names=queries.all_names(file.referral.person_id)))


@router.post("referrals/{uuid:referral_id}/decline", response=Moved)
@may("answer")
def decline(request: HttpRequest, referral_id: UUID, body: Declined):
    """Not taken, with the reason; it is out of the desk's sight afterwards."""
    return _made(request, referral_id, Step.DECLINE, actions.decline, lambda file: forms.Decline(answers(body)))


@router.post("referrals/{uuid:referral_id}/withdraw", response=Moved)
@may("withdraw")
def withdraw(request: HttpRequest, referral_id: UUID):
    """The desk sees it no more."""
    return _made(request, referral_id, Step.WITHDRAW, actions.withdraw)


@router.post("referrals/{uuid:referral_id}/start", response=Moved)
@may("start")
def start(request: HttpRequest, referral_id: UUID):
    """The service has begun."""
    return _made(request, referral_id, Step.START, actions.start)


@router.post("referrals/{uuid:referral_id}/complete", response=Moved)
@may("complete")
def complete(request: HttpRequest, referral_id: UUID, body: Completed):
    """What came of it, with words where not all was delivered."""
    return _made(request, referral_id, Step.COMPLETE, actions.complete, lambda file: forms.Complete(answers(body)))


@router.post("referrals/{uuid:referral_id}/feed-back", response=Moved)
@may("feed_back")
def feed_back(request: HttpRequest, referral_id: UUID, body: Feedback):
    """How it went, for the sender."""
    return _made(request, referral_id, Step.FEED_BACK, actions.feed_back, lambda file: forms.Feedback(answers(body)))


@router.post("referrals/{uuid:referral_id}/end", response=Moved)
@may("end")
def end(request: HttpRequest, referral_id: UUID, body: Ended):
    """Ended early by either side; the reason is the feedback."""
    return _made(request, referral_id, Step.END, actions.end, lambda file: forms.End(answers(body)))


def _made(request: HttpRequest, referral_id: UUID, step: Step, act: Callable[..., None], form_of: Callable[[queries.ReferralFile], ActForm] | None = None) -> Moved:
    """The step is made, or the program is told who was faster or what comes first. Raises Hidden where it is not the actor's to make."""
    file = frame.file_of(request, referral_id)
    if step not in file.may(request.actor):
        if not MAKERS[step][1] & capacities_held(file.capacities, request.actor.verbs):
            raise Hidden
        raise InWords("referral_state", frame.why_not(file, step))
    form = form_of(file) if form_of else Bare({})
    carried_out(form, lambda **given: act(file.referral, **given, by=request.actor))
    return Moved(id=referral_id, state=MOVES[step][1] or file.referral.state)


class Bare(ActForm):
    """A step without words."""

    refusals = forms.STEPS


def _case(case_id: UUID):
    case, sight = cases.case(case_id), cases.sight_of(case_id)
    if not (sight.own and sight.edit):
        raise Hidden
    return case


def _ground(case, service) -> queries.Ground | None:
    return next(iter(queries.grounds(case, clock()).get(service.organisation_id, [])), None)


def _head(one, target) -> dict:
    return {"id": one.pk, "number": one.number, "state": one.state, "urgency": one.urgency, "is_transfer": one.is_transfer, "sent_at": one.made_at,
            "answer_by": one.answer_by, "from_organisation": one.from_organisation_id, "to_organisation": target.to_organisation_id if target else None,
            "service": target.service_id if target else None}
