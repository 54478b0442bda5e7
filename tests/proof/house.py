"""The house whose doors are tried: two organisations, a police and a third, with a story for every way in which a file can stand to the one who knocks.

Everything is made by the program's own actions. One staff member holds every role ("me"), so that one story serves them all.
"""
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import connection

from amana.casework.arrivals import actions as arrivals
from amana.casework.arrivals.models import ArrivalList, ArrivalRow
from amana.casework.assessments import actions as assessments
from amana.casework.assessments.models import Alarm
from amana.casework.caseload import actions as caseload
from amana.casework.cases import actions as cases
from amana.casework.cases.models import Case, Coworker, HouseholdMember
from amana.casework.cases.rules.closing import Check
from amana.casework.consent import actions as consent
from amana.casework.consent.models import ConsentScope
from amana.casework.consent.rules import Answer
from amana.casework.elsewhere import actions as elsewhere
from amana.casework.elsewhere.models import Message, Question
from amana.casework.exceptional import actions as exceptional
from amana.casework.exceptional.models import Access
from amana.casework.interpreting import actions as interpreting
from amana.casework.interpreting.models import Interpreter
from amana.casework.referral import actions as referral
from amana.casework.registry.models import Document, Journey, Person, PersonStep, Social
from amana.casework.webhooks import actions as webhooks
from amana.ground.access import actions as access
from amana.ground.access.models import Invitation
from amana.ground.access.rules import Section
from amana.ground.holidays.models import Holiday
from amana.ground.lists.models import Export, SavedView
from amana.ground.rows import sealed_fields
from amana.ground.rows.acting import acting, clock
from amana.lib import eligibility, scoring
from amana.lib.core.dates import cairo_day
from amana.services.assistance import actions as assistance
from amana.services.assistance.models import Answer as PaymentAnswer
from amana.services.assistance.models import Instalment, Payment
from amana.services.assistance.rules import Step
from amana.services.entitlements import actions as entitlements
from amana.services.livelihoods import actions as livelihoods
from amana.services.livelihoods.models import Instalment as BusinessInstalment
from amana.services.livelihoods.rules.figures import Figures, Line, Need, Quote
from amana.services.programmes import actions as programmes
from amana.services.psychosocial import actions as care
from amana.services.psychosocial.rules import Attendance
from amana.services.reintegration import actions as reintegration
from tests import builders as make
from tests.casework.arrivals.lists import HEADINGS, xlsx
from tests.casework.caseload import sheets as caseload_sheets
from tests.photos import picture
from tests.proof.oracle import ROLES

Keys = dict[str, UUID | str]
EVERYTHING = 1023


@dataclass
class Hands:
    """One staff member in one team, in the roles that a story needs."""

    staff: object
    of: object
    team: object
    roles: dict[str, make.Member] = field(default_factory=dict)
    colleague: make.Member | None = None
    committee: list[make.Member] = field(default_factory=list)

    def as_(self, role: str) -> make.Member:
        if role not in self.roles:
            teams = [make.team(self.of)] if role == "police_focal_point" and self.of.kind == "NGO" else [self.team]  # "a team of focal points only"
            self.roles[role] = make.member(role, of=self.of, teams=teams, staff=self.staff)
        return self.roles[role]


@dataclass
class Aid:
    """A programme with a line, who runs it and keeps its books, and who releases its payments."""

    by: Hands
    second: Hands
    programme: object
    line: object
    allotment_id: UUID

    @property
    def keys(self) -> Keys:
        return {"programme_id": self.programme.pk, "budget_line_id": self.line.pk, "allotment_id": self.allotment_id}


def _name(n: int) -> str:
    """Of a row of a list: like nobody else's, or it waited to be judged."""
    drawn = random.Random(n)
    return " ".join("".join(drawn.choices("بتجحدرسصطعفقكلمن", k=6)) for _part in range(3))


