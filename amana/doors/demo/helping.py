"""Invented assistance: two programmes with their books, what was asked of them, and payment lists with what the bank answered."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from amana.casework.registry import queries as registry
from amana.doors.demo.plan import DAYS
from amana.ground.rows.acting import Hidden, acting, clock
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Refused
from amana.services.assistance import actions, queries
from amana.services.assistance.rules import PaymentState, Step
from amana.services.programmes import actions as programmes

if TYPE_CHECKING:
    from amana.casework.cases.models import Case
    from amana.services.assistance.models import Request

FORTNIGHT = 14
# What the bank says of a hundred payments; the rest is paid.
FAILED, RETURNED = 6, 3


@dataclass(frozen=True)
class Office:
    """Who does what for a programme, by e-mail address; `approve`: in the order in which they agree."""

    workers: tuple[str, ...]
    officer: str
    finance: str
    second: str
    approve: tuple[str, ...]
    name_ar: str
    name_en: str
    donor: str
    currency: str
    account: str
    granted: str


OFFICES = (
    Office(("maha@example.org", "karim@example.org"), "magda@example.org", "adel@example.org", "soad@example.org",
           ("salwa@example.org", "nabil@example.org", "adel@example.org"), "عودة كريمة (تجريبي)", "Dignified return (demo)", "صندوق مانح مختلق", "EGP",
           "EG380019000500000000263180002", "2500000"),
    Office(("reem@example.org",), "hatem@example.org", "rabab@example.org", "mansour@example.org", ("sayed@example.org", "mansour@example.org", "rabab@example.org"),
           "بداية جديدة (تجريبي)", "New beginning (demo)", "Invented donor", "EUR", "EG800002000156789012345180002", "40000"),
)
LINES = (("1.1", "نقد ومعيشة", "Cash and living"), ("1.2", "سلع وإيجار", "Goods and rent"), ("2.1", "تدريب وعمل ومشروعات", "Training, work, businesses"))
RATES = ((0, "50.20"), (200, "52.75"), (420, "54.10"))
# Kind, line, way, what it is for, its instalments in pounds and their conditions.
ASKED = (
    ("emergency_cash", 0, "wallet", "طعام ودواء للأيام الأولى بعد العودة", ("3000",), ()), ("monthly_cash", 0, "wallet", "معيشة حتى يبدأ العمل", ("2500", "2500", "2500"), ()),
    ("household_items", 1, "goods", "فراش وأدوات مطبخ، وصلوا بلا متاع", ("3500",), ()), ("rent", 1, "service", "إيجار شهرين في غرفة مؤقتة", ("4000", "4000"), ("", "عقد الإيجار")),
    ("training", 2, "service", "دورة لحام ستة أسابيع", ("6000",), ()), ("micro_business", 2, "wallet", "كشك إصلاح هواتف", ("12000", "8000"), ("خطة أقرتها اللجنة", "فواتير المعدات")),
    ("emergency_cash", 0, "wallet", "إيجار متأخر ومصاريف مدرسة", ("4500",), ()), ("food_voucher", 1, "goods", "قسيمة غذاء للأسرة", ("900",), ()),
)


class Helping:
    """`at(day, act)`: the act is done when the story's clock has come there."""

    def __init__(self, draw: Random, at: Callable[[float, Callable], None], cookies: dict[str, str]):
        self.draw, self.at, self.cookies = draw, at, cookies
        self.of: dict[str, tuple] = {}  # officer → programme and lines
        self.helped = 0

    def begin(self) -> None:
        self.at(0.5, self._programmes)
        for day in range(30, DAYS, FORTNIGHT):
            for office in OFFICES:
                self.at(day, partial(self._list, office, day))

    def opened(self, case: Case, worker: str, life: str, _birth: object, day: float) -> None:
        """Most cases ask for something once the household is recorded; some for a second thing, which the check may stop."""
        office = next((one for one in OFFICES if worker in one.workers), None)
        if office is None or life == "begun" or self.draw.random() < 0.06:
            return
        self.at(day + 5, partial(self._ask, office, case, worker, self.helped, day + 5))
        if self.draw.random() < 0.3:
            self.at(day + 12, partial(self._ask, office, case, worker, self.helped + 6 * (self.helped % 2), day + 12))
        self.helped += 1

    def _programmes(self) -> None:
        for office in OFFICES:
            with acting(self.cookies[office.officer]) as actor:
                today = cairo_day(clock())
                made = programmes.begin(team_id=actor.teams[0], name_ar=office.name_ar, name_en=office.name_en, donor=office.donor, currency=office.currency, account=office.account,
                                        starts_on=today - timedelta(days=10), ends_on=today + timedelta(days=900), groups=["returnees", "survivors"], by=actor)
                lines = [programmes.add_line(made, code=code, name_ar=name_ar, name_en=name_en, by=actor) for code, name_ar, name_en in LINES]
                programmes.set_target(made, group="returnees", people=250, by=actor)
            with acting(self.cookies[office.finance]) as actor:
                for line, share in zip(lines, ("0.4", "0.3", "0.3"), strict=True):
                    programmes.allot(line, amount=Decimal(office.granted) * Decimal(share), words="الدفعة الأولى من المانح", by=actor)
            for day, pounds in RATES if office.currency != "EGP" else ():
                self.at(day + 0.6, partial(self._rate, office, made, pounds))
            self.of[office.officer] = (made, lines)

    def _rate(self, office: Office, programme, pounds: str) -> None:
        with acting(self.cookies[office.finance]) as actor:
            programmes.tell_rate(programme, pounds=Decimal(pounds), valid_on=cairo_day(clock()), by=actor)

    def _ask(self, office: Office, case: Case, worker: str, n: int, day: float) -> None:
        kind, line, method, need, amounts, conditions = ASKED[n % len(ASKED)]
        programme, lines = self.of[office.officer]
        try:
            with acting(self.cookies[worker]) as actor:
                today, known = cairo_day(clock()), registry.identities([case.person_id])
                parts = [actions.Part(Decimal(amount), today + timedelta(days=30 * i), conditions[i] if i < len(conditions) else "") for i, amount in enumerate(amounts)]
                made = actions.ask(case.pk, case.person_id, parts=parts, account=f"0100555{n:04d}" if method == "wallet" else "", programme=programme, line=lines[line], kind=kind, method=method,
                                   need=need, period_from=today, period_until=today + timedelta(days=30 * len(amounts)), payee_name=known[case.person_id].full_name, payee_reason="", by=actor)
        except (Refused, Hidden):
            return  # the case was closed or handed on meanwhile
        if day < DAYS - 4 or n % 3:
            self.at(day + 1, partial(self._check, office, made, n, day + 1))

    def _check(self, office: Office, request: Request, n: int, day: float) -> None:
        if not self._decided(office.officer, request, Step.CHECK):
            return
        with acting(self.cookies[office.officer]):
            found = queries.steps(request.pk)[-1].found
        if found["over"] or found["double"] == "same_need_same_period":
            self.at(day + 1, partial(self._decided, office.officer, request, Step.DECLINE, "الحاجة نفسها مغطاة هذا الشهر؛ اتفقنا مع الأسرة على موعد لاحق."))
        elif day < DAYS - 6 or n % 2:
            for i, who in enumerate(office.approve):
                self.at(day + 1 + 0.2 * i, partial(self._decided, who, request, Step.APPROVE))
            for number in range(1, len(ASKED[n % len(ASKED)][4]) + 1):
                self.at(day + 3 + 28 * (number - 1), partial(self._follow, office, request, number, n))

    def _decided(self, who: str, request: Request, step: Step, words: str = "") -> bool:
        try:
            with acting(self.cookies[who]) as actor:
                actions.decide(queries.request(request.pk), step, words=words, by=actor)
        except (Refused, Hidden, type(request).DoesNotExist):
            return False  # decided already, closed meanwhile, or not hers to see
        return True

    def _follow(self, office: Office, request: Request, number: int, n: int) -> None:
        """A condition is met for most; goods and services are ordered and handed over."""
        try:
            with acting(self.cookies[office.officer]) as actor:
                now, part = queries.request(request.pk), queries.instalment(request.pk, number)
                if not part.is_met and self.draw.random() < 0.8:
                    actions.move(now, part, Step.MET, words="رأيت الأوراق", by=actor)
                    part.is_met = True
                if part.is_met and now.method in ("goods", "service"):
                    actions.move(now, part, Step.ORDER, by=actor)
                    actions.move(queries.request(request.pk), part, Step.DELIVER, proof="signature" if now.method == "goods" else "provider", by=actor)
                    if n % 17 == 5:
                        actions.move(queries.request(request.pk), part, Step.RETURN, words="أعادها المورد: البضاعة معيبة", by=actor)
        except (Refused, Hidden, type(request).DoesNotExist):
            return

    def _list(self, office: Office, day: int) -> None:
        programme, _lines = self.of[office.officer]
        with acting(self.cookies[office.finance]) as actor:
            due = list(queries.due(programme.pk, "wallet", cairo_day(clock())))
            if not due:
                return
            made = actions.list_payments(programme, due, method="wallet", pay_on=cairo_day(clock()), by=actor)
        self.at(day + 1, partial(self._moved, office.second, made, "release"))
        self.at(day + 1.1, partial(self._moved, office.finance, made, "file"))
        self.at(day + 1.2, partial(self._moved, office.finance, made, "send"))
        self.at(day + 4, partial(self._answered, office, made))

    def _moved(self, who: str, made, step: str) -> None:
        try:
            with acting(self.cookies[who]) as actor:
                actions.move_list(queries.payment_list(made.pk), step, by=actor)
        except Refused:
            return  # nothing of it was due any more

    def _answered(self, office: Office, made) -> None:
        with acting(self.cookies[office.finance]) as actor:
            found, rows = queries.payment_list(made.pk), queries.payments(made.pk)
            if found.state != "sent":
                return
            fates = [(one, self.draw.randrange(100)) for one in rows if one.state == PaymentState.ORDERED]
            actions.take_in(found, [actions.Said(one.pk, PaymentState.FAILED if fate < FAILED else PaymentState.PAID, one.amount, reference=f"W{one.pk.hex[:8]}",
                                                 reason="المحفظة موقوفة" if fate < FAILED else "") for one, fate in fates], digest=made.pk.hex, by=actor)
            back = [actions.Said(one.pk, PaymentState.RETURNED, one.amount, reason="لم تُسحب خلال المدة") for one, fate in fates if fate >= 100 - RETURNED]
            if back:
                actions.take_in(queries.payment_list(made.pk), back, digest=f"{made.pk.hex}r", by=actor)
