"""Several of a long list, in an order: countries of a route, languages from the best one down."""
from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amana.ground.shell.fields import Select


class OrderedSelects(forms.MultiWidget):
    """A row of lists, one after the other."""

    template_name = "registry/form/ordered.html"

    def __init__(self, *, choices: Callable[[], list], places: int):
        self.listed, self.places = choices, places
        super().__init__([Select() for _n in range(places)])

    def get_context(self, name, value, attrs):
        choices = [("", "—"), *self.listed()]
        for widget in self.widgets:
            widget.choices = choices
        return super().get_context(name, value, {**(attrs or {}), "class": "form-select"})

    def decompress(self, value: list[str] | tuple[str, ...] | None) -> list[str]:
        return list(value or ())


class OrderedChoices(forms.Field):
    """Codes of the list in the order of the boxes, as a tuple; empty boxes are passed over."""

    def __init__(self, *, choices: Callable[[], list], places: int, may_repeat: bool = False, **options):
        self.listed, self.may_repeat = choices, may_repeat
        super().__init__(widget=OrderedSelects(choices=choices, places=places), **options)

    def to_python(self, value: list[str] | None) -> tuple[str, ...]:
        chosen = tuple(code for code in value or () if code)
        known = {code for code, _name in self.listed()}
        if not known.issuperset(chosen):
            raise ValidationError(_("Choose from the list."), code="invalid_choice")
        if not self.may_repeat and len(set(chosen)) < len(chosen):
            raise ValidationError(_("The same is chosen twice."), code="twice")
        return chosen
