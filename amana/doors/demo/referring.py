"""Invented services and referrals: what each desk offers, and 25 referrals in all states. Every step goes through the real actions."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction

from amana.casework.consent import actions as consents
from amana.casework.consent import queries as answers
from amana.casework.consent.rules import Answer, Purpose, band_of
from amana.casework.referral import actions, package, queries
from amana.casework.registry.rules import ContactFacts, IdentityFacts
from amana.doors.demo.casework import paper
from amana.doors.demo.plan import RECENT
from amana.ground.directory import actions as directory
from amana.ground.directory import queries as services
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import acting, clock
from amana.lib.core.dates import PartialDate, cairo_day

if TYPE_CHECKING:
    from amana.casework.cases.models import Case


@dataclass(frozen=True)
class DemoService:
    organisation: str
    kind: str
    name_ar: str
    name_en: str
    for_whom_ar: str
    for_whom_en: str
    areas: tuple[str, ...]
    hours: str = "الأحد إلى الخميس، 9:00 إلى 15:00"
    languages: tuple[str, ...] = ("ara",)
    places: int | None = None


SERVICES = (
    DemoService("REDCR", "SHE", "مأوى آمن لأسرة", "Safe shelter for families", "امرأة مع أطفالها", "A woman with her children", ("EG01", "EG21"),
                "كل يوم، على مدار الساعة", ("ara", "eng", "tir"), 2),
    DemoService("REDCR", "NFI-FOOD", "سلة غذائية لأسرة", "Food parcel for a family", "أسرة بلا دخل", "A family without income", ("EG01", "EG21", "EG14"), places=40),
    DemoService("WASL", "SHE", "سكن مؤقت", "Temporary housing", "نساء وأسر", "Women and families", ("EG01",), "كل يوم، 9:00 إلى 20:00", ("ara", "eng"), 0),
    DemoService("WASL", "PRO-DOC", "استخراج الأوراق الثبوتية", "Help with civil documents", "من فقد أوراقه", "Whoever lost papers", ("EG01",), places=12),
    DemoService("SANAD", "LIV-TVET", "تدريب مهني: خياطة وكهرباء", "Vocational training: sewing, electricity", "من 18 سنة", "From 18 years", ("EG14", "EG21"), places=9),
    DemoService("SANAD", "LIV-BIZ", "مشروع صغير: دراسة وبداية", "Micro-business start", "عائدون وعائدات", "Returnees", ("EG14", "EG21")),
    DemoService("SEHA", "HEA-PHC", "عيادة عامة للمهاجرين", "General clinic for migrants", "الجميع", "Everybody", ("EG01",), "الأحد إلى الخميس، 8:00 إلى 14:00",
                ("ara", "eng", "som"), 25),
    DemoService("SEHA", "HEA-SRH", "رعاية الحمل والولادة", "Pregnancy and birth care", "نساء وفتيات", "Women and girls", ("EG01",), places=6),
    DemoService("UNMIG", "RET-REI", "خطة إعادة إدماج", "Reintegration plan", "عائدون خلال سنة", "Returned within a year", ("EG01", "EG02", "EG21"), languages=("ara", "eng", "fra")),
    DemoService("MOSS", "CVA-SP", "التقديم على تكافل وكرامة", "Takaful and Karama application", "أسر القليوبية", "Families of Qalyubia", ("EG14",), places=30),
    DemoService("POLICE", "PRO-TIP", "نقطة اتصال: بلاغات الاتجار", "Focal point: trafficking reports", "من طلب الإبلاغ", "Whoever wishes to report", ()),
)
DESKS = {"REDCR": "dalia@example.org", "WASL": "heba@example.org", "SANAD": "fady@example.org", "SEHA": "iman@example.org", "UNMIG": "walid@example.org",
         "MOSS": "hossam@example.org", "POLICE": "wael@example.org"}
WORKERS = {"REDCR": "amr@example.org", "WASL": "reem@example.org", "SANAD": "inas@example.org", "SEHA": "hanan@example.org", "UNMIG": "tarek@example.org",
           "POLICE": "wael@example.org"}
SENDERS = {"maha@example.org": "MOSS", "karim@example.org": "MOSS", "rania@example.org": "MOSS"}
UNFIT = ("asked", "closed", "begun", "on_hold")  # lives of cases that a referral would disturb
NEEDS = {
    "SHE": "امرأة وطفلان (4 و7 سنوات) يحتاجون إلى مبيت آمن من الليلة. لا يعرف أحد العنوان الجديد.", "NFI-FOOD": "أسرة من خمسة بلا دخل منذ شهرين، وطفل رضيع.",
    "PRO-DOC": "بطاقة وشهادتا ميلاد بدل فاقد، ولا يقرأ النماذج وحده.", "LIV-TVET": "تعرف الخياطة، وتريد تدريبًا قصيرًا يفتح باب عمل.",
    "LIV-BIZ": "فكرة ورشة صغيرة، ويحتاج إلى دراسة وبداية.", "HEA-PHC": "سعال منذ أسبوعين وحرارة ليلية.", "HEA-SRH": "حمل في الشهر السابع بلا متابعة حتى الآن.",
    "RET-REI": "عاد قبل ثلاثة أشهر، ويحتاج إلى خطة سكن وعمل ودعم.", "PRO-TIP": "يطلب بنفسه الإبلاغ عن وسيط، ومعه أسماء وأرقام سيقدمها بعد القبول.",
}
# Receiver, kind, urgency, what becomes of it, and on which of the last 80 days it is sent (None: some days after the case was opened).
LIVES = (
    ("REDCR", "SHE", "urgent", "feedback", None), ("SANAD", "LIV-TVET", "routine", "completed", None), ("WASL", "PRO-DOC", "routine", "started", None),
    ("SEHA", "HEA-PHC", "urgent", "feedback", None), ("REDCR", "NFI-FOOD", "routine", "declined", None), ("UNMIG", "RET-REI", "routine", "transfer", None),
    ("REDCR", "SHE", "urgent", "waiting", 79.7), ("POLICE", "PRO-TIP", "urgent", "accepted", 76.4), ("REDCR", "SHE", "routine", "waiting", 78.3),
    ("WASL", "SHE", "urgent", "expired", None), ("REDCR", "NFI-FOOD", "routine", "waiting", 79.2), ("REDCR", "SHE", "urgent", "waiting", 78.9),
    ("SEHA", "HEA-SRH", "urgent", "started", 75.5), ("REDCR", "NFI-FOOD", "routine", "question", 78.6), ("WASL", "PRO-DOC", "routine", "accepted", 77.3),
    ("REDCR", "SHE", "routine", "started", 74.2), ("SANAD", "LIV-BIZ", "routine", "withdrawn", 73.1), ("REDCR", "NFI-FOOD", "routine", "completed", 70.4),
    ("UNMIG", "RET-REI", "routine", "waiting", 79.4), ("WASL", "SHE", "urgent", "declined", 72.2), ("SEHA", "HEA-PHC", "routine", "waiting", 79.1),
    ("REDCR", "SHE", "routine", "accepted", 78.1), ("SANAD", "LIV-TVET", "routine", "ended", 66.3), ("WASL", "PRO-DOC", "routine", "waiting", 79.5),
    ("REDCR", "NFI-FOOD", "routine", "started", 76.8), ("POLICE", "PRO-TIP", "routine", "waiting", 79.3),
)
DRAFTED = (3, 8)  # beside these one more referral was begun and is not sent
# What was sent from the cases of former months.
PAST_LIVES = (
    ("REDCR", "SHE", "urgent", "feedback"), ("WASL", "PRO-DOC", "routine", "completed"), ("SEHA", "HEA-PHC", "routine", "feedback"),
    ("REDCR", "NFI-FOOD", "routine", "declined"), ("SANAD", "LIV-TVET", "routine", "feedback"), ("REDCR", "NFI-FOOD", "routine", "ended"),
    ("SEHA", "HEA-SRH", "urgent", "completed"), ("WASL", "SHE", "urgent", "expired"), ("SANAD", "LIV-BIZ", "routine", "withdrawn"),
)


class Referring:
    """Tells referrals. `at(day, act)`: the act is done when the story's clock has come there; `cookies`: sessions by address."""

    def __init__(self, draw: Random, at: Callable[[float, Callable], None], cookies: dict[str, str], worker_key: Callable[[str], UUID], days: int):
        self.draw, self.at, self.cookies, self.worker_key, self.days = draw, at, cookies, worker_key, days
        self.told = self.told_of_the_past = 0

    def offer(self, administrator: Callable[[str], str]) -> None:
        """Each organisation says what its desk offers, and the desks how many places are open."""
        for one in SERVICES:
            with acting(administrator(one.organisation)) as actor:
                desk = next(team for team in organisations.teams_of(actor.organisation_id) if team.is_desk)
                directory.offer(desk_id=desk.pk, kind=one.kind, name_ar=one.name_ar, name_en=one.name_en, for_whom_ar=one.for_whom_ar, for_whom_en=one.for_whom_en,
                                governorates=list(one.areas), languages=list(one.languages), hours=one.hours, by=actor)
        for code, email in DESKS.items():
            self.at(self.days - 1.5 if code != "SEHA" else self.days - 12, partial(self._places, code, email))

    def opened(self, case: Case, worker: str, life: str, birth: PartialDate | None, day: float) -> None:
        """A case has begun: the next referral is sent from it, if its life bears one; from some cases two."""
        if worker in SENDERS and day < self.days - RECENT and life != "on_hold":
            self._past(case, worker, birth, day)
        elif worker in SENDERS and life not in UNFIT:
            self._next(case, worker, birth, day)
            if self.told % 3 == 1:
                self._next(case, worker, birth, day + 0.4)

    def _past(self, case: Case, worker: str, birth: PartialDate | None, day: float) -> None:
        code, kind, urgency, fate = PAST_LIVES[self.told_of_the_past % len(PAST_LIVES)]
        self.told_of_the_past += 1
        self.at(day + 4.5, partial(self._send, case, worker, code, kind, urgency, fate, birth, day + 4.5))

    def _next(self, case: Case, worker: str, birth: PartialDate | None, day: float) -> None:
        if self.told == len(LIVES):
            return
        if self.told in DRAFTED:
            self.at(self.days - 1.2, partial(self._draft, case, worker))
        code, kind, urgency, fate, on = LIVES[self.told]
        self.told += 1
        last = self.days - RECENT + on if on is not None else 0
        sent_on = last if last > day + 1 else day + 4.5
        self.at(sent_on, partial(self._send, case, worker, code, kind, urgency, fate, birth, sent_on))

    def _draft(self, case: Case, worker: str) -> None:
        """Begun and not sent."""
        with acting(self.cookies[worker]) as actor:
            actions.keep_draft(case, {"kind": ["HEA-PHC"], "need": [NEEDS["HEA-PHC"]], "urgency": ["routine"]}, by=actor)

    def _places(self, code: str, email: str) -> None:
        with acting(self.cookies[email]) as actor:
            for service in services.services_of_desks(actor.organisation_id, actor.teams):
                told = next(one for one in SERVICES if (one.organisation, one.kind) == (code, service.kind))
                if told.places is not None:
                    directory.set_open_places(service, places=told.places, by=actor)

    def _send(self, case: Case, worker: str, code: str, kind: str, urgency: str, fate: str, birth: PartialDate | None, day: float) -> None:
        with acting(self.cookies[worker]) as actor:
            service = next(one for one in services.services(kind=kind) if one.organisation.code == code)
            purpose = Purpose.LAW_ENFORCEMENT if code == "POLICE" else Purpose.REFERRAL
            consents.take(case.person_id, answers=[Answer(purpose, True, 31 | 512 if code == "POLICE" else 31, 120, service.organisation_id)],
                          paper=paper(band_of(birth, cairo_day(clock()))), by=actor)
            scope = next(one.scope for one in answers.standing(case.person_id, clock()) if one.scope.purpose == purpose and one.scope.receiver_id == service.organisation_id)
            usual = {"name", "sex", "birth", "phone", "safe_hours", "languages"}
            chosen = [one for one in package.choices(case) if one.kind in usual]
            sent = actions.send(case, service=service, urgency=urgency, need=NEEDS[kind], chosen=chosen, scope_id=scope.pk, legal_basis_id=None,
                                is_transfer=fate == "transfer", by=actor)
        if fate != "waiting":
            getattr(self, f"_{fate}")(sent, worker, code, day)

    def _step(self, email: str, act: Callable) -> None:
        with acting(self.cookies[email]) as actor:
            act(actor)

    def _later(self, day: float, email: str, act: Callable) -> None:
        self.at(day, partial(self._step, email, act))

    def _accepted(self, sent, worker: str, code: str, day: float) -> None:
        self._later(day + 0.2, DESKS[code], lambda actor: actions.see(sent, by=actor))
        self._later(day + 0.6, DESKS[code], lambda actor: actions.accept(sent, worker_id=self.worker_key(WORKERS[code]), by=actor))

    def _started(self, sent, worker: str, code: str, day: float) -> None:
        self._accepted(sent, worker, code, day)
        self._later(day + 1.5, WORKERS[code], lambda actor: actions.start(sent, by=actor))

    def _completed(self, sent, worker: str, code: str, day: float) -> None:
        self._started(sent, worker, code, day)
        self._later(day + 6, WORKERS[code], lambda actor: actions.complete(sent, outcome="delivered", words="تمت الخدمة كما اتُّفق عليها.", by=actor))

    def _feedback(self, sent, worker: str, code: str, day: float) -> None:
        self._completed(sent, worker, code, day)
        self._later(day + 8, WORKERS[code], lambda actor: actions.feed_back(sent, words="الوضع مستقر، ولا حاجة إلى خدمة أخرى منا الآن.", by=actor))

    def _ended(self, sent, worker: str, code: str, day: float) -> None:
        self._started(sent, worker, code, day)
        self._later(day + 4, WORKERS[code], lambda actor: actions.end(sent, reason="moved", words="انتقل إلى محافظة أخرى.", by=actor))

    def _declined(self, sent, worker: str, code: str, day: float) -> None:
        self._later(day + 0.3, DESKS[code], lambda actor: actions.see(sent, by=actor))
        self._later(day + 0.7, DESKS[code], lambda actor: actions.decline(sent, reason="no_capacity", words="لا مكان قبل الأسبوع القادم.", by=actor))

    def _question(self, sent, worker: str, code: str, day: float) -> None:
        self._later(day + 0.2, DESKS[code], lambda actor: actions.see(sent, by=actor))
        self._later(day + 0.4, DESKS[code], lambda actor: actions.ask(sent, question="كم فردًا في الأسرة؟ وهل بينهم من يحتاج إلى غذاء خاص؟", by=actor))

    def _withdrawn(self, sent, worker: str, code: str, day: float) -> None:
        self._later(day + 0.8, worker, lambda actor: actions.withdraw(sent, by=actor))

    def _expired(self, sent, worker: str, code: str, day: float) -> None:
        """Nobody answers: the periodic job says so."""
        def expire() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT entry.expire_referrals()")
        self.at(day + 3, expire)

    def _transfer(self, sent, worker: str, code: str, day: float) -> None:
        """Accepted and taken over; the receiver's own case, and with it the end of the transfer, is still to come."""
        self._accepted(sent, worker, code, day)

        def take_over(actor) -> None:
            parts = queries.referral_file(sent.pk, actor.organisation_id).parts
            words = parts.get(1, {}).get("name", "").split()
            script = "latin" if "".join(words).isascii() else "ar"
            identity = IdentityFacts(**{f"given_{script}": words[0], f"family_{script}": words[-1]}, sex=parts[0]["sex"])
            actions.take_over(sent, identity=identity, contact=ContactFacts(), phones=[], team_id=None, by=actor)
        self._later(day + 2, WORKERS[code], take_over)

