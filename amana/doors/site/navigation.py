"""What the menu offers: the places that the actor's role can open, by its verbs."""
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.ground.rows.acting import Actor


def navigation(request: HttpRequest) -> list[dict]:
    """Groups of items; a group without items disappears."""
    actor: Actor = request.actor
    work = [_item(request, "home", _("My day"), "sun", go_key="d", on_phone=True)]
    if finds_people(actor):
        work.append(_item(request, "people", _("People"), "people", go_key="p", on_phone=True))
    if actor.may("register"):
        work.append(_item(request, "register", _("Register a person"), "person-plus", on_phone="only", is_action=True))
    if actor.may("receive"):
        work.append(_item(request, "arrivals", _("Arrivals"), "box-arrow-in-down"))
    if actor.may("judge"):
        work.append(_item(request, "duplicates", _("Possible duplicates"), "intersect"))
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
    return [{"label": "", "items": work}, {"label": _("Administration"), "items": administration}]


def finds_people(actor: Actor) -> bool:
    """Whether the role reads any record."""
    return actor.reads != 0


def _item(request: HttpRequest, name: str, label: str, icon: str, **more) -> dict:
    url = reverse(name)
    below = url != "/" and request.path.startswith(url) and name != "register"
    is_current = request.path == url or (below and not (name == "people" and request.path.startswith(reverse("duplicates"))))
    return {"label": label, "url": url, "icon": icon, "is_current": is_current, "count": 0, **more}
