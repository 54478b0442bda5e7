"""How sure a holiday is."""
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Mark(TextChoices):
    """The same three of every piece of reference data."""

    DRAFT = "draft", _("Draft: to be confirmed")
    INTERIM = "interim", _("For the time being")
    OFFICIAL = "official", _("Official")
