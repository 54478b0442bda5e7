"""What is attached, as far as the actor reads its sections."""
from functools import reduce
from operator import or_
from uuid import UUID

from amana.casework.cases.models import Attachment
from amana.ground.access import queries as access
from amana.ground.rows.acting import Actor


def attachments_of_case(case_id: UUID) -> list[Attachment]:
    """Latest first."""
    return list(Attachment.objects.filter(case_id=case_id).order_by("-made_at", "-id"))


def attachments_of_record(person_id: UUID) -> list[Attachment]:
    """Of the record itself, not of its cases; latest first."""
    return list(Attachment.objects.filter(person_id=person_id, case_id=None).order_by("-made_at", "-id"))


def attachment(attachment_id: UUID) -> Attachment:
    """Raises Attachment.DoesNotExist."""
    return Attachment.objects.select_related("person", "case").get(pk=attachment_id)


def withdrawable(found: list[Attachment], actor: Actor) -> set[UUID]:
    """Keys of those, all of one case or record, that the actor may withdraw: her own where she writes, and all that she reads where she assigns."""
    if not found or not actor.may("note" if found[0].case_id else "register"):
        return set()
    circles = access.circles().filter(person_id=found[0].person_id, case_id=found[0].case_id)
    near = [(circle.writable, circle.sections if circle.edit and circle.basis in ("case", "registered") and not circle.needs else 0) for circle in circles]
    writes, leads = reduce(or_, (one[0] for one in near), 0), reduce(or_, (one[1] for one in near), 0) if actor.may("assign") else 0
    return {one.pk for one in found if one.section & leads or (one.made_by == actor.membership_id and one.section & writes)}
