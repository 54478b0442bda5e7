"""Operations on cases: the list, one case, its notes and tasks."""
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from amana.casework.cases import actions, forms, queries
from amana.casework.cases.listing import filters, wanted
from amana.casework.cases.pages.frame import OPENING, Said, head_for
from amana.casework.cases.pages.tasks import people_of
from amana.casework.cases.rules import CaseSort, CaseState, NoteKind, RiskLevel
from amana.casework.registry import queries as registry
from amana.ground.access.rules import SECTION_NAMES, Section, sections_of
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden
from amana.ground.shell.api import Body, Mark, OneOf, PartialDay, PartOfAList, answers, carried_out, checked, done, may, opaque, place_of, text
from amana.ground.shell.lists import mark

router = Router()
SectionName = Annotated[str, OneOf([section.name.lower() for section in SECTION_NAMES])]


class CaseInList(Schema):
    id: UUID
    number: str
    person: UUID
    name: str
    state: str
    risk: str = Field(description="Empty where nobody decided it, or where it is not yours to read.")
    next_task: str
    due_at: datetime | None
    worker: UUID | None
    team: UUID | None
    opened_at: datetime


class Cases(PartOfAList):
    cases: list[CaseInList]


class Task(Schema):
    id: UUID
    title: str
    due_at: datetime
    worker: UUID | None


class Case(Schema):
    """A case as far as the token's owner reads it; without the social section neither risk nor tasks."""

    id: UUID
    number: str
    person: UUID
    name: str
    state: str
    sections: list[str]
    opened_at: datetime
    closed_at: datetime | None
    risk: str
    risk_reasons: str
    review_on: date | None
    worker: UUID | None
    team: UUID | None
    plan: str = Field(description="State of the plan; empty where there is none.")
    tasks: list[Task]


class Opened(Schema):
    id: UUID
    number: str


class Made(Schema):
    id: UUID


class Note(Schema):
    id: UUID
    section: str
    kind: str
    body: str
    happened_at: datetime


class Notes(PartOfAList):
    notes: list[Note]


class StatedNote(Body):
    section: SectionName
    kind: Annotated[str, OneOf(NoteKind.values)]
    body: Annotated[str, text(8000)]
    happened_on: PartialDay
    happened_time: Annotated[str, text(8)] = Field("", description="On Cairo's clock: 14:30. Without it now, or noon of an earlier day.")


class StatedTask(Body):
    title: Annotated[str, text(200)]
    due_on: PartialDay
    due_time: Annotated[str, text(8)] = Field("", description="On Cairo's clock. Without it by the end of the working day.")
    worker: UUID | None = Field(None, description="The owner of the case or a coworker; you if it is left out.")


class Outcome(Body):
    outcome: Annotated[str, text(500)]


class Reason(Body):
    reason: Annotated[str, text(500)]


@router.get("cases", response=Cases)
@may("note")
def cases(request: HttpRequest, q: Annotated[str, text(120)] = "", state: Annotated[str, OneOf(["", *CaseState.values])] = "", risk: Annotated[str, OneOf(["", *RiskLevel.values])] = "", late: bool = False,
          sort: Annotated[str, OneOf(CaseSort.values)] = "", after: Mark = ""):
    """Cases within your reach, those at work unless `state` says otherwise."""
    form = filters(request.actor, {"q": q, "state": state, "risk": risk, "sort": sort} | ({"late": "on"} if late else {}))
    found = queries.my_cases(request.actor, wanted({name: value for name, value in checked(form).items() if value}), place_of(after))
    audit.record_listing([one.case.person_id for one in found.rows], sections=request.actor.reads & (Section.IDENTITY | Section.SOCIAL))
    return Cases(cases=[_listed(one) for one in found.rows], next=opaque(found.after))


@router.get("cases/{uuid:case_id}", response=Case)
def case(request: HttpRequest, case_id: UUID):
    """One case with what is to be done in it."""
    file = queries.case_file(case_id)
    audit.record_reading(file.person_id, sections=file.record.sections & Section.IDENTITY | file.sight.sections & Section.SOCIAL, case=case_id)
    return Case(
        id=case_id, number=file.case.number, person=file.person_id, name=file.identity.full_name if file.identity else "", state=file.case.state,
        sections=[section.name.lower() for section in sections_of(file.sight.sections)], opened_at=file.case.made_at, closed_at=file.case.closed_at,
        risk=file.risk.level if file.risk else "", risk_reasons=file.risk.reasons if file.risk else "", review_on=file.risk.review_on if file.risk else None,
        worker=file.owner.staff_id if file.owner else None, team=file.owner.team_id if file.owner else None, plan=file.plan.state if file.plan else "",
        tasks=[Task(id=one.pk, title=one.words, due_at=one.due_at, worker=one.staff_id) for one in file.tasks])


