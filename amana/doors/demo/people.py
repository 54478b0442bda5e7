"""Invented people in both scripts, drawn from a seed: the same seed gives the same people."""
import csv
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random

from amana.casework.registry.rules import (
    NATIONAL_ID,
    NO_DOCUMENT,
    ContactFacts,
    DocumentFacts,
    IdentityFacts,
    JourneyFacts,
    MaritalStatus,
    PhoneFacts,
    SocialFacts,
)
from amana.ground.organisations import places
from amana.lib.core.dates import PartialDate
from amana.lib.core.national_id import expected_check_digit

NATIONALITIES = {"EG": ("EGY", 55), "SD": ("SDN", 18), "SY": ("SYR", 10), "ER": ("ERI", 6), "ET": ("ETH", 5), "SO": ("SOM", 4), "SS": ("SSD", 2)}
# Offices of the big cities see most people.
CITIES = ("EG01", "EG21", "EG14", "EG02", "EG13", "EG28")
# By nationality: languages, and the ways on which people come to Egypt, or Egyptians come back.
LANGUAGES = {"EGY": ("arz",), "SDN": ("apd",), "SYR": ("apc",), "ERI": ("tir", "ara"), "ETH": ("amh", "orm"), "SOM": ("som",), "SSD": ("din", "apd")}
WAYS = {"EGY": ((), ("LBY",), ("LBY", "ITA"), ("SAU",), ("LBY", "TUN")), "SDN": ((), ("LBY",)), "SYR": (("LBN",), ("TUR",), ("JOR",)),
        "ERI": (("ETH", "SDN"), ("SDN",)), "ETH": (("SDN",),), "SOM": (("ETH", "SDN"), ("YEM",)), "SSD": (("SDN",), ())}
REASONS = ("بحثًا عن عمل", "الحرب في بلده", "لمّ شمل الأسرة", "تهديد من أقارب", "ديون على الأسرة", "")
LIVES_WITH = ("مع الزوج وثلاثة أطفال", "مع أقارب في شقة مشتركة", "وحده في غرفة إيجار", "مع أختها", "مع أصدقاء من البلد نفسه", "")
NEEDS = ("غرفة بباب يُقفل، وعمل قريب من المدرسة", "علاج للأسنان\nتسجيل الأطفال في المدرسة", "أوراق بدل الفاقدة", "تدريب على الخياطة",
         "ملابس للشتاء", "")
SCHOOLING = ("ترك المدرسة في الصف الثامن", "الشهادات فُقدت في الطريق", "", "")


@cache
def _names() -> dict[tuple[str, str], list[tuple[str, str]]]:
    text = files("amana.doors.demo").joinpath("reference/names.csv").read_text("utf-8")
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        found.setdefault((row["nationality"], row["kind"]), []).append((row["ar"], row["latin"]))
    return found


def identity(draw: Random, today: date, *, home: str = "") -> IdentityFacts:
    """A name of four parts in Arabic, Latin letters or both; a birth as exactly known as in real files."""
    home = home or draw.choices(list(NATIONALITIES), [weight for _code, weight in NATIONALITIES.values()])[0]
    sex = draw.choice(("female", "male"))
    names = _names()
    given = draw.choice(names[home, "f" if sex == "female" else "m"])
    father, grandfather = (draw.choice(names[home, "m"]) for _n in range(2))
    family = draw.choice(names.get((home, "family")) or names[home, "m"])
    parts = dict(zip(("given", "father", "grandfather", "family"), (given, father, grandfather, family), strict=True))
    arabic, latin = draw.choices(((True, False), (True, True), (False, True)), (70, 20, 10) if home == "EG" else (25, 50, 25))[0]
    columns = {f"{part}_ar": name[0] for part, name in parts.items() if arabic} | {f"{part}_latin": name[1] for part, name in parts.items() if latin}
    return IdentityFacts(**columns, sex=sex, birth=_birth(draw, today), nationalities=(NATIONALITIES[home][0],))


def relative(draw: Random, of: IdentityFacts, relation: str, today: date) -> IdentityFacts:
    """Somebody of her household: a husband or wife, or a child that bears her family's name, or his own and his father's."""
    one = identity(draw, today, home=next(code for code, (nationality, _weight) in NATIONALITIES.items() if nationality == of.nationalities[0]))
    if relation == "spouse":
        return replace(one, sex="male" if of.sex == "female" else "female")
    scripts = [script for script in ("ar", "latin") if getattr(of, f"family_{script}") and getattr(one, f"given_{script}")]
    inherited = {"family": "family"} | ({"father": "given", "grandfather": "father"} if of.sex == "male" else {})
    names = {f"{to}_{script}": getattr(of, f"{part}_{script}") for script in scripts for to, part in inherited.items()}
    return replace(one, **names, birth=PartialDate.on(today - timedelta(days=draw.randrange(300, 16 * 365))))


