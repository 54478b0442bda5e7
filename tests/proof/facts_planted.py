"""Days, phones, amounts and numbers of papers that stand nowhere else in the house, and how they are found in the forms in which pages print them."""
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count

from django.db import models
from django.utils.translation import override

from amana.casework.registry.models import Document
from amana.ground.shell.values import month_names
from amana.lib.core.phones import shown

FIRST = date(1901, 1, 1)  # nothing else in the house lies in these years
# Days of which a part may be unknown stand in three columns.
PARTIAL = {"registry_identity": ("birth",), "registry_document": ("issued", "expires"), "registry_journey": ("departed", "returned")}
PHONES, PAPERS = {"registry_phone.e164"}, "registry_document"
AMOUNTS = {"cases_planaction.cost", "assistance_request.amount", "assistance_instalment.amount", "assistance_instalment.charged", "assistance_payment.amount",
           "livelihoods_business.amount", "livelihoods_plan.asked", "livelihoods_step.amount", "livelihoods_instalment.amount", "livelihoods_visit.sales", "livelihoods_visit.profit"}
# Told in days, hours or an order, or followed by what happens of itself: a value of its own would change the story.
OF_THE_RULE = {
    "consent_consentscope.ends_at", "consent_legalbasis.starts_at", "consent_legalbasis.ends_at", "referral_referral.answer_by", "referral_referral.expires_at",
    "arrivals_arrivallist.arrives_on", "cases_handover.from_on", "cases_handover.until_on", "cases_case.grace_days", "cases_attachment.size",
    "exceptional_access.closes_at", "exceptional_access.due_at", "exceptional_access.reviewed_at",
    "registry_identity.birth_stated_age", "registry_identity.birth_stated_on", "registry_identity.birth_earliest", "registry_identity.birth_latest",
    "registry_searchkey.born", "elsewhere_question.visible_at", "elsewhere_answer.visible_at", "elsewhere_request.expires_at", "elsewhere_message.expires_at", "interpreting_booking.starts_at", "interpreting_booking.ends_at",
    "assistance_kind.person_ceiling", "assistance_kind.household_ceiling", "assistance_kind.months", "assistance_limit.above", "assistance_limit.approvals",  # of the catalogue
    "assistance_request.pounds", "assistance_request.approvals_needed", "assistance_instalment.number",  # a rate of the programme, a rule, an order
    "assistance_paymentlist.payments", "assistance_paymentlist.total", "assistance_paymentlist.waiting", "assistance_paymentlist.recalled", "assistance_paymentlist.filed_at",  # of a list, which names nobody
    "livelihoods_business.round", "livelihoods_business.began_on", "livelihoods_plan.number", "livelihoods_plan.round", "livelihoods_vote.round", "livelihoods_step.round", "livelihoods_step.began_on",
    "livelihoods_instalment.number", "livelihoods_visit.month",
    "cases_task.escalates_at", "cases_task.escalates_further_at",  # given with the task; followed by a notice, printed nowhere
    "psychosocial_session.minutes", "psychosocial_goalstep.nearness",
    "psychosocial_group.meetings_planned", "psychosocial_group.members_at_most", "psychosocial_meeting.number"}  # of a booking others see that somebody is taken
STAMPS = re.compile(r"(made|changed|since|first_case|found|ended|until|approved|closed|answered|started|completed|named|begun|finished|undone|moved|withdrawn|cancelled|replaced)(_at)?$|"
                    r"(version|section|sections|made_in|place|line)$|rows_")
NUMBERS = (models.DateField, models.IntegerField, models.DecimalField)  # an instant is a day, a small integer an integer


class Numbers:
    """The next of each kind."""

    def __init__(self):
        self.days, self.others, self.papers = count(), count(), count()

    def day(self) -> date:
        return FIRST + timedelta(days=11 * next(self.days))  # no rule counts on in such steps: what follows from one is none of the others

    def phone(self) -> str:
        return f"+201057{next(self.others):06}"

    def amount(self) -> Decimal:
        return Decimal(f"7319{next(self.others):03}.37")

    def paper(self) -> str:
        n = next(self.papers)
        return f"Zp{n:05}x{_tail(n)}"


def _tail(n: int) -> str:
    return f"\u046c{n:03}"


def is_number(one: models.Field) -> bool:
    """Whether a column tells a number or a time of somebody."""
    name = f"{one.model._meta.db_table}.{one.attname}"
    return isinstance(one, NUMBERS) and not isinstance(one, models.BigIntegerField) and not STAMPS.search(one.attname) and name not in OF_THE_RULE and not one.choices


