"""Countries by ISO 3166 code, with their names in both languages."""
import csv
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language

# Whom the offices meet most stand first in lists.
FREQUENT = ("EGY", "SDN", "SYR", "ERI", "ETH", "SOM", "SSD", "YEM", "PSE", "IRQ", "LBY")


@cache
def countries() -> dict[str, dict[str, str]]:
    """ISO three-letter code → row with name_ar, name_en."""
    text = files("amana.casework.registry").joinpath("reference/countries.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["alpha3"]: row for row in rows}


def country_name(code: str) -> str:
    """In the page's language; the code itself if it is unknown."""
    row = countries().get(code)
    return row[f"name_{_language()}"] if row else code


def choices() -> list[tuple[str, str]]:
    """Codes and names, the frequent ones first, then by name."""
    others = sorted((code for code in countries() if code not in FREQUENT), key=country_name)
    return [(code, country_name(code)) for code in (*FREQUENT, *others)]


def _language() -> str:
    return "ar" if (get_language() or "ar").startswith("ar") else "en"
