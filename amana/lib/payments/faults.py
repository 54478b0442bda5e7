"""What is wrong with a list or a file, and where; sentences for it in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass

from amana.lib.core.errors import Unreadable
from amana.lib.core.text import isolated
from amana.lib.payments.words import word

LONGEST_VALUE = 60


@dataclass(frozen=True)
class Fault:
    """code: a sentence of reference/payment_words.csv. line: of the list from 1, or of the file as a table program counts; 0 is the whole. field: a column.

    value: what was found, or what is allowed. No name of a person stands in it.
    """

    code: str
    line: int = 0
    field: str = ""
    value: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", self.value[:LONGEST_VALUE])


class FileRefused(Unreadable):
    """Nothing was written, or nothing of the file was taken. `faults`: all that is wrong, in order; `code` is that of the first."""

    def __init__(self, code: str, message: str = "", /, **params: object):
        super().__init__(code, message, **params)
        self.faults: tuple[Fault, ...] = tuple(one for one in _listed(params.get("faults")) if isinstance(one, Fault))


def refused(*faults: Fault) -> FileRefused:
    return FileRefused(faults[0].code, faults=faults)


def sentence(fault: Fault, language: str) -> str:
    """The whole sentence for the reader, with the line in front where there is one."""
    said = word(fault.code, language)
    said = said.replace("{field}", word(fault.field, language) if fault.field else "").replace("{value}", isolated(fault.value))
    return word("line", language).replace("{line}", str(fault.line)).replace("{sentence}", said) if fault.line else said


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, tuple) else ()
