"""The list that a social unit has kept in Excel: 40 invented people and their cases, waiting to be imported, with a few wrong rows, as in every list."""
from datetime import date, timedelta
from pathlib import Path
from random import Random

from amana.casework.arrivals.files import book
from amana.doors.demo import people
from amana.doors.demo.charter import GOVERNORATES, NATIONS, arabic

SEED, PEOPLE, DAY = 612, 40, date(2026, 11, 24)
HEADINGS = ["رقم الملف", "الاسم بالكامل", "النوع", "تاريخ الميلاد", "الجنسية", "الهاتف", "المحافظة", "حالة الملف", "الأخصائي المسؤول", "درجة الخطورة", "تاريخ فتح الحالة", "سبب الحالة", "الموافقة"]
WORKERS = ("مها القنطري", "maha@example.org", "كريم الأقصري", "")
RISKS = ("متوسط", "متوسط", "بسيط", "عالي", "أصفر")  # the last is the unit's own word
REASONS = ("تحتاج إلى سكن", "أوراق ثبوتية ناقصة", "أطفال خارج المدرسة", "بحث عن عمل", "علاج مزمن")


def write(path: Path) -> None:
    """The file stands there."""
    path.write_bytes(book({"الحالات": (HEADINGS, list(_lines()))}))


def _lines():
    draw = Random(SEED)
    for n in range(1, PEOPLE + 1):
        one = people.identity(draw, DAY)
        birth = "/".join(str(part) for part in (one.birth.day, one.birth.month, one.birth.year) if part)
        opened = DAY - timedelta(days=draw.randrange(20, 500))
        yield [f"{n}/{opened.year}", arabic(one), "أنثى" if one.sex == "female" else "ذكر", "31/11/1990" if n == 11 else "14/3/01" if n == 29 else birth, NATIONS[one.nationalities[0]],
               people.phone(draw).typed, draw.choice(GOVERNORATES), "مغلقة" if n % 9 == 0 else "مفتوحة", draw.choice(WORKERS), draw.choice(RISKS),
               f"{opened.day}/{opened.month}/{opened.year}", draw.choice(REASONS), "نعم، ورقية" if n % 3 else ""]
