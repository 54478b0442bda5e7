"""Choices of psychosocial support. Wording is a draft until clinicians have confirmed it."""
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NEAREST = 10  # how near a goal is, by the person's own word: 0 to this
MOST_MEMBERS = 15
MOST_MEETINGS = 20


class SessionKind(TextChoices):
    INDIVIDUAL = "individual", _("With the person")
    FAMILY = "family", _("With the family")
    GROUP = "group", _("In a group")


class Place(TextChoices):
    OFFICE = "office", pgettext_lazy("place of a session", "At the office")
    HOME = "home", pgettext_lazy("place of a session", "At home")
    PHONE = "phone", pgettext_lazy("place of a session", "By phone")
    ELSEWHERE = "elsewhere", pgettext_lazy("place of a session", "Elsewhere")


class Attendance(TextChoices):
    CAME = "came", pgettext_lazy("attendance", "Came")
    LATE = "late", pgettext_lazy("attendance", "Came late")
    ABSENT = "absent", pgettext_lazy("attendance", "Did not come")
    CALLED_OFF = "called_off", pgettext_lazy("attendance", "Called it off before")
    CALLED_OFF_BY_US = "called_off_by_us", pgettext_lazy("attendance", "Called off by us")


PRESENT = (Attendance.CAME, Attendance.LATE)


class GoalState(TextChoices):
    OPEN = "open", pgettext_lazy("goal", "Being worked on")
    REACHED = "reached", pgettext_lazy("goal", "Reached")
    DROPPED = "dropped", pgettext_lazy("goal", "Dropped")


class GroupKind(TextChoices):
    SUPPORT = "support", _("Support group")
    SKILLS = "skills", _("Skills for hard times")
    CHILDREN = "children", _("Children and young people")
    PARENTS = "parents", _("Parents")
    ARTS = "arts", _("Arts and movement")


class LeavingReason(TextChoices):
    FINISHED = "finished", pgettext_lazy("leaving a group", "Took part to the end")
    STOPPED = "stopped", pgettext_lazy("leaving a group", "Did not want to go on")
    MOVED = "moved", pgettext_lazy("leaving a group", "Moved away")
    OTHER_CARE = "other_care", pgettext_lazy("leaving a group", "Gets other care")
    MISTAKE = "mistake", pgettext_lazy("leaving a group", "Added by mistake")
