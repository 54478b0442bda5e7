"""Assessments: stamps, corrections, alarms, drafts."""
from datetime import timedelta
from uuid import uuid4

from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.oracle import BIT
from tests.proof.world import ORGANISATION, PERSON, as_json


@deed
def an_assessment_is_stamped_with_its_section_and_corrected_in_its_own_case(s: Scene):
    case, other = (s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person(name)) for name in ("case open me", "case coworker all"))
    asked = {"instrument": "phq9", "version": "1", "asked_on": "2026-01-05", "language": "ara", "answers": as_json({"mood": "3", "self_harm_thoughts": "0"}), "scores": "{}", "suggested": []}
    s.by("me psychosocial_worker")
    new, second = uuid4(), uuid4()
    s.insert("assessments_assessment", id=new, case_id=case, **asked, person_id=s.person("A A1 me fresh"), section=1, made_by=member("you caseworker"), made_at=s.now.replace(year=2001), replaced_at=s.now)
    row = "SELECT person_id, section, is_alarming, made_by, made_at, replaced_at FROM assessments_assessment WHERE id = %s"
    yield "stamp", s.one(row, new), (s.person("case open me"), BIT["psychosocial"], False, member("me psychosocial_worker"), s.now, None)
    again = {"id": second, "replaces_id": new, "why": "x"}
    for what, change in (("of another case", {"case_id": other}), ("of another form", {"instrument": "gad7"}), ("of another version", {"version": "2"}), ("unknown", {"instrument": "x"})):
        yield what, s.refused("assessments_assessment", **{"case_id": case} | asked | again | change), "42501"
    yield "without a reason", s.refused("assessments_assessment", case_id=case, **asked, **again | {"why": ""}), "assessment_corrected_with_reason"
    s.insert("assessments_decision", id=uuid4(), assessment_id=new, choice="accepted", case_id=other, person_id=s.person("A A1 me fresh"), section=1, made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    yield "decision", s.one("SELECT case_id, person_id, section, made_by, made_at FROM assessments_decision WHERE assessment_id = %s", new), (
        case, s.person("case open me"), BIT["psychosocial"], member("me psychosocial_worker"), s.now)
    s.insert("assessments_assessment", case_id=case, **asked, **again)
    yield "replaced", s.one("SELECT replaced_at FROM assessments_assessment WHERE id = %s", new), s.now
    yield "others stand", s.one("SELECT count(*) FROM assessments_assessment WHERE case_id = %s AND id NOT IN (%s, %s) AND replaced_at IS NULL", case, new, second), 2  # of the two sections that she reads
    yield "twice", s.refused("assessments_assessment", case_id=case, **asked, **again | {"id": uuid4()}), "assessment_corrected_once"
    yield "decided on what was replaced", s.refused("assessments_decision", id=uuid4(), assessment_id=new, choice="accepted"), "42501"
    yield "no alarm of that", s.one("SELECT count(*) FROM assessments_alarm WHERE assessment_id IN (%s, %s)", new, second), 0
    s.keeper()
    s.run("UPDATE cases_case SET state = 'closed' WHERE id = %s", [case])
    s.by("me psychosocial_worker")
    yield "of a closed case", s.refused("assessments_assessment", case_id=case, **asked | {"id": uuid4()}), "case_state"


@deed
def an_answer_that_raises_an_alarm_makes_flag_and_task_and_a_person_ends_them(s: Scene):
    case, person, other = (*s.one("SELECT id, person_id FROM cases_case WHERE person_id = %s", s.person("case open me")), s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person("case coworker all")))
    asked = {"instrument": "phq9", "version": "1", "asked_on": "2026-01-05", "language": "ara", "answers": as_json({"self_harm_thoughts": "1"}), "scores": "{}", "suggested": []}
    s.keeper()
    s.run("UPDATE assessments_alarm SET ended_at = now() WHERE case_id = %s", [case])
    s.by("me psychosocial_worker")
    first, second, third = uuid4(), uuid4(), uuid4()
    s.insert("assessments_assessment", id=first, case_id=case, **asked)
    yield "alarm", s.one("SELECT case_id, person_id, made_by, made_at, ended_at FROM assessments_alarm WHERE assessment_id = %s", first), (case, person, member("me psychosocial_worker"), s.now, None)
    task = "SELECT array_agg(staff_id ORDER BY staff_id), min(state), max(state), bool_and(person_id = %s AND title = '' AND outcome = '') FROM cases_task WHERE kind = 'alarm' AND case_id = %s"
    yield "task", s.one(task, person, case), ([PERSON["me"]], "open", "open", True)
    told = "SELECT count(*), max(grade), bool_and(object = %s AND person_id = %s) FROM entry.notices() WHERE kind = 'alarm_raised'"
    for actor, want in (("me clinical_supervisor", (1, 2, True)), ("me caseworker", (1, 2, True)), ("both supervisor", (1, 2, True)), ("me psychosocial_worker", (0, None, None)), ("you caseworker", (0, None, None)),
                        ("me desk_officer", (0, None, None)), ("me elsewhere supervisor", (0, None, None))):
        s.by(actor)
        yield f"told to {actor}", s.one(told, case, person), want
    s.by("me psychosocial_worker")
    yield "due within the hour and the day", s.one(
        "SELECT bool_and(due_at > entry.clock() AND due_at <= entry.clock() + interval '1 hour' AND (due_at AT TIME ZONE 'Africa/Cairo')::date = (entry.clock() AT TIME ZONE 'Africa/Cairo')::date"
        " AND (due_at = entry.clock() + interval '1 hour' OR (due_at AT TIME ZONE 'Africa/Cairo')::time = '23:59')) FROM cases_task WHERE kind = 'alarm' AND case_id = %s", case), True
    s.insert("assessments_assessment", id=second, case_id=case, **asked, replaces_id=first, why="x")
    yield "moved to the correction", s.one("SELECT array_agg(assessment_id) FROM assessments_alarm WHERE case_id = %s AND ended_at IS NULL", case), [second]
    yield "one task", s.one(task, person, case), ([PERSON["me"]], "open", "open", True)
    s.insert("assessments_assessment", id=third, case_id=case, **asked | {"answers": "{}"}, is_alarming=True)
    yield "said by the program", s.one("SELECT count(*) FROM assessments_alarm WHERE assessment_id = %s", third), 1
    s.by("me clinical_supervisor")
    s.insert("assessments_assessment", id=uuid4(), case_id=case, **asked, replaces_id=third, why="x")
    yield "of a colleague another task", s.one("SELECT count(*) FROM cases_task WHERE kind = 'alarm' AND case_id = %s", case), 1  # the same hands in another role
    ends = [row[0] for row in s.run("SELECT id FROM assessments_alarm WHERE case_id = %s AND ended_at IS NULL ORDER BY made_at, id", [case]).fetchall()]
    s.by("me psychosocial_worker")
    for n, alarm in enumerate(ends):
        yield f"without words {n}", s.refused("assessments_alarmend", alarm_id=alarm, done=""), "alarm_ended_with_words"
        s.insert("assessments_alarmend", alarm_id=alarm, done="x", case_id=other, person_id=s.person("A A1 me fresh"), section=1, made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
        yield f"end {n}", s.one("SELECT case_id, person_id, section, made_by, made_at FROM assessments_alarmend WHERE alarm_id = %s", alarm), (case, person, BIT["psychosocial"], member("me psychosocial_worker"), s.now)
        yield f"ended {n}", s.one("SELECT ended_at FROM assessments_alarm WHERE id = %s", alarm), s.now
        yield f"task {n}", s.one(task, person, case), ([PERSON["me"]], *(("done", "done") if alarm == ends[-1] else ("open", "open")), True)
        yield f"twice {n}", s.refused("assessments_alarmend", alarm_id=alarm, done="x"), "42501"
    yield "two were open", len(ends), 2
    yield "other tasks and other cases stand", s.one("SELECT count(*) FILTER (WHERE state <> 'open'), count(*) FROM cases_task WHERE kind <> 'alarm' AND case_id = %s", case), (0, 1)
    # A program is nobody who acts today: the owner's.
    s.keeper()
    s.run("UPDATE access_staff SET is_system = true WHERE id = %s", [PERSON["me"]])
    s.by("me psychosocial_worker")
    fourth = uuid4()
    s.insert("assessments_assessment", id=fourth, case_id=other, **asked)
    s.keeper()
    yield "of a program", s.one("SELECT array_agg(staff_id) FROM cases_task WHERE kind = 'alarm' AND case_id = %s", other), [PERSON["you"]]
    s.run("UPDATE access_staff SET is_system = false WHERE id = %s", [PERSON["me"]])
    s.by("me psychosocial_worker")
    s.insert("assessments_assessment", id=uuid4(), case_id=other, **asked)
    s.keeper()
    yield "and hers beside it", s.one("SELECT count(DISTINCT staff_id) FROM cases_task WHERE kind = 'alarm' AND case_id = %s", other), 2
    yield "another alarm of the other case", s.one("SELECT count(*) FROM assessments_alarm WHERE case_id = %s AND ended_at IS NULL", case), 0


@deed
def a_form_half_filled_is_its_writers_and_holds_no_alarm(s: Scene):
    case, person = s.one("SELECT id, person_id FROM cases_case WHERE person_id = %s", s.person("case open me"))
    s.by("me psychosocial_worker")
    new = uuid4()
    of = {"case_id": case, "instrument": "phq9", "version": "1", "content": as_json({"answers": {"mood": "1"}})}
    s.insert("assessments_draft", id=new, **of, person_id=s.person("A A1 me fresh"), section=1, staff_id=PERSON["you"], organisation_id=ORGANISATION["B"], made_at=s.now.replace(year=2001))
    row = "SELECT person_id, section, staff_id, organisation_id, made_at FROM assessments_draft WHERE id = %s"
    yield "stamp", s.one(row, new), (person, BIT["psychosocial"], PERSON["me"], ORGANISATION["A"], s.now)
    alarming = as_json({"answers": {"mood": "1", "self_harm_thoughts": "1"}})
    yield "with an alarm", s.refused("assessments_draft", id=uuid4(), **of | {"content": alarming}), "draft_with_alarm"
    yield "filled with an alarm", s.refusal("UPDATE assessments_draft SET content = %s WHERE id = %s", alarming, new), "draft_with_alarm"
    yield "answered with no", s.refusal("UPDATE assessments_draft SET content = %s WHERE id = %s", as_json({"answers": {"self_harm_thoughts": "0"}}), new), "done"
    yield "of no version", s.refused("assessments_draft", id=uuid4(), **of | {"version": "9"}), "42501"
    s.keeper()
    s.run("UPDATE assessments_draft SET made_at = %s WHERE id = %s", [s.now - timedelta(days=13), new])
    s.by("me psychosocial_worker")
    s.run("UPDATE assessments_draft SET is_done = true WHERE id = %s", [new])
    yield "its time goes on from its beginning", s.one("SELECT made_at, is_done FROM assessments_draft WHERE id = %s", new), (s.now - timedelta(days=13), True)


@deed
def a_case_is_not_closed_over_an_alarm_but_where_she_withdrew_both_end(s: Scene):
    asked, withdrawn = (s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person(name)) for name in ("case asked me", "case withdrawn me"))
    answers = {"instrument": "phq9", "version": "1", "asked_on": "2026-01-05", "language": "ara", "answers": as_json({"self_harm_thoughts": "1"}), "scores": "{}", "suggested": []}
    close = {"step": "approve_closure", "reason": ""}
    s.run("UPDATE assessments_alarm SET ended_at = now() WHERE case_id = ANY (%s)", [[asked, withdrawn]])
    for case in (asked, withdrawn):
        s.insert("assessments_assessment", id=uuid4(), case_id=case, **answers)
    still = "SELECT count(*) FROM assessments_alarm WHERE case_id = %s AND ended_at IS NULL"
    s.by("me supervisor")
    yield "over an alarm", s.refused("cases_casestep", id=uuid4(), case_id=asked, **close), "alarm_open"
    yield "refused all the same", s.refused("cases_casestep", id=uuid4(), case_id=asked, step="refuse_closure", reason="x"), "done"
    s.insert("cases_casestep", id=uuid4(), case_id=withdrawn, **close)
    s.keeper()
    yield "ended with the case", s.one(still, withdrawn), 0
    yield "that of the other case stands", s.one(still, asked), 1
    s.run("UPDATE assessments_alarm SET ended_at = now() WHERE case_id = %s", [asked])
    s.by("me supervisor")
    yield "after it has ended", s.refused("cases_casestep", id=uuid4(), case_id=asked, **close), "done"