class House:
    """`stories`: name → the keys of its objects by the names of arguments. `me`: who knocks."""

    def __init__(self, watch: Callable[["House", str], None] = lambda house, coming: None):
        """watch is called before what some or all may not see comes into the house, with the name of what comes."""
        self.a, self.b, self.c = make.organisation(), make.organisation("الهلال"), make.organisation("السلام")
        self.police = make.organisation("الشرطة", "LawEnforcement")
        for one in (self.a, self.b, self.c, self.police):
            for other in (self.a, self.b, self.c, self.police):
                if one != other:
                    make.agreement(one, other, state="confirmed")
        self.me, self.mate, self.you = self._hands(self.a), None, self._hands(self.a)
        self.mate = self._hands(self.a, self.me.team)
        self.stranger, self.third, self.focal = self._hands(self.b), self._hands(self.c), self._hands(self.police)
        self.focal.staff = self.me.staff
        for role in ROLES:
            self.me.as_(role)
        for hands in (self.me, self.mate, self.you, self.stranger):
            hands.colleague = self._hands(hands.of, hands.team).as_("health_worker")
            hands.committee = [make.member("supervisor", of=hands.of, teams=[hands.team]) for _n in range(3)]
            for role in ("caseworker", "protection_officer", "supervisor", "protection_supervisor", "health_worker", "psychosocial_worker", "clinical_supervisor", "reception"):
                hands.as_(role)
        self.focal.as_("police_focal_point")
        self.services = {name: make.service(hands.team) for name, hands in self._all().items()}
        self.interpreters = {of: Interpreter.objects.create(organisation=hands.of, name="أبرهة تسفاي", languages=["tir"], sex="male").pk
                             for of, hands in (("own", self.me), ("elsewhere", self.stranger))}
        # Help is asked of a programme of another team than any file's; of one that is told of in `_helped`, of the team of who knocks.
        self.aid = {hands.of: self._programme(self._hands(hands.of)) for hands in (self.me, self.stranger)}
        self.stories: dict[str, Keys] = {"nothing": {}}
        self._past()
        self._mine()
        self._sent_here()
        for add in (self._elsewhere, self._protected, self._other_team):
            watch(self, add.__name__)
            add()
        watch(self, "")
        self._asked_elsewhere()
        self._exceptional()
        self._administration()
        self._lists()
        self._tokens()
        self._systems()
        self._factors()

    def _hands(self, of, team=None) -> Hands:
        n = next(make._numbers)
        staff = make.Staff.objects.create(email=f"hands{n}@example.org", name=f"موظفة {n}")
        return Hands(staff, of, team or make.team(of, is_desk=True))

    def _all(self) -> dict[str, Hands]:
        return {"me": self.me, "mate": self.mate, "you": self.you, "stranger": self.stranger, "third": self.third, "focal": self.focal}

    def member(self, role: str, of: str) -> make.Member:
        """Who knocks in that role: at the police's own desk where something was sent there."""
        return self.focal.as_(role) if role == "police_focal_point" and of in SENT_TO_ME else self.me.as_(role)

    # What is long over ---------------------------------------------------------------------------------------------------------------------------------
    def _past(self) -> None:
        worker, chief = self.me.as_("caseworker"), self.me.as_("supervisor")
        self.stories["lapsed"] = {"person_id": make.person(worker)}
        made = make.case(worker)
        with acting(worker.cookie) as actor:
            cases.ask_closure(made, reason="goals_met", summary="", by=actor)
        with acting(chief.cookie) as actor:
            cases.approve_closure(made, by=actor)
        self.stories["closed"] = {"person_id": made.person_id, "case_id": made.pk}
        make.move_clock(days=100)

    # Files with everything in them -----------------------------------------------------------------------------------------------------------------------------------------
    def _mine(self) -> None:
        self.stories["registered"] = {"person_id": make.person(self.me.as_("caseworker"), phone="")}
        self.stories["helped"] = self._file(self.you, to=self.services["stranger"], aid=self._programme(self._hands(self.a, self.me.team)))
        self.stories["own"] = self._file(self.me, to=self.services["stranger"])
        self.stories["team"] = self._file(self.mate, to=self.services["stranger"])
        self.stories["own list"] = self._list(self.me)
        self.stories["draft list"] = self._list(self.me, is_draft=True)
        self.stories["own caseload"] = self._caseload(self.me)
        self.stories["draft caseload"] = self._caseload(self.me, is_draft=True)

    def _elsewhere(self) -> None:
        """Hidden from everybody who knocks."""
        self.stories["elsewhere"] = self._file(self.stranger, to=self.services["third"])
        self.stories["other-desk"] = self._file(self.stranger, to=self.services["you"])
        self.stories["elsewhere list"] = self._list(self.stranger)
        self.stories["other-draft list"] = self._list(self.mate, is_draft=True)
        self.stories["elsewhere caseload"] = self._caseload(self.stranger)
        self.stories["other-draft caseload"] = self._caseload(self.mate, is_draft=True)

    def _protected(self) -> None:
        """Shown to whoever reaches the whole organisation."""
        self.stories["protected"] = self._file(self.you, to=self.services["stranger"], protects=True)

    def _other_team(self) -> None:
        """Found by whoever finds in the whole organisation."""
        self.stories["other-team"] = self._file(self.you, to=self.services["stranger"])
        self.stories["other-team list"] = self._list(self.you)
        self.stories["other-team caseload"] = self._caseload(self.you)

    def _file(self, by: Hands, *, to, protects: bool = False, aid: "Aid | None" = None) -> Keys:
        worker = by.as_("protection_officer")
        person = make.person(worker, make.identity(), phone=f"0100{next(make._numbers):07}")
        make.document(worker, person, number=f"B{next(make._numbers):08}")
        for section in (Journey, Social):
            section.objects.create(person_id=person)
        twin = make.person(worker, make.identity(), phone="")
        purpose = "law_enforcement" if to.organisation_id == self.police.pk else "referral"
        answers = (Answer("case", True, EVERYTHING, 365), Answer(purpose, True, EVERYTHING, 90, to.organisation_id), Answer("statistics", True, 1, 90))
        made = make.consent(worker, person, *answers, mode="thumb", thumb_photo=picture(size=(90, 60)))
        case = make.case(worker, person, with_consent=False)
        keys: Keys = {"person_id": person, "case_id": case.pk, "consent_id": made.pk, "first_id": min(person, twin), "second_id": max(person, twin)}
        keys |= self._inside(by, case, twin, protects) | self._helped(by, case, aid or self.aid[by.of])
        scopes = {one.purpose: one.pk for one in ConsentScope.objects.filter(consent=made)}
        keys["scope_id"] = scopes["statistics"]
        extra = make.consent(worker, person, Answer("contact", True, 2, 90))
        with acting(worker.cookie) as actor:
            keys["receipt_id"] = consent.withdraw(ConsentScope.objects.get(consent=extra), by=actor).receipt
        keys["basis_id"] = self._legal(by, person)
        two = make.Two(worker, None, None, None, None, case, to, ConsentScope.objects.get(pk=scopes[purpose]))
        keys["need"] = f"Zn{next(make._numbers):05}x"
        keys["referral_id"] = make.referral(two, keys=("name", "sex", "safe_hours", "phones", "documents"), need=keys["need"]).pk
        return keys

    def _inside(self, by: Hands, case: Case, twin: UUID, protects: bool) -> Keys:
        keys: Keys = {}
        with acting(by.as_("protection_officer").cookie) as actor:
            cases.screen(case, answers={"IND-SAFE": "risk"}, remarks="ملاحظة", by=actor)
            cases.decide_risk(case, level="high", reasons="سبب", by=actor)
            cases.write_note(case, section=Section.SOCIAL, kind="note", body="مذكرة", happened_at=None, by=actor)
            cases.write_note(case, section=Section.LEGAL, kind="note", body="مذكرة", happened_at=None, by=actor)
            if protects:
                PersonStep.objects.create(person_id=twin, step="protect")
                cases.write_note(case, section=Section.PROTECTION, kind="note", body="مذكرة", happened_at=None, by=actor)
            keys["attachment_id"] = cases.attach(case.person_id, case=case, kind="letter", title="ورقة", section=Section.SOCIAL, content="خطاب".encode(), by=actor).pk
            cases.attach(case.person_id, case=None, kind="identity_paper", title="ورقة", section=Section.DOCUMENTS, content="بطاقة".encode(), by=actor)
            cases.attach(case.person_id, case=case, kind="court_paper", title="ورقة", section=Section.LEGAL, content="حكم".encode(), by=actor)
            keys["task_id"] = cases.plan_task(case, title="مهمة", due_at=clock() + timedelta(days=2), staff_id=None, by=actor).pk
            keys |= self._booked(by, case, actor)
            plan = cases.begin_plan(case, by=actor)
            goal = cases.set_goal(plan, dimension="social", title="هدف", own_words="", by=actor)
            keys["goal_id"] = goal.pk
            keys["action_id"] = cases.plan_action(goal, title="خطوة", done_by="worker", staff_id=None, due_on=None, by=actor).pk
            to = self.me if by is self.mate else by.colleague  # a teammate's is offered to who knocks
            offer = cases.propose(case, team_id=by.team.pk, staff_id=to.staff.pk, why="load", by=actor)
            keys |= {"handover_id": offer.pk, "batch_id": offer.batch}
            cases.add_coworker(case, staff_id=by.colleague.staff.pk, sections=Section.HEALTH | Section.PSYCHOSOCIAL, by=actor)
            if not protects:
                cases.add_member(case, member_id=twin, relation="child", by=actor)
            cases.ask_closure(case, reason="goals_met", summary="", checks=[Check("risk_low", "met", "زيارة")], by=actor)
        with acting(by.as_("protection_supervisor").cookie) as actor:
            cases.refuse_closure(case, remark="", by=actor)
        with acting(by.as_("health_worker").cookie) as actor:
            cases.write_note(case, section=Section.HEALTH, kind="note", body="مذكرة", happened_at=None, by=actor)
        with acting(by.as_("psychosocial_worker").cookie) as actor:
            cases.write_note(case, section=Section.PSYCHOSOCIAL, kind="note", body="مذكرة", happened_at=None, by=actor)
            keys |= self._assessed(case, actor)
        keys |= self._supported(by, case)
        keys |= self._entitled(by, case)
        keys |= self._in_business(by, case, "draft" if by is self.you else "submitted" if by is self.mate else "started")
        self._returned(by, case)
        member = HouseholdMember.objects.filter(case_id=case.pk).first()
        return keys | ({"row_id": member.pk} if member else {}) | {"coworker_id": Coworker.objects.get(case_id=case.pk).pk}

    @staticmethod
    def _assessed(case: Case, actor) -> Keys:
        """Of the clinical kind: one corrected, decided on, whose alarm has ended; one whose alarm is open; and a form half filled."""
        facts = {"asked_on": date(2026, 11, 20), "language": "arz", "remarks": "ملاحظة", "by": actor}
        phq9, low = scoring.version_of("phq9", "1"), {"mood": "1", "self_harm_thoughts": "1"}
        made = assessments.correct(assessments.record(case, phq9, answers=low, **facts), phq9, answers=low, why="سبب", **facts)
        assessments.decide(made, choice="otherwise", reason="سبب", by=actor)
        assessments.end_alarm(Alarm.objects.get(assessment_id=made.pk), section=made.section, done="مذكرة", by=actor)
        alarming = assessments.record(case, phq9, answers={code: "1" for code in phq9.items}, **facts)
        assessments.keep_draft(case, phq9, {"answers": {"mood": "2"}, "said": {"remarks": "نصف"}}, by=actor)
        return {"assessment_id": made.pk, "alarm_id": Alarm.objects.get(assessment_id=alarming.pk).pk, "instrument": "phq9", "version": "1"}

    def _booked(self, by: Hands, case: Case, actor) -> Keys:
        """One that stands and one that was cancelled; none in the coming week, for others see when an interpreter is taken."""
        of, made = self.interpreters["own" if by.of == self.a else "elsewhere"], []
        for _n in range(2):
            starts_at = clock() + timedelta(days=100 + next(make._numbers))
            made.append(interpreting.book(case.pk, interpreter_id=of, kind="visit", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), warned=[], by=actor))
        interpreting.cancel(made[1], reason="سبب", by=actor)
        return {"booking_id": made[0].pk}

    def _supported(self, by: Hands, case: Case) -> Keys:
        """A goal, a session alone that was put right, one in a group, a safety plan and a supervision; the goal and the session are hers who knocks, so that she may open them."""
        counsellor = by.as_("psychosocial_worker")
        said = {"kind": "individual", "held_on": cairo_day(clock()), "attendance": "came", "place": "office", "minutes": 60, "work": "كلام", "agreed": "اتفاق", "danger": True, "next_at": clock()}
        with acting(counsellor.cookie) as actor:
            goal = care.set_goal(case.pk, words="هدف", nearness=3, by=actor)
            first = care.record_session(case.pk, **said, nearness={goal.pk: 5}, by=actor)
            stands = care.correct_session(first, **said, nearness={}, by=actor)
            care.plan_safety(case.pk, signs="علامات", own_ways="طرق", people="أهل", helpers="صديقة", safer_place="مكان", review_on=cairo_day(clock()), by=actor)
            group = care.form_group(name="مجموعة", kind="support", language="ara", place="", meetings_planned=6, members_at_most=8, by=actor)
            member = care.join(group, case.pk, by=actor)
            care.meet(group, held_on=cairo_day(clock()), topic="موضوع", minutes=90, work="تمارين", came=[care.Came(case.pk, Attendance.CAME, "كلمة")], by=actor)
        with acting(by.as_("clinical_supervisor").cookie) as actor:
            care.supervise(case.pk, looked_at="نظر", agreed="اتفاق", by=actor)
        return {"care_goal_id": goal.pk, "care_session_id": stands.pk, "care_group_id": group.pk, "care_member_id": member.pk}

    def _programme(self, by: Hands) -> "Aid":
        """Run by one colleague; another keeps its books, and a third releases payments."""
        second = self._hands(by.of, by.team)
        today = cairo_day(clock())
        with acting(by.as_("programme_officer").cookie) as actor:
            one = programmes.begin(team_id=by.team.pk, name_ar="برنامج", name_en="Programme", donor="مانح", currency="EGP", starts_on=today - timedelta(days=200), ends_on=today + timedelta(days=900),
                                   groups=[], by=actor)
            line = programmes.add_line(one, code="1", name_ar="بند", name_en="Line", by=actor)
        with acting(by.as_("finance_officer").cookie) as actor:
            allotment = programmes.allot(line, amount=Decimal(900_000), words="اتفاقية", by=actor)
        return Aid(by, second, one, line, allotment.pk)

    @staticmethod
    def _helped(by: Hands, case: Case, aid: "Aid") -> Keys:
        """One request in two parts: the first was paid, came back and waits again, the second waits for its condition."""
        n, today = next(make._numbers), cairo_day(clock())
        parts = [assistance.Part(Decimal(300), today), assistance.Part(Decimal(200), today, "شرط")]
        with acting(by.as_("caseworker").cookie) as actor:
            asked = assistance.ask(case.pk, case.person_id, parts=parts, account=f"0100{n:07}", programme=aid.programme, line=aid.line, kind="emergency_cash", method="wallet", need="حاجة",
                                   payee_name="اسم", payee_reason="سبب", period_from=today, period_until=today + timedelta(days=30), by=actor)
        with acting(aid.by.as_("programme_officer").cookie) as actor:
            assistance.decide(asked, Step.CHECK, words="كلمة", by=actor)
        with acting(aid.by.as_("finance_officer").cookie) as actor:
            assistance.decide(asked, Step.APPROVE, words="كلمة", by=actor)
            made = assistance.list_payments(aid.programme, Instalment.objects.filter(request=asked, number=1), method="wallet", pay_on=today, by=actor)
        with acting(aid.second.as_("finance_officer").cookie) as actor:
            for step in ("release", "file", "send"):
                assistance.move_list(made, step, by=actor)
            paid = Payment.objects.get(payment_list=made)
            for outcome in ("paid", "returned"):
                assistance.answer(paid, outcome=outcome, reason="سبب", reference="رقم", by=actor)
        assert PaymentAnswer.objects.filter(payment=paid).count() == 2
        return {"help_id": asked.pk, "number": "2", "help_step": "met", "payment_list_id": made.pk, "payment_id": paid.pk, "list_step": "send"} | aid.keys

    @staticmethod
    def _entitled(by: Hands, case: Case) -> Keys:
        """Screened twice; an application that was handed in, for whose answer one waits."""
        with acting(by.as_("caseworker").cookie) as actor:
            facts = {"nationality": "egyptian", "children": "3", "income_covers": "no"}
            row = [entitlements.screen(case, facts=facts, remarks="كلمة", by=actor) for _n in range(2)][1]
            made = entitlements.prepare(case, row, programme="karama", by=actor)
            entitlements.move(made, step="submit", happened_on=cairo_day(clock()), office="مكتب", number="رقم", words="كلام", by=actor)
        return {"entitlement_screening_id": row.pk, "application_id": made.pk, "programme": "takaful", "application_step": "approve"}

    def _in_business(self, by: Hands, case: Case, until: str) -> Keys:
        """A business that was returned once and goes as far as said: planned, with the committee's votes, or started, with an instalment that is due and a visit."""
        table = Figures((Line("income", "مبيعات", (Decimal(100),) * 12),), (Need("ماكينة", Decimal(900), (Quote("مورد", Decimal(900)),)),), Decimal(0), Decimal(900))

        def saved(actor, after: int):
            livelihoods.write_plan(one, answers={"idea": "فكرة", "market": "سوق", "risks": "خطر"}, figures=table, after=after, by=actor)
            livelihoods.submit(one, by=actor)

        def voted(choice: str):
            for member in by.committee:
                with acting(member.cookie) as actor:
                    livelihoods.vote(one, choice=choice, reason="سبب", by=actor)
        with acting(by.as_("caseworker").cookie) as actor:
            one = livelihoods.begin(case.pk, name="مشروع", by=actor)
            saved(actor, 0)
        voted("return")
        with acting(by.committee[0].cookie) as actor:
            livelihoods.decide(one, step="return", told="كلام", by=actor)
        keys = {"business_id": one.pk, "plan_number": 1, "instalment_id": uuid4()}
        if until == "draft":
            return keys
        with acting(by.as_("caseworker").cookie) as actor:
            saved(actor, 1)
        voted("approve")
        if until == "submitted":
            return keys
        parts = [livelihoods.Part(Decimal(450), "شرط", cairo_day(clock())) for _n in range(2)]
        with acting(by.committee[0].cookie) as actor:
            livelihoods.decide(one, step="approve", told="كلام", conditions="شروط", amount=Decimal(900), instalments=parts, by=actor)
        first, second = BusinessInstalment.objects.filter(business=one).order_by("number")
        with acting(by.as_("caseworker").cookie) as actor:
            livelihoods.start(one, began_on=cairo_day(clock()), by=actor)
            livelihoods.meet_condition(first, met_on=cairo_day(clock()), evidence="ورقة", by=actor)
            livelihoods.visit(one, month=1, visited_on=cairo_day(clock()), seen="رأيت", advice="نصيحة", sales=Decimal(10), profit=Decimal(5), status="difficult", reason="",
                                photo=picture(), by=actor)
        return keys | {"instalment_id": second.pk}

    @staticmethod
    def _returned(by: Hands, case: Case) -> None:
        """A return with its day of arrival, and the follow-up with one try and what she thinks about leaving again."""
        with acting(by.as_("protection_officer").cookie) as actor:
            reintegration.record_return(case.person_id, mode="spontaneous", ordered="no", company="alone", country="LBY", returned_on=cairo_day(clock()), mission="بعثة", told="قيل", needs="حاجة", by=actor)
            reintegration.check(case.person_id, "food", state="not_needed", reason="سبب", by=actor)
            reintegration.arrange(case.person_id, governorate="EG12", transport="bus", leaves_at=clock(), counselling_at=clock(), counselling_place="مكان", by=actor)
            reintegration.begin_follow_up(case.pk, returned_on=cairo_day(clock()), other_contact="أخ", by=actor)
            reintegration.record_attempt(case.pk, way="call", outcome="no_answer", tried_on=cairo_day(clock()), words="كلام", by=actor)
            reintegration.ask_intention(case.pk, wish="leave", words="كلام", offered="معلومة", by=actor)

    def _legal(self, by: Hands, person: UUID) -> UUID:
        with acting(by.as_("protection_officer").cookie) as actor:
            return consent.record_legal_basis(
                person, case_id=None, to_organisation_id=by.of.pk, to_team_id=by.team.pk, to_staff_id=None, article="قانون الطفل مادة 98", reason="طفل في خطر ولا يوجد ولي أمر معروف", is_vital=False,
                sections=Section.IDENTITY, ends_at=clock() + timedelta(days=30), by=actor).pk

    # What was sent to A's desk, and to the police --------------------------------------------------------------------------------------------------------
    def _sent_here(self) -> None:
        for name, receiver in (("", self.me), ("police ", self.focal)):
            officer = receiver.as_("police_focal_point" if receiver is self.focal else "desk_officer")
            service = self.services["me" if receiver is self.me else "focal"]
            for how in ("waiting", "accepted", "named"):
                story = self.stories[name + how] = self._file(self.stranger, to=service)
                if how != "waiting":
                    self._accept(story, officer, receiver.staff.pk if how == "named" else None)
        self.stories["named-mate"] = self._file(self.stranger, to=self.services["me"])
        self._accept(self.stories["named-mate"], self.me.as_("desk_officer"), self.mate.staff.pk)

    @staticmethod
    def _accept(story: Keys, officer: make.Member, worker: UUID | None) -> None:
        from amana.casework.referral.models import Referral
        with acting(officer.cookie) as actor:
            sent = Referral.objects.get(pk=story["referral_id"])
            referral.see(sent, by=actor)
            referral.accept(sent, worker_id=worker, by=actor)

    # Lists of arrivals -----------------------------------------------------------------------------------------------------------------------------------
    def _list(self, by: Hands, *, is_draft: bool = False) -> Keys:
        n = next(make._numbers)
        content = xlsx([HEADINGS, [1, _name(n), "أنثى", "1/2/1990", "سوداني", f"0101{n:07}", f"P{n:07}"]])
        with acting(by.as_("reception").cookie) as actor:
            one = arrivals.upload(content, file_name="list.xlsx", team_id=by.team.pk, arrives_on=date(2026, 11, 24), flight=f"MS {n}", country="LBY", by=actor)
            arrivals.lay_out(one, sheet=one.settings["sheet"], heading_row=one.settings["heading_row"], fields=None, order="day_first", by=actor)
        if is_draft:
            return {"list_id": one.pk}
        with acting(by.as_("reception").cookie) as actor:
            job = arrivals.begin(ArrivalList.objects.get(pk=one.pk), by=actor)
        arrivals.run(job)
        return {"list_id": one.pk, "row_id": ArrivalRow.objects.get(list=one).pk}

    def _caseload(self, by: Hands, *, is_draft: bool = False) -> Keys:
        """One row that is registered and in the hands of who knocks; and a row that is wrong."""
        n = next(make._numbers)
        by.as_("caseworker")
        rows = [caseload_sheets.row(n, _name(n), worker=by.staff.name, phone=f"0102{n:07}"), caseload_sheets.row(n, "", phone="")]
        with acting(by.as_("supervisor").cookie) as actor:
            one = caseload.upload(xlsx([caseload_sheets.HEADINGS, *rows]), file_name="cases.xlsx", team_id=by.team.pk, listed_on=date(2026, 11, 24), by=actor)
            caseload_sheets.say_words(one, actor)
            if is_draft:
                return {"list_id": one.pk}
            job = caseload.begin(ArrivalList.objects.get(pk=one.pk), by=actor)
        caseload.run(job)
        row = ArrivalRow.objects.get(list=one)
        return {"list_id": one.pk, "row_id": row.pk, "person_id": row.person_id}

    # What one organisation asks another's desk -----------------------------------------------------------------------------------------------------------
    def _asked_elsewhere(self) -> None:
        """Each of the two has registered the other's person as well, by the same paper, and asks to be contacted: a message at either desk, and who knocks has asked."""
        for name, by, holder in (("own", self.stranger, self.me), ("elsewhere", self.me, self.stranger)):
            worker, number = by.as_("caseworker"), Document.objects.filter(person_id=self.stories[name]["person_id"]).exclude(number_sealed=None)[0].number
            twin = make.person(worker, make.identity(), phone="")
            make.document(worker, twin, number=number)
            with acting(worker.cookie) as actor:
                elsewhere.ask(twin, by=actor)
            _answered()
            make.move_clock(minutes=2)
            with acting(worker.cookie) as actor:
                elsewhere.request_contact(Question.objects.get(person_id=twin), person_agreed=True, by=actor)
            _answered()
            self.stories[name]["message_id"] = Message.objects.get(organisation_id=holder.of.pk).pk
            if by is self.me:
                self.stories["asked"] = {"person_id": twin}
                with acting(holder.as_("desk_officer").cookie) as actor:
                    elsewhere.reply(Message.objects.get(organisation_id=holder.of.pk), how="phone", phone="0225770134", by=actor)

    # What was opened in an emergency ---------------------------------------------------------------------------------------------------------------------
    def _exceptional(self) -> None:
        """By who knocks, of another team's file, ended and judged; by a colleague, of her own file, and open; and elsewhere. Of each somebody else was told."""
        for of in (self.b, self.a):
            for role in ("case_manager", "data_protection_officer"):
                judge = self._hands(of).as_(role)
        for name, by, story in (("own", self.me, "other-team"), ("other-team", self.you, "own"), ("elsewhere", self._hands(self.b), "elsewhere")):
            with acting(by.as_("protection_supervisor").cookie) as actor:
                number = Person.objects.filter(pk=self.stories[story]["person_id"]).values_list("number", flat=True)[0]
                opened = exceptional.open_exceptionally(number, reason="life", words="طفلة مفقودة منذ المساء", by=actor)
                if by is self.me:
                    exceptional.end(opened, by=actor)
                self.stories[name]["access_id"] = opened.pk
            if by is self.me:
                with acting(judge.cookie) as actor:
                    exceptional.review(Access.objects.get(pk=opened.pk), verdict="justified", words="أكدت المناوبة ما قيل", by=actor)

    # What administrators keep ----------------------------------------------------------------------------------------------------------------------------
    def _administration(self) -> None:
        self.holiday = Holiday.objects.order_by("day").values_list("pk", flat=True)[0]
        with acting(self.me.as_("platform_administrator").cookie) as actor:
            rule = next(one for one in eligibility.shipped() if one.code == "takaful")
            self.rule_draft = entitlements.draft_rule("takaful", text=eligibility.text_of(rule).replace('version = "1"', 'version = "2"', 1), why="قرار", by=actor).pk
        fourth = make.organisation()
        asked = {"own": make.agreement(self.b, self.a).pk, "elsewhere": make.agreement(self.b, fourth).pk}
        for name, hands, other in (("own", self.me, self.mate), ("elsewhere", self.stranger, self.stranger)):
            member = other.as_("caseworker")
            self.stories[name] |= {"staff_id": member.staff.pk, "team_id": member.team.pk, "organisation_id": hands.of.pk, "agreement_id": asked[name],
                                   "invitation_id": _invitation(hands.as_("organisation_administrator")), "service_id": self.services["me" if hands is self.me else "stranger"].pk,
                                   "membership_id": member.membership.pk}

    def _factors(self) -> None:
        """Whoever knocks has a second factor, and has shown it."""
        self.factors = {"own": uuid4(), "elsewhere": uuid4()}
        with connection.cursor() as cursor:
            for of, hands in (("own", self.me), ("elsewhere", self.stranger)):
                cursor.execute("INSERT INTO keys.factor (id, staff, kind, name, verifier, credential, mark) VALUES (%s, %s, 'passkey', 'هاتفي', 'x', %s, 0)",
                               [self.factors[of], hands.staff.pk, of.encode()])
            cursor.execute("UPDATE keys.session SET proved_at = now()")

    def _tokens(self) -> None:
        """Of each role a token of her own; and a stranger's."""
        self.tokens = {role: _token(self.me.as_(role)) for role in ROLES} | {"": _token(self.stranger.as_("caseworker"))}

    def _systems(self) -> None:
        """Of the own organisation and of a stranger's: each is told at an address."""
        self.systems = {}
        for of, hands in (("own", self.me), ("elsewhere", self.stranger)):
            with acting(hands.as_("organisation_administrator").cookie) as actor:
                self.systems[of] = access.add_system(name="نظام", role="desk_officer", teams=[hands.team.pk], by=actor)
                webhooks.set_up(self.systems[of], address="https://example.org/amana", by=actor)

    def _lists(self) -> None:
        """For each role a view and an export of her own; shared with her team by a colleague, who has an export too; and another organisation's."""
        self.kept = {("own", role): _kept(self.me.as_(role)) for role in ROLES}
        self.kept["shared", ""] = _kept(self.mate.as_("caseworker"), team_id=self.me.team.pk)
        self.kept["colleague", ""], self.kept["elsewhere", ""] = self.kept["shared", ""], _kept(self.stranger.as_("caseworker"))

    def keys(self, role: str, of: str, address: str) -> Keys:
        """What the address's arguments are for who knocks in that role."""
        address = address.removeprefix("api/v1/")
        if address.startswith("tokens/"):
            return {"token_id": self.tokens[role if of == "own" else ""]}
        if "/webhook/" in address:
            return {"membership_id": self.systems[of]} if of in self.systems else {}
        if address.startswith("account/factors/"):
            return {"factor_id": self.factors[of]} if of in self.factors else {}
        if address.startswith(("views/", "exports/")):
            return self.kept.get((of, role if of == "own" else ""), {})
        if address.startswith("lists/"):
            return {"list_name": "cases"}
        if address.startswith("interpreters/"):
            return {"interpreter_id": self.interpreters[of]} if of in self.interpreters else {}
        if address.startswith("reference/"):
            return {"holiday_id": self.holiday, "key": "risk_levels", "programme": "takaful", "rule_draft_id": self.rule_draft}
        if address.startswith("arrivals/"):
            return self.stories.get(f"{of} list", {})
        if address.startswith("caseloads/"):
            return self.stories.get(f"{of} caseload", {})
        if address.startswith("switch/") and of == "own":
            return {"membership_id": self.me.as_(role).membership.pk}
        if role == "police_focal_point" and of in SENT_TO_ME:
            return self.stories[f"police {of}"]
        return self.stories[of]


