"""Payment lists: made of what is due, released by a second person, sent as a file, answered by the bank."""
import hashlib
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amana.casework.arrivals import sentences, sheets
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, Hidden, clock
from amana.ground.rows.doors import page
from amana.ground.shell.lists import part_of, place, turned
from amana.ground.shell.values import reading_language
from amana.lib import payments as bank
from amana.lib.core.errors import Unreadable
from amana.services.assistance import actions, forms, queries
from amana.services.assistance.rules import ListState, Method, PaymentState
from amana.services.programmes import queries as programmes

if TYPE_CHECKING:
    from amana.services.assistance.models import Payment, PaymentList, Request
    from amana.services.programmes.models import Programme

MOST = 1000  # payments of a list
LARGEST_FILE = 10_000_000
NEVER_SENT = (PaymentState.DROPPED, PaymentState.RECALLED)
# Step → its button, what was done, and in which states it is offered. Lists once were closed by hand.
STEPS = {
    "release": (gettext_lazy("Release"), gettext_lazy("Released"), (ListState.MADE,)),
    "file": (gettext_lazy("Make the file"), gettext_lazy("File for the bank made"), (ListState.RELEASED,)),
    "send": (gettext_lazy("It is sent to the bank"), gettext_lazy("Sent to the bank"), (ListState.RELEASED,)),
    "drop": (gettext_lazy("Drop the list"), gettext_lazy("Dropped"), (ListState.MADE, ListState.RELEASED)),
    "close": ("", gettext_lazy("Closed"), ()),
}


