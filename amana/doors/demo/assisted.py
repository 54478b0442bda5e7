"""Invented returnees whom the two programmes assisted over eighteen months: surveys at baseline and later, instalments in all states, businesses, and honest outcomes.

Drawn and told apart from the rest, by workers and teams of their own, so that the other stories stay what they are. They come in small groups; what one colleague does for a group on one day is one transaction.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from amana.casework.assessments import actions as assessments
from amana.casework.cases import actions as cases
from amana.casework.cases import queries as cases_read
from amana.casework.cases.rules import TaskKind
from amana.casework.consent import actions as consents
from amana.casework.consent.rules import Answer, band_of
from amana.casework.registry import actions as registry
from amana.casework.registry.rules import IdentityFacts, JourneyFacts
from amana.doors.demo import people
from amana.doors.demo.assessing import surveyed
from amana.doors.demo.business import Businesses, Course
from amana.doors.demo.casework import paper
from amana.doors.demo.charter import arabic, latin
from amana.doors.demo.helping import OFFICES, Office
from amana.doors.demo.plan import DAYS
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Hidden, acting, attempt, clock
from amana.lib import scoring
from amana.lib.core.dates import PartialDate, cairo_day
from amana.lib.core.errors import Refused
from amana.services.assistance import actions, queries
from amana.services.assistance.rules import PaymentState, Step
from amana.services.programmes import actions as books
from amana.services.reintegration import actions as follow_up

if TYPE_CHECKING:
    from datetime import date

    from amana.casework.cases.models import Case
    from amana.ground.rows.acting import Actor
    from amana.services.assistance.models import PaymentList, Request

OF_A_GROUP = 6  # come on the same day to the same worker
LISTED_EVERY = 28
FAILED, RETURNED = 5, 3  # payments of a hundred; the rest is paid
SURVEYED_SINCE = 220  # the day of the story on which the survey came into force
# What becomes of somebody, and of how many of a hundred. `survey`: on what the answers lie at the baseline, after 6 and after 12 months, from 0 to 1; None: not asked, or not answered.
FATES: dict[str, tuple[int, tuple[float | None, float | None, float | None]]] = {
    "better": (38, (0.42, 0.62, 0.7)), "settled": (9, (0.5, 0.72, 0.76)), "as_before": (14, (0.46, 0.47, 0.5)), "worse": (13, (0.5, 0.34, 0.3)),
    "not_asked": (10, (0.44, None, None)), "begun_late": (5, (None, 0.5, 0.55)), "lost": (7, (0.38, None, None)), "left": (4, (0.36, 0.3, None)),
}
# After how many days each survey is asked for.
SURVEYS = (6, 183, 366)
CLOSED = {"settled": (200, "goals_met", "الدخل والسكن مستقران، واتفقنا على اتصال بعد ثلاثة أشهر."), "better": (385, "goals_met", "سنة كاملة بعد العودة، والأسرة تعتمد على دخلها."),
          "lost": (140, "lost_contact", "ثلاث محاولات بوسيلتين وزيارة، ولا أحد يعرف أين هو."), "left": (215, "left_country", "سافر مرة أخرى، وأبلغنا أخوه. قيل له إن الباب مفتوح إن عاد.")}
AT_RISK = ("worse", "lost", "left")  # seen at the first meeting already; of the others the risk is still to be decided
IN_BUSINESS = ("better", "settled", "as_before", "worse")
DECLINED, TWO_AGREE = 0.05, 10_000  # pounds
# Of those who are lost: on which day after they came, by which way, what came of it and what was said.
TRIED = ((30, "call", "reached", "بخير، ويبحث عن سكن."), (92, "call", "no_answer", ""), (93, "text", "no_answer", ""), (95, "call", "wrong_number", "الرقم لشخص آخر الآن."),
         (99, "other_contact", "no_answer", ""), (106, "visit", "no_answer", "رحلت الأسرة، ولا يعرف الجيران إلى أين."))
SEEN = {"better": "يعمل منذ شهر، والدخل يكفي الأساسيات.", "as_before": "لا جديد: عمل يوم وتوقف يومين.", "worse": "توقف العمل، وتراكم الإيجار شهرين.", "settled": "استقر في عمل قريب من البيت."}
# Kind, line, way, what it is for, its instalments in pounds and their conditions.
ASKED = (
    ("monthly_cash", 0, "bank", "معيشة الأسرة حتى يبدأ العمل", ("2500", "2500", "2500"), ()), ("emergency_cash", 0, "cash", "مصاريف الأسابيع الأولى بعد العودة", ("4000",), ()),
    ("rent", 1, "bank", "إيجار شهرين قريبًا من العمل", ("3500", "3500"), ("عقد الإيجار", "")), ("household_items", 1, "goods", "عادوا بلا متاع: فراش وموقد", ("5200",), ()),
    ("micro_business", 2, "bank", "بضاعة ومعدات لمشروع صغير", ("9000", "6000"), ("خطة المشروع", "فواتير المعدات")), ("training", 2, "service", "دورة تبريد وتكييف ثمانية أسابيع", ("7500",), ()),
    ("emergency_cash", 0, "cash", "إيجار أول شهر ودواء", ("3500",), ()), ("job_placement", 2, "service", "ملابس عمل ومواصلات إلى المصنع", ("3000",), ("عقد العمل",)),
)
RETURNS = (("assisted_voluntary", "returnee_voluntary"), ("assisted_voluntary", "returnee_voluntary"), ("humanitarian", "returnee_voluntary"), ("forced", "returnee_forced"))
GOOD, HARD = ("running", ""), ("difficult", "")
COURSES = tuple(Course(name, idea, sales, goods, 600, ((need, price),), "approve", "", visits) for name, idea, sales, goods, need, price, visits in (
    ("ورشة نجارة", "أثاث بسيط للعرائس بالطلب", 9200, 4100, "منشار وتجهيزات", 19500, (GOOD, GOOD, GOOD, GOOD)),
    ("محل عصائر", "عصائر قرب المدرسة", 7400, 3600, "خلاط وثلاجة", 15400, (GOOD, HARD, ("closed", "ارتفع الإيجار، ويعمل الآن في مطعم"))),
    ("تربية أغنام", "تسمين أغنام للعيد", 8800, 5200, "رؤوس أغنام وعلف", 24000, (HARD, GOOD, GOOD)),
    ("صيانة تكييف", "صيانة في البيوت بعد التدريب", 8100, 1700, "عدة وغاز", 11200, (GOOD, GOOD, GOOD)),
    ("توصيل طلبات", "دراجة لتوصيل الطلبات", 6300, 1200, "دراجة نارية", 32000, (HARD, ("closed", "سُرقت الدراجة، والبلاغ محفوظ"))),
    ("كافتيريا صغيرة", "شاي وساندويتش لعمال المصنع", 7900, 4400, "معدات مطبخ", 13800, (GOOD, HARD, HARD)),
    ("تطريز", "مفارش مطرزة لمحل في المدينة", 4700, 1600, "خيوط وماكينة", 8900, (HARD, ("paused", "مرض الأم، وتعود في الشتاء"), GOOD)),
    ("حدادة", "أبواب وشبابيك حديد", 9900, 5600, "ماكينة لحام", 17200, (GOOD, GOOD, ("moved", "انتقل بالورشة إلى قرية زوجته")))))


@dataclass(frozen=True)
class Bureau:
    """Who assists the returnees of an office. The supervisor agrees to what is asked, and above TWO_AGREE the office's finance as well."""

    office: Office
    workers: tuple[str, ...]
    supervisor: str


