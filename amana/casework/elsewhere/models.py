"""Tables of the blind match: on the asker's side a question, its answer and a request; on the other side messages and replies. Insert only."""
from django.db import models

from amana.casework.elsewhere.rules import How
from amana.lib.core.ids import uuid7


class Question(models.Model):
    """Whether a record of the own organisation is likely known elsewhere. What is looked for follows from the record alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.RESTRICT)
    organisation_id = models.UUIDField(editable=False, null=True)
    staff_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)
    visible_at = models.DateTimeField(editable=False, null=True)  # when its answer is told, whatever it is

    class Meta:
        indexes = [models.Index(fields=["person", "made_at"], name="elsewhere_of_record"), models.Index(fields=["organisation_id", "made_at"], name="elsewhere_of_organisation")]

    def __str__(self) -> str:
        return str(self.id)


class Answer(models.Model):
    """One for each question, written by the database in a job. Read by nobody before its moment."""

    question = models.OneToOneField(Question, on_delete=models.RESTRICT, primary_key=True)
    person_id = models.UUIDField()
    is_likely = models.BooleanField()
    visible_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.question_id)


class Request(models.Model):
    """After a likely answer, with the person's agreement: whoever holds the likely record is asked to get in touch. By whom, never whom."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    question = models.OneToOneField(Question, on_delete=models.RESTRICT)
    person_id = models.UUIDField(editable=False, null=True)
    person_agreed = models.BooleanField()
    organisation_id = models.UUIDField(editable=False, null=True)
    team_id = models.UUIDField(editable=False, null=True)  # the first of the asker's
    staff_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)
    expires_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        indexes = [models.Index(fields=["staff_id"], name="elsewhere_of_staff")]
        constraints = [models.CheckConstraint(condition=models.Q(person_agreed=True), name="elsewhere_agreed")]

    def __str__(self) -> str:
        return str(self.id)


class Message(models.Model):
    """What a desk reads: the number of its own organisation's record, and who asks. Each request has as many, the rest for nobody: their number tells nothing."""

    id = models.UUIDField(primary_key=True, editable=False)
    request_id = models.UUIDField()
    organisation_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    number = models.CharField(max_length=12, blank=True, default="")
    from_organisation_id = models.UUIDField(null=True)
    from_team_ar = models.CharField(max_length=120, blank=True, default="")
    from_team_en = models.CharField(max_length=120, blank=True, default="")
    from_name = models.CharField(max_length=120, blank=True, default="")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "made_at"], name="elsewhere_of_desk"), models.Index(fields=["request_id"], name="elsewhere_of_request")]

    def __str__(self) -> str:
        return self.number


class Reply(models.Model):
    """What a desk says to a message. It is told to the asker, with the organisation, unless it was set aside."""

    id = models.UUIDField(primary_key=True, editable=False, default=uuid7)
    message_id = models.UUIDField(unique=True)
    request_id = models.UUIDField(editable=False, null=True)
    organisation_id = models.UUIDField(editable=False, null=True)
    how = models.CharField(max_length=12, choices=How.choices)
    phone = models.CharField(max_length=30, blank=True, default="")  # the desk's own
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        indexes = [models.Index(fields=["request_id"], name="elsewhere_reply_to")]
        constraints = [
            models.CheckConstraint(condition=models.Q(how__in=How.values), name="elsewhere_how"),
            models.CheckConstraint(condition=models.Q(how=How.PHONE, phone__regex=r"^\+?[0-9 ]{3,29}$") | (~models.Q(how=How.PHONE) & models.Q(phone="")), name="elsewhere_phone"),
        ]

    def __str__(self) -> str:
        return self.how
