"""Every change of a caseload. One public verb per change; the machinery of lists, rows and jobs is that of `arrivals`."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amana.casework.arrivals import actions as arrivals
from amana.casework.arrivals import queries as listed
from amana.casework.arrivals.rows import CaseFacts, Row
from amana.casework.arrivals.rules import ListKind, ListState
from amana.casework.caseload import queries
from amana.casework.caseload.models import SaidCase
from amana.casework.cases import actions as cases
from amana.casework.cases.rules import NoteKind
from amana.casework.registry import actions as registry
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Actor, Forbidden, clock
from amana.lib.core.errors import Refused

if TYPE_CHECKING:
    from amana.casework.arrivals.models import ArrivalList, ArrivalRow

VERBS = ("register", "pass_on", "assign")
CAIRO = ZoneInfo("Africa/Cairo")
MOST_OPENED = 200  # cases of one press


def may_import(by: Actor) -> bool:
    """Of people and their cases: who imports, assigns cases, and writes what a list says of them (DESIGN.md §6.4)."""
    return by.may("import") and by.may("assign") and bool(by.writes & Section.SOCIAL)


def must_import(by: Actor) -> None:
    """Raises Forbidden."""
    if not may_import(by):
        raise Forbidden("import")


def upload(content: bytes, *, file_name: str, team_id: UUID, listed_on: date, by: Actor) -> "ArrivalList":
    """As `arrivals.upload`, of a caseload; listed_on: the day on which its ages are counted."""
    must_import(by)
    return arrivals.upload(content, file_name=file_name, team_id=team_id, arrives_on=listed_on, kind=ListKind.CASELOAD, by=by)


def begin(one: "ArrivalList", *, by: Actor) -> str:
    """As `arrivals.begin`. Raises Refused (`caseload_words`) as long as nobody has said what the words of the list as it is matched now mean."""
    must_import(by)
    if not one.review and one.state == ListState.DRAFT:
        raise Refused("caseload_words")
    return arrivals.begin(one, more=VERBS, by=by)


def start(one: "ArrivalList", *, by: Actor) -> None:
    """As `begin`, and a job goes on with it as soon as this transaction stands."""
    arrivals.later(begin(one, by=by), task="caseload.run")


def run(cookie: str, *, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
    """As `arrivals.run`: killed at any moment and run again, it loses and doubles nothing."""
    arrivals.run(cookie, kind=ListKind.CASELOAD, taken=_taken, progress=progress)


def _taken(one: "ArrivalList", made: "list[tuple[ArrivalRow, Row]]", by: Actor) -> None:
    """Whom the rows name is registered, with what the list said of her case; the worker whom it names holds her file, else the team alone."""
    arrivals.settle([row.id for row, _facts in made], by=by)
    registry.take_on([row.person_id for row, _facts in made], team_id=one.team_id, by=by)
    SaidCase.objects.bulk_create([_said(row.id, facts.case) for row, facts in made if facts.case != CaseFacts()])
    teams = queries.teams_of_workers(by, one.team_id)
    workers = {row.person_id: facts.case.worker if facts.case.worker in teams else None for row, facts in made}
    registry.give({person: (teams.get(worker, one.team_id), worker) for person, worker in workers.items()}, by=by)


def _said(row_id: UUID, facts: CaseFacts) -> SaidCase:
    return SaidCase(row_id=row_id, is_open=facts.is_open, worker_id=facts.worker, risk=facts.risk, opened_on=facts.opened_on, reason=facts.reason,
                    own_number=facts.own_number, household=facts.household, consent_statement=facts.consent_statement)


def judge(row_id: UUID, *, same_as: UUID | None, reason: str, by: Actor) -> "ArrivalRow":
    """The waiting row is that record, which stays as it is, or (None) somebody else, who is registered. Raises Refused (`arrival_row_state`), Hidden."""
    must_import(by)
    facts = listed.waiting_facts(listed.row(row_id, ListKind.CASELOAD))
    row = arrivals.judge_row(row_id, same_as=same_as, reason=reason, kind=ListKind.CASELOAD, by=by)
    if same_as is None:
        _taken(row.list, [(row, facts)], by)
    else:
        arrivals.settle([row.id], by=by)
        if access.sight_of(row.person_id).writable & Section.SOCIAL and facts.case != CaseFacts():  # of a colleague's file nothing is written
            SaidCase.objects.bulk_create([_said(row.id, facts.case)])
    return listed.row(row_id, ListKind.CASELOAD)


def undo(one: "ArrivalList", *, by: Actor) -> int:
    """As `arrivals.undo`: whoever was registered and not worked with since is gone. Raises Refused (`arrival_list_undo`, `caseload_worked_on`)."""
    must_import(by)
    return arrivals.undo(one, by=by)


# --- cases ---


def open_as_said(said: SaidCase, *, by: Actor) -> UUID:
    """The case is open as the list said: its worker where the actor may assign, its first note, its risk, whose first action is the worker's. Returns its key.

    Raises Refused (`case_ground` without consent or legal basis, `case_open_already`).
    """
    case, holder = cases.open_case(said.person_id, by=by), said.worker_id if said.worker_id != by.staff_id and by.may("assign") else None
    team = queries.teams_of_workers(by, by.teams[0]).get(holder) if holder else None
    if by.writes & Section.SOCIAL:
        cases.write_note(case, section=Section.SOCIAL, kind=NoteKind.NOTE, body=_first_note(said), happened_at=_moment(said.opened_on), by=by)
        if said.risk:
            cases.decide_risk(case, level=said.risk, reasons=_("As the unit's own list said."), staff_id=holder if team else None, by=by)
    if team:  # at the end: in a team that is not hers it is out of her hands from then on
        cases.assign(case, team_id=team, staff_id=holder, by=by)
    return case.pk


def open_all(one: "ArrivalList", *, by: Actor) -> int:
    """The cases of the list for which there is a ground are open; how many."""
    by.must("open")
    ready = [standing.said for standing in queries.standing_of(one.pk, by).values() if standing.opens][:MOST_OPENED]
    for said in ready:
        open_as_said(said, by=by)
    return len(ready)


def _first_note(said: SaidCase) -> str:
    """What the list said, a line each, in the reader's language."""
    lines = [_("From the unit's own list:")]
    if said.own_number:
        lines.append(_("Own number of the file: %(number)s") % {"number": f"\u2068{said.own_number}\u2069"})
    if said.opened_on:
        lines.append(_("Open since: %(day)s") % {"day": date_format(said.opened_on, "j F Y")})
    if said.household:
        lines.append(_("Household: %(household)s") % {"household": f"\u2068{said.household}\u2069"})
    return "\n".join([*lines, *([said.reason] if said.reason else [])])


def _moment(day: date | None) -> datetime | None:
    """Noon of the day in Cairo, or now where that has not come yet."""
    found = datetime.combine(day, time(12), CAIRO) if day else None
    return found if found and found <= clock() else None


