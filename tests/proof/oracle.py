"""Who may do what with which row, in plain Python. Written from DESIGN.md §6.2–6.4 alone; never looked up in the policies.

To extend: a basis is a function in BASES; a table is an entry in TABLES; a role is a line in ROLES.
"""
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

# §6.1 "Section": ten, in this order, a bit each.
SECTIONS = ("identity", "contact", "documents", "journey", "social", "economic", "legal", "psychosocial", "health", "protection")
BIT = {name: 1 << place for place, name in enumerate(SECTIONS)}
ALL = 1023


def bits(names: str) -> int:
    return sum(BIT[name] for name in names.split())


REGISTRY = bits("identity contact documents journey social")
MOST = ALL - bits("psychosocial health protection")


# §6.4 ------------------------------------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Role:
    finds: str
    reach: str
    reads: int
    writes: int
    verbs: frozenset[str]


def _verbs(names: str) -> frozenset[str]:
    return frozenset(names.split())


_RECEPTION = _verbs("import undo_import register receive judge take_consent pass_on")
_WORK = _verbs("register judge take_consent withdraw_consent open note task hold resume add_coworker remove_coworker household hand_over submit_plan"
               " refer reply withdraw remind end ask_closure start complete feed_back take_over")
_SUPERVISION = _WORK | _verbs("assign pass_on receive import undo_import approve_plan approve_closure reopen share protect")
_LEGAL = _verbs("record_legal_basis approve_legal_basis end_legal_basis protect")
_DESK = _verbs("answer end feed_back capacity assign start complete")
_NOBODY = Role("none", "none", 0, 0, frozenset())

ROLES = {
    "reception": Role("organisation", "team", REGISTRY, REGISTRY, _RECEPTION),
    "caseworker": Role("organisation", "own", MOST, MOST, _WORK),
    "protection_officer": Role("organisation", "own", ALL - bits("health psychosocial"),
                               bits("identity contact documents journey social legal protection"), _WORK | _LEGAL),
    "psychosocial_worker": Role("organisation", "own", bits("identity contact social psychosocial"), bits("identity contact social psychosocial"), _WORK),
    "health_worker": Role("organisation", "own", bits("identity contact social health psychosocial"), bits("identity contact social health"), _WORK),
    "supervisor": Role("organisation", "team", MOST, bits("social economic legal"), _SUPERVISION),
    "clinical_supervisor": Role("team", "team", bits("identity contact social psychosocial health"), bits("psychosocial health"), _SUPERVISION),
    "protection_supervisor": Role("organisation", "team", ALL - bits("psychosocial health"), bits("social legal protection"), _SUPERVISION | _LEGAL),
    "desk_officer": Role("team", "team", bits("identity contact documents"), 0, _DESK),
    "case_manager": Role("organisation", "organisation", bits("identity contact journey social economic legal"), bits("social economic"), _SUPERVISION),
    "police_focal_point": Role("team", "team", bits("identity legal protection"), 0, _DESK),
    # identity and economic only "from the day `assistance` exists": there is no such basis yet.
    "programme_officer": Role("team", "team", 0, 0, frozenset()),
    "finance_officer": Role("team", "team", 0, 0, frozenset()),
    "emergency_officer": _NOBODY,  # "none until `emergency` exists"
    "trainer": _NOBODY,
    "analyst": _NOBODY,
    "data_protection_officer": _NOBODY,
    "organisation_administrator": Role("none", "none", 0, 0, _verbs("staff teams services agreements")),
    "platform_administrator": Role("none", "none", 0, 0, _verbs("organisations reference_data")),
}


# No role of the program: each has every verb but one, so that a verb taken for another is noticed though the roles have both.
VERBS = frozenset().union(*(role.verbs for role in ROLES.values()))
ODD = {"every_verb": Role("organisation", "team", ALL, ALL, VERBS)} | {f"not_{verb}": Role("organisation", "team", ALL, ALL, VERBS - {verb}) for verb in sorted(VERBS)} | {
    "finds_by_team": Role("team", "own", ALL, ALL, frozenset())}


# Facts -----------------------------------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class Actor:
    """One membership with a session, and whatever may take its sight away. Times on Amana's clock."""

    name: str
    key: UUID
    staff: UUID
    organisation: UUID
    role: str
    teams: frozenset[UUID] = frozenset()
    starts_at: datetime | None = None
    suspended_at: datetime | None = None
    ended_at: datetime | None = None
    staff_is_active: bool = True
    organisation_is_active: bool = True
    session: str = "open"  # open · ended · expired · idle · none

    @property
    def rights(self) -> Role:
        return ROLES.get(self.role) or ODD[self.role]

    def may(self, verb: str) -> bool:
        return verb in self.rights.verbs

    def acts(self, now: datetime) -> bool:
        """§6.2 "the membership is in force and not suspended"; §6.1 "Actor": a session that the database knows."""
        return (self.session == "open" and self.staff_is_active and self.organisation_is_active and self.suspended_at is None
                and (self.starts_at is None or self.starts_at <= now) and (self.ended_at is None or now < self.ended_at))


@dataclass(frozen=True)
class Team:
    key: UUID
    organisation: UUID
    is_desk: bool = False
    is_active: bool = True


@dataclass(frozen=True, eq=False)
class Held:
    """A stretch of a case in which a team and worker own it, or a coworker shares it (then with chosen sections)."""

    key: UUID
    team: UUID
    staff: UUID
    begins: datetime
    ends: datetime | None = None
    sections: int = ALL


@dataclass(frozen=True, eq=False)
class Case:
    key: UUID
    organisation: UUID
    made_at: datetime
    state: str
    owners: tuple[Held, ...]
    closed_at: datetime | None = None
    grace: timedelta = timedelta(days=30)
    coworkers: tuple[Held, ...] = ()


@dataclass(frozen=True, eq=False)
class Leave:
    """One answer of a consent: by default her `case` consent to the own organisation; for a referral, to the receiver."""

    key: UUID
    ends_at: datetime
    ended_at: datetime | None = None
    agreed: bool = True
    purpose: str = "case"
    receiver: UUID | None = None  # None: the own organisation
    sections: int = ALL


