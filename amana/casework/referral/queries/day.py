"""Referrals of a day: what waits for the actor at her desks and by name, what became of those that she or her team sent, and how much the menu counts."""
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from amana.casework.referral.models import Draft, Referral, ReferralStep, Target
from amana.casework.referral.queries.lists import LISTED, Listed, by_time_left, listed
from amana.casework.referral.rules import WAITING, State, Step
from amana.ground.access import queries as access
from amana.ground.rows.acting import Actor

NEWS_DAYS = 7
ANSWERED = (State.ACCEPTED, State.STARTED, State.DECLINED, State.COMPLETED, State.FEEDBACK, State.ENDED)


@dataclass
class DayOf:
    """to_answer: at the desks; to_name: accepted there, for nobody yet; to_start: naming the actor. sent: others have to answer; news: they did."""

    to_answer: list[Listed] = field(default_factory=list)
    to_name: list[Listed] = field(default_factory=list)
    to_start: list[Listed] = field(default_factory=list)
    news: list[Listed] = field(default_factory=list)
    sent: list[Listed] = field(default_factory=list)
    reasons: dict[UUID, str] = field(default_factory=dict)  # why one was declined or ended, by its key


def day_of(actor: Actor, cases: Collection[UUID], now: datetime) -> DayOf:
    """`cases`: those whose referrals are looked at from the sender's side."""
    sent = _sent(actor.organisation_id, cases, now)
    keys = {*sent, *_come(actor)}
    rows = listed(list(Referral.objects.filter(pk__in=keys).order_by("-made_at", "-pk").values_list("pk", flat=True))) if keys else []
    incoming, outgoing = [one for one in rows if one.referral.pk not in sent], [one for one in rows if one.referral.pk in sent]
    day = DayOf(
        to_answer=by_time_left([one for one in incoming if one.referral.state in WAITING]),
        to_start=[one for one in incoming if one.referral.state == State.ACCEPTED and one.target and one.target.to_staff_id == actor.staff_id],
        to_name=[one for one in incoming if one.referral.state == State.ACCEPTED and one.target and one.target.to_staff_id is None],
        news=sorted((one for one in outgoing if one.referral.state not in WAITING), key=_told_at, reverse=True),
        sent=by_time_left([one for one in outgoing if one.referral.state in WAITING]))
    day.reasons = _reasons([one.referral.pk for one in day.news if one.referral.state in (State.DECLINED, State.ENDED)])
    return day


def own_drafts() -> list[Draft]:
    """Referrals that the actor began to compose and has not sent, the latest first."""
    return list(Draft.objects.filter(is_done=False).select_related("case").order_by("-made_at", "-pk")[:LISTED])


# By key from the windows, and by the index of the sender: one statement, for it stands in the menu of every page. Without a parameter, so that the server plans it
# once and not for each page. The states are WAITING of rules.py; a test holds the two together.
_WAITING = """
SELECT (SELECT count(*) FROM (
          SELECT m.basis_id FROM access_my_circle m
           WHERE (SELECT entry.may('answer')) AND m.basis = 'offered' AND m.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])
             AND (SELECT true FROM referral_referral r WHERE r.id = m.basis_id AND r.state IN ('sent', 'seen'))
          UNION
          SELECT m.basis_id FROM access_my_circle m
           WHERE (SELECT entry.may('answer') OR entry.may('start')) AND m.basis = 'accepted' AND m.staff_id = (SELECT (entry.actor()).staff)
             AND (SELECT true FROM referral_referral r WHERE r.id = m.basis_id AND r.state = 'accepted')) AS w)
     + (SELECT count(*) FROM (
          SELECT FROM referral_referral
           WHERE (SELECT entry.may('reply')) AND from_organisation_id = (SELECT (entry.actor()).organisation) AND state = 'clarification' LIMIT 1000) AS asked)
"""


def waiting(actor: Actor) -> int:
    """What waits for the actor: referrals to answer at her desks, begun by nobody though she is named, questions to what she sent."""
    if not any(map(actor.may, ("answer", "start", "reply"))):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return cursor.fetchone()[0]


def _come(actor: Actor) -> QuerySet:
    """Keys of what came and waits: for an answer at her desks, for somebody to be named there, for the actor to begin. Of each those that wait longest, as many as a day shows."""
    waits = []
    if actor.may("answer"):
        waits += [Referral.objects.filter(pk__in=access.windows(actor, "offered").values("basis_id"), state__in=WAITING).order_by("answer_by"),
                  Referral.objects.filter(pk__in=Target.objects.filter(desk_id__in=actor.teams, is_to_be_named=True).values("pk"), state=State.ACCEPTED).order_by("made_at")]
    if actor.may("answer") or actor.may("start"):
        waits.append(Referral.objects.filter(pk__in=access.windows(actor, "accepted").filter(staff_id=actor.staff_id).values("basis_id"), state=State.ACCEPTED).order_by("made_at"))
    return Referral.objects.none().union(*(one.values_list("pk", flat=True)[:LISTED] for one in waits))


# By the index of each case, whatever the planner believes of the table.
_SENT = """
SELECT r.id FROM unnest(%(cases)s::uuid[]) AS c(case_id) CROSS JOIN LATERAL (
  SELECT id FROM referral_referral WHERE case_id = c.case_id AND from_organisation_id = %(organisation)s AND (
    state = ANY (%(waiting)s::text[]) OR state = 'expired' AND expires_at >= %(since)s
    OR state = ANY (%(answered)s::text[]) AND (answered_at >= %(since)s OR completed_at >= %(since)s)) OFFSET 0) AS r LIMIT %(most)s
"""


def _sent(organisation_id: UUID, cases: Collection[UUID], now: datetime) -> set[UUID]:
    """Keys of what was sent from these cases and waits for the other side, or was answered in the last days."""
    if not cases:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_SENT, {"cases": list(cases), "organisation": organisation_id, "waiting": [*WAITING, State.CLARIFICATION], "answered": list(ANSWERED),
                               "since": now - timedelta(days=NEWS_DAYS), "most": LISTED})
        return {key for key, in cursor.fetchall()}


def _told_at(one: Listed) -> datetime:
    row = one.referral
    return row.completed_at or row.started_at or row.answered_at or (row.expires_at if row.state == State.EXPIRED else row.made_at)


def _reasons(keys: list[UUID]) -> dict[UUID, str]:
    steps = ReferralStep.objects.filter(referral_id__in=keys, step__in=(Step.DECLINE, Step.END))
    return dict(steps.values_list("referral_id", "code")) if keys else {}
