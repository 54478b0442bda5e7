"""What is attached to a record or a case. The content stands outside the database, sealed (`files.py`)."""
from django.db import models

from amana.casework.cases.rules.attaching import AttachmentKind, MediaType, WithdrawalReason
from amana.lib.core.ids import uuid7


class Attachment(models.Model):
    """A paper or picture in one section: of a case, or where there is none of the record. Its key is the name of its file. Withdrawn, it is seen by nobody."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.RESTRICT)
    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT, null=True)
    section = models.IntegerField()
    kind = models.CharField(max_length=16, choices=AttachmentKind.choices)
    title = models.CharField(max_length=120)
    media_type = models.CharField(max_length=90, choices=MediaType.choices)
    size = models.IntegerField()
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)
    withdrawn_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=AttachmentKind.values), name="attachment_kind"),
            models.CheckConstraint(condition=models.Q(media_type__in=MediaType.values), name="attachment_type"),
            models.CheckConstraint(condition=models.Q(section__in=[1 << n for n in range(10)]), name="attachment_section"),
            models.CheckConstraint(condition=models.Q(case__isnull=False) | models.Q(section__lte=16), name="attachment_of_a_record"),
        ]
        indexes = [models.Index(fields=["person", "made_at"], name="attachment_by_person")]

    def __str__(self) -> str:
        return str(self.id)


class AttachmentWithdrawal(models.Model):
    """A wrong paper is taken back: nobody sees it any more, its title is empty and its file is removed. Never changed.

    All but the reason is copied by the database from the attachment.
    """

    attachment = models.OneToOneField(Attachment, on_delete=models.RESTRICT, primary_key=True, related_name="withdrawal")
    person_id = models.UUIDField(editable=False, null=True)
    case_id = models.UUIDField(editable=False, null=True)
    section = models.IntegerField(editable=False, null=True)
    attached_by = models.UUIDField(editable=False, null=True)
    reason = models.CharField(max_length=16, choices=WithdrawalReason.choices)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(reason__in=WithdrawalReason.values), name="attachment_withdrawn_with_reason")]

    def __str__(self) -> str:
        return str(self.attachment_id)
