"""Cases at work and in whose hand they lie: what a worker's day, her load and a team's table are counted from, in one statement."""
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from amana.casework.cases.rules import CaseState, PlanState, contact_rule, is_too_long, load_rule, weight
from amana.ground.access.rules import ROLES, MembershipState, membership_state
from amana.lib.core.dates import cairo_day

if TYPE_CHECKING:
    from amana.ground.access.models import Membership

MOST_CASES = 2000
HIGH = ("critical", "high")


@dataclass(frozen=True)
class Held:
    """A case at work: who owns it, its level, the last contact and attempt that the actor reads of; of own cases the plan that is not sent yet."""

    case_id: UUID
    person_id: UUID
    staff_id: UUID
    team_id: UUID
    number: str
    state: str
    opened_at: datetime
    level: str | None
    review_on: date | None
    contact_at: datetime | None
    tried_at: datetime | None
    plan_state: str | None
    plan_at: datetime | None

    def days_without_contact(self, today: date) -> int:
        """Since the last contact; since the opening where there was none."""
        return (today - cairo_day(self.contact_at or self.opened_at)).days

    def is_without_contact(self, today: date) -> bool:
        """For longer than the level allows; nothing is asked of a case on hold."""
        return self.state != CaseState.ON_HOLD and is_too_long(self.level, self.days_without_contact(today))


@dataclass(frozen=True)
class Load:
    """Open cases of a worker and their weight (DOMAIN.md §2.6)."""

    cases: int
    high: int
    weight: int
    without_contact: int

    @property
    def percent(self) -> int:
        """Of what one worker carries at most."""
        return round(100 * self.weight / load_rule().limit)


@dataclass
class Carrier:
    """A member of the team with what lies in her hand. `is_here`: works now; else the cases need somebody."""

    staff_id: UUID
    name: str
    load: Load
    late: int = 0
    is_here: bool = True
    is_suspended: bool = False


@dataclass
class Team:
    """What the actor's teams carry, the heaviest first."""

    carriers: list[Carrier] = field(default_factory=list)
    cases: list[Held] = field(default_factory=list)
    late_since: datetime | None = None

    @property
    def total(self) -> Load:
        return Load(len(self.cases), sum(one.load.high for one in self.carriers), sum(one.load.weight for one in self.carriers),
                    sum(one.load.without_contact for one in self.carriers))

    @property
    def late(self) -> int:
        return sum(one.late for one in self.carriers)

    @property
    def without_worker(self) -> int:
        return sum(one.load.cases for one in self.carriers if not one.is_here)


# Starts from the view of the own circles, then looks into each table by the key of the case. The plan is asked for own cases alone.
_HELD = """
SELECT m.case_id, m.person_id, m.staff_id, m.team_id, k.number, k.state, k.made_at, r.level, r.review_on, n.happened_at, t.happened_at, p.state, s.made_at
  FROM (SELECT DISTINCT case_id, person_id, staff_id, team_id FROM access_my_circle
         WHERE basis = 'case' AND case_id IS NOT NULL AND needs IS NULL AND (staff_id = %(staff)s OR team_id = ANY (%(teams)s::uuid[])) LIMIT %(most)s) AS m
  JOIN cases_case k ON k.id = m.case_id AND k.state <> 'closed'
  LEFT JOIN LATERAL (SELECT level, review_on FROM cases_risk WHERE case_id = m.case_id ORDER BY made_at DESC, id DESC LIMIT 1) AS r ON true
  LEFT JOIN LATERAL (SELECT happened_at FROM cases_note WHERE case_id = m.case_id AND kind = ANY (%(kinds)s::text[])
                      ORDER BY happened_at DESC LIMIT 1) AS n ON true
  LEFT JOIN LATERAL (SELECT happened_at FROM cases_note WHERE m.staff_id = %(staff)s AND case_id = m.case_id AND kind = 'tried'
                        AND happened_at > coalesce(n.happened_at, k.made_at) ORDER BY happened_at DESC LIMIT 1) AS t ON true
  LEFT JOIN LATERAL (SELECT id, state FROM cases_plan WHERE m.staff_id = %(staff)s AND case_id = m.case_id AND state IN ('draft', 'returned') LIMIT 1) AS p ON true
  LEFT JOIN LATERAL (SELECT made_at FROM cases_planstep WHERE plan_id = p.id AND step = 'return' ORDER BY made_at DESC LIMIT 1) AS s ON true
 ORDER BY k.made_at, k.id
"""
# OFFSET 0: one look into the index for each case, whatever the planner believes of the table.
_LATE = """
SELECT t.staff_id, count(*), min(t.due_at) FROM unnest(%s::uuid[]) AS c(case_id) CROSS JOIN LATERAL (
  SELECT staff_id, due_at FROM cases_task WHERE case_id = c.case_id AND state = 'open' AND due_at < (SELECT entry.clock()) OFFSET 0) AS t GROUP BY t.staff_id
"""


