"""Every change of an arrival list. One public verb per change; an import is many short transactions, each of them whole."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, QuerySet
from procrastinate.contrib.django import app

from amana.casework.arrivals import mapping, queries, rows, sheets
from amana.casework.arrivals.models import ArrivalList, ArrivalRow, ArrivalStep, sealed_file
from amana.casework.arrivals.queries import Reading
from amana.casework.arrivals.rows import Row
from amana.casework.arrivals.rules import BATCH, NOT_RECEIVED, UNDO_HOURS, ListKind, ListState, RowState, RowStep, verb_of
from amana.casework.registry import actions as registry
from amana.casework.registry import queries as known
from amana.casework.registry.actions import Expected
from amana.casework.registry.rules import LONGEST_NUMBER, OWN_FILE, DocumentFacts, Verdict
from amana.ground.access import jobs
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, Hidden, acting, attempt, clock, passed
from amana.lib.core.errors import Refused, Unreadable
from amana.lib.core.text import safe_file_name

FAULTS_KEPT = 1000


def upload(
    content: bytes,
    *,
    file_name: str,
    team_id: UUID,
    arrives_on: date,
    flight: str = "",
    country: str = "",
    source: str = "",
    kind: str = ListKind.ARRIVALS,
    by: Actor,
) -> ArrivalList:
    """A draft that only its writer sees, with sheet, headings and fields proposed; or the list that this very file has become already.

    Raises Unreadable (`sheet.…`): nothing is kept of a file that is no list.
    """
    by.must("import")
    digest = hashlib.sha256(content).hexdigest()
    if earlier := queries.same_file(team_id, digest, kind):
        return earlier
    found = sheets.read(content)
    place, heading_row = sheets.propose(found, mapping.is_known)
    headings = sheets.headings(found[place], heading_row)
    if kind == ListKind.CASELOAD:
        source = _of_headings(headings)
    made = ArrivalList(
        kind=kind, team_id=team_id, flight=flight, arrives_on=arrives_on, country=country, source=source, file_name=safe_file_name(file_name), file_digest=digest
    )
    made.file_sealed = sealed_file(made.id, content)
    made.settings = {
        "sheet": place,
        "heading_row": heading_row,
        "fields": mapping.propose(headings, queries.remembered(source), kind),
        "order": "day_first",
        "corrections": {},
    }
    made.settings["order"] = _likely_order(found[place], made)
    made.save(force_insert=True)
    audit.record(f"{made.acts}.uploaded", made.id)
    return queries.arrival_list(made.id, kind)


def _of_headings(headings: list[str]) -> str:
    """The source of a caseload is the set of its headings: what was chosen for them is proposed for the next file that has the same."""
    return "headings:" + hashlib.sha256("\n".join(sorted({mapping.folded(heading) for heading in headings if heading})).encode()).hexdigest()[:40]


def _likely_order(sheet: sheets.Sheet, one: ArrivalList) -> str:
    table = sheets.table(sheet, one.settings["heading_row"])
    day, month, _either = rows.ambiguous_dates(table.lines, queries.plan_of(one, table.headings, is_1904=sheet.is_1904))
    return "month_first" if month > day else "day_first"


def lay_out(one: ArrivalList, *, sheet: int, heading_row: int, fields: list[str] | None, order: str, by: Actor) -> None:
    """The file is read that way from now on; fields None: as the headings propose. Raises Unreadable (`mapping.…`, `sheet.no_such_row`), Refused."""
    by.must("import")
    _must_be(one, ListState.DRAFT)
    found = sheets.read(queries.file_of(one))
    if not (0 <= sheet < len(found) and 0 <= heading_row < len(found[sheet].rows)):
        raise Unreadable("sheet.no_such_row", row=heading_row + 1)
    headings = sheets.headings(found[sheet], heading_row)
    if fields is None or len(fields) != len(headings):
        fields = mapping.propose(headings, queries.remembered(one.source), one.kind)
    mapping.must_fit(fields, one.kind)
    one.settings = {**one.settings, "sheet": sheet, "heading_row": heading_row, "fields": fields, "order": order}
    one.memory = mapping.memory(headings, fields)
    if one.kind == ListKind.CASELOAD:  # looked through when its words are matched as well
        one.source, one.review = _of_headings(headings), {}
    _save(one, "settings", "memory", "source", "review")
    if one.kind == ListKind.ARRIVALS:
        look_through(one, by=by)


def correct(one: ArrivalList, *, line: int, field: str, value: str, by: Actor) -> None:
    """That cell says `value` instead; the file itself stays as it is."""
    by.must("import")
    _must_be(one, ListState.DRAFT)
    corrections = one.settings.setdefault("corrections", {})
    corrections.setdefault(str(line), {})[field] = value
    _save(one, "settings")
    look_through(one, by=by)


def mean(one: ArrivalList, words: dict[str, dict[str, str]], *, by: Actor) -> None:
    """The words of the list mean these codes, by field and folded word; an empty code leaves the word out."""
    by.must("import")
    _must_be(one, ListState.DRAFT)
    one.settings = {**one.settings, "words": words}
    _save(one, "settings")
    look_through(one, by=by)


def look_through(one: ArrivalList, *, by: Actor) -> Reading:
    """What an import would do is counted and kept with the draft, every row of the file once: ready, wrong, waiting or there already."""
    reading = queries.reading(one)
    kinds: Counter = Counter()
    for start in range(0, len(reading.rows), BATCH):
        kinds.update(kind for _row, kind in sort_rows(one, reading.rows[start : start + BATCH]))
    faults = [_kept_fault(row.name, fault) for row in reading.rows for fault in row.faults] + _left_out(reading)
    one.review = {
        "headings": list(reading.plan.headings),
        "read": len(reading.rows),
        "ready": kinds["ready"],
        "wrong": kinds["wrong"],
        "waiting": kinds["waiting"],
        "known": kinds["known"],
        "repeated": sum(row.is_repeat for row in reading.rows),
        "alone": sum(row.is_alone for row in reading.rows),
        "hidden": reading.table.hidden,
        "passed_over": reading.table.passed_over,
        "faults": sorted(faults, key=lambda fault: not fault["is_error"])[:FAULTS_KEPT],
        "ambiguous": list(rows.ambiguous_dates(reading.table.lines, reading.plan)),
    }
    one.rows_read = len(reading.rows)
    _save(one, "review", "rows_read")
    return reading


def _kept_fault(name: str, fault: rows.Fault) -> dict:
    return {**asdict(fault), "name": name}


def _left_out(reading: Reading) -> list[dict]:
    """Lines that are no people, each with why."""
    return [_kept_fault("", rows.Fault(line, "", f"row.{why}", "", is_error=False)) for why, lines in reading.table.passed_over.items() if why != "blank" for line in lines]


def sort_rows(one: ArrivalList, batch: Sequence[Row]) -> list[tuple[Row, str]]:
    """Each row with what becomes of it: wrong, known (there already, or in an earlier row), waiting (may be somebody we know, or an earlier row), ready."""
    digests = [row.digest for row in batch]
    present = set(_of_the_same(one).exclude(state=RowState.UNDONE).filter(digest__in=digests).values_list("digest", flat=True))
    there = {row.number for row in batch if row.digest in present or row.is_repeat}
    fresh = [row for row in batch if not row.errors and row.number not in there]
    likely = dict(zip((row.number for row in fresh), known.likely_duplicates_of_many([queries.sought(row) for row in fresh]), strict=True))
    return [(row, "wrong" if row.errors else "known" if row.number in there else "waiting" if row.same_as or likely[row.number] else "ready") for row in batch]


def _of_the_same(one: ArrivalList) -> QuerySet[ArrivalRow]:
    """Rows among which a line may stand already: of the same flight, of all caseloads of the organisation, or of this very list."""
    if one.kind == ListKind.CASELOAD:
        return ArrivalRow.objects.filter(list__kind=one.kind)
    if one.flight:
        return ArrivalRow.objects.filter(list__arrives_on=one.arrives_on, list__flight=one.flight)
    return ArrivalRow.objects.filter(list_id=one.id)


def discard(one: ArrivalList, *, by: Actor) -> None:
    """A draft that nobody wants any more; its file is gone. Raises Refused (`arrival_list_state`)."""
    by.must("import")
    _must_be(one, ListState.DRAFT)
    one.state, one.undone_at, one.file_sealed, one.review = ListState.UNDONE, clock(), None, {}
    _save(one, "state", "undone_at", "file_sealed", "review")
    audit.record(f"{one.acts}.discarded", one.id)


# --- the import ---


def begin(one: ArrivalList, *, more: Sequence[str] = (), by: Actor) -> str:
    """The import is under way; returns the key of the session in which a job or command goes on with it. Raises Refused (`arrival_list_state`).

    more: verbs that the import needs besides.
    """
    by.must("import")
    mapping.must_fit(one.settings["fields"], one.kind)
    if one.state not in (ListState.DRAFT, ListState.RUNNING):
        raise Refused("arrival_list_state", state=one.state)
    one.state, one.begun_at = ListState.RUNNING, one.begun_at or clock()
    with attempt():
        _save(one, "state", "begun_at")
    audit.record(f"{one.acts}.begun", one.id)
    return jobs.open_session(("import", "receive", *more, *(("judge",) if by.may("judge") else ())), one.id)


def start(one: ArrivalList, *, by: Actor) -> None:
    """As `begin`, and a job goes on with it as soon as this transaction stands; if it does not, there is no job."""
    later(begin(one, by=by))


def later(session: str, *, task: str = "arrivals.run") -> None:
    """The job of `tasks` is asked for by its name: it stands on a higher floor."""
    app.configure_task(task).defer(session=jobs.as_argument(session))


Taken = Callable[[ArrivalList, list[tuple[ArrivalRow, Row]], Actor], None]


def run(
    cookie: str,
    *,
    kind: str = ListKind.ARRIVALS,
    taken: Taken = lambda one, made, by: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """All rows of the file are in the list, or counted as wrong. Killed at any moment and run again, it loses and doubles nothing.

    cookie: of the session that `begin` opened. taken: what becomes of the rows that have a record, in the transaction that makes them.
    Raises NobodyActs, Hidden.
    """
    with acting(cookie):
        list_id = jobs.subject()
        one = queries.arrival_list(list_id, kind)
        if one.state != ListState.RUNNING:
            return
        reading = queries.reading(one)
        one.rows_read, one.rows_done, one.rows_made, one.rows_waiting, one.rows_known, one.rows_wrong = len(reading.rows), 0, 0, 0, 0, 0
        _save(one, "rows_read", "rows_done", "rows_made", "rows_waiting", "rows_known", "rows_wrong")
    for start in range(0, len(reading.rows), BATCH):
        with acting(cookie) as actor:
            import_batch(list_id, reading, reading.rows[start : start + BATCH], taken=taken, by=actor)
        progress(min(start + BATCH, len(reading.rows)), len(reading.rows))
    with acting(cookie) as actor:
        _finish(list_id, reading, by=actor)


def import_batch(list_id: UUID, reading: Reading, batch: Sequence[Row], *, taken: Taken, by: Actor) -> None:
    """The rows are in the list, in this one transaction; those that are there already stay as they are."""
    by.must("import")
    one = ArrivalList.objects.select_for_update().defer("file_sealed").get(pk=list_id)
    if one.state != ListState.RUNNING:
        raise Refused("arrival_list_state", state=one.state)
    found = sort_rows(one, batch)
    here = dict(one.rows.exclude(state=RowState.UNDONE).filter(digest__in=[row.digest for row in batch]).values_list("digest", "state"))
    ready = [row for row, kind in found if kind == "ready"]
    people = registry.expect([_expected(row) for row in ready], team_id=one.team_id, by=by)
    with_record = [_row(one, row, person) for row, person in zip(ready, people, strict=True)]
    made = [*with_record, *(_waiting(one, row, reading) for row, kind in found if kind == "waiting")]
    ArrivalRow.objects.bulk_create(made)
    taken(one, list(zip(with_record, ready, strict=True)), by)
    resumed = [here[row.digest] for row, kind in found if kind == "known" and row.digest in here]
    kinds = Counter(kind for _row, kind in found)
    ArrivalList.objects.filter(pk=one.pk).update(
        rows_done=F("rows_done") + len(batch),
        rows_wrong=F("rows_wrong") + kinds["wrong"],
        rows_known=F("rows_known") + kinds["known"] - len(resumed),
        rows_made=F("rows_made") + kinds["ready"] + sum(state != RowState.WAITING for state in resumed),
        rows_waiting=F("rows_waiting") + kinds["waiting"] + sum(state == RowState.WAITING for state in resumed),
    )
    if made:
        audit.record(f"{one.acts}.imported", one.id, sections=31, subjects=people)


def _finish(list_id: UUID, reading: Reading, *, by: Actor) -> None:
    one = ArrivalList.objects.select_for_update().defer("file_sealed").get(pk=list_id)
    if one.state == ListState.RUNNING:
        wrong = queries.wrong_rows(reading) if one.kind == ListKind.CASELOAD else []
        one.state, one.finished_at, one.file_sealed = ListState.DONE, clock(), sealed_file(one.id, json.dumps(wrong).encode()) if wrong else None
        _save(one, "state", "finished_at", "file_sealed")
        audit.record(f"{one.acts}.finished", one.id, made=one.rows_made, waiting=one.rows_waiting, wrong=one.rows_wrong, known=one.rows_known)


def _expected(row: Row) -> Expected:
    return Expected(row.identity, row.contact, tuple(row.phones), (*row.documents, *_own_file(row)), row.journey, row.social)


def _own_file(row: Row) -> list[DocumentFacts]:
    """The number under which the unit knows her, so that a search for it finds her."""
    return [DocumentFacts(OWN_FILE, number=row.case.own_number)] if 0 < len(row.case.own_number) <= LONGEST_NUMBER else []


def _row(one: ArrivalList, row: Row, person_id: UUID | None) -> ArrivalRow:
    return ArrivalRow(
        list_id=one.id,
        line=row.number,
        digest=row.digest,
        person_id=person_id,
        name=row.name,
        said=dict(rows.said(row)),
        is_alone=row.is_alone,
        state=RowState.EXPECTED if person_id else RowState.WAITING,
    )


def _waiting(one: ArrivalList, row: Row, reading: Reading) -> ArrivalRow:
    made = _row(one, row, None)
    line = reading.table.by_number[row.number]
    corrected = one.settings.get("corrections", {}).get(str(row.number), {})
    made.hold_line(
        json.dumps(
            {
                "headings": reading.plan.headings,
                "fields": reading.plan.fields,
                "order": reading.plan.order,
                "is_1904": reading.plan.is_1904,
                "words": reading.plan.words,
                "cells": line.cells,
                "corrected": corrected,
                "same_as": row.same_as,
            },
            default=lambda day: {"day": day.isoformat()},
        )
    )
    return made


def undo(one: ArrivalList, *, by: Actor) -> int:
    """Of the whole list, whoever was not received yet is gone; how many rows. Possible for 24 hours. Raises Refused (`arrival_list_undo`)."""
    by.must("undo_import")
    one = ArrivalList.objects.select_for_update().defer("file_sealed").get(pk=one.pk)
    if one.state == ListState.UNDONE:
        raise Refused("arrival_list_state", state=one.state)
    undone = [row for row in one.rows.all() if row.state in NOT_RECEIVED] if one.kind == ListKind.ARRIVALS else _untouched(one)
    people = {row.person_id for row in undone if row.person_id}
    # A row that was judged to be somebody of another list leaves that record alone.
    people -= set(
        ArrivalRow.objects.filter(person_id__in=people).exclude(list_id=one.id).exclude(state=RowState.UNDONE).values_list("person_id", flat=True)
    )
    ArrivalStep.objects.bulk_create([ArrivalStep(row_id=row.id, step=RowStep.UNDO) for row in undone])
    registry.undo_import(people, by=by)
    one.state, one.undone_at, one.file_sealed = ListState.UNDONE, clock(), None
    _save(one, "state", "undone_at", "file_sealed")
    audit.record(f"{one.acts}.undone", one.id, rows=len(undone))
    return len(undone)


# --- at the border ---


def move(row_id: UUID, step: str, *, by: Actor, team_id: UUID | None = None) -> ArrivalRow:
    """What happened to the person of the row; her record follows. Raises Refused (`arrival_row_state`) if somebody was faster."""
    by.must(verb_of(step))
    row = queries.row(row_id)
    ArrivalStep.objects.create(row_id=row_id, step=step)
    if row.person_id and step == RowStep.RECEIVE:
        registry.receive(row.person_id, by=by)
    if row.person_id and step == RowStep.REGISTER:
        registry.register_expected(row.person_id, team_id=team_id, by=by)
    audit.record(f"arrival.{step}", row.person_id, row=row_id)
    return queries.row(row_id)


def _untouched(one: ArrivalList) -> list[ArrivalRow]:
    """Rows of a caseload that wait, and those whose record nobody has worked with."""
    standing = queries.left_standing(one)
    return [row for row in one.rows.filter(state__in=(RowState.WAITING, RowState.REGISTERED)) if row.id not in standing]


def judge_row(row_id: UUID, *, same_as: UUID | None, reason: str = "", kind: str = ListKind.ARRIVALS, by: Actor) -> ArrivalRow:
    """The waiting row is that record, or (None) somebody else, who is then expected with a record of her own and whose pairs are judged different."""
    by.must("judge")
    row = queries.row(row_id, kind)
    if row.state != RowState.WAITING:
        raise Refused("arrival_row_state", state=row.state)
    facts = queries.waiting_facts(row)
    others = [one.listed.id for one in queries.candidates(row)]
    if same_as is not None and same_as not in others:
        raise Hidden
    person_id = same_as
    if person_id is None:
        (person_id,) = registry.expect([_expected(facts)], team_id=row.list.team_id, by=by)
        for other in others:
            registry.judge(person_id, other, Verdict.DIFFERENT, reason=reason, by=by)
    ArrivalStep.objects.create(row_id=row_id, step=RowStep.JUDGE, person_id=person_id)
    audit.record("arrival.judged", person_id, row=row_id, is_same=same_as is not None)
    return queries.row(row_id, kind)


def settle(rows: Sequence[UUID], *, by: Actor) -> None:
    """The rows are received and registered at once; their records are the caller's, and so is the record of the act."""
    for step in (RowStep.RECEIVE, RowStep.REGISTER):
        by.must(verb_of(step))
        ArrivalStep.objects.bulk_create([ArrivalStep(row_id=row, step=step) for row in rows])


def expires_at(one: ArrivalList):
    """Until when the import can be undone."""
    return one.begun_at + timedelta(hours=UNDO_HOURS) if one.begun_at else None


def _must_be(one: ArrivalList, state: str) -> None:
    if one.state != state:
        raise Refused("arrival_list_state", state=one.state)


def _save(one: ArrivalList, *fields: str) -> None:
    passed(ArrivalList.objects.filter(pk=one.pk).update(**{name: getattr(one, name) for name in fields}))
