"""Files for people: the template of a list, and the rows that need correcting. Text cells only, read from right to left where the reader does."""

import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from amana.casework.arrivals import sentences
from amana.ground.shell.values import reading_language

OFFERED = (
    "full_name",
    "latin_name",
    "sex",
    "birth",
    "age",
    "nationality",
    "phone",
    "governorate",
    "district",
    "address",
    "national_id",
    "passport",
    "country_left",
    "return_mode",
    "marital_status",
    "language",
    "family_group",
    "alone",
    "needs",
)


def template() -> bytes:
    """An empty list with the headings that need no matching, and a line of notes on a second sheet."""
    return book(
        {
            _("Arrivals"): ([sentences.field_name(code) for code in OFFERED], []),
            _("Notes"): (
                [_("Notes")],
                [
                    [note]
                    for note in (
                        _("One person in each row. Only the name is needed; leave empty what is not known."),
                        _("Dates: day/month/year with four digits, or the year alone. Where only the age is known, use its own column."),
                        _("Times without an offset are Cairo time."),
                        _("Phones and document numbers are text: the cells are prepared for it."),
                    )
                ],
            ),
        }
    )


def faults(found: Iterable[dict]) -> bytes:
    """Row, name, column, value, problem, proposal: one line for each thing that needs correcting."""
    headings = [_("Row"), _("Name"), _("Column"), _("Value"), _("What is wrong"), _("Proposal"), _("Kept out of the import")]
    rows = [
        [
            str(one["row"]),
            one["name"],
            one["column"],
            one["value"],
            sentences.sentence(one["code"], one["params"]),
            sentences.proposal(one) if one["proposal"] else "",
            _("Yes") if one["is_error"] else _("No"),
        ]
        for one in found
    ]
    return book({_("To correct"): (headings, rows)})


def to_mend(wrong: Iterable[dict]) -> bytes:
    """The wrong rows as the file has them, each with its faults in a last column: to be mended and uploaded again."""
    wrong = list(wrong)
    headings = [*(wrong[0]["headings"] if wrong else []), _("What is wrong")]
    rows = [[*one["cells"], " · ".join(f"{fault['column']}: {sentences.sentence(fault['code'], fault['params'])}" for fault in one["faults"])] for one in wrong]
    return book({_("To correct"): (headings, rows)})


def book(sheets: dict[str, tuple[list[str], list[list[str]]]]) -> bytes:
    made = io.BytesIO()
    workbook = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    text, bold = workbook.add_format({"num_format": "@"}), workbook.add_format({"bold": True, "num_format": "@"})
    for name, (headings, rows) in sheets.items():
        sheet = workbook.add_worksheet(name[:31])
        if reading_language() == "ar":
            sheet.right_to_left()
        sheet.set_column(0, max(len(headings) - 1, 0), 22, text)
        for y, row in enumerate([headings, *rows]):
            for x, value in enumerate(row):
                sheet.write_string(y, x, value, text if y else bold)
        sheet.freeze_panes(1, 0)
    workbook.close()
    return made.getvalue()
