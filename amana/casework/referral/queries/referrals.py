"""Reads of one referral and of what it is composed of, from either side. The database hides what the actor may not see."""
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from amana.casework.cases import queries as cases
from amana.casework.cases.models import Case
from amana.casework.consent import queries as consents
from amana.casework.consent.models import ConsentScope, LegalBasis
from amana.casework.referral import package
from amana.casework.referral.models import Draft, Message, PackagePart, Referral, ReferralStep, Takeover, Target
from amana.casework.referral.queries.lists import Listed, by_time_left, holidays_for, left_of, listed
from amana.casework.referral.rules import MOVES, LapseReason, Left, State, Step, possible
from amana.casework.registry.models import Identity, Person
from amana.ground.access.models import Membership, MyCircle, Staff
from amana.ground.access.rules import ROLES, SECTION_NAMES, Section
from amana.ground.directory import queries as directory
from amana.ground.directory.models import Service
from amana.ground.organisations.models import Organisation
from amana.ground.organisations.rules import LAW_ENFORCEMENT_KINDS, AgreementPurpose
from amana.ground.rows.acting import Actor


@dataclass
class ReferralFile:
    """One referral as far as the actor sees it. `capacities`: desk, named (worker), case (of the sender)."""

    referral: Referral
    target: Target | None
    parts: dict[int, dict]
    steps: list[ReferralStep]
    messages: list[Message]
    takeover: Takeover | None
    is_incoming: bool
    as_desk: bool
    as_worker: bool
    is_named: bool = False
    capacities: frozenset[str] = frozenset()
    sender: Organisation | None = None
    names: dict[UUID, str] = field(default_factory=dict)  # of memberships and staff of the own organisation

    def may(self, actor: Actor) -> set[str]:
        """Steps that the actor may make now."""
        return possible(self.referral.state, self.capacities, actor.verbs)

    def left(self, now: datetime) -> Left | None:
        """Time to answer, as long as an answer is waited for."""
        return left_of(self.referral, now, holidays_for([self.referral]))


def lapse(file: ReferralFile, now: datetime) -> tuple[datetime, LapseReason] | None:
    """When and why the sender's referral ended with its ground; None where a step ended it, or the actor does not see the ground."""
    made = {step.step for step in file.steps}
    if file.is_incoming or file.referral.state not in (State.WITHDRAWN, State.ENDED) or made & {Step.WITHDRAW, Step.END} or not file.target:
        return None
    ground = (ConsentScope.objects.filter(pk=file.target.scope_id) if file.target.scope_id else LegalBasis.objects.filter(pk=file.target.legal_basis_id)).first()
    if ground is None or (at := min(filter(None, (ground.ends_at, ground.ended_at)))) > now:
        return None  # the consent to the case ended: who sees its head alone sees no ground either
    return at, LapseReason(ground.ended_how or "expired") if isinstance(ground, ConsentScope) else LapseReason.LEGAL


def referral(referral_id: UUID) -> Referral:
    """Raises Referral.DoesNotExist for what is hidden or missing."""
    return Referral.objects.get(pk=referral_id)


def referral_file(referral_id: UUID, organisation_id: UUID, staff_id: UUID | None = None) -> ReferralFile:
    """`staff_id`: the actor, to know whether it is she whom the desk named. Raises Referral.DoesNotExist."""
    found = referral(referral_id)
    circles = list(MyCircle.objects.filter(basis_id=referral_id))
    file = ReferralFile(
        found, Target.objects.select_related("to_organisation", "service", "desk").filter(pk=referral_id).first(),
        dict(PackagePart.objects.filter(referral_id=referral_id).order_by("section").values_list("section", "body")),
        list(ReferralStep.objects.filter(referral_id=referral_id).order_by("made_at", "id")), list(Message.objects.filter(referral_id=referral_id).order_by("made_at", "id")),
        Takeover.objects.select_related("person").filter(referral_id=referral_id).first(), found.from_organisation_id != organisation_id,
        any(c.basis == "offered" or c.staff_id is None for c in circles), any(c.basis == "accepted" and c.staff_id for c in circles))
    file.is_named = any(c.basis == "accepted" and c.staff_id is not None and c.staff_id == staff_id for c in circles)
    on_case = not file.is_incoming and MyCircle.objects.filter(case_id=found.case_id, own=True, edit=True).exists()
    file.capacities = frozenset(name for name, holds in (("desk", file.as_desk), ("named", file.is_named), ("case", on_case)) if holds)
    file.sender = Organisation.objects.filter(pk=found.from_organisation_id).first()
    file.names = _names(file)
    return file


def by_number(number: str) -> list[Referral]:
    """The referral of that number, if the actor sees it."""
    return list(Referral.objects.filter(number=number))


def last_step(referral_id: UUID) -> tuple[ReferralStep, str] | None:
    """What moved the referral last, with the colleague's name where she is one."""
    step = ReferralStep.objects.filter(referral_id=referral_id, step__in=[step for step, (_leaves, reaches, _side) in MOVES.items() if reaches]).order_by(
        "-made_at", "-id").first()
    return (step, cases.staff_of_memberships({step.made_by}).get(step.made_by, "")) if step else None


def is_seen(referral_id: UUID) -> bool:
    """Whether the actor still sees the referral at all."""
    return Referral.objects.filter(pk=referral_id).exists()


def window(person_id: UUID) -> Person | None:
    """The sender's record, as long as the window on it is open."""
    return Person.objects.filter(pk=person_id).first()


