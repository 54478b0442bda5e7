"""Webhooks: docs/decisions/0033. facts: organisation, membership (the system's place), and of a delivery its type."""
from tests.proof.oracle.administration import administers
from tests.proof.oracle.facts import Actor


def carries_hook(actor: Actor, facts: dict) -> bool:
    """Whoever administers staff of the organisation, and the system itself, in that place."""
    return facts["organisation"] == actor.organisation and (actor.may("staff") or facts["membership"] == actor.key)


def notes_delivery(actor: Actor, facts: dict) -> bool:
    return carries_hook(actor, facts) and facts["membership"] == actor.key


def adds_delivery(actor: Actor, facts: dict) -> bool:
    """What happened is noticed by the system alone; a trial is asked for by its administrator."""
    return notes_delivery(actor, facts) or (administers("staff")(actor, facts) and facts["type"] == "ping")


def sets_up(actor: Actor, facts: dict) -> bool:
    """Whose place it is: of, of the own organisation."""
    return actor.may("staff") and facts["of"] == actor.organisation
