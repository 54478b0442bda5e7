"""What the pages of a case have in common: head, tabs, what the actor may do there, and why not."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.casework.cases import queries
from amana.casework.cases.rules import CASE_MOVES, CaseState, CaseVerb
from amana.casework.registry.rules import NOT_HERE
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, Hidden, clock
from amana.ground.shell.acts import ActForm, Refusals
from amana.ground.shell.values import time_words

SENTENCES = {
    "case_ground": gettext_lazy(
        "There is no consent in force for work on this case, and no legal basis. Nothing can be written before one is recorded."
    ),
    "team_member": gettext_lazy("This colleague is not in that team any more. Choose again."),
    "coworker_role": gettext_lazy("The role of this colleague does not read all of these sections, or the colleague is in no team."),
    "handover_proposed_once": gettext_lazy("This case is offered to a colleague already. Take that back first."),
    "handover_to_owner": gettext_lazy("This colleague owns the case already."),
    "handover_days": gettext_lazy("The leave ends before it begins. Choose a later day."),
    "handover_leave_ends": gettext_lazy("Say until when the leave lasts."),
    "own_record": gettext_lazy("Only records of your own organisation can be chosen, and not the head of the household again."),
    "household_member_once": gettext_lazy("This person belongs to the household already."),
    "plan_without_goals": gettext_lazy("A plan needs at least one goal before it is submitted."),
    "goal_has_actions": gettext_lazy("The goal still has actions. Remove them first, then the goal."),
    "plan_read_before_it_changed": gettext_lazy("Not approved: the plan has changed since you opened it. Here it stands as it is now; read it, then approve it."),
    "plan_action_dropped_with_reason": gettext_lazy("Say why it was dropped."),
    "note_in_future": gettext_lazy("This has not happened yet. A task is for what is still to come."),
    "changed_meanwhile": gettext_lazy(
        "Not saved: somebody changed this meanwhile. What you typed is still here; look at the present state, then save again if yours is right."
    ),
    "closure_has_a_reason": gettext_lazy("Choose a reason."),
    "case_open_referral": gettext_lazy("A referral of this case is open. Wait until it has ended, withdraw it or end it; then the case can be closed."),
    "case_open_already": gettext_lazy("A case of this person is open already."),
    "case_not_transferred": gettext_lazy("No transfer has arrived yet: a case is closed as transferred once the other organisation has opened its own. Choose another reason, or wait."),
    "person_state": NOT_HERE,
    "alarm_open": gettext_lazy("An alarm stands in this case. Before the case is closed, a colleague who reads its reason says on it what was done."),
    "task_of_an_alarm": gettext_lazy("This task ends when a colleague of the section says on the alarm what was done. Open the case and call the supervisor."),
}
FIELDS = {
    "team_member": "worker",
    "handover_proposed_once": "worker",
    "handover_to_owner": "worker",
    "handover_days": "until_on",
    "handover_leave_ends": "until_on",
    "coworker_role": "sections",
    "note_in_future": "happened_on",
    "plan_action_dropped_with_reason": "reason",
    "closure_has_a_reason": "reason",
    "case_not_transferred": "reason",
}
# Why no case opens.
OPENING: Refusals = {
    "case_ground": (None, SENTENCES["case_ground"]),
    "case_open_already": (None, SENTENCES["case_open_already"]),
    "own_record": (None, gettext_lazy("Only a record of your own organisation can have your case.")),
    "person_state": (None, NOT_HERE),
    "team_member": (None, gettext_lazy("You are in no team, and a case needs one that owns it. Ask your administrator.")),
}


class Said(Mapping):
    """Sentences for what an act on a case may be refused for. Where somebody else was faster: who, what and when, asked only then."""

    def __init__(self, case_id: UUID, *, task_id: UUID | None = None):
        self.faster = {
            "case_state": lambda: queries.last_step(case_id), "plan_state": lambda: queries.last_plan_step(case_id),
            "plan_in_work": lambda: queries.plan_in_work(case_id), "plan_one_in_work": lambda: queries.plan_in_work(case_id),
            "task_state": lambda: queries.task_end(task_id) if task_id else None}

    def __getitem__(self, code: str) -> tuple[str | None, str]:
        if code in self.faster:
            return None, already(self.faster[code]())
        return FIELDS.get(code), SENTENCES[code]

    def __iter__(self) -> Iterator[str]:
        return iter((*self.faster, *SENTENCES))

    def __len__(self) -> int:
        return len(self.faster) + len(SENTENCES)


def already(move: queries.Move | None) -> str:
    """`Already done by Salwa at 10:02: Closed. Nothing was changed.`"""
    if move is None or move.at is None:
        return _("Somebody else was faster. Nothing was changed; this is how things stand now.")
    words = {"who": f"\u2068{move.by}\u2069", "what": move.what, "time": time_words(move.at, now=clock())}
    if not move.by:
        return _("Already done at %(time)s: %(what)s. Nothing was changed.") % words
    return _("Already done by %(who)s at %(time)s: %(what)s. Nothing was changed.") % words


@dataclass(frozen=True)
class Acts:
    """What the actor may try on a page of the case, by role, circles and state. The database has the last word."""

    note: bool
    risk: bool
    screening: bool
    confer: bool
    task: bool
    plan: bool
    submit_plan: bool
    approve_plan: bool
    return_plan: bool
    hand_over: bool
    assign: bool
    coworker: bool
    household: bool
    hold: bool
    resume: bool
    ask_closure: bool
    approve_closure: bool
    refuse_closure: bool
    reopen: bool

    @property
    def more(self) -> bool:
        """Whether the menu behind the first buttons holds anything."""
        return any(
            (self.hand_over, self.assign, self.coworker, self.hold, self.resume, self.ask_closure, self.approve_closure, self.reopen, self.risk)
        )


def acts_of(head: queries.Head, actor: Actor) -> Acts:
    state, sight = head.case.state, head.sight
    social, going = sight.edits(Section.SOCIAL), state != CaseState.CLOSED

    def step(verb: str, role_verb: str, circle: bool) -> bool:
        return actor.may(role_verb) and circle and state in CASE_MOVES[verb][0]
    near = sight.own and sight.edit
    withdrawn = "approve_closure" in sight.needs
    is_mine = head.owns_it(actor.staff_id)
    return Acts(
        note=actor.may("note") and bool(sight.writable) and going,
        risk=actor.may("note") and social and going,
        screening=actor.may("note") and social and going,
        confer=actor.may("note") and actor.may("task") and social and going,
        task=actor.may("task") and social and going,
        plan=actor.may("submit_plan") and social and near and going,
        submit_plan=actor.may("submit_plan") and near and going,
        approve_plan=actor.may("approve_plan") and sight.owns and going,
        return_plan=actor.may("approve_plan") and sight.owns and social and going,
        hand_over=actor.may("hand_over") and sight.owns and is_mine and going,
        assign=actor.may("assign") and sight.owns and going,
        coworker=actor.may("add_coworker") and sight.owns and going,
        household=actor.may("household") and sight.owns and going,
        hold=step(CaseVerb.HOLD, "hold", near),
        resume=step(CaseVerb.RESUME, "resume", near),
        ask_closure=step(CaseVerb.ASK_CLOSURE, "ask_closure", sight.owns),
        approve_closure=step(CaseVerb.APPROVE_CLOSURE, "approve_closure", sight.owns) or (actor.may("approve_closure") and withdrawn and going),
        refuse_closure=step(CaseVerb.REFUSE_CLOSURE, "approve_closure", sight.owns),
        reopen=step(CaseVerb.REOPEN, "reopen", sight.owns or "reopen" in sight.needs),
    )


def framed(request: HttpRequest, head: queries.Head, tab: str, **context) -> dict:
    """The context of a page of the case: its head, tabs and acts."""
    return {
        "head": head,
        "case": head.case,
        "acts": acts_of(head, request.actor),
        "tabs": import_string(settings.AMANA_CASE_TABS)(request, head, tab),
        "case_url": reverse("case", args=[head.case.pk]),
        **context,
    }


def shown(request: HttpRequest, template: str, head: queries.Head, tab: str, *, sections: int = 0, **context) -> HttpResponse:
    """A page of the case; its reading is on record with the sections that it shows: those of the head, and `sections` below it."""
    of_head = head.record.sections & (Section.IDENTITY | Section.CONTACT) | (Section.SOCIAL if head.risk else 0)
    audit.record_reading(head.person_id, sections=of_head | sections & head.sight.sections, case=head.case.pk)
    return render(request, template, framed(request, head, tab, **context))


def head_for(request: HttpRequest, case_id: UUID, act: str) -> queries.Head:
    """The head of a case on which the actor may try the act now. Raises Case.DoesNotExist, Hidden."""
    head = queries.head(case_id)
    if not getattr(acts_of(head, request.actor), act):
        raise Hidden
    return head


def head_reading(case_id: UUID, *, section: Section, own: bool = True) -> queries.Head:
    """The head of a case for a page of one section. Raises Hidden for who does not read it; own: and for other organisations, whatever they read."""
    head = queries.head(case_id)
    if not head.sight.shows(section) or (own and not head.sight.own):
        raise Hidden
    return head


def may_write(head: queries.Head, section: Section) -> bool:
    """Whether the actor's circles write the section, and the case is open."""
    return head.sight.edits(section) and head.is_open


