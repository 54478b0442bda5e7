"""Any sequence of acts by anybody: the database does what plain Python says (`plainly.py`), the books balance after each step, and what is refused changes nothing.

A walk of its own with a seed, and not hypothesis' state machine: thousands of acts must meet each other in one world, which hypothesis limits to an example of fifty and shrinks by
building the world anew for each attempt. The failing seed and the last acts are told; `walk(seed, steps)` does it again.
"""
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction

from amana.casework.cases import actions as cases
from amana.casework.consent import actions as consent
from amana.casework.consent.models import ConsentScope
from amana.ground.rows.acting import Forbidden, Hidden, acting, clock
from amana.lib.core.errors import Refused
from amana.services.assistance import actions, books, queries
from amana.services.assistance.rules import Step
from amana.services.programmes import actions as programmes
from tests import builders as make
from tests.services.assistance import plainly
from tests.services.assistance.conftest import Unit, today

STEPS_OF_A_WORLD = 250
WAYS = [("emergency_cash", "wallet"), ("emergency_cash", "cash"), ("monthly_cash", "wallet"), ("food_voucher", "goods"), ("medical", "goods"), ("medical", "service"), ("household_items", "goods"),
        ("rent", "bank"), ("micro_business", "wallet"), ("community_project", "service"), ("documents", "cash"), ("documents", "goods")]  # the last one is no way of its kind
AMOUNTS = ("0.01", "0.30", "99.99", "100", "100", "100", "750.5", "750.5", "1499.99", "1500", "1500", "1500", "3000", "3000.01", "6000", "6000.01", "10000.01", "50000.01")
STATE = """
SELECT 'line', l.id::text, b.granted::text, b.available::text, b.committed::text, b.ordered::text, b.spent::text, b.entries::text FROM programmes_budgetline l JOIN programmes_balance b ON b.line_id = l.id
UNION ALL SELECT 'request', id::text, state, approvals_needed::text, (approved_at IS NOT NULL)::text, (ended_at IS NOT NULL)::text, '', '' FROM assistance_request
UNION ALL SELECT 'part', request_id::text || number, state, is_met::text, charged::text, '', '', '' FROM assistance_instalment
UNION ALL SELECT 'list', id::text, state, CASE WHEN state <> 'dropped' THEN payments::text END, CASE WHEN state <> 'dropped' THEN total::text END, waiting::text, recalled::text, (filed_at IS NOT NULL)::text FROM assistance_paymentlist
UNION ALL SELECT 'payment', id::text, state, amount::text, '', '', '', '' FROM assistance_payment
UNION ALL SELECT 'rows', '', (SELECT count(*) FROM assistance_requeststep)::text, (SELECT count(*) FROM assistance_liststep)::text, (SELECT count(*) FROM assistance_answer)::text,
  (SELECT count(*) FROM assistance_answerfile)::text, (SELECT count(*) FROM programmes_allotment)::text, (SELECT count(*) FROM programmes_entry)::text
"""


