"""Lists of charter flights, as an airport office would send them: 120 invented returnees who wait to be imported, and flights that reception expects."""
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from random import Random

import xlsxwriter

from amana.casework.registry.rules import IdentityFacts
from amana.doors.demo import people

SEED, PEOPLE, DAY = 834, 120, date(2026, 11, 24)
HEADINGS = ("م", "الاسم بالكامل", "Name in English", "النوع", "تاريخ الميلاد", "العمر", "الجنسية",
            "رقم الجواز", "الهاتف", "المحافظة", "رقم الأسرة", "غير مصحوب", "SEAT")
ALONE_OF_MANY, ALONE_OF_FEW = (37, 74), (9,)  # lines of children without a companion
NATIONS = {"EGY": "مصري", "SDN": "سوداني", "SYR": "سوري", "ERI": "إريتري", "ETH": "إثيوبي", "SOM": "صومالي", "SSD": "جنوب سوداني"}
GOVERNORATES = ("القاهرة", "الجيزة", "القليوبية", "الإسكندرية", "الشرقية", "أسوان")


def write(path: Path) -> None:
    """The file stands there, the same bytes each time."""
    _book(str(path), list(_lines(SEED, PEOPLE)), "كشف العائدين على رحلة الطيران العارض MS 3834 – 24/11/2026 (أشخاص مختلقون)")


def expected(flight: str, seed: int, n: int) -> bytes:
    """The list of a smaller flight."""
    target = BytesIO()
    _book(target, list(_lines(seed, n)), f"كشف رحلة {flight} (أشخاص مختلقون)")
    return target.getvalue()


def _book(target: str | BytesIO, lines: list[tuple], title: str) -> None:
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.set_properties({"created": datetime(DAY.year, DAY.month, DAY.day)})
    sheet = book.add_worksheet("كشف الرحلة")
    sheet.right_to_left()
    sheet.set_column(1, 2, 30)
    sheet.write_string(0, 0, title)
    for y, line in enumerate([HEADINGS, *lines], 2):
        for x, value in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(y, x, value)
            elif value is not None:
                sheet.write_number(y, x, value)
    sheet.write_string(len(lines) + 3, 0, "الإجمالي")
    sheet.write_number(len(lines) + 3, 1, len(lines))
    if len(lines) == PEOPLE:
        sheet.set_row(20, None, None, {"hidden": True})
    book.close()


def _lines(seed: int, count: int):
    draw = Random(seed)
    for n in range(1, count + 1):
        one = people.identity(draw, DAY)
        yield (n, arabic(one), latin(one), "أنثى" if one.sex == "female" else "ذكر", *_birth(one, n), NATIONS[one.nationalities[0]],
               f"A{draw.randrange(10**7):07}", people.phone(draw).typed if draw.random() < 0.7 else None, draw.choice(GOVERNORATES),
               str(1 + n // 4) if draw.random() < 0.6 else None, "نعم" if n in (ALONE_OF_MANY if count == PEOPLE else ALONE_OF_FEW) else None,
               f"{1 + n // 6}{'ABCDEF'[n % 6]}")


def arabic(one: IdentityFacts) -> str:
    return " ".join(filter(None, (one.given_ar, one.father_ar, one.grandfather_ar, one.family_ar)))


def latin(one: IdentityFacts) -> str:
    return " ".join(filter(None, (one.given_latin, one.father_latin, one.grandfather_latin, one.family_latin))).upper()


def _birth(one: IdentityFacts, n: int) -> tuple[str | None, int | None]:
    """A date or an age; a few rows are wrong, as in every list."""
    if n in (17, 92):
        return "31/02/1998", None
    if n == 55:
        return "14/3/01", None
    birth = one.birth
    if birth.stated_age is not None:
        return None, birth.stated_age
    return "/".join(str(part) for part in (birth.day, birth.month, birth.year) if part), None