@dataclass(frozen=True, eq=False)
class Legal:
    """A legal basis: recorded by the record's organisation for a named team or worker."""

    key: UUID
    organisation: UUID
    to_organisation: UUID
    to_team: UUID | None
    to_staff: UUID | None
    sections: int
    starts_at: datetime
    ends_at: datetime
    case: UUID | None = None
    is_vital: bool = False
    approved_at: datetime | None = None
    ended_at: datetime | None = None
    made_by: UUID | None = None  # staff


@dataclass(frozen=True, eq=False)
class Agreement:
    """Between two organisations; its days are Cairo's."""

    key: UUID
    giver: UUID
    receiver: UUID
    state: str
    starts_on: date
    ends_on: date
    purposes: tuple[str, ...] = ("referral",)
    sections: int = ALL

    def in_force(self, now: datetime) -> bool:
        return self.state == "confirmed" and self.starts_on <= now.astimezone(CAIRO).date() < self.ends_on


CAIRO = ZoneInfo("Africa/Cairo")


@dataclass(frozen=True, eq=False)
class Referral:
    """Sent from a case to the desk of another organisation, on exactly one ground: an answer of a consent, or a legal basis."""

    key: UUID
    case: UUID
    to_organisation: UUID
    desk: UUID
    section: int  # of the service
    sections: int  # agreed
    state: str
    made_at: datetime
    expires_at: datetime
    ground: "Leave | Legal"
    agreement: Agreement | None
    made_by: UUID  # staff
    answered_at: datetime | None = None
    completed_at: datetime | None = None
    named_at: datetime | None = None
    to_staff: UUID | None = None
    to_team: UUID | None = None
    parts: tuple[int, ...] = (0,)
    is_of_this_transaction: bool = False
    has_receiver: bool = True  # the row of the receiver exists
    taken_over_by: UUID | None = None  # a record of the receiver


@dataclass(frozen=True, eq=False)
class Record:
    """The facts of one record. Facts of higher floors (referrals …) come as further fields with defaults."""

    key: UUID
    organisation: UUID
    team: UUID | None
    staff: UUID | None
    since: datetime
    is_protected: bool = False
    first_case_at: datetime | None = None
    cases: tuple[Case, ...] = ()
    leaves: tuple[Leave, ...] = ()
    legal: tuple[Legal, ...] = ()
    households: tuple["Household", ...] = ()  # in which she is a member
    referrals: tuple[Referral, ...] = ()
    state: str = "registered"  # expected · received · registered · undone


@dataclass(frozen=True, eq=False)
class Household:
    """A member's row: of the head's case."""

    key: UUID
    head: Record
    begins: datetime
    ends: datetime | None = None


@dataclass(frozen=True)
class Circle:
    """§6.1 "Circle"."""

    basis: str
    organisation: UUID
    team: UUID | None
    staff: UUID | None
    sections: int
    writes: int
    opens_at: datetime
    closes_at: datetime
    case: UUID | None = None
    basis_id: UUID | None = None
    needs: str | None = None
    is_protected: bool = False
    listed_at: datetime | None = None
    agreement: Agreement | None = None


@dataclass(frozen=True, eq=False)
class Row:
    """A row as the rule sees it: whose, of which case, about what; `facts`: what an administrative table's expectation asks."""

    table: str
    key: str
    record: Record | None = None
    case: UUID | None = None
    section: int | None = None
    facts: dict = field(default_factory=dict)


# §6.3 ------------------------------------------------------------------------------------------------------------------------------------------------
NO_CASE, ERASED = timedelta(days=90), timedelta(days=365)


def registered(record: Record) -> Iterator[Circle]:
    """Without a case 90 days; then until erased (12 months) a read-only circle of the team, identity and heads, that needs *reopen*.

    With the first case the registry sections go to the case's team and worker. Expected by an arrival list: the importing team's, for whoever receives.
    """
    if record.state == "undone":
        return
    lapses, erased = record.since + NO_CASE, record.since + ERASED
    whole = dict(basis="registered", organisation=record.organisation, team=record.team, basis_id=record.key, is_protected=record.is_protected, listed_at=record.since)
    yield Circle(staff=record.staff, sections=REGISTRY, writes=REGISTRY, opens_at=record.since, closes_at=_first(lapses, record.first_case_at),
                 needs="receive" if record.state == "expected" else None, **whole)
    if record.state == "expected":
        return
    yield Circle(staff=None, sections=BIT["identity"], writes=0, opens_at=lapses, closes_at=_first(erased, record.first_case_at), needs="reopen", **whole)


def _first(*moments: datetime | None) -> datetime:
    return min(moment for moment in moments if moment is not None)


FOREVER, NEVER = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
YEAR, DAY = timedelta(days=365), timedelta(hours=24)


def leave_ends(record: Record) -> datetime:
    """A case stands as long as the later of the own organisation's `case` consents and of the legal bases that it recorded for itself."""
    consents = [_first(one.ends_at, one.ended_at) for one in record.leaves if one.agreed and one.purpose == "case"]
    bases = [_first(one.ends_at, one.ended_at) for one in record.legal if one.to_organisation == record.organisation and one.approved_at is not None]
    return max([*consents, *bases], default=NEVER)


def case_ends(record: Record, case: Case) -> datetime:
    """Closure + grace; and sight ends by the clock with the leave."""
    return _first(leave_ends(record), case.closed_at + case.grace if case.closed_at else None)


