"""Programmes, their books and the help that is asked of them: who sees and who moves what (DESIGN.md §6.3 `assistance`, §6.4; docs/decisions/0046, 0047)."""
from datetime import datetime

from tests.proof.oracle.circles import sights
from tests.proof.oracle.facts import CAIRO, Actor, Help, HelpPart, Programme, Row
from tests.proof.oracle.roles import BIT

ECONOMIC = BIT["economic"]


# Programmes hold no person. facts: programme ---------------------------------------------------------------------------------------------------------
def knows_programme(actor: Actor, facts: dict) -> bool:
    """Whoever asks for help, runs programmes or keeps the books, in the organisation."""
    return facts["programme"].organisation == actor.organisation and any(map(actor.may, ("ask_help", "run_programme", "keep_books")))


def _of_its_team(actor: Actor, one: Programme) -> bool:
    return one.organisation == actor.organisation and one.team in actor.teams


def runs_programme(actor: Actor, facts: dict) -> bool:
    return actor.may("run_programme") and _of_its_team(actor, facts["programme"])


def keeps_books(actor: Actor, facts: dict) -> bool:
    return actor.may("keep_books") and _of_its_team(actor, facts["programme"])


def sees_money(actor: Actor, facts: dict) -> bool:
    """Amounts of the books, and payment lists: how many and how much, not who."""
    return runs_programme(actor, facts) or keeps_books(actor, facts)


def takes_back(actor: Actor, facts: dict) -> bool:
    """A counter-entry names one of the same line, of the opposite amount, once, and no counter-entry. facts: fits."""
    return keeps_books(actor, facts) and facts["fits"]


def _runs(one: Programme, now: datetime) -> bool:
    return one.is_open and one.starts_on <= now.astimezone(CAIRO).date() <= one.ends_on


def moves_list(actor: Actor, facts: dict) -> bool:
    """Released by a second person with that verb, who asked for none of it, while the programme runs; all else by who keeps the books. Its file is made once, and what
    has one is not dropped; closed is a list by its last answer alone. facts: list, step, listed (staff who asked for what is in it), now."""
    one, step = facts["list"], facts["step"]
    if not (sees_money(actor, facts) and actor.may("release_payment" if step == "release" else "keep_books")):
        return False
    if step == "release":
        return one.state == "made" and _runs(one.programme, facts["now"]) and one.made_by != actor.staff and bool(facts["listed"]) and actor.staff not in facts["listed"]
    return {"drop": one.state == "made" or (one.state == "released" and not one.is_filed), "file": one.state == "released" and not one.is_filed, "send": one.state in ("released", "sent"), "close": False}[step]


# Help is a row of a case, economic -------------------------------------------------------------------------------------------------------------------
def _writes(actor: Actor, row: Row, now: datetime) -> bool:
    return any(sight.near and sight.writes & ECONOMIC for sight in sights(actor, row.record, row.case, now))


def asks_help(actor: Actor, row: Row, now: datetime) -> bool:
    """Of an open programme of the own organisation, while it runs; for a case that is not closed. facts: programme, fits (line, kind and account)."""
    one, case = row.facts["programme"], next(case for case in row.record.cases if case.key == row.case)
    return (actor.may("ask_help") and _writes(actor, row, now) and one.organisation == case.organisation and _runs(one, now) and case.state != "closed" and row.facts["fits"])


def plans_part(actor: Actor, row: Row, now: datetime) -> bool:
    """By whoever asked, before it is checked, never more than was asked for. facts: help, fits."""
    one: Help = row.facts["help"]
    return actor.may("ask_help") and _writes(actor, row, now) and one.state == "requested" and one.made_by == actor.staff and row.facts["fits"]


VERBS = {"check": {"check_help"}, "approve": {"grant_help"}, "decline": {"check_help", "grant_help"}, "cancel": {"ask_help", "check_help"}, "met": {"ask_help", "check_help"},
         "order": {"check_help"}, "deliver": {"deliver_help"}, "return": {"deliver_help"}, "reconcile": {"keep_books"}}
STATES = {"check": {"requested"}, "approve": {"checked"}, "decline": {"requested", "checked"}, "cancel": {"requested", "checked", "approved", "ordered"},
          "met": {"approved", "ordered"}, "order": {"approved", "ordered"}, "deliver": {"ordered"}, "return": {"ordered", "delivered"}, "reconcile": {"delivered"}}
NEVER_ONES_OWN = ("check", "approve", "order", "reconcile")
WHILE_IT_RUNS = ("approve", "order")
BY_ITS_TEAM = ("check", "order", "reconcile")  # each programme is kept by its own team, whatever else the case asks for
OF_A_PART = {"met": {"planned"}, "order": {"planned"}, "deliver": {"ordered"}, "return": {"ordered", "done"}}  # what was ordered may never come


def moves_help(actor: Actor, row: Row, now: datetime) -> bool:
    """facts: help, step, part (HelpPart or None), exceeds."""
    one, step, part = row.facts["help"], row.facts["step"], row.facts["part"]
    if not any(map(actor.may, VERBS[step])) or not _writes(actor, row, now) or (step == "approve" and row.facts["exceeds"] and not actor.may("exceed_help")):
        return False
    if (step in NEVER_ONES_OWN and one.made_by == actor.staff) or (step in BY_ITS_TEAM and not _of_its_team(actor, one.programme)):
        return False
    if step in WHILE_IT_RUNS and not _runs(one.programme, now):
        return False
    if step == "check" and not one.parts:
        return False  # the parts make up the amount
    if one.state not in STATES[step] or (step == "approve" and actor.staff in one.approved_by) or (step == "cancel" and any(other.state == "ordered" for other in one.parts)):
        return False
    return part is None if step not in OF_A_PART else part is not None and _moves_part(one, step, part)


def _moves_part(one: Help, step: str, part: HelpPart) -> bool:
    if part.state not in OF_A_PART[step]:
        return False
    return not part.is_met if step == "met" else one.method in ("goods", "service") and (step != "order" or part.is_met)


def lists_payment(actor: Actor, row: Row, now: datetime) -> bool:
    """What is due on the list's day, today, into one's own list of the same programme and way, while it runs; nobody lists what they asked for. facts: list, programme (the list's), help, part,
    method (the list's)."""
    one, part, into = row.facts["help"], row.facts["part"], row.facts["list"]
    return (keeps_books(actor, row.facts) and _writes(actor, row, now) and into.state == "made" and into.made_by == actor.staff and one.programme.key == into.programme.key
            and one.method == row.facts["method"] and one.state in ("approved", "ordered") and part.state == "planned" and part.is_met and part.due_in <= 0
            and _runs(into.programme, now) and one.made_by != actor.staff)


def takes_answer(actor: Actor, row: Row, now: datetime) -> bool:
    """Of a list that was sent: paid or failed once, and of what was paid that it came back; also when the case is not hers to see any more (docs/decisions/0047). facts: programme, part, outcome."""
    part = row.facts["part"]
    return (keeps_books(actor, row.facts) and part.of_list.state in ("sent", "closed")
            and row.facts["outcome"] in {"ordered": ("paid", "failed"), "paid": ("returned",)}.get(part.payment, ()))
