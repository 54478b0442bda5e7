"""Referrals in lists: a part of one tab by key. The statements are as many for three referrals as for a thousand."""
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

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

LISTED, NUMBERED = 200, 1000  # on a day; in a tab at most, and in the menu (day.py)


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
    found, sort = _narrowed(actor, wanted), wanted.sort or usual_sort(wanted.tab)
    by, place = "answer_by" if sort == ReferralSort.DUE else "made_at", place if place and place.at else None
    is_upwards, rows = (sort != ReferralSort.NEWEST) != (place is not None and place.is_back), found
    if place:
        rows = rows.filter(beyond(place, by, "pk", is_upwards=is_upwards))
    places = dict(rows.order_by(*((by, "pk") if is_upwards else (f"-{by}", "-pk"))).values_list("pk", by)[:size + 1])
    keys, after, before = cut(list(places), place, lambda key: mark(places[key], key), more=len(places) > size, size=size)
    total = place.total if place and place.total != UNCOUNTED else found[:COUNTED + 1].count()
    return Part(listed(keys, is_outgoing=wanted.tab == "outgoing"), after, before, total if total is not None and total <= COUNTED else None)


def counts(actor: Actor) -> dict[str, int]:
    """How many stand in each tab of the actor's referrals: those that its list shows, by the same words (B50)."""
    found = _to_us(actor).annotate(is_sent=Value(False)).values_list("is_sent", "state")
    if actor.may("refer"):
        found = found.union(_by_us(actor.organisation_id).annotate(is_sent=Value(True)).values_list("is_sent", "state")[:NUMBERED], all=True)
    rows = list(found)
    return {tab: sum(not is_sent and state in of for is_sent, state in rows) for tab, of in TABS.items()} | {"outgoing": sum(is_sent for is_sent, _state in rows)}


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


def _narrowed(actor: Actor, wanted: Wanted) -> QuerySet[Referral]:
    is_sent = wanted.tab == "outgoing"
    found = _by_us(actor.organisation_id) if is_sent else _to_us(actor).filter(state__in=TABS[wanted.tab])
    same = {name: value for name, value in (("state", wanted.state), ("urgency", wanted.urgency), ("is_transfer", wanted.is_transfer)) if value}
    if wanted.since:
        same["made_at__gte"] = cairo_midnight(wanted.since)
    if wanted.until:
        same["made_at__lt"] = cairo_midnight(wanted.until + timedelta(days=1))
    if wanted.is_late:
        same |= {"answer_by__lt": Clock(), "state__in": OPEN_TO_ANSWER}
    if wanted.organisation_id and not is_sent:
        same["from_organisation_id"] = wanted.organisation_id
    target = {"to_organisation_id": wanted.organisation_id} if wanted.organisation_id and is_sent else {}
    if wanted.kind:
        target["service__kind__startswith"] = wanted.kind
    found = found.filter(**same)
    return found.filter(one_of(Target.objects.filter(pk=OuterRef("pk"), **target))) if target else found


def _to_us(actor: Actor) -> QuerySet[Referral]:
    return Referral.objects.filter(pk__in=access.windows(actor).values("basis_id")).exclude(from_organisation_id=actor.organisation_id)


def _by_us(organisation_id: UUID) -> QuerySet[Referral]:
    return Referral.objects.filter(from_organisation_id=organisation_id)
