"""Reads of the directory."""
from uuid import UUID

from django.db.models import QuerySet

from amana.ground.directory.models import Service


def services(*, kind: str = "", governorate: str = "", text: str = "", besides: UUID | None = None) -> QuerySet[Service]:
    """Active services, those with open places first; `kind` also takes a group; `besides`: not those of that organisation."""
    found = Service.objects.filter(is_active=True, organisation__is_active=True).select_related("organisation", "desk")
    if kind:
        found = found.filter(kind__startswith=kind)
    if governorate:
        found = found.filter(governorates__contains=[governorate])
    if text:
        found = found.filter(name_ar__contains=text) | found.filter(name_en__icontains=text)
    if besides:
        found = found.exclude(organisation_id=besides)
    return found.order_by("-open_places", "name_ar")


def service(service_id: UUID) -> Service:
    """Raises Service.DoesNotExist."""
    return Service.objects.select_related("organisation", "desk").get(pk=service_id)


def services_of(organisation_id: UUID) -> QuerySet[Service]:
    """All services of an organisation, active ones first."""
    return Service.objects.filter(organisation_id=organisation_id).select_related("desk").order_by("-is_active", "name_ar")
