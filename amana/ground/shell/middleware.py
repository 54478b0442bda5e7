"""Language by the page's own switch, and headers that keep pages out of caches, frames and search engines."""
from django.conf import settings
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin

from amana.ground.rows.acting import is_of_the_api

_NOTHING_ALLOWED = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class ChosenLanguage(MiddlewareMixin):
    """Arabic, unless the switch on the page said otherwise. The browser is not asked: offices share machines; a program says it in Accept-Language."""

    def process_request(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if is_of_the_api(request):
            chosen = translation.get_language_from_request(request)
        translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class PageHeaders(MiddlewareMixin):
    """No page is stored or indexed, and none may use camera, place or sensors; a page that needs one says so itself."""

    def process_response(self, request, response):
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow, noarchive")
        response.headers.setdefault("Permissions-Policy", _NOTHING_ALLOWED)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        return response