SENT_TO_ME = ("waiting", "accepted", "named")


def _kept(by: make.Member, team_id: UUID | None = None) -> Keys:
    of = {"organisation_id": by.organisation.pk, "made_by": by.membership.pk, "of_list": "cases"}
    view = SavedView.objects.create(name="عرض", query="state=open", is_shared=team_id is not None, team_id=team_id, **of)
    export = Export(format="csv", language="ar", **of)
    export.asked_sealed = sealed_fields.seal('{"query": "", "columns": []}', person_id=export.pk, field="lists.asked")
    export.save(force_insert=True)
    Export.objects.filter(pk=export.pk).update(state="done", file_sealed=sealed_fields.seal("x", person_id=export.pk, field="lists.file"))
    return {"view_id": view.pk, "export_id": export.pk}


def _answered() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE amana_keeper; SELECT elsewhere.answer(); RESET ROLE")


def _token(by: make.Member) -> UUID:
    key = uuid4()
    make.session(replace(by, cookie=f"amana_{key}"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE keys.session SET token = %s, token_name = 'cron', token_prefix = 'amana_' WHERE cookie_hash = sha256(convert_to(%s, 'UTF8'))", [key, f"amana_{key}"])
    return key


def _invitation(by: make.Member) -> UUID:
    made = Invitation.objects.create(organisation=by.organisation, email="new@proof.example", name="x", role_id="trainer")
    Invitation.objects.filter(pk=made.pk).update(made_by=by.membership.pk)
    return made.pk
