"""Programmes and their books: stamps, and one movement of money as one row."""
from datetime import timedelta
from uuid import uuid4

from tests.proof.assistance import line_of, today
from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.world import ORGANISATION, key, teams


def stands(s: Scene, line):
    s.keeper()
    return s.one("SELECT granted::int, available::int, committed::int, ordered::int, spent::int, entries FROM programmes_balance WHERE line_id = %s", line)


@deed
def programmes_are_stamped_and_belong_to_whom_their_team_belongs(s: Scene):
    forged = {"made_by": member("you caseworker"), "made_at": s.now.replace(year=2001)}
    stamped = (member("me programme_officer"), s.now)
    programme, line, target = uuid4(), uuid4(), uuid4()
    s.by("me programme_officer")
    s.insert("programmes_programme", id=programme, organisation_id=ORGANISATION["B"], team_id=teams()["A1"].key, name_ar="برنامج", name_en="x", donor="x", groups="{hosts}", starts_on=today(s.now),
             ends_on=today(s.now) + timedelta(days=9), **forged)
    yield "programme", s.one("SELECT organisation_id, made_by, made_at FROM programmes_programme WHERE id = %s", programme), (ORGANISATION["A"], *stamped)
    yield "of one's organisation it stays", s.refusal("UPDATE programmes_programme SET organisation_id = %s WHERE id = %s", ORGANISATION["B"], programme), "42501"
    yield "and of its team", s.refusal("UPDATE programmes_programme SET team_id = %s WHERE id = %s", teams()["A2"].key, programme), "42501"
    s.insert("programmes_budgetline", id=line, programme_id=programme, code="1", name_ar="بند", name_en="x", **forged)
    yield "line", s.one("SELECT made_by, made_at FROM programmes_budgetline WHERE id = %s", line), stamped
    yield "without money", stands(s, line), (0, 0, 0, 0, 0, 0)
    s.by("me programme_officer")
    s.insert("programmes_target", id=target, programme_id=programme, group="hosts", people=5, **forged)
    yield "target", s.one("SELECT made_by, made_at FROM programmes_target WHERE id = %s", target), stamped


@deed
def money_comes_into_a_line_and_is_taken_back_by_a_counter_entry(s: Scene):
    line, other, forged = line_of("A1"), line_of("euro"), {"made_by": member("you caseworker"), "made_at": s.now.replace(year=2001)}
    stamped = (member("me finance_officer"), s.now)
    granted, less, rate = uuid4(), uuid4(), uuid4()
    s.by("me finance_officer")
    s.insert("programmes_rate", id=rate, programme_id=key("programme", "euro"), pounds=50, valid_on=today(s.now), **forged)
    yield "rate", s.one("SELECT made_by, made_at FROM programmes_rate WHERE id = %s", rate), stamped
    s.insert("programmes_allotment", id=granted, line_id=line, amount=250, words="x", **forged)
    yield "allotment", s.one("SELECT made_by, made_at FROM programmes_allotment WHERE id = %s", granted), stamped
    s.insert("programmes_allotment", id=less, line_id=line, amount=-50, words="x")
    of = "SELECT number, source, target, amount::int, why, line_id, made_by, made_at, request_id, instalment_id FROM programmes_entry WHERE allotment_id = %s"
    yield "entry", s.one(of, granted), (2, "donor", "available", 250, "allot", line, *stamped, None, None)
    yield "entry of less", s.one(of, less), (3, "available", "donor", 50, "allot", line, *stamped, None, None)
    yield "balance", stands(s, line), (4200, 1200, 1000, 1000, 1000, 3)
    s.by("me finance_officer")
    for what, want, more in (("all of it and more", "budget_short", {"amount": -1201}), ("no number", "allotment_says", {"amount": "NaN"}), ("more than there is", "allotment_says", {"amount": 10**9}),
                             ("of another line", "allotment_reversed", {"amount": -250, "line_id": other, "reverses_id": granted}),
                             ("of another entry", "allotment_reversed", {"amount": -250, "reverses_id": less}),
                             ("of another amount", "allotment_reversed", {"amount": -249, "reverses_id": granted}), ("a counter-entry", "done", {"amount": -250, "reverses_id": granted})):
        yield what, s.refused("programmes_allotment", id=uuid4(), words="x", **{"line_id": line} | more), want
    counter = uuid4()
    s.insert("programmes_allotment", id=counter, line_id=line, amount=-250, words="x", reverses_id=granted)
    yield "a counter-entry has none", s.refused("programmes_allotment", id=uuid4(), line_id=line, amount=250, words="x", reverses_id=counter), "allotment_reversed"
    yield "and is made once", s.refused("programmes_allotment", id=uuid4(), line_id=line, amount=-250, words="x", reverses_id=granted), "programmes_allotment_reverses_id_key"
    for amount in ("NaN", 10_001, 0, -1):
        yield f"rate {amount}", s.refused("programmes_rate", id=uuid4(), programme_id=key("programme", "euro"), pounds=amount, valid_on=today(s.now)), "rate_positive"
    s.keeper()
    s.run("DELETE FROM programmes_balance WHERE line_id = %s", [line])
    s.by("me finance_officer")
    yield "without a balance nothing is booked", s.refused("programmes_allotment", id=uuid4(), line_id=line, amount=1, words="x"), "55000"


@deed
def a_programme_tells_its_counts_to_its_team_alone(s: Scene):
    of = "SELECT count(*) FILTER (WHERE state <> ''), sum(requests) FILTER (WHERE state = 'checked'), sum(people) FILTER (WHERE state = '') FROM entry.programme_counts(%s)"
    s.keeper()
    reached = s.one("SELECT count(DISTINCT person_id) FROM assistance_request WHERE programme_id = %s AND state IN ('ordered', 'delivered', 'reconciled')", key("programme", "A1"))
    for actor, want in (("me programme_officer", True), ("me finance_officer", True), ("me case_manager", True), ("both finance_officer", True), ("you programme_officer", False), ("me caseworker", False),
                        ("me elsewhere programme_officer", False), ("me supervisor", False)):
        s.by(actor)
        yield actor, s.one(of, key("programme", "A1"))[1:], (4, reached) if want else (None, None)
