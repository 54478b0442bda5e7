"""Composing a referral: draft, live preview of before and after acceptance, review, sending."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.cases import queries as cases
from amana.casework.referral import actions, forms, package, queries
from amana.ground.audit import actions as audit
from amana.ground.directory import queries as directory
from amana.ground.directory.service_types import service_types
from amana.ground.rows.acting import Hidden, attempt, clock
from amana.ground.rows.doors import page
from amana.lib.core.dates import cairo_day
from amana.lib.core.ids import read_key, uuid7

USUAL = ("name", "sex", "languages", "phone", "safe_hours", "words_not_to_use")  # proposed; what no consent covers is barred all the same (DOMAIN.md §4.3)
KEPT = ("kind", "service", "ground", "urgency", "need", "is_transfer", "confirmed", "shown")
NEAREST = 6


@dataclass
class Composing:
    """All that the page shows of a referral in work."""

    case: object
    data: QueryDict
    draft_id: UUID
    draft: object
    services: list
    service: object
    grounds: dict
    ground: object
    offers: list
    form: forms.Compose
    now: datetime

    @property
    def minimum(self) -> dict:
        return package.minimum(self.case, need=self.data.get("need", ""), today=cairo_day(self.now))

    @property
    def parts(self) -> dict[int, dict]:
        return package.parts(self.form.chosen())


@page(may="refer")
def refer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One address for all of it; `act` says what is wanted: preview, autosave, draft, drop, review, change or send."""
    case, act, is_review = cases.case(case_id), request.POST.get("act", ""), _is_review(request)
    sight = cases.sight_of(case_id)
    if not (sight.own and sight.edit):
        raise Hidden
    work = _composing(request, case)
    if act == "autosave":
        return _saved(request, work)
    if act == "draft":
        _keep(request, work)
        messages.success(request, _("Kept as a draft for 14 days. Only you see it."))
        return redirect(case_address(case.pk))
    if act == "drop":
        if work.draft:
            actions.drop_draft(work.draft, by=request.actor)
        messages.success(request, _("The draft is deleted."))
        return redirect(case_address(case.pk))
    if act == "send" and work.form.carried_out(lambda **_given: _send(request, work)):
        messages.success(request, _("Sent. The number of the referral is %(number)s.") % {"number": work.form.outcome.number})
        return redirect("referral", work.form.outcome.pk)
    # A page of its own, with an address: whoever comes back to it from what was sent finds no error of the browser.
    if act == "review" and work.form.carried_out(lambda **_given: _keep(request, work)):
        return redirect(f"{request.path}?draft={work.draft_id}&act=review")
    if is_review and work.draft is None:
        messages.error(request, _("This draft is no longer there: it was sent or deleted, or is older than 14 days. Look at the referrals of the case."))
        return redirect(case_address(case.pk))
    if request.method == "GET":
        audit.record_reading(case.person_id, sections=sight.sections)
    if is_review and work.form.is_valid():
        return render(request, "referral/review.html", _context(work))
    target = request.headers.get("HX-Target")
    is_live = target == "preview"
    # A part of the page in place of the one that was: the preview then asks once more, for what was typed meanwhile.
    return render(request, "referral/preview.html" if is_live else "referral/compose.html",
                  _context(work) | {"is_live": is_live, "is_part": target == "compose"})


def _is_review(request: HttpRequest) -> bool:
    return request.method == "GET" and request.GET.get("act") == "review"


def case_address(case_id: UUID) -> str:
    return reverse("case_referrals", args=[case_id])


def _composing(request: HttpRequest, case) -> Composing:
    now, actor = clock(), request.actor
    data, draft_id, draft = _data(request, case.pk)
    services = list(directory.services(besides=actor.organisation_id))
    service = next((one for one in services if str(one.pk) == data.get("service")), None)
    if service and (not data.get("kind") or (service.kind != data["kind"] and request.method == "GET")):
        data["kind"] = service.kind
    if service and service.kind != data["kind"]:
        service = None
        data.pop("service")
    grounds = queries.grounds(case, now)
    ground = _ground(grounds.get(service.organisation_id, []), data.get("ground", "")) if service else None
    offers = queries.offers(case, ground)
    if ground and data.get("shown") != ground.key and not data.getlist("parts"):
        data.setlist("parts", [one.choice.key for section in offers for one in section.offers if not one.barred and one.choice.kind in USUAL])
    of_kind = [one for one in services if one.kind == data.get("kind")]
    # Looked at only when it shall go further: a preview, a draft and a first look show no errors.
    is_judged = request.POST.get("act") in ("review", "send") or _is_review(request)
    form = forms.Compose(
        data if is_judged else None, initial={**data.dict(), "parts": data.getlist("parts"), "is_transfer": "is_transfer" in data, "confirmed": "confirmed" in data},
        kinds=_kinds(services), services=[(str(one.pk), str(one.organisation)) for one in of_kind], ground=ground, offers=offers,
        names=queries.all_names(case.person_id))
    return Composing(case, data, draft_id, draft, of_kind, service, grounds, ground, offers, form, now)


