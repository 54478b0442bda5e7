"""Pages on which consent is taken, and on which one consent is shown."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amana.casework.consent import actions, queries
from amana.casework.consent.forms import taking as forms
from amana.casework.consent.pages import shown
from amana.casework.consent.rules import TO_ANOTHER, Purpose, givers
from amana.casework.consent.rules import text as texts
from amana.casework.registry import codes
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Hidden, attempt, clock
from amana.ground.rows.doors import page
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Refused


@page(may="take_consent")
def take_consent(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One answer for each purpose, and how they were given. `?purpose=…&to=<organisation>` begins with that question."""
    file = registry.file(person_id)
    if not queries.takes(file.sight):
        raise Hidden
    now = clock()
    birth, earlier = file.identity.birth if file.identity else None, queries.standing(person_id, now)
    about = forms.Circumstances(
        organisation=organisations.organisation(request.actor.organisation_id),
        others=list(organisations.other_organisations(request.actor.organisation_id)),
        givers=givers(birth, cairo_day(now)),
        was_asked=any(one.scope.purpose == Purpose.CASE for one in earlier),
        now=now,
        language=get_language(),
    )
    form = forms.Taking(request.POST or None, request.FILES, about=about, named=_named(request))
    if form.is_valid():
        try:
            with attempt():
                made = actions.take(person_id, answers=form.answers(), paper=form.facts(), by=request.actor)
        except Refused as refused:
            if not form.refuse(refused.code):
                raise
        else:
            return _after(request, person_id, made.pk)
    audit.record_reading(person_id, sections=file.sight.sections & Section.IDENTITY)
    return render(
        request,
        "consent/take.html",
        {
            "file": file,
            "form": form,
            "birth": birth,
            "standings": earlier,
            "now": now,
            "language_name": codes.name({"ar": "ara", "en": "eng"}[form.text.language], "languages"),
            "other_text": next(code for code in texts.LANGUAGES if code != form.text.language),
            "is_child": birth is not None and birth.is_child_on(cairo_day(now)),
            "may_record_basis": request.actor.may("record_legal_basis"),
        },
    )


@page(may=None)
def consent(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """One conversation: the answers, how they were given, the text as it was shown."""
    file, now = shown.near_file(person_id), clock()
    conversation = queries.conversation(person_id, consent_id, now)
    paper = queries.paper(consent_id)
    audit.record_reading(person_id, sections=Section.IDENTITY if paper else 0)
    return render(
        request,
        "consent/consent.html",
        {
            "file": file,
            "conversation": conversation,
            "answers": [shown.answer(one) for one in conversation.answers],
            "paper": paper,
            "paper_facts": shown.paper_facts(paper) if paper else [],
            "signature": shown.signature(paper),
            "has_photo": bool(paper and paper.thumb_photo),
            "text": paper and paper.text_shown.split("\n", 2),
            "taken_by": access.member_names([conversation.consent.made_by]).get(conversation.consent.made_by, ""),
            "closed": shown.closed_words(queries.closed_by(consent_id)),
            "may_withdraw": request.actor.may("withdraw_consent"),
        },
    )


@page(may=None)
def thumb_photo(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    shown.near_file(person_id)
    photo = queries.thumb_photo(person_id, consent_id)
    audit.record_reading(person_id, sections=Section.IDENTITY)
    return HttpResponse(photo, content_type="image/jpeg", headers={"Content-Disposition": "inline"})


def _after(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """To the consent, to its paper, or, where a refusal has closed the file to its taker, to the receipt."""
    messages.success(request, _("The consent is saved."))
    if not queries.is_seen(consent_id):
        return redirect("consent_receipt", person_id, consent_id)
    return redirect("consent_paper" if request.POST.get("then") == "print" else "consent", person_id, consent_id)


def _named(request: HttpRequest) -> tuple[str, str] | None:
    purpose = request.GET.get("purpose", "")
    return (purpose, request.GET.get("to", "")) if purpose in TO_ANOTHER else None
