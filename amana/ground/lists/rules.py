"""Limits and states of exports, who may share a view. No database, no clock."""
import unicodedata

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

AT_ONCE = 500  # rows of a file that is made while the reader waits; longer ones are a job
AT_MOST = 200_000  # rows of a file at all: a table program opens it still, and its download fits a morning's line
BATCH = 50  # rows read in one transaction and put on record in one entry
KEPT_HOURS = 24
VIEWS_AT_MOST = 20  # of one person for one list
SHARES = "assign"  # the verb of whoever arranges the work of a team also arranges its lists


class Format(TextChoices):
    XLSX = "xlsx", _("Excel (XLSX)")
    CSV = "csv", _("Text (CSV)")


class ExportState(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being written")
    DONE = "done", _("Ready")


_STARTS_A_FORMULA = set("=+-@\t\r\n|%")
_IN_FRONT = " \"'\u00a0\u061c\u200b\u200e\u200f\u2066\u2067\u2068\u2069\ufeff"


def as_text(value: str) -> str:
    """For a CSV file: what a table program would take for a formula begins with an apostrophe, and is text (SECURITY.md §8)."""
    if value[:1] in "\t\r\n" and value:
        return f"'{value}"
    bare = value.lstrip(_IN_FRONT)
    return f"'{value}" if bare and unicodedata.normalize("NFKC", bare[0])[:1] in _STARTS_A_FORMULA else value