def of_cases(record: Record) -> Iterator[Circle]:
    """Owner organisation, team and worker: all of the case, the record's five. Then the last team's read-only circle: identity and heads."""
    for case in record.cases:
        ends = case_ends(record, case)
        for held in case.owners:
            whole = dict(basis="case", organisation=case.organisation, team=held.team, basis_id=held.key, is_protected=record.is_protected, listed_at=case.made_at)
            for of, sections in ((case.key, ALL), (None, REGISTRY)):
                yield Circle(staff=held.staff, case=of, sections=sections, writes=sections, opens_at=held.begins, closes_at=_first(ends, held.ends), **whole)
            if held.ends is None:
                needs, erased = ("reopen", case.closed_at + YEAR) if case.closed_at else ("approve_closure", FOREVER)
                for of, sections in ((case.key, 0), (None, BIT["identity"])):
                    yield Circle(staff=None, case=of, sections=sections, writes=0, opens_at=ends, closes_at=erased, needs=needs, **whole)


def coworker(record: Record) -> Iterator[Circle]:
    for case in record.cases:
        for held in case.coworkers:
            for of, sections in ((case.key, held.sections), (None, held.sections & REGISTRY)):
                yield Circle("coworker", case.organisation, held.team, held.staff, sections, sections, held.begins, _first(case_ends(record, case), held.ends),
                             case=of, basis_id=held.key, is_protected=record.is_protected, listed_at=case.made_at)


def household(record: Record) -> Iterator[Circle]:
    """Identity contact documents social of the member, as the case of the head; never for or through a protected record."""
    sections = bits("identity contact documents social")
    for one in record.households:
        if not (record.is_protected or one.head.is_protected):
            for case in one.head.cases:
                for held in case.owners:
                    yield Circle("household", case.organisation, held.team, held.staff, sections, sections, max(one.begins, held.begins),
                                 _first(case_ends(one.head, case), one.ends, held.ends), basis_id=one.key, listed_at=case.made_at)


def legal(record: Record) -> Iterator[Circle]:
    """As recorded, read only; vital interest opens at once for 24 h and closes unless approved within them."""
    for one in record.legal:
        if one.approved_at is None and not one.is_vital:
            continue
        opens = one.starts_at if one.is_vital else max(one.starts_at, one.approved_at)
        closes = _first(one.ends_at, one.ended_at, one.starts_at + DAY if one.approved_at is None else None)
        both = ((one.case, one.sections), (None, one.sections & REGISTRY)) if one.case else ((None, one.sections & REGISTRY),)
        for of, sections in both:
            if of is not None or sections:
                yield Circle("legal", one.to_organisation, one.to_team, one.to_staff, sections, 0, opens, closes, case=of, basis_id=one.key,
                             is_protected=record.is_protected, listed_at=record.since)


def ground_ends(record: Record, one: Referral) -> datetime:
    """A referral stands as long as its ground, and as the sender's own leave to work on the case."""
    return _first(leave_ends(record), one.ground.ends_at, one.ground.ended_at)


def _of_referral(record: Record, one: Referral) -> dict:
    return dict(organisation=one.to_organisation, writes=0, basis_id=one.key, is_protected=record.is_protected, listed_at=one.made_at, agreement=one.agreement)


def offered(record: Record) -> Iterator[Circle]:
    """The receiver's desk, no section; until accepted, declined, expired or withdrawn."""
    for one in record.referrals:
        if one.state in WAITING_REFERRALS and one.has_receiver:
            yield Circle(basis="offered", team=one.desk, staff=None, sections=0, opens_at=one.made_at, closes_at=_first(one.expires_at, ground_ends(record, one)),
                         **_of_referral(record, one))


def accepted(record: Record) -> Iterator[Circle]:
    """Two circles: the desk (identity contact documents of the agreed), and the worker named with the worker's team; completed + grace."""
    for one in record.referrals:
        if one.state in ("accepted", "started", "completed", "feedback"):
            closes = _first(ground_ends(record, one), one.completed_at + timedelta(days=30) if one.completed_at else None)
            whole = dict(basis="accepted", closes_at=closes, **_of_referral(record, one))
            yield Circle(team=one.desk, staff=None, sections=one.sections & bits("identity contact documents"), opens_at=one.answered_at, **whole)
            if one.named_at is not None:
                yield Circle(team=one.to_team, staff=one.to_staff, sections=one.sections, opens_at=max(one.answered_at, one.named_at), **whole)


WAITING_REFERRALS = ("sent", "seen", "clarification")
OPEN_REFERRALS = (*WAITING_REFERRALS, "accepted", "started")
BASES: dict[str, Callable[[Record], Iterator[Circle]]] = {
    "registered": registered, "case": of_cases, "coworker": coworker, "household": household, "legal": legal, "offered": offered, "accepted": accepted}
OWN = frozenset({"registered", "case", "household", "coworker"})
WINDOWS = frozenset({"offered", "accepted", "shared", "legal"})
WITH_WRITES = frozenset({"registered", "case", "household", "coworker", "assistance"})
FOUND = frozenset({"registered", "case", "household"})


# §6.2 ------------------------------------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Sight:
    """One circle as the actor has it: within reach (`near`) or only found, and what it opens after the role."""

    circle: Circle
    near: bool
    sections: int
    writes: int


@cache
def circles(record: Record) -> tuple[Circle, ...]:
    return tuple(circle for basis in BASES.values() for circle in basis(record) if circle.opens_at < circle.closes_at)


@cache
def sights(actor: Actor, record: Record, case: UUID | None, now: datetime) -> tuple[Sight, ...]:
    """The circles that the rule counts for rows of this record and case."""
    return tuple(_sights(actor, record, case, now)) if actor.acts(now) else ()


def _sights(actor: Actor, record: Record, case: UUID | None, now: datetime) -> Iterator[Sight]:
    for circle in circles(record):
        if circle.organisation != actor.organisation or circle.case != case or not circle.opens_at <= now < circle.closes_at:
            continue
        if circle.basis in WINDOWS and circle.opens_at == now:  # §6.3: circles won from others open for the next transaction
            continue
        if circle.agreement is not None and not circle.agreement.in_force(now):
            continue
        if circle.needs is not None and not actor.may(circle.needs):
            continue
        if within_reach(actor, circle):
            writes = circle.writes & actor.rights.writes if circle.basis in WITH_WRITES else 0
            yield Sight(circle, True, circle.sections & actor.rights.reads, writes)
        elif found(actor, circle):
            yield Sight(circle, False, circle.sections & actor.rights.reads & BIT["identity"], 0)


