"""Which circles follow from the facts (DESIGN.md §6.3), and what an actor sees through them (§6.2). To extend: a basis is a function in BASES."""
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID

from tests.proof.oracle.facts import Actor, Case, Circle, Record, Referral, Row
from tests.proof.oracle.roles import ALL, BIT, REGISTRY, bits

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


def exceptional(record: Record) -> Iterator[Circle]:
    """§6.5 and docs/decisions/0026: what the team that holds the file sees now, without the clinical sections, to the holder alone and to read; with the verb."""
    for one in record.exceptional:
        for circle in (*registered(record), *of_cases(record)):
            yield Circle("exceptional", one.organisation, None, one.staff, circle.sections & ~bits("psychosocial health"), 0, max(circle.opens_at, one.made_at),
                         min(circle.closes_at, one.closes_at), case=circle.case, basis_id=one.key, needs="open_exceptionally", is_protected=record.is_protected,
                         listed_at=one.made_at)


def assistance(record: Record) -> Iterator[Circle]:
    """The programme's team: identity of the record, to read; economic of the case, also to write. The request's end + grace, never longer than the case."""
    for one in record.help:
        case = next(case for case in record.cases if case.key == one.case)
        ends = _first(case_ends(record, case), one.ended_at + timedelta(days=30) if one.ended_at else None)
        for of, sections, writes in ((case.key, BIT["economic"], BIT["economic"]), (None, BIT["identity"], 0)):
            yield Circle("assistance", case.organisation, one.programme.team, None, sections, writes, one.made_at, ends, case=of, basis_id=one.key,
                         is_protected=record.is_protected, listed_at=case.made_at)


WAITING_REFERRALS = ("sent", "seen", "clarification")
OPEN_REFERRALS = (*WAITING_REFERRALS, "accepted", "started")
BASES: dict[str, Callable[[Record], Iterator[Circle]]] = {
    "registered": registered, "case": of_cases, "coworker": coworker, "household": household, "legal": legal, "offered": offered, "accepted": accepted,
    "assistance": assistance, "exceptional": exceptional}
OWN = frozenset({"registered", "case", "household", "coworker", "assistance"})
HEADS = OWN | {"exceptional"}  # show the heads of the own organisation's record
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
        if circle.basis in WINDOWS | {"exceptional"} and circle.opens_at == now:  # §6.3: circles won from others open for the next transaction
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


def near(actor: Actor, row: Row, now: datetime, basis: frozenset[str] = OWN) -> list[Circle]:
    """The own organisation's circles within reach that show the head of the row's record or case."""
    return [sight.circle for sight in sights(actor, row.record, row.case, now) if sight.near and sight.circle.basis in basis]


def works(circle: Circle) -> bool:
    return circle.writes != 0 and circle.needs is None


def handed(actor: Actor, row: Row, now: datetime) -> list[Sight]:
    """The receiver's sight: circles of this very referral. facts: referral; `of` where the row's record is another one."""
    one, of = row.facts["referral"], row.facts.get("of", row.record)
    return [sight for sight in sights(actor, of, None, now) if sight.circle.basis in ("offered", "accepted") and sight.circle.basis_id == one.key]


def sending(actor: Actor, row: Row, now: datetime) -> list[Sight]:
    """The sender's sight: circles of the case from which it was sent."""
    return [sight for sight in sights(actor, row.record, row.case, now) if sight.circle.basis in HEADS]
