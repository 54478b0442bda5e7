"""Who moves records, cases, plans, consents and legal bases (DESIGN.md §6.3, §6.4, §7)."""
from datetime import datetime

from tests.proof.oracle.circles import DAY, NO_CASE, OPEN_REFERRALS, YEAR, case_ends, circles, leave_ends, near, works
from tests.proof.oracle.facts import Actor, Row


def takes_consent(actor: Actor, row: Row, now: datetime) -> bool:
    """Also through a circle that needs *reopen*; never through one that needs another verb. Only on the own record, with its consent's own rows."""
    return (row.facts.get("with_its_consent", True) and row.record.organisation == actor.organisation and actor.may("take_consent")
            and any(works(circle) or circle.needs == "reopen" for circle in near(actor, row, now)))


def withdraws_consent(actor: Actor, row: Row, now: datetime) -> bool:
    """Through any circle of the own organisation within reach that shows the record's head. facts: in_force."""
    return actor.may("withdraw_consent") and bool(near(actor, row, now)) and row.facts["in_force"]


def moves_legal_basis(actor: Actor, row: Row, now: datetime) -> bool:
    """§6.3 "approved by a second person"; vital interest within 24 hours. facts: legal, step."""
    step, one = row.facts["step"], row.facts["legal"]
    if one.ended_at is not None or not actor.may({"approve": "approve_legal_basis", "end": "end_legal_basis"}[step]) or not any(map(works, near(actor, row, now))):
        return False
    return step == "end" or (one.approved_at is None and now < one.ends_at and (not one.is_vital or now < one.starts_at + DAY) and one.made_by != actor.staff)


def begins_plan(actor: Actor, row: Row, now: datetime) -> bool:
    return actor.may("submit_plan") and any(map(works, near(actor, row, now)))


def moves_plan(actor: Actor, row: Row, now: datetime) -> bool:
    """§7 "Plan"; approval goes through a `case` circle only. facts: step, state."""
    step, state = row.facts["step"], row.facts["state"]
    if step == "submit":
        return begins_plan(actor, row, now) and state in ("draft", "returned")
    return actor.may("approve_plan") and any(map(works, near(actor, row, now, frozenset({"case"})))) and state == "submitted"


def records_legal_basis(actor: Actor, row: Row, now: datetime) -> bool:
    return (actor.may("record_legal_basis") and row.record.organisation == actor.organisation and any(map(works, near(actor, row, now)))
            and row.facts["receiver_is_of_the_organisation"])


def opens_case(actor: Actor, row: Row, now: datetime) -> bool:
    """Only under the organisation's own consent in force or legal basis for itself; one case at a time."""
    return (actor.may("open") and row.record.organisation == actor.organisation and any(map(works, near(actor, row, now)))
            and leave_ends(row.record) > now and all(case.state == "closed" for case in row.record.cases) and bool(actor.teams))


def assigns(actor: Actor, row: Row, now: datetime) -> bool:
    """Through a `case` circle a supervisor assigns; the owner hands over by a proposal. facts: worker_is_of_the_team."""
    return row.facts["worker_is_of_the_team"] and actor.may("assign") and any(map(works, near(actor, row, now, frozenset({"case"}))))


def proposes(actor: Actor, row: Row, now: datetime) -> bool:
    """The owner herself, of a case at work, to a colleague. facts: worker_is_of_the_team, is_the_owner."""
    case = next(one for one in row.record.cases if one.key == row.case)
    return (actor.may("hand_over") and row.facts["worker_is_of_the_team"] and not row.facts["is_the_owner"] and case.state != "closed"
            and any(works(circle) and circle.staff == actor.staff for circle in near(actor, row, now, frozenset({"case"}))))


def answers_proposal(actor: Actor, row: Row, now: datetime) -> bool:
    """Accepted or declined by the colleague to whom it is made, taken back by the owner or who assigns. facts: step, to, organisation, state, worker_is_of_the_team."""
    facts = row.facts
    if not actor.may("hand_over") or facts["state"] != "proposed":
        return False
    if facts["step"] == "take_back":
        return any(works(circle) and (actor.may("assign") or circle.staff == actor.staff) for circle in near(actor, row, now, frozenset({"case"})))
    is_hers = facts["to"] == actor.staff and facts["organisation"] == actor.organisation
    case = next(one for one in row.record.cases if one.key == row.case)
    return is_hers and (facts["step"] == "decline" or (facts["worker_is_of_the_team"] and now < case_ends(row.record, case)))


def adds_coworker(actor: Actor, row: Row, now: datetime) -> bool:
    """Through a `case` circle; chosen sections inside the colleague's role. facts: inside_the_role."""
    return actor.may("add_coworker") and any(map(works, near(actor, row, now, frozenset({"case"})))) and row.facts["inside_the_role"]


def adds_member(actor: Actor, row: Row, now: datetime) -> bool:
    """Through a `case` circle of the head and a working circle of the member's record, of the same organisation. facts: member."""
    member = row.facts["member"]
    return (actor.may("household") and any(map(works, near(actor, row, now, frozenset({"case"})))) and member.organisation == row.record.organisation
            and any(map(works, near(actor, Row("", "", member), now))))


