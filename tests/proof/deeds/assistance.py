"""Help: what is stamped, who must agree, what moves with the money, and what stops."""
from datetime import timedelta
from uuid import uuid4

from tests.proof.assistance import _request, line_of, today
from tests.proof.deeds.programmes import stands
from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.oracle import BIT
from tests.proof.world import PERSON, key

LINE = line_of("A1")


def of(name: str, what: str, *more):
    return key(f"case help {name}", what, *more)


def step(s: Scene, by: str, name: str, which: str, part: int | None = None, **more) -> None:
    s.by(by)
    s.insert("assistance_requeststep", **_step(name, which, part), **more)


def refused(s: Scene, by: str, name: str, which: str, part: int | None = None, **more) -> str:
    s.by(by)
    return s.refused("assistance_requeststep", **_step(name, which, part), **more)


def _step(name: str, which: str, part: int | None) -> dict:
    return dict(id=uuid4(), request_id=of(name, "help"), instalment_id=part and of(name, "part", part), step=which, words="x", proof="photo" if which == "deliver" else "")


def money(s: Scene) -> tuple:
    return stands(s, LINE)[1:5]


def state(s: Scene, name: str, what: str = "state"):
    s.keeper()
    return s.one(f"SELECT {what} FROM assistance_request WHERE id = %s", of(name, "help"))


def part_state(s: Scene, name: str, n: int = 1):
    s.keeper()
    return s.one("SELECT state FROM assistance_instalment WHERE id = %s", of(name, "part", n))


@deed
def a_request_is_stamped_with_its_rate_and_whoever_asks(s: Scene):
    case, person = of("requested", "case"), s.person("case help requested")
    forged = {"person_id": s.person("A A1 me fresh"), "staff_id": PERSON["me"], "made_by": member("me caseworker"), "made_at": s.now.replace(year=2001)}
    s.keeper()
    for n, (pounds, days) in enumerate(((40, -9), (45, -2), (60, 1))):
        s.insert("programmes_rate", id=key("rate of", n), programme_id=key("programme", "euro"), pounds=pounds, valid_on=today(s.now) + timedelta(days=days))
    for programme, amount, approvals, pounds, on in (("A1", 10000, 1, 1, 0), ("A1", "10000.01", 2, 1, 0), ("A1", "50000.01", 3, 1, 0), ("euro", 1, 1, 45, -2)):
        new = uuid4()
        s.by("you caseworker")
        s.insert("assistance_request", id=new, **_request(s.now, case, programme, "goods", amount=amount), **forged, state="approved", approved_at=s.now, ended_at=s.now, approvals_needed=0, pounds=7,
                 pounds_on=today(s.now) - timedelta(days=99))
        got = s.one("SELECT person_id, staff_id, made_by, made_at, state, approved_at, ended_at, approvals_needed, pounds::int, pounds_on FROM assistance_request WHERE id = %s", new)
        yield f"{programme} {amount}", got, (person, PERSON["you"], member("you caseworker"), s.now, "requested", None, None, approvals, pounds, today(s.now) + timedelta(days=on))
        s.keeper()
        yield "circles", s.run("SELECT sections, writes, closes_at, case_id IS NULL FROM ring.circle WHERE basis_id = %s ORDER BY sections", [new]).fetchall(), [
            (1, 0, s.one("SELECT ends_at FROM ring.life WHERE case_id = %s", case), True), (32, 32, s.one("SELECT ends_at FROM ring.life WHERE case_id = %s", case), False)]
    s.by("you caseworker")
    part, too_small = uuid4(), {"number": 2, "amount": "0.10", "due_on": today(s.now)}
    s.insert("assistance_instalment", id=part, request_id=new, number=1, amount="0.90", due_on=today(s.now), condition="x", state="done", is_met=True, charged=9, case_id=of("checked", "case"), **forged)
    yield "part", s.one("SELECT case_id, person_id, staff_id, made_by, made_at, state, is_met, charged::text FROM assistance_instalment WHERE id = %s", part), (
        case, person, PERSON["you"], member("you caseworker"), s.now, "planned", False, "0.02")
    yield "too small to be charged", s.refused("assistance_instalment", id=uuid4(), request_id=new, **too_small), "instalment_amount"
    yield "more than was asked for", s.refused("assistance_instalment", id=uuid4(), request_id=new, **too_small | {"amount": "0.20"}), "help_sum"
    yield "no number", s.refused("assistance_instalment", id=uuid4(), request_id=new, **too_small | {"amount": "NaN"}), "instalment_amount"
    s.by("me programme_officer")
    yield "not whole yet", s.refused("assistance_requeststep", id=uuid4(), request_id=new, step="check"), "help_sum"
    s.keeper()
    for what, want, more in (("not open", "help_programme", {"programme_id": key("programme", "shut"), "line_id": line_of("shut")}), ("over", "help_programme", {"programme_id": key("programme", "ended"), "line_id": line_of("ended")}),
                             ("another line", "help_line", {"line_id": line_of("euro")}), ("another way", "help_kind", {"method": "bank"}), ("no account", "help_account", {"kind": "emergency_cash", "method": "wallet"}),
                             ("no number", "help_says", {"amount": "NaN"}), ("another organisation's", "help_programme", {"programme_id": key("programme", "B1"), "line_id": line_of("B1")})):
        yield what, s.refused("assistance_request", id=uuid4(), **_request(s.now, case, "A1", "goods") | more), want
    s.run("DELETE FROM programmes_rate WHERE programme_id = %s AND valid_on <= %s", [key("programme", "euro"), today(s.now)])
    yield "no rate", s.refused("assistance_request", id=uuid4(), **_request(s.now, case, "euro", "goods")), "rate_missing"
    yield "a closed case", s.refused("assistance_request", id=uuid4(), **_request(s.now, of("of a closed case", "case"), "A1", "goods")), "case_state"


