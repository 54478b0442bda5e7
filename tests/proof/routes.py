"""Who gets which answer at which address: reading and writing of routes.txt, and the requests behind it.

`python -m tests.proof.write routes` writes the table anew from what the program does now; read the diff before you commit it.
"""
import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from tests import builders as make
from tests.proof.clones import committed
from tests.proof.oracle import ROLES

TABLE = Path(__file__).with_name("routes.txt")
VERDICTS = (200, 302, 403, 404, 405, 409)  # 409: the rule refuses, in words
NOBODY, OTHERS = "nobody", "others"
METHODS = ("GET", "POST")
# For each argument of an address: of whose objects it is tried. A new argument needs its line here and its object in `Cast.argument`.
OWN_AND_OTHERS = ("own", "elsewhere")
OBJECTS = {
    "person_id": ("own", "lapsed", "elsewhere"),
    "membership_id": OWN_AND_OTHERS, "staff_id": OWN_AND_OTHERS, "team_id": OWN_AND_OTHERS, "organisation_id": OWN_AND_OTHERS,
    "invitation_id": OWN_AND_OTHERS, "agreement_id": OWN_AND_OTHERS, "case_id": OWN_AND_OTHERS,
    "token": ("unknown",),
}
# Of referrals, lists and of parts of records and cases only the door itself is tried: with a key that belongs to nothing.
UNKNOWN = ("unknown",)
NOTHING = UUID("01900000-0000-7000-8000-000000000000")


@dataclass(frozen=True, order=True)
class Door:
    """One line of the table."""

    pattern: str
    method: str
    of: str = ""

    def __str__(self) -> str:
        return f"{self.method} /{self.pattern}" + (f" of {self.of}" if self.of else "")