def moves_case(actor: Actor, row: Row, now: datetime) -> bool:
    """§7 "Case"; closing and reopening through a `case` circle only. facts: step; has_alarm: an open one; stands: what it removes does."""
    step, case = row.facts["step"], next(one for one in row.record.cases if one.key == row.case)
    through = near(actor, row, now, frozenset({"case"}))
    in_leave = leave_ends(row.record) > now
    if step in ("remove_coworker", "remove_member"):
        return (actor.may({"remove_coworker": "remove_coworker", "remove_member": "household"}[step]) and any(map(works, through)) and row.facts["stands"])
    if in_leave and step in ("ask_closure", "approve_closure") and any(one.case == case.key and one.state in OPEN_REFERRALS for one in row.record.referrals):
        return False  # no case is closed while a referral is open; with the leave all of them have ended
    if step == "approve_closure" and row.facts["has_alarm"] and in_leave and case.state == "closure_asked":
        return False  # nor over an alarm, unless she withdrew
    if step in ("hold", "resume"):
        return actor.may(step) and any(map(works, near(actor, row, now))) and in_leave and case.state == {"hold": "open", "resume": "on_hold"}[step]
    if step == "ask_closure":
        return actor.may("ask_closure") and any(map(works, through)) and in_leave and case.state in ("open", "on_hold")
    if step == "refuse_closure":
        return actor.may("approve_closure") and any(map(works, through)) and in_leave and case.state == "closure_asked"
    if step == "approve_closure":  # she withdrew: one step closes
        return actor.may("approve_closure") and ((any(map(works, through)) and case.state == "closure_asked")
                                                 or any(circle.needs == "approve_closure" for circle in through))
    return (actor.may("reopen") and any(works(circle) or circle.needs == "reopen" for circle in through) and in_leave and case.state == "closed"
            and now <= case.closed_at + YEAR and all(one.state == "closed" for one in row.record.cases if one.key != case.key))


def opens_exceptionally(actor: Actor, row: Row, now: datetime) -> bool:
    """docs/decisions/0026: a file of the own organisation that somebody holds now, outside the holder's reach; three at a time; at least two others can be told.

    facts: members (everybody's memberships), open (staff → how many she has open), words.
    """
    if row.record is None or not row.facts["words"]:
        return False
    standing = [circle for circle in circles(row.record) if circle.basis in ("registered", "case") and circle.opens_at <= now < circle.closes_at and circle.needs != "receive"]
    told = {one.staff for one in row.facts["members"] if one.is_in_force(now) and one.organisation == actor.organisation and one.staff != actor.staff and one.may("review_access")
            and (one.rights.reach != "team" or any(circle.team in one.teams for circle in standing))}
    return (actor.may("open_exceptionally") and row.record.organisation == actor.organisation and bool(standing) and len(told) >= 2
            and not any(map(works, near(actor, row, now, frozenset({"registered", "case"})))) and row.facts["open"].get(actor.staff, 0) < 3
            and not any(one.staff == actor.staff and now < one.closes_at for one in row.record.exceptional))


def moves_access(actor: Actor, row: Row, now: datetime) -> bool:
    """Ended by either side while it is open; judged once by one of those who were told. facts: access, step, words, is_whole (a verdict with a review and with nothing else)."""
    one = row.facts["access"]
    was_told = actor.staff in one.told
    if actor.organisation != one.organisation or not (was_told or actor.staff == one.staff) or not row.facts["is_whole"]:
        return False
    if row.facts["step"] == "end":
        return one.ended_at is None and now < one.closes_at
    return was_told and actor.may("review_access") and one.reviewed_at is None and row.facts["words"]


def registers(actor: Actor, row: Row, now: datetime) -> bool:
    """A record belongs to the organisation that registers it; whatever organisation the row names, it becomes the actor's own."""
    if team := row.facts.get("expected_team"):  # of an arrival list: for one of the importer's teams
        return actor.may("import") and team in actor.teams
    return actor.may("register") or actor.may("take_over")


def moves_record(actor: Actor, row: Row, now: datetime) -> bool:
    """§6.2 "Heads move by step rows alone", §6.3 `registered`. facts: step, team (a Team or None), worker_is_of_the_team."""
    step, team = row.facts["step"], row.facts["team"]
    own = near(actor, row, now)
    working = any(circle.writes and circle.needs is None and circle.basis == "registered" for circle in own)
    if step == "reopen":  # what has lapsed, or whose cases are closed for good
        return (actor.may("reopen") and any(circle.needs == "reopen" for circle in own) and row.record.since + NO_CASE <= now
                and not any(circle.opens_at <= now < circle.closes_at and circle.basis == "case" and circle.needs is None for circle in circles(row.record)))
    if step == "protect":  # "or by a decision"
        return actor.may("protect") and any(circle.writes for circle in own)
    if step == "pass_on":  # "moves team and worker inside the organisation"
        return (actor.may("pass_on") and working and team is not None and team.organisation == row.record.organisation and team.is_active
                and row.facts["worker_is_of_the_team"])
    if step in ("receive", "undo_import"):  # §7 "Arrival": expected → received; an import is undone
        return actor.may(step) and row.record.state == "expected" and any(circle.needs == "receive" for circle in own)
    if step == "register" and row.record.state == "received":
        return actor.may("register") and working and (team is None or team.key in actor.teams)
    if step == "register":  # "the staff and chosen team of the registrar": hers, as she registers, and never later
        return (actor.may("register") and working and row.record.since == now and row.record.staff == actor.staff
                and team is not None and team.key in actor.teams)
    return False
