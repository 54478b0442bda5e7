"""What the design says of requests, payments and books, in plain Python and without a database: DESIGN.md §6.3, docs/decisions/0046 and 0047, never policies.sql.

Each act answers whether it is done, and changes the model if it is.
"""
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[3] / "amana/services/assistance/reference"
KINDS = {one["code"]: one for one in tomllib.loads((REFERENCE / "kinds_of_help.toml").read_text("utf-8"))["kind"]}
MAY = {
    "worker": {"ask", "met", "cancel", "deliver"}, "colleague": set(),  # of the same team, and not her case
    "officer": {"run", "check", "approve", "decline", "cancel", "met", "order", "deliver"}, "stranger": set(),
    "finance": {"approve", "decline", "books", "release"}, "second": {"approve", "decline", "books", "release"},
    "supervisor": {"ask", "met", "cancel", "deliver", "approve", "decline"}, "head": {"run", "ask", "met", "cancel", "deliver", "approve", "decline", "exceed", "release"},
}
HANDED = ("goods", "service")
LIVE = ("listed", "ordered", "paid")


@dataclass(eq=False)
class Line:
    name: str
    programme: str
    pounds: Decimal
    accounts: Counter = field(default_factory=Counter)
    entries: int = 0

    def move(self, source: str, target: str, amount: Decimal) -> None:
        self.entries += 1
        self.accounts[source] -= amount
        self.accounts[target] += amount

    def stands(self) -> tuple:
        assert all(amount >= 0 for account, amount in self.accounts.items() if account != "donor"), "an account is below zero"
        assert sum(self.accounts.values()) == 0, "the books do not balance"
        return (-self.accounts["donor"], *(self.accounts[name] for name in ("available", "committed", "ordered", "spent")), self.entries)


@dataclass(eq=False)
class Case:
    name: str
    home: set[str] = field(default_factory=set)  # who else lives in its household
    alike: set[str] = field(default_factory=set)  # other files of the same person, by her papers
    is_closed: bool = False
    is_left: bool = False  # the person withdrew, or the leave ran out


@dataclass(eq=False)
class Part:
    amount: Decimal
    charged: Decimal
    is_met: bool
    due: int = 0
    state: str = "planned"


@dataclass(eq=False)
class Request:
    case: Case
    line: Line
    kind: str
    method: str
    parts: list[Part]
    period: tuple[int, int]
    by: str
    state: str = "requested"
    agreed: list[str] = field(default_factory=list)
    exceeds: bool = False
    was_approved: bool = False
    came_back: bool = False

    @property
    def amount(self) -> Decimal:
        return sum(one.amount for one in self.parts)

    def needs(self) -> int:
        return 3 if self.amount > 50_000 else 2 if self.amount > 10_000 else 1

    def settle(self) -> None:
        has = {one.state for one in self.parts}
        self.state = ("ordered" if "ordered" in has or {"planned", "done"} <= has else "approved" if "planned" in has else "delivered" if "done" in has
                      else "returned" if self.came_back else "cancelled")


@dataclass(eq=False)
class Payment:
    request: Request
    part: Part
    state: str = "listed"
    answers: set[str] = field(default_factory=set)


@dataclass(eq=False)
class PaymentList:
    programme: str
    method: str
    by: str
    payments: list[Payment]
    state: str = "made"
    digests: set[str] = field(default_factory=set)
    is_filed: bool = False

    def held(self) -> list[Payment]:
        return [one for one in self.payments if one.state not in ("dropped", "recalled")]


