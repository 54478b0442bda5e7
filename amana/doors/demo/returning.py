"""Invented returns: some of today's flight on the board, and cases in follow-up with mixed outcomes."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from amana.casework.registry import queries as registry
from amana.doors.demo.plan import DAYS
from amana.ground.rows.acting import acting, clock
from amana.lib.core.dates import cairo_day
from amana.services.reintegration import actions
from amana.services.reintegration.rules import items

if TYPE_CHECKING:
    from amana.casework.arrivals.models import ArrivalRow
    from amana.casework.cases.models import Case
    from amana.lib.core.dates import PartialDate

OWNERS = ("maha@example.org", "karim@example.org", "reem@example.org", "amr@example.org")
LIVES = ("at_work", "approved", "submitted", "late")
LATEST = DAYS - 40  # cases begun later have not come to their first month
# What became of the calls: days after the opening, way, outcome, what was said. Each case takes the next of these courses.
COURSES: tuple[tuple[tuple[int, str, str, str], ...], ...] = (
    ((30, "call", "reached", "بخير، ووجد سكنًا قريبًا من أخته."), (92, "call", "reached", "يعمل في ورشة منذ شهر، والدخل غير ثابت."), (183, "visit", "reached", "زرناه: الورشة أُغلقت، ويبحث من جديد.")),
    ((31, "call", "no_answer", ""), (32, "call", "no_answer", ""), (34, "text", "no_answer", ""), (36, "other_contact", "someone_else", "رد أخوه ووعد أن يبلغه."), (40, "office", "reached", "جاء بنفسه، كان الهاتف معطلًا.")),
    ((29, "call", "reached", "لا يزال عند أهله."), (95, "call", "no_answer", ""), (96, "call", "wrong_number", "الرقم لشخص آخر الآن."), (98, "call", "no_answer", ""), (101, "other_contact", "no_answer", ""), (105, "visit", "no_answer", "لم نجد أحدًا في البيت.")),
    ((30, "call", "asked_not", "لا يريد مكالمات لأن زوجته لا تعرف."),),
    ((33, "call", "reached", "التحق الأولاد بالمدرسة."), (90, "call", "reached", "مشروع صغير لبيع الخضار، يكفي بالكاد.")),
    (),
)
WISHES = {0: ("stay", "تعبت من السفر وأريد أن أكبر مع أولادي هنا.", "رقم الخط الساخن إن احتاج"), 2: ("leave", "لو بقي الحال هكذا سأسافر مع ابن عمي.", "معلومات عن السفر القانوني وفرص التدريب هنا"),
          4: ("unsure", "أفكر في الأمر حين يضيق الدخل.", "")}


class Returning:
    """`at(day, act)`: the act is done when the story's clock has come there."""

    def __init__(self, draw: Random, at: Callable[[float, Callable], None], cookies: dict[str, str]):
        self.draw, self.at, self.cookies, self.followed = draw, at, cookies, 0

    def received(self, rows: list[ArrivalRow], by: str) -> None:
        """On the board: the first ones have most behind them, the last ones have just come."""
        with acting(self.cookies[by]) as actor:
            for n, row in enumerate(rows):
                for code in list(items())[:max(0, 8 - n)]:
                    if not items()[code].arranged:
                        actions.check(row.person_id, code, state="done", by=actor)
                if n == 1:
                    actions.check(row.person_id, "lodging", state="not_needed", reason="ينتظره أهله في المطار", by=actor)
                if n < 3:
                    actions.record_return(row.person_id, mode=("assisted_voluntary", "humanitarian", "forced")[n], ordered=("no", "no", "yes")[n], company=("alone", "family", "authorities")[n],
                                          country="LBY", returned_on=cairo_day(clock()), mission="بعثة طرابلس", told="قيل له إن لقاء الإرشاد الأول خلال أسبوع." if n == 0 else "",
                                          needs=("", "كرسي متحرك للأم", "")[n], by=actor)
                if n < 2:
                    actions.arrange(row.person_id, governorate=("EG12", "EG24")[n], transport=("train", "family")[n], leaves_at=clock() + timedelta(days=1, hours=9),
                                    counselling_at=clock() + timedelta(days=5), counselling_place="مكتب المحافظة", by=actor)

    def opened(self, case: Case, worker: str, life: str, birth: PartialDate | None, day: float) -> None:
        """Some of the cases are followed from the day of the return on."""
        if worker not in OWNERS or life not in LIVES or day > LATEST or self.draw.random() < 0.3:
            return
        n, self.followed = self.followed % len(COURSES), self.followed + 1
        self.at(day + 4, partial(self._begin, case, worker, n))
        for later, way, outcome, words in COURSES[n]:
            self.at(day + later, partial(self._try, case, worker, way, outcome, words))
        if n in WISHES:
            self.at(day + 60, partial(self._ask, case, worker, *WISHES[n]))

    def _begin(self, case: Case, worker: str, n: int) -> None:
        with acting(self.cookies[worker]) as actor:
            today = cairo_day(clock())
            returned_on = registry.returns([case.person_id]).get(case.person_id, today - timedelta(days=6))
            actions.begin_follow_up(case.pk, returned_on=min(max(returned_on, today - timedelta(days=20)), today), other_contact="أخوه، 0100 555 0142، يُقال: مكتب الخدمات" if n == 1 else "", by=actor)

    def _try(self, case: Case, worker: str, way: str, outcome: str, words: str) -> None:
        with acting(self.cookies[worker]) as actor:
            actions.record_attempt(case.pk, way=way, outcome=outcome, tried_on=cairo_day(clock()), words=words, by=actor)

    def _ask(self, case: Case, worker: str, wish: str, words: str, offered: str) -> None:
        with acting(self.cookies[worker]) as actor:
            actions.ask_intention(case.pk, wish=wish, words=words, offered=offered, by=actor)
