"""The demo's story: organisations, staff and people, made through the real actions and the real logins, the clock set back where it begins."""
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from functools import cache, partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connections

from amana.casework.arrivals import actions as arrivals
from amana.casework.arrivals import queries as flights
from amana.casework.exceptional import actions as exceptional
from amana.casework.interpreting import actions as interpreting
from amana.casework.registry import actions as registry
from amana.casework.registry import queries as records
from amana.casework.registry.rules import DocumentFacts, IdentityFacts
from amana.doors.demo import assessing, assisted, business, casework, charter, entitled, helping, people, plan, referring, returning, support, unit
from amana.doors.demo.cast import (
    ADMINISTRATOR,
    AGREEMENTS,
    INTERPRETERS,
    ORGANISATIONS,
    PASSWORD,
    PLATFORM,
    SECOND_PLACE,
    DemoOrganisation,
    DemoStaff,
)
from amana.doors.demo.plan import ASSISTED, CASES, DAYS, PEOPLE, Arrival
from amana.doors.site import beginning, installation
from amana.ground.access import actions as access
from amana.ground.access import gate
from amana.ground.access.rules import RoleCode as Role
from amana.ground.organisations import actions as organisations
from amana.ground.organisations import queries as known
from amana.ground.organisations.rules import purposes_for
from amana.ground.rows.acting import Actor, acting
from amana.lib.core.dates import cairo_day, from_cairo_wall
from amana.lib.core.ids import uuid7

SEED = 20261125
PROTECTION_TEAM = "PROTECT"
AIRPORT = "nadia@example.org"


class BrokenOff(Exception):
    """An earlier telling ended in the middle: the data folder holds half a story."""


def is_told() -> bool:
    """Whether this database holds the demo already. Raises BrokenOff where it holds a part of it, beginning.Taken where a real installation was begun."""
    whose = beginning.whose()
    if whose == beginning.Whose.REAL:
        raise beginning.Taken
    if whose == beginning.Whose.NOBODY:
        return False
    with connections["migrate"].cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT EXISTS (SELECT FROM audit.entry WHERE verb = 'demo.told')")
        if not cursor.fetchone()[0]:
            raise BrokenOff(f"An earlier preparation of the demo broke off. Delete the data folder {installation.home()} and start again.")
    return True


def prepare(progress=lambda done, total: None, *, people: int = PEOPLE, cases: int = CASES, assisted: int = ASSISTED) -> None:
    """The demo stands in the database, and its sign-ins in a file. Does nothing where it stands already; raises BrokenOff, beginning.Taken."""
    if not is_told():
        with written_late():
            Telling(progress, people, cases, assisted).tell()
        with connections["migrate"].cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("INSERT INTO audit.entry (at, verb) VALUES (entry.clock(), 'demo.told')")
    write_sign_ins()
    charter.write(installation.home() / "demo-charter.xlsx")
    unit.write(installation.home() / "demo-caseload.xlsx")


def write_sign_ins() -> None:
    """AMANA_HOME/demo-sign-ins.json, as DESIGN.md §10 says."""
    listed = [{"email": staff.email, "password": PASSWORD, "role": str(staff.role), "organisation": organisation.code, "name": staff.name}
              for organisation in (PLATFORM, *ORGANISATIONS) for staff in organisation.staff]
    path = installation.home() / "demo-sign-ins.json"
    path.write_text(json.dumps(listed, ensure_ascii=False, indent=2), "utf-8")
    path.chmod(0o600)