@deed
def goods_move_with_the_money_until_they_come_back(s: Scene):
    new, forged = uuid4(), {"staff_id": PERSON["you"], "made_by": member("you caseworker"), "made_at": s.now.replace(year=2001), "person_id": s.person("A A1 me fresh"), "case_id": of("checked", "case")}
    s.by("me programme_officer")
    s.insert("assistance_requeststep", **_step("requested", "check", None) | {"id": new}, found='{"over": false}', **forged)
    got = s.one("SELECT case_id, person_id, staff_id, made_by, made_at FROM assistance_requeststep WHERE id = %s", new)
    yield "step", got, (of("requested", "case"), s.person("case help requested"), PERSON["me"], member("me programme_officer"), s.now)
    found = s.one("SELECT found FROM assistance_requeststep WHERE id = %s", new)
    yield "found", (found["person"], found["double"], found["elsewhere"], found["elsewhere_until"], found["over"], found["shared_account"], found["funds"]), ("0", "none", False, None, False, False, True)
    yield "checked", state(s, "requested"), "checked"
    step(s, "me finance_officer", "requested", "approve")
    yield "approved", (state(s, "requested"), state(s, "requested", "approved_at"), money(s)), ("approved", s.now, (900, 1100, 1000, 1000))
    entry = s.one("SELECT number, source, target, amount::int, why, instalment_id, made_by FROM programmes_entry WHERE request_id = %s", of("requested", "help"))
    yield "entry", entry, (2, "available", "committed", 100, "commit", of("requested", "part", 1), member("me finance_officer"))
    step(s, "me programme_officer", "requested", "order", 1)
    yield "ordered", (state(s, "requested"), part_state(s, "requested"), money(s)), ("ordered", "ordered", (900, 1000, 1100, 1000))
    yield "under way nothing is cancelled", refused(s, "you caseworker", "requested", "cancel"), "help_state"
    step(s, "you caseworker", "requested", "return", 1)
    yield "never came", (state(s, "requested"), part_state(s, "requested"), money(s)), ("approved", "planned", (900, 1100, 1000, 1000))
    step(s, "me programme_officer", "requested", "order", 1)
    step(s, "you caseworker", "requested", "deliver", 1, attachment_id=key(of("approved", "case"), "attachment", BIT["economic"]))
    yield "another case's paper", s.one("SELECT count(*) FROM assistance_requeststep WHERE request_id = %s AND attachment_id IS NOT NULL", of("requested", "help")), 0
    yield "received", (state(s, "requested"), part_state(s, "requested"), money(s)), ("delivered", "done", (900, 1000, 1000, 1100))
    step(s, "you caseworker", "requested", "return", 1)
    yield "came back", (state(s, "requested"), part_state(s, "requested"), money(s)), ("approved", "planned", (900, 1100, 1000, 1000))
    step(s, "you caseworker", "requested", "cancel")
    yield "given back", (state(s, "requested"), part_state(s, "requested"), money(s), state(s, "requested", "ended_at")), ("returned", "released", (1000, 1000, 1000, 1000), s.now)
    yield "so long it is seen", s.run("SELECT DISTINCT closes_at FROM ring.circle WHERE basis_id = %s", [of("requested", "help")]).fetchall(), [(s.now + timedelta(days=30),)]


