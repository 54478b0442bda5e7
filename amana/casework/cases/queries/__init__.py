"""Reads of cases. The database hides what the actor may not see: nothing here filters by right."""
from amana.casework.cases.queries.day import (
    Day,
    Due,
    Load,
    Waiting,
    day_of,
    due_counts,
    escalated,
    load_of,
    open_tasks,
    reviews_due,
    waiting_for_decision,
)
from amana.casework.cases.queries.file import (
    NOTES,
    CaseFile,
    Head,
    Sight,
    case,
    case_file,
    cases_of_person,
    coworker,
    coworkers,
    current_risk,
    head,
    member,
    members,
    notes,
    notes_of,
    open_tasks_of,
    owner,
    related,
    risk_history,
    sight_of,
    staff_of_memberships,
    task,
)
from amana.casework.cases.queries.lists import AT_WORK, Listed, Page, listed, my_cases, workers_in_reach
from amana.casework.cases.queries.moves import Move, last_plan_step, last_step, open_case_of, plan_in_work, steps, task_end
from amana.casework.cases.queries.plans import current_plan, goal, plan, plan_action, plan_steps, plan_versions

__all__ = [
    "AT_WORK", "NOTES", "CaseFile", "Day", "Due", "Head", "Listed", "Load", "Move", "Page", "Sight", "Waiting", "case", "case_file", "cases_of_person", "coworker",
    "coworkers", "current_plan", "current_risk", "day_of", "due_counts", "escalated", "goal", "head", "last_plan_step", "last_step", "listed", "load_of",
    "member", "members", "my_cases", "notes", "notes_of", "open_case_of", "open_tasks", "open_tasks_of", "owner", "plan", "plan_action", "plan_in_work", "plan_steps",
    "plan_versions", "related", "reviews_due", "risk_history", "sight_of", "staff_of_memberships", "steps", "task", "task_end", "waiting_for_decision",
    "workers_in_reach",
]
