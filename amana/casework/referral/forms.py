"""Forms of referrals: composing one, and each step; and the sentences for what the database refuses."""
from typing import ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.casework.referral import package
from amana.casework.referral.queries import Ground, SectionOffer
from amana.casework.referral.rules import (
    OPEN_TO_ANSWER,
    TABS,
    DeclineReason,
    EndReason,
    Outcome,
    ReferralSort,
    State,
    Step,
    Urgency,
    answer_words,
    revealed,
    usual_sort,
)
from amana.ground.directory import service_types
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals

NEED_AT_MOST = 300
_GROUND_GONE = _("The consent no longer covers this organisation or what you chose. Look at the consents and choose again.")
SENDING: Refusals = {
    "ground_consent": ("service", _GROUND_GONE),
    "ground_legal": ("service", _("The legal basis is not approved, has ended, or does not cover what you chose.")),
    "ground_agreement": ("service", _("No agreement between your organisations is in force for what you chose. Ask your administrator.")),
    "referral_one_ground": ("service", _GROUND_GONE),
    "referral_desk": ("service", _("This service no longer takes referrals. Choose another one.")),
    "referral_period": ("urgency", _("This would be too late before it is sent. Choose another urgency.")),
    "part_section": ("parts", _("One of the chosen things lies outside the consent. Choose again.")),
    "case_state": (None, _("The case is closed or may not be worked on any more: nothing can be referred.")),
    "referral_draft_pkey": (None, _("This draft was sent already. Look at the referrals of the case.")),
}
STEPS: Refusals = {
    "team_member": ("worker", _("This person cannot be named: the place in your organisation has ended, or is not at this desk. Choose somebody else.")),
    "ground_consent": (None, _("The person has withdrawn the consent, or it has run out. The referral cannot be accepted.")),
    "ground_legal": (None, _("The legal basis has ended. The referral cannot be accepted.")),
    "ground_agreement": (None, _("The agreement between the organisations has ended. The referral cannot be accepted.")),
    "referral_step_has_a_reason": ("reason", _("Choose a reason.")),
    "own_record": (None, _("Only a record of your own organisation can be linked.")),
    "referral_takeover_referral_id_key": (None, _("A record of your organisation is linked already.")),
}
_SEEN_FIRST = _("Not possible yet: the desk has to open the referral first.")
_ACCEPTED_FIRST = _("Not possible yet: the referral has to be accepted first.")
# What comes before a step.
FIRST = {
    Step.ASK: _SEEN_FIRST, Step.ACCEPT: _SEEN_FIRST, Step.DECLINE: _SEEN_FIRST, Step.REPLY: _("Not possible yet: the desk has not asked a question."),
    Step.ASSIGN: _ACCEPTED_FIRST, Step.START: _ACCEPTED_FIRST, Step.END: _ACCEPTED_FIRST,
    Step.COMPLETE: _("Not possible yet: the service has to begin first."), Step.FEED_BACK: _("Not possible yet: the outcome has to be recorded first."),
}
_WATCHED = {"hx-post": "", "hx-include": "#compose-form", "hx-params": "not form_token", "hx-vals": '{"act": "preview"}', "hx-target": "#compose",
            "hx-select": "#compose", "hx-swap": "outerHTML"}


class ReadBefore(ActForm):
    """Words that are read before acceptance: what may tell who the person is goes out only when its writer has read it again and says so."""

    words: ClassVar[str]  # the field

    confirmed = fields.Tick(label=_("I have read the text again: it does not tell who the person is"), required=False)

    def __init__(self, *args, names: str = "", **options):
        """`names`: of the person, as far as the writer may know them."""
        super().__init__(*args, **options)
        self.names = names
        if not self.revealed():
            del self.fields["confirmed"]

    def clean(self) -> dict:
        data = super().clean()
        if (found := self.revealed()) and not data.get("confirmed"):
            self.add_error(self.words, _("This may tell who the person is: %(words)s. Take it out, or confirm below.") % {"words": " · ".join(found)})
        return data

    def revealed(self) -> list[str]:
        """What in the words may tell who it is."""
        return revealed(self[self.words].value() or "", self.names)


class Compose(ReadBefore):
    """What is referred where, how urgent, and what is sent after acceptance. The parts are drawn by the template, by section."""

    kind = fields.Choice(label=_("Service needed"), widget=fields.Select(attrs=_WATCHED))
    service = forms.ChoiceField(label=_("Organisation"), widget=forms.RadioSelect, error_messages={
        "required": _("Choose the organisation."), "invalid_choice": _("This service no longer takes referrals. Choose another one.")})
    urgency = fields.OneOf(label=_("Urgency"))
    need = fields.LongText(label=_("The need in a few words"), max_length=NEED_AT_MOST, rows=3, help_text=_(
        "The receiver reads this before accepting. No names, no numbers, no details of what happened."))
    parts = forms.MultipleChoiceField(label=_("What is sent after acceptance"), required=False, widget=forms.CheckboxSelectMultiple)
    is_transfer = fields.Tick(label=_("Transfer: the other organisation takes the whole case over"), required=False, help_text=_(
        "Your case stays open and yours until the other organisation has opened a case of its own; only then can you close it as transferred."))

    words = "need"
    refusals = SENDING

    def __init__(self, *args, kinds: list, services: list[tuple[str, str]], ground: Ground | None, offers: list[SectionOffer], **options):
        super().__init__(*args, **options)
        self.ground = ground
        self.open_offers = {offer.choice.key: offer.choice for section in offers for offer in section.offers if not offer.barred}
        self.fields["kind"].choices = [("", _("Choose")), *kinds]
        self.fields["service"].choices = services
        self.fields["urgency"].choices = [(code, _("%(urgency)s: %(time)s") % {"urgency": label, "time": answer_words(code)}) for code, label in Urgency.choices]
        # What is out of the consent's reach by now falls away without a word at the field: the page shows it barred.
        self.fields["parts"].choices = [(key, key) for section in offers for key in (offer.choice.key for offer in section.offers)]

    def clean_service(self) -> str:
        if self.ground is None:
            raise forms.ValidationError(_("A consent to this organisation is needed before anything can be referred there."), code="consent")
        return self.cleaned_data["service"]

    def chosen(self) -> list[package.Choice]:
        """The chosen things that may be sent, in their order."""
        wanted = set(self["parts"].value() or ())
        return [choice for key, choice in self.open_offers.items() if key in wanted]


