"""The part of the world about consent and cases: every life of a case × owner, coworkers, households and legal bases."""
import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from tests.proof.oracle import ALL, BIT, ROLES, Case, Held, Household, Leave, Legal, Record, Row, bits
from tests.proof.world import IN_TEAM, ORGANISATION, PERSON, Attempt, World, columns, key, step_attempt, teams

DAYS = timedelta(days=1)
# state, closed so many days ago, grace, and when the leave to work on it ends or was ended (days from now)
LIVES = {
    "open": ("open", None, 30, 300, None), "held": ("on_hold", None, 30, 300, None), "asked": ("closure_asked", None, 30, 300, None),
    "ran-out": ("open", None, 30, -10, None), "runs-out-now": ("open", None, 30, 0, None), "withdrawn": ("open", None, 30, 300, -5),
    "grace": ("closed", 10, 30, 300, None), "grace-withdrawn": ("closed", 10, 30, 300, -2), "grace-over": ("closed", 30, 30, 300, None),
    "tail": ("closed", 40, 30, 300, None), "tail-no-leave": ("closed", 40, 30, -20, None), "withdrew": ("closed", 5, 0, 300, -6),
    "year": ("closed", 365, 30, 300, None), "erased": ("closed", 400, 30, 900, None),
}
OWNERS = {"me": ("A1", "me"), "you": ("A2", "you"), "third": ("A1", "third")}


def case_records(now: datetime) -> dict[str, Record]:
    """By name; every record of a case is older than its case, and unprotected unless the name says so."""
    made = {}
    for life, owner in itertools.product(LIVES, OWNERS):
        made[f"case {life} {owner}"] = record_with_case(now, f"case {life} {owner}", life, OWNERS[owner])
    for life in ("open", "tail", "ran-out", "grace"):
        made[f"case {life} protected"] = record_with_case(now, f"case {life} protected", life, OWNERS["third"], is_protected=True)
    for life, owner in itertools.product(("open", "tail"), (("B1", "me"), ("B2", "third"))):
        made[f"case {life} B {owner[1]}"] = record_with_case(now, f"case {life} B {owner[1]}", life, owner, "B")
    made["case handed over"] = record_with_case(now, "case handed over", "open", OWNERS["you"], former=("A1", "me", -5))
    made["case handed over now"] = record_with_case(now, "case handed over now", "open", OWNERS["you"], former=("A1", "me", 0))
    made |= _with_coworkers(now) | _with_leave_by_law(now)
    return made | _households(now, made) | _legal(now)


# The plan of a case is a draft unless it stands here.
PLANS = {"case held me": "submitted", "case asked me": "approved", "case coworker all": "submitted", "case coworker economic": "returned", "case coworker psychosocial": "approved",
         "case open you": "returned", "case by law": "superseded", "case open third": "submitted"}


# Offered to a colleague, by name: of which team, and who. All others were offered once and declined.
OFFERED = {"case open me": ("A2", "you"), "case open you": ("A1", "me"), "case held me": ("A1", "both"), "case asked you": ("A1", "me"), "case ran-out me": ("A2", "you"),
           "case open third": ("A2", "me")}


def proposal_facts(name: str, case: Case) -> dict:
    in_team, staff = OFFERED.get(name, ("A2", "you"))
    return {"to": PERSON[staff], "organisation": case.organisation, "state": "proposed" if name in OFFERED else "declined",
            "worker_is_of_the_team": (in_team, staff) in IN_TEAM, "team": teams()[in_team].key}


def record_with_case(now, name, life, owner, organisation="A", *, former=None, coworkers=(), is_protected=False, leaves=None, legal=(), **more) -> Record:
    state, closed, grace, leave_ends, withdrawn = LIVES[life]
    team, begun = teams(), now - 450 * DAYS if life in ("erased", "year") else now - 60 * DAYS
    owners = [Held(key(name, "owner"), team[owner[0]].key, PERSON[owner[1]], begun)]
    if former:
        handed = now + former[2] * DAYS
        owners = [Held(key(name, "former"), team[former[0]].key, PERSON[former[1]], begun, handed), Held(key(name, "owner"), team[owner[0]].key, PERSON[owner[1]], handed)]
    if leaves is None:
        leaves = (Leave(key(name, "scope"), now + leave_ends * DAYS, now + withdrawn * DAYS if withdrawn is not None else None),)
        if life in ("ran-out", "withdrawn"):  # an answer in force for another purpose is no leave
            leaves += (Leave(key(name, "statistics"), now + 300 * DAYS, purpose="statistics"),)
    of = ORGANISATION[organisation]
    case = Case(key(name, "case"), of, begun, state, tuple(owners), now - closed * DAYS if closed else None, grace * DAYS, tuple(coworkers))
    return Record(key("record", name), of, team[owner[0]].key, PERSON[owner[1]], begun - 10 * DAYS, is_protected, begun, (case,), tuple(leaves), tuple(legal), **more)


def _with_coworkers(now) -> dict[str, Record]:
    team, made = teams(), {}
    chosen = {"psychosocial": bits("identity contact social psychosocial"), "economic": bits("economic legal"), "all": ALL}
    times = {"": (-20, None), " removed": (-20, -1), " removed-now": (-20, 0), " new": (0, None)}
    for (of, sections), (when, (begins, ends)) in itertools.product(chosen.items(), times.items()):
        if when and of != "psychosocial":
            continue
        name = f"case coworker {of}{when}"
        held = Held(key(name, "coworker"), team["A1"].key, PERSON["me"], now + begins * DAYS, now + ends * DAYS if ends is not None else None, sections)
        made[name] = record_with_case(now, name, "open", OWNERS["you"], coworkers=[held])
    for life in ("ran-out", "grace", "tail", "asked"):
        name = f"case coworker {life}"
        made[name] = record_with_case(now, name, life, OWNERS["you"], coworkers=[Held(key(name, "coworker"), team["A1"].key, PERSON["me"], now - 20 * DAYS, None, chosen["psychosocial"])])
    return made


