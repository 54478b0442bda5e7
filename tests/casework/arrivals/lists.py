"""Lists as offices keep them, made for tests. All people are invented."""

import io

import xlsxwriter

HEADINGS = ["م", "الاسم بالكامل", "النوع", "تاريخ الميلاد", "الجنسية", "الهاتف", "رقم الجواز"]


def xlsx(rows, *, sheets=None, hidden=(), merged=(), formulas=None, **options) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "dd/mm/yyyy", **options}
    )
    for name, content in (sheets or {"Sheet1": rows}).items():
        sheet = book.add_worksheet(name)
        for y, row in enumerate(content):
            for x, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(y, x, value)
                elif value is not None:
                    sheet.write(y, x, value)
        for place in hidden:
            sheet.set_row(place, None, None, {"hidden": True})
        for (y, x), shown in (formulas or {}).items():
            sheet.write_formula(y, x, "=A1", None, shown)
        for area in merged:
            sheet.merge_range(*area)
    book.close()
    return made.getvalue()


def people(n: int, *, start: int = 0):
    given, family = (
        ["هناء", "منى", "يوسف", "كريم", "سارة", "عمر", "ليلى", "خالد"],
        ["الشاذلي", "القنطري", "البحيري", "المنوفي", "الأسيوطي", "السويفي", "الدالي"],
    )
    for i in range(start, start + n):
        name = f"{given[i % 8]} {given[(i // 8) % 8]} {given[(i // 64) % 8]} {family[i % 7]}"
        yield [
            i + 1,
            name,
            "أنثى" if i % 2 else "ذكر",
            f"{i % 28 + 1}/{i % 12 + 1}/{1960 + i % 45}",
            "سوداني",
            f"0100{5000000 + i}",
            f"P{1000000 + i}",
        ]


# What every door that takes a list answers alike: a file that is none, and a birth that cannot be, in both languages.
NO_LISTS = [(b"<html><table>", "web page"), (b"", "empty"), (b"%PDF-1", "PDF"), (b"x" * 10_000_001, "10 MB")]
REFUSED_BIRTHS = [
    ("1991-02-31", "There is no day 31", "31"), ("15/05/20", "two digits only", "رقمين"), ("15/3/1446", "of the Islamic calendar", "التاريخ هجري"),
    ("1 توت 1739", "of the Coptic calendar", "التاريخ قبطي"), ("2016 E.C.", "of the Ethiopian calendar", "التاريخ إثيوبي")]
