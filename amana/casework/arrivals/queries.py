"""Reads of arrival lists. The database hides what the actor may not see: nothing here filters by right."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.utils.timezone import now

from amana.casework.arrivals import repeats, rows, sheets
from amana.casework.arrivals.models import ArrivalList, ArrivalRow, file_of
from amana.casework.arrivals.rows import Plan, Row
from amana.casework.arrivals.rules import ListKind, ListState, RowState
from amana.casework.arrivals.sheets import Line, Sheet, Table
from amana.casework.registry import queries as registry
from amana.lib import names
from amana.lib.core.dates import cairo_day

PAGE = 50
LATELY, FLIGHTS = 2, 8  # days, lists


@dataclass
class Reading:
    """A list's file as it is read under the list's settings."""

    sheets: list[Sheet]
    table: Table
    plan: Plan
    rows: list[Row]


def lists(kind: str = ListKind.ARRIVALS) -> list[ArrivalList]:
    """The latest arrivals first."""
    return list(
        ArrivalList.objects.filter(kind=kind).exclude(state=ListState.UNDONE).select_related("team").defer("file_sealed").order_by("-arrives_on", "-made_at", "-id")[:100]
    )


@dataclass(frozen=True)
class Flight:
    """A list of people who are coming or have just come, and how far their reception is."""

    list: ArrivalList
    counts: dict[str, int]
    alone: int

    @property
    def people(self) -> int:
        return sum(self.counts.values())

    @property
    def to_receive(self) -> int:
        return self.counts.get(RowState.EXPECTED, 0) + self.counts.get(RowState.ARRIVED, 0)


def flights(today: date) -> list[Flight]:
    """Imported lists that arrive from two days ago on, the next first."""
    found = list(ArrivalList.objects.filter(kind=ListKind.ARRIVALS, state__in=(ListState.RUNNING, ListState.DONE), arrives_on__gte=today - timedelta(days=LATELY))
                 .select_related("team").defer("file_sealed").order_by("arrives_on", "flight", "id")[:FLIGHTS])
    rows = ArrivalRow.objects.filter(list__in=found).exclude(state=RowState.UNDONE).values_list("list_id", "state", "is_alone").annotate(n=Count("id")).order_by()
    told = list(rows) if found else []
    return [Flight(one, {state: sum(n for key, its, _alone, n in told if key == one.pk and its == state) for state in RowState.values},
                   sum(n for key, _state, alone, n in told if key == one.pk and alone)) for one in found]


def arrival_list(list_id: UUID, kind: str = ListKind.ARRIVALS) -> ArrivalList:
    """Raises ArrivalList.DoesNotExist, also for a list of another kind."""
    return ArrivalList.objects.select_related("team", "organisation").get(pk=list_id, kind=kind)


def running(kind: str = ListKind.ARRIVALS) -> list[ArrivalList]:
    return list(ArrivalList.objects.filter(kind=kind, state=ListState.RUNNING).defer("file_sealed").order_by("begun_at", "id"))


def same_file(team_id: UUID, digest: str, kind: str) -> ArrivalList | None:
    """The list that was made of this very file."""
    return ArrivalList.objects.filter(team_id=team_id, file_digest=digest, kind=kind).exclude(state=ListState.UNDONE).first()


def remembered(source: str) -> dict[str, str]:
    """The fields that were chosen for the headings of the last list of this source."""
    last = (
        ArrivalList.objects.filter(source=source).exclude(memory={}).order_by("-made_at", "-id").values_list("memory", flat=True).first() if source else None
    )
    return last or {}


def remembered_words(one: ArrivalList) -> dict[str, dict[str, str]]:
    """What the words of the last list of this source were said to mean."""
    found = ArrivalList.objects.filter(source=one.source, settings__has_key="words").exclude(pk=one.pk).order_by("-made_at", "-id")
    return found.values_list("settings__words", flat=True).first() or {}


def plan_of(one: ArrivalList, headings: list[str], *, is_1904: bool) -> Plan:
    return Plan(tuple(headings), tuple(one.settings["fields"]), one.arrives_on, one.settings["order"], is_1904, one.settings.get("words", {}))


def reading(one: ArrivalList, *, today: date | None = None) -> Reading:
    """The file, read anew by the child process. Raises Unreadable (`sheet.…`)."""
    found = sheets.read(file_of(one))
    sheet = found[one.settings["sheet"]]
    table = sheets.table(sheet, one.settings["heading_row"])
    plan = plan_of(one, table.headings, is_1904=sheet.is_1904)
    made = rows.read(table.lines, plan, today=today or cairo_day(now()), corrections=one.settings.get("corrections"))
    repeats.tell(made, plan)
    return Reading(found, table, plan, [rows.with_country(row, one.country) for row in made])


def sought(row: Row) -> registry.Sought:
    return registry.Sought(row.identity, tuple(row.phones), tuple(row.documents))


def rows_of(one: ArrivalList, *, state: str = "", after: int = 0, text: str = "") -> list[ArrivalRow]:
    """From a line on; `text`: of those whose name has each of its words somewhere, however its letters are written."""
    found = one.rows.exclude(state=RowState.UNDONE).filter(line__gt=after).select_related("person").order_by("line", "id")
    if state == "alone":
        found = found.filter(is_alone=True)
    elif state:
        found = found.filter(state=state)
    if words := names.fold(text).split():
        named = (key for key, name in found.values_list("pk", "name") if all(word in names.fold(name) for word in words))
        found = found.filter(pk__in=list(islice(named, PAGE + 1)))
    return list(found[: PAGE + 1])


def rows_here(one: ArrivalList, states: Collection[str], *, at_most: int) -> list[ArrivalRow]:
    """Rows in these states that have become a record, in the order of the list."""
    return list(one.rows.filter(state__in=states, person__isnull=False).select_related("person").order_by("line", "id")[:at_most])


def counts(one: ArrivalList) -> dict[str, int]:
    """How many rows are in each state; `alone`: children flagged as unaccompanied."""
    found = dict(one.rows.values_list("state").annotate(n=Count("id")))
    return {
        **{state: found.get(state, 0) for state in RowState.values},
        "alone": one.rows.filter(is_alone=True).exclude(state=RowState.UNDONE).count(),
    }


def row(row_id: UUID, kind: str = ListKind.ARRIVALS) -> ArrivalRow:
    """Raises ArrivalRow.DoesNotExist, also for a row of another kind of list."""
    return ArrivalRow.objects.select_related("list", "list__team", "person").get(pk=row_id, list__kind=kind)


def waiting_facts(one: ArrivalRow) -> Row:
    """The facts of a row that waits for a judgement, from its sealed line."""
    told = json.loads(one.line_text)
    cells = tuple(date.fromisoformat(cell["day"]) if isinstance(cell, dict) else cell for cell in told["cells"])
    plan = Plan(tuple(told["headings"]), tuple(told["fields"]), one.list.arrives_on, told["order"], told["is_1904"], told.get("words", {}))
    (made,) = rows.read([Line(one.line, cells)], plan, today=cairo_day(now()), corrections={str(one.line): told["corrected"]})
    return rows.with_country(made, one.list.country)


def candidates(one: ArrivalRow) -> list[registry.Candidate]:
    """Records that the waiting row may be: all of them, none chosen beforehand (B04). The record of the earlier row that it resembles is one of them."""
    earlier = one.list.rows.filter(line=json.loads(one.line_text).get("same_as", 0), person__isnull=False).exclude(state=RowState.UNDONE)
    asked = replace(sought(waiting_facts(one)), besides=frozenset(earlier.values_list("person_id", flat=True)))
    return registry.likely_duplicates_of_many([asked])[0]


def kept_wrong_rows(one: ArrivalList) -> list[dict]:
    """The rows of a caseload that were not imported: line, headings, cells, faults. Of a draft as the file is read now, afterwards as they were kept."""
    if one.state == ListState.DRAFT:
        return wrong_rows(reading(one))
    return json.loads(file_of(one)) if one.state == ListState.DONE and one.file_sealed else []


def wrong_rows(reading: Reading) -> list[dict]:
    """The lines that are not imported, as they stand in the file, each with what is wrong with it."""
    wrong = {row.number: [asdict(fault) for fault in row.errors] for row in reading.rows if row.errors}
    return [{"line": line.number, "headings": reading.plan.headings, "cells": [sheets.text(cell) for cell in line.cells], "faults": wrong[line.number]}
            for line in reading.table.lines if line.number in wrong]


def left_standing(one: ArrivalList) -> dict[UUID, str]:
    """Rows of a caseload that an undo leaves as they are, and what was done with their records."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_id, why FROM entry.left_standing(%s)", [one.pk])
        return dict(cursor.fetchall())


def row_of(person_id: UUID) -> ArrivalRow | None:
    """The latest row that became this record."""
    return ArrivalRow.objects.filter(person_id=person_id).select_related("list").order_by("-id").first()
