"""How two statements of a birth stand to one another, as one of a few classes; what a class is worth stands in reference/weights.json."""

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int16]
_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})-(\d{2}))?")


class Birth(NamedTuple):
    """Year, month, day; 0 for what is not known."""

    year: int = 0
    month: int = 0
    day: int = 0

    @classmethod
    def read(cls, text: str | None) -> "Birth":
        """From 1990-05-12 or 1990; nothing known from any other text."""
        found = _WRITTEN.fullmatch(text or "")
        return cls(*(int(part or 0) for part in found.groups())) if found else cls()


UNKNOWN = Birth()


class Class(IntEnum):
    MISSING = 0
    SAME = 1
    SAME_FIRST_OF_JANUARY = 2
    SWAPPED = 3
    SAME_MONTH = 4
    SAME_YEAR_AND_DAY = 5
    SAME_YEAR_ONE_ROUNDED = 6
    SAME_YEAR = 7
    SAME_DAY_NEAR_YEAR = 8
    SAME_DAY_FAR_YEAR = 9
    YEAR_ALONE_SAME = 10
    ONE_YEAR_ROUNDED = 11
    ONE_YEAR = 12
    FEW_YEARS_ROUNDED = 13
    FEW_YEARS = 14
    FAR = 15
    VERY_FAR = 16


def classes(one: Birth | Sequence[Birth] | Ints, others: Sequence[Birth] | Ints) -> Ints:
    """The class of one birth beside each of many, or of each beside its own, given as rows of year, month, day."""
    year, month, day = np.asarray(others, np.int16).reshape(-1, 3).T
    own_year, own_month, own_day = np.asarray(one, np.int16).reshape(-1, 3).T
    apart = np.abs(year - own_year)
    full = (month > 0) & (own_month > 0)
    new_year = (month == 1) & (day == 1)
    own_new_year = (own_month == 1) & (own_day == 1)
    rounded = new_year | own_new_year | ~full
    same_month, same_day = month == own_month, day == own_day
    swapped = (month == own_day) & (day == own_month)
    tests = [
        ((year == 0) | (own_year == 0), Class.MISSING),
        (full & (apart == 0) & same_month & same_day & own_new_year, Class.SAME_FIRST_OF_JANUARY),
        (full & (apart == 0) & same_month & same_day, Class.SAME),
        (full & (apart == 0) & swapped, Class.SWAPPED),
        (full & (apart == 0) & (new_year | own_new_year), Class.SAME_YEAR_ONE_ROUNDED),
        (full & (apart == 0) & same_month, Class.SAME_MONTH),
        (full & (apart == 0) & same_day, Class.SAME_YEAR_AND_DAY),
        (full & (apart == 0), Class.SAME_YEAR),
        (~full & (apart == 0), Class.YEAR_ALONE_SAME),
        (full & ~new_year & same_month & same_day & ((apart == 1) | (apart == 10)), Class.SAME_DAY_NEAR_YEAR),
        (full & ~new_year & same_month & same_day, Class.SAME_DAY_FAR_YEAR),
        ((apart == 1) & rounded, Class.ONE_YEAR_ROUNDED),
        (apart == 1, Class.ONE_YEAR),
        ((apart <= 3) & rounded, Class.FEW_YEARS_ROUNDED),
        (apart <= 3, Class.FEW_YEARS),
        (apart <= 12, Class.FAR),
    ]
    return np.select([test for test, _ in tests], [int(found) for _, found in tests], int(Class.VERY_FAR)).astype(np.int16)
