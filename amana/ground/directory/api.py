"""The directory of services."""
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from amana.ground.directory import queries
from amana.ground.shell.api import PartOfAList, text

router = Router()
SIZE = 50
Digits = Annotated[str, Field(pattern=r"^[0-9]{0,6}$", description="`next` of the part before.")]


class Service(Schema):
    id: UUID
    kind: str
    name_ar: str
    name_en: str
    organisation: UUID
    organisation_name_ar: str
    organisation_name_en: str
    governorates: list[str]
    languages: list[str]
    for_whom_ar: str
    for_whom_en: str
    hours: str
    open_places: int | None


class Services(PartOfAList):
    services: list[Service]


@router.get("services", response=Services)
def services(request: HttpRequest, q: Annotated[str, text(120)] = "", kind: Annotated[str, text(12)] = "", governorate: Annotated[str, text(4)] = "", after: Digits = ""):
    """What people can be referred to, those with most open places first; no address of a protected shelter."""
    found = list(queries.services(kind=kind, governorate=governorate))
    found = queries.found_by_text(found, q) if q.strip() else found
    start = int(after or 0)
    shown, more = found[start:start + SIZE], len(found) > start + SIZE
    return Services(services=[_shown(one) for one in shown], next=str(start + SIZE) if more else "")


def _shown(one) -> Service:
    same = ("id", "kind", "name_ar", "name_en", "governorates", "languages", "for_whom_ar", "for_whom_en", "hours", "open_places")
    return Service(organisation=one.organisation_id, organisation_name_ar=one.organisation.name_ar, organisation_name_en=one.organisation.name_en,
                   **{name: getattr(one, name) for name in same})