class Telling:
    """One telling of the story, from its seed."""

    def __init__(self, progress, people: int = PEOPLE, cases: int = CASES, returnees: int = ASSISTED):
        self.arrivals = plan.arrivals(Random(SEED + 3), people, cases)
        self.total = sum(one.people for one in self.arrivals)
        self.draw = Random(SEED)
        self.more = Random(SEED + 1)  # sections drawn apart, so that the people stay who they are
        self.twice = Random(SEED + 4)  # who is registered again
        self.known: dict[str, tuple[IdentityFacts, DocumentFacts]] = {}  # by registrar, the last one with a passport
        self.progress = progress
        self.today = cairo_day(datetime.now(UTC))
        self.cookies: dict[str, str] = {}
        self.hashed = make_password(PASSWORD)  # one hash for all: 40 slow ones would be half the time
        self.queue: list[tuple[float, int, Callable[[], None], Random]] = []
        self.order = count()
        self.moment = datetime.min.replace(tzinfo=UTC)
        self.registered = 0
        self.work = casework.Work(self.draw, self._at, self.cookies)
        self.referring = referring.Referring(Random(SEED + 2), self._at, self.cookies, staff_of, DAYS)
        self.support = support.Support(Random(SEED + 4), self._at, self.cookies)
        self.helping = helping.Helping(Random(SEED + 6), self._at, self.cookies)
        self.entitled = entitled.Entitled(Random(SEED + 6), self._at, self.cookies)
        self.assessing = assessing.Assessing(Random(SEED + 5), self._at, self.cookies)
        self.businesses = business.Businesses(self._at, self.cookies)
        self.returning = returning.Returning(Random(SEED + 6), self._at, self.cookies)
        self.assisted = assisted.Assisted(Random(SEED + 7), partial(self._at, draw=Random(SEED + 8)), self.cookies, self.helping.of)
        self.returnees = returnees
        self.work.opened = self._opened

    def tell(self) -> None:
        with shifted_clock(days=-DAYS - 10) as move_to:
            self._platform()
            for organisation in ORGANISATIONS:
                self._organisation(organisation)
            self._second_place()
            self._agreements()
            self._interpreters()
            self.referring.offer(self._administrator)
            self.support.begin()
            self.helping.begin()
            for told in self.arrivals:
                self._at(told.day, partial(self._person, told))
            self.assisted.begin(self.returnees)
            self._at(DAYS - 1.4, self._flights)
            self._at(DAYS - 1.1, self._emergency)
            while self.queue:
                day, _n, act, draw = heappop(self.queue)
                move_to(self._shift(day, draw))
                act()

    def _opened(self, *told) -> None:
        self.referring.opened(*told)
        self.assessing.opened(*told)
        self.support.opened(*told)
        self.helping.opened(*told)
        self.entitled.opened(*told)
        case, worker, life, _birth, day = told
        self.businesses.opened(case, worker, life, day)
        self.returning.opened(*told)

    def _at(self, day: float, act: Callable[[], None], draw: Random | None = None) -> None:
        """The act is done on that day of the story, if that day has come: what would lie ahead of the reader's today is left out. draw: for its minute, of a story told apart."""
        if day < DAYS:
            heappush(self.queue, (day, next(self.order), act, draw or self.draw))

    def _shift(self, day: float, draw: Random) -> float:
        """Days from now to a moment in the working hours of that day in Cairo; never ahead of now, never back."""
        now = datetime.now(UTC)
        wall = datetime.combine(self.today - timedelta(days=DAYS - int(day)), time(9)) + timedelta(
            hours=6 * (day % 1), minutes=draw.randrange(20)
        )
        # Each act well after the one before: on a busy machine the database's own now() comes later by a moment that differs from act to act,
        # and a clock that went back would hide what has just been made.
        self.moment = max(self.moment + timedelta(seconds=10), min(from_cairo_wall(wall)[0], now - timedelta(minutes=45)))
        return (self.moment - now) / timedelta(days=1)

    def _platform(self) -> None:
        """As `amana init` begins an installation."""
        token, _ = beginning.begin(code=PLATFORM.code, name_ar=PLATFORM.name_ar, name_en=PLATFORM.name_en, kind=PLATFORM.kind, email=ADMINISTRATOR.email, name=ADMINISTRATOR.name,
                                whose=beginning.Whose.DEMO)
        self._accept(token, ADMINISTRATOR)

    def _organisation(self, told: DemoOrganisation) -> None:
        with acting(self.cookies[ADMINISTRATOR.email]) as platform:
            made = organisations.found(code=told.code, name_ar=told.name_ar, name_en=told.name_en, kind=told.kind, parent_id=None,
                                       areas=list(told.areas), by=platform)
            chief = next(staff for staff in told.staff if staff.role == Role.ORGANISATION_ADMINISTRATOR)
            token = access.invite(organisation_id=made.pk, email=chief.email, name=chief.name, role=chief.role, teams=[], by=platform)
        self._accept(token, chief)
        with acting(self.cookies[chief.email]) as administrator:
            teams = {
                team.code: organisations.form_team(code=team.code, name_ar=team.name_ar, name_en=team.name_en, is_desk=team.is_desk, by=administrator)
                for team in told.teams
            }
            tokens = [(staff, access.invite(organisation_id=made.pk, email=staff.email, name=staff.name, role=staff.role,
                                            teams=[teams[code].pk for code in staff.teams], by=administrator))
                      for staff in told.staff if staff is not chief]
        for staff, token in tokens:
            self._accept(token, staff)

    def _second_place(self) -> None:
        email, code, role, teams = SECOND_PLACE
        with acting(self._administrator(code)) as administrator:
            keys = [team.pk for team in known.teams_of(administrator.organisation_id) if team.code in teams]
            token = access.invite(organisation_id=administrator.organisation_id, email=email, name="", role=role, teams=keys, by=administrator)
        accept_with_hash(token, "", self.hashed)

    def _agreements(self) -> None:
        for giver, receiver in AGREEMENTS:
            with acting(self._administrator(giver)) as administrator:
                other = known.organisations().get(code=receiver)
                made = organisations.record_agreement(
                    from_organisation_id=administrator.organisation_id, to_organisation_id=other.pk, purposes=sorted(purposes_for(other.kind)), sections=1023,
                    starts_on=self.today - timedelta(days=800), ends_on=self.today + timedelta(days=400), by=administrator)
            with acting(self._administrator(receiver)) as administrator:
                organisations.confirm_agreement(made, by=administrator)

    def _interpreters(self) -> None:
        for code, name, languages, sex, is_signed in INTERPRETERS:
            with acting(self._administrator(code)) as administrator:
                interpreting.add(name=name, languages=list(languages), sex=sex, code_signed_on=self.today - timedelta(days=200) if is_signed else None, by=administrator)

    def _flights(self) -> None:
        """Two flights that the airport's reception expects: of today's some have come already."""
        for flight, n, days in (("MS 842", 16, 0), ("BM 310", 22, 1)):
            with acting(self.cookies[AIRPORT]) as actor:
                one = arrivals.upload(charter.expected(flight, SEED + n, n), file_name=f"{flight}.xlsx", team_id=actor.teams[0],
                                      arrives_on=self.today + timedelta(days=days), flight=flight, country="LBY", by=actor)
                arrivals.lay_out(one, sheet=one.settings["sheet"], heading_row=one.settings["heading_row"], fields=None, order="day_first", by=actor)
            with acting(self.cookies[AIRPORT]) as actor:
                session = arrivals.begin(flights.arrival_list(one.pk), by=actor)
            arrivals.run(session)
            if days == 0:
                self._come(one.pk)

    def _emergency(self) -> None:
        """Yesterday the head of the protection team opened a file of a unit that nobody there picked up the phone for; it waits for its review."""
        with acting(self.cookies["maha@example.org"]):
            found = records.people(size=1).rows
        if found:
            with acting(self.cookies["afaf@example.org"]) as actor:
                exceptional.open_exceptionally(found[0].number, reason="child", words="أم تبحث عن ابنها منذ المساء، ورقم الوحدة لا يرد.", by=actor)

    def _come(self, list_id: UUID) -> None:
        with acting(self.cookies[AIRPORT]) as actor:
            rows = [row for row in flights.rows_of(flights.arrival_list(list_id), state="expected")][:9]
            for n, row in enumerate(rows):
                arrivals.move(row.pk, "receive" if n < 4 else "arrive", by=actor)
        self.returning.received(rows, AIRPORT)

    def _person(self, told: Arrival) -> None:
        """Registered with her household; a case begins, if the plan says so, and some of the reception's go to the protection team."""
        facts, passport = people.identity(self.draw, self.today), None
        if not told.life and self.twice.random() < 0.03 and told.registrar in self.known:
            facts, passport = self.known.pop(told.registrar)
            facts = people.again(facts)
        with acting(self.cookies[told.registrar]) as actor:
            made = self._register(told.registrar, facts, actor)
            if passport:
                registry.correct_documents(made, [passport], by=actor)
            if told.worker != told.registrar and told.worker:
                team = known.teams_of(actor.organisation_id).get(code=PROTECTION_TEAM)
                registry.pass_on(made, team_id=team.pk, staff_id=staff_of(told.worker), by=actor)
            members = [(self._register(told.registrar, people.relative(self.draw, facts, relation, self.today), actor), relation)
                       for relation in told.household]
        if told.life:
            self.work.begin(made, facts.birth, members, told)

    def _register(self, registrar: str, facts: IdentityFacts, actor: Actor) -> UUID:
        made = registry.register(identity=facts, contact=people.contact(self.draw),
                                 phones=[people.phone(self.draw)] if self.draw.random() < 0.85 else [], team_id=None, by=actor).pk
        if self.more.random() < 0.4:
            registry.correct_documents(made, self._documents(registrar, facts), by=actor)
        if self.more.random() < 0.35:
            registry.correct_journey(made, people.journey(self.more, facts, self.today), version=None, by=actor)
        if self.more.random() < 0.35:
            registry.correct_social(made, people.social(self.more, facts), version=None, by=actor)
        self.registered += 1
        self.progress(self.registered, self.total)
        return made

    def _documents(self, registrar: str, identity: IdentityFacts) -> list[DocumentFacts]:
        """Papers; a passport is remembered, in case somebody is registered twice."""
        papers = people.documents(self.more, identity, self.today)
        for one in papers:
            if one.kind == "passport":
                self.known[registrar] = (identity, one)
        return papers

    def _administrator(self, code: str) -> str:
        told = next(one for one in ORGANISATIONS if one.code == code)
        return self.cookies[next(staff.email for staff in told.staff if staff.role == Role.ORGANISATION_ADMINISTRATOR)]

    def _accept(self, token: str, staff: DemoStaff) -> None:
        accept_with_hash(token, staff.name, self.hashed)
        self._open(staff.email)

    def _open(self, email: str) -> None:
        self.cookies[email] = gate.open_session(staff_of(email), device=secrets.token_urlsafe(), browser="demo").cookie


