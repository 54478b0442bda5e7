"""Who has seen my file: for the person whom it is about, on the screen to be read aloud, and as a paper without a name."""
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from amana.casework.consent.pages.paper import in_its_language
from amana.casework.consent.pages.shown import near_file
from amana.ground.access.rules import SECTION_NAMES, sections_of
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import clock
from amana.ground.rows.doors import page
from amana.ground.shell import paper as papers
from amana.ground.shell.values import day_words, reading_language
from amana.insight.journal import actions, queries
from amana.insight.journal.queries import Reader
from amana.lib.core.dates import cairo_day

SOURCE = Path(__file__).parents[1] / "papers" / "seen.typ"


@page(may=None)
def seen(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who opened the file, when, and what they saw of it, as far as the actor reads that as well."""
    file = near_file(person_id)
    audit.record_reading(person_id, sections=0)
    return render(request, "journal/seen.html", {"file": file, "readers": [(one, _who(one), _what(one)) for one in queries.readers(person_id)], "limits": _limits(), "rights": _rights()})


@page(may=None)
@in_its_language
def seen_paper(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The person's copy. No name of the person; of a protected file no organisation either: it must harm nobody at home (UX.md §8, picture 18)."""
    file = near_file(person_id)
    audit.record_reading(person_id, sections=0)
    readers = queries.readers(person_id)
    number = actions.print_readers(person_id, by=request.actor)
    language = reading_language()
    today = cairo_day(clock())
    return papers.response(papers.typeset(
        SOURCE,
        papers.Sheet(title=_("Who has seen my file"), language=language, number=number, printed_on=today,
                     organisation="" if file.holding is None or file.holding.is_protected else getattr(request.actor, f"organisation_name_{language}")),
        {"words": _words(day_words(cairo_day(readers[0].first_at)), day_words(today)), "number": file.person.number, "limits": _limits(), "rights": _rights(),
         "readers": [[_when(one), _who(one), _what(one), _how_often(one)] for one in readers]}), name=f"seen-{number}")


def _who(one: Reader) -> str:
    return one.by or (_("Another organisation, number %(n)s") % {"n": one.body} if one.body else _("The program itself"))


def _what(one: Reader) -> str:
    names = [str(SECTION_NAMES[section]) for section in sections_of(one.sections)] or [_("The number of the file and its consents")]
    return " · ".join([*names, *([_("taken out with a list")] if one.is_taken_out else []), *([_("opened in an emergency")] if one.is_exceptional else [])])


def _when(one: Reader) -> str:
    first, last = (day_words(cairo_day(at)) for at in (one.first_at, one.last_at))
    return first if one.is_of_one_day else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _how_often(one: Reader) -> str:
    return ngettext("once", "%(n)s times", one.times) % {"n": one.times}


def _words(since: str, until: str) -> dict:
    return {"yours": _("This paper is yours. It says who opened your file, from %(since)s to %(until)s.") % {"since": since, "until": until},
            "number": _("Number of the file"), "no_name": _("Your name does not stand here, to keep you safe."), "when": pgettext("a file was opened", "When"), "who": pgettext("opened a file", "Who"),
            "what": _("What they saw"), "often": _("How often"), "limits": _("What this paper does not say"), "rights": _("What you can do"),
            "draft": _("The deadlines are a draft: to be confirmed by the ministry.")}


def _limits() -> list[str]:
    return [_("Lists that show a name and a number alone are not counted."),
            _("Views that the worker who prints this may not know of are not told: of psychosocial, health and protection work ask those who do it with you."),
            _("The staff of other organisations are not named; each organisation answers for its own.")]


def _rights() -> list[str]:
    return [_("Withdraw a consent: sharing ends on the same day."), _("Ask “why was my file opened?”: you get an answer within 7 days."),
            _("Complain without giving a reason, to the head of the office or to another organisation that you trust.")]
