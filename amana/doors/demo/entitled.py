"""Invented screenings for social protection, and applications with honest outcomes: most wait, some are refused, one complaint is right."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from amana.doors.demo.plan import DAYS
from amana.ground.rows.acting import acting, clock
from amana.lib.core.dates import cairo_day
from amana.services.entitlements import actions, queries
from amana.services.entitlements.rules import AppState

if TYPE_CHECKING:
    from amana.casework.cases.models import Case

LIVES = ("at_work", "approved", "submitted", "late", "shared")
SINCE = DAYS - 240
OFFICE = "الوحدة الاجتماعية"
# How far an application comes: days after it was handed in, and what happened.
WAYS: tuple[tuple[tuple[float, str, str], ...], ...] = (
    (), (), ((31, "approve", ""),), ((12, "ask", "شهادة قيد الطفل في المدرسة"), (20, "supply", ""), (48, "approve", "")), ((40, "refuse", "لدى الأسرة أرض زراعية"),),
    ((35, "refuse", "الدخل أعلى من الحد"), (44, "complain", "الدخل موسمي"), (80, "uphold", "")), ((9, "drop", "وجد رب الأسرة عملًا"),))


class Entitled:
    """`at(day, act)`: the act is done when the story's clock has come there."""

    def __init__(self, draw: Random, at: Callable[[float, Callable], None], cookies: dict[str, str]):
        self.draw, self.at, self.cookies = draw, at, cookies

    def opened(self, case: Case, worker: str, life: str, _birth, day: float) -> None:
        if life in LIVES and day > SINCE and self.draw.random() < 0.7 and not worker.startswith(("rania", "afaf", "mona")):
            self.at(day + 6, partial(self._screen, case, worker, day + 6))

    def _facts(self) -> dict[str, str]:
        """Many are poor, some things nobody knows yet."""
        said = {"nationality": self.draw.choices(("egyptian", "other"), (9, 1))[0], "age": str(self.draw.randrange(19, 68)), "national_id": self._yes(0.8), "children": str(self.draw.choice((0, 0, 1, 2, 2, 3, 4))),
                "children_at_school": self._yes(0.6), "disability": self._yes(0.15), "orphan": self._yes(0.1), "income_covers": self._yes(0.2), "farm_land": self._yes(0.15),
                "equipped_home": self._yes(0.1), "cash_now": self._yes(0.2), "ration_now": self._yes(0.5), "able_to_work": self._yes(0.7), "business_idea": self._yes(0.4), "overdue_loan": self._yes(0.2)}
        return {fact: answer for fact, answer in said.items() if self.draw.random() < 0.85}

    def _yes(self, share: float) -> str:
        return "yes" if self.draw.random() < share else "no"

    def _screen(self, case: Case, worker: str, day: float) -> None:
        with acting(self.cookies[worker]) as actor:
            row = actions.screen(case, facts=self._facts(), remarks="", by=actor)
            likely = [code for code, said in row.findings.items() if said["outcome"] == "likely"]
            if not likely or self.draw.random() < 0.3:
                return
            application = actions.prepare(case, row, programme=self.draw.choice(likely), by=actor)
        way = self.draw.choice(WAYS)
        self.at(day + 4, partial(self._move, application, worker, "submit", ""))
        for later, step, words in way:
            self.at(day + 4 + later, partial(self._move, application, worker, step, words))

    def _move(self, application, worker: str, step: str, words: str) -> None:
        with acting(self.cookies[worker]) as actor:
            found = queries.application(application.case_id, application.pk)
            if found.state != AppState.DROPPED:
                number = f"{self.draw.randrange(100, 999)}/2026" if step == "submit" else ""
                actions.move(found, step=step, happened_on=cairo_day(clock()), office=OFFICE if step in ("submit", "complain") else "", number=number, words=words, by=actor)