class Worker(ActForm):
    """Who takes it on."""

    worker = fields.Choice(label=_("Who takes it on in your organisation?"), help_text=_("Only the named person and her or his team read more than the desk."))
    refusals = STEPS

    def __init__(self, *args, workers: list[tuple[str, list[tuple[UUID, str]]]], may_wait: bool = False, **options):
        super().__init__(*args, **options)
        groups = [(group, [(str(key), name) for key, name in people]) for group, people in workers]
        self.fields["worker"].choices = [("", _("Named later") if may_wait else _("Choose")), *(groups if len(groups) > 1 else [one for _g, own in groups for one in own])]
        self.fields["worker"].required = not may_wait
        self.marks_optional = False

    def given(self) -> dict:
        return {"worker_id": UUID(self.cleaned_data["worker"]) if self.cleaned_data["worker"] else None}


class Question(ReadBefore):
    """Checked without her names: the desk does not know them yet, not even where it reads another referral of hers."""

    question = fields.LongText(label=_("Your question"), max_length=1000, help_text=_(
        "Ask only what you need for your answer. Names and numbers come after acceptance."))
    words, field_order = "question", ("question",)
    refusals = STEPS

    def given(self) -> dict:
        return {"question": self.cleaned_data["question"]}


class Reply(ReadBefore):
    answer = fields.LongText(label=_("Your answer"), max_length=1000, help_text=_("The desk reads it before accepting: no names and no numbers."))
    words, field_order = "answer", ("answer",)
    refusals = STEPS

    def given(self) -> dict:
        return {"answer": self.cleaned_data["answer"]}


class Decline(ActForm):
    reason = fields.OneOf(label=_("Why?"), choices=DeclineReason.choices)
    words = fields.LongText(label=_("In a few words"), max_length=1000, required=False, help_text=_("When could it be asked again? Who else might help?"))
    refusals = STEPS


class Complete(ActForm):
    outcome = fields.OneOf(label=_("What came of it?"), choices=Outcome.choices)
    words = fields.LongText(label=_("In a few words"), max_length=1000, required=False, help_text=_("Needed where not all was delivered: why not?"))
    refusals = STEPS

    def clean(self) -> dict:
        data = super().clean()
        if data.get("outcome") in (Outcome.PARTLY, Outcome.NOT_DELIVERED) and not data.get("words"):
            self.add_error("words", _("Say why not all was delivered."))
        return data


class Feedback(ActForm):
    words = fields.LongText(label=_("How did it go?"), max_length=1000, help_text=_("The sender reads it: what changed, and what is still needed."))
    refusals = STEPS


class End(ActForm):
    reason = fields.OneOf(label=_("Why?"), choices=EndReason.choices)
    words = fields.LongText(label=_("In a few words"), max_length=1000, required=False)
    refusals = STEPS


class Filters(forms.Form):
    """What one tab of referrals is narrowed to, and its order; all of it stands in the address. The tab is chosen above.

    `organisations`: those that may be the other side, (key, name).
    """

    marks_optional = False

    tab = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    urgency = fields.Choice(label=_("Urgency"), required=False, choices=Urgency.choices, empty=_("All"))
    state = fields.Choice(label=_("State"), required=False, empty=_("All"))
    kind = fields.Choice(label=_("Service"), required=False, choices=service_types.choices, empty=_("All"))
    organisation = fields.Choice(label=_("Organisation"), required=False, empty=_("All"))
    late = forms.BooleanField(label=_("The answer is late"), required=False)
    transfer = forms.BooleanField(label=_("Transfer"), required=False)
    since = fields.Day(label=_("Sent from"), required=False)
    until = fields.Day(label=_("Sent until"), required=False)
    sort = fields.Choice(label=_("Order"), required=False)

    def __init__(self, *args, tabs: list[str], tab: str, organisations: list[tuple[UUID, str]], **options):
        super().__init__(*args, **options)
        states, usual = TABS.get(tab, State), usual_sort(tab)
        self.fields["tab"].choices = [(one, one) for one in tabs]
        self.fields["state"].choices = [*self.fields["state"].choices, *((one.value, one.label) for one in State if one in states)]
        self.fields["organisation"].choices = [*self.fields["organisation"].choices, *((str(key), name) for key, name in organisations)]
        self.fields["sort"].choices = [("", usual.label), *(one for one in ReferralSort.choices if one[0] != usual)]
        if len(states) < 2:
            del self.fields["state"]
        if not OPEN_TO_ANSWER & set(states):
            del self.fields["late"]