def _with_leave_by_law(now) -> dict[str, Record]:
    """Leave by a legal basis recorded for itself, by one not approved, and by a consent that was refused."""
    made = {}
    for name, approved, agreed in (("law", now - DAYS, False), ("no law", None, False), ("law and consent", now - DAYS, True), ("law for others", now - DAYS, False)):
        name = f"case by {name}"
        to, team = ("B", "B1") if name.endswith("others") else ("A", "A1")
        basis = Legal(key(name, "legal"), ORGANISATION["A"], ORGANISATION[to], teams()[team].key, None, bits("identity social legal"), now - 2 * DAYS, now + 30 * DAYS,
                      approved_at=approved, made_by=PERSON["you"])
        made[name] = record_with_case(now, name, "open", OWNERS["you"], leaves=(Leave(key(name, "scope"), now + 90 * DAYS, agreed=agreed),), legal=(basis,))
    return made


def _households(now, heads) -> dict[str, Record]:
    made, team = {}, teams()
    pairs = {"me": ("case open me", False, None), "you": ("case open you", False, None), "third": ("case open third", False, None), "protected": ("case open me", True, None),
             "of-protected": ("case open protected", False, None), "removed": ("case open me", False, -1), "ran-out": ("case ran-out me", False, None),
             "tail": ("case tail me", False, None), "handed": ("case handed over", False, None), "of a coworker's": ("case coworker all", False, None), "now": ("case open me", False, None)}
    for name, (head, is_protected, ends) in pairs.items():
        begins = now if name == "now" else now - 3 * DAYS
        member = Household(key("member", name), heads[head], begins, now + ends * DAYS if ends is not None else None)
        made[f"member {name}"] = Record(key("record", "member", name), ORGANISATION["A"], team["A-desk"].key, None, now - 200 * DAYS, is_protected, households=(member,))
    # a member whose own case is another's: the record is near, that case is not
    made["member with a case"] = record_with_case(now, "member with a case", "open", OWNERS["you"], households=(
        Household(key("member", "with a case"), heads["case open me"], now - 3 * DAYS),), legal=(_legal_of(now, "member with a case"),))
    return made


def _legal_of(now, name: str) -> Legal:
    return Legal(key(name, "legal"), ORGANISATION["A"], ORGANISATION["B"], teams()["B1"].key, None, bits("identity legal"), now - DAYS, now + 30 * DAYS, key(name, "case"),
                 made_by=PERSON["third"])


def _legal(now) -> dict[str, Record]:
    made, team = {}, teams()
    hour = timedelta(hours=1)
    # starts, approved, ends, ended (from now), vital
    times = {"approved": (-5 * DAYS, -4 * DAYS, 30 * DAYS, None, False), "unapproved": (-5 * DAYS, None, 30 * DAYS, None, False),
             "approved-now": (-5 * DAYS, 0 * DAYS, 30 * DAYS, None, False), "vital": (-hour, None, 30 * DAYS, None, True), "vital-late": (-25 * hour, None, 30 * DAYS, None, True),
             "vital-edge": (-24 * hour, None, 30 * DAYS, None, True), "vital-now": (0 * hour, None, 30 * DAYS, None, True),
             "vital-approved": (-9 * DAYS, -8 * DAYS, 30 * DAYS, None, True), "ended": (-5 * DAYS, -4 * DAYS, 30 * DAYS, -DAYS, False), "over": (-5 * DAYS, -4 * DAYS, 0 * DAYS, None, False)}
    receivers = {"B1": ("B", "B1", None), "me": ("B", None, "me"), "police": ("P", "P-desk", None), "A1": ("A", "A1", None)}
    for (when, (starts, approved, ends, ended, vital)), (to, (of, in_team, staff)), with_case in itertools.product(times.items(), receivers.items(), (False, True)):
        if (to in ("me", "A1") and when not in ("approved", "unapproved")) or (to == "police" and not with_case):
            continue
        name = f"legal {when} {to}{' case' if with_case else ''}"
        basis = Legal(key(name, "legal"), ORGANISATION["A"], ORGANISATION[of], team[in_team].key if in_team else None, PERSON[staff] if staff else None,
                      bits("identity legal protection" if to == "police" else "identity contact social legal protection"), now + starts, now + ends, key(name, "case") if with_case else None, vital,
                      now + approved if approved is not None else None, now + ended if ended is not None else None, PERSON["you"])
        coworkers = [Held(key(name, "coworker"), team["A1"].key, PERSON["third"], now - 2 * DAYS, None, bits("identity social"))] if when == "approved" else ()
        made[name] = record_with_case(now, name, "open", OWNERS["me" if to == "B1" else "you"], legal=(basis,), coworkers=coworkers) if with_case else Record(
            key("record", name), ORGANISATION["A"], team["A2"].key, PERSON["you"], now - 20 * DAYS, legal=(basis,))
    return made


