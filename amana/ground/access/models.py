"""Tables of staff, memberships and invitations, and the view of the actor's own circles."""
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from amana.ground.access.rules import Reach, RoleCode
from amana.lib.core.ids import uuid7


class Role(models.Model):
    """The database's copy of `rules.ROLES`, written by each migrate."""

    code = models.CharField(primary_key=True, max_length=40, choices=RoleCode.choices)
    finds = models.CharField(max_length=12, choices=Reach.choices)
    reach = models.CharField(max_length=12, choices=Reach.choices)
    reads = models.IntegerField()
    writes = models.IntegerField()
    verbs = ArrayField(models.CharField(max_length=40))
    idle_minutes = models.IntegerField()
    second_factor = models.BooleanField(default=False, db_default=False)  # as this installation's setting requires it

    def __str__(self) -> str:
        return self.get_code_display()


class Staff(models.Model):
    """A person who works with Amana, for one organisation or several."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=200, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="ar")
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False, db_default=False)  # an organisation's program, which works through the API and cannot sign in

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="staff_email_in_small_letters"),
            models.CheckConstraint(condition=models.Q(language__in=["ar", "en"]), name="staff_language"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One staff member, one organisation, one role, one or more teams."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.RESTRICT)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.RESTRICT)
    role = models.ForeignKey(Role, on_delete=models.RESTRICT)
    teams = ArrayField(models.UUIDField(), default=list, blank=True)
    starts_at = models.DateTimeField(editable=False, null=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(
            fields=["staff", "organisation", "role"], condition=models.Q(ended_at=None), name="membership_once_in_a_role")]

    def __str__(self) -> str:
        return str(self.id)


class Invitation(models.Model):
    """A place offered to an e-mail address; the one-time link itself is known to its receiver alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.RESTRICT)
    email = models.EmailField(max_length=200)
    name = models.CharField(max_length=120)
    role = models.ForeignKey(Role, on_delete=models.RESTRICT)
    teams = ArrayField(models.UUIDField(), default=list, blank=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)
    expires_at = models.DateTimeField(editable=False, null=True)
    accepted_at = models.DateTimeField(editable=False, null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email


class Token(models.Model):
    """A view: what may be known of a token of the API; its secret was shown once and is stored nowhere."""

    id = models.UUIDField(primary_key=True)
    membership_id = models.UUIDField()
    staff_id = models.UUIDField()
    staff_name = models.TextField()
    is_system = models.BooleanField()
    role = models.TextField()
    name = models.TextField()
    prefix = models.TextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "access_token"

    def __str__(self) -> str:
        return self.name


class Factor(models.Model):
    """A view: what may be known of a second factor. What it is checked with, the database shows to nobody but the gate."""

    id = models.UUIDField(primary_key=True)
    staff_id = models.UUIDField()
    kind = models.TextField()
    name = models.TextField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "access_factor"

    def __str__(self) -> str:
        return self.name


class OwnSession(models.Model):
    """A view: where the actor is signed in now."""

    id = models.TextField(primary_key=True)
    membership_id = models.UUIDField()
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    device = models.TextField()
    is_present = models.BooleanField()

    class Meta:
        managed = False
        db_table = "access_own_session"

    def __str__(self) -> str:
        return self.device


class CircleRow(models.Model):
    """What the actor's circles open, as the database says it: the only thing the program may read of circles."""

    basis_id = models.UUIDField(primary_key=True)
    person_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    basis = models.CharField(max_length=12)
    team_id = models.UUIDField(null=True)
    staff_id = models.UUIDField(null=True)
    needs = models.CharField(max_length=40, null=True)
    own = models.BooleanField()
    near = models.BooleanField()
    edit = models.BooleanField()
    sections = models.IntegerField()
    writable = models.IntegerField()
    listed_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.basis} {self.person_id}"


class AnyCircle(CircleRow):
    """The view as policies ask it, in no order: what sets and counts start from."""

    class Meta:
        managed = False
        db_table = "access_my_circle"


class MyCircle(CircleRow):
    """The same view, newest first."""

    class Meta:
        managed = False
        db_table = "access_my_circle_latest_first"


class MyCircleOldestFirst(CircleRow):
    """The same view from its other end."""

    class Meta:
        managed = False
        db_table = "access_my_circle_oldest_first"
