"""Telephone numbers: what was typed is kept, what can be dialled is added, doubts are a warning and never a refusal.

Short Egyptian numbers come from reference/hotlines.csv: the library does not know 15xxx (DOMAIN 7.3).
"""

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberType, ValidationResult

from amana.lib.core.text import fold_digits, tidy

Kind = Literal["mobile", "fixed", "toll_free", "hotline", "short", "other", "unknown"]
_KINDS: dict[int, Kind] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",  # countries whose numbers do not tell; a message can be tried
    PhoneNumberType.TOLL_FREE: "toll_free",
}
_SEVERAL = re.compile(r"\s*[/\\,;،؛|&\n]\s*|\s+(?:or|and|أو|او|و)\s+|\s+[-\u2010-\u2015]\s+|(?<=\d{7})\s+(?=(?:\+|0)\d{7})")

_EXTENSION = re.compile(r"(?i)\s*\b(?:ext|x|داخلي)\.?\s*\d{1,6}\s*$")
_LABEL = re.compile(r"(?i)\b(?:tel|mob|mobile|phone|ت|تليفون|موبايل|محمول|هاتف)\b\.?")
SHORTEST = 7  # digits of a number inside an Egyptian town; what is shorter is a number of somebody known, or a slip
_SPOILT = re.compile(r"(?i)\d[.,]?\d*e\+?\d")  # 2.01E+11: a spreadsheet has destroyed the digits

_NUMERIC = re.compile(r"(?<=\d{7})\.0+$")  # 1001234567.0: a spreadsheet has made a number of it, all its digits are there

_EGYPTIAN_MOBILE = re.compile(r"\+20(1\d\d)(\d{3})(\d{4})")


@dataclass(frozen=True)
class Phone:
    """One typed number. `dial` is what a telephone in its country dials where there is no e164 (short numbers).

    warning: phone.empty, phone.unreadable, phone.not_valid (nothing to dial), phone.doubtful (e164 kept, its country
    may have newer ranges), phone.several (the first one was read), phone.words_ignored, phone.short_unknown.
    """

    typed: str
    e164: str | None
    warning: str | None
    kind: Kind
    dial: str | None = None

    @property
    def is_readable(self) -> bool:
        """Known, or at least digits alone and enough of them for a number of some place: a form asks for no less."""
        digits = re.sub(r"\D", "", fold_digits(tidy(self.typed)))
        return bool(self.e164) or self.warning is None or (self.warning == "phone.not_valid" and len(digits.lstrip("0")) >= SHORTEST)


@cache
def hotlines() -> dict[str, dict[str, str]]:
    """Number -> its row (name_en, name_ar, status) in the table of Egyptian hotlines."""
    text = files("amana.lib.core").joinpath("reference/hotlines.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["number"]: row for row in rows}


@lru_cache(maxsize=2_000)
def read_phone(text: str, region: str = "EG") -> Phone:
    """The number as far as it can be understood for someone who dials from `region` (ISO 3166 two letters)."""
    plain = _NUMERIC.sub("", fold_digits(tidy(text)).replace("_", " "))
    parts = [part for part in _SEVERAL.split(plain) if part]
    if not parts:
        return Phone(text, None, "phone.empty", "unknown")
    whole = [part for part in parts if sum(map(str.isdigit, part)) >= 7]
    several = len(parts) > 1 and len(whole) > 1
    e164, warning, kind, dial = _read_one(whole[0] if several else " ".join(parts), region)
    return Phone(text, e164, warning or ("phone.several" if several else None), kind, dial)


def _read_one(plain: str, region: str) -> tuple[str | None, str | None, Kind, str | None]:
    digits = re.sub(r"\D", "", plain)
    if region == "EG" and digits in hotlines() and len(digits) <= 5:
        return None, None, "hotline", digits
    without_words = re.sub(r"[^\W\d_]+\.?|[()]", " ", _EXTENSION.sub("", plain)).strip()
    has_words = re.search(r"[^\W\d_]", _LABEL.sub("", _EXTENSION.sub("", plain)))
    if _SPOILT.search(plain) or not re.search(r"\d", without_words):
        return None, "phone.unreadable", "unknown", None
    if len(digits) <= 5 and "+" not in plain:
        unknown, short, as_typed = _short(digits, region)
        return (None, "phone.unreadable", "unknown", None) if unknown and has_words else (None, unknown, short, as_typed)
    if without_words.endswith("+"):  # typed right to left, the plus lands behind
        without_words = "+" + without_words.rstrip("+")
    e164, warning, kind, dial = _long(without_words, region)
    if has_words:
        warning = (warning or "phone.words_ignored") if e164 else "phone.unreadable"
    return e164, warning, kind, dial


def _short(digits: str, region: str) -> tuple[str | None, Kind, str]:
    number = phonenumbers.PhoneNumber(phonenumbers.country_code_for_region(region), int(digits))
    known = phonenumbers.is_valid_short_number_for_region(number, region)
    return None if known else "phone.short_unknown", "short", digits


def _long(plain: str, region: str) -> tuple[str | None, str | None, Kind, str | None]:
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return None, "phone.unreadable", "unknown", None
    number.extension = None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.is_valid_number(number):
        kind = _KINDS.get(phonenumbers.number_type(number), "other")
        return e164, None, "hotline" if _national(number) in hotlines() else kind, None
    international = re.match(r"\D*\+|\D*00", plain)
    if international and phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE:
        return e164, "phone.doubtful", "unknown", None
    return None, "phone.not_valid", "unknown", None


def _national(number: phonenumbers.PhoneNumber) -> str | None:
    return f"0{number.national_number}" if number.country_code == 20 else None


def shown(e164: str) -> str:
    """The number in international format with blanks (`+20 100 123 4567`); a text that is none comes back as it is."""
    if mobile := _EGYPTIAN_MOBILE.fullmatch(e164):  # the library writes 10 01234567, people here 100 123 4567
        return "+20 {} {} {}".format(*mobile.groups())
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
