"""Who sees and alters what holds no person: staff, organisations, agreements, services (DESIGN.md §6.4)."""
from collections.abc import Callable

from tests.proof.oracle.facts import Actor


def anybody(actor: Actor, facts: dict) -> bool:
    return True


def of_the_organisation(actor: Actor, facts: dict) -> bool:
    return facts["organisation"] == actor.organisation


def administers(verb: str) -> Callable[[Actor, dict], bool]:
    return lambda actor, facts: actor.may(verb) and facts["organisation"] == actor.organisation


def grants_role(actor: Actor, facts: dict) -> bool:
    """An administrator gives any role but the platform's, in the own organisation, to own teams; further roles to colleagues only."""
    return administers("staff")(actor, facts) and facts["role"] != "platform_administrator" and facts["teams_are_its_own"] and (
        facts["is_colleague_of"] is None or actor.organisation in facts["is_colleague_of"] or facts["staff"] == actor.staff)


def invites(actor: Actor, facts: dict) -> bool:
    """The platform seats the first administrator of an organisation that has none."""
    return facts["teams_are_its_own"] and (
        (administers("staff")(actor, facts) and facts["role"] != "platform_administrator")
        or (actor.may("organisations") and facts["role"] == "organisation_administrator" and not facts["has_administrator"]))


def own_invitations(actor: Actor, facts: dict) -> bool:
    return administers("staff")(actor, facts) or facts["made_by"] == actor.key


def of_a_side(actor: Actor, facts: dict) -> bool:
    return actor.organisation in facts["sides"]


def steps_agreement(actor: Actor, facts: dict) -> bool:
    """§6.3 "recorded by one administrator, confirmed by the other's"; §7: left once, ended by either side."""
    if not (actor.may("agreements") and of_a_side(actor, facts)):
        return False
    if facts["step"] == "end":
        return facts["state"] in ("recorded", "confirmed")
    return facts["state"] == "recorded" and facts["recorded_by_organisation"] != actor.organisation
