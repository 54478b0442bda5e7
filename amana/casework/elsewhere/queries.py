"""Reads of the blind match, on either side. The database hides what the actor may not see, and each answer until its moment."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from amana.casework.elsewhere.models import Answer, Message, Question, Reply, Request
from amana.casework.elsewhere.rules import How, State
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access
from amana.ground.organisations import queries as organisations
from amana.ground.shell.values import reading_language

if TYPE_CHECKING:
    from datetime import datetime

    from amana.ground.organisations.models import Organisation

AT_MOST = 200


def may_be_asked_about(file: registry.File) -> bool:
    """A record of the own organisation, seen with its identity, at work and not protected."""
    sight = file.sight
    return bool(sight.own and file.identity and not sight.needs and not sight.looks_only and file.holding and not file.holding.is_protected)


@dataclass(frozen=True)
class Heard:
    """What another organisation's desk replied."""

    reply: Reply
    organisation: Organisation | None

    @property
    def is_call(self) -> bool:
        return self.reply.how == How.PHONE


@dataclass(frozen=True)
class Standing:
    """Where the last question about a record stands, with what followed from it."""

    state: State
    question: Question | None = None
    asked_by: str = ""
    request: Request | None = None
    heard: tuple[Heard, ...] = ()
    has_run_out: bool = False


def standing(person_id: UUID, now: datetime) -> Standing:
    """Of a record that the actor may not ask about: none."""
    last = Question.objects.filter(person_id=person_id).order_by("-made_at", "-id").first()
    if last is None:
        return Standing(State.NONE)
    answer = Answer.objects.filter(pk=last.pk).first()
    state = State.WAITING if answer is None else State.LIKELY if answer.is_likely else State.NOTHING
    request = Request.objects.filter(question_id=last.pk).first()
    name = access.staff_names([last.staff_id]).get(last.staff_id, "")
    return Standing(state, last, name, request, _heard(request) if request else (), bool(request and request.expires_at <= now))


def _heard(request: Request) -> tuple[Heard, ...]:
    found = list(Reply.objects.filter(request_id=request.pk).exclude(how=How.SET_ASIDE).order_by("made_at", "id"))
    names = organisations.by_key([one.organisation_id for one in found])
    return tuple(Heard(one, names.get(one.organisation_id)) for one in found)


@dataclass(frozen=True)
class Received:
    """A message at a desk: who asks about which record of the own organisation."""

    message: Message
    organisation: Organisation | None
    reply: Reply | None
    is_seen: bool  # whether the actor sees the head of that record

    @property
    def team(self) -> str:
        return self.message.from_team_ar if reading_language() == "ar" else self.message.from_team_en

    @property
    def said(self) -> str:
        return str(How(self.reply.how).label) if self.reply else ""


def received() -> list[Received]:
    """What stands in the desk's inbox, unanswered ones first, then the latest."""
    found = _received(list(Message.objects.order_by("-made_at", "-id")[:AT_MOST]))
    return sorted(found, key=lambda one: one.reply is not None)


def unanswered() -> list[Received]:
    return [one for one in received() if one.reply is None]


def message(message_id: UUID) -> Received:
    """Raises Message.DoesNotExist."""
    return _received([Message.objects.get(pk=message_id)])[0]


def _received(found: list[Message]) -> list[Received]:
    if not found:
        return []
    said = {one.message_id: one for one in Reply.objects.filter(message_id__in=[one.pk for one in found])}
    names, seen = organisations.by_key([one.from_organisation_id for one in found]), registry.numbers([one.person_id for one in found])
    return [Received(one, names.get(one.from_organisation_id), said.get(one.pk), one.person_id in seen) for one in found]