class Books:
    """The whole world of a walk."""

    def __init__(self):
        self.lines: list[Line] = []
        self.cases: list[Case] = []
        self.requests: list[Request] = []
        self.lists: list[PaymentList] = []
        self.allotments: list[list] = []  # line, amount, may be taken back
        self.closed: set[str] = set()  # programmes

    # Budgets
    def allot(self, line: Line, amount: Decimal, by: str, taken_back: int | None = None) -> bool:
        if "books" not in MAY[by] or (amount < 0 and line.accounts["available"] < -amount) or (taken_back is not None and not self.allotments[taken_back][2]):
            return False
        if taken_back is not None:
            self.allotments[taken_back][2] = False
        self.allotments.append([line, amount, taken_back is None])
        line.move(*(("donor", "available") if amount > 0 else ("available", "donor")), abs(amount))
        return True

    def change(self, programme: str, is_open: bool, by: str) -> bool:
        if "run" not in MAY[by]:
            return False
        (self.closed.discard if is_open else self.closed.add)(programme)
        return True

    # Requests
    def ask(self, case: Case, line: Line, kind: str, method: str, amounts: list[Decimal], met: list[bool], due: list[int], period: tuple[int, int], by: str) -> bool:
        charged = [(one / line.pounds).quantize(Decimal("0.01"), ROUND_HALF_UP) for one in amounts]
        if "ask" not in MAY[by] or case.is_closed or case.is_left or method not in KINDS[kind]["methods"] or 0 in charged or line.programme in self.closed:
            return False
        self.requests.append(Request(case, line, kind, method, [Part(*one) for one in zip(amounts, charged, met, due, strict=True)], period, by))
        return True

    def family(self, case: Case) -> set[str]:
        """Whoever shares a household with her."""
        homes = [{one.name} | one.home for one in self.cases]
        return {case.name}.union(*(home for home in homes if case.name in home))

    def is_stopped(self, request: Request) -> bool:
        """It would pass a ceiling, or the same need is met for the same time already."""
        family, kind = self.family(request.case), KINDS[request.kind]
        others = [one for one in self.requests if one is not request and one.case.name in family]
        given = [(one.case, sum(part.amount for part in one.parts if part.state != "released")) for one in others if one.was_approved and one.kind == request.kind]
        hers, theirs = request.amount + sum(amount for case, amount in given if case is request.case), request.amount + sum(amount for _case, amount in given)
        doubled = any(one.state in ("approved", "ordered", "delivered", "reconciled") and KINDS[one.kind]["need"] == kind["need"]
                      and one.period[0] <= request.period[1] and request.period[0] <= one.period[1]
                      for one in self.requests if one is not request and one.case.name in family | request.case.alike)
        return hers > Decimal(kind.get("person_ceiling", "Infinity")) or theirs > Decimal(kind.get("household_ceiling", "Infinity")) or doubled

    def decide(self, request: Request, step: str, by: str, exceeds: bool = False) -> bool:
        verb = "books" if step == "reconcile" else step
        if verb not in MAY[by] or request.case.is_left or (step in ("check", "approve", "reconcile") and by == request.by) or (exceeds and "exceed" not in MAY[by]):
            return False
        return getattr(self, f"_{step}")(request, by, exceeds)

    def _check(self, request, by, exceeds):
        done = request.state == "requested"
        request.state = "checked" if done else request.state
        return done

    def _approve(self, request, by, exceeds):
        if request.state != "checked" or by in request.agreed or request.line.programme in self.closed:
            return False
        if len(request.agreed) + 1 >= request.needs():
            if (self.is_stopped(request) and not (exceeds or request.exceeds)) or request.line.accounts["available"] < sum(one.charged for one in request.parts):
                return False
            for one in request.parts:
                request.line.move("available", "committed", one.charged)
            request.state, request.was_approved = "approved", True
        request.agreed.append(by)
        request.exceeds |= exceeds
        return True

    def _decline(self, request, by, exceeds):
        if request.state not in ("requested", "checked"):
            return False
        request.state = "declined"
        for one in request.parts:
            one.state = "released"
        return True

    def _cancel(self, request, by, exceeds):
        if request.state not in ("requested", "checked", "approved", "ordered") or any(one.state == "ordered" for one in request.parts):
            return False
        self._release(request)
        return True

    def _reconcile(self, request, by, exceeds):
        done = request.state == "delivered"
        request.state = "reconciled" if done else request.state
        return done

    def _release(self, request: Request) -> None:
        """What is planned is given no more."""
        was_agreed = request.state in ("approved", "ordered")
        for one in request.parts:
            if one.state == "planned":
                one.state = "released"
                if was_agreed:
                    request.line.move("committed", "available", one.charged)
        for payment in (payment for of in self.lists for payment in of.payments):
            if payment.request is request and payment.state == "listed":
                payment.state = "dropped"
        if was_agreed:
            request.settle()
        else:
            request.state = "cancelled"

    def move(self, request: Request, part: Part, step: str, by: str) -> bool:
        if step.replace("return", "deliver") not in MAY[by] or request.case.is_left or (step == "order" and (by == request.by or request.line.programme in self.closed)):
            return False
        handed = request.method in HANDED
        if step == "met" and request.state in ("approved", "ordered") and part.state == "planned" and not part.is_met:
            part.is_met = True
        elif step == "order" and handed and request.state in ("approved", "ordered") and part.state == "planned" and part.is_met:
            self._go(request, part, "ordered", "committed", "ordered")
        elif step == "deliver" and handed and part.state == "ordered":
            self._go(request, part, "done", "ordered", "spent")
        elif step == "return" and handed and request.state in ("ordered", "delivered") and part.state in ("ordered", "done"):
            self._go(request, part, "planned", "ordered" if part.state == "ordered" else "spent", "committed")
        else:
            return False
        return True

    def _go(self, request: Request, part: Part, state: str, source: str, target: str) -> None:
        part.state = state
        request.line.move(source, target, part.charged)
        request.came_back |= source == "spent"
        request.settle()
        if (request.case.is_closed or request.case.is_left) and request.state in ("approved", "ordered"):
            self._release(request)

    def stop(self, case: Case) -> None:
        """Closed, or left: what is not under way is given no more."""
        for one in self.requests:
            if one.case is case and one.state in ("requested", "checked", "approved", "ordered"):
                self._release(one)

    def lapse(self) -> None:
        """The job of each hour: of all whose leave is over."""
        for one in self.cases:
            if one.is_left:
                self.stop(one)

    # Payment lists
    def list_payments(self, programme: str, method: str, chosen: list[tuple[Request, Part]], day: int, by: str) -> bool:
        taken = [payment.part for of in self.lists for payment in of.payments if payment.state in LIVE]
        if "books" not in MAY[by] or programme in self.closed or any(
                request.line.programme != programme or request.method != method or request.state not in ("approved", "ordered") or part.state != "planned" or not part.is_met
                or any(part is one for one in taken) or request.by == by or request.case.is_left or part.due > day for request, part in chosen):
            return False
        self.lists.append(PaymentList(programme, method, by, [Payment(*one) for one in chosen]))
        return True

    def move_list(self, payments: PaymentList, step: str, by: str) -> bool:
        if ("release" if step == "release" else "books") not in MAY[by]:
            return False
        held = payments.held()
        if step == "release" and payments.state == "made" and payments.programme not in self.closed and by != payments.by and held and all(one.request.by != by for one in held):
            for one in held:
                one.state = "ordered"
                self._go(one.request, one.part, "ordered", "committed", "ordered")
        elif step == "drop" and (payments.state == "made" or (payments.state == "released" and not payments.is_filed)):
            for one in held:
                one.state = "dropped"
                if payments.state == "released":
                    self._go(one.request, one.part, "planned", "ordered", "committed")
        elif not ((payments.state == "released" and (step == "send" or (step == "file" and not payments.is_filed))) or (payments.state == "sent" and step == "send")):
            return False
        payments.state = {"release": "released", "drop": "dropped", "file": "released", "send": "sent"}[step]
        if step in ("file", "send") and not payments.is_filed:
            self._settle(payments)
        return True

    def _settle(self, payments: PaymentList) -> None:
        """Whoever withdrew or was closed after the release does not go to the bank."""
        payments.is_filed = True
        for one in payments.held():
            if one.request.case.is_closed or one.request.case.is_left:
                one.state = "recalled"
                self._go(one.request, one.part, "planned", "ordered", "committed")
        if not payments.held():
            payments.state = "dropped"

    def answer(self, payments: PaymentList, payment: Payment, outcome: str) -> bool:
        if payments.state not in ("sent", "closed"):
            return False
        if payment.state == "ordered" and outcome == "paid":
            target = "done", "ordered", "spent"
        elif payment.state == "ordered" and outcome == "failed":
            target = "planned", "ordered", "committed"
        elif payment.state == "paid" and outcome == "returned":
            target = "planned", "spent", "committed"
        else:
            return False
        payment.state = outcome
        payment.answers.add(outcome)
        self._go(payment.request, payment.part, *target)
        if all(one.state != "ordered" for one in payments.payments):
            payments.state = "closed"
        return True

    def take_in(self, payments: PaymentList, said: list[tuple[Payment | None, str, bool]], digest: str, by: str) -> dict[str, int] | None:
        """said: payment, outcome, whether the amount is right. None: the file is refused."""
        if "books" not in MAY[by] or payments.state not in ("sent", "closed") or digest in payments.digests:
            return None
        payments.digests.add(digest)
        told = Counter()
        for payment, outcome, is_right in said:
            if payment is None:
                told["unknown"] += 1
            elif not is_right:
                told["other_amount"] += 1
            elif outcome in payment.answers:
                told["known"] += 1
            else:
                told["new" if self.answer(payments, payment, outcome) else "contradicts"] += 1
        return dict(told)
