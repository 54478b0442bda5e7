"""Groups: who leads them, whom the reader sees in them, and their meetings."""
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.cases import queries as cases
from amana.casework.registry import codes
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, clock
from amana.ground.rows.doors import page
from amana.ground.shell.lists import part_of
from amana.services.psychosocial import actions, forms, queries
from amana.services.psychosocial.rules import PRESENT

AT_MOST = 500  # of cases to choose from


@page(may="counsel")
def groups(request: HttpRequest) -> HttpResponse:
    part = part_of(request, queries.groups())
    names = access.staff_names([one.leader_id for one in part["rows"]])
    return render(request, "psychosocial/groups.html", part | {"rows": [(one, names.get(one.leader_id, ""), codes.name(one.language, "languages")) for one in part["rows"]]})


@page(may="counsel")
def form_group(request: HttpRequest) -> HttpResponse:
    form = forms.Group(request.POST or None)
    if form.carried_out(lambda **given: actions.form_group(**given, by=request.actor)):
        messages.success(request, _("The group is formed. Now add who takes part."))
        return redirect("group", form.outcome.pk)
    return render(request, "psychosocial/form_group.html", {"form": form, "title": _("Form a group"), "back": reverse("groups")})


@page(may="counsel")
def group(request: HttpRequest, care_group_id: UUID) -> HttpResponse:
    """Who came when, of those whom the reader sees."""
    one, found, meetings = queries.group(care_group_id), queries.members(care_group_id), queries.meetings(care_group_id)
    names, came = _names(found), queries.attendance(care_group_id)
    audit.record_listing(dict.fromkeys(member.person_id for member in found), sections=request.actor.reads & (Section.IDENTITY | Section.PSYCHOSOCIAL))
    rows = [(member, names.get(member.case_id, ""), [came[member.case_id].get(meeting.pk) for meeting in meetings]) for member in found]
    return render(request, "psychosocial/group.html", {
        "group": one, "leader": access.staff_names([one.leader_id]).get(one.leader_id, ""), "language_name": codes.name(one.language, "languages"), "leads": actions.leads(one, request.actor),
        "rows": rows, "meetings": meetings, "present": PRESENT, "is_led": one.is_open and actions.leads(one, request.actor), "here": sum(member.until_at is None for member in found)})


@page(may="counsel")
def change_group(request: HttpRequest, care_group_id: UUID) -> HttpResponse:
    one = queries.group(care_group_id)
    actions.must_lead(one, request.actor)
    fields = ("name", "kind", "language", "place", "meetings_planned", "members_at_most", "leader_id", "is_open")
    leaders = {member.staff_id: member.staff.name for member in access.caseworkers(request.actor.organisation_id) if "counsel" in member.role.verbs}
    form = forms.ChangedGroup(request.POST or None, leaders=list(leaders.items()), initial={name: getattr(one, name) for name in fields})
    if form.carried_out(lambda **given: actions.change_group(one, **given, by=request.actor)):
        messages.success(request, _("Saved."))
        return redirect("group", one.pk)
    return render(request, "psychosocial/form_group.html", {"form": form, "title": _("Change the group"), "group": one, "back": reverse("group", args=[one.pk])})


@page(may="counsel")
def join(request: HttpRequest, care_group_id: UUID) -> HttpResponse:
    """Somebody whose psychosocial file the actor writes."""
    one = queries.group(care_group_id)
    form = forms.Joining(request.POST or None, cases=_joinable(one.pk, request.actor))
    form.refusals = forms.REFUSALS
    if form.carried_out(lambda **given: actions.join(one, **given, by=request.actor)):
        messages.success(request, _("The person takes part from now on."))
        return redirect("group", one.pk)
    return render(request, "psychosocial/join.html", {"form": form, "group": one, "title": _("Add somebody to the group"), "back": reverse("group", args=[one.pk])})


@page(may="counsel")
def leave(request: HttpRequest, care_group_id: UUID, care_member_id: UUID) -> HttpResponse:
    one, member = queries.group(care_group_id), queries.member(care_group_id, care_member_id)
    form = forms.Leaving(request.POST or None)
    if form.carried_out(lambda **given: actions.leave(member, **given, by=request.actor)):
        messages.success(request, _("The person takes part no more."))
        return redirect("group", one.pk)
    return render(request, "psychosocial/form_group.html", {"form": form, "group": one, "title": _("Leaves the group"), "lead": _names([member]).get(member.case_id, member.case.number),
                                                            "back": reverse("group", args=[one.pk])})


@page(may="counsel")
def meet(request: HttpRequest, care_group_id: UUID) -> HttpResponse:
    """The meeting, and for each whether she came."""
    one = queries.group(care_group_id)
    actions.must_lead(one, request.actor)
    found = [member for member in queries.members(one.pk) if member.until_at is None and member.case_id in _writable(request.actor)]
    names = _names(found)
    form = forms.Meeting(request.POST or None, members=[(member.case_id, names.get(member.case_id) or member.case.number) for member in found], now=clock())
    form.refusals = forms.REFUSALS
    if form.carried_out(lambda **given: actions.meet(one, **given, by=request.actor)):
        messages.success(request, _("The meeting is written down, in the file of each."))
        return redirect("group", one.pk)
    return render(request, "psychosocial/meet.html", {"form": form, "group": one, "title": _("Write down a meeting"), "back": reverse("group", args=[one.pk])})


def _writable(actor: Actor) -> set[UUID]:
    """Cases whose psychosocial section the actor writes: at most AT_MOST, the latest."""
    found = access.circles_in_reach(actor).annotate(care=F("writable").bitand(Section.PSYCHOSOCIAL)).filter(case_id__isnull=False, own=True, care__gt=0)
    return set(found.values_list("case_id", flat=True)[:AT_MOST])


def _joinable(group_id: UUID, actor: Actor) -> list[tuple[UUID, str]]:
    """Open cases whose psychosocial section the actor writes, without those who are in the group; by name."""
    here = {member.case_id for member in queries.members(group_id) if member.until_at is None}
    found = [one for one in cases.at_work(_writable(actor) - here)]
    known = registry.identities([one.person_id for one in found])
    audit.record_listing([one.person_id for one in found], sections=actor.reads & Section.IDENTITY)
    return sorted(((one.pk, f"{known[one.person_id].full_name if one.person_id in known else ''} · {one.number}") for one in found), key=lambda pair: pair[1])


def _names(members) -> dict[UUID, str]:
    """Case → name, of those whose identity the actor reads."""
    known = registry.identities([one.person_id for one in members])
    return {one.case_id: known[one.person_id].full_name for one in members if one.person_id in known}
