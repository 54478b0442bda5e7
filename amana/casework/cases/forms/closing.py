"""Asking for closure: the reason, the criteria with their evidence, the summary."""
from collections.abc import Iterator, Mapping

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.casework.cases.rules import ClosureReason, RiskLevel
from amana.casework.cases.rules.closing import Check, Criterion, Evidence, Met, criteria
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm
from amana.lib.core.text import isolated


class AskClosure(ActForm):
    """A criterion is asked where it belongs to the reason; those of other reasons may be left alone. evidence: criterion → what the file holds; level: of the risk in force."""

    reason = fields.Choice(label=_("Why is the work at its end?"), choices=ClosureReason.choices)

    def __init__(self, *args, evidence: Mapping[str, Evidence] | None = None, level: str = "", **options):
        super().__init__(*args, **options)
        self.evidence, self.level = evidence or {}, level
        self.criteria = [one for one in criteria().values() if one.code in self.evidence or not one.only_with_evidence]
        self.marks_optional = {one.code for one in self.criteria if one.reasons}  # the reason may ask for them
        for one in self.criteria:
            self.fields[one.code] = fields.OneOf(label=one.name, help_text=one.hint, choices=Met.choices, required=False)
            self.fields[f"{one.code}_evidence"] = fields.Text(label=_("What shows it, or why the case closes all the same"), max_length=500, required=False)
        self.fields["summary"] = fields.LongText(
            label=_("Summary"), max_length=8000, rows=8,
            help_text=_("What was reached, what stays open, what was agreed for the time after. It stands in the case as a note of the social section."))

    def asked(self) -> Iterator[tuple[Criterion, forms.BoundField, forms.BoundField, str, str, Evidence | None]]:
        """Each criterion with its answer, its words, the reasons for which alone it is asked, or those for which it is not, whichever are fewer, and what the file holds."""
        for one in self.criteria:
            others = [code for code in ClosureReason.values if not one.asked_for(code)]
            only, besides = (sorted(one.reasons), []) if len(one.reasons) < len(others) else ([], others)
            yield one, self[one.code], self[f"{one.code}_evidence"], *(" · ".join(str(ClosureReason(code).label) for code in codes) for codes in (only, besides)), self.evidence.get(one.code)

    def clean(self) -> dict:
        data = super().clean()
        if "alarm_open" in self.evidence and data.get("reason") != ClosureReason.WITHDREW:  # there it ends with the case
            self.add_error(None, " ".join(self.evidence["alarm_open"].lines))
        for one in self.criteria:
            if not one.asked_for(data.get("reason", "")):
                continue
            answer = data.get(one.code)
            if not answer and one.code not in self.errors:
                self.add_error(one.code, _("Say whether it is met."))
            elif answer == Met.MET and self.level in one.not_met_at:
                self.add_error(one.code, gettext("The risk in force is: %(level)s. Decide it anew first, or choose “Not met” and say why the case closes all the same.")
                               % {"level": RiskLevel(self.level).label})
            elif answer in (Met.MET, Met.NOT_MET) and not data.get(f"{one.code}_evidence") and f"{one.code}_evidence" not in self.errors:
                self.add_error(f"{one.code}_evidence", gettext("Say what shows it, or why the case closes all the same (%(criterion)s).") % {"criterion": isolated(one.name)})
        return data

    def given(self) -> dict:
        data = self.cleaned_data
        asked = [one.code for one in self.criteria if one.asked_for(data["reason"])]
        return {"reason": data["reason"], "summary": data["summary"], "checks": [
            Check(code, data[code], data[f"{code}_evidence"] if data[code] != Met.NOT_APPLICABLE else "") for code in asked]}
