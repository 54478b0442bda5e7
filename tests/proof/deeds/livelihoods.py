"""Micro-businesses: what is stamped, who may not decide, which votes count, and what an approval, a start and a visit make."""
from datetime import timedelta
from uuid import uuid4

from psycopg.types.json import Jsonb

from amana.lib.core.dates import cairo_day
from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.oracle import BIT
from tests.proof.world import PERSON, key


@deed
def a_business_is_stamped_moved_by_its_steps_and_decided_by_those_who_have_no_part_in_it(s: Scene):
    case, person = (s.one(f"SELECT {what} FROM cases_case WHERE person_id = %s", s.person("case open me")) for what in ("id", "person_id"))
    other, other_person = (s.one(f"SELECT {what} FROM cases_case WHERE person_id = %s", s.person("case coworker all")) for what in ("id", "person_id"))
    closed = s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person("case grace me"))
    today = cairo_day(s.now)
    forged = {"made_by": member("you caseworker"), "made_at": s.now.replace(year=2001), "person_id": other_person}
    stamped = (person, member("me caseworker"), s.now)
    business, plan, vote = uuid4(), uuid4(), uuid4()
    plan_of = {"version": "1", "answers": Jsonb({}), "figures": Jsonb({}), "asked": 100}
    s.by("me caseworker")
    s.insert("livelihoods_business", id=business, case_id=case, name="x", state="approved", round=5, amount=7, began_on=today, status="closed", **forged)
    yield "business", s.one("SELECT person_id, made_by, made_at, state, round, amount, began_on, status FROM livelihoods_business WHERE id = %s", business), (*stamped, "draft", 0, None, None, "")
    yield "without a plan", s.refused("livelihoods_step", id=uuid4(), business_id=business, step="submit"), "business_unplanned"
    yield "given up without a plan", s.refused("livelihoods_step", id=uuid4(), business_id=business, step="drop", told="x"), "done"
    yield "first of a plan", s.refused("livelihoods_plan", id=uuid4(), business_id=business, number=2, **plan_of), "business_plan_numbered"
    s.insert("livelihoods_plan", id=plan, business_id=business, number=1, case_id=other, round=9, staff_id=uuid4(), **plan_of, **forged)
    yield "plan", s.one("SELECT case_id, person_id, made_by, made_at, round, staff_id FROM livelihoods_plan WHERE id = %s", plan), (case, *stamped, 0, PERSON["me"])
    yield "the same number", s.refused("livelihoods_plan", id=uuid4(), business_id=business, number=1, **plan_of), "business_plan_numbered"
    s.insert("livelihoods_step", id=uuid4(), business_id=business, step="submit", case_id=other, round=8, **forged)
    yield "step", s.one("SELECT case_id, person_id, made_by, made_at, round FROM livelihoods_step WHERE business_id = %s", business), (case, *stamped, 0)
    yield "submitted", s.one("SELECT state, round FROM livelihoods_business WHERE id = %s", business), ("submitted", 1)
    yield "changed while it waits", s.refused("livelihoods_plan", id=uuid4(), business_id=business, number=2, **plan_of), "business_state"
    yield "condition of what is not approved", s.refused("livelihoods_visit", id=uuid4(), business_id=business, month=1, visited_on=today, seen="x", status="running"), "business_state"
    s.keeper()
    yield "in a closed case", s.refused("livelihoods_business", id=uuid4(), case_id=closed, name="x"), "case_state"
    s.by("me supervisor")
    yield "her own plan", s.refused("livelihoods_vote", id=uuid4(), business_id=business, choice="approve", reason="x"), "business_own"
    yield "decides on her own", s.refused("livelihoods_step", id=uuid4(), business_id=business, step="decline", told="x"), "business_own"
    # Of a plan that somebody else wrote: who owns the case and who works along decide nothing, until they work on it no more.
    s.keeper()
    writer, waiting = uuid4(), key(other, "waiting")
    s.run("UPDATE livelihoods_plan SET staff_id = %s WHERE id = %s", [writer, plan])
    yield "wrote it, or another", [s.one("SELECT ring.business_is_own(%s, %s)", one, writer) for one in (business, waiting)], [True, False]
    s.by("me supervisor")
    yield "of her own case", s.refused("livelihoods_vote", id=uuid4(), business_id=business, choice="approve", reason="x"), "business_own"
    s.keeper()
    yield "works along", s.one("SELECT ring.business_is_own(%s, %s)", waiting, PERSON["me"]), True
    s.run("UPDATE cases_coworker SET until_at = %s WHERE case_id = %s", [s.now, other])
    yield "works along no more", s.one("SELECT ring.business_is_own(%s, %s)", waiting, PERSON["me"]), False
    s.run("UPDATE cases_coworker SET until_at = %s WHERE case_id = %s", [s.now + timedelta(days=1), other])
    yield "works along until tomorrow", s.one("SELECT ring.business_is_own(%s, %s)", waiting, PERSON["me"]), True
    s.run("UPDATE cases_assignment SET until_at = %s WHERE case_id = %s", [s.now, case])
    yield "owned it", s.one("SELECT ring.business_is_own(%s, %s)", business, PERSON["me"]), False
    s.run("UPDATE cases_assignment SET until_at = %s WHERE case_id = %s", [s.now + timedelta(days=1), case])
    yield "owns it until tomorrow", s.one("SELECT ring.business_is_own(%s, %s)", business, PERSON["me"]), True
    s.run("UPDATE cases_assignment SET until_at = %s, staff_id = %s WHERE case_id = %s", [s.now, uuid4(), case])
    s.insert("livelihoods_vote", id=vote, business_id=business, choice="approve", reason="x", case_id=other, round=7, staff_id=uuid4(), **forged)
    yield "vote", s.one("SELECT case_id, person_id, round FROM livelihoods_vote WHERE id = %s", vote), (case, person, 1)


