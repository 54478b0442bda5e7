"""Forms of assistance, and the sentences for what an act refuses."""
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals
from amana.ground.shell.values import day_words, reading_language
from amana.lib import payments as bank
from amana.lib.core.dates import PartialDate, cairo_day
from amana.services.assistance import queries
from amana.services.assistance.actions import Part
from amana.services.assistance.rules import Method, PaymentState, Proof, Step, catalogue
from amana.services.programmes.rules import MOST

MOST_PARTS = 6
FAR = timedelta(days=5 * 366)  # further away a day of help is a slip of the pen
AHEAD = timedelta(days=60)  # of a payment list: what is due later belongs into a later one
_CLOSED = _("The programme is closed, or its time is over: nothing more is agreed or ordered from it. Nothing was changed. Its officer may open it again or move its last day.")
REFUSALS: Refusals = {
    "help_programme": ("of", _("No help can be asked of this programme today. Choose another.")),
    "help_line": ("of", _("No help can be asked of this programme today. Choose another.")),
    "help_kind": ("method", _("This help is not given in this way. Choose another way.")),
    "rate_missing": ("of", _("The programme has no rate for its currency yet. Ask its finance officer.")),
    "help_account": ("account", _("Enter the number of the account or the e-wallet.")),
    "help_period": ("period_until", _("The time ends before it begins. Choose a later day.")),
    "help_state": (None, _("Somebody else was faster, or the case is closed. Nothing was changed; this is how things stand now.")),
    "help_own": (None, _("You asked for this yourself. A colleague has to do it.")),
    "help_met_already": (None, _("This condition is marked as met already. Nothing was changed.")),
    "instalment_amount": (None, _("An instalment is too small: in the currency of the programme it comes to nothing.")),
    "help_sum": (None, _("The instalments do not make up the amount. Ask for the request to be made anew.")),
    "help_approved_already": (None, _("You agreed already. A further colleague has to agree.")),
    "help_over_ceiling": (None, _("With this the ceiling for this kind of help is passed. Only the head of the unit may agree to that, with a reason.")),
    "help_double": (None, _("The same need is covered in the same time already. Only the head of the unit may agree to that, with a reason.")),
    "budget_short": (None, _("The budget line does not hold so much any more. Nothing was changed.")),
    "programme_closed": (None, _CLOSED),
    "help_step_with_reason": ("words", _("Say why.")),
    "help_delivered_with_proof": ("proof", _("Choose what proves it.")),
}
LIST_REFUSALS: Refusals = {
    "payment_once": (None, _("Somebody else has listed one of these meanwhile. Nothing was changed; look again.")),
    "payment_not_due": (None, _("One of these is not due on that day, or not any more. Nothing was changed; look again.")),
    "programme_closed": (None, _CLOSED),
    "help_own": (None, _("One of these was asked for by you. A colleague has to do it.")),
    "list_state": (None, _("Somebody else was faster. Nothing was changed; this is how things stand now.")),
    "list_second_person": (None, _("You made this list. A second person has to release it.")),
    "list_empty": (None, _("Nothing of this list is due any more. Drop it.")),
    "answerfile_once": ("file", _("This very file was taken in already. Nothing was changed.")),
    "answer_contradicts": (None, _("This contradicts what is known of the payment. Nothing was changed.")),
    "answer_once": (None, _("This is known already. Nothing was changed.")),
    "help_state": (None, _("One of these changed meanwhile. Drop the list and make it anew.")),
}


def asked_by_a_business(said: Mapping[str, str]) -> dict:
    """What the page of an approved business carries over: the kind, and of each instalment its amount, its day, and that the committee has set a condition; no word of anybody."""
    found: dict[str, object] = {"kind": said["kind"]} if said.get("kind") in catalogue() else {}
    for n in range(1, MOST_PARTS + 1):
        if said.get(f"amount_{n}", "").replace(".", "").isdecimal():
            found[f"amount_{n}"] = said[f"amount_{n}"]
        with suppress(ValueError):
            found[f"due_{n}"] = PartialDate.on(date.fromisoformat(said.get(f"due_{n}", "")))
        if said.get(f"condition_{n}") == "committee":
            found[f"condition_{n}"] = gettext("What the committee asked for before instalment %(n)s (see the business plan)") % {"n": n}
    return found


