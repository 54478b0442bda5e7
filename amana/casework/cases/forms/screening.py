"""The form of a screening: one answer for each factor of the rule."""
from django import forms as django_forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amana.casework.cases.rules.screening import Level, Rule, Weighs
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm

NOT_ASKED = ""


class Screening(ActForm):
    """`rule`: the version that is asked. A factor left alone was not asked."""

    marks_optional = False

    def __init__(self, *args, rule: Rule, **options):
        super().__init__(*args, **options)
        self.rule = rule
        for factor in rule.factors.values():
            self.fields[factor.code] = fields.OneOf(
                label=factor.name, help_text=factor.hint, required=False, initial=NOT_ASKED,
                choices=[*Weighs.choices, (NOT_ASKED, pgettext_lazy("factor", "Not asked"))],
            )
        self.fields["remarks"] = fields.LongText(
            label=_("What do the answers rest on?"), max_length=1000, rows=4, required=False,
            help_text=_("What was said or seen, in words of daily life. Whoever reads the social section reads it: no clinical words, no names of others."),
        )

    def levels(self) -> list[tuple[str, list[django_forms.BoundField]]]:
        """Each level with its fields."""
        return [(level.label, [self[factor.code] for factor in self.rule.of_level(level)]) for level in Level]

    def clean(self) -> dict:
        data = super().clean()
        if not self._answers(data):
            self.add_error(None, _("Nothing is answered yet. Answer what was spoken about; the rest may stay as not asked."))
        return data

    def given(self) -> dict:
        return {"answers": self._answers(self.cleaned_data), "remarks": self.cleaned_data["remarks"]}

    def _answers(self, data: dict) -> dict[str, str]:
        return {code: data[code] for code in self.rule.factors if data.get(code)}