# Storing ---------------------------------------------------------------------------------------------------------------------------------------------
def store(builder, world: World) -> None:
    """All rows of consent and cases. Stamps and checks are off meanwhile, for these facts lie in the past; what derives circles is on."""
    from tests.proof import referrals
    now, xid = world.now, builder.run("SELECT pg_current_xact_id()::text::bigint").fetchone()[0]
    rows: dict[str, list[dict]] = {}

    def add(table: str, **values) -> None:
        rows.setdefault(table, []).append(columns(table, **values))

    tried = {world.records[name] for name in ALL_SECTIONS}
    for name, record in world.records.items():
        for leave in (*record.leaves, *(referrals.further_leaves(now) if name == "referral new open" else ())):
            consent = key(leave.key, "consent")
            add("consent_consent", id=consent, person_id=record.key, organisation_id=record.organisation, made_at=now - 60 * DAYS, made_in=xid)
            add("consent_consentscope", id=leave.key, consent_id=consent, person_id=record.key, purpose=leave.purpose, receiver_id=leave.receiver or record.organisation,
                agreed=leave.agreed, sections=leave.sections, made_at=now - 60 * DAYS, ends_at=leave.ends_at, ended_at=leave.ended_at)
            add("consent_consentpaper", consent_id=consent, person_id=record.key, mode="thumb", given_by="self", language="ar", points=[], text_version="1", text_shown="x",
                thumb_photo=b"x")
            add("consent_consent", id=key(leave.key, "second"), person_id=record.key, organisation_id=record.organisation, made_at=now, made_in=xid)  # its paper is tried
            add("consent_consent", id=key(leave.key, "earlier"), person_id=record.key, organisation_id=record.organisation, made_at=now, made_in=xid - 1)
            add("consent_consentstep", id=key(leave.key, "step"), scope_id=leave.key, person_id=record.key, step="withdraw")
        for case in record.cases:
            _add_case(add, record, case, now, PLANS.get(name, "draft"), BIT.values() if record in tried else (BIT["social"], BIT["psychosocial"]))
        for one in record.legal:
            add("consent_legalbasis", id=one.key, person_id=record.key, case_id=one.case, organisation_id=one.organisation, to_organisation_id=one.to_organisation,
                to_team_id=one.to_team, to_staff_id=one.to_staff, article="art. 1", reason="a court order", is_vital=one.is_vital, sections=one.sections, starts_at=one.starts_at,
                ends_at=one.ends_at, approved_at=one.approved_at, ended_at=one.ended_at,
                approved_by=key("membership", "session ended supervisor") if one.approved_at else None,
                made_by=key("membership", "you protection_officer" if one.made_by == PERSON["you"] else "session ended supervisor"))
            add("consent_legalstep", id=key(one.key, "step"), legal_basis_id=one.key, person_id=record.key, case_id=one.case, step="end")
    for name, record in world.records.items():
        if not name.startswith("imported"):  # with whom nobody has worked since
            for section in REGISTRY_BITS:
                _attach(add, record, None, section)
            _withdraw(add, record, None, now)
        for one in record.households:
            add("cases_householdmember", id=one.key, case_id=one.head.cases[0].key, person_id=one.head.key, member_id=record.key, relation="child", made_at=one.begins, until_at=one.ends)
        for case in record.cases:
            facts = proposal_facts(_name_of(world, record), case)
            of = dict(case_id=case.key, person_id=record.key, organisation_id=case.organisation, staff_id=facts["to"])
            add("cases_handover", id=key(case.key, "handover"), **of, team_id=facts["team"], batch=key(case.key, "batch"), why="load", from_on=now.date(), state=facts["state"])
            add("cases_handoverstep", id=key(case.key, "handover step"), **of, handover_id=key(case.key, "handover"), step="take_back")
            for table, what in (("cases_handover", "handover"), ("cases_handoverstep", "handover step")):
                world.rows.setdefault(table, []).append(Row(table, str(key(case.key, what)), record, case.key, facts=facts))
    for table in sorted(rows, key=ORDER.index):
        builder.insert_past(table, rows[table])


def _name_of(world: World, record: Record) -> str:
    return next(name for name, one in world.records.items() if one is record)


REGISTRY_BITS = (BIT["identity"], BIT["contact"], BIT["documents"], BIT["journey"], BIT["social"])
ORDER = ["consent_consent", "consent_consentscope", "consent_consentpaper", "consent_consentstep", "cases_case", "cases_assignment", "cases_handover", "cases_handoverstep", "cases_coworker", "cases_casestep",
         "cases_householdmember", "cases_closurecheck", "cases_screening", "cases_risk", "cases_attachment", "cases_attachmentwithdrawal", "cases_note", "cases_plan", "cases_planstep", "cases_goal", "cases_goal_past", "cases_planaction", "cases_planaction_past",
         "cases_task", "cases_task_past", "assessments_assessment", "assessments_decision", "assessments_alarm", "assessments_alarmend", "assessments_draft", "interpreting_booking", "interpreting_cancellation",
         "psychosocial_member", "psychosocial_leaving", "psychosocial_session", "psychosocial_goal", "psychosocial_goalstep", "psychosocial_safetyplan", "psychosocial_supervision",
         "livelihoods_business", "livelihoods_plan", "livelihoods_vote", "livelihoods_step", "livelihoods_instalment", "livelihoods_met", "livelihoods_visit", "entitlements_screening", "entitlements_application", "entitlements_applicationstep", "reintegration_followup", "reintegration_attempt", "reintegration_intention", "consent_legalbasis", "consent_legalstep"]


