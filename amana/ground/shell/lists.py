"""A long list in parts: of 50 by number, for tables that an organisation keeps of itself; of 25 by key for lists of people. All of it in the address."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import BooleanField, Count, Q, QuerySet, Subquery, Value
from django.forms import BoundField, Form
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from amana.ground.shell.values import day_words

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


# Lists of people: pages by key ---------------------------------------------------------------------------------------------------------------------
PAGE, COUNTED, SORTED = 25, 300, 1000  # of a part; counted at most; sorted at most by what no index holds
PLACES = ("after", "before")
COUNT = "n"  # how many were counted on the first page: the others need not count again
MANY, UNCOUNTED = "more", -1


@dataclass(frozen=True)
class Chip:
    """A filter that counts, in words, and the address without it."""

    words: str
    url: str


def url_with(request: HttpRequest, **values: str) -> str:
    """The same list with these answers instead (an empty one is taken away), from its first page on unless a place is named."""
    query = request.GET.copy()
    for name in (*PLACES, COUNT, *(name for name, value in values.items() if not value)):
        query.pop(name, None)
    for name, value in values.items():
        if value:
            query[name] = value
    return f"?{query.urlencode()}" if query else request.path


def chips(request: HttpRequest, form: Form) -> list[Chip]:
    """The chosen filters of the form, each with the way to go without it. A sort is no filter, and what was searched for stands in the search box."""
    found = []
    for bound in form:
        value = form.cleaned_data.get(bound.name) if bound.name not in ("sort", "tab", "q") else None
        if value in (None, "", False, []):
            continue
        names = [name for name in request.GET if name == bound.name or name.startswith(f"{bound.name}_")]
        found.append(Chip(_in_words(bound, value), url_with(request, **dict.fromkeys(names, ""))))
    return found


def _in_words(bound: BoundField, value: object) -> str:
    if isinstance(value, bool):
        return str(bound.label)
    if isinstance(value, date):
        shown = day_words(value)
    else:
        shown = str(dict(getattr(bound.field, "choices", ())).get(value, value))
    return _("%(name)s: %(value)s") % {"name": bound.label, "value": f"\u2068{shown}\u2069"}


def turned(request: HttpRequest, part: "Part") -> dict:
    """What `shell/parts/pages.html` needs of a part of a list."""
    counted = {COUNT: MANY if part.total is None else str(part.total)}
    return {"previous_url": url_with(request, before=part.before, **counted) if part.before else "",
            "next_url": url_with(request, after=part.after, **counted) if part.after else ""}


@dataclass
class Part:
    """Rows of a list; `after` and `before` lead to the parts beside it, empty at the ends. `total`: None where it is more than COUNTED."""

    rows: list
    after: str = ""
    before: str = ""
    total: int | None = 0


@dataclass(frozen=True)
class Place:
    """Between two rows of a list: the value by which it is sorted, and the key that tells equal ones apart."""

    value: str
    key: UUID
    is_back: bool = False
    total: int | None = UNCOUNTED  # of the whole list, as the part before has said

    @property
    def at(self) -> datetime | None:
        """The value as an instant; None where the address says nonsense."""
        try:
            found = datetime.fromisoformat(self.value)
        except ValueError:
            return None
        return found if found.tzinfo else None

    @property
    def rank(self) -> int | None:
        return int(self.value) if self.value.isascii() and self.value.isdigit() and len(self.value) < 4 else None


def mark(value: object, key: UUID) -> str:
    """Of a row, for the address: `place` reads it."""
    return f"{value.isoformat() if isinstance(value, datetime) else value}_{key}"


def place(answers: QueryDict) -> Place | None:
    """Where the address wants the list to go on; a mark that nobody gave is the first page."""
    name = next((name for name in PLACES if answers.get(name)), "")
    value, _mark, key = answers.get(name, "").rpartition("_")
    try:
        return Place(value, UUID(key), name == "before", _counted(answers.get(COUNT, "")))
    except ValueError:
        return None


def beyond(place: Place, by: str, key: str, *, is_upwards: bool) -> Q:
    """Rows from the place on in that direction. The first condition alone finds the place in an index."""
    way = "gt" if is_upwards else "lt"
    return Q(**{f"{by}__{way}e": place.at}) & (Q(**{f"{by}__{way}": place.at}) | Q(**{by: place.at, f"{key}__{way}": place.key}))


def counted(rows: QuerySet, key: str, *, most: int | None = None) -> int | None:
    """How many keys lie in these rows, where several may hold the same; None for more than `most` (COUNTED), which are not counted to the end."""
    most = most or COUNTED
    found = rows.values(key)[:most * 3 // 2].aggregate(keys=Count(key, distinct=True), rows=Count("*"))
    return None if found["keys"] > most or found["rows"] == most * 3 // 2 else found["keys"]


def one_of(rows: QuerySet) -> Subquery:
    """Whether there is such a row: asked of each row of the list in turn. As EXISTS the database would join, and read everything before the first page."""
    return Subquery(rows.values(there=Value(True))[:1], output_field=BooleanField())


def _counted(said: str) -> int | None:
    if said == MANY:
        return None
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 4 else UNCOUNTED


def cut(found: list, wanted: Place | None, marked: Callable[[object], str], *, more: bool, size: int) -> tuple[list, str, str]:
    """At most `size` rows in the list's order, with the marks of the parts after and before. `found`: from the place on, in the direction of reading."""
    is_back = wanted is not None and wanted.is_back
    shown = found[:size][::-1] if is_back else found[:size]
    if not shown:
        return [], "", ""
    has_before, has_after = (more, True) if is_back else (wanted is not None, more)
    return shown, marked(shown[-1]) if has_after else "", marked(shown[0]) if has_before else ""
