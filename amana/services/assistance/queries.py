"""Reads of assistance. The database hides what the actor may not see."""
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext_lazy

from amana.casework.cases.rules import CaseState
from amana.ground.access import queries as access
from amana.ground.rows.acting import Actor
from amana.ground.shell.lists import PAGE, Part, Place, beyond, counted, cut, mark
from amana.ground.shell.values import reading_language
from amana.lib.core.dates import cairo_day, cairo_midnight
from amana.services.assistance.models import Answer, Instalment, ListStep, Payment, PaymentList, Request, RequestStep
from amana.services.assistance.rules import ENDED, LIVE_PAYMENTS, OPEN, PAID, InstalmentState, ListState, PaymentState, State, Step, catalogue

# Tab → its name, and the states in it.
TABS = {
    "check": (pgettext_lazy("requests for help", "To check"), (State.REQUESTED,)),
    "approve": (pgettext_lazy("requests for help", "To approve"), (State.CHECKED,)),
    "give": (pgettext_lazy("requests for help", "To give"), (State.APPROVED, State.ORDERED)),
    "close": (pgettext_lazy("requests for help", "To close in the books"), (State.DELIVERED,)),
    "open": (pgettext_lazy("requests for help", "All open"), OPEN),
    "ended": (pgettext_lazy("requests for help", "Ended"), ENDED),
}


def part(tab: str, actor: Actor, programme_ids: Collection[UUID], wanted: Place | None) -> Part:
    """Those of a tab that the actor sees, of these programmes: the oldest first where they wait, the latest first where they have ended.

    Programmes and own cases are named once more, so that the database asks the rule of few rows and not of all requests; who sees what the rule has said.
    """
    rows = Request.objects.filter(state__in=TABS[tab][1], programme_id__in=programme_ids)
    if not (keeps_programmes(actor) or access.reaches_all(actor)):
        rows = rows.filter(case_id__in=access.circles_in_reach(actor).filter(case_id__isnull=False).values("case_id"))
    upwards = (tab != "ended") != (wanted is not None and wanted.is_back)
    found = rows.filter(beyond(wanted, "made_at", "pk", is_upwards=upwards)) if wanted and wanted.at else rows
    order = ("made_at", "pk") if upwards else ("-made_at", "-pk")
    read = list(found.select_related("case").order_by(*order)[:PAGE + 1])
    shown, after, before = cut(read, wanted, lambda one: mark(one.made_at, one.pk), more=len(read) > PAGE, size=PAGE)
    return Part(shown, after, before, counted(rows, "pk") if wanted is None or wanted.total == -1 else wanted.total)


def keeps_programmes(actor: Actor) -> bool:
    """Whether the actor's requests are those of the programmes of her teams."""
    return actor.may("check_help") or actor.may("keep_books")


def waiting(actor: Actor, held: Collection[UUID]) -> list[tuple[str, int]]:
    """Tab → how many wait there for the actor: of the programmes of her teams for who checks or keeps books, of these cases for who else agrees."""
    agreed = RequestStep.objects.filter(request=OuterRef("pk"), step=Step.APPROVE, staff_id=actor.staff_id)  # then it waits for a further colleague
    rows = Request.objects.exclude(staff_id=actor.staff_id).filter(~Q(state=State.CHECKED) | ~Exists(agreed))
    if keeps_programmes(actor):
        rows = rows.filter(programme__team_id__in=actor.teams)
    elif held:
        rows = rows.filter(case_id__in=held)
    else:
        return []
    verbs = {State.REQUESTED: ("check", "check_help"), State.CHECKED: ("approve", "grant_help"), State.DELIVERED: ("close", "keep_books")}
    states = {state: tab for state, (tab, verb) in verbs.items() if actor.may(verb)}
    found = rows.filter(state__in=states).values_list("state").annotate(n=Count("*"))
    return [(states[State(state)], n) for state, n in sorted(found)]


