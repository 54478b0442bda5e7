"""Every change of assessments. One public verb per change: one transaction, one audit entry."""
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from amana.casework.assessments.models import Alarm, AlarmEnd, Assessment, Decision, Draft
from amana.casework.assessments.rules import raises_alarm, section_of, without_alarm
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor
from amana.lib import scoring
from amana.lib.core.errors import Refused
from amana.lib.scoring import Instrument

if TYPE_CHECKING:
    from amana.casework.cases.models import Case

Answers = Mapping[str, str]


def record(case: "Case", instrument: Instrument, *, answers: Answers, asked_on: date, language: str, remarks: str, draft: Draft | None = None, by: Actor) -> Assessment:
    """The answers stand with what they come to; where one raises an alarm, the database has opened it in the same statement. A draft is done.

    Raises Refused (`instrument_not_in_force` on the day of asking, `case_state`), Unreadable for what is no answer of this version.
    """
    by.must("assess")
    if instrument.name not in {one.name for one in scoring.in_force(asked_on)}:
        raise Refused("instrument_not_in_force")
    made = _stored(case.pk, instrument, answers, asked_on=asked_on, language=language, remarks=remarks)
    if draft is not None:
        drop_draft(draft, by=by)
    audit.record("assessment.recorded", case.pk, sections=section_of(instrument), assessment=made.pk)
    return made


def correct(assessment: Assessment, instrument: Instrument, *, answers: Answers, asked_on: date, language: str, remarks: str, why: str, by: Actor) -> Assessment:
    """A new row stands in place of that one, which is kept. An alarm that it raised stands until a person ends it.

    Raises Refused (`assessment_corrected_once` where a colleague was faster, `assessment_corrected_with_reason`).
    """
    by.must("assess")
    made = _stored(assessment.case_id, instrument, answers, asked_on=asked_on, language=language, remarks=remarks, replaces_id=assessment.pk, why=why)
    audit.record("assessment.corrected", assessment.case_id, sections=section_of(instrument), assessment=made.pk, replaces=assessment.pk)
    return made


def decide(assessment: Assessment, *, choice: str, reason: str, by: Actor) -> Decision:
    """What a person decided on what the rules suggest. Raises Refused (`assessment_decided_with_reason`), Hidden for what was replaced."""
    by.must("assess")
    made = Decision.objects.create(assessment_id=assessment.pk, choice=choice, reason=reason)
    audit.record("assessment.decided", assessment.case_id, sections=assessment.section, assessment=assessment.pk)
    return made


def end_alarm(alarm: Alarm, *, section: int, done: str, by: Actor) -> None:
    """The protocol was carried out: flag and tasks end. section: of its reason. Raises Hidden where a colleague has ended it already."""
    by.must("assess")
    AlarmEnd.objects.create(alarm_id=alarm.pk, done=done)
    audit.record("assessment.alarm_ended", alarm.case_id, sections=section, alarm=alarm.pk)


def keep_draft(case: "Case", instrument: Instrument, content: dict, *, draft: Draft | None = None, by: Actor) -> Draft:
    """What is filled in so far is kept for its writer, for 14 days, but for an answer that raises an alarm: that is recorded now."""
    by.must("assess")
    content = content | {"answers": without_alarm(instrument, content["answers"])}
    if draft is None:
        return Draft.objects.create(case_id=case.pk, instrument=instrument.code, version=instrument.version, content=content)
    draft.content = content
    draft.save(update_fields=["content"])
    return draft


def drop_draft(draft: Draft, *, by: Actor) -> None:
    by.must("assess")
    draft.is_done, draft.content = True, {}
    draft.save(update_fields=["is_done", "content"])


def _stored(case_id, instrument: Instrument, answers: Answers, **columns) -> Assessment:
    result = scoring.score(instrument, answers)
    scores = {code: {"score": None if one.shown is None else str(one.shown), "band": one.band.code if one.band else ""} for code, one in result.scores.items()}
    made = Assessment.objects.create(case_id=case_id, instrument=instrument.code, version=instrument.version, answers=dict(result.answers), scores=scores,
                                     suggested=sorted(result.acts), is_alarming=raises_alarm(result), **columns)
    return Assessment.objects.get(pk=made.pk)  # with the section and the alarm that the database found
