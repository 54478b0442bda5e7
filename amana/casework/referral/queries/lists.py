"""Referrals in lists: a part of one tab by key. The statements are as many for three referrals as for a thousand."""
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import JSONField, OuterRef, QuerySet, Subquery, Value

from amana.casework.cases.queries.lists import Clock
from amana.casework.referral.models import PackagePart, Referral, Target
from amana.casework.referral.rules import OPEN_TO_ANSWER, TABS, Left, ReferralSort, leaves_holidays_out, time_left, usual_sort
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access
from amana.ground.holidays import queries as holidays
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor
from amana.ground.rows.sections import related
from amana.ground.shell.lists import COUNTED, PAGE, UNCOUNTED, Part, Place, beyond, cut, mark, one_of
from amana.lib.core.dates import cairo_midnight

LISTED, SHOWN = 200, 99  # on a day; beside a tab
_BASIS = {"waiting": "offered", "questions": "offered", "running": "accepted", "ended": "accepted"}  # of the windows on what stands in a tab


@dataclass
class Listed:
    """A referral in a list: `target` is None where the actor may not know the receiver and service."""

    referral: Referral
    target: Target | None
    minimum: dict = field(default_factory=dict)
    sender: str = ""
    left: Left | None = None
    name: str = ""  # on the sender's side, where identity is read
    worker: str = ""  # whom the desk named, where she is a colleague
    is_outgoing: bool = False
    now: datetime | None = None


@dataclass(frozen=True)
class Wanted:
    """What one tab is narrowed to, and in which order; `organisation_id`: the other side, `kind`: of the service, or its group."""

    tab: str
    state: str = ""
    urgency: str = ""
    kind: str = ""
    organisation_id: UUID | None = None
    is_late: bool = False
    is_transfer: bool = False
    since: date | None = None
    until: date | None = None
    sort: str = ""


def part(actor: Actor, wanted: Wanted, place: Place | None = None, *, size: int = PAGE) -> Part:
    """A part of one tab's referrals in the order wanted, or in the usual one of the tab."""
    sort, place = wanted.sort or usual_sort(wanted.tab), place if place and place.at else None
    is_upwards = (sort != ReferralSort.NEWEST) != (place is not None and place.is_back)
    if wanted.tab != "outgoing" and sort != ReferralSort.DUE:
        return _along_windows(actor, wanted, place, is_upwards, size)
    found = _by_us(actor, wanted) if wanted.tab == "outgoing" else _to_us(actor, wanted)
    by, rows = "answer_by" if sort == ReferralSort.DUE else "made_at", found
    if place:
        rows = rows.filter(beyond(place, by, "pk", is_upwards=is_upwards))
    places = dict(rows.order_by(*((by, "pk") if is_upwards else (f"-{by}", "-pk"))).values_list("pk", by)[:size + 1])
    keys, after, before = cut(list(places), place, lambda key: mark(places[key], key), more=len(places) > size, size=size)
    return Part(listed(keys, is_outgoing=wanted.tab == "outgoing"), after, before, _total(place, found[:COUNTED + 1]))


def _along_windows(actor: Actor, wanted: Wanted, place: Place | None, is_upwards: bool, size: int) -> Part:
    """By sending, which is the order of the windows: they are read along their indexes until the part is full."""
    fits, basis = one_of(_that_fit(wanted).filter(pk=OuterRef("basis_id"))), _BASIS[wanted.tab]
    ways = [way.filter(fits) for way in access.windows_by_holder(actor, basis, oldest_first=is_upwards)]
    if place:
        ways = [way.filter(beyond(place, "listed_at", "person_id", is_upwards=is_upwards)) for way in ways]
    read = _together([way.values_list("basis_id", "listed_at", "person_id")[:2 * size + 2] for way in ways])
    places = {key: (at, person) for key, at, person in sorted(read, key=lambda row: row[1:], reverse=not is_upwards)}
    keys, after, before = cut(list(places), place, lambda key: mark(*places[key]), more=len(places) > size, size=size)
    every = [way.filter(fits).values("basis_id")[:2 * COUNTED + 2] for way in access.windows_by_holder(actor, basis, ordered=False)]
    return Part(listed(keys), after, before, _total(place, _together(every)))


def _together(ways: list[QuerySet]) -> QuerySet:
    """Each referral once."""
    return ways[0].union(*ways[1:])


def _total(place: Place | None, found: QuerySet) -> int | None:
    """As the part before has said, or counted now; None for more than COUNTED."""
    total = place.total if place and place.total != UNCOUNTED else found.count()
    return total if total is not None and total <= COUNTED else None


