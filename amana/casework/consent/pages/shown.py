"""Consents and legal bases in words, for the pages and the paper."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from amana.casework.consent import queries
from amana.casework.consent.rules import TO_ANOTHER, GivenBy, LegalState, Mode, Purpose, State
from amana.casework.registry import codes
from amana.casework.registry import queries as registry
from amana.ground.access.rules import SECTION_NAMES, sections_of
from amana.ground.rows.acting import Hidden
from amana.ground.shell.values import day_words
from amana.lib.core.dates import cairo_day

if TYPE_CHECKING:
    from amana.casework.consent.models import ConsentPaper

_LOOKS = {
    State.IN_FORCE: ("ok", "check-circle-fill"),
    State.REFUSED: ("", "x-circle-fill"),
    State.EXPIRED: ("warn", "clock-history"),
    State.WITHDRAWN: ("warn", "arrow-counterclockwise"),
    State.SUPERSEDED: ("", "arrow-repeat"),
}
_LEGAL_LOOKS = {
    LegalState.IN_FORCE: ("ok", "check-circle-fill"),
    LegalState.WAITING: ("info", "hourglass-split"),
    LegalState.VITAL: ("danger", "exclamation-triangle-fill"),
    LegalState.LAPSED: ("warn", "clock-history"),
    LegalState.RAN_OUT: ("", "clock-history"),
    LegalState.ENDED: ("", "slash-circle"),
}


@dataclass(frozen=True)
class Shown:
    """An answer with its words and its look."""

    standing: queries.Standing
    title: str
    sections: list[str]
    state: str
    short_state: str
    kind: str
    icon: str
    may_be_withdrawn: bool
    again: str = ""  # when to ask again, if that is soon


def near_file(person_id: UUID) -> registry.File:
    """The record, if its consents are within reach: whoever only finds the name sees none. Raises Hidden."""
    file = registry.file(person_id)
    if not (file.sight.own and file.sight.near):
        raise Hidden
    return file


def answer(one: queries.Standing) -> Shown:
    scope, state = one.scope, State(one.state)
    named = scope.purpose in TO_ANOTHER
    kind, icon = _LOOKS[state]
    return Shown(
        one,
        title(scope.purpose, str(scope.receiver) if named else ""),
        section_names(scope.sections) if named and scope.agreed else [],
        str(state.label),
        str(_("In force")) if state == State.IN_FORCE else str(state.label),
        kind,
        icon,
        state == State.IN_FORCE,
        gettext("ends on %(day)s: ask again") % {"day": day_words(cairo_day(scope.ends_at))} if one.asks_again else "",
    )


def title(purpose: str, receiver: str = "") -> str:
    """`Referral to Wasl Association`."""
    words = {
        Purpose.REFERRAL: _("Referral to %(receiver)s"),
        Purpose.SHARING: _("Joint work with %(receiver)s"),
        Purpose.LAW_ENFORCEMENT: _("Telling %(receiver)s"),
    }.get(Purpose(purpose))
    return str(words) % {"receiver": receiver} if words and receiver else str(Purpose(purpose).label)


def section_names(bits: int) -> list[str]:
    return [str(SECTION_NAMES[section]) for section in sections_of(bits)]


def paper_facts(paper: "ConsentPaper") -> list[tuple[str, str]]:
    """How the consent was given, in rows; what does not apply is left out."""
    rows = [
        (_("Answered by"), GivenBy(paper.given_by).label),
        (_("Guardian"), paper.guardian),
        (_("Given"), Mode(paper.mode).label),
        (_("Witness"), paper.witness),
        (_("Language"), codes.name(paper.language, "languages")),
        (_("Interpreter"), paper.interpreter or pgettext("interpreter", "None")),
    ]
    return [(str(label), str(value)) for label, value in rows if value]


def signature(paper: "ConsentPaper | None") -> dict | None:
    """The strokes as one SVG path in their box."""
    if paper is None or not paper.signature:
        return None
    width, height = paper.signature["box"]
    lines = [" L".join(f"{x} {y}" for x, y, _ms in stroke) for stroke in paper.signature["strokes"] if stroke]
    # A dot is a line of no length, which a round cap draws.
    return {"width": width, "height": height, "path": " ".join(f"M{line}" if " L" in line else f"M{line} l0.1 0" for line in lines)}


def closed_words(closed: list[queries.ClosedByAnswer]) -> list[dict]:
    """What each answer closed, for those that closed something."""
    return [
        {"title": title(one.purpose, str(one.receiver) if one.purpose in TO_ANOTHER else ""), "lines": circles_words(one.bases)}
        for one in closed
        if one.bases
    ]


def would_close_words(bases: dict[str, int]) -> list[str]:
    """The same sentences before it is done."""
    sentences = {
        "registered": lambda n: gettext("The team that registered the person will no longer see the file."),
        "case": lambda n: ngettext(
            "%(n)s case: worker and team no longer see it; the supervisor sees the number, to close it.",
            "%(n)s cases: worker and team no longer see them; the supervisor sees the numbers, to close them.",
            n,
        ),
        "coworker": lambda n: ngettext("%(n)s coworker will no longer see the case.", "%(n)s coworkers will no longer see the case.", n),
        "household": lambda n: ngettext(
            "%(n)s household member will no longer be seen through the case.", "%(n)s household members will no longer be seen through the case.", n
        ),
        "offered": lambda n: ngettext(
            "%(n)s referral that waits for an answer will be withdrawn.", "%(n)s referrals that wait for an answer will be withdrawn.", n
        ),
        "accepted": lambda n: ngettext(
            "%(n)s accepted referral will end: the organisation will no longer see anything.",
            "%(n)s accepted referrals will end: the organisations will no longer see anything.",
            n,
        ),
        "shared": lambda n: ngettext(
            "%(n)s joint case will end: the organisation will no longer see anything.",
            "%(n)s joint cases will end: the organisations will no longer see anything.",
            n,
        ),
        "legal": lambda n: ngettext("%(n)s opening by a legal basis will end.", "%(n)s openings by legal bases will end.", n),
    }
    return _counted(bases, sentences, lambda n: ngettext("%(n)s other opening of the file will end.", "%(n)s other openings of the file will end.", n))


def circles_words(bases: dict[str, int]) -> list[str]:
    """Circles by basis as sentences; bases of packages that are not known here are counted together."""
    sentences = {
        "registered": lambda n: gettext("The team that registered the person no longer sees the file."),
        "case": lambda n: ngettext(
            "%(n)s case: worker and team no longer see it; the supervisor sees the number, to close it.",
            "%(n)s cases: worker and team no longer see them; the supervisor sees the numbers, to close them.",
            n,
        ),
        "coworker": lambda n: ngettext("%(n)s coworker no longer sees the case.", "%(n)s coworkers no longer see the case.", n),
        "household": lambda n: ngettext(
            "%(n)s household member is no longer seen through the case.", "%(n)s household members are no longer seen through the case.", n
        ),
        "offered": lambda n: ngettext(
            "%(n)s referral that waited for an answer is withdrawn.", "%(n)s referrals that waited for an answer are withdrawn.", n
        ),
        "accepted": lambda n: ngettext(
            "%(n)s accepted referral has ended: the organisation no longer sees anything.",
            "%(n)s accepted referrals have ended: the organisations no longer see anything.",
            n,
        ),
        "shared": lambda n: ngettext(
            "%(n)s joint case has ended: the organisation no longer sees anything.",
            "%(n)s joint cases have ended: the organisations no longer see anything.",
            n,
        ),
        "legal": lambda n: ngettext("%(n)s opening by a legal basis has ended.", "%(n)s openings by legal bases have ended.", n),
    }
    return _counted(bases, sentences, lambda n: ngettext("%(n)s other opening of the file has ended.", "%(n)s other openings of the file have ended.", n))


def _counted(bases: dict[str, int], sentences: dict[str, Callable[[int], str]], others: Callable[[int], str]) -> list[str]:
    known = [sentences[basis](n) % {"n": n} for basis, n in sorted(bases.items()) if basis in sentences]
    more = sum(n for basis, n in bases.items() if basis not in sentences)
    return [*known, others(more) % {"n": more}] if more else known


def grounds(found: list[queries.Ground]) -> list[dict]:
    return [ground(one) for one in found]


def ground(one: queries.Ground) -> dict:
    """A legal basis with its state in words and what it opens."""
    kind, icon = _LEGAL_LOOKS[one.state]
    return {
        "basis": one.basis,
        "state": one.state,
        "words": str(one.state.label),
        "kind": kind,
        "icon": icon,
        "sections": section_names(one.basis.sections),
    }
