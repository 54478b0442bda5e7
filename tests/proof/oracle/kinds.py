"""Kinds of tables: by a record's section or by a verb, and what differs from table to table."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.proof.oracle.circles import HEADS, OWN, Sight, handed, near, sending, sights, works
from tests.proof.oracle.facts import Actor, Record, Row
from tests.proof.oracle.roles import BIT


def at_arrivals(actor: Actor, facts: dict) -> bool:
    """§6.3 "Arrival rows": the importing team's, for roles that import or receive."""
    return (facts["organisation"] == actor.organisation and (actor.may("import") or actor.may("receive"))
            and (actor.rights.reach == "organisation" or facts["team"] in actor.teams))


def sees_list(actor: Actor, facts: dict) -> bool:
    """A draft is its writer's, 14 days; a caseload becomes cases, so it is for who assigns them too (§6.4). facts: organisation, team, kind, state, made_by, age."""
    return at_arrivals(actor, facts) and (facts["kind"] == "arrivals" or actor.may("assign")) and (facts["state"] != "draft" or (facts["made_by"] == actor.key and facts["age"] < DRAFT_STANDS))


HEAD, BY_ROW = 0, None


@dataclass(frozen=True)
class Personal:
    """A table of personal rows. `section`: its bit, HEAD, or BY_ROW where each row names its own; `verb`: with it the section is written."""

    section: int | None
    found: bool = False      # a head that `finds` shows too: the person's
    windows: frozenset[str] = frozenset()  # heads that other organisations' windows show: the number, once they have sections; case and plan by `shared`
    own_near: bool = False   # stricter than §6.2: only within reach of an own circle (said in the table's line, and why)
    verb: str | None = None
    adds: Callable[[Actor, Row, datetime], bool] | None = None
    imported: bool = False   # §6.4 gives `import` to roles that write no identity: the first row of an expected record says what the list said
    changed: bool = False    # updated in place, under a version
    blind: str = "version = 1"  # an assignment that reads nothing
    key: str = "id"

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        section = self._section(row)
        return any(self._shows(sight, section) for sight in sights(actor, row.record, row.case, now))

    def _section(self, row: Row) -> int:
        return row.section if self.section is BY_ROW else self.section

    def _shows(self, sight: Sight, section: int) -> bool:
        if self.own_near and not (sight.near and sight.circle.basis in HEADS):
            return False
        if section != HEAD:
            return bool(sight.sections & section)
        if sight.circle.basis in HEADS:
            return sight.near or self.found
        return sight.circle.basis in self.windows and sight.sections != 0

    def changes(self, actor: Actor, row: Row, now: datetime) -> bool:
        """Heads move by step rows alone; a section is written within reach, by role.write and the verb."""
        return self.changed and self._writes(actor, row, now)

    def may_add(self, actor: Actor, row: Row, now: datetime) -> bool:
        if self.adds is not None:
            return actor.acts(now) and self.adds(actor, row, now)
        return self._writes(actor, row, now) or (self.imported and actor.may("import") and any(
            circle.writes and circle.needs == "receive" for circle in near(actor, row, now)))

    def _writes(self, actor: Actor, row: Row, now: datetime) -> bool:
        return self.verb is not None and actor.may(self.verb) and any(
            sight.near and sight.writes & self._section(row) for sight in sights(actor, row.record, row.case, now))


def reads(actor: Actor, record: Record, section: int, now: datetime, basis: frozenset[str] = HEADS) -> bool:
    """The section of a record of the own organisation, found or near."""
    return any(sight.circle.basis in basis and sight.sections & section for sight in sights(actor, record, None, now))


class Booking(Personal):
    """Nobody is booked for, and nobody joins a group with, and nothing is screened or applied for in, a case that is closed, though what else is written in the days after goes on. facts: is_closed."""

    def may_add(self, actor: Actor, row: Row, now: datetime) -> bool:
        return not row.facts["is_closed"] and super().may_add(actor, row, now)


class Kept(Personal):
    """Read by those of the own organisation alone who write notes, within reach: through no window, no legal basis and no emergency access (docs/decisions/0044)."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        return actor.may("note") and super().sees(actor, row, now)

    def _shows(self, sight: Sight, section: int) -> bool:
        return sight.near and sight.circle.basis in OWN and super()._shows(sight, section)


class OfTwo(Personal):
    """Says something of two records at once: only to who reads that section of both. facts: other."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        return all(reads(actor, record, self.section, now) for record in (row.record, row.facts["other"]))


class Clash(OfTwo):
    """The supervisor's list: with the verb that judges."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        return actor.may("judge") and super().sees(actor, row, now)


class OfReferral(Personal):
    """§6.2: a row of a referral ↔ a circle with its key, or of the sender's case. facts: referral. Here its head and steps."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        return any(self._window_shows(row, sight) for sight in handed(actor, row, now)) or any(self._case_shows(actor, row, sight) for sight in sending(actor, row, now))

    def _window_shows(self, row: Row, sight: Sight) -> bool:
        return True

    def _case_shows(self, actor: Actor, row: Row, sight: Sight) -> bool:
        return True