def _add_case(add, record: Record, case: Case, now: datetime, plan_state: str, sections) -> None:
    of = dict(person_id=record.key, case_id=case.key)
    add("cases_case", id=case.key, number=str(case.key)[:12], person_id=record.key, organisation_id=case.organisation, made_at=case.made_at, state=case.state, closed_at=case.closed_at,
        grace_days=case.grace.days)
    for held in case.owners:
        add("cases_assignment", id=held.key, **of, organisation_id=case.organisation, team_id=held.team, staff_id=held.staff, made_at=held.begins, until_at=held.ends)
    for held in case.coworkers:
        add("cases_coworker", id=held.key, **of, organisation_id=case.organisation, team_id=held.team, staff_id=held.staff, sections=held.sections, made_at=held.begins, until_at=held.ends)
    plan, goal, action, task = (key(case.key, what) for what in ("plan", "goal", "action", "task"))
    add("cases_casestep", id=key(case.key, "step"), **of, step="hold")
    add("cases_casestep", id=key(case.key, "asked"), **of, step="ask_closure", reason="goals_met")
    add("cases_closurecheck", id=key(case.key, "check"), **of, step_id=key(case.key, "asked"), code="risk_low", answer="met", evidence="x")
    add("cases_screening", id=key(case.key, "screening"), **of, rule="1", answered={}, because={})
    add("cases_risk", id=key(case.key, "risk"), **of, level="low", reasons="x", first_action_due_at=now, review_on=now.date())
    for section in sections:
        _attach(add, record, case, section)
        add("cases_note", id=key(case.key, "note", section), **of, section=section, happened_at=now, body="x", made_at=now)
    _withdraw(add, record, case, now)
    add("cases_plan", id=plan, **of, state=plan_state)
    add("cases_planstep", id=key(case.key, "planstep"), **of, plan_id=plan, step="submit")
    add("cases_goal", id=goal, **of, plan_id=plan, dimension="social", title="x")
    add("cases_goal_past", past_id=key(goal, "past"), id=goal, **of, plan_id=plan, dimension="social", title="x", replaced_at=now)
    add("cases_planaction", id=action, **of, goal_id=goal, title="x")
    add("cases_planaction_past", past_id=key(action, "past"), id=action, **of, goal_id=goal, title="x", replaced_at=now)
    add("cases_task", id=task, **of, due_at=now)
    _book(add, case, of, now)
    _assess(add, case, of, now)
    _support(add, case, of, now)
    _entitle(add, case, of, now)
    _plan_business(add, case, of, now)
    add("cases_task_past", past_id=key(task, "past"), id=task, **of, due_at=now, replaced_at=now)


def interpreter_of(case: Case) -> UUID:
    return key("interpreter", "A" if case.organisation == ORGANISATION["A"] else "B")


def _book(add, case: Case, of: dict, now: datetime) -> None:
    """One that stands, and one that was cancelled."""
    for name, cancelled_at in (("booking", None), ("cancelled", now)):
        add("interpreting_booking", id=key(case.key, name), **of, interpreter_id=interpreter_of(case), kind="visit", starts_at=now + DAYS, ends_at=now + DAYS + timedelta(hours=1),
            cancelled_at=cancelled_at)
    add("interpreting_cancellation", booking_id=key(case.key, "cancelled"), **of, reason="x")


# An instrument of each section that has one.
ASKED = {BIT["psychosocial"]: "phq9", BIT["social"]: "rss", BIT["economic"]: "rcsi"}
# Who has a form half filled, of which instrument, since when.
FILLED = {"mine": ("me", "A", "phq9", timedelta(0)), "hers": ("you", "A", "phq9", timedelta(0)), "elsewhere": ("me", "B", "phq9", timedelta(0)), "social": ("me", "A", "rss", timedelta(0)),
          "edge": ("me", "A", "phq9", 14 * DAYS), "nearly over": ("me", "A", "phq9", 14 * DAYS - timedelta(minutes=1))}


CALM = frozenset({key("case asked me", "case"), key("case asked third", "case")})  # their alarm has ended; of all others one is open


def answered(case: UUID, instrument: str) -> dict:
    return dict(case_id=case, instrument=instrument, version="1", asked_on="2026-01-05", language="ara", answers={}, scores={}, suggested=[])


def _assess(add, case: Case, of: dict, now: datetime) -> None:
    """One of each section that stands, decided on; one of the clinical kind that was corrected; an alarm that is open and one that has ended."""
    for section, instrument in ASKED.items():
        add("assessments_assessment", **answered(case.key, instrument) | {"id": key(case.key, "assessment", section), "section": section}, person_id=of["person_id"], made_at=now)
        add("assessments_decision", id=key(case.key, "decided", section), **of, assessment_id=key(case.key, "assessment", section), section=section, choice="otherwise", reason="x")
    clinical = BIT["psychosocial"]
    add("assessments_assessment", **answered(case.key, "phq9") | {"id": key(case.key, "corrected"), "section": clinical}, person_id=of["person_id"], made_at=now, replaced_at=now)
    for name, ended_at in (("alarm", now if case.key in CALM else None), ("alarm ended", now)):
        add("assessments_alarm", id=key(case.key, name), **of, assessment_id=key(case.key, "assessment", clinical), section=clinical, made_at=now - 20 * DAYS, ended_at=ended_at)  # no news any more
    add("assessments_alarmend", alarm_id=key(case.key, "alarm ended"), **of, section=clinical, done="x")
    for name, (staff, organisation, instrument, age) in FILLED.items():
        add("assessments_draft", id=key(case.key, "filled", name), **of, staff_id=PERSON[staff], organisation_id=ORGANISATION[organisation], made_at=now - age,
            section=next(bit for bit, code in ASKED.items() if code == instrument), instrument=instrument, version="1", content={"answers": {}})


