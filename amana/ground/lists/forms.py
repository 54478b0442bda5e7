"""Forms of saved views: the shape of what is typed, nothing else."""
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm


class View(ActForm):
    """`shares`: with whom the actor may share, (key, words)."""

    refusals: ClassVar = {
        "saved_view_once": ("name", _("You have a view of this name already. Choose another one.")),
        "saved_views_too_many": (None, _("You have 20 views of this list. Remove one first.")),
    }
    name = fields.Text(label=_("Name of the view"), max_length=60,
                       help_text=_("What it shows, for example: high risk without a plan. No names of people."))
    shared_with = fields.Choice(label=_("Who sees it?"), required=False, empty=_("Only I"))

    def __init__(self, *args, shares: list[tuple[str, str]], **options):
        super().__init__(*args, **options)
        self.fields["shared_with"].choices = [*self.fields["shared_with"].choices, *shares]
        if not shares:
            del self.fields["shared_with"]

    def given(self) -> dict:
        return {"name": self.cleaned_data["name"], "shared_with": self.cleaned_data.get("shared_with", "")}
