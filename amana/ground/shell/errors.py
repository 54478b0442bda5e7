"""Answers when something goes wrong. They say what happened, what is safe and what to do; never what exists.

A browser gets a page, whoever asks the API a problem (RFC 9457).
"""
import sys

import psycopg
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.ground.rows.acting import is_of_the_api


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_of_the_api(request):
        return problem(400, "unreadable", _("The request could not be read"))
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_of_the_api(request):
        return problem(403, "forbidden", _("Your role does not include it. If your work needs it, ask the administrator of your organisation."))
    return render(request, "403.html", status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same answer for what is hidden and for what does not exist."""
    if is_of_the_api(request):
        return problem(404, "missing", _("There is nothing at this address for you."))
    return render(request, "404.html", status=404)


def crashed(request: HttpRequest) -> HttpResponse:
    if _is_without_database(sys.exc_info()[1]):  # Django tells the handler no more than the request
        return unreachable(request)
    if is_of_the_api(request):
        return problem(500, "crashed", _("The fault is ours. Nothing of your last step was saved; what was saved before is safe. Try again in a minute."))
    return render(request, "500.html", status=500)


def unreachable(request: HttpRequest) -> HttpResponse:
    """The database does not answer; Django's log has why."""
    if is_of_the_api(request):
        response = problem(503, "unreachable", _("The database cannot be reached at the moment. Nothing of your last step was saved; what was saved before is safe. Try again in a minute."))
    else:
        response = render(request, "503.html", status=503)
    response.headers["Retry-After"] = "60"
    return response


def _is_without_database(error: BaseException | None) -> bool:
    """No connection to be had, or one that the server ended or lost: SQLSTATE classes 08 and 57P, 53300, and where the client found out none."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None)
    return isinstance(cause, psycopg.OperationalError) and (state is None or state.startswith(("08", "57P")) or state == "53300")


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its token: most often a page left open past the end of the session."""
    return render(request, "403.html", {"is_stale_form": True}, status=403)


def too_many(request: HttpRequest, *, wait_seconds: int) -> HttpResponse:
    """More requests than allowed; may ask again after so many seconds."""
    if is_of_the_api(request):
        response = problem(429, "too_many", ngettext("Too many requests. Wait %(n)s second.", "Too many requests. Wait %(n)s seconds.", wait_seconds) % {"n": wait_seconds})
    else:
        response = render(request, "429.html", {"wait_seconds": wait_seconds}, status=429)
    response.headers["Retry-After"] = str(wait_seconds)
    return response


def problem(status: int, code: str, title: object, **more: object) -> HttpResponse:
    """`code` is stable and for programs, `title` a sentence in the reader's language; `more`: what helps to put it right."""
    return JsonResponse({"type": "about:blank", "title": str(title), "status": status, "code": code, **more}, status=status, content_type="application/problem+json")
