"""Operations on arrival lists: what is expected, and a new list in two steps: sent and looked through, then imported."""
from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from amana.casework.arrivals import actions, forms, queries, sentences
from amana.casework.arrivals.rules import RowState
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import attempt
from amana.ground.shell.api import Body, Invalid, InWords, OneOf, PartOfAList, checked, may, text
from amana.lib.core.errors import Refused, Unreadable

router = Router()


class ArrivalInList(Schema):
    id: UUID
    flight: str
    arrives_on: date
    country: str
    team: UUID
    state: str
    rows: int
    rows_done: int


class Lists(Schema):
    lists: list[ArrivalInList]


class Row(Schema):
    id: UUID
    line: int
    name: str
    state: str
    is_alone: bool = Field(description="Flagged as an unaccompanied child.")
    person: UUID | None


class Rows(PartOfAList):
    rows: list[Row]


class Details(Body):
    flight: Annotated[str, text(40)] = ""
    arrives_on: date = Field(ge=date(1900, 1, 1), le=date(2100, 1, 1))
    country: Annotated[str, text(3)] = ""
    source: Annotated[str, text(80)] = Field("", description="Who sends such lists; the matching of columns is remembered under this name.")
    team: UUID | None = None


class Fault(Schema):
    """Where, and why by code; what stands in the cell stays in the list."""

    row: int
    column: str
    code: str
    is_error: bool = Field(description="It keeps the row from being imported; else a warning.")
    same_as: int | None = Field(description="The earlier row of the list that says the same, or may be the same person.")


class Looked(Schema):
    """What an import would do: nothing is written before it is asked for."""

    id: UUID
    state: str
    read: int
    ready: int
    waiting: int = Field(description="May be somebody we know: a person judges.")
    known: int = Field(description="There already, or the same as an earlier row.")
    wrong: int
    left_out: int = Field(description="Lines that are no people: totals, headings once more. Each stands among the faults.")
    faults: list[Fault]


class Begun(Schema):
    id: UUID
    state: str


@router.get("arrivals", response=Lists)
@may("receive")
def arrivals(request: HttpRequest):
    """The latest lists, at most 100."""
    return Lists(lists=[_listed(one) for one in queries.lists()])


@router.get("arrivals/{uuid:list_id}/rows", response=Rows)
@may("receive")
def rows(request: HttpRequest, list_id: UUID, state: Annotated[str, OneOf(["", *RowState.values])] = "", after: Annotated[str, Field(pattern="^[0-9]{0,6}$")] = ""):
    """Who is expected and who has come, by line."""
    found = queries.rows_of(queries.arrival_list(list_id), state=state, after=int(after or 0))
    shown = found[:queries.PAGE]
    audit.record_listing([row.person_id for row in shown if row.person_id], sections=Section.IDENTITY)
    return Rows(rows=[Row(id=one.pk, line=one.line, name=one.name, state=one.state, is_alone=one.is_alone, person=one.person_id) for one in shown],
                next=str(shown[-1].line) if len(found) > len(shown) else "")


@router.post("arrivals", response={201: Looked})
@may("import")
def upload(request: HttpRequest, file: File[UploadedFile], details: Form[Details]):
    """An office's list as it keeps it, up to 10 MB: XLSX, XLS, ODS or text. It is read, and what an import would do is counted."""
    said = {"flight": details.flight, "country": details.country, "source": details.source, **({"team": str(details.team)} if details.team else {}),
            **{f"arrives_on_{part}": str(getattr(details.arrives_on, part)) for part in ("day", "month", "year")}}
    form = forms.Upload(said, {"file": file}, teams=organisations.own_teams(request.actor))
    given = checked(form) if form.teams else {}
    try:
        with attempt():
            one = actions.upload(file.read(), file_name=file.name, team_id=UUID(form.chosen_team), arrives_on=given["arrives_on"], flight=given["flight"],
                                 country=given["country"], source=given["source"], by=request.actor)
            if one.state == "draft":
                how = one.settings
                actions.lay_out(one, sheet=how["sheet"], heading_row=how["heading_row"], fields=None, order=how["order"], by=request.actor)
    except Unreadable as error:
        raise Invalid([("/file", sentences.sentence(error.code, error.params))]) from error
    return Status(201, Looked(**looked(one)))


@router.post("arrivals/{uuid:list_id}/import", response=Begun)
@may("import")
def begin(request: HttpRequest, list_id: UUID):
    """The rows that are ready become files that the team expects; it goes on by itself."""
    one = queries.arrival_list(list_id)
    try:
        with attempt():
            actions.start(one, by=request.actor)
    except (Refused, Unreadable) as error:
        raise InWords(error.code, sentences.sentence(error.code, error.params)) from error
    return Begun(id=one.pk, state=one.state)


def looked(one) -> dict:
    """What `Looked` says of the list."""
    counted = {name: one.review.get(name, 0) for name in ("read", "ready", "waiting", "known", "wrong")}
    return {"id": one.pk, "state": one.state, "left_out": left_out(one), "faults": faults_of(one), **counted}


def left_out(one) -> int:
    return sum(len(lines) for why, lines in one.review.get("passed_over", {}).items() if why != "blank")


def faults_of(one) -> list[Fault]:
    """What is wrong, and what is told besides, as the list was looked through last: the errors first, at most 100."""
    return [fault_of(fault) for fault in one.review.get("faults", [])[:100]]


def fault_of(kept: dict) -> Fault:
    return Fault(row=kept["row"], column=kept["column"], code=kept["code"], is_error=kept["is_error"], same_as=kept["params"].get("row"))


def _listed(one) -> ArrivalInList:
    return ArrivalInList(id=one.pk, flight=one.flight, arrives_on=one.arrives_on, country=one.country, team=one.team_id, state=one.state, rows=one.rows_read, rows_done=one.rows_done)