@deed
def votes_count_in_their_round_and_an_approval_makes_its_instalments(s: Scene):
    case = s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person("case open you"))
    person, owner = s.person("case open you"), s.one("SELECT staff_id FROM cases_assignment WHERE case_id = %s AND until_at IS NULL", case)
    waiting, today = key(case, "waiting"), cairo_day(s.now)
    parts = [{"amount": "60.00", "condition": "x", "due_on": "2026-12-01"}, {"amount": "40.00", "condition": "y", "due_on": "2027-01-01"}]
    s.keeper()

    def step(which: str, **more):
        return s.refused("livelihoods_step", id=uuid4(), business_id=waiting, step=which, **{"told": "x"} | more)
    s.run("UPDATE livelihoods_plan SET number = 9, asked = 1000 WHERE business_id = %s", [key(case, "planned")])  # another's is asked for no more
    yield "no majority", step("decline"), "business_no_majority"
    yield "more than is asked for", step("approve", amount=101, instalments=Jsonb([{**parts[0], "amount": "101.00"}])), "business_more_than_asked"
    yield "less than the amount", step("approve", amount=100, instalments=Jsonb(parts[:1])), "business_instalments"
    yield "no instalments", step("approve", amount=100, instalments=Jsonb([])), "business_instalments"
    yield "exactly", step("approve", amount=100, instalments=Jsonb(parts)), "done"
    yield "half is no majority", _with_votes(s, waiting, ["approve", "approve", "decline", "decline"], step, parts), "business_no_majority"
    yield "more than half", _with_votes(s, waiting, ["approve", "approve", "approve", "decline", "return"], step, parts), "done"
    yield "two of three", _with_votes(s, waiting, ["approve", "approve", "return"], step, parts), "done"
    yield "too few", _with_votes(s, waiting, ["approve", "approve"], step, parts), "business_too_few_votes"
    yield "of an earlier round", _with_votes(s, waiting, ["approve"] * 3, step, parts, of_round=0), "business_too_few_votes"
    yield "not in its round", s.refused("livelihoods_step", id=uuid4(), business_id=key(case, "planned"), step="withdraw"), "business_state"
    _set_votes(s, waiting, ["approve"] * 3)
    s.insert("livelihoods_step", id=uuid4(), business_id=waiting, step="approve", told="x", amount=100, instalments=Jsonb(parts))
    yield "approved", s.one("SELECT state, amount FROM livelihoods_business WHERE id = %s", waiting), ("approved", 100)
    yield "instalments", s.run("SELECT number, amount, condition, due_on::text, case_id, person_id, made_at FROM livelihoods_instalment WHERE business_id = %s ORDER BY number", [waiting]).fetchall(), [
        (1, 60, "x", "2026-12-01", case, person, s.now), (2, 40, "y", "2027-01-01", case, person, s.now)]
    yield "votes on what is decided", s.refused("livelihoods_vote", id=uuid4(), business_id=waiting, choice="approve", reason="x"), "business_state"
    part = s.one("SELECT id FROM livelihoods_instalment WHERE business_id = %s AND number = 1", waiting)
    s.run("UPDATE livelihoods_business SET state = 'dropped' WHERE id = %s", [waiting])
    yield "met though it was given up", s.refused("livelihoods_met", instalment_id=part, met_on=today, evidence="x"), "business_state"
    s.run("UPDATE livelihoods_business SET state = 'approved' WHERE id = %s", [waiting])
    yield "met tomorrow", s.refused("livelihoods_met", instalment_id=part, met_on=today + timedelta(days=1), evidence="x"), "business_in_future"
    s.insert("livelihoods_met", instalment_id=part, met_on=today, evidence="x", business_id=uuid4(), case_id=uuid4(), person_id=uuid4(), made_at=s.now.replace(year=2001))
    yield "met", s.one("SELECT business_id, case_id, person_id, made_at FROM livelihoods_met WHERE instalment_id = %s", part), (waiting, case, person, s.now)
    yield "starts tomorrow", step("start", began_on=today + timedelta(days=1)), "business_in_future"
    s.run("DELETE FROM cases_task WHERE case_id = %s", [case])
    s.insert("livelihoods_step", id=uuid4(), business_id=waiting, step="start", began_on=today - timedelta(days=40))
    yield "started", s.one("SELECT state, began_on, amount FROM livelihoods_business WHERE id = %s", waiting), ("started", today - timedelta(days=40), 100)
    tasks = s.run("SELECT title, kind, staff_id, state, action_id, person_id, clock, (due_at AT TIME ZONE 'Africa/Cairo')::date = ((%s::date + make_interval(months => title::integer))::date) FROM cases_task WHERE case_id = %s"
                  " ORDER BY due_at", [today - timedelta(days=40), case]).fetchall()
    yield "tasks", tasks, [(month, "business_visit", owner, "open", waiting, person, "calendar", True) for month in ("1", "3", "6", "12")]
    yield "gives up what works", step("drop"), "business_state"
    beside = [uuid4(), uuid4()]  # another business's visit, and another task of this one
    for one, kind, business in zip(beside, ("business_visit", "own"), (key(case, "works"), waiting), strict=True):
        s.insert("cases_task", id=one, case_id=case, due_at=s.now + timedelta(days=900), kind=kind, title="1", state="open", clock="calendar", outcome="", version=1)
        s.run("UPDATE cases_task SET action_id = %s WHERE id = %s", [business, one])
    visit = {"business_id": waiting, "seen": "x"}
    yield "before its start", s.refused("livelihoods_visit", id=uuid4(), **visit, month=1, visited_on=today - timedelta(days=41), status="running"), "business_state"
    yield "tomorrow", s.refused("livelihoods_visit", id=uuid4(), **visit, month=1, visited_on=today + timedelta(days=1), status="running"), "business_in_future"
    one = uuid4()
    s.insert("livelihoods_visit", id=one, **visit, month=1, visited_on=today - timedelta(days=3), status="difficult", case_id=uuid4(), person_id=uuid4(), made_at=s.now.replace(year=2001))
    yield "visit", s.one("SELECT case_id, person_id, made_at FROM livelihoods_visit WHERE id = %s", one), (case, person, s.now)
    own, social, elsewhere = uuid4(), uuid4(), uuid4()
    for photo, of_case, section in ((own, case, "economic"), (social, case, "social"), (elsewhere, s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person("case open me")), "economic")):
        s.insert("cases_attachment", id=photo, case_id=of_case, section=BIT[section], kind="picture", title="x", media_type="image/jpeg", size=1)
    between = visit | {"month": 0, "visited_on": today - timedelta(days=3), "status": "difficult"}
    for what, photo, want in (("photo", own, own), ("of another section", social, None), ("of another case", elsewhere, None), ("of nothing", uuid4(), None)):
        yield what, _photo_of(s, between, photo), want
    s.run("UPDATE cases_attachment SET withdrawn_at = %s WHERE id = %s", [s.now, own])
    yield "photo that was withdrawn", _photo_of(s, between, own), None
    yield "after the first", _standing(s, waiting), ("difficult", ["done", "open", "open", "open"])
    s.insert("livelihoods_visit", id=uuid4(), **visit, month=3, visited_on=today, status="closed", reason="x")
    s.insert("livelihoods_visit", id=uuid4(), **visit, month=0, visited_on=today - timedelta(days=9), status="running")
    over = ("closed", ["done", "done", "cancelled", "cancelled"])
    yield "the latest day counts, and what is over is visited no more", _standing(s, waiting), over
    s.insert("livelihoods_visit", id=uuid4(), **visit, month=6, visited_on=today, status="closed", reason="x")
    yield "what was called off stays so", _standing(s, waiting), over
    yield "others' tasks stay", s.run("SELECT DISTINCT state FROM cases_task WHERE id = ANY (%s)", [beside]).fetchall(), [("open",)]


