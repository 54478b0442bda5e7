"""Reads of organisations, teams and agreements."""
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from amana.ground.organisations.models import Agreement, Organisation, Team
from amana.ground.organisations.rules import AgreementState, Kind
from amana.ground.rows.acting import Actor
from amana.ground.shell.values import reading_language


def organisations() -> QuerySet[Organisation]:
    """All organisations, active ones first, by Arabic name."""
    return Organisation.objects.select_related("parent").order_by("-is_active", "name_ar")


def organisation(organisation_id: UUID) -> Organisation:
    """Raises Organisation.DoesNotExist."""
    return Organisation.objects.select_related("parent").get(pk=organisation_id)


def other_organisations(organisation_id: UUID) -> QuerySet[Organisation]:
    """Active organisations with which an agreement could be made; not the office that runs Amana, which receives nobody."""
    return Organisation.objects.filter(is_active=True).exclude(pk=organisation_id).exclude(kind=Kind.PLATFORM).order_by("name_ar")


def teams_of(organisation_id: UUID, *, with_closed: bool = False) -> QuerySet[Team]:
    """Teams and desks of an organisation, by Arabic name."""
    teams = Team.objects.filter(organisation_id=organisation_id).order_by("-is_active", "name_ar")
    return teams if with_closed else teams.filter(is_active=True)


def own_teams(actor: Actor) -> list[tuple[str, str]]:
    """Key and name of the actor's teams that are at work, her first one first."""
    names = {team.pk: str(team) for team in teams_of(actor.organisation_id)}
    return [(str(key), names[key]) for key in actor.teams if key in names]


def known_teams() -> list[Team]:
    """Teams at work that the actor may know: all of the own organisation, and the desks of the others; by organisation."""
    return list(Team.objects.filter(is_active=True, organisation__is_active=True).select_related("organisation")
                .order_by("organisation__name_ar", "-is_desk", "name_ar"))


def team(organisation_id: UUID, team_id: UUID) -> Team:
    """Raises Team.DoesNotExist."""
    return Team.objects.get(pk=team_id, organisation_id=organisation_id)


def agreements_of(organisation_id: UUID) -> QuerySet[Agreement]:
    """Agreements in which the organisation is either side, newest first."""
    return (Agreement.objects.filter(Q(from_organisation_id=organisation_id) | Q(to_organisation_id=organisation_id))
            .select_related("from_organisation", "to_organisation").order_by("-recorded_at"))


def to_be_confirmed(organisation_id: UUID) -> int:
    """How many agreements the other side has recorded and this one has not answered."""
    return agreements_of(organisation_id).filter(state=AgreementState.RECORDED).exclude(recorded_for_id=organisation_id).count()


def agreement(agreement_id: UUID) -> Agreement:
    """Raises Agreement.DoesNotExist."""
    return Agreement.objects.select_related("from_organisation", "to_organisation").get(pk=agreement_id)


def name_of(organisation_key: str) -> Subquery:
    """The name, in the language of the page, of the organisation whose key stands in that column of the query around it."""
    return Subquery(Organisation.objects.filter(pk=OuterRef(organisation_key)).values("name_ar" if reading_language() == "ar" else "name_en")[:1])


def by_key(keys: list[UUID]) -> dict[UUID, Organisation]:
    """Those of the organisations that are known."""
    return Organisation.objects.in_bulk(keys)
