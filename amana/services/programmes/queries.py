"""Reads of programmes and their books. The database hides what the actor may not see."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import DateField, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from amana.ground.rows.acting import Actor, Hidden
from amana.ground.shell.lists import ROWS
from amana.lib.core.dates import cairo_midnight
from amana.services.programmes.models import Allotment, Balance, BudgetLine, Entry, Programme, Rate, Target
from amana.services.programmes.rules import Why


def programmes() -> QuerySet[Programme]:
    """Those that run first, the latest first."""
    return Programme.objects.select_related("team").order_by("-is_open", "-starts_on", "pk")


def open_programmes(day: date) -> list[Programme]:
    """Of which help can be asked on that day."""
    return list(Programme.objects.filter(is_open=True, starts_on__lte=day, ends_on__gte=day).prefetch_related("lines").order_by("starts_on", "pk"))


def programme(programme_id: UUID) -> Programme:
    """Raises Programme.DoesNotExist."""
    return Programme.objects.select_related("team").get(pk=programme_id)


def keeps(programme: Programme, actor: Actor) -> bool:
    """Whether the actor sees its money: in its team, with a verb of programmes or books."""
    return programme.team_id in actor.teams and (actor.may("run_programme") or actor.may("keep_books"))


def kept(programme_id: UUID, actor: Actor) -> Programme:
    """One whose money the actor sees. Raises Programme.DoesNotExist, and Hidden where it is another team's."""
    one = programme(programme_id)
    if not keeps(one, actor):
        raise Hidden
    return one


def line(line_id: UUID) -> BudgetLine:
    """Raises BudgetLine.DoesNotExist."""
    return BudgetLine.objects.select_related("programme").get(pk=line_id)


@dataclass(frozen=True)
class Standing:
    line: BudgetLine
    balance: Balance | None


def standings(programme_id: UUID) -> list[Standing]:
    """Each line with what stands on it; the balance is None for who does not see the money."""
    balances = {one.line_id: one for one in Balance.objects.filter(line__programme_id=programme_id)}
    return [Standing(one, balances.get(one.pk)) for one in BudgetLine.objects.filter(programme_id=programme_id).order_by("code", "pk")]


def targets(programme_id: UUID) -> dict[str, int]:
    """Group → people, the latest of each."""
    return {one.group: one.people for one in Target.objects.filter(programme_id=programme_id).order_by("made_at", "pk")}


def entries(line_id: UUID) -> QuerySet[Entry]:
    """The latest first."""
    return Entry.objects.filter(line_id=line_id).select_related("allotment__reversed_by").order_by("-number")


def entries_part(line_id: UUID, below: int | None) -> tuple[list[Entry], int | None]:
    """A page, the latest first, and the number below which the next one begins; numbers have no gap."""
    rows = entries(line_id) if below is None else entries(line_id).filter(number__lt=below)
    shown = list(rows[:ROWS])
    return shown, shown[-1].number if shown and shown[-1].number > 1 else None


def allotment(line_id: UUID, allotment_id: UUID) -> Allotment:
    """One that stands. Raises Allotment.DoesNotExist."""
    return Allotment.objects.select_related("line").get(pk=allotment_id, line_id=line_id, reverses=None, reversed_by=None)


def rates(programme_id: UUID) -> list[Rate]:
    """The latest first."""
    return list(Rate.objects.filter(programme_id=programme_id).order_by("-valid_on", "-made_at")[:10])


def counts(programme_id: UUID) -> dict[str, tuple[int, int]]:
    """Open state → requests; under "" the people who received something or will, each once. Nothing for who does not see its money."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, requests, people FROM entry.programme_counts(%s)", [programme_id])
        return {state: (requests, people) for state, requests, people in cursor.fetchall()}


def moved(programme_id: UUID, until: date) -> list[tuple[UUID, date, str, str, Decimal]]:
    """Line, first day of the month, from which account, into which, how much: all that moved until that day, the earliest first. Nothing for who does not see the money."""
    rows = Entry.objects.filter(line__programme_id=programme_id, made_at__lt=cairo_midnight(until + timedelta(days=1))).annotate(month=TruncMonth("made_at", output_field=DateField()))
    return list(rows.values_list("line_id", "month", "source", "target").annotate(amount=Sum("amount")).order_by("month", "line_id", "source", "target"))


def given(programme_id: UUID) -> list[tuple[datetime, datetime | None, bool]]:
    """Of each request that was approved: when, when something of it was first received, and whether it ended without. Nothing for who does not see the money."""
    rows = Entry.objects.filter(line__programme_id=programme_id, request_id__isnull=False).values("request_id").annotate(
        approved=Min("made_at", filter=Q(why=Why.COMMIT)), received=Min("made_at", filter=Q(why=Why.GIVE)),
        committed=Sum("amount", filter=Q(why=Why.COMMIT)), released=Sum("amount", filter=Q(why=Why.RELEASE)))
    return [(one["approved"], one["received"], one["received"] is None and one["committed"] == one["released"]) for one in rows.order_by("request_id") if one["approved"]]
