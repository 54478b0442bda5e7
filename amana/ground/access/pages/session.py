"""Signing in and out, changing the organisation acted for, taking up an invitation."""
from contextlib import suppress

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from amana.ground.access import actions, gate, queries
from amana.ground.access.forms import session as session_forms
from amana.ground.access.pages.opening import LANGUAGE_SECONDS, device_of, is_own, next_of, set_cookie, to_where_it_leads, wait_sentence
from amana.ground.access.rules import RoleCode
from amana.ground.rows.acting import NobodyActs, acting
from amana.ground.rows.doors import page, public_page
from amana.ground.shell.values import reading_language
from amana.lib.core.text import isolated


@sensitive_post_parameters()
@public_page
def sign_in(request: HttpRequest) -> HttpResponse:
    form = session_forms.SignIn(request.POST or None)
    if form.is_valid():
        try:
            opened = _opened(request, **form.cleaned_data)
        except gate.Wait as wait:
            form.add_error(None, wait_sentence(wait.seconds))
            response = render(request, "access/sign_in.html", {"form": form}, status=429)
            response.headers["Retry-After"] = str(wait.seconds)
            return response
        except gate.WrongPassword:
            form.add_error(None, _("E-mail address or password is wrong. Check both and try again."))
        except gate.NoPlace:
            form.add_error(None, _("Your account has no active place in an organisation. Ask your organisation's administrator."))
        else:
            return to_where_it_leads(request, opened, next_of(request))
    return render(request, "access/sign_in.html", {"form": form, "has_second_step": settings.AMANA_SECOND_FACTOR != "off"})


@public_page
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """This session is over; `everywhere` in the form ends all sessions of the same person."""
    gate.sign_out(request.cookie, everywhere="everywhere" in request.POST)
    response = redirect("sign_in")
    response.delete_cookie(settings.SESSION_COOKIE_NAME)
    return response


@page(may=None)
def switch(request: HttpRequest) -> HttpResponse:
    """Own memberships, the present one marked; choosing another opens it in a new session."""
    return render(request, "access/switch.html", {
        "memberships": queries.own_memberships(request.actor), "sign_out_everywhere": True})


@public_page
@require_POST
def switch_to(request: HttpRequest, membership_id) -> HttpResponse:
    """Outside the actor's transaction: the session itself changes, by the gate's login."""
    cookie = gate.switch(request.cookie, membership_id)
    response = redirect("home")
    set_cookie(response, settings.SESSION_COOKIE_NAME, cookie)
    rotate_token(request)
    return response


@public_page
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The same page in the other language; signed in, it becomes the account's language in every browser."""
    language = request.POST.get("language", "")
    back = request.POST.get("next", "")
    response = redirect(back if is_own(request, back) else "/")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=LANGUAGE_SECONDS, samesite="Lax", secure=request.is_secure())
        try:
            with acting(request.cookie):
                actions.choose_language(language)
        except NobodyActs:
            pass  # before sign-in the choice is the page's alone
    return response


@sensitive_post_parameters()
@public_page
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A place is taken up. Whoever has an account proves it with its password; a new person chooses one."""
    offer = gate.offer(token)
    if offer is None:
        return render(request, "access/invitation_gone.html", status=404)
    if offer.has_password:
        form = session_forms.KnownPassword(request.POST or None)
    else:
        form = session_forms.NewPassword(request.POST or None, email=offer.email, initial={"name": offer.name})
    if form.is_valid():
        try:
            opened = _accepted(request, token, offer, form)
        except gate.Wait as wait:
            form.add_error(None, wait_sentence(wait.seconds))
        except gate.WrongPassword:
            form.add_error("password", _("The password is wrong."))
        else:
            response = to_where_it_leads(request, opened, reverse("home"))
            if offer.has_password:
                messages.success(request, _("The place is yours: %(role)s, %(organisation)s. Change between your places in the menu under your name, at “Change organisation or role”.") % {
                    "role": RoleCode(offer.role).label, "organisation": isolated(getattr(offer, f"organisation_name_{reading_language()}"))})
            return response
    return render(request, "access/invitation.html", {"form": form, "offer": offer, "role": RoleCode(offer.role).label})


def _accepted(request: HttpRequest, token: str, offer: gate.Offer, form) -> gate.Opened:
    password = form.cleaned_data["password"]
    if offer.has_password:
        with suppress(gate.NoPlace):  # the invitation is about to give her one
            _opened(request, offer.email, password)
    staff = gate.accept(token, name=form.cleaned_data.get("name", offer.name), password=password)
    if staff is None:
        raise Http404
    return gate.open_session(staff, device=device_of(request), browser=request.headers.get("User-Agent", ""))


def _opened(request: HttpRequest, email: str, password: str) -> gate.Opened:
    return gate.sign_in(email, password, address=request.META.get("REMOTE_ADDR", ""), device=device_of(request),
                        browser=request.headers.get("User-Agent", ""))
