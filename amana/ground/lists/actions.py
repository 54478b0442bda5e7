"""Every change of a saved view, and every export. A list leaves the house through row policies alone, and each of its rows is on record."""
import json
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from amana.ground.access import jobs
from amana.ground.audit import actions as audit
from amana.ground.lists import files, queries
from amana.ground.lists.listing import Column, Listing, chosen, listing
from amana.ground.lists.models import Export, SavedView
from amana.ground.lists.rules import AT_MOST, AT_ONCE, BATCH, SHARES, VIEWS_AT_MOST, ExportState
from amana.ground.rows import sealed_fields
from amana.ground.rows.acting import Actor, acting, clock, passed
from amana.ground.shell.lists import MANY, Part, Place
from amana.ground.shell.lists import place as read_place
from amana.ground.shell.values import day_words, reading_language
from amana.lib.core.dates import cairo_day, to_cairo
from amana.lib.core.errors import Refused

# Circles that need a verb open for a job as they do for whoever asked for it.
OPENING_VERBS = ("receive", "reopen", "approve_closure")


def choose_columns(of: Listing, columns: list[str], *, by: Actor) -> None:
    """The list shows these columns to the actor from now on."""
    codes = [one.code for one in of.columns_of(by) if one.code in columns]
    mine = SavedView.objects.filter(made_by=by.membership_id, of_list=of.name, name="", removed_at=None)
    if not mine.update(columns=codes):
        SavedView.objects.create(of_list=of.name, columns=codes, organisation_id=by.organisation_id, made_by=by.membership_id)
    audit.record("list.columns_chosen", None, of=of.name)


def save_view(of: Listing, *, name: str, query: str, columns: list[str], shared_with: str, by: Actor) -> SavedView:
    """The filters and columns stand under that name. `shared_with`: nothing, `organisation`, or a team's key; takes the verb that arranges work.

    Raises Refused (`saved_view_once`, `saved_views_too_many`).
    """
    if shared_with:
        by.must(SHARES)
    if SavedView.objects.filter(made_by=by.membership_id, of_list=of.name, removed_at=None).exclude(name="").count() >= VIEWS_AT_MOST:
        raise Refused("saved_views_too_many")
    made = SavedView.objects.create(of_list=of.name, name=name, query=query, columns=columns, organisation_id=by.organisation_id, made_by=by.membership_id,
                                    **_sharing(shared_with))
    audit.record("list.view_saved", None, view=made.pk, of=of.name, shared=bool(shared_with))
    return made


def change_view(view: SavedView, *, name: str, shared_with: str, by: Actor) -> None:
    """Another name, or other people who see it. Raises Refused (`saved_view_once`), Hidden."""
    if shared_with or view.is_shared:
        by.must(SHARES)
    passed(SavedView.objects.filter(pk=view.pk).update(name=name, **_sharing(shared_with)))
    audit.record("list.view_changed", None, view=view.pk, shared=bool(shared_with))


def remove_view(view: SavedView, *, by: Actor) -> None:
    """Nobody's list offers it any more. Raises Hidden."""
    if view.is_shared:
        by.must(SHARES)
    passed(SavedView.objects.filter(pk=view.pk).update(removed_at=clock()))
    audit.record("list.view_removed", None, view=view.pk)


def _sharing(shared_with: str) -> dict:
    return {"is_shared": bool(shared_with), "team_id": UUID(shared_with) if shared_with not in ("", "organisation") else None}


# Files -----------------------------------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Made:
    """A file that is ready to be handed over, or the export that a job goes on with."""

    content: bytes = b""
    rows: int = 0
    export: Export | None = None


def export(of: Listing, *, query: str, columns: list[str], kind: str, by: Actor) -> Made:
    """The rows that the filters show, in a file: at once for a short list, else as a job whose file lies ready for a day."""
    said = chosen(of.filters(by, QueryDict(query)))
    first = of.part(by, said, None, BATCH)
    if first.total is None or first.total > AT_ONCE:
        return Made(export=_ask(of, query, columns, kind, first.total, by=by))
    part, shown = first, of.shown(by, columns)
    file = _begun(of, shown, kind)
    while part is not None:
        file.add(_taken(of, part, shown))
        part = of.part(by, said, _next(part), BATCH) if part.after else None
    audit.record("list.exported", None, of=of.name, rows=file.rows, kind=kind)
    return Made(file.done(_about(of, file.rows, by)), file.rows)


