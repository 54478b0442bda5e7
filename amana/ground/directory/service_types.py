"""Types of service, with names in both languages and the section that a referral to them carries."""
import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from amana.ground.access.rules import Section
from amana.ground.shell.values import reading_language


@dataclass(frozen=True)
class ServiceType:
    code: str
    parent: str
    name_ar: str
    name_en: str
    section: Section

    def __str__(self) -> str:
        return self.name_ar if reading_language() == "ar" else self.name_en


@cache
def service_types() -> dict[str, ServiceType]:
    """By code, in the order of the reference file."""
    text = files("amana.ground.directory").joinpath("reference/service_types.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["code"]: ServiceType(row["code"], row["parent"], row["name_ar"], row["name_en"], Section[row["section"].upper()]) for row in rows}


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Services under the name of their group, for a list."""
    types = service_types().values()
    return [(str(group), [(one.code, str(one)) for one in types if one.parent == group.code or one.code == group.code]) for group in types if not group.parent]
