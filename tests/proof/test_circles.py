"""Circles follow from facts whatever happens: after every random history nothing drifts, and deriving all anew changes nothing."""
import re
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amana.casework.cases import actions as cases
from amana.casework.cases.models import Case, Coworker, Handover
from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope
from amana.casework.exceptional import actions as exceptional
from amana.casework.exceptional.models import Access
from amana.casework.registry import actions as registry
from amana.casework.registry.models import Person
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db
REFUSALS = (Refused, Hidden, Forbidden, ObjectDoesNotExist)


class History:
    """Two teams of one organisation, two records; each act is somebody's try, and may be refused."""

    def __init__(self):
        of = make.organisation()
        self.teams = [make.team(of), make.team(of)]
        roles = ("reception", "caseworker", "supervisor", "psychosocial_worker")
        self.people = [make.member(role, of=of, teams=[team]) for team in self.teams for role in roles]
        for role in ("case_manager", "data_protection_officer"):  # who are told of an emergency access
            make.member(role, of=of, teams=[])
        self.persons = [make.person(self.people[0]), make.person(self.people[5])]

    def do(self, act: str, who: int, which: int, other: int) -> None:
        by, person, colleague = self.people[who], self.persons[which], self.people[other]
        if act == "wait":
            make.move_clock(days=(1, 20, 45, 100)[other % 4])
            return
        with suppress(*REFUSALS), acting(by.cookie) as actor:
            self._acts(person, colleague, actor)[act]()

    def _acts(self, person, colleague, actor) -> dict:
        case = Case.objects.filter(person_id=person).order_by("made_at").last()
        return {
            "pass_on": lambda: registry.pass_on(person, team_id=colleague.team.pk, staff_id=colleague.staff.pk, by=actor),
            "reopen_record": lambda: registry.reopen(person, by=actor),
            "open": lambda: cases.open_case(person, by=actor),
            "hand_over": lambda: cases.propose(_known(case), team_id=colleague.team.pk, staff_id=colleague.staff.pk, why="load", by=actor),
            "accept": lambda: cases.accept(Handover.objects.filter(case=_known(case)).latest("made_at"), by=actor),
            "assign": lambda: cases.assign(_known(case), team_id=colleague.team.pk, staff_id=colleague.staff.pk, by=actor),
            "coworker": lambda: cases.add_coworker(_known(case), staff_id=colleague.staff.pk, sections=17, by=actor),
            "no_coworker": lambda: cases.remove_coworker(_known(case), Coworker.objects.filter(case=_known(case)).latest("made_at").pk, by=actor),
            "member": lambda: cases.add_member(_known(case), member_id=next(one for one in self.persons if one != person), relation="child", by=actor),
            "ask_closure": lambda: cases.ask_closure(_known(case), reason="goals_met", summary="", by=actor),
            "approve_closure": lambda: cases.approve_closure(_known(case), by=actor),
            "reopen": lambda: cases.reopen(_known(case), by=actor),
            "protect": lambda: cases.write_note(_known(case), section=512, kind="note", body="x", happened_at=None, by=actor),
            "emergency": lambda: exceptional.open_exceptionally(Person.objects.get(pk=person).number, reason="life", words="a child is missing", by=actor),
            "emergency_over": lambda: exceptional.end(Access.objects.filter(person_id=person).latest("made_at"), by=actor),
            "withdraw": lambda: consents.withdraw(ConsentScope.objects.filter(person_id=person, purpose="case").latest("made_at"), by=actor),
        }


def _known(case):
    if case is None:
        raise Hidden
    return case


ACTS = ("wait", "pass_on", "reopen_record", "consent", "open", "hand_over", "accept", "assign", "coworker", "no_coworker", "member", "ask_closure", "approve_closure", "reopen",
        "withdraw", "emergency", "emergency_over")


def _drift() -> list:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ring.drift()")
        return cursor.fetchall()


def _circles() -> list:
    with connection.cursor() as cursor:
        cursor.execute("SELECT circle::text FROM ring.circle WHERE closes_at > entry.clock() ORDER BY 1")
        return cursor.fetchall()


def _rebuild() -> None:
    with connection.cursor() as cursor:
        for one in ("SET LOCAL ROLE amana_keeper", "SELECT ring.rebuild()", "RESET ROLE"):
            cursor.execute(one)


_step = st.tuples(st.sampled_from(ACTS), st.integers(0, 7), st.integers(0, 1), st.integers(0, 7))


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(_step, min_size=4, max_size=14))
def test_after_every_act_the_circles_are_what_the_facts_say(history):
    with transaction.atomic():
        scene = History()
        for act, who, which, other in history:
            if act == "consent":
                with suppress(*REFUSALS):
                    make.consent(scene.people[who], scene.persons[which])
            else:
                scene.do(act, who, which, other)
            assert _drift() == [], (act, history)
        before = _circles()
        _rebuild()
        assert _circles() == before
        transaction.set_rollback(True)


def test_a_case_that_goes_its_whole_way_leaves_no_drift():
    scene = History()
    worker, chief = scene.people[1], scene.people[2]
    person = make.person(worker)
    case = make.case(worker, person)
    for by, act in ((worker, lambda actor: cases.ask_closure(case, reason="goals_met", summary="", by=actor)), (chief, lambda actor: cases.approve_closure(case, by=actor))):
        with acting(by.cookie) as actor:
            act(actor)
        assert _drift() == []
    make.move_clock(days=31)
    assert _drift() == []


def test_a_settle_trigger_that_is_off_is_seen_as_drift():
    worker = make.member()
    person = make.person(worker)
    with connection.cursor() as cursor:
        for one in ("SET CONSTRAINTS ALL IMMEDIATE", "SET ROLE amana_owner", "ALTER TABLE registry_holding DISABLE TRIGGER c_settle_update", "RESET ROLE"):
            cursor.execute(one)
        cursor.execute("UPDATE registry_holding SET since = since - %s WHERE person_id = %s", [timedelta(days=30), person])
    assert {what for what, *_rest in _drift()} == {"missing", "too much"}
    _rebuild()
    assert _drift() == []


def test_the_time_zone_of_a_session_moves_no_circle():
    """90 days are 90 days, also over a change of the clocks in Cairo."""
    worker = make.member()
    for _month in range(12):  # some of the periods hold a change of the clocks, whatever today is
        make.move_clock(days=30)
        make.person(worker)
    for zone in ("Africa/Cairo", "America/New_York", "Pacific/Kiritimati"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        assert _drift() == []


def test_an_index_leads_from_a_person_to_each_fact_that_circles_follow_from():
    """Otherwise opening a case costs more with every case that there is. Where tables are empty the plan may prefer another index, but the one by person must exist."""
    person = "01a21773-b1dd-7414-90d9-fa0f874951bf"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT * FROM ring.should WHERE person = '{person}'")
        plan = [line.strip() for line, in cursor.fetchall()]
        looked_up = [(_table(plan[:n]), re.search(rf"(\w+) = '{person}'", line)[1]) for n, line in enumerate(plan) if person in line]
        cursor.execute("SELECT i.indrelid::regclass::text, a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]")
        indexed = set(cursor.fetchall())
    assert len(looked_up) > 7 and set(looked_up) <= indexed, set(looked_up) - indexed


def _table(plan: list[str]) -> str:
    """Of the innermost scan above; an index scan below a bitmap names its index alone."""
    return next(found[1] for line in reversed(plan) if (found := re.search(r"(?:Scan|using \w+) on (\w+) \w", line)) and "Bitmap Index" not in line)
