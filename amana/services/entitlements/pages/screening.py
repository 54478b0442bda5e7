"""Social protection of one case: what a screening says, with its reasons, and a sheet for the family. Nothing here promises anything."""
from functools import partial
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.cases import queries as cases
from amana.casework.cases.pages.frame import Said, asking, head_reading, head_writing, may_write, said, shown
from amana.casework.consent.pages.paper import in_its_language
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.doors import page
from amana.ground.shell import paper as papers
from amana.ground.shell.values import reading_language
from amana.lib import eligibility
from amana.lib.eligibility import Outcome
from amana.services.entitlements import actions, forms, queries
from amana.services.entitlements.rules import WAITING

SOURCE = Path(__file__).parents[1] / "papers" / "sheet.typ"


read_head = partial(head_reading, section=Section.ECONOMIC)
head_to_write = partial(head_writing, section=Section.ECONOMIC)


def may_screen(request: HttpRequest, head: cases.Head) -> bool:
    return request.actor.may("screen") and may_write(head, Section.ECONOMIC)


@page(may=None)
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What the latest screening says, and every application; earlier screenings beside."""
    head, rows = read_head(case_id), queries.screenings(case_id)
    return _results(request, head, rows, rows[0] if rows else None)


@page(may=None)
def screened(request: HttpRequest, case_id: UUID, entitlement_screening_id: UUID) -> HttpResponse:
    """An earlier one as it was, by the versions that it was made by."""
    head = read_head(case_id)
    return _results(request, head, queries.screenings(case_id), queries.screening(case_id, entitlement_screening_id))


def _results(request: HttpRequest, head: cases.Head, rows: list, row) -> HttpResponse:
    results = queries.shown(row) if row else []
    applications = queries.applications(head.case.pk)
    names = access.names_of_memberships({one.made_by for one in rows})
    return shown(request, "entitlements/of_case.html", head, "entitlements", sections=Section.ECONOMIC, row=row, is_latest=bool(rows) and row == rows[0], by=names.get(row.made_by, "") if row else "",
                 groups=[(outcome.value, of_it) for outcome in queries.ORDER if (of_it := [one for one in results if one.outcome is outcome])], facts=eligibility.facts(),
                 rows=[(one, names.get(one.made_by, "")) for one in rows if one != row], applications=applications, programmes=queries.names(one.programme for one in applications),
                 applied={one.programme for one in applications if one.state in WAITING}, screens=may_screen(request, head))


@page(may="screen")
def screen(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """All questions on one page; what the file says, or the last screening said, is proposed."""
    head = head_to_write(case_id)
    asked = dict.fromkeys(fact for one in queries.in_force(head.today).values() for fact in one.facts)
    before = next(iter(queries.screenings(case_id)), None)
    from_file = queries.proposed(head)
    form = forms.Screening(request.POST or None, facts=[one for one in eligibility.facts().values() if one.code in asked], from_file=from_file, before=before.facts if before else {})
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.screen(head.case, **given, by=request.actor)):
        said(request, _("The screening is saved. Look with the family at what it says."))
        return redirect("case_entitlements", case_id)
    return asking(request, head, form, title=_("Screen for social protection"), submit=_("See what the rules say"), back=reverse("case_entitlements", args=[case_id]), template="entitlements/screen.html")


@page(may=None)
@in_its_language
def sheet(request: HttpRequest, case_id: UUID, entitlement_screening_id: UUID) -> HttpResponse:
    """For the family to take along: where, what to bring, what to ask. No name, no number of the case, no promise."""
    head, row = read_head(case_id), queries.screening(case_id, entitlement_screening_id)
    audit.record_reading(head.person_id, sections=Section.ECONOMIC, case=case_id)
    language, asked = reading_language(), eligibility.facts()
    known = [one for one in queries.shown(row) if one.finding]
    parts = [{"name": of.name.said(language), "gives": of.gives.said(language), "at": of.apply_at.said(language), "by": of.decided_by.said(language), "bring": [one.said(language) for one in of.documents],
              "ask": [asked[code].question.said(language) for code in one.finding.asks]}
             for one in known if one.outcome is not Outcome.UNLIKELY for of in [one.finding.programme]]
    made = papers.typeset(SOURCE, papers.Sheet(title=_("Social protection: where to ask"), language=language, organisation="", number=actions.print_sheet(case_id), printed_on=head.today), {
        "parts": parts, "none": _("By what is known, none of the programmes fits now. Things change: ask again when they do."),
        "promise": _("This sheet promises nothing. Whoever decides is named with each programme. Pay nobody for a promise of help."),
        "draft": _("The conditions are drafts to be confirmed with the ministry: the office may ask for other papers."),
        "words": {"at": _("Where"), "by": _("Who decides"), "bring": _("Bring along"), "ask": _("Not known yet. Find out first:")}})
    return papers.response(made, name="sheet")
