"""`amana arrivals import`: the same import as the pages do, for whoever has the list on the server."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from rich.console import Console
from rich.progress import Progress

DONE, ERRORS = 0, 1


@dataclass(frozen=True)
class Order:
    """What the command line asks for. team: a code; heading_row: as a spreadsheet counts, from 1."""

    file: Path
    organisation: str
    email: str
    team: str | None = None
    flight: str = ""
    arrives_on: date | None = None
    country: str = ""
    source: str = ""
    sheet: str | None = None
    heading_row: int | None = None
    mapping: Path | None = None
    month_first: bool = False
    report: Path | None = None
    is_dry: bool = False
    says: Callable[[str], None] = field(default=print)


class Wrong(Exception):
    """Something in the input that a person must put right; the words say what."""


def day(text: str) -> date:
    """The day that was typed, in any digits. Raises Wrong."""
    from amana.lib.core.dates import Precision, parse
    from amana.lib.core.errors import Unreadable

    try:
        found = parse(text)
    except Unreadable:
        found = None
    if found is None or found.precision != Precision.DAY:
        raise Wrong(f"--arrives-on is a day, for example 2026-11-25; this is none: {text}")
    return found.earliest


def import_list(order: Order, told: Console, run: "type[Import] | None" = None) -> int:
    """0: everything is imported; 1: the input has errors, which are listed and stand in a file beside it. Raises CannotStart, OSError.

    What is printed is English, as all commands are; the file of errors is in the language of whoever imports.
    run: of which kind of list the import is; None: of arrivals.
    """
    from django.utils import translation

    from amana.casework.arrivals import sentences
    from amana.ground.rows.acting import NobodyActs
    from amana.lib.core.errors import Refused, Unreadable

    content = order.file.read_bytes()
    run = run or Import
    cookie = _sign_in(order, run.verb)
    try:
        with translation.override("en"):
            try:
                return run(order, told, cookie).run(content)
            except (Unreadable, Refused) as error:
                raise Wrong(sentences.sentence(error.code, error.params)) from error
    except NobodyActs as error:
        raise Wrong("The session has ended.") from error


def _sign_in(order: Order, verb: str) -> str:
    from amana.doors.site.localpg import CannotStart
    from amana.ground.access import gate

    try:
        return gate.open_command_session(order.email, order.organisation, verb=verb)
    except gate.NoPlace as error:
        raise CannotStart(f"{order.email} has no role in {order.organisation} that imports {'arrival lists' if verb == 'import' else 'caseloads'}.") from error


class Import:
    """One run of the command."""

    verb = "import"

    def __init__(self, order: Order, told: Console, cookie: str):
        self.order, self.told, self.cookie = order, told, cookie

    def run(self, content: bytes) -> int:
        from amana.casework.arrivals import actions, queries
        from amana.casework.arrivals.rules import ListState
        from amana.ground.rows.acting import acting

        with acting(self.cookie) as actor:
            language = actor.language
            one = self._uploaded(content, actor)
            if one.state == ListState.DONE:
                self.order.says(f"This file was imported before: {one.rows_made} people, {one.rows_waiting} to be judged. Nothing has changed.")
                return DONE
            if one.state == ListState.DRAFT:
                self._lay_out(one, actor)
            session = "" if self.order.is_dry else self._begun(one, actor)
            faults = list(one.review.get("faults", []))
            if self.order.is_dry:
                self._say_review(one)
                actions.discard(one, by=actor)
        if session:
            self._go(session)
            with acting(self.cookie):
                one = queries.arrival_list(one.pk, one.kind)
            self.order.says(
                f"{one.rows_read} rows read: {one.rows_made} imported, {one.rows_waiting} to be judged, "
                f"{one.rows_known} there already, {one.rows_wrong} wrong."
            )
        return self._report(faults, language)

    def _uploaded(self, content: bytes, actor):
        from amana.casework.arrivals import actions
        from amana.ground.rows.acting import clock
        from amana.lib.core.dates import cairo_day

        return actions.upload(content, file_name=self.order.file.name, team_id=self._team(actor), arrives_on=self.order.arrives_on or cairo_day(clock()),
                              flight=self.order.flight, country=self.order.country, source=self.order.source, by=actor)

    def _begun(self, one, actor) -> str:
        from amana.casework.arrivals import actions

        return actions.begin(one, by=actor)

    def _job(self):
        from amana.casework.arrivals import actions

        return actions.run

    def _team(self, actor) -> UUID:
        from amana.ground.organisations import queries as organisations

        own = [team for team in organisations.teams_of(actor.organisation_id) if team.pk in actor.teams]
        chosen = [team for team in own if self.order.team in (None, team.code)]
        if len(chosen) != 1:
            raise Wrong("Name the team with --team: " + ", ".join(team.code for team in own))
        return chosen[0].pk

    def _lay_out(self, one, actor) -> None:
        from amana.casework.arrivals import actions, mapping, queries, sheets

        found = sheets.read(queries.file_of(one))
        place = one.settings["sheet"] if self.order.sheet is None else self._sheet(found)
        row = one.settings["heading_row"] if place == one.settings["sheet"] else sheets.propose([found[place]], mapping.is_known)[1]
        row = self.order.heading_row - 1 if self.order.heading_row else row
        headings = sheets.headings(found[place], row) if row < len(found[place].rows) else []
        fields = self._mapped(headings, self.order.mapping) if self.order.mapping else mapping.propose(headings, queries.remembered(one.source), one.kind)
        if doubled := mapping.doubled(headings, fields) if not self.order.mapping else []:
            raise Wrong("These headings mean a field that another column holds; choose with --mapping FILE: " + ", ".join(doubled))
        order = "month_first" if self.order.month_first else one.settings["order"]
        actions.lay_out(one, sheet=place, heading_row=row, fields=fields, order=order, by=actor)
        left_out = [heading for heading, code in zip(headings, fields, strict=True) if heading and not code]
        if left_out:
            self.order.says("Not imported here: " + ", ".join(left_out))

    def _sheet(self, found) -> int:
        names = [sheet.name for sheet in found]
        if self.order.sheet not in names:
            raise Wrong(f"There is no sheet {self.order.sheet}. Sheets: " + ", ".join(names))
        return names.index(self.order.sheet)

    def _mapped(self, headings: list[str], file: Path) -> list[str]:
        """FILE is JSON: heading → field; headings that it does not name are not imported."""
        from amana.casework.arrivals import mapping

        chosen = {mapping.folded(heading): code for heading, code in json.loads(file.read_text("utf-8")).items()}
        return [chosen.get(mapping.folded(heading), "") for heading in headings]

    def _go(self, session: str) -> None:
        with Progress(console=self.told, transient=True) as progress:
            task = progress.add_task("Importing", total=None)
            self._job()(session, progress=lambda done, total: progress.update(task, completed=done, total=total))

    def _say_review(self, one) -> None:
        said = one.review
        self.order.says(
            f"{said['read']} rows read: {said['ready']} ready, {said['waiting']} to be judged, "
            f"{said['known']} there already, {said['wrong']} wrong. Nothing was written."
        )

    def _report(self, faults: list[dict], language: str) -> int:
        from django.utils import translation

        from amana.casework.arrivals import files, sentences

        errors = [one for one in faults if one["is_error"]]
        for one in errors[:20]:
            self.order.says(f"Row {one['row']}, {one['column']}: {one['value']}: {sentences.sentence(one['code'], one['params'])}")
        if faults:
            path = self.order.report or self.order.file.with_name(f"{self.order.file.stem}-errors.xlsx")
            with translation.override(language):
                path.write_bytes(files.faults(faults))
            self.order.says(f"What needs correcting stands in {path}")
        return ERRORS if errors else DONE
