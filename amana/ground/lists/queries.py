"""Reads of saved views and exports. The database hides what the actor may not see: nothing here filters by right."""
import json
from uuid import UUID

from django.db.models import QuerySet

from amana.ground.lists.models import Export, SavedView
from amana.ground.rows import sealed_fields
from amana.ground.rows.acting import Actor
from amana.ground.rows.kept import kept


@kept
def views(of_list: str) -> QuerySet[SavedView]:
    """The actor's own views of the list and those shared with her, by name; also the nameless one with the columns she chose last."""
    return SavedView.objects.filter(of_list=of_list, removed_at=None).select_related("team").order_by("is_shared", "name", "id")


def view(view_id: UUID) -> SavedView:
    """One that has a name. Raises SavedView.DoesNotExist."""
    return SavedView.objects.exclude(name="").select_related("team").get(pk=view_id, removed_at=None)


def columns_chosen(found: list[SavedView], actor: Actor, view_id: str = "") -> list[str]:
    """Of the view that the address names, else those that the actor chose last; empty: the usual ones."""
    named = next((one for one in found if one.name and str(one.pk) == view_id), None)
    last = next((one for one in found if not one.name and one.made_by == actor.membership_id), None)
    return (named and named.columns) or (last and last.columns) or []


def exports() -> list[Export]:
    """The actor's own, the latest first, without the files."""
    return list(Export.objects.defer("file_sealed", "asked_sealed").order_by("-made_at", "-id")[:50])


def export(export_id: UUID) -> Export:
    """Without the file. Raises Export.DoesNotExist, also for one that has ended."""
    return Export.objects.defer("file_sealed").get(pk=export_id)


def file_of(export_id: UUID) -> tuple[Export, bytes]:
    """Raises Export.DoesNotExist where there is no file (any more)."""
    one = Export.objects.get(pk=export_id, file_sealed__isnull=False)
    return one, sealed_fields.unseal(one.file_sealed, person_id=one.pk, field="lists.file").encode("latin-1")


def asked_for(one: Export) -> dict:
    """`query` and `columns` of an export. Raises Export.DoesNotExist when they are gone."""
    if one.asked_sealed is None:
        raise Export.DoesNotExist
    return json.loads(sealed_fields.unseal(one.asked_sealed, person_id=one.pk, field="lists.asked"))
