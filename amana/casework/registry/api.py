"""Operations on people: find, read, register, correct."""
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Router, Schema, Status
from pydantic import Field

from amana.casework.registry import actions, forms, queries
from amana.casework.registry.rules import NameKind, Sex
from amana.ground.access.rules import SECTION_NAMES, Section, sections_of
from amana.ground.audit import actions as audit
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Forbidden, Hidden
from amana.ground.rows.sections import SectionRow
from amana.ground.shell.api import (
    Body,
    Changed,
    IfMatch,
    Mark,
    OneOf,
    PartialDay,
    PartOfAList,
    answers,
    checked,
    may,
    opaque,
    place_of,
    tagged,
    text,
    version_of,
)
from amana.ground.shell.errors import problem
from amana.lib.core.errors import Refused

router = Router()
IF_MATCH = Header(None, alias="If-Match")
IF_NONE_MATCH = Header(None, alias="If-None-Match")
IfNoneMatch = Annotated[str | None, Field(pattern=r"^\*$", description="`*`: there is none yet.")]
Name = Annotated[str, text(80)]
Country = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 3166-1 alpha-3.")]
IDENTITY = ("name_kind", "given_ar", "father_ar", "grandfather_ar", "family_ar", "given_latin", "father_latin", "grandfather_latin", "family_latin",
            "other_names", "sex", "nationalities")
CONTACT = ("safe_hours", "words_not_to_use", "governorate", "district", "address")


class PersonInList(Schema):
    """A person in a list. What the role does not read is empty."""

    id: UUID
    number: str
    name: str
    sex: str
    birth: str = Field(description="2001-02-03, 2001-02 or 2001; empty where it is unknown.")
    nationalities: list[str]
    state: str
    team: UUID | None


class People(PartOfAList):
    people: list[PersonInList]
    closed_may_match: bool = Field(False, description="A closed file may be hers: ask your supervisor.")


class Identity(Schema):
    version: int
    name: str
    name_kind: str
    given_ar: str
    father_ar: str
    grandfather_ar: str
    family_ar: str
    given_latin: str
    father_latin: str
    grandfather_latin: str
    family_latin: str
    other_names: str
    sex: str
    birth: str
    nationalities: list[str]


class Phone(Schema):
    number: str
    whose: str
    safe_to_call: bool
    safe_to_text: bool
    safe_to_leave_message: bool


class Contact(Schema):
    version: int
    safe_hours: str
    words_not_to_use: str
    governorate: str
    district: str
    address: str


class Document(Schema):
    id: UUID
    kind: str
    issuing_country: str
    ends_with: str
    expires: str


class Journey(Schema):
    country_left: str
    route: list[str]
    returned: str
    return_mode: str


class Social(Schema):
    languages: list[str]
    needs_interpreter: bool
    marital_status: str
    education: str
    occupation: str
    needs: str


class File(Schema):
    """A file as far as the token's owner reads it; a section that is not hers is null or empty."""

    id: UUID
    number: str
    sections: list[str] = Field(description="The sections that are hers to read here.")
    identity: Identity | None
    contact: Contact | None
    phones: list[Phone]
    documents: list[Document]
    journey: Journey | None
    social: Social | None
    registered_at: datetime | None


class StatedIdentity(Body):
    name_kind: Annotated[str, OneOf(NameKind.values)] = NameKind.GIVEN
    given_ar: Name = ""
    father_ar: Name = ""
    grandfather_ar: Name = ""
    family_ar: Name = ""
    given_latin: Name = ""
    father_latin: Name = ""
    grandfather_latin: Name = ""
    family_latin: Name = ""
    other_names: Annotated[str, text(200)] = ""
    sex: Annotated[str, OneOf(Sex.values)]
    birth: PartialDay | None = None
    nationality: Country | None = None
    second_nationality: Country | None = None


class StatedContact(Body):
    safe_hours: Annotated[str, text(120)] = ""
    words_not_to_use: Annotated[str, text(200)] = ""
    governorate: Annotated[str, text(4)] = ""
    district: Annotated[str, text(6)] = ""
    address: Annotated[str, text(300)] = ""