def group_of(case: Case) -> UUID:
    return key("care group", "A" if case.organisation == ORGANISATION["A"] else "B")


def _support(add, case: Case, of: dict, now: datetime) -> None:
    """In a group, and one who has left it; a session, a goal with a step, a safety plan, a supervision."""
    for name, until_at in (("group member", None), ("former member", now)):
        add("psychosocial_member", id=key(case.key, name), **of, group_id=group_of(case), until_at=until_at)
    add("psychosocial_leaving", member_id=key(case.key, "former member"), **of, reason="moved")
    add("psychosocial_session", id=key(case.key, "care session"), **of, kind="individual", held_on=now.date(), place="office", attendance="came", work="x")
    add("psychosocial_goal", id=key(case.key, "care goal"), **of, words="x")
    add("psychosocial_goalstep", id=key(case.key, "care step"), **of, goal_id=key(case.key, "care goal"), state="open", nearness=3)
    add("psychosocial_safetyplan", id=key(case.key, "safety plan"), **of, signs="x", helpers="x", review_on=now.date())
    add("psychosocial_supervision", id=key(case.key, "supervision"), **of, looked_at="x")
    add("reintegration_followup", id=key(case.key, "follow up"), **of, returned_on=now.date() - 30 * DAYS)
    add("reintegration_attempt", id=key(case.key, "attempt"), **of, way="call", outcome="no_answer", tried_on=now.date())
    add("reintegration_intention", id=key(case.key, "intention"), **of, wish="stay", words="x")


def _entitle(add, case: Case, of: dict, now: datetime) -> None:
    """Screened, and one application that was handed in."""
    add("entitlements_screening", id=key(case.key, "entitled"), **of, asked_on=now.date(), facts={"children": "2"}, findings={}, remarks="x", made_at=now)
    add("entitlements_application", id=key(case.key, "applied"), **of, screening_id=key(case.key, "entitled"), programme="takaful", version="1", state="submitted", made_at=now)
    add("entitlements_applicationstep", id=key(case.key, "handed in"), **of, application_id=key(case.key, "applied"), step="submit", happened_on=now.date(), office="x", made_at=now)


# Businesses of every case by the state in which they stand, and who votes there: strangers to every file.
BUSINESSES = {"planned": "draft", "waiting": "submitted", "approved": "approved", "works": "started"}
VOTERS = ("first", "second", "third")


def _plan_business(add, case: Case, of: dict, now: datetime) -> None:
    """In each state; the one that waits has three votes to approve it, the one that works an instalment that is due and one whose condition is met."""
    for name, state in BUSINESSES.items():
        one = dict(of, business_id=key(case.key, name))
        began = now.date() - 30 * DAYS if name == "works" else None
        add("livelihoods_business", id=one["business_id"], **of, name="x", state=state, round=1, began_on=began, made_at=now)
        add("livelihoods_plan", id=key(case.key, name, "plan"), **one, number=1, round=1, version="1", answers={}, figures={}, asked=100, staff_id=key("writer"))
    waiting, works = (dict(of, business_id=key(case.key, name)) for name in ("waiting", "works"))
    for voter in VOTERS:
        add("livelihoods_vote", id=key(case.key, "vote", voter), **waiting, choice="approve", reason="x", round=1, staff_id=key("voter", voter))
    add("livelihoods_step", id=key(case.key, "business step"), **waiting, step="submit", round=0)
    for number, name in enumerate(("instalment", "instalment met"), start=1):
        add("livelihoods_instalment", id=key(case.key, name), **works, number=number, amount=50, condition="x", due_on=now.date())
    add("livelihoods_met", instalment_id=key(case.key, "instalment met"), **works, met_on=now.date(), evidence="x")
    add("livelihoods_visit", id=key(case.key, "visit"), **works, month=1, visited_on=now.date(), seen="x", status="running", attachment_id=key(case.key, "attachment", BIT["economic"]))


def _on_business(case: Case, now: datetime, one) -> Iterator[Attempt]:
    """What is written of businesses where it fits, and where it does not; of decisions the one that the votes bear and one that they do not."""
    own = {held.staff for held in (*case.owners, *case.coworkers) if held.ends is None or held.ends > now}
    planned, waiting, works = (key(case.key, name) for name in ("planned", "waiting", "works"))
    plan = {"number": 2, "version": "1", "answers": {}, "figures": {}, "asked": 1}
    yield one("livelihoods_business", "business", None, {"is_closed": case.state == "closed"}, case_id=case.key, name="x")
    for business, stands in ((planned, True), (waiting, False)):
        yield one("livelihoods_plan", f"plan {stands}", None, {"stands": stands}, business_id=business, **plan)
    for business, stands in ((waiting, True), (planned, False)):
        yield one("livelihoods_vote", f"vote {stands}", None, {"stands": stands, "own": own}, business_id=business, choice="return", reason="x")
    parts = [{"amount": "60.00", "condition": "x", "due_on": "2026-12-01"}, {"amount": "40.00", "condition": "x", "due_on": "2027-01-01"}]
    steps = ((planned, "submit", True, {}), (waiting, "withdraw", True, {}), (waiting, "approve", True, {"amount": 100, "instalments": parts, "told": "x"}), (waiting, "return", False, {"told": "x"}),
             (planned, "decline", False, {"told": "x"}), (planned, "drop", True, {"told": "x"}), (works, "drop", False, {"told": "x"}), (key(case.key, "approved"), "start", True, {"began_on": now.date() - DAYS}))
    for business, step, stands, more in steps:
        yield one("livelihoods_step", f"{step} {stands}", None, {"stands": stands, "own": own, "step": step}, business_id=business, step=step, **more)
    yield one("livelihoods_visit", "visit", None, {"stands": True}, business_id=works, month=3, visited_on=now.date() - DAYS, seen="x", status="running", attachment_id=key(case.key, "attachment", BIT["economic"]))