class Request(ActForm):
    """`lines`: of the programmes that are open, grouped by programme. Up to MOST_PARTS instalments; the first has to be there."""

    refusals = REFUSALS
    kind = fields.Choice(label=_("What help?"), choices=lambda: [(one.code, queries.kind_name(one.code)) for one in catalogue().values()])
    of = fields.Choice(label=_("From which programme?"))
    need = fields.LongText(label=_("What is it needed for?"), max_length=500, rows=3, help_text=_("As the programme's officers should read it. Nothing of health or of what happened to the person."))
    period_from = fields.Day(label=_("For the time from"))
    period_until = fields.Day(label=_("until"))
    method = fields.OneOf(label=_("How does it reach the person?"), choices=Method.choices)
    account = fields.AccountNumber(label=_("Number of the account or e-wallet"), required=False, help_text=_("It is stored sealed; pages show its last four signs."))
    payee_name = fields.Text(label=_("Who receives it?"), max_length=120, help_text=_("The name as the bank or the e-wallet has it."))
    payee_reason = fields.Text(label=_("If it is not the person: why?"), max_length=200, required=False)

    def __init__(self, *args, lines: list, now: datetime, name: str, asked: dict | None = None, **options):
        today = cairo_day(now)
        super().__init__(*args, initial={**(asked or {}), "payee_name": name, "period_from": PartialDate.on(today), "period_until": PartialDate.on(today + timedelta(days=29))}, **options)
        self.fields["of"].choices = [("", gettext("Choose")), *lines]
        self.name = name
        for n in range(1, MOST_PARTS + 1):
            self.fields[f"amount_{n}"] = fields.Amount(label=gettext("Amount in pounds"), required=n == 1, min_value=Decimal("0.01"), max_value=MOST)
            self.fields[f"due_{n}"] = fields.Day(label=gettext("On or after"), required=False)
            self.fields[f"condition_{n}"] = fields.Text(label=gettext("Condition"), max_length=300, required=False)
        self.today = today

    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith(("amount_", "due_", "condition_"))]

    def parts(self) -> list[tuple[int, list[forms.BoundField]]]:
        return [(n, [self[f"{name}_{n}"] for name in ("amount", "due", "condition")]) for n in range(1, MOST_PARTS + 1)]

    def clean(self) -> dict:
        data = super().clean()
        for n in range(1, MOST_PARTS + 1):
            if (data.get(f"due_{n}") or data.get(f"condition_{n}")) and f"amount_{n}" not in self.errors and data.get(f"amount_{n}") is None:
                self.add_error(f"amount_{n}", gettext("Enter the amount, or leave the whole instalment empty."))
        for name in ("period_from", "period_until", *(f"due_{n}" for n in range(1, MOST_PARTS + 1))):
            if data.get(name) and abs(data[name] - self.today) > FAR:
                self.add_error(name, gettext("Choose a day within five years of today. Check the year."))
        kind = catalogue().get(data.get("kind", ""))
        if kind and data.get("method") and data["method"] not in kind.methods:
            self.add_error("method", gettext("This help is not given in this way. Possible: %(ways)s.") % {"ways": pgettext("between names in a list", ", ").join(str(Method(one).label) for one in kind.methods)})
        if data.get("method") in (Method.BANK, Method.WALLET) and not data.get("account") and "account" not in self.errors:
            self.add_error("account", REFUSALS["help_account"][1])
        elif data.get("method") in (Method.BANK, Method.WALLET) and data.get("account"):
            for fault in bank.faults_of_number(bank.AccountKind(data["method"]), data["account"]):  # one that no file can carry holds up the whole list
                self.add_error("account", bank.sentence(fault, reading_language()))
        if self.name and data.get("payee_name") and data["payee_name"] != self.name and not data.get("payee_reason"):
            self.add_error("payee_reason", gettext("Somebody else than the person receives it: say why."))
        return data

    def given(self) -> dict:
        data = self.cleaned_data
        programme, line = data["of"].split("/")
        return {name: data[name] for name in ("kind", "need", "period_from", "period_until", "method", "payee_name", "payee_reason")} | {
            "programme_id": UUID(programme), "line_id": UUID(line), "account": data["account"],
            "parts": [Part(data[f"amount_{n}"], data[f"due_{n}"] or self.today, data[f"condition_{n}"]) for n in range(1, MOST_PARTS + 1) if data.get(f"amount_{n}") is not None]}


