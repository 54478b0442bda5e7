"""The smallest true records for tests, made as the migrating login; the deed under test runs inside `acting()`. All names are invented."""
import itertools
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test import Client

from amana.casework.registry import actions as registry
from amana.casework.registry.rules import ContactFacts, IdentityFacts, PhoneFacts
from amana.ground.access.models import Membership, Staff
from amana.ground.access.rules import ROLES
from amana.ground.organisations.models import Agreement, Organisation, Team
from amana.ground.organisations.rules import purposes_for
from amana.ground.rows.acting import acting

_numbers = itertools.count(1)


@dataclass
class Member:
    """A staff member in one role, with a session."""

    staff: Staff
    membership: Membership
    organisation: Organisation
    teams: list[Team]
    cookie: str = field(default_factory=secrets.token_urlsafe)

    @property
    def team(self) -> Team:
        return self.teams[0]


def organisation(name_ar: str = "جمعية الوصل", kind: str = "NGO", **fields) -> Organisation:
    n = next(_numbers)
    return Organisation.objects.create(code=f"ORG{n}", name_ar=f"{name_ar} {n}", name_en=f"Wasl Association {n}", kind=kind, **fields)


def team(of: Organisation, name_ar: str = "فريق الاستقبال", *, is_desk: bool = False) -> Team:
    return Team.objects.create(organisation=of, code=f"T{next(_numbers)}", name_ar=name_ar, name_en="Reception team", is_desk=is_desk)


def member(role: str = "caseworker", *, of: Organisation | None = None, teams: list[Team] | None = None, name: str = "مها القنطري",
           staff: Staff | None = None) -> Member:
    """Somebody who may sign in: by default the only one of an organisation and team of her own."""
    of = of or organisation()
    teams = [team(of)] if teams is None else teams
    staff = staff or Staff.objects.create(email=f"staff{next(_numbers)}@example.org", name=name)
    membership = Membership.objects.create(staff=staff, organisation=of, role_id=role, teams=[t.id for t in teams])
    made = Member(staff, membership, of, teams)
    session(made)
    return made


def session(of: Member) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, idle) VALUES"
            " (sha256(convert_to(%s, 'UTF8')), %s, %s, now() + interval '10 hours', %s)",
            [of.cookie, of.staff.id, of.membership.id, timedelta(minutes=ROLES[of.membership.role_id].idle_minutes)])


def browser(of: Member, *, language: str = "en") -> Client:
    """A browser in which the member is signed in; English by default, since tests read sentences as they are written in the source."""
    Staff.objects.filter(pk=of.staff.pk).update(language=language)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = of.cookie
    return client


def identity(given: str = "هناء", father: str = "سعيد", family: str = "الشاذلي", **fields) -> IdentityFacts:
    return IdentityFacts(given_ar=given, father_ar=father, family_ar=family, **fields)


def person(by: Member, facts: IdentityFacts | None = None, *, phone: str = "01005550142", team: Team | None = None) -> UUID:
    """A person registered by `by` through the real action."""
    with acting(by.cookie) as actor:
        return registry.register(
            identity=facts or identity(), contact=ContactFacts(governorate="EG01"), phones=[PhoneFacts(typed=phone)] if phone else [],
            team_id=(team or by.team).id if by.teams else None, by=actor).id


def agreement(giver: Organisation, receiver: Organisation, *, sections: int = 1023, **fields) -> Agreement:
    from datetime import date
    return Agreement.objects.create(from_organisation=giver, to_organisation=receiver, sections=sections, purposes=sorted(purposes_for(receiver.kind)),
                                    starts_on=date(2020, 1, 1), ends_on=date(2099, 1, 1), **fields)


def move_clock(**by) -> None:
    """Amana's clock goes ahead, for this transaction's eyes only."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE entry.shift SET ahead = ahead + %s", [timedelta(**by)])


def consent(by: Member, person_id: UUID, *answers, given_by: str = "self", **paper):
    """A spoken consent; without `answers`: to the case alone."""
    from amana.casework.consent import actions
    from amana.casework.consent.rules import Answer, PaperFacts
    answers = answers or (Answer("case", True, 1023, 365),)
    facts = {"mode": "oral_witness", "given_by": given_by, "language": "ar", "points": ("interview", "purpose"), "text_version": "1", "text_shown": "نص",
             "witness": "شاهدة"} | paper
    with acting(by.cookie) as actor:
        return actions.take(person_id, answers=list(answers), paper=PaperFacts(**facts), by=actor)


def case(by: Member, person_id: UUID | None = None, *, with_consent: bool = True):
    """An open case of `by`, with the consent it needs."""
    from amana.casework.cases import actions
    person_id = person_id or person(by)
    if with_consent:
        consent(by, person_id)
    with acting(by.cookie) as actor:
        return actions.open_case(person_id, by=actor)
