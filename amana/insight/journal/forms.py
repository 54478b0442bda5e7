"""What a reader of an office's acts looks for."""
from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.ground.shell import fields
from amana.insight.journal.rules import OFFICE_VERBS


class Office(forms.Form):
    """Every field may stay empty."""

    marks_optional = False
    who = fields.Choice(label=_("Who did it"), required=False, empty=_("Everybody"))
    kind = fields.Choice(label=_("What it is about"), required=False, empty=_("All"))
    day = fields.Day(label=_("Day"), required=False)

    def __init__(self, *args, verbs: Iterable[str], staff: Iterable[tuple[UUID, str]], **options):
        super().__init__(*args, **options)
        self.fields["kind"].choices = [*self.fields["kind"].choices, *((kind.value, kind.label) for kind, (_begins, verb) in OFFICE_VERBS.items() if verb in verbs)]
        self.fields["who"].choices = [*self.fields["who"].choices, *((str(key), name) for key, name in staff)]
