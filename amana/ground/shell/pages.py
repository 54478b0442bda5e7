"""The switch of the theme, which every page carries. It works without sign-in and without script."""
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from amana.ground.rows.doors import public_page
from amana.ground.shell.context import THEME_COOKIE, THEMES

YEAR_SECONDS = 31_536_000


@public_page
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """The same page again, light, dark or as the system is set."""
    return _back_with(request, THEME_COOKIE, request.POST.get("theme"), THEMES)


def _back_with(request: HttpRequest, cookie: str, value: str | None, allowed) -> HttpResponse:
    back = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if is_own else "/")
    if value in allowed:
        response.set_cookie(cookie, value, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure())
    return response
