"""Who may do what with which row, in plain Python. Written from DESIGN.md §6.2–6.4 alone; never looked up in the policies.

To extend: a basis is a function in BASES; a table is an entry in TABLES; a role is a line in ROLES.
"""
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID

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
        return ROLES[self.role]

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
    """Her `case` consent to the own organisation: as agreed, and how it ended."""

    key: UUID
    ends_at: datetime
    ended_at: datetime | None = None
    agreed: bool = True


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

    With the first case the registry sections go to the case's team and worker.
    """
    lapses, erased = record.since + NO_CASE, record.since + ERASED
    whole = dict(basis="registered", organisation=record.organisation, team=record.team, basis_id=record.key, is_protected=record.is_protected, listed_at=record.since)
    yield Circle(staff=record.staff, sections=REGISTRY, writes=REGISTRY, opens_at=record.since, closes_at=_first(lapses, record.first_case_at), **whole)
    yield Circle(staff=None, sections=BIT["identity"], writes=0, opens_at=lapses, closes_at=_first(erased, record.first_case_at), needs="reopen", **whole)


def _first(*moments: datetime | None) -> datetime:
    return min(moment for moment in moments if moment is not None)


FOREVER, NEVER = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
YEAR, DAY = timedelta(days=365), timedelta(hours=24)


def leave_ends(record: Record) -> datetime:
    """A case stands as long as the later of the own organisation's `case` consents and of the legal bases that it recorded for itself."""
    consents = [_first(one.ends_at, one.ended_at) for one in record.leaves if one.agreed]
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


BASES: dict[str, Callable[[Record], Iterator[Circle]]] = {
    "registered": registered, "case": of_cases, "coworker": coworker, "household": household, "legal": legal}
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
        return self._writes(actor, row, now)

    def _writes(self, actor: Actor, row: Row, now: datetime) -> bool:
        return self.verb is not None and actor.may(self.verb) and any(
            sight.near and sight.writes & self._section(row) for sight in sights(actor, row.record, row.case, now))


class Clash(Personal):
    """Says of each of two records what the other's documents are: only to who judges and reads both. facts: other."""

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        return actor.may("judge") and all(
            any(sight.circle.basis in OWN and sight.sections & self.section for sight in sights(actor, record, None, now)) for record in (row.record, row.facts["other"]))


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
    blind_without: tuple[str, ...] = ()  # triggers that refuse a blind change of all rows for the sake of one of them
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


def records_legal_basis(actor: Actor, row: Row, now: datetime) -> bool:
    return (actor.may("record_legal_basis") and row.record.organisation == actor.organisation and any(map(works, near(actor, row, now)))
            and row.facts["receiver_is_of_the_organisation"])


def opens_case(actor: Actor, row: Row, now: datetime) -> bool:
    """Only under the organisation's own consent in force or legal basis for itself; one case at a time."""
    return (actor.may("open") and row.record.organisation == actor.organisation and any(map(works, near(actor, row, now)))
            and leave_ends(row.record) > now and all(case.state == "closed" for case in row.record.cases) and bool(actor.teams))


def assigns(actor: Actor, row: Row, now: datetime) -> bool:
    """Through a `case` circle: the owner hands over, a supervisor assigns. facts: worker_is_of_the_team."""
    through = [circle for circle in near(actor, row, now, frozenset({"case"})) if works(circle)]
    return row.facts["worker_is_of_the_team"] and (
        (actor.may("assign") and bool(through)) or (actor.may("hand_over") and any(circle.staff == actor.staff for circle in through)))


def adds_coworker(actor: Actor, row: Row, now: datetime) -> bool:
    """Through a `case` circle; chosen sections inside the colleague's role. facts: inside_the_role."""
    return actor.may("add_coworker") and any(map(works, near(actor, row, now, frozenset({"case"})))) and row.facts["inside_the_role"]


def adds_member(actor: Actor, row: Row, now: datetime) -> bool:
    """Through a `case` circle of the head and a working circle of the member's record, of the same organisation. facts: member."""
    member = row.facts["member"]
    return (actor.may("household") and any(map(works, near(actor, row, now, frozenset({"case"})))) and member.organisation == row.record.organisation
            and any(map(works, near(actor, Row("", "", member), now))))


def moves_case(actor: Actor, row: Row, now: datetime) -> bool:
    """§7 "Case"; closing and reopening through a `case` circle only. facts: step."""
    step, case = row.facts["step"], next(one for one in row.record.cases if one.key == row.case)
    through = near(actor, row, now, frozenset({"case"}))
    in_leave = leave_ends(row.record) > now
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
    if step == "register":  # "the staff and chosen team of the registrar": hers, as she registers, and never later
        return (actor.may("register") and working and row.record.since == now and row.record.staff == actor.staff
                and team is not None and team.key in actor.teams)
    return False


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


