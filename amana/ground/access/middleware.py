"""Who asks too often waits, before anything else is done for her."""
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from amana.ground.access import gate
from amana.ground.shell import errors


class Limits(MiddlewareMixin):
    """Behind the doorkeeper, who has read the cookie."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if settings.AMANA_LIMITS and (seconds := gate.draw(request.cookie, address=request.META.get("REMOTE_ADDR", ""))):
            return errors.too_many(request, wait_seconds=seconds)
        return None
