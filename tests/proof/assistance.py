"""Programmes, their books and the help asked of them, in the proof's world: every state, at the edges of time, and of programmes of every team; and what is tried."""
import itertools
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from tests.proof.cases import DAYS, OWNERS, record_with_case
from tests.proof.oracle import BIT, Help, HelpPart, PaymentList, Programme, Record, Row
from tests.proof.oracle.assistance import OF_A_PART, STATES
from tests.proof.world import ORGANISATION, PERSON, Attempt, World, columns, key, teams

# By name: of which team, whether it is open, when it begins and ends so many days from today in Cairo. The currency has a rate from tomorrow only where it is no pound.
PROGRAMMES = {"A1": ("A1", True, -90, 90), "A2": ("A2", True, -90, 90), "B1": ("B1", True, -90, 90), "shut": ("A1", False, -90, 90), "ended": ("A1", True, -90, -1), "ends today": ("A1", True, -90, 0),
              "begins today": ("A1", True, 0, 90), "to come": ("A1", True, 1, 90), "euro": ("A1", True, -90, 90)}


def today(now: datetime) -> date:
    return (now + timedelta(hours=2)).date()  # the clock stands late in the evening by UTC: in Cairo the next day has begun, in winter as in summer


def programmes(now: datetime) -> dict[str, Programme]:
    return {name: Programme(key("programme", name), teams()[team].organisation, teams()[team].key, is_open, today(now) + begins * DAYS, today(now) + ends * DAYS)
            for name, (team, is_open, begins, ends) in PROGRAMMES.items()}


def line_of(programme: str) -> UUID:
    return key("budget line", programme)


# By name: of which programme, its state, who made it, and payments without an answer. The file of one was made.
LISTS = {"made": ("A1", "made", "you", 0), "mine": ("A1", "made", "me", 0), "empty": ("A1", "made", "you", 0), "odd's": ("A1", "made", "odd", 0), "released": ("A1", "released", "you", 1),
         "sent": ("A1", "sent", "you", 1), "answered": ("A1", "sent", "you", 0), "closed": ("A1", "closed", "you", 0), "dropped": ("A1", "dropped", "you", 0), "of A2": ("A2", "sent", "me", 1),
         "of B1": ("B1", "made", "me", 0), "in goods": ("A1", "made", "me", 0), "filed": ("A1", "released", "you", 1), "of a closed one": ("shut", "made", "you", 0), "mine of a closed one": ("shut", "made", "me", 0)}


def payment_lists(now: datetime) -> dict[str, PaymentList]:
    of = programmes(now)
    return {name: PaymentList(key("payment list", name), of[programme], state, PERSON[who], waiting, name == "filed") for name, (programme, state, who, waiting) in LISTS.items()}


