"""The section contact: how a person is reached without harm, and her phones."""
from django.db import models

from amana.casework.registry.models.person import Person
from amana.ground.rows.sections import PastRow, SectionRow
from amana.lib.core.ids import uuid7
from amana.lib.core.phones import read_phone


class ContactFields(SectionRow):
    safe_hours = models.CharField(max_length=120, blank=True, default="")
    words_not_to_use = models.CharField(max_length=200, blank=True, default="")
    governorate = models.CharField(max_length=4, blank=True, default="")
    district = models.CharField(max_length=6, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        abstract = True


class Contact(ContactFields):
    person = models.OneToOneField(Person, on_delete=models.RESTRICT, primary_key=True)

    def __str__(self) -> str:
        return str(self.person_id)


class ContactPast(PastRow, ContactFields):
    person = models.ForeignKey(Person, on_delete=models.RESTRICT)

    class Meta:
        db_table = "registry_contact_past"
        indexes = [models.Index(fields=["person", "replaced_at"])]

    def __str__(self) -> str:
        return str(self.person_id)


class PhoneFields(SectionRow):
    typed = models.CharField(max_length=60)
    e164 = models.CharField(max_length=16, blank=True, default="")
    whose = models.CharField(max_length=80, blank=True, default="")
    safe_to_call = models.BooleanField(default=False)
    safe_to_text = models.BooleanField(default=False)
    safe_to_leave_message = models.BooleanField(default=False)
    is_current = models.BooleanField(default=True)

    class Meta:
        abstract = True

    @property
    def is_undiallable(self) -> bool:
        return not self.e164 and read_phone(self.typed).dial is None


class Phone(PhoneFields):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="phones")

    def __str__(self) -> str:
        return str(self.id)


class PhonePast(PastRow, PhoneFields):
    id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.RESTRICT)

    class Meta:
        db_table = "registry_phone_past"
        indexes = [models.Index(fields=["person", "replaced_at"])]

    def __str__(self) -> str:
        return str(self.past_id)


Contact.past, Phone.past = ContactPast, PhonePast