# Of what has ended the list alone tells. No more windows are read than are told (a running one has two, the desk's and the named worker's); what was sent is
# found by the cases in hand. Without a parameter, so that the server plans it once.
_COME = """
SELECT 'waiting', (SELECT count(*) FROM (
    SELECT FROM access_my_circle m WHERE m.basis = 'offered' AND m.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])
       AND (SELECT true FROM referral_referral r WHERE r.id = m.basis_id AND r.state IN ('sent', 'seen')) LIMIT 100) AS w)
UNION ALL SELECT 'questions', (SELECT count(*) FROM (
    SELECT FROM access_my_circle m WHERE m.basis = 'offered' AND m.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])
       AND (SELECT true FROM referral_referral r WHERE r.id = m.basis_id AND r.state = 'clarification') LIMIT 100) AS w)
UNION ALL SELECT 'running', (SELECT count(DISTINCT w.basis_id) FROM (
    SELECT m.basis_id FROM access_my_circle m WHERE m.basis = 'accepted'
       AND (m.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[]) OR m.staff_id = (SELECT (entry.actor()).staff))
       AND (SELECT true FROM referral_referral r WHERE r.id = m.basis_id AND r.state IN ('accepted', 'started')) LIMIT 200) AS w)
"""
_SENT_BY_ALL = """
UNION ALL SELECT 'outgoing', (SELECT count(*) FROM (
    SELECT FROM referral_referral WHERE from_organisation_id = (SELECT (entry.actor()).organisation) LIMIT 100) AS r)
"""
_SENT_FROM_CASES = """
UNION ALL SELECT 'outgoing', (SELECT count(*) FROM (SELECT FROM (
    SELECT DISTINCT m.case_id FROM access_my_circle m WHERE m.near AND m.own AND m.case_id IS NOT NULL
       AND (m.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[]) OR m.staff_id = (SELECT (entry.actor()).staff))) AS c
  CROSS JOIN LATERAL (SELECT FROM referral_referral WHERE case_id = c.case_id AND from_organisation_id = (SELECT (entry.actor()).organisation) OFFSET 0) AS r LIMIT 100) AS r)
"""


def counts(actor: Actor) -> dict[str, int]:
    """How many stand in each tab of the actor's referrals but those that have ended: what its list shows, by the same words (B50). Counted to SHOWN and one beyond."""
    with connection.cursor() as cursor:
        if not actor.may("refer"):
            cursor.execute(_COME)
        elif access.reaches_all(actor):
            cursor.execute(_COME + _SENT_BY_ALL)
        else:
            cursor.execute(_COME + _SENT_FROM_CASES)
        return {tab: min(number, SHOWN + 1) for tab, number in cursor.fetchall()}


def listed(keys: list[UUID], *, is_outgoing: bool = False) -> list[Listed]:
    """What lists show of these referrals, in their order, in one statement, two with holidays; what has gone out of sight meanwhile is left out."""
    minimum = PackagePart.objects.filter(referral_id=OuterRef("pk"), section=0)
    found = Referral.objects.filter(pk__in=keys).select_related("target__to_organisation", "target__service").annotate(
        now=Clock(), minimum=Subquery(minimum.values("body")[:1]), worker=access.name_of("target__to_staff_id"), sender=organisations.name_of("from_organisation_id"),
        name_parts=registry.name_parts_of("person_id") if is_outgoing else Value(None, output_field=JSONField()))
    by_key = {one.pk: one for one in found} if keys else {}
    days = holidays_for(by_key.values())
    return [_listed(by_key[key], is_outgoing, days) for key in keys if key in by_key]


def holidays_for(referrals: Iterable[Referral]) -> Collection[date]:
    """What `left_of` needs for these: nothing, and no statement, where none waits for an answer in working time."""
    return holidays.days() if any(one.state in OPEN_TO_ANSWER and leaves_holidays_out(one.urgency) for one in referrals) else ()


def _listed(one: Referral, is_outgoing: bool, days: Collection[date]) -> Listed:
    return Listed(one, related(one, "target"), one.minimum or {}, one.sender or "", left_of(one, one.now, days),
                  registry.name_in(one.name_parts), one.worker or "", is_outgoing, one.now)


def by_time_left(listed: list[Listed]) -> list[Listed]:
    """The least time left first; what waits for no answer comes after, the latest sent first."""
    return sorted(listed, key=lambda one: (one.left is None, one.referral.answer_by.timestamp() if one.left else -one.referral.made_at.timestamp()))


def left_of(referral: Referral, now: datetime, days: Collection[date]) -> Left | None:
    """Time to answer, as long as an answer is waited for."""
    return time_left(referral.urgency, referral.made_at, referral.answer_by, now, days) if referral.state in OPEN_TO_ANSWER else None


def _that_fit(wanted: Wanted) -> QuerySet[Referral]:
    is_sent = wanted.tab == "outgoing"
    same = {} if is_sent else {"state__in": TABS[wanted.tab]}
    same |= {name: value for name, value in (("state", wanted.state), ("urgency", wanted.urgency), ("is_transfer", wanted.is_transfer)) if value}
    if wanted.since:
        same["made_at__gte"] = cairo_midnight(wanted.since)
    if wanted.until:
        same["made_at__lt"] = cairo_midnight(wanted.until + timedelta(days=1))
    if wanted.organisation_id and not is_sent:
        same["from_organisation_id"] = wanted.organisation_id
    found = Referral.objects.filter(**same)
    if wanted.is_late:
        found = found.filter(answer_by__lt=Clock(), state__in=OPEN_TO_ANSWER)
    target = {"to_organisation_id": wanted.organisation_id} if wanted.organisation_id and is_sent else {}
    if wanted.kind:
        target["service__kind__startswith"] = wanted.kind
    return found.filter(one_of(Target.objects.filter(pk=OuterRef("pk"), **target))) if target else found


def _to_us(actor: Actor, wanted: Wanted) -> QuerySet[Referral]:
    return _that_fit(wanted).filter(pk__in=access.windows(actor, _BASIS[wanted.tab]).values("basis_id"))


def _by_us(actor: Actor, wanted: Wanted) -> QuerySet[Referral]:
    """A worker's and a team's are found by their cases, so that the policy is not asked of each that the organisation has sent."""
    found = _that_fit(wanted).filter(from_organisation_id=actor.organisation_id)
    return found if access.reaches_all(actor) else found.filter(case_id__in=access.circles_in_reach(actor, ordered=False).filter(own=True, case_id__isnull=False).values("case_id"))
