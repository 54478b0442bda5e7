"""Forms of social protection, and the sentences for what an act refuses."""
from collections.abc import Iterable, Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals
from amana.ground.shell.values import reading_language
from amana.lib.core.dates import PartialDate
from amana.lib.eligibility import Fact, Part, rewritten
from amana.services.entitlements.rules import MOST_RULE, SAYS_WHY, SENT, AppStep

UNKNOWN = "unknown"
STEP_REFUSALS: Refusals = {
    "application_state": (None, _("A colleague has written down meanwhile how it went on. Nothing was changed; look at how it stands now.")),
    "application_in_future": ("happened_on", _("This day has not come yet.")),
    "application_step_says_where": ("office", _("Say at which office.")),
    "application_step_says_why": ("words", _("Say in a few words what was said.")),
}
APPLY_REFUSALS: Refusals = {"application_once": (None, _("An application for this programme is on its way already. Go on with that one."))}
RULE_REFUSALS: Refusals = {
    "rule_of_another": ("text", _("The text calls itself another programme. Leave the line with code as it was.")),
    "rule_version_taken": ("text", _("This version exists already, and screenings were made by it. Give the new one a new number in the line with version.")),
    "entitlements_ruledraft_replaces_id_key": (None, _("Somebody has changed this draft meanwhile. Open it again and look at how it stands.")),
    "rule_published_once": (None, _("This version is published already.")),
    "rule_examples": (None, _("Not every worked example holds. Correct the rule or the example, then publish.")),
    "rule_replaced": (None, _("This draft was changed or withdrawn meanwhile. Look at what stands now.")),
    "rule_in_past": ("valid_from", _("A rule holds from today on, or from a later day: screenings that were made keep theirs.")),
}


class Screening(ActForm):
    """A field for each fact that the programmes in force ask. `from_file`: what the file says; `before`: what the last screening knew, where the file says nothing."""

    marks_optional = False

    def __init__(self, *args, facts: Iterable[Fact], from_file: Mapping[str, str], before: Mapping[str, str], **options):
        super().__init__(*args, **options)
        self.facts, self.from_file, language = list(facts), from_file, reading_language()
        for one in self.facts:
            known = from_file.get(one.code) or before.get(one.code, "")
            hints = [one.hint.said(language) if one.hint else "", _told(one, known, is_from_file=one.code in from_file) if known else ""]
            if one.kind == "number":
                hints.append(gettext("Leave it empty if it is not known."))
            shared = {"label": one.question.said(language), "required": False, "help_text": " ".join(filter(None, hints))}
            if one.kind == "number":
                self.fields[_name(one.code)] = fields.Number(**shared, initial=known, min_value=0, max_value=one.most)
            else:
                self.fields[_name(one.code)] = fields.OneOf(**shared, initial=known or UNKNOWN, choices=[*((code, words.said(language)) for code, words in one.options.items()), (UNKNOWN, _("Not known yet"))])
        self.fields["remarks"] = fields.LongText(label=_("Remarks"), max_length=1000, rows=3, required=False, help_text=_("What helps to understand the answers. Whoever reads the economic section reads it."))

    def about(self, whom: str) -> list[forms.BoundField]:
        return [self[_name(one.code)] for one in self.facts if one.about == whom]

    def about_person(self) -> list[forms.BoundField]:
        return self.about("person")

    def about_household(self) -> list[forms.BoundField]:
        return self.about("household")

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and self.given()["facts"].items() <= self.from_file.items() and any(one.code not in self.from_file for one in self.facts):
            self.add_error(None, _("No question is answered yet. Answer at least one beside what the file says."))
        return data

    def given(self) -> dict:
        said = {one.code: self.cleaned_data.get(_name(one.code)) for one in self.facts}
        return {"facts": {code: str(answer) for code, answer in said.items() if answer not in (None, "", UNKNOWN)}, "remarks": self.cleaned_data.get("remarks", "")}


class Step(ActForm):
    """What happened, with what that step needs."""

    refusals = STEP_REFUSALS

    def __init__(self, *args, step: str, today: date, **options):
        super().__init__(*args, **options)
        self.today = today
        self.fields["happened_on"] = fields.Day(label=_("On which day?"), initial=PartialDate.on(today))
        if step in SENT:
            self.fields["office"] = fields.Text(label=_("At which office?"), max_length=200)
            self.fields["number"] = fields.Text(label=_("Number that the office gave"), max_length=60, required=False, help_text=_("On the receipt. Ask for one."))
        needed = step in SAYS_WHY
        self.fields["words"] = fields.LongText(label=str(_ASKED.get(step) or _("Remarks")), max_length=1000, rows=3, required=needed)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("happened_on") and data["happened_on"] > self.today:
            self.add_error("happened_on", STEP_REFUSALS["application_in_future"][1])
        return data


_ASKED: dict[str, object] = {AppStep.ASK: _("Which documents were asked for?"), AppStep.REFUSE: _("Which reason was given?"), AppStep.REJECT: _("Which reason was given?"),
          AppStep.COMPLAIN: _("What does the family say against the refusal?"), AppStep.DROP: _("Why not?")}