def held(staff_id: UUID, teams: Collection[UUID] = ()) -> list[Held]:
    """Cases at work that the worker owns, or that one of the teams does; the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"staff": staff_id, "teams": list(teams), "kinds": list(contact_rule().kinds), "most": MOST_CASES})
        return [Held(*row) for row in cursor.fetchall()]


def load_of(cases: Iterable[Held], today: date) -> Load:
    cases = list(cases)
    return Load(len(cases), sum(one.level in HIGH for one in cases), weight(one.level for one in cases), sum(one.is_without_contact(today) for one in cases))


def without_contact(cases: Iterable[Held], today: date) -> list[Held]:
    """Those without contact for longer than their level allows, the longest beyond it first."""
    found = [one for one in cases if one.is_without_contact(today)]
    return sorted(found, key=lambda one: contact_rule().days[one.level or "undecided"] - one.days_without_contact(today))


def unfinished_plans(cases: Iterable[Held]) -> list[Held]:
    """Those whose plan came back, then those whose draft was never submitted."""
    return sorted((one for one in cases if one.plan_state), key=lambda one: one.plan_state != PlanState.RETURNED)


def team_of(cases: list[Held], members: "Iterable[Membership]", teams: Collection[UUID], names: dict[UUID, str], today: date) -> Team:
    """Who works in the teams, and whoever else owns their cases, with what each carries; who leads only where she carries some. `names`: of owners who are no members any more."""
    by_owner: dict[UUID, list[Held]] = defaultdict(list)
    for one in cases:
        by_owner[one.staff_id].append(one)
    states = {one.staff_id: membership_state(one.suspended_at, one.ended_at) for one in members}
    known = {one.staff_id: one.staff.name for one in members}
    of_team = [one.staff_id for one in members if set(one.teams) & set(teams)]
    late = _late([one.case_id for one in cases if one.state != CaseState.ON_HOLD])
    carriers = [
        Carrier(key, known.get(key) or names.get(key, ""), load_of(by_owner[key], today), late.get(key, (0, None))[0],
                is_here=states.get(key) == MembershipState.IN_FORCE, is_suspended=states.get(key) == MembershipState.SUSPENDED)
        for key in dict.fromkeys([*of_team, *by_owner, *late])]
    leading = {one.staff_id for one in members if "approve_plan" in ROLES[one.role_id].verbs}
    shown = [one for one in carriers if one.load.cases or one.late or (one.is_here and one.staff_id not in leading)]
    since = [oldest for _n, oldest in late.values()]
    return Team(sorted(shown, key=lambda one: (one.is_here, -one.load.weight, one.name)), cases, min(since, default=None))


def _late(cases: list[UUID]) -> dict[UUID, tuple[int, datetime]]:
    """How many open tasks of each worker in these cases are late, and since when the oldest is."""
    if not cases:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LATE, [cases])
        return {key: (n, oldest) for key, n, oldest in cursor.fetchall()}
