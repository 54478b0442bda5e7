"""What the menu offers: the places that the actor's role can open, by its verbs."""
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amana.casework.assessments import queries as assessments
from amana.casework.caseload import actions as caseloads
from amana.casework.caseload import queries as caseload
from amana.casework.cases import queries as cases
from amana.casework.consent import queries as consents
from amana.casework.elsewhere import queries as elsewhere
from amana.casework.exceptional import queries as exceptional
from amana.casework.referral import queries as referral
from amana.casework.registry import queries as registry
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Actor, clock
from amana.ground.shell.addresses import address, address_of
from amana.ground.shell.values import clock as clock_of
from amana.services.reintegration import queries as reintegration


def navigation(request: HttpRequest) -> list[dict]:
    """Groups of items; a group without items disappears."""
    actor: Actor = request.actor
    late, due = _due_counts(request)
    work = [_item(request, "home", _("My day"), "sun", go_key="d", on_phone=True, count=due, is_urgent=late > 0)]
    if finds_people(actor):
        work.append(_item(request, "people", _("People"), "people", go_key="p", on_phone=True))
    if actor.may("note"):
        work.append(_item(request, "cases", _("Cases"), "folder", go_key="c", on_phone=True))
    if actor.registers:
        work.append(_item(request, "register", _("Register"), "person-plus", on_phone="only", is_action=True))
    if actor.may("receive"):
        work.append(_item(request, "arrivals", _("Arrivals"), "box-arrow-in-down"))
    if caseloads.may_import(actor):
        work.append(_item(request, "caseloads", _("Imported caseloads"), "upload"))
    if actor.may("judge"):
        work.append(_item(request, "duplicates", _("Possible duplicates"), "intersect"))
    if any(actor.may(verb) for verb in ("answer", "start", "refer")):
        work.append(_item(request, "referrals", _("Referrals"), "arrow-left-right", go_key="r", on_phone=True, count=referral.waiting(actor)))
    if actor.may("answer"):
        work.append(_item(request, "contact_requests", _("Contact requests"), "chat-left-text"))
    if actor.may("open_exceptionally") or actor.may("review_access"):
        work.append(_item(request, "exceptional", _("Emergency access"), "unlock"))
    services = [_item(request, "directory", _("Directory of services"), "signpost-split")]
    if any(actor.may(verb) for verb in ("ask_help", "check_help", "keep_books")):
        services.append(_item(request, "assistance", _("Assistance"), "gift"))
        services.append(_item(request, "programmes", _("Programmes"), "bullseye"))
    if actor.may("task") or actor.may("staff"):
        services.append(_item(request, "interpreters", _("Interpreters"), "chat-left-text"))
    if actor.may("counsel"):
        services.append(_item(request, "groups", pgettext("of support", "Groups"), "people"))
    if actor.may("decide_business") and actor.reads & Section.ECONOMIC:
        services.append(_item(request, "business_committee", _("Business committee"), "card-checklist"))
    if actor.may("task"):
        services.append(_item(request, "call_list", _("Call list"), "telephone"))
    administration = []
    if actor.may("organisations"):
        administration.append(_item(request, "organisations", _("Organisations"), "building"))
    if actor.may("reference_data"):
        administration.append(_item(request, "reference", _("Reference data"), "card-checklist"))
    if actor.may("teams"):
        administration.append(_item(request, "own_organisation", _("Your organisation"), "building"))
        administration.append(_item(request, "teams", _("Teams and desks"), "diagram-3"))
    if actor.may("staff"):
        administration.append(_item(request, "staff", _("Staff"), "person-badge"))
    if actor.may("agreements"):
        administration.append(_item(request, "agreements", _("Agreements"), "file-earmark-text"))
    return [{"label": "", "items": work}, {"label": _("Services"), "items": services}, {"label": _("Administration"), "items": administration}]


def finds_people(actor: Actor) -> bool:
    """Whether the role looks for people from every page: those that register them (UX.md §6); a desk and the police know what is sent to them."""
    return actor.may("register")


def _due_counts(request: HttpRequest) -> tuple[int, int]:
    """What is late, and what is due by tonight; as the page has counted it, where it has."""
    if not request.actor.may("task"):
        return 0, 0
    return getattr(request, "due_counts", None) or cases.due_counts(decides=request.actor.may("approve_plan"))


def _item(request: HttpRequest, name: str, label: str, icon: str, **more) -> dict:
    url = address(name)
    below = url != "/" and request.path.startswith(url) and name != "register"
    is_current = request.path == url or (below and not (name == "people" and request.path.startswith(address("duplicates"))))
    return {"label": label, "url": url, "icon": icon, "is_current": is_current, "count": 0, **more}


def lasting(request: HttpRequest) -> str:
    """Above the page for as long as it lasts: files that are open exceptionally, on my day and on each page of one file; and the flag of an alarm on each page of its file."""
    at = request.resolver_match
    return format_html("{}{}", _flag(request, at.kwargs), _exceptional(request, at)) if at else ""