# Who attached the papers of a section.
ATTACHED_BY = {BIT["psychosocial"]: "me psychosocial_worker", BIT["health"]: "me health_worker", BIT["protection"]: "me protection_officer", BIT["contact"]: "me reception"}


def attached_by(section: int) -> UUID:
    return key("membership", ATTACHED_BY.get(section, "me caseworker"))


def _attach(add, record: Record, case: Case | None, section: int, **more) -> None:
    add("cases_attachment", **dict(id=key((case or record).key, "attachment", section), person_id=record.key, case_id=case.key if case else None, section=section, kind="other",
                                   title="x", media_type="text/plain", size=1, made_by=attached_by(section)) | more)


def _withdraw(add, record: Record, case: Case | None, now: datetime) -> None:
    """One more of each was withdrawn."""
    one = key((case or record).key, "withdrawn")
    _attach(add, record, case, BIT["social"], id=one, withdrawn_at=now)
    add("cases_attachmentwithdrawal", attachment_id=one, person_id=record.key, case_id=case.key if case else None, section=BIT["social"],
        attached_by=attached_by(BIT["social"]), reason="twice", made_at=now)


def tell_facts(builder, world: World) -> None:
    """What was withdrawn is nobody's."""
    gone = {found for found, in builder.run("SELECT id::text FROM cases_attachment WHERE withdrawn_at IS NOT NULL").fetchall()}
    for row in world.rows["cases_attachment"]:
        row.facts["withdrawn"] = row.key in gone
    filled = {str(key(case.key, "filled", name)): (PERSON[staff], ORGANISATION[of], world.now - age)
              for record in world.records.values() for case in record.cases for name, (staff, of, _instrument, age) in FILLED.items()}
    for row in world.rows["assessments_draft"]:
        row.facts.update(dict(zip(("staff", "organisation", "made_at"), filled[row.key], strict=True)))


def _withdrawals(record: Record, case: Case | None, sections) -> Iterator[Attempt]:
    """Of each section's paper, and of what was withdrawn before."""
    of = case or record
    tried = [(key(of.key, "attachment", section), section, False) for section in sections] + [(key(of.key, "withdrawn"), BIT["social"], True)]
    for paper, section, gone in tried:
        facts = {"attached_by": attached_by(section), "withdrawn": gone}
        yield Attempt(Row("cases_attachmentwithdrawal", f"of {'withdrawn' if gone else section} {of.key}", record, case.key if case else None, section, facts), columns(
            "cases_attachmentwithdrawal", attachment_id=paper, reason="wrong_file"))


# What every actor tries ------------------------------------------------------------------------------------------------------------------------------
STEPS = ("hold", "resume", "ask_closure", "refuse_closure", "approve_closure", "reopen")
LEGAL = ("legal approved A1 case", "legal unapproved B1 case", "legal unapproved me", "legal vital B1 case", "legal vital-edge B1 case", "legal vital-late B1", "legal ended B1 case",
         "legal over B1 case", "member with a case", "case by law", "case by no law")


ALL_SECTIONS = ("case open me", "case coworker all", "case coworker psychosocial", "case open third", "case open B me", "legal approved me case", "legal approved police case", "case help approved")
TRIED = {*(f"case {life} me" for life in LIVES), "case open you", "case asked you", "case tail you", "case ran-out third", "case open third", "case tail protected", "case open B me",
         "case tail B third", "case handed over", "case coworker psychosocial", "case coworker all", "case coworker tail", "case by law", "case by no law",
         "case grace-withdrawn third", "member me", "member protected", "legal approved A1 case", "legal approved A1", "A A1 me fresh", "A A1 me lapsed", "A A2 you fresh",
         "A A1 me fresh protected", "B B1 me fresh", "case coworker economic", "case coworker grace", "case coworker asked", "member with a case", "expected A1 fresh",
         "undone A1", "received A1 me fresh", "referral sent", "referral feedback", "referral of my own, not read", "referral to the police",
         "exceptional me open protected", "case help requested", "case help approved", "case help protected", "case help of a closed case"}


def attempts(world: World) -> Iterator[Attempt]:
    for name, record in world.records.items():
        if name in TRIED:
            yield from _on_record(world, record)
            for case in record.cases:
                yield from _on_case(world, record, case, all_sections=name in ALL_SECTIONS, plan=PLANS.get(name, "draft"))
                yield from _on_proposal(world, record, case, proposal_facts(name, case))
    for name in LEGAL:
        record = world.records[name]
        for one, step in itertools.product(record.legal, ("approve", "end")):
            yield Attempt(Row("consent_legalstep", f"{step} {name}", record, one.case, facts={"legal": one, "step": step}), columns(
                "consent_legalstep", id=key("new step"), legal_basis_id=one.key, step=step))