def planted(row, numbers: Numbers) -> Iterator[tuple[dict, dict[str, str]]]:
    """Columns to be written together, and by field what is then looked for."""
    table = row._meta.db_table
    for name in PARTIAL.get(table, ()):
        day = numbers.day()
        estimated = {f"{name}_stated_{what}": value for what, value in (("age", None), ("in", ""), ("on", None))} if name == "birth" else {}
        yield {f"{name}_year": day.year, f"{name}_month": day.month, f"{name}_day": day.day} | estimated, {name: day.isoformat()}
    if table == PAPERS and row.number_sealed:
        number = numbers.paper()
        row.hold(number)
        yield ({name: getattr(row, name) for name in ("number_sealed", "number_hash", "bare_hash", "number_tail")},
               {"number_tail": row.number_tail, "number": number[:8]})
    for one in row._meta.concrete_fields:
        if f"{table}.{one.attname}" in PHONES and row.e164:
            phone = numbers.phone()
            yield {one.attname: phone}, {one.attname: phone.removeprefix("+20")}
        elif f"{table}.{one.attname}" in AMOUNTS and getattr(row, one.attname) is not None:
            amount = numbers.amount()
            yield {one.attname: amount}, {one.attname: str(amount)}
        elif isinstance(one, models.DateField) and is_number(one):
            day = numbers.day()
            yield {one.attname: datetime.combine(day, time(12), UTC) if isinstance(one, models.DateTimeField) else day}, {one.attname: day.isoformat()}


def in_package(body: dict, numbers: Numbers, word: Callable[[], str]) -> tuple[dict, list[tuple[str, str]]]:
    """The body of a part with values of its own, and by kind what is then looked for."""
    made, told = {}, []

    def tell(kind: str, value: str, looked_for: str = "") -> str:
        told.append((kind, looked_for or value))
        return value
    for key, value in body.items():
        kind = key.partition(":")[0]
        if kind == "phone":
            phone = numbers.phone()
            value = value | {"number": tell(kind, phone, phone.removeprefix("+20"))}
        elif kind in ("birth", "returned"):
            value = tell(kind, numbers.day().isoformat())
        elif kind == "document":
            value = value | {"tail": tell(kind, numbers.paper()[8:]), "expires": tell(kind, numbers.day().isoformat())}
        elif kind == "note":
            value = value | {"text": tell(kind, word()), "on": tell(kind, numbers.day().isoformat())}
        elif kind in ("name", "name_latin", "safe_hours", "words_not_to_use", "needs"):
            value = tell(kind, word())
        made[key] = value
    return made, told


def unplanted(model: type[models.Model]) -> list[str]:
    """Columns with a number or a time of somebody for which there is neither a value nor a reason."""
    table = model._meta.db_table
    parts = {f"{name}_{part}" for name in PARTIAL.get(table, ()) for part in ("year", "month", "day")}
    return [f"{table}.{one.attname}" for one in model._meta.concrete_fields
            if is_number(one) and not isinstance(one, models.DateField) and one.attname not in parts and f"{table}.{one.attname}" not in AMOUNTS]


# As they are printed ---------------------------------------------------------------------------------------------------------------------------------
def _months() -> dict[str, int]:
    found = {}
    for language in ("ar", "en"):
        with override(language):
            found |= {str(name): n for n, name in enumerate(month_names(), start=1)}
    return found


MONTHS = _months()
BETWEEN_DIGITS = re.compile(r"(?<=\d)[ \u00a0-](?=\d)")
PHONE, AMOUNT, PAPER = re.compile(r"(?:(?<=0)|(?<![0-9a-f]))1057\d{6}(?![0-9a-f])"), re.compile(r"7,?319,?\d{3}\.37"), re.compile(r"Zp\d{5}x|\u046c\d{3}")
ISO = re.compile(r"19[0-4]\d-[01]\d-[0-3]\d")
IN_WORDS = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (19[0-4]\d)")
TYPED = re.compile(r"<(?:input|option)\b[^>]*>|<select\b[^>]*>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def found_in(text: str) -> set[str]:
    """What of the planted stands there, as `planted` names it."""
    days = {f"{year}-{MONTHS[month]:02}-{int(day):02}" for day, month, year in IN_WORDS.findall(text)} | set(ISO.findall(text)) | _in_fields(text)
    return days | set(PHONE.findall(BETWEEN_DIGITS.sub("", text))) | {one.replace(",", "") for one in AMOUNT.findall(text)} | set(PAPER.findall(text))


def _in_fields(text: str) -> set[str]:
    """Days that stand in three fields of a form."""
    values: dict[str, str] = {}
    select = ""
    for tag in TYPED.findall(text):
        said = dict(ATTRIBUTE.findall(tag))
        if tag.startswith("<select"):
            select = said.get("name", "")
        elif tag.startswith("<option"):
            if re.search(r"\bselected\b", tag):
                values[select] = said.get("value", "")
        elif "name" in said:
            values[said["name"]] = said.get("value", "")
    names = {name.removesuffix("_year") for name, value in values.items() if name.endswith("_year") and re.fullmatch(r"19[0-4]\d", value)}
    parts = [(values[f"{name}_year"], values.get(f"{name}_month", ""), values.get(f"{name}_day", "")) for name in names]
    return {f"{year}-{int(month):02}-{int(day):02}" for year, month, day in parts if month.isdigit() and day.isdigit()}


assert shown("+201057000001") == "+20 105 700 0001"
assert Document._meta.db_table == PAPERS