@deed
def another_file_is_known_by_the_papers_that_hold_now(s: Scene):
    person, phone, document = s.person("case help requested"), (2, "phone:+201005550142"), (4, "document:6f6e65")
    s.keeper()
    for change, want in (("registry_document SET bare_hash = NULL", [phone]), ("registry_document SET number_hash = 'x', bare_hash = 'one', number_sealed = 'x'", [phone, document]), ("registry_document SET is_current = false", [phone]),
                         ("registry_phone SET e164 = ''", []), ("registry_phone SET e164 = '+201005550142', is_current = false", [])):
        s.run(f"UPDATE {change} WHERE person_id = %s", [person])
        yield change, s.run("SELECT section, word FROM ring.papers_of(%s) ORDER BY section", [person]).fetchall(), want


@deed
def a_list_shows_its_payments_by_key_to_who_keeps_its_books(s: Scene):
    paid = {name: key(of(name, "part", 1), "payment") for name in ("under way", "under way of another team's")}
    for actor, keeps, sees in (("me finance_officer", [True, False], True), ("me programme_officer", [True, False], False), ("you finance_officer", [False, True], False),
                               ("both finance_officer", [True, True], True), ("me elsewhere finance_officer", [False, False], False)):
        s.by(actor)
        yield f"{actor} keeps", [s.one("SELECT entry.keeps_payment(%s)", one) for one in paid.values()], keeps
        got = s.run("SELECT payment, amount::int, state FROM entry.payments_in(%s)", [key("payment list", "sent")]).fetchall()
        yield f"{actor} sees", got, [(paid["under way"], 100, "ordered")] if sees else []


@deed
def who_agrees_and_what_stops(s: Scene):
    s.keeper()
    s.run("UPDATE assistance_kind SET person_ceiling = 50 WHERE code = 'food_voucher'")
    yield "over the ceiling", refused(s, "me finance_officer", "checked", "approve"), "help_over_ceiling"
    yield "agreed although", refused(s, "me case_manager", "checked", "approve", exceeds=True), "done"
    s.keeper()
    s.run("UPDATE assistance_kind SET person_ceiling = 500, household_ceiling = 150 WHERE code = 'food_voucher'")
    yield "over the household's", refused(s, "me finance_officer", "checked", "approve"), "help_over_ceiling"
    s.keeper()
    s.run("UPDATE assistance_kind SET household_ceiling = NULL WHERE code = 'food_voucher'")
    yield "no ceiling", refused(s, "me finance_officer", "checked", "approve"), "done"
    s.keeper()
    s.run("UPDATE assistance_request SET state = 'approved' WHERE id = %s", [of("checked", "help beside")])
    yield "the same need in the same time", refused(s, "me finance_officer", "checked", "approve"), "help_double"
    yield "agreed although it is twice", refused(s, "me case_manager", "checked", "approve", exceeds=True), "done"
    s.keeper()
    s.run("UPDATE assistance_request SET state = 'requested' WHERE id = %s; ", [of("checked", "help beside")])
    s.run("UPDATE assistance_request SET approvals_needed = 3 WHERE id = %s", [of("checked, once approved", "help")])
    step(s, "both supervisor", "checked, once approved", "approve")
    yield "two of three", (state(s, "checked, once approved"), money(s)), ("checked", (1000, 1000, 1000, 1000))
    yield "not twice", refused(s, "both finance_officer", "checked, once approved", "approve"), "help_approved_already"
    step(s, "odd every_verb", "checked, once approved", "approve")
    yield "three", (state(s, "checked, once approved"), money(s)), ("approved", (900, 1100, 1000, 1000))
    s.keeper()
    s.run("UPDATE assistance_request SET amount = 150 WHERE id = %s", [of("requested", "help")])
    yield "not the sum of its parts", refused(s, "me programme_officer", "requested", "check"), "help_sum"
    step(s, "me finance_officer", "requested by odd", "decline")
    yield "declined", (state(s, "requested by odd"), state(s, "requested by odd", "ended_at"), part_state(s, "requested by odd")), ("declined", s.now, "released")
    step(s, "you caseworker", "approved", "met", 2)
    yield "condition", s.one("SELECT is_met FROM assistance_instalment WHERE id = %s", of("approved", "part", 2)), True
    yield "met twice", refused(s, "you caseworker", "approved", "met", 2), "help_met_already"
    step(s, "me finance_officer", "delivered", "reconcile")
    yield "closed in the books", (state(s, "delivered"), state(s, "delivered", "ended_at")), ("reconciled", s.now)
    step(s, "you caseworker", "partly received", "cancel")
    yield "the rest", (state(s, "partly received"), part_state(s, "partly received", 2), state(s, "partly received", "ended_at")), ("delivered", "released", None)