def _on_record(world: World, record: Record) -> Iterator[Attempt]:
    def one(table: str, what: str, facts: dict, **values) -> Attempt:
        return Attempt(Row(table, f"{what} {record.key}", record, facts=facts), columns(table, id=key("new", table), person_id=record.key, **values))

    if record.cases or record.households:
        yield from (step_attempt(record, step, world.teams["A2" if step == "pass_on" else "A1"] if step in ("pass_on", "register") else None)
                    for step in ("pass_on", "register", "reopen", "protect"))
    for section in REGISTRY_BITS:
        yield Attempt(Row("cases_attachment", f"of the record {section} {record.key}", record, None, section), columns(
            "cases_attachment", id=key("new attachment"), person_id=record.key, section=section, kind="other", title="x", media_type="text/plain", size=1))
    yield from _withdrawals(record, None, REGISTRY_BITS)
    yield one("cases_case", "case", {}, number="")
    yield one("consent_consent", "consent", {})
    for case, (team, is_its_own) in itertools.product((None, *(case.key for case in record.cases)), (("B1", True), ("A2", False))):
        yield Attempt(Row("consent_legalbasis", f"for {team} {case} {record.key}", record, case, facts={"receiver_is_of_the_organisation": is_its_own}), columns(
            "consent_legalbasis", id=key("new basis"), person_id=record.key, case_id=case, to_organisation_id=ORGANISATION["B"], to_team_id=world.teams[team].key, article="art. 1",
            reason="a court order", sections=1, ends_at=world.now + DAYS))
    for leave in record.leaves:
        in_force = leave.agreed and leave.ended_at is None and leave.ends_at > world.now
        yield Attempt(Row("consent_consentstep", f"withdraw {leave.key}", record, facts={"in_force": in_force}), columns(
            "consent_consentstep", id=key("new step"), scope_id=leave.key, step="withdraw"))
        for of, with_its_consent in (("second", True), ("earlier", False)):  # a consent cannot be widened later
            yield Attempt(Row("consent_consentscope", f"scope {of} {leave.key}", record, facts={"with_its_consent": with_its_consent}), columns(
                "consent_consentscope", id=key("new scope"), consent_id=key(leave.key, of), purpose="statistics", receiver_id=record.organisation, agreed=True, sections=1,
                ends_at=world.now + DAYS))
            yield Attempt(Row("consent_consentpaper", f"paper {of} {leave.key}", record, facts={"with_its_consent": with_its_consent}), columns(
                "consent_consentpaper", consent_id=key(leave.key, of), mode="thumb", given_by="self", language="ar", points=[], text_version="1", text_shown="x",
                thumb_photo=b"x"))


def _on_proposal(world: World, record: Record, case: Case, facts: dict) -> Iterator[Attempt]:
    for step in ("accept", "decline", "take_back"):
        yield Attempt(Row("cases_handoverstep", f"{step} {case.key}", record, case.key, facts=facts | {"step": step}), columns(
            "cases_handoverstep", id=key("new", "cases_handoverstep"), handover_id=key(case.key, "handover"), step=step, reason="load" if step == "decline" else ""))
    for in_team, worker in (("A2", "you"), ("A1", "you"), ("A1", "me")) if facts["state"] != "proposed" else ():  # one at a time
        asked = {"to": PERSON[worker], "organisation": case.organisation, "is_the_owner": any(held.ends is None and held.staff == PERSON[worker] for held in case.owners),
                 "worker_is_of_the_team": (in_team, worker) in IN_TEAM and case.organisation == ORGANISATION["A"]}
        yield Attempt(Row("cases_handover", f"{in_team} {worker} {case.key}", record, case.key, facts=asked), columns(
            "cases_handover", id=key("new", "cases_handover"), case_id=case.key, team_id=world.teams[in_team].key, staff_id=PERSON[worker], batch=key("batch"), why="load",
            from_on=world.now.date()))


