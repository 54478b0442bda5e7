"""Pages of columns, saved views and exports. The list itself stands in its own package."""
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.ground.access import queries as access
from amana.ground.lists import actions, files, forms, queries
from amana.ground.lists.listing import Listing, chosen, kept, listing, lists_of
from amana.ground.lists.rules import AT_MOST, KEPT_HOURS, SHARES, ExportState, Format
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor, clock
from amana.ground.rows.doors import page
from amana.ground.shell.acts import asked
from amana.ground.shell.lists import Place, chips
from amana.ground.shell.lists import place as place_of
from amana.lib.core.dates import cairo_day


@dataclass
class Tools:
    """What stands around the rows of a list: the filters that count, saved views, columns, and the way into a file."""

    listing: Listing
    form: object
    chosen: dict
    columns: list
    codes: set[str]
    choices: list[dict]
    tabs: list[dict]
    chips: list
    query: str
    view: object = None
    may_change_view: bool = False
    formats: list = field(default_factory=lambda: Format.choices)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chips or self.chosen.get("q"))


def tools(request: HttpRequest, name: str) -> Tools:
    """Of the list at whose address the request knocks. One statement, and those of the filters' choices."""
    of, actor = listing(name, request.actor), request.actor
    form = of.filters(actor, request.GET)
    said, found, view_id = chosen(form), queries.views(name), request.GET.get("view", "")
    columns = of.shown(actor, queries.columns_chosen(found, actor, view_id))
    codes = {one.code for one in columns}
    current = next((one for one in found if one.name and str(one.pk) == view_id), None)
    return Tools(of, form, said, columns, codes, [
        {"value": one.code, "label": one.label, "is_chosen": one.code in codes} for one in of.columns_of(actor) if not one.is_fixed],
        _tabs(of, [one for one in found if one.name], current), chips(request, form), request.GET.urlencode(), current, current is not None and (not current.is_shared or actor.may(SHARES)))


def place(request: HttpRequest) -> Place | None:
    """Where the address wants the list to go on."""
    return place_of(request.GET)


def _tabs(of: Listing, found: list, current) -> list[dict]:
    """The list as it usually is, and each view at an address of its own. None where nothing is saved."""
    if not found:
        return []
    url = reverse(of.page)
    return [{"label": _("All"), "url": url, "is_current": current is None}] + [
        {"label": one.name, "url": f"{url}?{'&'.join(filter(None, (one.query, f'view={one.pk}')))}", "is_current": one == current} for one in found]


@page(may=None)
@require_POST
def choose_columns(request: HttpRequest, list_name: str) -> HttpResponse:
    of = listing(list_name, request.actor)
    actions.choose_columns(of, request.POST.getlist("columns"), by=request.actor)
    return redirect(_back(of, request))


@page(may=None)
def save_view(request: HttpRequest, list_name: str) -> HttpResponse:
    """The filters of the address under a name. What was searched for is not kept: it would outlive the right to know it."""
    of = listing(list_name, request.actor)
    filters = of.filters(request.actor, request.GET)
    query, columns = kept(request, filters), [one.code for one in of.shown(request.actor, queries.columns_chosen(queries.views(of.name), request.actor, request.GET.get("view", "")))]
    form = forms.View(request.POST or None, shares=_shares(request.actor))
    if form.carried_out(lambda **given: actions.save_view(of, query=query, columns=columns, **given, by=request.actor)):
        messages.success(request, _("The view is saved. It stands above the list."))
        return redirect(f"{reverse(of.page)}?{'&'.join(filter(None, (query, f'view={form.outcome.pk}')))}")
    return render(request, "lists/view.html", {
        "form": form, "listing": of, "title": _("Save this view"), "back": _back(of, request), "list_url": reverse(of.page),
        "chips": chips(request, filters), "drops_search": bool(request.GET.get("q"))})


