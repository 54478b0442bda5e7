"""The password changed by its owner, and set anew by a link that an administrator gives to whoever has forgotten hers."""
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from amana.ground.access import actions, factors, gate, queries
from amana.ground.access.forms import session as forms
from amana.ground.access.forms.staff import REFUSALS
from amana.ground.access.pages.opening import device_of, wait_sentence, with_next, with_session
from amana.ground.rows.acting import attempt
from amana.ground.rows.doors import page, public_page
from amana.lib.core.errors import Refused


@sensitive_post_parameters()
@public_page
def change_password(request: HttpRequest) -> HttpResponse:
    """Outside the actor's transaction: the gate's login judges the present password and changes the session."""
    try:
        who = factors.standing(request.cookie, device_of(request))
    except factors.NoSession:  # also sent twice: the twin's answer has brought the new cookie
        return redirect("account")
    if who.is_awaited:
        return redirect(with_next("second_factor", request.path))
    form, wait = forms.OtherPassword(request.POST or None, email=who.email), 0
    if form.is_valid():
        try:
            opened = gate.change_password(who.cookie, who.email, present=form.cleaned_data["present"], new=form.cleaned_data["password"],
                                          address=_address(request), device=who.device)
        except gate.Wait as refused:
            wait = refused.seconds
            form.add_error(None, wait_sentence(wait))
        except gate.WrongPassword:
            form.add_error("present", _("The password is wrong."))
        else:
            if opened is None:
                return redirect("account")
            messages.success(request, _("Your password is changed. Your other sessions and your tokens have ended."))
            return with_session(request, redirect("account"), opened)
    response = render(request, "access/change_password.html", {"form": form, "username": who.email}, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


@page(may="staff")
def give_link(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """The only time the link is shown: it is stored nowhere."""
    colleague = queries.memberships_of(request.actor, staff_id)[0].staff
    if request.method == "POST":
        try:
            with attempt():
                token = actions.give_password_link(staff_id, by=request.actor)
        except Refused as refused:
            messages.error(request, REFUSALS[refused.code][1])
            return redirect("member", staff_id)
        return render(request, "access/password_link_given.html", {
            "link": settings.AMANA_ADDRESS + reverse("set_password", args=[token]), "email": colleague.email, "back": reverse("member", args=[staff_id])})
    return render(request, "access/give_password_link.html", {"colleague": colleague})


@sensitive_post_parameters()
@public_page
def set_password(request: HttpRequest, token: str) -> HttpResponse:
    """By whoever holds the link. It opens no session: signing in asks for the second factor where one is due."""
    link = gate.password_link(token)
    form = forms.ChosenPassword(request.POST or None, email=link.email) if link else None
    if form and link and form.is_valid():
        if gate.set_password(token, link.email, form.cleaned_data["password"], address=_address(request)):
            messages.success(request, _("The new password is set. Sign in with it."))
            return redirect("sign_in")
        form = None
    if form is None:
        return render(request, "access/password_link_gone.html", status=404)
    return render(request, "access/set_password.html", {"form": form, "username": link.email})


def _address(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")
