"""The blind match: DESIGN.md §6.5 and docs/decisions/0036. What is asked about a record; its answer; a request; the desk's messages and replies."""
from datetime import datetime

from tests.proof.oracle.circles import OWN, sights
from tests.proof.oracle.facts import Actor, Record, Row
from tests.proof.oracle.kinds import Personal
from tests.proof.oracle.roles import BIT


def asks(actor: Actor, record: Record, now: datetime) -> bool:
    """A record of the own organisation that she sees with its identity, at work and not protected; never through exceptional access."""
    return not record.is_protected and any(
        sight.circle.basis in OWN and sight.circle.needs is None and sight.sections & BIT["identity"] for sight in sights(actor, record, None, now))


def asks_elsewhere(actor: Actor, row: Row, now: datetime) -> bool:
    """One at a time. facts: waits."""
    return actor.may("register") and asks(actor, row.record, now) and not row.facts["waits"]


def requests_contact(actor: Actor, row: Row, now: datetime) -> bool:
    """After a likely answer that is told, with the person's agreement. facts: likely, visible_at, agreed."""
    facts = row.facts
    return actor.may("register") and asks(actor, row.record, now) and facts["likely"] and facts["visible_at"] <= now and facts["agreed"]


def reads_message(actor: Actor, facts: dict, now: datetime) -> bool:
    """The inbox of a desk at work of that organisation, until it runs out. facts: to, expires_at, desks."""
    return actor.acts(now) and facts["to"] == actor.organisation and actor.may("answer") and now < facts["expires_at"] and bool(facts["desks"] & actor.teams)


def replies(actor: Actor, row: Row, now: datetime) -> bool:
    return actor.may("answer") and reads_message(actor, row.facts, now) and row.facts["is_whole"]


class Question(Personal):
    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        return asks(actor, row.record, now)


class Answer(Question):
    """At its moment, whatever it is. facts: visible_at."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        return row.facts["visible_at"] <= now and super().sees(actor, row, now)


class Message(Personal):
    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        return reads_message(actor, row.facts, now)


class Reply(Personal):
    """The desk's own, and the asker's unless it was set aside. facts: those of the message; how."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        return reads_message(actor, row.facts, now) or (row.facts["how"] != "set_aside" and asks(actor, row.record, now))
