"""From a form or a question to one act, and back with what was done or why not."""
from collections.abc import Callable, Mapping
from typing import ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from amana.ground.rows.acting import attempt
from amana.lib.core.errors import Refused

# Code of a refusal or name of a constraint → field (None: the form as a whole) and sentence.
Refusals = Mapping[str, tuple[str | None, str]]


class ActForm(forms.Form):
    """A form that one act follows. What the act refuses becomes a sentence at its field, and what was typed stays."""

    refusals: ClassVar[Refusals] = {}
    outcome: object = None

    def given(self) -> dict:
        """The keywords of the act."""
        return self.cleaned_data

    def carried_out(self, act: Callable[..., object]) -> bool:
        """Whether the form was good and the act is done; `outcome` is what it returned. A refusal without a sentence is raised."""
        if not self.is_valid():
            return False
        try:
            with attempt():
                self.outcome = act(**self.given())
        except Refused as refused:
            if refused.code not in self.refusals:
                raise
            field, sentence = self.refusals[refused.code]
            self.add_error(field if field in self.fields else None, sentence)
        return not self.errors


def carried_out(request: HttpRequest, act: Callable[[], object], *, done: str, back: str, refusals: Refusals) -> HttpResponse:
    """The act is done, or the reader is told why not; either way back to a page that shows how things stand."""
    try:
        with attempt():
            act()
    except Refused as refused:
        if refused.code not in refusals:
            raise
        messages.error(request, refusals[refused.code][1])
    else:
        messages.success(request, done)
    return redirect(back)


def asked(request: HttpRequest, act: Callable[[], object], *, question: str, consequence: str, verb: str, done: str, back: str, refusals: Refusals,
          is_danger: bool = True, template: str = "shell/confirm.html", **context) -> HttpResponse:
    """First the question with what follows from it; on yes the act."""
    if request.method == "POST":
        return carried_out(request, act, done=done, back=back, refusals=refusals)
    return render(request, template, {
        "question": question, "consequence": consequence, "verb": verb, "safe_url": back, "is_danger": is_danger, **context})
