"""Reads of the directory."""
from uuid import UUID

from django.db.models import F, Q, QuerySet

from amana.ground.directory.models import Service
from amana.ground.directory.service_types import service_types
from amana.lib import names
from amana.lib.core.text import tidy


def services(*, kind: str = "", governorate: str = "", besides: UUID | None = None) -> QuerySet[Service]:
    """Active services, those with most open places first; `kind` also takes a group; a service without governorates works everywhere.

    `besides`: not those of that organisation.
    """
    found = Service.objects.filter(is_active=True, organisation__is_active=True, desk__is_active=True, desk__is_desk=True).select_related("organisation", "desk")
    if kind:
        found = found.filter(kind__startswith=kind)
    if governorate:
        found = found.filter(Q(governorates__contains=[governorate]) | Q(governorates=[]))
    if besides:
        found = found.exclude(organisation_id=besides)
    return found.order_by(F("open_places").desc(nulls_last=True), "name_ar", "pk")


def found_by_text(services: list[Service], text: str) -> list[Service]:
    """Those of which every word stands in their names, whatever the letters' variants; of the service, its type or its organisation."""
    wanted = names.fold(tidy(text)).split()
    return [one for one in services if all(word in _words(one) for word in wanted)]


def service(service_id: UUID) -> Service:
    """Raises Service.DoesNotExist."""
    return Service.objects.select_related("organisation", "desk").get(pk=service_id)


def own_service(organisation_id: UUID, service_id: UUID) -> Service:
    """A service of that organisation. Raises Service.DoesNotExist."""
    return Service.objects.select_related("organisation", "desk").get(pk=service_id, organisation_id=organisation_id)


def services_of(organisation_id: UUID) -> QuerySet[Service]:
    """All services of an organisation, active ones first."""
    return Service.objects.filter(organisation_id=organisation_id).select_related("desk").order_by("-is_active", "name_ar")


def services_of_desks(organisation_id: UUID, teams: tuple[UUID, ...]) -> list[Service]:
    """Active services that these desks of the organisation answer for."""
    return list(services_of(organisation_id).filter(desk_id__in=teams, is_active=True))


def service_of_desks(organisation_id: UUID, teams: tuple[UUID, ...], service_id: UUID) -> Service:
    """One of these. Raises Service.DoesNotExist."""
    return services_of(organisation_id).get(pk=service_id, desk_id__in=teams, is_active=True)


def _words(one: Service) -> str:
    kind = service_types()[one.kind]
    return names.fold(" ".join((one.name_ar, one.name_en, kind.name_ar, kind.name_en, one.organisation.name_ar, one.organisation.name_en,
                                one.for_whom_ar, one.for_whom_en)))
