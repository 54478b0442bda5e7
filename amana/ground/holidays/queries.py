"""Reads of holidays."""
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from amana.ground.holidays.models import Holiday


def in_force() -> QuerySet[Holiday]:
    """Holidays as they stand now, in order."""
    return Holiday.objects.filter(replaced_by=None, is_withdrawn=False).order_by("day", "pk")


def days() -> frozenset[date]:
    """The days that working time leaves out; one statement."""
    return frozenset(in_force().values_list("day", flat=True))


def holiday(holiday_id: UUID) -> Holiday:
    """As it stands now. Raises Holiday.DoesNotExist, also for a row that was replaced."""
    return in_force().get(pk=holiday_id)


def changes() -> QuerySet[Holiday]:
    """What the platform added, moved, confirmed and withdrew, the latest first; each with what it replaced."""
    return Holiday.objects.filter(made_by__isnull=False).select_related("replaces").order_by("-made_at", "-pk")


def all_rows() -> QuerySet[Holiday]:
    """Those that were replaced as well."""
    return Holiday.objects.all()
