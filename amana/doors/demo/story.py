"""The demo's story: organisations, staff and people, made through the real actions and the real logins, the clock set back where it begins."""
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import connections

from amana.casework.registry import actions as registry
from amana.doors.demo import charter, people
from amana.doors.demo.cast import ADMINISTRATOR, AGREEMENTS, ORGANISATIONS, PASSWORD, PLATFORM, SECOND_PLACE, DemoOrganisation, DemoStaff
from amana.doors.site import installation
from amana.ground.access import actions as access
from amana.ground.access import gate
from amana.ground.access.rules import RoleCode as Role
from amana.ground.organisations import actions as organisations
from amana.ground.organisations import queries as known
from amana.ground.rows.acting import acting
from amana.lib.core.ids import uuid7

SEED = 20261125
PEOPLE = 120
DAYS = 80
REGISTRARS = ("hoda@example.org", "maha@example.org", "nadia@example.org", "reem@example.org", "karim@example.org", "amr@example.org")


def is_told() -> bool:
    """Whether this database holds the demo already."""
    with connections["migrate"].cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT EXISTS (SELECT FROM access_staff WHERE email = %s)", [ADMINISTRATOR.email])
        return cursor.fetchone()[0]


def prepare(progress=lambda done, total: None) -> None:
    """The demo stands in the database, and its sign-ins in a file. Does nothing where it stands already."""
    if not is_told():
        Telling(progress).tell()
    write_sign_ins()
    charter.write(installation.home() / "demo-charter.xlsx")


def write_sign_ins() -> None:
    """AMANA_HOME/demo-sign-ins.json, as DESIGN.md §10 says."""
    listed = [{"email": staff.email, "password": PASSWORD, "role": str(staff.role), "organisation": organisation.code, "name": staff.name}
              for organisation in (PLATFORM, *ORGANISATIONS) for staff in organisation.staff]
    path = installation.home() / "demo-sign-ins.json"
    path.write_text(json.dumps(listed, ensure_ascii=False, indent=2), "utf-8")
    path.chmod(0o600)


class Telling:
    """One telling of the story, from its seed."""

    def __init__(self, progress):
        self.draw = Random(SEED)
        self.progress = progress
        self.today = date.today()
        self.cookies: dict[str, str] = {}
        self.hashed = make_password(PASSWORD)  # one hash for all: 40 slow ones would be half the time

    def tell(self) -> None:
        with shifted_clock(days=-DAYS - 10) as move_to:
            self._platform()
            for organisation in ORGANISATIONS:
                self._organisation(organisation)
            self._second_place()
            self._agreements()
            for n, day in enumerate(sorted(self.draw.randrange(DAYS) for _n in range(PEOPLE))):
                move_to(day - DAYS + self.draw.random() / 2)
                self._person()
                self.progress(n + 1, PEOPLE)

    def _platform(self) -> None:
        """The first administrator has nobody to invite her: `make_first_administrator` does."""
        make_first_administrator(PLATFORM.code, PLATFORM.name_ar, PLATFORM.name_en, PLATFORM.kind, ADMINISTRATOR.email, ADMINISTRATOR.name, self.hashed)
        self._open(ADMINISTRATOR.email)

    def _organisation(self, told: DemoOrganisation) -> None:
        with acting(self.cookies[ADMINISTRATOR.email]) as platform:
            made = organisations.found(code=told.code, name_ar=told.name_ar, name_en=told.name_en, kind=told.kind, parent_id=None,
                                       areas=list(told.areas), by=platform)
            chief = next(staff for staff in told.staff if staff.role == Role.ORGANISATION_ADMINISTRATOR)
            token = access.invite(organisation_id=made.pk, email=chief.email, name=chief.name, role=chief.role, teams=[], by=platform)
        self._accept(token, chief)
        with acting(self.cookies[chief.email]) as administrator:
            teams = {team.code: organisations.form_team(code=team.code, name_ar=team.name_ar, name_en=team.name_en, is_desk=team.is_desk, by=administrator)
                     for team in told.teams}
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
                    from_organisation_id=administrator.organisation_id, to_organisation_id=other.pk, purposes=["referral", "sharing"], sections=1023,
                    starts_on=self.today - timedelta(days=800), ends_on=self.today + timedelta(days=400), by=administrator)
            with acting(self._administrator(receiver)) as administrator:
                organisations.confirm_agreement(made, by=administrator)

    def _person(self) -> None:
        with acting(self.cookies[self.draw.choice(REGISTRARS)]) as actor:
            registry.register(identity=people.identity(self.draw, self.today), contact=people.contact(self.draw),
                              phones=[people.phone(self.draw)] if self.draw.random() < 0.85 else [], team_id=None, by=actor)

    def _administrator(self, code: str) -> str:
        told = next(one for one in ORGANISATIONS if one.code == code)
        return self.cookies[next(staff.email for staff in told.staff if staff.role == Role.ORGANISATION_ADMINISTRATOR)]

    def _accept(self, token: str, staff: DemoStaff) -> None:
        accept_with_hash(token, staff.name, self.hashed)
        self._open(staff.email)

    def _open(self, email: str) -> None:
        with connections["migrate"].cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("SELECT id FROM access_staff WHERE email = %s", [email])
            staff = cursor.fetchone()[0]
        self.cookies[email] = gate.open_session(staff, device=secrets.token_urlsafe(), browser="demo").cookie


def accept_with_hash(token: str, name: str, hashed: str) -> None:
    """An invitation taken up with a password that is hashed already."""
    with connections["gate"].cursor() as cursor:
        cursor.execute("SELECT gate.accept(%s, %s, %s, %s, %s)", [gate.token_hash(token), name, hashed, uuid7(), uuid7()])


def make_first_administrator(code: str, name_ar: str, name_en: str, kind: str, email: str, name: str, hashed: str) -> None:
    """The platform's own organisation and its first administrator, by the migrating login: nobody is there yet who could invite."""
    organisation, staff = uuid7(), uuid7()
    with connections["migrate"].cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("INSERT INTO organisations_organisation (id, code, name_ar, name_en, kind, areas, plans_need_approval, is_active)"
                       " VALUES (%s, %s, %s, %s, %s, '{}', true, true)", [organisation, code, name_ar, name_en, kind])
        cursor.execute("INSERT INTO access_staff (id, email, name, language, is_active) VALUES (%s, %s, %s, 'ar', true)", [staff, email, name])
        cursor.execute("INSERT INTO keys.password (staff, hash) VALUES (%s, %s)", [staff, hashed])
        cursor.execute("INSERT INTO access_membership (id, staff_id, organisation_id, role_id, teams, starts_at)"
                       " VALUES (%s, %s, %s, 'platform_administrator', '{}', entry.clock())", [uuid7(), staff, organisation])


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
