"""Invented assessments: baselines and follow-ups with honest outcomes, what was declined and what was never asked again, and one alarm that is open. Each goes through the real actions."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from amana.casework.assessments import actions, queries
from amana.casework.assessments.rules import section_of
from amana.casework.cases import queries as cases
from amana.casework.cases.rules import CaseState
from amana.doors.demo.casework import PSYCHOSOCIAL
from amana.doors.demo.plan import DAYS, RECENT
from amana.ground.rows.acting import acting, clock
from amana.lib import scoring
from amana.lib.core.dates import PartialDate, cairo_day

if TYPE_CHECKING:
    from amana.casework.assessments.models import Assessment
    from amana.casework.cases.models import Case

HELPED = ("maha@example.org", "karim@example.org")  # with whom the psychosocial worker works
# PHQ-9 of one case after the other: at the beginning, and after so many days; None: she would rather not say. Better, worse, declined, as before, never asked again.
COURSES = (((15, 1), (9, 0), (6, 0)), ((12, 0), (17, 0)), ((11, 0), None), ((8, 0), (8, 0)), ((13, 0),))
AGAIN = 42  # days from one to the next
ASKED = ("at_work", "approved", "shared", "submitted", "asked")
CONVERSED = "تحدثنا طويلًا، ولا خطة ولا وسيلة. أختها معها الليلة، وكُتبت خطة أمان، ونتحدث غدًا صباحًا. أُبلغت المشرفة في الحال."
DECIDED = ("دعم أسبوعي فردي، ونسأل مرة أخرى بعد ستة أسابيع.", "الأرق سببه السكن المزدحم: نبدأ به، ولا إحالة الآن.")


class Assessing:
    """Tells what was asked in each case. `at(day, act)`: when the story's clock has come there; `cookies`: sessions by address."""

    def __init__(self, draw: Random, at: Callable[[float, Callable], None], cookies: dict[str, str]):
        self.draw, self.at, self.cookies = draw, at, cookies
        self.courses, self.has_open_alarm = 0, False

    def opened(self, case: Case, worker: str, life: str, birth: PartialDate | None, day: float) -> None:
        """A case was opened, with that life."""
        if life in ASKED:
            self.at(day + 1.4, partial(self._asked, case, worker, "wgss", lambda item: self.draw.choice("1111123")))
        if life in ("approved", "shared"):
            for n, later in enumerate((20, 200, 380)):
                self.at(day + later, partial(self._reintegration, case, worker, n))
        if life == "asked":
            self.at(day + 25.6, partial(self._asked, case, worker, "satisfaction", lambda item: self.draw.choice("34455")))
        if life == "shared" and worker in HELPED and (birth is None or birth.age_on(cairo_day(clock()))[0] >= 15):
            self._course(case, day)
            if day > DAYS - RECENT and not self.has_open_alarm:
                self.has_open_alarm = True
                self.at(DAYS - 1.05, partial(self._mood, case, (7, 1), is_talked_over=False))

    def _course(self, case: Case, day: float) -> None:
        course = COURSES[self.courses % len(COURSES)]
        self.courses += 1
        self.at(day + 8.2, partial(self._asked, case, PSYCHOSOCIAL, "who5", lambda item: self.draw.choice("112")))
        for n, score in enumerate(course):
            self.at(day + 8.4 + AGAIN * n, partial(self._mood, case, score))

    def _mood(self, case: Case, score: tuple[int, int] | None, *, is_talked_over: bool = True) -> None:
        items = list(scoring.version_of("phq9", "1").items)
        if score is None:
            answers = dict.fromkeys(items[:3], "1") | dict.fromkeys(items[3:], "declined")
        else:
            total, last = score
            answers = {code: str(min(3, (total - last + n) // 8)) for n, code in enumerate(items[:-1])} | {items[-1]: str(last)}
        made = self._recorded(case, PSYCHOSOCIAL, "phq9", answers)
        if made is None:
            return
        if made.suggested and score and score[0] >= 10:
            with acting(self.cookies[PSYCHOSOCIAL]) as actor:
                actions.decide(made, choice="otherwise" if score[0] == 12 else "accepted", reason=DECIDED[score[0] == 12], by=actor)
        if made.is_alarming and is_talked_over:
            with acting(self.cookies[PSYCHOSOCIAL]) as actor:
                for alarm in queries.open_alarms(case_id=case.pk):
                    actions.end_alarm(alarm, section=made.section, done=CONVERSED, by=actor)

    def _reintegration(self, case: Case, worker: str, n: int) -> None:
        """Better for most from one time to the next; for some it is not."""
        rises = 0.12 * n * self.draw.choice((1, 1, 1, -0.6))
        self._recorded(case, worker, "rss", surveyed(self.draw, 0.45 + rises))

    def _asked(self, case: Case, worker: str, code: str, answer: Callable[[str], str]) -> None:
        self._recorded(case, worker, code, {item: answer(item) for item in scoring.version_of(code, "1").items})

    def _recorded(self, case: Case, worker: str, code: str, answers: dict[str, str]) -> Assessment | None:
        """None where the story has gone on: before the form was in force, or after the case was closed or given away."""
        asked = scoring.version_of(code, "1")
        with acting(self.cookies[worker]) as actor:
            today = cairo_day(clock())
            if today < asked.valid_from or not cases.sight_of(case.pk).edits(section_of(asked)) or cases.case(case.pk).state == CaseState.CLOSED:
                return None
            return actions.record(case, asked, answers=answers, asked_on=today, language="arz", remarks="", by=actor)


def surveyed(draw: Random, lies: float) -> dict[str, str]:
    """Answers to the reintegration survey that lie around this share of the points."""
    answers = {}
    for code, item in scoring.version_of("rss", "1").items.items():
        wanted = min(1.0, max(0.0, draw.gauss(lies, 0.2)))
        answers[code] = min((one for one in item.options.values() if one.points is not None), key=lambda one: abs(float(one.points or 0) - wanted)).code
    return answers
