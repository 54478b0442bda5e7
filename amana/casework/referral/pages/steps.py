"""The steps of both sides: each a page with a form, a question, or a button."""
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.casework.referral import actions, forms, queries
from amana.casework.referral.pages import frame, lists
from amana.casework.referral.rules import Step
from amana.ground.rows.doors import page


@page(may="answer")
@require_POST
def accept(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    file = frame.opened(request, referral_id)
    if late := frame.must_make(request, file, Step.ACCEPT):
        return late
    form = forms.Worker(request.POST, workers=lists.worker_groups(file.target), may_wait=True)
    if not form.is_valid():
        return lists.show(request, file, worker_form=form)
    named = form.given()
    done = _("Accepted. The named worker now reads what was agreed.") if named["worker_id"] else _("Accepted. Name who takes it on: only the named worker reads all that was agreed.")
    return frame.made(request, file, lambda: actions.accept(file.referral, **named, by=request.actor), done=done, back=reverse("referral", args=[referral_id]))


@page(may="answer")
def ask(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    return frame.step_by_form(request, referral_id, Step.ASK, forms.Question, actions.ask, heading=_("Ask before accepting"), verb=_("Send the question"),
                              lead=_("The time to answer goes on meanwhile."), done=_("The question is with the sender."))


@page(may="answer")
def decline(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    return frame.step_by_form(request, referral_id, Step.DECLINE, forms.Decline, actions.decline, heading=_("Decline with a reason"), verb=_("Decline"),
                              lead=_("The sender reads the reason and looks for another place. You no longer see the referral."),
                              done=_("Declined. The sender is told why."), back=reverse("referrals"), is_danger=True)


@page(may="reply")
def reply(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    file = frame.file_of(request, referral_id)
    return frame.step_by_form(request, referral_id, Step.REPLY, forms.Reply, actions.reply, heading=_("Answer the question"), verb=_("Send the answer"),
                              done=_("The answer is with the desk."), names=queries.all_names(file.referral.person_id))


@page(may="answer")
def name_worker(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    file = frame.file_of(request, referral_id)
    return frame.step_by_form(request, referral_id, Step.ASSIGN, forms.Worker, actions.name_worker, heading=_("Name the worker"), verb=_("Name"),
                              lead=_("From now on this person reads what was agreed; who was named before reads it no more.") if file.target and file.target.to_staff_id else _("From now on this person reads what was agreed."),
                              done=_("The worker is named."), workers=lists.worker_groups(file.target) if file.target else [])


@page(may="start")
@require_POST
def start(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    file = frame.file_of(request, referral_id)
    return frame.must_make(request, file, Step.START) or frame.made(
        request, file, lambda: actions.start(file.referral, by=request.actor), done=_("The service has begun. The sender sees it."),
        back=reverse("referral", args=[referral_id]))


@page(may="complete")
def complete(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    return frame.step_by_form(request, referral_id, Step.COMPLETE, forms.Complete, actions.complete, heading=_("Record outcome"), verb=_("Save"),
                              lead=_("What was agreed stays readable for 30 days."), done=_("The outcome is with the sender."))


@page(may="feed_back")
def feed_back(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    return frame.step_by_form(request, referral_id, Step.FEED_BACK, forms.Feedback, actions.feed_back, heading=_("Tell the sender how it went"),
                              verb=_("Send"), done=_("The sender reads your feedback."))


@page(may="end")
def end(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    file = frame.file_of(request, referral_id)
    back = reverse("referrals") if file.is_incoming else reverse("referral", args=[referral_id])
    return frame.step_by_form(request, referral_id, Step.END, forms.End, actions.end, heading=_("End the referral early"), verb=_("End early"),
                              lead=_("The receiver's window closes at once, for good. The reason is the last thing both sides read."),
                              done=_("Ended early."), back=back, is_danger=True)


@page(may="withdraw")
def withdraw(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    file = frame.file_of(request, referral_id)
    if late := frame.must_make(request, file, Step.WITHDRAW):
        return late
    back = reverse("referral", args=[referral_id])
    if request.method == "POST":
        return frame.made(request, file, lambda: actions.withdraw(file.referral, by=request.actor), done=_("Withdrawn. The desk sees it no more."), back=back)
    return render(request, "shell/confirm.html", {
        "question": _("Withdraw this referral?"), "verb": _("Withdraw"), "is_danger": True, "safe_url": back, "safe": _("Leave it"),
        "consequence": _("The desk sees it no more. It cannot be sent again: you would compose a new one.")})


@page(may="remind")
@require_POST
def remind(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    file = frame.file_of(request, referral_id)
    return frame.must_make(request, file, Step.REMIND) or frame.made(
        request, file, lambda: actions.remind(file.referral, by=request.actor), done=_("The desk sees your reminder with the referral."),
        back=reverse("referral", args=[referral_id]))
