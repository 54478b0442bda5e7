"""Plans by version, with their goals and the actions towards them."""
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet

from amana.casework.cases.models import Goal, Note, Plan, PlanAction, PlanStep
from amana.casework.cases.rules import ActionState, PlanState
from amana.ground.rows.kept import kept

_ORDER = {"draft": 0, "returned": 0, "submitted": 0, "approved": 1, "superseded": 2}


def current_plan(case_id: UUID, *, with_goals: bool = True) -> Plan | None:
    """The version in work if there is one, else the one in force. With goals it is found through them, a statement less: a version begins with those of the one before."""
    goals = list(_goals(case_id)) if with_goals else []
    plans = sorted({goal.plan for goal in goals} or Plan.objects.filter(case_id=case_id), key=lambda plan: (_ORDER[plan.state], -plan.version))
    if not goals:
        return _read(plans[0], with_goals) if plans else None
    plans[0].goals_read = _with_actions([goal for goal in goals if goal.plan_id == plans[0].pk])
    return plans[0]


@kept
def _goals(case_id: UUID) -> QuerySet[Goal]:
    return Goal.objects.filter(case_id=case_id).exclude(plan__state=PlanState.SUPERSEDED).select_related("plan").order_by("place", "id")


@kept
def _actions(goals: list[UUID]) -> QuerySet[PlanAction]:
    return PlanAction.objects.filter(goal_id__among=goals).order_by("id")


def _with_actions(goals: list[Goal]) -> list[Goal]:
    standing = [goal for goal in goals if not goal.is_removed]
    actions = _actions([goal.pk for goal in standing]) if standing else []
    for goal in standing:
        goal.actions_read = [action for action in actions if action.goal_id == goal.pk and not action.is_removed]
    return standing


def plan(case_id: UUID, version: int, *, with_goals: bool = True) -> Plan:
    """Raises Plan.DoesNotExist."""
    return _read(Plan.objects.get(case_id=case_id, version=version), with_goals)


def plan_versions(case_id: UUID) -> list[Plan]:
    """Latest first."""
    return list(Plan.objects.filter(case_id=case_id).order_by("-version"))


def plan_steps(plan: Plan) -> list[PlanStep]:
    """How the version came about, in order."""
    return list(PlanStep.objects.filter(plan_id=plan.pk).order_by("made_at", "id"))


def return_words(step: PlanStep) -> str:
    """What was said when the plan was returned: the note that was written with the step; empty for who does not read it."""
    return Note.objects.filter(case_id=step.case_id, made_by=step.made_by, made_at=step.made_at).values_list("body", flat=True).first() or ""


def goal(case_id: UUID, goal_id: UUID) -> Goal:
    """Raises Goal.DoesNotExist."""
    return Goal.objects.select_related("plan").get(pk=goal_id, case_id=case_id, is_removed=False)


def plan_action(case_id: UUID, action_id: UUID) -> PlanAction:
    """Raises PlanAction.DoesNotExist."""
    return PlanAction.objects.select_related("goal__plan").get(pk=action_id, case_id=case_id, is_removed=False)


def has_actions(goal: Goal) -> bool:
    """Whether anything is still planned for it."""
    return PlanAction.objects.filter(goal_id=goal.pk, is_removed=False).exists()


def goals_of(plan: Plan) -> list[Goal]:
    """In their order, each with its actions as `actions_read`; without what was taken out."""
    return _with_actions(list(Goal.objects.filter(plan_id=plan.pk).order_by("place", "id")))


def as_read(goals: list[Goal]) -> str:
    """A mark of these goals and their actions, each in its version: another one after each writing, so that it says which state of a plan somebody has read."""
    return sha256(" ".join(f"{row.pk} {row.version}" for goal in goals for row in (goal, *goal.actions_read)).encode()).hexdigest()


def costs(plan: Plan) -> list[tuple[str, Decimal]]:
    """What the actions that were read cost together, by currency; what was dropped is not counted."""
    sums: dict[str, Decimal] = {}
    for action in (action for goal in plan.goals_read for action in goal.actions_read):
        if action.cost is not None and action.state != ActionState.DROPPED:
            sums[action.currency] = sums.get(action.currency, Decimal(0)) + action.cost
    return sorted(sums.items())


def _read(plan: Plan, with_goals: bool) -> Plan:
    plan.goals_read = goals_of(plan) if with_goals else []
    return plan
