"""Every change of the directory. One public verb per change: one transaction, one audit entry."""
from uuid import UUID

from amana.ground.audit import actions as audit
from amana.ground.directory.models import Service
from amana.ground.rows.acting import Actor, clock


def offer(*, desk_id: UUID, kind: str, name_ar: str, name_en: str, by: Actor, **more) -> Service:
    """A new service of the actor's organisation stands in the directory. Raises Refused (`service_desk`)."""
    by.must("services")
    made = Service.objects.create(organisation_id=by.organisation_id, desk_id=desk_id, kind=kind, name_ar=name_ar, name_en=name_en, **more)
    audit.record("service.offered", made.pk, kind=kind)
    return made


def change(service: Service, *, by: Actor, **columns) -> None:
    """The columns are as given. Raises Refused (`service_desk`)."""
    by.must("services")
    for name, value in columns.items():
        setattr(service, name, value)
    service.save(update_fields=list(columns))
    audit.record("service.changed", service.pk, fields=sorted(columns))


def set_open_places(service: Service, *, places: int | None, by: Actor) -> None:
    """How many places are open now; None: not known. Raises Refused (`service_open_places`)."""
    by.must("capacity" if not by.may("services") else "services")
    service.open_places, service.places_at = places, clock()
    service.save(update_fields=["open_places", "places_at"])
    audit.record("service.places_set", service.pk)


def close(service: Service, *, by: Actor) -> None:
    """No longer offered for new referrals; those under way go on."""
    _stand(service, False, "service.closed", by)


def reopen(service: Service, *, by: Actor) -> None:
    """Offered again."""
    _stand(service, True, "service.reopened", by)


def _stand(service: Service, is_active: bool, verb: str, by: Actor) -> None:
    by.must("services")
    service.is_active = is_active
    service.save(update_fields=["is_active"])
    audit.record(verb, service.pk)
