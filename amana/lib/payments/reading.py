"""A result file as it comes: what kind it is follows from its content, not from its name."""

from amana.lib.core.money import currency_of
from amana.lib.payments.faults import Fault, refused
from amana.lib.payments.pain002 import read_pain002
from amana.lib.payments.results import Results
from amana.lib.payments.sheets import read_csv

MOST_BYTES = 20_000_000
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def is_workbook(content: bytes) -> bool:
    """Whether a table program made it; its first sheet is then for `read_sheet`, by whoever can open such a file safely."""
    return content.startswith(_WORKBOOKS)


def read(content: bytes, currency: str) -> Results:
    """What the file says. currency: of amounts whose currency it does not state. The same content gives the same results.

    Raises FileRefused, and nothing else, whatever the content is; Unreadable (money.no_such_currency) where `currency` is none.
    """
    currency_of(currency)
    if len(content) > MOST_BYTES:
        raise refused(Fault("file.too_big", value=str(MOST_BYTES // 1_000_000)))
    head = content[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not head:
        raise refused(Fault("file.empty"))
    if is_workbook(content):
        raise refused(Fault("file.workbook"))
    if content.startswith(_FOREIGN):
        raise refused(Fault("file.foreign"))
    return read_pain002(content) if head.startswith(b"<") else read_csv(content, currency)
