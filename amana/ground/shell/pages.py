"""The switch of the theme, which every page carries, and where browsers tell what a page's policy kept out. Both work without sign-in."""
import json
import logging
import re
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amana.ground.rows.doors import public_page
from amana.ground.shell.context import THEME_COOKIE, THEMES

YEAR_SECONDS = 31_536_000
REPORT_BYTES = 10_000
KINDS_TOLD = 200  # anybody may send reports: each kind is written once, and no more of them than this
_log = logging.getLogger("amana.policy")
_told: set[tuple[str, str]] = set()


@public_page
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """The same page again, light, dark or as the system is set."""
    return _back_with(request, THEME_COOKIE, request.POST.get("theme"), THEMES)


@csrf_exempt  # a browser sends it by itself, without the page's token
@public_page
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """The log says which directive kept something out of which kind of page; no key of anybody, nothing that was typed."""
    try:
        report = json.loads(request.read(REPORT_BYTES))["csp-report"]
        kind = _word(report["effective-directive"]), _word(re.sub(r"[0-9a-f-]{36}", "ID", urlsplit(report["document-uri"]).path))
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponse(status=400)
    if kind not in _told and len(_told) < KINDS_TOLD:
        _told.add(kind)
        _log.warning("The policy of %s kept something out of %s", *kind)
    return HttpResponse(status=204)


def _word(said: str) -> str:
    return re.sub(r"[^\w/.-]", "", said, flags=re.ASCII)[:100]


def _back_with(request: HttpRequest, cookie: str, value: str | None, allowed) -> HttpResponse:
    back = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if is_own else "/")
    if value in allowed:
        response.set_cookie(cookie, value, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure())
    return response