def within_reach(actor: Actor, circle: Circle) -> bool:
    reach = actor.rights.reach
    if reach == "organisation" and circle.basis in OWN:
        return True
    if reach in ("team", "organisation"):
        return circle.team in actor.teams or circle.staff == actor.staff
    return reach == "own" and circle.staff == actor.staff


def found(actor: Actor, circle: Circle) -> bool:
    """For identity and the person's head, `finds` counts in place of `reach`: never for a protected record or a case about to be closed."""
    if circle.basis not in FOUND or circle.case is not None or circle.is_protected or circle.needs == "approve_closure":
        return False
    return actor.rights.finds == "organisation" or (actor.rights.finds == "team" and circle.team in actor.teams)


# Tables ----------------------------------------------------------------------------------------------------------------------------------------------
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
        if self.own_near and not (sight.near and sight.circle.basis in OWN):
            return False
        if section != HEAD:
            return bool(sight.sections & section)
        if sight.circle.basis in OWN:
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


def reads(actor: Actor, record: Record, section: int, now: datetime) -> bool:
    """The section of a record of the own organisation, found or near."""
    return any(sight.circle.basis in OWN and sight.sections & section for sight in sights(actor, record, None, now))


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


class ArrivalRow(Personal):
    """Says who somebody is: with its list, and with the identity of the record that it has become. facts: list; record None while it waits."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        return actor.acts(now) and sees_list(actor, row.facts["list"]) and (row.record is None or reads(actor, row.record, BIT["identity"], now))


class Proposal(Personal):
    """A head of the case, which the colleague to whom it is made sees as well (docs/decisions/0011). facts: to, organisation."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        is_hers = actor.may("hand_over") and row.facts["to"] == actor.staff and row.facts["organisation"] == actor.organisation
        return super().sees(actor, row, now) or (actor.acts(now) and is_hers)


class LegalBasis(Personal):
    """The fact itself: its own window shows it, and the own organisation near the record or case."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        cases = (None, *(case.key for case in row.record.cases))
        return bool(near(actor, row, now)) or any(
            str(sight.circle.basis_id) == row.key for case in cases for sight in sights(actor, row.record, case, now))


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


def near(actor: Actor, row: Row, now: datetime, basis: frozenset[str] = OWN) -> list[Circle]:
    """The own organisation's circles within reach that show the head of the row's record or case."""
    return [sight.circle for sight in sights(actor, row.record, row.case, now) if sight.near and sight.circle.basis in basis]


def works(circle: Circle) -> bool:
    return circle.writes != 0 and circle.needs is None


def takes_consent(actor: Actor, row: Row, now: datetime) -> bool:
    """Also through a circle that needs *reopen*; never through one that needs another verb. Only on the own record, with its consent's own rows."""
    return (row.facts.get("with_its_consent", True) and row.record.organisation == actor.organisation and actor.may("take_consent")
            and any(works(circle) or circle.needs == "reopen" for circle in near(actor, row, now)))


def withdraws_consent(actor: Actor, row: Row, now: datetime) -> bool:
    """Through any circle of the own organisation within reach that shows the record's head. facts: in_force."""
    return actor.may("withdraw_consent") and bool(near(actor, row, now)) and row.facts["in_force"]


def moves_legal_basis(actor: Actor, row: Row, now: datetime) -> bool:
    """§6.3 "approved by a second person"; vital interest within 24 hours. facts: legal, step."""
    step, one = row.facts["step"], row.facts["legal"]
    if one.ended_at is not None or not actor.may({"approve": "approve_legal_basis", "end": "end_legal_basis"}[step]) or not any(map(works, near(actor, row, now))):
        return False
    return step == "end" or (one.approved_at is None and now < one.ends_at and (not one.is_vital or now < one.starts_at + DAY) and one.made_by != actor.staff)


def begins_plan(actor: Actor, row: Row, now: datetime) -> bool:
    return actor.may("submit_plan") and any(map(works, near(actor, row, now)))


def moves_plan(actor: Actor, row: Row, now: datetime) -> bool:
    """§7 "Plan"; approval goes through a `case` circle only. facts: step, state."""
    step, state = row.facts["step"], row.facts["state"]
    if step == "submit":
        return begins_plan(actor, row, now) and state in ("draft", "returned")
    return actor.may("approve_plan") and any(map(works, near(actor, row, now, frozenset({"case"})))) and state == "submitted"


def records_legal_basis(actor: Actor, row: Row, now: datetime) -> bool:
    return (actor.may("record_legal_basis") and row.record.organisation == actor.organisation and any(map(works, near(actor, row, now)))
            and row.facts["receiver_is_of_the_organisation"])


def opens_case(actor: Actor, row: Row, now: datetime) -> bool:
    """Only under the organisation's own consent in force or legal basis for itself; one case at a time."""
    return (actor.may("open") and row.record.organisation == actor.organisation and any(map(works, near(actor, row, now)))
            and leave_ends(row.record) > now and all(case.state == "closed" for case in row.record.cases) and bool(actor.teams))


def assigns(actor: Actor, row: Row, now: datetime) -> bool:
    """Through a `case` circle a supervisor assigns; the owner hands over by a proposal. facts: worker_is_of_the_team."""
    return row.facts["worker_is_of_the_team"] and actor.may("assign") and any(map(works, near(actor, row, now, frozenset({"case"}))))


def proposes(actor: Actor, row: Row, now: datetime) -> bool:
    """The owner herself, of a case at work, to a colleague. facts: worker_is_of_the_team, is_the_owner."""
    case = next(one for one in row.record.cases if one.key == row.case)
    return (actor.may("hand_over") and row.facts["worker_is_of_the_team"] and not row.facts["is_the_owner"] and case.state != "closed"
            and any(works(circle) and circle.staff == actor.staff for circle in near(actor, row, now, frozenset({"case"}))))