# By name: life and owner of the case (`cases`), programme, state, who asked, ended so many days ago, method, parts (state, met, list, payment, due in so many days), who has approved.
HELP = {
    "requested": ("open", "you", "A1", "requested", "you", None, "goods", (("planned", True, None, ""),), ()),
    "requested by me": ("open", "me", "A1", "requested", "me", None, "goods", (("planned", True, None, ""),), ()),
    "requested by me, not whole": ("open", "me", "A1", "requested", "me", None, "goods", (), ()),
    "requested by odd": ("open", "third", "A1", "requested", "odd", None, "goods", (("planned", True, None, ""),), ()),
    "of another team's programme": ("open", "me", "A2", "checked", "you", None, "goods", (("planned", True, None, ""),), ()),
    "checked": ("open", "you", "A1", "checked", "you", None, "goods", (("planned", True, None, ""), ("planned", False, None, "")), ()),
    "checked, once approved": ("open", "you", "A1", "checked", "you", None, "goods", (("planned", True, None, ""),), ("me",)),
    "checked of mine": ("open", "third", "A1", "checked", "me", None, "goods", (("planned", True, None, ""),), ()),
    "approved": ("open", "you", "A1", "approved", "you", None, "goods", (("planned", True, None, ""), ("planned", False, None, "")), ("third",)),
    "approved of mine": ("open", "you", "A1", "approved", "me", None, "service", (("planned", True, None, ""),), ("third",)),
    "ordered": ("open", "you", "A1", "ordered", "you", None, "goods", (("ordered", True, None, ""), ("planned", True, None, "")), ("third",)),
    "partly received": ("open", "you", "A1", "ordered", "you", None, "service", (("done", True, None, ""), ("planned", True, None, "")), ("third",)),
    "delivered": ("open", "you", "A1", "delivered", "you", None, "goods", (("done", True, None, ""),), ("third",)),
    "to be paid": ("open", "you", "A1", "approved", "you", None, "wallet", (("planned", True, None, ""), ("planned", False, None, "")), ("third",)),
    "to be paid tomorrow": ("open", "you", "A1", "approved", "you", None, "wallet", (("planned", True, None, "", 1),), ("third",)),
    "checked of a closed programme": ("open", "you", "shut", "checked", "you", None, "goods", (("planned", True, None, ""),), ()),
    "checked of one that is over": ("open", "you", "ended", "checked", "you", None, "goods", (("planned", True, None, ""),), ()),
    "checked of one that ends today": ("open", "you", "ends today", "checked", "you", None, "goods", (("planned", True, None, ""),), ()),
    "approved of a closed programme": ("open", "you", "shut", "approved", "you", None, "goods", (("planned", True, None, ""),), ("third",)),
    "to be paid by a closed programme": ("open", "you", "shut", "approved", "you", None, "wallet", (("planned", True, None, ""),), ("third",)),
    "listed by a closed programme": ("open", "you", "shut", "approved", "you", None, "wallet", (("planned", True, "of a closed one", "listed"),), ("third",)),
    "to be paid after the leave": ("ran-out", "you", "A1", "approved", "you", None, "wallet", (("planned", True, None, ""),), ("third",)),  # the job has not come by yet
    "approved of another team's": ("open", "me", "A2", "approved", "you", None, "goods", (("planned", True, None, ""),), ("third",)),
    "delivered of another team's": ("open", "me", "A2", "delivered", "you", None, "goods", (("done", True, None, ""),), ("third",)),
    "to be paid to mine": ("open", "you", "A1", "approved", "me", None, "wallet", (("planned", True, None, ""),), ("third",)),
    "listed": ("open", "you", "A1", "approved", "you", None, "wallet", (("planned", True, "made", "listed"),), ("third",)),
    "listed of mine": ("open", "you", "A1", "approved", "me", None, "wallet", (("planned", True, "odd's", "listed"),), ("third",)),
    "released": ("open", "you", "A1", "ordered", "you", None, "wallet", (("ordered", True, "released", "ordered"),), ("third",)),
    "under way": ("open", "you", "A1", "ordered", "you", None, "wallet", (("ordered", True, "sent", "ordered"),), ("third",)),
    "under way of another team's": ("open", "me", "A2", "ordered", "you", None, "wallet", (("ordered", True, "of A2", "ordered"),), ("third",)),
    "paid": ("open", "you", "A1", "delivered", "you", None, "wallet", (("done", True, "closed", "paid"),), ("third",)),
    "failed": ("open", "you", "A1", "approved", "you", None, "wallet", (("planned", True, "answered", "failed"),), ("third",)),
    "protected": ("open", "you", "A1", "checked", "you", None, "goods", (("planned", True, None, ""),), ()),
    "reconciled": ("open", "you", "A1", "reconciled", "you", 5, "goods", (("done", True, None, ""),), ("third",)),
    "declined, nearly over": ("open", "you", "A1", "declined", "you", 29.99, "goods", (("released", True, None, ""),), ()),
    "cancelled at the edge": ("open", "you", "A1", "cancelled", "you", 30, "goods", (("released", True, None, ""),), ()),
    "returned": ("open", "you", "A1", "returned", "you", 40, "goods", (("released", True, None, ""),), ("third",)),
    "asked now": ("open", "you", "A1", "requested", "you", None, "goods", (("planned", True, None, ""),), ()),
    "of a closed case": ("grace", "you", "A1", "delivered", "you", None, "goods", (("done", True, None, ""),), ("third",)),
    "of a closed case, returned": ("grace", "you", "A1", "cancelled", "you", 10, "goods", (("released", True, None, ""),), ("third",)),
    "after the case": ("grace-over", "you", "A1", "delivered", "you", None, "goods", (("done", True, None, ""),), ("third",)),
    "after the leave": ("ran-out", "you", "A1", "delivered", "you", None, "goods", (("done", True, None, ""),), ("third",)),
    "as the leave ends": ("runs-out-now", "you", "A1", "delivered", "you", None, "goods", (("done", True, None, ""),), ("third",)),
    "withdrawn": ("withdrawn", "you", "A1", "cancelled", "you", 5, "goods", (("released", True, None, ""),), ("third",)),
    "elsewhere": ("open", "B", "B1", "checked", "third", None, "goods", (("planned", True, None, ""),), ()),
    "elsewhere, of another team's": ("open", "B2", "B1", "requested", "third", None, "goods", (("planned", True, None, ""),), ()),
}
IN = {"B": ("B1", "me"), "B2": ("B2", "third")} | OWNERS
# A second request of the case, of another programme: what one team's officers may not decide for the other's.
BESIDE = {"checked": "A2", "under way": "A2", "delivered": "A2", "approved of another team's": "A1", "delivered of another team's": "A1"}


