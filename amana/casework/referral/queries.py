"""Reads of referrals, from either side. The database hides what the actor may not see."""
from dataclasses import dataclass, field
from uuid import UUID

from amana.casework.referral.models import Draft, Message, PackagePart, Referral, ReferralStep, Takeover, Target
from amana.casework.referral.rules import OPEN, State
from amana.ground.access.models import MyCircle


@dataclass
class Listed:
    """A referral in a list: `target` is None where the actor may not know the receiver and service."""

    referral: Referral
    target: Target | None
    minimum: dict = field(default_factory=dict)


@dataclass
class ReferralFile:
    """One referral as far as the actor sees it."""

    referral: Referral
    target: Target | None
    parts: dict[int, dict]
    steps: list[ReferralStep]
    messages: list[Message]
    takeover: Takeover | None
    is_incoming: bool
    as_desk: bool
    as_worker: bool


def referral(referral_id: UUID) -> Referral:
    """Raises Referral.DoesNotExist for what is hidden or missing."""
    return Referral.objects.get(pk=referral_id)


def referral_file(referral_id: UUID, organisation_id: UUID) -> ReferralFile:
    """Raises Referral.DoesNotExist."""
    found = referral(referral_id)
    circles = list(MyCircle.objects.filter(basis_id=referral_id))
    return ReferralFile(
        found, Target.objects.select_related("to_organisation", "service", "desk").filter(pk=referral_id).first(),
        dict(PackagePart.objects.filter(referral_id=referral_id).order_by("section").values_list("section", "body")),
        list(ReferralStep.objects.filter(referral_id=referral_id).order_by("made_at", "id")), list(Message.objects.filter(referral_id=referral_id).order_by("made_at", "id")),
        Takeover.objects.select_related("person").filter(referral_id=referral_id).first(), found.from_organisation_id != organisation_id,
        any(c.basis == "offered" or c.staff_id is None for c in circles), any(c.basis == "accepted" and c.staff_id for c in circles))


def incoming(organisation_id: UUID, *, states: frozenset[str] = OPEN) -> list[Listed]:
    """What came to the actor's desks and workers, the least time left first."""
    keys = [c.basis_id for c in MyCircle.objects.filter(basis__in=["offered", "accepted"])]
    found = Referral.objects.filter(pk__in=keys, state__in=states).exclude(from_organisation_id=organisation_id).order_by("answer_by")
    return _listed(list(found[:200]))


def outgoing(organisation_id: UUID, *, states: frozenset[str] = frozenset(State.values)) -> list[Listed]:
    """What was sent from cases in the actor's reach, the latest first."""
    return _listed(list(Referral.objects.filter(from_organisation_id=organisation_id, state__in=states).order_by("-made_at")[:200]))


def referrals_of_case(case_id: UUID) -> list[Listed]:
    """All referrals of a case, the latest first."""
    return _listed(list(Referral.objects.filter(case_id=case_id).order_by("-made_at")))


def drafts(case_id: UUID | None = None) -> list[Draft]:
    """The actor's own drafts."""
    found = Draft.objects.filter(is_done=False).order_by("-made_at")
    return list(found.filter(case_id=case_id) if case_id else found)


def draft(draft_id: UUID) -> Draft:
    """Raises Draft.DoesNotExist."""
    return Draft.objects.get(pk=draft_id, is_done=False)


def _listed(referrals: list[Referral]) -> list[Listed]:
    keys = [one.pk for one in referrals]
    targets = Target.objects.select_related("to_organisation", "service").in_bulk(keys)
    minima = dict(PackagePart.objects.filter(referral_id__in=keys, section=0).values_list("referral_id", "body"))
    return [Listed(one, targets.get(one.pk), minima.get(one.pk, {})) for one in referrals]
