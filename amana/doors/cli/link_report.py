"""The report of `amana people link`: one page that holds all it needs, with figures and no name. Bars are drawn here, so that it is read without a script."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

from amana.lib.names import linkage

if TYPE_CHECKING:
    from amana.doors.cli.linking import Outcome

MOST_WEIGHT = 18.0  # log2; what weighs more is drawn so long
WIDE = 100.0
COMPARED: dict[str, str | Promise] = {
    "given": _("Given name"), "father": _("Father’s name"), "grandfather": _("Grandfather’s name"), "family": _("Family name"), "birth": _("Date of birth"), "sex": _("Sex"),
    "nationality": _("Nationality"), "phone": _("Phone"), "document": _("Document"),
}
LEVELS: dict[str, str | Promise] = {
    "the same name": _("the same name, in whatever spelling"), "a name that both may write": _("a name that both spellings may stand for"),
    "a name of another part": _("the name stands elsewhere in the other record"), "another name": _("another name"), "the same day": _("the same day"),
    "day and month turned": _("day and month swapped"), "the same year, of one the year alone": _("the same year; of one record the year alone is known"),
    "as near as a guess": _("as near as an estimate can be"), "the same day of another year": _("the same day, one or ten years apart"),
    "the same year and day or month": _("the same year, and the day or the month"), "the same year": _("the same year"), "up to three years apart": _("up to three years apart"),
    "further apart": _("further apart"), "the same": _("the same"), "another": _("another"), "one in common": _("one in common"), "others": _("others"),
}
KINDS: dict[str, str | Promise] = {
    "given_father_grandfather": _("given name, father and grandfather"), "given_father_grandfather_year": _("the same, with the year of birth"),
    "given_father_family": _("given name, father and family"), "given_father_family_year": _("the same, with the year of birth"),
    "given_grandfather_family": _("given name, grandfather and family"), "given_grandfather_family_year": _("the same, with the year of birth"),
    "given_father": _("given name and father, where few have both"), "given_grandfather": _("given name and grandfather, where few have both"),
    "given_family": _("given name and family, where few have both"),
    "given_father_year": _("given name, father and year of birth"), "given_grandfather_year": _("given name, grandfather and year of birth"),
    "given_family_year": _("given name, family and year of birth"), "forefathers_year": _("father, grandfather, family and year of birth"),
    "given_birthday": _("given name and day of birth"), "given_phone": _("given name and phone"), "document": _("document"),
}


@dataclass(frozen=True)
class Bar:
    """label, figure: what stands beside it. start, width: of WIDE."""

    label: str | Promise
    figure: float | int
    start: float
    width: float


def page(outcome: "Outcome") -> str:
    """In the language that is active."""
    linked = outcome.linked
    clusters, chances = linked.clusters(), linked.chances
    return render_to_string("site/linkage.html", {
        "outcome": outcome, "linked": linked, "is_rtl": get_language_bidi(), "sure": sum(pair.probability >= linkage.SURE for pair in linked.pairs), "sure_from": linkage.SURE,
        "weights": [(COMPARED[about], list(_weights(linked, about))) for about in COMPARED],
        "chances": list(_bars([(f"{place * 5}–{place * 5 + 5} %", many) for place, many in enumerate(chances)])),
        "clusters": list(_bars([(str(size), many) for size, many in clusters.items()])),
        "keys": [(KINDS[str(one["kind"])], one) for one in linked.keys if one["keys"] or one["left_out"]],
        "points": linkage.points(linked.pairs, outcome.same, outcome.different), "labelled": len(outcome.same) + len(outcome.different or ()),
    })


def _weights(linked: linkage.Linked, about: str) -> Iterator[Bar]:
    """log2 of how much oftener a level is met in one person's records, from the middle."""
    for compared, level, m, u in linked.levels:
        if compared == about:
            weight = log2(m / u)
            size = min(abs(weight), MOST_WEIGHT) / MOST_WEIGHT * WIDE / 2
            yield Bar(LEVELS[level], round(weight, 1), round(WIDE / 2 if weight >= 0 else WIDE / 2 - size, 2), round(size, 2))


def _bars(found: list[tuple[str, int]]) -> Iterator[Bar]:
    most = max((many for _label, many in found), default=0) or 1
    return (Bar(label, many, 0, round(many / most * WIDE, 2)) for label, many in found)