def lists_to_release(actor: Actor) -> list[PaymentList]:
    """Those that somebody else has made and of which something is still due, the oldest first."""
    found = PaymentList.objects.filter(state=ListState.MADE, payments__gt=0).exclude(staff_id=actor.staff_id).select_related("programme").order_by("made_at", "pk")
    return list(found[:PAGE]) if actor.may("release_payment") else []


def to_list(actor: Actor, today: date) -> list[tuple[UUID, int]]:
    """Programme of her teams → how many instalments are due and in no list, none of which she asked for."""
    if not actor.may("keep_books"):
        return []
    found = _to_pay(today).filter(request__programme__team_id__in=actor.teams, request__method__in=PAID).exclude(request__staff_id=actor.staff_id)
    return list(found.values_list("request__programme_id").annotate(n=Count("*")).order_by("request__programme_id"))


def moved(cases: Collection[UUID], since: datetime, *, not_by: UUID) -> list[tuple[datetime, Request]]:
    """Requests of these cases that colleagues agreed to, declined or handed over, or the bank answered for, the latest first."""
    steps = RequestStep.objects.filter(case_id__in=cases, made_at__gt=since, step__in=(Step.APPROVE, Step.DECLINE, Step.CANCEL, Step.DELIVER)).exclude(made_by=not_by)
    answers = Answer.objects.filter(case_id__in=cases, made_at__gt=since)
    latest: dict[UUID, datetime] = {}
    for key, at in sorted([*steps.values_list("request_id", "made_at"), *answers.values_list("payment__instalment__request_id", "made_at")], key=lambda one: one[1]):
        latest[key] = at
    found = Request.objects.filter(pk__in=latest).exclude(state=State.CHECKED) if latest else []
    return sorted(((latest[one.pk], one) for one in found), key=lambda pair: pair[0], reverse=True)


def of_case(case_id: UUID) -> QuerySet[Request]:
    """The latest first."""
    return Request.objects.filter(case_id=case_id).select_related("programme", "line").prefetch_related("instalments").order_by("-made_at", "-pk")


def received(case_id: UUID) -> list[tuple[date, str, Decimal]]:
    """What the person has received and still has: day, kind and amount in pounds, the earliest first."""
    goods = RequestStep.objects.filter(case_id=case_id, step=Step.DELIVER, instalment__state=InstalmentState.DONE).select_related("instalment", "request")
    money = Answer.objects.filter(case_id=case_id, outcome=PaymentState.PAID, payment__state=PaymentState.PAID).select_related("payment__instalment__request")
    given = {one.instalment_id: (cairo_day(one.made_at), one.request.kind, one.instalment.amount) for one in goods.order_by("made_at")}
    paid = [(cairo_day(one.made_at), one.payment.instalment.request.kind, one.payment.amount) for one in money]
    return sorted([*given.values(), *paid])


def request(request_id: UUID) -> Request:
    """Raises Request.DoesNotExist."""
    return Request.objects.select_related("case", "programme", "line").get(pk=request_id)


def instalments(request_id: UUID) -> list[Instalment]:
    return list(Instalment.objects.filter(request_id=request_id).order_by("number"))


def instalment(request_id: UUID, number: int) -> Instalment:
    """Raises Instalment.DoesNotExist."""
    return Instalment.objects.get(request_id=request_id, number=number)


def steps(request_id: UUID) -> list[RequestStep]:
    """The first one first."""
    return list(RequestStep.objects.filter(request_id=request_id).select_related("instalment").order_by("made_at", "pk"))


def due(programme_id: UUID, method: str, until: date) -> QuerySet[Instalment]:
    """What can be listed: approved, its condition met, due until that day and in no list that stands; the oldest first."""
    return _to_pay(until).filter(request__programme_id=programme_id, request__method=method).select_related("request").order_by("due_on", "pk")


def _to_pay(until: date) -> QuerySet[Instalment]:
    listed = Payment.objects.filter(instalment=OuterRef("pk"), state__in=LIVE_PAYMENTS)
    return Instalment.objects.filter(request__state__in=(State.APPROVED, State.ORDERED), state=InstalmentState.PLANNED, is_met=True, due_on__lte=until).filter(~Exists(listed))


