"""Psychosocial support: goals, sessions, groups and safety plans."""
from datetime import timedelta
from uuid import uuid4

from amana.lib.core.dates import cairo_day
from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.oracle import BIT
from tests.proof.world import ORGANISATION, PERSON, key


@deed
def support_is_stamped_held_in_groups_and_put_right_by_its_writer(s: Scene):
    case, person = (s.one(f"SELECT {what} FROM cases_case WHERE person_id = %s", s.person("case coworker psychosocial")) for what in ("id", "person_id"))
    other, closed = (s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person(name)) for name in ("case coworker all", "case grace me"))
    today, forged = cairo_day(s.now), {"made_by": member("you caseworker"), "made_at": s.now.replace(year=2001), "person_id": s.person("A A1 me fresh")}
    stamped = (person, member("me psychosocial_worker"), s.now)
    s.by("me psychosocial_worker")
    group, goal, session = uuid4(), uuid4(), uuid4()
    of = {"kind": "support", "language": "ara", "meetings_planned": 6, "members_at_most": 2, "organisation_id": ORGANISATION["A"], "name": "x"}
    s.insert("psychosocial_group", id=group, **of, leader_id=PERSON["you"], made_by=forged["made_by"], made_at=forged["made_at"])
    yield "group", s.one("SELECT leader_id, made_by, made_at FROM psychosocial_group WHERE id = %s", group), (PERSON["me"], *stamped[1:])
    yield "to no stranger", s.refusal("UPDATE psychosocial_group SET leader_id = %s WHERE id = %s", uuid4(), group), "42501"
    yield "to a colleague", s.refusal("UPDATE psychosocial_group SET leader_id = %s WHERE id = %s", PERSON["you"], group), "done"
    s.by("you caseworker")
    s.run("UPDATE psychosocial_group SET place = 'y'")  # reads nothing, so that no policy of reading stands before it
    s.keeper()
    yield "by its leader in a role that gives no support", s.one("SELECT place FROM psychosocial_group WHERE id = %s", group), ""
    s.by("me psychosocial_worker")
    s.insert("psychosocial_goal", id=goal, case_id=case, words="x", **forged)
    yield "goal", s.one("SELECT person_id, made_by, made_at FROM psychosocial_goal WHERE id = %s", goal), stamped
    held = {"kind": "individual", "held_on": today, "place": "office", "attendance": "came", "work": "x"}
    s.insert("psychosocial_session", id=session, case_id=case, **held, **forged)
    yield "session", s.one("SELECT person_id, made_by, made_at FROM psychosocial_session WHERE id = %s", session), stamped
    for name, at, want in (("its own", session, session), ("another case's", key(other, "care session"), None)):
        step = uuid4()
        s.insert("psychosocial_goalstep", id=step, goal_id=goal, case_id=other, session_id=at, state="open", **forged)
        yield f"step in {name} session", s.one("SELECT case_id, session_id, person_id, made_by, made_at FROM psychosocial_goalstep WHERE id = %s", step), (case, want, *stamped)
    tomorrow = {"held_on": today + timedelta(days=1)}
    yield "tomorrow", s.refused("psychosocial_session", id=uuid4(), case_id=case, **held | tomorrow), "session_in_future"
    yield "of another writer", s.refused("psychosocial_session", id=uuid4(), case_id=case, **held, replaces_id=key(case, "care session")), "session_of_another"
    yield "put right", s.refused("psychosocial_session", id=uuid4(), case_id=case, **held, replaces_id=session), "done"
    meeting, joined = [uuid4(), uuid4()], uuid4()
    for n, one in enumerate(meeting, start=1):
        s.insert("psychosocial_meeting", id=one, group_id=group, held_on=today, topic="x", number=7, made_by=forged["made_by"], made_at=forged["made_at"])
        yield f"meeting {n}", s.one("SELECT number, made_by, made_at FROM psychosocial_meeting WHERE id = %s", one), (n, *stamped[1:])
    yield "meeting tomorrow", s.refused("psychosocial_meeting", id=uuid4(), group_id=group, topic="x", **tomorrow), "session_in_future"
    together = held | {"kind": "group", "meeting_id": meeting[0]}
    yield "who is not in the group", s.refused("psychosocial_session", id=uuid4(), case_id=case, **together), "session_not_member"
    s.insert("psychosocial_member", id=joined, case_id=case, group_id=group, until_at=s.now, **forged)
    yield "member", s.one("SELECT person_id, made_by, made_at, until_at FROM psychosocial_member WHERE id = %s", joined), (*stamped, None)
    yield "twice", s.refused("psychosocial_member", id=uuid4(), case_id=case, group_id=group), "care_member_once"
    in_group = uuid4()
    s.insert("psychosocial_session", id=in_group, case_id=case, **together)
    yield "twice a meeting", s.refused("psychosocial_session", id=uuid4(), case_id=case, **together), "care_session_once_a_meeting"
    yield "put right alone", s.refused("psychosocial_session", id=uuid4(), case_id=case, **held, replaces_id=in_group), "session_of_another"
    yield "put right in another meeting", s.refused("psychosocial_session", id=uuid4(), case_id=case, **together | {"meeting_id": meeting[1]}, replaces_id=in_group), "session_of_another"
    yield "put right in its meeting", s.refused("psychosocial_session", id=uuid4(), case_id=case, **together, replaces_id=in_group), "done"
    s.keeper()
    yield "put right for another case", s.refused("psychosocial_session", id=uuid4(), case_id=other, **held, replaces_id=session), "session_of_another"
    yield "a closed case", s.refused("psychosocial_member", id=uuid4(), case_id=closed, group_id=group), "case_state"
    yield "another organisation's", s.refused("psychosocial_member", id=uuid4(), case_id=other, group_id=key("care group", "B")), "group_closed"
    s.insert("psychosocial_member", id=uuid4(), case_id=other, group_id=group)
    third = s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person("case open me"))
    yield "full", s.refused("psychosocial_member", id=uuid4(), case_id=third, group_id=group), "group_full"
    s.by("me psychosocial_worker")
    s.insert("psychosocial_leaving", member_id=joined, reason="moved", case_id=other, **forged)
    yield "left", s.one("SELECT case_id, person_id, made_by, made_at FROM psychosocial_leaving WHERE member_id = %s", joined), (case, *stamped)
    yield "until", s.one("SELECT until_at FROM psychosocial_member WHERE id = %s", joined), s.now
    yield "comes back", s.refused("psychosocial_member", id=uuid4(), case_id=case, group_id=group), "done"
    yield "leaves once", s.refused("psychosocial_leaving", member_id=joined, reason="moved"), "42501"
    s.keeper()
    s.run("UPDATE psychosocial_group SET is_open = false WHERE id = %s", [group])
    yield "has ended", s.refused("psychosocial_member", id=uuid4(), case_id=third, group_id=group), "group_closed"
    yield "meets no more", s.refused("psychosocial_meeting", id=uuid4(), group_id=group, topic="x", held_on=today), "group_closed"


