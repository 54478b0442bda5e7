"""A long list in parts of 50, for tables that an organisation keeps of itself. Lists of people go by key, not by number."""
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

ROWS = 50


def part_of(request: HttpRequest, rows) -> dict:
    """The rows of the part that `?page=` asks for, and what `shell/parts/pages.html` needs. A number that is none means the nearest."""
    part = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return {
        "rows": part.object_list, "total": part.paginator.count,
        "previous_url": _url(request, part.number - 1) if part.has_previous() else "",
        "next_url": _url(request, part.number + 1) if part.has_next() else "",
        "total_words": _("%(first)s to %(last)s of %(total)s") % {
            "first": part.start_index(), "last": part.end_index(), "total": part.paginator.count} if part.has_other_pages() else "",
    }


def _url(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
