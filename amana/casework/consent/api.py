"""Operations on consents: what a person answered, and taking her answers."""
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema, Status
from pydantic import Field

from amana.casework.consent import actions, queries
from amana.casework.consent.forms import taking as forms
from amana.casework.consent.pages.shown import near_file
from amana.casework.consent.rules import PERIODS, TO_ANOTHER, GivenBy, Mode, Purpose, givers
from amana.casework.consent.rules import text as texts
from amana.casework.registry import queries as registry
from amana.ground.access.rules import SECTION_NAMES, Section, sections_of
from amana.ground.audit import actions as audit
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Hidden, attempt, clock
from amana.ground.shell.api import Body, Invalid, InWords, OneOf, may, text
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Refused

router = Router()
SectionName = Annotated[str, OneOf([section.name.lower() for section in SECTION_NAMES])]


class Standing(Schema):
    id: UUID
    purpose: str
    receiver: UUID
    agreed: bool
    sections: list[str]
    state: str
    answered_at: datetime
    ends_at: datetime


class Consents(Schema):
    consents: list[Standing] = Field(description="The latest answer for each purpose and receiver.")


class Words(Schema):
    version: str
    language: str
    status: str
    points: dict[str, str] = Field(description="What is told before anything is asked, by code; `points` of a consent names each.")
    purposes: dict[str, str]


class Answer(Body):
    """What she said for one purpose. receiver and sections only where another organisation is named; sections only where she agreed."""

    purpose: Annotated[str, OneOf(Purpose.values)]
    agreed: bool
    receiver: UUID | None = None
    sections: list[SectionName] = Field([], max_length=10)
    days: Annotated[int, OneOf(list(PERIODS))]


class Taking(Body):
    """Her answers, and how they were given."""

    answers: list[Answer] = Field(min_length=1, max_length=20)
    points: list[Annotated[str, text(40)]] = Field(max_length=20)
    language: Annotated[str, text(8)] = Field(description="In which it was told, ISO 639-3.")
    given_by: Annotated[str, OneOf(GivenBy.values)]
    guardian: Annotated[str, text(120)] = ""
    interpreter: Annotated[str, text(120)] = ""
    mode: Annotated[str, OneOf([Mode.ORAL_WITNESS.value, Mode.WRITTEN.value])]
    witness: Annotated[str, text(120)] = Field("", description="Who heard it, where it was spoken.")
    signature: Annotated[str, text(200_000)] = Field("", description='Strokes, where it was signed: {"box": [w, h], "strokes": [[[x, y, ms], …], …]} as JSON text.')


class Taken(Schema):
    id: UUID


@router.get("consent-text", response=Words)
def consent_text(request: HttpRequest):
    """What a person is told and asked, in the version valid today and the language of Accept-Language."""
    text_now = texts.text_on(cairo_day(clock()), get_language())
    language = text_now.language
    return Words(version=text_now.number, language=language, status=text_now.status, points={code: row[f"point_{language}"] for code, row in texts.points().items()},
                 purposes={purpose: str(Purpose(purpose).label) for purpose in Purpose.values})


@router.get("people/{uuid:person_id}/consents", response=Consents)
def consents(request: HttpRequest, person_id: UUID):
    """How her answers stand now."""
    near_file(person_id)
    audit.record_reading(person_id, sections=0)
    return Consents(consents=[Standing(
        id=one.scope.pk, purpose=one.scope.purpose, receiver=one.scope.receiver_id, agreed=one.scope.agreed,
        sections=[section.name.lower() for section in sections_of(one.scope.sections)], state=one.state, answered_at=one.scope.made_at,
        ends_at=one.scope.ends_at) for one in queries.standing(person_id, clock())])


@router.post("people/{uuid:person_id}/consents", response={201: Taken})
@may("take_consent")
def take_consent(request: HttpRequest, person_id: UUID, body: Taking):
    """Her answers, purpose by purpose. A later answer takes the place of the earlier one."""
    file = registry.file(person_id)
    if not queries.takes(file.sight):
        raise Hidden
    form, places = _filled(request, file, body)
    if not form.is_valid():
        raise Invalid(_errors(form, places))
    try:
        with attempt():
            made = actions.take(person_id, answers=form.answers(), paper=form.facts(), by=request.actor)
    except Refused as refused:
        if not form.refuse(refused.code):
            raise
        raise InWords(refused.code, form.errors[0]) from refused
    return Status(201, Taken(id=made.pk))


def _filled(request: HttpRequest, file: registry.File, body: Taking) -> tuple[forms.Taking, dict[str, int]]:
    """The form of the page with these answers in its rows, and which row holds which answer."""
    now, birth = clock(), file.identity.birth if file.identity else None
    about = forms.Circumstances(
        organisation=organisations.organisation(request.actor.organisation_id), others=list(organisations.other_organisations(request.actor.organisation_id)),
        givers=givers(birth, cairo_day(now)), was_asked=any(one.scope.purpose == Purpose.CASE for one in queries.standing(file.person.pk, now)), now=now,
        language=get_language())
    said: dict = {name: value for name, value in body if name != "answers"} | {f"{purpose}-days": "365" for purpose in Purpose if purpose not in TO_ANOTHER}
    places: dict[str, int] = {}
    for place, one in enumerate(body.answers):
        n = said.get(f"rows-{one.purpose}", 0)
        prefix = f"{one.purpose}-{n}" if one.purpose in TO_ANOTHER else one.purpose
        if prefix in places or n >= forms.ROWS_AT_MOST or (one.receiver and one.purpose not in TO_ANOTHER):
            raise Invalid([(f"/answers/{place}", str(forms.TOO_MANY))])
        places[prefix] = place
        if one.purpose in TO_ANOTHER:
            said[f"rows-{one.purpose}"] = n + 1
        said |= {f"{prefix}-answer": forms.AGREED if one.agreed else forms.REFUSED, f"{prefix}-receiver": str(one.receiver or ""), f"{prefix}-days": str(one.days),
                 f"{prefix}-sections": [str(int(Section[name.upper()])) for name in one.sections]}
    return forms.Taking({name: str(value) if isinstance(value, int) else value for name, value in said.items()}, {}, about=about), places


def _errors(form: forms.Taking, places: dict[str, int]) -> list[tuple[str, str]]:
    found = [("", words) for words in form.non_field_errors]
    for one in form.forms:
        within = f"/answers/{places[one.prefix]}" if one.prefix in places else "" if one is form.paper else "/answers"
        found += [(f"{within}/{'agreed' if name == 'answer' else name}", words) for name, all_words in one.errors.items() for words in all_words]
    return found
