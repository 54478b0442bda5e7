"""The text of consent in its versions, and the seven points: reference data, read and put together. No database, no clock."""
import csv
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from amana.ground.access.rules import Section, sections_of

LANGUAGES = ("ar", "en")  # in which the text is written; other languages are interpreted


@dataclass(frozen=True)
class Told:
    """One purpose as it is put to the person: receiver and period in words."""

    title: str
    why: str
    receives: str
    what: str
    until: str = ""


@dataclass(frozen=True)
class Text:
    """One version of the text in one language."""

    number: str
    language: str
    status: str
    words: dict

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "ar" else "ltr"

    def __getattr__(self, name: str) -> str:
        try:
            return self.words[name]
        except KeyError:
            raise AttributeError(name) from None

    def section(self, section: Section) -> str:
        return self.words["sections"][section.name.lower()]

    def told(self, purpose: str, *, organisation: str, receiver: str = "", sections: int = 0, until: str = "") -> Told:
        """The purpose with the organisation that asks, the one that is named, what it gets and until when."""
        told, names = self.words["purposes"][purpose], {"organisation": organisation, "receiver": receiver}
        what = told["what"].format(**names) if "what" in told else self.between.join(self.section(one) for one in sections_of(sections))
        return Told(told["title"].format(**names), told["why"].format(**names), told["receives"].format(**names), what, until)

    def as_shown(self, asked: Iterable[Told]) -> str:
        """All of it as lines, as the person saw or heard it: what is kept with her answers."""
        lines = [self.title, self.draft, "", self.opening, ""]
        for told in asked:
            lines += [told.title, told.why, *(f"{label}: {value}" for label, value in (
                (self.receives, told.receives), (self.what, told.what), (self.until, told.until)) if value), ""]
        return "\n".join([*lines, self.refusing, self.withdrawing, self.limits, self.rights])


def text_on(day: date, language: str) -> Text:
    """The version valid on that day; in Arabic where there is none in that language."""
    version = [one for one in _versions() if one["valid_from"] <= day or one is _versions()[0]][-1]
    language = language if language in LANGUAGES else LANGUAGES[0]
    return Text(version["number"], language, version["status"], version[language])


@cache
def points() -> dict[str, dict[str, str]]:
    """Code → point_ar, point_en, in the order in which they are told."""
    return {row["code"]: row for row in _rows("consent_points.csv")}


@cache
def _versions() -> list[dict]:
    versions = tomllib.loads(_read("consent_text.toml"))["version"]
    return sorted(versions, key=lambda one: one["valid_from"])


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in _read(name).splitlines() if not line.startswith("#")))


def _read(name: str) -> str:
    return files("amana.casework.consent").joinpath("reference", name).read_text("utf-8")
