"""Invented people in both scripts, drawn from a seed: the same seed gives the same people."""
import csv
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random

from amana.casework.registry.rules import ContactFacts, IdentityFacts, PhoneFacts
from amana.ground.organisations import places
from amana.lib.core.dates import PartialDate

NATIONALITIES = {"EG": ("EGY", 55), "SD": ("SDN", 18), "SY": ("SYR", 10), "ER": ("ERI", 6), "ET": ("ETH", 5), "SO": ("SOM", 4), "SS": ("SSD", 2)}
# Offices of the big cities see most people.
CITIES = ("EG01", "EG21", "EG14", "EG02", "EG13", "EG28")


@cache
def _names() -> dict[tuple[str, str], list[tuple[str, str]]]:
    text = files("amana.doors.demo").joinpath("reference/names.csv").read_text("utf-8")
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        found.setdefault((row["nationality"], row["kind"]), []).append((row["ar"], row["latin"]))
    return found


def identity(draw: Random, today: date) -> IdentityFacts:
    """A name of four parts in Arabic, Latin letters or both; a birth as exactly known as in real files."""
    home = draw.choices(list(NATIONALITIES), [weight for _code, weight in NATIONALITIES.values()])[0]
    sex = draw.choice(("female", "male"))
    names = _names()
    given = draw.choice(names[home, "f" if sex == "female" else "m"])
    father, grandfather = (draw.choice(names[home, "m"]) for _n in range(2))
    family = draw.choice(names.get((home, "family")) or names[home, "m"])
    parts = dict(zip(("given", "father", "grandfather", "family"), (given, father, grandfather, family), strict=True))
    arabic, latin = draw.choices(((True, False), (True, True), (False, True)), (70, 20, 10) if home == "EG" else (25, 50, 25))[0]
    columns = {f"{part}_ar": name[0] for part, name in parts.items() if arabic} | {f"{part}_latin": name[1] for part, name in parts.items() if latin}
    return IdentityFacts(**columns, sex=sex, birth=_birth(draw, today), nationalities=(NATIONALITIES[home][0],))


def contact(draw: Random) -> ContactFacts:
    governorate = draw.choice(CITIES)
    district = draw.choice(places.districts(governorate))
    hours = draw.choice(("", "", "من الأحد إلى الخميس، 10:00 إلى 14:00", "مساءً بعد 18:00"))
    return ContactFacts(safe_hours=hours, governorate=governorate, district=district.code)


def phone(draw: Random) -> PhoneFacts:
    """A number out of 0100 555 0000 to 0100 555 9999."""
    return PhoneFacts(f"0100555{draw.randrange(10_000):04}", safe_to_call=draw.random() < 0.8, safe_to_text=draw.random() < 0.4)


def _birth(draw: Random, today: date) -> PartialDate:
    born = today - timedelta(days=int(draw.triangular(300, 70 * 365, 28 * 365)))
    kind = draw.random()
    if kind < 0.65:
        return PartialDate.on(born)
    if kind < 0.85:
        return PartialDate.of(born.year)
    return PartialDate.estimated((today - born).days // 365, today)