def answers_proposal(actor: Actor, row: Row, now: datetime) -> bool:
    """Accepted or declined by the colleague to whom it is made, taken back by the owner or who assigns. facts: step, to, organisation, state, worker_is_of_the_team."""
    facts = row.facts
    if not actor.may("hand_over") or facts["state"] != "proposed":
        return False
    if facts["step"] == "take_back":
        return any(works(circle) and (actor.may("assign") or circle.staff == actor.staff) for circle in near(actor, row, now, frozenset({"case"})))
    is_hers = facts["to"] == actor.staff and facts["organisation"] == actor.organisation
    case = next(one for one in row.record.cases if one.key == row.case)
    return is_hers and (facts["step"] == "decline" or (facts["worker_is_of_the_team"] and now < case_ends(row.record, case)))


def adds_coworker(actor: Actor, row: Row, now: datetime) -> bool:
    """Through a `case` circle; chosen sections inside the colleague's role. facts: inside_the_role."""
    return actor.may("add_coworker") and any(map(works, near(actor, row, now, frozenset({"case"})))) and row.facts["inside_the_role"]


def adds_member(actor: Actor, row: Row, now: datetime) -> bool:
    """Through a `case` circle of the head and a working circle of the member's record, of the same organisation. facts: member."""
    member = row.facts["member"]
    return (actor.may("household") and any(map(works, near(actor, row, now, frozenset({"case"})))) and member.organisation == row.record.organisation
            and any(map(works, near(actor, Row("", "", member), now))))


def moves_case(actor: Actor, row: Row, now: datetime) -> bool:
    """§7 "Case"; closing and reopening through a `case` circle only. facts: step; stands: what it removes does."""
    step, case = row.facts["step"], next(one for one in row.record.cases if one.key == row.case)
    through = near(actor, row, now, frozenset({"case"}))
    in_leave = leave_ends(row.record) > now
    if step in ("remove_coworker", "remove_member"):
        return (actor.may({"remove_coworker": "remove_coworker", "remove_member": "household"}[step]) and any(map(works, through)) and row.facts["stands"])
    if step in ("ask_closure", "approve_closure") and any(one.case == case.key and one.state in OPEN_REFERRALS for one in row.record.referrals):
        return False  # no case is closed while a referral is open
    if step in ("hold", "resume"):
        return actor.may(step) and any(map(works, near(actor, row, now))) and in_leave and case.state == {"hold": "open", "resume": "on_hold"}[step]
    if step == "ask_closure":
        return actor.may("ask_closure") and any(map(works, through)) and in_leave and case.state in ("open", "on_hold")
    if step == "refuse_closure":
        return actor.may("approve_closure") and any(map(works, through)) and in_leave and case.state == "closure_asked"
    if step == "approve_closure":  # she withdrew: one step closes
        return actor.may("approve_closure") and ((any(map(works, through)) and case.state == "closure_asked")
                                                 or any(circle.needs == "approve_closure" for circle in through))
    return (actor.may("reopen") and any(works(circle) or circle.needs == "reopen" for circle in through) and in_leave and case.state == "closed"
            and now <= case.closed_at + YEAR)


def registers(actor: Actor, row: Row, now: datetime) -> bool:
    """A record belongs to the organisation that registers it; whatever organisation the row names, it becomes the actor's own."""
    if team := row.facts.get("expected_team"):  # of an arrival list: for one of the importer's teams
        return actor.may("import") and team in actor.teams
    return actor.may("register") or actor.may("take_over")


def moves_record(actor: Actor, row: Row, now: datetime) -> bool:
    """§6.2 "Heads move by step rows alone", §6.3 `registered`. facts: step, team (a Team or None), worker_is_of_the_team."""
    step, team = row.facts["step"], row.facts["team"]
    own = near(actor, row, now)
    working = any(circle.writes and circle.needs is None and circle.basis == "registered" for circle in own)
    if step == "reopen":  # what has lapsed, or whose cases are closed for good
        return (actor.may("reopen") and any(circle.needs == "reopen" for circle in own) and row.record.since + NO_CASE <= now
                and not any(circle.opens_at <= now < circle.closes_at and circle.basis == "case" and circle.needs is None for circle in circles(row.record)))
    if step == "protect":  # "or by a decision"
        return actor.may("protect") and any(circle.writes for circle in own)
    if step == "pass_on":  # "moves team and worker inside the organisation"
        return (actor.may("pass_on") and working and team is not None and team.organisation == row.record.organisation and team.is_active
                and row.facts["worker_is_of_the_team"])
    if step in ("receive", "undo_import"):  # §7 "Arrival": expected → received; an import is undone
        return actor.may(step) and row.record.state == "expected" and any(circle.needs == "receive" for circle in own)
    if step == "register" and row.record.state == "received":
        return actor.may("register") and working and (team is None or team.key in actor.teams)
    if step == "register":  # "the staff and chosen team of the registrar": hers, as she registers, and never later
        return (actor.may("register") and working and row.record.since == now and row.record.staff == actor.staff
                and team is not None and team.key in actor.teams)
    return False


# Referrals -------------------------------------------------------------------------------------------------------------------------------------------
def handed(actor: Actor, row: Row, now: datetime) -> list[Sight]:
    """The receiver's sight: circles of this very referral. facts: referral; `of` where the row's record is another one."""
    one, of = row.facts["referral"], row.facts.get("of", row.record)
    return [sight for sight in sights(actor, of, None, now) if sight.circle.basis in ("offered", "accepted") and sight.circle.basis_id == one.key]


def sending(actor: Actor, row: Row, now: datetime) -> list[Sight]:
    """The sender's sight: circles of the case from which it was sent."""
    return [sight for sight in sights(actor, row.record, row.case, now) if sight.circle.basis in OWN]


def refers(actor: Actor, row: Row, now: datetime) -> bool:
    return actor.may("refer") and any(works(sight.circle) for sight in sending(actor, row, now))