# The one table of tables. What is missing here fails the build.
TABLES: dict[str, Personal | Administrative] = {
    "registry_person": Personal(HEAD, found=True, windows=WINDOWS, adds=registers, blind="number = 'x'"),
    "registry_holding": Personal(HEAD, found=True, blind="state = 'registered'", key="person_id"),
    "registry_personstep": Personal(HEAD, adds=moves_record, blind="step = 'pass_on'"),
    "registry_identity": Personal(BIT["identity"], verb="register", changed=True, key="person_id"),
    "registry_identity_past": Personal(BIT["identity"], key="past_id"),
    "registry_contact": Personal(BIT["contact"], verb="register", changed=True, key="person_id"),
    "registry_contact_past": Personal(BIT["contact"], key="past_id"),
    "registry_phone": Personal(BIT["contact"], verb="register", changed=True),
    "registry_phone_past": Personal(BIT["contact"], key="past_id"),
    "registry_document": Personal(BIT["documents"], verb="register", changed=True),
    "registry_document_past": Personal(BIT["documents"], key="past_id"),
    "registry_journey": Personal(BIT["journey"], verb="register", changed=True, key="person_id"),
    "registry_journey_past": Personal(BIT["journey"], key="past_id"),
    "registry_social": Personal(BIT["social"], verb="register", changed=True, key="person_id"),
    "registry_social_past": Personal(BIT["social"], key="past_id"),
    "registry_searchkey": Personal(BY_ROW, blind="hash = ''"),
    "registry_clash": Clash(BIT["documents"], blind="found_at = now()"),
    "consent_consent": Personal(HEAD, adds=takes_consent, blind="made_in = 1"),
    "consent_consentscope": Personal(HEAD, adds=takes_consent, blind="agreed = true"),
    # §6.1 puts consent papers into identity, which `finds` and windows show; the program keeps them to those who work near the record.
    "consent_consentpaper": Personal(BIT["identity"], own_near=True, adds=takes_consent, blind="witness = 'x'", key="consent_id"),
    "consent_consentstep": Personal(HEAD, adds=withdraws_consent, blind="step = 'withdraw'"),
    "consent_legalbasis": LegalBasis(HEAD, adds=records_legal_basis, blind="sections = 1023"),
    "consent_legalstep": Personal(HEAD, blind="step = 'approve'"),
    "cases_case": Personal(HEAD, windows=frozenset({"shared"}), adds=opens_case, blind="state = 'open'"),
    "cases_casestep": Personal(HEAD, adds=moves_case, blind="step = 'hold'"),
    "cases_assignment": Personal(HEAD, adds=assigns, blind="until_at = NULL"),
    "cases_coworker": Personal(HEAD, adds=adds_coworker, blind="sections = 1023"),
    "cases_householdmember": Personal(HEAD, adds=adds_member, blind="until_at = NULL"),
    "cases_risk": Personal(BIT["social"], verb="note", blind="level = 'low'"),
    "cases_note": Personal(BY_ROW, verb="note", blind="body = 'x'"),
    "cases_plan": Personal(HEAD, windows=frozenset({"shared"}), blind="state = 'draft'"),
    "cases_planstep": Personal(HEAD, blind="step = 'submit'"),
    "cases_goal": Personal(BIT["social"], verb="submit_plan", changed=True),
    "cases_goal_past": Personal(BIT["social"], key="past_id"),
    "cases_planaction": Personal(BIT["social"], verb="submit_plan", changed=True),
    "cases_planaction_past": Personal(BIT["social"], key="past_id"),
    "cases_task": Personal(BIT["social"], verb="task", changed=True),
    "cases_task_past": Personal(BIT["social"], key="past_id"),
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
        blind="open_places = 1", blind_without=("b_fact",)),
    "access_role": Administrative(_anybody, blind="reads = 1023", key="code"),
    "access_staff": Administrative(lambda actor, facts: facts["staff"] == actor.staff or actor.organisation in facts["is_colleague_of"], blind="name = 'x'"),
    "access_membership": Administrative(
        lambda actor, facts: _of_the_organisation(actor, facts) or facts["staff"] == actor.staff, adds=_grants_role,
        alters=lambda actor, facts: _administers("staff")(actor, facts) and facts["role"] != "platform_administrator", blind="teams = '{}'",
        blind_without=("b_fact",)),
    "access_invitation": Administrative(_own_invitations, adds=_invites, alters=_own_invitations, blind="withdrawn_at = NULL"),
}
# Views through which the program reads; each has its own comparison.
VIEWS = {"access_my_circle": "the actor's circles, column by column"}
# Debt: tables whose rows the rule guards and the oracle does not know yet. They must be forced and have policies; nothing else is proved of them.
WAITING = {
    "registry_judgement": "who reads both identities", "arrivals_arrivallist": "the list's team, roles that import or receive; a draft: its writer",
    "arrivals_arrivalrow": "with its list and the identity of its record", "arrivals_arrivalstep": "with its row",
    "referral_referral": "basis offered, accepted", "referral_target": "basis offered, accepted", "referral_packagepart": "parts by section, minimum for the desk",
    "referral_referralstep": "head of the referral", "referral_message": "head of the referral", "referral_takeover": "own organisation only", "referral_draft": "its writer, 14 days",
}
# Tables of the program's schema without row security, each with its reason.
OPEN = {
    "django_migrations": "the program reads at start which migrations ran; no personal data",
    "procrastinate_jobs": "the worker's queue: its arguments are keys of job sessions, which this login may read",
    "procrastinate_events": "as procrastinate_jobs",
    "procrastinate_periodic_defers": "as procrastinate_jobs",
    "procrastinate_workers": "as procrastinate_jobs",
}
