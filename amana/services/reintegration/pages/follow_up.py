"""The call list of a worker, and the follow-up of one case: months, tries, and what the person thinks about leaving again."""
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.assessments import queries as assessments
from amana.casework.cases import queries as cases
from amana.casework.cases.pages.frame import Said, asking, back_from, head_reading, head_writing, may_write, said, shown
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import clock
from amana.ground.rows.doors import page
from amana.ground.shell.lists import part_of
from amana.lib.core.dates import PartialDate, cairo_day
from amana.services.reintegration import actions, forms, queries
from amana.services.reintegration.rules import asked_not_to_be_called, items, missed_step, timetable


@page(may="task")
def call_list(request: HttpRequest) -> HttpResponse:
    """Whom to call now. Before each number stands how it may be used."""
    actor, today = request.actor, cairo_day(clock())
    found = queries.call_list(actor, today)
    part = part_of(request, found)
    calls = list(part["rows"])
    people = {one.held.person_id for one in calls}
    names, contacts, owners = registry.identities(people), registry.contacts(people), access.staff_names(list({one.held.staff_id for one in calls}))
    writes = cases_that_are_written(calls)
    audit.record_listing(dict.fromkeys(one.held.person_id for one in calls), sections=actor.reads & (Section.IDENTITY | Section.CONTACT | Section.SOCIAL))
    return render(request, "reintegration/call_list.html", part | {"calls": [
        {"one": one, "name": names[one.held.person_id].full_name if one.held.person_id in names else "", "contact": contacts.get(one.held.person_id, (None, []))[0],
         "phones": contacts.get(one.held.person_id, (None, []))[1], "owner": owners.get(one.held.staff_id, "") if one.held.staff_id != actor.staff_id else "",
         "last": one.attempts[0] if one.attempts else None, "writes": one.held.case_id in writes and actor.may("note")} for one in calls]})


def cases_that_are_written(calls: list[queries.Call]) -> set[UUID]:
    keys = [one.held.case_id for one in calls]
    return {one.case_id for one in access.circles().filter(case_id__in=keys) if one.writable & Section.SOCIAL} if keys else set()


@dataclass(frozen=True)
class _Working:
    """A case as the rules of what is due read it."""

    head: cases.Head

    case_id = property(lambda self: self.head.case.pk)
    person_id = property(lambda self: self.head.person_id)
    state = property(lambda self: self.head.case.state)
    opened_at = property(lambda self: self.head.case.made_at)


read_head = partial(head_reading, section=Section.SOCIAL)
head_to_write = partial(head_writing, section=Section.SOCIAL)


@page(may=None)
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Months, tries and surveys of one case; the return and the day of arrival beside them, for who reads the journey."""
    head, actor = read_head(case_id), request.actor
    begun, attempts, intentions = queries.follow_up(case_id), queries.attempts(case_id), queries.intentions(case_id)
    writes, tries = may_write(head, Section.SOCIAL), queries.tries(attempts)
    reads_journey = head.record.shows(Section.JOURNEY)
    returned = queries.latest_return(head.person_id) if reads_journey else None
    due = assessments.due_in([_Working(head)], head.sight.writable, head.now) if writes and actor.may("assess") else []
    return shown(request, "reintegration/of_case.html", head, "reintegration", sections=Section.SOCIAL,
                 begun=begun, months=timetable(begun.returned_on, [one.tried_on for one in attempts if one.outcome == "reached"], head.today) if begun else [],
                 attempts=attempts, names=access.names_of_memberships({one.made_by for one in [*attempts, *intentions]}), intentions=intentions, step=missed_step(tries),
                 asked_not=asked_not_to_be_called(tries), due=due, reads_journey=reads_journey, writes_journey=head.record.edits(Section.JOURNEY) and actor.may("register"),
                 returned=returned, is_of_another_day=bool(begun and returned and begun.returned_on != returned.returned_on), onward=queries.onward(head.person_id) if reads_journey else None,
                 not_needed=_not_needed(head.person_id) if reads_journey else [],
                 may_begin=writes and actor.may("task"), may_try=writes and actor.may("note"))


def _not_needed(person_id: UUID) -> list[tuple[str, str]]:
    """What was not needed on the day of arrival, and why."""
    found = queries.standing(person_id)
    return [(one.name, found[code].reason) for code, one in items().items() if code in found and found[code].reason]


@page(may="task")
def begin(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = head_to_write(case_id)
    begun = queries.follow_up(case_id)
    form = forms.FollowUp(request.POST or None, now=head.now, birth=head.identity.birth if head.identity else None, initial=_known(head) | ({"other_contact": begun.other_contact} if begun else {}))
    form.refusals = {**Said(case_id), **forms.REFUSALS}
    if form.carried_out(lambda **given: actions.begin_follow_up(case_id, **given, by=request.actor)):
        return _done(request, case_id, _("Follow-up has begun; each month is a task."))
    return _asked(request, head, form, title=_("Count the months from another day") if begun else _("Begin follow-up"))


def _known(head: cases.Head) -> dict:
    returned = registry.returns([head.person_id]).get(head.person_id)
    return {"returned_on": PartialDate.on(returned)} if returned else {}


@page(may="note")
def record_attempt(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = head_to_write(case_id)
    begun = queries.follow_up(case_id)
    form = forms.Attempt(request.POST or None, now=head.now, returned_on=begun.returned_on if begun else None)
    form.refusals = {**Said(case_id), **forms.REFUSALS}
    if form.carried_out(lambda **given: actions.record_attempt(case_id, **given, by=request.actor)):
        said(request, _("The attempt is recorded."))
        return redirect("call_list") if request.GET.get("from") == "calls" and request.actor.may("task") else redirect(back_from(request, "case_reintegration", case_id))
    return _asked(request, head, form, title=_("Record an attempt"), template="reintegration/attempt.html", begun=begun,
                  asked_not=asked_not_to_be_called(queries.tries(queries.attempts(case_id))))


@page(may="note")
def ask_intention(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = head_to_write(case_id)
    form = forms.Intention(request.POST or None)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.ask_intention(case_id, **given, by=request.actor)):
        return _done(request, case_id, _("Saved. It stays in this case, with your own organisation."))
    return _asked(request, head, form, title=_("Leaving again"), template="reintegration/intention.html")


def _done(request: HttpRequest, case_id: UUID, words: str) -> HttpResponse:
    said(request, words)
    return redirect("case_reintegration", case_id)


def _asked(request: HttpRequest, head: cases.Head, form, *, title: str, **more) -> HttpResponse:
    return asking(request, head, form, title=title, submit=_("Save"), back=reverse("case_reintegration", args=[head.case.pk]), **more)