class World:
    """A unit with two programmes, one in euro, and six cases in two households and a half; beside it what plain Python says."""

    def __init__(self, draw: Random):
        self.draw, self.plain, self.keys, self.trace, self.done = draw, plainly.Books(), {}, [], Counter()
        unit = self.unit = Unit(granted="60000")
        beside = {"of": unit.worker.organisation, "teams": unit.worker.teams}
        self.members = {name: getattr(unit, name) for name in ("worker", "officer", "finance", "second", "head", "supervisor")} | {
            "colleague": make.member(name="هبة القللي", **beside), "stranger": make.member("programme_officer", of=unit.worker.organisation, teams=[make.team(unit.worker.organisation)])}
        with acting(unit.officer.cookie) as actor:
            second = programmes.add_line(unit.programme, code="1.2", name_ar="سلع", name_en="Goods", by=actor)
            euro = programmes.begin(team_id=unit.worker.teams[0].pk, name_ar="برنامج آخر", name_en="Other", donor="مانح مختلق", currency="EUR", starts_on=today(-9), ends_on=today(9), groups=[], by=actor)
            third = programmes.add_line(euro, code="2.1", name_ar="نقد", name_en="Cash", by=actor)
        with acting(unit.finance.cookie) as actor:
            programmes.tell_rate(euro, pounds=Decimal("52.137"), valid_on=today(-3), by=actor)
            first = [unit.line.allotments.get(), programmes.allot(second, amount=Decimal(25000), words="اتفاقية", by=actor), programmes.allot(third, amount=Decimal(700), words="اتفاقية", by=actor)]
        for n, (line, programme, pounds) in enumerate([(unit.line, unit.programme, "1"), (second, unit.programme, "1"), (third, euro, "52.137")]):
            self._keep(self.plain.lines, plainly.Line(str(n), str(programme.pk), Decimal(pounds)), SimpleNamespace(line=line, programme=programme))
        self.allotted = [one.pk for one in first]
        for line, allotment in zip(self.plain.lines, first, strict=True):
            assert self.plain.allot(line, Decimal(allotment.amount), "finance")
        for n in range(6):
            made = make.case(unit.worker, make.person(unit.worker, make.identity(given=f"حالة{n}"), phone=f"0100555{n:04}"))
            self._keep(self.plain.cases, plainly.Case(str(n)), made)
        for owner, members in ((0, (1, 2)), (3, (4,))):
            for member in members:
                with acting(unit.worker.cookie) as actor:
                    cases.add_member(self._of(self.plain.cases[owner]), member_id=self._of(self.plain.cases[member]).person_id, relation="sibling", by=actor)
                self.plain.cases[owner].home.add(str(member))
        for one, other in ((0, 5), (5, 0)):
            make.document(unit.worker, self._of(self.plain.cases[one]).person_id, number="A7712345")
            self.plain.cases[one].alike.add(str(other))

    def _keep(self, among: list, one, real) -> None:
        if not any(one is other for other in among):
            among.append(one)
        self.keys[id(one)] = real

    def _of(self, one):
        return self.keys[id(one)]

    def _tried(self, name: str, act) -> object:
        """What the act gave; None where it was refused or hidden."""
        try:
            with acting(self.members[name].cookie) as actor:
                return act(actor) or True
        except (Refused, Hidden, Forbidden, ObjectDoesNotExist) as reason:
            self.trace[-1] += (type(reason).__name__, str(reason))
            return None

    def step(self) -> None:
        """One act that somebody tries."""
        tried = len(self.trace)
        while len(self.trace) == tried:
            act = self.draw.choices(("ask", "decide", "move", "list", "move_list", "take_in", "answer", "allot", "take_back", "end", "change", "lapse"), (9, 40, 14, 14, 16, 12, 3, 2, 1, 0.6, 9 if self.plain.closed else 0.8, 1.5))[0]
            getattr(self, f"_{act}")()

    def _both(self, name: str, words: tuple, real, plain):
        """Done by both or by neither."""
        self.trace.append((name, *words))
        before = self.state()
        made = self._tried(name, real)
        said = plain()
        assert bool(made) == bool(said), f"the database {'did' if made else 'refused'} what plain Python {'does' if said else 'refuses'}"
        self.done[words[0]] += bool(made)
        if not made:
            assert self.state() == before, "a refused act changed something"
        return made

    def _who(self, *likely: str) -> str:
        return self.draw.choice(likely) if likely and self.draw.random() < 0.75 else self.draw.choice(list(self.members))

    def _ask(self):
        draw, case, line = self.draw, self.draw.choice(self.plain.cases), self.draw.choice(self.plain.lines)
        kind, method = draw.choice(WAYS)
        amounts = [Decimal(draw.choice(AMOUNTS)) for _n in range(draw.choice((1, 1, 2, 3)))]
        met, begins, who = [draw.random() < 0.7 for _one in amounts], draw.randrange(400), self._who("worker", "worker", "supervisor", "head")
        due = [draw.choice((0, 0, 0, 5)) for _one in amounts]
        period = (begins, begins + draw.randrange(40))
        parts = [actions.Part(amount, today(day), "" if is_met else "شرط") for amount, is_met, day in zip(amounts, met, due, strict=True)]
        made = self._both(who, ("ask", case.name, line.name, kind, method, amounts), lambda actor: actions.ask(
            self._of(case).pk, self._of(case).person_id, parts=parts, account=f"01005{draw.randrange(10**6):06}" if method in ("wallet", "bank") else "", by=actor, programme=self._of(line).programme,
            line=self._of(line).line, kind=kind, method=method, need="إيجار", payee_name="", payee_reason="", period_from=today(period[0]), period_until=today(period[1])),
            lambda: self.plain.ask(case, line, kind, method, amounts, met, due, period, who))
        if made:
            self._keep(self.plain.requests, self.plain.requests[-1], made)

    def _decide(self):
        if not self.plain.requests:
            return
        draw, live = self.draw, [one for one in self.plain.requests if one.state in ("requested", "checked", "approved", "ordered", "delivered") and not one.case.is_left]
        request = draw.choice(live if live and draw.random() < 0.85 else self.plain.requests)
        step = {"requested": "check", "checked": "approve", "delivered": "reconcile"}.get(request.state, "cancel")
        if step in ("cancel", "reconcile") and draw.random() < 0.8:
            return
        if draw.random() < 0.15:
            step = draw.choice(("check", "approve", "decline", "cancel", "reconcile"))
        who = self._who(*{"check": ("officer",), "approve": ("finance", "head", "second", "supervisor"), "reconcile": ("finance",), "cancel": ("worker",)}.get(step, ()))
        exceeds = step == "approve" and draw.random() < (0.4 if who == "head" else 0.05)
        self._both(who, (step, self.plain.requests.index(request), exceeds), lambda actor: actions.decide(self._of(request), Step(step), words="سبب", exceeds=exceeds, by=actor),
                   lambda: self.plain.decide(request, step, who, exceeds))

    def _move(self):
        draw, agreed = self.draw, [one for one in self.plain.requests if one.was_approved]
        if not agreed:
            return
        likely = [one for one in agreed if one.state in ("approved", "ordered", "delivered") and (one.method in plainly.HANDED or not all(part.is_met for part in one.parts))]
        request = draw.choice(likely if likely and draw.random() < 0.85 else self.plain.requests)
        number = draw.randrange(len(request.parts))
        part = request.parts[number]
        step = {"planned": "order" if part.is_met else "met", "ordered": "deliver", "done": "return"}.get(part.state, "met")
        if step == "return" and draw.random() < 0.6:
            return
        step = draw.choice(("met", "order", "deliver", "return")) if draw.random() < 0.15 else step
        who = self._who("officer", "worker") if step == "met" else self._who("officer")
        self._both(who, (step, self.plain.requests.index(request), number + 1), lambda actor: actions.move(
            self._of(request), queries.instalment(self._of(request).pk, number + 1), Step(step), words="سبب", proof="photo" if step == "deliver" else "", by=actor),
            lambda: self.plain.move(request, part, step, who))

    def _list(self):
        line, method, who = self.draw.choice(self.plain.lines), self.draw.choice(("wallet", "wallet", "cash", "bank")), self._who("finance", "second")
        day = self.draw.choice((0, 0, 5))
        taken = {id(payment.part) for of in self.plain.lists for payment in of.payments if payment.state in plainly.LIVE}
        every = [(request, part) for request in self.plain.requests for part in request.parts]
        due = [(request, part) for request, part in every if request.line.programme == line.programme and request.method == method and request.state in ("approved", "ordered")
               and part.state == "planned" and part.is_met and part.due <= day and id(part) not in taken and not request.case.is_left]
        chosen = self.draw.sample(due, min(len(due), self.draw.randrange(1, 5))) + (self.draw.sample(every, 1) if every and self.draw.random() < 0.15 else [])
        if not chosen or len({id(part) for _request, part in chosen}) < len(chosen):
            return
        if who in ("finance", "second"):
            with acting(self.members[who].cookie):
                found = {(one.request_id, one.number) for one in queries.due(self._of(line).programme.pk, method, today(day))}
            assert found == {(self._of(request).pk, request.parts.index(part) + 1) for request, part in due}
        made = self._both(who, ("list", method, day, [self.plain.requests.index(request) for request, _part in chosen]), lambda actor: actions.list_payments(
            self._of(line).programme, [queries.instalment(self._of(request).pk, next(n for n, one in enumerate(request.parts, 1) if one is part)) for request, part in chosen],
            method=method, pay_on=today(day), by=actor), lambda: self.plain.list_payments(line.programme, method, chosen, day, who))
        if made:
            of = self.plain.lists[-1]
            self._keep(self.plain.lists, of, made)
            with connection.cursor() as cursor:
                cursor.execute("SELECT id FROM assistance_payment WHERE payment_list_id = %s ORDER BY id", [made.pk])
                for payment, (key,) in zip(of.payments, cursor.fetchall(), strict=True):
                    self.keys[id(payment)] = key

    def _move_list(self):
        if not self.plain.lists:
            return
        step = self.draw.choice(("release", "release", "file", "send", "send", "drop"))
        ready = [one for one in self.plain.lists if one.state == ("released" if step in ("file", "send") else "made")]
        if step == "drop" and self.draw.random() < 0.6:
            return
        of = self.draw.choice(ready if ready and self.draw.random() < 0.85 else self.plain.lists)
        who = self._who(*(("second", "finance", "head") if step == "release" else ("finance", "second")))
        self._both(who, (step, "list", self.plain.lists.index(of)), lambda actor: actions.move_list(self._of(of), step, words="سبب", by=actor), lambda: self.plain.move_list(of, step, who))

    def _sent(self):
        sent = [one for one in self.plain.lists if one.state == "sent"]
        return self.draw.choice(sent if sent and self.draw.random() < 0.85 else self.plain.lists) if self.plain.lists else None

    def _take_in(self):
        if not (of := self._sent()):
            return
        draw, said, lines = self.draw, [], []
        for payment in [*of.payments, *draw.choices(of.payments, k=draw.choice((0, 0, 1, 2)))]:
            if draw.random() < 0.8:
                outcome, is_right = draw.choices(("paid", "failed", "returned"), (6, 2, 2))[0], draw.random() < 0.95
                said.append((payment, outcome, is_right))
                lines.append(actions.Said(self._of(payment), outcome, draw.choice((None, payment.part.amount)) if is_right else payment.part.amount + Decimal("0.01")))
        if draw.random() < 0.1:
            said.append((None, "paid", True))
            lines.append(actions.Said(uuid4(), "paid"))
        digest, who = draw.choice((f"{draw.random()}", *of.digests)), self._who("finance", "second")
        told = {}

        def real(actor):
            told.update({name: len(found) for name, found in vars(actions.take_in(queries.payment_list(self._of(of).pk), lines, digest=digest, by=actor)).items() if found})

        def plain():
            found = self.plain.take_in(of, said, digest, who)
            assert found is None or found == told, f"{told} instead of {found}"
            return found is not None
        self._both(who, ("take_in", self.plain.lists.index(of), digest, [(of.payments.index(payment) if payment else None, *rest) for payment, *rest in said]), real, plain)

    def _answer(self):
        if not (of := self._sent()):
            return
        payment, outcome, who = self.draw.choice(of.payments), self.draw.choice(("paid", "failed", "returned")), self._who("finance")
        self._both(who, ("answer", self.plain.lists.index(of), outcome),
                   lambda actor: actions.answer(queries.payments(self._of(of).pk).get(pk=self._of(payment)), outcome=outcome, by=actor),
                   lambda: "books" in plainly.MAY[who] and not payment.request.case.is_left and self.plain.answer(of, payment, outcome))

    def _allot(self):
        line, who = self.draw.choice(self.plain.lines), self._who("finance", "second")
        amount = Decimal(self.draw.choice(("0.01", "500", "20000", "-100", "-0.01", "-90000")))
        made = self._both(who, ("allot", line.name, amount), lambda actor: programmes.allot(self._of(line).line, amount=amount, words="اتفاقية", by=actor), lambda: self.plain.allot(line, amount, who))
        if made:
            self.allotted.append(made.pk)

    def _take_back(self):
        n, who = self.draw.randrange(len(self.plain.allotments)), self._who("finance")
        line, amount, _may = self.plain.allotments[n]
        made = self._both(who, ("take_back", n), lambda actor: programmes.take_back(type(self._of(line).line).allotments.rel.related_model.objects.get(pk=self.allotted[n]), words="خطأ", by=actor),
                          lambda: self.plain.allot(line, -amount, who, n))
        if made:
            self.allotted.append(made.pk)

    def _change(self):
        """A programme is closed, and soon opened again."""
        closed = [one for one in self.plain.lines if one.programme in self.plain.closed]
        one, who, is_open = self.draw.choice(closed or self.plain.lines), self._who("officer"), bool(closed) or self.draw.random() < 0.2
        self._both(who, ("open" if is_open else "shut", one.programme), lambda actor: programmes.change(self._of(one).programme, is_open=is_open, by=actor), lambda: self.plain.change(one.programme, is_open, who))

    def _lapse(self):
        """The job that runs by the clock; run twice, it does nothing the second time."""
        self.trace.append(("the clock", "lapse"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT entry.release_help_without_leave()")
            self.done["lapse"] += cursor.fetchone()[0]
            cursor.execute("SELECT entry.release_help_without_leave()")
            assert cursor.fetchone()[0] == 0
        self.plain.lapse()

    def _end(self):
        """A case is closed, its person withdraws, or the leave to work on it runs out."""
        case = self.draw.choice(self.plain.cases)
        if case.is_closed or case.is_left or sum(one.is_closed or one.is_left for one in self.plain.cases) > 3:
            return
        how = self.draw.choice(("close", "withdraw", "run_out"))
        if how == "close":
            with acting(self.unit.worker.cookie) as actor:
                cases.ask_closure(self._of(case), reason="goals_met", summary="", by=actor)
            self._both("supervisor", ("close", case.name), lambda actor: cases.approve_closure(self._of(case), by=actor), lambda: True)
            case.is_closed = True
        elif how == "run_out":
            self.trace.append(("the clock", how, case.name))
            ConsentScope.objects.filter(person_id=self._of(case).person_id, purpose="case").update(ends_at=clock() + timedelta(milliseconds=1))
            make.move_clock(milliseconds=2)
            case.is_left = True
            self.done[how] += 1
            return  # what stands, stands until the job has run
        else:
            scope = ConsentScope.objects.get(person_id=self._of(case).person_id, purpose="case")
            self._both("worker", ("withdraw", case.name), lambda actor: consent.withdraw(scope, by=actor), lambda: True)
            case.is_left = True
            case.home.clear()  # what is known of a household through her case ends with it
        self.plain.stop(case)

    def state(self) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(STATE)
            return sorted((tuple(row) for row in cursor.fetchall()), key=str)

    def said(self) -> list[tuple]:
        """What STATE gives if plain Python is right."""
        plain, text = self.plain, lambda flag: str(bool(flag)).lower()
        lines = [("line", str(self._of(one).line.pk), *(f"{amount:.2f}" for amount in one.stands()[:-1]), str(one.entries)) for one in plain.lines]
        requests = [("request", str(self._of(one).pk), one.state, str(one.needs()), text(one.was_approved), text(one.state in ("declined", "cancelled", "returned", "reconciled")), "", "") for one in plain.requests]
        parts = [("part", f"{self._of(one).pk}{n}", part.state, text(part.is_met), f"{part.charged:.2f}", "", "", "") for one in plain.requests for n, part in enumerate(one.parts, 1)]
        lists = [("list", str(self._of(one).pk), one.state, *((None, None) if one.state == "dropped" else (str(len(one.held())), f"{sum(held.part.amount for held in one.held()) or 0:.2f}")),
                  str(sum(held.state == "ordered" for held in one.payments)), str(sum(held.state == "recalled" for held in one.payments)), text(one.is_filed)) for one in plain.lists]
        payments = [("payment", str(self._of(one)), one.state, f"{one.part.amount:.2f}", "", "", "", "") for of in plain.lists for one in of.payments]
        return sorted([*lines, *requests, *parts, *lists, *payments], key=str)

    def look(self, *, thoroughly: bool) -> None:
        found = [row for row in self.state() if row[0] != "rows"]
        assert found == self.said(), f"{[row for row in found if row not in self.said()]} instead of {[row for row in self.said() if row not in found]}"
        for request in self.plain.requests:
            assert not set(request.agreed) & {request.by} and len(set(request.agreed)) == len(request.agreed)
        paid = Counter(id(payment.part) for of in self.plain.lists for payment in of.payments if payment.state in plainly.LIVE)
        assert not paid or max(paid.values()) == 1, "an instalment is paid twice"
        if thoroughly:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
            wrong = [str(one) for one in books.faults(connection)]
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL row_security = on")
            assert wrong == []


def walk(seed: int, steps: int) -> Counter:
    """How often each act was done."""
    world = World(Random(seed))
    try:
        for n in range(1, steps + 1):
            world.step()
            world.look(thoroughly=n % 25 == 0 or n == steps)
    except AssertionError as wrong:
        raise AssertionError(f"seed {seed}, step {n}: {wrong}\n" + "\n".join(str(one) for one in world.trace[-25:])) from wrong
    return world.done


@pytest.mark.django_db
def test_a_short_walk():
    done = walk(1, 200)
    assert sum(done.values()) > 50, done


@pytest.mark.proof
def test_ten_thousand_steps(django_db_setup, django_db_blocker):
    """Each world in a transaction of its own: what the former ones left would lie in the way of the next."""
    done = Counter()
    with django_db_blocker.unblock():
        for seed in range(40):
            with transaction.atomic():
                done += walk(100 + seed, STEPS_OF_A_WORLD)
                transaction.set_rollback(True)
    assert min(done[act] for act in ("ask", "check", "approve", "decline", "cancel", "reconcile", "met", "order", "deliver", "return", "list", "release", "file", "send", "drop", "take_in", "answer",
                                     "allot", "take_back", "close", "withdraw", "run_out", "lapse", "shut", "open")) > 5, done