def help_records(now: datetime) -> dict[str, Record]:
    of, lists, made = programmes(now), payment_lists(now), {}
    for name, (life, owner, programme, state, who, ended, method, parts, approved_by) in HELP.items():
        label = f"case help {name}"
        made_at = now if name == "asked now" else now - 50 * DAYS
        case = key(label, "case")
        mine = tuple(HelpPart(key(label, "part", n), part, met, lists[in_list] if in_list else None, payment, *due) for n, (part, met, in_list, payment, *due) in enumerate(parts, 1))
        help_of = (Help(key(label, "help"), case, of[programme], state, PERSON[who], made_at, None if ended is None else now - ended * DAYS, method, mine, tuple(PERSON[one] for one in approved_by)),)
        if name in BESIDE:
            help_of += (Help(key(label, "help beside"), case, of[BESIDE[name]], "requested", PERSON["you"], made_at, parts=(HelpPart(key(label, "part beside"), "planned"),)),)
        made[label] = record_with_case(now, label, life, IN[owner], "B" if owner in ("B", "B2") else "A", is_protected=name == "protected", help=help_of)
    return made


def _asked(world: World) -> list[tuple[Record, Help]]:
    return [(record, one) for record in world.records.values() for one in record.help]


# Storing ---------------------------------------------------------------------------------------------------------------------------------------------
AMOUNT = 100


def store(builder, world: World) -> None:
    of = programmes(world.now)
    named = {one.key: name for name, one in of.items()}
    builder.insert_past("programmes_programme", [columns(
        "programmes_programme", id=one.key, organisation_id=one.organisation, team_id=one.team, name_ar="برنامج", name_en=name, donor="x", currency="EUR" if name == "euro" else "EGP",
        starts_on=one.starts_on, ends_on=one.ends_on, groups="{}", is_open=one.is_open) for name, one in of.items()])
    rows = {"programmes_budgetline": [], "programmes_target": [], "programmes_rate": [], "programmes_allotment": [], "programmes_entry": [], "programmes_balance": []}
    for name, one in of.items():
        line = line_of(name)
        rows["programmes_budgetline"].append(columns("programmes_budgetline", id=line, programme_id=one.key, code="1", name_ar="بند", name_en="x"))
        rows["programmes_target"].append(columns("programmes_target", id=key("target", name), programme_id=one.key, group="migrants", people=10))
        rows["programmes_rate"].append(columns("programmes_rate", id=key("rate", name), programme_id=one.key, pounds=50, valid_on=today(world.now) + DAYS))
        for what, amount, reverses in (("granted", 5000, None), ("wrong", 1000, None), ("put right", -1000, "wrong")):
            rows["programmes_allotment"].append(columns("programmes_allotment", id=key("allotment", name, what), line_id=line, amount=amount, words="x", reverses_id=reverses and key("allotment", name, reverses)))
        rows["programmes_entry"].append(columns("programmes_entry", id=key("entry", name), line_id=line, number=1, source="donor", target="available", amount=5000, why="allot",
                                                allotment_id=key("allotment", name, "granted"), made_at=world.now))
        rows["programmes_balance"].append(columns("programmes_balance", line_id=line, granted=4000, available=1000, committed=1000, ordered=1000, spent=1000, entries=1))
    for table, made in rows.items():
        builder.insert_past(table, made)
    keyed = {"programmes_budgetline": "id", "programmes_target": "id", "programmes_rate": "id", "programmes_allotment": "id", "programmes_entry": "id", "programmes_balance": "line_id"}
    by_line = {line_of(name): one for name, one in of.items()}
    world.rows["programmes_programme"] = [Row("programmes_programme", str(one.key), facts={"programme": one}) for one in of.values()]
    for table, made in rows.items():
        world.rows[table] = [Row(table, str(row[keyed[table]]), facts={"programme": of[named[row["programme_id"]]] if "programme_id" in row else by_line[row["line_id"]]}) for row in made]
    world.rows["assistance_kind"] = [Row("assistance_kind", code) for code, in builder.run("SELECT code FROM assistance_kind").fetchall()]
    world.rows["assistance_limit"] = [Row("assistance_limit", above) for above, in builder.run("SELECT above::text FROM assistance_limit").fetchall()]
    _store_lists(builder, world)
    _store_help(builder, world, named)


