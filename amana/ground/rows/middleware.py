"""Who knocks: the session cookie, or the token of a program, is read here, and unsafe requests from other sites are turned away. No right to any row yet."""
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from amana.ground.rows.acting import TOKEN_BEGINS, Forbidden, Hidden, is_of_the_api
from amana.lib.core.errors import Refused

SAFE = ("GET", "HEAD", "OPTIONS")


class Doorkeeper(MiddlewareMixin):
    def process_request(self, request):
        request.actor = None
        request.cookie = _token(request) if is_of_the_api(request) else _cookie(request)
        # Browsers say where a request comes from; a form of another site never changes anything here.
        if request.method not in SAFE and request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise PermissionDenied

    def process_exception(self, request, exception):
        """One place turns what is raised into an answer; hidden and missing look the same."""
        if isinstance(exception, Hidden | ObjectDoesNotExist):
            raise Http404 from exception
        if isinstance(exception, Forbidden):
            raise PermissionDenied from exception
        if isinstance(exception, Refused):
            return render(request, "409.html", {"refused": exception}, status=409)
        return None


def _cookie(request) -> str:
    """A token in a cookie is none: it opens the API alone."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return "" if cookie.startswith(TOKEN_BEGINS) else cookie


def _token(request) -> str:
    """No cookie counts here, so no page of another site can ask in somebody's name."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token.startswith(TOKEN_BEGINS) else ""