@page(may=None)
def payment_lists(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    one = programmes.kept(programme_id, request.actor)
    return render(request, "assistance/payment_lists.html", part_of(request, queries.payment_lists(programme_id)) | {"programme": one, "books": request.actor.may("keep_books")})


@page(may="keep_books")
def make_list(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """First what is due, in sight; then the list, frozen with it."""
    one = programmes.kept(programme_id, request.actor)
    form = forms.NewList(request.POST or None, now=clock())
    if form.is_valid() and "sure" in request.POST:
        due, _unfit = _due(one, form, request.actor)
        if due and form.carried_out(lambda **given: actions.list_payments(one, due, **given, by=request.actor)):
            messages.success(request, _("The list is made. A second person releases it."))
            return redirect("payment_list", form.outcome.pk)
    asked = form.is_bound and form.is_valid()
    due, unfit = _due(one, form, request.actor) if asked else ([], [])
    if due or unfit:
        audit.record_listing(dict.fromkeys(row.person_id for row in [*due, *unfit]), sections=Section.ECONOMIC)
    return render(request, "assistance/make_list.html", {"form": form, "programme": one, "due": due, "unfit": unfit, "asked": asked,
                                                         "again": [(name, request.POST[name]) for name in ("method", "pay_on_day", "pay_on_month", "pay_on_year") if name in request.POST],
                                                         "total": sum((row.amount for row in due), Decimal(0)), "back": reverse("payment_lists", args=[programme_id])})


def _due(one: "Programme", form: forms.NewList, actor: Actor) -> tuple[list, list]:
    """What can be listed, never what the actor asked for; and beside it what no file could carry, which would hold up all others."""
    due: list = []
    unfit: list = []
    for row in queries.due(one.pk, form.cleaned_data["method"], form.cleaned_data["pay_on"]).exclude(request__staff_id=actor.staff_id)[:MOST]:
        (unfit if any(bank.faults_of_number(bank.AccountKind(row.request.method), _number(row.request))) else due).append(row)
    return due, unfit


@page(may=None)
def payment_list(request: HttpRequest, payment_list_id: UUID) -> HttpResponse:
    return _shown(request, queries.payment_list(payment_list_id))


def _shown(request: HttpRequest, found: "PaymentList", **faults) -> HttpResponse:
    """The list; `faults`: what kept its file from being written, each with its payment."""
    payment_list_id = found.pk
    part = queries.payments_part(payment_list_id, place(request.GET))
    audit.record_listing(dict.fromkeys(one.person_id for one in part.rows), sections=request.actor.reads & Section.ECONOMIC)
    steps = queries.list_steps(payment_list_id)
    names = access.names_of_memberships({found.made_by, *(step.made_by for step in steps)})
    actor, own = request.actor, found.staff_id == request.actor.staff_id
    has_file = found.filed_at is not None and found.state != ListState.DROPPED and actor.may("keep_books")
    return render(request, "assistance/payment_list.html", turned(request, part) | {
        "list": found, "programme": found.programme, "by": names.get(found.made_by, ""), "steps": [(step, STEPS[step.step][1], names.get(step.made_by, "")) for step in steps],
        "method": Method(found.method).label, "state": ListState(found.state).label,
        "rows": [(one, PaymentState(one.state).label, next(iter(one.answers.all()), None)) for one in part.rows],
        "moves": [(step, words) for step, (words, _done, states) in STEPS.items() if found.state in states and (
            actor.may("release_payment") and not own if step == "release" else actor.may("keep_books")) and not (step in ("file", "drop") and found.filed_at)],
        "own": own and found.state == ListState.MADE, "files": has_file, "missing": queries.not_seen(found) if has_file and found.waiting else 0, "answers": found.state in (ListState.SENT, ListState.CLOSED) and actor.may("keep_books")} | faults, status=409 if faults else 200)


@page(may=None)
def move_list(request: HttpRequest, payment_list_id: UUID, list_step: str) -> HttpResponse:
    if list_step not in STEPS or not STEPS[list_step][2]:
        raise Hidden
    found, form = queries.payment_list(payment_list_id), forms.ListMove(request.POST or None)
    if list_step == "file" and request.method == "POST" and (faults := bank.faults_of(as_list := _as_list(found, request.actor))):
        return _refused(request, found, as_list, faults)  # once it is made the list stands, and nobody could drop it
    if form.carried_out(lambda **given: actions.move_list(found, list_step, **given, by=request.actor)):
        messages.success(request, _("Saved."))
        return redirect("payment_list", payment_list_id)
    return _asked(request, form, found, title=str(STEPS[list_step][0]), submit=str(STEPS[list_step][0]))


@page(may="keep_books")
def payment_file(request: HttpRequest, payment_list_id: UUID, kind: str) -> HttpResponse:
    """The same list is the same bytes, however often it is fetched; only one whose file was made: what it holds stands since then."""
    found = queries.payment_list(payment_list_id)
    if found.filed_at is None or found.state == ListState.DROPPED:
        raise Hidden
    as_list = _as_list(found, request.actor)
    try:
        content = bank.pain001(as_list) if kind == "xml" else bank.csv_file(as_list, reading_language())
    except bank.FileRefused as refused:
        return _refused(request, found, as_list, refused.faults)
    audit.record("payments.file_fetched", payment_list_id, kind=kind)
    return HttpResponse(content, content_type="application/xml" if kind == "xml" else "text/csv; charset=utf-8",
                        headers={"Content-Disposition": f'attachment; filename="payments-{found.pay_on:%Y%m%d}.{kind}"'})


def _as_list(found: "PaymentList", actor: Actor) -> bank.PaymentList:
    rows = queries.payments(found.pk).exclude(state__in=NEVER_SENT)
    return bank.PaymentList(
        key=found.pk.hex, debtor_name=actor.organisation_name_en or actor.organisation_name_ar, debtor_number=found.programme.account, made_at=found.made_at, execute_on=found.pay_on, currency="EGP",
        payments=tuple(bank.Payment(one.pk.hex, one.amount, "EGP", one.instalment.request.payee_name, bank.AccountKind(found.method),
                                    _number(one.instalment.request)) for one in rows))


def _refused(request: HttpRequest, found: "PaymentList", as_list: bank.PaymentList, faults: tuple[bank.Fault, ...]) -> HttpResponse:
    return _shown(request, found, faults=[(_payment(as_list, fault), bank.sentence(fault, reading_language())) for fault in faults[:20]])


def _payment(as_list: bank.PaymentList, fault: bank.Fault) -> "Payment | None":
    """Whom a fault is of: the number of a line says nothing to who reads the list on a page."""
    return queries.payment(UUID(as_list.key), UUID(as_list.payments[fault.line - 1].key)) if fault.line else None


def _number(asked: "Request") -> str:
    return "" if asked.method == Method.CASH else asked.account


def _told(found: "PaymentList", actor: Actor) -> bank.PaymentList:
    """The list by keys and amounts alone, to lay an answer beside it: also with those whose case is not to be seen any more."""
    return bank.PaymentList(key=found.pk.hex, debtor_name=actor.organisation_name_en, debtor_number="", made_at=found.made_at, execute_on=found.pay_on, currency="EGP",
                            payments=tuple(bank.Payment(key.hex, amount, "EGP", "", bank.AccountKind(found.method)) for key, amount in queries.payments_told(found.pk).items()))


@page(may="keep_books")
def take_in(request: HttpRequest, payment_list_id: UUID) -> HttpResponse:
    """The bank's file: what is new moves the books once; all else is told, line by line."""
    found = queries.payment_list(payment_list_id)
    form = forms.AnswerFile(request.POST or None, request.FILES or None)
    told = None
    if form.is_valid():
        content = form.cleaned_data["file"].read(LARGEST_FILE + 1)
        try:
            comparison = bank.compare(_told(found, request.actor), _read(content))
        except bank.FileRefused as refused:
            for fault in refused.faults[:20]:
                form.add_error("file", bank.sentence(fault, reading_language()))
        except Unreadable as unreadable:
            form.add_error("file", sentences.sentence(unreadable.code, unreadable.params))
        else:
            said = [actions.Said(UUID(payment.key), PaymentState(answer.outcome), answer.amount, answer.bank_reference[:60], _reason(answer)) for payment, answer in comparison.matched
                    if answer.outcome != bank.Outcome.PENDING]
            if form.carried_out(lambda **_given: actions.take_in(found, said, digest=hashlib.sha256(content).hexdigest(), by=request.actor)):
                told = form.outcome
                messages.success(request, ngettext("%(n)d payment moved.", "%(n)d payments moved.", len(told.new)) % {"n": len(told.new)})
    if told is None:
        return _asked(request, form, found, title=_("Take in the bank's file"), submit=_("Take it in"))
    waits = sum(answer.outcome == bank.Outcome.PENDING for _payment, answer in comparison.matched)
    return render(request, "assistance/taken_in.html", {"list": found, "programme": found.programme, "told": told, "waits": waits,
                                                       "faults": [bank.sentence(fault, reading_language()) for fault in comparison.faults[:100]]})


def _read(content: bytes) -> bank.Results:
    """What the bank's file says; a workbook is opened by the child process that reads lists. Raises FileRefused, or Unreadable (`sheet.…`) for a workbook that cannot be opened."""
    if not bank.is_workbook(content):
        return bank.read(content, "EGP")
    first = sheets.read(content)[0]
    return bank.read_sheet(first.rows, "EGP", day_of=partial(sheets.day_of_number, is_1904=first.is_1904), formulas=first.formulas)


def _reason(answer: bank.Answer) -> str:
    return " ".join(filter(None, (answer.reason_code and bank.reason_words(answer.reason_code, reading_language()), answer.reason)))[:120]


@page(may="keep_books")
def answer(request: HttpRequest, payment_list_id: UUID, payment_id: UUID) -> HttpResponse:
    found, payment = queries.payment_list(payment_list_id), queries.payment(payment_list_id, payment_id)
    form = forms.AnswerByHand(request.POST or None)
    audit.record_reading(payment.person_id, sections=request.actor.reads & Section.ECONOMIC, case=payment.case_id)
    if form.carried_out(lambda **given: actions.answer(payment, **given, by=request.actor)):
        messages.success(request, _("Saved."))
        return redirect("payment_list", payment_list_id)
    return _asked(request, form, found, title=_("What became of the payment?"), submit=_("Save"), lead=payment.instalment.request.payee_name)


def _asked(request: HttpRequest, form, found: "PaymentList", **context) -> HttpResponse:
    status = 409 if request.method == "POST" and form.non_field_errors() else 200
    return render(request, "assistance/list_form.html", {"form": form, "list": found, "programme": found.programme, "back": reverse("payment_list", args=[found.pk]), **context}, status=status)
