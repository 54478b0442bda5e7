"""Invented micro-businesses: plans that were returned, approved, declined or given up, and what became of those that started. Each goes through the real actions."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from amana.casework.cases import queries as cases
from amana.casework.cases.rules import CaseState
from amana.doors.demo.plan import DAYS
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting, clock
from amana.lib.core.dates import cairo_day
from amana.services.livelihoods import actions, queries
from amana.services.livelihoods.rules.figures import Figures, Line, Need, Quote

if TYPE_CHECKING:
    from uuid import UUID

    from amana.casework.cases.models import Case
    from amana.ground.rows.acting import Actor
    from amana.services.livelihoods.models import Business

COMMITTEE = ("salwa@example.org", "nabil@example.org", "siham@example.org")
OWNERS = ("maha@example.org", "karim@example.org")
LIVES = ("approved", "shared", "at_work")


@dataclass(frozen=True)
class Course:
    """returned: once before it is decided. ends: approve, decline, drop, waiting (votes of two), draft. visits: status and why, of months 1, 3, 6, 12."""

    name: str
    idea: str
    sales: int
    goods: int
    fixed: int
    needs: tuple[tuple[str, int], ...]
    ends: str
    returned: str = ""
    visits: tuple[tuple[str, str], ...] = ()
    customers: str = "many"
    permit: str = "not_needed"


GOOD, HARD = ("running", ""), ("difficult", "")
COURSES = (
    Course("خياطة ملابس أطفال", "خياطة ملابس مدرسية في البيت وبيعها للجيران والحضانة", 6500, 2600, 700, (("ماكينة خياطة أوفرلوك", 18500), ("أقمشة أولى", 4200)), "approve", "زوّدي عروض الأسعار الثلاثة", (GOOD, HARD, GOOD, GOOD)),
    Course("كشك بقالة", "كشك بقالة على ناصية الشارع", 9000, 7100, 1200, (("ثلاجة عرض", 14500), ("بضاعة أولى", 9000)), "approve", "", (GOOD, HARD, ("closed", "أُزيل الكشك مع توسعة الطريق"),), permit="asked"),
    Course("صيانة هواتف", "صيانة هواتف في محل بالشراكة", 7000, 2200, 1500, (("عدة صيانة", 8600), ("شاشات وقطع", 6000)), "approve", "", (GOOD, GOOD, GOOD)),
    Course("تربية دواجن", "تربية دواجن فوق السطح", 4200, 4100, 300, (("أقفاص وعلف", 7800),), "decline", customers="one"),
    Course("حلويات منزلية", "حلويات للمناسبات بالطلب", 5200, 2400, 400, (("فرن كهربائي", 11900), ("أدوات", 2600)), "approve", "", (HARD, ("paused", "ولادة، وتعود بعد ثلاثة أشهر"), GOOD)),
    Course("حلاقة رجالي", "كرسي حلاقة في محل قائم", 6800, 500, 2400, (("كرسي وأدوات", 12800),), "approve", "الترخيص شرط للقسط الأول", (GOOD, ("moved", "انتقل بالمحل إلى الإسكندرية"),), permit="missing"),
    Course("عربة فول", "عربة فول وطعمية صباحًا", 8200, 4700, 900, (("عربة مجهزة", 16000),), "approve", "", (GOOD, GOOD), permit="asked"),
    Course("نقل بضائع", "تروسيكل لنقل البضائع", 7600, 2100, 1800, (("تروسيكل مستعمل", 38000),), "drop"),
    Course("مشغولات يدوية", "مشغولات جلدية للبازارات", 3800, 1500, 500, (("أدوات وجلد", 6900),), "approve", "", (HARD, HARD, ("closed", "قلّت الطلبات، ويعمل الآن في ورشة"))),
    Course("مكوى", "مكوى ملابس في المنزل", 4600, 300, 800, (("مكواة بخار وطاولة", 9400),), "waiting"),
    Course("خضروات", "بيع خضروات في السوق", 9500, 8100, 600, (("ميزان وبضاعة", 5200),), "draft"),
    Course("تفصيل ستائر", "تفصيل ستائر ومفروشات", 6900, 3300, 900, (("ماكينة صناعية", 21500),), "approve", "", (GOOD,)),
    Course("ورد ومشاتل", "شتلات زينة للمنازل", 4400, 1700, 600, (("صوبة صغيرة", 8800),), "waiting", "أين المكان، وهل وافق صاحبه؟"),
)
VISITS = ((1, 30), (3, 91), (6, 182), (12, 365))
REASONS = {"approve": "الخبرة موجودة والسوق قريب، والأرقام معقولة.", "decline": "زبون واحد وهامش صغير: الخسارة قريبة."}
TOLD = {"approve": "وافقت اللجنة. نبدأ بالشراء من المورد الذي اخترتموه معًا.", "return": "الفكرة جيدة. تنقص الخطة ورقة، نكملها معًا هذا الأسبوع.",
        "decline": "لا ندعم هذه الفكرة الآن لأن الربح صغير ولأن الزبون واحد. نفكر معًا في فكرة ثانية، والباب مفتوح."}
SEEN = ("المكان مرتب والزبائن يعرفونه.", "تحدثنا عن الأسعار ودفتر الحساب.", "راجعنا الدفتر معًا.", "سنة كاملة؛ تحدثنا عما بعدها.")


class Businesses:
    """`at(day, act)`: the act is done when the story's clock has come there; `cookies`: sessions by address."""

    def __init__(self, at: Callable[[float, Callable], None], cookies: dict[str, str], courses: tuple[Course, ...] = COURSES, committee: tuple[str, ...] = COMMITTEE):
        self.at, self.cookies, self.courses, self.committee, self.begun = at, cookies, courses, committee, 0

    def opened(self, case: Case, worker: str, life: str, day: float) -> None:
        """Those that go far belong to cases that were opened long ago; what still waits, to late ones."""
        if worker in OWNERS and life in LIVES:
            self.plan(case, worker, day + 32)

    def plan(self, case: Case, worker: str, day: float) -> None:
        """The next course, if there is one left, begins on that day or near the reader's today."""
        if self.begun >= len(self.courses):
            return
        course = self.courses[self.begun]
        self.begun += 1
        begins = max(day, DAYS - 16) if course.ends in ("waiting", "draft") else day
        self.at(begins, partial(self._plan, case, worker, course, begins))

    def _goes_on(self, case_id: UUID, worker: str) -> bool:
        with acting(self.cookies[worker]):
            return cases.sight_of(case_id).edits(Section.ECONOMIC) and cases.case(case_id).state == CaseState.OPEN

    def _plan(self, case: Case, worker: str, course: Course, day: float) -> None:
        if not self._goes_on(case.pk, worker):
            return
        with acting(self.cookies[worker]) as actor:
            one = actions.begin(case.pk, name=course.name, by=actor)
            _write(one, course, actor, after=0)
            if course.ends == "drop":
                actions.drop(one, told="وجد عملًا بأجر ثابت، ويؤجل الفكرة.", by=actor)
            elif course.ends != "draft":
                actions.submit(one, by=actor)
                self.at(day + 4, partial(self._decide, one, worker, course, day + 4, is_returned=bool(course.returned)))

    def _decide(self, one: Business, worker: str, course: Course, day: float, *, is_returned: bool) -> None:
        """All three vote; where it still waits two."""
        if not self._goes_on(one.case_id, worker):
            return
        choice = "return" if is_returned else "decline" if course.ends == "decline" else "approve"
        waits = course.ends == "waiting" and not is_returned
        for member in self.committee[:2 if waits else 3]:
            with acting(self.cookies[member]) as actor:
                actions.vote(one, choice=choice, reason=course.returned if is_returned else REASONS[choice], by=actor)
        if waits:
            return
        with acting(self.cookies[self.committee[1]]) as actor:
            asked = queries.paper(one.pk).row.asked
            parts = [actions.Part(asked - asked // 3, "فاتورة المورد المختار", cairo_day(clock()) + timedelta(days=10)), actions.Part(asked // 3, "زيارة بعد شهر من العمل", cairo_day(clock()) + timedelta(days=60))]
            more = {"amount": asked, "conditions": "يُحفظ دفتر حساب بسيط", "instalments": parts} if choice == "approve" else {}
            actions.decide(one, step=choice, told=TOLD[choice], **more, by=actor)
        if is_returned:
            self.at(day + 9, partial(self._again, one, worker, course, day + 9))
        elif choice == "approve":
            self.at(day + 12, partial(self._start, one, worker, course, day + 12))

    def _again(self, one: Business, worker: str, course: Course, day: float) -> None:
        if self._goes_on(one.case_id, worker):
            with acting(self.cookies[worker]) as actor:
                _write(one, course, actor, after=1)
                actions.submit(one, by=actor)
            self.at(day + 3, partial(self._decide, one, worker, course, day + 3, is_returned=False))

    def _start(self, one: Business, worker: str, course: Course, day: float) -> None:
        if not self._goes_on(one.case_id, worker):
            return
        with acting(self.cookies[worker]) as actor:
            actions.meet_condition(queries.instalments(one)[0], met_on=cairo_day(clock()), evidence="فاتورة المورد وصورة الماكينة في الملف", by=actor)
            actions.start(one, began_on=cairo_day(clock()), by=actor)
        for n, (month, days) in enumerate(VISITS[:len(course.visits)]):
            self.at(day + days, partial(self._visit, one, worker, course, month, n))

    def _visit(self, one: Business, worker: str, course: Course, month: int, n: int) -> None:
        if not self._goes_on(one.case_id, worker):
            return
        status, why = course.visits[n]
        sales = Decimal(0) if status in ("paused", "closed") else Decimal(course.sales) * (6 if status == "difficult" else 10) / 10
        with acting(self.cookies[worker]) as actor:
            actions.visit(one, month=month, visited_on=cairo_day(clock()), seen=SEEN[n], advice="دفتر حساب كل يوم", sales=sales, profit=sales - (Decimal(course.goods) * 6 / 10 + course.fixed if sales else 0),
                          status=status, reason=why, by=actor)


def _write(one: Business, course: Course, actor: Actor, *, after: int) -> None:
    """The second time with all offers."""
    def line(kind: str, name: str, amount: int) -> Line:
        first = [Decimal(amount) * share / 10 for share in (5, 7, 9)] if kind != "fixed" else [Decimal(amount)] * 3
        return Line(kind, name, (*first, *[Decimal(amount)] * 9))
    quotes = 3 if after or not course.returned else 1
    needs = tuple(Need(name, Decimal(price), tuple(Quote(f"مورد {letter}", Decimal(price + 350 * n)) for n, letter in enumerate("أبج"[:quotes]))) for name, price in course.needs)
    figures = Figures((line("income", "مبيعات", course.sales), line("variable", "بضاعة ومواد", course.goods), line("fixed", "مصروفات شهرية", course.fixed)), needs, Decimal(2000),
                      Decimal(sum(price for _name, price in course.needs)))
    answers = {"idea": course.idea, "market": "أهل الشارع والشوارع القريبة", "customers": "الجيران أولًا، ثم من يرشحونه", "customers_count": course.customers, "competitors": "اثنان في الشارع نفسه",
               "place": "في البيت أو بإيجار قريب", "permit": course.permit, "skills": "خبرة سنوات في بلد الهجرة", "risks": "موسم ضعيف: بيع بالطلب\nمرض: تساعد الأسرة"}
    actions.write_plan(one, answers=answers, figures=figures, after=after, by=actor)
