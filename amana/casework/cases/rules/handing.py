"""Handing cases over: why, how it stands, how it is answered. No database, no clock."""
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HandoverReason(TextChoices):
    LEAVE = "leave", _("Leave")
    DEPARTURE = "departure", _("Departure")
    LOAD = "load", _("Too many cases")
    LANGUAGE = "language", _("Language or place")
    CONFLICT = "conflict", _("Conflict of interest")
    OTHER = "other", _("Another reason")


class HandoverState(TextChoices):
    PROPOSED = "proposed", _("Waiting for the colleague")
    ACCEPTED = "accepted", pgettext_lazy("hand-over", "Accepted")
    DECLINED = "declined", pgettext_lazy("hand-over", "Declined")
    TAKEN_BACK = "taken_back", pgettext_lazy("hand-over", "Taken back")
    LAPSED = "lapsed", _("No longer needed")


class HandoverVerb(TextChoices):
    ACCEPT = "accept", _("Hand-over accepted")
    DECLINE = "decline", _("Hand-over declined")
    TAKE_BACK = "take_back", _("Hand-over taken back")


class DeclineReason(TextChoices):
    LOAD = "load", _("Too many cases of my own")
    LANGUAGE = "language", _("No shared language, or too far away")
    CONFLICT = "conflict", _("I know the person or the family")
    ABSENT = "absent", _("I am away myself")
    OTHER = "other", _("Another reason")


# verb → the state it reaches; every verb leaves `proposed`. A proposal lapses by itself when the case changes hands otherwise or is closed.
HANDOVER_MOVES = {
    HandoverVerb.ACCEPT: HandoverState.ACCEPTED, HandoverVerb.DECLINE: HandoverState.DECLINED, HandoverVerb.TAKE_BACK: HandoverState.TAKEN_BACK}
