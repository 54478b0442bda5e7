"""Papers as PDF by Typst: the form is a .typ file of a package, what stands in it is data handed over beside it and never becomes source.

Tagged for screen readers (PDF/UA-1), A4, page x of y and the number of the print on each page. The fonts are built with the assets.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import typst
from django.http import HttpResponse
from django.utils.translation import gettext as _

from amana.ground.shell.values import day_words

HERE = Path(__file__).parent
ROOT = HERE.parents[1]  # what a paper may read: the program's own folder
FONTS = HERE / "fonts"
BLANK = "…………………………"  # to be filled by hand


@dataclass(frozen=True)
class Sheet:
    """What the frame of every paper says. number: of this print, as the record of acts has it."""

    title: str
    language: str
    organisation: str
    number: str
    printed_on: date


def typeset(source: Path, sheet: Sheet, content: dict) -> bytes:
    """The PDF. content: texts, lists and numbers only, read in the form as `data`."""
    frame = {
        **asdict(sheet),
        "printed_on": day_words(sheet.printed_on),
        "direction": "rtl" if sheet.language == "ar" else "ltr",
        "amana": _("Amana"),
        "printed": _("Printed on"),
        "page": _("Page"),
        "of": _("of"),
        "ask": _("For questions name the number of this paper."),
    }
    return typst.compile(
        str(source),
        root=str(ROOT),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"data": json.dumps({**content, "sheet": frame}, ensure_ascii=False)},
    )


def response(pdf: bytes, *, name: str) -> HttpResponse:
    """Shown in the browser, from where it is printed; the name holds no name of a person."""
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
