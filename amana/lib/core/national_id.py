"""The Egyptian national number: C YYMMDD GG SSSS X. What it says is offered, never forced (DOMAIN 7.2)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from amana.lib.core.errors import Unreadable
from amana.lib.core.text import fold_digits, tidy

LENGTH = 14
BORN_ABROAD = "88"
# The two digits are those of the P-code (OCHA): EG01 Cairo ... EG35 South Sinai.
_RANGES = (range(1, 5), range(11, 20), range(21, 30), range(31, 36))
GOVERNORATES = frozenset(f"{code:02}" for codes in _RANGES for code in codes) | {BORN_ABROAD}
_CENTURIES = {"2": 1900, "3": 2000}
_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)

Sex = Literal["male", "female"]


@dataclass(frozen=True)
class NationalId:
    """A number whose form, date and governorate hold.

    governorate: the two digits of the place where the birth was registered (88 abroad), today's map may differ.
    warning: national_id.check_digit where the last digit is not the one that common public code expects; the true
    rule is not published and public codes disagree, so this is never a reason to refuse.
    """

    digits: str
    born_on: date
    sex: Sex
    governorate: str
    warning: str | None = None

    @property
    def tail(self) -> str:
        """The last four digits, the only ones that are shown."""
        return self.digits[-4:]

    def __repr__(self) -> str:  # the number itself must not reach a log
        return f"<NationalId …{self.tail}>"


def read_national_id(text: str, today: date) -> NationalId:
    """The number in it: any digits, blanks and dashes between them allowed; born after `today` is refused.

    Raises Unreadable: national_id.empty, national_id.not_digits, national_id.length (wanted, entered),
    national_id.century (digit), national_id.date and national_id.future (year, month, day), national_id.governorate
    (code).
    The params never hold the whole number.
    """
    digits = "".join(c for c in fold_digits(tidy(text)) if c not in " -\u2010\u2011\u2012\u2013\u2014.")
    if not digits:
        raise Unreadable("national_id.empty")
    if not (digits.isascii() and digits.isdecimal()):
        raise Unreadable("national_id.not_digits")
    if len(digits) != LENGTH:
        raise Unreadable("national_id.length", wanted=LENGTH, entered=len(digits))
    born_on = _born_on(digits, today)
    if digits[7:9] not in GOVERNORATES:
        raise Unreadable("national_id.governorate", code=digits[7:9])
    sex: Sex = "male" if int(digits[12]) % 2 else "female"
    warning = None if digits[13] == expected_check_digit(digits[:13]) else "national_id.check_digit"
    return NationalId(digits, born_on, sex, digits[7:9], warning)


def _born_on(digits: str, today: date) -> date:
    if digits[0] not in _CENTURIES:
        raise Unreadable("national_id.century", digit=digits[0])
    year, month, day = _CENTURIES[digits[0]] + int(digits[1:3]), int(digits[3:5]), int(digits[5:7])
    try:
        born_on = date(year, month, day)
    except ValueError:
        raise Unreadable("national_id.date", year=year, month=month, day=day) from None
    if born_on > today:
        raise Unreadable("national_id.future", year=year, month=month, day=day)
    return born_on


def expected_check_digit(first_thirteen: str) -> str:
    """What common public code puts last: weights 2 7 6 5 4 3 2 7 6 5 4 3 2, (11 - sum mod 11) mod 10."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_thirteen, strict=True))
    return str((11 - total % 11) % 10)