def _store_lists(builder, world: World) -> None:
    lists = payment_lists(world.now)
    builder.insert_past("assistance_paymentlist", [columns(
        "assistance_paymentlist", id=one.key, programme_id=one.programme.key, method=_method(name), pay_on=today(world.now), state=one.state, waiting=one.waiting, staff_id=one.made_by,
        filed_at=world.now if one.is_filed else None)
        for name, one in lists.items()])
    builder.insert_past("assistance_liststep", [columns("assistance_liststep", id=key("list step", name), payment_list_id=one.key, step="send") for name, one in lists.items()])
    builder.insert_past("assistance_answerfile", [columns("assistance_answerfile", id=key("answer file", name), payment_list_id=one.key, digest="x") for name, one in lists.items()])
    for table, what in (("assistance_paymentlist", "payment list"), ("assistance_liststep", "list step"), ("assistance_answerfile", "answer file")):
        world.rows[table] = [Row(table, str(key(what, name)), facts={"programme": one.programme}) for name, one in lists.items()]


def _method(list_name: str) -> str:
    return "cash" if list_name == "in goods" else "wallet"


def _request(now: datetime, case: UUID, programme: str, method: str, **more) -> dict:
    account = {"account_sealed": "\\x00", "account_hash": "\\x00", "account_tail": "0142"} if method == "wallet" else {}
    return dict(case_id=case, programme_id=key("programme", programme), line_id=line_of(programme), kind="emergency_cash" if method == "wallet" else "food_voucher", amount=AMOUNT, need="x",
                period_from=today(now), period_until=today(now), method=method) | account | more


def _store_help(builder, world: World, named: dict) -> None:
    made: dict[str, list[dict]] = {}

    def add(table: str, **values) -> None:
        made.setdefault(table, []).append(columns(table, **values))

    for record, one in _asked(world):
        of = dict(person_id=record.key, made_at=one.made_at)
        # Of a time long ago, so that nothing counts twice and no ceiling is passed.
        add("assistance_request", **of, id=one.key, **_request(world.now - 900 * DAYS, one.case, named[one.programme.key], one.method, amount=AMOUNT * max(1, len(one.parts))),
            state=one.state, ended_at=one.ended_at, staff_id=one.made_by, pounds=1, approvals_needed=1)
        add("assistance_requeststep", **of, id=key(one.key, "step"), case_id=one.case, request_id=one.key, step="met", words="x", staff_id=one.made_by)
        for n, staff in enumerate(one.approved_by):
            add("assistance_requeststep", **of, id=key(one.key, "approved", n), case_id=one.case, request_id=one.key, step="approve", staff_id=staff)
        for n, part in enumerate(one.parts, 1):
            add("assistance_instalment", **of, id=part.key, case_id=one.case, request_id=one.key, number=n, amount=AMOUNT, charged=AMOUNT, due_on=today(world.now) + part.due_in * DAYS, state=part.state, is_met=part.is_met,
                condition="" if part.is_met else "x")
            if part.of_list:
                add("assistance_payment", **of, id=key(part.key, "payment"), case_id=one.case, request_id=one.key, payment_list_id=part.of_list.key, instalment_id=part.key, amount=AMOUNT, state=part.payment)
            if part.payment in ("paid", "failed"):
                add("assistance_answer", **of, id=key(part.key, "answer"), case_id=one.case, payment_id=key(part.key, "payment"), outcome=part.payment)
    for table in ("assistance_request", "assistance_instalment", "assistance_requeststep", "assistance_payment", "assistance_answer"):
        builder.insert_past(table, made[table])


