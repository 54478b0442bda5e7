"""`amana init`: what it asks for, and how it begins an installation."""
import sys

import typer

from amana.doors.site import installation
from amana.doors.site.localpg import CannotStart

ASKED = {"code": "Short code of the organisation that runs this installation, such as MOSS", "name_ar": "Its name in Arabic", "name_en": "Its name in English",
         "email": "E-mail of its first administrator", "name": "Name of the first administrator"}


class Wrong(Exception):
    """What was given cannot stand; args: a sentence each."""


def asked(given: dict[str, str]) -> dict[str, str]:
    """What is missing is asked for, where somebody can answer. Raises CannotStart."""
    missing = [name for name in ASKED if not given[name].strip()]
    if missing and not sys.stdin.isatty():
        raise CannotStart("Missing: " + ", ".join(f"--{name.replace('_', '-')}" for name in missing) + ".")
    return given | {name: typer.prompt(ASKED[name], err=True) for name in missing}


def begin(given: dict[str, str]) -> tuple[str, bool]:
    """The address of the first administrator's one-time link, and whether it takes the place of one before. Raises Wrong, CannotStart."""
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.urls import reverse
    from django.utils import translation

    from amana.doors.site import beginning
    from amana.ground.organisations.forms import NewOrganisation
    from amana.ground.organisations.rules import Kind

    with translation.override("en"):
        form = NewOrganisation(given, parents=())
        wrong = [f"--{field.replace('_', '-')}: {' '.join(map(str, sentences))}" for field, sentences in form.errors.items()]
        if "kind" in form.errors:
            wrong.append(f"--kind is one of: {', '.join(Kind)}")
        try:
            validate_email(given["email"])
        except ValidationError as error:
            wrong.append(f"--email: {' '.join(error.messages)}")
        if wrong:
            raise Wrong(*wrong)
    shape = form.cleaned_data
    try:
        token, replaces = beginning.begin(code=shape["code"], name_ar=shape["name_ar"], name_en=shape["name_en"], kind=shape["kind"], email=given["email"].strip().lower(), name=given["name"].strip())
    except beginning.Taken as taken:
        raise CannotStart(f"The data folder {installation.home()} holds the demo: set AMANA_HOME to another folder for a real installation.") from taken
    except beginning.Begun as begun:
        raise Wrong("This installation has its staff already: an administrator invites others on the pages.") from begun
    return settings.AMANA_ADDRESS + reverse("invitation", args=[token]), replaces
