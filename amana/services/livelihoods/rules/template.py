"""The template of a plan and what its checks doubt: data with source and mark. A check suggests and says why, it decides nothing."""
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext

from amana.ground.shell.values import reading_language
from amana.services.livelihoods.rules.figures import NEVER, Figures, Need


@dataclass(frozen=True)
class Question:
    code: str
    kind: str
    labels: dict[str, str]
    hints: dict[str, str]
    options: tuple[tuple[str, dict[str, str]], ...]
    required: bool  # before the plan is submitted; while it is written everything may stay empty

    @property
    def label(self) -> str:
        return self.labels[_language()]

    @property
    def hint(self) -> str:
        return self.hints[_language()]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(code, words[_language()]) for code, words in self.options]

    def words(self, answer: str) -> str:
        """An answer as people read it."""
        return dict(self.choices).get(answer, answer)


@dataclass(frozen=True)
class Doubt:
    """What a check has found in a plan."""

    code: str
    title: str
    why: str


def _language() -> str:
    return "ar" if reading_language().startswith("ar") else "en"


@cache
def read() -> dict:
    return tomllib.loads((files("amana.services.livelihoods") / "reference" / "business.toml").read_text("utf-8"))


@cache
def questions() -> tuple[Question, ...]:
    return tuple(Question(one["code"], one["kind"], {"ar": one["label_ar"], "en": one["label_en"]}, {"ar": one.get("hint_ar", ""), "en": one.get("hint_en", "")},
                          tuple((option["code"], {"ar": option["ar"], "en": option["en"]}) for option in one.get("options", ())), one.get("required", False)) for one in read()["question"])


def needs_quotes(need: Need) -> bool:
    """Whether it costs so much that more offers than it has are asked for."""
    return need.amount > read()["quotes_above"] and len(need.quotes) < read()["quotes_needed"]


def measures(figures: Figures) -> dict[str, Decimal | int | None]:
    """By the names that checks use; None where there is nothing to measure yet."""
    has_lines = bool(figures.lines)
    return {"lowest_balance": figures.lowest[1] if has_lines else None, "break_even_month": figures.break_even_month if has_lines else None,
            "sustaining_month": figures.sustaining_month if has_lines else None, "margin": figures.margin, "without_quotes": sum(map(needs_quotes, figures.needs)),
            "asked_above_start": figures.asked - figures.start_up}


def lacking(figures: Figures, answers: dict[str, str]) -> list[str]:
    """What must be there before a committee reads the plan, in words."""
    words = [one.label for one in questions() if one.required and not answers.get(one.code)]
    return words if figures.has_sales else [*words, gettext("The sales of the twelve months")]


def doubts(figures: Figures, answers: dict[str, str]) -> list[Doubt]:
    """What the checks find, in their order."""
    found, measured = [], measures(figures)
    for one in read()["check"]:
        figure = measured[one["measure"]] if "measure" in one else None
        if (answers.get(one["answer"]) in one["is"] if "answer" in one else _is_out(figure, one)):
            is_late = one.get("measure", "").endswith("_month") and figure == NEVER
            words = {"figure": f"\u2066{NEVER - 1}+\u2069" if is_late else _shown(figure), "month": figures.lowest[0], "bound": _shown(one.get("above", one.get("below"))),
                     "quotes_above": _shown(read()["quotes_above"])}
            found.append(Doubt(one["code"], one[f"title_{_language()}"], one[f"why_{_language()}"] % words))
    return found


def _is_out(figure: Decimal | int | None, check: dict) -> bool:
    return figure is not None and (("below" in check and figure < check["below"]) or ("above" in check and figure > check["above"]))


def _shown(figure: Decimal | int | None) -> str:
    """Isolated: a negative figure keeps its sign in its place."""
    return f"\u2066{figure:,}\u2069" if figure is not None else ""
