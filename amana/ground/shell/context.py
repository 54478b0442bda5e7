"""What every template knows: who acts, where she can go, language, theme. Asks no table."""
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language, get_language_bidi

THEME_COOKIE = "amana-theme"
THEMES = ("light", "dark", "system")
PHONE_ITEMS = 4


def page(request: HttpRequest) -> dict:
    """The context of each page. `navigation` is asked for only where a page shows it: error pages do not."""
    actor = getattr(request, "actor", None)
    navigation = SimpleLazyObject(lambda: _navigation(request))
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return {
        "actor": actor,
        "navigation": navigation,
        "phone_navigation": SimpleLazyObject(lambda: phone_items(navigation)),
        "lasting": SimpleLazyObject(lambda: _lasting(request)),
        "is_top_level": SimpleLazyObject(lambda: _is_top_level(request, navigation)),
        "language": language,
        "other_language": "en" if language == "ar" else "ar",
        "direction": "rtl" if get_language_bidi() else "ltr",
        "theme": theme(request),
        "is_training": settings.AMANA_TRAINING,
    }


def theme(request: HttpRequest) -> str:
    """The chosen theme; anything else in the cookie counts as the system's."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "system"


def _navigation(request: HttpRequest) -> list[dict]:
    """The groups the actor can open; what is empty disappears."""
    if getattr(request, "actor", None) is None:
        return []
    return [group for group in import_string(settings.AMANA_NAVIGATION)(request) if group["items"]]


def _lasting(request: HttpRequest) -> str:
    """What is said above the page for as long as it lasts, on the pages where the site says it."""
    return import_string(settings.AMANA_LASTING)(request) if getattr(request, "actor", None) else ""


def phone_items(groups: list[dict]) -> list[dict]:
    """Items of the bottom bar: those marked `on_phone`, or the first of the list."""
    items = [item for group in groups for item in group["items"]]
    return ([item for item in items if item.get("on_phone")] or items)[:PHONE_ITEMS]


def _is_top_level(request: HttpRequest, groups: list[dict]) -> bool:
    return any(item["url"] == request.path for group in groups for item in group["items"])
