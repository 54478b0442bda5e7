"""Cases, their plans, papers, hands and households."""
from datetime import timedelta
from uuid import uuid4

from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.oracle import BIT
from tests.proof.world import ORGANISATION, PERSON, as_json, columns, key


@deed
def a_file_that_is_only_to_be_reopened_joins_no_household(s: Scene):
    s.by("me supervisor")
    yield "joined", s.refusal("INSERT INTO cases_householdmember (id, case_id, member_id, relation) VALUES (%s, %s, %s, 'child')",
                              uuid4(), key("case open me", "case"), s.person("A A1 me lapsed")), "42501"


@deed
def whoever_works_along_takes_no_proposal_back(s: Scene):
    proposal = uuid4()
    s.by("you caseworker")
    s.insert("cases_handover", id=proposal, case_id=key("case coworker all", "case"), team_id=s.world.teams["A1"].key, staff_id=PERSON["both"], batch=uuid4(), why="load",
             from_on="2001-01-01")
    for actor, want in (("me caseworker", "42501"), ("you caseworker", "done")):
        s.by(actor)
        yield actor, s.refusal("INSERT INTO cases_handoverstep (id, handover_id, step, reason) VALUES (%s, %s, 'take_back', '')", uuid4(), proposal), want


@deed
def a_plan_without_goals_is_not_submitted(s: Scene):
    plan, other = (key(key(f"case open {whose}", "case"), "plan") for whose in ("me", "you"))
    s.keeper()
    s.run("UPDATE cases_plan SET state = 'draft' WHERE id = %s", [plan])
    s.run("UPDATE cases_goal SET plan_id = %s WHERE plan_id = %s", [other, plan])
    s.by("me caseworker")
    yield "submitted", s.refusal("INSERT INTO cases_planstep (id, plan_id, step) VALUES (%s, %s, 'submit')", uuid4(), plan), "plan_without_goals"


@deed
def no_plan_begins_in_a_case_that_is_over(s: Scene):
    s.keeper()
    s.run("UPDATE cases_plan SET state = 'approved'")
    for life, actor in (("tail", "me caseworker"), ("ran-out", "me caseworker"), ("withdrawn", "me supervisor")):
        s.by(actor)
        yield life, s.refused("cases_plan", id=uuid4(), case_id=key(f"case {life} me", "case")), "42501"


@deed
def a_paper_of_the_record_lies_in_a_section_of_the_record(s: Scene):
    s.by("me psychosocial_worker")
    for case, want in ((key("case open me", "case"), "done"), (None, "42501")):
        yield f"in the case: {case is not None}", s.refused("cases_attachment", id=uuid4(), person_id=s.person("case open me"), case_id=case,
                                                         section=BIT["psychosocial"], kind="other", title="x", media_type="text/plain", size=1), want


@deed
def whoever_sees_a_case_by_law_or_a_record_by_referral_sees_nothing_beside_it(s: Scene):
    case, record = key("referral sent", "case"), s.person("referral accepted for me")
    s.by("you caseworker")
    s.insert("cases_householdmember", id=uuid4(), case_id=case, member_id=s.person("A A2 you fresh"), relation="child")
    s.keeper()
    s.run("UPDATE referral_takeover SET person_id = %s", [record])
    s.by("police police_focal_point")
    yield "the case", s.one("SELECT count(*) > 0 FROM access_my_circle WHERE case_id = %s", case), True
    yield "its household", s.one("SELECT count(*) FROM cases_householdmember WHERE case_id = %s", case), 0
    s.by("me elsewhere caseworker")
    yield "the record", s.one("SELECT count(*) > 0 FROM access_my_circle WHERE person_id = %s", record), True
    yield "that it was taken over", s.one("SELECT count(*) FROM referral_takeover WHERE person_id = %s", record), 0


@deed
def nobody_is_a_member_of_her_own_household(s: Scene):
    s.by("me caseworker")
    record = s.world.records["case open me"]
    yield "herself", s.refusal("INSERT INTO cases_householdmember (id, case_id, person_id, member_id, relation) VALUES (%s, %s, %s, %s, 'child')",
                               uuid4(), record.cases[0].key, record.key, record.key), "own_record"