class Decision(ActForm):
    """`step`: of Step; `may_exceed`: the actor may agree to what passes a ceiling or is given twice; `must_exceed`: nobody has yet, and the request needs it.

    Without her tick her voice would be spent: nobody agrees twice, and the request could only be declined.
    """

    refusals = REFUSALS
    words = fields.LongText(label=_("Words"), max_length=500, rows=3, required=False)
    exceeds = fields.Tick(label=_("I agree although a ceiling is passed or the same need is covered already"), required=False)

    def __init__(self, *args, step: Step, may_exceed: bool, must_exceed: bool = False, **options):
        super().__init__(*args, **options)
        if not may_exceed:
            del self.fields["exceeds"]
        elif must_exceed:
            self.fields["exceeds"].required = True
            self.fields["exceeds"].error_messages["required"] = gettext("It passes a ceiling or covers the same need twice: agree to that here with a reason, or decline the request.")
        if step in (Step.DECLINE, Step.CANCEL):
            self.fields["words"].label, self.fields["words"].required = gettext("Why? The person hears it in plain words."), True

    def clean(self) -> dict:
        data = super().clean()
        if data.get("exceeds") and not data.get("words"):
            self.add_error("words", gettext("Say why."))
        return data


class Movement(ActForm):
    """Of an instalment. `papers`: attachments of the case in the section economic."""

    refusals = REFUSALS
    words = fields.LongText(label=_("Words"), max_length=500, rows=3, required=False)
    proof = fields.OneOf(label=_("What proves it?"), choices=Proof.choices)
    attachment_id = fields.Choice(label=_("Which paper?"), required=False, empty=_("None attached"), help_text=_("Attach the receipt to the case first, in the section economic; then it can be chosen here."))

    def __init__(self, *args, step: Step, papers: list[tuple[str, str]], **options):
        super().__init__(*args, **options)
        if step != Step.DELIVER:
            del self.fields["proof"], self.fields["attachment_id"]
        else:
            self.fields["attachment_id"].choices = [("", gettext("None attached")), *papers]
        if step in (Step.MET, Step.RETURN):
            self.fields["words"].label, self.fields["words"].required = (gettext("How do you know?") if step == Step.MET else gettext("What happened?")), True

    def given(self) -> dict:
        data = dict(self.cleaned_data)
        return data | ({"attachment_id": UUID(data["attachment_id"]) if data["attachment_id"] else None} if "attachment_id" in data else {})


class NewList(ActForm):
    refusals = LIST_REFUSALS
    method = fields.OneOf(label=_("How?"), choices=[(one.value, one.label) for one in (Method.WALLET, Method.BANK, Method.CASH)])
    pay_on = fields.Day(label=_("To be paid on"), help_text=_("What is due until that day comes into the list."))

    def __init__(self, *args, now: datetime, **options):
        super().__init__(*args, initial={"pay_on": PartialDate.on(cairo_day(now))}, **options)
        self.today = cairo_day(now)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("pay_on") and data["pay_on"] < self.today:
            self.add_error("pay_on", gettext("This day has passed. Choose one that is still to come."))
        elif data.get("pay_on") and data["pay_on"] > self.today + AHEAD:
            self.add_error("pay_on", gettext("A list is made at most 60 days ahead: on %(day)s at the latest. What is due later belongs into a later list.") % {"day": day_words(self.today + AHEAD)})
        return data


class ListMove(ActForm):
    refusals = LIST_REFUSALS
    words = fields.Text(label=_("Words"), max_length=300, required=False)


class AnswerByHand(ActForm):
    refusals = LIST_REFUSALS
    outcome = fields.OneOf(label=_("What happened?"), choices=[("paid", _("Paid")), ("failed", _("Could not be paid")), ("returned", _("Was paid and came back"))])
    reference = fields.LatinText(label=_("Number of the bank or receipt"), max_length=60, required=False)
    reason = fields.Text(label=_("Why, if it failed or came back?"), max_length=120, required=False)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("outcome") in (PaymentState.FAILED, PaymentState.RETURNED) and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", gettext("Say why."))
        return data


class AnswerFile(ActForm):
    refusals = LIST_REFUSALS
    file = forms.FileField(label=_("File of the bank or e-wallet"), help_text=_("pain.002, CSV or Excel, as it came; of a workbook the first sheet is read. What is known already is not counted twice."),
                           widget=forms.FileInput(attrs={"accept": ".xml,.csv,.txt,.xlsx,.xls,.ods", "class": "form-control"}),
                           error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")})