def _data(request: HttpRequest, case_id: UUID) -> tuple[QueryDict, UUID, object]:
    """What is typed: sent, or kept in a draft, or asked for by the address (a service, an action of the plan); with the draft's key."""
    key = read_key(request.POST.get("draft") or request.GET.get("draft", ""))
    draft = queries.draft_or_none(key) if key else None
    if request.method == "POST":
        return request.POST.copy(), key or uuid7(), draft
    data = QueryDict(mutable=True)
    for name, value in (draft.content if draft else {}).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    if not draft and (service := read_key(request.GET.get("service", ""))):
        data["service"] = str(service)
    if not draft and (action := read_key(request.GET.get("action", ""))):
        data["need"] = cases.plan_action(case_id, action).title
    return data, key if draft else uuid7(), draft


def _keep(request: HttpRequest, work: Composing) -> None:
    content = {name: work.data[name] for name in KEPT if work.data.get(name)} | {"parts": work.data.getlist("parts")}
    work.draft = actions.keep_draft(work.case, content, draft=work.draft, draft_id=work.draft_id, by=request.actor)


def _saved(request: HttpRequest, work: Composing) -> HttpResponse:
    """The status line after the page has saved by itself; nothing is kept where nothing was typed."""
    if work.data.get("need") or work.data.get("kind"):
        with attempt():
            _keep(request, work)
        return render(request, "referral/saved.html", {"saved_at": work.now})
    return render(request, "referral/saved.html", {})


def _send(request: HttpRequest, work: Composing):
    return actions.send(
        work.case, service=work.service, urgency=work.form.cleaned_data["urgency"], need=work.form.cleaned_data["need"], chosen=work.form.chosen(),
        scope_id=work.ground.scope_id, legal_basis_id=work.ground.basis_id, is_transfer=work.form.cleaned_data["is_transfer"], draft=work.draft, by=request.actor)


def _context(work: Composing) -> dict:
    shown = work.services[:NEAREST] if work.service in [None, *work.services[:NEAREST]] else [*work.services[:NEAREST - 1], work.service]
    return {
        "work": work, "case": work.case, "form": work.form, "now": work.now, "draft_id": work.draft_id, "service": work.service, "ground": work.ground,
        "choices": [{"service": one, "grounds": work.grounds.get(one.organisation_id, []), "is_chosen": one == work.service} for one in shown],
        "further": len(work.services) - len(shown), "own_grounds": work.grounds.get(work.service.organisation_id, []) if work.service else [],
        "sections": work.offers, "ticked": set(work.form["parts"].value() or ()), "minimum": work.minimum, "parts": work.parts,
        "revealed": work.form.revealed(), "urgency": work.form["urgency"].value() or "", "person_name": queries.person_name(work.case.person_id),
        "drafts": [one for one in queries.drafts(work.case.pk) if one.pk != work.draft_id], "kept": _kept(work.data),
        "need_used": len(work.data.get("need", "")), "need_at_most": forms.NEED_AT_MOST, "case_url": case_address(work.case.pk)}


def _kept(data: QueryDict) -> list[tuple[str, str]]:
    """What the review carries on in hidden fields."""
    return [(name, value) for name in (*KEPT, "parts") for value in data.getlist(name)]


def _kinds(services: list) -> list:
    """Kinds that somebody offers, under the name of their group."""
    offered, types = {one.kind for one in services}, service_types()
    groups: dict[str, list] = {}
    for code, one in types.items():
        if code in offered:
            groups.setdefault(str(types[one.parent]) if one.parent else str(one), []).append((code, str(one)))
    return list(groups.items())


def _ground(found: list, wanted: str):
    return next((one for one in found if one.key == wanted), found[0] if found else None)