BUREAUS = (Bureau(OFFICES[0], ("shady@example.org", "nourhan@example.org", "ragab@example.org"), "madiha@example.org"),
           Bureau(OFFICES[1], ("sohair@example.org",), "bassem@example.org"))
COMMITTEE = ("madiha@example.org", "nabil@example.org", "siham@example.org")


@dataclass(frozen=True)
class Returnee:
    fate: str
    asked: int  # of ASKED


@dataclass(frozen=True)
class Group:
    """Who came on that day to that worker."""

    day: int
    bureau: int
    worker: str
    people: tuple[Returnee, ...]


@dataclass
class Helped:
    """Somebody of the story, once she is there."""

    told: Returnee
    case: Case
    request: Request
    is_open: bool = True


def groups(draw: Random, number: int) -> list[Group]:
    """All of them by day; the most came after the survey had come into force, and a few this week."""
    wanted = [_fate(draw) for _n in range(number)]
    made = []
    for first in range(0, number, OF_A_GROUP):
        place = draw.random()
        day = int(draw.triangular(5, SURVEYED_SINCE, 200)) if place < 0.2 else draw.randrange(SURVEYED_SINCE, DAYS - 190) if place < 0.75 else draw.randrange(DAYS - 190, DAYS - 20)
        bureau = 1 if draw.random() < 0.22 else 0
        made.append(Group(DAYS - 2 - first if first < 3 * OF_A_GROUP and number > 60 else day, bureau, draw.choice(BUREAUS[bureau].workers),
                          tuple(Returnee(one, (first + n) % len(ASKED)) for n, one in enumerate(wanted[first:first + OF_A_GROUP]))))
    return sorted(made, key=lambda one: one.day)