@deed
def an_accepted_proposal_moves_the_case(s: Scene):
    case = s.world.records["case open you"].cases[0].key
    s.by("me caseworker")
    s.insert("cases_handoverstep", id=uuid4(), handover_id=key(case, "handover"), step="accept", made_by=member("you caseworker"), staff_id=PERSON["you"])
    s.keeper()
    yield "owner", s.one("SELECT team_id, staff_id, made_by FROM cases_assignment WHERE case_id = %s AND until_at IS NULL", case), (
        s.world.teams["A1"].key, PERSON["me"], member("me caseworker"))
    yield "owners", s.one("SELECT count(*) FROM cases_assignment WHERE case_id = %s AND until_at IS NULL", case), 1
    yield "proposal", s.one("SELECT state, answered_at, decline_reason FROM cases_handover WHERE case_id = %s", case), ("accepted", s.now, "")
    yield "step", s.one("SELECT made_by, made_at, staff_id FROM cases_handoverstep WHERE step = 'accept' AND case_id = %s", case), (member("me caseworker"), s.now, PERSON["me"])
    yield "drift", s.one("SELECT count(*) FROM ring.drift()"), 0


@deed
def a_proposal_is_stamped_and_lapses_with_the_next_assignment(s: Scene):
    record = s.world.records["case coworker all"]
    case, new = record.cases[0].key, uuid4()
    s.by("you caseworker")
    s.insert("cases_handover", id=new, case_id=case, team_id=s.world.teams["A1"].key, staff_id=PERSON["both"], batch=uuid4(), why="load", from_on="2001-01-01", number="AC-FORGED",
             state="accepted", giver_id=PERSON["third"], made_by=member("me caseworker"))
    s.keeper()
    yield "stamp", s.one("SELECT person_id, organisation_id, giver_id, state, made_by, made_at, number <> 'AC-FORGED' FROM cases_handover WHERE id = %s", new), (
        record.key, ORGANISATION["A"], PERSON["you"], "proposed", member("you caseworker"), s.now, True)
    s.by("you supervisor")
    s.insert("cases_assignment", id=uuid4(), case_id=case, team_id=s.world.teams["A2"].key, staff_id=PERSON["you"])
    s.keeper()
    yield "lapsed", s.one("SELECT state, answered_at FROM cases_handover WHERE id = %s", new), ("lapsed", s.now)


@deed
def a_paper_belongs_to_the_person_of_its_case_and_files_without_rows_are_told(s: Scene):
    record, new, unknown = s.world.records["case open me"], uuid4(), uuid4()
    s.by("me protection_officer")
    s.insert("cases_attachment", id=new, case_id=record.cases[0].key, person_id=s.person("A A1 me fresh"), section=512, kind="other", title="x", media_type="text/plain", size=1,
             made_by=member("you caseworker"))
    s.keeper()
    yield "stamp", s.one("SELECT person_id, made_by, made_at FROM cases_attachment WHERE id = %s", new), (record.key, member("me protection_officer"), s.now)
    yield "protected", s.one("SELECT is_protected FROM registry_holding WHERE person_id = %s", record.key), True
    yield "without a row", s.one("SELECT array_agg(k) FROM entry.files_without_rows(ARRAY[%s, %s]::uuid[]) AS k", new, unknown), [unknown]


@deed
def a_withdrawn_paper_has_no_title_and_its_file_no_row_and_what_a_withdrawal_says_of_it_is_copied(s: Scene):
    record = s.world.records["case open me"]
    case, paper = record.cases[0].key, key(record.cases[0].key, "attachment", BIT["social"])
    s.by("me caseworker")
    s.insert("cases_attachmentwithdrawal", attachment_id=paper, reason="twice", person_id=s.person("A A1 me fresh"), case_id=None, section=1,
             attached_by=member("you caseworker"), made_by=member("you caseworker"), made_at="2001-01-01")
    s.keeper()
    yield "stamp", s.one("SELECT person_id, case_id, section, attached_by, made_by, made_at FROM cases_attachmentwithdrawal WHERE attachment_id = %s", paper), (
        record.key, case, BIT["social"], member("me caseworker"), member("me caseworker"), s.now)
    yield "emptied", s.one("SELECT title, withdrawn_at FROM cases_attachment WHERE id = %s", paper), ("", s.now)
    yield "swept", s.one("SELECT array_agg(k) FROM entry.files_without_rows(ARRAY[%s]::uuid[]) AS k", paper), [paper]
    yield "born withdrawn", _born_withdrawn(s, case), None


def _born_withdrawn(s: Scene, case):
    new = uuid4()
    s.by("me caseworker")
    s.insert("cases_attachment", id=new, case_id=case, person_id=s.person("case open me"), section=BIT["social"], kind="other", title="x", media_type="text/plain", size=1,
             withdrawn_at=s.now)
    s.keeper()
    return s.one("SELECT withdrawn_at FROM cases_attachment WHERE id = %s", new)


