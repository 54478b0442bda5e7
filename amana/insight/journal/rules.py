"""The acts of a file in words, and what kind of event they are."""
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from amana.casework.cases.rules import CaseVerb, NoteKind, PlanVerb, RiskLevel


class Kind(TextChoices):
    """What a reader of the timeline can choose."""

    WORK = "work", _("Work")
    PLAN = "plan", _("Plan")
    PEOPLE = "people", _("Who works on it")
    CONSENT = "consent", _("Consent")
    FILE = "file", _("The file itself")
    VIEW = "view", _("Views")


# verb → kind and whole sentence. `codes` below fill in what an act chose.
SENTENCES = {
    "case.opened": (Kind.WORK, _("Case opened")),
    "case.risk_decided": (Kind.WORK, _("Risk decided: %(level)s")),
    "case.note_written": (Kind.WORK, "%(kind)s"),
    "case.task_planned": (Kind.WORK, _("Task planned")),
    "case.task_done": (Kind.WORK, _("Task done")),
    "case.task_cancelled": (Kind.WORK, _("Task cancelled")),
    "case.hold": (Kind.WORK, CaseVerb.HOLD.label),
    "case.resume": (Kind.WORK, CaseVerb.RESUME.label),
    "case.ask_closure": (Kind.WORK, CaseVerb.ASK_CLOSURE.label),
    "case.refuse_closure": (Kind.WORK, CaseVerb.REFUSE_CLOSURE.label),
    "case.approve_closure": (Kind.WORK, _("Case closed")),
    "case.reopen": (Kind.WORK, _("Case reopened")),
    "plan.begun": (Kind.PLAN, _("New version of the plan begun")),
    "plan.goal_set": (Kind.PLAN, _("Goal set")),
    "plan.goal_changed": (Kind.PLAN, _("Goal changed")),
    "plan.action_planned": (Kind.PLAN, _("Action planned")),
    "plan.action_moved": (Kind.PLAN, _("Action moved on")),
    "plan.submit": (Kind.PLAN, PlanVerb.SUBMIT.label),
    "plan.approve": (Kind.PLAN, PlanVerb.APPROVE.label),
    "plan.return": (Kind.PLAN, PlanVerb.RETURN.label),
    "case.assigned": (Kind.PEOPLE, _("Case assigned")),
    "case.handed_over": (Kind.PEOPLE, _("Case handed over")),
    "case.coworker_added": (Kind.PEOPLE, _("Coworker added")),
    "case.remove_coworker": (Kind.PEOPLE, CaseVerb.REMOVE_COWORKER.label),
    "case.member_added": (Kind.PEOPLE, _("Household member added")),
    "case.remove_member": (Kind.PEOPLE, CaseVerb.REMOVE_MEMBER.label),
    "consent.taken": (Kind.CONSENT, _("Consent recorded")),
    "consent.printed": (Kind.CONSENT, _("Consent printed")),
    "consent.withdrawn": (Kind.CONSENT, _("Consent withdrawn")),
    "legal_basis.recorded": (Kind.CONSENT, _("Legal basis recorded")),
    "legal_basis.approved": (Kind.CONSENT, _("Legal basis approved")),
    "legal_basis.ended": (Kind.CONSENT, _("Legal basis ended")),
    "person.registered": (Kind.FILE, _("Person registered")),
    "person.identity_corrected": (Kind.FILE, _("Identity corrected")),
    "person.contact_corrected": (Kind.FILE, _("Contact corrected")),
    "person.passed_on": (Kind.FILE, _("File passed on")),
    "person.reopened": (Kind.FILE, _("File opened again")),
    "person.protected": (Kind.FILE, _("File protected")),
    "file.read": (Kind.VIEW, _("File viewed")),
}
OTHER = (Kind.FILE, _("Act on the file"))
CODES = {"level": RiskLevel, "kind": NoteKind}


def kind_of(verb: str) -> Kind:
    return SENTENCES.get(verb, OTHER)[0]


def sentence(verb: str, details: dict) -> str:
    """The act in words of the reader's language. A verb without a sentence yet is told as an act on the file."""
    words = str(SENTENCES.get(verb, OTHER)[1])
    if "%(" not in words:
        return words
    known = {name: str(codes(details[name]).label) for name, codes in CODES.items() if details.get(name) in codes.values}
    try:
        return words % known
    except KeyError:
        return str(OTHER[1])
