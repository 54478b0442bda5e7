"""The consent on paper: a copy for the person, and an empty form for a thumb print. The words come from here, the form from papers/*.typ."""

from functools import wraps
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from amana.casework.consent import actions, queries
from amana.casework.consent.pages import shown
from amana.casework.consent.rules import ON_OCCASION, TO_ANOTHER, Mode, Purpose, State
from amana.casework.consent.rules import text as texts
from amana.ground.rows.acting import Hidden, clock
from amana.ground.rows.doors import page
from amana.ground.shell import paper as papers
from amana.ground.shell.values import day_words, reading_language
from amana.lib.core.dates import cairo_day

SOURCE = Path(__file__).parents[1] / "papers" / "consent.typ"
EMPTY_ROWS = 3  # for organisations that are named by hand


def in_its_language(view):
    """The paper speaks the reader's language, or the one that `?in=` asks for: the person's may be the other one."""

    @wraps(view)
    def spoken(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        asked = request.GET.get("in", "")
        with translation.override(asked if asked in texts.LANGUAGES else translation.get_language()):
            return view(request, *args, **kwargs)

    return spoken


@page(may=None)
@in_its_language
def consent_paper(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """The person's copy: answers, rights, how it was given. No name: it must harm nobody at home (UX.md §8, picture 18)."""
    file, now = shown.near_file(person_id), clock()
    conversation, paper = queries.conversation(person_id, consent_id, now), queries.paper(consent_id)
    if paper is None:
        raise Hidden
    text = _text(cairo_day(conversation.consent.made_at))
    answers = []
    for one in conversation.answers:
        scope = one.scope
        named = scope.purpose in TO_ANOTHER
        told = text.told(
            scope.purpose,
            organisation=_asker(request),
            receiver=_name(scope.receiver) if named else "",
            sections=scope.sections,
            until=day_words(cairo_day(scope.ends_at)),
        )
        answers.append(
            {
                **_told(told, is_agreed=scope.agreed),
                "answer": text.agree if scope.agreed else text.refuse,
                "agreed": scope.agreed,
                "state": "" if one.state in (State.IN_FORCE, State.REFUSED) else str(State(one.state).label),
            }
        )
    facts = [[label, value] for label, value in shown.paper_facts(paper) if value not in (paper.guardian, paper.witness)]
    return _pdf(
        request,
        file.person.number,
        actions.print_paper(person_id, consent_id=consent_id, by=request.actor),
        text,
        {
            "taken": [_("Given on"), day_words(cairo_day(conversation.consent.made_at))],
            "answers": answers,
            "facts": facts,
            "signature": shown.signature(paper),
            "thumb_photo": list(paper.thumb_photo or b""),
            "proof": ""
            if paper.mode == Mode.WRITTEN
            else _("Thumb print on paper, in the file of the office")
            if paper.mode == Mode.THUMB
            else _("Spoken, with a witness"),
            "empty": False,
            "version": _("Text version %(number)s") % {"number": paper.text_version},
        },
    )


@page(may="take_consent")
@in_its_language
def empty_form(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """To be filled by hand and kept in the file of the office, with a thumb print or a signature."""
    file, now = shown.near_file(person_id), clock()
    text = _text(cairo_day(now))
    asked = [
        _told(text.told(purpose, organisation=_asker(request)), is_agreed=True) for purpose in Purpose if purpose not in TO_ANOTHER | ON_OCCASION
    ]
    named = [
        _told(text.told(Purpose.REFERRAL, organisation=_asker(request), receiver=papers.BLANK), is_agreed=True) | {"what": papers.BLANK}
        for _n in range(EMPTY_ROWS)
    ]
    return _pdf(
        request,
        file.person.number,
        actions.print_paper(person_id, consent_id=None, by=request.actor),
        text,
        {
            "taken": [_("Given on"), papers.BLANK],
            "answers": [one | {"answer": "", "agreed": None, "state": "", "until": papers.BLANK} for one in (asked[0], *named, *asked[1:])],
            "facts": [[str(label), papers.BLANK] for label in (_("Answered by"), _("Guardian"), _("Witness"), _("Language"), _("Interpreter"))],
            "signature": None,
            "thumb_photo": [],
            "proof": "",
            "points": [row[f"point_{text.language}"] for row in texts.points().values()],
            "empty": True,
            "version": _("Text version %(number)s") % {"number": text.number},
        },
    )


def _asker(request: HttpRequest) -> str:
    return getattr(request.actor, f"organisation_name_{_language()}")


def _pdf(request: HttpRequest, number: str, print_number: str, text: texts.Text, content: dict) -> HttpResponse:
    words = {
        "title": text.title,
        "draft": text.draft,
        "opening": text.opening,
        "closing": [text.refusing, text.withdrawing, text.limits, text.rights],
        "agree": text.agree,
        "refuse": text.refuse,
        "answers": _("Answers"),
        "given": _("How it was given"),
        "told": _("Told before asking"),
        "signature": _("Signature"),
        "signature_alt": _("The person's signature"),
        "thumb_photo": _("Photo of the thumb print"),
        "thumb": _("Thumb print or signature"),
        "worker": _("Signature of the worker"),
        "no_name": _("No name stands here, for your safety."),
        "file": _("Number of the file"),
        "receives": text.receives,
        "what": text.what,
        "until": text.until,
        "question": _("Question"),
        "answer": _("Answer"),
    }
    made = papers.typeset(
        SOURCE,
        papers.Sheet(title=text.title, language=text.language, organisation=_asker(request), number=print_number, printed_on=cairo_day(clock())),
        {"words": words, "file_number": number, **content},
    )
    return papers.response(made, name=f"consent-{print_number}")


def _text(day) -> texts.Text:
    return texts.text_on(day, _language())


def _told(told: texts.Told, *, is_agreed: bool) -> dict:
    return {
        "title": told.title,
        "why": told.why,
        "receives": told.receives,
        "what": told.what if is_agreed else "",
        "until": told.until if is_agreed else "",
    }


def _name(organisation) -> str:
    return getattr(organisation, f"name_{_language()}")


def _language() -> str:
    return reading_language()