@deed
def danger_in_a_session_raises_the_alarm_of_its_section(s: Scene):
    case, person = (s.one(f"SELECT {what} FROM cases_case WHERE person_id = %s", s.person("case coworker psychosocial")) for what in ("id", "person_id"))
    closed = s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person("case grace me"))
    held = {"kind": "individual", "held_on": cairo_day(s.now), "place": "office", "attendance": "came", "work": "x"}
    first, second, third = uuid4(), uuid4(), uuid4()
    alarm = "SELECT array_agg(assessment_id) FROM assessments_alarm WHERE case_id = %s AND ended_at IS NULL AND assessment_id = ANY (%s)"
    s.by("me psychosocial_worker")
    s.insert("psychosocial_session", id=first, case_id=case, **held, danger=True)
    s.insert("psychosocial_session", id=uuid4(), case_id=case, **held, danger=False)
    yield "raised", s.one("SELECT person_id, made_by, made_at FROM assessments_alarm WHERE assessment_id = %s", first), (person, member("me psychosocial_worker"), s.now)
    yield "task", s.one("SELECT array_agg(staff_id) FROM cases_task WHERE kind = 'alarm' AND state = 'open' AND case_id = %s", case), [PERSON["me"]]
    read = "SELECT section, is_assessment FROM entry.alarms_read(ARRAY(SELECT id FROM assessments_alarm WHERE assessment_id = %s))"
    yield "read", s.run(read, [first]).fetchone(), (BIT["psychosocial"], False)
    s.insert("psychosocial_session", id=second, case_id=case, **held, replaces_id=first, danger=True)
    s.insert("psychosocial_session", id=third, case_id=case, **held, replaces_id=second, danger=False)
    yield "taken over, and not ended", s.one(alarm, case, [first, second, third]), [second]
    s.insert("assessments_alarmend", alarm_id=s.one("SELECT id FROM assessments_alarm WHERE assessment_id = %s", second), done="x")
    yield "ended in its section", s.one("SELECT section FROM assessments_alarmend WHERE alarm_id = (SELECT id FROM assessments_alarm WHERE assessment_id = %s)", second), BIT["psychosocial"]
    s.by("you caseworker")
    yield "of others nothing is told", s.run(read, [first]).fetchone(), None
    s.keeper()
    yield "in a closed case", s.refused("psychosocial_session", id=uuid4(), case_id=closed, **held, danger=True), "case_state"
    yield "without danger", s.refused("psychosocial_session", id=uuid4(), case_id=closed, **held, danger=False), "done"
