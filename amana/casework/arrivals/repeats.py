"""Whether a row of a list is about somebody of whom an earlier row is: looked up by what identifies, so that a list of any length is gone through once. Asks no table."""

from collections.abc import Sequence
from dataclasses import replace

from amana.casework.arrivals.rows import Fault, Plan, Row
from amana.casework.registry.rules import folded_number
from amana.lib import names
from amana.lib.core.dates import Precision
from amana.lib.core.phones import read_phone

PARTS = ("given", "father", "grandfather", "family")


def tell(found: Sequence[Row], plan: Plan) -> None:
    """Each row that repeats an earlier one says so. Nobody is made of one in which all is alike; where a document, or the whole name with birth, phone or own number
    is alike, a person judges, as of a likely duplicate; the own number alone is only told: a family may have one."""
    earlier: dict[tuple, Row] = {}
    for row in found:
        if row.identity is None or row.errors:
            continue
        one = _Known(row)
        if (same := earlier.get(one.all)) and one.is_certain:
            row.is_repeat, row.same_as = True, same.number
            _tell(row, plan, "row.repeated", same.number)
        elif likely := [there.number for key in (one.all, *one.asked) if (there := earlier.get(key))]:
            row.same_as = min(likely)
            _tell(row, plan, "row.alike", row.same_as)
        elif one.own and (same := earlier.get(("own", one.own))):
            _tell(row, plan, "row.same_number", same.number)
        for key in one.keys:
            earlier.setdefault(key, row)


def _tell(row: Row, plan: Plan, code: str, number: int) -> None:
    at, value = (("own_number",), row.case.own_number) if code == "row.same_number" else (("full_name", "given", "latin_name"), row.name)
    heading = next((heading for heading, field in zip(plan.headings, plan.fields, strict=False) if field in at), "")
    row.faults.append(Fault(row.number, heading, code, value, is_error=False, params={"row": number}))


class _Known:
    """By which keys a row is known to later ones, and asks for earlier ones. Spellings that differ in marks alone are one."""

    def __init__(self, row: Row):
        stated = row.identity
        assert stated is not None
        self.own = folded_number(row.case.own_number)
        self.phones = frozenset(read_phone(phone.typed).e164 or phone.typed for phone in row.phones)
        self.documents = frozenset(folded_number(one.number) for one in row.documents if one.number)
        parts = [[names.fold(getattr(stated, f"{part}_{script}")) for part in PARTS] for script in ("ar", "latin")]
        whole = [" ".join(filter(None, some)) for some in parts if sum(map(bool, some)) > 1]
        # Two lines that say no more than a first name and an age may be two people, and so may two without a birth.
        self.is_certain = bool(self.documents or self.own or (whole and stated.birth and stated.birth.precision == Precision.DAY))
        who = (str(parts), names.fold(stated.other_names), stated.sex, stated.birth, frozenset(stated.nationalities), self.phones, self.documents, self.own)
        # What else the row says: where that differs, nothing of it may be lost unseen.
        rest = (row.contact, row.journey, row.social, replace(row.case, own_number="", household=""), row.is_alone, row.consent_statement, str(row.kept))
        self.all = ("all", who, rest)
        numbers = [*(("document", number) for number in self.documents),
                   *(("number", name, number) for name in whole for number in (*self.phones, *filter(None, [self.own])))]
        births = (stated.birth, None) if stated.birth else ("any",)
        self.asked = [*numbers, *(("birth", name, birth) for name in whole for birth in births)]
        self.keys = [self.all, *numbers, *(("birth", name, birth) for name in whole for birth in (stated.birth, "any")), ("own", self.own)]
