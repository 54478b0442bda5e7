"""Forms of cases: the shape of what is typed, nothing else."""
from amana.casework.cases.forms.attaching import Attachment, Withdrawal
from amana.casework.cases.forms.closing import AskClosure
from amana.casework.cases.forms.conferring import Conference
from amana.casework.cases.forms.handing import Decline, HandOver, HandOverCase
from amana.casework.cases.forms.life import (
    ActionMove,
    CoworkerSections,
    Filters,
    Goal,
    Hold,
    Member,
    Note,
    PlanAction,
    Receiver,
    RefuseClosure,
    Remark,
    Risk,
    SharedTask,
    Task,
    TaskOutcome,
    TaskReason,
)
from amana.casework.cases.forms.screening import Screening

__all__ = [
    "ActionMove",
    "AskClosure",
    "Attachment",
    "Conference",
    "CoworkerSections",
    "Decline",
    "Filters",
    "Goal",
    "HandOver",
    "HandOverCase",
    "Hold",
    "Member",
    "Note",
    "PlanAction",
    "Receiver",
    "RefuseClosure",
    "Remark",
    "Risk",
    "Screening",
    "SharedTask",
    "Task",
    "TaskOutcome",
    "TaskReason",
    "Withdrawal",
]