@router.post("people/{uuid:person_id}/cases", response={201: Opened})
@may("open")
def open_case(request: HttpRequest, person_id: UUID):
    """A case on a file of your reach, under consent or a legal basis."""
    if not registry.file(person_id).sight.edit:
        raise Hidden
    made = done(lambda: actions.open_case(person_id, by=request.actor), OPENING)
    return Status(201, Opened(id=made.pk, number=made.number))


@router.get("cases/{uuid:case_id}/notes", response=Notes)
def notes(request: HttpRequest, case_id: UUID, after: Mark = ""):
    """Notes of the sections that you read, the latest first."""
    head = queries.head(case_id)
    place = place_of(after)
    found = queries.notes(case_id, after=(place.at, place.key) if place and place.at else None, at_most=queries.NOTES + 1)
    shown, more = found[:queries.NOTES], len(found) > queries.NOTES
    audit.record_reading(head.person_id, sections=sum({note.section for note in shown}), case=case_id)
    return Notes(notes=[_note(one) for one in shown], next=opaque(mark(shown[-1].happened_at, shown[-1].pk)) if more else "")


@router.post("cases/{uuid:case_id}/notes", response={201: Made})
@may("note")
def write_note(request: HttpRequest, case_id: UUID, body: StatedNote):
    """Stands in the case, and is not changed afterwards."""
    head = head_for(request, case_id, "note")
    form = forms.Note(answers(body) | {"section": str(int(Section[body.section.upper()]))}, sections=head.sight.writable, now=head.now)
    form.refusals = Said(case_id)
    made = carried_out(form, lambda **given: actions.write_note(head.case, **given, by=request.actor))
    return Status(201, Made(id=made.pk))


@router.post("cases/{uuid:case_id}/tasks", response={201: Made})
@may("task")
def plan_task(request: HttpRequest, case_id: UUID, body: StatedTask):
    """Something to do by a time, by you or a colleague of the case."""
    head, known = head_for(request, case_id, "task"), people_of(case_id, request.actor)
    said = answers(body)
    said["staff_id"] = said.pop("worker", str(request.actor.staff_id))
    form = forms.Task(said, staff=known, now=head.now)
    form.refusals = Said(case_id)
    if len(known) == 1 and said["staff_id"] != str(known[0][0]):
        raise Hidden
    made = carried_out(form, lambda **given: actions.plan_task(head.case, **given, by=request.actor))
    return Status(201, Made(id=made.pk))


@router.post("cases/{uuid:case_id}/tasks/{uuid:task_id}/finish", response=Made)
@may("task")
def finish_task(request: HttpRequest, case_id: UUID, task_id: UUID, body: Outcome):
    """Done, with what came of it."""
    return _ended(request, case_id, task_id, forms.TaskOutcome(answers(body)), actions.finish_task)


@router.post("cases/{uuid:case_id}/tasks/{uuid:task_id}/cancel", response=Made)
@may("task")
def cancel_task(request: HttpRequest, case_id: UUID, task_id: UUID, body: Reason):
    """Not needed any more, with the reason."""
    return _ended(request, case_id, task_id, forms.TaskReason(answers(body)), actions.cancel_task)


def _ended(request: HttpRequest, case_id: UUID, task_id: UUID, form, act) -> Made:
    head_for(request, case_id, "task")
    task = queries.task(case_id, task_id)
    form.refusals = Said(case_id, task_id=task_id)
    carried_out(form, lambda **given: act(task.pk, **given, by=request.actor))
    return Made(id=task.pk)


def _listed(one: queries.Listed) -> CaseInList:
    return CaseInList(id=one.case.pk, number=one.case.number, person=one.case.person_id, name=one.identity.full_name if one.identity else "", state=one.case.state,
                  risk=one.risk.level if one.risk else "", next_task=one.next_task.words if one.next_task else "",
                  due_at=one.next_task.due_at if one.next_task else None, worker=one.staff_id, team=one.team_id, opened_at=one.case.made_at)


def _note(one) -> Note:
    return Note(id=one.pk, section=Section(one.section).name.lower(), kind=one.kind, body=one.body, happened_at=one.happened_at)
