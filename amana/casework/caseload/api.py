"""Operations on caseloads: rows or a file are looked through, imported by a job, told of in a report, and undone within a day."""
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field, create_model

from amana.casework.arrivals import actions as arrivals
from amana.casework.arrivals import mapping, sentences
from amana.casework.arrivals import queries as listed
from amana.casework.arrivals.api import Fault, Looked, Rows, fault_of, faults_of, left_out, looked
from amana.casework.arrivals.api import Row as RowInList
from amana.casework.arrivals.rules import ListKind, ListState, RowState
from amana.casework.caseload import actions, files, forms, queries
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import attempt
from amana.ground.shell.api import Body, Invalid, InWords, OneOf, PartOfAList, checked, may, text
from amana.lib.core.errors import Refused, Unreadable

router = Router()
MOST_ROWS = 2_000  # at once; more by a file
ListedOn = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2100, 1, 1), description="Ages are counted on this day.")]
CELLS: dict[str, Any] = {code: (Annotated[str, text(2000, description=field.name_en)], "") for code, field in mapping.fields(ListKind.CASELOAD).items()}
Cells: Any = create_model("Cells", __base__=Body, **CELLS)


class CaseloadRow(Cells):
    """A person and her case: what a column of a list may hold."""


class CaseloadRows(Body):
    rows: Annotated[list[CaseloadRow], Field(min_length=1, max_length=MOST_ROWS)]
    listed_on: ListedOn
    team: UUID | None = None


class CaseloadDetails(Body):
    listed_on: ListedOn
    team: UUID | None = None


class CaseloadLooked(Looked):
    """Counted once nothing is unsaid."""

    unsaid: int = Field(description="Words of which nobody has said what they mean; the report lists them.")


class Word(Schema):
    field: str
    word: str


class CaseloadReport(Schema):
    """What became of the rows."""

    id: UUID
    state: str
    listed_on: date
    team: UUID
    read: int
    done: int
    made: int
    waiting: int = Field(description="May be somebody we know: a person judges.")
    known: int = Field(description="There already, or the same as an earlier row.")
    wrong: int
    left_out: int = Field(description="Lines that are no people: totals, headings once more.")
    faults: list[Fault] = Field(description="As the list was looked through before the import, at most 100.")
    undo_until: datetime | None
    unsaid: list[Word] = Field(description="Of a draft: words whose meaning is to be said with the import.")


class WrongRow(Schema):
    """As it stood in the list; row 2 is the first that was sent."""

    row: int
    cells: dict[str, str]
    faults: list[Fault]


class WrongRows(PartOfAList):
    rows: list[WrongRow]


class Meant(Body):
    words: dict[Annotated[str, text(40)], dict[Annotated[str, text(2000)], Annotated[str, text(40)]]] = Field(
        {}, description="By field, what each word means: its code, or nothing where it is to be left out. What plainly says it, or was said of the last list, need not be said.")


class Undone(Schema):
    id: UUID
    state: str
    rows: int
    left: dict[str, str] = Field(description="By line, why a record stays: somebody has worked with it.")


@router.post("caseloads", response={201: CaseloadLooked})
@may("import")
def upload_caseload(request: HttpRequest, file: File[UploadedFile], details: Form[CaseloadDetails]):
    """A unit's own list as it keeps it: XLSX, XLS, ODS or text. It is read, and what an import would do is counted."""
    return _looked(request, file, details.listed_on, details.team, None)


@router.post("caseloads/rows", response={201: CaseloadLooked})
@may("import")
def send_caseload(request: HttpRequest, rows: CaseloadRows):
    """People and their cases as rows, looked through like a file; the same rows again are the same list."""
    content = files.of_rows([row.dict() for row in rows.rows])
    return _looked(request, ContentFile(content, name="rows.tsv"), rows.listed_on, rows.team, list(mapping.fields()))


@router.get("caseloads/{uuid:list_id}", response=CaseloadReport)
@may("import")
def caseload(request: HttpRequest, list_id: UUID):
    """How far the import is, and what became of the rows: asked for again until `state` is `done`."""
    actions.must_import(request.actor)
    one = listed.arrival_list(list_id, ListKind.CASELOAD)
    unsaid = queries.meanings(one, request.actor).unsaid({}) if one.state == ListState.DRAFT else []
    return CaseloadReport(
        id=one.pk, state=one.state, listed_on=one.arrives_on, team=one.team_id, read=one.rows_read, done=one.rows_done, made=one.rows_made, waiting=one.rows_waiting,
        known=one.rows_known, wrong=one.rows_wrong, left_out=left_out(one), faults=faults_of(one), undo_until=arrivals.expires_at(one), unsaid=[Word(field=field, word=word) for field, word in unsaid])


@router.get("caseloads/{uuid:list_id}/rows", response=Rows)
@may("import")
def caseload_rows(request: HttpRequest, list_id: UUID, state: Annotated[str, OneOf(["", *RowState.values])] = "", after: Annotated[str, Field(pattern="^[0-9]{0,6}$")] = ""):
    """Which record each row has become, by line."""
    actions.must_import(request.actor)
    found = listed.rows_of(listed.arrival_list(list_id, ListKind.CASELOAD), state=state, after=int(after or 0))
    shown = found[:listed.PAGE]
    audit.record_listing([row.person_id for row in shown if row.person_id], sections=Section.IDENTITY)
    return Rows(rows=[RowInList(id=one.pk, line=one.line, name=one.name, state=one.state, is_alone=one.is_alone, person=one.person_id) for one in shown],
                next=str(shown[-1].line) if len(found) > len(shown) else "")


