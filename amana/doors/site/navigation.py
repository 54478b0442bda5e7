"""What the menu offers: the places that the actor's role can open, by its verbs."""
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from amana.casework.cases import queries as cases
from amana.casework.referral import queries as referral
from amana.casework.registry import queries as registry
from amana.ground.rows.acting import Actor


def navigation(request: HttpRequest) -> list[dict]:
    """Groups of items; a group without items disappears."""
    actor: Actor = request.actor
    late, due = cases.due_counts(decides=actor.may("approve_plan")) if actor.may("task") else (0, 0)
    work = [_item(request, "home", _("My day"), "sun", go_key="d", on_phone=True, count=due, is_urgent=late > 0)]
    if finds_people(actor):
        work.append(_item(request, "people", _("People"), "people", go_key="p", on_phone=True))
    if actor.may("note"):
        work.append(_item(request, "cases", _("Cases"), "folder", go_key="c", on_phone=True))
    if actor.may("register"):
        work.append(_item(request, "register", _("Register a person"), "person-plus", on_phone="only", is_action=True))
    if actor.may("receive"):
        work.append(_item(request, "arrivals", _("Arrivals"), "box-arrow-in-down"))
    if actor.may("judge"):
        work.append(_item(request, "duplicates", _("Possible duplicates"), "intersect"))
    if any(actor.may(verb) for verb in ("answer", "start", "refer")):
        work.append(_item(request, "referrals", _("Referrals"), "arrow-left-right", go_key="r", on_phone=True, count=referral.waiting(actor)))
    services = [_item(request, "directory", _("Directory of services"), "signpost-split")]
    administration = []
    if actor.may("organisations"):
        administration.append(_item(request, "organisations", _("Organisations"), "building"))
    if actor.may("teams"):
        administration.append(_item(request, "own_organisation", _("Your organisation"), "building"))
        administration.append(_item(request, "teams", _("Teams and desks"), "diagram-3"))
    if actor.may("staff"):
        administration.append(_item(request, "staff", _("Staff"), "person-badge"))
    if actor.may("agreements"):
        administration.append(_item(request, "agreements", _("Agreements"), "file-earmark-text"))
    return [{"label": "", "items": work}, {"label": _("Services"), "items": services}, {"label": _("Administration"), "items": administration}]


def finds_people(actor: Actor) -> bool:
    """Whether the role reads any record."""
    return actor.reads != 0


def _item(request: HttpRequest, name: str, label: str, icon: str, **more) -> dict:
    url = reverse(name)
    below = url != "/" and request.path.startswith(url) and name != "register"
    is_current = request.path == url or (below and not (name == "people" and request.path.startswith(reverse("duplicates"))))
    return {"label": label, "url": url, "icon": icon, "is_current": is_current, "count": 0, **more}


def case_tabs(request: HttpRequest, head: cases.Head, current: str) -> list[dict]:
    """The parts of a case that the actor may open, each at its own address."""
    tabs = [("overview", "case", _("Overview"))]
    if head.sight.own:
        tabs += [("plan", "case_plan", _("Plan")), ("referrals", "case_referrals", _("Referrals")), ("notes", "case_notes", _("Notes")), ("household", "case_household", _("Household"))]
    shown = [{"key": key, "label": label, "url": reverse(name, args=[head.case.pk])} for key, name, label in tabs]
    if head.record.own and (url := url_if_there("consents", head.person_id)):
        shown.append({"key": "consents", "label": _("Consents"), "url": url})
    if head.sight.own:
        shown.append({"key": "log", "label": _("Log"), "url": reverse("case_log", args=[head.case.pk])})
    return [{**tab, "is_current": tab["key"] == current} for tab in shown]


def person_parts(request: HttpRequest, file: registry.File) -> dict:
    """What upper packages add to a person's page: buttons, and fragments of the aside with their templates."""
    found = cases.cases_of_person(file.person.pk) if file.sight.own else []
    works = file.sight.own and file.sight.near and file.sight.writable and not file.sight.needs
    may_open = request.actor.may("open") and works and not any(case.state != "closed" for case in found)
    actions = [{"url": reverse("open_case", args=[file.person.pk]), "label": _("Open a case"), "icon": "folder"}] if may_open else []
    return {"actions": actions, "aside": [{"template": "cases/of_person.html", "cases": found}] if found else []}


def url_if_there(name: str, *args) -> str:
    """The address of a page that another package may bring, or nothing until it does."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
