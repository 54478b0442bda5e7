"""What a package says of its list, so that columns, views and exports need to know no table: settings name one for each list."""
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from amana.ground.lists.files import Cell
from amana.ground.rows.acting import Actor, Hidden
from amana.ground.shell.lists import Part, Place

NOT_KEPT = ("q", "after", "before", "n", "view")  # of an address: a search and a place are of the moment


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a list. `value`: of a row, for a file; `cell`: as a page shows it, where that is not the same; `section`: it is there only for a role that reads it."""

    code: str
    label: Promise
    value: Callable[[object], Cell]
    section: int = 0
    is_usual: bool = True
    is_fixed: bool = False  # the first one, which leads to the file
    cell: Callable[[object], str] | None = None
    is_labelled: bool = False  # a phone shows its name beside what stands in it
    is_beside: bool = False  # stands in the first cell, not in one of its own

    def reads(self, actor: Actor) -> bool:
        return not self.section or bool(actor.reads & self.section)


@dataclass(frozen=True)
class Listing:
    """One list. `page`: name of its address; `filters`: its form, for an actor and an address; `part`: rows for what that form says, in order."""

    name: str
    title: Promise
    page: str
    may: Callable[[Actor], bool]
    columns: tuple[Column, ...]
    filters: Callable[[Actor, QueryDict], Form]
    part: Callable[[Actor, dict, Place | None, int], Part]
    person: Callable[[object], UUID]
    in_file_only: tuple[Column, ...] = field(default=())

    def columns_of(self, actor: Actor) -> list[Column]:
        """Those that the actor can choose, in their order."""
        return [column for column in self.columns if column.reads(actor)]

    def shown(self, actor: Actor, chosen: list[str]) -> list[Column]:
        """The chosen ones, or the usual ones; always the first."""
        return [one for one in self.columns_of(actor) if one.is_fixed or (one.code in chosen if chosen else one.is_usual)]


def listing(name: str, actor: Actor) -> Listing:
    """Raises Hidden for a list that is none, or not of this role."""
    if name not in settings.AMANA_LISTS:
        raise Hidden
    found: Listing = import_string(settings.AMANA_LISTS[name])
    if not found.may(actor):
        raise Hidden
    return found


def lists_of(actor: Actor) -> dict[str, Listing]:
    """Those that the role has, by name."""
    found = {name: import_string(path) for name, path in settings.AMANA_LISTS.items()}
    return {name: of for name, of in found.items() if of.may(actor)}


def chosen(form: Form) -> dict:
    """What the address says that makes sense; the rest of it counts as not said."""
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value not in (None, "", False)}


def kept(request: HttpRequest, form: Form) -> str:
    """The filters of the address without what is of the moment: what a view keeps."""
    chosen(form)
    good = [bound.name for bound in form if bound.name in form.cleaned_data and form.cleaned_data[bound.name] not in (None, "", False)]
    pairs = [(name, value) for name in request.GET for value in request.GET.getlist(name)
             if value and name not in NOT_KEPT and any(name == one or name.startswith(f"{one}_") for one in good)]
    return urlencode(pairs)
