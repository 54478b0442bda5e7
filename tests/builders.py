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
from amana.casework.registry.rules import ContactFacts, DocumentFacts, IdentityFacts, PhoneFacts
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


def session(of: Member, *, proved: bool = False) -> None:
    """As after the password; `proved`: as after the second factor, for whoever has one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, idle, proved_at) VALUES"
            " (sha256(convert_to(%s, 'UTF8')), %s, %s, now() + interval '10 hours', %s, CASE WHEN %s THEN now() END)",
            [of.cookie, of.staff.id, of.membership.id, timedelta(minutes=ROLES[of.membership.role_id].idle_minutes), proved])


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


def document(by: Member, person_id: UUID, number: str = "A123456", kind: str = "passport", issuing_country: str = "SDN", **facts) -> None:
    """A document of the person, recorded by `by` through the real action."""
    with acting(by.cookie) as actor:
        registry.correct_documents(person_id, [DocumentFacts(kind, issuing_country, number, **facts)], by=actor)


def agreement(giver: Organisation, receiver: Organisation, *, sections: int = 1023, **fields) -> Agreement:
    from datetime import date
    state = fields.pop("state", "recorded")
    made = Agreement.objects.create(from_organisation=giver, to_organisation=receiver, sections=sections, purposes=sorted(purposes_for(receiver.kind)),
                                    starts_on=date(2020, 1, 1), ends_on=date(2099, 1, 1), **fields)
    Agreement.objects.filter(pk=made.pk).update(state=state)
    return made


def move_clock(**by) -> None:
    """Amana's clock goes ahead, for this transaction's eyes only."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE entry.shift SET ahead = ahead + %s", [timedelta(**by)])


def consent(by: Member, person_id: UUID, *answers, given_by: str = "self", **paper):
    """A spoken consent; without `answers`: to the case alone."""
    from amana.casework.consent import actions
    from amana.casework.consent.rules import Answer, PaperFacts
    from amana.casework.consent.rules.text import points
    answers = answers or (Answer("case", True, 1023, 365),)
    facts = {"mode": "oral_witness", "given_by": given_by, "language": "ara", "points": tuple(points()), "text_version": "1", "text_shown": "نص",
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


def read(plan) -> str:
    """The mark of a plan that is read in this moment."""
    from amana.casework.cases import queries
    return queries.as_read(queries.goals_of(plan))


def handed_over(case, giver: Member, receiver: Member) -> None:
    """Offered by the one, accepted by the other."""
    from amana.casework.cases import actions
    with acting(giver.cookie) as actor:
        offer = actions.propose(case, team_id=receiver.team.pk, staff_id=receiver.staff.pk, why="load", by=actor)
    with acting(receiver.cookie) as actor:
        actions.accept(offer, by=actor)


def service(desk: Team, kind: str = "SHE", name_ar: str = "مأوى آمن لأسرة", **fields):
    """A service of the desk's organisation."""
    from amana.ground.directory.models import Service
    return Service.objects.create(organisation_id=desk.organisation_id, desk=desk, kind=kind, name_ar=name_ar, name_en="Safe shelter", **fields)


@dataclass
class Two:
    """Two organisations that agreed, with a case at the first and a service at the second."""

    worker: Member
    supervisor: Member
    desk_officer: Member
    receiver: Member
    outsider: Member
    case: object
    service: object
    scope: object


def two(*, sections: int = 31, kind: str = "NGO", receiver_role: str = "caseworker", service_kind: str = "SHE") -> Two:
    """A sender with consent to refer these sections, a receiver's desk and worker, and a third organisation that must see nothing."""
    from amana.casework.consent.models import ConsentScope
    from amana.casework.consent.rules import Answer
    worker = member()
    supervisor = member("supervisor", of=worker.organisation, teams=[worker.team])
    other = organisation("الهلال", kind)
    desk = team(other, "مكتب الإحالات", is_desk=True)
    police = kind == "LawEnforcement"
    desk_officer = member("police_focal_point" if police else "desk_officer", of=other, teams=[desk], name="داليا")
    receiver = desk_officer if police else member(receiver_role, of=other, name="عمرو")
    agreement(worker.organisation, other, state="confirmed")
    person_id = person(worker)
    purpose = "law_enforcement" if police else "referral"
    consent(worker, person_id, Answer("case", True, 1023, 365), Answer(purpose, True, sections, 90, other.pk))
    made = case(worker, person_id, with_consent=False)
    return Two(worker, supervisor, desk_officer, receiver, member(), made, service(desk, service_kind),
               ConsentScope.objects.get(person_id=person_id, purpose=purpose))


def referral(of: Two, *, keys: tuple[str, ...] = ("name", "sex", "safe_hours"), **fields):
    """Sent by the worker; the chosen things are those whose key is in `keys`, and all phones."""
    from amana.casework.referral import actions, package
    with acting(of.worker.cookie) as actor:
        chosen = [choice for choice in package.choices(of.case) if choice.key.partition(":")[0] in (*keys, "phone")]
        return actions.send(of.case, **{"service": of.service, "urgency": "urgent", "need": "امرأة وطفلان يحتاجون إلى مبيت آمن", "chosen": chosen,
                                       "scope_id": of.scope.pk, "legal_basis_id": None} | fields, by=actor)


def seen(of: Two, sent):
    """The desk has opened it: now it can be answered."""
    from amana.casework.referral import actions
    with acting(of.desk_officer.cookie) as actor:
        actions.see(sent, by=actor)
    return sent