def workers(target: Target) -> list[tuple[str, list[tuple[UUID, str]]]]:
    """Who may be named, by team: those of the receiver who work on referrals; for the police the members of the desk."""
    found = Membership.objects.filter(organisation_id=target.to_organisation_id, suspended_at=None, ended_at=None).select_related("staff")
    if target.to_organisation.kind in LAW_ENFORCEMENT_KINDS:
        found = found.filter(teams__contains=[target.desk_id])
    else:
        found = found.filter(role_id__in=[code for code, role in ROLES.items() if "take_over" in role.verbs])
    people = sorted({(one.staff_id, one.staff.name, one.role_id) for one in found if one.staff.is_active}, key=lambda one: one[1])
    return [(role, [(staff_id, name) for staff_id, name, its in people if its == role]) for role in dict.fromkeys(role for *_one, role in people)]


def referrals_of_case(case_id: UUID) -> list[Listed]:
    """All referrals of a case, the latest first."""
    return listed(list(Referral.objects.filter(case_id=case_id).order_by("-made_at", "-pk").values_list("pk", flat=True)))


def drafts(case_id: UUID | None = None) -> list[Draft]:
    """The actor's own drafts."""
    found = Draft.objects.filter(is_done=False).order_by("-made_at", "-pk")
    return list(found.filter(case_id=case_id) if case_id else found)


def draft(draft_id: UUID) -> Draft:
    """Raises Draft.DoesNotExist."""
    return Draft.objects.get(pk=draft_id, is_done=False)


def draft_or_none(draft_id: UUID) -> Draft | None:
    return Draft.objects.filter(pk=draft_id, is_done=False).first()


@dataclass(frozen=True)
class Ground:
    """What a referral to one organisation can rest on: an answer in force, or an approved legal basis."""

    key: str
    scope_id: UUID | None
    basis_id: UUID | None
    sections: int
    since: datetime
    until: datetime
    article: str = ""


def grounds(case: Case, now: datetime) -> dict[UUID, list[Ground]]:
    """By receiving organisation; an answer counts for the purpose that its kind asks for: the police is never implied."""
    found: dict[UUID, list[Ground]] = {}
    for one in consents.standing(case.person_id, now):
        scope = one.scope
        wanted = AgreementPurpose.LAW_ENFORCEMENT if scope.receiver.kind in LAW_ENFORCEMENT_KINDS else AgreementPurpose.REFERRAL
        if one.state == "in_force" and scope.purpose == wanted:
            found.setdefault(scope.receiver_id, []).append(Ground(f"scope:{scope.pk}", scope.pk, None, scope.sections, scope.made_at, scope.ends_at))
    bases = LegalBasis.objects.filter(Q(case_id=case.pk) | Q(case_id=None), person_id=case.person_id)
    for basis in bases.filter(approved_at__isnull=False, ended_at=None, ends_at__gt=now):
        found.setdefault(basis.to_organisation_id, []).append(
            Ground(f"basis:{basis.pk}", None, basis.pk, basis.sections, basis.starts_at, basis.ends_at, basis.article))
    return found


@dataclass(frozen=True)
class Offer:
    """Something that could be sent, and why it cannot be now: `consent`, `role` or nothing."""

    choice: package.Choice
    barred: str


@dataclass(frozen=True)
class SectionOffer:
    """The things of one section; `barred` where the whole section is out of reach."""

    section: Section
    name: str
    offers: list[Offer]
    barred: str = ""


def offers(case: Case, ground: Ground | None) -> list[SectionOffer]:
    """What the actor reads of the case, by section, with what the ground does not cover; and the covered sections that her role does not read."""
    sight, covered = cases.sight_of(case.pk).sections, ground.sections if ground else 0
    found: dict[Section, list[Offer]] = {}
    for choice in package.choices(case):
        barred = "" if covered & choice.section and sight & choice.section else "role" if not sight & choice.section else "consent"
        found.setdefault(choice.section, []).append(Offer(choice, barred if ground else ""))
    listed = [SectionOffer(section, str(SECTION_NAMES[section]), offers) for section, offers in sorted(found.items())]
    return listed + [SectionOffer(section, str(SECTION_NAMES[section]), [], "role") for section in SECTION_NAMES if covered & section and not sight & section]


def alternatives(target: Target, organisation_id: UUID) -> list[Service]:
    """Other organisations' services of the same kind, or else of its group."""
    found = [one for one in directory.services(kind=target.service.kind, besides=organisation_id) if one.organisation_id != target.to_organisation_id]
    group = target.service.kind.partition("-")[0]
    return (found or [one for one in directory.services(kind=group, besides=organisation_id) if one.organisation_id != target.to_organisation_id])[:5]


def case_number(case_id: UUID) -> str:
    """Empty where the actor does not see the case."""
    return Case.objects.filter(pk=case_id).values_list("number", flat=True).first() or ""


def person_name(person_id: UUID) -> str:
    """As the actor reads it; empty where she does not."""
    identity = Identity.objects.filter(pk=person_id).first()
    return identity.full_name if identity else ""


def all_names(person_id: UUID) -> str:
    """Every spelling of her names that the actor reads: what a free text must not contain."""
    identity = Identity.objects.filter(pk=person_id).first()
    return " ".join(filter(None, (identity.name_ar, identity.name_latin, identity.other_names))) if identity else ""


def of_case(case_id: UUID) -> list[Listed]:
    """For the case's page: all its referrals, those that wait for an answer first."""
    return by_time_left(referrals_of_case(case_id))


def _names(file: ReferralFile) -> dict[UUID, str]:
    """Of colleagues who moved it or are named; others' staff stay without a name."""
    keys = {step.made_by for step in file.steps if step.made_by} | {message.made_by for message in file.messages if message.made_by}
    named = [step.to_staff_id for step in file.steps if step.to_staff_id] + ([file.target.to_staff_id] if file.target and file.target.to_staff_id else [])
    return cases.staff_of_memberships(keys | {file.referral.made_by}) | dict(Staff.objects.filter(pk__in=named).values_list("pk", "name"))
