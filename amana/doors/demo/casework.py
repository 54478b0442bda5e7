"""Invented work on cases: which lives of cases the demo tells, and the words in them. Every life goes through the real actions."""
from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from PIL import Image

from amana.casework.cases import actions, queries
from amana.casework.cases.rules import TaskKind
from amana.casework.cases.rules.closing import Check
from amana.casework.consent import actions as consents
from amana.casework.consent.rules import GIVERS, Answer, Band, PaperFacts, band_of
from amana.casework.consent.rules.text import points
from amana.doors.demo.plan import DAYS, PROTECTION, RECENT, Arrival
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting, clock
from amana.lib.core.dates import PartialDate, cairo_day

if TYPE_CHECKING:
    from amana.casework.cases.models import Case

# Who supervises whom, and who may be asked to work along.
SUPERVISORS = {"maha@example.org": "salwa@example.org", "karim@example.org": "salwa@example.org", "rania@example.org": "afaf@example.org",
               "reem@example.org": "sayed@example.org", "amr@example.org": "noha@example.org"}
PSYCHOSOCIAL = "mona@example.org"
GOES_ON_LEAVE, STAYS = "karim@example.org", "maha@example.org"

RISKS = {
    "critical": "قاصر بلا مأوى هذه الليلة\nالوسيط يبحث عنه",
    "high": "الوسيط يعرف عنوان الأسرة\nتهديد بسبب دين\nطفلان معها",
    "medium": "بلا دخل منذ شهرين\nإيجار متأخر",
    "low": "يحتاج إلى متابعة الأوراق\nالأسرة تدعمه",
}
# What the screening found before that decision, by the codes of the rule; what is not named was neutral.
SCREENED = {
    "critical": ("IND-SAFE IND-AGE HH-HOUS", "IND-COPE"),
    "high": ("COM-PRESS IND-DEBT HH-SIZE HH-HOUS", "HH-SUP IND-SKILL"),
    "medium": ("HH-INC COM-JOBS IND-DEBT HH-HOUS", "IND-SKILL HH-SUP"),
    "low": ("IND-STATUS", "HH-SUP IND-COPE IND-KNOW"),
}
LOOKED_AT = ("IND-SAFE", "IND-AGE", "IND-DAILY", "IND-STATUS", "IND-DEBT", "IND-COPE", "HH-INC", "HH-HOME", "HH-HOUS", "HH-SUP", "COM-STIG", "COM-JOBS", "COM-PRESS", "STR-LAW")
NOTES = (
    ("interview", "مقابلة أولى في الوحدة. تكلمت عن الطريق باختصار، وتوقفنا مرتين. تريد أن تبقى قريبة من أختها."),
    ("visit", "زيارة منزلية. السكن غرفة واحدة، والجيران متعاونون. الطفلان خارج المدرسة."),
    ("call", "اتصال في الموعد الآمن. لا جديد يقلق، والموعد القادم يوم الأحد."),
    ("tried", "محاولتان للاتصال في الموعد الآمن بلا رد. تُعاد المحاولة غدًا."),
    ("conference", "مؤتمر حالة مع المشرفة: الأولوية للمسكن، ثم الأوراق."),
)
CHECKED = (
    ("no_open_action", "met", "لم يبق من الخطة غير متابعة المدرسة، وتتولاها الأم"), ("risk_low", "met", "نُظر فيه في آخر زيارة: لا تهديد، ودخل ثابت"),
    ("plan_reviewed", "met", "راجعناها معها في الزيارة، وقالت: الحمد لله، الباب يُقفل"), ("feedback", "not_met", "لم ترد أن تقول رأيها اليوم، نسألها في الاتصال القادم"),
    ("referrals_ended", "not_applicable", ""), ("told_how_to_return", "met", "معها ورقة برقم الوحدة، واتفقنا على اتصال بعد ثلاثة أشهر"),
)
COSTS = ("1500.00", "600.00", "250.00")
CALL = "اتصال في الموعد الآمن. الوضع كما هو، ولا طلب جديد."
TRIED = "محاولة اتصال في الموعد الآمن بلا رد. تُعاد المحاولة."
# Days before the reader's today on which the last call was made, within what the level allows; nobody called where the work fell behind.
LAST_CALL = {"critical": 0.6, "high": 2.2, "medium": 6.3, "low": 14.4}
BEHIND = ("late", "begun")
NEW = 9  # days for which a case may wait for its first action
# Days from a decision on the risk to its review, and from the reader's today to the reviews that are near: most of them later, some this week, few late.
REVIEW = {"critical": 2, "high": 14, "medium": 30, "low": 60}
REVIEWED_IN = (-4, -2, -1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 15, 17, 18, 20, 22, 24)
FOLLOWED_UP = 96  # days after which the risk of a case was looked at again
WITH_PAPERS = ("at_work", "shared", "late", "submitted", "returned", "asked")
KEPT_UP = ("at_work", "approved", "shared", "asked", "closed")  # where one task follows the other
TASKS = ("متابعة هاتفية", "زيارة منزلية", "استخراج شهادة ميلاد بدل فاقد", "مرافقة إلى مكتب الصحة", "التواصل مع المدرسة", "مراجعة عقد الإيجار")
GOALS = (
    ("social", "مسكن آمن مع الطفلين", "أريد بابًا أقفله وأنام", ("البحث عن سكن قرب أختها", "نقل الأمتعة مع مرافق", "زيارة السكن والاطمئنان")),
    ("psychosocial", "النوم والخوف: دعم أسبوعي", "أصحو كل ليلة الساعة الثالثة", ("جلسات دعم أسبوعية", "تمارين النوم: ورقة ومتابعة")),
    ("economic", "دخل من الخياطة خلال 6 أشهر", "أعرف أخيّط، ينقصني المكان", ("دراسة احتياج: ماكينة أو إيجار ورشة", "حضور تدريب قصير")),
    ("education", "عودة الطفلين إلى المدرسة", "يسألان عن المدرسة كل صباح", ("نقل الملفات الدراسية", "شراء الزي والأدوات")),
    ("legal", "أوراق صحيحة للأسرة كلها", "أخاف من كل كمين", ("استخراج شهادتي ميلاد", "تجديد بطاقة الرقم القومي")),
)


