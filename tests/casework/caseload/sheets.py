"""A social unit's own sheet, made for tests. All people are invented."""

from datetime import date

from amana.casework.arrivals import actions as arrivals
from amana.casework.arrivals import sheets
from amana.casework.arrivals.models import ArrivalList
from amana.casework.arrivals.queries import file_of
from amana.casework.caseload import actions, mapping, queries
from amana.ground.rows.acting import acting

HEADINGS = ["رقم الملف", "الاسم بالكامل", "النوع", "تاريخ الميلاد", "الجنسية", "الهاتف", "هاتف آخر", "العنوان", "الحالة الاجتماعية",
            "حالة الملف", "الأخصائي", "درجة الخطورة", "تاريخ فتح الحالة", "سبب الحالة", "الموافقة"]
DAY = date(2026, 11, 24)


def row(n: int = 1, name: str = "هناء سعيد الشاذلي", **said) -> list:
    """One line: a person whose case is open, at high risk, in nobody's hand."""
    facts = {"sex": "أنثى", "birth": f"{n % 28 + 1}/3/{1960 + n % 40}", "nationality": "سوداني", "phone": f"0100{5000000 + n}", "phone2": "", "address": "شارع النيل",
             "marital": "متزوجة", "status": "مفتوحة", "worker": "", "risk": "عالي", "opened": "3/2/2026", "reason": "تحتاج إلى سكن", "consent": "نعم، ورقي"} | said
    return [f"{n}/2026", name, *(facts[key] for key in ("sex", "birth", "nationality", "phone", "phone2", "address", "marital", "status", "worker", "risk", "opened",
                                                         "reason", "consent"))]


def people(n: int, **said):
    given, family = ["هناء", "منى", "يوسف", "كريم", "سارة", "عمر", "ليلى", "خالد"], ["الشاذلي", "القنطري", "البحيري", "المنوفي", "الأسيوطي", "السويفي", "الدالي"]
    for i in range(n):
        name = f"{given[i % 8]} {given[(i // 8) % 8]} {given[(i // 64) % 8]} {family[i % 7]}"
        yield row(i + 1, name, sex="أنثى" if i % 2 else "ذكر", **said)


def uploaded(by, content: bytes) -> ArrivalList:
    """A draft whose words mean what is proposed for them."""
    with acting(by.cookie) as actor:
        one = actions.upload(content, file_name="cases.xlsx", team_id=by.team.id, listed_on=DAY, by=actor)
        if one.state == "draft":
            say_words(one, actor)
        return one


def say_words(one: ArrivalList, actor) -> None:
    table = sheets.table(sheets.read(file_of(one))[one.settings["sheet"]], one.settings["heading_row"])
    words = mapping.propose(mapping.words_of(table, one.settings["fields"]), staff=queries.worker_words(actor), remembered={})
    arrivals.mean(one, words, by=actor)


def imported(by, content: bytes) -> ArrivalList:
    one = uploaded(by, content)
    with acting(by.cookie) as actor:
        session = actions.begin(one, by=actor)
    actions.run(session)
    return ArrivalList.objects.get(pk=one.pk)
