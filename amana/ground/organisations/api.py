"""The own teams, by whose key other operations ask which of them is meant."""
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from amana.ground.organisations import queries

router = Router()


class Team(Schema):
    id: UUID
    name_ar: str
    name_en: str


class Teams(Schema):
    teams: list[Team]


@router.get("teams", response=Teams)
def teams(request: HttpRequest):
    """Your own teams; whoever has several says which one where an operation takes `team`."""
    known = {team.pk: team for team in queries.teams_of(request.actor.organisation_id)}
    return Teams(teams=[Team(id=key, name_ar=known[key].name_ar, name_en=known[key].name_en) for key in request.actor.teams if key in known])
