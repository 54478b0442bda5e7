"""Micro-businesses (docs/decisions/0045): written by who plans, decided by who is of the committee and neither wrote the plan nor works on the case."""
from datetime import datetime

from tests.proof.oracle.facts import Actor, Row
from tests.proof.oracle.kinds import Personal

DECIDED = ("approve", "return", "decline")


class OfBusiness(Personal):
    """Written while the business stands where that is written. facts: stands."""

    def may_add(self, actor: Actor, row: Row, now: datetime) -> bool:
        return row.facts["stands"] and super().may_add(actor, row, now)


class Vote(OfBusiness):
    """facts: stands, own (staff who wrote the plan or work on the case)."""

    def may_add(self, actor: Actor, row: Row, now: datetime) -> bool:
        return actor.staff not in row.facts["own"] and super().may_add(actor, row, now)


class Step(OfBusiness):
    """facts: stands (with votes that bear it), step, own."""

    def may_add(self, actor: Actor, row: Row, now: datetime) -> bool:
        if row.facts["step"] not in DECIDED:
            return Personal(self.section, verb="plan_business").may_add(actor, row, now) and row.facts["stands"]
        return row.facts["stands"] and actor.staff not in row.facts["own"] and Personal(self.section, verb="decide_business").may_add(actor, row, now)