class Rule(ActForm):
    """The file as text; what is wrong in it is said with its line."""

    text = fields.LongText(label=_("Rule, as the file is written"), max_length=MOST_RULE, rows=30,
                           widget=forms.Textarea(attrs={"rows": 30, "dir": "ltr", "class": "am-code", "spellcheck": "false", "wrap": "off"}))
    why = fields.Text(label=_("Why is it changed?"), max_length=300, help_text=_("The decision with its number and day, or where else you have it from. The one who publishes it reads this."))

    refusals = RULE_REFUSALS


class RuleParts(ActForm):
    """The same by labelled fields: a field for each part of the text that has a place (`eligibility.parts`). Worked examples, marks and new conditions are changed in the text."""

    marks_optional = False
    refusals = RULE_REFUSALS | {"rule_version_taken": ("version", _("This version exists already, and screenings were made by it. Give the new one a new number."))}

    def __init__(self, *args, text: str, parts: list[Part], facts: Mapping[str, Fact], why: str, **options):
        super().__init__(*args, **options)
        self.text, self.parts = text, parts
        for one in parts:
            label, needed = _part_label(one, facts), one.section != "document"
            if isinstance(one.value, date):
                self.fields[one.name] = fields.Day(label=label, initial=PartialDate.on(one.value))
            elif isinstance(one.value, int):
                self.fields[one.name] = fields.Number(label=label, initial=one.value, min_value=0, max_value=facts[one.fact].most if one.fact in facts else None)
            else:
                self.fields[one.name] = fields.Text(label=label, initial=one.value, max_length=1000, required=needed)
        self.fields["more_ar"] = fields.Text(label=_("One more document, in Arabic"), max_length=1000, required=False)
        self.fields["more_en"] = fields.Text(label=_("The same in English"), max_length=1000, required=False)
        self.fields["why"] = fields.Text(label=Rule.base_fields["why"].label, max_length=300, initial=why, help_text=Rule.base_fields["why"].help_text)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        of = {section: [self[one.name] for one in self.parts if one.section == section] for section in ("", "condition", "document")}
        return [(gettext("The rule"), of[""]), (gettext("What is required"), of["condition"]), (gettext("Documents"), [*of["document"], self["more_ar"], self["more_en"]]), (gettext("Why"), [self["why"]])]

    def clean(self) -> dict:
        data = super().clean()
        pairs = [("more_ar", "more_en"), *((one.name, one.name.removesuffix("ar") + "en") for one in self.parts if one.section == "document" and one.key == "name_ar")]
        for pair in pairs:
            for missing, there in (pair, pair[::-1]):
                if data.get(there) and not data.get(missing) and missing not in self.errors:
                    self.add_error(missing, gettext("A document has its name in both languages. Empty both to leave it out."))
        return data

    def given(self) -> dict:
        data = self.cleaned_data
        return {"text": rewritten(self.text, self.parts, data, more=(data["more_ar"], data["more_en"]) if data["more_ar"] else None), "why": data["why"]}


_PART_LABELS = {"version": _("Number of this version"), "valid_from": _("First day"), "valid_until": _("Last day"), "mark_note": _("What is still to be confirmed"), "name": _("Name"),
                "gives": _("What it gives"), "source": _("Where the rule is from"), "decided_by": _("Who decides"), "apply_at": _("Where to apply")}


def _part_label(one: Part, facts: Mapping[str, Fact]) -> str:
    if one.key in ("at_least", "at_most"):
        question = {"question": facts[one.fact].question.said(reading_language()) if one.fact in facts else one.fact}
        return gettext("%(question)s At least:") % question if one.key == "at_least" else gettext("%(question)s At most:") % question
    word, language = one.key.removesuffix("_ar").removesuffix("_en"), one.key[-3:]
    what = gettext("Document %(n)d") % {"n": one.number} if one.section == "document" else gettext("Condition %(n)d") % {"n": one.number} if one.section == "condition" else str(_PART_LABELS[word])
    return gettext("%(what)s, in Arabic") % {"what": what} if language == "_ar" else gettext("%(what)s, in English") % {"what": what} if language == "_en" else what


class Withdrawal(ActForm):
    why = fields.Text(label=pgettext_lazy("rule", "Why is the draft given up?"), max_length=300)

    refusals = RULE_REFUSALS


class Publication(ActForm):
    refusals = RULE_REFUSALS

    def __init__(self, *args, today: date, **options):
        super().__init__(*args, **options)
        self.fields["valid_from"] = fields.Day(label=_("From which day does it hold?"), initial=PartialDate.on(today))
        self.fields["confirmed"] = fields.Text(label=_("Who confirmed it, and by what?"), max_length=300, help_text=_("Somebody else than the one who drafted it, with the paper or the day. Everybody reads it beside the rule."))


def _told(fact: Fact, known: str, *, is_from_file: bool) -> str:
    """Where a proposal is from."""
    answer = {"answer": fact.options[known].said(reading_language()) if known in fact.options else known}
    return gettext("From the file: %(answer)s. Correct it if it is wrong.") % answer if is_from_file else gettext("At the last screening: %(answer)s.") % answer


def _name(code: str) -> str:
    return f"fact_{code}"
