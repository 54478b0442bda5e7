"""Two people corrected one record: who was faster, what stood before and stands now, field by field, and which of the two is to be kept."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.forms import Field, Form
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from amana.casework.registry import queries
from amana.ground.access import queries as access
from amana.ground.rows.acting import clock
from amana.ground.rows.sections import SectionRow
from amana.ground.shell.values import partial_words, reading_language, time_words
from amana.lib.core.dates import PartialDate
from amana.lib.core.text import listed

_FIELD_OF_COLUMN = {"is_current": "is_ended"}
PRESENT = "present"  # names of the fields in whose place the present state is kept


@dataclass(frozen=True)
class Change:
    """One field. `before` and `now` are empty for what no page shows; `is_kept`: what stands there is to stay, since the reader said so or had left it as she found it; `is_alike`: she
    typed what stands there now."""

    name: str
    label: str
    before: str = ""
    now: str = ""
    is_kept: bool = False
    is_alike: bool = False


@dataclass(frozen=True)
class Meanwhile:
    """What somebody did to a row since its reader opened the page."""

    row: SectionRow | None
    changes: list[Change]
    is_conflict: bool

    @cached_property
    def by(self) -> str:
        """Empty where the actor may not know."""
        return access.names_of_memberships({self.row.changed_by}).get(self.row.changed_by, "") if self.row and self.row.changed_by else ""

    @property
    def at(self) -> datetime | None:
        return self.row.changed_at if self.row else None

    @property
    def kind(self) -> str:
        return "danger" if self.is_conflict else "warn"

    @property
    def title(self) -> str:
        if not self.is_conflict:
            return _("Not saved yet. This stays as the other person left it:")
        if not self.by or not self.at:
            return _("Not saved: somebody changed this record meanwhile")
        return _("Not saved: %(who)s changed this record meanwhile, at %(time)s") % {"who": f"\u2068{self.by}\u2069", "time": time_words(self.at, now=clock())}


def meanwhile(request: HttpRequest, row: SectionRow | None, version: int | None, form: Form, initial_of: Callable[[SectionRow], Mapping], *, otherwise: str) -> Meanwhile | None:
    """What is told where nothing was saved; None if there is nothing. What was ticked before stays ticked, whyever the form came back: else a typed value would come over the other's unseen.

    `initial_of`: what a row gives the form. `otherwise`: what is named where somebody was faster and no field tells the change; empty where nobody was.
    """
    past = queries.past_of(row, version) if row and version and otherwise else None
    names = [_FIELD_OF_COLUMN.get(name, name) for name in past.stated_columns() if getattr(past, name) != getattr(row, name)] if past else []
    then, now = (initial_of(one) if one else {} for one in (past, row))
    changes = []
    for name, field in _shown(form).items():
        if otherwise and name in now and (past or not version) and then.get(name) != now[name] and (then.get(name) or now[name]):
            changes.append(_change(form.add_prefix(name), field, then.get(name), now[name], form.cleaned_data.get(name)))
        elif name not in now and any(column == name or column.startswith(f"{name}_") for column in names):
            changes.append(Change("", str(field.label)))
        elif name in now and form.add_prefix(name) in request.POST.getlist(PRESENT):
            changes.append(Change(form.add_prefix(name), str(field.label), now=_words(field, now[name]), is_kept=True))
    if otherwise and not changes:
        changes = [Change("", otherwise)]
    return Meanwhile(row, changes, bool(otherwise)) if changes else None


def keep_present(request: HttpRequest, form: Form, stands: Mapping) -> bool:
    """What the reader wants kept as it stands comes in place of what she typed; whether the form still makes sense then."""
    wanted = [name for name in _shown(form) if form.add_prefix(name) in request.POST.getlist(PRESENT) and name in stands]
    for name in wanted:
        form.cleaned_data[name] = tuple(stands[name]) if isinstance(form.cleaned_data.get(name), tuple) else stands[name]
    if wanted:
        form.clean()
    return not form.errors


def _shown(form: Form) -> dict[str, Field]:
    return {name: field for name, field in form.fields.items() if not field.widget.is_hidden}


def _change(name: str, field: Field, before: object, now: object, typed: object) -> Change:
    words = [_words(field, value) for value in (before, now, typed)]
    return Change(name, str(field.label), words[0], words[1], words[2] == words[0], words[2] == words[1])


def _words(field: Field, value: object) -> str:
    """As a page shows it."""
    if not value:
        return "—"
    if value is True:
        return _("Yes")
    if isinstance(value, PartialDate):
        return partial_words(value)
    known = {str(key): str(words) for key, words in _flat(getattr(field, "choices", None) or getattr(field, "listed", list)())}
    return listed([known.get(str(one), str(one)) for one in value], reading_language()) if isinstance(value, list | tuple) else known.get(str(value), str(value))


def _flat(choices) -> list[tuple[object, object]]:
    return [pair for key, words in choices for pair in (words if isinstance(words, list | tuple) else [(key, words)])]