def answers_of(level: str) -> dict[str, str]:
    """The answers of a screening after which that level was decided."""
    at_risk, protective = (codes.split() for codes in SCREENED[level])
    return dict.fromkeys(LOOKED_AT, "neutral") | dict.fromkeys(at_risk, "risk") | dict.fromkeys(protective, "protective")


def _kind_of(dimension: str, n: int) -> str:
    """How the demo's actions are carried out: paid for, referred, or done by the office itself."""
    return "assistance" if dimension == "economic" and n == 0 else "referral" if dimension in ("psychosocial", "economic") else "own"


class Work:
    """Tells lives of cases. `at(day, act)`: the act is done when the story's clock has come there; `cookies`: sessions by address."""

    def __init__(self, draw: Random, at: Callable[[float, Callable], None], cookies: dict[str, str]):
        self.draw, self.at, self.cookies = draw, at, cookies
        self.letters = (("receipt", "إيصال إيجار الغرفة", picture()), ("letter", "خطاب إدارة المدرسة", "إلى من يهمه الأمر: قُبل الملفان، والحضور يوم الأحد.".encode()))
        self.near = Random(len(TASKS))  # for what is near the reader's today, apart from the rest of the story
        self.to_offer = 2  # cases that one worker offers to another before a leave
        self.opened: Callable[..., None] = lambda *_told: None  # told of each case, with its life
        self.has_legal_basis = False

    def begin(self, person_id: UUID, birth: PartialDate | None, members: list[tuple[UUID, str]], told: Arrival) -> None:
        """That life, for this record of this worker."""
        self.at(told.day + 0.3, partial(self._open, person_id, birth, members, told))

    def _open(self, person_id: UUID, birth: PartialDate | None, members: list[tuple[UUID, str]], told: Arrival) -> None:
        worker, life, day = told.worker, told.life, told.day
        with acting(self.cookies[worker]) as actor:
            consents.take(person_id, answers=self._answers(), paper=paper(band_of(birth, cairo_day(clock()))), by=actor)
            case = actions.open_case(person_id, by=actor)
        level = self.draw.choices(tuple(RISKS), (6, 30, 40, 24))[0]
        self.at(day + 0.5, partial(self._risk, case, worker, level))
        if life not in ("closed", "asked", "on_hold"):
            self._last_call(case, worker, level, day, is_behind=life in BEHIND)
            self._next_review(case, worker, level if day > DAYS - FOLLOWED_UP else "medium", day)
        for later in range(170, DAYS, 170) if life != "closed" else ():
            self.at(day + later, partial(self._ask_again, case, birth, worker))
        if members:
            self.at(day + 4, partial(self._household, case, worker, members))
        if life != "begun" or day < DAYS - NEW:
            self.at(day + 1, partial(self._first_action, case, worker))
        if life != "begun":
            self.at(day + 2, partial(self._note, case, worker))
            self.at(day + 3, partial(self._task, case, worker, self._days_to_task(life, day)))
        if life in WITH_PAPERS:
            self.at(day + 2.5, partial(self._papers, case, worker))
        if life == "at_work" and worker == GOES_ON_LEAVE and day > DAYS - 60 and self.to_offer:
            self.to_offer -= 1
            self.at(DAYS - 1, partial(self._offer, case, worker))
        if worker == PROTECTION and day > DAYS - RECENT and life not in ("closed", "asked", "on_hold") and not self.has_legal_basis:
            self.has_legal_basis = True
            self.at(DAYS - 2.3, partial(self._legal_basis, case, worker))
        getattr(self, f"_{life}")(case, worker, day)
        self.opened(case, worker, life, birth, day)

    def _ask_again(self, case: Case, birth: PartialDate | None, worker: str) -> None:
        """A consent ends; whoever still works on the case asks before."""
        with acting(self.cookies[worker]) as actor:
            consents.take(case.person_id, answers=self._answers(), paper=paper(band_of(birth, cairo_day(clock()))), by=actor)

    def _answers(self) -> list[Answer]:
        answers = [Answer("case", True, 1023, self.draw.choice((180, 365, 365))), Answer("statistics", self.draw.random() < 0.7, 1, 365)]
        if self.draw.random() < 0.5:
            answers.append(Answer("contact", True, 3, 365))
        return [*answers, Answer("photo", False, 0, 365)]

    def _risk(self, case: Case, worker: str, level: str) -> None:
        with acting(self.cookies[worker]) as actor:
            screened = actions.screen(case, answers=answers_of(level), remarks="من المقابلة في الوحدة", by=actor)
            actions.decide_risk(case, level=level, reasons=RISKS[level], screening_id=screened.pk, by=actor)

    def _first_action(self, case: Case, worker: str) -> None:
        with acting(self.cookies[worker]) as actor:
            for task in queries.open_tasks_of(case.pk):
                if task.kind != TaskKind.ALARM:  # that one ends with the alarm
                    actions.finish_task(task.pk, outcome="تم الاتصال، والوضع مستقر اليوم", by=actor)

    def _note(self, case: Case, worker: str) -> None:
        with acting(self.cookies[worker]) as actor:
            kind, body = self.draw.choice(NOTES)
            actions.write_note(case, section=Section.SOCIAL, kind=kind, body=body, happened_at=clock() - timedelta(hours=2), by=actor)

    def _days_to_task(self, life: str, day: float) -> int:
        """Of who keeps up the next one is near, of who fell behind it was due a few days before the reader's today; else it is still to come."""
        if life in KEPT_UP:
            return 20
        return max(4, int(DAYS - day) - 3 - self.near.randrange(1, 5)) if life == "late" else max(1, int(DAYS - day) - 3 + self.near.randrange(6))

    def _last_call(self, case: Case, worker: str, level: str, day: float, *, is_behind: bool) -> None:
        """Near the reader's today, so that her people were heard of; of those that fell behind one was tried in vain."""
        called = DAYS - LAST_CALL[level]
        if is_behind and DAYS - 3 * LAST_CALL[level] > day + 3:
            self.at(DAYS - 3 * LAST_CALL[level], partial(self._called, case, worker, "call", CALL))
        if called > day + 3:
            self.at(called, partial(self._called, case, worker, "tried" if is_behind else "call", TRIED if is_behind else CALL))

    def _next_review(self, case: Case, worker: str, level: str, day: float) -> None:
        """The risk was decided so long ago that its review is near the reader's today."""
        decided = DAYS + min(self.near.choice(REVIEWED_IN), REVIEW[level] - 1) - REVIEW[level] + 0.4
        if decided > day + 4:
            self.at(decided, partial(self._look_again, case, worker, level))

    def _look_again(self, case: Case, worker: str, level: str) -> None:
        """The risk is decided anew, and what it asks for first is done at once; so is what has been open for long."""
        with acting(self.cookies[worker]):
            to_come = {task.pk for task in queries.open_tasks_of(case.pk) if task.due_at > clock() - timedelta(days=NEW)}
        self._risk(case, worker, level)
        with acting(self.cookies[worker]) as actor:
            for task in queries.open_tasks_of(case.pk):
                if task.pk not in to_come and task.kind != TaskKind.ALARM:
                    actions.finish_task(task.pk, outcome="تم الاتصال، والوضع مستقر اليوم", by=actor)

    def _called(self, case: Case, worker: str, kind: str, body: str) -> None:
        with acting(self.cookies[worker]) as actor:
            actions.write_note(case, section=Section.SOCIAL, kind=kind, body=body, happened_at=None, by=actor)

    def _task(self, case: Case, worker: str, days: int) -> None:
        with acting(self.cookies[worker]) as actor:
            actions.plan_task(
                case, title=self.draw.choice(TASKS), due_at=clock() + timedelta(days=days, hours=self.draw.randrange(3)), staff_id=None, by=actor
            )

    def _begun(self, case: Case, worker: str, day: float) -> None:
        """Opened, and the first action is still due."""

    def _at_work(self, case: Case, worker: str, day: float, until: int = DAYS) -> None:
        acts = [(later, partial(self._note, case, worker)) for later in (9, 30)]
        acts += [(later, partial(self._next_task, case, worker, 29)) for later in range(12, 80, 28)]
        acts += [(later, partial(self._follow_up, case, worker)) for later in range(96, DAYS, 70)]
        for later, act in acts:
            if later < until:
                self.at(day + later, act)

    def _late(self, case: Case, worker: str, day: float) -> None:
        """The task that was planned for a week later is not finished."""

    def _next_task(self, case: Case, worker: str, days: int) -> None:
        self._first_action(case, worker)
        self._task(case, worker, days)

    def _follow_up(self, case: Case, worker: str) -> None:
        """Every ten weeks: a note, the risk looked at again, the next appointment."""
        self._note(case, worker)
        self._risk(case, worker, self.draw.choice(("medium", "low")))
        self._next_task(case, worker, 71)

    def _drafted(self, case: Case, worker: str, day: float) -> None:
        self.at(day + 5, partial(self._plan, case, worker, goals=1))

    def _submitted(self, case: Case, worker: str, day: float) -> None:
        self.at(day + 5, partial(self._plan, case, worker, goals=2 if day > DAYS - RECENT else 1))
        self.at(day + 6, partial(self._submit, case, worker))

    def _returned(self, case: Case, worker: str, day: float) -> None:
        self._submitted(case, worker, day)
        self.at(day + 7, partial(self._decide_plan, case, SUPERVISORS[worker], "أضيفي موعدًا لكل إجراء، ومن يقوم به إن غبتِ"))

    def _approved(self, case: Case, worker: str, day: float, until: int = DAYS) -> None:
        self._submitted(case, worker, day)
        self.at(day + 7, partial(self._decide_plan, case, SUPERVISORS[worker], ""))
        self.at(day + 10, partial(self._move_on, case, worker))
        self._at_work(case, worker, day, until)

    def _shared(self, case: Case, worker: str, day: float) -> None:
        """A psychosocial worker works along."""
        if worker in ("maha@example.org", "karim@example.org"):
            self.at(day + 4, partial(self._coworker, case, worker))
        self._approved(case, worker, day)

    def _asked(self, case: Case, worker: str, day: float) -> None:
        self._approved(case, worker, day, until=25)
        self.at(day + 25, partial(self._ask_closure, case, worker))

    def _closed(self, case: Case, worker: str, day: float) -> None:
        self._asked(case, worker, day)
        self.at(day + 27, partial(self._close, case, SUPERVISORS[worker]))

    def _legal_basis(self, case: Case, worker: str) -> None:
        """A ground beside consent that waits for its second person."""
        with acting(self.cookies[worker]) as actor:
            consents.record_legal_basis(
                case.person_id, case_id=None, to_organisation_id=actor.organisation_id, to_team_id=actor.teams[0], to_staff_id=None, article="قانون الطفل، مادة 98",
                reason="طفل في خطر، ولا يُعرف له ولي أمر حتى الآن", is_vital=False, sections=Section.IDENTITY | Section.SOCIAL,
                ends_at=clock() + timedelta(days=30), by=actor)

    def _on_hold(self, case: Case, worker: str, day: float) -> None:
        self.at(day + 8, partial(self._hold, case, worker))

    def _plan(self, case: Case, worker: str, *, goals: int) -> None:
        with acting(self.cookies[worker]) as actor:
            plan = actions.begin_plan(case, by=actor)
            for dimension, title, words, steps in self.draw.sample(GOALS, goals):
                goal = actions.set_goal(plan, dimension=dimension, title=title, own_words=words, by=actor)
                for n, step in enumerate(steps):
                    cost = Decimal(COSTS[n]) if dimension in ("economic", "education") else None
                    actions.plan_action(goal, title=step, done_by="" if n else "بنفسها مع الأسرة", staff_id=actor.staff_id if n else None,
                                        due_on=cairo_day(clock()) + timedelta(days=10 * (n + 1)), kind=_kind_of(dimension, n),
                                        cost=cost, currency="EGP" if cost else "", by=actor)

    def _submit(self, case: Case, worker: str) -> None:
        with acting(self.cookies[worker]) as actor:
            actions.submit_plan(queries.current_plan(case.pk), by=actor)

    def _decide_plan(self, case: Case, supervisor: str, remark: str) -> None:
        with acting(self.cookies[supervisor]) as actor:
            plan = queries.current_plan(case.pk)
            if plan.state == "submitted" and remark:
                actions.return_plan(plan, case, remark=remark, by=actor)
            elif plan.state == "submitted":
                actions.approve_plan(plan, read=queries.as_read(plan.goals_read), by=actor)

    def _move_on(self, case: Case, worker: str) -> None:
        with acting(self.cookies[worker]) as actor:
            for goal in queries.current_plan(case.pk).goals_read:
                for action, state in zip(goal.actions_read, ("done", "under_way"), strict=False):
                    actions.move_action(action.pk, state=state, reason="", by=actor)

    def _household(self, case: Case, worker: str, members: list[tuple[UUID, str]]) -> None:
        with acting(self.cookies[worker]) as actor:
            for member, relation in members:
                actions.add_member(case, member_id=member, relation=relation, by=actor)

    def _coworker(self, case: Case, worker: str) -> None:
        with acting(self.cookies[PSYCHOSOCIAL]) as colleague:
            staff = colleague.staff_id
        with acting(self.cookies[worker]) as actor:
            actions.add_coworker(case, staff_id=staff, sections=Section.SOCIAL | Section.PSYCHOSOCIAL, by=actor)

    def _papers(self, case: Case, worker: str) -> None:
        with acting(self.cookies[worker]) as actor:
            kind, title, content = self.letters[case.made_at.microsecond % len(self.letters)]
            actions.attach(case.person_id, case=case, kind=kind, title=title, section=Section.SOCIAL, content=content, by=actor)

    def _offer(self, case: Case, worker: str) -> None:
        with acting(self.cookies[STAYS]) as colleague:
            to = colleague
        with acting(self.cookies[worker]) as actor:
            actions.propose(case, team_id=to.teams[0], staff_id=to.staff_id, why="leave", until_on=cairo_day(clock()) + timedelta(days=15),
                            note="الزيارة القادمة متفق عليها، والأوراق في المرفقات.", by=actor)

    def _ask_closure(self, case: Case, worker: str) -> None:
        with acting(self.cookies[worker]) as actor:
            actions.ask_closure(case, reason="goals_met", summary="تحقق المسكن والأوراق، والأسرة مستقرة. اتفقنا على اتصال بعد ثلاثة أشهر.",
                                checks=[Check(*one) for one in CHECKED], by=actor)

    def _close(self, case: Case, supervisor: str) -> None:
        with acting(self.cookies[supervisor]) as actor:
            actions.approve_closure(case, by=actor)

    def _hold(self, case: Case, worker: str) -> None:
        with acting(self.cookies[worker]) as actor:
            actions.hold(case, reason="الأسرة مسافرة عند أقاربها حتى آخر الشهر، وتتصل حين تعود.", by=actor)


def picture() -> bytes:
    """A photographed receipt, as far as it needs to be one."""
    drawn = io.BytesIO()
    Image.new("RGB", (640, 400), (236, 232, 220)).save(drawn, format="JPEG")
    return drawn.getvalue()


def paper(band: Band) -> PaperFacts:
    return PaperFacts(
        mode="oral_witness", given_by=GIVERS[band][0], language="ara", points=tuple(points()), text_version="1",
        text_shown="قُرئ على صاحبة الشأن ما نحفظه ولماذا، ومن يراه، وكيف تسحب موافقتها.", witness="هدى المنياوي",
        guardian="ولي الأمر" if band in (Band.YOUNG_CHILD, Band.CHILD) else "", guardian_told="told" if band == Band.ADOLESCENT else "")
