"""Forms of livelihoods, and the sentences for what an act refuses."""
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals
from amana.ground.shell.values import reading_language
from amana.lib.core.dates import PartialDate
from amana.services.livelihoods.actions import Part
from amana.services.livelihoods.rules import MONTHS, MOST_INSTALMENTS, MOST_LINES, SAYS_WHY, Choice, LineKind, Status, Verb, template
from amana.services.livelihoods.rules.figures import ZERO, Figures, Line, Need, Quote

FREE_LINES, FREE_NEEDS, QUOTES = 2, 2, 3
REFUSALS: Refusals = {
    "business_state": (None, _("Somebody was faster: the business does not stand where it stood. Look at how it stands now.")),
    "business_plan_numbered": (None, _("Not saved: a colleague saved this plan meanwhile. What you typed is still here; open the plan in another window and compare.")),
    "business_unplanned": (None, _("Write the plan first.")),
    "business_incomplete": (None, _("The plan is not complete yet. What is lacking stands on this page.")),
    "business_own": (None, _("Whoever wrote the plan or works on the case decides nothing on it. Ask another member.")),
    "business_voted_once": (None, _("You have voted already.")),
    "business_too_few_votes": (None, _("Not enough members have voted yet.")),
    "business_no_majority": (None, _("No answer has more than half of the votes. Talk to each other; another member can vote.")),
    "business_more_than_asked": ("amount", _("This is more than the plan asks for. Return the plan for changes instead.")),
    "business_instalments": (None, _("The instalments do not add up to the approved amount.")),
    "livelihoods_met_pkey": (None, _("This condition is marked as met already. Nothing was changed.")),
    "files_away": ("photo", _("The place where files are kept does not answer. Try again in some minutes; if that lasts, tell your administrator.")),
    "business_in_future": (None, _("This day has not come yet.")),
}


class Begin(ActForm):
    name = fields.Text(label=_("What is the business called?"), max_length=120, help_text=_("A short name that the person would use, for example: sewing at home."))


