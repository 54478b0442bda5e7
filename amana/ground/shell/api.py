"""What the operations of the API share: a verb they need, bounded text, pages of a list, and forms that answer with problems.

`doors/api` gathers them and frames each as one transaction of its actor. An operation decides nothing: it reads through a query or calls one action.
"""
import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.decorators import decorate_view
from pydantic import ConfigDict, Field, GetCoreSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import core_schema

from amana.ground.rows.acting import attempt
from amana.ground.shell.acts import ActForm, Refusals
from amana.ground.shell.lists import Place, place
from amana.lib.core.errors import Refused


class Invalid(Exception):
    """What was sent cannot be taken as it is: where, and why in words."""

    def __init__(self, errors: list[tuple[str, str]]):
        super().__init__([pointer for pointer, _words in errors])
        self.errors = errors


class WrongParameter(Exception):
    """What stands in the query under this name is not of a kind that is given."""


class InWords(Refused):
    """A refusal with its sentence."""

    def __init__(self, code: str, sentence: object):
        super().__init__(code)
        self.sentence = sentence


class Changed(Exception):
    """Somebody changed it meanwhile: `present` is how it stands now, under the version `version`."""

    def __init__(self, present: Schema, version: int):
        super().__init__(version)
        self.present, self.version = present, version


class NoVersion(Exception):
    """A change must say which version it changes."""


class Body(Schema):
    """What is sent; a name that nobody knows is refused rather than passed over."""

    model_config = ConfigDict(extra="forbid")


def text(at_most: int, **more: str) -> FieldInfo:
    """Of at most so many characters, without NUL: `Annotated[str, text(80)]`."""
    return Field(max_length=at_most, pattern=r"^[^\x00]*$", description=more.get("description"))


@dataclass(frozen=True)
class OneOf:
    """One of these: `Annotated[str, OneOf(Sex.values)]`."""

    values: Sequence[str | int]

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.literal_schema(list(self.values))


Mark = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9_-]*$", description="`next` of the part before; empty for the first part.")]
IfMatch = Annotated[str | None, Field(max_length=40, pattern=r'^(W/)?"[0-9]{1,9}"$', description="The ETag that was read.")]


class PartOfAList(Schema):
    """A part of a list; `next` leads on and is empty at the end."""

    next: str


class PartialDay(Body):
    """A day as far as it is known, or an age instead."""

    year: Annotated[int, Field(ge=1, le=9999)] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    age: Annotated[int, Field(ge=0, le=150)] | None = None
    age_unit: Annotated[str, Field(pattern="^(year|month)$")] = "year"


def may(verb: str) -> Callable:
    """The operation is for roles that have the verb; asked before anything that was sent is looked at. Stands below `router.get` or `.post`."""
    def needed(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(run)
        def checked(request: HttpRequest, **named) -> HttpResponse:
            request.actor.must(verb)
            return run(request, **named)
        return checked
    return decorate_view(needed)


def place_of(after: str) -> Place | None:
    """From which place a list goes on; None from the top. Raises WrongParameter: a program that has garbled a mark would read the same part for ever."""
    try:
        found = place({"after": base64.urlsafe_b64decode(after.encode() + b"==").decode()}) if after else None
    except (binascii.Error, UnicodeDecodeError):
        found = None
    if after and found is None:
        raise WrongParameter("after")
    return found


def opaque(place: str) -> str:
    """The mark of a place as programs see it: it is passed on, and means nothing to them."""
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def answers(body: Schema) -> dict:
    """What was sent, as a form reads it: partial days in their parts, nothing for what was left out."""
    said: dict = {}
    for name, value in body:
        if isinstance(value, PartialDay):
            said |= {f"{name}_{part}": "" if given is None else str(given) for part, given in value}
        elif value is True:
            said[name] = "on"
        elif value is not None and value is not False:
            said[name] = [str(one) for one in value] if isinstance(value, list) else str(value)
    return said


def checked(form) -> dict:
    """The form's answers. Raises Invalid with a pointer to each field that is wrong."""
    if not form.is_valid():
        raise Invalid([(f"/{name}" if name != "__all__" else "", message) for name, messages in form.errors.items() for message in messages])
    return form.cleaned_data


def carried_out(form: ActForm, act: Callable[..., object]) -> object:
    """What the act returned. Raises Invalid, and InWords for what the act refuses."""
    checked(form)
    return done(lambda: act(**form.given()), form.refusals)


def done(act: Callable[[], object], refusals: Refusals) -> object:
    """What the act returned. Raises InWords for a refusal that has a sentence."""
    try:
        with attempt():
            return act()
    except Refused as refused:
        if refused.code not in refusals:
            raise
        raise InWords(refused.code, refusals[refused.code][1]) from refused


def version_of(if_match: str | None) -> int:
    """The version that a change was made for. Raises NoVersion."""
    if if_match is None:
        raise NoVersion
    return int(if_match.removeprefix("W/").strip('"'))


def tagged(response: HttpResponse, version: int) -> None:
    response.headers["ETag"] = f'"{version}"'