def _flag(request: HttpRequest, of: dict) -> str:
    """With a way to its reason for who reads the section, and without content for everybody else who works with the file."""
    keys = {name: of[name] for name in ("case_id", "person_id") if name in of}
    if not keys or not request.actor.may("task"):
        return ""
    found = assessments.flags(request.actor, **keys)
    return render_to_string("assessments/flag.html", {"alarms": found, "leads": request.actor.may("approve_plan")}) if found else ""


def _exceptional(request: HttpRequest, at) -> str:
    if not request.actor.may("open_exceptionally") or (at.url_name != "home" and not {"person_id", "case_id"} & set(at.kwargs)):
        return ""
    now = clock()
    open_ones = [(one, clock_of(one.access.made_at, one.access.closes_at, now=now).words) for one in exceptional.open_of(request.actor, now)]
    return render_to_string("exceptional/lasting.html", {"open_ones": open_ones}) if open_ones else ""


def case_tabs(request: HttpRequest, head: cases.Head, current: str) -> list[dict]:
    """The parts of a case that the actor may open, each at its own address, under the eight names of UX.md and psychosocial support, which few roles open."""
    own, social, economic = head.sight.own, head.sight.shows(Section.SOCIAL), head.sight.shows(Section.ECONOMIC)
    groups = (
        (_("Overview"), (("overview", True, "case", _("Overview")),)),
        (_("Assessments"), (("screenings", social, "case_screenings", _("Screening")), ("assessments", own and social, "case_assessments", _("Assessments")))),
        (_("Plan"), (("plan", own, "case_plan", _("Plan")), ("path", own and social, "case_path", _("Path of reintegration")))),
        (_("Referrals"), (("referrals", own, "case_referrals", _("Referrals")),)),
        (_("Assistance"), (
            ("assistance", economic, "case_help", _("Assistance")), ("entitlements", own and economic, "case_entitlements", _("Social protection")),
            ("reintegration", own and economic, "case_reintegration", _("Reintegration")), ("business", own and economic, "case_business", _("Micro-businesses")))),
        (_("Psychosocial support"), (("psychosocial", head.sight.shows(Section.PSYCHOSOCIAL), "case_psychosocial", _("Psychosocial support")),)),
        (_("Documents"), (("attachments", own, "case_attachments", _("Attachments")), ("consents", head.record.own, "consents", _("Consents")))),
        (_("Related people"), (
            ("household", own, "case_household", _("Household")),
            ("interpreters", own and social and request.actor.may("task"), "case_interpreters", _("Interpreters")))),
        (_("Log"), (("log", own, "case_log", _("Log")), ("notes", own, "case_notes", _("Notes")))),
    )
    return [_tab(label, [
        {"key": key, "label": name, "url": address_of(page, head.person_id if key == "consents" else head.case.pk), "is_current": key == current}
        for key, _open, page, name in open_parts]) for label, parts in groups if (open_parts := [part for part in parts if part[1]])]


def _tab(label: str, parts: list[dict]) -> dict:
    """Opens the first of its parts, and is called as that one where it is alone."""
    return {**parts[0], "label": label if len(parts) > 1 else parts[0]["label"], "is_current": any(part["is_current"] for part in parts), "parts": parts}


def person_parts(request: HttpRequest, file: registry.File) -> dict:
    """What upper packages add to a person's page: the next step as a button, and parts of the aside."""
    if not file.sight.own:
        return {"actions": [], "aside": [], "seen_url": ""}
    key, now, actor = file.person.pk, clock(), request.actor
    found = cases.cases_of_person(key)
    is_free = file.sight.edit and not any(case.state != "closed" for case in found)
    actions = []
    if is_free and actor.may("take_consent") and not consents.may_work(key, actor.organisation_id, now):
        actions.append({"url": reverse("take_consent", args=[key]), "label": _("Take consent"), "icon": "shield-check"})
    elif is_free and actor.may("open"):
        actions.append({"url": reverse("open_case", args=[key]), "label": _("Open a case"), "icon": "folder"})
    aside = [render_to_string("cases/of_person.html", {"cases": found}, request)] if found else []
    if is_free and actor.may("open") and not found and (said := caseload.said_of(key)):
        aside.append(render_to_string("caseload/of_person.html", {"person_id": key, "said": said}, request))
    if actor.may("register") and elsewhere.may_be_asked_about(file):
        aside.append(render_to_string("elsewhere/card.html", {"person_id": key, "standing": elsewhere.standing(key, now)}, request))
    if not file.sight.near and actor.may("open_exceptionally"):
        aside.append(render_to_string("exceptional/offer.html", {"person_id": key}, request))
    if file.edits(Section.JOURNEY) and actor.may("register"):
        aside.append(render_to_string("reintegration/of_person.html", {"person_id": key, "returned": reintegration.latest_return(key)}, request))
    if file.sight.near:
        aside.append(render_to_string("cases/attachments_of_person.html", {"person_id": key}, request))
        aside.append(render_to_string("consent/card.html", {"person_id": key, "standings": consents.standing(key, now), "looks_only": file.sight.looks_only}, request))
    return {"actions": actions, "aside": aside, "seen_url": reverse("seen", args=[key]) if file.sight.near else ""}