class Registration(StatedIdentity, StatedContact):
    """Who comes, and how she may be reached without harm. Nothing is safe at a phone unless she said so."""

    number: Annotated[str, text(60)] = Field("", description="Phone.")
    whose: Name = ""
    safe: list[Annotated[str, OneOf(["call", "text", "message"])]] = Field([], max_length=3)
    team: UUID | None = Field(None, description="Which of your teams takes her on; your first one if it is left out.")
    different_from: list[UUID] = Field([], max_length=20, description="Candidates of an earlier answer 409 that are somebody else.")
    distinct: bool = Field(False, description="Register although somebody may be the same person; the pairs wait in the work list of possible duplicates.")


class Registered(Schema):
    id: UUID
    number: str


@router.get("people", response=People)
def people(request: HttpRequest, q: Annotated[str, text(120, description="A name in either script, a number, a phone, a document's number.")] = "", after: Mark = ""):
    """The latest files, or what a search finds, best first and no further."""
    found = queries.search(q.strip()) if q.strip() and request.actor.reads else None
    place = place_of(after)
    part = queries.people(place=place) if found is None and request.actor.reads else None
    shown = found.people if found else part.rows if part else []
    audit.record_listing([one.id for one in shown], sections=request.actor.reads & Section.IDENTITY)
    return People(people=[_listed(one) for one in shown], next=opaque(part.after) if part else "", closed_may_match=bool(found and found.closed_may_match))


@router.get("people/{uuid:person_id}", response=File)
def person(request: HttpRequest, person_id: UUID):
    """One file by section."""
    file = queries.file(person_id)
    audit.record_reading(person_id, sections=file.sight.sections)
    return File(
        id=person_id, number=file.person.number, sections=[section.name.lower() for section in sections_of(file.sight.sections) if section in SECTION_NAMES],
        identity=_identity(file.identity) if file.identity else None, contact=_contact(file.contact) if file.contact else None,
        phones=[Phone(number=one.e164 or one.typed, **_of(one, "whose", "safe_to_call", "safe_to_text", "safe_to_leave_message")) for one in file.phones],
        documents=[Document(id=one.document.pk, ends_with=one.document.number_tail, expires=_iso(one.document.expires), **_of(one.document, "kind", "issuing_country"))
                   for one in file.papers],
        journey=Journey(returned=_iso(file.journey.returned), **_of(file.journey, "country_left", "route", "return_mode")) if file.journey else None,
        social=Social(**_of(file.social, "languages", "needs_interpreter", "marital_status", "education", "occupation", "needs")) if file.social else None,
        registered_at=file.holding.since if file.holding else None)


@router.post("people", response={201: Registered})
@may("register")
def register(request: HttpRequest, body: Registration):
    """A new file. Where somebody may be the same person: 409 with the candidates, until you say `different_from` or `distinct`."""
    if not request.actor.registers:
        raise Forbidden("register")
    form = forms.Registration(_registration(body), teams=organisations.own_teams(request.actor))
    checked(form)
    phone = form.phone_facts()
    likely = [one for one in queries.likely_duplicates(queries.Sought(form.identity_facts(), (phone,) if phone else ())) if one.listed.id not in body.different_from]
    if likely and not body.distinct:
        audit.record_listing([one.listed.id for one in likely], sections=Section.IDENTITY)
        return _warned(likely)
    made = actions.register(identity=form.identity_facts(), contact=form.contact_facts(), phones=[phone] if phone else [], team_id=body.team, by=request.actor)
    actions.note_likely(made.pk, [one.listed.id for one in likely], by=request.actor)
    return Status(201, Registered(id=made.pk, number=made.number))


@router.get("people/{uuid:person_id}/identity", response=Identity)
def identity(request: HttpRequest, response: HttpResponse, person_id: UUID):
    """Who she is; the ETag is asked for where it is corrected."""
    row = _seen(queries.file(person_id), Section.IDENTITY).identity
    return _read(response, row, _identity, Section.IDENTITY)


