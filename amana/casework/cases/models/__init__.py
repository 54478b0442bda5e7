"""Tables of cases: heads and the steps that move them, and the sections' rows of a case."""
from amana.casework.cases.models.attaching import Attachment, AttachmentWithdrawal
from amana.casework.cases.models.closing import ClosureCheck
from amana.casework.cases.models.handing import Handover, HandoverStep
from amana.casework.cases.models.life import (
    Assignment,
    Case,
    CaseRow,
    CaseStep,
    Coworker,
    Goal,
    GoalPast,
    HouseholdMember,
    Note,
    Plan,
    PlanAction,
    PlanActionPast,
    PlanStep,
    Risk,
    Task,
    TaskPast,
)
from amana.casework.cases.models.screening import Screening

__all__ = [
    "Assignment",
    "Attachment",
    "AttachmentWithdrawal",
    "Case",
    "CaseRow",
    "CaseStep",
    "ClosureCheck",
    "Coworker",
    "Goal",
    "GoalPast",
    "Handover",
    "HandoverStep",
    "HouseholdMember",
    "Note",
    "Plan",
    "PlanAction",
    "PlanActionPast",
    "PlanStep",
    "Risk",
    "Screening",
    "Task",
    "TaskPast",
]
