"""One's own account: second factors, printed codes, sessions; and freeing a colleague who has lost hers."""
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.ground.access import actions, factors, queries
from amana.ground.access.forms import factors as forms
from amana.ground.access.pages.factors import shown_codes
from amana.ground.access.pages.opening import device_of, with_next
from amana.ground.access.rules import PRINTED_CODES, FactorKind, browser_words
from amana.ground.rows.acting import attempt
from amana.ground.rows.doors import page
from amana.ground.shell.acts import asked
from amana.lib.core.errors import Refused
from amana.lib.core.text import isolated


@page(may=None)
def account(request: HttpRequest) -> HttpResponse:
    """What opens this account, and where it is open."""
    own = [{"factor": one, "kind": FactorKind(one.kind).label, "is_app": one.kind == FactorKind.APP} for one in queries.factors_of(request.actor.staff_id)]
    return render(request, "access/account.html", {
        "factors": own, "has_app": any(one["is_app"] for one in own), "codes_left": queries.codes_left() if own else 0, "codes_of": PRINTED_CODES,
        "password": queries.own_password(),
        "sessions": [{"session": one, "browser": browser_words(one.device)} for one in queries.own_sessions()]})


@page(may=None)
def remove_factor(request: HttpRequest, factor_id: UUID) -> HttpResponse:
    shown = queries.own_factor(request.actor, factor_id)
    if not _has_shown_one(request):
        return redirect(with_next("second_factor", request.path))
    return asked(
        request, lambda: actions.remove_factor(shown, by=request.actor), question=_("Remove this second factor?"), consequence=_(
            "%(name)s: opens your account no more. If it is your last one, your password alone opens your account, and the printed codes are gone too.") % {
                "name": isolated(shown.name or str(FactorKind(shown.kind).label))},
        verb=_("Remove"), done=_("The second factor is removed."), back=reverse("account"), refusals=forms.REFUSALS)


@page(may=None)
def new_codes(request: HttpRequest) -> HttpResponse:
    """Ten new codes in place of all old ones."""
    if not _has_shown_one(request):
        return redirect(with_next("second_factor", request.path))
    if request.method == "POST":
        try:
            with attempt():
                codes = actions.make_codes(by=request.actor)
            return shown_codes(request, codes, done=_("New codes are made."), onward=reverse("account"))
        except Refused as refused:
            messages.error(request, forms.REFUSALS[refused.code][1])
            return redirect("account")
    return render(request, "shell/confirm.html", {
        "question": _("Make new printed codes?"), "consequence": _("You get ten new codes to print. The old sheet opens nothing any more."),
        "verb": _("Make new codes"), "safe_url": reverse("account"), "is_danger": False})


def _has_shown_one(request: HttpRequest) -> bool:
    """Whether the database will take a change; asked beforehand, so that nobody fills in what is then refused."""
    try:
        return factors.standing(request.cookie, device_of(request)).may_change
    except factors.NoSession:
        return False


@page(may="staff")
def reset_factor(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Two persons: an administrator frees a colleague of a factor that is lost."""
    colleague = queries.memberships_of(request.actor, staff_id)[0].staff
    form = forms.Reset(request.POST or None)
    if form.carried_out(lambda **given: actions.reset_second_factor(staff_id, **given, by=request.actor)):
        messages.success(request, _("The second factor is removed, and all sessions of %(name)s are ended.") % {"name": isolated(colleague.name)})
        return redirect("member", staff_id)
    return render(request, "access/reset_factor.html", {"form": form, "colleague": colleague, "has_factor": bool(queries.factors_of(staff_id))})