@router.get("caseloads/{uuid:list_id}/wrong", response=WrongRows)
@may("import")
def wrong_rows(request: HttpRequest, list_id: UUID, after: Annotated[str, Field(pattern="^[0-9]{0,6}$")] = ""):
    """Rows that are not imported, with what is wrong with each; mended they are sent as a new list."""
    actions.must_import(request.actor)
    one = listed.arrival_list(list_id, ListKind.CASELOAD)
    found = [row for row in listed.kept_wrong_rows(one) if row["line"] > int(after or 0)]
    audit.record("caseload.errors_downloaded", one.pk)
    shown = found[:listed.PAGE]
    return WrongRows(rows=[WrongRow(row=row["line"], cells={heading: cell for heading, cell in zip(row["headings"], row["cells"], strict=False) if cell},
                                    faults=[fault_of(one) for one in row["faults"]]) for row in shown],
                     next=str(shown[-1]["line"]) if len(found) > len(shown) else "")


@router.post("caseloads/{uuid:list_id}/import", response=CaseloadReport)
@may("import")
def import_caseload(request: HttpRequest, list_id: UUID, meant: Meant):
    """The rows that are ready become records, with what the list says of their cases; it goes on by itself. No consent comes with it, so no case opens."""
    actions.must_import(request.actor)
    one = listed.arrival_list(list_id, ListKind.CASELOAD)
    try:
        with attempt():
            if one.state == ListState.DRAFT:
                arrivals.mean(one, _said(queries.meanings(one, request.actor), meant.words, request.actor), by=request.actor)
            actions.start(one, by=request.actor)
    except (Refused, Unreadable) as error:
        raise InWords(error.code, sentences.sentence(error.code, error.params)) from error
    return caseload(request, list_id=list_id)


@router.post("caseloads/{uuid:list_id}/undo", response=Undone)
@may("undo_import")
def undo_caseload(request: HttpRequest, list_id: UUID):
    """For 24 hours: whom the import made and nobody has worked with is gone. A draft is discarded."""
    actions.must_import(request.actor)
    one = listed.arrival_list(list_id, ListKind.CASELOAD)
    if one.state == ListState.DRAFT:
        arrivals.discard(one, by=request.actor)
        return Undone(id=one.pk, state=one.state, rows=0, left={})
    try:
        with attempt():
            left = listed.left_standing(one)
            n = actions.undo(one, by=request.actor)
    except Refused as error:
        raise InWords(error.code, sentences.sentence(error.code, error.params)) from error
    lines = dict(one.rows.filter(pk__in=left).values_list("pk", "line"))
    return Undone(id=one.pk, state=ListState.UNDONE, rows=n, left={str(lines[key]): why for key, why in left.items()})


def _looked(request: HttpRequest, file, listed_on: date, team: UUID | None, fields: list[str] | None) -> Status:
    actions.must_import(request.actor)
    said = {**({"team": str(team)} if team else {}), **{f"listed_on_{part}": str(getattr(listed_on, part)) for part in ("day", "month", "year")}}
    form = forms.Upload(said, {"file": file}, teams=organisations.own_teams(request.actor))
    given = checked(form) if form.teams else {}
    try:
        with attempt():
            one = actions.upload(file.read(), file_name=file.name, team_id=UUID(form.chosen_team), listed_on=given["listed_on"], by=request.actor)
            unsaid = _laid_out(one, fields, request.actor) if one.state == ListState.DRAFT else 0
    except Unreadable as error:
        raise Invalid([("/file" if fields is None else "/rows", sentences.sentence(error.code, error.params))]) from error
    return Status(201, CaseloadLooked(unsaid=unsaid, **looked(one)))


def _laid_out(one, fields: list[str] | None, actor) -> int:
    """How many words nobody has said the meaning of; where there is none, what an import would do is counted."""
    how = one.settings
    arrivals.lay_out(one, sheet=how["sheet"], heading_row=how["heading_row"], fields=fields, order=how["order"], by=actor)
    meant = queries.meanings(one, actor)
    if not (unsaid := meant.unsaid({})):
        arrivals.mean(one, meant.proposed, by=actor)
    return len(unsaid)


def _said(meant: queries.Meanings, words: dict[str, dict[str, str]], actor) -> dict[str, dict[str, str]]:
    """What all words mean now. Raises Invalid at each that is wrong, Refused (`caseload_words`) where a meaning is missing."""
    said = {field: {mapping.folded(word): code for word, code in of.items()} for field, of in words.items()}
    workers = queries.worker_choices(actor)
    form = forms.Words(None, meant=meant, workers=workers)
    form = forms.Words({bound.name: said.get(field, {}).get(word, was) or forms.LEFT_OUT for field, rows in form.groups for bound, _text, word, was in rows}, meant=meant, workers=workers)
    form.is_valid()
    wrong = [(field, written, form.errors[bound.name][0]) for field, rows in form.groups for bound, written, _word, _was in rows if bound.name in form.errors]
    wrong += [(field, word, _("There is no such word in the list.")) for field, of in words.items() for word in of if mapping.folded(word) not in meant.told.get(field, {})]
    if wrong:
        raise Invalid([(f"/words/{field}/{word.replace('~', '~0').replace('/', '~1')}", why) for field, word, why in wrong])
    if meant.unsaid(said):
        raise Refused("caseload_words")
    return form.chosen()

