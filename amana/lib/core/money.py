"""Amounts of money: exact decimals with as many places as their currency has. What is counted in floats is no money.

An amount and its currency are two values that stand side by side in rows and calls; none is ever assumed. Currencies: reference/currencies.csv.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache
from importlib.resources import files

from amana.lib.core.errors import Unreadable
from amana.lib.core.text import fold_digits, read_decimal, tidy

MOST = Decimal(10) ** 13  # no amount reaches it; with three decimals it fits into numeric(18, 3) and into a payment file
_EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)
_COMMAS = str.maketrans({"،": ",", "’": ",", "'": ","})
_BLANK_AT_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


@dataclass(frozen=True)
class Currency:
    """decimals: as ISO 4217 says. also: how people write it beside an amount."""

    code: str
    decimals: int
    name_en: str
    name_ar: str
    also: tuple[str, ...]


@cache
def currencies() -> dict[str, Currency]:
    """Those that the program knows, by code."""
    text = files("amana.lib.core").joinpath("reference/currencies.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["code"]: Currency(row["code"], int(row["decimals"]), row["name_en"], row["name_ar"], tuple(filter(None, row["also"].split("|")))) for row in rows}


def currency_of(code: str) -> Currency:
    """Raises Unreadable (money.no_such_currency)."""
    if found := currencies().get(code):
        return found
    raise Unreadable("money.no_such_currency", currency=code)


def exact(amount: Decimal, currency: str) -> Decimal:
    """The amount with just the places of its currency, if it is an amount of it: from 0 to below MOST, nothing finer than its smallest unit.

    Raises Unreadable: money.no_such_currency, money.no_number, money.negative, money.too_much, money.too_fine.
    """
    decimals = currency_of(currency).decimals
    if not amount.is_finite():
        raise Unreadable("money.no_number", amount=str(amount))
    if amount < 0:
        raise Unreadable("money.negative", amount=str(amount))
    if amount >= MOST:
        raise Unreadable("money.too_much", amount=str(amount))
    plain = _at(abs(amount), decimals)  # abs: there is no minus nothing
    if plain != amount:
        raise Unreadable("money.too_fine", amount=str(amount), decimals=decimals)
    return plain


def read(text: str, currency: str) -> Decimal:
    """The amount that a person or a bank wrote, with or without its currency beside it, in any digits, with a decimal point or its Arabic mark.

    Raises Unreadable: money.unreadable, and what `exact` raises. A comma stands at thousands alone: 1,500 is one thousand five hundred, and 1,5 is refused.
    """
    plain = _without_currency(fold_digits(tidy(text)), currency_of(currency))
    found = read_decimal(_BLANK_AT_THOUSANDS.sub(",", plain.translate(_COMMAS)))
    if found is None:
        raise Unreadable("money.unreadable", text=text)
    return exact(found, currency)


def plain(amount: Decimal, currency: str) -> str:
    """For files: all places of the currency, nothing at the thousands (`1500.50`)."""
    return f"{amount:.{currency_of(currency).decimals}f}"


def shown(amount: Decimal, currency: str, language: str) -> str:
    """For readers: `1,500.50 EGP`, `1,500.50 جنيه مصري`. Digits and marks are those of the other numbers in the program."""
    known = currency_of(currency)
    return f"{amount:,.{known.decimals}f} {known.name_ar if language.split('-')[0] == 'ar' else known.code}"


def share(amount: Decimal, parts: int | Sequence[int], currency: str) -> list[Decimal]:
    """The amount in so many equal parts, or in parts after their weights: they sum to it exactly, and none is a whole unit away from its share.

    What is left over goes, unit by unit, to those who came off worst, and among equals to those in front. Raises ValueError where nothing can be shared out.
    """
    weights = [1] * parts if isinstance(parts, int) else list(parts)
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("shares need weights that are not negative, and one that is not 0")
    decimals = currency_of(currency).decimals
    units = int(exact(amount, currency).scaleb(decimals, _EXACT))
    given = [units * weight // whole for weight in weights]
    worst_off = sorted(range(len(weights)), key=lambda place: (-(units * weights[place] % whole), place))
    for place in worst_off[: units - sum(given)]:
        given[place] += 1
    return [Decimal(one).scaleb(-decimals, _EXACT) for one in given]


def convert(amount: Decimal, rate: Decimal, currency: str) -> Decimal:
    """What so much is in the other currency: the product rounded once, half to even, to the places of `currency`. Raises Unreadable as `exact`."""
    if not rate.is_finite() or rate <= 0:
        raise Unreadable("money.no_rate", rate=str(rate))
    decimals = currency_of(currency).decimals
    try:
        return exact(_at(_EXACT.multiply(amount, rate), decimals), currency)
    except ArithmeticError as error:
        raise Unreadable("money.too_much", amount=str(amount)) from error


def _at(amount: Decimal, decimals: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)


def _without_currency(text: str, currency: Currency) -> str:
    """Without the currency in front of the number or behind it; longest writing first, so that L.E. goes before L."""
    for word in sorted((currency.code, currency.name_en, currency.name_ar, *currency.also), key=len, reverse=True):
        bare = text.casefold()
        if bare.startswith(word.casefold()):
            return text[len(word) :].strip()
        if bare.endswith(word.casefold()):
            return text[: -len(word)].strip()
    return text
