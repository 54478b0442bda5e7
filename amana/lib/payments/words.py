"""What is written in files and meant by banks, from reference/: headings, words and codes, in both languages."""

import csv
import re
from functools import cache
from importlib.resources import files

from amana.lib.core.text import fold_digits, tidy
from amana.lib.names import fold

_MARKS = re.compile(r"[_\-./\\:()\[\]*،,#]+")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file in reference/, without its lines of source and licence."""
    text = files("amana.lib.payments").joinpath(f"reference/payment_{name}.csv").read_text("utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def folded(text: str) -> str:
    """A heading or word for comparison: letters folded, marks as blanks."""
    return tidy(_MARKS.sub(" ", fold(fold_digits(tidy(text)))))


def word(code: str, language: str) -> str:
    """A word or sentence of reference/payment_words.csv in that language. Raises KeyError."""
    return _both("words")[code][language.split("-")[0] == "ar"]


def status_words(code: str, language: str) -> str:
    """What a status of ISO 20022 says; the code itself where nobody said."""
    return _said("statuses", code, language)


def reason_words(code: str, language: str) -> str:
    """What a reason of ISO 20022 says; the code itself where nobody said."""
    return _said("reasons", code, language)


def is_reason(code: str) -> bool:
    return code in _both("reasons")


@cache
def outcomes_of_statuses() -> dict[str, str]:
    return {row["code"]: row["outcome"] for row in rows("statuses")}


@cache
def outcomes_of_words() -> dict[str, str]:
    """By folded word: those collected, those that our own lists use, and the codes of ISO 20022."""
    ours = {folded(text): code.partition(".")[2] for code, both in _both("words").items() if code.startswith("outcome.") for text in both}
    codes = {folded(code): outcome for code, outcome in outcomes_of_statuses().items()}
    return codes | ours | {folded(row["word"]): row["outcome"] for row in rows("outcomes")}


@cache
def headings() -> dict[str, str]:
    """Fields by folded heading."""
    ours = {folded(text): code for code, both in _both("words").items() if code in FIELDS for text in both}
    return ours | {folded(row["heading"]): row["field"] for row in rows("headings")}


FIELDS = frozenset({"key", "outcome", "amount", "currency", "bank_reference", "on", "reason"})


def _said(name: str, code: str, language: str) -> str:
    both = _both(name).get(code)
    return both[language.split("-")[0] == "ar"] if both else code


@cache
def _both(name: str) -> dict[str, tuple[str, str]]:
    return {row["code"]: (row["en"], row["ar"]) for row in rows(name)}