def _fate(draw: Random) -> str:
    return draw.choices(list(FATES), [share for share, _survey in FATES.values()])[0]


class Assisted:
    """`at(day, act)`: the act is done when the story's clock has come there; `programmes`: officer → programme and lines."""

    def __init__(self, draw: Random, at: Callable[[float, Callable], None], cookies: dict[str, str], programmes: dict[str, tuple]):
        self.draw, self.at, self.cookies, self.programmes = draw, at, cookies, programmes
        self.businesses = Businesses(at, cookies, courses=COURSES, committee=COMMITTEE)
        self.accounts = 0

    def begin(self, number: int) -> None:
        if not number:
            return
        for group in groups(self.draw, number):
            self.at(group.day, partial(self._come, group))
        for bureau in BUREAUS:
            self.at(250, partial(self._allot, bureau.office))
            for day in (*range(26, DAYS - 10, LISTED_EVERY), DAYS - 2.4):
                for method in ("bank", "cash"):
                    self.at(day, partial(self._list, bureau.office, method, day))

    def _allot(self, office: Office) -> None:
        with acting(self.cookies[office.finance]) as actor:
            for line in self.programmes[office.officer][1]:
                books.allot(line, amount=Decimal(office.granted) * Decimal("0.4"), words="الدفعة الثانية من المانح", by=actor)

    # Who comes -------------------------------------------------------------------------------------------------------------------------------------
    def _come(self, group: Group) -> None:
        bureau, day, worker = BUREAUS[group.bureau], group.day, group.worker
        with acting(self.cookies[worker]) as actor:
            helped = [self._received(told, group, actor) for told in group.people]
        self._decide(bureau, helped, day)
        for n, later in enumerate(SURVEYS):
            if day + later >= SURVEYED_SINCE:
                self.at(day + later, partial(self._survey, worker, helped, n))
        for later, way, outcome, words in TRIED:
            if lost := [one for one in helped if one.told.fate == "lost"]:
                self.at(day + later, partial(self._try, worker, lost, way, outcome, words))
        self.at(day + 95, partial(self._look_after, worker, helped))
        for fate, (later, reason, words) in CLOSED.items():
            if ended := [one for one in helped if one.told.fate == fate]:
                self.at(day + later, partial(self._ask_closure, bureau, worker, ended, reason, words, day + later))
        for one in helped if group.bureau == 0 and day < DAYS - 130 else ():
            if ASKED[one.told.asked][0] == "micro_business" and one.told.fate in IN_BUSINESS:
                self.businesses.plan(one.case, worker, day + 12)

    def _received(self, told: Returnee, group: Group, actor: Actor) -> Helped:
        """Registered, with consent and a case; help is asked for on the same day."""
        today = cairo_day(clock())
        facts = people.identity(self.draw, today, home="EG")
        person = registry.register(identity=facts, contact=people.contact(self.draw), phones=[people.phone(self.draw)], team_id=None, by=actor).pk
        registry.correct_journey(person, self._return(today), version=None, by=actor)
        consents.take(person, answers=[Answer("case", True, 1023, 730), Answer("statistics", self.draw.random() < 0.7, 1, 730)], paper=paper(band_of(facts.birth, today)), by=actor)
        case = cases.open_case(person, by=actor)
        if told.fate in AT_RISK:
            cases.decide_risk(case, level="medium", reasons="عاد قبل أيام، ولا دخل له بعد، وعليه دين", by=actor)
        return Helped(told, case, self._ask(told, case, group, facts, actor))

    def _return(self, today: date) -> JourneyFacts:
        mode, kind = self.draw.choice(RETURNS)
        country = self.draw.choice(("LBY", "LBY", "ITA", "GRC", "DEU"))
        return JourneyFacts(country, (country,), PartialDate.of(today.year - self.draw.randint(2, 7)), PartialDate.on(today - timedelta(days=3)), self.draw.choice(people.REASONS), mode, (kind,))

    def _ask(self, told: Returnee, case: Case, group: Group, facts: IdentityFacts, actor: Actor) -> Request:
        kind, line, method, need, amounts, conditions = ASKED[told.asked]
        programme, lines = self.programmes[BUREAUS[group.bureau].office.officer]
        today, self.accounts = cairo_day(clock()), self.accounts + 1
        parts = [actions.Part(Decimal(amount), today + timedelta(days=6 + 30 * n), conditions[n] if n < len(conditions) else "") for n, amount in enumerate(amounts)]
        name = arabic(facts) or latin(facts)
        return actions.ask(case.pk, case.person_id, parts=parts, account=f"1002{self.accounts:09d}" if method == "bank" else "", programme=programme, line=lines[line], kind=kind, method=method,
                           need=need, period_from=today, period_until=today + timedelta(days=30 * len(amounts)), payee_name=name, payee_reason="", by=actor)

    # From request to receipt ----------------------------------------------------------------------------------------------------------------------------
    def _decide(self, bureau: Bureau, helped: list[Helped], day: int) -> None:
        """Checked by the programme, agreed to by one or two; few are declined. Then each month what the conditions say."""
        office = bureau.office
        declined = [one for one in helped if self.draw.random() < DECLINED]
        agreed = [one for one in helped if one not in declined]
        large = [one for one in agreed if one.request.amount > TWO_AGREE]
        self.at(day + 2, partial(self._all, office.officer, helped, Step.CHECK, ""))
        self.at(day + 3, partial(self._all, office.officer, declined, Step.DECLINE, "الحاجة نفسها مغطاة من جهة أخرى؛ اتفقنا على موعد لاحق."))
        self.at(day + 3, partial(self._all, bureau.supervisor, agreed, Step.APPROVE, ""))
        self.at(day + 3.4, partial(self._all, office.finance, large, Step.APPROVE, ""))
        for number in range(1, 4):
            if due := [one for one in agreed if len(ASKED[one.told.asked][4]) >= number]:
                self.at(day + 6 + 30 * (number - 1), partial(self._follow, office, due, number))
        if self.draw.random() < 0.7:  # the books of the rest are still to be closed
            self.at(day + 125, partial(self._all, office.finance, agreed, Step.RECONCILE, ""))

    def _all(self, who: str, helped: Sequence[Helped], step: Step, words: str) -> None:
        """As far as each request can take that step now."""
        with acting(self.cookies[who]) as actor:
            for one in helped:
                _done(partial(actions.decide, one.request, step, words=words, by=actor))

    def _follow(self, office: Office, helped: list[Helped], number: int) -> None:
        """A condition is met for most; goods and services are ordered and handed over, and some come back."""
        with acting(self.cookies[office.officer]) as actor:
            for one in helped:
                _kind, _line, method, _need, _amounts, conditions = ASKED[one.told.asked]
                part, move = queries.instalment(one.request.pk, number), partial(actions.move, one.request, by=actor)
                is_met = part.is_met or (len(conditions) >= number and self.draw.random() < 0.85 and _done(partial(move, part, Step.MET, words="رأيت الأوراق")))
                if is_met and method in ("goods", "service") and _done(partial(move, part, Step.ORDER)):
                    _done(partial(move, part, Step.DELIVER, proof="signature" if method == "goods" else "provider"))
                    if self.draw.random() < 0.04:
                        _done(partial(move, part, Step.RETURN, words="أعادها المورد: البضاعة معيبة"))

    def _list(self, office: Office, method: str, day: float) -> None:
        programme, _lines = self.programmes[office.officer]
        with acting(self.cookies[office.finance]) as actor:
            due = list(queries.due(programme.pk, method, cairo_day(clock())))
            if not due:
                return
            made = actions.list_payments(programme, due, method=method, pay_on=cairo_day(clock()), by=actor)
        self.at(day + 0.4, partial(self._moved, office.second, made, "release"))
        self.at(day + 0.8, partial(self._moved, office.finance, made, "send"))
        self.at(day + 4, partial(self._answered, office, made))

    def _moved(self, who: str, made: PaymentList, step: str) -> None:
        with acting(self.cookies[who]) as actor:
            _done(partial(actions.move_list, queries.payment_list(made.pk), step, by=actor))

    def _answered(self, office: Office, made: PaymentList) -> None:
        """As the bank's file says it, and what came back a little later."""
        with acting(self.cookies[office.finance]) as actor:
            found = queries.payment_list(made.pk)
            rows = [(one, self.draw.randrange(100)) for one in queries.payments(made.pk) if one.state == PaymentState.ORDERED]
            if not rows:
                return
            said = [actions.Said(one.pk, PaymentState.FAILED if n < FAILED else PaymentState.PAID, one.amount, f"B{one.pk.hex[:8]}", "الحساب مغلق" if n < FAILED else "") for one, n in rows]
            actions.take_in(found, said, digest=made.pk.hex, by=actor)
            back = [actions.Said(one.pk, PaymentState.RETURNED, one.amount, reason="لم تُسحب خلال المدة") for one, n in rows if n >= 100 - RETURNED]
            if back:
                actions.take_in(found, back, digest=f"{made.pk.hex}r", by=actor)

    # What becomes of them -------------------------------------------------------------------------------------------------------------------------------
    def _survey(self, worker: str, helped: list[Helped], n: int) -> None:
        """The answers of those who can be asked and wish to answer."""
        survey = scoring.version_of("rss", "1")
        with acting(self.cookies[worker]) as actor:
            today = cairo_day(clock())
            for one in helped:
                lies = FATES[one.told.fate][1][n]
                if lies is not None and one.is_open and today >= survey.valid_from:
                    assessments.record(one.case, survey, answers=surveyed(self.draw, lies), asked_on=today, language="arz", remarks="", by=actor)

    def _try(self, worker: str, lost: list[Helped], way: str, outcome: str, words: str) -> None:
        with acting(self.cookies[worker]) as actor:
            today = cairo_day(clock())
            for one in lost:
                if way == TRIED[0][1] and outcome == "reached":
                    follow_up.begin_follow_up(one.case.pk, returned_on=today - timedelta(days=33), other_contact="أخوه، 0100 555 0176", by=actor)
                follow_up.record_attempt(one.case.pk, way=way, outcome=outcome, tried_on=today, words=words, by=actor)

    def _look_after(self, worker: str, helped: list[Helped]) -> None:
        """After three months: a note on each, and what those think who want to leave again. What was to be done first has been done."""
        with acting(self.cookies[worker]) as actor:
            for one in helped:
                for task in cases_read.open_tasks_of(one.case.pk) if one.told.fate in AT_RISK else ():
                    if task.kind == TaskKind.FIRST_ACTION:
                        cases.finish_task(task.pk, outcome="تم الاتصال، والوضع مستقر اليوم", by=actor)
                if one.told.fate == "left":
                    follow_up.ask_intention(one.case.pk, wish="leave", words="لا عمل هنا يكفي الدين، وابن عمي ينتظرني.", offered="معلومات عن السفر القانوني، وموعد للتدريب", by=actor)
                elif one.told.fate in SEEN:
                    cases.write_note(one.case, section=Section.SOCIAL, kind="call", body=SEEN[one.told.fate], happened_at=None, by=actor)

    def _ask_closure(self, bureau: Bureau, worker: str, helped: list[Helped], reason: str, words: str, day: float) -> None:
        with acting(self.cookies[worker]) as actor:
            for one in helped:
                cases.ask_closure(one.case, reason=reason, summary=words, by=actor)
        self.at(day + 2, partial(self._close, bureau, helped))

    def _close(self, bureau: Bureau, helped: list[Helped]) -> None:
        with acting(self.cookies[bureau.supervisor]) as actor:
            for one in helped:
                cases.approve_closure(one.case, by=actor)
                one.is_open = False


def _done(act: Callable[[], object]) -> bool:
    """Whether it could be done; what the rules refuse now, a story leaves."""
    try:
        with attempt():
            act()
    except (Refused, Hidden):
        return False
    return True