def patterns(resolver=None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the URLconf as it is written, with its pattern."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, before + str(one.pattern))
        else:
            yield before + str(one.pattern), one


def doors() -> list[Door]:
    return [Door(address, method, of) for address, pattern in patterns() for method in METHODS for of in _tried(address)]


def _tried(address: str) -> tuple[str, ...]:
    names = _arguments(address)
    return OBJECTS.get(names[0], UNKNOWN) if names else ("",)


def _arguments(address: str) -> list[str]:
    return re.findall(r"<(?:\w+:)?(\w+)>", address)


class Cast:
    """A membership of every role in one organisation, each with a record of its own; and another organisation."""

    def __init__(self):
        self.members, self.persons = {}, {}
        of = make.organisation()
        team = make.team(of)
        for role in ROLES:
            self.members[role] = make.member(role, of=of, teams=[make.team(of) if role == "police_focal_point" else team])
            self.persons[role, "own"] = _record(self.members[role], timedelta(days=1))
            self.persons[role, "lapsed"] = _record(self.members[role], timedelta(days=100))
        self.stranger = make.member("caseworker")
        self.elsewhere = _record(self.stranger, timedelta(days=1))
        self.cases = {role: _case(member) for role, member in self.members.items()} | {"elsewhere": _case(self.stranger)}
        third = make.organisation()
        self.invitations = [_invitation(self.members["organisation_administrator"]), _invitation(self.stranger)]
        self.agreements = [make.agreement(self.stranger.organisation, of).pk, make.agreement(self.stranger.organisation, third).pk]

    def argument(self, role: str, name: str, of: str) -> str | UUID:
        if name not in OBJECTS or (of == "unknown" and name != "token"):
            return NOTHING
        if name == "case_id":
            return self.cases["elsewhere" if of == "elsewhere" else role]
        if name == "person_id":
            return self.elsewhere if of == "elsewhere" else self.persons[role, of]
        who = self.stranger if of == "elsewhere" else self.members[role]
        # A colleague's membership where an administrator would act on it: nobody suspends herself.
        return {"membership_id": who.membership.pk, "staff_id": who.staff.pk, "organisation_id": who.organisation.pk, "team_id": who.team.pk,
                "invitation_id": self.invitations[of == "elsewhere"], "agreement_id": self.agreements[of == "elsewhere"], "token": "no-such-token"}[name]


def _record(holder, age: timedelta) -> UUID:
    """A record with identity and contact, held by the member, as old as said."""
    from amana.casework.registry.models import Contact, Holding, Identity, Person
    person = Person.objects.create(id=uuid4(), number="", organisation=holder.organisation)
    Holding.objects.filter(pk=person.pk).update(team=holder.team, staff_id=holder.staff.pk, since=_clock() - age)
    Identity.objects.create(person=person, given_ar="سلمى")
    Contact.objects.create(person=person)
    return person.pk


def _case(holder) -> UUID:
    """An open case of a record of its own, owned by the member."""
    from amana.casework.cases.models import Assignment, Case
    from amana.casework.consent.models import Consent, ConsentScope
    person = _record(holder, timedelta(days=1))
    with transaction.atomic():
        consent = Consent.objects.create(person_id=person, organisation_id=holder.organisation.pk)
        ConsentScope.objects.create(consent=consent, purpose="case", receiver=holder.organisation, agreed=True, sections=1023, ends_at=_clock() + timedelta(days=90))
        case = Case.objects.create(person_id=person, organisation_id=holder.organisation.pk)
        Assignment.objects.create(case=case, team=holder.team, staff_id=holder.staff.pk)
    return case.pk


def _invitation(by) -> UUID:
    from amana.ground.access.models import Invitation
    made = Invitation.objects.create(organisation=by.organisation, email="new@proof.example", name="x", role_id="trainer")
    Invitation.objects.filter(pk=made.pk).update(made_by=by.membership.pk)
    return made.pk


def _clock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.clock()")
        return cursor.fetchone()[0]


@contextmanager
def cast() -> Iterator[Cast]:
    """On a committed clone, for sign-out and switch go through the gate's own login."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    logging.disable()  # a thousand refusals are what is asked for
    try:
        with committed("routes"), override_settings(STORAGES=storages, ALLOWED_HOSTS=["testserver"]):
            yield Cast()
    finally:
        logging.disable(logging.NOTSET)


def answer(cast: Cast, door: Door, who: str) -> int:
    """The status for this role (or nobody); whatever the request did is undone."""
    if who != NOBODY and not _is_first(door) and (verb := _verb(door)) and verb not in ROLES[who].verbs:
        return 403  # asked once an address, by GET of the first object: the frame refuses before anything is looked up
    role = "caseworker" if who == NOBODY else who
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(cast.argument(role, found[1], door.of)), door.pattern)
    client = Client(raise_request_exception=False)
    if who != NOBODY:
        client.cookies[settings.SESSION_COOKIE_NAME] = _fresh_session(cast.members[who])
    with transaction.atomic():
        status = client.generic(door.method, path).status_code
        transaction.set_rollback(True)
    return status


def _is_first(door: Door) -> bool:
    return door.method == "GET" and door.of == _tried(door.pattern)[0]


@cache
def _verb(door: Door) -> str | None:
    return next(pattern.callback.may for address, pattern in patterns() if address == door.pattern)


def _fresh_session(member) -> str:
    member.cookie = uuid4().hex
    make.session(member)
    return member.cookie


def written() -> dict[Door, dict[str, int]]:
    """The table as it stands: door → who → verdict."""
    table = {}
    for line in TABLE.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            door, verdicts = _read(line)
            table[door] = verdicts
    return table


def _read(line: str) -> tuple[Door, dict[str, int]]:
    head, _colon, rest = line.partition(" : ")
    method, address, *of = head.split()
    verdicts, others = {}, None
    for group in rest.split(","):
        status, *who = group.split()
        if who == [OTHERS]:
            others = int(status)
        else:
            verdicts |= dict.fromkeys(who, int(status))
    if others is not None:
        verdicts |= dict.fromkeys({NOBODY, *ROLES} - set(verdicts), others)
    return Door(address[1:], method, of[1] if of else ""), verdicts


def line(door: Door, verdicts: dict[str, int]) -> str:
    """One line: nobody first, then the smaller groups by name, the largest as `others`."""
    groups = defaultdict(list)
    for role in ROLES:
        groups[verdicts[role]].append(role)
    *named, largest = sorted(groups, key=lambda status: len(groups[status]))
    parts = [f"{verdicts[NOBODY]} {NOBODY}", *(f"{status} {' '.join(groups[status])}" for status in named), f"{largest} {OTHERS}"]
    return f"{door} : {', '.join(parts)}"


HEADING = """\
# Who gets which answer at which address, of the own organisation's objects and of another's. Read by test_routes.py; written anew by
# `python -m tests.proof.write routes`. A new address without a line, or a line without an address, fails the build. Empty forms are sent by POST.
"""


def write() -> None:
    with cast() as made:
        lines = [line(door, {who: answer(made, door, who) for who in (NOBODY, *ROLES)}) for door in doors()]
    TABLE.write_text(HEADING + "\n".join(lines) + "\n")
