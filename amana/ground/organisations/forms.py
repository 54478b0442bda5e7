"""Forms of organisations and teams: the shape of what is typed, and the sentences for what an act refuses."""
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from amana.ground.organisations.places import governorates
from amana.ground.organisations.rules import Kind
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals
from amana.lib.names import script_of

_CODE_FORM = _("2 to 20 capital Latin letters, digits and hyphens, beginning with a letter.")

REFUSALS: Refusals = {
    "organisations_organisation_code_key": ("code", _("This code is taken. Choose another one.")),
    "organisation_code": ("code", _CODE_FORM),
    "organisation_parent": ("parent", _("This organisation stands below the one you are changing. Choose another one.")),
    "own_organisation": (None, _("You act for this organisation now, so you cannot close it.")),
    "team_code_in_its_organisation": ("code", _("This code is taken in your organisation. Choose another one.")),
}


class Code(fields.LatinText):
    """A short code that people read aloud; small letters are raised."""

    def __init__(self, **options):
        super().__init__(max_length=20, validators=[RegexValidator(r"^[A-Z][A-Z0-9-]{1,19}$", _CODE_FORM)], **options)

    def to_python(self, value: object) -> str:
        return super().to_python(value).upper()

    def widget_attrs(self, widget) -> dict:
        return {**super().widget_attrs(widget), "class": "am-width-20"}


class _Named(ActForm):
    name_ar = fields.Text(label=_("Name in Arabic"), max_length=120)
    name_en = fields.Text(label=_("Name in English"), max_length=120)

    refusals = REFUSALS

    def clean_name_ar(self) -> str:
        return self._in_script("name_ar", "ar", _("Write this name in Arabic letters; the English name has a field of its own."))

    def clean_name_en(self) -> str:
        return self._in_script("name_en", "la", _("Write this name in Latin letters; the Arabic name has a field of its own."))

    def _in_script(self, field: str, script: str, sentence: object) -> str:
        if script_of(self.cleaned_data[field]) != script:
            raise ValidationError(sentence, code="script")
        return self.cleaned_data[field]


class Organisation(_Named):
    kind = fields.Choice(label=_("Kind of organisation"), choices=Kind.choices, help_text=_(
        "Law enforcement and immigration services get personal data only for that purpose, or on a legal basis."))
    parent = fields.Choice(label=_("Part of"), required=False, empty=_("No other organisation"))
    areas = fields.AnyOf(label=_("Governorates in which it works"), required=False, help_text=_("Leave all empty if it works in the whole country."))
    plans_need_approval = fields.Tick(label=_("A supervisor approves every case plan"), required=False, initial=True, help_text=_(
        "At high and critical risk plans always need approval."))

    def __init__(self, *args, parents: Iterable[tuple[UUID, str]], **options):
        super().__init__(*args, **options)
        self.fields["parent"].choices = [*self.fields["parent"].choices, *((str(key), name) for key, name in parents)]
        self.fields["areas"].choices = [(place.code, str(place)) for place in governorates()]

    def given(self) -> dict:
        parent = self.cleaned_data["parent"]
        return {name: value for name, value in self.cleaned_data.items() if name != "parent"} | {"parent_id": UUID(parent) if parent else None}


class NewOrganisation(Organisation):
    code = Code(label=_("Code"), help_text=_("Short and for good, such as MOSS-QLB. It cannot be changed later."))

    field_order = ("name_ar", "name_en", "code")


class Team(_Named):
    is_desk = fields.Tick(label=_("This team is a desk: it receives referrals from other organisations"), required=False, help_text=_(
        "Other organisations see the names of desks, and of no other team."))


class NewTeam(Team):
    code = Code(label=_("Code"), help_text=_("Short and for good, such as INTAKE. It cannot be changed later."))

    field_order = ("name_ar", "name_en", "code", "is_desk")