class Answers(ActForm):
    """One field for each question of the template."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for one in template.questions():
            if one.kind == "choice":
                self.fields[one.code] = fields.OneOf(label=one.label, choices=one.choices, required=False)
            else:
                self.fields[one.code] = fields.LongText(label=one.label, help_text=one.hint, max_length=2000, rows=3, required=False)

    def given(self) -> dict:
        return {"answers": {code: said for code, said in self.cleaned_data.items() if said}}


def _amount(label: str, **options) -> fields.Amount:
    return fields.Amount(label=label, required=False, **options)


class Table(ActForm):
    """Lines of 12 months, and what is bought for the start. Rows of which nothing is said are none."""

    own = fields.Amount(label=_("What the person brings (EGP)"), help_text=_("Money or goods that are there already. 0 where there is nothing."))
    asked = fields.Amount(label=_("What is asked for (EGP)"))
    quotes_above, quotes_needed = template.read()["quotes_above"], template.read()["quotes_needed"]

    def __init__(self, data=None, *args, figures: Figures, **options):
        lines, needs = figures.lines or _first_lines(), figures.needs
        self.line_count = _count(data, "lines", min(len(lines) + FREE_LINES, MOST_LINES))
        self.need_count = _count(data, "needs", min(len(needs) + FREE_NEEDS, MOST_LINES))
        said = {"own": _plain(figures.own), "asked": _plain(figures.asked)} if figures.lines or figures.needs else {}
        super().__init__(data, *args, initial=said | _said_lines(lines) | _said_needs(needs), **options)
        for n in range(self.line_count):
            self.fields[f"line_{n}_kind"] = fields.Choice(label=gettext("Kind"), choices=LineKind.choices, empty="", required=False)
            self.fields[f"line_{n}_name"] = fields.Text(label=gettext("Name"), max_length=80, required=False)
            self.fields[f"line_{n}_each"] = _amount(gettext("Each month"))
            for month in range(1, MONTHS + 1):
                self.fields[f"line_{n}_{month}"] = _amount(gettext("Month %(n)s") % {"n": month})
        for n in range(self.need_count):
            self.fields[f"need_{n}_name"] = fields.Text(label=gettext("What is bought?"), max_length=120, required=False)
            self.fields[f"need_{n}_amount"] = _amount(gettext("Price that counts"))
            for quote in range(QUOTES):
                self.fields[f"need_{n}_{quote}_supplier"] = fields.Text(label=gettext("Supplier"), max_length=120, required=False)
                self.fields[f"need_{n}_{quote}_amount"] = _amount(gettext("Offer"))

    def head(self) -> list[forms.BoundField]:
        return [self["own"], self["asked"]]

    def lines(self) -> Iterator[dict]:
        for n in range(self.line_count):
            months = [self[f"line_{n}_{month}"] for month in range(1, MONTHS + 1)]
            yield {"n": n + 1, "plain": [self[f"line_{n}_{name}"] for name in ("name", "kind", "each")], "months": months, "is_open": any(one.value() not in (None, "") for one in months)}

    def needs(self) -> Iterator[dict]:
        for n in range(self.need_count):
            quotes = [(self[f"need_{n}_{quote}_supplier"], self[f"need_{n}_{quote}_amount"]) for quote in range(QUOTES)]
            yield {"n": n + 1, "plain": [self[f"need_{n}_name"], self[f"need_{n}_amount"]], "quotes": quotes, "is_open": any(supplier.value() or amount.value() for supplier, amount in quotes)}

    def clean(self) -> dict:
        data = super().clean()
        for n in range(self.line_count):
            has_amount = any(data.get(f"line_{n}_{of}") for of in ("each", *range(1, MONTHS + 1)))
            if has_amount and not data.get(f"line_{n}_name"):
                self.add_error(f"line_{n}_name", gettext("Say what this amount is."))
            if has_amount and not data.get(f"line_{n}_kind"):
                self.add_error(f"line_{n}_kind", gettext("Choose whether it comes in or goes out."))
        for n in range(self.need_count):
            self._clean_need(n, data)
        return data

    def _clean_need(self, n: int, data: dict) -> None:
        offered = [(quote, data.get(f"need_{n}_{quote}_supplier"), data.get(f"need_{n}_{quote}_amount")) for quote in range(QUOTES)]
        if not data.get(f"need_{n}_name") and (data.get(f"need_{n}_amount") or any(supplier or amount for _quote, supplier, amount in offered)):
            self.add_error(f"need_{n}_name", gettext("Say what is bought."))
        if data.get(f"need_{n}_name") and data.get(f"need_{n}_amount") is None and f"need_{n}_amount" not in self.errors:
            self.add_error(f"need_{n}_amount", gettext("Say the price that counts."))
        for quote, supplier, amount in offered:
            if bool(supplier) != (amount is not None):
                self.add_error(f"need_{n}_{quote}_{'amount' if supplier else 'supplier'}", gettext("An offer has a supplier and a price."))

    def given(self) -> dict:
        data = self.cleaned_data
        return {"figures": Figures(tuple(self._line(n, data) for n in range(self.line_count) if data.get(f"line_{n}_name") and data.get(f"line_{n}_kind")),
                                   tuple(self._need(n, data) for n in range(self.need_count) if data.get(f"need_{n}_name")), data["own"], data["asked"])}

    @staticmethod
    def _line(n: int, data: dict) -> Line:
        each = data[f"line_{n}_each"] or ZERO
        said = [data[f"line_{n}_{month}"] for month in range(1, MONTHS + 1)]
        return Line(data[f"line_{n}_kind"], data[f"line_{n}_name"], tuple(each if one is None else one for one in said))

    @staticmethod
    def _need(n: int, data: dict) -> Need:
        quotes = [(data[f"need_{n}_{quote}_supplier"], data[f"need_{n}_{quote}_amount"]) for quote in range(QUOTES)]
        return Need(data[f"need_{n}_name"], data[f"need_{n}_amount"], tuple(Quote(supplier, amount) for supplier, amount in quotes if supplier))


def _count(data, name: str, usual: int) -> int:
    said = data.get(name, "") if data else ""
    return min(int(said), MOST_LINES) if said.isascii() and said.isdigit() else usual


def _first_lines() -> tuple[Line, ...]:
    language = "ar" if reading_language().startswith("ar") else "en"
    return tuple(Line(one["kind"], one[f"name_{language}"], (ZERO,) * MONTHS) for one in template.read()["line"])


def _said_lines(lines: Iterable[Line]) -> dict:
    """A line as its usual amount, and the months that differ from it."""
    said: dict[str, object] = {}
    for n, one in enumerate(lines):
        each = one.monthly
        said |= {f"line_{n}_kind": one.kind, f"line_{n}_name": one.name, f"line_{n}_each": _plain(each) if one.total else None}
        said |= {f"line_{n}_{month}": _plain(amount) for month, amount in enumerate(one.months, start=1) if amount != each}
    return said


def _said_needs(needs: Iterable[Need]) -> dict:
    said: dict[str, object] = {}
    for n, one in enumerate(needs):
        said |= {f"need_{n}_name": one.name, f"need_{n}_amount": _plain(one.amount)}
        for quote, offer in enumerate(one.quotes[:QUOTES]):
            said |= {f"need_{n}_{quote}_supplier": offer.supplier, f"need_{n}_{quote}_amount": _plain(offer.amount)}
    return said


def _plain(amount: Decimal) -> str:
    """Without the places that hold nothing."""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"


class Vote(ActForm):
    choice = fields.OneOf(label=_("What are you for?"), choices=Choice.choices)
    reason = fields.LongText(label=_("Why?"), max_length=1000, rows=4, help_text=_("What in the plan leads you there. Who reads the economic section of the case reads it."))


class Told(ActForm):
    """What the committee decided, in words for the person."""

    told = fields.LongText(label=_("What is the person told?"), max_length=1000, rows=4, help_text=_("In plain words that you would say to the person: what was decided, why, and what can be done now."))


class GivenUp(ActForm):
    told = fields.LongText(label=_("Why is it given up?"), max_length=1000, rows=3, help_text=_("In the person's words as far as they go. Another business can be planned at any time."))


class Approval(Told):
    """The amount, and how it is to be paid. day: today; asked: what the plan asks for."""

    amount = fields.Amount(label=_("Approved amount (EGP)"))
    conditions = fields.LongText(label=_("Conditions"), max_length=1000, rows=3, required=False)

    def __init__(self, *args, day: date, asked: Decimal, **options):
        self.day = day
        super().__init__(*args, initial={"amount": _plain(asked)}, **options)
        for n in range(MOST_INSTALMENTS):
            self.fields[f"amount_{n}"] = _amount(gettext("Amount"))
            self.fields[f"condition_{n}"] = fields.Text(label=gettext("Condition"), max_length=300, required=False, help_text=gettext("What must be there first, for example: the rent contract is signed."))
            self.fields[f"due_on_{n}"] = fields.Day(label=gettext("Planned for"), required=False)

    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in ("told", "amount", "conditions")]

    def rows(self) -> list[dict]:
        rows = [[self[f"{name}_{n}"] for name in ("amount", "condition", "due_on")] for n in range(MOST_INSTALMENTS)]
        return [{"n": n, "fields": row, "is_open": any(field.errors or field.value() for field in row[:2])} for n, row in enumerate(rows, start=1)]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("amount") == 0:
            self.add_error("amount", gettext("An approval has an amount. To give nothing, decline or return the plan."))
        self.parts = []
        for n in range(MOST_INSTALMENTS):
            amount, condition, due_on = (data.get(f"{name}_{n}") for name in ("amount", "condition", "due_on"))
            if not (amount or condition or due_on):
                continue
            for name, said, words in (("amount", amount, gettext("Say how much.")), ("condition", condition, gettext("Say what must be there first.")), ("due_on", due_on, gettext("Say for which day."))):
                if not said and f"{name}_{n}" not in self.errors:
                    self.add_error(f"{name}_{n}", words)
            if due_on and due_on < self.day:
                self.add_error(f"due_on_{n}", gettext("This day has passed. Choose one that is still to come."))
            self.parts.append((amount or ZERO, condition, due_on))
        total = sum((amount for amount, _condition, _due in self.parts), ZERO)
        if not self.errors and total != data["amount"]:
            self.add_error(None, gettext("The instalments come to %(total)s, the approved amount is %(amount)s. They must be the same.") % {
                "total": f"\u2066{total:,.2f}\u2069", "amount": f"\u2066{data['amount']:,.2f}\u2069"})
        return data

    def given(self) -> dict:
        data = self.cleaned_data
        return {"told": data["told"], "amount": data["amount"], "conditions": data["conditions"], "instalments": [Part(*one) for one in self.parts]}


class _OnADay(ActForm):
    """A day that has come. name: of its field."""

    name = "began_on"

    def __init__(self, *args, day: date, **options):
        self.day = day
        super().__init__(*args, initial={self.name: PartialDate.on(day)} | (options.pop("initial", None) or {}), **options)

    def clean(self) -> dict:
        data = super().clean()
        if data.get(self.name) and data[self.name] > self.day:
            self.add_error(self.name, REFUSALS["business_in_future"][1])
        return data


class Start(_OnADay):
    began_on = fields.Day(label=_("Since when does it work?"))


class MetCondition(_OnADay):
    name = "met_on"
    met_on = fields.Day(label=_("Since when is it met?"))
    evidence = fields.LongText(label=_("What shows it?"), max_length=1000, rows=3, help_text=_("A receipt, a contract, what you saw. Attach papers to the case."))


class Visit(_OnADay):
    """months: those that the rule asks for and that were not visited yet."""

    name = "visited_on"
    visited_on = fields.Day(label=_("Day of the visit"))
    month = fields.Choice(label=_("Which visit is it?"), empty=None)
    status = fields.OneOf(label=_("How does the business stand?"), choices=Status.choices, help_text=_("A business that pauses or closes is no failure of the person: write down what was learnt."))
    reason = fields.LongText(label=_("Why, in the person's words?"), max_length=500, rows=2, required=False, help_text=_("Where it is paused, closed or moved."))
    seen = fields.LongText(label=_("What did you see?"), max_length=4000, rows=4)
    advice = fields.LongText(label=_("What did you advise, and what was agreed?"), max_length=1000, rows=3, required=False)
    sales = fields.Amount(label=_("Sales of the last month (EGP)"), required=False)
    profit = fields.Amount(label=_("What was left of them (EGP)"), min_value=None, required=False, help_text=_("After all costs; with a minus where money was missing."))
    photo = fields.Photo(label=_("Photo of the business"), required=False, help_text=_(
        "Of the place, the goods or the book, with the person's consent and without faces. JPEG, PNG or WebP, up to 10 MB; it is kept small and grey, without place and time."))

    def __init__(self, *args, months: list[int], began_on: date, **options):
        self.began_on = began_on
        super().__init__(*args, **options)
        self.fields["month"].choices = [*((str(one), gettext("Visit of month %(n)s") % {"n": one}) for one in months), ("0", gettext("A visit between"))]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("visited_on") and data["visited_on"] < self.began_on:
            self.add_error("visited_on", gettext("The business had not started on this day."))
        if data.get("status") in SAYS_WHY and not data.get("reason"):
            self.add_error("reason", gettext("Say why, in a few words."))
        return data

    def given(self) -> dict:
        return self.cleaned_data | {"month": int(self.cleaned_data["month"])}


OF_A_DECISION = {Verb.RETURN: Told, Verb.DECLINE: Told, Verb.APPROVE: Approval}
