"""A unit with a programme: who asks, who checks, who keeps the books, who stands above, and a second person for payments."""
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from amana.ground.rows.acting import acting, clock
from amana.lib.core.dates import cairo_day
from amana.services.assistance import actions, queries
from amana.services.assistance.rules import Step
from amana.services.programmes import actions as programmes
from tests import builders as make


def today(days=0):
    return cairo_day(clock()) + timedelta(days=days)


class Unit:
    """The colleagues of one unit, a programme of theirs with a line of a million, and what they do."""

    def __init__(self, currency="EGP", granted="1000000", worker=None):
        self.worker = worker or make.member(name="مها القنطري")
        beside = {"of": self.worker.organisation, "teams": self.worker.teams}
        self.officer = make.member("programme_officer", name="سامح البرلسي", **beside)
        self.finance = make.member("finance_officer", name="نهى الدكرنسي", **beside)
        self.second = make.member("finance_officer", name="رأفت المطري", **beside)
        self.head = make.member("case_manager", name="إجلال الفوي", **beside)
        self.supervisor = make.member("supervisor", name="وفاء السنطاوي", **beside)
        with acting(self.officer.cookie) as actor:
            self.programme = programmes.begin(team_id=self.worker.teams[0].pk, name_ar="برنامج", name_en="Programme", donor="مانح مختلق", currency=currency,
                                              starts_on=today(-100), ends_on=today(300), groups=["returnees"], by=actor)
            self.line = programmes.add_line(self.programme, code="1.1", name_ar="نقد", name_en="Cash", by=actor)
        with acting(self.finance.cookie) as actor:
            programmes.allot(self.line, amount=Decimal(granted), words="اتفاقية", by=actor)

    def ask(self, case, *amounts, by=None, kind="emergency_cash", method="wallet", account="01005550142", conditions=(), due_on=None, **columns):
        parts = [actions.Part(Decimal(amount), due_on or today(), conditions[n] if n < len(conditions) else "") for n, amount in enumerate(amounts)]
        with acting((by or self.worker).cookie) as actor:
            return actions.ask(case.pk, case.person_id, parts=parts, account=account, by=actor, **{
                "programme": self.programme, "line": self.line, "kind": kind, "method": method, "need": "الإيجار متأخر شهرين", "payee_name": "", "payee_reason": "",
                "period_from": today(), "period_until": today(30)} | columns)

    def decide(self, request, step, by, **more):
        with acting(by.cookie) as actor:
            actions.decide(request, Step(step), by=actor, **more)

    def approved(self, case, *amounts, **more):
        request = self.ask(case, *amounts, **more)
        self.decide(request, "check", self.officer)
        for by in (self.finance, self.supervisor, self.head)[:request_now(request).approvals_needed]:
            self.decide(request, "approve", by)
        return request

    def move(self, request, number, step, by, **more):
        with acting(by.cookie) as actor:
            actions.move(request, queries.instalment(request.pk, number), Step(step), by=actor, **more)

    def listed(self, *requests, by=None, method="wallet"):
        with acting((by or self.finance).cookie) as actor:
            due = [one for one in queries.due(self.programme.pk, method, today()) if not requests or one.request_id in {request.pk for request in requests}]
            return actions.list_payments(self.programme, due, method=method, pay_on=today(), by=actor)

    def move_list(self, payments, step, by, **more):
        with acting(by.cookie) as actor:
            actions.move_list(payments, step, by=actor, **more)

    def released(self, *requests):
        payments = self.listed(*requests)
        self.move_list(payments, "release", self.second)
        return payments

    def sent(self, *requests):
        payments = self.released(*requests)
        self.move_list(payments, "send", self.finance)
        return payments

    def take_in(self, payments, outcomes, digest="1" * 64):
        with acting(self.finance.cookie) as actor:
            rows = queries.payments(payments.pk)
            return actions.take_in(queries.payment_list(payments.pk), [actions.Said(one.pk, outcome, one.amount) for one, outcome in zip(rows, outcomes, strict=True)], digest=digest, by=actor)


def request_now(request):
    request.refresh_from_db()
    return request


@pytest.fixture
def unit():
    return Unit()


@pytest.fixture
def case(unit):
    return make.case(unit.worker)


@pytest.fixture
def stand(unit):
    def read():
        with acting(unit.finance.cookie):
            found = SimpleNamespace(**{name: int(value) for name, value in vars(unit.line.balance).items() if name in ("granted", "available", "committed", "ordered", "spent")})
        return found
    return read