# What every actor tries ------------------------------------------------------------------------------------------------------------------------------
def attempts(world: World) -> Iterator[Attempt]:
    of = programmes(world.now)
    yield from _of_programmes(world, of)
    yield from _of_lists(world)
    for record, one in _asked(world):
        yield from _steps(record, one)
        yield from _payments(world, record, one)
        yield from _parts(world, record, one)
    for name in ("case help requested", "case help of another team's programme", "case help of a closed case", "case help after the case", "case help elsewhere", "case open me", "case open you",
                 "case coworker economic", "case coworker psychosocial", "case open B me"):
        record = world.records[name]
        for programme in PROGRAMMES:
            yield from _requests(world, record, record.cases[0].key, programme, of[programme])


def _of_programmes(world: World, of: dict[str, Programme]) -> Iterator[Attempt]:
    days = {"starts_on": today(world.now), "ends_on": today(world.now) + 9 * DAYS}
    for team in ("A1", "A2", "B1", "A-desk"):
        one = Programme(key("new"), teams()[team].organisation, teams()[team].key)
        yield Attempt(Row("programmes_programme", f"new of {team}", facts={"programme": one}), columns(
            "programmes_programme", id=key("new programme"), organisation_id=ORGANISATION["P"], team_id=one.team, name_ar="برنامج", name_en="x", donor="x", groups="{}", **days))
    for name in ("A1", "A2", "B1"):
        facts, line = {"programme": of[name]}, line_of(name)
        yield Attempt(Row("programmes_budgetline", name, facts=facts), columns("programmes_budgetline", id=key("new line"), programme_id=of[name].key, code="2", name_ar="بند", name_en="x"))
        yield Attempt(Row("programmes_target", name, facts=facts), columns("programmes_target", id=key("new target"), programme_id=of[name].key, group="hosts", people=5))
        yield Attempt(Row("programmes_rate", name, facts=facts), columns("programmes_rate", id=key("new rate"), programme_id=of[name].key, pounds=50, valid_on=today(world.now)))
        tried = (("more", 10, None, True), ("less", -10, None, True), ("all of it and more", -1001, None, False), ("nothing", 0, None, False), ("no number", "NaN", None, False),
                 ("put right", -5000, "granted", False), ("of another amount", -9, "granted", False), ("of a counter-entry", 1000, "put right", False))
        for what, amount, reverses, fits in tried:
            yield Attempt(Row("programmes_allotment", f"{what} {name}", facts=facts | {"fits": fits}), columns(
                "programmes_allotment", id=key("new allotment"), line_id=line, amount=amount, words="x", reverses_id=reverses and key("allotment", name, reverses)))
        yield Attempt(Row("assistance_paymentlist", name, facts=facts), columns("assistance_paymentlist", id=key("new list"), programme_id=of[name].key, method="wallet", pay_on=today(world.now)))
    one = of["A1"]
    yield Attempt(Row("programmes_entry", "x", facts={"programme": one}), columns("programmes_entry", id=key("new entry"), line_id=line_of("A1"), number=2, source="donor", target="available", amount=1,
                                                                                 why="allot", made_at=world.now))
    yield Attempt(Row("programmes_balance", "x", facts={"programme": one}), columns("programmes_balance", line_id=line_of("A1")))
    yield Attempt(Row("assistance_kind", "x"), columns("assistance_kind", code="x", need="x", methods="{cash}", months=1))
    yield Attempt(Row("assistance_limit", "x"), columns("assistance_limit", above=1, approvals=1))


