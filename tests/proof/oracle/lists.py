"""Saved views and exports of lists."""
from datetime import timedelta

from tests.proof.oracle.facts import Actor


def arranges_for(actor: Actor, facts: dict) -> bool:
    """Whoever assigns the work of a team, or of the organisation within reach, also arranges its lists. facts: team (None: the whole organisation)."""
    return actor.may("assign") and (facts["team"] in actor.teams or (facts["team"] is None and actor.rights.reach == "organisation"))


def sees_view(actor: Actor, facts: dict) -> bool:
    """facts: organisation, made_by, is_shared, team."""
    return facts["organisation"] == actor.organisation and (
        facts["made_by"] == actor.key or (facts["is_shared"] and (facts["team"] is None or facts["team"] in actor.teams)))


def saves_view(actor: Actor, facts: dict) -> bool:
    return not facts["is_shared"] or arranges_for(actor, facts)


def alters_view(actor: Actor, facts: dict) -> bool:
    return sees_view(actor, facts) and (arranges_for(actor, facts) if facts["is_shared"] else facts["made_by"] == actor.key)


def holds_export(actor: Actor, facts: dict) -> bool:
    """Its maker's alone (that membership, not the person in another role), 24 hours. facts: made_by, age."""
    return facts["made_by"] == actor.key and facts["age"] < timedelta(hours=24)
