"""Operations on assessments: what stands in a case, and one more."""
from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from amana.casework.assessments import actions, forms, queries
from amana.casework.assessments.pages import to_write
from amana.casework.assessments.rules import section_of
from amana.casework.cases import queries as cases
from amana.casework.cases.pages.frame import Said
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden
from amana.ground.shell.api import Body, Invalid, OneOf, PartialDay, answers, carried_out, may, text
from amana.lib import scoring

router = Router()


class Score(Schema):
    dimension: str
    score: str | None = Field(description="None where too much is missing: that is no low score.")
    band: str


class Assessment(Schema):
    id: UUID
    instrument: str
    version: str
    asked_on: date
    language: str
    answers: dict[str, str]
    scores: list[Score]
    suggested: list[str] = Field(description="What the rules say follows; a person decides.")
    decision: str = Field(description="Empty until somebody has decided.")


class Assessments(Schema):
    assessments: list[Assessment]


class Recorded(Schema):
    id: UUID


class StatedAssessment(Body):
    instrument: Annotated[str, OneOf(sorted({one.code for one in scoring.shipped()}))]
    version: Annotated[str, text(40)]
    asked_on: PartialDay
    language: Annotated[str, text(3)]
    answers: Annotated[dict[Annotated[str, text(40)], Annotated[str, text(40)]], Field(max_length=100, description="Item → option, or declined, unknown, not_asked.")]
    remarks: Annotated[str, text(1000)] = ""


@router.get("cases/{uuid:case_id}/assessments", response=Assessments)
def assessments(request: HttpRequest, case_id: UUID):
    """What stands of the sections that you read, the latest first."""
    head = cases.head(case_id)
    found = queries.taken(case_id)
    audit.record_reading(head.person_id, sections=sum({one.row.section for one in found}), case=case_id)
    return Assessments(assessments=[_told(one) for one in found])


@router.post("cases/{uuid:case_id}/assessments", response={201: Recorded})
@may("assess")
def record_assessment(request: HttpRequest, case_id: UUID, body: StatedAssessment):
    """Answers of one form. Some answers raise an alarm: then a colleague has a task today, and the case a flag."""
    head = to_write(request, case_id)
    try:
        asked = scoring.version_of(body.instrument, body.version)
    except KeyError:
        raise Invalid([("/version", _("There is no such version of this form."))]) from None
    if not head.sight.edits(section_of(asked)):
        raise Hidden
    sent = {name: value for name, value in answers(body).items() if name != "answers"} | {f"item_{code}": answer for code, answer in body.answers.items()}
    form = forms.Assessment(sent, instrument=asked, today=head.today, age=queries.age_of(head.identity, head.today))
    form.refusals = {**Said(case_id), **forms.REFUSALS}
    made = carried_out(form, lambda **given: actions.record(head.case, asked, **given, by=request.actor))
    return Status(201, Recorded(id=made.pk))


def _told(one: queries.Taken) -> Assessment:
    row = one.row
    return Assessment(id=row.pk, instrument=row.instrument, version=row.version, asked_on=row.asked_on, language=row.language, answers=row.answers,
                      scores=[Score(dimension=code, score=it["score"], band=it["band"]) for code, it in row.scores.items()], suggested=row.suggested,
                      decision=one.decision.choice if one.decision else "")
