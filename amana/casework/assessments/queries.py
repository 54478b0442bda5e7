"""Reads of assessments, what is due and who raised an alarm. The database hides what the actor may not see."""
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from amana.casework.assessments.models import Alarm, AlarmEnd, Assessment, Decision, Draft
from amana.casework.assessments.rules import section_of
from amana.casework.cases import queries as casework
from amana.casework.cases.rules import CaseState
from amana.casework.registry import queries as registry
from amana.ground.rows.acting import Actor
from amana.ground.rows.kept import kept
from amana.lib import scoring
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Refused
from amana.lib.scoring import Change, Due, Instrument, Result

if TYPE_CHECKING:
    from amana.casework.registry.models import Identity

AHEAD = 7  # days until which what is due stands on my day
BEHIND = 30  # days after which what was not asked stands on the page of the case alone


@dataclass
class Taken:
    """An assessment as it stands, read by its version. instrument, result: none where that version is no longer shipped. before: the one of the same form before it."""

    row: Assessment
    before: "Taken | None" = None
    decisions: list[Decision] = field(default_factory=list)

    @cached_property
    def instrument(self) -> Instrument | None:
        try:
            return scoring.version_of(self.row.instrument, self.row.version)
        except KeyError:
            return None

    @cached_property
    def result(self) -> Result | None:
        return scoring.score(self.instrument, self.row.answers) if self.instrument else None

    @property
    def decision(self) -> Decision | None:
        """The latest counts."""
        return self.decisions[0] if self.decisions else None

    @property
    def changes(self) -> tuple[Change, ...]:
        """Against the one before; nothing where their versions are not compared."""
        if not (self.instrument and self.result and self.before and self.before.result):
            return ()
        try:
            return scoring.compare(self.instrument, self.before.result, self.result)
        except Refused:
            return ()


@dataclass(frozen=True)
class CaseDue:
    """What is to be asked in a case, and since when. person_id, number: of the case."""

    case_id: UUID
    person_id: UUID
    due: Due

    @property
    def instrument(self) -> Instrument:
        return scoring.version_of(self.due.instrument, self.due.version)


def taken(case_id: UUID) -> list[Taken]:
    """What stands in a case, the latest day first; each knows the one of its form before it."""
    rows = Assessment.objects.filter(case_id=case_id, replaced_at=None).order_by("-asked_on", "-made_at", "-id")
    found = [Taken(row) for row in rows]
    decisions = defaultdict(list)
    for one in Decision.objects.filter(case_id=case_id).order_by("-made_at", "-id"):
        decisions[one.assessment_id].append(one)
    later: dict[str, Taken] = {}
    for one in found:
        one.decisions = decisions[one.row.pk]
        if one.row.instrument in later:
            later[one.row.instrument].before = one
        later[one.row.instrument] = one
    return found


def assessment(case_id: UUID, assessment_id: UUID) -> Assessment:
    """Also one that was corrected. Raises Assessment.DoesNotExist."""
    return Assessment.objects.get(pk=assessment_id, case_id=case_id)


def correction_of(assessment: Assessment) -> Assessment | None:
    """The row that stands in its place."""
    return Assessment.objects.filter(replaces_id=assessment.pk).first()


def corrected(assessment: Assessment) -> list[Assessment]:
    """What the row has replaced, the latest first."""
    found, key = [], assessment.replaces_id
    while key and (row := Assessment.objects.filter(pk=key).first()):
        found.append(row)
        key = row.replaces_id
    return found


def decisions(assessment: Assessment) -> list[Decision]:
    """The latest first."""
    return list(Decision.objects.filter(assessment_id=assessment.pk).order_by("-made_at", "-id"))


def draft(case_id: UUID, instrument: Instrument) -> Draft | None:
    """The actor's own, of that version."""
    return Draft.objects.filter(case_id=case_id, instrument=instrument.code, version=instrument.version, is_done=False).order_by("-made_at", "-pk").first()


def drafts(case_id: UUID) -> set[str]:
    """Codes of the instruments of which the actor has a form half filled."""
    return set(Draft.objects.filter(case_id=case_id, is_done=False).values_list("instrument", flat=True))


@dataclass(frozen=True)
class Measured:
    """What an assessment came to, as it was shown."""

    case_id: UUID
    instrument: str
    version: str
    asked_on: date
    scores: dict


def measured(instruments: Iterable[str], cases: Iterable[UUID]) -> list[Measured]:
    """What stands under these instruments in these cases, the earliest day first."""
    rows = Assessment.objects.filter(instrument__in=list(instruments), case_id__among=list(set(cases)), replaced_at=None).order_by("asked_on", "made_at", "id")
    return [Measured(*row) for row in rows.values_list("case_id", "instrument", "version", "asked_on", "scores")]


# Alarms ---------------------------------------------------------------------------------------------------------------
def open_alarms(*, case_id: UUID | None = None, person_id: UUID | None = None) -> list[Alarm]:
    """Of a case, or of all cases of a person, the latest first."""
    return _alarms_of_case(case_id) if case_id else _alarms_of_person(person_id)