def payment_list(list_id: UUID) -> PaymentList:
    """Raises PaymentList.DoesNotExist."""
    return PaymentList.objects.select_related("programme").get(pk=list_id)


def payment_lists(programme_id: UUID) -> QuerySet[PaymentList]:
    """The latest first."""
    return PaymentList.objects.filter(programme_id=programme_id).order_by("-made_at", "-pk")


def list_steps(list_id: UUID) -> list[ListStep]:
    return list(ListStep.objects.filter(payment_list_id=list_id).order_by("made_at", "pk"))


def payments(list_id: UUID) -> QuerySet[Payment]:
    """In the order in which they were listed."""
    return Payment.objects.filter(payment_list_id=list_id).select_related("instalment__request").prefetch_related(
        Prefetch("answers", Answer.objects.order_by("-made_at"))).order_by("pk")


def payments_part(list_id: UUID, wanted: Place | None) -> Part:
    """A page of them by key; how many there are says the list itself."""
    rows, is_back = payments(list_id), wanted is not None and wanted.is_back
    if wanted:
        rows = rows.filter(**{"pk__lt" if is_back else "pk__gt": wanted.key})
    read = list(rows.order_by("-pk" if is_back else "pk")[:PAGE + 1])
    shown, after, before = cut(read, wanted, lambda one: mark("", one.pk), more=len(read) > PAGE, size=PAGE)
    return Part(shown, after, before, None)


def payments_told(list_id: UUID) -> dict[UUID, Decimal]:
    """Key → amount of all payments of a list, also of those whose case the actor may not see any more; nothing for who keeps other books."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payment, amount FROM entry.payments_in(%s)", [list_id])
        return dict(cursor.fetchall())


def not_seen(payments: PaymentList) -> int:
    """How many of those that went into its file the actor may not see any more."""
    return payments.payments - Payment.objects.filter(payment_list=payments).exclude(state__in=(PaymentState.DROPPED, PaymentState.RECALLED)).count()


def payment(list_id: UUID, payment_id: UUID) -> Payment:
    """Raises Payment.DoesNotExist."""
    return Payment.objects.select_related("instalment__request").get(pk=payment_id, payment_list_id=list_id)


@dataclass(frozen=True)
class Asked:
    """A request as figures count it: when it was decided on and when something of it was first received; and how its case stands."""

    person_id: UUID
    case_id: UUID
    state: str
    made_at: datetime
    decided_at: datetime | None
    received_at: datetime | None
    opened_at: datetime
    closed_for: str | None  # None of a case that is not closed


def asked_of(programme_id: UUID, since: date, until: date) -> list[Asked]:
    """Requests of those days that the actor sees, the earliest first: what ended more than 30 days ago is not among them for the programme's team."""
    declined = RequestStep.objects.filter(request_id=OuterRef("pk"), step=Step.DECLINE).order_by("made_at").values("made_at")[:1]
    handed = RequestStep.objects.filter(request_id=OuterRef("pk"), step=Step.DELIVER).order_by("made_at").values("made_at")[:1]
    paid = Answer.objects.filter(payment__instalment__request_id=OuterRef("pk"), outcome=PaymentState.PAID).order_by("made_at").values("made_at")[:1]
    rows = Request.objects.filter(programme_id=programme_id, made_at__gte=cairo_midnight(since), made_at__lt=cairo_midnight(until + timedelta(days=1))).order_by("made_at", "pk").values_list(
        "person_id", "case_id", "state", "made_at", Coalesce("approved_at", Subquery(declined)), Coalesce(Subquery(handed), Subquery(paid)), "case__made_at", "case__state", "case__reason")
    return [Asked(*row[:7], closed_for=row[8] if row[7] == CaseState.CLOSED else None) for row in rows]


def kind_name(code: str) -> str:
    """Of a kind of help, in the page's language; one that the catalogue does not know any more by its code."""
    found = catalogue().get(code)
    return code if found is None else found.name_ar if reading_language() == "ar" else found.name_en