def opens_only_what_it_reads(actor: Actor, row: Row, sections: int, now: datetime) -> bool:
    """§6.3 "Nobody opens by referral, or packs, a section that he does not read himself through that case circle"."""
    return actor.may("refer") and any(works(sight.circle) and sight.sections & sections == sections for sight in sending(actor, row, now))


def sends(actor: Actor, row: Row, now: datetime) -> bool:
    """With the head, once; from an open case, inside its leave, to a desk of another organisation, on a ground. facts: referral, desk_fits, agreements, police."""
    one = row.facts["referral"]
    case = next(one for one in row.record.cases if one.key == row.case)
    return (one.is_of_this_transaction and one.made_at < one.expires_at and opens_only_what_it_reads(actor, row, one.sections, now) and row.facts["desk_fits"]
            and case.state != "closed" and leave_ends(row.record) > now and grounded(row.record, one, row.facts["agreements"], row.facts["police"], now))


def grounded(record: Record, one: Referral, agreements: tuple[Agreement, ...], police: bool, now: datetime) -> bool:
    """A constraint of the database: inside a legal basis, or inside a consent and, with it, an agreement. Law enforcement is never implied."""
    ground, purpose = one.ground, "law_enforcement" if police else "referral"
    in_force = ground.ended_at is None and now < ground.ends_at and one.sections & ~ground.sections == 0
    if isinstance(ground, Legal):
        return in_force and ground.approved_at is not None and ground.to_organisation == one.to_organisation
    return (in_force and ground.agreed and ground.purpose == purpose and ground.receiver == one.to_organisation and any(
        agreement.in_force(now) and agreement.giver == record.organisation and agreement.receiver == one.to_organisation
        and purpose in agreement.purposes and one.sections & ~agreement.sections == 0 for agreement in agreements))


def packs(actor: Actor, row: Row, now: datetime) -> bool:
    one = row.facts["referral"]
    return one.is_of_this_transaction and one.has_receiver and row.section & ~one.sections == 0 and opens_only_what_it_reads(actor, row, row.section, now)


# §7 "Referral": from which states. Only what the desk has seen is answered.
LEFT_BY = {"see": ("sent",), "ask": ("seen",), "reply": ("clarification",), "accept": ("seen", "clarification"), "decline": ("seen", "clarification"), "withdraw": WAITING_REFERRALS,
           "remind": WAITING_REFERRALS, "assign": ("accepted", "started"), "start": ("accepted",), "complete": ("started",), "feed_back": ("completed",),
           "end": ("accepted", "started")}


def works_on_it(actor: Actor, circle: Circle) -> bool:
    """§6.4: the desk, where it answers; and whom the referral names."""
    return circle.basis == "accepted" and (actor.may("answer") if circle.staff is None else circle.staff == actor.staff)


def moves_referral(actor: Actor, row: Row, now: datetime) -> bool:
    """facts: referral, step, worker_fits."""
    step, one, windows = row.facts["step"], row.facts["referral"], [sight.circle for sight in handed(actor, row, now)]
    if one.state not in LEFT_BY[step] or not row.facts["worker_fits"]:
        return False
    if step in ("see", "ask", "accept", "decline"):
        return actor.may("answer") and any(circle.basis == "offered" for circle in windows)
    if step in ("reply", "withdraw", "remind"):
        return actor.may(step) and any(works(sight.circle) for sight in sending(actor, row, now))
    if step == "assign":
        return actor.may("assign") and any(circle.staff is None and works_on_it(actor, circle) for circle in windows)
    return actor.may(step) and (any(works_on_it(actor, circle) for circle in windows)
                                or (step == "end" and any(works(sight.circle) for sight in sending(actor, row, now))))


def writes_message(actor: Actor, row: Row, now: datetime) -> bool:
    """Words of whoever may move it: the desk that answers, the worker it names, the sender's case."""
    windows = [sight.circle for sight in handed(actor, row, now)]
    return (any(actor.may("answer") if circle.staff is None else circle.staff == actor.staff and actor.may("feed_back") for circle in windows)
            or refers(actor, row, now))


def takes_over(actor: Actor, row: Row, now: datetime) -> bool:
    """The worker it names, into a record of the own organisation on which she works. facts: referral, of."""
    return (actor.may("take_over") and any(sight.circle.basis == "accepted" and sight.circle.staff == actor.staff for sight in handed(actor, row, now))
            and any(map(works, near(actor, row, now))) and row.record.organisation == row.facts["referral"].to_organisation)


# Arrivals --------------------------------------------------------------------------------------------------------------------------------------------
def at_arrivals(actor: Actor, facts: dict) -> bool:
    """§6.3 "Arrival rows": the importing team's, for roles that import or receive."""
    return (facts["organisation"] == actor.organisation and (actor.may("import") or actor.may("receive"))
            and (actor.rights.reach == "organisation" or facts["team"] in actor.teams))


def sees_list(actor: Actor, facts: dict) -> bool:
    """A draft is its writer's, 14 days. facts: organisation, team, state, made_by, age."""
    return at_arrivals(actor, facts) and (facts["state"] != "draft" or (facts["made_by"] == actor.key and facts["age"] < DRAFT_STANDS))


def uploads(actor: Actor, facts: dict) -> bool:
    """For an own team; whatever organisation the row names, it becomes the actor's own."""
    return actor.may("import") and facts["team"] in actor.teams


def alters_list(actor: Actor, facts: dict) -> bool:
    return sees_list(actor, facts) and (actor.may("import") or actor.may("undo_import"))


def imports_row(actor: Actor, row: Row, now: datetime) -> bool:
    """Of a list that is being imported; what waits for a judgement has no record yet, any other names an expected one. facts: list, state."""
    state, record = row.facts["state"], row.record
    return (actor.may("import") and sees_list(actor, row.facts["list"]) and row.facts["list"]["state"] in ("running", "done")
            and state in ("expected", "waiting") and (record is None) == (state == "waiting")
            and (record is None or any(circle.needs == "receive" for circle in near(actor, row, now))))