def _of_lists(world: World) -> Iterator[Attempt]:
    for name, one in payment_lists(world.now).items():
        listed = {asked.made_by for _record, asked in _asked(world) for part in asked.parts if part.of_list is not None and part.of_list.key == one.key and part.payment == "listed"}
        for step in ("release", "file", "send", "drop", "close"):
            yield Attempt(Row("assistance_liststep", f"{step} {name}", facts={"programme": one.programme, "list": one, "step": step, "listed": listed, "now": world.now}), columns(
                "assistance_liststep", id=key("new list step"), payment_list_id=one.key, step=step))
        yield Attempt(Row("assistance_answerfile", name, facts={"programme": one.programme}), columns("assistance_answerfile", id=key("new file"), payment_list_id=one.key, digest="y"))


def _steps(record: Record, one: Help) -> Iterator[Attempt]:
    for step in STATES:
        for part, exceeds in itertools.product(one.parts if step in OF_A_PART else (None,), (False, True) if step == "approve" else (False,)):
            facts = {"help": one, "step": step, "part": part, "exceeds": exceeds}
            yield Attempt(Row("assistance_requeststep", f"{step} {one.key} {part and part.key} {exceeds}", record, one.case, facts=facts), columns(
                "assistance_requeststep", id=key("new help step"), request_id=one.key, instalment_id=part and part.key, step=step, words="x", proof="photo" if step == "deliver" else "", exceeds=exceeds))
    if one.state in ("approved", "checked"):  # a step of a part without it, and of the whole with it
        for step, part in (("order", None), ("approve", one.parts[0])):
            facts = {"help": one, "step": step, "part": part, "exceeds": False}
            yield Attempt(Row("assistance_requeststep", f"{step} {one.key} not its own {part is None}", record, one.case, facts=facts if part is None else facts | {"step": "met", "part": None}), columns(
                "assistance_requeststep", id=key("new help step"), request_id=one.key, instalment_id=part and part.key, step=step, words="x"))


def _payments(world: World, record: Record, one: Help) -> Iterator[Attempt]:
    for part in one.parts:
        if part.payment not in ("listed", "ordered", "paid"):
            for name, into in payment_lists(world.now).items():
                if name in ("made", "mine", "odd's", "sent", "of B1", "in goods", "mine of a closed one") and one.method in ("wallet", "goods"):
                    facts = {"help": one, "part": part, "list": into, "programme": into.programme, "method": _method(name)}
                    yield Attempt(Row("assistance_payment", f"{name} {part.key}", record, one.case, facts=facts), columns(
                        "assistance_payment", id=key("new payment"), payment_list_id=into.key, instalment_id=part.key))
        if part.of_list is not None:
            for outcome in ("paid", "failed", "returned"):
                if outcome == part.payment:
                    continue  # told once: a unique key
                facts = {"programme": one.programme, "part": part, "outcome": outcome}
                yield Attempt(Row("assistance_answer", f"{outcome} {part.key}", record, one.case, facts=facts), columns(
                    "assistance_answer", id=key("new answer"), payment_id=key(part.key, "payment"), outcome=outcome))


def _parts(world: World, record: Record, one: Help) -> Iterator[Attempt]:
    """A further part of what is already whole is too much; of what is not, it fits."""
    yield Attempt(Row("assistance_instalment", f"more of {one.key}", record, one.case, facts={"help": one, "fits": not one.parts}), columns(
        "assistance_instalment", id=key("new part"), request_id=one.key, number=9, amount=AMOUNT, due_on=today(world.now)))


def _requests(world: World, record: Record, case: UUID, programme: str, one: Programme) -> Iterator[Attempt]:
    tried = {"goods": ("goods", {}, True), "wallet": ("wallet", {}, True)}
    if programme == "A1":
        tried |= {"no account": ("wallet", {"account_sealed": None, "account_hash": None, "account_tail": ""}, False), "another line": ("goods", {"line_id": line_of("A2")}, False),
                  "a line elsewhere": ("goods", {"line_id": line_of("B1")}, False), "a kind in another way": ("goods", {"kind": "emergency_cash"}, False), "no number": ("goods", {"amount": "NaN"}, False)}
    for what, (method, more, fits) in tried.items():
        facts = {"programme": one, "fits": fits and programme != "euro"}  # its rate is of tomorrow
        yield Attempt(Row("assistance_request", f"{what} {programme} {record.key}", record, case, facts=facts), columns(
            "assistance_request", id=key("new help"), **_request(world.now, case, programme, method, **more)))


assert BIT["economic"] == 32
