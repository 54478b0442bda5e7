"""Who may do what with which row, in plain Python. Written from DESIGN.md §6.2–6.4 alone; never looked up in the policies.

To extend: a basis is a function in BASES; a table is an entry in TABLES; a role is a line in ROLES.
"""
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
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
# `assign` of a desk names the worker of a referral; the program calls it assign_referral, for `assign` is a supervisor's.
_DESK = _verbs("answer end feed_back capacity assign_referral start complete")
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
class Record:
    """The facts of one record. Facts of higher floors (cases, referrals …) come as further fields with defaults."""

    key: UUID
    organisation: UUID
    team: UUID | None
    staff: UUID | None
    since: datetime
    is_protected: bool = False


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
    """Without a case 90 days; then until erased (12 months) a read-only circle of the team, identity and heads, that needs *reopen*."""
    lapses, erased = record.since + NO_CASE, record.since + ERASED
    whole = dict(basis="registered", organisation=record.organisation, team=record.team, basis_id=record.key, is_protected=record.is_protected)
    yield Circle(staff=record.staff, sections=REGISTRY, writes=REGISTRY, opens_at=record.since, closes_at=lapses, **whole)
    yield Circle(staff=None, sections=BIT["identity"], writes=0, opens_at=lapses, closes_at=erased, needs="reopen", **whole)


BASES: dict[str, Callable[[Record], Iterator[Circle]]] = {"registered": registered}
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
def sights(actor: Actor, record: Record, case: UUID | None, now: datetime) -> tuple[Sight, ...]:
    """The circles that the rule counts for rows of this record and case."""
    return tuple(_sights(actor, record, case, now)) if actor.acts(now) else ()


def _sights(actor: Actor, record: Record, case: UUID | None, now: datetime) -> Iterator[Sight]:
    for circle in (circle for basis in BASES.values() for circle in basis(record)):
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
    windows: bool = False    # a head of which other organisations' windows show the number, once they have sections
    verb: str | None = None
    adds: Callable[[Actor, Row, datetime], bool] | None = None
    blind: str = "version = 1"  # an assignment that reads nothing
    key: str = "person_id"

    def sees(self, actor: Actor, row: Row, now: datetime) -> bool:
        section = self.section if self.section is not BY_ROW else row.section
        return any(self._shows(sight, section) for sight in sights(actor, row.record, row.case, now))

    def _shows(self, sight: Sight, section: int) -> bool:
        if section != HEAD:
            return bool(sight.sections & section)
        if sight.circle.basis in OWN:
            return sight.near or self.found
        return self.windows and sight.sections != 0

    def changes(self, actor: Actor, row: Row, now: datetime) -> bool:
        """Heads move by step rows alone; a section is written within reach, by role.write and the verb."""
        return self.section not in (HEAD, BY_ROW) and self._writes(actor, row, now)

    def may_add(self, actor: Actor, row: Row, now: datetime) -> bool:
        if self.adds is not None:
            return actor.acts(now) and self.adds(actor, row, now)
        return self.changes(actor, row, now)

    def _writes(self, actor: Actor, row: Row, now: datetime) -> bool:
        return self.verb is not None and actor.may(self.verb) and any(
            sight.near and sight.writes & self.section for sight in sights(actor, row.record, row.case, now))


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


def registers(actor: Actor, row: Row, now: datetime) -> bool:
    """A record belongs to the organisation that registers it; whatever organisation the row names, it becomes the actor's own."""
    return actor.may("register") or actor.may("take_over")


def moves_record(actor: Actor, row: Row, now: datetime) -> bool:
    """§6.2 "Heads move by step rows alone", §6.3 `registered`. facts: step, team (a Team or None), worker_is_of_the_team."""
    step, team = row.facts["step"], row.facts["team"]
    near = [sight.circle for sight in sights(actor, row.record, None, now) if sight.near and sight.circle.basis == "registered"]
    working = any(circle.writes and circle.needs is None for circle in near)
    if step == "reopen":
        return actor.may("reopen") and any(circle.needs == "reopen" for circle in near)
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
    """The platform invites the first administrator of any organisation."""
    return facts["teams_are_its_own"] and (
        _administers("staff")(actor, facts) and facts["role"] != "platform_administrator"
        or actor.may("organisations") and facts["role"] == "organisation_administrator")


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
    "registry_person": Personal(HEAD, found=True, windows=True, adds=registers, blind="number = 'x'", key="id"),
    "registry_holding": Personal(HEAD, found=True, blind="state = 'registered'"),
    "registry_personstep": Personal(HEAD, adds=moves_record, blind="step = 'pass_on'", key="id"),
    "registry_identity": Personal(BIT["identity"], verb="register"),
    "registry_identity_past": Personal(BIT["identity"], key="past_id"),
    "registry_contact": Personal(BIT["contact"], verb="register"),
    "registry_contact_past": Personal(BIT["contact"], key="past_id"),
    "registry_phone": Personal(BIT["contact"], verb="register", key="id"),
    "registry_phone_past": Personal(BIT["contact"], key="past_id"),
    "registry_searchkey": Personal(BY_ROW, blind="hash = ''", key="id"),
    "organisations_organisation": Administrative(
        _anybody, adds=lambda actor, facts: actor.may("organisations"), alters=lambda actor, facts: actor.may("organisations"), blind="is_active = true"),
    "organisations_team": Administrative(  # desks are the phone book
        lambda actor, facts: facts["is_desk"] or _of_the_organisation(actor, facts), adds=_administers("teams"), alters=_administers("teams"),
        blind="name_en = 'x'"),
    "organisations_agreement": Administrative(
        _of_a_side, adds=lambda actor, facts: actor.may("agreements") and _of_a_side(actor, facts), blind="state = 'confirmed'"),
    "organisations_agreementstep": Administrative(_of_a_side, adds=_steps_agreement, blind="step = 'end'"),
    "access_role": Administrative(_anybody, blind="reads = 1023", key="code"),
    "access_staff": Administrative(lambda actor, facts: facts["staff"] == actor.staff or actor.organisation in facts["is_colleague_of"], blind="name = 'x'"),
    "access_membership": Administrative(
        lambda actor, facts: _of_the_organisation(actor, facts) or facts["staff"] == actor.staff, adds=_grants_role,
        alters=lambda actor, facts: _administers("staff")(actor, facts) and facts["role"] != "platform_administrator", blind="teams = '{}'"),
    "access_invitation": Administrative(_own_invitations, adds=_invites, alters=_own_invitations, blind="withdrawn_at = NULL"),
}
# Views through which the program reads; each has its own comparison.
VIEWS = {"access_my_circle": "the actor's circles, column by column"}
# Tables of the program's schema without row security, each with its reason.
OPEN = {
    "django_migrations": "no login of the program may read it",
    "procrastinate_jobs": "no login of the program may read it yet",
    "procrastinate_events": "as procrastinate_jobs",
    "procrastinate_periodic_defers": "as procrastinate_jobs",
    "procrastinate_workers": "as procrastinate_jobs",
}