# §7 "Arrival": expected → arrived → received → registered · no-show · onward; a mistake is taken back, a judged row is expected, an import undone in 24 hours.
ROW_LEAVES = {"arrive": ("expected",), "receive": ("expected", "arrived"), "register": ("received",), "no_show": ("expected",),
              "onward": ("expected", "arrived", "received", "registered"), "back": ("arrived", "no_show"), "judge": ("waiting",),
              "undo": ("waiting", "expected", "arrived", "no_show")}


def moves_row(actor: Actor, row: Row, now: datetime) -> bool:
    """facts: list, state, step, judged (the record that it is now, or None)."""
    step, judged = row.facts["step"], row.facts["judged"]
    verb = {"register": "register", "judge": "judge", "undo": "undo_import"}.get(step, "receive")
    return (actor.may(verb) and TABLES["arrivals_arrivalrow"].sees(actor, row, now) and row.facts["state"] in ROW_LEAVES[step]
            and (step == "judge") == (judged is not None) and (judged is None or reads(actor, judged, BIT["identity"], now))
            and (step != "undo" or row.facts["list"]["begun"] <= timedelta(hours=24)))


def judges(actor: Actor, row: Row, now: datetime) -> bool:
    """A warning is noted by whoever registers or imports; a verdict takes the verb. facts: other, verdict."""
    noted = row.facts["verdict"] == "open" and (actor.may("register") or actor.may("import"))
    return (actor.may("judge") or noted) and TABLES["registry_judgement"].sees(actor, row, now)


def _anybody(actor: Actor, facts: dict) -> bool:
    return True


def _of_the_organisation(actor: Actor, facts: dict) -> bool:
    return facts["organisation"] == actor.organisation


def _administers(verb: str) -> Callable[[Actor, dict], bool]:
    return lambda actor, facts: actor.may(verb) and facts["organisation"] == actor.organisation


def _grants_role(actor: Actor, facts: dict) -> bool:
    """An administrator gives any role but the platform's, in the own organisation, to own teams; further roles to colleagues only."""
    return _administers("staff")(actor, facts) and facts["role"] != "platform_administrator" and facts["teams_are_its_own"] and (
        facts["is_colleague_of"] is None or actor.organisation in facts["is_colleague_of"] or facts["staff"] == actor.staff)


def _invites(actor: Actor, facts: dict) -> bool:
    """The platform seats the first administrator of an organisation that has none."""
    return facts["teams_are_its_own"] and (
        (_administers("staff")(actor, facts) and facts["role"] != "platform_administrator")
        or (actor.may("organisations") and facts["role"] == "organisation_administrator" and not facts["has_administrator"]))


def _own_invitations(actor: Actor, facts: dict) -> bool:
    return _administers("staff")(actor, facts) or facts["made_by"] == actor.key


def _of_a_side(actor: Actor, facts: dict) -> bool:
    return actor.organisation in facts["sides"]


def _steps_agreement(actor: Actor, facts: dict) -> bool:
    """§6.3 "recorded by one administrator, confirmed by the other's"; §7: left once, ended by either side."""
    if not (actor.may("agreements") and _of_a_side(actor, facts)):
        return False
    if facts["step"] == "end":
        return facts["state"] in ("recorded", "confirmed")
    return facts["state"] == "recorded" and facts["recorded_by_organisation"] != actor.organisation


class Attachment(Personal):
    """A paper in the section that its writer writes: of a case with the verb of notes, of a record with the verb of its own sections."""

    def _writes(self, actor: Actor, row: Row, now: datetime) -> bool:
        return actor.may("register" if row.case is None else "note") and any(
            sight.near and sight.writes & row.section for sight in sights(actor, row.record, row.case, now))
# Lists -----------------------------------------------------------------------------------------------------------------------------------------------
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


