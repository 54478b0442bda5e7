"""The blind match in the proof's world: questions about records of every kind, told and untold; requests, what desks read of them, and what they replied."""
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

from tests.proof.oracle import Row
from tests.proof.world import ORGANISATION, PERSON, Attempt, Builder, World, columns, key, teams

# Asked about an hour ago. The rest of the world's records that are tried: `ASKED` and those about which nothing was asked yet.
ASKED = ("A A1 me fresh", "A A1 me fresh protected", "A A2 you fresh", "A A2 third lapsed", "A A2 you 90", "A A1 me coming", "A A2 you erased", "A A2 you instant", "A A-desk None fresh",
         "A None None fresh", "B B1 me fresh", "B B2 third fresh", "P P-desk None fresh", "expected A2 fresh", "received A2 you fresh", "undone A1", "case open you", "case open me",
         "case tail you", "case withdrawn you", "case open protected", "case coworker all", "member you", "exceptional me open open", "exceptional me open protected")
UNASKED = ("A A1 you fresh", "A A1 you fresh protected", "A A2 me fresh", "A A2 third fresh", "A A1 third lapsed", "B B1 third fresh", "P P-desk police fresh", "case open third", "exceptional both now open")
HOUR = timedelta(hours=1)
# When an answer is told, by turns.
TOLD = {"told": -HOUR / 2, "now": timedelta(0), "later": HOUR / 60}
# To whom a message goes, and when it runs out.
SENT = {"A": ("A", HOUR), "A edge": ("A", timedelta(0)), "B": ("B", HOUR), "P": ("P", HOUR), "nobody": (None, HOUR)}
HOW = ("referral", "phone", "set_aside")


def _desks() -> frozenset:
    return frozenset(one.key for one in teams().values() if one.is_desk and one.is_active)


def _questions(world: World) -> list[dict]:
    """Each record's, likely or not, with its moment; the first of every three waits for a request."""
    made = []
    for n, name in enumerate(name for name in ASKED if name in world.records):
        moment = list(TOLD)[n % 3] if n > 2 else "told"
        made += [{"id": key("question", name, likely), "record": world.records[name], "likely": likely, "visible_at": world.now + TOLD[moment], "has_request": n % 2 == 0 and likely}
                 for likely in (True, False)]
    return made


def store(builder: Builder, world: World) -> None:
    questions = _questions(world)
    builder.insert_past("elsewhere_question", [columns(
        "elsewhere_question", id=one["id"], person_id=one["record"].key, organisation_id=one["record"].organisation, staff_id=PERSON["third"], made_at=world.now - HOUR,
        visible_at=one["visible_at"]) for one in questions])
    builder.insert_past("elsewhere_answer", [columns(
        "elsewhere_answer", question_id=one["id"], person_id=one["record"].key, is_likely=one["likely"], visible_at=one["visible_at"]) for one in questions])
    asked = [one for one in questions if one["has_request"]]
    builder.insert_past("elsewhere_request", [columns(
        "elsewhere_request", id=key("request", one["id"]), question_id=one["id"], person_id=one["record"].key, person_agreed=True, organisation_id=one["record"].organisation,
        staff_id=PERSON["third"], made_at=world.now - HOUR, expires_at=world.now + HOUR) for one in asked])
    messages = _messages(world)
    builder.insert_past("elsewhere_message", [columns(
        "elsewhere_message", id=one["id"], request_id=one["request"], organisation_id=one["to"], person_id=world.records["A A2 you fresh"].key if one["to"] else None,
        number="AM-2222-2222" if one["to"] else "", made_at=world.now - HOUR, expires_at=one["expires_at"]) for one in messages])
    said = [one for one in messages if one["how"]]
    builder.insert_past("elsewhere_reply", [columns(
        "elsewhere_reply", id=key("reply", one["id"]), message_id=one["id"], request_id=one["request"], organisation_id=one["to"], how=one["how"], phone="123" if one["how"] == "phone" else "",
        made_at=world.now) for one in said])
    world.rows |= {
        "elsewhere_question": [Row("elsewhere_question", str(one["id"]), one["record"]) for one in questions],
        "elsewhere_answer": [Row("elsewhere_answer", str(one["id"]), one["record"], facts=one) for one in questions],
        "elsewhere_request": [Row("elsewhere_request", str(key("request", one["id"])), one["record"]) for one in asked],
        "elsewhere_message": [Row("elsewhere_message", str(one["id"]), one["record"], facts=one) for one in messages],
        "elsewhere_reply": [Row("elsewhere_reply", str(key("reply", one["id"])), one["record"], facts=one) for one in said]}


def _messages(world: World) -> list[dict]:
    """Of each request one to every side, some of them answered; `record`: whom it was asked about, of which the message says nothing."""
    made = []
    for n, one in enumerate(one for one in _questions(world) if one["has_request"]):
        for m, (name, (to, left)) in enumerate(SENT.items()):
            made.append({"id": key("message", one["id"], name), "request": key("request", one["id"]), "record": one["record"], "to": ORGANISATION.get(to), "expires_at": world.now + left,
                         "desks": _desks(), "how": (*HOW, "")[(n + m) % 4] if to else ""})
    return made


def attempts(world: World) -> Iterator[Attempt]:
    """Whatever organisation, staff and moment a row names: they become what the rule says."""
    for name, waits in (*product(UNASKED, (False,)), *product(ASKED, (False,))):
        if name in world.records:
            yield Attempt(Row("elsewhere_question", name, world.records[name], facts={"waits": waits}), columns(
                "elsewhere_question", id=key("new question"), person_id=world.records[name].key, organisation_id=ORGANISATION["B"], staff_id=PERSON["you"], visible_at="2001-01-01"))
    for one in _questions(world):
        for agreed in (True, False):
            if not one["has_request"]:
                yield Attempt(Row("elsewhere_request", f"{agreed} {one['id']}", one["record"], facts=one | {"agreed": agreed}), columns(
                    "elsewhere_request", id=key("new request"), question_id=one["id"], person_agreed=agreed, organisation_id=ORGANISATION["B"], expires_at="2099-01-01"))
    for one in _messages(world):
        for how, phone, is_whole in (("referral", "", True), ("phone", "0225770134", True), ("set_aside", "", True), ("phone", "", False), ("referral", "0225770134", False), ("x", "", False)):
            if not one["how"]:
                yield Attempt(Row("elsewhere_reply", f"{how} {phone} {one['id']}", one["record"], facts=one | {"is_whole": is_whole}), columns(
                    "elsewhere_reply", id=key("new reply"), message_id=one["id"], how=how, phone=phone, organisation_id=ORGANISATION["B"]))
    record = world.records["A A1 me fresh"]
    yield Attempt(Row("elsewhere_answer", "x", record), columns("elsewhere_answer", question_id=key("x"), person_id=record.key, is_likely=True, visible_at=world.now))
    yield Attempt(Row("elsewhere_message", "x", record), columns("elsewhere_message", id=key("x"), request_id=key("x"), organisation_id=ORGANISATION["A"], made_at=world.now, expires_at=world.now))
