"""The tables of states in rules.py are those of the database, over every pair; and who may move what."""
import pytest
from django.db import connection

from amana.casework.cases import actions, queries
from amana.casework.cases.models import Assignment, Case, CaseStep, Goal, Plan, PlanStep
from amana.casework.cases.rules import CASE_MOVES, PLAN_MOVES, CaseState, CaseVerb, PlanState, PlanVerb
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", CASE_MOVES)
@pytest.mark.parametrize("state", CaseState)
def test_a_case_moves_as_the_table_says_and_in_no_other_way(office, state, verb):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET state = %s, closed_at = CASE WHEN %s = 'closed' THEN now() END WHERE id = %s", [state, state, office.case.pk]
        )
    leaves, reaches = CASE_MOVES[verb]
    step = {"case_id": office.case.pk, "step": verb, "reason": "goals_met" if verb == CaseVerb.ASK_CLOSURE else ""}
    if state in leaves:
        with acting(office.supervisor.cookie):
            CaseStep.objects.create(**step)
        assert Case.objects.get(pk=office.case.pk).state == reaches
    else:
        with pytest.raises(Refused, match="case_state"), acting(office.supervisor.cookie):
            CaseStep.objects.create(**step)
        assert Case.objects.get(pk=office.case.pk).state == state


@pytest.mark.parametrize("verb", PLAN_MOVES)
@pytest.mark.parametrize("state", PlanState)
def test_a_plan_moves_as_the_table_says_and_in_no_other_way(office, state, verb):
    with acting(office.worker.cookie) as actor:
        plan = actions.begin_plan(office.case, by=actor)
        actions.set_goal(plan, dimension="social", title="مسكن آمن", own_words="", by=actor)
    Plan.objects.filter(pk=plan.pk).update(state=state)
    leaves, reaches = PLAN_MOVES[verb]
    if state in leaves:
        with acting(office.supervisor.cookie):
            PlanStep.objects.create(plan_id=plan.pk, step=verb)
        assert Plan.objects.get(pk=plan.pk).state == reaches
    else:
        with pytest.raises(Refused, match="plan_state"), acting(office.supervisor.cookie):
            PlanStep.objects.create(plan_id=plan.pk, step=verb)
        assert Plan.objects.get(pk=plan.pk).state == state


def test_every_verb_of_a_case_and_a_plan_stands_in_its_table_or_ends_a_row_of_it():
    assert set(CaseVerb) - set(CASE_MOVES) == {CaseVerb.REMOVE_COWORKER, CaseVerb.REMOVE_MEMBER}
    assert set(PlanVerb) == set(PLAN_MOVES)


def _propose(case, by):
    """To a colleague who can accept, where there is one."""
    to = next((one for one in access.caseworkers(by.organisation_id) if one.staff_id not in (by.staff_id, *by_owner(case))), None)
    return actions.propose(case, team_id=to.teams[0] if to else by.teams[0], staff_id=to.staff_id if to else by.staff_id, why="load", by=by)


def by_owner(case):
    return Assignment.objects.filter(case_id=case.pk, until_at=None).values_list("staff_id", flat=True)


ACTS = {
    "hold": lambda case, by: actions.hold(case, reason="سفر", by=by),
    "ask_closure": lambda case, by: actions.ask_closure(case, reason="goals_met", summary="", by=by),
    "approve_closure": lambda case, by: (
        CaseStep.objects.create(case_id=case.pk, step="ask_closure", reason="goals_met"),
        actions.approve_closure(case, by=by),
    ),
    "propose": lambda case, by: _propose(case, by),
    "assign": lambda case, by: actions.assign(case, team_id=by.teams[0], staff_id=by.staff_id, by=by),
    "add_coworker": lambda case, by: actions.add_coworker(case, staff_id=by.staff_id, sections=Section.SOCIAL, by=by),
    "begin_plan": lambda case, by: actions.begin_plan(case, by=by),
    "note": lambda case, by: actions.write_note(case, section=Section.SOCIAL, kind="note", body="ملاحظة", happened_at=None, by=by),
}
# actor → acts that succeed, and what the others meet: a role without the verb is told so, a row out of reach does not exist.
MAY = {
    "worker": ({"hold", "ask_closure", "propose", "add_coworker", "begin_plan", "note"}, {"approve_closure": Forbidden, "assign": Forbidden}),
    "supervisor": ({"hold", "ask_closure", "approve_closure", "assign", "add_coworker", "begin_plan", "note"}, {"propose": Hidden}),
    "coworker": (
        {"hold", "begin_plan", "note"},
        {"ask_closure": Hidden, "propose": Hidden, "add_coworker": Hidden, "approve_closure": Forbidden, "assign": Forbidden},
    ),
    "colleague": (set(), {**dict.fromkeys(ACTS, Hidden), "approve_closure": Forbidden, "assign": Forbidden}),
    "other": (set(), {**dict.fromkeys(ACTS, Hidden), "approve_closure": Forbidden, "assign": Forbidden}),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", MAY)
def test_who_may_do_what_is_one_table(office, who, act):
    """Field report B73: actor × act is the only truth, every cell is tried."""
    member = getattr(office, who, None)
    if member is None:
        member = make.member(of=office.worker.organisation)
        with acting(office.worker.cookie) as actor:
            actions.add_coworker(office.case, staff_id=member.staff.pk, sections=Section.SOCIAL, by=actor)
    may, meets = MAY[who]
    if act in may:
        with acting(member.cookie) as actor:
            ACTS[act](office.case, actor)
        return
    if act == "approve_closure":
        with acting(office.worker.cookie) as actor:
            actions.ask_closure(office.case, reason="goals_met", summary="", by=actor)
        with pytest.raises(meets[act]), acting(member.cookie) as actor:
            actions.approve_closure(office.case, by=actor)
        return
    with pytest.raises(meets[act]), acting(member.cookie) as actor:
        ACTS[act](office.case, actor)


def test_closing_cancels_open_tasks_also_for_a_supervisor_who_does_not_write_their_section(office):
    with acting(office.worker.cookie) as actor:
        actions.decide_risk(office.case, level="low", reasons="متابعة", by=actor)
        actions.ask_closure(office.case, reason="goals_met", summary="", by=actor)
    clinical = make.member("clinical_supervisor", of=office.worker.organisation, teams=[office.worker.team])
    with acting(clinical.cookie) as actor:
        actions.approve_closure(office.case, by=actor)
    with acting(office.worker.cookie):
        assert queries.open_tasks_of(office.case.pk) == []


def test_goals_are_changed_only_while_the_plan_is_in_work_and_by_who_saw_them_last(office):
    with acting(office.worker.cookie) as actor:
        plan = actions.begin_plan(office.case, by=actor)
        goal = actions.set_goal(plan, dimension="social", title="مسكن", own_words="", by=actor)
        actions.change_goal(goal.pk, dimension="social", title="مسكن آمن", own_words="أريد بابًا", version=1, by=actor)
    with pytest.raises(Refused, match="changed_meanwhile"), acting(office.worker.cookie) as actor:
        actions.change_goal(goal.pk, dimension="social", title="غرفة", own_words="", version=1, by=actor)
    with acting(office.worker.cookie) as actor:
        actions.submit_plan(plan, by=actor)
    with pytest.raises(Refused, match="plan_state"), acting(office.worker.cookie) as actor:
        actions.change_goal(goal.pk, dimension="social", title="غرفة", own_words="", version=2, by=actor)
    assert Goal.objects.get(pk=goal.pk).title == "مسكن آمن"