def listed(s: Scene, name: str, by: str = "me finance_officer"):
    one, payment = uuid4(), uuid4()
    s.by(by)
    s.insert("assistance_paymentlist", id=one, programme_id=key("programme", "A1"), method="wallet", pay_on=today(s.now), state="released", payments=9, total=9, waiting=9, staff_id=PERSON["you"],
             made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    s.insert("assistance_payment", id=payment, payment_list_id=one, instalment_id=of(name, "part", 1), request_id=of("checked", "help"), amount=9, state="paid", case_id=of("checked", "case"),
             person_id=s.person("A A1 me fresh"), staff_id=PERSON["you"], made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    return one, payment


def list_step(s: Scene, by: str, one, which: str) -> None:
    s.by(by)
    s.insert("assistance_liststep", id=uuid4(), payment_list_id=one, step=which)


def payment(s: Scene, one):
    s.keeper()
    return s.one("SELECT state FROM assistance_payment WHERE id = %s", one)


def list_now(s: Scene, one):
    s.keeper()
    return s.one("SELECT state, payments, total::int, waiting FROM assistance_paymentlist WHERE id = %s", one)


@deed
def nobody_lists_or_releases_what_she_asked_for(s: Scene):
    name, one = "to be paid", uuid4()
    asked = "UPDATE assistance_request SET staff_id = %s WHERE id = %s"
    s.by("me finance_officer")
    s.insert("assistance_paymentlist", id=one, programme_id=key("programme", "A1"), method="wallet", pay_on=today(s.now))
    for by, which in (("me", "listed"), ("both", "released")):
        s.keeper()
        s.run(asked, [PERSON[by], of(name, "help")])
        s.by(f"{by} finance_officer")
        yield which, (s.refused("assistance_payment", id=uuid4(), payment_list_id=one, instalment_id=of(name, "part", 1)) if which == "listed" else
                      s.refused("assistance_liststep", id=uuid4(), payment_list_id=one, step="release")), "help_own"
        if which == "listed":
            s.keeper()
            s.run(asked, [PERSON["you"], of(name, "help")])
            s.by("me finance_officer")
            s.insert("assistance_payment", id=uuid4(), payment_list_id=one, instalment_id=of(name, "part", 1))


@deed
def a_list_is_released_by_a_second_person_and_answered_once(s: Scene):
    name, stamped = "to be paid", (PERSON["me"], member("me finance_officer"), s.now)
    one, paid = listed(s, name)
    s.keeper()
    yield "list", s.one("SELECT staff_id, made_by, made_at FROM assistance_paymentlist WHERE id = %s", one), stamped
    yield "payment", s.one("SELECT staff_id, made_by, made_at, state, amount::int, request_id, case_id, person_id FROM assistance_payment WHERE id = %s", paid), (
        *stamped, "listed", 100, of(name, "help"), of(name, "case"), s.person(f"case help {name}"))
    yield "what is in it", list_now(s, one), ("made", 1, 100, 0)
    s.by("me finance_officer")
    yield "once", s.refused("assistance_payment", id=uuid4(), payment_list_id=one, instalment_id=of(name, "part", 1)), "payment_once"
    yield "whoever made it", s.refused("assistance_liststep", id=uuid4(), payment_list_id=one, step="release"), "list_second_person"
    s.by("both finance_officer")
    yield "an empty one", s.refused("assistance_liststep", id=uuid4(), payment_list_id=key("payment list", "mine"), step="release"), "list_empty"
    new = uuid4()
    s.insert("assistance_liststep", id=new, payment_list_id=one, step="release", staff_id=PERSON["you"], made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    yield "step", s.one("SELECT staff_id, made_by, made_at FROM assistance_liststep WHERE id = %s", new), (PERSON["both"], member("both finance_officer"), s.now)
    yield "released", (list_now(s, one), payment(s, paid), part_state(s, name), state(s, name), money(s)), (("released", 1, 100, 1), "ordered", "ordered", "ordered", (1000, 900, 1100, 1000))
    s.by("me finance_officer")
    yield "not sent", s.refused("assistance_answer", id=uuid4(), payment_id=paid, outcome="paid"), "list_state"
    list_step(s, "me finance_officer", one, "send")
    yield "waits", s.refused("assistance_liststep", id=uuid4(), payment_list_id=one, step="close"), "list_state"
    file, answer = uuid4(), uuid4()
    s.insert("assistance_answerfile", id=file, payment_list_id=one, digest="z", made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    yield "file", s.one("SELECT made_by, made_at FROM assistance_answerfile WHERE id = %s", file), stamped[1:]
    yield "another list's file", s.refused("assistance_answer", id=uuid4(), payment_id=paid, outcome="paid", file_id=key("answer file", "sent")), "42501"
    s.insert("assistance_answer", id=answer, payment_id=paid, outcome="failed", file_id=file, case_id=of("checked", "case"), person_id=s.person("A A1 me fresh"), staff_id=PERSON["you"],
             made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    yield "answer", s.one("SELECT staff_id, made_by, made_at, case_id, person_id FROM assistance_answer WHERE id = %s", answer), (*stamped, of(name, "case"), s.person(f"case help {name}"))
    yield "failed", (list_now(s, one), payment(s, paid), part_state(s, name), state(s, name), money(s)), (("closed", 1, 100, 0), "failed", "planned", "approved", (1000, 1000, 1000, 1000))
    s.by("me finance_officer")
    yield "contradicts", s.refused("assistance_answer", id=uuid4(), payment_id=paid, outcome="paid"), "answer_contradicts"
    again, anew = listed(s, name)
    list_step(s, "me finance_officer", again, "drop")
    yield "dropped", (list_now(s, again)[0], payment(s, anew)), ("dropped", "dropped")
    back, unsent = listed(s, name)
    list_step(s, "both finance_officer", back, "release")
    list_step(s, "me finance_officer", back, "drop")
    yield "dropped without a file", (list_now(s, back)[0], payment(s, unsent), part_state(s, name), state(s, name), money(s)), ("dropped", "dropped", "planned", "approved", (1000, 1000, 1000, 1000))
    third, last = listed(s, name)
    list_step(s, "both finance_officer", third, "release")
    list_step(s, "me finance_officer", third, "send")
    s.insert("assistance_answer", id=uuid4(), payment_id=last, outcome="paid")
    yield "paid", (payment(s, last), part_state(s, name), state(s, name), money(s)), ("paid", "done", "ordered", (1000, 900, 1000, 1100))
    s.by("me finance_officer")
    s.insert("assistance_answer", id=uuid4(), payment_id=last, outcome="returned")
    yield "came back", (payment(s, last), part_state(s, name), state(s, name), money(s)), ("returned", "planned", "approved", (1000, 1000, 1000, 1000))
    s.by("me finance_officer")
    s.insert("assistance_answer", id=uuid4(), payment_id=key(of("paid", "part", 1), "payment"), outcome="returned")
    yield "also of what was received", (state(s, "paid"), state(s, "paid", "ended_at")), ("approved", None)


@deed
def who_left_before_the_file_is_taken_back(s: Scene):
    """Of three in a list one is closed and one withdraws; the third goes to the bank."""
    names = ("to be paid", "listed", "failed")
    one, first = listed(s, names[0])
    s.keeper()
    s.run("UPDATE assistance_payment SET state = 'dropped' WHERE request_id = %s", [of("listed", "help")])
    payments = [first]
    for name in names[1:]:
        payments.append(uuid4())
        s.by("me finance_officer")
        s.insert("assistance_payment", id=payments[-1], payment_list_id=one, instalment_id=of(name, "part", 1))
    list_step(s, "both finance_officer", one, "release")
    yield "released", (list_now(s, one), money(s)), (("released", 3, 300, 3), (1000, 700, 1300, 1000))
    s.run("UPDATE cases_case SET state = 'closed', closed_at = %s WHERE id = %s", [s.now, of(names[0], "case")])
    s.by("you caseworker")
    s.run("INSERT INTO consent_consentstep (id, scope_id, step) VALUES (%s, %s, 'withdraw')", [uuid4(), of(names[1], "scope")])
    s.keeper()
    yield "still under way", ([part_state(s, name) for name in names], money(s)), (["ordered"] * 3, (1100, 600, 1300, 1000))
    list_step(s, "me finance_officer", one, "file")
    yield "file", (list_now(s, one), [payment(s, paid) for paid in payments]), (("released", 1, 100, 1), ["recalled", "recalled", "ordered"])
    yield "so many", s.one("SELECT recalled, filed_at FROM assistance_paymentlist WHERE id = %s", one), (2, s.now)
    yield "their money", ([part_state(s, name) for name in names], [state(s, name) for name in names], money(s)), (["released", "released", "ordered"], ["cancelled", "cancelled", "ordered"], (1300, 600, 1100, 1000))
    s.by("me finance_officer")
    yield "once", s.refused("assistance_liststep", id=uuid4(), payment_list_id=one, step="file"), "list_state"
    s.keeper()
    s.run("UPDATE cases_case SET state = 'closed', closed_at = %s WHERE id = %s", [s.now, of(names[2], "case")])
    list_step(s, "me finance_officer", one, "send")
    yield "what went out stays", (list_now(s, one), payment(s, payments[2])), (("sent", 1, 100, 1), "ordered")
    s.keeper()
    s.run("UPDATE cases_case SET state = 'closed', closed_at = %s WHERE id = %s", [s.now, of("released", "case")])
    list_step(s, "me finance_officer", key("payment list", "released"), "send")
    yield "of nobody", list_now(s, key("payment list", "released"))[0], "dropped"


@deed
def what_the_clock_ended_is_released_once(s: Scene):
    ended = ("requested", "checked", "approved", "ordered", "to be paid", "listed", "delivered", "under way", "declined, nearly over")
    s.keeper()
    for name in ended:
        s.run("UPDATE consent_consentscope SET ends_at = %s WHERE id = %s", [s.now, of(name, "scope")])
    yield "nothing moved", ([state(s, name) for name in ended[:5]], money(s)), (["requested", "checked", "approved", "ordered", "approved"], (1000, 1000, 1000, 1000))
    s.by("me caseworker")
    yield "released", s.one("SELECT entry.release_help_without_leave()"), 10  # beside three of these cases stands a request of another programme, and the leave of one more is over
    yield "again", s.one("SELECT entry.release_help_without_leave()"), 0
    yield "now", [state(s, name) for name in ended], ["cancelled", "cancelled", "cancelled", "ordered", "cancelled", "cancelled", "delivered", "ordered", "declined"]
    yield "parts", [part_state(s, "ordered", n) for n in (1, 2)], ["ordered", "released"]
    yield "those with leave", [state(s, name) for name in ("requested by me", "partly received", "released")], ["requested", "ordered", "ordered"]
    yield "money", money(s), (1700, 300, 1000, 1000)


@deed
def what_is_not_under_way_stops_with_the_case_and_with_the_leave(s: Scene):
    one, paid = listed(s, "to be paid")
    s.keeper()
    for name in ("to be paid", "requested", "ordered", "delivered", "under way"):
        s.run("UPDATE cases_case SET state = 'closed', closed_at = %s WHERE id = %s", [s.now, of(name, "case")])
    yield "approved", (state(s, "to be paid"), part_state(s, "to be paid"), payment(s, paid)), ("cancelled", "released", "dropped")
    yield "requested", (state(s, "requested"), part_state(s, "requested"), state(s, "requested", "ended_at")), ("cancelled", "released", s.now)
    yield "under way", (state(s, "ordered"), part_state(s, "ordered"), part_state(s, "ordered", 2)), ("ordered", "ordered", "released")
    yield "money", money(s), (1300, 700, 1000, 1000)
    step(s, "you caseworker", "delivered", "return", 1)
    yield "what comes back is not given again", (state(s, "delivered"), part_state(s, "delivered"), money(s)), ("returned", "released", (1400, 700, 1000, 900))
    s.by("me finance_officer")
    s.insert("assistance_answer", id=uuid4(), payment_id=key(of("under way", "part", 1), "payment"), outcome="failed")
    yield "nor what could not be paid", (state(s, "under way"), part_state(s, "under way"), money(s)), ("cancelled", "released", (1500, 700, 900, 900))
    s.by("you caseworker")
    s.run("INSERT INTO consent_consentstep (id, scope_id, step) VALUES (%s, %s, 'withdraw')", [uuid4(), of("approved", "scope")])
    yield "withdrawn", (state(s, "approved"), part_state(s, "approved"), money(s)), ("cancelled", "released", (1700, 500, 900, 900))
    s.keeper()
    s.run("UPDATE assistance_request SET state = 'delivered' WHERE id = %s", [of("paid", "help")])
    yield "a listed one stays in its list", list_now(s, one)[0], "made"
