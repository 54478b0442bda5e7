"""Pages of what is new: the list, its number for the bell, the mark, and the choice of e-mail."""
from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.ground.audit import actions as audit
from amana.ground.rows.acting import clock
from amana.ground.rows.doors import page
from amana.insight.notices import actions, forms, queries
from amana.insight.notices.queries import Notice
from amana.insight.notices.rules import AT_MOST, Kind, icon_of

# The page on which the object of a notice is looked at; what has none of its own stands in a list.
PAGES = {Kind.CASE_ASSIGNED: "case", Kind.ALARM_RAISED: "case", Kind.TASK_LATE: "case", Kind.TASK_ESCALATED: "case", Kind.REVIEW_LATE: "case", Kind.HANDOVER_DECLINED: "hand_over", Kind.CLOSURE_WAITING: "case", Kind.PLAN_RETURNED: "case_plan", Kind.PLAN_WAITING: "case_plan",
         Kind.CASE_CLOSED: "case", Kind.HELP_DECIDED: "help_request", Kind.PAYMENT_WAITING: "payment_list", Kind.BUSINESS_WAITING: "case_business", Kind.BUSINESS_DECIDED: "case_business",
         Kind.ACCESS_TO_REVIEW: "exceptional_access", Kind.CONTACT_WANTED: "answer_contact", Kind.CONTACT_ANSWERED: "elsewhere", Kind.EXPORT_READY: "export"}


@page(may=None)
def notices(request: HttpRequest) -> HttpResponse:
    """Kinds in the order of their latest notice, in each the latest first."""
    now, found = clock(), queries.notices()
    kinds: dict[Kind, list[dict]] = {}
    for one in found[:AT_MOST]:
        kinds.setdefault(one.kind, []).append({"notice": one, "url": _url(one)})
    audit.record_listing(dict.fromkeys(one.person_id for one in found[:AT_MOST] if one.person_id), sections=0)
    return render(request, "notices/notices.html", {
        "kinds": [{"label": kind.label, "icon": icon_of(kind), "rows": rows} for kind, rows in kinds.items()], "new": sum(one.is_new for one in found[:AT_MOST]),
        "is_cut": len(found) > AT_MOST, "until": now.isoformat()})


@page(may=None)
def new(request: HttpRequest) -> HttpResponse:
    """For the bell of a page that stands already: a few bytes, in a request of its own. A form that stood for long takes the token that holds now, if it is still the same person's."""
    response = render(request, "notices/new.html", {"n": queries.new()})
    response.headers["X-CSRFToken"], response.headers["X-Member"] = get_token(request), str(request.actor.membership_id)
    return response


@require_POST
@page(may=None)
def see(request: HttpRequest) -> HttpResponse:
    actions.see(_instant(request.POST.get("until", "")) or clock())
    messages.success(request, _("All is marked as seen."))
    return redirect("notices")


@page(may=None)
def mailing(request: HttpRequest) -> HttpResponse:
    form = forms.Mailing(request.POST or None, initial=asdict(queries.mailing()))
    if form.carried_out(actions.choose_mailing):
        messages.success(request, _("Your choice is saved."))
        return redirect("notices")
    return render(request, "notices/mailing.html", {"form": form, "is_mail_set_up": settings.AMANA_MAIL is not None})


def _url(one: Notice) -> str:
    if one.kind == Kind.HANDOVER_OFFERED:
        return reverse("handovers")
    if one.kind == Kind.LEGAL_WAITING:
        return reverse("legal_basis", args=[one.person_id, one.object])
    return reverse(PAGES.get(one.kind, "referral"), args=[one.object])


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