@contextmanager
def written_late() -> Iterator[None]:
    """Commits do not wait for the disk: who tells again after a power cut begins with an empty folder anyway. At the end all is on it. And what is asked a thousand times is planned once."""
    def wait(how: str, plans: str) -> None:
        for alias in ("default", "migrate", "gate"):
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT set_config('synchronous_commit', %s, false), set_config('plan_cache_mode', %s, false)", [how, plans])
    wait("off", "force_generic_plan")
    try:
        yield
    finally:
        wait("on", "auto")


@cache
def staff_of(email: str) -> UUID:
    """The key of a member of the cast."""
    with connections["migrate"].cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT id FROM access_staff WHERE email = %s", [email])
        return cursor.fetchone()[0]


def accept_with_hash(token: str, name: str, hashed: str) -> None:
    """An invitation taken up with a password that is hashed already."""
    with connections["gate"].cursor() as cursor:
        cursor.execute("SELECT gate.accept(%s, %s, %s, %s, %s)", [gate.token_hash(token), name, hashed, uuid7(), uuid7()])


@contextmanager
def shifted_clock(*, days: float) -> Iterator:
    """Amana's clock stands `days` from now, and moves where the story moves it; afterwards it is right again."""
    def move_to(days: float) -> None:
        with connections["migrate"].cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("UPDATE entry.shift SET ahead = %s", [timedelta(days=days)])
    move_to(days)
    try:
        yield move_to
    finally:
        move_to(0)
