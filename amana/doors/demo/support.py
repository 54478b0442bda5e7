"""Invented psychosocial support: sessions with one person, and a group that has met five times."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from amana.casework.cases import actions as cases
from amana.doors.demo.plan import DAYS
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting, clock
from amana.lib.core.dates import PartialDate, cairo_day
from amana.services.psychosocial import actions
from amana.services.psychosocial.rules import Attendance

if TYPE_CHECKING:
    from uuid import UUID

    from amana.casework.cases.models import Case
    from amana.services.psychosocial.models import Goal

COUNSELLOR, CLINICIAN = "mona@example.org", "sherine@example.org"
OWNERS = ("maha@example.org", "karim@example.org")
LIVES = ("at_work", "approved", "submitted", "late", "drafted", "returned")
GROUP, BEGINS = 8, DAYS - 45
# What was worked on, whether she came, and how near the goal was by her own word.
SESSIONS = (
    (8, Attendance.CAME, "جلسة أولى: تعارفنا وتحدثنا عن النوم. يصحو كل ليلة في الثالثة.", 2), (15, Attendance.CAME, "تمرين تنفس، وواجب منزلي قصير.", 3),
    (22, Attendance.ABSENT, "", None), (29, Attendance.LATE, "راجعنا الواجب. النوم أفضل ليلتين في الأسبوع.", 5), (43, Attendance.CAME, "تحدثنا عن العودة إلى العمل وما يخيف فيها.", 6),
)
TOPICS = ("التعارف والثقة", "النوم والراحة", "الغضب وكيف نهدأ", "من نلجأ إليه", "ما أقدر عليه")


class Support:
    """`at(day, act)`: the act is done when the story's clock has come there."""

    def __init__(self, draw: Random, at: Callable[[float, Callable], None], cookies: dict[str, str]):
        self.draw, self.at, self.cookies = draw, at, cookies
        self.people: list[tuple[Case, str]] = []
        self.goals: dict[UUID, Goal] = {}  # of a case

    def begin(self) -> None:
        self.at(BEGINS, self._form)

    def opened(self, case: Case, worker: str, life: str, birth: PartialDate | None, day: float) -> None:
        """With one person where a colleague works along; others come into the group."""
        if worker in OWNERS and life == "shared":
            for later, attendance, work, near in SESSIONS:
                self.at(day + later, partial(self._session, case, attendance, work, near))
        elif worker in OWNERS and life in LIVES and DAYS - 160 < day < BEGINS - 1 and len(self.people) < GROUP:
            self.people.append((case, worker))

    def _session(self, case: Case, attendance: Attendance, work: str, near: int | None) -> None:
        with acting(self.cookies[COUNSELLOR]) as actor:
            if case.pk not in self.goals:
                self.goals[case.pk] = actions.set_goal(case.pk, words="أن أنام ليلة كاملة", nearness=1, by=actor)
            at = clock()
            actions.record_session(case.pk, kind="individual", held_on=cairo_day(at), attendance=attendance, place="office", minutes=45 if work else None, work=work,
                                   agreed="تمرين التنفس قبل النوم" if work else "", danger=False, next_at=at + timedelta(days=7),
                                   nearness={self.goals[case.pk].pk: near} if near else {}, by=actor)
        if near == 5:
            with acting(self.cookies[CLINICIAN]) as actor:
                actions.supervise(case.pk, looked_at="نظرنا في مواعيد الجلسات وما يعطلها.", agreed="موعد ثابت كل أسبوع", by=actor)

    def _form(self) -> None:
        with acting(self.cookies[COUNSELLOR]) as colleague:
            staff = colleague.staff_id
        for case, worker in self.people:
            with acting(self.cookies[worker]) as actor:
                cases.add_coworker(case, staff_id=staff, sections=Section.SOCIAL | Section.PSYCHOSOCIAL, by=actor)
        with acting(self.cookies[COUNSELLOR]) as actor:
            group = actions.form_group(name="لقاء الثلاثاء", kind="support", language="ara", place="قاعة الوحدة", meetings_planned=6, members_at_most=10, by=actor)
            for case, _worker in self.people:
                actions.join(group, case.pk, by=actor)
        for n, topic in enumerate(TOPICS):
            self.at(BEGINS + 3 + 7 * n, partial(self._meet, group, topic))

    def _meet(self, group, topic: str) -> None:
        with acting(self.cookies[COUNSELLOR]) as actor:
            came = [actions.Came(case.pk, self.draw.choices((Attendance.CAME, Attendance.LATE, Attendance.ABSENT), (7, 1, 2))[0]) for case, _worker in self.people]
            actions.meet(group, held_on=cairo_day(clock()), topic=topic, minutes=90, work="دائرة حديث، ثم تمرين قصير.", came=came, by=actor)