@deed
def the_committee_returns_and_declines_and_who_plans_alone_does_not(s: Scene):
    waiting = key(s.world.records["case open me"].cases[0].key, "waiting")
    for which in ("return", "decline"):
        s.keeper()
        _set_votes(s, waiting, [which] * 3)
        for actor, want in (("odd not_plan_business", "done"), ("odd not_decide_business", "42501")):
            s.by(actor)
            yield f"{actor} {which}", s.refused("livelihoods_step", id=uuid4(), business_id=waiting, step=which, told="x"), want


def _set_votes(s: Scene, business, choices: list[str], of_round: int = 1) -> None:
    s.run("DELETE FROM livelihoods_vote WHERE business_id = %s", [business])
    for choice in choices:
        vote = uuid4()
        s.insert("livelihoods_vote", id=vote, business_id=business, choice=choice, reason="x")
        s.run("UPDATE livelihoods_vote SET round = %s, staff_id = %s WHERE id = %s", [of_round, uuid4(), vote])


def _with_votes(s: Scene, business, choices: list[str], step, parts: list, of_round: int = 1) -> str:
    _set_votes(s, business, choices, of_round)
    return step("approve", amount=100, instalments=Jsonb(parts))


def _standing(s: Scene, business) -> tuple:
    return (s.one("SELECT status FROM livelihoods_business WHERE id = %s", business),
            [state for (state,) in s.run("SELECT state FROM cases_task WHERE action_id = %s AND kind = 'business_visit' ORDER BY due_at", [business]).fetchall()])


def _photo_of(s: Scene, visit: dict, photo):
    one = uuid4()
    s.insert("livelihoods_visit", id=one, **visit, attachment_id=photo)
    return s.one("SELECT attachment_id FROM livelihoods_visit WHERE id = %s", one)
