"""Programmes: what they are for, how far they have come, and their books. No page of them names a person."""
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.ground.access import queries as access
from amana.ground.audit import actions as audit
from amana.ground.lists import files
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor, clock
from amana.ground.rows.doors import page
from amana.ground.shell.lists import ROWS, part_of
from amana.ground.shell.values import day_words
from amana.lib.core.dates import PartialDate, cairo_day
from amana.services.programmes import actions, forms, queries
from amana.services.programmes.rules import Account, TargetGroup, Why

if TYPE_CHECKING:
    from amana.services.programmes.models import Programme

def may_know(actor: Actor) -> bool:
    return any(actor.may(verb) for verb in ("ask_help", "run_programme", "keep_books"))


def _must_know(actor: Actor) -> None:
    if not may_know(actor):
        actor.must("run_programme")


@page(may=None)
def programmes(request: HttpRequest) -> HttpResponse:
    _must_know(request.actor)
    return render(request, "programmes/programmes.html", part_of(request, queries.programmes()) | {"runs": request.actor.may("run_programme")})


@page(may=None)
def programme(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Progress and money for who keeps it; for everybody else what it is for."""
    _must_know(request.actor)
    one = queries.programme(programme_id)
    keeps, standings = queries.keeps(one, request.actor), queries.standings(programme_id)
    counts = queries.counts(programme_id) if keeps else {}
    targets = queries.targets(programme_id)
    return render(request, "programmes/programme.html", {
        "programme": one, "keeps": keeps, "runs": keeps and request.actor.may("run_programme"), "books": keeps and request.actor.may("keep_books"),
        "figures": request.actor.may("run_programme") or request.actor.may("keep_books"),
        "standings": [(each, _shares(each.balance)) for each in standings], "totals": _totals(standings) if keeps else None,
        "targets": [(TargetGroup(group).label, number) for group, number in targets.items()], "target": sum(targets.values()), "reached": counts.get("", (0, 0))[1],
        "groups": [TargetGroup(group).label for group in one.groups], "rates": queries.rates(programme_id) if keeps else [],
        "open_requests": sum(n for state, (n, _people) in counts.items() if state), "left": _left(one, {state: n for state, (n, _people) in counts.items() if state})})


def _left(one: "Programme", requests: dict[str, int]) -> dict[str, int]:
    """What is open of a programme that agrees to nothing any more: undecided, approved, under way; empty while it runs."""
    if not requests or one.runs_on(cairo_day(clock())):
        return {}
    return {"undecided": requests.get("requested", 0) + requests.get("checked", 0), "approved": requests.get("approved", 0), "ordered": requests.get("ordered", 0)}


def _shares(balance) -> int | None:
    """How much of a hundred is spent."""
    return int(100 * balance.spent / balance.granted) if balance and balance.granted else None


def _totals(standings: list[queries.Standing]) -> dict:
    return {name: sum((getattr(one.balance, name) for one in standings if one.balance), 0) for name in ("granted", "available", "committed", "ordered", "spent")}


@page(may="run_programme")
def begin(request: HttpRequest) -> HttpResponse:
    teams = [(str(one.pk), str(one)) for one in organisations.teams_of(request.actor.organisation_id) if one.pk in request.actor.teams]
    form = forms.Programme(request.POST or None, teams=teams)
    if form.carried_out(lambda **given: actions.begin(**given, by=request.actor)):
        messages.success(request, _("The programme is there. Add the lines of its budget."))
        return redirect("programme", form.outcome.pk)
    return _asked(request, form, title=_("New programme"), back=reverse("programmes"), no_team=not teams)


@page(may="run_programme")
def change(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    one = queries.kept(programme_id, request.actor)
    fields = ("name_ar", "name_en", "donor", "account", "groups", "is_open")
    form = forms.ChangedProgramme(request.POST or None, initial={name: getattr(one, name) for name in fields} | {
        "starts_on": PartialDate.on(one.starts_on), "ends_on": PartialDate.on(one.ends_on)})
    return _carried(request, form, one, lambda **given: actions.change(one, **given, by=request.actor), title=_("Change the programme"))


@page(may="run_programme")
def add_line(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    one, form = queries.kept(programme_id, request.actor), forms.Line(request.POST or None)
    return _carried(request, form, one, lambda **given: actions.add_line(one, **given, by=request.actor), title=_("New budget line"))


@page(may="run_programme")
def set_target(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    one, form = queries.kept(programme_id, request.actor), forms.Target(request.POST or None)
    return _carried(request, form, one, lambda **given: actions.set_target(one, **given, by=request.actor), title=_("Target"))


@page(may="keep_books")
def tell_rate(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    one = queries.kept(programme_id, request.actor)
    form = forms.Rate(request.POST or None)
    return _carried(request, form, one, lambda **given: actions.tell_rate(one, **given, by=request.actor), title=forms.unit_words(one.currency))


@page(may=None)
def line(request: HttpRequest, budget_line_id: UUID) -> HttpResponse:
    """The books of one line: what stands on it and every movement."""
    one = queries.line(budget_line_id)
    kept = queries.kept(one.programme_id, request.actor)
    said = request.GET.get("below", "")
    rows, below = queries.entries_part(one.pk, int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None)
    names = access.names_of_memberships({entry.made_by for entry in rows})
    return render(request, "programmes/line.html", {
        "previous_url": f"?below={rows[0].number + ROWS + 1}" if said and rows else "", "next_url": f"?below={below}" if below else "",
        "line": one, "programme": kept, "balance": next(each.balance for each in queries.standings(kept.pk) if each.line.pk == one.pk), "books": request.actor.may("keep_books"),
        "rows": [(entry, Account(entry.source).label, Account(entry.target).label, Why(entry.why).label, names.get(entry.made_by, "")) for entry in rows]})


@page(may=None)
def export_line(request: HttpRequest, budget_line_id: UUID, kind: str) -> HttpResponse:
    """All movements of a line as a file for finance: amounts as numbers are written, without separators."""
    one = queries.line(budget_line_id)
    kept = queries.kept(one.programme_id, request.actor)
    file = files.begun(kind, [_("Number"), _("Day"), _("From"), _("To"), _("Amount"), _("Currency"), _("What"), _("Words"), _("Request")], title=_("Ledger"))
    for entry in queries.entries(one.pk).reverse().iterator(2000):
        file.add([[entry.number, cairo_day(entry.made_at), str(Account(entry.source).label), str(Account(entry.target).label), entry.amount, kept.currency,
                   str(Why(entry.why).label), entry.allotment.words if entry.allotment else "", str(entry.request_id or "")]])
    audit.record("list.exported", None, of="ledger", rows=file.rows, kind=kind)
    made = file.done([(_("Programme"), kept.name_en), (_("Budget line"), one.code), (_("Day"), day_words(cairo_day(clock())))])
    return HttpResponse(made, content_type=files.KINDS[kind], headers={"Content-Disposition": f'attachment; filename="ledger-{one.code}.{kind}"'.replace("/", "-")})


@page(may="keep_books")
def allot(request: HttpRequest, budget_line_id: UUID) -> HttpResponse:
    one = queries.line(budget_line_id)
    kept, form = queries.kept(one.programme_id, request.actor), forms.Allotment(request.POST or None)
    return _carried(request, form, kept, lambda **given: actions.allot(one, **given, by=request.actor), title=_("Budget granted"), lead=f"{one.code} · {kept.currency}",
                    to=reverse("budget_line", args=[one.pk]))


@page(may="keep_books")
def take_back(request: HttpRequest, budget_line_id: UUID, allotment_id: UUID) -> HttpResponse:
    one = queries.line(budget_line_id)
    kept = queries.kept(one.programme_id, request.actor)
    allotment, form = queries.allotment(one.pk, allotment_id), forms.TakingBack(request.POST or None)
    return _carried(request, form, kept, lambda **given: actions.take_back(allotment, **given, by=request.actor), title=_("Take it back"),
                    lead=_("The entry stays; a counter-entry of the same amount is written beside it."), to=reverse("budget_line", args=[one.pk]))


def _carried(request: HttpRequest, form, one: "Programme", act, *, title: str, lead: str = "", to: str = "") -> HttpResponse:
    back = to or reverse("programme", args=[one.pk])
    if form.carried_out(act):
        messages.success(request, _("Saved."))
        return redirect(back)
    return _asked(request, form, title=title, lead=lead, back=back, programme=one)


def _asked(request: HttpRequest, form, **context) -> HttpResponse:
    status = 409 if request.method == "POST" and form.non_field_errors() else 200
    return render(request, "programmes/form.html", {"form": form, **context}, status=status)