def head_writing(case_id: UUID, *, section: Section, own: bool = True) -> queries.Head:
    """As `head_reading`, for who writes the section now."""
    head = head_reading(case_id, section=section, own=own)
    if not may_write(head, section):
        raise Hidden
    return head


def asking(
    request: HttpRequest,
    head: queries.Head,
    form: ActForm,
    *,
    title: str,
    submit: str,
    lead: str = "",
    back: str = "",
    template: str = "cases/act.html",
    **context,
) -> HttpResponse:
    """The page of one act: the form with its sentences."""
    audit.record_reading(head.person_id, sections=head.record.sections & Section.IDENTITY, case=head.case.pk)
    back = back or reverse("case", args=[head.case.pk])
    status = 409 if request.method == "POST" and form.is_bound and form.non_field_errors() else 200
    return render(request, template, {"head": head, "case": head.case, "form": form, "title": title, "submit": submit, "lead": lead, "back": back,
                                      "case_url": reverse("case", args=[head.case.pk]), **context}, status=status)


def back_from(request: HttpRequest, *usual) -> str:
    """Where an act leads: to the day from which it was begun, else to its usual place."""
    return reverse("home") if request.GET.get("from") == "day" else reverse(usual[0], args=usual[1:])


def said(request: HttpRequest, done: str, form: ActForm | None = None, *, undo: str = "") -> None:
    """The act is done; with what the reader must be told beside it. undo: the address that takes it back."""
    messages.success(request, done, extra_tags=undo)
    if form is not None and getattr(form, "notice", ""):
        messages.warning(request, form.notice)
