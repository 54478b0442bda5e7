"""What is attached, as far as the actor reads its sections."""
from uuid import UUID

from amana.casework.cases.models import Attachment


def attachments_of_case(case_id: UUID) -> list[Attachment]:
    """Latest first."""
    return list(Attachment.objects.filter(case_id=case_id).order_by("-made_at", "-id"))


def attachments_of_record(person_id: UUID) -> list[Attachment]:
    """Of the record itself, not of its cases; latest first."""
    return list(Attachment.objects.filter(person_id=person_id, case_id=None).order_by("-made_at", "-id"))


def attachment(attachment_id: UUID) -> Attachment:
    """Raises Attachment.DoesNotExist."""
    return Attachment.objects.select_related("person", "case").get(pk=attachment_id)
