"""What pages around sign-in share: cookies of a session, where to go next, and how long to wait."""
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext

from amana.ground.access import gate
from amana.ground.rows.acting import NobodyActs, acting, awaited

DEVICE_SECONDS = 365 * 86_400
LANGUAGE_SECONDS = 365 * 86_400


def to_where_it_leads(request: HttpRequest, opened: gate.Opened, target: str) -> HttpResponse:
    """To the page that was asked for; to the second factor before that where one is due."""
    due = awaited(opened.cookie)
    if due:
        target = with_next("second_factor" if due == "show" else "set_up_factor", target)
    return with_session(request, redirect(target), opened)


def with_session(request: HttpRequest, response: HttpResponse, opened: gate.Opened) -> HttpResponse:
    """The browser holds the session from now on, and speaks its owner's language once she acts."""
    set_cookie(response, settings.SESSION_COOKIE_NAME, opened.cookie)
    set_cookie(response, settings.DEVICE_COOKIE_NAME, opened.device, max_age=DEVICE_SECONDS)
    rotate_token(request)
    try:
        with acting(opened.cookie) as actor:
            language = actor.language
    except NobodyActs:
        return response
    translation.activate(language)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=LANGUAGE_SECONDS, samesite="Lax", secure=request.is_secure())
    return response


def set_cookie(response: HttpResponse, name: str, value: str, max_age: int | None = None) -> None:
    response.set_cookie(name, value, max_age=max_age, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")


def next_of(request: HttpRequest) -> str:
    target = request.GET.get("next", "")
    return target if is_own(request, target) else reverse("home")


def with_next(name: str, target: str) -> str:
    """The address of a page on the way to another."""
    return reverse(name) + ("?" + urlencode({"next": target}) if target != reverse("home") else "")


def is_own(request: HttpRequest, target: str) -> bool:
    return url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())


def device_of(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")


def wait_sentence(seconds: int) -> str:
    if seconds < 60:
        return ngettext("Too many tries. Wait %(n)s second, then try again.", "Too many tries. Wait %(n)s seconds, then try again.", seconds) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext("Too many tries. Wait %(n)s minute, then try again.", "Too many tries. Wait %(n)s minutes, then try again.", minutes) % {"n": minutes}