@deed
def the_day_of_an_action_in_force_is_a_task_that_ends_with_it(s: Scene):
    case, new = s.world.records["case asked me"].cases[0].key, uuid4()
    s.by("me caseworker")
    s.insert("cases_planaction", id=new, goal_id=key(case, "goal"), title="x", staff_id=PERSON["you"], due_on="2026-12-01", version=1, kind="own", done_by="", state="planned", reason="",
             currency="")
    s.keeper()
    yield "task", s.one("SELECT kind, staff_id, state, case_id FROM cases_task WHERE action_id = %s", new), ("plan_action", PERSON["you"], "open", case)
    s.by("me caseworker")
    s.run("UPDATE cases_planaction SET state = 'done', version = 1 WHERE id = %s", [new])
    s.keeper()
    yield "ended", s.one("SELECT state FROM cases_task WHERE action_id = %s", new), "done"


@deed
def a_task_is_given_the_moments_at_which_it_escalates(s: Scene):
    case = s.world.records["case open me"].cases[0].key
    for what, due, told, further in (("in time", 10, 15, 20), ("without time", -3, 0, 0)):
        new = uuid4()
        s.by("me caseworker")
        s.insert("cases_task", id=new, case_id=case, due_at=s.now + timedelta(hours=due), staff_id=PERSON["me"], state="open", kind="own", clock="calendar", title="x", outcome="", version=1)
        s.keeper()
        yield what, s.one("SELECT escalates_at, escalates_further_at FROM cases_task WHERE id = %s", new), (s.now + timedelta(hours=told), s.now + timedelta(hours=further))
    new = uuid4()
    s.by("me caseworker")
    s.insert("cases_task", id=new, case_id=case, due_at=s.now + timedelta(hours=1), escalates_at=s.now + timedelta(hours=7), escalates_further_at=s.now + timedelta(hours=8))
    s.keeper()
    yield "as counted in working time", s.one("SELECT escalates_at, escalates_further_at FROM cases_task WHERE id = %s", new), (s.now + timedelta(hours=7), s.now + timedelta(hours=8))


@deed
def a_screening_and_a_check_stand_beside_their_own_case_only(s: Scene):
    mine, other, risk = s.world.records["case open me"].cases[0].key, s.world.records["case held me"].cases[0].key, uuid4()
    s.by("me caseworker")
    s.insert("cases_risk", id=risk, case_id=mine, level="low", reasons="x", first_action_due_at=s.now, review_on="2026-12-01", screening_id=key(other, "screening"))
    s.insert("cases_closurecheck", id=uuid4(), case_id=mine, step_id=key(mine, "asked"), code="feedback", answer="met", evidence="x")
    s.keeper()
    yield "another case's screening", s.one("SELECT screening_id FROM cases_risk WHERE id = %s", risk), None
    yield "check", s.one("SELECT step_id FROM cases_closurecheck WHERE case_id = %s AND code = 'feedback'", mine), key(mine, "asked")


@deed
def a_goal_is_written_while_its_plan_is_in_work(s: Scene):
    s.by("me caseworker")
    for name, want in (("case open me", "done"), ("case asked me", "plan_state")):
        case = s.world.records[name].cases[0].key
        goal = columns("cases_goal", id=uuid4(), plan_id=key(case, "plan"), dimension="social", title="x")
        names = ", ".join(goal)
        yield name, s.refusal(f"INSERT INTO cases_goal ({names}) SELECT {names} FROM jsonb_populate_record(NULL::cases_goal, %s)", as_json(goal)), want


@deed
def what_was_to_be_done_goes_with_the_case(s: Scene):
    case, task = s.world.records["case coworker all"].cases[0].key, uuid4()
    whose = "SELECT staff_id, state FROM cases_task WHERE id = %s"
    s.by("you caseworker")
    s.insert("cases_task", id=task, case_id=case, due_at=s.now + timedelta(hours=10), staff_id=PERSON["you"], state="open", kind="own", clock="calendar", title="x", outcome="", version=1)
    s.by("you supervisor")
    s.insert("cases_assignment", id=uuid4(), case_id=case, team_id=s.world.teams["A2"].key, staff_id=PERSON["both"])
    s.keeper()
    yield "given on", s.one(whose, task), (PERSON["both"], "open")


@deed
def no_case_is_opened_again_beside_an_open_one(s: Scene):
    case, reopen = s.world.records["case grace me"].cases[0].key, "INSERT INTO cases_casestep (id, case_id, step, reason) VALUES (%s, %s, 'reopen', '')"
    s.by("me supervisor")
    yield "alone", s.refusal(reopen, uuid4(), case), "done"
    s.keeper()
    s.insert("cases_case", id=uuid4(), person_id=s.person("case grace me"), organisation_id=ORGANISATION["A"])
    s.by("me supervisor")
    yield "beside another", s.refusal(reopen, uuid4(), case), "case_open_already"
