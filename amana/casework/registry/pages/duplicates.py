"""Likely duplicates: beside the registration form, the work list, and the judgement of one pair."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.registry import actions, countries, forms, queries
from amana.casework.registry.rules import IdentityFacts, PairsTab, PhoneFacts, Sex, Verdict
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import clock
from amana.ground.rows.doors import page
from amana.ground.shell import values
from amana.ground.shell.lists import place, turned, url_with
from amana.lib import names


@page(may="register")
def beside(request: HttpRequest) -> HttpResponse:
    """What the form asks for while it is filled in; nothing is saved, nothing is prevented."""
    found = likely(request)
    audit.record_listing([one.listed.id for one in found], sections=Section.IDENTITY)
    return render(request, "registry/duplicates/alike.html", {"candidates": found, "different": ticked(request)})


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
    """The work list, best first; `only` narrows it, `less` shows what is hardly worth a look."""
    asked = _asked(request)
    found, others = queries.to_be_judged(asked, request.actor.membership_id)
    part = queries.part_of(found, place(request.GET))
    audit.record_listing([one.id for pair in part.rows for one in (pair.first, pair.second)], sections=Section.IDENTITY)
    tabs = [{"label": tab.label, "url": url_with(request, only=tab.value), "is_current": tab == asked.tab} for tab in PairsTab]
    return render(request, "registry/duplicates/list.html", {
        "pairs": part.rows, "asked": asked, "tabs": tabs, "others": others, "others_url": url_with(request, less="" if asked.less_likely else "1"),
        "query": _query(asked), "total": len(found), "said": queries.verdict_that_stands(request.GET.get("said", "")), **turned(request, part)})


def _asked(request: HttpRequest) -> queries.Asked:
    tab = request.GET.get("only", "")
    return queries.Asked(PairsTab(tab) if tab in PairsTab.values else PairsTab.ALL, bool(request.GET.get("less")))


def _query(asked: queries.Asked, **more: str) -> str:
    """The same list, for the address of a pair."""
    said = {"only": asked.tab.value, "less": "1" if asked.less_likely else "", **more}
    return f"?{urlencode({name: value for name, value in said.items() if value})}" if any(said.values()) else ""


@page(may="judge")
def judge(request: HttpRequest, first_id: UUID, second_id: UUID) -> HttpResponse:
    """Both records side by side, and what somebody says of them; the last word counts and can be taken back. Then the next pair of the list is shown."""
    found, asked = queries.pair(first_id, second_id), _asked(request)
    form = forms.Judgement(None if "undo" in request.POST else request.POST or None)
    late = _said_meanwhile(request, found)
    if "undo" in request.POST:
        if late:
            messages.error(request, late)
            return redirect(_address(found.first.id, found.second.id, _query(asked)))
        actions.judge(first_id, second_id, Verdict.OPEN, by=request.actor)
        messages.success(request, _("The verdict is taken back."))
        return redirect(_address(found.first.id, found.second.id, _query(asked)))
    waiting, _others = queries.to_be_judged(asked, request.actor.membership_id)
    here, following = _beside(waiting, found)
    if form.is_valid() and late:
        form.add_error(None, late)
    elif form.is_valid():
        actions.judge(first_id, second_id, form.cleaned_data["verdict"], reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("Judged."))
        said = _query(asked, said=f"{found.first.id}_{found.second.id}")
        return redirect(_address(following.first, following.second, said) if following else f"{reverse('duplicates')}{said}")
    audit.record_listing([first_id, second_id], sections=Section.IDENTITY)
    return render(request, "registry/duplicates/judge.html", {
        "pair": found, "form": form, "fields": _fields(found), "here": here, "total": len(waiting), "said": queries.verdict_that_stands(request.GET.get("said", "")), "query": _query(asked),
        "next_url": _address(following.first, following.second, _query(asked)) if following else ""})


def _said_meanwhile(request: HttpRequest, pair: queries.Pair) -> str:
    """What was said of the pair since the page that is answered was opened; empty where nothing was. That it was noted as likely says nothing."""
    last = pair.judgement
    if request.method != "POST" or last is None or request.POST.get("stands", "") == (str(last.pk) if last.verdict != Verdict.OPEN else ""):
        return ""
    who = access.names_of_memberships({last.made_by}).get(last.made_by) or _("somebody else")
    words = {"who": f"\u2068{who}\u2069", "what": last.get_verdict_display(), "time": values.time_words(last.made_at, now=clock())}
    return _("Not saved: %(who)s has judged this pair meanwhile, at %(time)s: %(what)s. Look again, and save once more if your verdict is to count.") % words


def _address(first: UUID, second: UUID, query: str) -> str:
    return f"{reverse('judge_pair', args=[first, second])}{query}"


def _beside(waiting: list[queries.Waiting], pair: queries.Pair) -> tuple[int, queries.Waiting | None]:
    """Which of the list the pair is, 0 where it is none of it, and the one after it; after the last the first again."""
    here = next((place for place, one in enumerate(waiting, 1) if (one.first, one.second) == (pair.first.id, pair.second.id)), 0)
    others = waiting[here:] + waiting[: max(0, here - 1)]
    return here, others[0] if others else None


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
        _row(_("Sex"), *("" if one.sex == Sex.UNSTATED else one.get_sex_display() for one in (a, b))),
        _row(_("Nationality"), *nationality),
    ]
    rows[3]["result"] = {"same": "same", "missing": "missing", "differs": "different", "few_years_apart": "different"}.get(birth, "near")
    rows = [row for row in rows if row["first"] or row["second"]]
    if pair.documents_clash:
        rows.append(_row(_("Documents"), _("the same number"), _("the same number")))  # which one, nobody is told here
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
