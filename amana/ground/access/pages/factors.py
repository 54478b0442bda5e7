"""The second factor in the browser: shown after the password, or set up. By the gate's login, for a session that lacks it has no actor."""
from collections.abc import Callable
from functools import wraps

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from amana.ground.access import factors, gate, passkeys
from amana.ground.access.factors import Standing
from amana.ground.access.forms import factors as forms
from amana.ground.access.pages.opening import device_of, next_of, to_where_it_leads, wait_sentence, with_next, with_session
from amana.ground.access.rules import FactorKind
from amana.ground.rows.doors import public_page
from amana.lib.core import totp


def _after_the_password(view: Callable[[HttpRequest, Standing], HttpResponse]):
    """A page for whoever has shown the password; all others sign in first."""
    @wraps(view)
    def framed(request: HttpRequest) -> HttpResponse:
        try:
            who = factors.standing(request.cookie, device_of(request))
        except factors.NoSession:
            return redirect(with_next("sign_in", next_of(request)))
        try:
            return view(request, who)
        except factors.NoSession:  # sent twice: the twin's answer has brought the new cookie
            return redirect(next_of(request))
    return sensitive_post_parameters()(public_page(framed))


def _before_a_change(view: Callable[[HttpRequest, Standing], HttpResponse]):
    """Whoever has a factor shows it first, if that was not just now."""
    @wraps(view)
    def framed(request: HttpRequest, who: Standing) -> HttpResponse:
        return view(request, who) if who.may_change else redirect(with_next("second_factor", request.get_full_path()))
    return _after_the_password(framed)


@_after_the_password
def second_factor(request: HttpRequest, who: Standing) -> HttpResponse:
    """The step after the password, and once more before a factor is changed."""
    if who.may_change and not who.is_awaited:
        return redirect(next_of(request))
    if not who.has_factor:
        return redirect(with_next("set_up_factor", next_of(request)))
    by_passkey = "answer" in request.POST
    form = forms.Code(None if by_passkey else request.POST or None)
    wait = 0
    if by_passkey or form.is_valid():
        try:
            opened = factors.prove_by_passkey(who, _answer(request)) if by_passkey else factors.prove(
                who, form.cleaned_data["code"], address=request.META.get("REMOTE_ADDR", ""))
        except gate.Wait as refused:
            wait = refused.seconds
            form.add_error(None, wait_sentence(wait))
        except factors.Wrong as wrong:
            if by_passkey:
                messages.error(request, forms.sentence(wrong.reason, **wrong.params))
            else:
                form.add_error("code", forms.sentence(wrong.reason, **wrong.params))
        else:
            return to_where_it_leads(request, opened, next_of(request))
    return _asked(request, who, form, wait)


def _asked(request: HttpRequest, who: Standing, form: forms.Code, wait: int) -> HttpResponse:
    known = [one.credential for one in factors.factors(who) if one.credential]
    works = passkeys.work_at(passkeys.origin_of(request))
    response = render(request, "access/second_factor.html", {
        "form": form, "is_awaited": who.is_awaited, "has_passkeys": bool(known), "host": passkeys.host(),
        "passkey": passkeys.asked(who.cookie, known) if known and works else None}, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


@_before_a_change
def set_up(request: HttpRequest, who: Standing) -> HttpResponse:
    """Which kind it shall be."""
    return render(request, "access/set_up_factor.html", {
        "is_awaited": who.is_awaited, "next": next_of(request), "works": passkeys.work_at(passkeys.origin_of(request)), "host": passkeys.host()})


@_before_a_change
def set_up_app(request: HttpRequest, who: Standing) -> HttpResponse:
    """A secret for the app, which counts once the app has shown a right code of it."""
    secret = factors.offered_secret(who, request.POST.get("offered", ""))
    form = forms.AppCode(request.POST if secret else None, initial={"offered": factors.new_app(who)})
    if secret and form.is_valid():
        try:
            return _set_up(request, factors.add_app(who, secret, form.cleaned_data["code"]), _("The app is set up."))
        except factors.Wrong as wrong:
            form.add_error("code", forms.sentence(wrong.reason, **wrong.params))
    secret = secret or factors.offered_secret(who, form.initial["offered"])
    assert secret is not None
    return render(request, "access/set_up_app.html", {
        "form": form, "picture": _picture(totp.address(secret, issuer=_issuer(), account=who.email)), "letters": _in_fours(totp.letters(secret)),
        "replaces": any(one.kind == FactorKind.APP for one in factors.factors(who)), "is_first": not who.has_factor,
        "other_way": with_next("set_up_factor", next_of(request))})


@_before_a_change
def set_up_passkey(request: HttpRequest, who: Standing) -> HttpResponse:
    form = forms.Passkey(request.POST or None)
    if form.is_valid():
        try:
            return _set_up(request, factors.add_passkey(who, form.cleaned_data["name"], _answer(request)), _("The passkey is set up."))
        except factors.Wrong as wrong:
            form.add_error(None, forms.sentence(wrong.reason, **wrong.params))
    known = [one.credential for one in factors.factors(who) if one.credential]
    works = passkeys.work_at(passkeys.origin_of(request))
    return render(request, "access/set_up_passkey.html", {
        "form": form, "is_first": not who.has_factor, "other_way": with_next("set_up_factor", next_of(request)), "host": passkeys.host(),
        "passkey": passkeys.wanted(who.cookie, staff=who.staff, email=who.email, name=who.name, known=known) if works else None})


def _set_up(request: HttpRequest, added: factors.Added, done: str) -> HttpResponse:
    if not added.codes:
        messages.success(request, done)
        return to_where_it_leads(request, added.opened, next_of(request))
    return with_session(request, shown_codes(request, added.codes, done=done, onward=next_of(request)), added.opened)


def shown_codes(request: HttpRequest, codes: list[str], *, done: str, onward: str) -> HttpResponse:
    """The only time the codes are shown."""
    return render(request, "access/printed_codes.html", {"codes": [f"{code[:5]} {code[5:]}" for code in codes], "done": done, "onward": onward})


def _answer(request: HttpRequest) -> passkeys.Answer:
    return passkeys.Answer(request.POST.get("answer", ""), request.POST.get("asked_at", ""), passkeys.origin_of(request))


def _issuer() -> str:
    return f"Amana {passkeys.host()}"


def _in_fours(letters: str) -> str:
    return " ".join(letters[at:at + 4] for at in range(0, len(letters), 4))


def _picture(address: str) -> SafeString:
    """Made here: no other machine learns the secret. Dark on light in every theme, or cameras do not read it."""
    return mark_safe(segno.make(address, error="m", micro=False).svg_inline(scale=4, light="#fff", border=4, omitsize=True))