def _ask(of: Listing, query: str, columns: list[str], kind: str, expected: int | None, *, by: Actor) -> Export:
    made = Export(of_list=of.name, format=kind, language=reading_language(), rows_expected=expected)
    made.asked_sealed = sealed_fields.seal(json.dumps({"query": query, "columns": columns}), person_id=made.pk, field="lists.asked")
    made.organisation_id, made.made_by = by.organisation_id, by.membership_id
    made.save(force_insert=True)
    audit.record("list.export_asked", None, export=made.pk, of=of.name, kind=kind)
    return made


def start(one: Export, *, by: Actor) -> None:
    """A job writes it as soon as this transaction stands; it acts as the actor, with the verbs of the list alone."""
    key = jobs.open_session([verb for verb in (*OPENING_VERBS, "note", "refer", "answer", "start", "judge") if by.may(verb)], one.pk)
    app.configure_task("lists.write").defer(session=jobs.as_argument(key))


def run(cookie: str, *, progress: Callable[[int], None] = lambda done: None) -> None:
    """The file lies ready. Killed at any moment and run again, it begins anew. Raises NobodyActs, Export.DoesNotExist when nobody waits for it any more."""
    with acting(cookie):
        one = queries.export(jobs.subject())
        asked = queries.asked_for(one)
        if one.state == ExportState.DONE:
            return
        _move(one, state=ExportState.RUNNING, rows_done=0)
    file, place = None, None
    with translation.override(one.language):
        while file is None or place:
            with acting(cookie) as actor:
                of = listing(one.of_list, actor)
                shown = of.shown(actor, asked["columns"])
                part = of.part(actor, chosen(of.filters(actor, QueryDict(asked["query"]))), place, BATCH)
                file = file or _begun(of, shown, one.format)
                file.add(_taken(of, part, shown, export=one.pk))
                _move(one, rows_done=file.rows)
            place = _next(part) if part.after and file.rows < AT_MOST else None
            progress(file.rows)
        with acting(cookie) as actor:
            content = file.done(_about(listing(one.of_list, actor), file.rows, actor))
            _move(one, state=ExportState.DONE, rows_done=file.rows,
                  file_sealed=sealed_fields.seal(content.decode("latin-1"), person_id=one.pk, field="lists.file"))
            audit.record("list.exported", None, of=one.of_list, rows=file.rows, kind=one.format, export=one.pk)


def fetch(export_id: UUID, *, by: Actor) -> tuple[Export, bytes]:
    """The file, whose taking is on record. Raises Export.DoesNotExist."""
    one, content = queries.file_of(export_id)
    audit.record("list.fetched", None, export=one.pk, rows=one.rows_done)
    return one, content


def _taken(of: Listing, part: Part, shown: list[Column], **details) -> list[list[files.Cell]]:
    """The rows; that they leave is on record with their keys."""
    people = list(dict.fromkeys(of.person(row) for row in part.rows))
    if people:
        sections = 0
        for column in shown:
            sections |= column.section
        audit.record("files.exported", None, sections=sections, subjects=people, **details)
    return [[column.value(row) for column in (*shown, *of.in_file_only)] for row in part.rows]


def _begun(of: Listing, shown: list[Column], kind: str) -> files.Csv | files.Xlsx:
    return files.begun(kind, [str(column.label) for column in (*shown, *of.in_file_only)], title=str(of.title))


def _about(of: Listing, rows: int, by: Actor) -> list[tuple[str, files.Cell]]:
    now = clock()
    organisation = by.organisation_name_ar if reading_language() == "ar" else by.organisation_name_en
    return [(_("List"), str(of.title)), (_("Rows"), rows), (_("Taken out by"), by.staff_name), (_("Organisation"), organisation),
            (_("At"), f"{day_words(cairo_day(now))} {to_cairo(now):%H:%M}"),
            (_("Kept how"), _("Personal data: keep it as safe as the system does, and delete it when it is no longer needed."))]


def _next(part: Part) -> Place | None:
    query = QueryDict(mutable=True)
    query["after"], query["n"] = part.after, MANY if part.total is None else str(part.total)
    return read_place(query)


def _move(one: Export, **values) -> None:
    passed(Export.objects.filter(pk=one.pk).update(**values))