@router.put("people/{uuid:person_id}/identity", response=Identity)
@may("register")
def correct_identity(request: HttpRequest, response: HttpResponse, person_id: UUID, body: StatedIdentity, if_match: IfMatch = IF_MATCH):
    """The identity is as stated now; the former one is kept. 412 with the present one where somebody changed it meanwhile."""
    file = _edited(person_id, Section.IDENTITY)
    form = forms.Identity(answers(body))
    checked(form)
    return _corrected(response, file.identity, _identity, lambda: actions.correct_identity(
        person_id, form.identity_facts(), version=version_of(if_match), by=request.actor), lambda: queries.file(person_id).identity)


@router.get("people/{uuid:person_id}/contact", response=Contact)
def contact(request: HttpRequest, response: HttpResponse, person_id: UUID):
    """How she may be reached without harm; the ETag is asked for where it is corrected. Nothing recorded yet is 404, and is recorded with If-None-Match."""
    row = _seen(queries.file(person_id), Section.CONTACT).contact
    if row is None:
        raise Hidden
    return _read(response, row, _contact, Section.CONTACT)


@router.put("people/{uuid:person_id}/contact", response=Contact)
@may("register")
def correct_contact(request: HttpRequest, response: HttpResponse, person_id: UUID, body: StatedContact, if_match: IfMatch = IF_MATCH, if_none_match: IfNoneMatch = IF_NONE_MATCH):
    """Contact and address are as stated now; the former ones are kept, and phones stay. 412 with the present ones where somebody changed them meanwhile."""
    file = _edited(person_id, Section.CONTACT)
    form = forms.Contact(answers(body))
    checked(form)
    version = None if if_none_match else version_of(if_match)
    return _corrected(response, file.contact, _contact, lambda: actions.correct_contact(
        person_id, form.contact_facts(), None, version=version, by=request.actor), lambda: queries.file(person_id).contact)


def _registration(body: Registration) -> dict:
    said = answers(body)
    return said | ({"team": str(body.team)} if body.team else {})


def _warned(likely: list[queries.Candidate]) -> HttpResponse:
    """Which files may be hers, and why, without a word of what stands in them: the search shows it to whoever may read it."""
    return problem(409, "likely_duplicate", _("Somebody in your files may be the same person. Look at these files, then say that she is somebody else."),
                   candidates=[{"id": one.listed.id, "number": one.listed.number, "score": round(one.comparison.probability, 2),
                                "reasons": [f"{reason.about}.{reason.code}" for reason in one.comparison.reasons]} for one in likely])


def _seen(file: queries.File, section: Section) -> queries.File:
    if not file.shows(section):
        raise Hidden
    return file


def _edited(person_id: UUID, section: Section) -> queries.File:
    file = queries.file(person_id)
    if not file.edits(section) or file.identity is None:
        raise Hidden
    return file


def _read(response: HttpResponse, row: SectionRow, shown, section: Section) -> Schema:
    audit.record_reading(row.person_id, sections=section)
    tagged(response, row.version)
    return shown(row)


def _corrected(response: HttpResponse, row: SectionRow | None, shown, act, again) -> Schema:
    try:
        act()
    except Refused as refused:
        if refused.code != "changed_meanwhile":
            raise
        row = row or again()  # somebody was the first meanwhile
        raise Changed(shown(row), row.version) from refused
    now = again()
    tagged(response, now.version)
    return shown(now)


def _listed(one: queries.Listed) -> PersonInList:
    return PersonInList(id=one.id, number=one.number, name=one.identity.full_name if one.identity else "", sex=one.identity.sex if one.identity else "",
                  birth=_iso(one.identity.birth) if one.identity else "", nationalities=one.identity.nationalities if one.identity else [],
                  state=one.holding.state if one.holding else "", team=one.holding.team_id if one.holding else None)


def _identity(row) -> Identity:
    return Identity(version=row.version, name=row.full_name, birth=_iso(row.birth), **_of(row, *IDENTITY))


def _contact(row) -> Contact:
    return Contact(version=row.version, **_of(row, *CONTACT))


def _of(row, *names: str) -> dict:
    return {name: getattr(row, name) for name in names}


def _iso(day) -> str:
    return day.iso if day else ""
