"""Likely duplicates: beside the registration form, the work list, and the judgement of one pair."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amana.casework.registry import actions, countries, forms, queries
from amana.casework.registry.rules import IdentityFacts, PhoneFacts, Verdict
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.doors import page
from amana.ground.shell import values
from amana.lib import names


@page(may="register")
def beside(request: HttpRequest) -> HttpResponse:
    """What the form asks for while it is filled in; nothing is saved, nothing is prevented."""
    found = likely(request)
    audit.record_listing([one.listed.id for one in found], sections=Section.IDENTITY)
    return render(request, "registry/duplicates/beside.html", {"candidates": found, "different": ticked(request)})


def likely(request: HttpRequest) -> list[queries.Candidate]:
    """Records that may be the person whom the form describes so far."""
    form = forms.Registration(request.POST, teams=[])
    form.is_valid()
    data = form.cleaned_data
    facts = IdentityFacts(**{name: data[name] for name in IdentityFacts.__dataclass_fields__ if name in data})
    if not (facts.given_ar or facts.given_latin):
        return []
    phone = data.get("number")
    return queries.likely_duplicates(queries.Sought(facts, (PhoneFacts(phone.typed),) if phone else ()))


def ticked(request: HttpRequest) -> set[UUID]:
    """Candidates that the registrar said are somebody else."""
    made = set()
    for text in request.POST.getlist("different"):
        try:
            made.add(UUID(text))
        except ValueError:
            continue
    return made


@page(may="judge")
def pairs(request: HttpRequest) -> HttpResponse:
    found = queries.to_be_judged()
    audit.record_listing([one.id for pair in found for one in (pair.first, pair.second)], sections=Section.IDENTITY)
    return render(request, "registry/duplicates/list.html", {"pairs": found})


@page(may="judge")
def judge(request: HttpRequest, first_id: UUID, second_id: UUID) -> HttpResponse:
    """Both records side by side, and what somebody says of them; the last word counts and can be taken back."""
    found = queries.pair(first_id, second_id)
    form = forms.Judgement(None if "undo" in request.POST else request.POST or None)
    if "undo" in request.POST:
        actions.judge(first_id, second_id, Verdict.OPEN, by=request.actor)
        messages.success(request, _("The verdict is taken back."))
        return redirect("judge_pair", first_id, second_id)
    if form.is_valid():
        actions.judge(first_id, second_id, form.cleaned_data["verdict"], reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("Judged."))
        return redirect("duplicates")
    audit.record_listing([first_id, second_id], sections=Section.IDENTITY)
    return render(request, "registry/duplicates/judge.html", {"pair": found, "form": form, "fields": _fields(found)})


def _fields(pair: queries.Pair) -> list[dict]:
    a, b = pair.first.identity, pair.second.identity
    nationality = [" · ".join(map(countries.country_name, one.nationalities)) for one in (a, b)]
    births = [values.partial_words(one.birth) if one.birth else "" for one in (a, b)]
    birth = next(reason.code for reason in pair.comparison.reasons if reason.about == "birth")
    rows = [
        _row(_("Name"), a.name_ar, b.name_ar),
        _row(_("Name in Latin letters"), a.name_latin, b.name_latin),
        _row(_("Other names"), a.other_names, b.other_names),
        _row(_("Date of birth"), *births),
        _row(_("Sex"), a.get_sex_display(), b.get_sex_display()),
        _row(_("Nationality"), *nationality),
    ]
    rows[3]["result"] = {"same": "same", "missing": "missing", "differs": "different"}.get(birth, "near")
    rows = [row for row in rows if row["first"] or row["second"]]
    if pair.documents_clash:
        rows.append({"label": _("Documents"), "first": [], "second": [], "result": "same"})
    return rows


def _row(label: str, first: str, second: str) -> dict:
    """Words of both sides; those without an equal on the other side are marked."""
    a, b = first.split(), second.split()
    folded_a, folded_b = {names.fold(word) for word in a}, {names.fold(word) for word in b}
    result = "missing" if not a or not b else "same" if a == b else "near" if folded_a & folded_b else "different"
    return {
        "label": label,
        "first": [(word, bool(b) and word not in b) for word in a],
        "second": [(word, bool(a) and word not in a) for word in b],
        "result": result,
    }