@kept
def _alarms_of_case(case_id: UUID) -> QuerySet[Alarm]:
    return Alarm.objects.filter(case_id=case_id, ended_at=None).order_by("-made_at", "-id")


@kept
def _alarms_of_person(person_id: UUID) -> QuerySet[Alarm]:
    return Alarm.objects.filter(person_id=person_id, ended_at=None).order_by("-made_at", "-id")


@dataclass(frozen=True)
class Flag:
    """An open alarm: whether the actor reads what raised it, whether that is an assessment, and whether she may say what was done."""

    alarm: Alarm
    reads: bool
    is_assessment: bool
    may_end: bool


def flags(actor: Actor, *, case_id: UUID | None = None, person_id: UUID | None = None) -> list[Flag]:
    """What stands above the pages of a file."""
    found = open_alarms(case_id=case_id, person_id=person_id)
    read = _read([one.pk for one in found]) if found else {}
    return [Flag(one, one.pk in read, section_is[1], actor.may("assess") and bool(section_is[0] & actor.writes))
            for one in found for section_is in [read.get(one.pk, (0, False))]]


def alarm(case_id: UUID, alarm_id: UUID) -> tuple[Alarm, int, Assessment | None]:
    """An open one, the section of what raised it, and the assessment if it was one. Raises Alarm.DoesNotExist, also where the actor reads only the flag."""
    found = Alarm.objects.get(pk=alarm_id, case_id=case_id, ended_at=None)
    if found.pk not in (read := _read([found.pk])):
        raise Alarm.DoesNotExist
    return found, read[found.pk][0], Assessment.objects.filter(pk=found.assessment_id).first()


def _read(alarms: list[UUID]) -> dict[UUID, tuple[int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, section, is_assessment FROM entry.alarms_read(%s)", [alarms])
        return {key: (section, is_assessment) for key, section, is_assessment in cursor.fetchall()}


def alarms_of(assessment: Assessment) -> list[tuple[Alarm, AlarmEnd | None]]:
    """Each with what was done on it."""
    found = list(Alarm.objects.filter(case_id=assessment.case_id, assessment_id=assessment.pk).order_by("-made_at", "-id"))
    ends = {one.alarm_id: one for one in AlarmEnd.objects.filter(alarm_id__in=[one.pk for one in found])} if found else {}
    return [(one, ends.get(one.pk)) for one in found]


# What is due ----------------------------------------------------------------------------------------------------------
def due_in(cases: Iterable, writes: int, now: datetime) -> list[CaseDue]:
    """What is to be asked now in these cases, of the sections that the actor writes, the most urgent first.

    cases: with case_id, person_id, state and opened_at. Who is too young is not asked, nothing is due in a case on hold, and what was due before a case was
    opened is not asked in it.
    """
    today, working = cairo_day(now), [one for one in cases if one.state not in (CaseState.ON_HOLD, CaseState.CLOSED)]
    asked = [one for one in scoring.in_force(today) if one.occasions and writes & section_of(one)]
    if not (working and asked):
        return []
    keys, people = [one.case_id for one in working], {one.person_id for one in working}
    rows = _asked(keys)
    returned = registry.returns(people)
    closing = [one.case_id for one in working if one.state == CaseState.CLOSURE_ASKED]
    asked_closing = casework.closures_asked(closing) if closing else []
    found = []
    for one in working:
        own = [row[1:] for row in rows if row[0] == one.case_id]
        events = _events(cairo_day(one.opened_at), returned.get(one.person_id), own)
        events["closure_asked"] = {cairo_day(at) for key, at in asked_closing if key == one.case_id}
        days = defaultdict(list)
        for code, asked_on, _suggested in own:
            days[code].append(asked_on)
        found += [CaseDue(one.case_id, one.person_id, due) for due in scoring.due(asked, events=events, taken=days, today=today) if due.due_on >= cairo_day(one.opened_at)]
    known = registry.identities({one.person_id for one in found}) if found else {}
    return sorted((one for one in found if one.instrument.is_for(age_of(known.get(one.person_id), today))), key=lambda one: one.due.due_on)


@kept
def _asked(cases: list[UUID]) -> QuerySet:
    return Assessment.objects.filter(case_id__among=cases, replaced_at=None).values_list("case_id", "instrument", "asked_on", "suggested")


def soon(found: Iterable[CaseDue], today: date) -> list[CaseDue]:
    """Those that stand on my day: what has been late for long stands on the page of its case."""
    return [one for one in found if today - timedelta(days=BEHIND) <= one.due.due_on <= today + timedelta(days=AHEAD)]


def age_of(identity: "Identity | None", today: date) -> int | None:
    """The lowest that is possible; None where nothing is known."""
    return identity.birth.age_on(today)[0] if identity and identity.birth else None


def _events(opened: date, returned: date | None, own: Collection[tuple]) -> dict[str, set[date]]:
    """What happened in a case by name: intake, return, and the act of each result."""
    events: dict[str, set[date]] = defaultdict(set, {"intake": {opened}, "return": {returned} if returned else set()})
    for _code, asked_on, suggested in own:
        for act in suggested:
            events[act].add(asked_on)
    return events
