"""What the pages of one referral share: the list beside it, what happened so far, and a step with its answer."""
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from amana.casework.referral import actions, forms, queries
from amana.casework.referral.listing import tabs_of
from amana.casework.referral.queries.lists import SHOWN
from amana.casework.referral.rules import MAKERS, TABS, State, Step, capacities_held, is_early, reason_words
from amana.ground.rows.acting import Hidden, attempt, clock
from amana.ground.shell.acts import ActForm
from amana.ground.shell.values import time_words
from amana.lib.core.errors import Refused

_EVENTS = {Step.ACCEPT: "ok", Step.DECLINE: "danger", Step.WITHDRAW: "danger", Step.END: "danger", Step.COMPLETE: "ok", Step.FEED_BACK: "ok"}
_TABS = {"waiting": gettext_noop("Waiting for an answer"), "questions": gettext_noop("Open questions"), "running": gettext_noop("Accepted and running"),
         "ended": gettext_noop("Ended"), "outgoing": gettext_noop("Sent by us")}


def file_of(request: HttpRequest, referral_id: UUID) -> queries.ReferralFile:
    """Raises Referral.DoesNotExist."""
    return queries.referral_file(referral_id, request.actor.organisation_id, request.actor.staff_id)


def tab_of(file: queries.ReferralFile) -> str:
    return next(tab for tab, states in TABS.items() if file.referral.state in states) if file.is_incoming else "outgoing"


def tabs(request: HttpRequest, current: str) -> list[dict]:
    """The tabs that the role can have, with how many stand in each where work waits."""
    counts = queries.counts(request.actor)
    return [{"label": _(_TABS[tab]), "url": f"{reverse('referrals')}?tab={tab}", "is_current": tab == current, "count": min(counts.get(tab, 0), SHOWN),
             "is_more": counts.get(tab, 0) > SHOWN} for tab in tabs_of(request.actor)]


def rows(request: HttpRequest, tab: str) -> list[queries.Listed]:
    """The first part of the tab, beside one of its referrals."""
    return queries.part(request.actor, queries.Wanted(tab)).rows


def events(file: queries.ReferralFile) -> list[dict]:
    """What happened so far, newest first; colleagues by name, others by their organisation."""
    made = [{"title": _("Sent"), "at": file.referral.made_at, "by": file.names.get(file.referral.made_by) or file.sender or "", "kind": "primary"}]
    for step in file.steps:
        words = reason_words(step.code) if step.code else ""
        if step.to_staff_id:
            words = " · ".join(filter(None, (words, file.names.get(step.to_staff_id, ""))))
        made.append({"title": Step(step.step).label, "at": step.made_at, "by": file.names.get(step.made_by) or other_side(file), "text": words,
                     "kind": _EVENTS.get(Step(step.step), "")})
    if file.referral.state == State.EXPIRED:
        made.append({"title": State.EXPIRED.label, "at": file.referral.expires_at, "kind": "danger"})
    if lapse := queries.lapse(file, clock()):
        at, why = lapse
        made.append({"title": State(file.referral.state).label, "at": at, "text": why.label, "kind": "danger"})
    return made[::-1]


def other_side(file: queries.ReferralFile) -> str:
    if file.is_incoming:
        return str(file.sender or "")
    return str(file.target.to_organisation) if file.target else _("The other organisation")


def conversation(file: queries.ReferralFile) -> list[dict]:
    """Questions, answers, reasons and feedback in words, oldest first."""
    return [{"title": Step(one.step).label, "body": one.body, "at": one.made_at, "by": file.names.get(one.made_by) or other_side(file),
             "is_own": one.made_by in file.names} for one in file.messages]


def opened(request: HttpRequest, referral_id: UUID) -> queries.ReferralFile:
    """That a desk officer opens it is a fact of its own: the sender sees that it was seen, and only what was seen is answered."""
    file = file_of(request, referral_id)
    if Step.SEE not in file.may(request.actor):
        return file
    try:
        with attempt():
            actions.see(file.referral, by=request.actor)
    except (Refused, Hidden):
        pass  # a colleague opened it in this moment
    return file_of(request, referral_id)


def must_make(request: HttpRequest, file: queries.ReferralFile, step: str) -> HttpResponse | None:
    """None where the actor may make the step now; an answer where somebody was faster or something else comes first. Raises Hidden where it is not hers to make."""
    if step in file.may(request.actor):
        return None
    verb, capacities = MAKERS[step]
    request.actor.must(verb)
    if not capacities & capacities_held(file.capacities, request.actor.verbs):
        raise Hidden
    messages.error(request, why_not(file, step))
    return redirect("referral", file.referral.pk)


def why_not(file: queries.ReferralFile, step: str) -> str:
    """Why a step that is the actor's to make cannot be made now: it is too early for it, or too late."""
    return str(forms.FIRST[Step(step)]) if is_early(step, file.referral.state) else too_late(file.referral.pk)


def too_late(referral_id: UUID) -> str:
    """Why a step came too late: what was done already, by whom and when."""
    found = queries.last_step(referral_id) if queries.is_seen(referral_id) else None
    if found is None:
        return _("This referral no longer waits for you: a colleague has answered it, it was withdrawn, or its time ran out. Nothing was changed.")
    step, name = found
    facts = {"step": Step(step.step).label, "name": f"\u2068{name}\u2069", "time": time_words(step.made_at, now=clock())}
    if name:
        return _("Already done by %(name)s at %(time)s: %(step)s. Nothing was changed by you.") % facts
    return _("The other side was faster, at %(time)s: %(step)s. Nothing was changed by you.") % facts


def made(request: HttpRequest, file: queries.ReferralFile, act: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """The step is made, or the reader is told who was faster or why it cannot be."""
    try:
        with attempt():
            act()
    except (Refused, Hidden) as no:
        code = getattr(no, "code", "")
        messages.error(request, forms.STEPS[code][1] if code in forms.STEPS else too_late(file.referral.pk))
        return redirect(*(("referral", file.referral.pk) if queries.is_seen(file.referral.pk) else ("referrals",)))
    messages.success(request, done)
    return redirect(back)


def step_by_form(request: HttpRequest, referral_id: UUID, step: str, form_class: type[ActForm], act: Callable[..., object], *, heading: str, verb: str,
                 done: str, back: str = "", lead: str = "", is_danger: bool = False, **options) -> HttpResponse:
    """A page with the form of a step: made, refused at a field, or told who was faster."""
    file = opened(request, referral_id)
    if late := must_make(request, file, step):
        return late
    form = form_class(request.POST or None, **options)
    if form.is_valid():
        return made(request, file, lambda: act(file.referral, **form.given(), by=request.actor), done=done,
                    back=back or reverse("referral", args=[referral_id]))
    return render(request, "referral/act.html", {"file": file, "form": form, "heading": heading, "verb": verb, "lead_words": lead, "is_danger": is_danger,
                                                 "questions": conversation(file)})