@page(may=None)
def change_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    one = queries.view(view_id)
    of = listing(one.of_list, request.actor)
    if one.is_shared:
        request.actor.must(SHARES)
    present = str(one.team_id or "organisation") if one.is_shared else ""
    form = forms.View(request.POST or None, shares=_shares(request.actor), initial={"name": one.name, "shared_with": present})
    back = f"{reverse(of.page)}?{'&'.join(filter(None, (one.query, f'view={one.pk}')))}"
    if form.carried_out(lambda **given: actions.change_view(one, **given, by=request.actor)):
        messages.success(request, _("The view is changed."))
        return redirect(back)
    return render(request, "lists/view.html", {
        "form": form, "listing": of, "title": _("Change the view"), "back": back, "list_url": reverse(of.page), "view": one})


@page(may=None)
def remove_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    one = queries.view(view_id)
    of = listing(one.of_list, request.actor)
    if one.is_shared:
        request.actor.must(SHARES)
    consequence = _("It disappears for everybody with whom it is shared. No file is touched.") if one.is_shared else _("No file is touched.")
    return asked(request, lambda: actions.remove_view(one, by=request.actor), question=_("Remove this view?"), consequence=consequence, verb=_("Remove"),
                 done=_("The view is removed."), back=reverse(of.page), refusals={})


@page(may=None)
@require_POST
def export_list(request: HttpRequest, list_name: str) -> HttpResponse:
    """What the filters of the address show, as a file; for a long list the page on which its job is followed."""
    of, kind = listing(list_name, request.actor), request.POST.get("format", "")
    kind = kind if kind in Format.values else Format.XLSX
    columns = [one.code for one in of.shown(request.actor, queries.columns_chosen(queries.views(of.name), request.actor, request.GET.get("view", "")))]
    made = actions.export(of, query=request.GET.urlencode(), columns=columns, kind=kind, by=request.actor)
    if made.export:
        actions.start(made.export, by=request.actor)
        return redirect("export", made.export.pk)
    return _download(made.content, of, kind)


@page(may=None)
def exports(request: HttpRequest) -> HttpResponse:
    """The own ones of lists that the role still has."""
    titles = {name: of.title for name, of in lists_of(request.actor).items()}
    return render(request, "lists/exports.html", {"exports": [{"one": one, "title": titles[one.of_list]} for one in queries.exports() if one.of_list in titles]})


@page(may=None)
def export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    return render(request, "lists/export.html", _shown(request, export_id))


@page(may=None)
def progress(request: HttpRequest, export_id: UUID) -> HttpResponse:
    return render(request, "lists/progress.html", _shown(request, export_id))


@page(may=None)
def file(request: HttpRequest, export_id: UUID) -> HttpResponse:
    one, content = actions.fetch(export_id, by=request.actor)
    return _download(content, listing(one.of_list, request.actor), one.format)


def _shown(request: HttpRequest, export_id: UUID) -> dict:
    one = queries.export(export_id)
    of = listing(one.of_list, request.actor)
    return {"export": one, "title": of.title, "list_url": reverse(of.page), "hours": KEPT_HOURS, "is_ready": one.state == ExportState.DONE,
            "of_rows": min(one.rows_expected, AT_MOST) if one.rows_expected else None, "is_cut": one.rows_done >= AT_MOST, "most": AT_MOST}


def _download(content: bytes, of: Listing, kind: str) -> HttpResponse:
    name = f"amana-{of.name}-{cairo_day(clock()).isoformat()}.{kind}"
    return HttpResponse(content, content_type=files.KINDS[Format(kind)], headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _back(of: Listing, request: HttpRequest) -> str:
    """The list as the address of this page describes it."""
    query = request.GET.copy() if request.GET else QueryDict(mutable=True)
    return f"{reverse(of.page)}?{query.urlencode()}" if query else reverse(of.page)


def _shares(actor: Actor) -> list[tuple[str, str]]:
    """With whom the actor may share a view: the own teams, and the organisation for whom it is within reach."""
    if not actor.may(SHARES):
        return []
    teams = [(str(team.pk), str(team)) for team in organisations.teams_of(actor.organisation_id) if team.pk in actor.teams]
    return teams + ([("organisation", _("The whole organisation"))] if access.reaches_all(actor) else [])