class Target(OfReferral):
    """§6.1 "a referral's receiver and service carry the section of the service"; the sender sees what it sent (§6.3 "Package")."""

    def _case_shows(self, actor: Actor, row: Row, sight: Sight) -> bool:
        return bool(sight.sections & row.section) or row.facts["referral"].made_by == actor.staff


class Message(OfReferral):
    """Read like the minimum part: on the sender's side with any section of the case, for words are no head."""

    def _case_shows(self, actor: Actor, row: Row, sight: Sight) -> bool:
        return sight.sections != 0


class Part(Message):
    """§6.3 "Package": the minimum while offered; after acceptance each part with its section; section 0 is the minimum."""

    def _window_shows(self, row: Row, sight: Sight) -> bool:
        return row.section == 0 or (sight.circle.basis == "accepted" and bool(sight.sections & row.section))

    def _case_shows(self, actor: Actor, row: Row, sight: Sight) -> bool:
        return bool(sight.sections & row.section) if row.section else sight.sections != 0


DRAFT_STANDS = timedelta(days=14)


class Draft(Personal):
    """§6.2 "Drafts are seen by their writer only, 14 days", and through the case that it is about. facts: staff, organisation, made_at."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        facts = row.facts
        return (facts["staff"] == actor.staff and facts["organisation"] == actor.organisation and now < facts["made_at"] + DRAFT_STANDS
                and any(map(works, near(actor, row, now))))

    def changes(self, actor: Actor, row: Row, now: datetime) -> bool:
        return actor.may("refer") and self.sees(actor, row, now)


class FormDraft(Draft):
    """A form half filled is its writer's as any draft, where she may write the section of the form. facts: staff, organisation, made_at."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        facts = row.facts
        return (facts["staff"] == actor.staff and facts["organisation"] == actor.organisation and now < facts["made_at"] + DRAFT_STANDS
                and any(sight.near and sight.writes & row.section for sight in sights(actor, row.record, row.case, now)))

    def changes(self, actor: Actor, row: Row, now: datetime) -> bool:
        return actor.may("assess") and self.sees(actor, row, now)


class ArrivalRow(Personal):
    """Says who somebody is: with its list, and with the identity of the record that it has become. facts: list; record None while it waits."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        return actor.acts(now) and sees_list(actor, row.facts["list"]) and (row.record is None or reads(actor, row.record, BIT["identity"], now))


class Proposal(Personal):
    """A head of the case, which the colleague to whom it is made sees as well (docs/decisions/0011). facts: to, organisation."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        is_hers = actor.may("hand_over") and row.facts["to"] == actor.staff and row.facts["organisation"] == actor.organisation
        return super().sees(actor, row, now) or (actor.acts(now) and is_hers)


class Attachment(Personal):
    """A paper in the section that its writer writes: of a case with the verb of notes, of a record with the verb of its own sections. facts: withdrawn."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        return not row.facts.get("withdrawn") and super().sees(actor, row, now)

    def _writes(self, actor: Actor, row: Row, now: datetime) -> bool:
        return actor.may("register" if row.case is None else "note") and any(
            sight.near and sight.writes & row.section for sight in sights(actor, row.record, row.case, now))


class Withdrawal(Attachment):
    """Of a paper: by whoever attached it and still may there, or by who assigns the case or record and reads the section. facts: attached_by."""

    def may_add(self, actor: Actor, row: Row, now: datetime) -> bool:
        if not actor.acts(now) or row.facts.get("withdrawn"):
            return False
        is_hers = row.facts["attached_by"] == actor.key and self._writes(actor, row, now)
        return is_hers or (actor.may("assign") and any(
            sight.near and works(sight.circle) and sight.circle.basis in ("case", "registered") and sight.sections & row.section
            for sight in sights(actor, row.record, row.case, now)))


class LegalBasis(Personal):
    """The fact itself: its own window shows it, and the own organisation near the record or case."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        cases = (None, *(case.key for case in row.record.cases))
        return bool(near(actor, row, now, HEADS)) or any(
            str(sight.circle.basis_id) == row.key for case in cases for sight in sights(actor, row.record, case, now))


class ExceptionalAccess(Personal):
    """Whoever opened it, in any of her roles there, and who was told. facts: access."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        one = row.facts["access"]
        return actor.organisation == one.organisation and (actor.staff == one.staff or actor.staff in one.told)


@dataclass(frozen=True)
class Administrative:
    """A table without personal rows, with its own expectations; `facts` of the row are the keywords of the functions."""

    shows: Callable[[Actor, dict], bool]
    adds: Callable[[Actor, dict], bool] | None = None
    alters: Callable[[Actor, dict], bool] | None = None
    blind: str = "id = NULL"
    key: str = "id"

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        return actor.acts(now) and self.shows(actor, row.facts)

    def changes(self, actor: Actor, row: Row, now: datetime) -> bool:
        return actor.acts(now) and self.alters is not None and self.alters(actor, row.facts)

    def may_add(self, actor: Actor, row: Row, now: datetime) -> bool:
        return actor.acts(now) and self.adds is not None and self.adds(actor, row.facts)