# The one table of tables. What is missing here fails the build.
TABLES: dict[str, Personal | Administrative] = {
    "registry_person": Personal(HEAD, found=True, windows=WINDOWS, adds=registers, blind="number = 'x'"),
    "registry_holding": Personal(HEAD, found=True, blind="state = 'registered'", key="person_id"),
    "registry_personstep": Personal(HEAD, adds=moves_record, blind="step = 'pass_on'"),
    "registry_identity": Personal(BIT["identity"], verb="register", imported=True, changed=True, key="person_id"),
    "registry_identity_past": Personal(BIT["identity"], key="past_id"),
    "registry_contact": Personal(BIT["contact"], verb="register", imported=True, changed=True, key="person_id"),
    "registry_contact_past": Personal(BIT["contact"], key="past_id"),
    "registry_phone": Personal(BIT["contact"], verb="register", imported=True, changed=True),
    "registry_phone_past": Personal(BIT["contact"], key="past_id"),
    "registry_document": Personal(BIT["documents"], verb="register", imported=True, changed=True),
    "registry_document_past": Personal(BIT["documents"], key="past_id"),
    "registry_journey": Personal(BIT["journey"], verb="register", imported=True, changed=True, key="person_id"),
    "registry_journey_past": Personal(BIT["journey"], key="past_id"),
    "registry_social": Personal(BIT["social"], verb="register", imported=True, changed=True, key="person_id"),
    "registry_social_past": Personal(BIT["social"], key="past_id"),
    "registry_searchkey": Personal(BY_ROW, blind="hash = ''"),
    "registry_clash": Clash(BIT["documents"], blind="found_at = now()"),
    "registry_judgement": OfTwo(BIT["identity"], adds=judges, blind="verdict = 'open'"),
    "consent_consent": Personal(HEAD, adds=takes_consent, blind="made_in = 1"),
    "consent_consentscope": Personal(HEAD, adds=takes_consent, blind="agreed = true"),
    # §6.1 puts consent papers into identity, which `finds` and windows show; the program keeps them to those who work near the record.
    "consent_consentpaper": Personal(BIT["identity"], own_near=True, adds=takes_consent, blind="witness = 'x'", key="consent_id"),
    "consent_consentstep": Personal(HEAD, adds=withdraws_consent, blind="step = 'withdraw'"),
    "consent_legalbasis": LegalBasis(HEAD, adds=records_legal_basis, blind="sections = 1023"),
    "consent_legalstep": Personal(HEAD, adds=moves_legal_basis, blind="step = 'approve'"),
    "cases_case": Personal(HEAD, windows=frozenset({"shared"}), adds=opens_case, blind="state = 'open'"),
    "cases_casestep": Personal(HEAD, adds=moves_case, blind="step = 'hold'"),
    "cases_assignment": Personal(HEAD, adds=assigns, blind="until_at = NULL"),
    "cases_handover": Proposal(HEAD, adds=proposes, blind="state = 'accepted'"),
    "cases_handoverstep": Proposal(HEAD, adds=answers_proposal, blind="step = 'accept'"),
    "cases_coworker": Personal(HEAD, adds=adds_coworker, blind="sections = 1023"),
    "cases_householdmember": Personal(HEAD, adds=adds_member, blind="until_at = NULL"),
    "cases_risk": Personal(BIT["social"], verb="note", blind="level = 'low'"),
    "cases_closurecheck": Personal(BIT["social"], verb="ask_closure", blind="evidence = 'x'"),
    "cases_screening": Personal(BIT["social"], verb="note", blind="remarks = 'x'"),
    "cases_attachment": Attachment(BY_ROW, blind="title = 'x'"),
    "cases_note": Personal(BY_ROW, verb="note", blind="body = 'x'"),
    "cases_plan": Personal(HEAD, windows=frozenset({"shared"}), adds=begins_plan, blind="state = 'draft'"),
    "cases_planstep": Personal(HEAD, adds=moves_plan, blind="step = 'submit'"),
    "cases_goal": Personal(BIT["social"], verb="submit_plan", changed=True),
    "cases_goal_past": Personal(BIT["social"], key="past_id"),
    "cases_planaction": Personal(BIT["social"], verb="submit_plan", changed=True),
    "cases_planaction_past": Personal(BIT["social"], key="past_id"),
    "cases_task": Personal(BIT["social"], verb="task", changed=True),
    "cases_task_past": Personal(BIT["social"], key="past_id"),
    "referral_referral": OfReferral(HEAD, adds=refers, blind="state = 'accepted'"),
    "referral_target": Target(BY_ROW, adds=sends, blind="sections = 1023", key="referral_id"),
    "referral_packagepart": Part(BY_ROW, adds=packs, blind="body = '{}'"),
    "referral_referralstep": OfReferral(HEAD, adds=moves_referral, blind="step = 'accept'"),
    "referral_message": Message(HEAD, adds=writes_message, blind="body = 'x'"),
    "referral_takeover": Personal(HEAD, adds=takes_over, blind="made_at = now()"),
    "referral_draft": Draft(HEAD, adds=refers, changed=True, blind="is_done = true"),
    "arrivals_arrivallist": Administrative(sees_list, adds=uploads, alters=alters_list, blind="flight = 'x'"),
    "arrivals_arrivalrow": ArrivalRow(HEAD, adds=imports_row, blind="name = 'x'"),
    "arrivals_arrivalstep": ArrivalRow(HEAD, adds=moves_row, blind="step = 'arrive'"),
    "organisations_organisation": Administrative(
        _anybody, adds=lambda actor, facts: actor.may("organisations"), alters=lambda actor, facts: actor.may("organisations"), blind="is_active = true"),
    "organisations_team": Administrative(  # desks are the phone book
        lambda actor, facts: facts["is_desk"] or _of_the_organisation(actor, facts), adds=_administers("teams"), alters=_administers("teams"),
        blind="name_en = 'x'"),
    "organisations_agreement": Administrative(
        _of_a_side, adds=lambda actor, facts: actor.may("agreements") and _of_a_side(actor, facts) and facts["purposes_fit"], blind="state = 'confirmed'"),
    "organisations_agreementstep": Administrative(_of_a_side, adds=_steps_agreement, blind="step = 'end'"),
    "directory_service": Administrative(  # each organisation writes its own services, its desks say how many places are open
        _anybody, adds=lambda actor, facts: _administers("services")(actor, facts) and facts["desk_is_its_own"],
        alters=lambda actor, facts: _administers("services")(actor, facts) or (_administers("capacity")(actor, facts) and facts["desk"] in actor.teams),
        blind="open_places = 1"),
    "lists_savedview": Administrative(sees_view, adds=saves_view, alters=alters_view, blind="columns = '{}'"),
    "lists_export": Administrative(holds_export, adds=_anybody, alters=holds_export, blind="rows_done = 0"),
    "access_role": Administrative(_anybody, blind="reads = 1023", key="code"),
    "access_staff": Administrative(lambda actor, facts: facts["staff"] == actor.staff or actor.organisation in facts["is_colleague_of"], blind="name = 'x'"),
    "access_membership": Administrative(
        lambda actor, facts: _of_the_organisation(actor, facts) or facts["staff"] == actor.staff, adds=_grants_role,
        alters=lambda actor, facts: _administers("staff")(actor, facts) and facts["role"] != "platform_administrator", blind="teams = '{}'",
        ),
    "access_invitation": Administrative(_own_invitations, adds=_invites, alters=_own_invitations, blind="withdrawn_at = NULL"),
}
# Views through which the program reads; each has its own comparison.
VIEWS = {"access_my_circle": "the actor's circles, column by column", "access_my_circle_oldest_first": "the same from the other end, and in order"}
# Tables of the program's schema without row security, each with its reason.
OPEN = {
    "django_migrations": "the program reads at start which migrations ran; no personal data",
    "procrastinate_jobs": "the worker's queue: its arguments are keys of job sessions, sealed, which no statement can open",
    "procrastinate_events": "as procrastinate_jobs",
    "procrastinate_periodic_defers": "as procrastinate_jobs",
    "procrastinate_workers": "as procrastinate_jobs",
}