def _on_case(world: World, record: Record, case: Case, *, all_sections: bool, plan: str) -> Iterator[Attempt]:
    def one(table: str, what: str, about: int | None = None, facts: dict | None = None, /, **values) -> Attempt:
        return Attempt(Row(table, f"{what} {case.key}", record, case.key, about, facts or {}), columns(table, id=key("new", table), **values))

    for section in BIT.values() if all_sections else (BIT["social"], BIT["health"]):
        yield one("cases_attachment", f"paper {section}", section, case_id=case.key, person_id=record.key, section=section, kind="other", title="x", media_type="text/plain", size=1)
        yield one("cases_note", f"note {section}", section, case_id=case.key, section=section, happened_at=world.now, body="x")
    yield from _withdrawals(record, case, BIT.values() if all_sections else (BIT["social"],))
    yield one("cases_risk", "risk", case_id=case.key, level="low", reasons="x", first_action_due_at=world.now, review_on=world.now.date())
    yield one("cases_closurecheck", "check", case_id=case.key, step_id=key(case.key, "asked"), code="feedback", answer="met", evidence="x")
    yield one("cases_screening", "screening", case_id=case.key, rule="1", answered={}, because={})
    yield one("cases_task", "task", case_id=case.key, due_at=world.now)
    free = world.now + 90 * DAYS + timedelta(hours=case.key.int % 100_000)  # what several try at once is no clash
    yield one("interpreting_booking", "booking", None, {"is_closed": case.state == "closed"}, case_id=case.key, interpreter_id=interpreter_of(case), kind="call", starts_at=free, ends_at=free + timedelta(hours=1))
    yield Attempt(Row("interpreting_cancellation", f"cancellation {case.key}", record, case.key), columns("interpreting_cancellation", booking_id=key(case.key, "booking"), reason="x"))
    for section, instrument in ASKED.items() if all_sections else ((BIT["psychosocial"], "phq9"), (BIT["social"], "rss")):
        yield one("assessments_assessment", f"asked {instrument}", section, {"is_closed": case.state == "closed"}, **answered(case.key, instrument))
        yield one("assessments_decision", f"decided {instrument}", section, assessment_id=key(case.key, "assessment", section), choice="accepted")
        yield one("assessments_draft", f"filled {instrument}", section, case_id=case.key, instrument=instrument, version="1", content={"answers": {}})
    if case.key not in CALM:
        yield Attempt(Row("assessments_alarmend", f"ended {case.key}", record, case.key, BIT["psychosocial"]), columns("assessments_alarmend", alarm_id=key(case.key, "alarm"), done="y"))
    yield one("psychosocial_member", "member", None, {"is_closed": case.state == "closed"}, case_id=case.key, group_id=key("care group", "roomy A" if case.organisation == ORGANISATION["A"] else "roomy B"))
    yield Attempt(Row("psychosocial_leaving", f"leaving {case.key}", record, case.key), columns("psychosocial_leaving", member_id=key(case.key, "group member"), reason="moved"))
    yield one("psychosocial_session", "session", case_id=case.key, kind="individual", held_on=world.now.date() - DAYS, place="office", attendance="came", work="x")
    yield one("psychosocial_goal", "goal", case_id=case.key, words="x")
    yield one("psychosocial_goalstep", "step", goal_id=key(case.key, "care goal"), state="open", nearness=4)
    yield one("psychosocial_safetyplan", "safety", case_id=case.key, signs="x", helpers="x", review_on=world.now.date())
    yield one("psychosocial_supervision", "supervision", case_id=case.key, looked_at="x")
    is_closed = {"is_closed": case.state == "closed"}
    yield one("entitlements_screening", "entitled", None, is_closed, case_id=case.key, asked_on=world.now.date(), facts={}, findings={})
    yield one("entitlements_application", "applies", None, is_closed, case_id=case.key, screening_id=key(case.key, "entitled"), programme="karama", version="1")
    yield one("entitlements_applicationstep", "answered", None, is_closed, application_id=key(case.key, "applied"), step="approve", happened_on=world.now.date() - DAYS)
    yield from _on_business(case, world.now, one)
    yield Attempt(Row("livelihoods_met", f"met {case.key}", record, case.key, facts={"stands": True}), columns("livelihoods_met", instalment_id=key(case.key, "instalment"), met_on=world.now.date() - DAYS, evidence="x"))
    yield one("reintegration_followup", "follow up", case_id=case.key, returned_on=world.now.date() - 40 * DAYS)
    yield one("reintegration_attempt", "attempt", case_id=case.key, way="visit", outcome="reached", tried_on=world.now.date() - DAYS)
    yield one("reintegration_intention", "intention", case_id=case.key, wish="leave", words="y")
    if plan in ("draft", "returned"):  # goals are written while the plan is in work, the next one is begun when none is
        yield one("cases_goal", "goal", plan_id=key(case.key, "plan"), dimension="social", title="x")
    else:
        yield one("cases_plan", "plan", case_id=case.key) if plan != "submitted" else one("cases_note", "note again", BIT["social"], case_id=case.key, section=16, happened_at=world.now, body="x")
    for step in ("submit", "approve", "return"):
        yield one("cases_planstep", step, None, {"step": step, "state": plan}, plan_id=key(case.key, "plan"), step=step)
    yield one("cases_planaction", "action", goal_id=key(case.key, "goal"), title="x")
    members = [other for other in world.records.values() for member in other.households if member.head is record and member.ends is None]
    for step, removed in (*(("remove_coworker", held) for held in case.coworkers), *(("remove_member", member) for other in members[:1] for member in other.households)):
        yield one("cases_casestep", f"{step} {removed.key}", None, {"step": step, "stands": removed.ends is None}, case_id=case.key, step=step, subject=removed.key)
    for step in STEPS:
        yield one("cases_casestep", step, None, {"step": step, "has_alarm": case.key not in CALM}, case_id=case.key, step=step, reason="goals_met" if step == "ask_closure" else "")
    for team, worker in (("A2", "you"), ("A1", "you"), ("B1", "me")):
        of_the_team = ((team, worker) in IN_TEAM and case.organisation == ORGANISATION["A"]) or ((team, worker) == ("B1", "me") and case.organisation == ORGANISATION["B"])
        yield one("cases_assignment", f"{team} {worker}", None, {"worker_is_of_the_team": of_the_team}, case_id=case.key, team_id=world.teams[team].key, staff_id=PERSON[worker])
    for name in ("A A1 me fresh", "A A2 third fresh", "B B1 me fresh"):
        member = world.records[name]
        yield one("cases_householdmember", name, None, {"member": member}, case_id=case.key, member_id=member.key, relation="child")
    for worker, sections in (("police", 1), ("both", BIT["protection"]), ("both", BIT["social"]), ("loner", BIT["psychosocial"] | BIT["protection"])):
        inside = any(one.staff == PERSON[worker] and one.organisation == case.organisation and one.teams and sections & ~ROLES[one.role].reads == 0 and one.acts(world.now)
                     for one in world.actors)
        yield one("cases_coworker", f"{worker} {sections}", None, {"inside_the_role": inside}, case_id=case.key, staff_id=PERSON[worker], sections=sections)
