"""The doors' frame: a page names the verb it needs, and runs as one transaction of its actor."""
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache

from amana.ground.rows.acting import Forbidden, NobodyActs, acting, awaited

View = Callable[..., HttpResponse]
FORM_TOKEN = "form_token"


def page(*, may: str | None) -> Callable[[View], View]:
    """A page for signed-in staff whose role has the verb `may`; None: for all of them.

    The whole page is one transaction: a failure after a write leaves nothing. A form sent twice gets the first answer again.
    """
    def frame(view: View) -> View:
        @wraps(view)
        @never_cache
        def framed(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                with acting(request.cookie) as request.actor:
                    translation.activate(request.actor.language)
                    if may is not None and not request.actor.may(may):
                        raise Forbidden(may)
                    return _answered_once(request, lambda: view(request, *args, **kwargs))
            except NobodyActs:
                return _to_sign_in(request)
        framed.may = may
        framed.is_public = False
        return framed
    return frame


def public_page(view: View) -> View:
    """A page for anybody: no actor, so no rows."""
    @wraps(view)
    @never_cache
    def framed(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return view(request, *args, **kwargs)
    framed.may = None
    framed.is_public = True
    return framed


def _answered_once(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    token = _form_token(request)
    if token is None:
        return answer()
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.once(%s)", [token])
        if earlier := cursor.fetchone()[0]:
            return redirect(earlier)
        response = answer()
        if isinstance(response, HttpResponseRedirect):
            cursor.execute("SELECT entry.answered(%s, %s)", [token, response.url])
        else:
            cursor.execute("SELECT entry.unanswered(%s)", [token])
    return response


def _form_token(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get(FORM_TOKEN, "")) if request.method == "POST" else None
    except ValueError:
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A session that lacks its second factor is kept, and shows or sets up one first."""
    due = awaited(request.cookie) if request.cookie else None
    target = reverse({None: "sign_in", "show": "second_factor", "set_up": "set_up_factor"}[due])
    if request.method == "GET" and request.path != "/":
        target += "?" + urlencode({"next": request.get_full_path()})
    elif request.method == "POST" and due is None:  # back to the page on which it was typed, which says that nothing was kept
        target += "?" + urlencode({"next": urlsplit(request.headers.get("Referer", "")).path, "unsaved": "1"})
    response = redirect(target)
    if due is None:
        response.delete_cookie(settings.SESSION_COOKIE_NAME)
    return response