def again(of: IdentityFacts) -> IdentityFacts:
    """The same person as another clerk writes her down: without the grandfather, and of the birth the year alone."""
    return replace(of, grandfather_ar="", grandfather_latin="", birth=PartialDate.of(of.birth.year) if of.birth and of.birth.year else of.birth)


def contact(draw: Random) -> ContactFacts:
    governorate = draw.choice(CITIES)
    district = draw.choice(places.districts(governorate))
    hours = draw.choice(("", "", "من الأحد إلى الخميس، 10:00 إلى 14:00", "مساءً بعد 18:00"))
    return ContactFacts(safe_hours=hours, governorate=governorate, district=district.code)


def phone(draw: Random) -> PhoneFacts:
    """A number out of 0100 555 0000 to 0100 555 9999."""
    return PhoneFacts(f"0100555{draw.randrange(10_000):04}", safe_to_call=draw.random() < 0.8, safe_to_text=draw.random() < 0.4)


def documents(draw: Random, of: IdentityFacts, today: date) -> list[DocumentFacts]:
    """One or two papers with invented numbers, or the answer that there are none."""
    home = of.nationalities[0]
    if draw.random() < 0.15:
        return [DocumentFacts(NO_DOCUMENT)]
    issued = today - timedelta(days=draw.randrange(200, 2500))
    passport = DocumentFacts("passport", home, f"{draw.choice('ABEP')}{draw.randrange(10**6, 10**7)}", PartialDate.on(issued),
                             PartialDate.on(issued + timedelta(days=7 * 365)), original_seen=draw.random() < 0.6)
    if home == "EGY":
        card = DocumentFacts(NATIONAL_ID, home, national_id(draw, of), original_seen=draw.random() < 0.7)
        return [card, passport] if draw.random() < 0.4 else [card]
    card = DocumentFacts("unhcr_card", "EGY", f"{draw.randrange(100, 999)}-{draw.randrange(18, 27)}C{draw.randrange(10**4, 10**5)}",
                         PartialDate.of(issued.year, issued.month), original_seen=draw.random() < 0.5)
    return draw.choice(([passport], [card], [passport, card]))


def national_id(draw: Random, of: IdentityFacts) -> str:
    """A number of the right build for her birth and sex; of somebody without a birth that is known, one is invented."""
    first, last = (of.birth.earliest, of.birth.latest) if of.birth else (date(1980, 1, 1), date(2000, 1, 1))
    born = first + timedelta(days=draw.randint(0, (last - first).days))
    serial = 9900 + draw.randrange(50) * 2 + (of.sex == "male")  # its last digit is odd for men
    number = f"{2 if born.year < 2000 else 3}{born:%y%m%d}{draw.choice(CITIES)[2:]}{serial:04}"
    return number + expected_check_digit(number)


def journey(draw: Random, of: IdentityFacts, today: date) -> JourneyFacts:
    home = of.nationalities[0]
    departed = today.year - draw.randint(1, 6)
    way = draw.choice(WAYS[home])
    returned = PartialDate.on(today - timedelta(days=draw.randrange(90, 300)))
    if home == "EGY":
        mode = draw.choice(("assisted_voluntary", "humanitarian", "forced", "spontaneous", "evacuated"))
        groups = ("returnee_forced",) if mode == "forced" else ("evacuee",) if mode == "evacuated" else ("returnee_voluntary",)
        return JourneyFacts(home, way or ("LBY",), PartialDate.of(departed), returned, draw.choice(REASONS), mode, groups)
    groups = draw.choice((("asylum_seeker",), ("refugee",), ("migrant_worker",), ("migrant_stranded", "migrant_irregular")))
    left = PartialDate.of(departed, draw.randint(1, 12))
    return JourneyFacts(home, (*way, "EGY"), left, PartialDate.of(departed + 1), draw.choice(REASONS), "", groups)


def social(draw: Random, of: IdentityFacts) -> SocialFacts:
    spoken = LANGUAGES[of.nationalities[0]] + (("eng",) if draw.random() < 0.3 else ())
    return SocialFacts(
        draw.choice(MaritalStatus.values), spoken, needs_interpreter=not {"arz", "apd", "apc", "ara"} & set(spoken),
        education=str(draw.randrange(0, 7)), schooling_note=draw.choice(SCHOOLING),
        occupation=draw.choice(("", "52", "53", "61", "71", "75", "83", "91", "93", "95")), lives_with=draw.choice(LIVES_WITH),
        needs=draw.choice(NEEDS))


def _birth(draw: Random, today: date) -> PartialDate:
    born = today - timedelta(days=int(draw.triangular(300, 70 * 365, 28 * 365)))
    kind = draw.random()
    if kind < 0.65:
        return PartialDate.on(born)
    if kind < 0.85:
        return PartialDate.of(born.year)
    return PartialDate.estimated((today - born).days // 365, today)
